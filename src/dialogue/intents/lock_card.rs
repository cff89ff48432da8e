//! Freezes a card. Easy on purpose: it is the safe direction, and locking a locked card is done.

use async_trait::async_trait;

use crate::contracts::bank::BankErrorKind;
use crate::dialogue::choosing::{Choice, Marks, choose};
use crate::dialogue::handler::{Agreed, Ask, IntentHandler, Means, Outcome, Trouble};
use crate::dialogue::saying::{Say, Value, Values};
use crate::domain::card::{Card, CardId, CardState};
use crate::domain::disclosed::Sensitivity;

#[derive(Debug)]
pub(super) struct LockCard;

#[async_trait]
impl IntentHandler for LockCard {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        let cards = ask.desk.cards().await?;
        let card = match which(&ask, &cards)? {
            Ok(card) => card,
            Err(outcome) => return Ok(outcome),
        };
        let values = named(&ask, card)?;
        if card.state == CardState::Locked {
            return Ok(Outcome::done(Say::reply("already_locked").values(values)));
        }
        let means = Means::Act(card.id.as_str().into());
        Ok(Outcome::AskYesNo { say: Say::reply("confirm").values(values), means })
    }

    async fn act(&self, ask: Ask<'_>, agreed: Agreed) -> Result<Outcome, Trouble> {
        let Agreed::Action(id) = agreed else {
            return Ok(Outcome::done(Say::phrase("nothing_done")));
        };
        let Ok(id) = CardId::parse(&id) else {
            return Ok(Outcome::done(Say::reply("no_card")));
        };
        let locking = ask.desk.card_control()?.lock(ask.desk.access()?, &id);
        match ask.desk.in_time(locking).await {
            Ok(card) if card.state == CardState::Locked => {
                Ok(Outcome::done(Say::reply("locked").values(named(&ask, &card)?)))
            }
            // It may be locked or not, and only the app knows.
            Ok(_)
            | Err(Trouble::Slow)
            | Err(Trouble::Bank(BankErrorKind::Unavailable | BankErrorKind::Unexpected)) => {
                Ok(Outcome::done(Say::reply("unknown")))
            }
            Err(trouble) => Err(trouble),
        }
    }
}

/// The card that is meant, or what to ask.
pub(super) fn which<'a>(
    ask: &Ask<'_>,
    cards: &'a [Card],
) -> Result<Result<&'a Card, Outcome>, Trouble> {
    let said = ask.slots.name("card");
    let found = match (said, cards) {
        (_, []) => return Ok(Err(Outcome::done(Say::reply("no_card")))),
        (None, [one]) => Choice::One(one),
        (None, many) => Choice::Several(many.iter().collect()),
        (Some(said), many) => match choose(ask, said, many, marks).or_only() {
            one @ Choice::One(_) => one,
            // "The credit card" is a kind before it is like two names.
            unsure @ (Choice::Several(_) | Choice::None) => match by_kind(ask, said.words, many) {
                Choice::None => unsure,
                found @ (Choice::One(_) | Choice::Several(_)) => found,
            },
        },
    };
    let several: Vec<&Card> = match found {
        Choice::One(card) => return Ok(Ok(card)),
        Choice::Several(several) => several,
        Choice::None => cards.iter().collect(),
    };
    let mut rows = Vec::new();
    for card in &several {
        rows.push(named(ask, card)?);
    }
    let offered = several.iter().map(|card| card.id.as_str().into()).collect();
    let say = Say::reply("which_card").with("choices", Value::Rows { each: "choice", rows });
    Ok(Err(Outcome::AskWhich { slot: "card", say, offered }))
}

/// By what the language calls debit and credit cards, where the customer has no name for the card.
fn by_kind<'a>(ask: &Ask<'_>, words: &str, cards: &'a [Card]) -> Choice<'a, Card> {
    let list = ask.parts.catalog.locale(ask.turn.surface.locale).and_then(|l| l.list("card_kind"));
    let kinds: Vec<&str> = list.map_or_else(Vec::new, |list| {
        let names = |(_, names): &(&str, &[Box<str>])| names.iter().any(|name| holds(words, name));
        list.iter().filter(names).map(|(kind, _)| kind).collect()
    });
    // Both kinds named is neither chosen.
    let [kind] = kinds.as_slice() else { return Choice::None };
    let found: Vec<&Card> = cards.iter().filter(|card| card.kind.name() == *kind).collect();
    match found.as_slice() {
        [] => Choice::None,
        [one] => Choice::One(one),
        _ => Choice::Several(found),
    }
}

/// Whether the words hold the name as whole words: "the credit card" holds "credit card".
fn holds(words: &str, name: &str) -> bool {
    let split = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '-');
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let (words, name) = (split(words), split(name));
    !name.is_empty() && words.windows(name.len()).any(|window| window == name.as_slice())
}

fn marks(card: &Card) -> Marks<'_> {
    Marks {
        id: card.id.as_str(),
        name: card.nickname.as_str(),
        last_digits: card.pan.last_digits().clone(),
        other: card.kind.name(),
    }
}

pub(super) fn named(ask: &Ask<'_>, card: &Card) -> Result<Values, Trouble> {
    let called = if card.nickname.is_empty() {
        Value::Listed { list: "card_kind", entry: card.kind.name() }
    } else {
        Value::Name(ask.gate.allow(Sensitivity::Personal, card.nickname.clone())?)
    };
    let digits = ask.gate.allow(Sensitivity::Personal, card.pan.last_digits().clone())?;
    Ok(Values::default().with("card", called).with("card.last_digits", Value::Digits(digits)))
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn a_kind_is_heard_among_other_words_and_not_inside_one() {
        assert!(holds("the credit card", "credit card"));
        assert!(holds("die Kreditkarte bitte", "Kreditkarte"));
        assert!(!holds("my accredited card", "credit"));
        assert!(!holds("card", "credit card"));
    }
}
