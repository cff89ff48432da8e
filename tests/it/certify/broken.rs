//! Servers with exactly one defect. Each stands before ours: a call that ours would refuse is
//! signed anew, as if it had been believed, or an answer is spoiled on its way back.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use banter::certify::Signing;
use banter::domain::locale::Locale;
use banter::platforms::alexa::certification;
use banter::platforms::alexa::forge::Kit;
use serde_json::{Value, json};
use url::Url;

use super::{TOKEN, certified, interaction, plan, server, troubles};

/// The intents that the broken servers are tried with.
const INTENTS: [&str; 2] = ["GetBalance", "PaySavedPayee"];

/// A call as it came in.
struct Call {
    url: Option<String>,
    signature: Option<String>,
    body: Value,
    raw: Vec<u8>,
}

/// Whether a call is believed that should not be; the body may be put right on the way.
type Believe = fn(&mut Call, &Kit) -> bool;
/// What becomes of the status and the answer; the last welcome and a counter are at hand.
type Spoil = fn(&Value, &mut Value, &mut Memory) -> Option<u16>;

enum Defect {
    Believes(Believe),
    Spoils(Spoil),
}

#[derive(Default)]
struct Memory {
    welcome: Value,
    yeses: u32,
}

struct Broken {
    ours: Url,
    kit: Kit,
    defect: Defect,
    memory: Mutex<Memory>,
    client: reqwest::Client,
}

impl Call {
    fn is_blank(value: Option<&String>) -> bool {
        value.is_some_and(|value| value.trim().is_empty())
    }

    fn is_signed_well_placed(&self, kit: &Kit) -> bool {
        self.url.as_deref() == Some(kit.good().url())
            && self.signature.as_deref().is_some_and(|s| !s.trim().is_empty())
    }
}

fn kind(request: &Value) -> &str {
    request["request"]["type"].as_str().unwrap_or_default()
}

fn intent(request: &Value) -> &str {
    request["request"]["intent"]["name"].as_str().unwrap_or_default()
}

fn asks_balance(request: &Value) -> bool {
    intent(request) == "GetBalance"
        && request["context"]["System"]["user"]["accessToken"] == TOKEN
        && kind(request) == "IntentRequest"
}

fn token(request: &Value) -> Option<&str> {
    request["context"]["System"]["user"]["accessToken"].as_str()
}

fn says(text: &str, ends: bool) -> Value {
    json!({ "version": "1.0", "response": {
        "outputSpeech": { "type": "PlainText", "text": text },
        "reprompt": { "outputSpeech": { "type": "PlainText", "text": "Pardon?" } },
        "shouldEndSession": ends,
    } })
}

fn without_card(answer: &mut Value) {
    answer["response"].as_object_mut().unwrap().remove("card");
}

