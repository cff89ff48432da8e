//! I5: changing any fact makes a new sheet; the old yes is worth nothing for it, and what the old
//! one started can be taken back at the bank.

use banter::domain::outside::OutsideText;
use banter::domain::transfer::{FactSheet, Nonce, NotConfirmed, ReadBack};
use banter::sandbox::Decided;
use banter::transfers::CancelOutcome;

use super::world::{World, listener, somebody_else};

#[tokio::test]
async fn i5_every_fact_changes_the_hash() {
    let world = World::new().await;
    let sheet = world.sheet(5_000);
    let remade = |change: fn(&mut Facts)| {
        let mut facts = Facts::of(&sheet);
        change(&mut facts);
        facts.sheet().hash()
    };
    assert_eq!(remade(|_| {}), sheet.hash());
    let changed = [
        remade(|facts| facts.2 = super::world::euros(6_000)),
        remade(|facts| facts.1.identifier = somebody_else()),
        remade(|facts| facts.1.name = OutsideText::clean("Another Anna")),
        remade(|facts| facts.0.identifier = somebody_else()),
        remade(|facts| facts.3 = OutsideText::clean("rent")),
        remade(|facts| facts.4 = facts.4.succ_opt().unwrap()),
    ];
    for (fact, hash) in changed.iter().enumerate() {
        assert_ne!(*hash, sheet.hash(), "fact {fact}");
    }
}

/// "Make it sixty": the changed sheet is read back anew, and the yes to the first counts no more.
#[tokio::test]
async fn i5_the_old_yes_does_not_confirm_the_changed_amount() {
    let world = World::new().await;
    let old_yes = world.yes("n1");
    let sheet = world.sheet(6_000);
    let nonce = Nonce::parse("n2").unwrap();
    let changed = ReadBack::new(sheet, None, nonce, listener("kitchen"), super::world::noon());
    assert_eq!(changed.confirm(&old_yes).unwrap_err(), NotConfirmed::OtherQuestion);
}

#[tokio::test]
async fn i5_the_old_approval_is_taken_back_at_the_bank() {
    let world = World::new().await;
    let old = world.begin().await;
    let outcome = world.transfers.cancel(&world.mia, &old).await.unwrap();
    assert!(matches!(outcome, CancelOutcome::Cancelled(_)));
    assert!(!world.in_the_app(Decided::Approve), "the old approval still waits");
    world.start(&world.confirmed(6_000, "n2")).await;
    assert!(world.in_the_app(Decided::Approve));
    world.let_all_be_done().await;
    assert_eq!(world.paid(), super::world::euros(6_000));
    world.check_books();
}

struct Facts(
    banter::domain::transfer::Debtor,
    banter::domain::transfer::Creditor,
    banter::domain::money::Money,
    OutsideText,
    chrono::NaiveDate,
    banter::domain::transfer::TransferKind,
);

impl Facts {
    fn of(sheet: &FactSheet) -> Self {
        Self(
            sheet.debtor().clone(),
            sheet.creditor().clone(),
            sheet.amount(),
            sheet.reference().clone(),
            sheet.execute_on(),
            sheet.kind(),
        )
    }

    fn sheet(self) -> FactSheet {
        FactSheet::new(self.5, self.0, self.1, self.2, (self.3, self.4)).unwrap()
    }
}
