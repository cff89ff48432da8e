//! Which of the customer's own names somebody said.
//!
//! Spelling selects, sound proposes: only a name said as it is written, or a part of it that
//! belongs to no other, is taken as meant. What merely sounds or looks alike is for the customer
//! to confirm, even where it is the only one, because "Peter" and "Petra" sound alike to machines.

use rphonetic::{Cologne, DoubleMetaphone, Encoder};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::language::Language;
use super::text::{Text, fold};
use crate::domain::locale::Locale;

/// Whom a said name may mean, as places in the list of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameMatch {
    /// This one, by its spelling.
    One(usize),
    /// One of these, best first; ask. One alone only sounds or looks alike: ask all the same.
    Several(Vec<usize>),
    None,
}

/// Names that sound alike score this much, in thousandths.
const ALIKE_IN_SOUND: u16 = 920;
/// A short form and its long one.
const SHORT_FORM: u16 = 900;
/// Less alike than this in spelling is another word.
const ALIKE_IN_SPELLING: u16 = 900;
/// Sound alone does not make two words alike.
const ALIKE_ENOUGH_TO_LISTEN: u16 = 700;
/// How close behind the best another name is still proposed.
const LEAD: u16 = 40;
/// More words than a name has.
const WORDS_LIMIT: usize = 10;
/// More than anybody can be asked to choose from.
const PROPOSALS_LIMIT: usize = 5;

/// Finds the names that were said.
pub fn match_name(said: &str, names: &[&str], locale: Locale) -> NameMatch {
    let language = Language::of(locale);
    let said: Vec<Word> = words(said).into_iter().filter(|word| !is_small(&word.folded)).collect();
    if said.is_empty() || said.len() > WORDS_LIMIT {
        return NameMatch::None;
    }
    let names: Vec<Vec<Word>> = names.iter().map(|name| words(name)).collect();
    let places = |is_match: &dyn Fn(&[Word]) -> bool| -> Vec<usize> {
        names.iter().enumerate().filter(|(_, name)| is_match(name)).map(|(at, _)| at).collect()
    };
    let whole = places(&|name| is_whole(&said, name));
    let found = if whole.is_empty() { places(&|name| is_part(&said, name)) } else { whole };
    match found.as_slice() {
        [] => by_likeness(&said, &names, language),
        [one] => NameMatch::One(*one),
        _ => NameMatch::Several(found),
    }
}

/// One word of a name, as it compares.
#[derive(Debug)]
struct Word {
    /// `ü` as `ue`.
    folded: String,
    /// `ü` as `u`, as those write it who have no such key.
    bare: String,
}

impl Word {
    fn is(&self, other: &Self) -> bool {
        self.folded == other.folded || self.bare == other.folded || self.folded == other.bare
    }
}

fn words(name: &str) -> Vec<Word> {
    let text = Text::read(name);
    (0..text.len())
        .map(|at| {
            let folded = standard(text.word(at)).to_owned();
            let said = text.said(at, at.saturating_add(1));
            let bare = if said.is_ascii() {
                folded.clone()
            } else {
                fold(&said.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>())
            };
            Word { folded, bare }
        })
        .collect()
}

/// Words around a name that are no part of it.
fn is_small(word: &str) -> bool {
    matches!(
        word,
        "my" | "the"
            | "to"
            | "a"
            | "please"
            | "mein"
            | "meine"
            | "meinen"
            | "meinem"
            | "meiner"
            | "der"
            | "die"
            | "das"
            | "den"
            | "dem"
            | "an"
            | "zu"
            | "bitte"
            | "s"
    )
}

/// One form for words that are the same word.
fn standard(word: &str) -> &str {
    match word {
        "mister" => "mr",
        "missus" | "misses" => "mrs",
        "mom" | "mommy" | "mummy" | "mam" => "mum",
        "daddy" => "dad",
        "mama" | "mami" | "mutti" => "mutter",
        "papa" | "papi" | "vati" => "vater",
        "grandma" | "granny" | "nan" | "grandmother" => "gran",
        "omi" | "grossmutter" => "oma",
        "opi" | "grossvater" => "opa",
        "und" | "&" => "and",
        other => other,
    }
}

