//! A simulated Alexa device: what a person says to it becomes the calls that Alexa would send,
//! and what it is answered decides what its next call looks like.
//!
//! The simulator, certification, tests and measurements speak through it. It keeps the session,
//! does what `Dialog.ElicitSlot` and `Dialog.ConfirmIntent` ask for, and says when an answer is
//! none that Alexa would take.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::builtin;
use crate::domain::intent::{SlotHeard, SlotValue, Slots};
use crate::domain::locale::Locale;

/// Who stands where, before which device.
#[derive(Debug, Clone)]
pub struct Setup {
    pub skill_id: String,
    pub user_id: String,
    pub locale: Locale,
    /// The access token of the linked account.
    pub token: Option<String>,
    /// Whether it has a screen.
    pub screen: bool,
    /// Whether it stands where others pass by, such as in a hotel.
    pub shared: bool,
    /// A recognised speaker, and the token that the bank linked to that very person.
    pub person: Option<(String, Option<String>)>,
}

/// The device, in the middle of a conversation or not.
#[derive(Debug, Clone)]
pub struct Device {
    setup: Setup,
    device_id: String,
    session: Option<Session>,
}

#[derive(Debug, Clone)]
struct Session {
    id: String,
    new: bool,
    attributes: Value,
    asked: Asked,
}

/// What the last answer made of the next words.
#[derive(Debug, Clone)]
enum Asked {
    Nothing,
    Slot { intent: Value, slot: String },
    Confirmation { intent: Value },
}

/// An answer, as a person before the device would notice it.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    pub ssml: String,
    /// What is said, without markup.
    pub text: String,
    pub reprompt: Option<String>,
    pub card: Option<Value>,
    /// Whether the microphone is open now.
    pub listening: bool,
    pub directives: Vec<String>,
}

/// An answer that Alexa would not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAnswer {
    #[error("status {0} instead of 200")]
    Status(u16),
    #[error("the answer is not the JSON of the contract: {0}")]
    Body(String),
    #[error("the answer is {0} bytes long, more than Alexa takes")]
    TooLong(usize),
    #[error("a dialog directive in an answer that ends the session")]
    DirectiveAtTheEnd,
    #[error("an answer to the end of a session may not say anything")]
    SaysAfterTheEnd,
}

/// The most that an answer may weigh.
pub const ANSWER_LIMIT_BYTES: usize = 24 * 1024;

impl Setup {
    /// Somebody at home before a speaker.
    pub fn at_home(locale: Locale, token: Option<&str>) -> Self {
        Self {
            skill_id: "amzn1.ask.skill.00000000-0000-4000-8000-000000000000".to_owned(),
            user_id: "amzn1.ask.account.SIMULATED".to_owned(),
            locale,
            token: token.map(ToOwned::to_owned),
            screen: false,
            shared: false,
            person: None,
        }
    }
}

impl Device {
    pub fn new(setup: Setup) -> Self {
        Self { setup, device_id: format!("amzn1.ask.device.{}", Uuid::new_v4()), session: None }
    }

    /// Whether a session is open.
    pub const fn in_session(&self) -> bool {
        self.session.is_some()
    }

    /// The open session's id.
    pub fn session_id(&self) -> Option<&str> {
        self.session.as_ref().map(|session| session.id.as_str())
    }

    /// "Alexa, open …"
    pub fn launch(&mut self, at: DateTime<Utc>) -> Vec<u8> {
        self.session = None;
        self.call(&json!({ "type": "LaunchRequest" }), at)
    }

    /// An intent by its name here or Alexa's, with the values of its slots. What an open
    /// `Dialog.ElicitSlot` has gathered for this intent stays.
    pub fn intend(&mut self, name: &str, slots: &[(&str, &str)], at: DateTime<Utc>) -> Vec<u8> {
        let name = builtin::name_of(name).unwrap_or(name);
        let mut filled = Map::new();
        for (slot, value) in slots {
            filled.insert((*slot).to_owned(), plain_slot(slot, value));
        }
        self.intent(name, filled, at)
    }

