//! A reply: what the customer may hear, and what happens next. Every front writes this in its form.

use super::disclosed::Disclosed;
use super::identifier::LastDigits;
use super::intent::{IntentName, SlotName};

/// What goes back up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub speech: Speech,
    pub card: Option<Card>,
    pub suggestions: Vec<Suggestion>,
    /// Said again when nobody answers.
    pub reprompt: Option<Speech>,
    pub next: Next,
}

/// Parts in order. SSML, plain text and buttons are made from these at the rim, so that no
/// template holds markup and nothing is escaped twice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Speech(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Words of ours, from a locale file.
    Words(Box<str>),
    Amount(Disclosed<Worded>),
    /// A name or another text that is not ours.
    Name(Disclosed<Worded>),
    Date(Worded),
    Number(Worded),
    /// Said one by one.
    Digits(Disclosed<LastDigits>),
    Pause,
}

/// One value in the two forms it may take: for the ear and for the eye.
#[derive(Clone, PartialEq, Eq)]
pub struct Worded {
    pub spoken: Box<str>,
    pub shown: Box<str>,
}

/// For a screen or the platform's app; everyone who shares the platform's account may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub title: Box<str>,
    pub lines: Vec<Speech>,
}

/// Something to tap, or to say next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion(pub Box<str>);

/// What happens after this is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    Listen(Expected),
    Close,
    /// Invite to link the account, then close.
    LinkAccount,
    /// A person takes over.
    HandOff,
}

/// What a listening front should expect, so that a bare "fifty euros" is heard as the slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    Anything,
    Slot {
        intent: IntentName,
        slot: SlotName,
        so_far: Vec<(SlotName, Box<str>)>,
    },
    /// Yes or no about something harmless.
    YesOrNo,
    /// Yes or no to exactly this.
    Confirmation {
        intent: IntentName,
        so_far: Vec<(SlotName, Box<str>)>,
    },
}

impl Speech {
    pub const fn new(parts: Vec<Part>) -> Self {
        Self(parts)
    }

    pub fn words(text: &str) -> Self {
        Self(vec![Part::Words(text.into())])
    }

    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    pub fn push(&mut self, part: Part) {
        self.0.push(part);
    }

    /// This, a space, and the other.
    pub fn then(mut self, other: Self) -> Self {
        if !self.0.is_empty() && !other.0.is_empty() {
            self.0.push(Part::Words(" ".into()));
        }
        self.0.extend(other.0);
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As plain text for the ear, without markup.
    pub fn spoken(&self) -> String {
        self.text(|worded| &worded.spoken)
    }

    /// As plain text for the eye.
    pub fn shown(&self) -> String {
        self.text(|worded| &worded.shown)
    }

    fn text(&self, form: impl Fn(&Worded) -> &str) -> String {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Amount(worded) | Part::Name(worded) => text.push_str(form(worded.get())),
                Part::Date(worded) | Part::Number(worded) => text.push_str(form(worded)),
                Part::Digits(digits) => text.push_str(digits.get().as_str()),
                Part::Pause => {}
            }
        }
        text
    }
}

impl Worded {
    /// The same for ear and eye.
    pub fn same(text: &str) -> Self {
        Self { spoken: text.into(), shown: text.into() }
    }
}

impl std::fmt::Debug for Worded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Worded(…)")
    }
}
