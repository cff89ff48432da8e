//! Banter: the counter a bank keeps inside every assistant.
//!
//! ```text
//!  HTTP ─▶ server ─▶ platforms/<p>        one dialect of an assistant
//!                     verify ▸ decode
//!                        │ Turn           who, where, what was said, when
//!                        ▼
//!                    dialogue             the conversation
//!                     understand ▸ intent handler ▸ slots ▸ read-back ▸ enough assurance?
//!                        │        ▲                     │ ConfirmedTransfer
//!                        │        │ status              ▼
//!                        │      transfers               the durable life of a payment:
//!                        │        record ▸ send ▸ await the bank's app ▸ reconcile
//!                        ▼        ▼
//!                    disclosure policy: may this be asked here? may this be said here?
//!                        │        │
//!                        │        ▼
//!                        │   connectors/<c> ─▶ HTTP to the bank
//!                        ▼ Reply
//!                    platforms/<p>
//!                     encode
//!                        │ Delivery       in the same answer, or a push of our own
//!  HTTP ◀─ server ◀──────┘
//! ```
//!
//! Rooms in reading order, lowest floor first. What each may name is held by `tests/it/tidy.rs`.

pub mod catalog;
pub mod certify;
pub mod config;
pub mod connectors;
pub mod contracts;
pub mod dialogue;
pub mod domain;
pub mod net;
pub mod platforms;
pub mod sandbox;
pub mod server;
pub mod stores;
pub mod transfers;
pub mod understanding;
