//! Whether Amazon sent this, for this skill, now: one function for each rule.
//!
//! <https://developer.amazon.com/docs/custom-skills/host-a-custom-skill-as-a-web-service.html>
//! <https://developer.amazon.com/docs/custom-skills/handle-requests-sent-by-alexa.html>
//!
//! Nothing of a body is read before its signature has been checked over the very bytes that came
//! in. Every refusal has a name of its own, which says nothing of what the call held.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Duration, Utc};

use super::body;
use super::chain::{BadChain, Leaf};
use super::chain_url::{BadChainUrl, ChainUrl};
use super::chains::{Chains, NoLeaf};
use super::request::Glance;
use crate::contracts::platform::{Inbound, PlatformError, Proof, Verified};

/// Whose certificate signs calls.
pub const SIGNER: &str = "echo-api.amazon.com";
/// How far a call's time may be from ours, at most.
pub const TOLERANCE: Duration = Duration::seconds(150);
/// How old these events may be: they are sent again until they arrive.
pub const EVENT_TOLERANCE: Duration = Duration::hours(1);
const LATE_EVENTS: [&str; 5] = [
    "AlexaSkillEvent.SkillEnabled",
    "AlexaSkillEvent.SkillDisabled",
    "AlexaSkillEvent.SkillPermissionChanged",
    "AlexaSkillEvent.SkillPermissionAccepted",
    "AlexaSkillEvent.SkillAccountLinked",
];

const CHAIN_URL: &str = "signaturecertchainurl";
const SIGNATURE: &str = "signature-256";
/// Over SHA-1, and no longer believed; sending it still means that the call claims to be signed.
const OLD_SIGNATURE: &str = "signature";
/// The longest RSA key there is a use for has 8192 bits.
const SIGNATURE_BYTES: usize = 1024;

/// What is checked, and against what.
#[derive(Debug)]
pub struct Verifier {
    chains: Arc<Chains>,
    /// Skills that may call; empty: any, in the development profile alone.
    skills: Vec<String>,
    tolerance: Duration,
    development: bool,
}

/// Which rule a call breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("there is no SignatureCertChainUrl")]
    ChainUrlMissing,
    #[error("there is no Signature-256")]
    SignatureMissing,
    #[error("a signature header comes twice")]
    HeaderTwice,
    #[error("Signature-256 is not base64")]
    SignatureNotBase64,
    #[error(transparent)]
    ChainUrl(#[from] BadChainUrl),
    #[error(transparent)]
    NoLeaf(#[from] NoLeaf),
    #[error("the signature is not one over this body by this key")]
    Signature,
    #[error("there is no request")]
    RequestMissing,
    #[error("there is no timestamp")]
    TimestampMissing,
    #[error("the timestamp cannot be read")]
    TimestampUnreadable,
    #[error("the timestamp is too old")]
    TooOld,
    #[error("the timestamp is in the future")]
    TooEarly,
    #[error("there is no skill id")]
    SkillMissing,
    #[error("the skill id is another skill's")]
    OtherSkill,
    #[error("session and context name different skills")]
    TwoSkills,
}

impl Refusal {
    /// The rule's name, for the log and for metrics.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ChainUrlMissing => "chain url present",
            Self::SignatureMissing => "signature present",
            Self::HeaderTwice => "one signature",
            Self::SignatureNotBase64 => "signature encoding",
            Self::ChainUrl(rule) => match rule {
                BadChainUrl::TooLong => "chain url length",
                BadChainUrl::Character => "chain url characters",
                BadChainUrl::Scheme => "chain url scheme",
                BadChainUrl::UserInfo => "chain url user",
                BadChainUrl::Port => "chain url port",
                BadChainUrl::Host => "chain url host",
                BadChainUrl::Path => "chain url path",
            },
            Self::NoLeaf(why) => match why {
                NoLeaf::Bad(chain) => match chain {
                    BadChain::NotPem | BadChain::Length | BadChain::Unreadable(_) => "chain format",
                    BadChain::Name => "certificate name",
                    BadChain::KeyUsage => "certificate usage",
                    BadChain::Key => "certificate key",
                    BadChain::NotTrusted(_) => "chain trust",
                    BadChain::Expired | BadChain::NotYetValid => "certificate validity",
                },
                NoLeaf::NotFetched(_) => "chain download",
                NoLeaf::RefusedBefore => "chain refused before",
                NoLeaf::TooMany => "chain download rate",
            },
            Self::Signature => "signature",
            Self::RequestMissing => "request present",
            Self::TimestampMissing | Self::TimestampUnreadable => "timestamp present",
            Self::TooOld | Self::TooEarly => "timestamp",
            Self::SkillMissing | Self::OtherSkill | Self::TwoSkills => "skill id",
        }
    }
}

impl From<Refusal> for PlatformError {
    fn from(refusal: Refusal) -> Self {
        Self::NotVerified { check: refusal.name(), source: Some(Box::new(refusal)) }
    }
}

impl Verifier {
    /// `tolerance` is cut to what Amazon allows.
    pub fn new(
        chains: Arc<Chains>,
        skills: Vec<String>,
        tolerance: Duration,
        development: bool,
    ) -> Self {
        Self { chains, skills, tolerance: tolerance.min(TOLERANCE), development }
    }

