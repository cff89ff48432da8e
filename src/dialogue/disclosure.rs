//! The disclosure policy: what may be asked and said, here, to this listener.
//!
//! It is a file of the bank (`disclosure_default.toml` says how it is written), not code, and it
//! is passed twice: before the bank is asked ([`Ruling::worth_asking`]) and before a value is said
//! ([`Ruling::allow`]). Hints such as "nobody we know speaks" lower a ruling and never raise it: a
//! voice is never a key.
//!
//! Every ruling names the line that decided, so that a customer can be told why. No ruling ever
//! carries a value.

use std::sync::Arc;

pub use super::gate::Gate;
use super::policy_file::{self, DisclosureErrors};
use crate::contracts::ledger::LedgerEntry;
use crate::domain::customer::CustomerId;
use crate::domain::disclosed::{Decision, Disclosed, Sensitivity};
use crate::domain::intent::IntentName;
use crate::domain::turn::{DeviceKind, PlatformName, Surface, Turn};

const DEFAULT: &str = include_str!("disclosure_default.toml");

/// A bank's rules over the ones compiled in.
#[derive(Debug, Clone)]
pub struct DisclosurePolicy {
    /// The line that decides comes first.
    rules: Vec<Rule>,
    hints: Vec<HintRule>,
}

/// What may have been noticed about the speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hints {
    /// The front does not say whose voice it is. Counts on a shared device only.
    pub unknown_speaker: bool,
    /// The front says that a guest or a child speaks.
    pub guest: bool,
}

/// What the policy says about one kind of information, and which line said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    sensitivity: Sensitivity,
    decision: Decision,
    reason: Arc<str>,
}

/// The policy holds a value back: what to say instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the disclosure policy holds this back: {}", decision.name())]
pub struct Withheld {
    pub sensitivity: Sensitivity,
    /// Never [`Decision::Say`].
    pub decision: Decision,
}

/// One line.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) place: Place,
    pub(super) sensitivity: Sensitivity,
    pub(super) decision: Decision,
    /// `bank line 3: front.alexa.transaction`
    pub(super) reason: Arc<str>,
}

/// For whom a line speaks; `None` for all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) front: Option<PlatformName>,
    pub(super) device: Option<DeviceKind>,
    pub(super) shared: Option<bool>,
}

/// A hint's line: at most this much.
#[derive(Debug, Clone)]
pub(super) struct HintRule {
    pub(super) hint: Hint,
    pub(super) sensitivity: Sensitivity,
    pub(super) decision: Decision,
    pub(super) reason: Arc<str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    UnknownSpeaker,
    Guest,
}

impl DisclosurePolicy {
    /// Reads a bank's file, whose lines come before the ones compiled in. All errors at once.
    pub fn parse(bank: &str) -> Result<Self, DisclosureErrors> {
        let (mut rules, mut hints) = policy_file::read("bank", bank)?;
        let (default_rules, default_hints) = policy_file::read("default", DEFAULT)?;
        rules.extend(default_rules);
        hints.extend(default_hints);
        let policy = Self { rules, hints };
        policy.keeps_numbers_off_speakers()?;
        Ok(policy)
    }

    /// May this kind of information be said here? The same answer serves both times it is asked.
    pub fn decide(&self, surface: &Surface, sensitivity: Sensitivity, hints: Hints) -> Ruling {
        let mut ruling = self.by_place(surface, sensitivity);
        for rule in &self.hints {
            let applies = match rule.hint {
                Hint::UnknownSpeaker => hints.unknown_speaker && surface.shared,
                Hint::Guest => hints.guest,
            };
            // Decisions are ordered by how much they hold back, so a hint can only add to that.
            if applies && rule.sensitivity == sensitivity && rule.decision > ruling.decision {
                ruling.decision = rule.decision;
                ruling.reason = Arc::clone(&rule.reason);
            }
        }
        ruling
    }

    /// The fronts that the bank's lines name, with the line, so that a misspelt one can be told.
    pub fn fronts(&self) -> impl Iterator<Item = (&PlatformName, &str)> {
        self.rules.iter().filter_map(|rule| Some((rule.place.front.as_ref()?, &*rule.reason)))
    }

