//! I2: from *unknown* there is no edge to sending, and nobody sends.

use banter::domain::transfer_status::TransferStatus;

use super::fickle::{Way, Word};
use super::world::World;

#[tokio::test]
async fn i2_from_unknown_nothing_is_sent_again() {
    for way in [Way::LostThen504, Way::DoneThen504, Way::OddStatus, Way::Pending] {
        let mut world = World::new().await;
        world.bank.next_sends([way]);
        let record = world.begin().await;
        assert_eq!(record.status, TransferStatus::Unknown, "{way:?}");
        // Nothing is found, the yes comes once more, we are started again: still nothing is sent.
        world.bank.next_words([Word::NotFound; 10]);
        world.let_pass(120).await;
        world.start(&world.confirmed(5_000, "n1")).await;
        world.restart();
        world.let_all_be_done().await;
        assert_eq!(world.bank.begun().len(), 1, "{way:?}");
        world.check_books();
    }
}

#[test]
fn i2_no_edge_leads_from_unknown_to_sending() {
    // Not even over other states.
    let mut reached = vec![TransferStatus::Unknown];
    let mut at = 0;
    while at < reached.len() {
        for next in reached[at].next() {
            if !reached.contains(next) {
                reached.push(*next);
            }
        }
        at += 1;
    }
    assert!(!reached.contains(&TransferStatus::Submitting));
    assert!(!reached.contains(&TransferStatus::Intended));
}