/// The defect, in words; the module that must find it, and no other; and how it is broken.
fn defects() -> Vec<(&'static str, &'static str, Defect)> {
    use Defect::{Believes, Spoils};
    vec![
        (
            "needs no chain address",
            "E1",
            Believes(|call, _| call.url.is_none() && call.signature.is_some()),
        ),
        (
            "takes an empty chain address",
            "E2",
            Believes(|call, _| Call::is_blank(call.url.as_ref())),
        ),
        (
            "takes chains from any host",
            "E3",
            Believes(|call, _| call.url.as_deref().is_some_and(|url| url.contains("notamazon"))),
        ),
        (
            "takes an http address",
            "E4",
            Believes(|call, _| call.url.as_deref().is_some_and(|url| url.starts_with("http://"))),
        ),
        (
            "needs no signature",
            "E5",
            Believes(|call, kit| {
                call.url.as_deref() == Some(kit.good().url()) && call.signature.is_none()
            }),
        ),
        (
            "takes an empty signature",
            "E6",
            Believes(|call, _| Call::is_blank(call.signature.as_ref())),
        ),
        (
            "ignores whose certificate it is",
            "E7",
            Believes(|call, _| call.url.as_deref().is_some_and(|url| url.contains("wrong-name"))),
        ),
        (
            "does not check the signature",
            "E8",
            Believes(|call, kit| call.is_signed_well_placed(kit)),
        ),
        (
            "forgets the version",
            "E9",
            Spoils(|request, answer, _| {
                if kind(request) == "LaunchRequest" {
                    answer.as_object_mut().unwrap().remove("version");
                }
                None
            }),
        ),
        (
            "ignores the time",
            "E10",
            Believes(|call, kit| {
                let now = chrono::Utc::now().to_rfc3339();
                let stale = call.body["request"]["timestamp"].as_str().is_some_and(|sent| {
                    chrono::DateTime::parse_from_rfc3339(sent)
                        .is_ok_and(|sent| (chrono::Utc::now() - sent.to_utc()).num_seconds() > 140)
                });
                // A body that was changed after it was signed stays refused.
                stale && call.is_signed_well_placed(kit) && {
                    call.body["request"]["timestamp"] = now.into();
                    call.raw = call.body.to_string().into_bytes();
                    true
                }
            }),
        ),
        (
            "serves any skill",
            "E11",
            Believes(|call, kit| {
                let other = call.body.to_string().contains("ffffffff-ffff-4fff-bfff-ffffffffffff");
                other && call.is_signed_well_placed(kit) && {
                    let text = call.body.to_string();
                    let ours = "11111111-1111-4111-8111-111111111111";
                    call.raw =
                        text.replace("ffffffff-ffff-4fff-bfff-ffffffffffff", ours).into_bytes();
                    true
                }
            }),
        ),
        (
            "does not invite who is not linked",
            "2.3b",
            Spoils(|request, answer, _| {
                if token(request).is_none() && kind(request) == "IntentRequest" {
                    without_card(answer);
                }
                None
            }),
        ),
        (
            "does not invite whose link has ended",
            "2.3c",
            Spoils(|request, answer, _| {
                if token(request).is_some_and(|token| token != TOKEN) {
                    without_card(answer);
                }
                None
            }),
        ),
        (
            "welcomes whoever asks something",
            "3.1",
            Spoils(|request, answer, memory| {
                if asks_balance(request) {
                    *answer = memory.welcome.clone();
                }
                None
            }),
        ),
        (
            "shows markup on cards",
            "3.3",
            Spoils(|request, answer, _| {
                if asks_balance(request) {
                    answer["response"]["card"] = json!({ "type": "Simple", "title": "Balance", "content": "<speak>x</speak>" });
                }
                None
            }),
        ),
        (
            "closes on a question",
            "4.1",
            Spoils(|request, answer, _| {
                if asks_balance(request) {
                    *answer = says("Is that all?", true);
                }
                None
            }),
        ),
        (
            "breaks on a slot that was not understood",
            "4.2",
            Spoils(|request, _, _| {
                let slots = request["request"]["intent"]["slots"].to_string();
                slots.contains(r#""value":"?""#).then_some(500)
            }),
        ),
        (
            "tells about its insides",
            "L8",
            Spoils(|request, answer, _| {
                if intent(request) == "AMAZON.FallbackIntent" {
                    *answer = says("TypeError: intent is undefined?", false);
                }
                None
            }),
        ),
        (
            "helps without a question",
            "L9",
            Spoils(|request, answer, _| {
                if intent(request) == "AMAZON.HelpIntent" {
                    *answer = says("You can ask for your balance.", false);
                }
                None
            }),
        ),
        (
            "goes on after stop",
            "L10",
            Spoils(|request, answer, _| {
                if intent(request) == "AMAZON.StopIntent" {
                    *answer = says("What else?", false);
                }
                None
            }),
        ),
        (
            "speaks to the end of a session",
            "L11",
            Spoils(|request, answer, _| {
                if request["request"]["reason"] == "USER_INITIATED" {
                    *answer = says("Goodbye.", true);
                }
                None
            }),
        ),
        (
            "welcomes without a reprompt",
            "L12",
            Spoils(|request, answer, _| {
                if kind(request) == "LaunchRequest" {
                    answer["response"].as_object_mut().unwrap().remove("reprompt");
                }
                None
            }),
        ),
        (
            "moves money at any yes",
            "L14",
            Spoils(|request, answer, memory| {
                if intent(request) == "AMAZON.YesIntent" {
                    memory.yeses += 1;
                }
                if asks_balance(request) {
                    *answer = says(&format!("You have {} euros.", 1000 - memory.yeses), true);
                }
                None
            }),
        ),
        (
            "speaks into the silence",
            "R1",
            Spoils(|request, answer, _| {
                if request["request"]["reason"] == "EXCEEDED_MAX_REPROMPTS" {
                    *answer = says("Are you still there?", true);
                }
                None
            }),
        ),
        (
            "tells strangers what it could do",
            "R2",
            Spoils(|request, answer, _| {
                if kind(request) == "CanFulfillIntentRequest" {
                    answer["response"]["canFulfillIntent"] = json!({ "canFulfill": "YES" });
                }
                None
            }),
        ),
        (
            "breaks on requests that it does not know",
            "R3",
            Spoils(|request, _, _| (kind(request) == "unknown").then_some(500)),
        ),
        (
            "talks without end",
            "R4",
            Spoils(|request, answer, _| {
                if asks_balance(request) {
                    *answer = says(&"money ".repeat(1400), true);
                }
                None
            }),
        ),
    ]
}

impl Broken {
    async fn answer(&self, request: &HttpRequest, raw: &[u8]) -> (u16, Vec<u8>) {
        let header =
            |name: &str| Some(request.headers().get(name)?.to_str().unwrap_or_default().to_owned());
        let mut call = Call {
            url: header("signaturecertchainurl"),
            signature: header("signature-256"),
            body: serde_json::from_slice(raw).unwrap_or(Value::Null),
            raw: raw.to_vec(),
        };
        let mut headers: Vec<(String, String)> =
            ["signaturecertchainurl", "signature-256", "signature"]
                .iter()
                .filter_map(|name| Some(((*name).to_owned(), header(name)?)))
                .collect();
        if let Defect::Believes(believes) = self.defect
            && believes(&mut call, &self.kit)
        {
            headers = self.kit.good().sign(&call.raw).unwrap();
        }
        let mut onward = self.client.post(self.ours.clone()).body(call.raw);
        for (name, value) in
            headers.iter().filter(|(name, _)| name.to_lowercase() != "content-type")
        {
            onward = onward.header(name, value);
        }
        let answer = onward.send().await.unwrap();
        let (status, bytes) = (answer.status().as_u16(), answer.bytes().await.unwrap());
        if status != 200 {
            return (status, bytes.to_vec());
        }
        let Defect::Spoils(spoil) = self.defect else { return (status, bytes.to_vec()) };
        let mut answer: Value = serde_json::from_slice(&bytes).unwrap();
        let mut memory = self.memory.lock().unwrap();
        if kind(&call.body) == "LaunchRequest" {
            memory.welcome = answer.clone();
        }
        let status = spoil(&call.body, &mut answer, &mut memory).unwrap_or(200);
        (status, answer.to_string().into_bytes())
    }
}

async fn receive(request: HttpRequest, body: Bytes, broken: Data<Broken>) -> HttpResponse {
    let (status, body) = broken.answer(&request, &body).await;
    let status = actix_web::http::StatusCode::from_u16(status).unwrap();
    HttpResponse::build(status).content_type("application/json").body(body)
}

#[tokio::test]
async fn every_module_fails_at_its_own_defect_and_at_no_other() {
    let (running, ours) = server().await;
    let interaction = interaction(Locale::EN_US, &INTENTS);
    let mut tried = BTreeSet::new();
    let mut wrong = Vec::new();
    for (words, module, defect) in defects() {
        let signing = Signing::borrow(&ours).await.unwrap();
        let kit = Kit::from_files(signing.kit.files().clone()).unwrap();
        let broken = Data::from(Arc::new(Broken {
            ours: ours.clone(),
            kit,
            defect,
            memory: Mutex::default(),
            client: reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap(),
        }));
        let app = move || App::new().app_data(broken.clone()).default_service(web::to(receive));
        let server = HttpServer::new(app).workers(1).bind("127.0.0.1:0").unwrap();
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        tokio::spawn(server);
        let url = Url::parse(&format!("http://{address}/alexa")).unwrap();
        let report = certified(&plan(signing, Locale::EN_US, interaction.clone()), &url).await;
        handle.stop(false).await;
        let failed: Vec<&str> = report
            .modules
            .iter()
            .filter(|module| module.verdict != "pass")
            .map(|module| module.id.as_str())
            .collect();
        if failed != [module] {
            wrong.push(format!(
                "a server that {words}: {failed:?} instead of {module}: {:#?}",
                troubles(&report)
            ));
        }
        tried.insert(module);
    }
    running.stop().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let claimed: BTreeSet<&str> = certification::claimed().map(|clause| clause.id).collect();
    assert_eq!(tried, claimed, "a module without a server that breaks its rule");
}