    /// An intent with what the local understanding made of somebody's words.
    pub fn say(&mut self, name: &str, slots: &Slots, at: DateTime<Utc>) -> Vec<u8> {
        let name = builtin::name_of(name).unwrap_or(name);
        let mut filled = Map::new();
        for (slot, heard) in slots.iter() {
            for (key, value) in as_alexa_hears(slot.as_str(), heard) {
                filled.insert(key, value);
            }
        }
        self.intent(name, filled, at)
    }

    /// Bare words for the slot that was asked for; `None` when none was.
    pub fn fill(&mut self, words: &str, at: DateTime<Utc>) -> Option<Vec<u8>> {
        let Asked::Slot { intent, slot } = self.session.as_ref().map(|session| &session.asked)?
        else {
            return None;
        };
        let (name, slot) = (intent.get("name")?.as_str()?.to_owned(), slot.clone());
        Some(self.intend(&name, &[(&slot, words)], at))
    }

    /// Which slot of which intent the next bare words are for.
    pub fn asked_slot(&self) -> Option<(&str, &str)> {
        match &self.session.as_ref()?.asked {
            Asked::Slot { intent, slot } => Some((intent.get("name")?.as_str()?, slot)),
            Asked::Nothing | Asked::Confirmation { .. } => None,
        }
    }

    /// Yes or no: the intent's confirmation if one was asked for, or the built-in intent.
    pub fn answer(&mut self, yes: bool, at: DateTime<Utc>) -> Vec<u8> {
        let asked = self.session.as_ref().map(|session| session.asked.clone());
        let Some(Asked::Confirmation { mut intent }) = asked else {
            let name = if yes { "AMAZON.YesIntent" } else { "AMAZON.NoIntent" };
            return self.intent(name, Map::new(), at);
        };
        if let Some(intent) = intent.as_object_mut() {
            let status = if yes { "CONFIRMED" } else { "DENIED" };
            intent.insert("confirmationStatus".to_owned(), status.into());
        }
        let request =
            json!({ "type": "IntentRequest", "dialogState": "COMPLETED", "intent": intent });
        self.call(&request, at)
    }

    /// The session ends without the skill: "exit", silence, or an error.
    pub fn end(&mut self, reason: &str, at: DateTime<Utc>) -> Vec<u8> {
        let body = self.call(&json!({ "type": "SessionEndedRequest", "reason": reason }), at);
        self.session = None;
        body
    }

    /// Any other request, for what has no verb here.
    pub fn request(&mut self, request: &Value, at: DateTime<Utc>) -> Vec<u8> {
        self.call(request, at)
    }

    fn intent(&mut self, name: &str, mut slots: Map<String, Value>, at: DateTime<Utc>) -> Vec<u8> {
        let asked = self.session.as_ref().map(|session| session.asked.clone());
        let mut state = "STARTED";
        if let Some(Asked::Slot { intent, .. } | Asked::Confirmation { intent }) = asked
            && intent.get("name").and_then(Value::as_str) == Some(name)
        {
            state = "IN_PROGRESS";
            let kept = intent.get("slots").and_then(Value::as_object).cloned().unwrap_or_default();
            for (slot, value) in kept {
                slots.entry(slot).or_insert(value);
            }
        }
        let mut intent = json!({ "name": name, "confirmationStatus": "NONE" });
        if let Some(intent) = intent.as_object_mut()
            && !slots.is_empty()
        {
            intent.insert("slots".to_owned(), Value::Object(slots));
        }
        let mut request = json!({ "type": "IntentRequest", "intent": intent });
        if let Some(request) = request.as_object_mut()
            && !name.starts_with("AMAZON.")
        {
            request.insert("dialogState".to_owned(), state.into());
        }
        self.call(&request, at)
    }

