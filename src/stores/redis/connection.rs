//! One multiplexed connection, made when it is first needed and again after it broke.
//!
//! Not the library's connection manager: that one lets callers wait for its reconnecting with
//! growing pauses, and here a customer is waiting. While Redis is away a command fails at once,
//! and every [`PAUSE`] one of them tries to connect.
//!
//! Nothing is sent twice by this file. A command whose answer was lost has failed; whether it was
//! done is for compare-and-set to find out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::cluster_async::ClusterConnection;
use redis::{AsyncConnectionConfig, Cmd, ErrorKind, FromRedisValue, RedisError, ServerErrorKind};
use tokio::time::{Instant, timeout};

use super::address::{Address, BadAddress};
use crate::contracts::session::StoreError;
use crate::stores::limits::Limits;

/// How long nobody tries to connect after an attempt failed.
const PAUSE: Duration = Duration::from_millis(100);

/// Cheap to clone; clones share the connection.
#[derive(Debug, Clone)]
pub(super) struct Connection(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    address: Address,
    command_timeout: Duration,
    connect_timeout: Duration,
    state: Mutex<State>,
    connecting: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    link: Option<Link>,
    /// Which link this is, so that a late failure of an old one does not end its successor.
    generation: u64,
    not_before: Option<Instant>,
}

#[derive(Clone)]
enum Link {
    One(MultiplexedConnection),
    Cluster(Box<ClusterConnection>),
}

/// A Lua script: one atomic step, in one slot.
#[derive(Debug)]
pub(super) struct Script {
    source: &'static str,
    hash: Box<str>,
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("no answer in time")]
    TooSlow,
    #[error("no connection; the last attempt failed a moment ago")]
    Away,
    #[error("no usable answer")]
    Redis(#[from] RedisError),
}

impl Script {
    pub(super) fn new(source: &'static str) -> Self {
        Self { source, hash: redis::Script::new(source).get_hash().into() }
    }

    fn command(&self, name: &str, keys: &[&str]) -> Cmd {
        let mut command = redis::cmd(name);
        command.arg(if name == "EVAL" { self.source } else { &self.hash });
        command.arg(keys.len());
        for key in keys {
            command.arg(*key);
        }
        command
    }
}

impl Connection {
    pub(super) fn new(address: &str, limits: &Limits) -> Result<Self, BadAddress> {
        Ok(Self(Arc::new(Shared {
            address: Address::parse(address, limits.connect_timeout)?,
            command_timeout: limits.command_timeout,
            connect_timeout: limits.connect_timeout,
            state: Mutex::default(),
            connecting: tokio::sync::Mutex::default(),
        })))
    }

    pub(super) async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, StoreError> {
        self.0.ask(command).await.map_err(store_error)
    }

    /// Runs a script by its digest, and by its text where the server does not know it yet. That
    /// is no second run: a server that does not know a script has not run it.
    pub(super) async fn run<T: FromRedisValue>(
        &self,
        script: &Script,
        keys: &[&str],
        arguments: &(dyn Fn(&mut Cmd) + Send + Sync),
    ) -> Result<T, StoreError> {
        let mut command = script.command("EVALSHA", keys);
        arguments(&mut command);
        let failure = match self.0.ask(&command).await {
            Ok(answer) => return Ok(answer),
            Err(failure) => failure,
        };
        if !matches!(&failure, Failure::Redis(error) if error.kind() == NO_SCRIPT) {
            return Err(store_error(failure));
        }
        let mut command = script.command("EVAL", keys);
        arguments(&mut command);
        self.ask(&command).await
    }
}

const NO_SCRIPT: ErrorKind = ErrorKind::Server(ServerErrorKind::NoScript);

impl Shared {
    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, Failure> {
        let (generation, link) = self.link().await?;
        let answer = timeout(self.command_timeout, async {
            match link {
                Link::One(mut link) => command.query_async(&mut link).await,
                Link::Cluster(mut link) => command.query_async(&mut *link).await,
            }
        });
        let failure = match answer.await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) if !ends_the_link(&error) => return Err(error.into()),
            Ok(Err(error)) => Failure::Redis(error),
            // A server that is silent once may be gone without a word: the next one connects anew.
            Err(_) => Failure::TooSlow,
        };
        let mut state = self.state();
        if state.generation == generation {
            state.link = None;
        }
        Err(failure)
    }

    async fn link(&self) -> Result<(u64, Link), Failure> {
        if let Some(link) = self.state().current()? {
            return Ok(link);
        }
        timeout(self.connect_timeout, async {
            let _only_one_connects = self.connecting.lock().await;
            if let Some(link) = self.state().current()? {
                return Ok(link);
            }
            let link = timeout(self.connect_timeout, self.connect()).await;
            let mut state = self.state();
            state.generation = state.generation.saturating_add(1);
            match link {
                Ok(Ok(link)) => {
                    state.not_before = None;
                    state.link = Some(link.clone());
                    Ok((state.generation, link))
                }
                Ok(Err(error)) => {
                    state.not_before = Instant::now().checked_add(PAUSE);
                    Err(error.into())
                }
                Err(_) => {
                    state.not_before = Instant::now().checked_add(PAUSE);
                    Err(Failure::TooSlow)
                }
            }
        })
        .await
        .unwrap_or(Err(Failure::TooSlow))
    }

    async fn connect(&self) -> Result<Link, RedisError> {
        // Time-outs are kept here; the library's own would be a second timer on every command.
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.connect_timeout))
            .set_response_timeout(None);
        match &self.address {
            Address::One(client) => {
                client.get_multiplexed_async_connection_with_config(&config).await.map(Link::One)
            }
            Address::Sentinel(client) => {
                let mut client = client.lock().await;
                client.get_async_connection_with_config(&config).await.map(Link::One)
            }
            Address::Cluster(client) => {
                client.get_async_connection().await.map(|link| Link::Cluster(Box::new(link)))
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn current(&self) -> Result<Option<(u64, Link)>, Failure> {
        if let Some(link) = &self.link {
            return Ok(Some((self.generation, link.clone())));
        }
        match self.not_before {
            Some(then) if Instant::now() < then => Err(Failure::Away),
            Some(_) | None => Ok(None),
        }
    }
}

/// Broken, or leading to a server that has become a replica.
fn ends_the_link(error: &RedisError) -> bool {
    let stepped_down = matches!(
        error.kind(),
        ErrorKind::Server(ServerErrorKind::ReadOnly | ServerErrorKind::MasterDown)
    );
    stepped_down || error.is_unrecoverable_error() || error.is_io_error()
}

fn store_error(failure: Failure) -> StoreError {
    match &failure {
        Failure::Redis(error) if error.kind() == ErrorKind::UnexpectedReturnType => {
            StoreError::Unreadable { what: "an answer of another kind" }
        }
        Failure::Redis(_) | Failure::TooSlow | Failure::Away => {
            StoreError::Unreachable(Box::new(failure))
        }
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let up = if self.link.is_some() { "up" } else { "down" };
        write!(f, "{up}, generation {}", self.generation)
    }
}