    pub async fn verify<'a>(&self, inbound: Inbound<'a>) -> Result<Verified<'a>, PlatformError> {
        body::size(inbound.body)?;
        if self.is_unsigned_in_development(&inbound) {
            tracing::warn!("an unsigned call from this machine is taken: development profile");
            let glance = body::read::<Glance<'_>>(inbound.body)?;
            addressed(&glance, &self.skills)?;
            return Ok(Verified::vouch(inbound, Proof::LoopbackInDevelopment));
        }
        self.signature_is_alexas(&inbound).await?;
        let glance = body::read::<Glance<'_>>(inbound.body)?;
        fresh(&glance, inbound.at, self.tolerance)?;
        addressed(&glance, &self.skills)?;
        Ok(Verified::vouch(inbound, Proof::Signature))
    }

    /// Nothing about it claims to be signed, and nobody else than this machine can have sent it.
    /// Recorded calls are let in by this, so their age is not asked.
    fn is_unsigned_in_development(&self, inbound: &Inbound<'_>) -> bool {
        let claims = |name: &&str| {
            [CHAIN_URL, SIGNATURE, OLD_SIGNATURE]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
        };
        self.development
            && inbound.from_loopback
            && !inbound.headers.iter().any(|(name, _)| claims(name))
    }

    async fn signature_is_alexas(&self, inbound: &Inbound<'_>) -> Result<(), Refusal> {
        let url = ChainUrl::parse(header(inbound, CHAIN_URL, Refusal::ChainUrlMissing)?)?;
        let mut buffer = [0; SIGNATURE_BYTES];
        let signature = header(inbound, SIGNATURE, Refusal::SignatureMissing)?;
        let signature = decoded(signature, &mut buffer)?;
        let leaf = self.chains.leaf(&url, inbound.at).await?;
        signed(&leaf, inbound.body, signature)
    }
}

/// The header, once and with something in it. Two of a kind are two stories.
fn header<'a>(inbound: &Inbound<'a>, name: &str, missing: Refusal) -> Result<&'a str, Refusal> {
    let mut values = inbound.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
    match (values.next(), values.next()) {
        (Some((_, value)), None) if !value.trim().is_empty() => Ok(value),
        (Some(_), Some(_)) => Err(Refusal::HeaderTwice),
        _ => Err(missing),
    }
}

fn decoded<'b>(text: &str, buffer: &'b mut [u8; SIGNATURE_BYTES]) -> Result<&'b [u8], Refusal> {
    let length =
        STANDARD.decode_slice(text.trim(), buffer).map_err(|_| Refusal::SignatureNotBase64)?;
    buffer.get(..length).ok_or(Refusal::SignatureNotBase64)
}

fn signed(leaf: &Leaf, body: &[u8], signature: &[u8]) -> Result<(), Refusal> {
    if leaf.signed(body, signature) { Ok(()) } else { Err(Refusal::Signature) }
}

/// The call is from now: not older than the tolerance, nor further ahead. The five events that
/// Alexa repeats may be an hour late, and no more ahead than any call.
fn fresh(glance: &Glance<'_>, at: DateTime<Utc>, tolerance: Duration) -> Result<(), Refusal> {
    let request = glance.request.as_ref().ok_or(Refusal::RequestMissing)?;
    let timestamp = request.timestamp.as_ref().ok_or(Refusal::TimestampMissing)?;
    let sent = instant(timestamp.as_str()).ok_or(Refusal::TimestampUnreadable)?;
    let late = request.kind.as_ref().is_some_and(|kind| LATE_EVENTS.contains(&kind.as_str()));
    let age = at.signed_duration_since(sent);
    if age > if late { EVENT_TOLERANCE } else { tolerance } {
        return Err(Refusal::TooOld);
    }
    if age.checked_add(&tolerance).is_none_or(|late| late < Duration::zero()) {
        return Err(Refusal::TooEarly);
    }
    Ok(())
}

/// RFC 3339, or milliseconds since 1970.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return DateTime::from_timestamp_millis(text.parse().ok()?);
    }
    DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.to_utc())
}

/// The call is for one of our skills, wherever it names one; it must name one somewhere.
fn addressed(glance: &Glance<'_>, skills: &[String]) -> Result<(), Refusal> {
    let in_session = glance.session.as_ref().and_then(|session| session.application.as_ref());
    let system = glance.context.as_ref().and_then(|context| context.system.as_ref());
    let in_context = system.and_then(|system| system.application.as_ref());
    let mut named = [in_context, in_session]
        .into_iter()
        .flatten()
        .filter_map(|application| application.application_id.as_ref())
        .map(super::text::Text::as_str);
    if skills.is_empty() {
        return Ok(());
    }
    let first = named.next().filter(|id| !id.is_empty()).ok_or(Refusal::SkillMissing)?;
    if named.next().is_some_and(|second| second != first) {
        return Err(Refusal::TwoSkills);
    }
    if skills.iter().any(|skill| skill == first) { Ok(()) } else { Err(Refusal::OtherSkill) }
}

#[cfg(test)]
mod tests;
