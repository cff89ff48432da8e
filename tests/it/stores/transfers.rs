//! Transfer records, caps and leases, however they are kept.

use std::collections::BTreeSet;
use std::time::Duration;

use banter::contracts::bank::{PaymentId, Refusal};
use banter::contracts::session::StoreError;
use banter::contracts::transfers::{AuditLine, Caps, RecordError, TransferRecord, UpdateError};
use banter::domain::money::{Currency, Money};
use banter::domain::transfer::TransferId;
use banter::domain::transfer_status::{ForbiddenEdge, TransferStatus};

use super::behaviours;
use super::given::{
    bank, caps, confirmed, confirmed_by, customer, euros, minutes, now, origin, sheet,
};
use super::house::{House, limits};

behaviours!(
    what_is_recorded_is_what_was_confirmed,
    everything_of_a_record_survives_an_update,
    a_yes_is_recorded_once,
    of_many_who_record_a_yes_one_does,
    a_yes_is_recorded_once_whatever_the_caps_say_by_then,
    more_than_the_cap_for_one_transfer_is_refused,
    another_currency_than_the_cap_is_refused,
    the_cap_of_a_day_is_never_passed_however_many_try,
    caps_are_each_customers_own,
    the_cap_of_a_day_moves_with_time,
    the_count_of_an_hour_moves_with_time,
    a_clock_that_jumps_back_gives_nothing_away,
    a_definite_failure_gives_its_part_of_the_caps_back,
    an_edge_that_the_table_lacks_is_refused,
    of_many_updates_of_one_version_one_is_kept,
    facts_cannot_be_changed,
    a_customer_finds_what_is_open_or_young,
    each_due_record_is_leased_to_one_worker,
    the_lease_of_a_dead_worker_ends,
    a_lease_that_was_taken_over_cannot_be_released,
    an_update_keeps_the_lease,
    what_is_not_due_any_more_is_not_leased,
    no_more_is_leased_than_asked_for,
    what_is_over_is_forgotten_and_what_is_open_never,
);

async fn recorded(house: &House, nonce: &str, minor_units: i64) -> TransferRecord {
    let confirmed = confirmed(nonce, minor_units);
    house.stores.transfers.record(&confirmed, &origin(), &caps()).await.unwrap();
    loaded(house, confirmed.id()).await
}

async fn loaded(house: &House, id: TransferId) -> TransferRecord {
    house.stores.transfers.load(&bank(), &customer("mia"), id).await.unwrap().unwrap()
}

/// Goes through these states, one update each.
async fn led(house: &House, mut record: TransferRecord, to: &[TransferStatus]) -> TransferRecord {
    for status in to {
        record.status = *status;
        if status.is_terminal() {
            record.due_at = None;
        }
        house.stores.transfers.update(&record).await.unwrap();
        record = loaded(house, record.id).await;
        assert_eq!(record.status, *status);
    }
    record
}

async fn leased(house: &House, at_minute: i64, at_most: usize) -> Vec<TransferId> {
    let (at, minute) = (now() + minutes(at_minute), Duration::from_secs(60));
    let leases = house.stores.transfers.lease_due(at, minute, at_most).await.unwrap();
    leases.into_iter().map(|lease| lease.record.id).collect()
}

async fn what_is_recorded_is_what_was_confirmed(house: &House) {
    let confirmed = confirmed("n1", 5_000);
    let transfers = &house.stores.transfers;
    assert!(transfers.load(&bank(), &customer("mia"), confirmed.id()).await.unwrap().is_none());
    let intended = transfers.record(&confirmed, &origin(), &caps()).await.unwrap();
    assert_eq!(intended.sheet(), confirmed.sheet());
    assert_eq!(intended.id(), confirmed.id());
    let record = loaded(house, confirmed.id()).await;
    assert_eq!(record.sheet, *confirmed.sheet());
    assert_eq!(record.hash, confirmed.sheet().hash());
    assert_eq!(record.status, TransferStatus::Intended);
    assert_eq!((record.bank.clone(), record.customer.clone()), (bank(), customer("mia")));
    assert_eq!(record.origin, origin());
    assert_eq!((record.confirmed_at, record.due_at), (now(), Some(now())));
    assert_eq!(transfers.intended(&record), intended);
    assert!(transfers.load(&bank(), &customer("james"), confirmed.id()).await.unwrap().is_none());
}

