//! What a long conversation leaves in the log, at its most talkative: nothing of the customer's.

use serde_json::{Value, json};

use super::prefix;
use super::process::Process;
use crate::stores::redis_server::RedisServer;

/// Words, whole or in part, in whichever case.
const WORDS: &[&str] = &[
    "anna",
    "müller",
    "mueller",
    "brandt",
    "berger",
    "schmitt",
    "schmidt",
    "larsen",
    "hansebank",
    "sandbox:",
    "tok-3f9a77",
    "blue elephants",
    "current account",
    "savings account",
    "rewe",
    "verlag",
    "de41201300",
    "de77100200",
    "rent for november",
    "amzn1.ask.account",
    "amzn1.ask.device",
    "amzn1.ask.person",
    "euros",
];

/// Numbers, standing by themselves.
const NUMBERS: &[&str] = &[
    "31247", "312.47", "312,47", "4711", "0815", "243118", "2431.18", "2,382.00", "238200", "3056",
    "4821", "7306",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_conversation_leaves_nothing_of_the_customers_in_the_log() {
    for format in ["text", "json"] {
        let redis = RedisServer::start();
        let more = [("BANTER__LOG__LEVEL", "debug"), ("BANTER__LOG__FORMAT", format)];
        let server = Process::over(&redis.address(), &prefix(), &more).await;
        talk(&server, "mia").await;
        for failure in FAILURES {
            let body = json!({ "customer": "kim", "what": failure, "times": 1 });
            post(&server, "/sandbox/failures", &body.to_string()).await;
            pay(&server, "kim", "Mia").await;
        }
        for customer in ["nora", "kim"] {
            talk(&server, customer).await;
        }
        for body in bad_bodies() {
            server.post("/demo/alexa", body.into_bytes()).await.expect("an answer");
        }
        let path = "/demo/alexa?token=tok-3f9a77&say=blue%20elephants";
        server.post(path, b"blue elephants".to_vec()).await.expect("an answer");
        server.get("/Anna/M%C3%BCller?iban=DE41201300400004473056").await;
        server.post("/anna/mueller", b"{}".to_vec()).await.expect("an answer");

        let log = server.log();
        assert!(log.contains("a transfer was recorded"), "nothing is logged at all: {log}");
        assert!(log.contains("call refused"), "{log}");
        let found = found_in(&log);
        assert!(found.is_empty(), "{format}: {found:#?}");
    }
}

/// This test can fail.
#[test]
fn what_must_not_be_there_is_found() {
    for line in ["paid 312.47 to", "payee=Anna", "pin 4711 said", "token: sandbox:mia"] {
        assert_eq!(found_in(line).len(), 1, "{line}");
    }
    assert!(found_in("id=83124712-4711a-14711 took 31247us").is_empty());
}

const FAILURES: &[&str] = &[
    "server_error",
    "lost_answer",
    "rate_limited",
    "insufficient_funds",
    "name_close",
    "name_no_match",
    "name_not_possible",
    "unknown_status",
    "wrong_echo",
    "consent_expired",
];

async fn talk(server: &Process, customer: &str) {
    pay(server, customer, "Anna").await;
    let lines = [
        "what's my balance",
        "show my latest transactions",
        "more",
        "how much did I spend at Rewe last month",
        "my pin is 4711",
        "0815",
        "blue elephants sing",
        "send Anna three hundred twelve euros and forty seven cents for rent for november",
        "Anna Brandt",
        "stop",
        "freeze my debit card",
        "yes",
        "unlock my debit card",
        "yes",
        "pay Tom 312.47 euros",
        "yes",
        "yes",
        "cancel my payment to Anna",
        "yes",
        "I want to talk to a person",
        "unlink my account",
        "no",
    ];
    say(server, customer, &lines).await;
}

async fn pay(server: &Process, customer: &str, payee: &str) {
    let wish = format!("send {payee} 312 euros and 47 cents");
    say(server, customer, &[&wish, "Anna Müller", "yes", "yes", "help"]).await;
}

async fn say(server: &Process, customer: &str, lines: &[&str]) {
    let mut conversation = Value::Null;
    let launch = json!({ "launch": true });
    let lines = lines.iter().map(|line| json!({ "text": line }));
    for say in std::iter::once(launch).chain(lines) {
        let asked = json!({
            "customer": customer, "locale": "en-US", "conversation": conversation, "say": say,
        });
        let answer = post(server, "/simulator/turn", &asked.to_string()).await;
        conversation = answer["conversation"].clone();
    }
}

async fn post(server: &Process, path: &str, body: &str) -> Value {
    let (status, answer) = server.post(path, body.as_bytes().to_vec()).await.expect("an answer");
    assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&answer));
    serde_json::from_slice(&answer).unwrap()
}

