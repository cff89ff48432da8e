//! What a skill may be called by.
//!
//! <https://developer.amazon.com/docs/custom-skills/choose-the-invocation-name-for-a-custom-skill.html>

use super::BadModel;
use crate::catalog::LocaleCatalog;

const WAKE_WORDS: [&str; 4] = ["alexa", "amazon", "echo", "computer"];
const LAUNCH_WORDS: [&str; 18] = [
    "ask", "tell", "open", "launch", "start", "load", "begin", "enable", "use", "run", "play",
    "resume", "talk", "öffne", "starte", "frage", "sage", "spiele",
];
const CONNECTORS: [&str; 18] = [
    "to", "from", "by", "if", "and", "whether", "with", "about", "for", "in", "on", "using", "und",
    "ob", "von", "mit", "nach", "über",
];
const ARTICLES: [&str; 13] =
    ["the", "a", "an", "for", "to", "of", "der", "die", "das", "ein", "eine", "für", "zu"];
const OUR_OWN_KIND: [&str; 2] = ["skill", "app"];

/// Checks a locale's invocation name against every rule.
pub(super) fn check(locale: &LocaleCatalog, problems: &mut Vec<BadModel>) {
    let name = locale.invocation_name();
    for why in complaints(name) {
        problems.push(BadModel::InvocationName {
            locale: locale.locale(),
            name: name.to_owned(),
            why,
        });
    }
}

fn complaints(name: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut refuse = |broken: bool, why: &'static str| {
        if broken {
            found.push(why);
        }
    };
    let words: Vec<&str> = name.split(' ').collect();
    let any_of = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let allowed = |character: char| {
        (character.is_alphabetic() && character.is_lowercase()) || " '.".contains(character)
    };
    refuse(name.chars().any(|c| c.is_numeric()), "has digits: write them as words");
    refuse(
        !name.chars().all(|c| allowed(c) || c.is_numeric()),
        "may have lower-case letters, spaces, apostrophes and full stops only",
    );
    refuse(words.iter().any(|word| word.is_empty()), "has spaces where none belong");
    refuse(
        words
            .iter()
            .any(|word| word.contains('.') && !word.split('.').all(|c| c.chars().count() <= 1)),
        "has a full stop that belongs to no abbreviation",
    );
    refuse(words.len() < 2, "has one word, which only a registered brand may have");
    refuse(
        words.len() == 2 && any_of(&ARTICLES),
        "has two words, and one is an article or a preposition",
    );
    refuse(any_of(&WAKE_WORDS), "has a word that wakes a device");
    refuse(any_of(&LAUNCH_WORDS), "has a word that starts a skill");
    refuse(any_of(&CONNECTORS), "has a word that joins a skill's name and a wish");
    refuse(any_of(&OUR_OWN_KIND), "calls itself a skill or an app");
    refuse(!(2..=50).contains(&name.chars().count()), "must have between 2 and 50 characters");
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_amazon_takes_are_taken() {
        for name in ["banter bank", "old town bank", "müller's bank", "u. k. money box"] {
            assert_eq!(complaints(name), Vec::<&str>::new(), "{name}");
        }
    }

    #[test]
    fn every_rule_refuses_a_name() {
        for (name, part) in [
            ("bank 24", "digits"),
            ("Banter Bank", "lower-case"),
            ("banter-bank", "lower-case"),
            ("banter  bank", "spaces"),
            ("banter.bank now", "abbreviation"),
            ("banter", "one word"),
            ("the bank", "article"),
            ("alexa bank", "wakes"),
            ("open bank now", "starts a skill"),
            ("banter and bank", "joins"),
            ("banter bank skill", "calls itself"),
            ("", "one word"),
        ] {
            let found = complaints(name);
            assert!(found.iter().any(|why| why.contains(part)), "{name}: {found:?}");
        }
    }
}
