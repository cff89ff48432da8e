//! Our side dies at every step, is started again, gets its calls twice and races itself.

use banter::sandbox::Decided;

use super::chance::{Chance, Printed, seeds};
use super::fickle::Way;
use super::the_bank_answers_late_twice_or_never::{check_end, told_is_so};
use super::world::{World, caps, origin};

const WAYS: &[Way] = &[
    Way::Honest,
    Way::Honest,
    Way::Honest,
    Way::Late,
    Way::NotSent,
    Way::DoneThen504,
    Way::LostThen504,
    Way::DeliveredTwice,
];

#[tokio::test]
async fn wherever_we_die_money_moves_once_and_every_record_ends() {
    for seed in seeds(300) {
        let _printed = Printed(seed);
        Box::pin(run(seed)).await;
    }
}

async fn run(seed: u64) {
    let mut chance = Chance::from_seed(seed ^ 0x5eed);
    let mut world = World::new().await;
    let sends: Vec<Way> = (0..6).map(|_| chance.pick(WAYS)).collect();
    world.bank.next_sends(sends);
    world.frailty.jostled(Chance::from_seed(seed));
    let confirmed = world.confirmed(1_500, "n1");

    // Dies during the turn, at any of its steps, or not at all.
    world.frailty.dies_at(chance.below(14));
    {
        let (origin, caps) = (origin(), caps());
        let twice = chance.percent(50);
        let other = world.another_server();
        let one = world.transfers.start(&world.mia, &confirmed, &origin, &caps);
        let two = async {
            if twice {
                drop(other.start(&world.mia, &confirmed, &origin, &caps).await);
            }
        };
        // A worker elsewhere finds it due as soon as it is recorded.
        let third = world.another_server();
        let worker = async {
            for _ in 0..6 {
                drop(third.tick(4).await);
            }
        };
        Box::pin(world.frailty.survive(async { tokio::join!(one, two, worker) })).await;
    }
    world.restart();
    if chance.percent(50) {
        // The platform repeats a call that got no answer.
        world.start(&confirmed).await;
    }
    // Two servers work side by side, and die together now and then.
    for _ in 0..40 {
        world.advance(i64::try_from(chance.below(12)).unwrap());
        if chance.percent(30) {
            world.frailty.dies_at(1 + chance.below(10));
        }
        let other = world.another_server();
        let working = async { tokio::join!(world.transfers.tick(4), other.tick(4)) };
        let survived = world.frailty.survive(working).await;
        drop(other);
        if survived.is_none() {
            world.restart();
        }
        world.frailty.lives();
        match chance.below(10) {
            0 | 1 => drop(world.in_the_app(Decided::Approve)),
            2 if chance.percent(20) => drop(world.in_the_app(Decided::Decline)),
            3 if chance.percent(30) => {
                if let Some(record) = world.records().await.first() {
                    world.frailty.dies_at(chance.below(7));
                    world.frailty.survive(world.transfers.cancel(&world.mia, record)).await;
                    world.restart();
                }
            }
            _ => {}
        }
        for record in world.records().await {
            told_is_so(&world, &record).await;
        }
        world.check_books();
    }
    world.restart();
    world.let_all_be_done().await;
    assert!(world.records().await.len() <= 1);
    check_end(&world).await;
}
