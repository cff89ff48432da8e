//! The acceptance list for a safe payment, as far as it concerns what happens after the yes.

use banter::contracts::bank::{Refusal, SendError};
use banter::contracts::transfers::Caps;
use banter::domain::transfer_status::TransferStatus;
use banter::sandbox::Decided;
use banter::transfers::StartError;
use tracing_subscriber::layer::SubscriberExt;

use super::fickle::{Way, Word};
use super::frail::Failing;
use super::world::{World, caps, demo, euros, origin};

#[tokio::test]
async fn killed_anywhere_it_is_exactly_one_payment() {
    for step in 1..=30 {
        let mut world = World::new().await;
        let confirmed = world.confirmed(5_000, "n1");
        world.frailty.dies_at(step);
        let survived = world.frailty.survive(world.start(&confirmed)).await;
        world.restart();
        if world.records().await.is_empty() {
            // Died before anything was recorded: nothing was promised and nothing happens.
            assert!(survived.is_none() && step == 1);
            continue;
        }
        // Whatever was lost on the way is looked for; the customer approves when asked.
        for _ in 0..40 {
            world.let_pass(1).await;
            world.in_the_app(Decided::Approve);
        }
        world.let_all_be_done().await;
        let record = world.records().await.remove(0);
        let paid = if record.status == TransferStatus::Settled { 5_000 } else { 0 };
        assert_eq!(world.paid(), euros(paid), "died at step {step}, ended {:?}", record.status);
        if !world.bank.arrived().is_empty() {
            assert_eq!(record.status, TransferStatus::Settled, "died at step {step}");
        }
        world.check_books();
    }
}

#[tokio::test]
async fn killed_between_record_and_send_it_is_sent_by_the_next() {
    let mut world = World::new().await;
    let confirmed = world.confirmed(5_000, "n1");
    // The second step is the one after the record was written.
    world.frailty.dies_at(2);
    assert!(world.frailty.survive(world.start(&confirmed)).await.is_none());
    world.restart();
    assert_eq!(world.bank.begun(), []);
    assert_eq!(world.records().await[0].status, TransferStatus::Intended);
    world.let_pass(1).await;
    assert_eq!(world.records().await[0].status, TransferStatus::AwaitingApproval);
    assert_eq!(world.bank.arrived().len(), 1);
}

#[tokio::test]
async fn a_yes_that_was_never_sent_is_not_sent_an_hour_later() {
    let mut world = World::new().await;
    let confirmed = world.confirmed(5_000, "n1");
    world.frailty.dies_at(2);
    world.frailty.survive(world.start(&confirmed)).await;
    world.restart();
    world.advance(3_600);
    world.let_pass(1).await;
    assert_eq!(world.records().await[0].status, TransferStatus::Refused);
    assert_eq!(world.bank.begun(), []);
}

#[tokio::test]
async fn answered_504_after_executing_it_is_unknown_then_settled_and_told_once() {
    let world = World::new().await;
    world.bank.next_sends([Way::DoneThen504]);
    let record = world.begin().await;
    assert_eq!(record.status, TransferStatus::Unknown);
    world.let_pass(5).await;
    world.in_the_app(Decided::Approve);
    world.let_all_be_done().await;
    let untold = world.transfers.untold(&demo(), &world.mia.customer).await.unwrap();
    assert_eq!(untold.len(), 1);
    assert_eq!(untold[0].status, TransferStatus::Settled);
    world.transfers.mark_told(&untold[0]).await.unwrap();
    assert_eq!(world.transfers.untold(&demo(), &world.mia.customer).await.unwrap(), []);
    assert_eq!(world.paid(), euros(5_000));
}

#[tokio::test]
async fn a_bank_that_gets_it_twice_pays_it_once() {
    let world = World::new().await;
    world.bank.next_sends([Way::DeliveredTwice]);
    let record = world.begin().await;
    while world.in_the_app(Decided::Approve) {}
    world.let_all_be_done().await;
    assert_eq!(world.status(&record).await, TransferStatus::Settled);
    assert_eq!(world.paid(), euros(5_000));
}

#[tokio::test]
async fn a_refusal_is_final_gives_the_caps_back_and_carries_its_reason() {
    let world = World::new().await;
    world.bank.next_sends([Way::Refused]);
    let tight = Caps { per_transfer: euros(5_000), per_day: euros(5_000), count_per_hour: 5 };
    let first = world.confirmed(5_000, "n1");
    let record = world.transfers.start(&world.mia, &first, &origin(), &tight).await.unwrap();
    assert_eq!(record.status, TransferStatus::Rejected);
    assert_eq!(record.refusal, Some(Refusal::OverLimit));
    let second = world.confirmed(5_000, "n2");
    assert!(world.transfers.start(&world.mia, &second, &origin(), &tight).await.is_ok());
}

