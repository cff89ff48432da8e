//! Wishes that move something, in every order and disturbed in every way, from a printed seed.
//!
//! Held after every turn: nothing is done without a yes to the question right before it, and that
//! question named exactly what was done; every turn ends in an answer; the sums never change.

use banter::dialogue::engine::Engine;
use banter::domain::card::CardId;
use banter::domain::reply::{Expected, Next, Part, Reply};
use banter::domain::transfer::{FactSheet, ListedAs, TransferKind};
use banter::domain::turn::{Said, Turn};
use banter::sandbox::Decided;

use super::{Deed, Guest, World, catalog, intent, noon, silence, text, yes};
use crate::transfers::chance::{Chance, Printed, seeds};

/// A wish and its slots, one way to say each.
struct Wish {
    intent: &'static str,
    slots: &'static [(&'static str, &'static str)],
}

const WISHES: [Wish; 3] = [
    Wish {
        intent: "PaySavedPayee",
        slots: &[
            ("payee", "Anna Müller"),
            ("amount", "fifty euros"),
            ("from", "joint account"),
            ("date", "tomorrow"),
            ("reference", "concert tickets"),
        ],
    },
    Wish {
        intent: "TransferOwnAccounts",
        slots: &[
            ("to", "savings account"),
            ("from", "joint account"),
            ("amount", "20 euros"),
            ("date", "tomorrow"),
        ],
    },
    Wish { intent: "LockCard", slots: &[("card", "debit card")] },
];

/// What ends a wish for good.
fn endings() -> Vec<(&'static str, Said)> {
    vec![
        ("stop", intent("Stop", &[])),
        ("cancel", intent("Cancel", &[])),
        ("start over", intent("StartOver", &[])),
        ("silence", silence()),
        ("stop, as words", text("stop")),
        ("cancel that, as words", text("cancel that")),
    ]
}

/// What else may come in between.
fn interruptions() -> Vec<(String, Said)> {
    let catalog = catalog();
    let names = catalog.intents().map(|schema| schema.name.as_str().to_owned());
    let mut all: Vec<(String, Said)> =
        names.map(|name| (name.clone(), intent(&name, &[]))).collect();
    for words in ["", "blue elephants sing", "my pin is 4711", "fifty", "what's my balance"] {
        all.push((format!("words {words:?}"), text(words)));
    }
    all.push(("launch".to_owned(), Said::Launch));
    all.push(("a no".to_owned(), Said::Answer { yes: false, about: None }));
    all
}

/// A conversation that is watched.
struct Walk {
    world: World,
    servers: Vec<Engine>,
    guest: Guest,
    /// What was answered last, and to what: from there the yes must come.
    before: Option<(Reply, Turn)>,
    so_far: String,
    done: usize,
}

impl Walk {
    /// With so many servers that take turns.
    fn between(servers: usize) -> Self {
        let world = World::new();
        let servers = (0..servers).map(|_| world.server()).collect();
        let guest = Guest::mia();
        Self { world, servers, guest, before: None, so_far: String::new(), done: 0 }
    }

    async fn take(&mut self, label: &str, said: Said) -> Reply {
        let turn = self.world.turn(&mut self.guest, said);
        self.deliver(label, turn).await
    }

    async fn deliver(&mut self, label: &str, turn: Turn) -> Reply {
        let at = usize::try_from(self.guest.turns).unwrap() % self.servers.len();
        let server = &self.servers[at];
        let reply = server.take(&turn).await;
        let spoken = reply.speech.spoken();
        self.so_far.push_str(&format!("> {label}\n{spoken}\n"));
        self.check_answer(&turn, &reply);
        let deeds = self.world.bank.deeds();
        assert!(deeds.len() <= 1, "more than one deed in a turn: {deeds:?}\n{}", self.so_far);
        for deed in &deeds {
            self.check_deed(&turn, deed);
        }
        self.done += deeds.len();
        self.world.check_books();
        self.before = Some((reply.clone(), turn));
        reply
    }

