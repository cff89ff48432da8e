//! Which of the customer's own things was meant: an account, a payee, a card.
//!
//! Names by spelling and by sound only propose. Where two fit, the customer is asked.

use super::filled::SaidName;
use super::handler::Ask;
use crate::domain::account::{Account, AccountKind};
use crate::domain::identifier::LastDigits;
use crate::understanding::{NameMatch, match_name};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice<'a, T> {
    One(&'a T),
    Several(Vec<&'a T>),
    None,
}

/// What a thing can be told by.
#[derive(Debug, Clone)]
pub(super) struct Marks<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) last_digits: LastDigits,
    /// The payee's bank, or nothing.
    pub(super) other: &'a str,
}

/// Finds what was named among what there is; among what was offered first.
pub(super) fn choose<'a, T>(
    ask: &Ask<'_>,
    said: SaidName<'_>,
    all: &'a [T],
    marks: impl for<'t> Fn(&'t T) -> Marks<'t>,
) -> Choice<'a, T> {
    let offered: Vec<&T> = ask
        .offered
        .iter()
        .filter_map(|id| all.iter().find(|thing| *marks(thing).id == **id))
        .collect();
    if !offered.is_empty() {
        if let Some(nth) = said.nth {
            let index = usize::try_from(nth).unwrap_or(usize::MAX).checked_sub(1);
            return match index.and_then(|index| offered.get(index)) {
                Some(thing) => Choice::One(thing),
                None => Choice::Several(offered),
            };
        }
        let among = among(ask, said, &offered, &marks);
        if among != Found::None {
            return pick(among, &offered);
        }
    }
    let all: Vec<&T> = all.iter().collect();
    pick(among(ask, said, &all, &marks), &all)
}

#[derive(PartialEq, Eq)]
enum Found {
    One(usize),
    Several(Vec<usize>),
    None,
}

fn among<T>(
    ask: &Ask<'_>,
    said: SaidName<'_>,
    things: &[&T],
    marks: impl for<'t> Fn(&'t T) -> Marks<'t>,
) -> Found {
    let position = |wanted: &str| things.iter().position(|thing| marks(thing).id == wanted);
    let by_id: Vec<usize> = said.ids.iter().filter_map(|id| position(id)).collect();
    match by_id.as_slice() {
        [] => {}
        [one] => return Found::One(*one),
        _ => return Found::Several(by_id),
    }
    let digits: String = said.words.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 2 {
        let ending: Vec<usize> = (0..things.len())
            .filter(|index| {
                things
                    .get(*index)
                    .is_some_and(|thing| marks(thing).last_digits.as_str().ends_with(&digits))
            })
            .collect();
        if let [one] = ending.as_slice() {
            return Found::One(*one);
        }
    }
    let locale = ask.turn.surface.locale;
    let names: Vec<&str> = things.iter().map(|thing| marks(thing).name).collect();
    match match_name(said.words, &names, locale) {
        NameMatch::One(index) => return Found::One(index),
        NameMatch::Several(indexes) => return Found::Several(indexes),
        NameMatch::None => {}
    }
    let others: Vec<&str> = things.iter().map(|thing| marks(thing).other).collect();
    if others.iter().all(|other| other.is_empty()) {
        return Found::None;
    }
    match match_name(said.words, &others, locale) {
        NameMatch::One(index) => Found::One(index),
        NameMatch::Several(indexes) => Found::Several(indexes),
        NameMatch::None => Found::None,
    }
}

fn pick<'a, T>(found: Found, things: &[&'a T]) -> Choice<'a, T> {
    match found {
        Found::One(index) => things.get(index).map_or(Choice::None, |thing| Choice::One(thing)),
        Found::Several(indexes) => {
            Choice::Several(indexes.into_iter().filter_map(|i| things.get(i).copied()).collect())
        }
        Found::None => Choice::None,
    }
}

impl<'a, T> Choice<'a, T> {
    /// For what is named again before anything is done with it: a likeness alone will do.
    pub(super) fn or_only(self) -> Self {
        match self {
            Self::Several(things) => match things.as_slice() {
                [one] => Self::One(one),
                _ => Self::Several(things),
            },
            Self::One(_) | Self::None => self,
        }
    }
}

/// The account that was named; without a name the one that is meant then.
pub(super) fn account<'a>(
    ask: &Ask<'_>,
    said: Option<SaidName<'_>>,
    accounts: &'a [Account],
) -> Choice<'a, Account> {
    let Some(said) = said else {
        return match accounts {
            [] => Choice::None,
            [one] => Choice::One(one),
            many => match many.iter().find(|account| account.default) {
                Some(account) => Choice::One(account),
                None => Choice::Several(many.iter().collect()),
            },
        };
    };
    let named = choose(ask, said, accounts, |account| Marks {
        id: account.id.as_str(),
        name: account.nickname.as_str(),
        last_digits: account.identifier.last_digits(),
        other: "",
    })
    .or_only();
    match (named, said.kind) {
        (Choice::One(account), _) => Choice::One(account),
        // "My savings" is a kind before it is a part of two nicknames.
        (Choice::Several(_) | Choice::None, Some(kind)) => of_kind(accounts, kind),
        (unsure @ (Choice::Several(_) | Choice::None), None) => unsure,
    }
}

fn of_kind(accounts: &[Account], kind: AccountKind) -> Choice<'_, Account> {
    let found: Vec<&Account> = accounts.iter().filter(|account| account.kind == kind).collect();
    match found.as_slice() {
        [] => Choice::None,
        [one] => Choice::One(one),
        _ => Choice::Several(found),
    }
}