fn is_whole(said: &[Word], name: &[Word]) -> bool {
    let name: Vec<&Word> = name.iter().filter(|word| !is_small(&word.folded)).collect();
    said.len() == name.len() && said.iter().zip(name).all(|(said, word)| said.is(word))
}

/// Whether every word said is a word of the name, or all of them together are one: "stadt werke".
fn is_part(said: &[Word], name: &[Word]) -> bool {
    if said.iter().all(|said| name.iter().any(|word| said.is(word))) {
        return true;
    }
    let joined: String = said.iter().map(|word| word.folded.as_str()).collect();
    let whole: String = name.iter().map(|word| word.folded.as_str()).collect();
    joined == whole || name.iter().any(|word| word.folded == joined && joined.len() > 3)
}

fn by_likeness(said: &[Word], names: &[Vec<Word>], language: Language) -> NameMatch {
    let mut scored: Vec<(u16, usize)> = names
        .iter()
        .enumerate()
        .filter_map(|(at, name)| likeness(said, name, language).map(|score| (score, at)))
        .collect();
    scored.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    let best = scored.first().map_or(0, |(score, _)| *score);
    let close = |score: u16| score.saturating_add(LEAD) >= best;
    let proposed: Vec<usize> = scored
        .into_iter()
        .filter(|(score, _)| close(*score))
        .take(PROPOSALS_LIMIT)
        .map(|(_, at)| at)
        .collect();
    if proposed.is_empty() { NameMatch::None } else { NameMatch::Several(proposed) }
}

/// How alike, in thousandths; none unless every word said is like some word of the name.
fn likeness(said: &[Word], name: &[Word], language: Language) -> Option<u16> {
    let mut sum = 0_u32;
    for word in said {
        let best = name.iter().filter_map(|other| alike(word, other, language)).max()?;
        sum = sum.saturating_add(u32::from(best));
    }
    u16::try_from(sum.checked_div(u32::try_from(said.len()).ok()?)?).ok()
}

fn alike(one: &Word, other: &Word, language: Language) -> Option<u16> {
    if one.is(other) {
        return Some(1000);
    }
    let (one, other) = (one.folded.as_str(), other.folded.as_str());
    if is_short_form(one, other) || is_short_form(other, one) {
        return Some(SHORT_FORM);
    }
    // "Peter" and "Petra", "Mario" and "Maria" are two people.
    let ends_in_a = |name: &str| name.ends_with('a') || name.ends_with("ah");
    if ends_in_a(one) != ends_in_a(other) {
        return None;
    }
    let spelling = similarity(one, other);
    if spelling >= ALIKE_ENOUGH_TO_LISTEN && sounds_like(one, other, language) {
        return Some(spelling.max(ALIKE_IN_SOUND));
    }
    (spelling >= ALIKE_IN_SPELLING).then_some(spelling)
}

/// Jaro-Winkler in thousandths.
#[expect(
    clippy::float_arithmetic,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a likeness between nought and one, not money; rounded at once so that it compares \
              alike on every machine"
)]
fn similarity(one: &str, other: &str) -> u16 {
    (strsim::jaro_winkler(one, other) * 1000.0).round() as u16
}

