//! `banter understand`

use std::io::{BufRead, Write};

use banter::catalog::IntentKind;
use banter::config::Settings;
use banter::domain::account::AccountKind;
use banter::domain::clock::{Clock, SystemClock};
use banter::domain::intent::{IntentName, SlotHeard, SlotName, SlotValue, Slots};
use banter::domain::locale::Locale;
use banter::domain::money::{Currency, Money};
use banter::understanding::{
    AccountName, Context, NameMatch, Pending, Understanding, Understood, match_name,
};
use chrono::NaiveDate;
use clap::Args;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Failure, catalog};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  echo \"send Anna fifty euros\" | banter understand --locale en-US\n  echo '{\"text\":\"make it sixty\",\"context\":{\"currency\":\"EUR\"}}' | banter understand --locale en-US --jsonl"
)]
pub(super) struct Understand {
    /// A language as spoken in a region: en-US, en-GB, de-DE.
    #[arg(long)]
    locale: String,
    /// Each line is an object with `text` and an optional `context`.
    #[arg(long)]
    jsonl: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    text: String,
    #[serde(default)]
    context: Given,
}

/// What the conversation knows. Every part may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Given {
    reference: Option<NaiveDate>,
    currency: Option<String>,
    payees: Vec<String>,
    accounts: Vec<GivenAccount>,
    last: Option<Last>,
    pending: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenAccount {
    name: String,
    kind: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Last {
    intent: String,
    #[serde(default)]
    slots: Map<String, Value>,
}

impl Understand {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let locale = Locale::parse(&self.locale)
            .map_err(|error| Failure::wrong_use(format!("--locale {}: {error}", self.locale)))?;
        let catalog = catalog(settings)?;
        if catalog.locale(locale).is_none() {
            return Err(Failure::wrong_use(format!("--locale {locale}: no intents in it")));
        }
        let understanding = Understanding::new(&catalog).map_err(Failure::fell_short)?;
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let mut input = std::io::stdin().lock();
        let mut bytes = Vec::new();
        for number in 1_u64.. {
            bytes.clear();
            if input.read_until(b'\n', &mut bytes)? == 0 {
                break;
            }
            let text = String::from_utf8_lossy(&bytes);
            let text = text.trim_end_matches(['\n', '\r']);
            let line = if self.jsonl {
                serde_json::from_str(text)
                    .map_err(|error| Failure::wrong_use(format!("line {number}: {error}")))?
            } else {
                Line { text: text.to_owned(), context: Given::default() }
            };
            let answer = answer(&understanding, locale, &line)
                .map_err(|what| Failure::wrong_use(format!("line {number}: {what}")))?;
            serde_json::to_writer(&mut out, &answer).map_err(Failure::fell_short)?;
            writeln!(out)?;
            out.flush()?;
        }
        Ok(())
    }
}

fn answer(understanding: &Understanding, locale: Locale, line: &Line) -> Result<Value, String> {
    let given = &line.context;
    let currency = match given.currency.as_deref() {
        Some(code) => {
            Currency::parse(code).map_err(|error| format!("context.currency: {error}"))?
        }
        None => match locale.region() {
            "US" => Currency::USD,
            "GB" => Currency::GBP,
            _ => Currency::EUR,
        },
    };
    let today = given.reference.unwrap_or_else(|| SystemClock.now().date_naive());
    let payees: Vec<&str> = given.payees.iter().map(String::as_str).collect();
    let accounts: Vec<AccountName<'_>> = given
        .accounts
        .iter()
        .map(|account| {
            let kind = AccountKind::from_name(&account.kind)
                .ok_or_else(|| format!("context.accounts: no kind {:?}", account.kind))?;
            Ok(AccountName { name: &account.name, kind })
        })
        .collect::<Result<_, String>>()?;
    let last = given.last.as_ref().map(|last| read_last(last, currency)).transpose()?;
    let slot = match given.pending.as_deref() {
        None | Some("confirm") => None,
        Some(name) => Some(SlotName::parse(name).map_err(|error| error.to_string())?),
    };
    let pending = match (given.pending.as_deref(), &slot, &last) {
        (None, _, _) => Pending::None,
        (Some(_), Some(slot), Some((intent, _))) => Pending::Slot { intent, slot },
        (Some(_), Some(_), None) => {
            return Err("context.pending names a slot, and context.last no intent".to_owned());
        }
        (Some(_), None, _) => Pending::Confirm,
    };
    let context = Context {
        reference: today,
        currency,
        payees: &payees,
        accounts: &accounts,
        pending,
        last: last.as_ref().map(|(intent, slots)| (intent, slots)),
    };
    let understood = understanding.hear(locale, &line.text, &context);
    Ok(written(&line.text, &understood, locale, &payees))
}

