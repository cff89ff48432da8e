//! Hundreds of transfers at a bank that answers late, twice, never, wrongly, with 504 after
//! executing, with words nobody knows, and does not know its own payments at first.

use banter::domain::transfer_status::TransferStatus;
use banter::sandbox::{Decided, PaymentState};
use banter::transfers::Telling;

use super::chance::{Chance, Printed, seeds};
use super::fickle::{Way, Word};
use super::world::World;

const WAYS: &[Way] = &[
    Way::Honest,
    Way::Honest,
    Way::Late,
    Way::DoneNeverAnswered,
    Way::LostNeverAnswered,
    Way::DoneThen504,
    Way::DoneThen504,
    Way::LostThen504,
    Way::NotSent,
    Way::NotSent,
    Way::DeliveredTwice,
    Way::Refused,
    Way::OddStatus,
    Way::WrongAmount,
    Way::Pending,
];

const WORDS: &[Word] = &[
    Word::Honest,
    Word::Honest,
    Word::Honest,
    Word::Late,
    Word::Stale,
    Word::NotFound,
    Word::NotFound,
    Word::Unavailable,
    Word::RateLimited,
    Word::OddStatus,
];

#[tokio::test]
async fn whatever_a_bank_answers_money_moves_once_and_nobody_hears_more_than_is_so() {
    for seed in seeds(300) {
        let _printed = Printed(seed);
        run(seed).await;
    }
}

async fn run(seed: u64) {
    let mut chance = Chance::from_seed(seed);
    let world = World::impatient().await;
    let sends: Vec<Way> = (0..4).map(|_| chance.pick(WAYS)).collect();
    world.bank.next_sends(sends);
    let words: Vec<Word> = (0..chance.below(12))
        .map(|_| match chance.below(60) {
            0 => Word::WrongAmount,
            1 => Word::WrongCreditor,
            2 => Word::Never,
            _ => chance.pick(WORDS),
        })
        .collect();
    world.bank.next_words(words);

    let mut records = Vec::new();
    for n in 0..=chance.below(3) {
        let cents = 1_000 + i64::try_from(n).unwrap();
        let confirmed = world.confirmed(cents, &format!("n{n}"));
        let record = world.start(&confirmed).await;
        told_is_so(&world, &record).await;
        if chance.percent(20) {
            // The same yes, delivered again.
            assert_eq!(world.start(&confirmed).await.id, record.id);
        }
        records.push(record);
    }
    let mut asks = 0;
    for _ in 0..40 {
        world.let_pass(i64::try_from(1 + chance.below(8)).unwrap()).await;
        let record = &records[usize::try_from(chance.below(records.len() as u64)).unwrap()];
        match chance.below(12) {
            0 => drop(world.in_the_app(Decided::Approve)),
            1 => drop(world.in_the_app(Decided::Decline)),
            2 if asks < 3 => {
                asks += 1;
                let now = world.transfers.refresh(&world.mia, record).await;
                told_is_so(&world, &now).await;
            }
            3 if chance.percent(25) => {
                let outcome = world.transfers.cancel(&world.mia, record).await.unwrap();
                told_is_so(&world, outcome.record()).await;
            }
            _ => {}
        }
        for record in &records {
            told_is_so(&world, &world.load(record).await).await;
        }
        world.check_books();
    }
    // The bank comes to itself; what is still open is worked off.
    world.bank.next_words([]);
    world.bank.next_sends([]);
    world.let_all_be_done().await;
    check_end(&world).await;
}

/// What is told of a record is so at the bank, now and for good.
pub(super) async fn told_is_so(
    world: &World,
    record: &banter::contracts::transfers::TransferRecord,
) {
    let intended =
        banter::domain::transfer::IntendedTransfer::recorded(record.id, record.sheet.clone());
    let at_bank = world.sandbox.look_for(&world.mia.customer, &intended).result.unwrap();
    let state = at_bank.map(|payment| payment.state);
    match Telling::of(record.status) {
        Telling::Sent => assert_eq!(state, Some(PaymentState::Settled), "told as sent"),
        Telling::OnItsWay => {
            let so = matches!(state, Some(PaymentState::Accepted | PaymentState::Settled));
            assert!(so, "told as on its way: {state:?}");
        }
        Telling::RejectedByBank
        | Telling::DeniedInApp
        | Telling::ApprovalExpired
        | Telling::Cancelled
        | Telling::NotSent
        | Telling::NeverArrived => {
            let moved = matches!(
                state,
                Some(
                    PaymentState::Accepted
                        | PaymentState::Settled
                        | PaymentState::AwaitingApproval { .. }
                )
            );
            assert!(!moved, "told as {:?}, and the bank has it as {state:?}", record.status);
        }
        Telling::NotYetSent
        | Telling::Checking
        | Telling::ApproveInApp
        | Telling::PersonLooking => {}
    }
}

/// Every record ended, as the books say, and every payment in the books has its record.
pub(super) async fn check_end(world: &World) {
    let mut paid = 0;
    for record in world.records().await {
        told_is_so(world, &record).await;
        assert_eq!(record.due_at, None, "open for ever: {:?}", record.status);
        if record.status == TransferStatus::NeedsHuman {
            let why = record.audit.iter().any(|line| &*line.what == "echo_mismatch");
            assert!(why, "a person was called for nothing: {:?}", record.audit);
        } else {
            assert!(record.status.is_terminal(), "{:?}", record.status);
        }
        let intended =
            banter::domain::transfer::IntendedTransfer::recorded(record.id, record.sheet.clone());
        let at_bank = world.sandbox.look_for(&world.mia.customer, &intended).result.unwrap();
        let moved = at_bank
            .is_some_and(|p| matches!(p.state, PaymentState::Accepted | PaymentState::Settled));
        if moved {
            paid += record.sheet.amount().minor_units();
            assert!(
                matches!(record.status, TransferStatus::Settled | TransferStatus::NeedsHuman),
                "paid, and we say {:?}",
                record.status
            );
        }
    }
    assert_eq!(world.paid().minor_units(), paid, "paid twice, or without a record");
    world.check_books();
}
