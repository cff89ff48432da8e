//! Text from outside the bank's control: payee names, payment references, merchants.
//!
//! It is data. It is cut, stripped of control characters and of anything that could be taken for
//! markup, and never becomes an instruction, a template or SSML.

use std::fmt;

/// How much of such a text is kept, in characters.
pub const OUTSIDE_TEXT_LIMIT: usize = 140;

/// A text somebody else wrote, made harmless. May be empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutsideText(Box<str>);

impl OutsideText {
    /// Cleans and cuts. Never fails: whatever comes from outside must be survivable.
    pub fn clean(raw: &str) -> Self {
        let mut cleaned = String::with_capacity(raw.len().min(OUTSIDE_TEXT_LIMIT));
        let mut kept = 0_usize;
        let mut pending_space = false;
        for character in raw.chars() {
            if kept >= OUTSIDE_TEXT_LIMIT {
                break;
            }
            if character.is_whitespace() || is_unspoken(character) {
                pending_space = kept > 0;
                continue;
            }
            if pending_space {
                cleaned.push(' ');
                pending_space = false;
                kept = kept.saturating_add(1);
            }
            cleaned.push(character);
            kept = kept.saturating_add(1);
        }
        Self(cleaned.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Control, format and private characters, and what a template or a markup language would read.
fn is_unspoken(character: char) -> bool {
    character.is_control()
        || matches!(character, '<' | '>' | '{' | '}' | '`' | '\\' | '\u{ad}' | '\u{feff}')
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(character, '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}')
        || matches!(character, '\u{e0000}'..='\u{10ffff}')
}

impl fmt::Debug for OutsideText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OutsideText({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_and_templates_are_taken_out() {
        assert_eq!(
            OutsideText::clean("<speak>Rent {x}</speak>\u{7}\n May").as_str(),
            "speak Rent x /speak May"
        );
    }

    proptest! {
        #[test]
        fn cleaning_is_bounded_and_done_once(raw in ".*") {
            let once = OutsideText::clean(&raw);
            prop_assert!(once.as_str().chars().count() <= OUTSIDE_TEXT_LIMIT);
            prop_assert_eq!(OutsideText::clean(once.as_str()), once);
        }
    }
}
