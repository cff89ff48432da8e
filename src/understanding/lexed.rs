//! What could fill a slot at a place in a text, by the slot's type.

use super::amount::{self, Figure, Reading};
use super::context::Context;
use super::date::{Look, When};
use super::language::Language;
use super::lists::Lexicon;
use super::text::Text;
use crate::catalog::{LocaleCatalog, SlotType};
use crate::domain::account::AccountKind;
use crate::domain::intent::SlotValue;
use crate::domain::locale::Locale;
use crate::domain::transaction::Direction;

/// A locale's lists that slots are read with.
#[derive(Debug)]
pub(super) struct Lexicons {
    account: Lexicon,
    card: Lexicon,
    category: Lexicon,
    direction: Lexicon,
    pub ordinal: Lexicon,
}

/// A stretch of tokens that can fill a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub to: usize,
    /// Whether the words are known to mean something, or merely stand where a name may stand.
    pub known: bool,
}

/// One text, with what was found in it.
#[derive(Debug)]
pub(super) struct Lexed<'t, 'x> {
    pub text: &'x Text<'t>,
    pub locale: Locale,
    pub lexicons: &'x Lexicons,
    pub context: &'x Context<'x>,
    figures: Vec<Figure>,
}

impl Lexicons {
    pub(super) fn of(locale: &LocaleCatalog) -> Self {
        Self {
            account: Lexicon::of(locale, "account_kind"),
            card: Lexicon::of(locale, "card_kind"),
            category: Lexicon::of(locale, "category"),
            direction: Lexicon::of(locale, "direction"),
            ordinal: Lexicon::of(locale, "ordinal"),
        }
    }
}

impl<'t, 'x> Lexed<'t, 'x> {
    pub(super) fn new(
        text: &'x Text<'t>,
        locale: Locale,
        lexicons: &'x Lexicons,
        context: &'x Context<'x>,
    ) -> Self {
        let figures = amount::figures(text, Language::of(locale), context.currency);
        Self { text, locale, lexicons, context, figures }
    }

    /// What can fill a slot of this type from this token on, within the tokens before `end`.
    pub(super) fn spans(&self, slot_type: SlotType, at: usize, end: usize) -> Vec<Span> {
        let known = |to: usize| Span { to, known: true };
        let mut spans: Vec<Span> = match slot_type {
            SlotType::Amount => self
                .figure_from(at)
                .filter(|figure| !matches!(figure.reading, Reading::Count(_)))
                .map(|figure| known(figure.to))
                .into_iter()
                .collect(),
            SlotType::Count => self
                .figure_from(at)
                .filter(|figure| self.count(at, figure.to).is_some())
                .map(|figure| known(figure.to))
                .into_iter()
                .collect(),
            SlotType::Period => {
                self.when().period_at(at).map(|(_, to)| known(to)).into_iter().collect()
            }
            SlotType::Date => {
                self.when().day_at(at, Look::Ahead).map(|(_, to)| known(to)).into_iter().collect()
            }
            SlotType::Category => self
                .lexicons
                .category
                .at(self.text, at)
                .map(|(_, to)| known(to))
                .into_iter()
                .collect(),
            SlotType::Direction => self
                .lexicons
                .direction
                .at(self.text, at)
                .map(|(_, to)| known(to))
                .into_iter()
                .collect(),
            SlotType::Account => self
                .account_at(at)
                .map(|(_, to)| known(to))
                .into_iter()
                .chain(self.free(at, end, 3, true))
                .collect(),
            SlotType::Card => self
                .lexicons
                .card
                .at(self.text, at)
                .map(|(_, to)| known(to))
                .into_iter()
                .chain(self.free(at, end, 3, true))
                .collect(),
            SlotType::SavedPayee => self.free(at, end, 4, true).collect(),
            SlotType::Merchant => self.free(at, end, 4, false).collect(),
            SlotType::Reference | SlotType::Topic => self.free(at, end, 8, false).collect(),
        };
        spans.retain(|span| span.to <= end);
        spans
    }