async fn everything_of_a_record_survives_an_update(house: &House) {
    let mut record = recorded(house, "n1", 5_000).await;
    record.status = TransferStatus::Submitting;
    record.refusal = Some(Refusal::OverLimit);
    record.payment = Some(PaymentId::parse("payment-1").unwrap());
    record.approve_by = Some(now() + minutes(10));
    record.changed_at = now() + minutes(1);
    record.due_at = Some(now() + minutes(2));
    record.looks = 7;
    record.cancel_asked = true;
    record.told = true;
    record.audit.push(AuditLine { at: now(), what: "intended -> submitting".into() });
    house.stores.transfers.update(&record).await.unwrap();
    record.version += 1;
    assert_eq!(loaded(house, record.id).await, record);
}

async fn a_yes_is_recorded_once(house: &House) {
    let transfers = &house.stores.transfers;
    let record = recorded(house, "n1", 5_000).await;
    // The same question answered again, even with other facts, is the same yes.
    for again in [confirmed("n1", 5_000), confirmed("n1", 100)] {
        match transfers.record(&again, &origin(), &caps()).await {
            Err(RecordError::AlreadyRecorded(id)) => assert_eq!(id, record.id),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(loaded(house, record.id).await, record);
}

async fn of_many_who_record_a_yes_one_does(house: &House) {
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let transfers = house.stores.transfers.clone();
            tokio::spawn(async move {
                transfers.record(&confirmed("n1", 5_000), &origin(), &caps()).await
            })
        })
        .collect();
    let mut recorded = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => recorded += 1,
            Err(RecordError::AlreadyRecorded(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(recorded, 1);
}

async fn a_yes_is_recorded_once_whatever_the_caps_say_by_then(house: &House) {
    recorded(house, "n1", 5_000).await;
    let nothing = Caps { per_transfer: euros(1), per_day: euros(1), count_per_hour: 0 };
    let again = house.stores.transfers.record(&confirmed("n1", 5_000), &origin(), &nothing).await;
    assert!(matches!(again, Err(RecordError::AlreadyRecorded(_))));
}

async fn more_than_the_cap_for_one_transfer_is_refused(house: &House) {
    let transfers = &house.stores.transfers;
    let over = transfers.record(&confirmed("n1", 5_001), &origin(), &caps()).await;
    assert!(matches!(over, Err(RecordError::OverTransferCap)));
    let id = confirmed("n1", 5_001).id();
    assert!(transfers.load(&bank(), &customer("mia"), id).await.unwrap().is_none());
    // Refused is not recorded: it holds no part of a cap, and the yes is not used up.
    for nonce in ["n1", "n2", "n3"] {
        recorded(house, nonce, 5_000).await;
    }
}

async fn another_currency_than_the_cap_is_refused(house: &House) {
    let pounds = Money::new(1, Currency::GBP);
    let in_pounds = confirmed_by("mia", "n1", pounds, now());
    let refused = house.stores.transfers.record(&in_pounds, &origin(), &caps()).await;
    assert!(matches!(refused, Err(RecordError::OverTransferCap)));
    let mixed = Caps { per_transfer: pounds, ..caps() };
    let refused = house.stores.transfers.record(&in_pounds, &origin(), &mixed).await;
    assert!(matches!(refused, Err(RecordError::OverTransferCap)));
}

async fn the_cap_of_a_day_is_never_passed_however_many_try(house: &House) {
    let tasks: Vec<_> = (0..24)
        .map(|number| {
            let transfers = house.stores.transfers.clone();
            tokio::spawn(async move {
                let confirmed = confirmed(&format!("n{number}"), 4_000);
                transfers.record(&confirmed, &origin(), &caps()).await
            })
        })
        .collect();
    let mut recorded = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => recorded += 1,
            Err(RecordError::OverDayCap) => {}
            Err(error) => panic!("{error}"),
        }
    }
    // Three times forty euros fit into a hundred and fifty.
    assert_eq!(recorded, 3);
}

