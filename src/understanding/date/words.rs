//! The names of days, months and stretches of time.

use chrono::{Month, Weekday};

use crate::understanding::language::Language;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stretch {
    Day,
    Week,
    Weekend,
    Month,
    Quarter,
    Year,
}

/// Which one: "last", "this", "next".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Last,
    This,
    Next,
}

pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" | "montag" => Weekday::Mon,
        "tuesday" | "tue" | "tues" | "dienstag" => Weekday::Tue,
        "wednesday" | "wed" | "mittwoch" => Weekday::Wed,
        "thursday" | "thu" | "thur" | "thurs" | "donnerstag" => Weekday::Thu,
        "friday" | "fri" | "freitag" => Weekday::Fri,
        "saturday" | "sat" | "samstag" | "sonnabend" => Weekday::Sat,
        "sunday" | "sun" | "sonntag" => Weekday::Sun,
        _ => return None,
    })
}

pub(super) fn month(word: &str) -> Option<u32> {
    let month = match word {
        "january" | "jan" | "januar" | "jaenner" => Month::January,
        "february" | "feb" | "februar" | "feber" => Month::February,
        "march" | "mar" | "maerz" => Month::March,
        "april" | "apr" => Month::April,
        "may" | "mai" => Month::May,
        "june" | "jun" | "juni" => Month::June,
        "july" | "jul" | "juli" => Month::July,
        "august" | "aug" => Month::August,
        "september" | "sep" | "sept" => Month::September,
        "october" | "oct" | "oktober" | "okt" => Month::October,
        "november" | "nov" => Month::November,
        "december" | "dec" | "dezember" | "dez" => Month::December,
        _ => return None,
    };
    Some(month.number_from_month())
}

pub(super) fn stretch(word: &str) -> Option<Stretch> {
    Some(match word {
        "day" | "days" | "tag" | "tage" | "tagen" | "tages" => Stretch::Day,
        "week" | "weeks" | "woche" | "wochen" => Stretch::Week,
        "weekend" | "wochenende" | "wochenendes" => Stretch::Weekend,
        "month" | "months" | "monat" | "monate" | "monaten" | "monats" => Stretch::Month,
        "quarter" | "quarters" | "quartal" | "quartale" | "quartalen" | "quartals" => {
            Stretch::Quarter
        }
        "year" | "years" | "jahr" | "jahre" | "jahren" | "jahres" => Stretch::Year,
        _ => return None,
    })
}

pub(super) fn which(word: &str) -> Option<Which> {
    Some(match word {
        "last" | "past" | "previous" | "letzte" | "letzten" | "letzter" | "letztes" | "letztem"
        | "vorige" | "vorigen" | "voriges" | "vorigem" | "vergangene" | "vergangenen"
        | "vergangenes" | "vergangenem" => Which::Last,
        "this" | "current" | "diese" | "diesen" | "dieses" | "diesem" | "dieser" | "aktuelle"
        | "aktuellen" | "laufenden" | "laufende" => Which::This,
        "next" | "coming" | "following" | "naechste" | "naechsten" | "naechster" | "naechstes"
        | "naechstem" | "kommende" | "kommenden" | "kommendes" | "kommendem" => Which::Next,
        _ => return None,
    })
}

/// Small words before a day or a period that say no more than that it comes.
pub(super) fn is_lead(word: &str, language: Language) -> bool {
    match language {
        Language::English => {
            matches!(
                word,
                "in" | "on" | "for" | "during" | "from" | "over" | "of" | "the" | "by" | "at"
            )
        }
        Language::German => matches!(
            word,
            "im" | "in"
                | "vom"
                | "von"
                | "am"
                | "der"
                | "den"
                | "dem"
                | "die"
                | "das"
                | "des"
                | "fuer"
                | "waehrend"
                | "ueber"
                | "zum"
                | "ab"
        ),
        Language::Other => false,
    }
}

/// An ordinal of one word: "third", "dritten".
pub(super) fn ordinal(word: &str) -> Option<u32> {
    const ENGLISH: [&str; 20] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    const GERMAN: [&str; 31] = [
        "erst",
        "zweit",
        "dritt",
        "viert",
        "fuenft",
        "sechst",
        "siebt",
        "acht",
        "neunt",
        "zehnt",
        "elft",
        "zwoelft",
        "dreizehnt",
        "vierzehnt",
        "fuenfzehnt",
        "sechzehnt",
        "siebzehnt",
        "achtzehnt",
        "neunzehnt",
        "zwanzigst",
        "einundzwanzigst",
        "zweiundzwanzigst",
        "dreiundzwanzigst",
        "vierundzwanzigst",
        "fuenfundzwanzigst",
        "sechsundzwanzigst",
        "siebenundzwanzigst",
        "achtundzwanzigst",
        "neunundzwanzigst",
        "dreissigst",
        "einunddreissigst",
    ];
    let place = |list: &[&str], word: &str| {
        let at = list.iter().position(|known| *known == word)?;
        u32::try_from(at).ok()?.checked_add(1)
    };
    if word == "thirtieth" {
        return Some(30);
    }
    place(&ENGLISH, word).or_else(|| {
        ["en", "er", "es", "em", "e"]
            .iter()
            .filter_map(|ending| word.strip_suffix(ending))
            .find_map(|stem| place(&GERMAN, stem))
    })
}
