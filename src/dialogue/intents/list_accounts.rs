//! Which accounts there are: what they are called and how they end, without a balance.

use async_trait::async_trait;

use super::reading::{account_length, named, page};
use crate::dialogue::handler::{Ask, IntentHandler, Outcome, Trouble};
use crate::dialogue::saying::{Say, Value, Values};
use crate::domain::account::Account;

#[derive(Debug)]
pub(super) struct ListAccounts;

#[async_trait]
impl IntentHandler for ListAccounts {
    async fn handle(&self, ask: Ask<'_>) -> Result<Outcome, Trouble> {
        let accounts = ask.desk.accounts().await?;
        let meant: Vec<&Account> = if ask.slots.is_said("account") {
            match named(&ask, &accounts) {
                Some(meant) => meant,
                None => return Ok(Outcome::done(Say::reply("no_such_account"))),
            }
        } else {
            accounts.iter().collect()
        };
        if meant.is_empty() {
            return Ok(Outcome::done(Say::reply("no_account")));
        }
        let (shown, more) = page(&ask, &meant, account_length);
        let rows = shown.iter().map(|account| Values::account(ask.gate, account));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let count = u64::try_from(meant.len()).unwrap_or(u64::MAX);
        let key = if ask.from == 0 { "accounts" } else { "more_accounts" };
        let say = Say::reply(key)
            .with("count", Value::Number(count))
            .with("accounts", Value::Rows { each: "account", rows });
        Ok(Outcome::page(vec![say], more))
    }
}
