//! `POST {endpoint}`: the request envelope, named as the reference names it.
//!
//! <https://developer.amazon.com/docs/custom-skills/request-and-response-json-reference.html>
//! <https://developer.amazon.com/docs/custom-skills/request-types-reference.html>
//!
//! Fields that nothing here uses are not read, and unknown ones are no error: the reference asks
//! for that. A field that is used and has the wrong type is an error that names its place.
//! Everything borrows from the body.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::text::{Code, Text};

/// The little that verification needs to see of a body that has already been verified.
#[derive(Debug, Deserialize)]
pub struct Glance<'a> {
    #[serde(borrow)]
    pub session: Option<SessionGlance<'a>>,
    #[serde(borrow)]
    pub context: Option<ContextGlance<'a>>,
    #[serde(borrow)]
    pub request: Option<RequestGlance<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct SessionGlance<'a> {
    #[serde(borrow)]
    pub application: Option<Application<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct ContextGlance<'a> {
    #[serde(borrow, rename = "System")]
    pub system: Option<SystemGlance<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct SystemGlance<'a> {
    #[serde(borrow)]
    pub application: Option<Application<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct RequestGlance<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Option<Text<'a>>,
    /// RFC 3339, or milliseconds since 1970. Skill events have been seen to write `timeStamp`.
    #[serde(borrow, alias = "timeStamp")]
    pub timestamp: Option<Code<'a>>,
}

/// A whole call, as far as a turn is made of it.
#[derive(Debug, Deserialize)]
pub struct Envelope<'a> {
    /// Absent for skill events and messages out of session.
    #[serde(borrow)]
    pub session: Option<Session<'a>>,
    #[serde(borrow)]
    pub context: Option<Context<'a>>,
    #[serde(borrow)]
    pub request: Option<Request<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct Session<'a> {
    #[serde(default)]
    pub new: Option<bool>,
    #[serde(borrow, rename = "sessionId")]
    pub session_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub user: Option<User<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct Application<'a> {
    #[serde(borrow, rename = "applicationId")]
    pub application_id: Option<Text<'a>>,
}

/// The owner of the device's account, whoever speaks.
///
/// `permissions.consentToken` is deliberately not read: it is no token of an account link.
#[derive(Debug, Deserialize)]
pub struct User<'a> {
    #[serde(borrow, rename = "userId")]
    pub user_id: Option<Text<'a>>,
    #[serde(borrow, rename = "accessToken")]
    pub access_token: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct Context<'a> {
    #[serde(borrow, rename = "System")]
    pub system: Option<System<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct System<'a> {
    #[serde(borrow)]
    pub user: Option<User<'a>>,
    /// A recognised speaker; only where the skill may ask for it.
    #[serde(borrow)]
    pub person: Option<Person<'a>>,
    #[serde(borrow)]
    pub device: Option<Device<'a>>,
    /// A hotel room, an office: a device that nobody owns.
    pub unit: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
pub struct Person<'a> {
    #[serde(borrow, rename = "personId")]
    pub person_id: Option<Text<'a>>,
    #[serde(borrow, rename = "accessToken")]
    pub access_token: Option<Text<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct Device<'a> {
    #[serde(borrow, rename = "deviceId")]
    pub device_id: Option<Text<'a>>,
    #[serde(rename = "supportedInterfaces")]
    pub supported_interfaces: Option<Interfaces>,
}

/// What the device can do: a key that is present is supported, whatever its value.
#[derive(Debug, Deserialize)]
pub struct Interfaces {
    #[serde(rename = "Alexa.Presentation.APL")]
    pub apl: Option<IgnoredAny>,
    #[serde(rename = "Display")]
    pub display: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
pub struct Request<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Option<Text<'a>>,
    #[serde(borrow, rename = "requestId")]
    pub request_id: Option<Text<'a>>,
    #[serde(borrow)]
    pub locale: Option<Text<'a>>,
    #[serde(borrow)]
    pub intent: Option<Intent<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct Intent<'a> {
    #[serde(borrow)]
    pub name: Option<Text<'a>>,
    /// `NONE`, `CONFIRMED`, `DENIED`; absent where the intent has no dialog model.
    #[serde(borrow, rename = "confirmationStatus")]
    pub confirmation_status: Option<Text<'a>>,
    #[serde(borrow)]
    pub slots: Option<BTreeMap<Text<'a>, Option<Slot<'a>>>>,
}

#[derive(Debug, Deserialize)]
pub struct Slot<'a> {
    /// Missing when it was not spoken.
    #[serde(borrow)]
    pub value: Option<Code<'a>>,
    #[serde(borrow)]
    pub resolutions: Option<Resolutions<'a>>,
    /// The only place of the values of a slot that takes several.
    #[serde(borrow, rename = "slotValue")]
    pub slot_value: Option<SlotValue<'a>>,
}

