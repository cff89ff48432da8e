//! A real Chromium without a window, and the hands of whoever sits before it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::wd::TimeoutConfiguration;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::app::TestApp;

/// What a busy machine may need. Nothing waits this long that does not fail.
const PATIENCE: Duration = Duration::from_secs(60);
const HOW_TO_INSTALL: &str = "these tests look at the page in Chromium: `./x test` installs it \
                              when root, otherwise `sudo apt-get install chromium chromium-driver`";

/// Widths of a laptop's window and of a telephone, in CSS pixels.
pub(super) const LAPTOP: (u32, u32) = (1280, 900);
pub(super) const TELEPHONE: (u32, u32) = (390, 844);

/// The simulator's page before a server of its own.
pub(super) struct Browser {
    pub(super) app: TestApp,
    pub(super) page: Client,
    driver: Driver,
    heard: usize,
}

/// Chromedriver and, through it, Chromium; both end with this.
struct Driver {
    process: Child,
    port: u16,
    session: Option<String>,
    profile: TempDir,
}

impl Browser {
    /// Opens the page with choices in its address, such as `locale=de-DE`.
    pub(super) async fn open(choices: &str, size: (u32, u32)) -> Self {
        let app = TestApp::start().await;
        let (driver, page) = Driver::start(size).await;
        let browser = Self { app, page, driver, heard: 0 };
        browser.visit(choices).await;
        browser
    }

    pub(super) async fn visit(&self, choices: &str) {
        self.page.goto(&format!("{}/simulator?{choices}", self.app.url)).await.unwrap();
        self.see("html[data-ready]").await;
    }

    /// Waits until something is there.
    pub(super) async fn see(&self, css: &str) -> Element {
        let found = self.page.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        found.unwrap_or_else(|error| panic!("{css} does not appear: {error}"))
    }

    /// Waits until an element's text holds the words.
    pub(super) async fn read(&self, id: &str, words: &str) {
        let path = format!("//*[@id='{id}'][contains(normalize-space(.), \"{words}\")]");
        let found = self.page.wait().at_most(PATIENCE).for_element(Locator::XPath(&path)).await;
        if found.is_err() {
            panic!("#{id} does not say \"{words}\" but: {}", self.text(&format!("#{id}")).await);
        }
    }

    pub(super) async fn text(&self, css: &str) -> String {
        self.page.find(Locator::Css(css)).await.unwrap().text().await.unwrap()
    }

    pub(super) async fn click(&self, css: &str) {
        self.see(css).await.click().await.unwrap();
    }

    /// Types words, presses enter, and waits for what is heard.
    pub(super) async fn say(&mut self, words: &str) -> String {
        let input = self.see("#text").await;
        input.send_keys(&format!("{words}\u{e007}")).await.unwrap();
        self.hear().await
    }

    /// Taps the sentence that is offered in these words.
    pub(super) async fn tap(&mut self, words: &str) -> String {
        let path = format!("//*[@id='try']//button[normalize-space(.)=\"{words}\"]");
        let wait = self.page.wait().at_most(PATIENCE);
        let found = wait.for_element(Locator::XPath(&path)).await;
        let Ok(button) = found else {
            panic!("\"{words}\" is not offered, but: {}", self.text("#try").await);
        };
        button.click().await.unwrap();
        self.hear().await
    }

    /// The next answer.
    pub(super) async fn hear(&mut self) -> String {
        self.heard += 1;
        self.see(&format!("#log > li:nth-of-type({}) .inside", self.heard)).await;
        self.text("#latest").await
    }

    /// Presses one key, wherever the focus is.
    pub(super) async fn press(&self, key: char) {
        let focused = self.page.active_element().await.unwrap();
        focused.send_keys(&key.to_string()).await.unwrap();
    }

    /// Presses a key until the page says so, as often as there are things on a page.
    pub(super) async fn press_until(&self, key: char, reached: &str) {
        for _ in 0..60 {
            self.press(key).await;
            if self.run(&format!("return {reached}")).await == true {
                return;
            }
        }
        panic!("{reached} is not reached; the focus is at {}", self.focus().await);
    }