    fn check_answer(&self, turn: &Turn, reply: &Reply) {
        if matches!(turn.said, Said::Ended(_)) {
            assert!(reply.speech.is_empty(), "words after the end\n{}", self.so_far);
            return;
        }
        assert!(!reply.speech.spoken().trim().is_empty(), "no answer\n{}", self.so_far);
        let reprompt = reply.reprompt.as_ref().is_some_and(|speech| !speech.is_empty());
        match reply.next {
            Next::Listen(_) => assert!(reprompt, "listens without a reprompt\n{}", self.so_far),
            Next::Close | Next::LinkAccount | Next::HandOff => {
                assert!(!reprompt, "a reprompt, and nobody listens\n{}", self.so_far);
            }
        }
    }

    fn check_deed(&self, turn: &Turn, deed: &Deed) {
        let story = &self.so_far;
        let is_yes = match &turn.said {
            Said::Answer { yes, .. } => *yes,
            Said::Text(words) => words.as_str() == "yes",
            Said::Intent { name, .. } => name.as_str() == "Yes",
            Said::Launch | Said::Ended(_) | Said::Linked | Said::Removed { .. } => false,
        };
        assert!(is_yes, "done without a yes: {deed:?}\n{story}");
        let (question, asked) = self.before.as_ref().expect("somebody asked");
        let Next::Listen(Expected::Confirmation { intent, .. }) = &question.next else {
            panic!("done after a question that asked for no confirmation: {deed:?}\n{story}");
        };
        let heard_there = asked.speaker.device == turn.speaker.device
            && asked.speaker.person == turn.speaker.person
            && asked.conversation == turn.conversation;
        assert!(heard_there, "the yes came from elsewhere: {deed:?}\n{story}");
        let meant = match deed {
            Deed::Paid(sheet) => self.check_read_back(question, sheet),
            Deed::Locked(card) => {
                self.check_card(question, card);
                "LockCard"
            }
            Deed::Unlocked(card) => {
                self.check_card(question, card);
                "UnlockCard"
            }
            Deed::TookBack => "CancelPendingPayment",
            Deed::Revoked => "UnlinkAndForget",
        };
        assert_eq!(intent.as_str(), meant, "{story}");
    }

    /// Exactly these facts were read aloud. Gives back the intent that does so.
    fn check_read_back(&self, question: &Reply, sheet: &FactSheet) -> &'static str {
        let story = &self.so_far;
        let parts = question.speech.parts();
        let mut sums = Vec::new();
        for part in parts {
            if let Part::Amount(sum) = part {
                sums.push(&*sum.get().shown);
            }
        }
        let cents = sheet.amount().minor_units();
        let sum = format!("€{}.{:02}", cents / 100, cents % 100);
        assert_eq!(sums, [sum.as_str()], "{story}");
        let spoken = question.speech.spoken();
        let account = |id: &str| match id {
            "mia-current" => "current account",
            "mia-joint" => "joint account",
            "mia-savings" => "savings account",
            other => panic!("{other} is not Mia's"),
        };
        let from = format!("from your {}", account(sheet.debtor().account.as_str()));
        assert!(spoken.contains(&from), "{from}\n{story}");
        if sheet.execute_on() != noon().date_naive() {
            let dated = parts.iter().any(|part| matches!(part, Part::Date(_)));
            assert!(dated, "the day was not read aloud\n{story}");
        }
        let text = sheet.reference().as_str();
        assert!(spoken.contains(text), "what the payment says was not read aloud\n{story}");
        match &sheet.creditor().listed_as {
            ListedAs::OwnAccount(id) => {
                assert_eq!(sheet.kind(), TransferKind::OwnAccounts);
                let to = format!("to your {}", account(id.as_str()));
                assert!(spoken.contains(&to), "{to}\n{story}");
                "TransferOwnAccounts"
            }
            ListedAs::Payee(_) => {
                assert_eq!(sheet.kind(), TransferKind::SavedPayee);
                let creditor = sheet.creditor();
                let named = parts.iter().any(|part| {
                    matches!(part, Part::Name(name) if *name.get().shown == *creditor.name.as_str())
                });
                assert!(named, "the payee was not named\n{story}");
                let digits = parts.iter().any(|part| {
                    matches!(part, Part::Digits(d) if *d.get() == creditor.identifier.last_digits())
                });
                assert!(digits, "the payee's account was not named\n{story}");
                "PaySavedPayee"
            }
        }
    }

    fn check_card(&self, question: &Reply, card: &CardId) {
        let app = self.world.sandbox.app(&self.guest.id()).unwrap();
        let card = app.cards.iter().find(|held| held.id == *card).unwrap();
        let named = question.speech.parts().iter().any(
            |part| matches!(part, Part::Digits(digits) if digits.get() == card.pan.last_digits()),
        );
        assert!(named, "the card was not named\n{}", self.so_far);
    }

    /// What a turn says of one slot; as some platforms do, with those before.
    async fn fill(
        &mut self,
        wish: &Wish,
        slots: &[(&'static str, &'static str)],
        all: bool,
    ) -> Reply {
        let said = if all { slots } else { &slots[slots.len() - 1..] };
        self.take(&format!("{} {said:?}", wish.intent), intent(wish.intent, said)).await
    }

    /// A yes now does nothing, and neither does one to what *repeat* brings back.
    async fn nothing_is_pending(&mut self) {
        let before = self.done;
        for (label, said) in [
            ("yes", yes()),
            ("yes, as words", text("yes")),
            ("repeat", intent("Repeat", &[])),
            ("yes", yes()),
            ("repeat", text("repeat that")),
            ("yes", text("yes")),
        ] {
            self.take(label, said).await;
        }
        assert_eq!(self.done, before, "something was still pending\n{}", self.so_far);
    }
}

