//! The response envelope, named as the reference names it.
//!
//! <https://developer.amazon.com/docs/custom-skills/request-and-response-json-reference.html#response-format>
//!
//! What is absent is left out, never `null`: a `null` is a value to Alexa.

use serde::Serialize;

/// The answer to a call.
#[derive(Debug, Serialize)]
pub struct Envelope<'a> {
    pub version: &'static str,
    pub response: Response<'a>,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Response<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_speech: Option<OutputSpeech>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<Card>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reprompt: Option<Reprompt>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub directives: Vec<Directive<'a>>,
    /// Absent only where the answer is discarded anyway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub should_end_session: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_fulfill_intent: Option<CanFulfillIntent>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type")]
pub enum OutputSpeech {
    #[serde(rename = "SSML")]
    Ssml { ssml: String },
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reprompt {
    pub output_speech: OutputSpeech,
}

/// Stays in the Alexa app, visible to everyone who shares the account.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type")]
pub enum Card {
    Simple { title: String, content: String },
    LinkAccount,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type")]
pub enum Directive<'a> {
    /// What is said next is for this slot; the person may still say something else.
    #[serde(rename = "Dialog.ElicitSlot", rename_all = "camelCase")]
    ElicitSlot { slot_to_elicit: &'a str, updated_intent: UpdatedIntent<'a> },
    /// The next yes or no becomes the intent's `confirmationStatus`.
    #[serde(rename = "Dialog.ConfirmIntent", rename_all = "camelCase")]
    ConfirmIntent { updated_intent: UpdatedIntent<'a> },
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdatedIntent<'a> {
    pub name: &'a str,
    pub confirmation_status: &'static str,
    /// Every slot that the model gives the intent, said or not, in the model's order.
    #[serde(serialize_with = "as_map")]
    pub slots: Vec<UpdatedSlot<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdatedSlot<'a> {
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<&'a str>,
    pub confirmation_status: &'static str,
}

/// Always no: whether we could is nobody's business before the account is linked.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CanFulfillIntent {
    pub can_fulfill: &'static str,
}

/// `confirmationStatus` of what has not been confirmed.
pub const NOT_CONFIRMED: &str = "NONE";

fn as_map<S: serde::Serializer>(
    slots: &[UpdatedSlot<'_>],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(slots.iter().map(|slot| (slot.name, slot)))
}

impl<'a> Envelope<'a> {
    pub const fn new(response: Response<'a>) -> Self {
        Self { version: "1.0", response }
    }

    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut body = Vec::with_capacity(1024);
        serde_json::to_writer(&mut body, self)?;
        Ok(body)
    }
}
