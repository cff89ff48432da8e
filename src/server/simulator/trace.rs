//! What went on inside, as JSON for the page.

use serde_json::{Value, json};

use crate::contracts::ledger::LedgerEntry;
use crate::dialogue::trace::Trace;

pub(super) fn shown(trace: &Trace) -> Value {
    let slots: Vec<Value> = trace
        .slots
        .iter()
        .map(|slot| json!({ "name": slot.name, "said": slot.said, "read": slot.read }))
        .collect();
    let mut before = 0;
    let steps: Vec<Value> = trace
        .steps
        .iter()
        .map(|(step, ended)| {
            let ended = ended.as_micros();
            let took = ended.saturating_sub(before);
            before = ended;
            json!({ "step": step, "micros": took })
        })
        .collect();
    json!({
        "intent": trace.intent.as_ref().map(ToString::to_string),
        "confidence": trace.confidence.map(|confidence| confidence.fraction()),
        "slots": slots,
        "disclosure": trace.entries.iter().map(decision).collect::<Vec<_>>(),
        "session": serde_json::from_str::<Value>(&trace.session).unwrap_or(Value::Null),
        "steps": steps,
    })
}

fn decision(entry: &LedgerEntry) -> Value {
    json!({
        "intent": entry.intent.to_string(),
        "sensitivity": entry.sensitivity.name(),
        "decision": entry.decision.name(),
        "reason": entry.reason,
    })
}
