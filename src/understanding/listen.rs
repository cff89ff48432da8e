//! The layers of listening, first to answer wins: a whole sentence, the answer to what was asked,
//! a correction, a word added to what was wanted before, and at last a guess.

use std::collections::BTreeMap;

use super::amount;
use super::context::{Context, Pending};
use super::guess::Guesser;
use super::language::Language;
use super::lexed::{Lexed, Lexicons};
use super::matcher::{self, Match};
use super::template::Automaton;
use super::text::Text;
use super::understood::{Confidence, Understood};
use crate::catalog::{Confirmation, IntentCatalog, IntentKind, LocaleCatalog, SlotType};
use crate::domain::intent::{IntentName, SlotHeard, SlotName, SlotValue, Slots, WhyUnclear};
use crate::domain::locale::Locale;
use crate::domain::money::Currency;

/// The intent of what nobody understood.
const FALLBACK: &str = "Fallback";
/// A bare name has no more words.
const NAME_WORDS_LIMIT: usize = 6;

/// Everything needed to understand, made once from the catalog.
#[derive(Debug)]
pub struct Understanding {
    intents: Vec<Known>,
    /// What is answered where nothing was understood.
    fallback: IntentName,
    tongues: BTreeMap<Locale, Tongue>,
}

#[derive(Debug, thiserror::Error)]
pub enum NotUnderstandable {
    #[error("the catalog holds no intent `{FALLBACK}`")]
    NoFallback,
    #[error("the catalog holds more intents than can be told apart")]
    TooManyIntents,
}

#[derive(Debug)]
struct Known {
    name: IntentName,
    kind: IntentKind,
    slots: Vec<(SlotName, SlotType)>,
    /// Whether it only tells; such a wish may be continued by a word.
    tells: bool,
}

#[derive(Debug)]
struct Tongue {
    automaton: Automaton,
    lexicons: Lexicons,
    guesser: Guesser,
}

impl Understanding {
    pub fn new(catalog: &IntentCatalog) -> Result<Self, NotUnderstandable> {
        let intents: Vec<Known> = catalog
            .intents()
            .map(|schema| Known {
                name: schema.name.clone(),
                kind: schema.kind,
                slots: schema.slots.iter().map(|s| (s.name.clone(), s.slot_type)).collect(),
                tells: schema.confirmation == Confirmation::None,
            })
            .collect();
        let fallback = intents
            .iter()
            .find(|known| known.name.as_str() == FALLBACK)
            .map(|known| known.name.clone())
            .ok_or(NotUnderstandable::NoFallback)?;
        if u16::try_from(intents.len()).is_err() {
            return Err(NotUnderstandable::TooManyIntents);
        }
        let tongues = catalog
            .locales()
            .map(|locale| (locale.locale(), Tongue::new(locale, &intents)))
            .collect();
        Ok(Self { intents, fallback, tongues })
    }

    /// Understands what somebody said.
    pub fn hear(&self, locale: Locale, said: &str, context: &Context<'_>) -> Understood {
        let Some(tongue) = self.tongue(locale) else { return self.nothing() };
        let text = Text::read(said);
        if text.too_long() || text.len() == 0 {
            return self.nothing();
        }
        let lexed = Lexed::new(&text, locale, &tongue.lexicons, context);
        let whole = sentence(tongue, &lexed);
        let heard = match whole.as_ref().filter(|found| found.unique) {
            // A sentence of its own words wins over the answer that was waited for; one that is
            // little more than its slots ("fifty euros to anna") does not.
            Some(found) if self.is_session(found) || found.literals > 1 => None,
            Some(_) => self.answer(&lexed).filter(is_clear).or_else(|| self.correction(&lexed)),
            None => self.answer(&lexed).or_else(|| self.correction(&lexed)),
        };
        heard
            .or_else(|| whole.map(|found| self.told(tongue, &lexed, &found)))
            .or_else(|| self.continuation(&lexed))
            .unwrap_or_else(|| self.guessed(tongue, &lexed))
    }

    /// Reads a platform's words for one slot by the slot's type.
    pub fn read_slot(
        &self,
        locale: Locale,
        slot_type: SlotType,
        said: &str,
        context: &Context<'_>,
    ) -> SlotValue {
        let text = Text::read(said);
        if slot_type == SlotType::Amount {
            return amount::read(&text, Language::of(locale), context.currency);
        }
        let Some(tongue) = self.tongue(locale).filter(|_| !text.too_long()) else {
            return SlotValue::Words;
        };
        let lexed = Lexed::new(&text, locale, &tongue.lexicons, context);
        value_of_all(&lexed, slot_type, 0).unwrap_or(SlotValue::Words)
    }

