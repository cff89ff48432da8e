//! The chain that the simulator signs with, and the front that believes it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::signing::Signing;
use crate::contracts::platform::Platform;
use crate::domain::account::BankId;
use crate::platforms::PlatformContext;
use crate::platforms::alexa;
use crate::platforms::alexa::device::Device;
use crate::platforms::alexa::forge::Forge;
use crate::server::error::CallError;
use crate::server::house::{House, with_sources};

/// A chain is good for half a day; a new one is made before that.
const FRESH_FOR: TimeDelta = TimeDelta::hours(6);
/// How many conversations are remembered; the oldest goes first.
const DEVICES: usize = 200;

/// One for the whole server: its devices and its chain.
#[derive(Debug, Default)]
pub struct Simulator {
    signers: Mutex<BTreeMap<String, Arc<Signer>>>,
    devices: Mutex<Devices>,
    /// For clients that sign for themselves.
    pub(in crate::server) signing: Signing,
}

/// Signs for one bank, and holds the front that believes it.
#[derive(Debug)]
pub(super) struct Signer {
    pub(super) forge: Forge,
    pub(super) front: Arc<dyn Platform>,
    made: DateTime<Utc>,
}

/// Devices by the conversation's id, in the order in which they were used.
#[derive(Debug, Default)]
struct Devices {
    by_id: BTreeMap<String, (u64, Device)>,
    used: u64,
}

impl Simulator {
    /// The chain, made when it is first needed: three RSA keys take a moment, and no start should
    /// wait for them.
    pub(super) fn signer(&self, house: &House, bank: &BankId) -> Result<Arc<Signer>, CallError> {
        let now = house.clock.now();
        let mut signers = self.signers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signer) = signers.get(bank.as_str()).filter(|signer| signer.is_fresh(now)) {
            return Ok(Arc::clone(signer));
        }
        let signer = Arc::new(Signer::make(house, bank, now)?);
        signers.insert(bank.as_str().to_owned(), Arc::clone(&signer));
        Ok(signer)
    }

    /// Makes the chains before anybody asks.
    pub(in crate::server) fn warm_up(&self, house: &House) {
        for bank in house.banks.values() {
            if let Err(error) = self.signer(house, &bank.id) {
                tracing::warn!(error = with_sources(&error), "the simulator cannot sign yet");
            }
        }
    }

    /// The conversation's device, taken out while it speaks.
    pub(super) fn device(&self, conversation: &str) -> Option<Device> {
        let mut devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
        devices.by_id.remove(conversation).map(|(_, device)| device)
    }

    pub(super) fn put_back(&self, conversation: String, device: Device) {
        let mut devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
        devices.used = devices.used.saturating_add(1);
        let used = devices.used;
        devices.by_id.insert(conversation, (used, device));
        if devices.by_id.len() > DEVICES {
            let oldest = devices.by_id.iter().min_by_key(|(_, (used, _))| *used);
            if let Some(oldest) = oldest.map(|(id, _)| id.clone()) {
                devices.by_id.remove(&oldest);
            }
        }
    }
}

impl Signer {
    fn make(house: &House, bank: &BankId, now: DateTime<Utc>) -> Result<Self, CallError> {
        let forge = Forge::new(now).map_err(|error| CallError::NoSimulator(error.into()))?;
        let mut table = toml::Table::new();
        table.insert("system_roots".to_owned(), false.into());
        table.insert("trusted_roots".to_owned(), vec![forge.root_pem().to_owned()].into());
        let mut files = toml::Table::new();
        files.insert(forge.url().to_owned(), forge.chain_pem().to_owned().into());
        table.insert("certificate_files".to_owned(), files.into());
        let front = alexa::build(PlatformContext {
            bank: bank.clone(),
            table,
            catalog: Arc::clone(&house.catalog),
            development: true,
            clock: Arc::clone(&house.clock),
        });
        let front = front.map_err(|error| CallError::NoSimulator(error.into()))?;
        Ok(Self { forge, front, made: now })
    }

    fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        now.signed_duration_since(self.made).abs() < FRESH_FOR
    }
}
