//! What is done for each intent: a file for each, a line for each.

mod cancel;
mod cancel_pending_payment;
mod fallback;
mod get_balance;
mod help;
mod launch;
mod list_accounts;
mod list_transactions;
mod lock_card;
mod more;
mod no;
mod pay_saved_payee;
mod reading;
mod repeat;
mod search_transactions;
mod spending_summary;
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
    ("GetBalance", &get_balance::GetBalance),
    ("Help", &help::Help),
    ("Launch", &launch::Launch),
    ("ListAccounts", &list_accounts::ListAccounts),
    ("ListTransactions", &list_transactions::ListTransactions),
    ("LockCard", &lock_card::LockCard),
    ("More", &more::More),
    ("No", &no::No),
    ("PaySavedPayee", &pay_saved_payee::PaySavedPayee),
    ("Repeat", &repeat::Repeat),
    ("SearchTransactions", &search_transactions::SearchTransactions),
    ("SpendingSummary", &spending_summary::SpendingSummary),
    ("StartOver", &start_over::StartOver),
    ("Stop", &stop::Stop),
    ("TalkToHuman", &talk_to_human::TalkToHuman),
    ("TransferOwnAccounts", &transfer_own_accounts::TransferOwnAccounts),
    ("UnlinkAndForget", &unlink_and_forget::UnlinkAndForget),
    ("UnlockCard", &unlock_card::UnlockCard),
    ("Yes", &yes::Yes),
];
