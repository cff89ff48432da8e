//! Speech as SSML. Every character that is not markup of ours is escaped here, and nowhere else.
//!
//! <https://developer.amazon.com/docs/custom-skills/speech-synthesis-markup-language-ssml-reference.html>

use crate::domain::reply::{Part, Speech};

const OPEN: &str = "<speak>";
const CLOSE: &str = "</speak>";
const PAUSE: &str = "<break time=\"400ms\"/>";

/// Speech as one `<speak>` element of at most `limit` characters. What is longer ends after the
/// last whole sentence that fits; `None`, where not even one does.
pub fn write(speech: &Speech, limit: usize) -> Option<String> {
    let mut text = Counted { text: String::with_capacity(256), characters: 0 };
    text.push(OPEN);
    let limit = limit.saturating_sub(CLOSE.len());
    let mut sentence_end = None;
    let parts = speech.parts();
    for (at, part) in parts.iter().enumerate() {
        let next = parts.get(at.saturating_add(1));
        match part {
            Part::Words(words) => {
                let ends = |rest: &str| match rest.chars().next() {
                    Some(character) => character.is_whitespace(),
                    None => begins_anew(next),
                };
                words_into(&mut text, words, ends, |text| {
                    if text.characters <= limit {
                        sentence_end = Some(text.text.len());
                    }
                });
            }
            Part::Amount(worded) | Part::Name(worded) => escape(&mut text, &worded.get().spoken),
            Part::Date(worded) | Part::Number(worded) => escape(&mut text, &worded.spoken),
            Part::Digits(digits) => {
                text.push("<say-as interpret-as=\"digits\">");
                escape(&mut text, digits.get().as_str());
                text.push("</say-as>");
            }
            Part::Pause => text.push(PAUSE),
        }
    }
    if text.characters > limit {
        text.text.truncate(sentence_end?);
    }
    text.text.push_str(CLOSE);
    Some(text.text)
}

/// Whether a sentence can be over before this part: a name that follows a full stop at once is
/// more likely its continuation.
fn begins_anew(part: Option<&Part>) -> bool {
    match part {
        None | Some(Part::Pause) => true,
        Some(Part::Words(words)) => words.starts_with(char::is_whitespace),
        Some(
            Part::Amount(_) | Part::Name(_) | Part::Date(_) | Part::Number(_) | Part::Digits(_),
        ) => false,
    }
}

/// Writes words of ours and tells where a sentence ends.
fn words_into(
    text: &mut Counted,
    words: &str,
    ends: impl Fn(&str) -> bool,
    mut at_end: impl FnMut(&Counted),
) {
    for (at, character) in words.char_indices() {
        escape_one(text, character);
        let rest = words.get(at.saturating_add(character.len_utf8())..).unwrap_or("");
        if matches!(character, '.' | '!' | '?') && ends(rest) {
            at_end(text);
        }
    }
}

fn escape(text: &mut Counted, raw: &str) {
    for character in raw.chars() {
        escape_one(text, character);
    }
}

fn escape_one(text: &mut Counted, character: char) {
    match character {
        '&' => text.push("&amp;"),
        '<' => text.push("&lt;"),
        '>' => text.push("&gt;"),
        '"' => text.push("&quot;"),
        '\'' => text.push("&apos;"),
        // What no XML document may hold, and what nobody can say.
        '\u{fffe}' | '\u{ffff}' => {}
        character if character.is_control() => text.push(" "),
        character => {
            text.text.push(character);
            text.characters = text.characters.saturating_add(1);
        }
    }
}

/// Text that knows how many characters it has.
struct Counted {
    text: String,
    characters: usize,
}

