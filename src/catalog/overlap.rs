//! Finds sentences that two intents claim, without writing any template out.
//!
//! All templates of a locale become one graph of words; two intents claim one sentence where both
//! can be walked with the same words to an end. Slots of one type count as the same word.

use std::collections::{BTreeMap, BTreeSet};

use super::locale::Sentence;
use super::schema::IntentSchema;
use super::sentence::SentencePart;

/// A sentence that two intents claim.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Claim<'c> {
    pub(super) words: String,
    pub(super) first: (&'c IntentSchema, &'c Sentence),
    pub(super) second: (&'c IntentSchema, &'c Sentence),
}

#[derive(Debug, Default)]
struct Graph<'c> {
    tokens: BTreeMap<Box<str>, usize>,
    edges: Vec<BTreeMap<usize, Vec<usize>>>,
    ends: BTreeMap<usize, &'c Sentence>,
}

/// The first claim of every two intents that have one.
pub(super) fn claims<'c>(intents: &[(&'c IntentSchema, &'c [Sentence])]) -> Vec<Claim<'c>> {
    let mut graph = Graph::default();
    let mut starts = Vec::new();
    for (schema, sentences) in intents {
        let start = graph.state();
        for sentence in *sentences {
            let ends = graph.add(schema, sentence.template.parts(), BTreeSet::from([start]));
            for end in ends {
                graph.ends.entry(end).or_insert(sentence);
            }
        }
        starts.push((*schema, start));
    }
    let mut claims = Vec::new();
    for (index, (first, one)) in starts.iter().enumerate() {
        for (second, other) in starts.iter().skip(index.saturating_add(1)) {
            if let Some((words, a, b)) = graph.common(*one, *other) {
                claims.push(Claim { words, first: (*first, a), second: (*second, b) });
            }
        }
    }
    claims
}

impl<'c> Graph<'c> {
    fn state(&mut self) -> usize {
        self.edges.push(BTreeMap::new());
        self.edges.len().saturating_sub(1)
    }

    fn token(&mut self, text: String) -> usize {
        let next = self.tokens.len();
        *self.tokens.entry(text.into()).or_insert(next)
    }

    /// Adds a sequence behind these states, and gives the states it may end in.
    fn add(
        &mut self,
        schema: &IntentSchema,
        parts: &[SentencePart],
        mut from: BTreeSet<usize>,
    ) -> BTreeSet<usize> {
        for part in parts {
            let token = match part {
                SentencePart::Word(word) => self.token(word.to_lowercase()),
                SentencePart::Slot(slot) => {
                    let of_type = schema.slot(slot.as_str()).map(|slot| slot.slot_type.name());
                    self.token(format!("{{{}}}", of_type.unwrap_or(slot.as_str())))
                }
                SentencePart::Either(branches) => {
                    from = branches
                        .iter()
                        .flat_map(|branch| self.add(schema, branch, from.clone()))
                        .collect();
                    continue;
                }
            };
            let to = self.state();
            for state in &from {
                if let Some(edges) = self.edges.get_mut(*state) {
                    edges.entry(token).or_default().push(to);
                }
            }
            from = BTreeSet::from([to]);
        }
        from
    }

    /// Walks both intents with the same words until both may end.
    fn common(&self, one: usize, other: usize) -> Option<(String, &'c Sentence, &'c Sentence)> {
        // Each step keeps the one before it, so that the words can be told afterwards.
        let mut steps = vec![(one, other, 0_usize, usize::MAX)];
        let mut seen = BTreeSet::from([(one, other)]);
        let mut next = 0_usize;
        while let Some(&(a, b, _, _)) = steps.get(next) {
            if let (Some(first), Some(second)) = (self.ends.get(&a), self.ends.get(&b)) {
                return Some((self.words(&steps, next), *first, *second));
            }
            if let (Some(of_a), Some(of_b)) = (self.edges.get(a), self.edges.get(b)) {
                for (token, to_a) in of_a {
                    for to_b in of_b.get(token).into_iter().flatten() {
                        let pairs = to_a.iter().map(|to_a| (*to_a, *to_b));
                        for pair in pairs.filter(|pair| seen.insert(*pair)) {
                            steps.push((pair.0, pair.1, next, *token));
                        }
                    }
                }
            }
            next = next.saturating_add(1);
        }
        None
    }

    fn words(&self, steps: &[(usize, usize, usize, usize)], mut at: usize) -> String {
        let mut tokens = Vec::new();
        while let Some((_, _, before, token)) = steps.get(at).filter(|_| at > 0) {
            tokens.push(*token);
            at = *before;
        }
        let name = |wanted: usize| {
            self.tokens.iter().find(|(_, token)| **token == wanted).map_or("", |(text, _)| text)
        };
        tokens.into_iter().rev().map(name).collect::<Vec<_>>().join(" ")
    }
}
