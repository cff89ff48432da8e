//! The simulator: a device beside the sandbox's telephone. Development only.
//!
//! What is typed becomes the call that Alexa would send, signed with a chain made here, and goes
//! through the same steps as any call: nothing is taken on trust because it comes from this page.
//! Its front believes the test chain and is not the one that is reached from outside.

mod people;
mod signer;
mod trace;
mod turns;

use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, Responder};
use serde_json::Value;

use super::desk::Desk;
use super::error::CallError;

pub(super) use people::people;
pub use signer::Simulator;
pub use turns::{Say, Spoken, TurnAsked};

/// The page and what it loads, compiled in.
const FILES: &[(&str, &str, &str)] = &[
    ("simulator.js", "text/javascript; charset=utf-8", include_str!("simulator.js")),
    ("simulator.css", "text/css; charset=utf-8", include_str!("simulator.css")),
];

/// Nothing from elsewhere: the page loads only what this server serves.
const POLICY: &str = "default-src 'self'; style-src 'self'; img-src 'self' data:";

/// `GET /`
pub(super) async fn home() -> impl Responder {
    HttpResponse::SeeOther().insert_header(("location", "/simulator")).finish()
}

/// `GET /simulator`
pub(super) async fn page() -> impl Responder {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header(("content-security-policy", POLICY))
        .body(include_str!("index.html"))
}

/// `GET /simulator/{file}`
pub(super) async fn file(name: Path<String>) -> HttpResponse {
    match FILES.iter().find(|(known, _, _)| *known == name.as_str()) {
        Some((_, kind, text)) => HttpResponse::Ok().content_type(*kind).body(*text),
        None => HttpResponse::NotFound().finish(),
    }
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