impl Counted {
    /// ASCII only.
    fn push(&mut self, ascii: &str) {
        self.text.push_str(ascii);
        self.characters = self.characters.saturating_add(ascii.len());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::disclosed::Disclosed;
    use crate::domain::identifier::LastDigits;
    use crate::domain::reply::Worded;

    fn part() -> impl Strategy<Value = Part> {
        let worded = ".{0,20}".prop_map(|text| Worded::same(&text));
        prop_oneof![
            ".{0,40}".prop_map(|text| Part::Words(text.into())),
            "[A-Za-z .?]{0,40}".prop_map(|text| Part::Words(text.into())),
            worded.clone().prop_map(|worded| Part::Name(Disclosed::allow(worded))),
            worded.clone().prop_map(|worded| Part::Amount(Disclosed::allow(worded))),
            worded.prop_map(Part::Date),
            Just(Part::Digits(Disclosed::allow(LastDigits::of("1234567890")))),
            Just(Part::Pause),
        ]
    }

    /// Checks well-formedness with a reader that knows only what may be in there.
    fn is_well_formed(ssml: &str) -> bool {
        let Some(inner) = ssml.strip_prefix(OPEN).and_then(|rest| rest.strip_suffix(CLOSE)) else {
            return false;
        };
        let inner = inner
            .replace(PAUSE, "")
            .replace("<say-as interpret-as=\"digits\">", "\u{1}")
            .replace("</say-as>", "\u{2}");
        let mut open = false;
        for character in inner.chars() {
            match character {
                '\u{1}' if !open => open = true,
                '\u{2}' if open => open = false,
                '<' | '>' | '"' | '\'' | '\u{fffe}' | '\u{ffff}' => return false,
                character if character.is_control() => return false,
                _ => {}
            }
        }
        let entities = ["amp;", "lt;", "gt;", "quot;", "apos;"];
        !open && inner.split('&').skip(1).all(|rest| entities.iter().any(|e| rest.starts_with(e)))
    }

    proptest! {
        #[test]
        fn any_speech_is_well_formed(parts in proptest::collection::vec(part(), 0..8)) {
            let ssml = write(&Speech::new(parts), 8000).unwrap();
            prop_assert!(is_well_formed(&ssml), "{}", ssml);
        }

        #[test]
        fn any_cut_is_within_the_limit_and_after_a_sentence(
            parts in proptest::collection::vec(part(), 0..8),
            limit in 20_usize..200,
        ) {
            let speech = Speech::new(parts);
            let whole = write(&speech, usize::MAX).unwrap();
            if let Some(cut) = write(&speech, limit) {
                prop_assert!(cut.chars().count() <= limit);
                prop_assert!(is_well_formed(&cut), "{}", cut);
                let said = cut.strip_suffix(CLOSE).unwrap();
                prop_assert!(cut == whole || said.ends_with(['.', '!', '?']), "{}", cut);
            }
        }
    }

    #[test]
    fn a_payee_called_speak_is_only_a_name() {
        let speech = Speech::new(vec![
            Part::Words("To ".into()),
            Part::Name(Disclosed::allow(Worded::same("<speak>Tom & \"Anna's\"</speak>"))),
        ]);
        assert_eq!(
            write(&speech, 8000).unwrap(),
            "<speak>To &lt;speak&gt;Tom &amp; &quot;Anna&apos;s&quot;&lt;/speak&gt;</speak>"
        );
    }

    #[test]
    fn digits_are_said_one_by_one_and_pauses_are_breaks() {
        let speech = Speech::new(vec![
            Part::Words("ending ".into()),
            Part::Digits(Disclosed::allow(LastDigits::of("DE89370400440532013000"))),
            Part::Pause,
        ]);
        assert_eq!(
            write(&speech, 8000).unwrap(),
            "<speak>ending <say-as interpret-as=\"digits\">3000</say-as>\
             <break time=\"400ms\"/></speak>"
        );
    }

    #[test]
    fn a_number_is_never_cut() {
        let speech = Speech::new(vec![
            Part::Words("One. You have ".into()),
            Part::Amount(Disclosed::allow(Worded::same("1.234.567 euros"))),
            Part::Words(". Two.".into()),
        ]);
        let spoken = |limit| write(&speech, limit);
        assert_eq!(spoken(35).unwrap(), "<speak>One.</speak>");
        assert_eq!(spoken(45).unwrap(), "<speak>One. You have 1.234.567 euros.</speak>");
        assert_eq!(spoken(10), None);
    }
}
