//! What the production profile will not start without, named in one message; and the one thing
//! that the development profile will not do.

use std::net::IpAddr;

use secrecy::ExposeSecret;

use super::error::ConfigError;
use super::settings::{Profile, Settings};

pub(super) fn missing(settings: &Settings) -> Vec<ConfigError> {
    if settings.profile == Profile::Development {
        return off_this_machine(&settings.server.bind);
    }
    let checks = [
        (
            settings.store.redis_url.is_empty(),
            "a Redis",
            "`store.redis_url` (BANTER__STORE__REDIS_URL)",
        ),
        (
            settings.store.keys.is_empty(),
            "a key that seals what is stored",
            "`store.keys` (BANTER__STORE__KEYS); `banter keys` makes one",
        ),
        (
            settings.store.naming_key.expose_secret().is_empty(),
            "a key that hides names in the store",
            "`store.naming_key` (BANTER__STORE__NAMING_KEY); `banter keys` makes one",
        ),
        (
            !settings.server.public_url.starts_with("https://"),
            "TLS in front",
            "`server.public_url` (BANTER__SERVER__PUBLIC_URL) to the https address that a proxy ends",
        ),
        (settings.banks.is_empty(), "a bank", "a table `[banks.<id>]`"),
    ];
    checks
        .into_iter()
        .filter(|(fault, _, _)| *fault)
        .map(|(_, what, how)| ConfigError::Missing { what, how })
        .collect()
}

/// The development profile has a bank that anybody may speak for, so nobody else may reach it.
fn off_this_machine(bind: &str) -> Vec<ConfigError> {
    let host = bind.rsplit_once(':').map_or(bind, |(host, _)| host);
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let stays = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if stays { Vec::new() } else { vec![ConfigError::NotLoopback { bind: bind.to_owned() }] }
}
