//! A front: an assistant's dialect, spoken at the rim.

use std::fmt::Debug;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::domain::reply::Reply;
use crate::domain::turn::Turn;

/// One assistant.
#[async_trait]
pub trait Platform: Debug + Send + Sync {
    /// Checks that the platform itself sent this. What was not verified cannot be read.
    async fn verify<'a>(&self, inbound: Inbound<'a>) -> Result<Verified<'a>, PlatformError>;
    /// Reads what a call says: customers' turns, or the platform's own business.
    fn decode(&self, call: &Verified<'_>) -> Result<Heard, PlatformError>;
    /// Writes a reply in the platform's own form.
    fn encode(&self, turn: &Turn, reply: &Reply) -> Result<Delivery, PlatformError>;
    /// What is said when something of ours broke: a whole, valid answer without any data.
    fn apologise(&self, call: &Verified<'_>) -> Outbound;
}

/// A call as it came in. Header names are lower case.
#[derive(Clone, Copy)]
pub struct Inbound<'a> {
    pub headers: &'a [(&'a str, &'a str)],
    pub body: &'a [u8],
    /// Whether the peer is this very machine.
    pub from_loopback: bool,
    pub at: DateTime<Utc>,
}

/// A call whose sender is known. Made by a platform's `verify` alone (a door).
pub struct Verified<'a> {
    inbound: Inbound<'a>,
    proof: Proof,
}

/// Why a call is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// The platform's own signature over the body.
    Signature,
    /// Unsigned, from this machine, in the development profile. Marked in the log each time.
    LoopbackInDevelopment,
}

/// What a call says.
#[derive(Debug)]
pub enum Heard {
    /// People said something. Some platforms send many turns in one call.
    Turns(Vec<Turn>),
    /// The platform's own business, answered without the dialogue: a challenge, a capability
    /// question, a notice.
    Handshake(Outbound),
}

/// How a reply travels.
#[derive(Debug)]
pub enum Delivery {
    /// In the answer to the call.
    Inline(Outbound),
    /// In a call of our own.
    Push(Outbound),
}

/// An HTTP message in the platform's form.
#[derive(Clone, PartialEq, Eq)]
pub struct Outbound {
    pub status: u16,
    pub content_type: &'static str,
    pub body: Vec<u8>,
}

/// Why a call was not served. Carries no words, amounts, tokens or names.
#[derive(Debug, thiserror::Error)]
pub enum PlatformError {
    /// The sender is not who they should be; the check that failed is named.
    #[error("the call does not verify: {check}")]
    NotVerified {
        check: &'static str,
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// Verified, and not a body of this platform: what was wrong, and where.
    #[error("the body does not fit the contract: {what}")]
    Malformed { what: String },
    /// A reply that cannot be written in this platform's form.
    #[error("the reply cannot be written: {what}")]
    Unwritable { what: &'static str },
}

impl<'a> Inbound<'a> {
    /// A header's value; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
    }
}

impl<'a> Verified<'a> {
    /// For `platforms/` alone: the sender has been checked.
    pub const fn vouch(inbound: Inbound<'a>, proof: Proof) -> Self {
        Self { inbound, proof }
    }

    pub const fn body(&self) -> &'a [u8] {
        self.inbound.body
    }

    pub const fn at(&self) -> DateTime<Utc> {
        self.inbound.at
    }

    pub const fn proof(&self) -> Proof {
        self.proof
    }
}

impl Outbound {
    pub const fn json(status: u16, body: Vec<u8>) -> Self {
        Self { status, content_type: "application/json;charset=UTF-8", body }
    }
}

impl Debug for Inbound<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Inbound({} headers, {} bytes)", self.headers.len(), self.body.len())
    }
}

impl Debug for Verified<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Verified({:?}, {:?})", self.inbound, self.proof)
    }
}

impl Debug for Outbound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Outbound({}, {} bytes)", self.status, self.body.len())
    }
}
