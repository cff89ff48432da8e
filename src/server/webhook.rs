//! A call, from bytes to bytes: verify ▸ turns ▸ replies ▸ deliveries. The same for every front.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::FutureExt;

use super::desk::Desk;
use super::error::CallError;
use super::house::with_sources;
use super::simulator::Simulator;
use crate::contracts::platform::{
    Delivery, Heard, Inbound, Outbound, Platform, PlatformError, Proof, Verified,
};
use crate::dialogue::engine::Engine;
use crate::dialogue::trace::Trace;
use crate::domain::turn::Turn;
use crate::platforms::PLATFORMS;

/// How many turns of one call are answered.
const TURNS_PER_CALL: usize = 100;

/// `POST /{bank}/{platform}`
pub(super) async fn receive(
    door: Path<(String, String)>,
    request: HttpRequest,
    body: Bytes,
    desk: Data<Desk>,
    // There in the development profile alone.
    simulator: Option<Data<Simulator>>,
) -> Result<HttpResponse, CallError> {
    let (bank, platform) = door.as_ref();
    let headers: Vec<(&str, &str)> = request
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect();
    let from_loopback = request.peer_addr().is_some_and(|peer| peer.ip().is_loopback());
    let at = desk.house.clock.now();
    let inbound = Inbound { headers: &headers, body: &body, from_loopback, at };
    let found = desk.find(bank, platform).ok_or(CallError::NoSuchDoor);
    let test_front =
        simulator.and_then(|simulator| simulator.signing.front(door.as_ref(), &inbound));
    let answered = match found {
        Ok((engine, front)) => {
            let front = test_front.as_ref().unwrap_or(front);
            Call::new(&desk, engine, front.as_ref()).answer(inbound, None).await
        }
        Err(error) => Err(error),
    };
    match answered {
        Ok(outbound) => Ok(http(outbound)),
        Err(error) => {
            desk.house.metrics.refused(error.name());
            let why = with_sources(&error);
            tracing::warn!(bank = known(&desk, bank), reason = error.name(), why, "call refused");
            Err(error)
        }
    }
}

/// One call at one front of one bank.
pub(super) struct Call<'a> {
    desk: &'a Desk,
    engine: &'a Engine,
    platform: &'a dyn Platform,
}

impl<'a> Call<'a> {
    pub(super) const fn new(
        desk: &'a Desk,
        engine: &'a Engine,
        platform: &'a dyn Platform,
    ) -> Self {
        Self { desk, engine, platform }
    }

    /// What goes back. A bug of ours becomes the front's apology: a customer is never left with
    /// a broken answer.
    pub(super) async fn answer(
        &self,
        inbound: Inbound<'_>,
        traces: Option<&mut Vec<Trace>>,
    ) -> Result<Outbound, CallError> {
        let began = Instant::now();
        let call = self.platform.verify(inbound).await?;
        match call.proof() {
            Proof::Signature => {}
            Proof::LoopbackInDevelopment => {
                tracing::warn!("a call without a signature, taken from this machine only");
            }
        }
        let replying = AssertUnwindSafe(self.reply(&call, began, traces)).catch_unwind();
        match replying.await {
            Ok(Err(CallError::Platform(error @ PlatformError::Unwritable { .. }))) => {
                tracing::error!(error = with_sources(&error), "an answer could not be written");
                Ok(self.platform.apologise(&call))
            }
            Ok(answered) => answered,
            Err(_) => {
                // What panicked said so on the way; its message may hold anything, so it stays out.
                self.desk.house.metrics.panicked();
                tracing::error!("a turn panicked; the customer heard an apology");
                Ok(self.platform.apologise(&call))
            }
        }
    }

    async fn reply(
        &self,
        call: &Verified<'_>,
        began: Instant,
        mut traces: Option<&mut Vec<Trace>>,
    ) -> Result<Outbound, CallError> {
        let turns = match self.platform.decode(call)? {
            Heard::Handshake(outbound) => return Ok(outbound),
            Heard::Turns(turns) => turns,
        };
        let house = &self.desk.house;
        if turns.len() > TURNS_PER_CALL {
            return Err(CallError::TooManyTurns);
        }
        let mut inline = None;
        for turn in &turns {
            if !house.speakers.allows(&turn.speaker, call.at()) {
                house.metrics.limited();
                tracing::warn!(platform = %turn.surface.platform, "a speaker calls too often");
                return Ok(self.platform.apologise(call));
            }
            match self.deliver(turn, traces.as_deref_mut()).await? {
                Delivery::Inline(outbound) => inline = Some(outbound),
                // Fronts that are answered by a call of our own say themselves where to.
                Delivery::Push(_) => {
                    return Err(PlatformError::Unwritable { what: "nowhere to push to" }.into());
                }
            }
            let platform = known_platform(turn.surface.platform.to_string().as_str());
            house.metrics.answered(platform, began.elapsed());
        }
        Ok(inline.unwrap_or_else(|| self.platform.apologise(call)))
    }

    async fn deliver(
        &self,
        turn: &Turn,
        traces: Option<&mut Vec<Trace>>,
    ) -> Result<Delivery, CallError> {
        let reply = match traces {
            None => self.engine.take(turn).await,
            Some(traces) => {
                let (reply, trace) = self.engine.take_traced(turn).await;
                traces.push(trace);
                reply
            }
        };
        Ok(self.platform.encode(turn, &reply)?)
    }
}

fn http(outbound: Outbound) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(outbound.status)
        .unwrap_or(actix_web::http::StatusCode::INTERNAL_SERVER_ERROR);
    HttpResponse::build(status).content_type(outbound.content_type).body(outbound.body)
}

/// A configured bank's name; whatever else a caller wrote there stays out of the log.
fn known<'a>(desk: &'a Desk, bank: &str) -> &'a str {
    desk.house.banks.get_key_value(bank).map_or("unknown", |(name, _)| name)
}

fn known_platform(name: &str) -> &'static str {
    PLATFORMS.iter().find(|(known, _)| *known == name).map_or("other", |(known, _)| known)
}
