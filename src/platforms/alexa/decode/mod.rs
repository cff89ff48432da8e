//! A verified call as a turn, or as business of Alexa's own that is answered at once.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use secrecy::SecretString;

use super::body::{self, malformed};
use super::builtin::{self, BuiltIn};
use super::request::{
    Argument, Completed, Envelope, ExceptionEncountered, Intent, Only, Request, SessionEnded,
    SessionResumed, SkillEvent, System, User, UserEvent,
};
use super::response::{CanFulfillIntent, Envelope as Answer, Response};
use super::slots::{self, Shapes};
use super::text::{Text, said};
use crate::contracts::platform::{Heard, Outbound, PlatformError, Verified};
use crate::domain::account::BankId;
use crate::domain::intent::{IntentName, Slots};
use crate::domain::locale::Locale;
use crate::domain::name::BadName;
use crate::domain::turn::{
    ConversationId, DeviceId, DeviceKind, EndReason, PersonId, PlatformName, PlatformUserId, Said,
    Speaker, Surface, SurfaceLimits, Turn, TurnId, Utterance,
};

/// What Alexa says and shows of one answer.
pub const LIMITS: SurfaceLimits = SurfaceLimits { speech_characters: 8000, card_characters: 8000 };
/// More words than anybody says in one breath.
const WORDS_LIMIT: usize = 400;

/// What a reading needs beside the call.
#[derive(Debug)]
pub struct Reader {
    pub bank: BankId,
    pub platform: PlatformName,
    pub shapes: Shapes,
    pub default_locale: Locale,
    pub time_zone: Option<Tz>,
}

/// What a request comes to.
enum Means {
    Said(Said),
    /// Said by somebody whose token came with the event.
    Event(Said, Option<SecretString>),
    Business(Response<'static>),
}

impl Reader {
    pub fn read(&self, call: &Verified<'_>) -> Result<Heard, PlatformError> {
        let envelope = body::read::<Envelope<'_>>(call.body())?;
        let Some(request) = &envelope.request else {
            return Err(malformed("`request` is missing".to_owned()));
        };
        let locale = self.locale(request);
        let means = match said(request.kind.as_ref()) {
            None => return Err(malformed("`request.type` is missing".to_owned())),
            Some("LaunchRequest") => Means::Said(Said::Launch),
            Some("IntentRequest") => Means::Said(self.intent(request, locale, call.at())?),
            Some(kind) => other(kind, call.body())?,
        };
        let (said, token) = match means {
            Means::Said(said) => (said, None),
            Means::Event(said, token) => (said, token),
            Means::Business(response) => return Ok(Heard::Handshake(outbound(response)?)),
        };
        let mut turn = self.turn(&envelope, request, said, call)?;
        turn.speaker.token = turn.speaker.token.or(token);
        Ok(Heard::Turns(vec![turn]))
    }

    /// The language of a call, whatever else may be wrong with it.
    pub fn locale_of(&self, call: &Verified<'_>) -> Locale {
        let envelope = body::read::<Envelope<'_>>(call.body()).ok();
        let request = envelope.as_ref().and_then(|envelope| envelope.request.as_ref());
        request.map_or(self.default_locale, |request| self.locale(request))
    }

    fn locale(&self, request: &Request<'_>) -> Locale {
        let named = request.locale.as_ref().and_then(|locale| Locale::parse(locale.as_str()).ok());
        named.unwrap_or(self.default_locale)
    }

    fn today(&self, at: DateTime<Utc>) -> NaiveDate {
        self.time_zone.map_or_else(|| at.date_naive(), |zone| at.with_timezone(&zone).date_naive())
    }

    fn intent(
        &self,
        request: &Request<'_>,
        locale: Locale,
        at: DateTime<Utc>,
    ) -> Result<Said, PlatformError> {
        let intent = request.intent.as_ref();
        let named = intent.and_then(|intent| Some((intent, said(intent.name.as_ref())?)));
        let Some((intent, name)) = named else {
            return Err(malformed("`request.intent.name` is missing".to_owned()));
        };
        match builtin::read(name) {
            Some(BuiltIn::Yes) => return Ok(Said::Answer { yes: true, about: None }),
            Some(BuiltIn::No) => return Ok(Said::Answer { yes: false, about: None }),
            Some(BuiltIn::Session(session)) => return plain_intent(session),
            None => {}
        }
        let Some(shape) = self.shapes.get(name) else {
            tracing::info!("an intent that the catalog does not have was not understood");
            return plain_intent(builtin::FALLBACK);
        };
        let slots = slots::read(intent, shape, locale, self.today(at));
        let name = shape.intent.clone();
        Ok(match confirmed(intent) {
            Some(yes) => Said::Answer { yes, about: Some((name, slots)) },
            None => Said::Intent { name, slots },
        })
    }

