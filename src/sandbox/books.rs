//! Double entry: what leaves one place arrives at another, so the sum of a currency never changes.

use std::collections::BTreeMap;

use crate::domain::account::AccountId;
use crate::domain::identifier::AccountIdentifier;
use crate::domain::money::{BadMoney, Currency, Money};

/// Where money can be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// One of this bank's accounts.
    Account(AccountId),
    /// An account at another bank, by its canonical number.
    OtherBank(Box<str>),
    /// Shops, employers and whoever else has no account number here.
    World,
}

/// What every currency begins with, all of it in the world.
const BEGIN_WITH_MINOR: i64 = 100_000_000_000;

/// Who has how much. Written only by [`Books::post`].
#[derive(Debug, Default)]
pub(super) struct Books {
    balances: BTreeMap<(Place, Currency), Money>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadPosting {
    #[error("only a positive sum can be moved")]
    NotPositive,
    #[error("the books cannot hold the sum")]
    Sum(#[from] BadMoney),
}

impl Place {
    pub(super) fn other_bank(identifier: &AccountIdentifier) -> Self {
        Self::OtherBank(identifier.canonical().into())
    }
}

impl Books {
    /// Empty books with the world's money in them.
    pub(super) fn open(currencies: &[Currency]) -> Self {
        let balances = currencies
            .iter()
            .map(|currency| ((Place::World, *currency), Money::new(BEGIN_WITH_MINOR, *currency)))
            .collect();
        Self { balances }
    }

    /// Moves a sum. Both sides are worked out before either is written: all or nothing.
    pub(super) fn post(
        &mut self,
        from: &Place,
        to: &Place,
        amount: Money,
    ) -> Result<(), BadPosting> {
        if !amount.is_positive() {
            return Err(BadPosting::NotPositive);
        }
        if from == to {
            return Ok(());
        }
        let left = self.balance(from, amount.currency()).checked_sub(amount)?;
        let right = self.balance(to, amount.currency()).checked_add(amount)?;
        self.balances.insert((from.clone(), amount.currency()), left);
        self.balances.insert((to.clone(), amount.currency()), right);
        Ok(())
    }

    pub(super) fn balance(&self, place: &Place, currency: Currency) -> Money {
        // A key is built to look one up; an account's id is a short string.
        self.balances
            .get(&(place.clone(), currency))
            .copied()
            .unwrap_or_else(|| Money::zero(currency))
    }

    /// The sum of everything, for each currency.
    pub(super) fn sums(&self) -> BTreeMap<Currency, Money> {
        // Single places may owe more than a sum can hold on the way, so the way is wider.
        let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
        for ((_, currency), money) in &self.balances {
            let so_far = sums.entry(*currency).or_default();
            *so_far = so_far.saturating_add(i128::from(money.minor_units()));
        }
        let money = |(currency, sum): (Currency, i128)| {
            let minor_units = i64::try_from(sum).unwrap_or(i64::MAX);
            (currency, Money::new(minor_units, currency))
        };
        sums.into_iter().map(money).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(number: u8) -> Place {
        match number % 4 {
            0 => Place::World,
            1 => Place::OtherBank("iban:X".into()),
            other => Place::Account(AccountId::parse(&format!("account-{other}")).unwrap()),
        }
    }

    proptest! {
        #[test]
        fn no_posting_changes_a_currencys_sum(
            postings in prop::collection::vec((any::<u8>(), any::<u8>(), any::<i64>(), any::<bool>()), 0..60),
        ) {
            let mut books = Books::open(&[Currency::EUR, Currency::GBP]);
            let before = books.sums();
            for (from, to, amount, euro) in postings {
                let currency = if euro { Currency::EUR } else { Currency::GBP };
                let _ = books.post(&place(from), &place(to), Money::new(amount, currency));
                prop_assert_eq!(&books.sums(), &before);
            }
        }
    }

    #[test]
    fn what_leaves_one_place_arrives_at_another() {
        let mut books = Books::open(&[Currency::EUR]);
        let (from, to) = (place(2), place(3));
        books.post(&from, &to, Money::new(5_000, Currency::EUR)).unwrap();
        assert_eq!(books.balance(&from, Currency::EUR), Money::new(-5_000, Currency::EUR));
        assert_eq!(books.balance(&to, Currency::EUR), Money::new(5_000, Currency::EUR));
    }

    #[test]
    fn nothing_and_less_than_nothing_cannot_be_moved() {
        let mut books = Books::open(&[Currency::EUR]);
        for minor in [0, -1, i64::MIN] {
            let posted = books.post(&place(2), &place(3), Money::new(minor, Currency::EUR));
            assert_eq!(posted, Err(BadPosting::NotPositive));
        }
    }
}