async fn caps_are_each_customers_own(house: &House) {
    for of in ["mia", "james", "emma"] {
        for nonce in ["n1", "n2", "n3"] {
            let confirmed = confirmed_by(of, nonce, euros(5_000), now());
            house.stores.transfers.record(&confirmed, &origin(), &caps()).await.unwrap();
        }
        let fourth = confirmed_by(of, "n4", euros(1), now());
        let over = house.stores.transfers.record(&fourth, &origin(), &caps()).await;
        assert!(matches!(over, Err(RecordError::OverDayCap)));
    }
}

async fn the_cap_of_a_day_moves_with_time(house: &House) {
    let transfers = &house.stores.transfers;
    for (nonce, minute) in [("n1", 0), ("n2", 1), ("n3", 2)] {
        let confirmed = confirmed_by("mia", nonce, euros(5_000), now() + minutes(minute));
        transfers.record(&confirmed, &origin(), &caps()).await.unwrap();
    }
    let day = 24 * 60;
    let early = confirmed_by("mia", "n4", euros(5_000), now() + minutes(day - 1));
    let over = transfers.record(&early, &origin(), &caps()).await;
    assert!(matches!(over, Err(RecordError::OverDayCap)));
    let late = confirmed_by("mia", "n4", euros(5_000), now() + minutes(day));
    transfers.record(&late, &origin(), &caps()).await.unwrap();
    let one_more = confirmed_by("mia", "n5", euros(5_000), now() + minutes(day));
    let over = transfers.record(&one_more, &origin(), &caps()).await;
    assert!(matches!(over, Err(RecordError::OverDayCap)));
}

async fn the_count_of_an_hour_moves_with_time(house: &House) {
    let transfers = &house.stores.transfers;
    let two = Caps { count_per_hour: 2, ..caps() };
    for nonce in ["n1", "n2"] {
        transfers.record(&confirmed(nonce, 100), &origin(), &two).await.unwrap();
    }
    let early = confirmed_by("mia", "n3", euros(100), now() + minutes(59));
    assert!(matches!(transfers.record(&early, &origin(), &two).await, Err(RecordError::TooMany)));
    let late = confirmed_by("mia", "n3", euros(100), now() + minutes(60));
    transfers.record(&late, &origin(), &two).await.unwrap();
}

async fn a_clock_that_jumps_back_gives_nothing_away(house: &House) {
    let transfers = &house.stores.transfers;
    for nonce in ["n1", "n2", "n3"] {
        transfers.record(&confirmed(nonce, 5_000), &origin(), &caps()).await.unwrap();
    }
    let back = confirmed_by("mia", "n4", euros(5_000), now() - minutes(3 * 24 * 60));
    let over = transfers.record(&back, &origin(), &caps()).await;
    assert!(matches!(over, Err(RecordError::OverDayCap)));
}

async fn a_definite_failure_gives_its_part_of_the_caps_back(house: &House) {
    use TransferStatus::{Accepted, Rejected, Settled, Submitting};
    let transfers = &house.stores.transfers;
    let one = recorded(house, "n1", 5_000).await;
    let two = recorded(house, "n2", 5_000).await;
    recorded(house, "n3", 5_000).await;
    led(house, one, &[Submitting, Accepted, Settled]).await;
    let fourth = confirmed("n4", 5_000);
    let over = transfers.record(&fourth, &origin(), &caps()).await;
    assert!(matches!(over, Err(RecordError::OverDayCap)));
    let two = led(house, two, &[Submitting, Rejected]).await;
    // That its customer was told changes nothing about the caps any more.
    led(house, TransferRecord { told: true, ..two }, &[Rejected]).await;
    transfers.record(&fourth, &origin(), &caps()).await.unwrap();
    let over = transfers.record(&confirmed("n5", 1), &origin(), &caps()).await;
    assert!(matches!(over, Err(RecordError::OverDayCap)));
}

