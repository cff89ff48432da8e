//! The limits of a conversation, each with a name.

use std::time::Duration;

use crate::contracts::transfers::Caps;
use crate::domain::money::{Currency, Money};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialogueSettings {
    /// How long a turn may wait for a bank. Alexa hangs up after eight seconds.
    pub bank_time_out: Duration,
    /// How often a slot is asked for before a person is offered.
    pub slot_retries: u8,
    /// How many accounts or bookings are read at a time.
    pub page_size: u32,
    /// What may be moved by voice, one entry for each currency.
    pub caps: Vec<Caps>,
    /// How long a turn's id is remembered, so that a second arrival does not act.
    pub once_for: Duration,
    /// Longer utterances are not read.
    pub utterance_characters: usize,
    /// What an amount without a currency means where no account tells.
    pub currency: Currency,
    /// Whether a payee whose name does not match the account may be paid after a yes; the app
    /// decides in the end. By default it is refused here.
    pub pay_despite_no_match: bool,
}

impl DialogueSettings {
    /// The caps for a currency; none means that it cannot be moved by voice.
    pub fn caps(&self, currency: Currency) -> Option<&Caps> {
        self.caps.iter().find(|caps| caps.per_transfer.currency() == currency)
    }
}

impl Default for DialogueSettings {
    fn default() -> Self {
        let caps = |currency| Caps {
            per_transfer: Money::new(50_000, currency),
            per_day: Money::new(100_000, currency),
            count_per_hour: 5,
        };
        Self {
            bank_time_out: Duration::from_secs(5),
            slot_retries: 2,
            page_size: 3,
            caps: [Currency::EUR, Currency::GBP, Currency::USD].map(caps).to_vec(),
            once_for: Duration::from_hours(24),
            utterance_characters: 500,
            currency: Currency::EUR,
            pay_despite_no_match: false,
        }
    }
}
