//! Alexa: a custom skill behind an HTTPS endpoint.
//!
//! **What goes in.** A signed `POST` for everything that happens to the skill. [`verify`] believes
//! it only when Amazon signed it, for this skill, now; `decode` makes a turn of it, or answers
//! Alexa's own business at once.
//!
//! **What goes out.** One answer with what is said (SSML, made and escaped here), a card, and the
//! directive that tells Alexa what the next words are for.
//!
//! **What it must not know.** What an intent does, which bank is behind, where calls come from.
//!
//! The reference is linked where each file reads or writes it; set-up and quirks are in the
//! folder's `README.md`.

use std::sync::Arc;

use async_trait::async_trait;

use super::{BuildError, PlatformContext};
use crate::contracts::platform::{
    Delivery, Heard, Inbound, Outbound, Platform, PlatformError, Verified,
};
use crate::domain::reply::Reply;
use crate::domain::turn::Turn;

pub mod apology;
pub mod body;
pub mod build;
pub mod builtin;
pub mod certification;
pub mod chain;
pub mod chain_url;
pub mod chains;
pub mod config;
pub mod date;
pub mod decode;
pub mod der;
pub mod device;
pub mod encode;
pub mod forge;
pub mod model;
pub mod request;
pub mod response;
pub mod slots;
pub mod source;
pub mod ssml;
pub mod text;
pub mod verify;

pub use config::Config;

/// The front's name in routes, configuration and sessions.
pub const NAME: &str = "alexa";

/// One skill of one bank.
#[derive(Debug)]
struct Alexa {
    verifier: verify::Verifier,
    reader: decode::Reader,
    apologies: apology::Apologies,
}

pub fn build(context: PlatformContext) -> Result<Arc<dyn Platform>, BuildError> {
    build::front(context).map(|front| -> Arc<dyn Platform> { Arc::new(front) })
}

#[async_trait]
impl Platform for Alexa {
    async fn verify<'a>(&self, inbound: Inbound<'a>) -> Result<Verified<'a>, PlatformError> {
        self.verifier.verify(inbound).await
    }

    fn decode(&self, call: &Verified<'_>) -> Result<Heard, PlatformError> {
        self.reader.read(call)
    }

    fn encode(&self, turn: &Turn, reply: &Reply) -> Result<Delivery, PlatformError> {
        encode::write(turn, reply, &self.reader.shapes).map(Delivery::Inline)
    }

    fn apologise(&self, call: &Verified<'_>) -> Outbound {
        self.apologies.in_language(self.reader.locale_of(call))
    }
}
