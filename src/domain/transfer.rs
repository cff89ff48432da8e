//! The stretch of a payment where a skipped step would be a disaster, held by types: each step
//! consumes the one before it.
//!
//! ```text
//! FactSheet ─▶ ReadBack ─▶ ConfirmedTransfer ─▶ IntendedTransfer ─▶ the bank
//! frozen       heard yes   within 60 s          durable, one key
//! ```
//!
//! Changing any fact makes a new sheet, and the old yes is worth nothing.
//!
//! A read-back that was confirmed is gone:
//!
//! ```
//! # use banter::domain::transfer::{ConfirmedTransfer, HeardYes, NotConfirmed, ReadBack};
//! fn once(read_back: ReadBack, yes: &HeardYes) -> Result<ConfirmedTransfer, NotConfirmed> {
//!     read_back.confirm(yes)
//! }
//! ```
//!
//! so that the same yes cannot be used for a second payment:
//!
//! ```compile_fail
//! # use banter::domain::transfer::{ConfirmedTransfer, HeardYes, NotConfirmed, ReadBack};
//! fn twice(read_back: ReadBack, yes: &HeardYes) -> Result<ConfirmedTransfer, NotConfirmed> {
//!     read_back.confirm(yes)?;
//!     read_back.confirm(yes)
//! }
//! ```

use std::fmt;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use uuid::Uuid;

use super::account::{AccountId, BankId};
use super::customer::CustomerId;
use super::identifier::AccountIdentifier;
use super::money::Money;
use super::name::identifier;
use super::outside::OutsideText;
use super::payee::{PayeeId, PayeeMatch};
use super::turn::{ConversationId, DeviceId, PersonId, TurnId};

/// How long a yes may take.
pub const CONFIRM_WITHIN_SECONDS: i64 = 60;

/// Namespace of every identifier derived here (UUID version 5, RFC 9562 section 5.5).
const NAMESPACE: Uuid = Uuid::from_u128(0x8d1c_6f2e_54a7_4b0e_9a31_5c7f_02d4_e6b9);

identifier!(
    /// A single-use question: what a yes must answer.
    masked Nonce, 64
);

/// What is to be paid: who, how much, when, which text. Frozen; what dynamic linking binds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactSheet {
    kind: TransferKind,
    debtor: Debtor,
    creditor: Creditor,
    amount: Money,
    reference: OutsideText,
    execute_on: NaiveDate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TransferKind {
    OwnAccounts,
    SavedPayee,
}

/// The account the money leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debtor {
    pub account: AccountId,
    pub identifier: AccountIdentifier,
}

/// Where the money goes. Always on the customer's own lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Creditor {
    pub listed_as: ListedAs,
    pub name: OutsideText,
    pub identifier: AccountIdentifier,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListedAs {
    Payee(PayeeId),
    OwnAccount(AccountId),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFacts {
    #[error("a transfer must be of more than nothing")]
    NotPositive,
    #[error("an account cannot pay itself")]
    SameAccount,
}

/// SHA-256 over the canonical text of a fact sheet: the `H` of the invariants.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactHash([u8; 32]);

/// To whom a question was put; the yes must come from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    pub conversation: ConversationId,
    pub device: Option<DeviceId>,
    pub person: Option<PersonId>,
}

/// Read aloud; waits for its yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadBack {
    sheet: FactSheet,
    payee_check: Option<PayeeMatch>,
    nonce: Nonce,
    listener: Listener,
    asked_at: DateTime<Utc>,
}

/// A yes as it was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardYes {
    /// The question that was open when it was heard.
    pub nonce: Nonce,
    pub listener: Listener,
    pub turn: TurnId,
    pub customer: CustomerId,
    pub bank: BankId,
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotConfirmed {
    #[error("the yes answered another question")]
    OtherQuestion,
    #[error("the yes came too late")]
    Expired,
    #[error("the yes came from somebody or somewhere else")]
    OtherSpeaker,
}

/// Confirmed by its customer; not yet recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfirmedTransfer {
    sheet: FactSheet,
    payee_check: Option<PayeeMatch>,
    nonce: Nonce,
    turn: TurnId,
    customer: CustomerId,
    bank: BankId,
    confirmed_at: DateTime<Utc>,
}

/// Durable, with its one key: the only thing a bank is ever sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntendedTransfer {
    id: TransferId,
    sheet: FactSheet,
}

/// One transfer, from its yes to its end. Derived from the yes, so the same yes is the same id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransferId(Uuid);

/// The one key of one step of one transfer: derived, never minted again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdempotencyKey(Uuid);

/// Requests that each need a key of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubmitStep {
    Initiate,
    Cancel,
}

impl FactSheet {
    pub fn new(
        kind: TransferKind,
        debtor: Debtor,
        creditor: Creditor,
        amount: Money,
        (reference, execute_on): (OutsideText, NaiveDate),
    ) -> Result<Self, BadFacts> {
        if !amount.is_positive() {
            return Err(BadFacts::NotPositive);
        }
        if debtor.identifier == creditor.identifier {
            return Err(BadFacts::SameAccount);
        }
        Ok(Self { kind, debtor, creditor, amount, reference, execute_on })
    }

    pub const fn kind(&self) -> TransferKind {
        self.kind
    }

    pub const fn debtor(&self) -> &Debtor {
        &self.debtor
    }

    pub const fn creditor(&self) -> &Creditor {
        &self.creditor
    }

