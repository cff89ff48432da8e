//! English number words.

use super::Atom;

pub(super) fn atom(word: &str) -> Option<Atom> {
    Some(match word {
        "one" => Atom::Unit(1),
        "two" => Atom::Unit(2),
        "three" => Atom::Unit(3),
        "four" => Atom::Unit(4),
        "five" => Atom::Unit(5),
        "six" => Atom::Unit(6),
        "seven" => Atom::Unit(7),
        "eight" => Atom::Unit(8),
        "nine" => Atom::Unit(9),
        "ten" => Atom::Teen(10),
        "eleven" => Atom::Teen(11),
        "twelve" => Atom::Teen(12),
        "thirteen" => Atom::Teen(13),
        "fourteen" => Atom::Teen(14),
        "fifteen" => Atom::Teen(15),
        "sixteen" => Atom::Teen(16),
        "seventeen" => Atom::Teen(17),
        "eighteen" => Atom::Teen(18),
        "nineteen" => Atom::Teen(19),
        "twenty" => Atom::Tens(20),
        "thirty" => Atom::Tens(30),
        "forty" | "fourty" => Atom::Tens(40),
        "fifty" => Atom::Tens(50),
        "sixty" => Atom::Tens(60),
        "seventy" => Atom::Tens(70),
        "eighty" => Atom::Tens(80),
        "ninety" => Atom::Tens(90),
        "hundred" => Atom::Hundred,
        "thousand" | "grand" => Atom::Scale(1000),
        "million" => Atom::Scale(1_000_000),
        "billion" => Atom::Scale(1_000_000_000),
        "and" => Atom::And,
        "a" | "an" => Atom::Article,
        "half" => Atom::Half,
        "point" => Atom::Point,
        "zero" | "nought" | "naught" | "nil" => Atom::Zero,
        "oh" | "o" => Atom::Oh,
        _ => return None,
    })
}

pub(super) fn is_vague(word: &str) -> bool {
    matches!(
        word,
        "couple"
            | "few"
            | "several"
            | "some"
            | "dozen"
            | "dozens"
            | "tens"
            | "hundreds"
            | "thousands"
            | "millions"
            | "trillion"
            | "quarter"
            | "quarters"
            | "third"
            | "thirds"
            | "halves"
            | "twenties"
            | "fifties"
            | "odd"
            | "double"
            | "triple"
            | "first"
            | "second"
            | "fourth"
            | "fifth"
            | "sixth"
            | "seventh"
            | "eighth"
            | "ninth"
            | "th"
            | "st"
            | "nd"
            | "rd"
    )
}
