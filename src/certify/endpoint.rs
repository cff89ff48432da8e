//! The server under test, over HTTP.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use url::Url;

use crate::contracts::certification::{Endpoint, Exchange};
use crate::net::{Client, Method, NetError, Options, Request};

/// Longer than any platform waits, so that too late can be told from never.
const PATIENCE: Duration = Duration::from_secs(12);

/// An address that calls are posted to.
#[derive(Debug)]
pub struct HttpEndpoint {
    url: Url,
    client: Client,
}

/// Why an endpoint cannot be tried at all.
#[derive(Debug, thiserror::Error)]
pub enum BadEndpoint {
    #[error("the HTTP client cannot be set up")]
    Client(#[source] NetError),
}

impl HttpEndpoint {
    /// `https`, or plain HTTP on this very machine.
    pub fn new(url: Url) -> Result<Self, BadEndpoint> {
        let options =
            Options { timeout: PATIENCE, allow_loopback_http: true, ..Options::default() };
        Ok(Self { url, client: Client::new(options).map_err(BadEndpoint::Client)? })
    }
}

#[async_trait]
impl Endpoint for HttpEndpoint {
    async fn post(&self, headers: &[(String, String)], body: &[u8]) -> Result<Exchange, String> {
        let mut sent: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        // A connection that the endpoint closes while it is being used again would look like a
        // fault of its own.
        sent.push(("Connection", "close"));
        let began = Instant::now();
        let answer = self
            .client
            .send(Request {
                method: Method::Post,
                url: self.url.as_str(),
                headers: &sent,
                body: Some(body.to_vec()),
            })
            .await
            .map_err(|error| error.to_string())?;
        Ok(Exchange {
            headers: headers.to_vec(),
            request: body.to_vec(),
            status: answer.status,
            answer: answer.body,
            took_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        })
    }
}
