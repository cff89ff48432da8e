//! From bytes to JSON of the contract, and where it does not fit, a complaint that names the place
//! and none of the words.

use serde::Deserialize;

use crate::contracts::platform::PlatformError;

/// A call with everything in it has some ten kilobytes.
pub const SIZE_LIMIT_BYTES: usize = 512 * 1024;
/// How deep arrays and objects may stand in each other. Alexa needs about ten.
const DEPTH_LIMIT: usize = 64;

pub fn size(body: &[u8]) -> Result<(), PlatformError> {
    if body.len() > SIZE_LIMIT_BYTES {
        return Err(malformed(format!("longer than {SIZE_LIMIT_BYTES} bytes")));
    }
    Ok(())
}

/// Reads a body as one of the types of `request.rs`.
pub fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, PlatformError> {
    let text = text(body)?;
    depth(text)?;
    serde_json::from_str(text).map_err(|error| malformed(complaint(text, &error)))
}

/// The body as text. Some send a byte order mark.
fn text(body: &[u8]) -> Result<&str, PlatformError> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if body.is_empty() {
        return Err(malformed("the body is empty".to_owned()));
    }
    std::str::from_utf8(body)
        .map_err(|error| malformed(format!("not UTF-8 after byte {}", error.valid_up_to())))
}

fn depth(text: &str) -> Result<(), PlatformError> {
    // Counting is quicker than following, and enough for every call that is meant well.
    let opening = text.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count();
    if opening <= DEPTH_LIMIT {
        return Ok(());
    }
    let mut walk = Walk::default();
    for byte in text.bytes() {
        walk.step(byte);
        if walk.depth > DEPTH_LIMIT {
            return Err(malformed(format!("nested more than {DEPTH_LIMIT} deep")));
        }
    }
    Ok(())
}

pub fn malformed(what: String) -> PlatformError {
    PlatformError::Malformed { what }
}

/// What serde found, without the value it found, and the place as a person would name it.
fn complaint(text: &str, error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Eof => "the JSON ends too early",
        serde_json::error::Category::Syntax => "not JSON",
        serde_json::error::Category::Data => "a value of another type than the contract's",
        serde_json::error::Category::Io => "unreadable",
    };
    let (line, column) = (error.line(), error.column());
    match place(text, line, column) {
        Some(place) => format!("{what} at `{place}` (line {line}, column {column})"),
        None => format!("{what} (line {line}, column {column})"),
    }
}

/// The path of keys to a place: `request.intent.name`.
fn place(text: &str, line: usize, column: usize) -> Option<String> {
    let before: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let end = before.checked_add(column)?.min(text.len());
    let mut walk = Walk::default();
    for byte in text.as_bytes().get(..end)? {
        walk.step(*byte);
    }
    let path = walk.path.join(".");
    (!path.is_empty()).then_some(path)
}

/// Follows JSON byte by byte, remembering which keys lead to where it is.
#[derive(Default)]
struct Walk {
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// The string that is being read, or was read last; keys of ours are short.
    string: String,
    path: Vec<String>,
}

const KEY_SHOWN: usize = 40;

impl Walk {
    fn step(&mut self, byte: u8) {
        if self.in_string {
            self.step_in_string(byte);
            return;
        }
        match byte {
            b'"' => {
                self.in_string = true;
                self.string.clear();
            }
            b':' => {
                self.path.truncate(self.depth.saturating_sub(1));
                self.path.resize(self.depth.saturating_sub(1), "[]".to_owned());
                self.path.push(std::mem::take(&mut self.string));
            }
            b'{' | b'[' => self.depth = self.depth.saturating_add(1),
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                self.path.truncate(self.depth);
            }
            _ => {}
        }
    }

    fn step_in_string(&mut self, byte: u8) {
        if self.escaped {
            self.escaped = false;
        } else if byte == b'\\' {
            self.escaped = true;
        } else if byte == b'"' {
            self.in_string = false;
        } else if self.string.len() < KEY_SHOWN
            && (byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.')
        {
            self.string.push(char::from(byte));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::platforms::alexa::request::Envelope;

    fn complaint_about(body: &[u8]) -> String {
        match read::<Envelope<'_>>(body).unwrap_err() {
            PlatformError::Malformed { what } => what,
            other @ (PlatformError::NotVerified { .. } | PlatformError::Unwritable { .. }) => {
                panic!("{other:?}")
            }
        }
    }

    #[test]
    fn a_complaint_names_the_place_and_not_the_value() {
        let body = br#"{"session":{"new":true},"request":{"intent":
            {"name":{"secret":"words"}}}}"#;
        let complaint = complaint_about(body);
        assert!(complaint.contains("request.intent.name"), "{complaint}");
        assert!(!complaint.contains("words"), "{complaint}");
        let complaint = complaint_about(br#"{"request":{"type":"IntentRequest","locale":12345}}"#);
        assert!(
            complaint.contains("request.locale") && !complaint.contains("12345"),
            "{complaint}"
        );
    }

    #[test]
    fn half_a_character_is_refused_by_name() {
        let complaint = complaint_about(b"{\"request\":{\"type\":\"Launch\xc3");
        assert_eq!(complaint, "not UTF-8 after byte 26");
    }

    #[test]
    fn deep_nesting_is_refused_by_name_wherever_it_stands() {
        let deep = format!(r#"{{"unknown":{}1{}}}"#, "[".repeat(5000), "]".repeat(5000));
        assert_eq!(complaint_about(deep.as_bytes()), "nested more than 64 deep");
        let wide = format!(r#"{{"unknown":[{}[]]}}"#, "[],".repeat(5000));
        assert!(read::<Envelope<'_>>(wide.as_bytes()).is_ok());
        let quoted = format!(r#"{{"unknown":"{}"}}"#, "[".repeat(5000));
        assert!(read::<Envelope<'_>>(quoted.as_bytes()).is_ok());
    }

    #[test]
    fn what_is_no_json_is_refused_by_name() {
        assert_eq!(complaint_about(b""), "the body is empty");
        assert!(complaint_about(b"hello").starts_with("not JSON"));
        assert!(complaint_about(b"{\"request\":").starts_with("the JSON ends too early"));
        assert!(complaint_about(b"[]").starts_with("a value of another type"));
    }

    #[test]
    fn a_byte_order_mark_is_no_matter() {
        assert!(read::<Envelope<'_>>(b"\xef\xbb\xbf{}").is_ok());
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read::<Envelope<'_>>(&bytes);
        }

        #[test]
        fn no_json_like_text_panics(text in "[{}\\[\\]\":,a-z0-9\\\\ \n]{0,80}") {
            let _ = read::<Envelope<'_>>(text.as_bytes());
        }
    }
}
