//! The one HTTP client: every call that leaves this house goes through it.
//!
//! **What goes in and out.** A request with an address, headers and a body goes in; an answer with
//! a status, headers and a body of bounded size comes out, or an error that says whether the
//! request can have arrived.
//!
//! **Its rules.** Encrypted, or to this very machine where the caller allows that. Time-outs on
//! everything. No redirects: an address that was checked must be the address that is called. No
//! proxies from the environment. Only safe methods are tried again, and only within a budget, so
//! that a slow neighbour is not knocked over by us. Nothing of a body, a token or a query appears
//! in an error or a log line.
//!
//! **What it must not know.** Who calls whom, and why.

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

pub mod redact;
mod retry;

use retry::Budget;

/// How a client behaves. All of its calls share these.
#[derive(Debug, Clone)]
pub struct Options {
    pub connect_timeout: Duration,
    /// For the whole call, from the first byte out to the last one in, repetitions included.
    pub timeout: Duration,
    pub max_body_bytes: usize,
    /// Unencrypted calls to this very machine, for development and tests.
    pub allow_loopback_http: bool,
    /// Certificate and key of ours in one PEM, for mutual TLS.
    pub identity_pem: Option<secrecy::SecretString>,
    /// Roots that are trusted beside the system's, as PEM.
    pub extra_roots_pem: Vec<Vec<u8>>,
}

/// Calls others, carefully.
#[derive(Debug)]
pub struct Client {
    inner: reqwest::Client,
    options: Options,
    budget: Budget,
}

/// What is sent.
#[derive(Clone)]
pub struct Request<'a> {
    pub method: Method,
    pub url: &'a str,
    pub headers: &'a [(&'a str, &'a str)],
    pub body: Option<Vec<u8>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