    fn call(&mut self, request: &Value, at: DateTime<Utc>) -> Vec<u8> {
        let session = self.session.get_or_insert_with(|| Session {
            id: format!("amzn1.echo-api.session.{}", Uuid::new_v4()),
            new: true,
            attributes: json!({}),
            asked: Asked::Nothing,
        });
        let mut user = json!({ "userId": self.setup.user_id });
        if let (Some(user), Some(token)) = (user.as_object_mut(), &self.setup.token) {
            user.insert("accessToken".to_owned(), token.as_str().into());
        }
        let application = json!({ "applicationId": self.setup.skill_id });
        let mut interfaces = json!({});
        if let (Some(interfaces), true) = (interfaces.as_object_mut(), self.setup.screen) {
            let apl = json!({ "runtime": { "maxVersion": "2024.3" } });
            interfaces.insert("Alexa.Presentation.APL".to_owned(), apl);
        }
        let mut system = json!({
            "application": application,
            "user": user,
            "device": { "deviceId": self.device_id, "supportedInterfaces": interfaces },
            "apiEndpoint": "https://api.amazonalexa.com",
        });
        if let Some(system) = system.as_object_mut() {
            if self.setup.shared {
                system.insert("unit".to_owned(), json!({ "unitId": "amzn1.ask.unit.SIMULATED" }));
            }
            if let Some((person, token)) = &self.setup.person {
                let mut person = json!({ "personId": person });
                if let (Some(person), Some(token)) = (person.as_object_mut(), token) {
                    person.insert("accessToken".to_owned(), token.as_str().into());
                }
                system.insert("person".to_owned(), person);
            }
        }
        let mut request = request.clone();
        if let Some(request) = request.as_object_mut() {
            let id = format!("amzn1.echo-api.request.{}", Uuid::new_v4());
            request.entry("requestId").or_insert_with(|| id.into());
            let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
            request.entry("timestamp").or_insert_with(|| at.into());
            request.entry("locale").or_insert_with(|| self.setup.locale.to_string().into());
        }
        let body = json!({
            "version": "1.0",
            "session": {
                "new": session.new,
                "sessionId": session.id,
                "application": application,
                "attributes": session.attributes,
                "user": user,
            },
            "context": { "System": system },
            "request": request,
        });
        session.new = false;
        body.to_string().into_bytes()
    }

    /// Takes the answer to the last call, as Alexa would.
    pub fn hear(&mut self, status: u16, body: &[u8]) -> Result<Heard, NotAnAnswer> {
        if status != 200 {
            return Err(NotAnAnswer::Status(status));
        }
        if body.len() > ANSWER_LIMIT_BYTES {
            return Err(NotAnAnswer::TooLong(body.len()));
        }
        self.follow(body)
    }

    /// Goes on from an answer whatever it weighs.
    pub fn follow(&mut self, body: &[u8]) -> Result<Heard, NotAnAnswer> {
        let answer: Answer = serde_json::from_slice(body)
            .map_err(|error| NotAnAnswer::Body(format!("line {}", error.line())))?;
        let Answer { session_attributes, response } = answer;
        let speaks = response.output_speech.is_some() || response.card.is_some();
        let Some(session) = &mut self.session else {
            return if speaks { Err(NotAnAnswer::SaysAfterTheEnd) } else { Ok(response.heard()) };
        };
        let ends = response.should_end_session.unwrap_or(true);
        let asked = response.asked();
        if ends && !matches!(asked, Asked::Nothing) {
            return Err(NotAnAnswer::DirectiveAtTheEnd);
        }
        session.attributes = session_attributes.unwrap_or_else(|| json!({}));
        session.asked = asked;
        if ends {
            self.session = None;
        }
        Ok(response.heard())
    }
}

fn plain_slot(name: &str, value: &str) -> Value {
    json!({ "name": name, "value": value, "confirmationStatus": "NONE" })
}

