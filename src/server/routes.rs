//! Every route, on one screen.

use actix_web::web::{self, ServiceConfig};

use super::{health, sandbox, simulator, webhook};

pub(super) fn operations(app: &mut ServiceConfig) {
    app.route("/health/live", web::get().to(health::live))
        .route("/health/ready", web::get().to(health::ready))
        .route("/metrics", web::get().to(health::metrics));
}

/// The development profile only.
pub(super) fn development(app: &mut ServiceConfig) {
    app.route("/", web::get().to(simulator::home))
        .route("/simulator", web::get().to(simulator::page))
        .route("/simulator/people", web::get().to(simulator::people))
        .route("/simulator/turn", web::post().to(simulator::turn))
        .route("/simulator/signing", web::get().to(simulator::signing))
        .route("/simulator/{file}", web::get().to(simulator::file))
        .route("/sandbox/app/{customer}", web::get().to(sandbox::app))
        .route("/sandbox/app/{customer}/consent", web::post().to(sandbox::consent))
        .route("/sandbox/app/{customer}/approvals/{id}", web::post().to(sandbox::decide))
        .route("/sandbox/failures", web::post().to(sandbox::fail))
        .route("/sandbox/books", web::get().to(sandbox::books));
}

/// Last, because `{bank}` could be any word.
pub(super) fn fronts(app: &mut ServiceConfig) {
    app.route("/{bank}/{platform}", web::post().to(webhook::receive));
}