fn sounds_like(one: &str, other: &str, language: Language) -> bool {
    // The encoders slice by bytes, so they are given plain letters only.
    let plain = |word: &str| {
        (2..=40).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    if !plain(one) || !plain(other) {
        return false;
    }
    let (one, other) = match language {
        Language::German => (Cologne.encode(one), Cologne.encode(other)),
        Language::English | Language::Other => {
            let metaphone = DoubleMetaphone::default();
            (metaphone.encode(one), metaphone.encode(other))
        }
    };
    !one.is_empty() && one == other
}

/// Short forms that neither spelling nor sound finds.
fn is_short_form(short: &str, long: &str) -> bool {
    let longs: &[&str] = match short {
        "steve" => &["stephen", "steven"],
        "jon" | "john" => &["jonathan", "johnathan"],
        "jeff" | "geoff" => &["geoffrey", "jeffrey"],
        "kate" | "katie" | "cathy" | "kathy" => &["catherine", "katherine", "kathryn"],
        "bob" | "rob" | "bobby" => &["robert"],
        "bill" | "will" | "billy" => &["william"],
        "mike" | "mick" => &["michael"],
        "dave" => &["david"],
        "jim" | "jimmy" | "jamie" => &["james"],
        "tom" | "tommy" => &["thomas"],
        "liz" | "beth" | "lizzy" => &["elizabeth", "elisabeth"],
        "sepp" => &["josef", "joseph"],
        "hans" => &["johannes"],
        "kathi" => &["katharina", "kathrin", "katrin"],
        "andi" => &["andreas", "andrea"],
        "michi" => &["michael", "michaela"],
        "alex" => &["alexander", "alexandra"],
        "chris" => &["christian", "christopher", "christine", "christina"],
        "flo" => &["florian"],
        "basti" => &["sebastian"],
        "uli" => &["ulrich", "ulrike"],
        "gabi" => &["gabriele"],
        "lena" => &["helena", "magdalena"],
        _ => &[],
    };
    longs.contains(&long)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::understanding::tests::shared_data;

    const NAMES: [&str; 5] =
        ["Anna Brandt", "Anna Weiß", "Jörg Müller", "Petra Jansen", "Stadtwerke München"];

    fn german(said: &str) -> NameMatch {
        match_name(said, &NAMES, Locale::DE_DE)
    }

    #[test]
    fn a_name_that_two_have_is_asked_for() {
        assert_eq!(german("anna"), NameMatch::Several(vec![0, 1]));
        assert_eq!(german("Anna Brandt"), NameMatch::One(0));
        assert_eq!(german("an die Anna Weiss"), NameMatch::One(1));
    }

    #[test]
    fn umlauts_may_be_written_either_way() {
        for said in ["Müller", "mueller", "MULLER", "Jorg Muller", "Joerg"] {
            assert_eq!(german(said), NameMatch::One(2), "{said}");
        }
    }

    #[test]
    fn sound_proposes_and_never_selects() {
        assert_eq!(german("jansen petra"), NameMatch::One(3));
        assert_eq!(german("petra janssen"), NameMatch::Several(vec![3]));
        assert_eq!(german("peter jansen"), NameMatch::None);
    }

    #[test]
    fn nobody_is_nobody() {
        for said in ["", "die", "sabine vogel", "<speak>", "🙂"] {
            assert_eq!(german(said), NameMatch::None, "{said}");
        }
    }

    proptest! {
        #[test]
        fn no_name_panics(said in "\\PC{0,30}", name in "\\PC{0,30}") {
            for locale in [Locale::EN_GB, Locale::DE_DE] {
                let once = match_name(&said, &[&name], locale);
                prop_assert_eq!(match_name(&said, &[&name], locale), once);
            }
        }

        #[test]
        fn no_pair_of_plain_words_panics(one in "[a-z]{2,14}", other in "[a-z]{2,14}") {
            for language in [Language::English, Language::German] {
                sounds_like(&one, &other, language);
            }
        }
    }

    #[test]
    fn payees_as_recognisers_write_them_are_found_or_asked_for() {
        let Some(lines) = shared_data("data/nlu/payee_match.jsonl") else { return };
        let (mut exact, mut wrong) = (0, Vec::new());
        for line in lines.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let list =
                |key: &str| -> Vec<String> { serde_json::from_value(line[key].clone()).unwrap() };
            let locale = if line["lang"] == "de" { Locale::DE_DE } else { Locale::EN_GB };
            let (payees, expected) = (list("payees"), list("expect"));
            let names: Vec<&str> = payees.iter().map(String::as_str).collect();
            let said = line["spoken"].as_str().unwrap();
            let mut found: Vec<String> = match match_name(said, &names, locale) {
                NameMatch::One(at) => vec![payees[at].clone()],
                NameMatch::Several(many) => many.iter().map(|at| payees[*at].clone()).collect(),
                NameMatch::None => Vec::new(),
            };
            let mut expected = expected;
            found.sort();
            expected.sort();
            if found == expected {
                exact += 1;
            } else {
                println!("{said}: {found:?}, expected {expected:?}");
                if found.len() == 1 {
                    wrong.push(said.to_owned());
                }
            }
        }
        assert!(wrong.is_empty(), "wrong single picks: {wrong:?}");
        assert!(exact >= 33, "only {exact} exact");
    }
}
