//! Templates of what people say: `(pay|send) [please] {amount} to {payee}`.
//!
//! `(a|b)` is one of several, `[a]` may be left out, `{slot}` is a gap, `<rule>` stands for a part
//! that `_common.toml` writes once. Groups stand apart from words: part of a word is no group.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::str::Chars;

use crate::domain::intent::SlotName;

/// How deep groups and rules may stand in each other.
const DEPTH_LIMIT: u8 = 12;

/// One way, or many ways, to say one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentenceTemplate(Vec<SentencePart>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentencePart {
    /// One word, as written.
    Word(Box<str>),
    Slot(SlotName),
    /// One of these sequences. An empty one says that all may be left out.
    Either(Vec<Vec<SentencePart>>),
}

/// The parts that sentences share, by name.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules(BTreeMap<Box<str>, Vec<SentencePart>>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum BadSentence {
    #[error("`{0}` is never closed")]
    Unclosed(char),
    #[error("`{0}` has no partner or does not belong here")]
    Unexpected(char),
    #[error("a group or one of its alternatives is empty")]
    EmptyAlternative,
    #[error("a group, slot or rule touches a word")]
    Glued,
    #[error("`{{{0}}}` is no slot name")]
    BadSlot(Box<str>),
    #[error("there is no rule `<{0}>`")]
    UnknownRule(Box<str>),
    #[error("groups stand more than {DEPTH_LIMIT} deep")]
    TooDeep,
    #[error("it can be said without a single word")]
    NoWords,
    #[error("the slot `{0}` can stand in it twice")]
    SlotTwice(SlotName),
}

/// Which slots a sentence has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct SlotUse {
    pub(super) always: BTreeSet<SlotName>,
    pub(super) sometimes: BTreeSet<SlotName>,
}

impl SentenceTemplate {
    pub(super) fn parse(text: &str, rules: &Rules) -> Result<Self, BadSentence> {
        let parts = parse_parts(text, rules)?;
        if fewest_words(&parts) == 0 {
            return Err(BadSentence::NoWords);
        }
        slot_use(&parts)?;
        Ok(Self(parts))
    }

    pub fn parts(&self) -> &[SentencePart] {
        &self.0
    }

    pub(super) fn slots(&self) -> SlotUse {
        slot_use(&self.0).unwrap_or_default()
    }
}

impl Rules {
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Adds a rule, which may use the ones before it. A later rule of the same name replaces.
    pub(super) fn insert(&mut self, name: &str, text: &str) -> Result<(), BadSentence> {
        let parts = parse_parts(text, self)?;
        self.0.insert(name.into(), parts);
        Ok(())
    }
}

fn parse_parts(text: &str, rules: &Rules) -> Result<Vec<SentencePart>, BadSentence> {
    let mut reader = Reader { rest: text.chars().peekable(), rules, depth: 0 };
    let parts = reader.sequence()?;
    match reader.rest.next() {
        Some(left) => Err(BadSentence::Unexpected(left)),
        None if parts.is_empty() => Err(BadSentence::NoWords),
        None => Ok(parts),
    }
}

struct Reader<'t> {
    rest: Peekable<Chars<'t>>,
    rules: &'t Rules,
    depth: u8,
}

impl Reader<'_> {
    /// Up to the end, a bar or a closing bracket, which stays.
    fn sequence(&mut self) -> Result<Vec<SentencePart>, BadSentence> {
        let mut parts = Vec::new();
        loop {
            let apart = self.skip_spaces() || parts.is_empty();
            let Some(&next) = self.rest.peek() else { return Ok(parts) };
            if matches!(next, '|' | ')' | ']') {
                return Ok(parts);
            }
            if !apart {
                return Err(BadSentence::Glued);
            }
            match next {
                '(' => parts.push(SentencePart::Either(self.group(')')?)),
                '[' => {
                    let mut ways = self.group(']')?;
                    ways.push(Vec::new());
                    parts.push(SentencePart::Either(ways));
                }
                '{' => {
                    let name = self.name('}')?;
                    let slot = SlotName::parse(&name)
                        .ok()
                        .filter(|_| super::template::is_key(&name))
                        .ok_or(BadSentence::BadSlot(name))?;
                    parts.push(SentencePart::Slot(slot));
                }
                '<' => {
                    let name = self.name('>')?;
                    let rule = self.rules.0.get(&name).ok_or(BadSentence::UnknownRule(name))?;
                    parts.extend(rule.iter().cloned());
                }
                _ => parts.push(SentencePart::Word(self.word()?)),
            }
        }
    }

    fn group(&mut self, close: char) -> Result<Vec<Vec<SentencePart>>, BadSentence> {
        let open = self.rest.next().unwrap_or(close);
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEPTH_LIMIT {
            return Err(BadSentence::TooDeep);
        }
        let mut ways = Vec::new();
        loop {
            let way = self.sequence()?;
            if way.is_empty() {
                return Err(if self.rest.peek().is_none() {
                    BadSentence::Unclosed(open)
                } else {
                    BadSentence::EmptyAlternative
                });
            }
            ways.push(way);
            match self.rest.next() {
                Some('|') => {}
                Some(found) if found == close => break,
                Some(found) => return Err(BadSentence::Unexpected(found)),
                None => return Err(BadSentence::Unclosed(open)),
            }
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(ways)
    }

    fn name(&mut self, close: char) -> Result<Box<str>, BadSentence> {
        let open = self.rest.next().unwrap_or(close);
        let mut name = String::new();
        for next in self.rest.by_ref() {
            if next == close {
                return Ok(name.into());
            }
            name.push(next);
        }
        Err(BadSentence::Unclosed(open))
    }

    /// Letters, apostrophes and hyphens: what a speaker can say and every platform takes.
    fn word(&mut self) -> Result<Box<str>, BadSentence> {
        let mut word = String::new();
        while let Some(&next) = self.rest.peek() {
            if next.is_whitespace() || matches!(next, '|' | ')' | ']') {
                break;
            }
            if matches!(next, '(' | '[' | '{' | '<') {
                return Err(BadSentence::Glued);
            }
            if !next.is_alphabetic() && !matches!(next, '\'' | '-') {
                return Err(BadSentence::Unexpected(next));
            }
            word.push(next);
            self.rest.next();
        }
        Ok(word.into())
    }

    fn skip_spaces(&mut self) -> bool {
        let mut skipped = false;
        while self.rest.next_if(|next| next.is_whitespace()).is_some() {
            skipped = true;
        }
        skipped
    }
}

