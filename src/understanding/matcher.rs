//! Walks a text through the automaton, and keeps the best way to every place.

use super::lexed::Lexed;
use super::template::{Automaton, ROOT};

/// Edges looked at in one text. Ordinary sentences take some hundreds.
pub(super) const WORK_LIMIT: usize = 60_000;

/// What a token is worth: a word of the sentence, a word with a meaning, any word.
const LITERAL: u32 = 100;
const KNOWN: u32 = 60;
const FREE: u32 = 5;

/// A sentence that was said from end to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// By its place in the list of intents.
    pub intent: u16,
    pub score: u32,
    /// Whether no other intent's sentence fits as well.
    pub unique: bool,
    /// Words of the sentence itself, not of its slots.
    pub literals: usize,
    pub free: usize,
    pub slots: Vec<SlotAt>,
}

/// A slot of the automaton, filled by some tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SlotAt {
    pub slot: u32,
    pub from: usize,
    pub to: usize,
}

/// A place reached: in which state, how well, and by which step.
#[derive(Debug, Clone, Copy)]
struct Reached {
    state: u32,
    score: u32,
    step: Option<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Step {
    before: Option<usize>,
    filled: Option<SlotAt>,
    known: bool,
}

struct Walk<'w> {
    automaton: &'w Automaton,
    lexed: &'w Lexed<'w, 'w>,
    end: usize,
    steps: Vec<Step>,
    reached: Vec<Vec<Reached>>,
    work: usize,
}

/// The best sentence for the tokens from one up to and without another.
pub(super) fn best(
    automaton: &Automaton,
    lexed: &Lexed<'_, '_>,
    from: usize,
    end: usize,
) -> Option<Match> {
    if from >= end {
        return None;
    }
    let width = end.checked_sub(from)?.checked_add(1)?;
    let mut walk = Walk {
        automaton,
        lexed,
        end,
        steps: Vec::with_capacity(256),
        reached: vec![Vec::new(); width],
        work: 0,
    };
    walk.reached.first_mut()?.push(Reached { state: ROOT, score: 0, step: None });
    for at in from..end {
        let mut here = std::mem::take(walk.reached.get_mut(at.checked_sub(from)?)?);
        here.sort_unstable_by(|one, other| {
            one.state.cmp(&other.state).then(other.score.cmp(&one.score))
        });
        here.dedup_by_key(|reached| reached.state);
        for reached in here {
            walk.go_on(reached, at, from)?;
        }
    }
    walk.finish()
}

impl Walk<'_> {
    /// Follows every edge from one place; none when that has become too much work.
    fn go_on(&mut self, from: Reached, at: usize, start: usize) -> Option<()> {
        let automaton = self.automaton;
        let state = automaton.state(from.state)?;
        if let Some(word) = automaton.word(self.lexed.text.word(at)) {
            for to in state.after(word) {
                self.work = self.work.checked_add(1).filter(|work| *work <= WORK_LIMIT)?;
                let next = at.checked_add(1)?;
                let step = Step { before: from.step, filled: None, known: true };
                self.reach(to, from.score.saturating_add(LITERAL), step, next.checked_sub(start)?)?;
            }
        }
        if is_filler(self.lexed.text.word(at)) {
            let place = at.checked_add(1)?.checked_sub(start)?;
            self.reached.get_mut(place)?.push(from);
        }
        let mut last: Option<(u32, Vec<super::lexed::Span>)> = None;
        for (slot, to) in &state.slots {
            if last.as_ref().is_none_or(|(known, _)| known != slot) {
                let slot_type = automaton.slot(*slot)?.slot_type;
                last = Some((*slot, self.lexed.spans(slot_type, at, self.end)));
            }
            let spans = last.as_ref().map_or(&[][..], |(_, spans)| spans);
            for span in spans {
                self.work = self.work.checked_add(1).filter(|work| *work <= WORK_LIMIT)?;
                let tokens = u32::try_from(span.to.checked_sub(at)?).ok()?;
                let worth = if span.known { KNOWN } else { FREE }.checked_mul(tokens)?;
                let filled = SlotAt { slot: *slot, from: at, to: span.to };
                let step = Step { before: from.step, filled: Some(filled), known: span.known };
                let score = from.score.saturating_add(worth);
                self.reach(*to, score, step, span.to.checked_sub(start)?)?;
            }
        }
        Some(())
    }

    fn reach(&mut self, state: u32, score: u32, step: Step, place: usize) -> Option<()> {
        let index = self.steps.len();
        self.steps.push(step);
        self.reached.get_mut(place)?.push(Reached { state, score, step: Some(index) });
        Some(())
    }

    fn finish(&self) -> Option<Match> {
        let mut best: Option<(u16, Reached)> = None;
        let mut second = 0;
        for reached in self.reached.last()? {
            for intent in &self.automaton.state(reached.state)?.ends {
                match best {
                    Some((known, other)) if known == *intent => {
                        if reached.score > other.score {
                            best = Some((*intent, *reached));
                        }
                    }
                    Some((known, other))
                        if other.score > reached.score
                            || (other.score == reached.score && known < *intent) =>
                    {
                        second = second.max(reached.score);
                    }
                    Some((_, other)) => {
                        second = second.max(other.score);
                        best = Some((*intent, *reached));
                    }
                    None => best = Some((*intent, *reached)),
                }
            }
        }
        let (intent, reached) = best?;
        Some(self.tell(intent, reached, second))
    }

    fn tell(&self, intent: u16, reached: Reached, second: u32) -> Match {
        let (mut slots, mut literals, mut free) = (Vec::new(), 0_usize, 0_usize);
        let mut step = reached.step;
        while let Some(taken) = step.and_then(|index| self.steps.get(index)) {
            match taken.filled {
                Some(slot) => {
                    slots.push(slot);
                    if !taken.known {
                        free = free.saturating_add(slot.to.saturating_sub(slot.from));
                    }
                }
                None => literals = literals.saturating_add(1),
            }
            step = taken.before;
        }
        slots.reverse();
        Match {
            intent,
            score: reached.score,
            unique: reached.score > second,
            literals,
            free,
            slots,
        }
    }
}

/// Words that change no sentence, wherever they stand.
fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "please" | "bitte" | "um" | "uh" | "er" | "aeh" | "aehm" | "mal" | "eben" | "halt"
    )
}
