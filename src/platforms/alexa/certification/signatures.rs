//! E1 to E8: what Amazon's robot sends to an endpoint to see it refuse.
//!
//! Where Amazon's own adapters would let a call pass, letting it pass is a warning and no failure.

use futures_util::future::LocalBoxFuture;

use super::answer::fail;
use super::stand::{Stand, Trial, signed, with};
use crate::contracts::certification::{Finding, Verdict};
use crate::platforms::alexa::forge::{Flaw, Forge, ForgeError, Headers};

const URL: &str = "SignatureCertChainUrl";
const SIGNATURE: &str = "Signature-256";

/// Headers of a call, made of those that would be right.
type Alter = fn(Headers) -> Headers;

pub(super) fn no_url<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let mut findings =
            vec![altered(stand, "the header is missing", |headers| with(headers, URL, None)).await];
        let name = "no signature headers at all";
        findings.push(if stand.subject.lenient.unsigned_calls {
            Stand::skipped(
                name,
                "the server says that it is in development, where it takes such calls from its own \
                 machine; try it in production",
            )
        } else {
            altered(stand, name, |headers| with(with(headers, URL, None), SIGNATURE, None)).await
        });
        findings
    })
}

pub(super) fn empty_url<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        vec![
            altered(stand, "an empty header", |headers| with(headers, URL, Some(""))).await,
            altered(stand, "only spaces", |headers| with(headers, URL, Some("   "))).await,
        ]
    })
}

/// How an address is spelled from the good one: its scheme and host, folder, and file.
struct Spelling {
    name: &'static str,
    write: fn(&str) -> String,
    /// Whether an adapter of Amazon's takes it too.
    amazon_takes: bool,
}

const WRONG_PLACES: [Spelling; 8] = [
    Spelling {
        name: "another host",
        write: |f| format!("https://notamazon.example/echo.api/{f}"),
        amazon_takes: false,
    },
    Spelling {
        name: "a host that begins like Amazon's",
        write: |f| format!("https://s3.amazonaws.com.evil.example/echo.api/{f}"),
        amazon_takes: false,
    },
    Spelling {
        name: "Amazon's host as a user name",
        write: |f| format!("https://s3.amazonaws.com@evil.example/echo.api/{f}"),
        amazon_takes: false,
    },
    Spelling {
        name: "another folder",
        write: |f| format!("https://s3.amazonaws.com/invalid.path/{f}"),
        amazon_takes: false,
    },
    Spelling {
        name: "the folder in other letters",
        write: |f| format!("https://s3.amazonaws.com/EcHo.aPi/{f}"),
        amazon_takes: false,
    },
    Spelling {
        name: "out of the folder with dots",
        write: |f| format!("https://s3.amazonaws.com/echo.api/../evil/{f}"),
        amazon_takes: true,
    },
    Spelling {
        name: "out of the folder with escaped dots",
        write: |f| format!("https://s3.amazonaws.com/echo.api/%2e%2e/evil/{f}"),
        amazon_takes: true,
    },
    Spelling {
        name: "a folder too deep",
        write: |f| format!("https://s3.amazonaws.com//echo.api/{f}"),
        amazon_takes: false,
    },
];

const NO_ADDRESSES: [Spelling; 5] = [
    Spelling { name: "not an address", write: |_| "badUrl".to_owned(), amazon_takes: false },
    Spelling {
        name: "http",
        write: |f| format!("http://s3.amazonaws.com/echo.api/{f}"),
        amazon_takes: false,
    },
    Spelling {
        name: "port 563",
        write: |f| format!("https://s3.amazonaws.com:563/echo.api/{f}"),
        amazon_takes: false,
    },
    Spelling {
        name: "another scheme",
        write: |f| format!("file:///echo.api/{f}"),
        amazon_takes: false,
    },
    Spelling {
        name: "with a user and a password",
        write: |f| format!("https://user:word@s3.amazonaws.com/echo.api/{f}"),
        amazon_takes: true,
    },
];

pub(super) fn wrong_place<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(spelled(stand, &WRONG_PLACES))
}

pub(super) fn no_address<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(spelled(stand, &NO_ADDRESSES))
}

async fn spelled(stand: &Stand<'_>, spellings: &[Spelling]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for spelling in spellings {
        let run = async |trial: &mut Trial<'_>| {
            let body = trial.device.launch(trial.now());
            let forge = trial.subject.kit.good();
            let file = forge.url().rsplit('/').next().unwrap_or_default();
            let url = (spelling.write)(file);
            let headers = with(signed(forge.sign(&body))?, URL, Some(&url));
            let refused = refused(trial, &headers, &body).await;
            if spelling.amazon_takes { stricter_than_amazon(refused) } else { refused }
        };
        findings.push(stand.variant(spelling.name, run).await);
    }
    findings
}

