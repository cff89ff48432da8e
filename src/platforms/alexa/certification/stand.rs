//! Where the modules stand: one variant is one conversation of a new user with the endpoint, and
//! everything that went over the wire is kept as evidence.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::answer::{Answer, fail};
use super::interaction::Intent;
use super::subject::Subject;
use crate::contracts::certification::{Endpoint, Exchange, Finding, Verdict};
use crate::platforms::alexa::device::{Device, NotAnAnswer, Setup};
use crate::platforms::alexa::forge::{ForgeError, Headers};

/// The subject and the way to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stand<'a> {
    pub(super) subject: &'a Subject,
    pub(super) endpoint: &'a dyn Endpoint,
}

/// One variant while it runs.
pub(super) struct Trial<'a> {
    pub(super) subject: &'a Subject,
    endpoint: &'a dyn Endpoint,
    pub(super) device: Device,
    exchanges: Vec<Exchange>,
}

impl<'a> Stand<'a> {
    /// Runs one variant for somebody whose account is linked.
    pub(super) async fn variant(
        &self,
        name: impl Into<String>,
        run: impl AsyncFnOnce(&mut Trial<'a>) -> Result<(), Verdict>,
    ) -> Finding {
        self.variant_with(name, self.subject.token.as_deref(), run).await
    }

    /// Runs one variant with another token, or none.
    pub(super) async fn variant_with(
        &self,
        name: impl Into<String>,
        token: Option<&str>,
        run: impl AsyncFnOnce(&mut Trial<'a>) -> Result<(), Verdict>,
    ) -> Finding {
        let mut trial = Trial {
            subject: self.subject,
            endpoint: self.endpoint,
            device: self.subject.device(token),
            exchanges: Vec::new(),
        };
        let verdict = match run(&mut trial).await {
            Ok(()) => Verdict::Pass,
            Err(verdict) => verdict,
        };
        Finding { variant: name.into(), verdict, exchanges: trial.exchanges }
    }

    pub(super) fn skipped(name: impl Into<String>, why: &str) -> Finding {
        Finding {
            variant: name.into(),
            verdict: Verdict::Skipped(why.to_owned()),
            exchanges: Vec::new(),
        }
    }

    /// What cannot be tried without a customer.
    pub(super) fn needs_a_customer(&self) -> Option<Vec<Finding>> {
        match self.subject.token {
            Some(_) => None,
            None => Some(vec![Self::skipped(
                "with a linked account",
                "no --token was given, so nobody's account is linked",
            )]),
        }
    }
}

impl Subject {
    pub(super) fn today(&self) -> NaiveDate {
        self.clock.now().date_naive()
    }

    /// A device of somebody new: an endpoint may count how often one person calls.
    fn device(&self, token: Option<&str>) -> Device {
        let mut setup = Setup::at_home(self.locale, token);
        setup.skill_id.clone_from(&self.skill_id);
        setup.user_id = format!("amzn1.ask.account.{}", Uuid::new_v4().simple());
        Device::new(setup)
    }
}

impl Trial<'_> {
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.subject.clock.now()
    }

    /// Sends exactly this.
    pub(super) async fn post(
        &mut self,
        headers: &Headers,
        body: &[u8],
    ) -> Result<Exchange, Verdict> {
        match self.endpoint.post(headers, body).await {
            Ok(exchange) => {
                self.exchanges.push(exchange.clone());
                Ok(exchange)
            }
            Err(why) => fail(format!("no answer: {why}")),
        }
    }

    /// Signs, sends, and reads what comes back; the device goes on from there.
    pub(super) async fn send(&mut self, body: Vec<u8>) -> Result<Answer, Verdict> {
        let headers = signed(self.subject.kit.good().sign(&body))?;
        let exchange = self.post(&headers, &body).await?;
        let answer = Answer::read(&exchange)?;
        match self.device.follow(&exchange.answer) {
            // What is said after the end is for the modules that look there.
            Ok(_) | Err(NotAnAnswer::SaysAfterTheEnd) => Ok(answer),
            Err(why) => fail(why.to_string()),
        }
    }

    pub(super) async fn launch(&mut self) -> Result<Answer, Verdict> {
        let body = self.device.launch(self.now());
        self.send(body).await
    }

    pub(super) async fn intend(
        &mut self,
        name: &str,
        slots: &[(String, String)],
    ) -> Result<Answer, Verdict> {
        let slots: Vec<(&str, &str)> =
            slots.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let at = self.now();
        let body = self.device.intend(name, &slots, at);
        self.send(body).await
    }

    pub(super) async fn end(&mut self, reason: &str) -> Result<Answer, Verdict> {
        let at = self.now();
        let body = self.device.end(reason, at);
        self.send(body).await
    }

    /// Goes to where the skill waits for something; `None` where no intent leads there.
    pub(super) async fn go_to_the_middle(&mut self) -> Result<Option<Intent>, Verdict> {
        let subject = self.subject;
        for intent in subject.interaction.own().filter(|intent| !intent.slots.is_empty()) {
            let answer = self.intend(&intent.name, &[]).await?;
            if answer.is_in_the_middle() && answer.asks() {
                return Ok(Some(intent.clone()));
            }
            if self.device.in_session() {
                self.end("USER_INITIATED").await?;
            }
        }
        Ok(None)
    }
}

/// A call that cannot be signed says nothing about the endpoint.
pub(super) fn signed(headers: Result<Headers, ForgeError>) -> Result<Headers, Verdict> {
    headers.map_err(|error| Verdict::Skipped(format!("the call could not be signed: {error}")))
}

/// The same headers with one of them set, or taken out.
pub(super) fn with(mut headers: Headers, name: &str, value: Option<&str>) -> Headers {
    headers.retain(|(known, _)| known != name);
    if let Some(value) = value {
        headers.push((name.to_owned(), value.to_owned()));
    }
    headers
}

pub(super) const NO_MIDDLE: &str =
    "no intent of the model asks for anything when it is said without slots";