fn orders(slots: &[(&'static str, &'static str)]) -> Vec<Vec<(&'static str, &'static str)>> {
    let Some((first, rest)) = slots.split_first() else { return vec![Vec::new()] };
    let mut all = Vec::new();
    for order in orders(rest) {
        for at in 0..=order.len() {
            let mut order = order.clone();
            order.insert(at, *first);
            all.push(order);
        }
    }
    all
}

#[tokio::test]
async fn every_order_of_the_slots_leads_to_the_same_read_back_and_one_deed() {
    for wish in &WISHES {
        let mut read_backs = Vec::new();
        // Who gives a fifth thing before the one that is asked for is offered a person instead.
        let slots = &wish.slots[..wish.slots.len().min(4)];
        for (at, order) in orders(slots).into_iter().enumerate() {
            let all = at % 2 == 0;
            let mut walk = Walk::between(1);
            let mut last = None;
            for filled in 1..=order.len() {
                assert_eq!(walk.done, 0);
                last = Some(walk.fill(wish, &order[..filled], all).await);
            }
            read_backs.push(last.unwrap().speech.spoken());
            walk.take("yes", yes()).await;
            assert_eq!(walk.done, 1, "{order:?}\n{}", walk.so_far);
        }
        read_backs.dedup();
        assert_eq!(read_backs.len(), 1, "{read_backs:?}");
    }
}

#[tokio::test]
async fn every_other_intent_at_every_step_moves_nothing_that_was_not_read_aloud() {
    for seed in seeds(1) {
        let _printed = Printed(seed);
        let mut chance = Chance::from_seed(seed);
        let mut done = 0;
        for wish in &WISHES {
            let orders = orders(wish.slots);
            for (label, said) in interruptions() {
                for step in 0..=wish.slots.len() {
                    // A seed tries half of it.
                    if chance.percent(50) {
                        continue;
                    }
                    let order = &orders[chance.place(orders.len())];
                    let all = chance.percent(50);
                    let mut walk = Walk::between(1);
                    if chance.percent(50) {
                        walk.take("launch", Said::Launch).await;
                    }
                    for filled in 1..=step {
                        walk.fill(wish, &order[..filled], all).await;
                    }
                    walk.take(&label, said.clone()).await;
                    if chance.percent(50) {
                        walk.take("yes", yes()).await;
                    }
                    for filled in step + 1..=order.len() {
                        walk.fill(wish, &order[..filled], all).await;
                    }
                    walk.take("yes", yes()).await;
                    walk.take("yes", yes()).await;
                    done += walk.done;
                }
            }
        }
        assert!(done > 25, "only {done} wishes were fulfilled: this tries nothing");
    }
}

