//! `banter talk`

use std::io::{BufRead, IsTerminal, Write};
use std::sync::Arc;
use std::time::Duration;

use banter::config::Settings;
use banter::domain::account::BankId;
use banter::domain::clock::{Clock, SystemClock};
use banter::domain::customer::CustomerId;
use banter::domain::locale::Locale;
use banter::domain::reply::{Next, Reply};
use banter::domain::turn::{
    ConversationId, DeviceKind, PlatformName, PlatformUserId, Said, Speaker, Surface,
    SurfaceLimits, Turn, TurnId, Utterance,
};
use banter::sandbox::{Decided, Op, Sandbox, WaitsFor};
use banter::server::{Desk, House};
use clap::Args;

use super::{Failure, block_on};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  banter talk --locale de-DE\n  echo \"what's my balance\" | banter talk\n\nIn the conversation, lines that begin with a slash are for the sandbox, not for the bank:\n  /approve   approves what waits in the banking app    /decline   declines it\n  /app       shows the banking app                     /quit      ends"
)]
pub(super) struct Talk {
    /// A language as spoken in a region: en-US, en-GB, de-DE.
    #[arg(long, default_value = "en-GB")]
    locale: String,
    /// A customer of the sandbox bank: mia, james, emma, nora, sam, kim; `nobody` is not linked.
    #[arg(long, default_value = "mia")]
    customer: String,
    /// The front to sound like: on `alexa` a shared speaker listens, on `web` one's own screen.
    #[arg(long, default_value = "web")]
    platform: String,
}

/// A conversation, from opening to its end; then the next one.
struct Conversation<'a> {
    talk: &'a Talk,
    desk: &'a Desk,
    bank: BankId,
    locale: Locale,
    clock: Arc<dyn Clock>,
    conversation: u32,
    turns: u32,
    opens: bool,
}

impl Talk {
    pub(super) fn run(&self, settings: Settings) -> Result<(), Failure> {
        if !settings.is_development() {
            return Err(Failure::wrong_use(
                "talk speaks to the sandbox bank: it needs the development profile",
            ));
        }
        let locale = Locale::parse(&self.locale)
            .map_err(|error| Failure::wrong_use(format!("--locale {}: {error}", self.locale)))?;
        block_on(async {
            let clock: Arc<dyn Clock> = Arc::new(SystemClock);
            let house = House::build(settings, Arc::clone(&clock))
                .await
                .map_err(|error| Failure::wrong_use(format!("this cannot start:\n{error}")))?;
            let house = Arc::new(house);
            self.check(&house, locale)?;
            let desk = house.desk();
            let bank = house
                .banks
                .values()
                .find(|bank| bank.is_sandbox)
                .map(|bank| bank.id.clone())
                .ok_or_else(|| Failure::wrong_use("no bank of this configuration is a sandbox"))?;
            let mut conversation = Conversation {
                talk: self,
                desk: &desk,
                bank,
                locale,
                clock,
                conversation: 1,
                turns: 0,
                opens: true,
            };
            conversation.listen().await
        })?
    }

    fn check(&self, house: &House, locale: Locale) -> Result<(), Failure> {
        if house.catalog.locale(locale).is_none() {
            let known: Vec<String> =
                house.catalog.locales().map(|known| known.locale().to_string()).collect();
            let known = known.join(", ");
            return Err(Failure::wrong_use(format!("--locale {locale}: there are: {known}")));
        }
        let known: Vec<&str> = Sandbox::customers().collect();
        if self.customer != "nobody" && !known.contains(&self.customer.as_str()) {
            let known = known.join(", ");
            return Err(Failure::wrong_use(format!(
                "--customer {}: there are: {known}, and nobody",
                self.customer
            )));
        }
        Ok(())
    }
}

