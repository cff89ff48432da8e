//! One thing said to the simulated device, and everything that came of it.

use std::time::Instant;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Simulator;
use super::trace::Outside;
use crate::contracts::platform::Inbound;
use crate::dialogue::trace::Trace;
use crate::domain::customer::CustomerId;
use crate::domain::intent::{IntentName, SlotName};
use crate::domain::locale::Locale;
use crate::platforms::alexa::device::{Device, Heard, NotAnAnswer, Setup};
use crate::server::desk::Desk;
use crate::server::error::CallError;
use crate::server::house::HouseBank;
use crate::server::webhook::Call;
use crate::understanding::{Context, Pending, Understood};

/// `POST /simulator/turn`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TurnAsked {
    /// Nobody: no account is linked.
    pub customer: Option<String>,
    #[serde(default = "default_locale")]
    pub locale: String,
    #[serde(default)]
    pub device: DeviceChoice,
    /// Of an earlier answer; without one a conversation begins.
    pub conversation: Option<String>,
    /// Left out: the first bank.
    pub bank: Option<String>,
    pub say: Say,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeviceChoice {
    #[default]
    Speaker,
    Screen,
    Shared,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Say {
    Text(String),
    /// "Alexa, open …"
    Launch(bool),
    /// Nobody answers, or somebody says "exit".
    End(bool),
}

/// Everything that came of it.
#[derive(Debug)]
pub struct Spoken {
    conversation: String,
    url: String,
    headers: Vec<(String, String)>,
    request: Vec<u8>,
    status: u16,
    answer: Vec<u8>,
    /// What a person before the device noticed.
    pub heard: Result<Heard, NotAnAnswer>,
    traces: Vec<Trace>,
    outside: Outside,
}

fn default_locale() -> String {
    Locale::EN_US.to_string()
}

impl Simulator {
    pub async fn take(&self, desk: &Desk, asked: &TurnAsked) -> Result<Spoken, CallError> {
        let (name, bank) = match &asked.bank {
            Some(name) => desk.house.banks.get_key_value(name),
            None => desk.house.banks.first_key_value(),
        }
        .ok_or(CallError::NoSuchDoor)?;
        let engine = desk.engine(name).ok_or(CallError::NoSuchDoor)?;
        let locale = Locale::parse(&asked.locale)
            .map_err(|error| CallError::NotUnderstood(format!("`locale` is {error}")))?;
        let signer = self.signer(&desk.house, &bank.id)?;
        let conversation =
            asked.conversation.clone().unwrap_or_else(|| Uuid::new_v4().simple().to_string());
        let mut device = self.device(&conversation).unwrap_or_else(|| asked.device(locale));
        let at = desk.house.clock.now();
        let mut outside = Outside::default();
        let began = Instant::now();
        let (request, understood) = speak((desk, bank), &mut device, asked, (locale, at));
        (outside.heard, outside.hear) = (understood, began.elapsed());
        let began = Instant::now();
        let headers =
            signer.forge.sign(&request).map_err(|error| CallError::NoSimulator(error.into()))?;
        outside.sign = began.elapsed();
        let lower: Vec<(String, &str)> =
            headers.iter().map(|(name, value)| (name.to_lowercase(), value.as_str())).collect();
        let lower: Vec<(&str, &str)> =
            lower.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        // Not from this machine, as far as the front is told: only the signature speaks for it.
        let inbound = Inbound { headers: &lower, body: &request, from_loopback: false, at };
        let mut traces = Vec::new();
        let call = Call::new(desk, engine, signer.front.as_ref());
        let began = Instant::now();
        let answered = call.answer(inbound, Some(&mut traces)).await;
        outside.call = began.elapsed();
        let (status, answer) = match answered {
            Ok(outbound) => (outbound.status, outbound.body),
            Err(error) => {
                self.put_back(conversation, device);
                return Err(error);
            }
        };
        let heard = device.hear(status, &answer);
        self.put_back(conversation.clone(), device);
        let url = format!("/{name}/alexa");
        Ok(Spoken { conversation, url, headers, request, status, answer, heard, traces, outside })
    }
}

impl TurnAsked {
    fn device(&self, locale: Locale) -> Device {
        let token = self.customer.as_ref().map(|customer| format!("sandbox:{customer}"));
        let mut setup = Setup::at_home(locale, token.as_deref());
        setup.screen = self.device == DeviceChoice::Screen;
        setup.shared = self.device == DeviceChoice::Shared;
        if let Some(customer) = &self.customer {
            setup.user_id = format!("amzn1.ask.account.{}", customer.to_uppercase());
        }
        Device::new(setup)
    }
}

/// What Alexa would make of it, with the local understanding in place of Alexa's own.
fn speak(
    (desk, bank): (&Desk, &HouseBank),
    device: &mut Device,
    asked: &TurnAsked,
    (locale, at): (Locale, DateTime<Utc>),
) -> (Vec<u8>, Option<Understood>) {
    let text = match &asked.say {
        Say::Text(text) => text,
        Say::Launch(_) => return (device.launch(at), None),
        Say::End(by_person) => {
            let reason = if *by_person { "USER_INITIATED" } else { "EXCEEDED_MAX_REPROMPTS" };
            return (device.end(reason, at), None);
        }
    };
    let understood = understand((desk, bank), device, asked, (text, locale, at));
    let request = match understood.intent.as_str() {
        "Yes" => device.answer(true, at),
        "No" => device.answer(false, at),
        // "Alexa, open …" is no intent of the skill's.
        "Launch" if understood.accepted => device.launch(at),
        name if understood.accepted => device.say(name, &understood.slots, at),
        // Bare words answer the question that is open; without one they are nothing known.
        _ => match device.fill(text, at) {
            Some(request) => request,
            None => device.intend("Fallback", &[], at),
        },
    };
    (request, Some(understood))
}

fn understand(
    (desk, bank): (&Desk, &HouseBank),
    device: &Device,
    asked: &TurnAsked,
    (text, locale, at): (&str, Locale, DateTime<Utc>),
) -> Understood {
    let customer = asked.customer.as_deref().and_then(|name| CustomerId::parse(name).ok());
    let names = customer.map(|id| desk.house.sandbox.bank().payee_names(&id)).unwrap_or_default();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let currency = bank.dialogue.currency;
    let mut context = Context::on(at.date_naive(), currency);
    context.payees = &names;
    let open = device.asked_slot().and_then(|(intent, slot)| {
        Some((IntentName::parse(intent).ok()?, SlotName::parse(slot).ok()?))
    });
    if let Some((intent, slot)) = &open {
        context.pending = Pending::Slot { intent, slot };
    }
    desk.house.understanding.hear(locale, text, &context)
}

impl Spoken {
    /// For the page, and for whoever scripts it.
    pub fn shown(&self) -> Value {
        let text = |bytes: &[u8]| -> Value {
            serde_json::from_slice(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes).into())
        };
        let headers: serde_json::Map<String, Value> = self
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect();
        let heard = self.heard.as_ref().ok();
        json!({
            "conversation": self.conversation,
            "request": { "url": self.url, "headers": headers, "body": text(&self.request) },
            "answer": { "status": self.status, "body": text(&self.answer) },
            "speech": heard.map(|heard| json!({ "text": heard.text, "ssml": heard.ssml })),
            "reprompt": heard.and_then(|heard| heard.reprompt.clone()),
            "card": heard.and_then(|heard| heard.card.clone()),
            "listening": heard.is_some_and(|heard| heard.listening),
            "directives": heard.map(|heard| heard.directives.clone()),
            "wrong": self.heard.as_ref().err().map(ToString::to_string),
            "trace": self.traces.first().map(|trace| super::trace::shown(trace, &self.outside)),
        })
    }
}
