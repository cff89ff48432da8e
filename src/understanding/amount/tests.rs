use proptest::prelude::*;

use super::*;
use crate::understanding::tests::shared_data;

fn read_in(said: &str, language: Language, own: Currency) -> SlotValue {
    read(&Text::read(said), language, own)
}

fn amount_in(said: &str, language: Language, own: Currency) -> Result<(Money, bool), WhyUnclear> {
    let value = read_in(said, language, own);
    if let SlotValue::Amount { amount, currency_said } = value {
        return Ok((amount, currency_said));
    }
    let why = WhyUnclear::ALL.into_iter().find(|why| value == SlotValue::AmountUnclear(*why));
    Err(why.unwrap())
}

fn euros(said: &str, language: Language) -> Result<i64, WhyUnclear> {
    amount_in(said, language, Currency::EUR).map(|(amount, _)| amount.minor_units())
}

fn english(said: &str) -> Result<i64, WhyUnclear> {
    euros(said, Language::English)
}

fn german(said: &str) -> Result<i64, WhyUnclear> {
    euros(said, Language::German)
}

#[test]
fn english_amounts_are_read_exactly() {
    for (said, minor) in [
        ("fifty euros", 5000),
        ("50", 5000),
        ("50 EUR", 5000),
        ("50.20", 5020),
        ("€1,234.56", 123_456),
        ("1.234,56 €", 123_456),
        ("a hundred and five pounds", 10_500),
        ("ten quid", 1000),
        ("five bucks", 500),
        ("20 cents", 20),
        ("twenty-five euros and three cents", 2503),
        ("two hundred fifty", 25_000),
        ("twelve hundred and ten euros", 121_000),
        ("one million two hundred thousand euros", 120_000_000),
        ("2.5 million", 250_000_000),
        ("half a million euros", 50_000_000),
        ("three pounds oh five", 305),
        ("zero point five euros", 50),
        ("a fifty euro", 5000),
        ("EUR50", 5000),
        ("about fifty euros please", 5000),
        ("50p", 50),
        (".50", 50),
    ] {
        assert_eq!(english(said), Ok(minor), "{said}");
    }
}