#[tokio::test]
async fn stop_cancel_and_silence_at_every_step_leave_nothing_pending() {
    for seed in seeds(1) {
        let _printed = Printed(seed);
        let mut chance = Chance::from_seed(seed);
        for wish in &WISHES {
            let orders = orders(wish.slots);
            for (label, said) in endings() {
                for step in 0..=wish.slots.len() {
                    let order = &orders[chance.place(orders.len())];
                    let mut walk = Walk::between(1);
                    if chance.percent(50) {
                        walk.take("launch", Said::Launch).await;
                    }
                    for filled in 1..=step {
                        walk.fill(wish, &order[..filled], chance.percent(50)).await;
                    }
                    walk.take(label, said.clone()).await;
                    walk.nothing_is_pending().await;
                    assert!(walk.world.records(&walk.guest).await.is_empty());
                    assert!(walk.world.waiting(&walk.guest).is_empty());
                }
            }
        }
    }
}

/// Anything at all, in any order, with changed minds, long pauses, other devices and people, calls
/// delivered again, and a customer who approves or declines in between.
#[tokio::test]
async fn a_conversation_without_a_plan_moves_nothing_that_was_not_read_aloud() {
    let interruptions = interruptions();
    let mut done = 0;
    let seeds = seeds(20);
    let alone = seeds.len() == 1;
    for seed in seeds {
        let _printed = Printed(seed);
        let mut chance = Chance::from_seed(seed);
        let mut walk = Walk::between(2);
        for _ in 0..40 {
            wander(&mut walk, &mut chance, &interruptions).await;
        }
        let server = walk.world.server();
        walk.world.let_pass(&server, 30).await;
        assert!(walk.world.bank.deeds().is_empty(), "done without a turn\n{}", walk.so_far);
        walk.world.check_books();
        done += walk.done;
    }
    assert!(alone || done > 15, "only {done} deeds: this tries nothing");
}

async fn wander(walk: &mut Walk, chance: &mut Chance, interruptions: &[(String, Said)]) {
    match chance.below(20) {
        // Most turns fill a wish, with slots in any company.
        0..=7 => {
            let wish = &WISHES[usize::try_from(chance.below(3)).unwrap()];
            let amounts = ["fifty euros", "60", "12.50", "two fifty", "0", "100 dollars", "-5"];
            let mut slots = Vec::new();
            for (slot, words) in wish.slots {
                if chance.percent(70) {
                    let words = match *slot {
                        "amount" if chance.percent(40) => chance.pick(&amounts),
                        "payee" if chance.percent(30) => {
                            chance.pick(&["anna", "the second one", "nobody", "Jonas", "Tom"])
                        }
                        "date" | "reference" if chance.percent(50) => continue,
                        _ => words,
                    };
                    slots.push((*slot, words));
                }
            }
            walk.take(&format!("{} {slots:?}", wish.intent), intent(wish.intent, &slots)).await;
        }
        8..=12 => {
            let said = chance.below(3);
            let said =
                [yes(), text("yes"), intent("Yes", &[])][usize::try_from(said).unwrap()].clone();
            walk.take("yes", said).await;
        }
        13 => {
            walk.take("no, sixty euros", text("no, sixty euros")).await;
        }
        14 | 15 => {
            let at = chance.place(interruptions.len());
            let (label, said) = &interruptions[at];
            walk.take(label, said.clone()).await;
        }
        16 => {
            if let Some((_, turn)) = walk.before.clone() {
                let before = walk.done;
                walk.deliver("(the same call again)", turn).await;
                assert_eq!(walk.done, before, "a call acted twice\n{}", walk.so_far);
            }
        }
        17 => walk.world.wait(i64::try_from(chance.below(120)).unwrap()),
        18 => {
            walk.guest.device = chance.pick(&["kitchen", "kitchen", "bedroom"]);
            walk.guest.person = chance.pick(&[None, None, Some("tim")]);
        }
        _ => {
            let decided = if chance.percent(70) { Decided::Approve } else { Decided::Decline };
            walk.world.decide(&walk.guest, decided);
            walk.world.let_pass(&walk.servers[0], 5).await;
            assert!(walk.world.bank.deeds().is_empty(), "a worker paid\n{}", walk.so_far);
        }
    }
}