    pub const fn amount(&self) -> Money {
        self.amount
    }

    pub const fn reference(&self) -> &OutsideText {
        &self.reference
    }

    pub const fn execute_on(&self) -> NaiveDate {
        self.execute_on
    }

    /// `H`: equal exactly when every fact is equal.
    pub fn hash(&self) -> FactHash {
        // Lengths before texts, so that no two sheets share a canonical text.
        let texts = [
            self.debtor.identifier.canonical(),
            self.creditor.name.as_str().to_owned(),
            self.creditor.identifier.canonical(),
            self.amount.minor_units().to_string(),
            self.amount.currency().code().to_owned(),
            self.reference.as_str().to_owned(),
            self.execute_on.to_string(),
        ];
        let mut canonical = String::from("fact-sheet/1\n");
        for text in texts {
            canonical.push_str(&format!("{}:{text}\n", text.len()));
        }
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, canonical.as_bytes());
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest.as_ref());
        FactHash(bytes)
    }
}

impl FactHash {
    pub fn to_hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl ReadBack {
    pub const fn new(
        sheet: FactSheet,
        payee_check: Option<PayeeMatch>,
        nonce: Nonce,
        listener: Listener,
        asked_at: DateTime<Utc>,
    ) -> Self {
        Self { sheet, payee_check, nonce, listener, asked_at }
    }

    pub const fn sheet(&self) -> &FactSheet {
        &self.sheet
    }

    pub const fn payee_check(&self) -> Option<&PayeeMatch> {
        self.payee_check.as_ref()
    }

    pub const fn nonce(&self) -> &Nonce {
        &self.nonce
    }

    pub const fn listener(&self) -> &Listener {
        &self.listener
    }

    pub const fn asked_at(&self) -> DateTime<Utc> {
        self.asked_at
    }

    /// The only way to a [`ConfirmedTransfer`].
    pub fn confirm(self, yes: &HeardYes) -> Result<ConfirmedTransfer, NotConfirmed> {
        if yes.nonce != self.nonce {
            return Err(NotConfirmed::OtherQuestion);
        }
        if yes.listener != self.listener {
            return Err(NotConfirmed::OtherSpeaker);
        }
        let waited = yes.at.signed_duration_since(self.asked_at);
        // A clock that jumped back is no reason to believe a yes.
        if waited > Duration::seconds(CONFIRM_WITHIN_SECONDS) || waited < Duration::zero() {
            return Err(NotConfirmed::Expired);
        }
        Ok(ConfirmedTransfer {
            sheet: self.sheet,
            payee_check: self.payee_check,
            nonce: self.nonce,
            turn: yes.turn.clone(),
            customer: yes.customer.clone(),
            bank: yes.bank.clone(),
            confirmed_at: yes.at,
        })
    }
}

impl ConfirmedTransfer {
    pub const fn sheet(&self) -> &FactSheet {
        &self.sheet
    }

    pub const fn payee_check(&self) -> Option<&PayeeMatch> {
        self.payee_check.as_ref()
    }

    pub const fn nonce(&self) -> &Nonce {
        &self.nonce
    }

    pub const fn turn(&self) -> &TurnId {
        &self.turn
    }

    pub const fn customer(&self) -> &CustomerId {
        &self.customer
    }

    pub const fn bank(&self) -> &BankId {
        &self.bank
    }

    pub const fn confirmed_at(&self) -> DateTime<Utc> {
        self.confirmed_at
    }

    /// The same question answered yes is the same transfer, however often it arrives.
    pub fn id(&self) -> TransferId {
        let name = format!("{}\n{}\n{}", self.bank, self.customer.as_str(), self.nonce.as_str());
        TransferId(Uuid::new_v5(&NAMESPACE, name.as_bytes()))
    }
}

impl IntendedTransfer {
    /// For `stores/` alone, once the record is durable (a door: see `tests/it/tidy.rs`).
    pub const fn recorded(id: TransferId, sheet: FactSheet) -> Self {
        Self { id, sheet }
    }

    pub const fn id(&self) -> TransferId {
        self.id
    }

    pub const fn sheet(&self) -> &FactSheet {
        &self.sheet
    }

    pub fn key(&self) -> IdempotencyKey {
        self.id.key(SubmitStep::Initiate)
    }
}

impl TransferId {
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    pub const fn as_uuid(&self) -> &Uuid {
        &self.0
    }

    pub fn key(&self, step: SubmitStep) -> IdempotencyKey {
        IdempotencyKey(Uuid::new_v5(&self.0, step.name().as_bytes()))
    }

    /// What goes into `endToEndIdentification`, so that the payment can be found again: at most
    /// 35 characters (ISO 20022 `Max35Text`).
    pub fn end_to_end_id(&self) -> String {
        format!("BNTR{}", self.0.simple())
            .chars()
            .take(35)
            .map(|character| character.to_ascii_uppercase())
            .collect()
    }
}

impl IdempotencyKey {
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    pub const fn as_uuid(&self) -> &Uuid {
        &self.0
    }
}

impl SubmitStep {
    const fn name(self) -> &'static str {
        match self {
            Self::Initiate => "initiate",
            Self::Cancel => "cancel",
        }
    }
}

impl TransferKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::OwnAccounts => "own_accounts",
            Self::SavedPayee => "saved_payee",
        }
    }
}

impl fmt::Debug for FactHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for TransferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for TransferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