    fn by_place(&self, surface: &Surface, sensitivity: Sensitivity) -> Ruling {
        let rule = self
            .rules
            .iter()
            .find(|rule| rule.sensitivity == sensitivity && rule.place.covers(surface));
        match rule {
            Some(rule) => {
                Ruling { sensitivity, decision: rule.decision, reason: Arc::clone(&rule.reason) }
            }
            None => Ruling {
                sensitivity,
                decision: Decision::NotHere,
                reason: "no line speaks for this place".into(),
            },
        }
    }

    /// A line for a whole front would carry account numbers to its speakers by accident, so a
    /// bank that wants them there has to say `speaker`.
    fn keeps_numbers_off_speakers(&self) -> Result<(), DisclosureErrors> {
        for rule in &self.rules {
            let by_accident = rule.sensitivity == Sensitivity::AccountNumber
                && rule.decision == Decision::Say
                && rule.place.device.is_none();
            if by_accident {
                return Err(DisclosureErrors::numbers_on_speakers(&rule.reason));
            }
        }
        Ok(())
    }
}

impl Default for DisclosurePolicy {
    fn default() -> Self {
        // The compiled-in file is read by the tests of this room. Were it broken all the same,
        // nothing would be said anywhere.
        Self::parse("").unwrap_or(Self { rules: Vec::new(), hints: Vec::new() })
    }
}

impl Hints {
    /// What can be read off a turn.
    pub fn of(turn: &Turn) -> Self {
        Self { unknown_speaker: turn.speaker.person.is_none(), guest: false }
    }
}

impl Place {
    /// How much it names: a front counts for more than a device and a device for more than shared.
    pub(super) fn rank(&self) -> u8 {
        u8::from(self.front.is_some()) << 2
            | u8::from(self.device.is_some()) << 1
            | u8::from(self.shared.is_some())
    }

    fn covers(&self, surface: &Surface) -> bool {
        self.front.as_ref().is_none_or(|front| *front == surface.platform)
            && self.device.is_none_or(|device| device == surface.device)
            && self.shared.is_none_or(|shared| shared == surface.shared)
    }
}

impl Hint {
    pub(super) const ALL: [Self; 2] = [Self::UnknownSpeaker, Self::Guest];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::UnknownSpeaker => "unknown_speaker",
            Self::Guest => "guest",
        }
    }
}

impl Ruling {
    pub const fn decision(&self) -> Decision {
        self.decision
    }

    pub const fn sensitivity(&self) -> Sensitivity {
        self.sensitivity
    }

    /// Which line decided.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Whether there is any chance that something of it is said, so that the bank may be asked.
    pub fn worth_asking(&self) -> Result<(), Withheld> {
        match self.decision {
            Decision::Say | Decision::Band => Ok(()),
            Decision::OnPhone | Decision::NotHere => Err(self.withheld()),
        }
    }

    /// Lets a value out, or says what to say instead.
    pub fn allow<T>(&self, value: T) -> Result<Disclosed<T>, Withheld> {
        match self.decision {
            Decision::Say => Ok(Disclosed::allow(value)),
            Decision::Band | Decision::OnPhone | Decision::NotHere => Err(self.withheld()),
        }
    }

    /// For the ledger: what was decided and why, without the value.
    pub fn entry(
        &self,
        turn: &Turn,
        customer: Option<&CustomerId>,
        intent: &IntentName,
    ) -> LedgerEntry {
        LedgerEntry {
            at: turn.at,
            turn: turn.id.clone(),
            bank: turn.bank.clone(),
            customer: customer.cloned(),
            platform: turn.surface.platform.clone(),
            device: turn.surface.device,
            shared: turn.surface.shared,
            intent: intent.clone(),
            sensitivity: self.sensitivity,
            decision: self.decision,
            reason: (*self.reason).into(),
        }
    }

