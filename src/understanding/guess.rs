//! A guess for what no sentence fits: which intent's sentences share the most telling words.
//!
//! It names what somebody probably wants, for a question or a log, and is never acted on.

use std::collections::BTreeMap;

use super::text::Text;
use crate::catalog::SentencePart;

/// A guess is never surer than this, in thousandths.
const SURE_LIMIT: u32 = 600;
/// What a word that no sentence knows takes away from how sure we are.
const UNKNOWN: u32 = 400;
/// What a word is worth that only one intent's sentences hold.
const TELLING: u32 = 1000;

/// Which words which intents' sentences are made of.
#[derive(Debug, Default)]
pub(super) struct Guesser(BTreeMap<Box<str>, Vec<u16>>);

impl Guesser {
    pub(super) fn learn(&mut self, parts: &[SentencePart], intent: u16) {
        for part in parts {
            match part {
                SentencePart::Word(word) => {
                    for word in Text::read(word).words() {
                        self.0.entry(word.into()).or_default().push(intent);
                    }
                }
                SentencePart::Either(ways) => {
                    ways.iter().for_each(|way| self.learn(way, intent));
                }
                SentencePart::Slot(_) => {}
            }
        }
    }

    pub(super) fn finish(&mut self) {
        for intents in self.0.values_mut() {
            intents.sort_unstable();
            intents.dedup();
        }
    }

    /// The likeliest intent and how likely, in thousandths; nought when no word is known.
    pub(super) fn guess(&self, text: &Text<'_>) -> (u16, u16) {
        let mut scores: BTreeMap<u16, u32> = BTreeMap::new();
        let mut all = 0_u32;
        for word in text.words() {
            let Some(intents) = self.0.get(word) else {
                all = all.saturating_add(UNKNOWN);
                continue;
            };
            let shared = u32::try_from(intents.len()).unwrap_or(u32::MAX);
            // Words of many intents tell little, and less than in proportion.
            let worth = TELLING.checked_div(shared.saturating_mul(shared)).unwrap_or(TELLING);
            all = all.saturating_add(worth);
            for intent in intents {
                let score = scores.entry(*intent).or_default();
                *score = score.saturating_add(worth);
            }
        }
        let best =
            scores.into_iter().max_by(|one, other| one.1.cmp(&other.1).then(other.0.cmp(&one.0)));
        let Some((intent, score)) = best else { return (0, 0) };
        let sure = score.saturating_mul(SURE_LIMIT).checked_div(all.max(1)).unwrap_or(0);
        (intent, u16::try_from(sure.max(1)).unwrap_or(0))
    }
}
