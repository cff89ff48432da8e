//! What may be said of a transfer: chosen by its status and nothing else.

use crate::domain::transfer_status::TransferStatus;

/// What a customer may hear. *Sent* has one way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Telling {
    /// Recorded, not with the bank yet; it is being tried.
    NotYetSent,
    /// "I don't know yet, I'll check, please don't repeat it."
    Checking,
    /// It waits in the banking app.
    ApproveInApp,
    /// Accepted, on its way.
    OnItsWay,
    /// The bank said that it settled.
    Sent,
    /// A person is looking at it; please don't repeat it.
    PersonLooking,
    RejectedByBank,
    DeniedInApp,
    ApprovalExpired,
    Cancelled,
    /// The bank could not be reached, so nothing was sent.
    NotSent,
    /// It never reached the bank; it may be asked again.
    NeverArrived,
}

impl Telling {
    pub const ALL: [Self; 12] = [
        Self::NotYetSent,
        Self::Checking,
        Self::ApproveInApp,
        Self::OnItsWay,
        Self::Sent,
        Self::PersonLooking,
        Self::RejectedByBank,
        Self::DeniedInApp,
        Self::ApprovalExpired,
        Self::Cancelled,
        Self::NotSent,
        Self::NeverArrived,
    ];

    pub const fn of(status: TransferStatus) -> Self {
        match status {
            TransferStatus::Intended => Self::NotYetSent,
            TransferStatus::Submitting | TransferStatus::Unknown => Self::Checking,
            TransferStatus::AwaitingApproval => Self::ApproveInApp,
            TransferStatus::Approved | TransferStatus::Accepted => Self::OnItsWay,
            TransferStatus::NeedsHuman => Self::PersonLooking,
            TransferStatus::Settled => Self::Sent,
            TransferStatus::Rejected => Self::RejectedByBank,
            TransferStatus::Denied => Self::DeniedInApp,
            TransferStatus::Expired => Self::ApprovalExpired,
            TransferStatus::Cancelled => Self::Cancelled,
            TransferStatus::Refused => Self::NotSent,
            TransferStatus::NeverArrived => Self::NeverArrived,
        }
    }

    /// The key of the sentence in locale files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NotYetSent => "not_yet_sent",
            Self::Checking => "checking",
            Self::ApproveInApp => "approve_in_app",
            Self::OnItsWay => "on_its_way",
            Self::Sent => "sent",
            Self::PersonLooking => "person_looking",
            Self::RejectedByBank => "rejected_by_bank",
            Self::DeniedInApp => "denied_in_app",
            Self::ApprovalExpired => "approval_expired",
            Self::Cancelled => "cancelled",
            Self::NotSent => "not_sent",
            Self::NeverArrived => "never_arrived",
        }
    }

    /// Whether it is an outcome, to be told once, even if the conversation is long over.
    pub const fn is_outcome(self) -> bool {
        match self {
            Self::NotYetSent | Self::Checking | Self::ApproveInApp | Self::OnItsWay => false,
            Self::Sent
            | Self::PersonLooking
            | Self::RejectedByBank
            | Self::DeniedInApp
            | Self::ApprovalExpired
            | Self::Cancelled
            | Self::NotSent
            | Self::NeverArrived => true,
        }
    }
}
