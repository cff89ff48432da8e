//! Nora, Sam and Kim: ordinary euro accounts whose bank is not at its best.

use super::{AccountSheet, Booking, CardSheet, NameCheck, PayeeSheet, Person, line};
use crate::domain::account::AccountKind;
use crate::domain::card::CardKind;

pub(super) const NORA: Person = Person {
    id: "nora",
    name: "Nora Lindner",
    accounts: &[
        checking("nora-current", "iban:DE89100200304711005065", 98_765),
        savings("nora-savings", "iban:DE92100200304711006078", 300_000),
    ],
    payees: PAYEES,
    cards: &[CardSheet {
        id: "nora-debit",
        kind: CardKind::Debit,
        nickname: "",
        last_digits: "2047",
    }],
};

pub(super) const SAM: Person = Person {
    id: "sam",
    name: "Sam Novak",
    accounts: &[
        checking("sam-current", "iban:DE95100200304711007091", 151_500),
        savings("sam-savings", "iban:DE98100200304711008104", 220_000),
    ],
    payees: PAYEES,
    cards: &[CardSheet {
        id: "sam-debit",
        kind: CardKind::Debit,
        nickname: "",
        last_digits: "6638",
    }],
};

pub(super) const KIM: Person = Person {
    id: "kim",
    name: "Kim Larsen",
    accounts: &[
        checking("kim-current", "iban:DE10100200304711011143", 120_000),
        savings("kim-savings", "iban:DE07100200304711010130", 500_000),
    ],
    payees: PAYEES,
    cards: &[CardSheet {
        id: "kim-debit",
        kind: CardKind::Debit,
        nickname: "",
        last_digits: "9952",
    }],
};

const fn checking(id: &'static str, number: &'static str, booked: i64) -> AccountSheet {
    AccountSheet {
        id,
        kind: AccountKind::Checking,
        nickname: "",
        number,
        currency: "EUR",
        default: true,
        booked,
        overdraft: 0,
        month: MONTH,
        pending: &[],
    }
}

const fn savings(id: &'static str, number: &'static str, booked: i64) -> AccountSheet {
    AccountSheet {
        id,
        kind: AccountKind::Savings,
        nickname: "",
        number,
        currency: "EUR",
        default: false,
        booked,
        overdraft: 0,
        month: &[],
        pending: &[],
    }
}

const PAYEES: &[PayeeSheet] = &[
    payee("anna", "Anna Vogel", "iban:DE41201300400004473056", "Hansebank", Some(11)),
    payee("lukas", "Lukas Braun", "iban:DE33201300400001180923", "Hansebank", Some(30)),
    payee("power", "Stadtwerke Lindenau", "iban:DE76401500600007350127", "Talbank", Some(16)),
];

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
        added_days_ago: 200,
        check: NameCheck::Match,
    }
}

const MONTH: &[Booking] = &[
    line(1, -78_000, "Wohnbau Lindenau", "Miete", "housing"),
    line(4, -4_120, "Rewe", "", "groceries"),
    line(9, -3_850, "Edeka", "", "groceries"),
    line(12, -2_490, "Trattoria Sole", "", "restaurants"),
    line(15, 198_000, "Werkstatt Lindenau", "Gehalt", "salary"),
    line(18, -4_365, "Rewe", "", "groceries"),
    line(22, -1_399, "Netflix", "", "entertainment"),
    line(27, -2_900, "Stadtverkehr Lindenau", "", "transport"),
];
