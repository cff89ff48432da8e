//! The names of currencies and their small change, as people say and write them.

use super::language::Language;
use super::text::{Text, TokenKind, is_currency_sign};
use crate::domain::money::Currency;

/// A currency as named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Major {
    Named(Currency),
    /// "Dollars": the account's own, if those are dollars; otherwise the American ones.
    Dollar,
}

/// Small change, as named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Minor {
    /// Of the euro and of every dollar.
    Cent,
    Penny,
    Rappen,
}

/// What a token is to money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Major(Major),
    /// The first of two words for one currency: "US" before "dollars".
    MajorOfTwo(Major),
    Minor(Minor),
    /// A bank note by its name: "a tenner".
    Note(u8),
    /// A currency, and who knows which: "crowns".
    Unsure,
}

const DOLLARS: [&str; 6] = ["USD", "AUD", "CAD", "NZD", "SGD", "HKD"];

impl Major {
    pub(super) fn currency(self, own: Currency) -> Currency {
        match self {
            Self::Named(currency) => currency,
            Self::Dollar if DOLLARS.contains(&own.code()) => own,
            Self::Dollar => Currency::USD,
        }
    }
}

impl Minor {
    pub(super) fn belongs_to(self, currency: Currency) -> bool {
        match self {
            Self::Cent => currency == Currency::EUR || DOLLARS.contains(&currency.code()),
            Self::Penny => currency == Currency::GBP,
            Self::Rappen => currency.code() == "CHF",
        }
    }

    /// The one currency this is the small change of.
    pub(super) const fn says(self) -> Option<Currency> {
        match self {
            Self::Cent | Self::Rappen => None,
            Self::Penny => Some(Currency::GBP),
        }
    }
}

pub(super) fn unit_at(text: &Text<'_>, at: usize, language: Language) -> Option<Unit> {
    let token = text.token(at)?;
    let word = text.word(at);
    if let TokenKind::Symbol(sign) = token.kind {
        return match sign {
            '€' => Some(Unit::Major(Major::Named(Currency::EUR))),
            '£' => Some(Unit::Major(Major::Named(Currency::GBP))),
            '$' => Some(Unit::Major(Major::Dollar)),
            '¢' => Some(Unit::Minor(Minor::Cent)),
            sign => is_currency_sign(sign).then_some(Unit::Unsure),
        };
    }
    if let Some(unit) = of_two_words(word, text.word(at.saturating_add(1))) {
        return Some(unit);
    }
    let by_language = match language {
        Language::English => english(word),
        Language::German => german(word),
        Language::Other => None,
    };
    by_language
        .or_else(|| everywhere(word))
        .or_else(|| after_digits(text, at, word))
        .or_else(|| capital_code(text.said(at, at.saturating_add(1))))
}

fn everywhere(word: &str) -> Option<Unit> {
    let code = match word {
        "euro" | "euros" | "eur" => return Some(Unit::Major(Major::Named(Currency::EUR))),
        "gbp" => return Some(Unit::Major(Major::Named(Currency::GBP))),
        "dollar" | "dollars" => return Some(Unit::Major(Major::Dollar)),
        "cent" | "cents" => return Some(Unit::Minor(Minor::Cent)),
        "usd" => "USD",
        "chf" => "CHF",
        "yen" | "jpy" => "JPY",
        "zloty" | "zlotys" | "pln" => "PLN",
        "forint" | "forints" | "huf" => "HUF",
        "sek" => "SEK",
        "nok" => "NOK",
        "dkk" => "DKK",
        "czk" => "CZK",
        "aud" => "AUD",
        "cad" => "CAD",
        "nzd" => "NZD",
        "yuan" | "cny" => "CNY",
        "crown" | "crowns" | "krone" | "kroner" | "kronen" | "krona" | "kronor" | "krona's"
        | "peso" | "pesos" | "dinar" | "dinare" | "dinars" | "rupee" | "rupees" | "rupien"
        | "lira" | "lire" | "rubel" | "rubles" | "roubles" | "rand" | "shekel" | "shekels"
        | "baht" | "real" | "reais" | "bitcoin" | "bitcoins" | "ether" => {
            return Some(Unit::Unsure);
        }
        _ => return None,
    };
    named(code)
}

fn english(word: &str) -> Option<Unit> {
    Some(match word {
        "pound" | "pounds" | "quid" | "sterling" => Unit::Major(Major::Named(Currency::GBP)),
        "buck" | "bucks" => Unit::Major(Major::Dollar),
        "pence" | "penny" | "pennies" => Unit::Minor(Minor::Penny),
        "tenner" => Unit::Note(10),
        "fiver" => Unit::Note(5),
        "tenners" | "fivers" | "francs" | "franc" => Unit::Unsure,
        "dime" | "dimes" | "nickel" | "nickels" => Unit::Unsure,
        _ => return None,
    })
}

fn german(word: &str) -> Option<Unit> {
    match word {
        "pfund" => Some(Unit::Major(Major::Named(Currency::GBP))),
        "franken" | "fraenkli" | "stutz" => named("CHF"),
        "rappen" => Some(Unit::Minor(Minor::Rappen)),
        "pence" | "penny" => Some(Unit::Minor(Minor::Penny)),
        "mark" | "pfennig" | "schilling" => Some(Unit::Unsure),
        _ => None,
    }
}

fn of_two_words(first: &str, second: &str) -> Option<Unit> {
    let code = match (first, second) {
        ("us" | "american" | "amerikanische", "dollar" | "dollars") => "USD",
        ("australian" | "australische", "dollar" | "dollars") => "AUD",
        ("canadian" | "kanadische", "dollar" | "dollars") => "CAD",
        ("swiss", "franc" | "francs") | ("schweizer", "franken") => "CHF",
        ("british" | "britische", "pound" | "pounds" | "pfund") => "GBP",
        ("pound" | "pounds" | "pfund", "sterling") => "GBP",
        _ => return None,
    };
    Currency::parse(code).ok().map(|currency| Unit::MajorOfTwo(Major::Named(currency)))
}

/// `50p`, `20c`, `20 ct`.
fn after_digits(text: &Text<'_>, at: usize, word: &str) -> Option<Unit> {
    let before = text.token(at.checked_sub(1)?)?;
    if before.kind != TokenKind::Digits {
        return None;
    }
    let glued = text.token(at)?.glued;
    match word {
        "p" if glued => Some(Unit::Minor(Minor::Penny)),
        "c" if glued => Some(Unit::Minor(Minor::Cent)),
        "ct" | "cts" => Some(Unit::Minor(Minor::Cent)),
        _ => None,
    }
}

/// Any other ISO 4217 code, where it is written as one: `BHD`, and not the word `all`.
fn capital_code(said: &str) -> Option<Unit> {
    if said.len() != 3 || !said.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    named(said)
}

fn named(code: &str) -> Option<Unit> {
    Currency::parse(code).ok().map(|currency| Unit::Major(Major::Named(currency)))
}
