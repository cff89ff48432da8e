//! The life of a payment: the eleven invariants by name, the acceptance list, and two tests that
//! drive everything from a seed.

pub(crate) mod chance;
mod fickle;
mod frail;
mod world;

mod i01_one_key_across_crash_and_restart;
mod i02_from_unknown_nothing_is_sent_again;
mod i03_the_facts_are_the_same_at_every_hop;
mod i04_a_yes_works_once_for_one_question;
mod i05_a_changed_fact_needs_a_new_yes;
mod i06_what_is_not_understood_is_pending;
mod i07_not_found_yet_is_not_failure;
mod i08_sent_is_said_only_when_settled;
mod i09_a_second_wish_like_the_first_is_noticed;
mod i10_losing_the_conversation_changes_nothing;
mod i11_no_second_intent_by_clock_or_delivery;

mod approvals;
mod cancelling;
mod checklist;
mod over_redis;
mod workers;

mod the_bank_answers_late_twice_or_never;
mod we_crash_at_every_step;
