//! An answer as a certification tester reads it: what is said, what stays open, what is wrong.
//!
//! <https://developer.amazon.com/docs/custom-skills/request-and-response-json-reference.html#response-format>

use serde_json::Value;

use crate::contracts::certification::{Exchange, Verdict};

/// What outputSpeech and a card may hold at most.
pub(super) const CHARACTERS: usize = 8000;
/// The page of today; a page of 2019 says a fifth of it.
pub(super) const BYTES: usize = 120 * 1024;
pub(super) const BYTES_BEFORE: usize = 24 * 1024;
pub(super) const DEADLINE_MS: u64 = 8000;
const AUDIOS: usize = 5;

#[derive(Debug, Clone)]
pub(super) struct Answer {
    whole: Value,
    pub(super) bytes: usize,
    pub(super) took_ms: u64,
}

pub(super) fn fail<T>(why: impl Into<String>) -> Result<T, Verdict> {
    Err(Verdict::Fail(why.into()))
}

impl Answer {
    /// Status 200 and JSON; everything else is for the modules.
    pub(super) fn read(exchange: &Exchange) -> Result<Self, Verdict> {
        if exchange.status != 200 {
            return fail(format!("status {} instead of 200", exchange.status));
        }
        match serde_json::from_slice::<Value>(&exchange.answer) {
            Ok(whole) if whole.is_object() => {
                Ok(Self { whole, bytes: exchange.answer.len(), took_ms: exchange.took_ms })
            }
            Ok(_) | Err(_) => fail("the answer is not a JSON object"),
        }
    }

    fn at(&self, pointer: &str) -> Option<&Value> {
        self.whole.pointer(pointer).filter(|value| !value.is_null())
    }

    /// What is said, without markup; empty for silence.
    pub(super) fn speech(&self) -> String {
        self.at("/response/outputSpeech").map(words).unwrap_or_default()
    }

    pub(super) fn reprompt(&self) -> String {
        self.at("/response/reprompt/outputSpeech").map(words).unwrap_or_default()
    }

    pub(super) fn card(&self) -> Option<&Value> {
        self.at("/response/card")
    }

    pub(super) fn card_type(&self) -> Option<&str> {
        self.card()?.get("type")?.as_str()
    }

    pub(super) fn can_fulfill(&self) -> Option<&str> {
        self.at("/response/canFulfillIntent/canFulfill")?.as_str()
    }

    /// The microphone opens: `false`, or `null`, but not when nothing is said about it.
    pub(super) fn is_open(&self) -> bool {
        matches!(
            self.whole.pointer("/response/shouldEndSession"),
            Some(Value::Bool(false) | Value::Null)
        )
    }

    pub(super) fn ends(&self) -> bool {
        self.whole.pointer("/response/shouldEndSession") == Some(&Value::Bool(true))
    }

    pub(super) fn asks(&self) -> bool {
        self.speech().contains(['?', '？', '؟'])
    }

    pub(super) fn directives(&self) -> Vec<&str> {
        let directives = self.at("/response/directives").and_then(Value::as_array);
        let kinds = directives.into_iter().flatten();
        kinds.filter_map(|directive| directive.get("type")?.as_str()).collect()
    }

    /// The session waits for a slot or a yes.
    pub(super) fn is_in_the_middle(&self) -> bool {
        self.is_open()
            && (self.asks() || self.directives().iter().any(|d| d.starts_with("Dialog.")))
    }

    /// What a text of the answer may not hold: the insides of a program.
    pub(super) fn insides(&self) -> Option<&'static str> {
        const SIGNS: [&str; 10] = [
            "Traceback (",
            "Exception",
            "stack trace",
            "panicked at",
            "TypeError",
            "undefined",
            "NullPointer",
            "[object Object]",
            "Error:",
            " at line ",
        ];
        let said = [self.speech(), self.reprompt(), self.card_text()].join("\n");
        SIGNS.into_iter().find(|sign| said.contains(sign))
    }

    /// Everything that a card shows as text.
    pub(super) fn card_text(&self) -> String {
        let Some(card) = self.card() else { return String::new() };
        let fields = ["title", "content", "text"].iter();
        let texts: Vec<&str> = fields.filter_map(|field| card.get(field)?.as_str()).collect();
        texts.join("\n")
    }

    /// Says nothing, shows nothing, asks for nothing.
    pub(super) fn is_empty(&self) -> Result<(), Verdict> {
        if self.at("/response/outputSpeech").is_some() {
            return fail("it speaks, and nobody may answer the end of a session");
        }
        if self.card().is_some() {
            return fail("it shows a card at the end of a session");
        }
        if !self.directives().is_empty() {
            return fail("it sends directives at the end of a session");
        }
        Ok(())
    }

    /// The envelope's shape.
    pub(super) fn is_well_formed(&self) -> Result<(), Verdict> {
        if self.whole.get("version").and_then(Value::as_str).is_none() {
            return fail("`version` is missing");
        }
        let Some(response) = self.whole.get("response").and_then(Value::as_object) else {
            return fail("`response` is missing");
        };
        if response
            .get("shouldEndSession")
            .is_some_and(|ends| !(ends.is_boolean() || ends.is_null()))
        {
            return fail("`shouldEndSession` is not a boolean");
        }
        for pointer in ["/response/outputSpeech", "/response/reprompt/outputSpeech"] {
            if let Some(speech) = self.at(pointer) {
                spoken(speech, pointer)?;
            }
        }
        Ok(())
    }

    /// Lengths, weight and time.
    pub(super) fn is_within_limits(&self) -> Result<(), Verdict> {
        for pointer in ["/response/outputSpeech", "/response/reprompt/outputSpeech"] {
            let Some(speech) = self.at(pointer) else { continue };
            let raw = raw(speech);
            let count = raw.chars().count();
            if count > CHARACTERS {
                return fail(format!("{pointer} has {count} characters, more than {CHARACTERS}"));
            }
            if raw.matches("<audio").count() > AUDIOS {
                return fail(format!("{pointer} has more than {AUDIOS} <audio> tags"));
            }
        }
        let card = self.card_text().chars().count();
        if card > CHARACTERS {
            return fail(format!("the card has {card} characters, more than {CHARACTERS}"));
        }
        if self.bytes > BYTES {
            return fail(format!("the answer has {} bytes, more than {BYTES}", self.bytes));
        }
        if self.took_ms >= DEADLINE_MS {
            return fail(format!("it took {} ms; Alexa waits {DEADLINE_MS}", self.took_ms));
        }
        if self.bytes > BYTES_BEFORE {
            return Err(Verdict::Warn(format!(
                "the answer has {} bytes; until 2019 the limit was {BYTES_BEFORE}",
                self.bytes
            )));
        }
        Ok(())
    }
}

