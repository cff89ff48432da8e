//! I10: the payment lives in its record; the conversation may end, expire or go on elsewhere.

use banter::domain::transfer_status::TransferStatus;
use banter::domain::turn::Said;
use banter::sandbox::Decided;

use super::{Guest, SEND, World, silence, yes};

/// The speaker falls silent while the customer fetches the phone.
#[tokio::test]
async fn i10_the_result_is_told_once_at_the_next_contact() {
    let ends = [
        (Decided::Approve, TransferStatus::Settled, "sent"),
        (Decided::Decline, TransferStatus::Denied, "declined"),
    ];
    for (decided, status, word) in ends {
        let world = World::new();
        let server = world.server();
        let mut mia = Guest::mia();
        world.say_all(&server, &mut mia, &[SEND[0], SEND[1], "yes"]).await;
        let turn = world.turn(&mut mia, silence());
        server.take(&turn).await;
        world.let_pass(&server, 90).await;
        world.decide(&mia, decided);
        world.let_pass(&server, 120).await;
        assert_eq!(world.records(&mia).await[0].status, status);

        // The server that took the yes is gone; the customer comes back on another day.
        let other = world.server();
        world.wait(60 * 60 * 20);
        let mut back = Guest { device: "bedroom", ..mia.anew("morning") };
        let turn = world.turn(&mut back, Said::Launch);
        let told = other.take(&turn).await.speech.spoken();
        assert!(told.contains("50 euros") && told.contains("Anna Müller"), "{told}");
        assert!(told.contains(word), "{word}: {told}");
        let mut again = mia.anew("noon");
        let turn = world.turn(&mut again, Said::Launch);
        let greeting = other.take(&turn).await.speech.spoken();
        assert!(!greeting.contains("Anna"), "told twice: {greeting}");
        world.check_books();
    }
}

/// The session expired, and the platform goes on with the same conversation.
#[tokio::test]
async fn i10_a_yes_after_the_session_is_gone_pays_nothing_and_a_payment_under_way_goes_on() {
    let world = World::new();
    let server = world.server();
    let mut mia = Guest::mia();
    world.say_all(&server, &mut mia, &[SEND[0], SEND[1], "yes"]).await;
    world.say_all(&server, &mut mia, &["send Anna ten euros", "Anna Müller"]).await;
    assert_eq!(world.bank.deeds().len(), 1);
    world.wait(5 * 60);
    world.decide(&mia, Decided::Approve);
    world.wait(11 * 60);
    let turn = world.turn(&mut mia, yes());
    let reply = server.take(&turn).await;
    assert!(!reply.speech.is_empty());
    assert!(world.bank.deeds().is_empty(), "an old question was answered");
    world.let_pass(&server, 60).await;
    let records = world.records(&mia).await;
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].status, TransferStatus::Settled);
}

/// A second guest on the same account hears nothing of it before the bank has decided.
#[tokio::test]
async fn i10_what_is_still_open_is_not_told_as_done() {
    let world = World::new();
    let server = world.server();
    let mut mia = Guest::mia();
    world.say_all(&server, &mut mia, &[SEND[0], SEND[1], "yes"]).await;
    world.let_pass(&server, 30).await;
    let mut back = mia.anew("soon");
    let turn = world.turn(&mut back, Said::Launch);
    let told = server.take(&turn).await.speech.spoken();
    assert!(!told.contains("sent"), "{told}");
    world.decide(&mia, Decided::Approve);
    world.let_pass(&server, 60).await;
    let mut later = mia.anew("later");
    let turn = world.turn(&mut later, Said::Launch);
    let told = server.take(&turn).await.speech.spoken();
    assert!(told.contains("sent") && told.contains("Anna Müller"), "{told}");
}
