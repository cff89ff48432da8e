//! Where Redis is: one server, a cluster, or a group watched by sentinels.
//!
//! ```text
//! redis://[user:password@]host[:port][/db]            rediss:// over TLS
//! redis+cluster://[user:password@]host[:port],…       rediss+cluster://
//! redis+sentinel://[user:password@]host[:port],…/name[/db]   rediss+sentinel:// for the servers
//! ```

use redis::cluster::ClusterClient;
use redis::sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType};
use redis::{Client, ConnectionAddr, IntoConnectionInfo, TlsMode};

const REDIS_PORT: u16 = 6379;
const SENTINEL_PORT: u16 = 26379;

/// Shows no part of the address: it may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum BadAddress {
    #[error(
        "a Redis address begins with redis://, rediss://, redis+cluster:// or redis+sentinel://"
    )]
    Scheme,
    #[error("a sentinel address ends with the name of the group: redis+sentinel://host:26379/name")]
    NoGroup,
    #[error("a Redis address names no host")]
    NoHost,
    #[error("the port or database in a Redis address is not a number")]
    NotANumber,
    #[error("the Redis address cannot be used")]
    Unusable(#[source] redis::RedisError),
}

pub(super) enum Address {
    One(Box<Client>),
    Cluster(Box<ClusterClient>),
    Sentinel(Box<tokio::sync::Mutex<SentinelClient>>),
}

struct Parts<'a> {
    tls: bool,
    credentials: Option<&'a str>,
    hosts: Vec<&'a str>,
    path: Vec<&'a str>,
}

impl Address {
    pub(super) fn parse(text: &str, timeout: std::time::Duration) -> Result<Self, BadAddress> {
        let (scheme, rest) = text.trim().split_once("://").ok_or(BadAddress::Scheme)?;
        match scheme {
            "redis" | "rediss" => Client::open(text.trim())
                .map(|client| Self::One(Box::new(client)))
                .map_err(BadAddress::Unusable),
            "redis+cluster" => cluster(&Parts::of(rest, false)?, timeout),
            "rediss+cluster" => cluster(&Parts::of(rest, true)?, timeout),
            "redis+sentinel" => sentinel(&Parts::of(rest, false)?),
            "rediss+sentinel" => sentinel(&Parts::of(rest, true)?),
            _ => Err(BadAddress::Scheme),
        }
    }
}

impl<'a> Parts<'a> {
    fn of(rest: &'a str, tls: bool) -> Result<Self, BadAddress> {
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (credentials, hosts) = match authority.rsplit_once('@') {
            Some((credentials, hosts)) => (Some(credentials), hosts),
            None => (None, authority),
        };
        let hosts: Vec<&str> = hosts.split(',').filter(|host| !host.is_empty()).collect();
        if hosts.is_empty() {
            return Err(BadAddress::NoHost);
        }
        let path = path.split('/').filter(|part| !part.is_empty()).collect();
        Ok(Self { tls, credentials, hosts, path })
    }

    /// A plain address of one of the hosts, for the library's own reader of credentials.
    fn url(&self, host: &str) -> String {
        let scheme = if self.tls { "rediss" } else { "redis" };
        match self.credentials {
            Some(credentials) => format!("{scheme}://{credentials}@{host}"),
            None => format!("{scheme}://{host}"),
        }
    }
}

fn cluster(parts: &Parts<'_>, timeout: std::time::Duration) -> Result<Address, BadAddress> {
    let nodes = parts.hosts.iter().map(|host| parts.url(host));
    // Commands that were sent and lost are sent again by the cluster client. That is safe for
    // everything here: each is a read, or refuses its own second run (compare-and-set, claims).
    ClusterClient::builder(nodes)
        .connection_timeout(timeout)
        .response_timeout(timeout)
        .retries(3)
        .build()
        .map(|client| Address::Cluster(Box::new(client)))
        .map_err(BadAddress::Unusable)
}

fn sentinel(parts: &Parts<'_>) -> Result<Address, BadAddress> {
    let group = parts.path.first().ok_or(BadAddress::NoGroup)?;
    let mut sentinels = Vec::with_capacity(parts.hosts.len());
    for host in &parts.hosts {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) => (name, port.parse().map_err(|_| BadAddress::NotANumber)?),
            None => (*host, SENTINEL_PORT),
        };
        sentinels.push(ConnectionAddr::Tcp(name.to_owned(), port));
    }
    let mut builder = SentinelClientBuilder::new(sentinels, *group, SentinelServerType::Master)
        .map_err(BadAddress::Unusable)?;
    if let Some(db) = parts.path.get(1) {
        let db = db.parse().map_err(|_| BadAddress::NotANumber)?;
        builder = builder.set_client_to_redis_db(db);
    }
    let url = parts.url(&format!("host:{REDIS_PORT}"));
    let info = url.into_connection_info().map_err(BadAddress::Unusable)?;
    if let Some(username) = info.redis_settings().username() {
        builder = builder.set_client_to_redis_username(username);
    }
    if let Some(password) = info.redis_settings().password() {
        builder = builder.set_client_to_redis_password(password);
    }
    if parts.tls {
        builder = builder.set_client_to_redis_tls_mode(TlsMode::Secure);
    }
    builder
        .build()
        .map(|client| Address::Sentinel(Box::new(tokio::sync::Mutex::new(client))))
        .map_err(BadAddress::Unusable)
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::One(_) => "one server",
            Self::Cluster(_) => "a cluster",
            Self::Sentinel(_) => "a group watched by sentinels",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Result<String, String> {
        Address::parse(text, std::time::Duration::from_secs(1))
            .map(|address| format!("{address:?}"))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn each_scheme_leads_where_it_says() {
        for (text, expected) in [
            ("redis://127.0.0.1", "one server"),
            ("rediss://user:secret@redis.example:6380/2", "one server"),
            ("redis+cluster://127.0.0.1:7000,127.0.0.1:7001", "a cluster"),
            ("rediss+cluster://user:secret@redis.example:7000", "a cluster"),
            ("redis+sentinel://127.0.0.1:26379,10.0.0.2/main", "a group watched by sentinels"),
            ("redis+sentinel://:secret@10.0.0.2/main/3", "a group watched by sentinels"),
        ] {
            assert_eq!(kind(text), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_bad_address_is_refused_without_being_repeated() {
        for text in [
            "127.0.0.1:6379",
            "http://secret@127.0.0.1",
            "redis+sentinel://:secret@127.0.0.1",
            "redis+sentinel://:secret@127.0.0.1:many/main",
            "redis+cluster://secret@",
            "redis://:secret@:port",
        ] {
            let error = kind(text).unwrap_err();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
