//! What goes wrong when one asks for it.

use std::collections::BTreeMap;

use super::Problem;
use super::app::Consent;

/// A way to fail, for one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failure {
    /// The answer comes, but late.
    Slow,
    /// An error of the bank's own (HTTP 500), before anything happened.
    ServerError,
    /// What was asked happened, and the answer never came.
    LostAnswer,
    ConsentExpired,
    RateLimited,
    InsufficientFunds,
    /// The name check says: almost.
    NameClose,
    NameNoMatch,
    NameNotPossible,
    /// A payment is not found yet (HTTP 404), though it is there.
    StatusNotFound,
    /// A payment is in a state that nobody has heard of.
    UnknownStatus,
    /// The bank repeats another amount than it was sent.
    WrongEcho,
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// The next so many; none takes the failure back.
    Next(u32),
    Always,
}

/// What a question is about: decides which failures can hit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    Plain,
    /// How a payment stands.
    Payment,
    /// Whether a name belongs to an account.
    NameCheck,
}

/// Which failures hit one question.
#[derive(Debug, Clone, Default)]
pub struct Drawn {
    turned_away: Option<Problem>,
    hits: Vec<Failure>,
}

/// What a customer's bank was asked to do wrong.
#[derive(Debug, Clone, Default)]
pub(super) struct Failures(BTreeMap<Failure, Times>);

impl Failure {
    pub const ALL: [Self; 12] = [
        Self::Slow,
        Self::ServerError,
        Self::LostAnswer,
        Self::ConsentExpired,
        Self::RateLimited,
        Self::InsufficientFunds,
        Self::NameClose,
        Self::NameNoMatch,
        Self::NameNotPossible,
        Self::StatusNotFound,
        Self::UnknownStatus,
        Self::WrongEcho,
    ];

    /// The name used in the sandbox's JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Slow => "slow",
            Self::ServerError => "server_error",
            Self::LostAnswer => "lost_answer",
            Self::ConsentExpired => "consent_expired",
            Self::RateLimited => "rate_limited",
            Self::InsufficientFunds => "insufficient_funds",
            Self::NameClose => "name_close",
            Self::NameNoMatch => "name_no_match",
            Self::NameNotPossible => "name_not_possible",
            Self::StatusNotFound => "status_not_found",
            Self::UnknownStatus => "unknown_status",
            Self::WrongEcho => "wrong_echo",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.name() == name)
    }
}

impl Failures {
    pub(super) fn ask(&mut self, failure: Failure, times: Times) {
        match times {
            Times::Next(0) => {
                self.0.remove(&failure);
            }
            Times::Next(_) | Times::Always => {
                self.0.insert(failure, times);
            }
        }
    }

    /// Whether to fail this way now; uses up one of the times.
    pub(super) fn draw(&mut self, failure: Failure) -> bool {
        match self.0.get(&failure).copied() {
            None => false,
            Some(Times::Always) => true,
            Some(Times::Next(left)) => {
                self.ask(failure, Times::Next(left.saturating_sub(1)));
                true
            }
        }
    }

    /// Whether any of them is used up by happening.
    pub(super) fn are_counted(&self) -> bool {
        self.0.values().any(|times| matches!(times, Times::Next(_)))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (Failure, Times)> + '_ {
        self.0.iter().map(|(failure, times)| (*failure, *times))
    }
}

impl Drawn {
    pub(super) fn of(failure: Failure) -> Self {
        Self { turned_away: None, hits: vec![failure] }
    }

    pub(super) fn hits(&self, failure: Failure) -> bool {
        self.hits.contains(&failure)
    }

    pub(super) const fn turned_away(&self) -> Option<Problem> {
        self.turned_away
    }
}

impl Reading {
    /// What can be wrong with the answer, and whether only one of it at a time.
    const fn failures(self) -> (&'static [Failure], bool) {
        match self {
            Self::Plain => (&[], true),
            Self::Payment => (&[Failure::UnknownStatus, Failure::WrongEcho], false),
            Self::NameCheck => {
                (&[Failure::NameClose, Failure::NameNoMatch, Failure::NameNotPossible], true)
            }
        }
    }
}

/// Draws for one question; whoever is turned away at the door uses nothing up inside.
pub(super) fn draw(consent: Consent, failures: &mut Failures, reading: Reading) -> Drawn {
    let mut drawn = Drawn::default();
    if failures.draw(Failure::Slow) {
        drawn.hits.push(Failure::Slow);
    }
    drawn.turned_away = if consent != Consent::Active || failures.draw(Failure::ConsentExpired) {
        Some(Problem::NoConsent)
    } else if failures.draw(Failure::RateLimited) {
        Some(Problem::RateLimited)
    } else {
        failures.draw(Failure::ServerError).then_some(Problem::ServerError)
    };
    if drawn.turned_away.is_some() {
        return drawn;
    }
    if reading == Reading::Payment && failures.draw(Failure::StatusNotFound) {
        drawn.hits.push(Failure::StatusNotFound);
        return drawn;
    }
    let (possible, only_one) = reading.failures();
    for failure in possible {
        if failures.draw(*failure) {
            drawn.hits.push(*failure);
            if only_one {
                break;
            }
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for failure in Failure::ALL {
            assert_eq!(Failure::from_name(failure.name()), Some(failure));
        }
    }

    #[test]
    fn a_failure_asked_for_twice_happens_twice() {
        let mut failures = Failures::default();
        failures.ask(Failure::Slow, Times::Next(2));
        let drawn: Vec<bool> = (0..3).map(|_| failures.draw(Failure::Slow)).collect();
        assert_eq!(drawn, [true, true, false]);
    }

    #[test]
    fn a_failure_for_ever_ends_when_it_is_taken_back() {
        let mut failures = Failures::default();
        failures.ask(Failure::Slow, Times::Always);
        assert!(failures.draw(Failure::Slow) && failures.draw(Failure::Slow));
        failures.ask(Failure::Slow, Times::Next(0));
        assert!(!failures.draw(Failure::Slow));
    }
}