fn fewest_words(parts: &[SentencePart]) -> usize {
    parts
        .iter()
        .map(|part| match part {
            SentencePart::Word(_) => 1,
            SentencePart::Slot(_) => 0,
            SentencePart::Either(ways) => {
                ways.iter().map(|way| fewest_words(way)).min().unwrap_or(0)
            }
        })
        .fold(0, usize::saturating_add)
}

fn slot_use(parts: &[SentencePart]) -> Result<SlotUse, BadSentence> {
    let mut all = SlotUse::default();
    for part in parts {
        let of_part = match part {
            SentencePart::Word(_) => continue,
            SentencePart::Slot(slot) => {
                let one = BTreeSet::from([slot.clone()]);
                SlotUse { always: one.clone(), sometimes: one }
            }
            SentencePart::Either(ways) => slot_use_of_any(ways)?,
        };
        if let Some(twice) = all.sometimes.intersection(&of_part.sometimes).next() {
            return Err(BadSentence::SlotTwice(twice.clone()));
        }
        all.always.extend(of_part.always);
        all.sometimes.extend(of_part.sometimes);
    }
    Ok(all)
}

fn slot_use_of_any(ways: &[Vec<SentencePart>]) -> Result<SlotUse, BadSentence> {
    let mut any: Option<SlotUse> = None;
    for way in ways {
        let of_way = slot_use(way)?;
        any = Some(match any {
            None => of_way,
            Some(before) => SlotUse {
                always: before.always.intersection(&of_way.always).cloned().collect(),
                sometimes: before.sometimes.union(&of_way.sometimes).cloned().collect(),
            },
        });
    }
    Ok(any.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<SentenceTemplate, BadSentence> {
        SentenceTemplate::parse(text, &Rules::default())
    }

    fn word(text: &str) -> SentencePart {
        SentencePart::Word(text.into())
    }

    #[test]
    fn groups_options_and_slots_are_read() {
        let slot = SentencePart::Slot(SlotName::parse("payee").unwrap());
        assert_eq!(
            parse("(pay|send  money to) [please] {payee}").unwrap().parts(),
            [
                SentencePart::Either(vec![
                    vec![word("pay")],
                    vec![word("send"), word("money"), word("to")]
                ]),
                SentencePart::Either(vec![vec![word("please")], vec![]]),
                slot,
            ]
        );
    }

    #[test]
    fn a_rule_stands_for_its_part() {
        let mut rules = Rules::default();
        rules.insert("please", "[please]").unwrap();
        assert_eq!(
            SentenceTemplate::parse("<please> stop", &rules).unwrap(),
            parse("[please] stop").unwrap()
        );
    }

    #[test]
    fn broken_sentences_are_refused_by_what_is_wrong() {
        let slot = SlotName::parse("payee").unwrap();
        for (text, wrong) in [
            ("(pay|send", BadSentence::Unclosed('(')),
            ("pay {payee", BadSentence::Unclosed('{')),
            ("pay )", BadSentence::Unexpected(')')),
            ("(pay]", BadSentence::Unexpected(']')),
            ("pay, please", BadSentence::Unexpected(',')),
            ("pay 50", BadSentence::Unexpected('5')),
            ("(pay|) now", BadSentence::EmptyAlternative),
            ("[] pay", BadSentence::EmptyAlternative),
            ("euro[s]", BadSentence::Glued),
            ("{payee}s", BadSentence::Glued),
            ("pay {the payee}", BadSentence::BadSlot("the payee".into())),
            ("<polite> pay", BadSentence::UnknownRule("polite".into())),
            ("[please] {payee}", BadSentence::NoWords),
            ("", BadSentence::NoWords),
            ("pay {payee} or {payee}", BadSentence::SlotTwice(slot)),
        ] {
            assert_eq!(parse(text), Err(wrong), "{text}");
        }
        let deep = format!("{}a{}", "(".repeat(40), ")".repeat(40));
        assert_eq!(parse(&deep), Err(BadSentence::TooDeep));
    }

    #[test]
    fn a_slot_in_one_alternative_is_there_sometimes() {
        let slots = parse("pay (him|{payee}) {amount}").unwrap().slots();
        let names =
            |set: &BTreeSet<SlotName>| set.iter().map(SlotName::to_string).collect::<Vec<_>>();
        assert_eq!(names(&slots.always), ["amount"]);
        assert_eq!(names(&slots.sometimes), ["amount", "payee"]);
    }

    proptest! {
        #[test]
        fn reading_a_sentence_never_panics(text in r"[a-cä \(\)\[\]\|\{\}<>']{0,60}") {
            let _ = parse(&text);
        }
    }
}
