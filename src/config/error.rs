//! What is wrong with a configuration, where, and what to do.

/// One fault. All of them are gathered, so that an operator mends once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    #[error("{file} cannot be read: {why}")]
    Unreadable { file: String, why: String },
    #[error("{file} is not TOML: {why}")]
    NotToml { file: String, why: String },
    #[error("{file}: nobody reads `{key}`{}", did_you_mean(.nearest.as_deref()))]
    UnknownKey { file: String, key: String, nearest: Option<String> },
    /// A value of the wrong kind; the library names key and file.
    #[error("a setting has a wrong value: {why}")]
    WrongValue { why: String },
    /// The production profile will not start like this.
    #[error("production needs {what}: set {how}")]
    Missing { what: &'static str, how: &'static str },
    /// The development profile listens on this machine alone.
    #[error(
        "`server.bind` is {bind}, and the development profile listens on loopback only: take 127.0.0.1 or [::1], or configure the production profile"
    )]
    NotLoopback { bind: String },
}

/// All faults of one configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl std::error::Error for ConfigErrors {}

impl std::fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |nearest| format!("; did you mean `{nearest}`?"))
}
