//! E9 to E11: a call that is right is taken; one from another time or for another skill is not.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use futures_util::future::LocalBoxFuture;
use serde_json::{Value, json};

use super::answer::{Answer, fail};
use super::signatures::{refused, stricter_than_amazon};
use super::stand::{Stand, Trial, signed, with};
use crate::contracts::certification::{Finding, Verdict};

const OTHER_SKILL: &str = "amzn1.ask.skill.ffffffff-ffff-4fff-bfff-ffffffffffff";

pub(super) fn taken<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let launch = async |trial: &mut Trial<'_>| trial.launch().await?.is_well_formed();
        let mut findings = vec![stand.variant("a launch, rightly signed", launch).await];
        for (name, write) in SPELLINGS {
            let run = async |trial: &mut Trial<'_>| {
                let body = trial.device.launch(trial.now());
                let forge = trial.subject.kit.good();
                let file = forge.url().rsplit('/').next().unwrap_or_default();
                let headers = signed(forge.sign(&body))?;
                let headers = with(headers, "SignatureCertChainUrl", Some(&write(file)));
                let exchange = trial.post(&headers, &body).await?;
                Answer::read(&exchange)?.is_well_formed()
            };
            findings.push(stand.variant(name, run).await);
        }
        let unknown = async |trial: &mut Trial<'_>| {
            let body = edited(&trial.device.launch(trial.now()), |call| {
                set(call, "/context", "Tomorrow", json!({ "new": [1, { "deep": "Pokémon" }] }));
                set(call, "/request", "shouldLinkResultBeReturned", json!(false));
            });
            trial.send(body).await?.is_well_formed()
        };
        findings.push(stand.variant("with fields that nobody knows yet, and é", unknown).await);
        findings
    })
}

/// Writes the address of a file.
type Spell = fn(&str) -> String;

/// How the good address may be spelled as well.
const SPELLINGS: [(&str, Spell); 4] = [
    ("the address with :443", |f| format!("https://s3.amazonaws.com:443/echo.api/{f}")),
    ("the address with dots that stay in", |f| {
        format!("https://s3.amazonaws.com/echo.api/../echo.api/{f}")
    }),
    ("HTTPS in capitals", |f| format!("HTTPS://s3.amazonaws.com/echo.api/{f}")),
    ("the host in capitals", |f| format!("https://S3.AMAZONAWS.COM/echo.api/{f}")),
];

pub(super) fn stale<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let mut findings = Vec::new();
        for (name, age, kind, expected) in TIMES {
            let run = async |trial: &mut Trial<'_>| {
                let at = trial.now().checked_sub_signed(*age).unwrap_or_default();
                let body = sent_at(trial, kind, &written(at).into());
                judged(trial, &body, *expected).await
            };
            findings.push(stand.variant(*name, run).await);
        }
        for (name, timestamp, expected) in [
            ("no timestamp", Value::Null, Expected::Refused),
            // JavaScript compares what is not a date with nothing, and is content.
            ("a timestamp that is none", json!("not a date"), Expected::RefusedIfStrict),
        ] {
            let run = async |trial: &mut Trial<'_>| {
                let body = sent_at(trial, "LaunchRequest", &timestamp);
                judged(trial, &body, expected).await
            };
            findings.push(stand.variant(name, run).await);
        }
        findings
    })
}

#[derive(Debug, Clone, Copy)]
enum Expected {
    Refused,
    /// Amazon's own adapters differ.
    RefusedIfStrict,
    /// Stricter limits are allowed, and lose calls that were only slow.
    Taken,
}

/// The skill events that may be late.
const EVENT: &str = "AlexaSkillEvent.SkillEnabled";

const TIMES: &[(&str, Duration, &str, Expected)] = &[
    ("151 seconds old", Duration::seconds(151), "LaunchRequest", Expected::Refused),
    ("an hour old", Duration::seconds(3600), "LaunchRequest", Expected::Refused),
    ("155 seconds ahead", Duration::seconds(-155), "LaunchRequest", Expected::RefusedIfStrict),
    ("an hour ahead", Duration::seconds(-3600), "LaunchRequest", Expected::RefusedIfStrict),
    ("140 seconds old", Duration::seconds(140), "LaunchRequest", Expected::Taken),
    ("ten seconds ahead", Duration::seconds(-10), "LaunchRequest", Expected::Taken),
    ("a skill event, 50 minutes old", Duration::minutes(50), EVENT, Expected::Taken),
    ("a skill event, 61 minutes old", Duration::minutes(61), EVENT, Expected::Refused),
];

async fn judged(trial: &mut Trial<'_>, body: &[u8], expected: Expected) -> Result<(), Verdict> {
    let headers = signed(trial.subject.kit.good().sign(body))?;
    match expected {
        Expected::Refused => refused(trial, &headers, body).await,
        Expected::RefusedIfStrict => stricter_than_amazon(refused(trial, &headers, body).await),
        Expected::Taken => match trial.post(&headers, body).await?.status {
            200..=299 => Ok(()),
            status => Err(Verdict::Warn(format!(
                "refused with status {status}; Amazon allows 150 seconds, and an hour for events"
            ))),
        },
    }
}

fn sent_at(trial: &mut Trial<'_>, kind: &str, timestamp: &Value) -> Vec<u8> {
    let body = trial.device.launch(trial.now());
    edited(&body, |call| {
        set(call, "/request", "timestamp", timestamp.clone());
        if kind != "LaunchRequest" {
            set(call, "/request", "type", kind.into());
            if let Some(call) = call.as_object_mut() {
                call.remove("session");
            }
        }
    })
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

pub(super) fn other_skill<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let mut findings = Vec::new();
        let places: [(&str, &[&str]); 3] = [
            (
                "in the context and in the session",
                &["/context/System/application", "/session/application"],
            ),
            ("in the context alone", &["/context/System/application"]),
            ("in the session alone", &["/session/application"]),
        ];
        for (name, pointers) in places {
            let run = async |trial: &mut Trial<'_>| {
                let body = edited(&trial.device.launch(trial.now()), |call| {
                    for pointer in pointers {
                        set(call, pointer, "applicationId", OTHER_SKILL.into());
                    }
                });
                not_for_us(trial, &body).await
            };
            findings.push(stand.variant(name, run).await);
        }
        findings
    })
}

async fn not_for_us(trial: &mut Trial<'_>, body: &[u8]) -> Result<(), Verdict> {
    let headers = signed(trial.subject.kit.good().sign(body))?;
    match trial.post(&headers, body).await?.status {
        400 => Ok(()),
        200..=299 if trial.subject.lenient.any_skill => Err(Verdict::Skipped(
            "the server says that it is in development and was given no skill id, so it takes any; \
             give it one (`skill_ids`) to try this"
                .to_owned(),
        )),
        200..=299 => fail("a call for another skill was taken"),
        status => {
            Err(Verdict::Warn(format!("refused with status {status}; the clause asks for 400")))
        }
    }
}

/// A body with something changed before it is signed.
pub(super) fn edited(body: &[u8], edit: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut call: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    edit(&mut call);
    call.to_string().into_bytes()
}

pub(super) fn set(call: &mut Value, pointer: &str, key: &str, value: Value) {
    if let Some(object) = call.pointer_mut(pointer).and_then(Value::as_object_mut) {
        if value.is_null() {
            object.remove(key);
        } else {
            object.insert(key.to_owned(), value);
        }
    }
}
