//! What is said when something of ours broke: whole, valid, without any data, and ready before
//! anything can break.

use std::collections::BTreeMap;

use super::decode::LIMITS;
use super::response::{Envelope, OutputSpeech, Response};
use super::ssml;
use crate::catalog::{IntentCatalog, LocaleCatalog, Piece, Wording};
use crate::contracts::platform::Outbound;
use crate::domain::locale::Locale;
use crate::domain::reply::{Part, Speech};

/// The phrase of `_common.toml` that every locale has for this.
pub const PHRASE: &str = "unexpected";
/// For a locale whose language nobody has written yet.
const IN_ENGLISH: &str = "Sorry, something went wrong on my side. Please try again in a moment.";

/// One answer for each locale.
#[derive(Debug)]
pub struct Apologies {
    by_locale: BTreeMap<Locale, Outbound>,
    otherwise: Outbound,
}

impl Apologies {
    pub fn new(catalog: &IntentCatalog) -> Result<Self, serde_json::Error> {
        let mut by_locale = BTreeMap::new();
        for locale in catalog.locales() {
            if let Some(words) = words(locale) {
                by_locale.insert(locale.locale(), answer(&words)?);
            }
        }
        Ok(Self { by_locale, otherwise: answer(&Speech::words(IN_ENGLISH))? })
    }

    pub fn in_language(&self, locale: Locale) -> Outbound {
        let same_language = || {
            let mut others = self.by_locale.iter();
            others.find(|(other, _)| other.language() == locale.language()).map(|(_, found)| found)
        };
        let found = self.by_locale.get(&locale).or_else(same_language);
        found.unwrap_or(&self.otherwise).clone()
    }
}

/// The phrase as it stands; one with gaps cannot be filled when everything is broken.
fn words(locale: &LocaleCatalog) -> Option<Speech> {
    let (Wording::Always(template) | Wording::Counted { other: template, .. }) =
        &locale.phrase(PHRASE)?.speech;
    let parts = template.pieces().iter().map(|piece| match piece {
        Piece::Words(words) => Some(Part::Words(words.clone())),
        Piece::Pause => Some(Part::Pause),
        Piece::Value { .. } => None,
    });
    parts.collect::<Option<Vec<_>>>().map(Speech::new)
}

fn answer(words: &Speech) -> Result<Outbound, serde_json::Error> {
    let ssml = ssml::write(words, LIMITS.speech_characters);
    let response = Response {
        output_speech: ssml.map(|ssml| OutputSpeech::Ssml { ssml }),
        should_end_session: Some(true),
        ..Response::default()
    };
    Ok(Outbound::json(200, Envelope::new(response).to_bytes()?))
}
