//! The real program as a child process, and somebody before a device who speaks to it.

use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use banter::domain::locale::Locale;
use banter::platforms::alexa::device::{Device, Heard, Setup};
use chrono::Utc;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::stores::redis_server::free_port;

/// A key for tests, the same for all servers of one.
pub(crate) const KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
/// Longer than anything takes, even on a busy builder.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    pub(crate) url: String,
    client: reqwest::Client,
    written: TempDir,
}

impl Process {
    /// `banter serve` over that Redis, under a prefix of its own, once it answers.
    pub(crate) async fn over(redis: &str, prefix: &str, more: &[(&str, &str)]) -> Self {
        let mut settings = vec![
            ("BANTER__STORE__REDIS_URL", redis),
            ("BANTER__STORE__KEY_PREFIX", prefix),
            ("BANTER__STORE__KEYS", KEY),
            ("BANTER__STORE__NAMING_KEY", KEY),
            ("BANTER__SERVER__WORKERS", "1"),
            ("BANTER__SERVER__CALLS_PER_MINUTE", "0"),
        ];
        settings.extend(more);
        Self::start(&settings).await
    }

    async fn start(settings: &[(&str, &str)]) -> Self {
        let written = tempfile::tempdir().unwrap();
        let file = |name: &str| Stdio::from(File::create(written.path().join(name)).unwrap());
        let bind = format!("127.0.0.1:{}", free_port());
        let child = Command::new(env!("CARGO_BIN_EXE_banter"))
            .arg("serve")
            .env("BANTER__SERVER__BIND", &bind)
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(file("out"))
            .stderr(file("err"))
            .spawn()
            .unwrap();
        let client = reqwest::Client::builder().timeout(PATIENCE).build().unwrap();
        let mut process = Self { child, url: format!("http://{bind}"), client, written };
        let began = Instant::now();
        while process.get("/health/live").await.is_none() {
            let ended = process.child.try_wait().unwrap();
            assert!(ended.is_none(), "the server ended: {}", process.log());
            assert!(began.elapsed() < PATIENCE, "the server does not answer");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        process
    }

    /// Gone as in a power cut: nothing is finished, nobody is told.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn lives(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Its log. What it says to a person goes to its standard output.
    pub(crate) fn log(&self) -> String {
        let bytes = std::fs::read(self.written.path().join("err")).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Status and body; nothing when nobody answers.
    pub(crate) async fn get(&self, path: &str) -> Option<(u16, Value)> {
        let answer = self.client.get(format!("{}{path}", self.url)).send().await.ok()?;
        let status = answer.status().as_u16();
        let body = answer.bytes().await.ok()?;
        Some((status, serde_json::from_slice(&body).unwrap_or(Value::Null)))
    }

    pub(crate) async fn post(&self, path: &str, body: Vec<u8>) -> Option<(u16, Vec<u8>)> {
        let call = self.client.post(format!("{}{path}", self.url)).body(body);
        let answer = call.header("content-type", "application/json").send().await.ok()?;
        Some((answer.status().as_u16(), answer.bytes().await.ok()?.to_vec()))
    }

    /// Payments that wait in the banking app; none can be seen while the bank is away with Redis.
    pub(crate) async fn waiting(&self) -> Vec<Value> {
        let (status, app) = self.get("/sandbox/app/mia").await.unwrap();
        if status == 503 {
            return Vec::new();
        }
        app["approvals"].as_array().unwrap().clone()
    }

    pub(crate) async fn books(&self) -> Value {
        self.get("/sandbox/books").await.unwrap().1
    }

    pub(crate) async fn approve(&self) {
        for approval in self.waiting().await {
            let path = format!("/sandbox/app/mia/approvals/{}", approval["id"].as_str().unwrap());
            let body = json!({ "decision": "approve" }).to_string().into_bytes();
            assert_eq!(self.post(&path, body).await.unwrap().0, 200);
        }
    }

    pub(crate) async fn ready(&self) -> u16 {
        self.get("/health/ready").await.unwrap().0
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Mia before her speaker. Each of her calls may go to another server.
pub(crate) struct Speaker {
    device: Device,
}

impl Speaker {
    pub(crate) fn of(user: &str) -> Self {
        let mut setup = Setup::at_home(Locale::EN_US, Some("sandbox:mia"));
        setup.user_id = format!("amzn1.ask.account.{user}");
        Self { device: Device::new(setup) }
    }

    pub(crate) async fn launch(&mut self, server: &Process) -> Heard {
        let call = self.device.launch(Utc::now());
        self.send(server, call).await
    }

    pub(crate) async fn intend(
        &mut self,
        server: &Process,
        name: &str,
        slots: &[(&str, &str)],
    ) -> Heard {
        let call = self.device.intend(name, slots, Utc::now());
        self.send(server, call).await
    }

    pub(crate) async fn fill(&mut self, server: &Process, words: &str) -> Heard {
        let call = self.device.fill(words, Utc::now()).expect("a slot was asked for");
        self.send(server, call).await
    }

    /// A yes as the call it is, not yet sent.
    pub(crate) fn agree(&mut self) -> Vec<u8> {
        self.device.answer(true, Utc::now())
    }

    pub(crate) async fn send(&mut self, server: &Process, call: Vec<u8>) -> Heard {
        let (status, body) = server.post("/demo/alexa", call).await.expect("an answer");
        self.device.hear(status, &body).expect("an answer that Alexa takes")
    }

    /// "Send Anna … euros", up to the read-back, on these servers in turn.
    pub(crate) async fn until_read_back(&mut self, servers: [&Process; 3], euros: &str) -> Heard {
        self.launch(servers[0]).await;
        let slots = [("amount", euros), ("payee", "anna")];
        let which = self.intend(servers[1], "PaySavedPayee", &slots).await;
        assert!(which.text.contains("Brandt"), "{}", which.text);
        let read = self.fill(servers[2], "Anna Müller").await;
        assert!(read.text.contains(euros) && read.text.contains("Müller"), "{}", read.text);
        read
    }
}
