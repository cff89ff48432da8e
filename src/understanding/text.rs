//! A text as tokens: folded for comparing, with their places in the text for quoting.
//!
//! Folding is the same for what is said and for what it is compared with: lower case, `ä` as `ae`,
//! other marks dropped, punctuation gone, contractions spelled out. Whatever could belong to a
//! number stays as a symbol, so that nothing vanishes between two digits.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How much of what somebody said is looked at, in bytes and tokens. Longer texts are not
/// understood at all: a text that is cut could lose the "thousand" behind a "fifty".
pub(super) const BYTES_LIMIT: usize = 1000;
pub(super) const TOKENS_LIMIT: usize = 96;

/// A tokenised text.
#[derive(Debug)]
pub(super) struct Text<'t> {
    raw: &'t str,
    folded: String,
    tokens: Vec<Token>,
    too_long: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: TokenKind,
    /// Whether it follows the token before without a space.
    pub glued: bool,
    folded: Range<usize>,
    raw: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    /// Digits with separators between them: `1,234.56`.
    Digits,
    Symbol(char),
}

impl<'t> Text<'t> {
    pub(super) fn read(raw: &'t str) -> Self {
        let mut text = Self { raw, folded: String::new(), tokens: Vec::new(), too_long: false };
        if raw.len() > BYTES_LIMIT {
            text.too_long = true;
            return text;
        }
        text.folded.reserve(raw.len().saturating_mul(2));
        let mut rest = 0;
        while let Some((from, first)) = char_at(raw, rest) {
            rest = text.take(from, first);
            if text.tokens.len() > TOKENS_LIMIT {
                text.too_long = true;
                text.tokens.clear();
                return text;
            }
        }
        text
    }

    pub(super) const fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) const fn too_long(&self) -> bool {
        self.too_long
    }

    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    /// The folded form of a token; empty past the end.
    pub(super) fn word(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .and_then(|token| self.folded.get(token.folded.clone()))
            .unwrap_or_default()
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.word(at))
    }

    /// The words as they were written, from a token up to and without another.
    pub(super) fn said(&self, from: usize, to: usize) -> &'t str {
        let start = self.tokens.get(from).map(|token| token.raw.start);
        let end = to.checked_sub(1).and_then(|last| self.tokens.get(last)).map(|t| t.raw.end);
        start.zip(end).and_then(|(start, end)| self.raw.get(start..end)).unwrap_or_default()
    }

    /// Takes one token, or skips one character; gives the place to go on from.
    fn take(&mut self, from: usize, first: char) -> usize {
        let after = from.saturating_add(first.len_utf8());
        if first.is_ascii_digit() || (matches!(first, '.' | ',') && self.begins_fraction(from)) {
            let to = digits_end(self.raw, from);
            let start = self.folded.len();
            self.folded.push_str(self.raw.get(from..to).unwrap_or_default());
            self.push(TokenKind::Digits, start, from..to);
            return to;
        }
        if first.is_alphabetic() {
            let to = word_end(self.raw, from);
            self.push_word(from..to);
            return to;
        }
        if self.is_symbol(from, first) {
            let start = self.folded.len();
            let symbol = if is_dash(first) { '-' } else { first };
            self.folded.push(symbol);
            self.push(TokenKind::Symbol(symbol), start, from..after);
        }
        after
    }

    fn push(&mut self, kind: TokenKind, folded_from: usize, raw: Range<usize>) {
        let glued = self.tokens.last().is_some_and(|last| last.raw.end == raw.start);
        self.tokens.push(Token { kind, glued, folded: folded_from..self.folded.len(), raw });
    }

    fn push_word(&mut self, raw: Range<usize>) {
        let start = self.folded.len();
        fold_into(&mut self.folded, self.raw.get(raw.clone()).unwrap_or_default());
        let word = self.folded.get(start..).unwrap_or_default();
        if let Some((first, second)) = spelled_out(word) {
            self.folded.truncate(start);
            self.folded.push_str(&first);
            self.push(TokenKind::Word, start, raw.clone());
            let start = self.folded.len();
            self.folded.push_str(second);
            self.push(TokenKind::Word, start, raw);
            return;
        }
        if word.contains('\'') {
            let plain = word.replace('\'', "");
            self.folded.truncate(start);
            self.folded.push_str(&plain);
        }
        self.push(TokenKind::Word, start, raw);
    }

    /// Whether a stop or a comma stands before a digit and after none: `.50`.
    fn begins_fraction(&self, at: usize) -> bool {
        let before = self.raw.get(..at).and_then(|text| text.chars().next_back());
        let after = self.raw.get(at.saturating_add(1)..).and_then(|text| text.chars().next());
        after.is_some_and(|c| c.is_ascii_digit()) && before.is_none_or(|c| !c.is_alphanumeric())
    }

    fn is_symbol(&self, at: usize, character: char) -> bool {
        if is_dash(character) {
            // A dash between words is punctuation; before a figure it may be a minus.
            let after = self.raw.get(at.saturating_add(character.len_utf8())..).unwrap_or_default();
            return after.trim_start().starts_with(|c: char| c.is_numeric() || is_currency_sign(c));
        }
        is_currency_sign(character)
            || matches!(character, '%' | '+' | '/' | ':' | '*' | '=' | '^' | '~' | '<' | '>' | '°')
            // Fractions, superscripts and figures of other scripts: seen, and never read.
            || character.is_numeric()
    }
}

