//! Asks a Redis whether it keeps what it is given.
//!
//! `INFO` is asked rather than `CONFIG`, which hosted Redis servers often do not allow.

use redis::Value;

use super::connection::Connection;
use crate::contracts::session::StoreError;

/// Each with what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum NotDurable {
    #[error("the store for transfers cannot be asked whether it is durable")]
    Unasked(#[from] StoreError),
    #[error(
        "the Redis for transfers does not persist what it is given: set `appendonly yes` there \
         (and `appendfsync always`, so that not even a power cut loses a payment)"
    )]
    NotPersistent,
    #[error(
        "the Redis for transfers may throw records away when its memory is full: set \
         `maxmemory-policy noeviction` there"
    )]
    Evicts,
}

pub(super) async fn ensure(connection: &Connection) -> Result<(), NotDurable> {
    let persistence: Value = connection.ask(redis::cmd("INFO").arg("persistence")).await?;
    if !every_node_says(&persistence, "aof_enabled", "1") {
        return Err(NotDurable::NotPersistent);
    }
    let memory: Value = connection.ask(redis::cmd("INFO").arg("memory")).await?;
    if !every_node_says(&memory, "maxmemory_policy", "noeviction") {
        return Err(NotDurable::Evicts);
    }
    let fsync: Result<Vec<String>, _> =
        connection.ask(redis::cmd("CONFIG").arg("GET").arg("appendfsync")).await;
    if !fsync.is_ok_and(|answer| answer.get(1).is_some_and(|value| value == "always")) {
        tracing::warn!(
            "the Redis for transfers may lose its last second in a power cut: \
             `appendfsync always` prevents it"
        );
    }
    Ok(())
}

/// A cluster answers with one text for each node, a single server with one.
fn every_node_says(answer: &Value, field: &str, expected: &str) -> bool {
    let texts = texts(answer);
    let says = |text: &String| {
        text.lines()
            .filter_map(|line| line.split_once(':'))
            .any(|(name, value)| name == field && value.trim() == expected)
    };
    !texts.is_empty() && texts.iter().all(says)
}

/// What is neither a text nor a map of them is no answer to INFO, and no answer is not a yes.
fn texts(answer: &Value) -> Vec<String> {
    if let Value::Map(nodes) = answer {
        return nodes.iter().flat_map(|(_, answer)| texts(answer)).collect();
    }
    redis::from_redis_value_ref(answer).ok().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str) -> Value {
        Value::BulkString(text.as_bytes().to_vec())
    }

    #[test]
    fn one_forgetful_node_is_enough_for_a_no() {
        let node = |name: &str, answer| (says(name), answer);
        let (yes, no) = (says("# P\r\naof_enabled:1\r\n"), says("# P\r\naof_enabled:0\r\n"));
        assert!(every_node_says(&yes, "aof_enabled", "1"));
        assert!(!every_node_says(&no, "aof_enabled", "1"));
        let mixed = Value::Map(vec![node("a", yes), node("b", no)]);
        assert!(!every_node_says(&mixed, "aof_enabled", "1"));
        assert!(!every_node_says(&Value::Nil, "aof_enabled", "1"));
    }
}
