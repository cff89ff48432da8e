//! What the page offers to choose from.

use actix_web::web::{Data, Json};
use serde_json::{Value, json};

use crate::sandbox::Sandbox;
use crate::server::desk::Desk;

/// `GET /simulator/people`
pub(in crate::server) async fn people(desk: Data<Desk>) -> Json<Value> {
    let customers: Vec<&str> = Sandbox::customers().collect();
    let locales: Vec<Value> = desk
        .house
        .catalog
        .locales()
        .map(|locale| {
            json!({
                "locale": locale.locale().to_string(),
                "examples": locale.examples(),
            })
        })
        .collect();
    let banks: Vec<&String> = desk.house.banks.keys().collect();
    Json(json!({
        "customers": customers,
        "locales": locales,
        "devices": ["speaker", "screen", "shared"],
        "banks": banks,
    }))
}
