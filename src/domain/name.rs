//! One macro for the many identifiers that are "a short, non-empty string": without it each would
//! be thirty lines of the same.

/// What is wrong with an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    #[error("an identifier is empty")]
    Empty,
    #[error("an identifier is longer than {limit} bytes")]
    TooLong { limit: usize },
    #[error("an identifier holds a control character")]
    ControlCharacter,
}

pub fn check(text: &str, limit: usize) -> Result<(), BadName> {
    if text.is_empty() {
        return Err(BadName::Empty);
    }
    if text.len() > limit {
        return Err(BadName::TooLong { limit });
    }
    if text.chars().any(char::is_control) {
        return Err(BadName::ControlCharacter);
    }
    Ok(())
}

/// `plain` identifiers show themselves in `Debug`; `masked` ones show only that they are there.
macro_rules! identifier {
    ($(#[$doc:meta])* plain $name:ident, $limit:expr) => {
        $crate::domain::name::identifier!(@base $(#[$doc])* $name, $limit);
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", self.0)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
    ($(#[$doc:meta])* masked $name:ident, $limit:expr) => {
        $crate::domain::name::identifier!(@base $(#[$doc])* $name, $limit);
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}(…)", stringify!($name))
            }
        }
    };
    (@base $(#[$doc:meta])* $name:ident, $limit:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);
        impl $name {
            /// The one way in: non-empty, short enough, no control characters.
            pub fn parse(text: &str) -> Result<Self, $crate::domain::name::BadName> {
                $crate::domain::name::check(text, $limit)?;
                Ok(Self(text.into()))
            }
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}
pub(in crate::domain) use identifier;
