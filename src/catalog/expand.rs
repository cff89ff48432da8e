//! Sentence templates to sample sentences, under a limit.
//!
//! The samples are the same on every run, and no alternative is favoured: each branch of a group
//! gets its turn whatever stands inside it, so a short list of samples still shows the breadth.

use std::collections::BTreeSet;

use super::locale::LocaleCatalog;
use super::sentence::{SentencePart, SentenceTemplate};

/// Above this a template's ways are not told apart any more when they are spread.
const MOST_WAYS: u64 = 1 << 40;
/// How many tries a wanted sample may cost before the template counts as used up.
const TRIES_PER_SAMPLE: usize = 64;

impl SentenceTemplate {
    /// Up to `limit` different ways to say it, with slots as `{slot}`.
    pub fn samples(&self, limit: usize) -> Vec<String> {
        let ways = ways(self.parts());
        let step = spread(ways);
        let tries = limit.saturating_mul(TRIES_PER_SAMPLE).max(4096);
        let tries = usize::try_from(ways).unwrap_or(usize::MAX).min(tries);
        let mut seen = BTreeSet::new();
        let mut samples = Vec::new();
        let mut index = 0_u64;
        for _ in 0..tries {
            if samples.len() >= limit {
                break;
            }
            let mut words = Vec::new();
            say(self.parts(), index, &mut words);
            let sample = words.join(" ");
            if seen.insert(sample.clone()) {
                samples.push(sample);
            }
            index = index.saturating_add(step).checked_rem(ways).unwrap_or(0);
        }
        samples
    }
}

impl LocaleCatalog {
    /// Up to `limit` different sentences for an intent, one from each template in turn.
    pub fn expand(&self, intent: &str, limit: usize) -> Vec<String> {
        let mut queues: Vec<_> = self
            .sentences(intent)
            .iter()
            .map(|sentence| sentence.template.samples(limit).into_iter())
            .collect();
        let mut seen = BTreeSet::new();
        let mut samples = Vec::new();
        while samples.len() < limit {
            let round: Vec<String> = queues.iter_mut().filter_map(Iterator::next).collect();
            if round.is_empty() {
                break;
            }
            for sample in round {
                if samples.len() < limit && seen.insert(sample.to_lowercase()) {
                    samples.push(sample);
                }
            }
        }
        samples
    }
}

/// How many numbers name a way to say it. Branches count alike, so the smaller ones repeat.
fn ways(parts: &[SentencePart]) -> u64 {
    parts.iter().map(ways_of_part).fold(1, |all, part| all.saturating_mul(part).min(MOST_WAYS))
}

fn ways_of_part(part: &SentencePart) -> u64 {
    match part {
        SentencePart::Word(_) | SentencePart::Slot(_) => 1,
        SentencePart::Either(branches) => {
            let most = branches.iter().map(|branch| ways(branch)).max().unwrap_or(1);
            count(branches).saturating_mul(most).min(MOST_WAYS)
        }
    }
}

fn count(branches: &[Vec<SentencePart>]) -> u64 {
    u64::try_from(branches.len()).unwrap_or(MOST_WAYS).max(1)
}

/// A stride about the golden section of all ways, without a common divisor, so that walking by it
/// visits every way once and early steps lie far apart.
fn spread(ways: u64) -> u64 {
    let start = ways.saturating_mul(618).div_euclid(1000).max(1);
    (start..=ways).find(|step| greatest_common_divisor(*step, ways) == 1).unwrap_or(1)
}

fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while let Some(rest) = a.checked_rem(b) {
        (a, b) = (b, rest);
    }
    a
}

fn say(parts: &[SentencePart], mut index: u64, words: &mut Vec<String>) {
    for part in parts {
        let ways = ways_of_part(part);
        let here = index.checked_rem(ways).unwrap_or(0);
        index = index.checked_div(ways).unwrap_or(0);
        match part {
            SentencePart::Word(word) => words.push(word.to_string()),
            SentencePart::Slot(slot) => words.push(format!("{{{slot}}}")),
            SentencePart::Either(branches) => {
                let branch = here.checked_rem(count(branches)).unwrap_or(0);
                let inside = here.checked_div(count(branches)).unwrap_or(0);
                let branch = usize::try_from(branch).ok().and_then(|branch| branches.get(branch));
                say(branch.map_or(&[], Vec::as_slice), inside, words);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::sentence::Rules;
    use super::*;

    fn template(text: &str) -> SentenceTemplate {
        SentenceTemplate::parse(text, &Rules::default()).unwrap()
    }

    #[test]
    fn every_way_is_found_when_the_limit_allows() {
        let mut samples = template("(pay|send [money to]) {payee} [please]").samples(100);
        samples.sort();
        assert_eq!(
            samples,
            [
                "pay {payee}",
                "pay {payee} please",
                "send money to {payee}",
                "send money to {payee} please",
                "send {payee}",
                "send {payee} please",
            ]
        );
    }

    #[test]
    fn a_few_samples_show_every_branch() {
        let template = template("(a|b|c [very] [much] (x|y|z) [more]) (d|e|f) [g] [h] now");
        let samples = template.samples(12);
        assert_eq!(samples.len(), 12);
        for branch in ["a", "b", "c", "d", "e", "f"] {
            let with = samples.iter().filter(|s| s.split(' ').any(|word| word == branch)).count();
            assert!((2..=6).contains(&with), "{branch} is in {with} of {samples:?}");
        }
        assert_eq!(template.samples(12), samples);
    }

    #[test]
    fn a_huge_template_still_ends() {
        let text = "(a|b) ".repeat(60) + "c";
        assert_eq!(template(&text).samples(50).len(), 50);
    }

    proptest! {
        #[test]
        fn samples_are_different_and_no_more_than_asked(
            options in proptest::collection::vec(1_usize..4, 1..6),
            limit in 0_usize..40,
        ) {
            let letters = ["a", "b", "c", "d"];
            let groups: Vec<String> =
                options.iter().map(|n| format!("({})", letters[..*n].join("|"))).collect();
            let all: usize = options.iter().product();
            let samples = template(&format!("say {}", groups.join(" "))).samples(limit);
            prop_assert_eq!(samples.len(), all.min(limit));
            prop_assert_eq!(samples.iter().collect::<BTreeSet<_>>().len(), samples.len());
        }
    }
}