/// Types, ids and names of fields are the platform's, and may be told; values are not.
fn bad_bodies() -> Vec<String> {
    let call = |request: Value| {
        json!({
            "version": "1.0",
            "session": {
                "new": true, "sessionId": "s", "attributes": { "note": "blue elephants" },
                "user": { "userId": "amzn1.ask.account.X", "accessToken": "tok-3f9a77" },
            },
            "context": { "System": {
                "user": { "userId": "amzn1.ask.account.X", "accessToken": "tok-3f9a77" },
                "device": { "deviceId": "amzn1.ask.device.X" },
                "person": { "personId": "amzn1.ask.person.X" },
            } },
            "request": request,
        })
        .to_string()
    };
    let at = chrono::Utc::now().to_rfc3339();
    let slots = json!({
        "payee": { "name": "payee", "value": "Anna Müller" },
        "amount": { "name": "amount", "value": "312.47" },
    });
    vec![
        "{\"say\": \"blue elephants\", \"token\": \"tok-3f9a77\"".to_owned(),
        "blue elephants".to_owned(),
        "[\"Anna\", 312.47]".to_owned(),
        call(
            json!({ "type": "IntentRequest", "requestId": "r", "timestamp": at, "locale": "en-US",
            "intent": { "name": "PaySavedPayee", "slots": slots } }),
        ),
        call(
            json!({ "type": "IntentRequest", "requestId": "r", "timestamp": "2001-01-01T00:00:00Z",
            "locale": "en-US", "intent": { "name": "Anna", "slots": slots } }),
        ),
        call(json!({ "type": "IntentRequest", "requestId": "r", "timestamp": at, "locale": "Anna",
            "intent": { "name": "blue elephants", "slots": { "payee": { "value": 312.47 } } } })),
        call(json!({ "type": "Whisper", "requestId": "r", "timestamp": at, "locale": "en-US" })),
        call(json!({ "type": "SessionEndedRequest", "requestId": "r", "timestamp": at,
            "reason": "ERROR", "error": { "type": "INTERNAL", "message": "blue elephants 312.47" } })),
        call(json!({ "type": "System.ExceptionEncountered", "requestId": "r", "timestamp": at,
            "error": { "type": "INVALID_RESPONSE", "message": "said blue elephants to Anna" },
            "cause": { "requestId": "r" } })),
    ]
}

/// Each forbidden thing with the lines it stands in.
fn found_in(log: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in log.lines() {
        let lower = line.to_lowercase();
        for word in WORDS.iter().filter(|word| lower.contains(**word)) {
            found.push(format!("{word}: {line}"));
        }
        for number in NUMBERS.iter().filter(|number| stands_alone(line, number)) {
            found.push(format!("{number}: {line}"));
        }
    }
    found
}

fn stands_alone(line: &str, number: &str) -> bool {
    let pieces: Vec<&str> = line.split(number).collect();
    pieces.windows(2).any(|pair| {
        let (before, after) = (pair[0].chars().next_back(), pair[1].chars().next());
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-');
        // A port stands behind a colon.
        !joins(before) && !joins(after) && before != Some(':')
    })
}