async fn an_edge_that_the_table_lacks_is_refused(house: &House) {
    let record = recorded(house, "n1", 5_000).await;
    let from = record.status;
    for to in TransferStatus::ALL {
        if to == from || from.next().contains(&to) {
            continue;
        }
        let changed = TransferRecord { status: to, ..record.clone() };
        match house.stores.transfers.update(&changed).await {
            Err(UpdateError::Forbidden(edge)) => assert_eq!(edge, ForbiddenEdge { from, to }),
            other => panic!("{to:?}: {other:?}"),
        }
    }
    assert_eq!(loaded(house, record.id).await, record);
}

async fn of_many_updates_of_one_version_one_is_kept(house: &House) {
    let record = recorded(house, "n1", 5_000).await;
    let tasks: Vec<_> = (0..16)
        .map(|looks| {
            let transfers = house.stores.transfers.clone();
            let record =
                TransferRecord { looks, status: TransferStatus::Submitting, ..record.clone() };
            tokio::spawn(async move { transfers.update(&record).await })
        })
        .collect();
    let mut kept = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => kept += 1,
            Err(UpdateError::Store(StoreError::Conflict)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(kept, 1);
    assert_eq!(loaded(house, record.id).await.version, record.version + 1);
}

async fn facts_cannot_be_changed(house: &House) {
    let record = recorded(house, "n1", 5_000).await;
    let other = sheet(euros(4_999));
    let torn = TransferRecord { sheet: other.clone(), ..record.clone() };
    let whole = TransferRecord { hash: other.hash(), ..torn.clone() };
    for changed in [torn, whole] {
        let refused = house.stores.transfers.update(&changed).await;
        assert!(matches!(refused, Err(UpdateError::Store(StoreError::Unreadable { .. }))));
    }
    assert_eq!(loaded(house, record.id).await, record);
}

async fn a_customer_finds_what_is_open_or_young(house: &House) {
    let transfers = &house.stores.transfers;
    let mut ids = Vec::new();
    for (nonce, minute) in [("n1", 0), ("n2", 10), ("n3", 20)] {
        let confirmed = confirmed_by("mia", nonce, euros(100), now() + minutes(minute));
        ids.push(confirmed.id());
        transfers.record(&confirmed, &origin(), &caps()).await.unwrap();
    }
    let james = confirmed_by("james", "n9", euros(100), now());
    transfers.record(&james, &origin(), &caps()).await.unwrap();
    let found = |since| async move {
        let since = now() + minutes(since);
        let found = transfers.of_customer(&bank(), &customer("mia"), since).await.unwrap();
        found.into_iter().map(|record| record.id).collect::<Vec<_>>()
    };
    assert_eq!(found(60).await, [ids[2], ids[1], ids[0]]);
    for id in [ids[0], ids[1]] {
        led(house, loaded(house, id).await, &[TransferStatus::Cancelled]).await;
    }
    assert_eq!(found(60).await, [ids[2]]);
    assert_eq!(found(10).await, [ids[2], ids[1]]);
    assert_eq!(found(0).await, [ids[2], ids[1], ids[0]]);
}

async fn each_due_record_is_leased_to_one_worker(house: &House) {
    let mut expected = BTreeSet::new();
    for number in 0..40 {
        let confirmed = confirmed_by(&format!("customer-{number}"), "n1", euros(100), now());
        expected.insert(confirmed.id());
        house.stores.transfers.record(&confirmed, &origin(), &caps()).await.unwrap();
    }
    let workers: Vec<_> = (0..6)
        .map(|_| {
            let transfers = house.stores.transfers.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                loop {
                    let leases =
                        transfers.lease_due(now(), Duration::from_secs(60), 5).await.unwrap();
                    if leases.is_empty() {
                        return mine;
                    }
                    mine.extend(leases.into_iter().map(|lease| lease.record.id));
                }
            })
        })
        .collect();
    let mut leased = Vec::new();
    for worker in workers {
        leased.extend(worker.await.unwrap());
    }
    assert_eq!(leased.len(), 40);
    assert_eq!(leased.into_iter().collect::<BTreeSet<_>>(), expected);
}