/// `{"type": "Simple", "value": …}` or `{"type": "List", "values": […]}`, and lists of those.
#[derive(Debug, Deserialize)]
pub struct SlotValue<'a> {
    #[serde(borrow)]
    pub value: Option<Code<'a>>,
    #[serde(borrow)]
    pub resolutions: Option<Resolutions<'a>>,
    #[serde(borrow)]
    pub values: Option<Vec<SlotValue<'a>>>,
}

#[derive(Debug, Deserialize)]
pub struct Resolutions<'a> {
    #[serde(borrow, rename = "resolutionsPerAuthority")]
    pub per_authority: Option<Vec<Resolution<'a>>>,
}

#[derive(Debug, Deserialize)]
pub struct Resolution<'a> {
    #[serde(borrow)]
    pub status: Option<ResolutionStatus<'a>>,
    #[serde(borrow)]
    pub values: Option<Vec<ResolvedValue<'a>>>,
}

#[derive(Debug, Deserialize)]
pub struct ResolutionStatus<'a> {
    #[serde(borrow)]
    pub code: Option<Code<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct ResolvedValue<'a> {
    #[serde(borrow)]
    pub value: Option<Resolved<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct Resolved<'a> {
    #[serde(borrow)]
    pub name: Option<Code<'a>>,
    #[serde(borrow)]
    pub id: Option<Code<'a>>,
}

/// A call read a second time for what only its own type has.
#[derive(Debug, Deserialize)]
pub struct Only<T> {
    pub request: T,
}

/// `SessionEndedRequest`.
#[derive(Debug, Deserialize)]
pub struct SessionEnded<'a> {
    /// `USER_INITIATED`, `ERROR`, `EXCEEDED_MAX_REPROMPTS`.
    #[serde(borrow)]
    pub reason: Option<Text<'a>>,
    #[serde(borrow)]
    pub error: Option<ErrorNotice<'a>>,
}

/// The type of an error; its message may quote what we or the person said, and is not read.
#[derive(Debug, Deserialize)]
pub struct ErrorNotice<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Option<Text<'a>>,
}

/// `System.ExceptionEncountered`.
#[derive(Debug, Deserialize)]
pub struct ExceptionEncountered<'a> {
    #[serde(borrow)]
    pub error: Option<ErrorNotice<'a>>,
    #[serde(borrow)]
    pub cause: Option<Cause<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct Cause<'a> {
    #[serde(borrow, rename = "requestId")]
    pub request_id: Option<Text<'a>>,
}

/// `SessionResumedRequest`.
#[derive(Debug, Deserialize)]
pub struct SessionResumed<'a> {
    #[serde(borrow)]
    pub cause: Option<Completed<'a>>,
}

/// A connection that came back: in `SessionResumedRequest.cause`, and `Connections.Response`.
#[derive(Debug, Deserialize)]
pub struct Completed<'a> {
    #[serde(borrow)]
    pub status: Option<ConnectionStatus<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct ConnectionStatus<'a> {
    #[serde(borrow)]
    pub code: Option<Code<'a>>,
}

/// `AlexaSkillEvent.*`.
#[derive(Debug, Deserialize)]
pub struct SkillEvent<'a> {
    #[serde(borrow)]
    pub body: Option<SkillEventBody<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct SkillEventBody<'a> {
    #[serde(borrow, rename = "accessToken")]
    pub access_token: Option<Text<'a>>,
    #[serde(borrow, rename = "userInformationPersistenceStatus")]
    pub persistence: Option<Text<'a>>,
}

/// `Alexa.Presentation.APL.UserEvent`.
#[derive(Debug, Deserialize)]
pub struct UserEvent<'a> {
    #[serde(borrow)]
    pub arguments: Option<Vec<Argument<'a>>>,
}

/// One argument of a touch: whatever the document sent, of which only strings are read.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Argument<'a> {
    Words(#[serde(borrow)] Text<'a>),
    Other(IgnoredAny),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_without_escapes_are_borrowed_from_the_body() {
        let body = r#"{"request":{"type":"IntentRequest","intent":{"name":"GetBalance"}}}"#;
        let envelope: Envelope<'_> = serde_json::from_str(body).unwrap();
        let intent = envelope.request.unwrap().intent.unwrap();
        assert!(matches!(intent.name.unwrap().0, std::borrow::Cow::Borrowed(_)));
    }

    #[test]
    fn a_token_never_shows_in_debug() {
        let body = r#"{"session":{"user":{"accessToken":"s3cret"}}}"#;
        let envelope: Envelope<'_> = serde_json::from_str(body).unwrap();
        assert!(!format!("{envelope:?}").contains("s3cret"));
    }
}
