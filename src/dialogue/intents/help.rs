//! Three things to say that work now, for this person.

use async_trait::async_trait;

use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Then, Trouble};
use crate::dialogue::saying::{Say, Value};
use crate::domain::consent::Scope;
use crate::understanding::Context;

const EXAMPLES: usize = 3;

#[derive(Debug)]
pub(super) struct Help;

#[async_trait]
impl IntentHandler for Help {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        let examples = examples(&ask);
        let [first, second, third] = examples.as_slice() else {
            return Ok(Outcome::then(Say::reply("unlinked"), Then::Listen));
        };
        let words = |text: &str| Value::Words(text.into());
        let say = Say::reply("help")
            .with("first", words(first))
            .with("second", words(second))
            .with("third", words(third));
        Ok(Outcome::then(say, Then::Listen))
    }
}

/// An example works for those whose link covers what it asks for.
fn examples<'a>(ask: &Ask<'a>) -> Vec<&'a str> {
    let locale = ask.turn.surface.locale;
    let Some(words) = ask.parts.catalog.locale(locale) else { return Vec::new() };
    let context = Context::on(ask.today, ask.parts.settings.currency);
    let works = |example: &&str| {
        let understood = ask.parts.understanding.hear(locale, example, &context);
        ask.parts.catalog.intent(understood.intent.as_str()).is_some_and(|schema| {
            schema.scope == Scope::None
                || ask.linked.is_some_and(|linked| linked.scopes.contains(&schema.scope))
        })
    };
    words.examples().iter().map(|example| &**example).filter(works).take(EXAMPLES).collect()
}
