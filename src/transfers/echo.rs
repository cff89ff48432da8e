//! The facts as the bank repeats them, compared with the facts that were confirmed, in every
//! answer. What a bank leaves out cannot be compared and is no mismatch.

use crate::contracts::bank::Echo;
use crate::domain::transfer::{FactSheet, TransferId};

/// Which fact came back changed. Names the fact and never holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EchoMismatch {
    Amount,
    Currency,
    Creditor,
    EndToEndId,
}

impl EchoMismatch {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Currency => "currency",
            Self::Creditor => "creditor",
            Self::EndToEndId => "end_to_end_id",
        }
    }
}

pub(super) fn compare(
    id: TransferId,
    sheet: &FactSheet,
    echo: Option<&Echo>,
) -> Result<(), EchoMismatch> {
    let Some(echo) = echo else {
        return Ok(());
    };
    if echo.amount.currency() != sheet.amount().currency() {
        return Err(EchoMismatch::Currency);
    }
    if echo.amount != sheet.amount() {
        return Err(EchoMismatch::Amount);
    }
    if echo.creditor != sheet.creditor().identifier {
        return Err(EchoMismatch::Creditor);
    }
    if echo.end_to_end_id.as_deref().is_some_and(|echoed| echoed != id.end_to_end_id()) {
        return Err(EchoMismatch::EndToEndId);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use uuid::Uuid;

    use super::*;
    use crate::domain::account::AccountId;
    use crate::domain::identifier::{AccountIdentifier, Iban};
    use crate::domain::money::{Currency, Money};
    use crate::domain::outside::OutsideText;
    use crate::domain::payee::PayeeId;
    use crate::domain::transfer::{Creditor, Debtor, ListedAs, TransferKind};

    fn iban(text: &str) -> AccountIdentifier {
        AccountIdentifier::Iban(Iban::parse(text).unwrap())
    }

    fn sheet() -> FactSheet {
        FactSheet::new(
            TransferKind::SavedPayee,
            Debtor {
                account: AccountId::parse("giro").unwrap(),
                identifier: iban("DE89370400440532013000"),
            },
            Creditor {
                listed_as: ListedAs::Payee(PayeeId::parse("anna").unwrap()),
                name: OutsideText::clean("Anna"),
                identifier: iban("GB29NWBK60161331926819"),
            },
            Money::new(5_000, Currency::EUR),
            (OutsideText::clean(""), NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()),
        )
        .unwrap()
    }

    fn honest(id: TransferId) -> Echo {
        Echo {
            amount: Money::new(5_000, Currency::EUR),
            creditor: iban("GB29NWBK60161331926819"),
            creditor_name: None,
            end_to_end_id: Some(id.end_to_end_id()),
        }
    }

    #[test]
    fn the_same_facts_match_and_so_does_silence() {
        let id = TransferId::from_uuid(Uuid::from_u128(7));
        assert_eq!(compare(id, &sheet(), Some(&honest(id))), Ok(()));
        assert_eq!(compare(id, &sheet(), None), Ok(()));
        let without_id = Echo { end_to_end_id: None, ..honest(id) };
        assert_eq!(compare(id, &sheet(), Some(&without_id)), Ok(()));
    }

    #[test]
    fn each_fact_that_differs_is_named() {
        let id = TransferId::from_uuid(Uuid::from_u128(7));
        let cases = [
            (Echo { amount: Money::new(5_001, Currency::EUR), ..honest(id) }, EchoMismatch::Amount),
            (
                Echo { amount: Money::new(5_000, Currency::GBP), ..honest(id) },
                EchoMismatch::Currency,
            ),
            (
                Echo { creditor: iban("DE89370400440532013000"), ..honest(id) },
                EchoMismatch::Creditor,
            ),
            (
                Echo { end_to_end_id: Some("NOTOURS".to_owned()), ..honest(id) },
                EchoMismatch::EndToEndId,
            ),
        ];
        for (echo, expected) in cases {
            assert_eq!(compare(id, &sheet(), Some(&echo)), Err(expected));
        }
    }
}
