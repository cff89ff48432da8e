//! The sandbox bank's own face: its banking app, its books, its failures. Development only.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::Desk;
use super::error::CallError;
use crate::domain::card::{Card, CardState};
use crate::domain::customer::CustomerId;
use crate::domain::money::Money;
use crate::sandbox::{
    AppAccount, AppApproval, AppView, Decided, Done, Failure, NotDecided, Op, Times, WaitsFor,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    decision: Word,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Approve,
    Decline,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskedFailure {
    customer: String,
    what: String,
    /// Left out: once. Nought takes it back.
    times: Option<u32>,
}

pub(super) async fn app(
    customer: Path<String>,
    desk: Data<Desk>,
) -> Result<HttpResponse, CallError> {
    let id = customer_id(&customer)?;
    let sandbox = &desk.house.sandbox;
    let view = sandbox.app(&id).await.map_err(CallError::away)?;
    let view = view.ok_or(CallError::NoSuchCustomer)?;
    let payees = sandbox.bank().payee_names(&id);
    Ok(HttpResponse::Ok().json(shown(&customer, &view, &payees)))
}

pub(super) async fn decide(
    path: Path<(String, String)>,
    decision: Json<Decision>,
    desk: Data<Desk>,
) -> Result<HttpResponse, CallError> {
    let (customer, approval) = path.as_ref();
    let decided = match decision.decision {
        Word::Approve => Decided::Approve,
        Word::Decline => Decided::Decline,
    };
    let op = Op::Decide { customer: customer_id(customer)?, approval: approval.clone(), decided };
    perform(&desk, op).await?.decided().map_err(not_decided)?;
    app(Path::from(customer.clone()), desk).await
}

pub(super) async fn consent(
    customer: Path<String>,
    desk: Data<Desk>,
) -> Result<HttpResponse, CallError> {
    let op = Op::GiveConsent { customer: customer_id(&customer)? };
    perform(&desk, op).await?.decided().map_err(not_decided)?;
    app(customer, desk).await
}

pub(super) async fn fail(
    asked: Json<AskedFailure>,
    desk: Data<Desk>,
) -> Result<HttpResponse, CallError> {
    let failure = Failure::from_name(&asked.what).ok_or_else(|| {
        let known: Vec<&str> = Failure::ALL.into_iter().map(Failure::name).collect();
        CallError::NotUnderstood(format!("`what` is one of {}", known.join(", ")))
    })?;
    let times = Times::Next(asked.times.unwrap_or(1));
    let op = Op::Fail { customer: customer_id(&asked.customer)?, failure, times };
    if !perform(&desk, op).await?.failing() {
        return Err(CallError::NoSuchCustomer);
    }
    app(Path::from(asked.customer.clone()), desk).await
}

pub(super) async fn books(desk: Data<Desk>) -> Result<HttpResponse, CallError> {
    desk.house.sandbox.catch_up().await.map_err(CallError::away)?;
    let sums = desk.house.sandbox.bank().sums();
    let sums: serde_json::Map<String, Value> = sums
        .into_iter()
        .map(|(currency, sum)| (currency.code().to_owned(), sum.minor_units().into()))
        .collect();
    Ok(HttpResponse::Ok().json(json!({ "minor_units": sums })))
}

async fn perform(desk: &Desk, op: Op) -> Result<Done, CallError> {
    desk.house.sandbox.perform(op).await.map_err(CallError::away)
}

fn customer_id(name: &str) -> Result<CustomerId, CallError> {
    CustomerId::parse(name).map_err(|_| CallError::NoSuchCustomer)
}

fn not_decided(error: NotDecided) -> CallError {
    match error {
        NotDecided::NoSuchCustomer => CallError::NoSuchCustomer,
        NotDecided::NotWaiting => CallError::NotWaiting,
    }
}

fn shown(customer: &str, view: &AppView, payees: &[String]) -> Value {
    json!({
        "customer": customer,
        "name": view.name,
        "consent": view.consent.name(),
        "accounts": view.accounts.iter().map(account).collect::<Vec<_>>(),
        "cards": view.cards.iter().map(card).collect::<Vec<_>>(),
        "payees": payees,
        "approvals": view.approvals.iter().map(approval).collect::<Vec<_>>(),
        "notices": view.notices.iter()
            .map(|notice| json!({ "at": at(notice.at), "text": notice.text }))
            .collect::<Vec<_>>(),
        "failures": view.failures.iter().map(|(failure, times)| json!({
            "what": failure.name(),
            "times": match times { Times::Next(left) => json!(left), Times::Always => json!("always") },
        })).collect::<Vec<_>>(),
    })
}

fn account(held: &AppAccount) -> Value {
    let account = &held.account;
    json!({
        "id": account.id.as_str(),
        "name": account.nickname.as_str(),
        "kind": account.kind.name(),
        "ends_in": account.identifier.last_digits().as_str(),
        "default": account.default,
        "balance": money(held.available),
        "booked": money(held.booked),
    })
}

fn approval(waiting: &AppApproval) -> Value {
    let mut shown = match &waiting.what {
        WaitsFor::Payment { payment, from, to, digits, amount } => json!({
            "what": "payment",
            "payment": payment,
            "amount": money(*amount),
            "payee": to.as_str(),
            "payee_ends_in": digits,
            "account": { "id": from.id.as_str(), "name": from.nickname.as_str(), "kind": from.kind.name() },
        }),
        WaitsFor::UnlockCard(unlocked) => json!({ "what": "unlock_card", "card": card(unlocked) }),
    };
    if let Some(shown) = shown.as_object_mut() {
        shown.insert("id".to_owned(), waiting.id.as_str().into());
        shown.insert("created".to_owned(), at(waiting.created).into());
        shown.insert("deadline".to_owned(), at(waiting.deadline).into());
    }
    shown
}

fn card(card: &Card) -> Value {
    let locked = match card.state {
        CardState::Active => false,
        CardState::Locked => true,
    };
    json!({
        "id": card.id.as_str(),
        "kind": card.kind.name(),
        "name": card.nickname.as_str(),
        "ends_in": card.pan.last_digits().as_str(),
        "locked": locked,
    })
}

fn money(money: Money) -> Value {
    json!({
        "minor_units": money.minor_units(),
        "currency": money.currency().code(),
        "decimal": money.to_decimal(),
    })
}

fn at(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
