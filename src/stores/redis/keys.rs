//! Every key there is: its name, its hash tag, its lifetime.
//!
//! | key | type | holds | lives |
//! | --- | --- | --- | --- |
//! | `s:{user}:conversation` | string | version, sealed session | `session_idle` |
//! | `c:{user}` | sorted set | the user's conversations, by expiry | `session_idle` |
//! | `l:{user}` | list | sealed ledger entries, newest first | `ledger_keep` |
//! | `u:{customer}` | set | users of platforms that were this customer | `ledger_keep` |
//! | `t:{token}` | string | sealed link | `link_keep` |
//! | `k:{customer}` | set | the customer's linked tokens, as digests | `link_keep` |
//! | `a:{customer}` | string | sealed access for background work | `link_keep` |
//! | `o:{turn}` | string | nothing: it is there or not | as claimed |
//! | `p:{bucket}:customer:id` | hash | version, status, due, proof of facts, sealed record | for ever while open, then `transfer_keep` |
//! | `pc:{bucket}:customer` | sorted set | caps reserved: id, currency, minor units, by time | a day and an hour |
//! | `pa:{bucket}:customer` | sorted set | ids by time of the yes | `transfer_keep` |
//! | `po:{bucket}:customer` | set | ids of open transfers | for ever |
//! | `pq:{bucket}` | sorted set | the work queue: when to look next, or when the lease ends | for ever |
//! | `pl:{bucket}` | hash | when each lease ends | for ever |
//! | `j:{name}` | list | sealed entries of a journal, oldest first | a day after the last look |
//!
//! What stands in braces is the hash tag: whatever one script touches carries the same one, so it
//! lies in one slot of a cluster. People's identifiers appear as keyed digests only: a customer
//! number could be guessed from a plain one.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::seal::KeyRing;
use crate::contracts::session::SessionKey;
use crate::domain::account::BankId;
use crate::domain::customer::CustomerId;
use crate::domain::transfer::TransferId;
use crate::domain::turn::{PlatformName, PlatformUserId, TurnId};

/// Into how many slots transfers are spread.
pub const BUCKETS: u8 = 16;

/// What every key begins with unless something else is asked for.
pub const DEFAULT_PREFIX: &str = "banter";

/// 128 bits of a keyed digest are enough for a name.
const DIGEST_BYTES: usize = 16;

/// Names keys.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    prefix: Box<str>,
    naming: hmac::Key,
}

/// Everything that the store knows of one user of a platform.
#[derive(Debug)]
pub(crate) struct UserKeys {
    pub(crate) digest: String,
    pub(crate) conversations: String,
    pub(crate) ledger: String,
}

#[derive(Debug)]
pub(crate) struct SessionKeys {
    pub(crate) conversation: String,
    pub(crate) session: String,
    pub(crate) user: UserKeys,
}

/// A bucket's share of the work.
#[derive(Debug)]
pub(crate) struct QueueKeys {
    pub(crate) queue: String,
    pub(crate) leases: String,
}

/// One customer's transfers, all in one bucket.
#[derive(Debug)]
pub(crate) struct CustomerTransferKeys {
    prefix: Box<str>,
    bucket: u8,
    customer: String,
    pub(crate) caps: String,
    pub(crate) all: String,
    pub(crate) open: String,
    pub(crate) work: QueueKeys,
}

impl Keys {
    pub(crate) fn new(prefix: &str, ring: &KeyRing) -> Self {
        Self { prefix: prefix.into(), naming: ring.naming().clone() }
    }

    /// Lengths go before texts, so that no two lists of texts share a digest.
    fn digest(&self, what: &str, texts: &[&str]) -> (String, u8) {
        let mut context = hmac::Context::with_key(&self.naming);
        for text in std::iter::once(&what).chain(texts) {
            context.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
            context.update(text.as_bytes());
        }
        let tag = context.sign();
        let bytes = tag.as_ref().get(..DIGEST_BYTES).unwrap_or_default();
        (URL_SAFE_NO_PAD.encode(bytes), bytes.first().copied().unwrap_or_default())
    }

