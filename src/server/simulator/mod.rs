//! The simulator: a device beside the sandbox's telephone. Development only.
//!
//! What is typed becomes the call that Alexa would send, signed with a chain made here, and goes
//! through the same steps as any call: nothing is taken on trust because it comes from this page.
//! Its front believes the test chain and is not the one that is reached from outside.

mod people;
mod signer;
mod signing;
mod trace;
mod turns;

use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, Responder};
use serde_json::Value;

use super::desk::Desk;
use super::error::CallError;

pub(super) use people::people;
pub use signer::Simulator;
pub(super) use signing::signing;
pub use turns::{Say, Spoken, TurnAsked};

/// The page and what it loads, compiled in.
const FILES: &[(&str, &str, &str)] = &[
    ("simulator.js", SCRIPT, include_str!("simulator.js")),
    ("page.js", SCRIPT, include_str!("page.js")),
    ("phone.js", SCRIPT, include_str!("phone.js")),
    ("phone-words.js", SCRIPT, include_str!("phone-words.js")),
    ("inside.js", SCRIPT, include_str!("inside.js")),
    ("sentences.js", SCRIPT, include_str!("sentences.js")),
    ("voice.js", SCRIPT, include_str!("voice.js")),
    ("simulator.css", STYLE, include_str!("simulator.css")),
    ("phone.css", STYLE, include_str!("phone.css")),
    ("icon.svg", "image/svg+xml", include_str!("icon.svg")),
];
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// Nothing from elsewhere and nothing inline, and no other page may put this one into a frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'none'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// `GET /`
pub(super) async fn home() -> impl Responder {
    HttpResponse::SeeOther().insert_header(("location", "/simulator")).finish()
}

/// `GET /simulator`
pub(super) async fn page() -> impl Responder {
    served("text/html; charset=utf-8", include_str!("index.html"))
}

/// `GET /simulator/{file}`
pub(super) async fn file(name: Path<String>) -> HttpResponse {
    match FILES.iter().find(|(known, _, _)| *known == name.as_str()) {
        Some((_, kind, text)) => served(kind, text),
        None => HttpResponse::NotFound().finish(),
    }
}

/// Asked for anew each time: after an upgrade nobody has half of the old page.
fn served(kind: &'static str, text: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header(("content-security-policy", POLICY))
        .insert_header(("x-content-type-options", "nosniff"))
        .insert_header(("referrer-policy", "no-referrer"))
        .insert_header(("cache-control", "no-cache"))
        .body(text)
}

/// `POST /simulator/turn`
pub(super) async fn turn(
    asked: Json<TurnAsked>,
    desk: Data<Desk>,
    simulator: Data<Simulator>,
) -> Result<Json<Value>, CallError> {
    let spoken = simulator.take(&desk, &asked).await?;
    Ok(Json(spoken.shown()))
}