#[tokio::test]
async fn the_daily_cap_raced_from_two_sessions_holds() {
    for seed in 0..30 {
        let world = World::new().await;
        world.frailty.jostled(super::chance::Chance::from_seed(seed));
        let tight = Caps { per_transfer: euros(5_000), per_day: euros(8_000), count_per_hour: 5 };
        let (one, two) = (world.confirmed(5_000, "n1"), world.confirmed(5_000, "n2"));
        let other = world.another_server();
        let origin = origin();
        let (one, two) = tokio::join!(
            world.transfers.start(&world.mia, &one, &origin, &tight),
            other.start(&world.mia, &two, &origin, &tight),
        );
        let refused = [one, two]
            .into_iter()
            .filter(|started| matches!(started, Err(StartError::OverDayCap)))
            .count();
        assert_eq!(refused, 1, "seed {seed}");
        assert_eq!(world.bank.arrived().len(), 1);
    }
}

#[tokio::test]
async fn over_a_cap_nothing_is_recorded_or_sent() {
    let world = World::new().await;
    let tight = Caps { per_transfer: euros(4_999), ..caps() };
    let confirmed = world.confirmed(5_000, "n1");
    let started = world.transfers.start(&world.mia, &confirmed, &origin(), &tight).await;
    assert!(matches!(started, Err(StartError::OverTransferCap)));
    assert_eq!(world.records().await, []);
    assert_eq!(world.bank.begun(), []);
}

#[tokio::test]
async fn a_store_that_cannot_write_submitting_lets_nothing_out() {
    for failing in [Failing::BeforeWriting, Failing::AfterWriting] {
        let world = World::new().await;
        world.store.next_updates([failing]);
        let record = world.begin().await;
        assert_eq!(world.bank.begun(), [], "{failing:?}");
        assert!(!banter::transfers::Telling::of(record.status).is_outcome());
        // Nothing is lost either: it ends well or certainly not sent.
        for _ in 0..1_500 {
            world.let_pass(1).await;
            world.in_the_app(Decided::Approve);
        }
        world.let_all_be_done().await;
        let end = world.status(&record).await;
        assert!(end == TransferStatus::Settled || end == TransferStatus::NeverArrived, "{end:?}");
        world.check_books();
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_written_down_is_found_again() {
    let world = World::new().await;
    world.store.next_updates([Failing::Never, Failing::BeforeWriting]);
    let record = world.begin().await;
    assert_eq!(record.status, TransferStatus::Unknown, "said to be more than it is");
    world.let_pass(30).await;
    assert_eq!(world.status(&record).await, TransferStatus::AwaitingApproval);
    assert_eq!(world.bank.arrived().len(), 1);
}

#[tokio::test]
async fn a_definite_error_in_sending_is_not_the_same_as_an_unclear_one() {
    let unclear = SendError::MaybeSent(banter::contracts::bank::BankErrorKind::Unexpected.into());
    assert_eq!(unclear.to_string(), "maybe sent");
    let world = World::new().await;
    world.bank.next_sends([Way::NotSent]);
    let record = world.begin().await;
    assert_eq!(record.status, TransferStatus::Intended);
    world.let_pass(10).await;
    assert_eq!(world.status(&record).await, TransferStatus::AwaitingApproval);
}

/// Ids and states only: no amount, no name, no account number, not even where it goes wrong.
#[tokio::test]
async fn the_log_holds_no_amounts_names_or_account_numbers() {
    let log = Written::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::registry()
        .with(tracing_subscriber::fmt::layer().json().with_writer(move || writer.clone()));
    let guard = tracing::subscriber::set_default(subscriber);
    let world = World::new().await;
    world.bank.next_sends([Way::DoneThen504]);
    let record = world.start(&world.confirmed(98_765, "n1")).await;
    world.bank.next_words([Word::Unavailable, Word::OddStatus, Word::WrongAmount]);
    world.let_pass(60).await;
    world.store.next_updates([Failing::BeforeWriting]);
    world.start(&world.confirmed(98_765, "n2")).await;
    drop(guard);

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains(&record.id.to_string()), "nothing was logged: {log}");
    assert!(log.contains("\"alarm\":\"echo_mismatch\""));
    assert!(log.contains("\"alarm\":\"unrecognised_status\""));
    let sheet = world.sheet(98_765);
    let banter::domain::identifier::AccountIdentifier::Iban(iban) = &sheet.creditor().identifier
    else {
        panic!("Mia's payees have IBANs");
    };
    for secret in [
        "98765",
        "987.65",
        iban.electronic(),
        sheet.creditor().name.as_str(),
        "lunch",
        "MIA",
        "QUUX",
    ] {
        // Ids are digits too: what stands inside one is not an amount.
        let without_ids = log.replace(&record.id.to_string(), "");
        let found = without_ids.match_indices(secret).any(|(at, _)| {
            let around = &without_ids[at.saturating_sub(1)..(at + secret.len() + 1)];
            !around.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.')
                && !around.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
        });
        assert!(!found, "{secret:?} is in the log: {without_ids}");
    }
}

#[derive(Clone, Default)]
struct Written(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
