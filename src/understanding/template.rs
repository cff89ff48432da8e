//! A locale's sentence templates, compiled into one automaton over folded words.
//!
//! A state's edges consume one word or one slot. Groups and optional parts are compiled away, so
//! that reading a text is a walk from the left to the right with no going back.

use std::collections::BTreeMap;

use super::text::Text;
use crate::catalog::{SentencePart, SlotType};
use crate::domain::intent::SlotName;

/// More states than any catalog needs; beyond, sentences are left out and the catalog is at fault.
const STATES_LIMIT: usize = 500_000;

#[derive(Debug, Default)]
pub(super) struct Automaton {
    vocabulary: BTreeMap<Box<str>, u32>,
    states: Vec<State>,
    slots: Vec<SlotEdge>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    /// Sorted by word.
    words: Vec<(u32, u32)>,
    pub slots: Vec<(u32, u32)>,
    /// The intents whose sentences end here, by their place in the list of intents.
    pub ends: Vec<u16>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct SlotEdge {
    pub name: SlotName,
    pub slot_type: SlotType,
}

/// Where every sentence begins.
pub(super) const ROOT: u32 = 0;

impl Automaton {
    pub(super) fn new() -> Self {
        Self { states: vec![State::default()], ..Self::default() }
    }

    /// Adds all the ways to say one sentence.
    pub(super) fn add(
        &mut self,
        parts: &[SentencePart],
        intent: u16,
        slot_type: &dyn Fn(&SlotName) -> Option<SlotType>,
    ) {
        let ends = self.follow(parts, vec![ROOT], slot_type);
        for end in ends {
            if end != ROOT
                && let Some(state) = self.state_mut(end)
                && !state.ends.contains(&intent)
            {
                state.ends.push(intent);
            }
        }
    }

    /// Adds a phrase of plain words.
    pub(super) fn add_phrase(&mut self, phrase: &str, intent: u16) {
        let parts: Vec<SentencePart> =
            phrase.split_whitespace().map(|word| SentencePart::Word(word.into())).collect();
        self.add(&parts, intent, &|_| None);
    }

    /// To be called once, after the last sentence.
    pub(super) fn finish(&mut self) {
        for state in &mut self.states {
            state.words.sort_unstable();
        }
    }

    pub(super) fn word(&self, word: &str) -> Option<u32> {
        self.vocabulary.get(word).copied()
    }

    pub(super) fn state(&self, state: u32) -> Option<&State> {
        self.states.get(usize::try_from(state).ok()?)
    }

    pub(super) fn slot(&self, slot: u32) -> Option<&SlotEdge> {
        self.slots.get(usize::try_from(slot).ok()?)
    }

    fn state_mut(&mut self, state: u32) -> Option<&mut State> {
        self.states.get_mut(usize::try_from(state).ok()?)
    }

    fn new_state(&mut self) -> Option<u32> {
        if self.states.len() >= STATES_LIMIT {
            return None;
        }
        let state = u32::try_from(self.states.len()).ok()?;
        self.states.push(State::default());
        Some(state)
    }

    /// The states in which one is after these parts, having been in any of `from`.
    fn follow(
        &mut self,
        parts: &[SentencePart],
        from: Vec<u32>,
        slot_type: &dyn Fn(&SlotName) -> Option<SlotType>,
    ) -> Vec<u32> {
        let mut current = from;
        for part in parts {
            current = match part {
                SentencePart::Word(word) => {
                    let text = Text::read(word);
                    text.words().fold(current, |from, word| {
                        let word = self.intern(word);
                        self.step(&from, |state, to| state.words.push((word, to)))
                    })
                }
                SentencePart::Slot(name) => {
                    let Some(slot_type) = slot_type(name) else { return Vec::new() };
                    let slot = self.intern_slot(name, slot_type);
                    self.step(&current, |state, to| state.slots.push((slot, to)))
                }
                SentencePart::Either(ways) => {
                    let mut after: Vec<u32> = ways
                        .iter()
                        .flat_map(|way| self.follow(way, current.clone(), slot_type))
                        .collect();
                    after.sort_unstable();
                    after.dedup();
                    after
                }
            };
        }
        current
    }

    /// One new state, reached from all of these by one edge.
    fn step(&mut self, from: &[u32], mut edge: impl FnMut(&mut State, u32)) -> Vec<u32> {
        if from.is_empty() {
            return Vec::new();
        }
        let Some(to) = self.new_state() else { return Vec::new() };
        for state in from {
            if let Some(state) = self.state_mut(*state) {
                edge(state, to);
            }
        }
        vec![to]
    }

    fn intern(&mut self, word: &str) -> u32 {
        let next = u32::try_from(self.vocabulary.len()).unwrap_or(u32::MAX);
        *self.vocabulary.entry(word.into()).or_insert(next)
    }

    fn intern_slot(&mut self, name: &SlotName, slot_type: SlotType) -> u32 {
        let edge = SlotEdge { name: name.clone(), slot_type };
        let at = self.slots.iter().position(|known| *known == edge).unwrap_or_else(|| {
            self.slots.push(edge);
            self.slots.len().saturating_sub(1)
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }
}

impl State {
    /// Where a word leads; several places, if several sentences go on with it.
    pub(super) fn after(&self, word: u32) -> impl Iterator<Item = u32> + '_ {
        let first = self.words.partition_point(|(known, _)| *known < word);
        self.words
            .get(first..)
            .unwrap_or_default()
            .iter()
            .take_while(move |(known, _)| *known == word)
            .map(|(_, to)| *to)
    }
}