/// Folds one word or name on its own.
pub(super) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(&mut folded, word);
    folded
}

fn fold_into(folded: &mut String, word: &str) {
    if word.is_ascii() {
        folded.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    for character in word.nfc().flat_map(char::to_lowercase) {
        match character {
            'ä' => folded.push_str("ae"),
            'ö' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'đ' | 'ð' => folded.push('d'),
            '’' | '‘' | 'ʼ' => folded.push('\''),
            other => folded.extend(std::iter::once(other).nfd().filter(|c| !is_combining_mark(*c))),
        }
    }
}

/// Contractions as their two words, so that one sentence stands for both ways to say it.
fn spelled_out(word: &str) -> Option<(String, &'static str)> {
    let pair = match word {
        "whats" => ("what", "is"),
        "wheres" => ("where", "is"),
        "hows" => ("how", "is"),
        "thats" => ("that", "is"),
        "cannot" | "cant" | "can't" => ("can", "not"),
        "dont" => ("do", "not"),
        "didnt" => ("did", "not"),
        "ive" => ("i", "have"),
        "wieviel" => ("wie", "viel"),
        "wieviele" => ("wie", "viele"),
        _ => return spelled_out_by_ending(word),
    };
    Some((pair.0.to_owned(), pair.1))
}

fn spelled_out_by_ending(word: &str) -> Option<(String, &'static str)> {
    let (stem, ending) = word.split_once('\'')?;
    if let Some(verb) = stem.strip_suffix('n').filter(|verb| ending == "t" && !verb.is_empty()) {
        return Some((verb.to_owned(), "not"));
    }
    let second = match ending {
        "m" => "am",
        "ve" => "have",
        "ll" => "will",
        "d" => "would",
        "re" => "are",
        "s" if matches!(stem, "let") => "us",
        "s" if matches!(
            stem,
            "what" | "where" | "how" | "who" | "that" | "it" | "there" | "here" | "when"
        ) =>
        {
            "is"
        }
        _ => return None,
    };
    Some((stem.to_owned(), second))
}

fn char_at(text: &str, at: usize) -> Option<(usize, char)> {
    text.get(at..)?.chars().next().map(|c| (at, c))
}

fn word_end(text: &str, from: usize) -> usize {
    let mut end = from;
    let mut characters = text.get(from..).unwrap_or_default().char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        let goes_on = character.is_alphabetic()
            || is_combining_mark(character)
            || (matches!(character, '\'' | '’' | '‘' | 'ʼ')
                && characters.peek().is_some_and(|(_, next)| next.is_alphabetic()));
        if !goes_on {
            break;
        }
        end = from.saturating_add(offset).saturating_add(character.len_utf8());
    }
    end
}

fn digits_end(text: &str, from: usize) -> usize {
    let mut end = from;
    let mut characters = text.get(from..).unwrap_or_default().char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        let separates = matches!(character, '.' | ',' | '\'' | '’')
            && characters.peek().is_some_and(|(_, next)| next.is_ascii_digit());
        if !character.is_ascii_digit() && !separates {
            break;
        }
        end = from.saturating_add(offset).saturating_add(character.len_utf8());
    }
    end
}

const fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

pub(super) const fn is_currency_sign(character: char) -> bool {
    matches!(character, '$' | '£' | '¥' | '¢' | '\u{20a0}'..='\u{20cf}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(raw: &str) -> Vec<String> {
        Text::read(raw).words().map(str::to_owned).collect()
    }

    #[test]
    fn case_marks_and_punctuation_do_not_matter() {
        assert_eq!(words("Überweise, Müller!"), ["ueberweise", "mueller"]);
        assert_eq!(words("u\u{308}ber"), ["ueber"]);
        assert_eq!(words("Zoë O’Brien"), ["zoe", "obrien"]);
    }

    #[test]
    fn contractions_are_spelled_out() {
        assert_eq!(words("What's"), ["what", "is"]);
        assert_eq!(words("I don't"), ["i", "do", "not"]);
    }

    #[test]
    fn what_may_belong_to_a_number_stays() {
        assert_eq!(words("-50,5€"), ["-", "50,5", "€"]);
        assert_eq!(words("50½"), ["50", "½"]);
        assert_eq!(words("1.234,56."), ["1.234,56"]);
        assert_eq!(words("fifty-five"), ["fifty", "five"]);
    }

    #[test]
    fn a_quotation_is_as_it_was_written() {
        let text = Text::read("Send to Jörg-Peter  Weiß now");
        assert_eq!(text.said(2, 5), "Jörg-Peter  Weiß");
    }

    #[test]
    fn what_is_too_long_is_not_cut_but_refused() {
        let text = Text::read(&"9".repeat(BYTES_LIMIT + 1)).too_long();
        assert!(text);
        assert!(Text::read(&"a ".repeat(TOKENS_LIMIT + 1)).too_long());
    }

    proptest! {
        #[test]
        fn no_text_panics_and_tokens_lie_in_order(raw in "\\PC*") {
            let text = Text::read(&raw);
            for at in 0..text.len() {
                prop_assert!(!text.said(at, at.saturating_add(1)).is_empty());
            }
        }
    }
}
