//! An example phrase against the samples, word by word: what the console does not check and a
//! reviewer does.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::interaction::{Heard, Intent, Interaction};

/// More ways to read one sentence tell nothing.
const READINGS: usize = 200;

/// Slots and what was said for them.
type Values = Vec<(String, String)>;

/// Longer phrases are no example.
const WORDS: usize = 40;

/// What a phrase is to the model: the wake word and the skill's name are taken off it.
pub(super) fn understand(interaction: &Interaction, phrase: &str, today: NaiveDate) -> Heard {
    let said = words(phrase);
    let name = words(&interaction.invocation);
    let rest = after(&said, &name).unwrap_or_else(|| match said.split_first() {
        Some((first, rest)) if first == "alexa" => rest,
        _ => &said,
    });
    if rest.is_empty() {
        return Heard::Launch;
    }
    // "ask my bank for my balance": the word between the name and the wish is no part of it.
    let shorter = rest.get(1..).unwrap_or_default();
    [rest, shorter]
        .into_iter()
        .filter(|words| !words.is_empty() && words.len() <= WORDS)
        .find_map(|words| best(interaction, words, today))
        .unwrap_or(Heard::Nothing)
}

/// Whether a phrase names the skill, as somebody must who says it to a device.
pub(super) fn names_the_skill(interaction: &Interaction, phrase: &str) -> bool {
    after(&words(phrase), &words(&interaction.invocation)).is_some()
}

/// Whether a phrase begins with the wake word.
pub(super) fn wakes(phrase: &str) -> bool {
    words(phrase).first().is_some_and(|word| word == "alexa")
}

fn words(text: &str) -> Vec<String> {
    let kept = |c: &char| !matches!(c, ',' | '?' | '!' | '.' | ';' | ':' | '"');
    let text: String = text.chars().map(|c| if c == '’' { '\'' } else { c }).filter(kept).collect();
    text.split_whitespace().map(str::to_lowercase).collect()
}

fn after<'w>(said: &'w [String], name: &[String]) -> Option<&'w [String]> {
    if name.is_empty() {
        return None;
    }
    let at = said.windows(name.len()).position(|window| window == name)?;
    said.get(at.checked_add(name.len())?..)
}

/// The sample with the most words of its own.
fn best(interaction: &Interaction, said: &[String], today: NaiveDate) -> Option<Heard> {
    let mut found: Option<(usize, &Intent, Values)> = None;
    for intent in interaction.own() {
        for sample in &intent.samples {
            let sample: Vec<&str> = sample.split_whitespace().collect();
            let literal = sample.iter().filter(|word| !word.starts_with('{')).count();
            if found.as_ref().is_some_and(|(most, _, _)| *most >= literal) {
                continue;
            }
            let fits = fits(&sample, said);
            if let Some(slots) =
                fits.into_iter().max_by_key(|slots| likely(interaction, intent, slots))
            {
                found = Some((literal, intent, slots));
            }
        }
    }
    let (_, intent, slots) = found?;
    let slots = slots.into_iter().map(|(name, said)| {
        let slot_type = intent.slots.iter().find(|slot| slot.name == name);
        // Alexa writes the values of its own types itself: "fifty" arrives as 50.
        let value = match slot_type {
            Some(slot) if slot.slot_type.starts_with("AMAZON.") => {
                interaction.example(&slot.slot_type, today)
            }
            Some(_) | None => said,
        };
        (name, value)
    });
    Some(Heard::Intent { name: intent.name.clone(), slots: slots.collect() })
}

/// The more slots hold a value of their type, and the fewer words stand for a number or a date, the
/// likelier is a reading.
fn likely(interaction: &Interaction, intent: &Intent, slots: &Values) -> (usize, Reverse<usize>) {
    let (mut known, mut words) = (0_usize, 0_usize);
    for (name, value) in slots {
        let Some(slot) = intent.slots.iter().find(|slot| slot.name == *name) else { continue };
        if interaction.knows(&slot.slot_type, value) {
            known = known.saturating_add(1);
        }
        if slot.slot_type.starts_with("AMAZON.") {
            words = words.saturating_add(value.split_whitespace().count());
        }
    }
    (known, Reverse(words))
}

/// Every way in which the slots of a sample can take what was said; a sample has few.
fn fits(sample: &[&str], said: &[String]) -> Vec<Values> {
    let Some((first, sample)) = sample.split_first() else {
        return if said.is_empty() { vec![Vec::new()] } else { Vec::new() };
    };
    let Some((slot, tail)) = first.strip_prefix('{').and_then(|rest| rest.split_once('}')) else {
        return match said.split_first() {
            Some((word, said)) if words(first).first() == Some(word) => fits(sample, said),
            Some(_) | None => Vec::new(),
        };
    };
    let mut found = Vec::new();
    // Every word that is left in the sample needs one of what was said.
    for taken in 1..=said.len().saturating_sub(sample.len()) {
        let Some((value, rest)) = said.split_at_checked(taken) else { break };
        let value = value.join(" ");
        let Some(value) = value.strip_suffix(tail) else { continue };
        for mut slots in fits(sample, rest) {
            slots.insert(0, (slot.to_owned(), value.to_owned()));
            found.push(slots);
        }
        if found.len() >= READINGS {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locale::Locale;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn interaction() -> Interaction {
        let model = r#"{"interactionModel":{"languageModel":{"invocationName":"my bank","intents":[
            {"name":"AMAZON.HelpIntent","samples":[]},
            {"name":"Pay","slots":[{"name":"payee","type":"PAYEE"},{"name":"amount","type":"AMAZON.NUMBER"},
             {"name":"currency","type":"CURRENCY"}],
             "samples":["pay {payee}","send {payee} {amount} {currency}","check {payee}'s account"]},
            {"name":"Balance","samples":["what's my balance"]}],
            "types":[{"name":"CURRENCY","values":[{"name":{"value":"euros"}}]}]}}}"#;
        Interaction::read(model.as_bytes(), None, Locale::EN_GB).unwrap()
    }

    fn heard(phrase: &str) -> Heard {
        interaction().understand(phrase, today())
    }

    fn intent(name: &str, slots: &[(&str, &str)]) -> Heard {
        let slots = slots.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Heard::Intent { name: name.to_owned(), slots }
    }

    #[test]
    fn phrases_are_taken_apart_as_a_reviewer_would() {
        assert_eq!(heard("Alexa, open My Bank."), Heard::Launch);
        assert_eq!(heard("Alexa, ask my bank what’s my balance?"), intent("Balance", &[]));
        assert_eq!(heard("what's my balance"), intent("Balance", &[]));
        let slots = [("payee", "anna müller"), ("amount", "50"), ("currency", "euros")];
        let phrase = "Alexa, ask my bank to send Anna Müller fifty euros";
        assert_eq!(heard(phrase), intent("Pay", &slots));
        assert_eq!(heard("check anna's account"), intent("Pay", &[("payee", "anna")]));
        assert_eq!(heard("Alexa, ask my bank for the weather"), Heard::Nothing);
    }

    #[test]
    fn a_phrase_says_whom_it_is_for() {
        let interaction = interaction();
        assert!(names_the_skill(&interaction, "Alexa, open my bank"));
        assert!(!names_the_skill(&interaction, "Alexa, open my book"));
        assert!(wakes("Alexa open") && !wakes("open"));
    }
}
