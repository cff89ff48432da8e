//! I6: an unknown status, a malformed answer, 5xx, silence, a broken connection: pending. Never
//! success and never failure.

use banter::domain::transfer_status::TransferStatus;
use banter::sandbox::Decided;
use banter::transfers::Telling;

use super::fickle::{Way, Word};
use super::world::World;

#[tokio::test]
async fn i6_an_unclear_answer_to_sending_is_unknown() {
    let ways = [
        Way::DoneThen504,
        Way::LostThen504,
        Way::DoneNeverAnswered,
        Way::LostNeverAnswered,
        Way::OddStatus,
        Way::Pending,
    ];
    for way in ways {
        let world = World::impatient().await;
        world.bank.next_sends([way]);
        let record = world.begin().await;
        assert_eq!(record.status, TransferStatus::Unknown, "{way:?}");
        assert_eq!(Telling::of(record.status), Telling::Checking);
        assert_eq!(world.status(&record).await, TransferStatus::Unknown, "not written: {way:?}");
    }
}

#[tokio::test]
async fn i6_an_unclear_answer_to_a_question_changes_nothing() {
    for word in [Word::Unavailable, Word::Never, Word::OddStatus, Word::NotFound, Word::RateLimited]
    {
        for approved in [false, true] {
            let world = World::impatient().await;
            let record = world.begin().await;
            if approved {
                world.in_the_app(Decided::Approve);
                world.let_pass(6).await;
            }
            let before = world.status(&record).await;
            world.bank.next_words([word; 8]);
            world.let_pass(15).await;
            assert_eq!(world.status(&record).await, before, "{word:?}");
            let asked = world.transfers.refresh(&world.mia, &record).await;
            assert_eq!(asked.status, before, "{word:?}");
        }
    }
}

#[tokio::test]
async fn i6_an_unrecognised_status_alarms_once_and_not_at_every_look() {
    let world = World::new().await;
    let record = world.begin().await;
    world.bank.next_words([Word::OddStatus; 5]);
    world.let_pass(60).await;
    assert_eq!(world.alarms("unrecognised_status"), 1);
    assert_eq!(world.status(&record).await, TransferStatus::AwaitingApproval);
}

/// What goes back on its own word is not believed either.
#[tokio::test]
async fn i6_a_stale_answer_moves_nothing_back() {
    let world = World::new().await;
    let record = world.begin().await;
    world.let_pass(6).await;
    world.in_the_app(Decided::Approve);
    world.let_pass(8).await;
    assert_eq!(world.status(&record).await, TransferStatus::Accepted);
    world.bank.next_words([Word::Stale]);
    world.let_pass(6).await;
    assert_eq!(world.status(&record).await, TransferStatus::Accepted);
}