/// What came back, whatever its status.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    #[error("the client cannot be set up: {what}")]
    Setup { what: &'static str },
    #[error("not an address that may be called: {what}")]
    Address { what: &'static str },
    /// Nothing has left this house.
    #[error("{host} cannot be reached")]
    Unreachable {
        host: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The request may have arrived and been acted upon.
    #[error("no answer from {host} in time")]
    TimedOut { host: String },
    /// The request may have arrived and been acted upon.
    #[error("the connection to {host} broke")]
    Broken {
        host: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The request has arrived.
    #[error("the answer of {host} is longer than {limit} bytes")]
    TooLong { host: String, limit: usize },
}

impl Default for Options {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(2),
            timeout: Duration::from_secs(5),
            max_body_bytes: 1024 * 1024,
            allow_loopback_http: false,
            identity_pem: None,
            extra_roots_pem: Vec::new(),
        }
    }
}

impl NetError {
    /// Whether it is certain that the other side has seen nothing.
    pub const fn never_left(&self) -> bool {
        match self {
            Self::Setup { .. } | Self::Address { .. } | Self::Unreachable { .. } => true,
            Self::TimedOut { .. } | Self::Broken { .. } | Self::TooLong { .. } => false,
        }
    }
}

impl Method {
    /// Asking twice changes nothing.
    pub const fn is_safe(self) -> bool {
        matches!(self, Self::Get)
    }

    const fn to_wire(self) -> reqwest::Method {
        match self {
            Self::Get => reqwest::Method::GET,
            Self::Post => reqwest::Method::POST,
            Self::Put => reqwest::Method::PUT,
            Self::Patch => reqwest::Method::PATCH,
            Self::Delete => reqwest::Method::DELETE,
        }
    }
}

impl Answer {
    /// A header's value; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl Client {
    pub fn new(options: Options) -> Result<Self, NetError> {
        let mut builder = reqwest::Client::builder()
            .connect_timeout(options.connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .https_only(!options.allow_loopback_http)
            .user_agent(concat!("banter/", env!("CARGO_PKG_VERSION")));
        if let Some(pem) = &options.identity_pem {
            let pem = secrecy::ExposeSecret::expose_secret(pem);
            let identity = reqwest::Identity::from_pem(pem.as_bytes())
                .map_err(|_| NetError::Setup { what: "the client certificate is not PEM" })?;
            builder = builder.identity(identity);
        }
        for pem in &options.extra_roots_pem {
            let roots = reqwest::Certificate::from_pem_bundle(pem)
                .map_err(|_| NetError::Setup { what: "an extra root is not PEM" })?;
            builder = builder.tls_certs_merge(roots);
        }
        let inner =
            builder.build().map_err(|_| NetError::Setup { what: "TLS is not available" })?;
        Ok(Self { inner, options, budget: Budget::default() })
    }

    /// Sends a request. A safe one is sent again when it failed on the way or the other side is
    /// overloaded, while the budget and the time last.
    pub async fn send(&self, request: Request<'_>) -> Result<Answer, NetError> {
        let url = self.allowed(request.url)?;
        let deadline = Instant::now().checked_add(self.options.timeout);
        let deadline = deadline.unwrap_or_else(Instant::now);
        self.budget.deposit();
        let mut pause = retry::FIRST_PAUSE;
        loop {
            let outcome = self.once(&url, &request, deadline).await;
            let again = request.method.is_safe() && retry::is_worth_it(&outcome);
            let in_time = deadline.saturating_duration_since(Instant::now()) > pause;
            if !again || !in_time || !self.budget.withdraw() {
                return outcome;
            }
            tracing::debug!(host = redact::host(&url), "trying again");
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(2);
        }
    }

    pub async fn get(&self, url: &str, headers: &[(&str, &str)]) -> Result<Answer, NetError> {
        self.send(Request { method: Method::Get, url, headers, body: None }).await
    }

    fn allowed(&self, url: &str) -> Result<Url, NetError> {
        let url = Url::parse(url).map_err(|_| NetError::Address { what: "not a URL" })?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NetError::Address { what: "it carries credentials" });
        }
        match url.scheme() {
            "https" => Ok(url),
            "http" if self.options.allow_loopback_http && is_loopback(&url) => Ok(url),
            "http" => Err(NetError::Address { what: "it is not encrypted" }),
            _ => Err(NetError::Address { what: "it is not HTTP" }),
        }
    }

    async fn once(
        &self,
        url: &Url,
        request: &Request<'_>,
        deadline: Instant,
    ) -> Result<Answer, NetError> {
        let host = || redact::host(url).to_owned();
        let mut builder = self.inner.request(request.method.to_wire(), url.clone());
        for (name, value) in request.headers {
            builder = builder.header(*name, *value);
        }
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        match tokio::time::timeout_at(deadline, self.exchange(builder, url)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(NetError::TimedOut { host: host() }),
        }
    }

    async fn exchange(
        &self,
        builder: reqwest::RequestBuilder,
        url: &Url,
    ) -> Result<Answer, NetError> {
        let host = redact::host(url);
        let mut response = builder.send().await.map_err(|error| read_error(host, error))?;
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .filter_map(|(name, value)| {
                Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
            })
            .collect();
        let limit = self.options.max_body_bytes;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| read_error(host, error))? {
            if body.len().saturating_add(chunk.len()) > limit {
                return Err(NetError::TooLong { host: host.to_owned(), limit });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, headers, body })
    }
}

/// The library's error without the address, which may carry secrets.
fn read_error(host: &str, error: reqwest::Error) -> NetError {
    let host = host.to_owned();
    let error = error.without_url();
    if error.is_connect() || error.is_builder() {
        NetError::Unreachable { host, source: Box::new(error) }
    } else if error.is_timeout() {
        NetError::TimedOut { host }
    } else {
        NetError::Broken { host, source: Box::new(error) }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({:?} {})", self.method, redact::address(self.url))
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.status, self.body.len())
    }
}

#[cfg(test)]
mod tests;
