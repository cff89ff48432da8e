//! Payment cards.

use super::identifier::MaskedPan;
use super::name::identifier;
use super::outside::OutsideText;

identifier!(
    /// The bank's own handle for a card.
    masked CardId, 128
);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CardKind {
    Debit,
    Credit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CardState {
    Active,
    /// Frozen by the customer; can be undone.
    Locked,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub id: CardId,
    pub kind: CardKind,
    pub nickname: OutsideText,
    pub pan: MaskedPan,
    pub state: CardState,
}

impl CardKind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Debit => "debit",
            Self::Credit => "credit",
        }
    }
}
