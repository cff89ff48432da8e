//! The states of a transfer once it is intended, and the edges between them.
//!
//! What comes before (draft, payee chosen, quoted, read back) lives in the conversation and in the
//! types of [`transfer`](super::transfer). After sending, states are data: they last minutes to
//! days. Edges are checked on the way into a store and on the way out.

/// Where a transfer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TransferStatus {
    /// Recorded with its key; nothing has left.
    Intended,
    /// A request may be on the wire.
    Submitting,
    /// The bank asks its customer in its app.
    AwaitingApproval,
    Approved,
    /// The bank took it; not yet settled.
    Accepted,
    /// Maybe sent. Only the reconciler acts from here, and it looks before it does.
    Unknown,
    /// The reconciler could not decide before its deadline.
    NeedsHuman,
    Settled,
    Rejected,
    Denied,
    Expired,
    Cancelled,
    Refused,
    NeverArrived,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a transfer cannot go from {from:?} to {to:?}")]
pub struct ForbiddenEdge {
    pub from: TransferStatus,
    pub to: TransferStatus,
}

impl TransferStatus {
    pub const ALL: [Self; 14] = [
        Self::Intended,
        Self::Submitting,
        Self::AwaitingApproval,
        Self::Approved,
        Self::Accepted,
        Self::Unknown,
        Self::NeedsHuman,
        Self::Settled,
        Self::Rejected,
        Self::Denied,
        Self::Expired,
        Self::Cancelled,
        Self::Refused,
        Self::NeverArrived,
    ];

    /// The states this one may become.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Intended => &[Self::Submitting, Self::Cancelled, Self::Refused],
            // Back to `Intended` only when the request certainly never left.
            Self::Submitting => &[
                Self::Intended,
                Self::AwaitingApproval,
                Self::Accepted,
                Self::Settled,
                Self::Rejected,
                Self::Unknown,
            ],
            Self::AwaitingApproval => &[
                Self::Approved,
                Self::Accepted,
                Self::Settled,
                Self::Denied,
                Self::Expired,
                Self::Cancelled,
                Self::Rejected,
                Self::Unknown,
            ],
            Self::Approved => {
                &[Self::Accepted, Self::Settled, Self::Rejected, Self::Cancelled, Self::Unknown]
            }
            // To a human when the bank shows other facts, or does not settle for days.
            Self::Accepted => &[Self::Settled, Self::Rejected, Self::Cancelled, Self::NeedsHuman],
            Self::Unknown => &[
                Self::AwaitingApproval,
                Self::Accepted,
                Self::Settled,
                Self::Rejected,
                Self::NeverArrived,
                Self::NeedsHuman,
            ],
            Self::NeedsHuman => {
                &[Self::Settled, Self::Rejected, Self::Cancelled, Self::NeverArrived]
            }
            Self::Settled
            | Self::Rejected
            | Self::Denied
            | Self::Expired
            | Self::Cancelled
            | Self::Refused
            | Self::NeverArrived => &[],
        }
    }

    /// The only way from one state to another.
    pub fn become_(self, to: Self) -> Result<Self, ForbiddenEdge> {
        if self.next().contains(&to) { Ok(to) } else { Err(ForbiddenEdge { from: self, to }) }
    }

    pub const fn is_terminal(self) -> bool {
        self.next().is_empty()
    }

    /// Whether it certainly moved no money and never will: its reserved limit is given back.
    pub const fn is_definite_failure(self) -> bool {
        matches!(
            self,
            Self::Rejected
                | Self::Denied
                | Self::Expired
                | Self::Cancelled
                | Self::Refused
                | Self::NeverArrived
        )
    }

    /// The name used in stores, logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intended => "intended",
            Self::Submitting => "submitting",
            Self::AwaitingApproval => "awaiting_approval",
            Self::Approved => "approved",
            Self::Accepted => "accepted",
            Self::Unknown => "unknown",
            Self::NeedsHuman => "needs_human",
            Self::Settled => "settled",
            Self::Rejected => "rejected",
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Refused => "refused",
            Self::NeverArrived => "never_arrived",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for status in TransferStatus::ALL {
            assert_eq!(TransferStatus::from_name(status.name()), Some(status));
        }
    }

    #[test]
    fn nothing_leaves_a_terminal_state() {
        for status in TransferStatus::ALL.into_iter().filter(|status| status.is_terminal()) {
            for to in TransferStatus::ALL {
                assert_eq!(status.become_(to), Err(ForbiddenEdge { from: status, to }));
            }
        }
    }

    #[test]
    fn from_unknown_nothing_is_sent_again() {
        assert!(!TransferStatus::Unknown.next().contains(&TransferStatus::Submitting));
        assert!(!TransferStatus::Unknown.next().contains(&TransferStatus::Intended));
    }
}