    /// Proof that facts are the same, without showing which: their own hash could be guessed.
    pub(crate) fn proof(&self, hash: &str) -> String {
        self.digest("facts", &[hash]).0
    }

    pub(crate) fn user(
        &self,
        bank: &BankId,
        platform: &PlatformName,
        user: &PlatformUserId,
    ) -> UserKeys {
        let texts = [bank.as_str(), platform.as_str(), user.as_str()];
        self.user_of_digest(self.digest("user", &texts).0)
    }

    pub(crate) fn user_of_digest(&self, digest: String) -> UserKeys {
        UserKeys {
            conversations: format!("{}:c:{{{digest}}}", self.prefix),
            ledger: format!("{}:l:{{{digest}}}", self.prefix),
            digest,
        }
    }

    pub(crate) fn session(&self, key: &SessionKey) -> SessionKeys {
        let user = self.user(&key.bank, &key.platform, &key.user);
        let conversation = self.conversation(key);
        let session = self.session_of_digests(&user.digest, &conversation);
        SessionKeys { conversation, session, user }
    }

    /// The session's own key alone: all that loading needs.
    pub(crate) fn session_name(&self, key: &SessionKey) -> String {
        let texts = [key.bank.as_str(), key.platform.as_str(), key.user.as_str()];
        self.session_of_digests(&self.digest("user", &texts).0, &self.conversation(key))
    }

    fn conversation(&self, key: &SessionKey) -> String {
        self.digest("conversation", &[key.conversation.as_str()]).0
    }

    pub(crate) fn session_of_digests(&self, user: &str, conversation: &str) -> String {
        format!("{}:s:{{{user}}}:{conversation}", self.prefix)
    }

    fn customer(&self, bank: &BankId, customer: &CustomerId) -> (String, u8) {
        self.digest("customer", &[bank.as_str(), customer.as_str()])
    }

    pub(crate) fn users_of(&self, bank: &BankId, customer: &CustomerId) -> String {
        format!("{}:u:{{{}}}", self.prefix, self.customer(bank, customer).0)
    }

    pub(crate) fn token_digest(&self, bank: &BankId, token: &str) -> String {
        self.digest("token", &[bank.as_str(), token]).0
    }

    pub(crate) fn token(&self, digest: &str) -> String {
        format!("{}:t:{{{digest}}}", self.prefix)
    }

    pub(crate) fn links_of(&self, bank: &BankId, customer: &CustomerId) -> String {
        format!("{}:k:{{{}}}", self.prefix, self.customer(bank, customer).0)
    }

    pub(crate) fn access_of(&self, bank: &BankId, customer: &CustomerId) -> String {
        format!("{}:a:{{{}}}", self.prefix, self.customer(bank, customer).0)
    }

    pub(crate) fn once(&self, bank: &BankId, platform: &PlatformName, turn: &TurnId) -> String {
        let texts = [bank.as_str(), platform.as_str(), turn.as_str()];
        format!("{}:o:{{{}}}", self.prefix, self.digest("turn", &texts).0)
    }

    pub(crate) fn queue(&self, bucket: u8) -> QueueKeys {
        QueueKeys::of(&self.prefix, bucket)
    }

    pub(crate) fn transfers_of(
        &self,
        bank: &BankId,
        customer: &CustomerId,
    ) -> CustomerTransferKeys {
        let (customer, first) = self.customer(bank, customer);
        CustomerTransferKeys::of(&self.prefix, first.checked_rem(BUCKETS).unwrap_or(0), customer)
    }

    /// The record's key from a member of a bucket's queue.
    pub(crate) fn record_of_member(&self, bucket: u8, member: &str) -> String {
        format!("{}:p:{{{bucket:02}}}:{member}", self.prefix)
    }

    pub(crate) fn journal(&self, name: &str) -> String {
        format!("{}:j:{{{name}}}", self.prefix)
    }

    /// Where a development server leaves its keys for its sisters.
    pub(crate) fn development_keys(prefix: &str) -> String {
        format!("{prefix}:development-keys")
    }
}