#[test]
fn german_amounts_are_read_exactly() {
    for (said, minor) in [
        ("fünfzig Euro", 5000),
        ("fuenfzig Euro", 5000),
        ("fünfzig Euro zwanzig", 5020),
        ("fünfzig Euro und zwanzig Cent", 5020),
        ("eintausendzweihundert", 120_000),
        ("ein tausend zwei hundert", 120_000),
        ("zwei Millionen", 200_000_000),
        ("ein und zwanzig euro", 2100),
        ("einen Euro", 100),
        ("eine halbe Million Euro", 50_000_000),
        ("zweieinhalb Tausend", 250_000),
        ("anderthalb Euro", 150),
        ("drei Komma fünf Euro", 350),
        ("zwölf Komma fünfundzwanzig Euro", 1225),
        ("50,2", 5020),
        ("1.000", 100_000),
        ("null Komma fünf Euro", 50),
        ("5 Euro 05", 505),
    ] {
        assert_eq!(german(said), Ok(minor), "{said}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_unclear() {
    for said in [
        "fifteen fifty",
        "two fifty",
        "half",
        "everything",
        "a half",
        "fifty to sixty euros",
        "fifty or sixty",
        "a couple of hundred euros",
        "a few hundred",
        "50 60",
        "1 000",
        "50/60",
        "50%",
        "1e5",
        "50½",
        "five pounds five",
        "five euros and fifty",
        "50 crowns",
        "fifty zorkmids",
        "two million fifty",
        "twenty first",
        "ten dollars twenty euros",
        "€50 $",
        "50 50",
        "x50",
        "several thousand",
        "fifty odd euros",
        "two tenners",
        "5 pence",
        "٥٠ euros",
        "seven eleven",
        "10:30",
        "1,2,3",
        "one two three",
        "fifty thousand hundred",
        "50 euros 3 days",
        "nineteen ninety nine",
        "",
    ] {
        // Pence belong to the pound, and say so.
        let expected = if said == "5 pence" { Ok(5) } else { Err(WhyUnclear::Ambiguous) };
        assert_eq!(english(said), expected, "{said}");
    }
    for said in [
        "zwölf fünfzig",
        "anderthalb",
        "ein paar hundert Euro",
        "keinen Cent",
        "fünfzig bis sechzig",
        "fünfzig oder sechzig",
        "zwanzig fünf",
        "ein fünfzig",
        "fünfzig Kronen",
        "hunderte Euro",
        "fünf Euro fünf",
        "zwei Millionen fünf",
        "alles",
        "die Hälfte",
        "eine halbe",
        "einen Fünfziger",
        "hundertfach",
        "drei Viertel",
    ] {
        assert_eq!(german(said), Err(WhyUnclear::Ambiguous), "{said}");
    }
}

#[test]
fn what_is_no_payment_says_why() {
    assert_eq!(english("0"), Err(WhyUnclear::Zero));
    assert_eq!(english("zero euros"), Err(WhyUnclear::Zero));
    assert_eq!(german("null Euro"), Err(WhyUnclear::Zero));
    assert_eq!(english("-50"), Err(WhyUnclear::Negative));
    assert_eq!(english("minus fifty euros"), Err(WhyUnclear::Negative));
    assert_eq!(english("€-50"), Err(WhyUnclear::Negative));
    assert_eq!(english("\u{2212}50"), Err(WhyUnclear::Negative));
    assert_eq!(english("50.205"), Err(WhyUnclear::TooManyDecimals));
    assert_eq!(english("1.000"), Err(WhyUnclear::TooManyDecimals));
    assert_eq!(german("1,000"), Err(WhyUnclear::TooManyDecimals));
    assert_eq!(english("half a cent"), Err(WhyUnclear::TooManyDecimals));
    assert_eq!(english(&"9".repeat(1000)), Err(WhyUnclear::TooLarge));
    assert_eq!(english(&"9".repeat(300)), Err(WhyUnclear::TooLarge));
    assert_eq!(english("nine hundred billion thousand"), Err(WhyUnclear::Ambiguous));
    assert_eq!(english("99999999999999999"), Err(WhyUnclear::TooLarge));
}

#[test]
fn minor_units_follow_the_currency() {
    let read = |said: &str, own: &str| {
        amount_in(said, Language::English, Currency::parse(own).unwrap())
            .map(|(amount, said)| (amount.minor_units(), amount.currency().code(), said))
    };
    assert_eq!(read("500 yen", "EUR"), Ok((500, "JPY", true)));
    assert_eq!(read("5.5 yen", "EUR"), Err(WhyUnclear::TooManyDecimals));
    assert_eq!(read("1.505 BHD", "EUR"), Ok((1505, "BHD", true)));
    assert_eq!(read("five dollars", "AUD"), Ok((500, "AUD", true)));
    assert_eq!(read("five dollars", "EUR"), Ok((500, "USD", true)));
    assert_eq!(read("five", "GBP"), Ok((500, "GBP", false)));
    assert_eq!(read("twenty cents", "GBP"), Err(WhyUnclear::Ambiguous));
    assert_eq!(read("fifty canadian dollars", "EUR"), Ok((5000, "CAD", true)));
}

#[test]
fn figures_in_a_sentence_are_whole() {
    let spans = |said: &str, language| -> Vec<(usize, usize)> {
        figures(&Text::read(said), language, Currency::EUR)
            .iter()
            .map(|figure| (figure.from, figure.to))
            .collect()
    };
    assert_eq!(spans("send a hundred and five euros to anna", Language::English), [(1, 6)]);
    assert_eq!(spans("send fifty to a friend", Language::English), [(1, 2)]);
    assert_eq!(spans("the last three transactions", Language::English), [(2, 3)]);
    assert_eq!(spans("schick anna zwei hundert euro und gruesse", Language::German), [(2, 5)]);
    assert_eq!(spans("what is my balance", Language::English), []);
}

proptest! {
    #[test]
    fn no_text_panics_and_the_answer_is_always_the_same(said in "\\PC{0,60}") {
        for language in [Language::English, Language::German, Language::Other] {
            prop_assert_eq!(
                read_in(&said, language, Currency::EUR),
                read_in(&said, language, Currency::EUR)
            );
        }
    }

    #[test]
    fn a_row_of_money_words_never_panics(words in proptest::collection::vec(
        proptest::sample::select(vec![
            "five", "fifty", "hundred", "thousand", "million", "and", "a", "half", "point", "oh",
            "euros", "cents", "pounds", "50", "1,000", "0.5", "-", "k", "minus", "tenner", "to",
            "ein", "fünfzig", "zweieinhalb", "tausend", "Komma", "und", "null", "halbe",
        ]), 0..12)) {
        let said = words.join(" ");
        for language in [Language::English, Language::German] {
            let _ = read_in(&said, language, Currency::EUR);
        }
    }

    #[test]
    fn an_amount_that_is_written_is_read_back(minor in 1_i64..100_000_000_000) {
        let (whole, cents) = (minor / 100, minor % 100);
        let grouped = |mark: &str| {
            let digits = whole.to_string();
            let chunks: Vec<&str> = digits
                .as_bytes()
                .rchunks(3)
                .rev()
                .map(|chunk| std::str::from_utf8(chunk).unwrap())
                .collect();
            chunks.join(mark)
        };
        prop_assert_eq!(english(&format!("€{}.{cents:02}", grouped(","))), Ok(minor));
        prop_assert_eq!(english(&format!("{whole}.{cents:02} EUR")), Ok(minor));
        prop_assert_eq!(german(&format!("{},{cents:02} €", grouped("."))), Ok(minor));
        prop_assert_eq!(german(&format!("{whole},{cents:02}")), Ok(minor));
    }

    #[test]
    fn an_amount_in_words_is_read_back(minor in 1_i64..100_000_000) {
        let (whole, cents) = (minor / 100, minor % 100);
        let mut spoken = Vec::new();
        if whole > 0 {
            spoken.push((format!("{} euros", spell_en(whole)), format!("{} Euro", spell_de(whole))));
        }
        if cents > 0 {
            spoken.push((format!("{} cents", spell_en(cents)), format!("{} Cent", spell_de(cents))));
        }
        let (en, de): (Vec<_>, Vec<_>) = spoken.into_iter().unzip();
        prop_assert_eq!(english(&en.join(" and ")), Ok(minor));
        prop_assert_eq!(german(&de.join(" und ")), Ok(minor));
    }
}

const ONES_EN: [&str; 20] = [
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS_EN: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ONES_DE: [&str; 20] = [
    "",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
];
const TENS_DE: [&str; 10] = [
    "", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig",
];

fn index(number: i64) -> usize {
    usize::try_from(number).unwrap()
}

fn spell_en(number: i64) -> String {
    match number {
        0..20 => ONES_EN[index(number)].to_owned(),
        20..100 => format!("{} {}", TENS_EN[index(number / 10)], spell_en(number % 10)),
        100..1000 => format!("{} hundred {}", spell_en(number / 100), spell_en(number % 100)),
        _ if number % 1000 > 0 && number % 1000 < 10 => {
            format!("{} thousand and {}", spell_en(number / 1000), spell_en(number % 1000))
        }
        _ => format!("{} thousand {}", spell_en(number / 1000), spell_en(number % 1000)),
    }
}

fn spell_de(number: i64) -> String {
    match number {
        0..20 => ONES_DE[index(number)].to_owned(),
        20..100 if number % 10 == 0 => TENS_DE[index(number / 10)].to_owned(),
        20..100 => format!("{}und{}", ONES_DE[index(number % 10)], TENS_DE[index(number / 10)]),
        100..1000 => format!("{}hundert{}", spell_de(number / 100), spell_de(number % 100)),
        _ => format!("{}tausend{}", spell_de(number / 1000), spell_de(number % 1000)),
    }
}

/// Amounts as recognisers write them, kept beside the project where there is such a place.
#[test]
fn spoken_amounts_are_right_or_asked_for() {
    let Some(lines) = shared_data("data/nlu/spoken_money.jsonl") else { return };
    let (mut exact, mut wrong) = (0, Vec::new());
    for line in lines.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let language = if line["lang"] == "de" { Language::German } else { Language::English };
        let said = line["text"].as_str().unwrap();
        let expected = line["minor_units"]
            .as_i64()
            .map(|minor| (minor, line["currency"].as_str().unwrap_or("EUR").to_owned()));
        let heard = amount_in(said, language, Currency::EUR)
            .ok()
            .map(|(amount, _)| (amount.minor_units(), amount.currency().code().to_owned()));
        if heard == expected {
            exact += 1;
        } else {
            println!("{said}: {heard:?}, expected {expected:?}");
            if heard.is_some() {
                wrong.push(said.to_owned());
            }
        }
    }
    assert!(wrong.is_empty(), "silently wrong: {wrong:?}");
    assert!(exact >= 38, "only {exact} exact");
}
