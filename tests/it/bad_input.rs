//! Input that is not what it should be: each has a clear error or a spoken question, and nothing
//! of it is repeated to anybody.

use chrono::Utc;
use serde_json::{Value, json};

use crate::app::{Answered, TestApp, device};

/// A body as a device sends it, with something done to it.
fn changed(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let body = device("mia").intend("PaySavedPayee", &[("payee", "Jonas Weber")], Utc::now());
    let mut body: Value = serde_json::from_slice(&body).unwrap();
    change(&mut body);
    body.to_string().into_bytes()
}

fn with_slot(intent: &str, slot: &str, value: &str) -> Vec<u8> {
    device("mia").intend(intent, &[(slot, value)], Utc::now())
}

async fn send(app: &TestApp, body: &[u8]) -> Answered {
    app.post("/demo/alexa", &[], body).await
}

/// A spoken answer, whole and valid, from which the conversation can go on or has ended well.
fn speech(answer: &Answered) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let body = answer.json();
    let ssml = body["response"]["outputSpeech"]["ssml"].as_str().unwrap_or_default().to_owned();
    assert!(ssml.starts_with("<speak>") && ssml.ends_with("</speak>"), "{body}");
    ssml
}

#[tokio::test]
async fn what_is_no_call_of_a_platform_is_a_bad_request() {
    let app = TestApp::start().await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_inside = format!(
        r#"{{"version":"1.0","context":{}1{}}}"#,
        r#"{"a":"#.repeat(5_000),
        "}".repeat(5_000)
    );
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("not JSON", b"balance please".to_vec()),
        ("half a character", b"{\"version\":\"1.0\",\"a\":\"\xe2\x82\"}".to_vec()),
        ("deep nesting", deep.into_bytes()),
        ("deep nesting in a field", deep_inside.into_bytes()),
        ("another JSON", b"[1,2,3]".to_vec()),
        ("a wrong type in a field we use", changed(|body| body["request"]["type"] = json!(7))),
        ("a wrong type around what we use", changed(|body| body["request"] = json!("launch"))),
        (
            "no request",
            changed(|body| {
                body.as_object_mut().unwrap().remove("request");
            }),
        ),
    ];
    for (what, body) in cases {
        let answer = send(&app, &body).await;
        assert_eq!(answer.status, 400, "{what}: {}", answer.text());
        assert!(answer.json()["error"].is_string(), "{what}");
    }
    app.stop().await;
}

#[tokio::test]
async fn ten_megabytes_are_too_much() {
    let app = TestApp::start().await;
    let answer = send(&app, &vec![b' '; 10 * 1024 * 1024]).await;
    assert_eq!(answer.status, 413);
    app.stop().await;
}

#[tokio::test]
async fn a_signature_that_is_there_is_always_checked() {
    let app = TestApp::start().await;
    let body = device("mia").launch(Utc::now());
    let url = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem";
    for headers in [
        vec![("signature-256", "bm9uZQ==")],
        vec![("signaturecertchainurl", url)],
        vec![
            ("signature-256", "bm9uZQ=="),
            ("signaturecertchainurl", "https://evil.example/echo.api/a.pem"),
        ],
        vec![
            ("signature", "bm9uZQ=="),
            ("signaturecertchainurl", "http://s3.amazonaws.com/echo.api/a.pem"),
        ],
    ] {
        let answer = app.post("/demo/alexa", &headers, &body).await;
        assert_eq!(answer.status, 400, "{headers:?}");
        assert!(!answer.text().contains("evil"), "what was sent is not repeated");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_bank_or_a_front_that_is_not_there_is_not_found() {
    let app = TestApp::start().await;
    let body = device("mia").launch(Utc::now());
    for path in ["/nobank/alexa", "/demo/telegraph", "/demo", "/demo/alexa/more"] {
        assert_eq!(app.post(path, &[], &body).await.status, 404, "{path}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_slot_that_was_not_heard_is_asked_for() {
    let app = TestApp::start().await;
    for (slot, value) in [("amount", "?"), ("payee", "?"), ("payee", "")] {
        let answer = send(&app, &with_slot("PaySavedPayee", slot, value)).await;
        assert!(speech(&answer).contains('?'), "{slot}={value}: {}", answer.text());
        assert_eq!(answer.json()["response"]["shouldEndSession"], false, "{slot}={value}");
    }
    app.stop().await;
}

#[tokio::test]
async fn an_amount_that_is_none_pays_nobody() {
    let app = TestApp::start().await;
    let digits = "9".repeat(1000);
    for amount in
        ["0", "-50", "12.345", "12,345.678", digits.as_str(), "1e3", "NaN", "०", "５０ ５０"]
    {
        let body = device("mia").intend(
            "PaySavedPayee",
            &[("payee", "Jonas Weber"), ("amount", amount)],
            Utc::now(),
        );
        let answer = send(&app, &body).await;
        let said = speech(&answer);
        let confirms = answer.text().contains("Dialog.ConfirmIntent");
        assert!(
            !confirms,
            "{} was taken for an amount: {said}",
            amount.chars().take(9).collect::<String>()
        );
    }
    let waiting = app.get("/sandbox/app/mia").await.json();
    assert_eq!(waiting["approvals"], json!([]));
    app.stop().await;
}

#[tokio::test]
async fn a_payee_called_speak_is_a_name_and_no_markup() {
    let app = TestApp::start().await;
    for name in ["<speak>", "<speak>Paul</speak>", "speak Paul", "</speak><audio src='https://x'/>"]
    {
        let body = device("mia").intend(
            "PaySavedPayee",
            &[("payee", name), ("amount", "5"), ("amount_currency", "EUR")],
            Utc::now(),
        );
        let said = speech(&send(&app, &body).await);
        let inside = said.trim_start_matches("<speak>").trim_end_matches("</speak>");
        assert!(!inside.contains("<speak") && !inside.contains("<audio"), "{said}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_date_in_the_year_nought_is_survived() {
    let app = TestApp::start().await;
    for period in
        ["0000-01-01", "0000", "-0001", "9999-12-31", "2026-13-45", "XXXX-W99", "P1000000Y"]
    {
        for intent in ["ListTransactions", "SpendingSummary", "SearchTransactions"] {
            speech(&send(&app, &with_slot(intent, "period", period)).await);
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn what_our_own_pages_are_sent_is_checked_too() {
    let app = TestApp::start().await;
    for (path, body, status) in [
        ("/simulator/turn", "{", 400),
        ("/simulator/turn", r#"{"say":{"shout":"x"}}"#, 400),
        ("/simulator/turn", r#"{"say":{"text":"hi"},"locale":"klingon"}"#, 400),
        ("/simulator/turn", r#"{"say":{"text":"hi"},"bank":"none"}"#, 404),
        ("/sandbox/failures", r#"{"customer":"kim","what":"explode"}"#, 400),
        ("/sandbox/failures", r#"{"customer":"nobody","what":"slow"}"#, 404),
        ("/sandbox/app/mia/approvals/none", r#"{"decision":"approve"}"#, 409),
        ("/sandbox/app/mia/approvals/none", r#"{"decision":"maybe"}"#, 400),
    ] {
        let answer = app.post(path, &[], body.as_bytes()).await;
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.text());
    }
    assert_eq!(app.get("/sandbox/app/nobody").await.status, 404);
    app.stop().await;
}
