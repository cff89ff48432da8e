//! Emma banks in dollars, by routing number, and has a credit card account.

use super::{AccountSheet, Booking, CardSheet, NameCheck, PayeeSheet, Person, line, reserved};
use crate::domain::account::AccountKind;
use crate::domain::card::CardKind;

pub(super) const EMMA: Person = Person {
    id: "emma",
    name: "Emma Walker",
    accounts: &[
        AccountSheet {
            id: "emma-checking",
            kind: AccountKind::Checking,
            nickname: "",
            number: "aba:123456780-000471100",
            currency: "USD",
            default: true,
            booked: 321_075,
            overdraft: 0,
            month: CHECKING,
            pending: &[reserved(1, -1_845, "Blue Bottle Coffee", "restaurants")],
        },
        AccountSheet {
            id: "emma-savings",
            kind: AccountKind::Savings,
            nickname: "Vacation",
            number: "aba:123456780-000471101",
            currency: "USD",
            default: false,
            booked: 450_000,
            overdraft: 0,
            month: SAVINGS,
            pending: &[],
        },
        AccountSheet {
            id: "emma-credit",
            kind: AccountKind::CreditCard,
            nickname: "",
            number: "aba:123456780-000471102",
            currency: "USD",
            default: false,
            booked: -61_240,
            overdraft: 500_000,
            month: CREDIT,
            pending: &[],
        },
    ],
    payees: &[
        payee("michael", "Michael Johnson", "aba:321076548-55012377", "Lakeside Bank", Some(14)),
        payee("sarah", "Sarah Lee", "aba:456789124-70331902", "Prairie Trust", Some(6)),
        payee("anna", "Anna Rivera", "aba:321076548-55019841", "Lakeside Bank", Some(48)),
        payee("power", "Bay Electric", "aba:456789124-70008123", "Prairie Trust", Some(20)),
    ],
    cards: &[
        CardSheet { id: "emma-debit", kind: CardKind::Debit, nickname: "", last_digits: "3014" },
        CardSheet { id: "emma-card", kind: CardKind::Credit, nickname: "", last_digits: "8865" },
    ],
};

const fn payee(
    id: &'static str,
    name: &'static str,
    number: &'static str,
    bank: &'static str,
    paid_days_ago: Option<u64>,
) -> PayeeSheet {
    PayeeSheet {
        id,
        name,
        number,
        bank,
        paid_days_ago,
        added_days_ago: 300,
        check: NameCheck::Match,
    }
}

const CHECKING: &[Booking] = &[
    line(1, -165_000, "Bayview Apartments", "Rent", "housing"),
    line(3, -8_214, "Safeway", "", "groceries"),
    line(5, -9_450, "Bay Electric", "Bill", "utilities"),
    line(7, -2_360, "Chipotle", "", "restaurants"),
    line(9, -7_131, "Safeway", "", "groceries"),
    line(12, -4_999, "Target", "", "shopping"),
    line(14, -3_800, "Shell", "", "transport"),
    line(15, 210_000, "Walker Design", "Salary", "salary"),
    line(17, 2_500, "Target", "Refund", "shopping"),
    line(18, -6_040, "Trader Joe's", "", "groceries"),
    line(21, -1_549, "Netflix", "", "entertainment"),
    line(23, -10_000, "ATM Market Street", "", "cash"),
    line(25, -20_000, "Emma Walker", "Vacation", "savings"),
    line(28, 210_000, "Walker Design", "Salary", "salary"),
];

const SAVINGS: &[Booking] = &[line(25, 20_000, "Emma Walker", "Vacation", "savings")];

const CREDIT: &[Booking] = &[
    line(4, -12_899, "Delta", "", "travel"),
    line(11, -5_620, "Amazon", "", "shopping"),
    line(20, -3_275, "Uber", "", "transport"),
];
