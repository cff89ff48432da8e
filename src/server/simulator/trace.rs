//! What went on inside, as JSON for the page.

use std::time::Duration;

use serde_json::{Value, json};

use crate::contracts::ledger::LedgerEntry;
use crate::dialogue::trace::Trace;
use crate::understanding::Understood;

/// What happened outside the engine: what a device hears and signs, and how long the call took.
#[derive(Debug, Default)]
pub(super) struct Outside {
    pub(super) heard: Option<Understood>,
    pub(super) hear: Duration,
    pub(super) sign: Duration,
    pub(super) call: Duration,
}

pub(super) fn shown(trace: &Trace, outside: &Outside) -> Value {
    let slots: Vec<Value> = trace
        .slots
        .iter()
        .map(|slot| json!({ "name": slot.name, "said": slot.said, "read": slot.read }))
        .collect();
    let heard = outside.heard.as_ref().map(|heard| {
        json!({
            "intent": heard.intent.to_string(),
            "confidence": heard.confidence.fraction(),
            "accepted": heard.accepted,
        })
    });
    json!({
        "intent": trace.intent.as_ref().map(ToString::to_string),
        "confidence": trace.confidence.map(|confidence| confidence.fraction()),
        "heard": heard,
        "slots": slots,
        "disclosure": trace.entries.iter().map(decision).collect::<Vec<_>>(),
        "session": serde_json::from_str::<Value>(&trace.session).unwrap_or(Value::Null),
        "steps": steps(trace, outside),
    })
}

/// Each step with what it took. The engine's are part of the call; the rest of the call is its
/// verifying, reading and writing.
fn steps(trace: &Trace, outside: &Outside) -> Vec<Value> {
    let engine = trace.steps.last().map_or(Duration::ZERO, |(_, ended)| *ended);
    let mut steps = vec![
        step("hear", outside.hear),
        step("sign", outside.sign),
        step("call", outside.call.saturating_sub(engine)),
    ];
    let mut before = Duration::ZERO;
    for (name, ended) in &trace.steps {
        steps.push(step(name, ended.saturating_sub(before)));
        before = *ended;
    }
    steps
}

fn step(name: &str, took: Duration) -> Value {
    json!({ "step": name, "micros": took.as_micros() })
}

fn decision(entry: &LedgerEntry) -> Value {
    json!({
        "intent": entry.intent.to_string(),
        "sensitivity": entry.sensitivity.name(),
        "decision": entry.decision.name(),
        "reason": entry.reason,
    })
}
