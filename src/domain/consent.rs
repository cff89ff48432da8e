//! What the customer allowed this skill to do at the bank.

/// A permission; an intent names the one it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Nothing of the customer's is touched.
    None,
    /// Account information: accounts, balances, transactions (AIS).
    Accounts,
    /// Payment initiation and the payee list (PIS).
    Payments,
    Cards,
}

impl Scope {
    pub const ALL: [Self; 4] = [Self::None, Self::Accounts, Self::Payments, Self::Cards];

    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Accounts => "accounts",
            Self::Payments => "payments",
            Self::Cards => "cards",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}
