//! James banks in pounds, by sort code.

use super::{AccountSheet, Booking, CardSheet, NameCheck, PayeeSheet, Person, line, reserved};
use crate::domain::account::AccountKind;
use crate::domain::card::CardKind;

pub(super) const JAMES: Person = Person {
    id: "james",
    name: "James Carter",
    accounts: &[
        AccountSheet {
            id: "james-current",
            kind: AccountKind::Checking,
            nickname: "",
            number: "scan:04000455779911",
            currency: "GBP",
            default: true,
            booked: 187_642,
            overdraft: 25_000,
            month: CURRENT,
            pending: &[reserved(0, -420, "Pret A Manger", "restaurants")],
        },
        AccountSheet {
            id: "james-savings",
            kind: AccountKind::Savings,
            nickname: "House deposit",
            number: "scan:04000455779938",
            currency: "GBP",
            default: false,
            booked: 1_240_000,
            overdraft: 0,
            month: SAVINGS,
            pending: &[],
        },
    ],
    payees: &[
        payee("oliver", "Oliver Smith", "scan:04010231926819", "Northshire Bank", Some(9)),
        payee("olivia", "Olivia Smyth", "scan:04020312345678", "Castle Bank", Some(33)),
        payee("anna", "Anna Clarke", "scan:04010266374958", "Northshire Bank", Some(18)),
        payee("water", "Vale Water", "scan:04020387654321", "Castle Bank", Some(25)),
    ],
    cards: &[
        CardSheet { id: "james-debit", kind: CardKind::Debit, nickname: "", last_digits: "1190" },
        CardSheet { id: "james-credit", kind: CardKind::Credit, nickname: "", last_digits: "5527" },
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
        added_days_ago: 500,
        check: NameCheck::Match,
    }
}

const CURRENT: &[Booking] = &[
    line(1, -110_000, "Harbour Lettings", "Rent", "housing"),
    line(2, -3_845, "Tesco", "", "groceries"),
    line(4, -2_750, "Vale Water", "Bill", "utilities"),
    line(6, -1_560, "The Red Lion", "", "restaurants"),
    line(8, -4_210, "Sainsbury's", "", "groceries"),
    line(10, -1_099, "Spotify", "", "entertainment"),
    line(11, -6_800, "Transport for London", "", "transport"),
    line(13, -2_999, "Argos", "", "shopping"),
    line(15, -4_415, "Tesco", "", "groceries"),
    line(17, 1_499, "Argos", "Refund", "shopping"),
    line(18, -3_400, "Boots", "", "health"),
    line(20, -8_000, "Cash machine High Street", "", "cash"),
    line(22, -3_930, "Tesco", "", "groceries"),
    line(24, -25_000, "James Carter", "House deposit", "savings"),
    line(26, -2_275, "Nando's", "", "restaurants"),
    line(28, 265_000, "Carter & Lowe", "Salary", "salary"),
];

const SAVINGS: &[Booking] = &[line(24, 25_000, "James Carter", "House deposit", "savings")];