/// A slot as this command writes it, read back. Anything else is kept as words.
fn read_last(last: &Last, currency: Currency) -> Result<(IntentName, Slots), String> {
    let intent =
        IntentName::parse(&last.intent).map_err(|error| format!("context.last: {error}"))?;
    let mut slots = Slots::default();
    for (name, value) in &last.slots {
        let name = SlotName::parse(name).map_err(|error| format!("context.last: {error}"))?;
        let field = |key: &str| value.get(key).and_then(Value::as_str);
        let heard = if let Some(minor) = value.get("minor_units").and_then(Value::as_i64) {
            let code = field("currency").and_then(|code| Currency::parse(code).ok());
            let amount = Money::new(minor, code.unwrap_or(currency));
            SlotHeard::meaning("", SlotValue::Amount { amount, currency_said: code.is_some() })
        } else if let Some(kind) = field("kind").and_then(AccountKind::from_name) {
            SlotHeard::meaning(kind.name(), SlotValue::Account(kind))
        } else if let Some(count) = value.as_u64().and_then(|count| u32::try_from(count).ok()) {
            SlotHeard::meaning(&count.to_string(), SlotValue::Count(count))
        } else {
            let said = field("said").or(value.as_str()).unwrap_or_default();
            SlotHeard::meaning(said, SlotValue::Words)
        };
        slots.insert(name, heard);
    }
    Ok((intent, slots))
}

fn written(text: &str, understood: &Understood, locale: Locale, payees: &[&str]) -> Value {
    let mut slots = Map::new();
    for (name, heard) in understood.slots.iter() {
        if let Some(first) = heard.first() {
            slots.insert(name.as_str().to_owned(), slot(name, first, locale, payees));
        }
    }
    json!({
        "text": text,
        "intent": understood.intent.as_str(),
        "kind": match understood.kind {
            IntentKind::Intent => "intent",
            IntentKind::Session => "session",
            IntentKind::Pointer => "pointer",
        },
        "confidence": understood.confidence.fraction(),
        "accepted": understood.accepted,
        "slots": slots,
    })
}

fn slot(name: &SlotName, heard: &SlotHeard, locale: Locale, payees: &[&str]) -> Value {
    match &heard.meant {
        Some(SlotValue::Amount { amount, .. }) => {
            json!({"minor_units": amount.minor_units(), "currency": amount.currency().code()})
        }
        Some(SlotValue::AmountUnclear(why)) => json!({"unclear": why.name()}),
        Some(SlotValue::Period(period)) => {
            json!({"from": period.from().to_string(), "to": period.to().to_string()})
        }
        Some(SlotValue::Date(day)) => json!(day.to_string()),
        Some(SlotValue::Account(kind)) => json!({"kind": kind.name()}),
        Some(SlotValue::Direction(direction)) => json!(direction.name()),
        Some(SlotValue::Count(count) | SlotValue::Nth(count)) => json!(count),
        Some(SlotValue::Words) | None if name.as_str() == "payee" => {
            let candidates: Vec<&str> = match match_name(&heard.said, payees, locale) {
                NameMatch::One(at) => payees.get(at).copied().into_iter().collect(),
                NameMatch::Several(all) => {
                    all.iter().filter_map(|at| payees.get(*at).copied()).collect()
                }
                NameMatch::None => Vec::new(),
            };
            json!({"said": &*heard.said, "candidates": candidates})
        }
        Some(SlotValue::Words) | None => json!(&*heard.said),
    }
}