    const fn withheld(&self) -> Withheld {
        Withheld { sensitivity: self.sensitivity, decision: self.decision }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::locale::Locale;
    use crate::domain::turn::SurfaceLimits;

    fn surface(front: &str, device: DeviceKind, shared: bool) -> Surface {
        Surface {
            platform: PlatformName::parse(front).unwrap(),
            locale: Locale::EN_GB,
            time_zone: None,
            device,
            shared,
            limits: SurfaceLimits { speech_characters: 8000, card_characters: 8000 },
        }
    }

    fn decide(policy: &DisclosurePolicy, surface: &Surface, what: Sensitivity) -> Decision {
        policy.decide(surface, what, Hints::default()).decision()
    }

    fn complaint(bank: &str) -> String {
        DisclosurePolicy::parse(bank).unwrap_err().to_string()
    }

    #[test]
    fn account_numbers_are_off_every_speaker_by_default() {
        let policy = DisclosurePolicy::default();
        for shared in [false, true] {
            let here = surface("alexa", DeviceKind::Speaker, shared);
            assert_ne!(decide(&policy, &here, Sensitivity::AccountNumber), Decision::Say);
        }
    }

    #[test]
    fn one_line_switches_bookings_off_for_one_front() {
        let policy = DisclosurePolicy::parse("front.alexa.transaction = \"not_here\"").unwrap();
        for device in DeviceKind::ALL {
            for shared in [false, true] {
                let ruling = policy.decide(
                    &surface("alexa", device, shared),
                    Sensitivity::Transaction,
                    Hints::default(),
                );
                assert_eq!(ruling.decision(), Decision::NotHere);
                assert_eq!(ruling.reason(), "bank line 1: front.alexa.transaction");
            }
        }
        let elsewhere = surface("web", DeviceKind::Speaker, false);
        assert_eq!(decide(&policy, &elsewhere, Sensitivity::Transaction), Decision::Say);
        let balance = surface("alexa", DeviceKind::Speaker, false);
        assert_eq!(decide(&policy, &balance, Sensitivity::Balance), Decision::Say);
    }

    #[test]
    fn the_line_that_names_most_decides() {
        let policy = DisclosurePolicy::parse(
            "[everywhere]\nbalance = \"not_here\"\n\
             [speaker]\nbalance = \"on_phone\"\n\
             [front.alexa]\nbalance = \"band\"\n\
             [front.alexa.speaker.private]\nbalance = \"say\"\n",
        )
        .unwrap();
        let balance = |front, device, shared| {
            decide(&policy, &surface(front, device, shared), Sensitivity::Balance)
        };
        assert_eq!(balance("web", DeviceKind::Phone, false), Decision::NotHere);
        assert_eq!(balance("web", DeviceKind::Speaker, false), Decision::OnPhone);
        assert_eq!(balance("alexa", DeviceKind::Screen, false), Decision::Band);
        assert_eq!(balance("alexa", DeviceKind::Speaker, false), Decision::Say);
        assert_eq!(balance("alexa", DeviceKind::Speaker, true), Decision::Band);
    }

    #[test]
    fn a_shared_room_hears_bands_and_no_bookings_by_default() {
        let policy = DisclosurePolicy::default();
        let here = surface("alexa", DeviceKind::Speaker, true);
        assert_eq!(decide(&policy, &here, Sensitivity::Balance), Decision::Band);
        assert_eq!(decide(&policy, &here, Sensitivity::Transaction), Decision::OnPhone);
    }

    #[test]
    fn a_guest_hears_nothing_that_is_anybodys() {
        let policy = DisclosurePolicy::default();
        let hints = Hints { unknown_speaker: false, guest: true };
        for sensitivity in Sensitivity::ALL {
            let ruling =
                policy.decide(&surface("web", DeviceKind::Phone, false), sensitivity, hints);
            let expected =
                if sensitivity == Sensitivity::Public { Decision::Say } else { Decision::NotHere };
            assert_eq!(ruling.decision(), expected, "{}", sensitivity.name());
        }
    }

    #[test]
    fn an_unknown_voice_counts_on_a_shared_device_alone() {
        let policy = DisclosurePolicy::parse("shared.balance = \"say\"").unwrap();
        let hints = Hints { unknown_speaker: true, guest: false };
        let balance = |shared| {
            let here = surface("alexa", DeviceKind::Speaker, shared);
            policy.decide(&here, Sensitivity::Balance, hints)
        };
        assert_eq!(balance(true).decision(), Decision::Band);
        assert!(balance(true).reason().ends_with("hint.unknown_speaker.balance"));
        assert_eq!(balance(false).decision(), Decision::Say);
    }

    #[test]
    fn only_what_may_be_said_is_let_out() {
        let policy = DisclosurePolicy::default();
        for sensitivity in Sensitivity::ALL {
            for device in DeviceKind::ALL {
                let ruling =
                    policy.decide(&surface("web", device, true), sensitivity, Hints::default());
                assert_eq!(ruling.allow(7).is_ok(), ruling.decision() == Decision::Say);
            }
        }
    }

    #[test]
    fn a_misspelt_key_is_told_with_its_line_and_the_nearest_name() {
        let told = complaint("[everywhere]\nbalance = \"say\"\ntransactions = \"say\"\n");
        assert!(told.contains("bank line 3") && told.contains("`transaction`"), "{told}");
        let told = complaint("[speeker]\nbalance = \"say\"\n");
        assert!(told.contains("`speaker`"), "{told}");
        let told = complaint("[speaker]\nbalance = \"sya\"\n");
        assert!(told.contains("`say`"), "{told}");
        let told = complaint("[shared.speaker]\nbalance = \"say\"\n");
        assert!(told.contains("no table may stand here"), "{told}");
        let told = complaint("[hint.gast]\nbalance = \"say\"\n");
        assert!(told.contains("`guest`"), "{told}");
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        let told = complaint("[everywhere]\nbalanc = \"say\"\npersonal = \"band\"\n[x]\n");
        assert_eq!(told.lines().count(), 3, "{told}");
        assert!(complaint("balance = \"say\"").contains("outside every table"));
        assert!(complaint("= 3").contains("bank line 1"));
    }

    #[test]
    fn numbers_come_to_speakers_only_by_name() {
        let told = complaint("front.alexa.account_number = \"say\"");
        assert!(told.contains("bank line 1") && told.contains("every speaker"), "{told}");
        let policy = DisclosurePolicy::parse("phone.account_number = \"say\"").unwrap();
        let speaker = surface("alexa", DeviceKind::Speaker, false);
        assert_eq!(decide(&policy, &speaker, Sensitivity::AccountNumber), Decision::OnPhone);
    }

    prop_compose! {
        fn any_surface()(front in 0..3_usize, device in 0..4_usize, shared: bool) -> Surface {
            surface(["alexa", "web", "phone"][front], DeviceKind::ALL[device], shared)
        }
    }

    prop_compose! {
        /// A bank's file of a few well-formed lines.
        fn any_file()(lines in prop::collection::btree_map(
            (0..4_usize, 0..3_usize, 0..6_usize), 0..4_usize, 0..12,
        )) -> String {
            let mut file = String::new();
            for ((table, listeners, sensitivity), decision) in lines {
                let sensitivity = Sensitivity::ALL[sensitivity];
                let decision = Decision::ALL[decision];
                let table = ["front.alexa.speaker", "front.web", "screen", "phone"][table];
                let listeners = ["", ".shared", ".private"][listeners];
                let band = decision == Decision::Band
                    && !matches!(sensitivity, Sensitivity::Balance | Sensitivity::Transaction);
                if !band && sensitivity != Sensitivity::AccountNumber {
                    let (what, how) = (sensitivity.name(), decision.name());
                    file.push_str(&format!("{table}{listeners}.{what} = \"{how}\"\n"));
                }
            }
            file
        }
    }

    proptest! {
        #[test]
        fn a_hint_never_raises(file in any_file(), here in any_surface(), unknown: bool) {
            let policy = DisclosurePolicy::parse(&file).unwrap();
            for sensitivity in Sensitivity::ALL {
                let few = Hints { unknown_speaker: unknown, guest: false };
                let more = Hints { unknown_speaker: true, guest: true };
                let without = decide(&policy, &here, sensitivity);
                let with_few = policy.decide(&here, sensitivity, few).decision();
                let with_more = policy.decide(&here, sensitivity, more).decision();
                prop_assert!(without <= with_few && with_few <= with_more);
            }
        }

        #[test]
        fn every_place_has_a_ruling_by_a_line(file in any_file(), here in any_surface()) {
            let policy = DisclosurePolicy::parse(&file).unwrap();
            for sensitivity in Sensitivity::ALL {
                let ruling = policy.decide(&here, sensitivity, Hints::default());
                prop_assert!(ruling.reason().contains(" line "), "{}", ruling.reason());
            }
        }

        #[test]
        fn no_file_panics(text in ".*") {
            let _ = DisclosurePolicy::parse(&text);
        }
    }
}
