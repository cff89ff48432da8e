//! Where rooms meet: the traits, and the errors they speak of.
//!
//! A platform hands turns down and takes replies; a bank hands out what it can do; stores keep what
//! must outlive a turn. The rooms on both sides of a contract know the contract and not each other.

pub mod bank;
pub mod certification;
pub mod journal;
pub mod ledger;
pub mod once;
pub mod platform;
pub mod session;
pub mod token;
pub mod transfers;