fn raw(speech: &Value) -> &str {
    let text = |field: &str| speech.get(field).and_then(Value::as_str);
    text("ssml").or_else(|| text("text")).unwrap_or_default()
}

/// The words of an outputSpeech.
fn words(speech: &Value) -> String {
    let ssml = speech.get("ssml").and_then(Value::as_str);
    match ssml {
        Some(ssml) => crate::platforms::alexa::device::without_markup(ssml).trim().to_owned(),
        None => raw(speech).trim().to_owned(),
    }
}

fn spoken(speech: &Value, pointer: &str) -> Result<(), Verdict> {
    match speech.get("type").and_then(Value::as_str) {
        Some("PlainText") if speech.get("text").is_some_and(Value::is_string) => Ok(()),
        Some("SSML") => {
            let Some(ssml) = speech.get("ssml").and_then(Value::as_str) else {
                return fail(format!("{pointer} is SSML without `ssml`"));
            };
            markup(ssml).map_err(|why| Verdict::Fail(format!("{pointer}: {why}")))
        }
        _ => fail(format!("{pointer} is neither PlainText nor SSML with its text")),
    }
}

/// Exactly one `<speak>`, tags closed in order, `&` only where an entity begins.
fn markup(ssml: &str) -> Result<(), &'static str> {
    let ssml = ssml.trim();
    if !ssml.starts_with("<speak") || !ssml.ends_with("</speak>") {
        return Err("not one <speak> element");
    }
    let mut open: Vec<&str> = Vec::new();
    let mut rest = ssml;
    while let Some((text, after)) = rest.split_once('<') {
        entities(text)?;
        if open.is_empty() && rest.len() < ssml.len() {
            return Err("something beside the <speak> element");
        }
        let (tag, after) = after.split_once('>').ok_or("a tag that does not end")?;
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name.trim()) {
                return Err("tags that are not closed in order");
            }
        } else if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().unwrap_or_default());
        }
    }
    if open.is_empty() { Ok(()) } else { Err("a tag that is not closed") }
}

fn entities(text: &str) -> Result<(), &'static str> {
    let mut parts = text.split('&');
    parts.next();
    let known = |part: &str| {
        part.split_once(';').is_some_and(|(name, _)| {
            matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") || name.starts_with('#')
        })
    };
    if parts.all(known) { Ok(()) } else { Err("an `&` that is not escaped") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(response: &str) -> Answer {
        let answer = format!(r#"{{"version":"1.0","response":{response}}}"#).into_bytes();
        let exchange =
            Exchange { headers: Vec::new(), request: Vec::new(), status: 200, answer, took_ms: 3 };
        Answer::read(&exchange).unwrap()
    }

    #[test]
    fn good_markup_passes_and_bad_markup_is_named() {
        for good in ["<speak>Hi</speak>", "<speak>A &amp; B<break time='1s'/><p>x</p></speak>"] {
            assert_eq!(markup(good), Ok(()), "{good}");
        }
        for bad in [
            "Hi",
            "<speak>Hi",
            "<speak>A & B</speak>",
            "<speak><p>x</speak>",
            "<speak>a</speak><speak>b</speak>",
            "<speak><p>x</speak></p></speak>",
        ] {
            assert!(markup(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_open_microphone_is_false_or_null_and_not_silence_about_it() {
        assert!(answer(r#"{"shouldEndSession":false}"#).is_open());
        assert!(answer(r#"{"shouldEndSession":null}"#).is_open());
        assert!(!answer("{}").is_open() && !answer("{}").ends());
        assert!(answer(r#"{"shouldEndSession":true}"#).ends());
    }

    #[test]
    fn limits_are_counted_in_characters() {
        let long = "ü".repeat(CHARACTERS);
        let text =
            |text: &str| format!(r#"{{"outputSpeech":{{"type":"PlainText","text":"{text}"}}}}"#);
        assert_eq!(answer(&text(&long)).is_within_limits(), Ok(()));
        assert!(answer(&text(&format!("{long}ü"))).is_within_limits().is_err());
    }

    #[test]
    fn the_insides_of_a_program_are_noticed() {
        let spoken = r#"{"outputSpeech":{"type":"PlainText","text":"TypeError: x is undefined"}}"#;
        assert_eq!(answer(spoken).insides(), Some("TypeError"));
    }
}
