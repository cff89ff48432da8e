//! German number words, which are written together: `zweihundertfünfundvierzig`.
//!
//! A word is a number only if it is nothing but number pieces from end to end; it is never
//! searched for them, so that `lebensmittel` holds no Wednesday and `hundertfach` no hundred.

use super::Atom;

/// Words longer than this are no number anybody says.
const WORD_LIMIT: usize = 90;
/// No number has more pieces.
const PIECES_LIMIT: usize = 24;

/// Longer pieces before their beginnings.
const PIECES: [(&str, Atom); 55] = [
    ("eineinhalb", Atom::OneAndAHalf),
    ("anderthalb", Atom::OneAndAHalf),
    ("milliarden", Atom::Scale(1_000_000_000)),
    ("milliarde", Atom::Scale(1_000_000_000)),
    ("millionen", Atom::Scale(1_000_000)),
    ("million", Atom::Scale(1_000_000)),
    ("dreizehn", Atom::Teen(13)),
    ("vierzehn", Atom::Teen(14)),
    ("fuenfzehn", Atom::Teen(15)),
    ("funfzehn", Atom::Teen(15)),
    ("sechzehn", Atom::Teen(16)),
    ("siebzehn", Atom::Teen(17)),
    ("achtzehn", Atom::Teen(18)),
    ("neunzehn", Atom::Teen(19)),
    ("zwanzig", Atom::Tens(20)),
    ("dreissig", Atom::Tens(30)),
    ("dreizig", Atom::Tens(30)),
    ("dreisig", Atom::Tens(30)),
    ("vierzig", Atom::Tens(40)),
    ("fuenfzig", Atom::Tens(50)),
    ("funfzig", Atom::Tens(50)),
    ("sechzig", Atom::Tens(60)),
    ("siebzig", Atom::Tens(70)),
    ("achtzig", Atom::Tens(80)),
    ("neunzig", Atom::Tens(90)),
    ("tausend", Atom::Scale(1000)),
    ("hundert", Atom::Hundred),
    ("einhalb", Atom::AndAHalf),
    ("zwoelf", Atom::Teen(12)),
    ("zwolf", Atom::Teen(12)),
    ("zehn", Atom::Teen(10)),
    ("elf", Atom::Teen(11)),
    ("eins", Atom::Unit(1)),
    ("eine", Atom::Unit(1)),
    ("ein", Atom::Unit(1)),
    ("zwei", Atom::Unit(2)),
    ("zwo", Atom::Unit(2)),
    ("drei", Atom::Unit(3)),
    ("vier", Atom::Unit(4)),
    ("fuenf", Atom::Unit(5)),
    ("funf", Atom::Unit(5)),
    ("sechs", Atom::Unit(6)),
    ("sieben", Atom::Unit(7)),
    ("acht", Atom::Unit(8)),
    ("neun", Atom::Unit(9)),
    ("und", Atom::And),
    ("null", Atom::Zero),
    ("halber", Atom::Half),
    ("halbes", Atom::Half),
    ("halben", Atom::Half),
    ("halbe", Atom::Half),
    ("halb", Atom::Half),
    ("komma", Atom::Point),
    ("mille", Atom::Scale(1000)),
    ("riesen", Atom::Scale(1000)),
];

pub(super) fn atoms(word: &str) -> Vec<Atom> {
    match word {
        "" => return Vec::new(),
        "ein" | "eine" | "einen" | "einem" | "einer" => return vec![Atom::Article],
        _ if word.len() > WORD_LIMIT => return Vec::new(),
        _ => {}
    }
    let mut found = Vec::new();
    if take_apart(word, &mut found) && (found.len() == 1 || is_compound(&found)) {
        found
    } else {
        Vec::new()
    }
}

fn take_apart(rest: &str, found: &mut Vec<Atom>) -> bool {
    if rest.is_empty() {
        return true;
    }
    if found.len() >= PIECES_LIMIT {
        return false;
    }
    for (piece, atom) in PIECES {
        if let Some(after) = rest.strip_prefix(piece) {
            found.push(atom);
            if take_apart(after, found) {
                return true;
            }
            found.pop();
        }
    }
    false
}

/// Within one word there is no comma, and neither end is an "und".
fn is_compound(atoms: &[Atom]) -> bool {
    !atoms.contains(&Atom::Point)
        && atoms.first() != Some(&Atom::And)
        && atoms.last() != Some(&Atom::And)
}

pub(super) fn is_vague(word: &str) -> bool {
    matches!(
        word,
        "paar"
            | "mehrere"
            | "mehreren"
            | "einige"
            | "einigen"
            | "wenige"
            | "etliche"
            | "dutzend"
            | "hunderte"
            | "hunderten"
            | "tausende"
            | "tausenden"
            | "fuenfer"
            | "zehner"
            | "zwanziger"
            | "fuenfziger"
            | "hunderter"
            | "tausender"
            | "viertel"
            | "dreiviertel"
            | "drittel"
            | "doppelt"
            | "billion"
            | "billionen"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compound_is_number_pieces_from_end_to_end() {
        assert_eq!(atoms("zweihundertfuenfzig"), [Atom::Unit(2), Atom::Hundred, Atom::Tens(50)]);
        assert_eq!(
            atoms("siebenhunderteinundachtzig"),
            [Atom::Unit(7), Atom::Hundred, Atom::Unit(1), Atom::And, Atom::Tens(80)]
        );
        assert_eq!(atoms("anderthalbtausend"), [Atom::OneAndAHalf, Atom::Scale(1000)]);
        for word in ["achtung", "elfriede", "einkauf", "hundertfach", "undzwanzig", "dreieck"] {
            assert_eq!(atoms(word), [], "{word}");
        }
    }
}