    async fn focus(&self) -> String {
        self.page.active_element().await.unwrap().html(false).await.unwrap()
    }

    /// A new conversation begins: nothing has been heard in it.
    pub(super) fn begins_anew(&mut self) {
        self.heard = 0;
    }

    /// Something was heard that was no turn.
    pub(super) fn heard_aside(&mut self) {
        self.heard += 1;
    }

    /// The result of a script that waits for something.
    pub(super) async fn run_to_the_end(&self, script: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{ {script} }})().then(done, (error) => done(String(error)));"
        );
        self.page.execute_async(&script, Vec::new()).await.unwrap()
    }

    pub(super) async fn run(&self, script: &str) -> Value {
        self.page.execute(script, Vec::new()).await.unwrap()
    }

    /// One command of the browser's own debugging protocol.
    pub(super) async fn command(&self, cmd: &str, params: Value) {
        self.driver.post("goog/cdp/execute", &json!({ "cmd": cmd, "params": params })).await;
    }

    /// What the person at the page prefers: the dark, or things that keep still.
    pub(super) async fn prefer(&self, feature: &str, value: &str) {
        let features = json!({ "features": [{ "name": feature, "value": value }] });
        self.command("Emulation.setEmulatedMedia", features).await;
    }

    /// Nothing may have gone wrong that only the console tells.
    pub(super) async fn close(self) {
        let told = self.driver.post("se/log", &json!({ "type": "browser" })).await;
        let wrong: Vec<&Value> =
            told.as_array().unwrap().iter().filter(|line| line["level"] != "INFO").collect();
        assert!(wrong.is_empty(), "the console says: {wrong:#?}");
        drop(self.driver);
        self.app.stop().await;
    }
}

impl Driver {
    async fn start((width, height): (u32, u32)) -> (Self, Client) {
        let chromium = installed("chromium");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new(installed("chromedriver"))
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let profile = TempDir::new().unwrap();
        let mut driver = Self { process, port, session: None, profile };
        let arguments = [
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--lang=en-US".to_owned(),
            format!("--user-data-dir={}", driver.profile.path().display()),
            format!("--window-size={width},{height}"),
        ];
        let wanted = json!({
            "goog:chromeOptions": { "binary": chromium, "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        driver.listens();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(wanted.as_object().unwrap().clone());
        let page = builder.connect(&format!("http://127.0.0.1:{port}")).await.unwrap();
        driver.session = page.session_id().await.unwrap();
        let patience = TimeoutConfiguration::new(Some(PATIENCE), Some(PATIENCE), None);
        page.update_timeouts(patience).await.unwrap();
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        let size = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": size });
        driver.post("goog/cdp/execute", &size).await;
        (driver, page)
    }

    /// Until the driver takes calls.
    fn listens(&self) {
        let began = std::time::Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(began.elapsed() < PATIENCE, "chromedriver does not start");
            std::thread::yield_now();
        }
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let session = self.session.as_deref().unwrap();
        let url = format!("http://127.0.0.1:{}/session/{session}/{path}", self.port);
        let call = reqwest::Client::new().post(url).body(body.to_string());
        let answer: Value =
            serde_json::from_slice(&call.send().await.unwrap().bytes().await.unwrap()).unwrap();
        answer["value"].clone()
    }

    /// Ends Chromium, which would outlive its driver.
    fn end_session(&self) -> std::io::Result<()> {
        let Some(session) = &self.session else { return Ok(()) };
        let mut line = TcpStream::connect(("127.0.0.1", self.port))?;
        line.set_read_timeout(Some(PATIENCE))?;
        let host = "Host: 127.0.0.1\r\nConnection: close";
        write!(line, "DELETE /session/{session} HTTP/1.1\r\n{host}\r\n\r\n")?;
        // It answers when Chromium is gone, and then keeps the line open.
        line.read(&mut [0; 64]).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Err(error) = self.end_session() {
            eprintln!("the browser's session was not ended: {error}");
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Where a program is. Missing, the test fails: skipped, it would prove nothing.
fn installed(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(program));
    found
        .into_iter()
        .find(|file| file.is_file())
        .unwrap_or_else(|| panic!("{program} is not installed; {HOW_TO_INSTALL}"))
}