    fn tongue(&self, locale: Locale) -> Option<&Tongue> {
        self.tongues.get(&locale).or_else(|| {
            self.tongues
                .iter()
                .find(|(known, _)| known.language() == locale.language())
                .map(|(_, tongue)| tongue)
        })
    }

    fn known(&self, name: &str) -> Option<&Known> {
        self.intents.iter().find(|known| known.name.as_str() == name)
    }

    fn is_session(&self, found: &Match) -> bool {
        self.intents
            .get(usize::from(found.intent))
            .is_some_and(|known| known.kind == IntentKind::Session)
    }

    /// A whole sentence.
    fn told(&self, tongue: &Tongue, lexed: &Lexed<'_, '_>, found: &Match) -> Understood {
        let Some(known) = self.intents.get(usize::from(found.intent)) else {
            return self.nothing();
        };
        let slots = found
            .slots
            .iter()
            .filter_map(|at| {
                let slot = tongue.automaton.slot(at.slot)?;
                let meant = lexed.value(slot.slot_type, at.from, at.to);
                let said = lexed.text.said(at.from, at.to);
                Some((slot.name.clone(), SlotHeard::meaning(said, meant)))
            })
            .collect();
        let doubt = u16::try_from(found.free).unwrap_or(u16::MAX).saturating_mul(10);
        let sure = if found.unique { 1000_u16.saturating_sub(doubt).max(800) } else { 500 };
        understood(known, Confidence::per_mille(sure), found.unique, slots)
    }

    /// The bare value of the slot that was asked for.
    fn answer(&self, lexed: &Lexed<'_, '_>) -> Option<Understood> {
        let Pending::Slot { intent, slot } = lexed.context.pending else { return None };
        let known = self.known(intent.as_str())?;
        let (name, slot_type) = known.slots.iter().find(|(name, _)| name == slot)?;
        let from = skip(lexed.text, 0, is_opener);
        let meant = answer_value(lexed, *slot_type, from)?;
        let said = lexed.text.said(from, lexed.text.len());
        let sure = if meant == SlotValue::Words { 800 } else { 950 };
        let slots = [(name.clone(), SlotHeard::meaning(said, meant))].into_iter().collect();
        Some(understood(known, Confidence::per_mille(sure), true, slots))
    }

    /// "No, sixty": the same wish with one fact changed. Only while it is read back.
    fn correction(&self, lexed: &Lexed<'_, '_>) -> Option<Understood> {
        if lexed.context.pending != Pending::Confirm {
            return None;
        }
        let from = skip(lexed.text, 0, is_correcting);
        self.changed(lexed, from, lexed.text.len(), 900)
    }

    /// "And my savings?": the same question about something else. Never for what moves anything.
    fn continuation(&self, lexed: &Lexed<'_, '_>) -> Option<Understood> {
        let (last, _) = lexed.context.last?;
        if lexed.context.pending != Pending::None || !self.known(last.as_str())?.tells {
            return None;
        }
        let from = skip(lexed.text, 0, is_continuing);
        if from == 0 {
            return None;
        }
        self.changed(lexed, from, lexed.text.len(), 850)
    }

    /// The last intent with the one slot replaced that the rest of the text is a value of.
    fn changed(
        &self,
        lexed: &Lexed<'_, '_>,
        from: usize,
        end: usize,
        sure: u16,
    ) -> Option<Understood> {
        let (last, slots) = lexed.context.last?;
        let known = self.known(last.as_str())?;
        let mut end = end;
        while end > from && is_trailing(lexed.text.word(end.checked_sub(1)?)) {
            end = end.checked_sub(1)?;
        }
        let to_somebody = matches!(lexed.text.word(from), "to" | "an" | "fuer" | "for");
        let fits = |slot_type: SlotType| {
            let named = slot_type == SlotType::SavedPayee && to_somebody;
            let start = if named { from.saturating_add(1) } else { from };
            let spans = lexed.spans(slot_type, start, end);
            let span = spans.iter().find(|span| span.to == end && (span.known || named))?;
            Some((start, span.to))
        };
        let mut found = known
            .slots
            .iter()
            .filter_map(|(name, slot_type)| Some((name, *slot_type, fits(*slot_type)?)));
        // Which of two accounts "my savings" is to replace is not for us to say.
        let (Some((name, slot_type, (from, to))), None) = (found.next(), found.next()) else {
            return None;
        };
        let before = slots.get(name.as_str()).first().and_then(|heard| heard.meant.as_ref());
        let meant = match (before, lexed.value(slot_type, from, to)) {
            // "Make it sixty" after "fifty pounds" is pounds, whatever the account holds.
            (
                Some(SlotValue::Amount { amount, currency_said: true }),
                SlotValue::Amount { currency_said: false, .. },
            ) => with_currency_said(lexed, from, to, amount.currency()),
            (_, meant) => meant,
        };
        let mut slots = slots.clone();
        slots.remove(name.as_str());
        slots.insert(name.clone(), SlotHeard::meaning(lexed.text.said(from, to), meant));
        Some(understood(known, Confidence::per_mille(sure), true, slots))
    }

