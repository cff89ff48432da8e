//! What is done for each intent: a file for each, a line for each.

mod cancel;
mod cancel_pending_payment;
mod fallback;
mod help;
mod launch;
mod lock_card;
mod more;
mod no;
mod pay_saved_payee;
mod repeat;
mod start_over;
mod stop;
mod talk_to_human;
mod transfer_own_accounts;
mod unlink_and_forget;
mod unlock_card;
mod yes;

use super::handler::IntentHandler;

/// What a yes to the offer of a call back does.
pub(super) const CALL_BACK: &str = "call_back";

/// The catalog's intents and their handlers.
pub const HANDLERS: &[(&str, &dyn IntentHandler)] = &[
    ("Cancel", &cancel::Cancel),
    ("CancelPendingPayment", &cancel_pending_payment::CancelPendingPayment),
    ("Fallback", &fallback::Fallback),
    ("Help", &help::Help),
    ("Launch", &launch::Launch),
    ("LockCard", &lock_card::LockCard),
    ("More", &more::More),
    ("No", &no::No),
    ("PaySavedPayee", &pay_saved_payee::PaySavedPayee),
    ("Repeat", &repeat::Repeat),
    ("StartOver", &start_over::StartOver),
    ("Stop", &stop::Stop),
    ("TalkToHuman", &talk_to_human::TalkToHuman),
    ("TransferOwnAccounts", &transfer_own_accounts::TransferOwnAccounts),
    ("UnlinkAndForget", &unlink_and_forget::UnlinkAndForget),
    ("UnlockCard", &unlock_card::UnlockCard),
    ("Yes", &yes::Yes),
];
