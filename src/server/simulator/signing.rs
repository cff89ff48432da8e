//! The test chains, for a client on this machine that signs its own calls: certification, or
//! somebody's script. Development only.
//!
//! A call that names one of these chains is verified by a front that believes them and is
//! otherwise configured as the bank's own; every other call goes to the bank's own front. Both
//! only for this very machine, from which unsigned calls are taken as well.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Simulator;
use crate::contracts::platform::{Inbound, Platform};
use crate::domain::account::BankId;
use crate::platforms::alexa::forge::Kit;
use crate::platforms::{PlatformContext, alexa};
use crate::server::desk::Desk;
use crate::server::error::CallError;
use crate::server::house::House;

const CHAIN_URL: &str = "signaturecertchainurl";

/// One kit for each bank, made when it is first asked for.
#[derive(Debug, Default)]
pub(in crate::server) struct Signing {
    kits: Mutex<BTreeMap<String, Arc<Trusted>>>,
}

/// A kit and the front that believes it.
#[derive(Debug)]
struct Trusted {
    kit: Kit,
    front: Arc<dyn Platform>,
}

#[derive(Debug, Deserialize)]
pub(in crate::server) struct Asked {
    bank: String,
}

/// `GET /simulator/signing?bank=demo`
pub(in crate::server) async fn signing(
    request: HttpRequest,
    asked: Query<Asked>,
    desk: Data<Desk>,
    simulator: Data<Simulator>,
) -> Result<Json<Value>, CallError> {
    if !is_from_this_machine(&request) {
        return Err(CallError::NoSuchDoor);
    }
    let (house, bank) = (&desk.house, asked.bank.as_str());
    let skills = table(house, bank).and_then(|table| table.get("skill_ids").cloned());
    let skills = skills.and_then(|skills| skills.as_array().cloned()).unwrap_or_default();
    let skills: Vec<&str> = skills.iter().filter_map(toml::Value::as_str).collect();
    let trusted = simulator.signing.trusted(house, bank)?;
    Ok(Json(json!({
        "files": trusted.kit.files(),
        "skill_ids": skills,
        "takes_unsigned_calls": true,
    })))
}

/// The peer is, and so is the name it was called by: neither a tunnel nor a page in a browser
/// that had its own name point here.
fn is_from_this_machine(request: &HttpRequest) -> bool {
    let host = request.connection_info().host().to_owned();
    let name = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name);
    let names_us = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    names_us && request.peer_addr().is_some_and(|peer| peer.ip().is_loopback())
}

impl Signing {
    /// The front for a call that is signed with a kit that was given out.
    pub(in crate::server) fn front(
        &self,
        (bank, platform): &(String, String),
        inbound: &Inbound<'_>,
    ) -> Option<Arc<dyn Platform>> {
        if platform != alexa::NAME || !inbound.from_loopback {
            return None;
        }
        let url = inbound.header(CHAIN_URL).filter(|url| Kit::is_meant_by(url));
        url?;
        let kits = self.kits.lock().unwrap_or_else(PoisonError::into_inner);
        kits.get(bank).map(|trusted| Arc::clone(&trusted.front))
    }

    fn trusted(&self, house: &House, bank: &str) -> Result<Arc<Trusted>, CallError> {
        let mut kits = self.kits.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(trusted) = kits.get(bank) {
            return Ok(Arc::clone(trusted));
        }
        let trusted = Arc::new(Trusted::make(house, bank)?);
        kits.insert(bank.to_owned(), Arc::clone(&trusted));
        Ok(trusted)
    }
}

impl Trusted {
    fn make(house: &House, bank: &str) -> Result<Self, CallError> {
        let id = house.banks.get(bank).map(|bank| bank.id.clone()).ok_or(CallError::NoSuchDoor)?;
        let table = table(house, bank).cloned().ok_or(CallError::NoSuchDoor)?;
        let kit =
            Kit::new(house.clock.now()).map_err(|error| CallError::NoSimulator(error.into()))?;
        let front = alexa::build(context(house, id, believing(table, &kit)))
            .map_err(|error| CallError::NoSimulator(error.into()))?;
        Ok(Self { kit, front })
    }
}

fn table<'h>(house: &'h House, bank: &str) -> Option<&'h toml::Table> {
    house.settings.banks.get(bank)?.platforms.get(alexa::NAME)
}

/// The bank's own configuration, with the kit as the only thing that is believed.
fn believing(mut table: toml::Table, kit: &Kit) -> toml::Table {
    table.insert("system_roots".to_owned(), false.into());
    let root = kit.good().root_pem().to_owned();
    table.insert("trusted_roots".to_owned(), vec![root].into());
    let files: toml::Table =
        kit.addresses().map(|(url, _, chain)| (url, chain.to_owned().into())).collect();
    table.insert("certificate_files".to_owned(), files.into());
    table
}

fn context(house: &House, bank: BankId, table: toml::Table) -> PlatformContext {
    PlatformContext {
        bank,
        table,
        catalog: Arc::clone(&house.catalog),
        development: true,
        clock: Arc::clone(&house.clock),
    }
}