    fn guessed(&self, tongue: &Tongue, lexed: &Lexed<'_, '_>) -> Understood {
        let (intent, sure) = tongue.guesser.guess(lexed.text);
        let Some(known) = self.intents.get(usize::from(intent)).filter(|_| sure > 0) else {
            return self.nothing();
        };
        let slots = loose_slots(known, lexed);
        understood(known, Confidence::per_mille(sure), false, slots)
    }

    fn nothing(&self) -> Understood {
        Understood {
            intent: self.fallback.clone(),
            kind: IntentKind::Session,
            confidence: Confidence::NONE,
            accepted: false,
            slots: Slots::default(),
        }
    }
}

impl Tongue {
    fn new(locale: &LocaleCatalog, intents: &[Known]) -> Self {
        let mut automaton = Automaton::new();
        let mut guesser = Guesser::default();
        for (at, known) in intents.iter().enumerate() {
            let Ok(at) = u16::try_from(at) else { continue };
            let slot_type = |name: &SlotName| {
                known.slots.iter().find(|(known, _)| known == name).map(|(_, t)| *t)
            };
            for sentence in locale.sentences(known.name.as_str()) {
                automaton.add(sentence.template.parts(), at, &slot_type);
                guesser.learn(sentence.template.parts(), at);
            }
            let answer = match known.name.as_str() {
                "Yes" => "yes",
                "No" => "no",
                _ => continue,
            };
            let words = locale.list("answer").map_or(&[][..], |list| list.words(answer));
            words.iter().for_each(|phrase| automaton.add_phrase(phrase, at));
        }
        automaton.finish();
        guesser.finish();
        Self { automaton, lexicons: Lexicons::of(locale), guesser }
    }
}

/// The best whole sentence, as it stands or without words of courtesy around it.
fn sentence(tongue: &Tongue, lexed: &Lexed<'_, '_>) -> Option<Match> {
    let end = lexed.text.len();
    matcher::best(&tongue.automaton, lexed, 0, end).or_else(|| {
        let from = skip(lexed.text, 0, is_courtesy);
        let mut to = end;
        while to > from && is_courtesy(lexed.text.word(to.checked_sub(1)?)) {
            to = to.checked_sub(1)?;
        }
        if from == 0 && to == end {
            return None;
        }
        matcher::best(&tongue.automaton, lexed, from, to)
    })
}

/// What a whole answer means for a slot of this type; none if it means nothing there.
fn answer_value(lexed: &Lexed<'_, '_>, slot_type: SlotType, from: usize) -> Option<SlotValue> {
    let language = Language::of(lexed.locale);
    if slot_type == SlotType::Amount {
        let value = amount::read(lexed.text, language, lexed.context.currency);
        let unclear = value == SlotValue::AmountUnclear(WhyUnclear::Ambiguous);
        // Words without any number are no answer to "how much".
        return (!unclear || !lexed.figures().is_empty()).then_some(value);
    }
    if slot_type != SlotType::Count
        && let Some(nth) = ordinal(lexed)
    {
        return Some(nth);
    }
    value_of_all(lexed, slot_type, from)
}

/// "The second one", said alone.
fn ordinal(lexed: &Lexed<'_, '_>) -> Option<SlotValue> {
    let (value, to) = lexed.lexicons.ordinal.at(lexed.text, 0)?;
    (to == lexed.text.len()).then(|| value.parse().ok().map(SlotValue::Nth))?
}

/// The value that all tokens from one on are for a slot of this type.
fn value_of_all(lexed: &Lexed<'_, '_>, slot_type: SlotType, from: usize) -> Option<SlotValue> {
    let end = lexed.text.len();
    let spans = |start: usize| {
        let spans = lexed.spans(slot_type, start, end);
        spans.into_iter().find(|span| span.to == end).map(|_| start)
    };
    // "My savings", "the savings one": the words around a value are not its own.
    let from = spans(from).filter(|start| {
        slot_type != SlotType::Account || lexed.value(slot_type, *start, end) != SlotValue::Words
    });
    let start = from.or_else(|| {
        let start = skip(lexed.text, 0, is_determiner);
        spans(start)
    });
    if let Some(start) = start {
        let value = lexed.value(slot_type, start, end);
        if value != SlotValue::Words || end <= NAME_WORDS_LIMIT {
            return Some(value);
        }
    }
    let before = end.checked_sub(1)?;
    if matches!(lexed.text.word(before), "one" | "account" | "konto") {
        let start = skip(lexed.text, 0, is_determiner);
        let span = lexed.spans(slot_type, start, before);
        if span.iter().any(|span| span.to == before && span.known) {
            return Some(lexed.value(slot_type, start, before));
        }
    }
    None
}