pub(super) fn no_signature<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let old = async |trial: &mut Trial<'_>| sent(trial, Forge::sign_as_before_2022).await;
        vec![
            altered(stand, "the header is missing", |headers| with(headers, SIGNATURE, None)).await,
            stand.variant("only the SHA-1 header of before 2022", old).await,
        ]
    })
}

pub(super) fn empty_signature<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        vec![
            altered(stand, "an empty header", |headers| with(headers, SIGNATURE, Some(""))).await,
            altered(stand, "only spaces", |headers| with(headers, SIGNATURE, Some("  "))).await,
        ]
    })
}

/// Certificates that must not be believed; whether the endpoint was told where they are decides
/// how sharp this is.
pub(super) fn wrong_certificate<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let mut findings = Vec::new();
        for flaw in Flaw::ALL {
            if matches!(flaw, Flaw::NotPem) {
                continue;
            }
            let Some(forge) = stand.subject.kit.flawed(flaw) else {
                findings.push(Stand::skipped(
                    flaw.name(),
                    "the chain folder has no such chain; `--new-chain` makes one",
                ));
                continue;
            };
            let run = async |trial: &mut Trial<'_>| {
                let body = trial.device.launch(trial.now());
                let headers = signed(forge.sign(&body))?;
                refused(trial, &headers, &body).await
            };
            findings.push(stand.variant(flaw.name(), run).await);
        }
        findings
    })
}

pub(super) fn wrong_signature<'a>(stand: &'a Stand<'a>) -> LocalBoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        let body_changed = async |trial: &mut Trial<'_>| {
            let mut body = trial.device.launch(trial.now());
            let headers = signed(trial.subject.kit.good().sign(&body))?;
            // A space more is the same JSON and another body.
            body.push(b' ');
            refused(trial, &headers, &body).await
        };
        let other_key = async |trial: &mut Trial<'_>| {
            let body = trial.device.launch(trial.now());
            let other =
                Forge::new(trial.now()).map(|other| other.at_url(trial.subject.kit.good().url()));
            let headers = signed(other.and_then(|other| other.sign(&body)))?;
            refused(trial, &headers, &body).await
        };
        let sha1 = async |trial: &mut Trial<'_>| sent(trial, Forge::sign_with_sha1).await;
        vec![
            stand.variant("the body changed by one byte", body_changed).await,
            altered(stand, "the signature changed by one byte", |headers| {
                headers.into_iter().map(flipped).collect()
            })
            .await,
            altered(stand, "not base64", |headers| with(headers, SIGNATURE, Some("....$#%@$se")))
                .await,
            altered(stand, "base64 of something else", |headers| {
                with(headers, SIGNATURE, Some("bm90IGEgc2lnbmF0dXJl"))
            })
            .await,
            stand.variant("made with another key", other_key).await,
            stand.variant("made over SHA-1", sha1).await,
        ]
    })
}

/// The first character of base64 changed for another.
fn flipped((name, value): (String, String)) -> (String, String) {
    if name != SIGNATURE {
        return (name, value);
    }
    let mut rest = value.chars();
    let first = if rest.next() == Some('A') { 'B' } else { 'A' };
    (name, std::iter::once(first).chain(rest).collect())
}

async fn altered(stand: &Stand<'_>, name: &str, alter: Alter) -> Finding {
    let run = async |trial: &mut Trial<'_>| {
        let body = trial.device.launch(trial.now());
        let headers = alter(signed(trial.subject.kit.good().sign(&body))?);
        refused(trial, &headers, &body).await
    };
    stand.variant(name, run).await
}

async fn sent(
    trial: &mut Trial<'_>,
    sign: fn(&Forge, &[u8]) -> Result<Headers, ForgeError>,
) -> Result<(), Verdict> {
    let body = trial.device.launch(trial.now());
    let headers = signed(sign(trial.subject.kit.good(), &body))?;
    refused(trial, &headers, &body).await
}

/// The answer that the rules ask for: 400.
pub(super) async fn refused(
    trial: &mut Trial<'_>,
    headers: &Headers,
    body: &[u8],
) -> Result<(), Verdict> {
    match trial.post(headers, body).await?.status {
        400 => Ok(()),
        status @ 200..=299 => fail(format!("it was taken, with status {status} instead of 400")),
        status => fail(format!("refused with status {status} instead of 400")),
    }
}

/// Failing where Amazon's own adapters fail too is no reason to be sent back, and still unsafe.
pub(super) fn stricter_than_amazon(refused: Result<(), Verdict>) -> Result<(), Verdict> {
    refused.map_err(|verdict| match verdict {
        Verdict::Fail(why) => {
            Verdict::Warn(format!("{why}; an adapter of Amazon's own lets it pass as well"))
        }
        other @ (Verdict::Pass | Verdict::Warn(_) | Verdict::Review(_) | Verdict::Skipped(_)) => {
            other
        }
    })
}
