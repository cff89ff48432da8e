//! The program itself, as real processes over one real Redis: turns that alternate, a process that
//! is killed, a Redis that goes and comes back, and what is in the log.
//!
//! Every process has a sandbox bank of its own, in its memory: a payment is seen by the bank of the
//! process that sent it. So processes prove who sends and who does not; what comes after is proved
//! by two servers in this process that share Redis and one bank.

mod alternating;
mod killed;
mod log;
mod process;
mod proxy;
mod redis_gone;

use uuid::Uuid;

/// Tests share no keys.
fn prefix() -> String {
    format!("test-{}", Uuid::new_v4().simple())
}