/// An amount without a currency, as one of a currency that was said before.
fn with_currency_said(
    lexed: &Lexed<'_, '_>,
    from: usize,
    to: usize,
    currency: Currency,
) -> SlotValue {
    let context = Context { currency, ..*lexed.context };
    let again = Lexed::new(lexed.text, lexed.locale, lexed.lexicons, &context);
    match again.value(SlotType::Amount, from, to) {
        SlotValue::Amount { amount, .. } => SlotValue::Amount { amount, currency_said: true },
        SlotValue::AmountUnclear(why) => SlotValue::AmountUnclear(why),
        SlotValue::Period(_)
        | SlotValue::Date(_)
        | SlotValue::Account(_)
        | SlotValue::Direction(_)
        | SlotValue::Count(_)
        | SlotValue::Nth(_)
        | SlotValue::Words => SlotValue::AmountUnclear(WhyUnclear::Ambiguous),
    }
}

fn is_clear(heard: &Understood) -> bool {
    heard
        .slots
        .iter()
        .flat_map(|(_, heard)| heard)
        .all(|heard| !matches!(heard.meant, Some(SlotValue::AmountUnclear(_))))
}

/// What can be read without knowing the sentence: amounts, periods, accounts.
fn loose_slots(known: &Known, lexed: &Lexed<'_, '_>) -> Slots {
    let mut slots = Slots::default();
    for (name, slot_type) in &known.slots {
        let mut at = 0;
        while at < lexed.text.len() {
            let spans = lexed.spans(*slot_type, at, lexed.text.len());
            if let Some(span) = spans.iter().find(|span| span.known) {
                let meant = lexed.value(*slot_type, at, span.to);
                slots.insert(name.clone(), SlotHeard::meaning(lexed.text.said(at, span.to), meant));
                break;
            }
            at = at.saturating_add(1);
        }
    }
    slots
}

fn understood(known: &Known, confidence: Confidence, accepted: bool, slots: Slots) -> Understood {
    Understood { intent: known.name.clone(), kind: known.kind, confidence, accepted, slots }
}

/// The first token from here on that is not such a word; never past the last.
fn skip(text: &Text<'_>, from: usize, is_such: fn(&str) -> bool) -> usize {
    let last = text.len().saturating_sub(1);
    (from..last).find(|at| !is_such(text.word(*at))).unwrap_or(last)
}

fn is_courtesy(word: &str) -> bool {
    matches!(
        word,
        "please"
            | "bitte"
            | "hey"
            | "hi"
            | "hello"
            | "hallo"
            | "ok"
            | "okay"
            | "um"
            | "uh"
            | "er"
            | "aeh"
            | "aehm"
            | "so"
            | "well"
            | "now"
            | "jetzt"
            | "mal"
            | "thanks"
            | "danke"
            | "then"
            | "dann"
            | "just"
            | "and"
            | "und"
            | "also"
            | "gerade"
    )
}

fn is_opener(word: &str) -> bool {
    is_courtesy(word)
        || matches!(word, "to" | "an" | "from" | "von" | "vom" | "for" | "fuer" | "it" | "is")
}

fn is_determiner(word: &str) -> bool {
    is_opener(word)
        || matches!(
            word,
            "my" | "the"
                | "mein"
                | "meine"
                | "meinem"
                | "meinen"
                | "meiner"
                | "das"
                | "die"
                | "der"
                | "dem"
                | "den"
                | "auf"
                | "into"
                | "of"
                | "zum"
                | "aufs"
        )
}

fn is_correcting(word: &str) -> bool {
    is_courtesy(word)
        || matches!(
            word,
            "no" | "nope"
                | "nein"
                | "ne"
                | "make"
                | "it"
                | "that"
                | "mach"
                | "mache"
                | "sondern"
                | "lieber"
                | "doch"
                | "rather"
                | "actually"
                | "i"
                | "meant"
                | "mean"
                | "said"
                | "ich"
                | "meinte"
                | "sagte"
                | "es"
                | "change"
                | "not"
                | "only"
                | "nur"
        )
}

fn is_continuing(word: &str) -> bool {
    is_determiner(word)
        || matches!(
            word,
            "what"
                | "how"
                | "about"
                | "was"
                | "ist"
                | "wie"
                | "mit"
                | "only"
                | "nur"
                | "last"
                | "letzten"
                | "on"
                | "bei"
                | "sieht"
                | "aus"
                | "in"
                | "im"
        )
}

fn is_trailing(word: &str) -> bool {
    matches!(
        word,
        "instead" | "please" | "bitte" | "draus" | "daraus" | "stattdessen" | "then" | "dann"
    )
}
