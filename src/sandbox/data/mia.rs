//! Mia banks in euros: three accounts, two cards, and two payees called Anna.

use super::{AccountSheet, Booking, CardSheet, NameCheck, PayeeSheet, Person, line, reserved};
use crate::domain::account::AccountKind;
use crate::domain::card::CardKind;

pub(super) const MIA: Person = Person {
    id: "mia",
    name: "Mia Berger",
    accounts: &[
        AccountSheet {
            id: "mia-current",
            kind: AccountKind::Checking,
            nickname: "",
            number: "iban:DE77100200304711001013",
            currency: "EUR",
            default: true,
            booked: 243_118,
            overdraft: 0,
            month: CURRENT,
            pending: &[
                reserved(0, -1_240, "Bäckerei Krume", "restaurants"),
                reserved(1, -3_678, "Rewe", "groceries"),
            ],
        },
        AccountSheet {
            id: "mia-joint",
            kind: AccountKind::Joint,
            nickname: "",
            number: "iban:DE80100200304711002026",
            currency: "EUR",
            default: false,
            booked: 64_050,
            overdraft: 0,
            month: JOINT,
            pending: &[],
        },
        AccountSheet {
            id: "mia-savings",
            kind: AccountKind::Savings,
            nickname: "",
            number: "iban:DE83100200304711003039",
            currency: "EUR",
            default: false,
            booked: 820_000,
            overdraft: 0,
            month: SAVINGS,
            pending: &[],
        },
    ],
    payees: &[
        payee("anna-mueller", "Anna Müller", "iban:DE41201300400004473056", "Hansebank", Some(12)),
        payee("anna-brandt", "Anna Brandt", "iban:DE71301400500009127741", "Rheinbank", Some(40)),
        payee("jonas", "Jonas Weber", "iban:DE33201300400001180923", "Hansebank", Some(5)),
        payee(
            "landlord",
            "Hausverwaltung Sonnenhof",
            "iban:DE78401500600002266418",
            "Talbank",
            Some(21),
        ),
        payee("power", "Stadtwerke Lindenau", "iban:DE76401500600007350127", "Talbank", Some(17)),
        payee("kim", "Kim Larsen", "iban:DE10100200304711011143", "", Some(60)),
        PayeeSheet {
            id: "zoe",
            name: "Zoë O’Neill-Łukasz & Söhne",
            number: "iban:FR1420041010050500013M02606",
            bank: "Banque du Port",
            paid_days_ago: None,
            added_days_ago: 90,
            check: NameCheck::NotPossible,
        },
        // Somebody thought that this would be read as markup. It is a name.
        payee(
            "markup",
            "<speak>Paul</speak>",
            "iban:DE46301400500003391805",
            "Rheinbank",
            Some(75),
        ),
        PayeeSheet {
            id: "tom",
            name: "Tom Schmitt",
            number: "iban:DE23201300400005518264",
            bank: "Hansebank",
            paid_days_ago: Some(100),
            added_days_ago: 300,
            check: NameCheck::Close("Thomas Schmidt"),
        },
        PayeeSheet {
            id: "lena",
            name: "Lena Hoffmann",
            number: "iban:DE12401500600008802593",
            bank: "Talbank",
            paid_days_ago: None,
            added_days_ago: 0,
            check: NameCheck::Match,
        },
    ],
    cards: &[
        CardSheet { id: "mia-debit", kind: CardKind::Debit, nickname: "", last_digits: "4821" },
        CardSheet { id: "mia-credit", kind: CardKind::Credit, nickname: "", last_digits: "7306" },
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
        added_days_ago: 400,
        check: NameCheck::Match,
    }
}

const CURRENT: &[Booking] = &[
    line(1, -95_000, "Hausverwaltung Sonnenhof", "Miete", "housing"),
    line(2, -4_317, "Rewe", "", "groceries"),
    line(3, -4_900, "Stadtverkehr Lindenau", "Monatskarte", "transport"),
    line(4, -1_850, "Café Morgenrot", "", "restaurants"),
    line(5, -6_400, "Stadtwerke Lindenau", "Abschlag Strom", "utilities"),
    line(6, -2_279, "Edeka", "", "groceries"),
    line(8, -3_999, "Telefon Nord", "Mobilfunk", "utilities"),
    line(9, -5_130, "Rewe", "", "groceries"),
    line(10, -1_299, "Spotify", "", "entertainment"),
    line(11, -7_990, "Zalando", "", "shopping"),
    line(12, -3_460, "Trattoria Sole", "", "restaurants"),
    line(13, -2_415, "Apotheke am Markt", "", "health"),
    line(14, -6_000, "Geldautomat Marktplatz", "", "cash"),
    line(16, -4_786, "Rewe", "", "groceries"),
    line(17, -1_399, "Netflix", "", "entertainment"),
    line(18, 2_995, "Zalando", "Erstattung", "shopping"),
    line(19, -2_940, "Deutsche Bahn", "", "transport"),
    line(21, -3_105, "Edeka", "", "groceries"),
    line(22, -2_250, "Kino Capitol", "", "entertainment"),
    line(23, -5_228, "Rewe", "", "groceries"),
    line(24, -15_000, "Mia Berger", "Sparplan", "savings"),
    line(25, 285_000, "Verlag Lindenau", "Gehalt", "salary"),
    line(26, -30_000, "Mia Berger", "Haushalt", "transfers"),
    line(27, -1_980, "Amazon", "", "shopping"),
    line(28, -2_660, "Trattoria Sole", "", "restaurants"),
];

const JOINT: &[Booking] = &[
    line(3, -8_900, "Kita Regenbogen", "Beitrag", "family"),
    line(7, -9_214, "Rewe", "", "groceries"),
    line(15, -3_495, "Internet Lindenau", "Anschluss", "utilities"),
    line(20, -8_847, "Edeka", "", "groceries"),
    line(26, 30_000, "Mia Berger", "Haushalt", "transfers"),
];

const SAVINGS: &[Booking] = &[line(24, 15_000, "Mia Berger", "Sparplan", "savings")];
