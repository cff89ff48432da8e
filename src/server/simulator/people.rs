//! What the page offers to choose from.

use actix_web::web::{Data, Json};
use serde_json::{Value, json};

use crate::domain::customer::CustomerId;
use crate::sandbox::Sandbox;
use crate::server::desk::Desk;

/// `GET /simulator/people`
pub(in crate::server) async fn people(desk: Data<Desk>) -> Json<Value> {
    let customers: Vec<Value> =
        Sandbox::customers().filter_map(|name| customer(&desk, name)).collect();
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

fn customer(desk: &Desk, name: &str) -> Option<Value> {
    let view = desk.house.sandbox.bank().app(&CustomerId::parse(name).ok()?)?;
    let usual = view.accounts.iter().find(|held| held.account.default)?;
    let currency = usual.account.currency.code();
    Some(json!({ "customer": name, "name": view.name, "currency": currency }))
}
