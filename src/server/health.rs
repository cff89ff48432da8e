//! Whether the server lives, whether it is ready, and how it has been.

use actix_web::web::Data;
use actix_web::{HttpResponse, Responder};
use serde_json::json;

use super::desk::Desk;
use super::house::with_sources;

/// The process answers.
pub(super) async fn live() -> impl Responder {
    HttpResponse::Ok().json(json!({ "live": true }))
}

/// The store answers. Without it money stays where it is and questions get an apology, so calls
/// should go elsewhere if there is an elsewhere.
pub(super) async fn ready(desk: Data<Desk>) -> HttpResponse {
    match desk.ready().await {
        Ok(()) => HttpResponse::Ok().json(json!({ "ready": true, "store": "there" })),
        Err(error) => {
            tracing::warn!(error = with_sources(&error), "not ready");
            let body = json!({ "ready": false, "store": "unreachable" });
            HttpResponse::ServiceUnavailable().json(body)
        }
    }
}

pub(super) async fn metrics(desk: Data<Desk>) -> impl Responder {
    HttpResponse::Ok()
        .content_type("application/openmetrics-text; version=1.0.0; charset=utf-8")
        .body(desk.house.metrics.text())
}