impl Conversation<'_> {
    async fn listen(&mut self) -> Result<(), Failure> {
        let at_terminal = std::io::stdin().is_terminal();
        let mut out = std::io::stdout();
        if at_terminal {
            writeln!(out, "Say something (\"help\" says what; /quit ends).")?;
            let reply = self.turn(Said::Launch).await?;
            self.print(&reply, at_terminal)?;
        }
        loop {
            if at_terminal {
                write!(out, "> ")?;
                out.flush()?;
            }
            let mut line = Vec::new();
            if std::io::stdin().lock().read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            // Half a character is replaced, not refused: whoever types must get an answer.
            let line = String::from_utf8_lossy(&line);
            match line.trim() {
                "" => {}
                "/quit" => return Ok(()),
                "/app" => self.show_app().await?,
                "/approve" => self.decide(Decided::Approve).await?,
                "/decline" => self.decide(Decided::Decline).await?,
                words => {
                    let reply = self.turn(Said::Text(Utterance::new(words))).await?;
                    self.print(&reply, at_terminal)?;
                }
            }
        }
    }

    async fn turn(&mut self, said: Said) -> Result<Reply, Failure> {
        // What the background of a server would do; the turn itself says when Redis is away.
        let _ = self.desk.house.sandbox.catch_up().await;
        let engine = self
            .desk
            .engine(self.bank.as_str())
            .ok_or_else(|| Failure::wrong_use("the bank is not open"))?;
        self.turns = self.turns.saturating_add(1);
        let wrong = |error: banter::domain::name::BadName| Failure::wrong_use(error);
        let alexa = self.talk.platform == "alexa";
        let token = (self.talk.customer != "nobody")
            .then(|| format!("sandbox:{}", self.talk.customer).into());
        let turn = Turn {
            id: TurnId::parse(&format!("talk-{}-{}", self.conversation, self.turns))
                .map_err(wrong)?,
            bank: self.bank.clone(),
            conversation: ConversationId::parse(&format!("talk-{}", self.conversation))
                .map_err(wrong)?,
            opens: std::mem::replace(&mut self.opens, false),
            speaker: Speaker {
                user: PlatformUserId::parse(&format!("talk-{}", self.talk.customer))
                    .map_err(wrong)?,
                device: None,
                person: None,
                token,
            },
            surface: Surface {
                platform: PlatformName::parse(&self.talk.platform).map_err(wrong)?,
                locale: self.locale,
                time_zone: None,
                device: if alexa { DeviceKind::Speaker } else { DeviceKind::Phone },
                shared: alexa,
                limits: SurfaceLimits { speech_characters: 8000, card_characters: 8000 },
            },
            said,
            at: self.clock.now(),
        };
        let reply = engine.take(&turn).await;
        let closes = match reply.next {
            Next::Listen(_) => false,
            Next::Close | Next::LinkAccount | Next::HandOff => true,
        };
        if closes {
            self.conversation = self.conversation.saturating_add(1);
            self.opens = true;
        }
        Ok(reply)
    }

    fn print(&self, reply: &Reply, at_terminal: bool) -> Result<(), Failure> {
        let mut out = std::io::stdout().lock();
        let heard = self.talk.platform == "alexa";
        let words = if heard { reply.speech.spoken() } else { reply.speech.shown() };
        if !words.is_empty() {
            writeln!(out, "{words}")?;
        }
        if let (Some(card), true) = (&reply.card, at_terminal) {
            writeln!(out, "  [{}]", card.title)?;
            for line in &card.lines {
                writeln!(out, "  | {}", line.shown())?;
            }
        }
        out.flush()?;
        Ok(())
    }

    fn customer(&self) -> Result<CustomerId, Failure> {
        CustomerId::parse(&self.talk.customer).map_err(Failure::wrong_use)
    }

    async fn show_app(&self) -> Result<(), Failure> {
        let app = self.desk.house.sandbox.app(&self.customer()?).await;
        let mut out = std::io::stdout().lock();
        let Some(app) = app.map_err(Failure::fell_short)? else {
            writeln!(out, "(nobody is signed in to the banking app)")?;
            return Ok(());
        };
        if app.approvals.is_empty() {
            writeln!(out, "(nothing waits in the banking app)")?;
        }
        for waiting in &app.approvals {
            let what = match &waiting.what {
                WaitsFor::Payment { to, digits, .. } => {
                    format!("a payment to {}, account ending {digits}", to.as_str())
                }
                WaitsFor::UnlockCard(card) => {
                    format!("unlocking the card ending {}", card.pan.last_digits().as_str())
                }
            };
            writeln!(out, "(waits in the banking app: {what})")?;
        }
        Ok(())
    }

    /// Decides what has waited shortest, as a person would who has just asked for it.
    async fn decide(&self, decided: Decided) -> Result<(), Failure> {
        let customer = self.customer()?;
        let sandbox = &self.desk.house.sandbox;
        let mut out = std::io::stdout();
        let app = sandbox.app(&customer).await.map_err(Failure::fell_short)?;
        let waiting = app.and_then(|app| app.approvals.last().map(|it| it.id.clone()));
        let Some(waiting) = waiting else {
            writeln!(out, "(nothing waits in the banking app)")?;
            return Ok(());
        };
        let op = Op::Decide { customer, approval: waiting, decided };
        let done = sandbox.perform(op).await.map_err(Failure::fell_short)?;
        done.decided().map_err(Failure::fell_short)?;
        writeln!(out, "(decided in the banking app)")?;
        // What the background worker of the server would do by itself.
        let _ = tokio::time::timeout(Duration::from_secs(5), self.desk.house.transfers().tick(16))
            .await;
        Ok(())
    }
}