impl QueueKeys {
    fn of(prefix: &str, bucket: u8) -> Self {
        Self {
            queue: format!("{prefix}:pq:{{{bucket:02}}}"),
            leases: format!("{prefix}:pl:{{{bucket:02}}}"),
        }
    }
}

impl CustomerTransferKeys {
    fn of(prefix: &str, bucket: u8, customer: String) -> Self {
        Self {
            prefix: prefix.into(),
            bucket,
            caps: format!("{prefix}:pc:{{{bucket:02}}}:{customer}"),
            all: format!("{prefix}:pa:{{{bucket:02}}}:{customer}"),
            open: format!("{prefix}:po:{{{bucket:02}}}:{customer}"),
            work: QueueKeys::of(prefix, bucket),
            customer,
        }
    }

    /// How a transfer is called in its bucket's queue.
    pub(crate) fn member(&self, id: &str) -> String {
        format!("{}:{id}", self.customer)
    }

    pub(crate) fn record(&self, id: &str) -> String {
        format!("{}:p:{{{:02}}}:{}:{id}", self.prefix, self.bucket, self.customer)
    }
}

/// How a transfer's id is written in keys.
pub(crate) fn id_text(id: TransferId) -> String {
    id.as_uuid().simple().to_string()
}

#[cfg(test)]
mod tests {
    use crate::domain::turn::ConversationId;

    use super::*;

    /// CRC-16/XMODEM, as Redis Cluster assigns slots.
    fn slot(key: &str) -> u16 {
        let tagged = key.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
        let hashed = tagged.map_or(key, |(tag, _)| tag);
        let crc = hashed.bytes().fold(0_u16, |crc, byte| {
            (0..8).fold(crc ^ (u16::from(byte) << 8), |crc, _| {
                if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 }
            })
        });
        crc % 16384
    }

    fn keys() -> Keys {
        Keys::new("banter", &KeyRing::random().unwrap())
    }

    fn session_key(user: &str, conversation: &str) -> SessionKey {
        SessionKey {
            bank: BankId::parse("demo").unwrap(),
            platform: PlatformName::parse("alexa").unwrap(),
            user: PlatformUserId::parse(user).unwrap(),
            conversation: ConversationId::parse(conversation).unwrap(),
        }
    }

    #[test]
    fn slots_are_counted_as_the_cluster_specification_does() {
        assert_eq!(slot("123456789"), 0x31C3);
        assert_eq!(slot("{user1000}.following"), slot("{user1000}.followers"));
    }

    #[test]
    fn whatever_a_save_touches_lies_in_one_slot() {
        let keys = keys().session(&session_key("amzn1.account.X", "session-1"));
        assert_eq!(slot(&keys.session), slot(&keys.user.conversations));
        assert_eq!(slot(&keys.session), slot(&keys.user.ledger));
    }

    #[test]
    fn whatever_a_transfer_touches_lies_in_one_slot() {
        let (bank, keys) = (BankId::parse("demo").unwrap(), keys());
        for number in 0..64 {
            let customer = CustomerId::parse(&format!("customer-{number}")).unwrap();
            let of = keys.transfers_of(&bank, &customer);
            let record = of.record("0");
            for key in [&of.caps, &of.all, &of.open, &of.work.queue, &of.work.leases] {
                assert_eq!(slot(&record), slot(key), "{key}");
            }
            assert_eq!(record, keys.record_of_member(of.bucket, &of.member("0")));
        }
    }

    #[test]
    fn nobody_is_named_in_a_key() {
        let (bank, customer) = (BankId::parse("demo").unwrap(), CustomerId::parse("mia").unwrap());
        let keys = keys();
        let of = keys.transfers_of(&bank, &customer);
        let session = keys.session(&session_key("mia", "mia"));
        for key in [&of.caps, &session.session, &session.user.ledger, &of.record("0")] {
            assert!(!key.contains("mia"), "{key}");
        }
    }

    #[test]
    fn texts_that_run_together_are_told_apart() {
        let keys = keys();
        assert_ne!(keys.digest("x", &["ab", "c"]), keys.digest("x", &["a", "bc"]));
    }
}
