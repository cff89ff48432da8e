//! Alexa's built-in intents and the catalogue's session intents that they are.
//!
//! <https://developer.amazon.com/docs/custom-skills/standard-built-in-intents.html>

/// What a built-in intent says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuiltIn {
    Yes,
    No,
    /// A session intent of the catalogue.
    Session(&'static str),
}

/// Built-in intents in the order in which the model names them, and what they are here.
/// The ones that no model of ours names are still understood when they come.
const BUILT_INS: &[(&str, BuiltIn)] = &[
    ("AMAZON.StopIntent", BuiltIn::Session("Stop")),
    ("AMAZON.CancelIntent", BuiltIn::Session("Cancel")),
    ("AMAZON.HelpIntent", BuiltIn::Session("Help")),
    // Alexa goes home by itself; should it tell us, the person wants out.
    ("AMAZON.NavigateHomeIntent", BuiltIn::Session("Stop")),
    ("AMAZON.FallbackIntent", BuiltIn::Session("Fallback")),
    ("AMAZON.YesIntent", BuiltIn::Yes),
    ("AMAZON.NoIntent", BuiltIn::No),
    ("AMAZON.RepeatIntent", BuiltIn::Session("Repeat")),
    ("AMAZON.StartOverIntent", BuiltIn::Session("StartOver")),
    ("AMAZON.MoreIntent", BuiltIn::Session("More")),
    ("AMAZON.NextIntent", BuiltIn::Session("More")),
    ("AMAZON.PauseIntent", BuiltIn::Session("Stop")),
];

/// The intents that every exported model names.
pub const IN_MODEL: [&str; 11] = [
    "AMAZON.StopIntent",
    "AMAZON.CancelIntent",
    "AMAZON.HelpIntent",
    "AMAZON.NavigateHomeIntent",
    "AMAZON.FallbackIntent",
    "AMAZON.YesIntent",
    "AMAZON.NoIntent",
    "AMAZON.RepeatIntent",
    "AMAZON.StartOverIntent",
    "AMAZON.MoreIntent",
    "AMAZON.NextIntent",
];

/// Where nothing better is known.
pub const FALLBACK: &str = "Fallback";

/// What a built-in intent is; `None` for an intent of the skill's own. A built-in intent that
/// nothing here stands for is one that we did not understand.
pub fn read(name: &str) -> Option<BuiltIn> {
    if !name.starts_with("AMAZON.") {
        return None;
    }
    let known = BUILT_INS.iter().find(|(built_in, _)| *built_in == name);
    Some(known.map_or(BuiltIn::Session(FALLBACK), |(_, meaning)| *meaning))
}

/// Alexa's name for a session intent of the catalogue.
pub fn name_of(session_intent: &str) -> Option<&'static str> {
    let wanted = match session_intent {
        "Yes" => BuiltIn::Yes,
        "No" => BuiltIn::No,
        _ => {
            let (name, _) = BUILT_INS.iter().find(|(_, meaning)| {
                matches!(meaning, BuiltIn::Session(session) if *session == session_intent)
            })?;
            return Some(name);
        }
    };
    BUILT_INS.iter().find(|(_, meaning)| *meaning == wanted).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_intent_of_the_model_is_understood() {
        for name in IN_MODEL {
            assert!(BUILT_INS.iter().any(|(built_in, _)| *built_in == name), "{name}");
        }
    }

    #[test]
    fn an_unknown_built_in_intent_was_not_understood() {
        let unknown = read("AMAZON.SearchAction<object@WeatherForecast>");
        assert_eq!(unknown, Some(BuiltIn::Session("Fallback")));
        assert_eq!(read("GetBalance"), None);
    }

    #[test]
    fn names_go_both_ways() {
        assert_eq!(name_of("Stop"), Some("AMAZON.StopIntent"));
        assert_eq!(name_of("Yes"), Some("AMAZON.YesIntent"));
        assert_eq!(name_of("More"), Some("AMAZON.MoreIntent"));
        assert_eq!(name_of("Launch"), None);
    }
}