async fn the_lease_of_a_dead_worker_ends(house: &House) {
    let record = recorded(house, "n1", 5_000).await;
    assert_eq!(leased(house, 0, 10).await, [record.id]);
    assert_eq!(leased(house, 0, 10).await, []);
    assert_eq!(leased(house, 1, 10).await, [record.id]);
    assert_eq!(leased(house, 1, 10).await, []);
}

async fn a_lease_that_was_taken_over_cannot_be_released(house: &House) {
    let transfers = &house.stores.transfers;
    recorded(house, "n1", 5_000).await;
    let minute = Duration::from_secs(60);
    let dead = transfers.lease_due(now(), minute, 1).await.unwrap().remove(0);
    let living = transfers.lease_due(now() + minutes(1), minute, 1).await.unwrap().remove(0);
    transfers.release(&dead).await.unwrap();
    assert_eq!(leased(house, 1, 10).await, []);
    transfers.release(&living).await.unwrap();
    assert_eq!(leased(house, 1, 10).await, [living.record.id]);
}

async fn an_update_keeps_the_lease(house: &House) {
    let transfers = &house.stores.transfers;
    let mut record = recorded(house, "n1", 5_000).await;
    let lease = transfers.lease_due(now(), Duration::from_secs(300), 1).await.unwrap().remove(0);
    record.status = TransferStatus::Submitting;
    record.due_at = Some(now() + minutes(2));
    transfers.update(&record).await.unwrap();
    assert_eq!(leased(house, 3, 10).await, []);
    transfers.release(&lease).await.unwrap();
    assert_eq!(leased(house, 1, 10).await, []);
    assert_eq!(leased(house, 2, 10).await, [record.id]);
}

async fn what_is_not_due_any_more_is_not_leased(house: &House) {
    let record = recorded(house, "n1", 5_000).await;
    led(house, record, &[TransferStatus::Cancelled]).await;
    assert_eq!(leased(house, 60, 10).await, []);
}

async fn no_more_is_leased_than_asked_for(house: &House) {
    for number in 0..5 {
        recorded(house, &format!("n{number}"), 100).await;
    }
    assert_eq!(leased(house, 0, 0).await.len(), 0);
    assert_eq!(leased(house, 0, 3).await.len(), 3);
    assert_eq!(leased(house, 0, 3).await.len(), 2);
}

async fn what_is_over_is_forgotten_and_what_is_open_never(house: &House) {
    let over = recorded(house, "n1", 5_000).await;
    let open = recorded(house, "n2", 5_000).await;
    led(house, over.clone(), &[TransferStatus::Cancelled]).await;
    let keep = limits().transfer_keep;
    house.pass(keep).await;
    let later = now() + chrono::Duration::from_std(keep).unwrap();
    let confirmed = confirmed_by("mia", "n3", euros(100), later);
    let transfers = &house.stores.transfers;
    transfers.record(&confirmed, &origin(), &caps()).await.unwrap();
    assert!(transfers.load(&bank(), &customer("mia"), over.id).await.unwrap().is_none());
    let found = transfers.of_customer(&bank(), &customer("mia"), later).await.unwrap();
    let found: Vec<_> = found.into_iter().map(|record| record.id).collect();
    assert_eq!(found, [confirmed.id(), open.id]);
}