/// Alexa's slots for what was heard: an amount is split into whole units, cents and a currency;
/// periods and days are written in its date grammar where they can be.
fn as_alexa_hears(slot: &str, heard: &[SlotHeard]) -> Vec<(String, Value)> {
    let Some(first) = heard.first() else { return Vec::new() };
    if let Some(SlotValue::Amount { amount, currency_said }) = &first.meant
        && !amount.is_negative()
    {
        let decimal = amount.to_decimal();
        let (whole, cents) = decimal.split_once('.').unwrap_or((&decimal, ""));
        let mut slots = vec![(slot.to_owned(), plain_slot(slot, whole))];
        if cents.bytes().any(|digit| digit != b'0') {
            let cents_slot = format!("{slot}_cents");
            let value = plain_slot(&cents_slot, cents);
            slots.push((cents_slot, value));
        }
        if *currency_said {
            let currency_slot = format!("{slot}_currency");
            let code = amount.currency().code();
            let mut value = plain_slot(&currency_slot, code);
            resolve(&mut value, &[code]);
            slots.push((currency_slot, value));
        }
        return slots;
    }
    let said = match &first.meant {
        Some(SlotValue::Date(day)) => day.to_string(),
        Some(SlotValue::Period(range)) if range.last_day() == range.from() => {
            range.from().to_string()
        }
        Some(SlotValue::Count(count)) => count.to_string(),
        Some(
            SlotValue::Amount { .. }
            | SlotValue::AmountUnclear(_)
            | SlotValue::Nth(_)
            | SlotValue::Period(_)
            | SlotValue::Account(_)
            | SlotValue::Direction(_)
            | SlotValue::Words,
        )
        | None => first.said.to_string(),
    };
    let mut value = plain_slot(slot, &said);
    let ids: Vec<&str> = match &first.meant {
        Some(SlotValue::Account(kind)) => vec![kind.name()],
        Some(SlotValue::Direction(direction)) => vec![direction.name()],
        Some(
            SlotValue::Amount { .. }
            | SlotValue::AmountUnclear(_)
            | SlotValue::Nth(_)
            | SlotValue::Period(_)
            | SlotValue::Date(_)
            | SlotValue::Count(_)
            | SlotValue::Words,
        )
        | None => first.ids.iter().map(AsRef::as_ref).collect(),
    };
    resolve(&mut value, &ids);
    vec![(slot.to_owned(), value)]
}

fn resolve(slot: &mut Value, ids: &[&str]) {
    let Some(slot) = slot.as_object_mut().filter(|_| !ids.is_empty()) else { return };
    let values: Vec<Value> =
        ids.iter().map(|id| json!({ "value": { "name": id, "id": id } })).collect();
    let resolutions = json!({ "resolutionsPerAuthority": [{
        "authority": "amzn1.er-authority.echo-sdk.simulated",
        "status": { "code": "ER_SUCCESS_MATCH" },
        "values": values,
    }] });
    slot.insert("resolutions".to_owned(), resolutions);
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    session_attributes: Option<Value>,
    response: Response,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    output_speech: Option<Speech>,
    reprompt: Option<Reprompt>,
    card: Option<Value>,
    should_end_session: Option<bool>,
    #[serde(default)]
    directives: Vec<Directive>,
}

#[derive(Deserialize)]
struct Speech {
    ssml: Option<String>,
    text: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reprompt {
    output_speech: Option<Speech>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Directive {
    #[serde(rename = "type")]
    kind: String,
    slot_to_elicit: Option<String>,
    updated_intent: Option<Value>,
}

impl Response {
    fn asked(&self) -> Asked {
        for directive in &self.directives {
            let intent = directive.updated_intent.clone().unwrap_or(Value::Null);
            match (directive.kind.as_str(), &directive.slot_to_elicit) {
                ("Dialog.ElicitSlot", Some(slot)) => {
                    return Asked::Slot { intent, slot: slot.clone() };
                }
                ("Dialog.ConfirmIntent", _) => return Asked::Confirmation { intent },
                _ => {}
            }
        }
        Asked::Nothing
    }

    fn heard(self) -> Heard {
        let listening = self.should_end_session == Some(false);
        let reprompt = self.reprompt.and_then(|reprompt| reprompt.output_speech);
        let (ssml, text) = self.output_speech.map(Speech::read).unwrap_or_default();
        Heard {
            ssml,
            text,
            reprompt: reprompt.map(|speech| speech.read().1),
            card: self.card,
            listening,
            directives: self.directives.into_iter().map(|directive| directive.kind).collect(),
        }
    }
}

impl Speech {
    /// The markup, and the words without it.
    fn read(self) -> (String, String) {
        match (self.ssml, self.text) {
            (Some(ssml), _) => {
                let words = without_markup(&ssml);
                (ssml, words)
            }
            (None, Some(text)) => (text.clone(), text),
            (None, None) => Default::default(),
        }
    }
}

/// The words of SSML: tags left out, entities read.
pub fn without_markup(ssml: &str) -> String {
    let mut words = String::with_capacity(ssml.len());
    let mut in_tag = false;
    for character in ssml.chars() {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if !in_tag => words.push(character),
            _ => {}
        }
    }
    for (entity, character) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
    {
        words = words.replace(entity, character);
    }
    words
}