    /// The meaning of a stretch that `spans` gave.
    pub(super) fn value(&self, slot_type: SlotType, at: usize, to: usize) -> SlotValue {
        let whole = |found: Option<(SlotValue, usize)>| {
            found.filter(|(_, end)| *end == to).map_or(SlotValue::Words, |(value, _)| value)
        };
        match slot_type {
            SlotType::Amount => match self.figure_from(at).map(|figure| figure.reading) {
                Some(Reading::Amount { amount, currency_said }) => {
                    SlotValue::Amount { amount, currency_said }
                }
                Some(Reading::Unclear(why)) => SlotValue::AmountUnclear(why),
                Some(Reading::Count(_)) | None => SlotValue::Words,
            },
            SlotType::Count => self.count(at, to).map_or(SlotValue::Words, SlotValue::Count),
            SlotType::Period => {
                whole(self.when().period_at(at).map(|(period, to)| (SlotValue::Period(period), to)))
            }
            SlotType::Date => {
                let day = self.when().day_at(at, Look::Ahead);
                whole(day.map(|(day, to)| (SlotValue::Date(day), to)))
            }
            SlotType::Account => whole(self.account_at(at)),
            SlotType::Direction => {
                whole(self.lexicons.direction.at(self.text, at).map(|(value, to)| {
                    let direction = if value == "in" { Direction::In } else { Direction::Out };
                    (SlotValue::Direction(direction), to)
                }))
            }
            SlotType::Card
            | SlotType::SavedPayee
            | SlotType::Merchant
            | SlotType::Category
            | SlotType::Reference
            | SlotType::Topic => SlotValue::Words,
        }
    }

    fn when(&self) -> When<'_, '_> {
        When::new(self.text, self.locale, self.context.reference)
    }

    pub(super) fn figures(&self) -> &[Figure] {
        &self.figures
    }

    fn figure_from(&self, at: usize) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.from == at)
    }

    fn count(&self, at: usize, to: usize) -> Option<u32> {
        amount::count(self.text, at, to, Language::of(self.locale)).filter(|count| *count > 0)
    }

    /// The customer's own names first: who calls a loan "savings" means the loan.
    fn account_at(&self, at: usize) -> Option<(SlotValue, usize)> {
        let own = self.context.accounts.iter().filter_map(|account| {
            let name = Text::read(account.name);
            let to = at.saturating_add(name.len());
            let stands = name.len() > 0
                && name.words().zip(at..).all(|(word, place)| self.text.word(place) == word);
            stands.then_some((SlotValue::Words, to))
        });
        own.max_by_key(|(_, to)| *to).or_else(|| {
            let (value, to) = self.lexicons.account.at(self.text, at)?;
            let value = AccountKind::from_name(value).map_or(SlotValue::Words, SlotValue::Account);
            Some((value, to))
        })
    }

    /// Up to so many words that may be a name. Names of people and accounts hold no amounts and
    /// no negations: "don't" must not vanish in a name.
    fn free(
        &self,
        at: usize,
        end: usize,
        limit: usize,
        strict: bool,
    ) -> impl Iterator<Item = Span> {
        let longest = (at..end)
            .take(limit)
            .take_while(|place| !strict || self.may_be_in_a_name(*place))
            .count();
        (1..=longest).map(move |words| Span { to: at.saturating_add(words), known: false })
    }

    fn may_be_in_a_name(&self, at: usize) -> bool {
        let in_figure = self.figures.iter().any(|figure| (figure.from..figure.to).contains(&at));
        !in_figure && !is_negation(self.text.word(at))
    }
}

fn is_negation(word: &str) -> bool {
    matches!(
        word,
        "not"
            | "no"
            | "never"
            | "nobody"
            | "nothing"
            | "without"
            | "except"
            | "nicht"
            | "nein"
            | "kein"
            | "keine"
            | "keinen"
            | "keinem"
            | "nie"
            | "niemals"
            | "niemand"
            | "nichts"
            | "ohne"
            | "ausser"
            | "instead"
            | "stop"
            | "cancel"
    )
}