    fn turn(
        &self,
        envelope: &Envelope<'_>,
        request: &Request<'_>,
        said: Said,
        call: &Verified<'_>,
    ) -> Result<Turn, PlatformError> {
        let session = envelope.session.as_ref();
        let system = envelope.context.as_ref().and_then(|context| context.system.as_ref());
        let own_id = request.request_id.as_ref();
        let id = named(own_id, call.body(), TurnId::parse)?;
        let session_id = session.and_then(|session| session.session_id.as_ref());
        // What happens outside of a session is a conversation of its own.
        let conversation = match self::said(session_id) {
            Some(_) => named(session_id, call.body(), ConversationId::parse)?,
            None => named(own_id, call.body(), ConversationId::parse)?,
        };
        let user = session.and_then(|session| session.user.as_ref());
        Ok(Turn {
            id,
            bank: self.bank.clone(),
            conversation,
            opens: session.and_then(|session| session.new).unwrap_or(false),
            speaker: speaker(user, system, call.body())?,
            surface: self.surface(system, self.locale(request)),
            said,
            at: call.at(),
        })
    }

    fn surface(&self, system: Option<&System<'_>>, locale: Locale) -> Surface {
        let device = system.and_then(|system| system.device.as_ref());
        let interfaces = device.and_then(|device| device.supported_interfaces.as_ref());
        let shows = interfaces.is_some_and(|known| known.apl.is_some() || known.display.is_some());
        Surface {
            platform: self.platform.clone(),
            locale,
            time_zone: self.time_zone,
            device: if shows { DeviceKind::Screen } else { DeviceKind::Speaker },
            // A device of a hotel or an office belongs to whoever happens to be there.
            shared: system.is_some_and(|system| system.unit.is_some()),
            limits: LIMITS,
        }
    }
}

/// The person who was recognised, with a token of their own, goes before the account's owner.
fn speaker(
    user: Option<&User<'_>>,
    system: Option<&System<'_>>,
    body: &[u8],
) -> Result<Speaker, PlatformError> {
    let owner = system.and_then(|system| system.user.as_ref());
    let person = system.and_then(|system| system.person.as_ref());
    let device = system.and_then(|system| system.device.as_ref());
    let token = said(person.and_then(|person| person.access_token.as_ref()))
        .or_else(|| said(owner.and_then(|owner| owner.access_token.as_ref())))
        .or_else(|| said(user.and_then(|user| user.access_token.as_ref())))
        .map(SecretString::from);
    let user_id = said(owner.and_then(|owner| owner.user_id.as_ref()))
        .or_else(|| said(user.and_then(|user| user.user_id.as_ref())))
        .unwrap_or(NOBODY);
    let device_id = said(device.and_then(|device| device.device_id.as_ref()));
    let person_id = said(person.and_then(|person| person.person_id.as_ref()));
    Ok(Speaker {
        user: fitting(user_id, body, PlatformUserId::parse)?,
        device: device_id.map(|id| fitting(id, body, DeviceId::parse)).transpose()?,
        person: person_id.map(|id| fitting(id, body, PersonId::parse)).transpose()?,
        token,
    })
}

/// Some send a user without an id.
const NOBODY: &str = "unnamed";

fn plain_intent(name: &str) -> Result<Said, PlatformError> {
    let name = IntentName::parse(name).map_err(|_| malformed("an intent's name".to_owned()))?;
    Ok(Said::Intent { name, slots: Slots::default() })
}

/// What became of `Dialog.ConfirmIntent`.
fn confirmed(intent: &Intent<'_>) -> Option<bool> {
    match said(intent.confirmation_status.as_ref())? {
        "CONFIRMED" => Some(true),
        "DENIED" => Some(false),
        _ => None,
    }
}

/// Everything that is neither a launch nor an intent.
fn other(kind: &str, body: &[u8]) -> Result<Means, PlatformError> {
    match kind {
        "SessionEndedRequest" => ended(body).map(Means::Said),
        "SessionResumedRequest" => {
            let Only { request } = body::read::<Only<SessionResumed<'_>>>(body)?;
            Ok(resumed(request.cause.as_ref()))
        }
        "Connections.Response" => {
            let Only { request } = body::read::<Only<Completed<'_>>>(body)?;
            Ok(resumed(Some(&request)))
        }
        // Whether we could is nobody's business: no customer's data is looked at for it.
        "CanFulfillIntentRequest" => Ok(Means::Business(Response {
            can_fulfill_intent: Some(CanFulfillIntent { can_fulfill: "NO" }),
            ..Response::default()
        })),
        "AlexaSkillEvent.SkillAccountLinked" => {
            let Only { request } = body::read::<Only<SkillEvent<'_>>>(body)?;
            let token = request.body.and_then(|body| body.access_token);
            Ok(Means::Event(Said::Linked, said(token.as_ref()).map(SecretString::from)))
        }
        "AlexaSkillEvent.SkillDisabled" => {
            let Only { request } = body::read::<Only<SkillEvent<'_>>>(body)?;
            let kept = request.body.and_then(|body| body.persistence);
            // Only where Alexa says that it keeps the person's data may we keep ours.
            let forget = said(kept.as_ref()) != Some("PERSISTED");
            Ok(Means::Said(Said::Removed { forget }))
        }
        "System.ExceptionEncountered" => {
            let Only { request } = body::read::<Only<ExceptionEncountered<'_>>>(body)?;
            let kind = request.error.and_then(|error| error.kind);
            let cause = request.cause.and_then(|cause| cause.request_id);
            tracing::warn!(
                kind = loggable(said(kind.as_ref())),
                request = loggable(said(cause.as_ref())),
                "Alexa could not use an answer of ours"
            );
            Ok(Means::Business(Response::default()))
        }
        "Alexa.Presentation.APL.UserEvent" => {
            let Only { request } = body::read::<Only<UserEvent<'_>>>(body)?;
            Ok(touched(request))
        }
        _ => {
            tracing::info!(kind = loggable(Some(kind)), "a request of no use to a bank is left be");
            Ok(Means::Business(Response::default()))
        }
    }
}

fn ended(body: &[u8]) -> Result<Said, PlatformError> {
    let Only { request } = body::read::<Only<SessionEnded<'_>>>(body)?;
    let reason = match said(request.reason.as_ref()) {
        Some("USER_INITIATED") => EndReason::ByPerson,
        Some("EXCEEDED_MAX_REPROMPTS") => EndReason::Silence,
        Some(_) | None => EndReason::Error,
    };
    if let Some(kind) = request.error.and_then(|error| error.kind) {
        tracing::warn!(kind = loggable(Some(kind.as_str())), "Alexa ended a session with an error");
    }
    Ok(Said::Ended(reason))
}

/// A task that we sent somebody to came back. None of ours does yet, so begin again.
fn resumed(completed: Option<&Completed<'_>>) -> Means {
    let status = completed.and_then(|completed| completed.status.as_ref());
    let code = status.and_then(|status| status.code.as_ref()).map(super::text::Code::as_str);
    tracing::info!(code = loggable(code), "a session goes on after a task elsewhere");
    Means::Said(Said::Launch)
}

/// A touch stands for the words that were touched, and passes everything that words pass.
fn touched(event: UserEvent<'_>) -> Means {
    let words =
        event.arguments.unwrap_or_default().into_iter().find_map(|argument| match argument {
            Argument::Words(words) => Some(words),
            Argument::Other(_) => None,
        });
    match said(words.as_ref()) {
        Some(words) if words.chars().count() <= WORDS_LIMIT => {
            Means::Said(Said::Text(Utterance::new(words)))
        }
        Some(_) | None => Means::Business(Response::default()),
    }
}

/// Names of Alexa's in a log line: what does not look like one is left out.
fn loggable(name: Option<&str>) -> &str {
    let plain = |name: &&str| {
        let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        name.len() <= 100 && name.bytes().all(harmless)
    };
    name.filter(plain).unwrap_or("(unnamed)")
}

/// An id as it came; where it is missing, one that only this very body has.
fn named<T>(
    id: Option<&Text<'_>>,
    body: &[u8],
    parse: fn(&str) -> Result<T, BadName>,
) -> Result<T, PlatformError> {
    match said(id) {
        Some(id) => fitting(id, body, parse),
        None => fitting("", body, parse),
    }
}

/// An id as it came; one that cannot be kept as it is, as a digest.
fn fitting<T>(
    id: &str,
    body: &[u8],
    parse: fn(&str) -> Result<T, BadName>,
) -> Result<T, PlatformError> {
    parse(id).or_else(|_| {
        let digested = if id.is_empty() { body } else { id.as_bytes() };
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, digested);
        let hex: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        parse(&format!("sha256:{hex}")).map_err(|_| malformed("an id cannot be kept".to_owned()))
    })
}

pub fn outbound(response: Response<'_>) -> Result<Outbound, PlatformError> {
    let body = Answer::new(response).to_bytes();
    Ok(Outbound::json(200, body.map_err(|_| PlatformError::Unwritable { what: "not JSON" })?))
}

#[cfg(test)]
mod tests;
