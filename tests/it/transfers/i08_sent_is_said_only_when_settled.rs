//! I8: "sent" only when settled; "on its way" when accepted; "I don't know yet" when unknown.

use banter::domain::transfer_status::TransferStatus;
use banter::sandbox::Decided;
use banter::transfers::Telling;

use super::fickle::Way;
use super::world::World;

#[test]
fn i8_sent_is_said_only_when_settled() {
    for status in TransferStatus::ALL {
        let telling = Telling::of(status);
        assert_eq!(telling == Telling::Sent, status == TransferStatus::Settled, "{status:?}");
        assert_eq!(
            telling == Telling::Checking,
            matches!(status, TransferStatus::Unknown | TransferStatus::Submitting),
            "{status:?}"
        );
        assert_eq!(
            telling == Telling::OnItsWay,
            matches!(status, TransferStatus::Accepted | TransferStatus::Approved),
            "{status:?}"
        );
    }
}

#[test]
fn i8_a_failure_is_said_only_when_it_is_definite() {
    let failures = [
        Telling::RejectedByBank,
        Telling::DeniedInApp,
        Telling::ApprovalExpired,
        Telling::Cancelled,
        Telling::NotSent,
        Telling::NeverArrived,
    ];
    for status in TransferStatus::ALL {
        let told = failures.contains(&Telling::of(status));
        assert_eq!(told, status.is_definite_failure(), "{status:?}");
    }
}

#[test]
fn i8_every_telling_has_a_sentence_of_its_own() {
    let mut keys: Vec<&str> = Telling::ALL.iter().map(|telling| telling.key()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), Telling::ALL.len());
}

/// The whole way, heard at every step.
#[tokio::test]
async fn i8_what_is_heard_on_the_way() {
    let world = World::new().await;
    world.bank.next_sends([Way::DoneThen504]);
    let record = world.begin().await;
    let mut heard = vec![Telling::of(record.status)];
    for _ in 0..120 {
        world.let_pass(1).await;
        if heard.last() == Some(&Telling::ApproveInApp) {
            world.in_the_app(Decided::Approve);
        }
        let now = Telling::of(world.status(&record).await);
        if heard.last() != Some(&now) {
            heard.push(now);
        }
    }
    let way = [Telling::Checking, Telling::ApproveInApp, Telling::OnItsWay, Telling::Sent];
    assert_eq!(heard, way);
}
