//! Banking and conversation types: what the whole house speaks in.
//!
//! **What lives here.** Money, accounts, identifiers, payees, transactions, consents, the four
//! steps of a transfer, and a conversation's turn and reply. Each type with a rule has one way in
//! (`parse` or `new`) that checks it.
//!
//! **What must not.** No input or output, no clock, no platform's and no bank's own words. Nothing
//! here is serialisable: what is stored or sent has its own struct, with a version, in the room
//! that stores or sends it, so that no outsider's data ever depends on these.
//!
//! `Debug` of anything personal is masked, so that a careless log line shows a shape and no value.

pub mod account;
pub mod balance;
pub mod card;
pub mod clock;
pub mod consent;
pub mod customer;
pub mod disclosed;
pub mod identifier;
pub mod intent;
pub mod locale;
pub mod money;
pub mod outside;
pub mod payee;
pub mod reply;
pub mod transaction;
pub mod transfer;
pub mod transfer_status;
pub mod turn;

pub mod name;
