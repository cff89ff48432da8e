//! The real server on a free port, and the verbs of somebody before a device.

use std::time::Duration;

use banter::config::{self, Settings, Surroundings};
use banter::platforms::alexa::device::{Device, Heard, Setup};
use banter::server::{self, Running};
use chrono::Utc;
use serde_json::{Value, json};

/// A server, started for one test.
pub(crate) struct TestApp {
    running: Option<Running>,
    pub(crate) url: String,
    pub(crate) client: reqwest::Client,
    conversation: Option<String>,
    pub(crate) customer: Option<&'static str>,
    pub(crate) locale: &'static str,
}

/// An answer: its status and its body.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answered {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// The development profile on a free port, with more said by variables.
pub(crate) fn settings(more: &[(&str, &str)]) -> Settings {
    let mut variables = vec![
        ("BANTER__SERVER__BIND".to_owned(), "127.0.0.1:0".to_owned()),
        ("BANTER__SERVER__WORKERS".to_owned(), "1".to_owned()),
    ];
    variables.extend(more.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
    config::load(&Surroundings { file: None, variables }).unwrap()
}

impl TestApp {
    pub(crate) async fn start() -> Self {
        Self::with(&[]).await
    }

    pub(crate) async fn with(more: &[(&str, &str)]) -> Self {
        let running = server::build(settings(more)).await.unwrap().spawn().unwrap();
        let url = format!("http://{}", running.address);
        let client = reqwest::Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
        Self {
            running: Some(running),
            url,
            client,
            conversation: None,
            customer: Some("mia"),
            locale: "en-US",
        }
    }

    /// Says something to the simulated speaker, which signs what it sends.
    pub(crate) async fn say(&mut self, words: &str) -> Value {
        self.turn(json!({ "text": words })).await
    }

    pub(crate) async fn launch(&mut self) -> Value {
        self.turn(json!({ "launch": true })).await
    }

    pub(crate) async fn turn(&mut self, say: Value) -> Value {
        let asked = json!({
            "customer": self.customer,
            "locale": self.locale,
            "conversation": self.conversation,
            "say": say,
        });
        let answer = self.post("/simulator/turn", &[], asked.to_string().as_bytes()).await;
        let said = answer.json();
        assert_eq!(answer.status, 200, "{said}");
        self.conversation = said["conversation"].as_str().map(ToOwned::to_owned);
        said
    }

    /// What is heard, as words.
    pub(crate) async fn hear(&mut self, words: &str) -> String {
        self.say(words).await["speech"]["text"].as_str().unwrap_or_default().to_owned()
    }

    /// Approves what waits in the banking app.
    pub(crate) async fn approve(&self) {
        let customer = self.customer.unwrap();
        let app = self.get(&format!("/sandbox/app/{customer}")).await.json();
        let id = app["approvals"][0]["id"].as_str().expect("something waits").to_owned();
        let path = format!("/sandbox/app/{customer}/approvals/{id}");
        let answer = self.post(&path, &[], br#"{"decision":"approve"}"#).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    pub(crate) async fn get(&self, path: &str) -> Answered {
        let answer = self.client.get(format!("{}{path}", self.url)).send().await.unwrap();
        Answered { status: answer.status().as_u16(), body: answer.bytes().await.unwrap().to_vec() }
    }

    pub(crate) async fn post(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answered {
        let mut request = self.client.post(format!("{}{path}", self.url)).body(body.to_vec());
        request = request.header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.unwrap();
        Answered { status: answer.status().as_u16(), body: answer.bytes().await.unwrap().to_vec() }
    }

    pub(crate) async fn stop(mut self) {
        self.running.take().unwrap().stop().await;
    }
}

/// A device that does not sign, as a client on this machine may be in development.
pub(crate) fn device(customer: &str) -> Device {
    let locale = banter::domain::locale::Locale::EN_US;
    Device::new(Setup::at_home(locale, Some(&format!("sandbox:{customer}"))))
}

#[tokio::test]
async fn a_signed_balance_question_is_answered() {
    let mut app = TestApp::start().await;
    let said = app.say("what's my balance").await;
    let headers = said["request"]["headers"].as_object().unwrap();
    assert!(headers.contains_key("Signature-256"), "{headers:?}");
    let text = said["speech"]["text"].as_str().unwrap();
    assert!(text.contains("2382"), "{text}");
    assert_eq!(said["trace"]["intent"], "GetBalance");
    app.stop().await;
}

#[tokio::test]
async fn anna_gets_fifty_euros_after_approval_and_only_then() {
    let mut app = TestApp::start().await;
    let before = app.get("/sandbox/books").await.json();
    let asked = app.hear("send Anna fifty euros").await;
    assert!(asked.contains("Müller") && asked.contains("Brandt"), "{asked}");
    let read = app.hear("Anna Müller").await;
    assert!(read.contains("50") && read.contains("Müller"), "{read}");
    app.hear("yes").await;
    let booked = |app: Value| app["accounts"][0]["booked"]["minor_units"].as_i64().unwrap();
    assert_eq!(booked(app.get("/sandbox/app/mia").await.json()), 243_118);
    app.approve().await;
    assert_eq!(booked(app.get("/sandbox/app/mia").await.json()), 238_118);
    assert_eq!(app.get("/sandbox/books").await.json(), before);
    app.stop().await;
}

#[tokio::test]
async fn an_unsigned_call_from_this_machine_is_taken_in_development() {
    let app = TestApp::start().await;
    let mut device = device("james");
    let body = device.intend("GetBalance", &[], Utc::now());
    let answer = app.post("/demo/alexa", &[], &body).await;
    let Heard { text, .. } = device.hear(answer.status, &answer.body).unwrap();
    assert!(text.contains("1872"), "{text}");
    app.stop().await;
}

#[tokio::test]
async fn without_a_token_the_answer_is_the_invitation_to_link() {
    let mut app = TestApp::start().await;
    app.customer = None;
    let said = app.say("what's my balance").await;
    assert_eq!(said["card"]["type"], "LinkAccount", "{said}");
    app.stop().await;
}

#[tokio::test]
async fn health_and_metrics_are_told() {
    let mut app = TestApp::start().await;
    assert_eq!(app.get("/health/live").await.status, 200);
    assert_eq!(app.get("/health/ready").await.status, 200);
    app.launch().await;
    let metrics = app.get("/metrics").await.text();
    assert!(metrics.contains("banter_turns_total{platform=\"alexa\"} 1"), "{metrics}");
    app.stop().await;
}

#[tokio::test]
async fn a_server_whose_redis_is_gone_stays_up_and_says_so() {
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    let mut app = TestApp::with(&[
        ("BANTER__STORE__REDIS_URL", &format!("redis://{nowhere}")),
        ("BANTER__STORE__KEYS", key),
        ("BANTER__STORE__NAMING_KEY", key),
    ])
    .await;
    assert_eq!(app.get("/health/live").await.status, 200);
    assert_eq!(app.get("/health/ready").await.status, 503);
    let said = app.say("what's my balance").await;
    let text = said["speech"]["text"].as_str().unwrap();
    assert!(!text.is_empty() && !text.contains("2382"), "{text}");
    app.stop().await;
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let mut settings = settings(&[]);
    let bank = settings.banks.get_mut("demo").unwrap();
    bank.connector = "nowhere".to_owned();
    bank.currency = "XXQ".to_owned();
    bank.platforms.insert("telegraph".to_owned(), toml::Table::new());
    let told = server::build(settings).await.unwrap_err().to_string();
    for part in ["nowhere", "banks.demo.currency", "telegraph"] {
        assert!(told.contains(part), "{part} is not in: {told}");
    }
}

#[tokio::test]
async fn speakers_who_call_too_often_hear_an_apology() {
    let mut app = TestApp::with(&[("BANTER__SERVER__CALLS_PER_MINUTE", "3")]).await;
    for _ in 0..6 {
        app.launch().await;
    }
    let metrics = app.get("/metrics").await.text();
    assert!(!metrics.contains("banter_calls_limited_total 0"), "{metrics}");
    app.stop().await;
}
