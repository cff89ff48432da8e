//! What the five questions about accounts have in common: which account is meant, which page, and
//! which bookings.

use chrono::{Days, Months, NaiveDate};

use crate::dialogue::filled::Heard;
use crate::dialogue::gate::Gate;
use crate::dialogue::handler::{Ask, Trouble};
use crate::dialogue::saying::{Value, Values};
use crate::domain::account::Account;
use crate::domain::disclosed::Sensitivity;
use crate::domain::transaction::{BookingStatus, DateRange, Direction, Transaction};
use crate::understanding::{NameMatch, match_name};

/// How far back bookings are looked for when no period is named.
const MONTHS_BACK: u32 = 3;
/// Longer than any row is without its name: sum, day and the words between.
const ROW: usize = 110;
/// Longer than what is said before and after the rows.
const AROUND: usize = 150;

/// The accounts that were named; those meant by default where none was.
pub(super) fn named<'a>(ask: &Ask<'_>, accounts: &'a [Account]) -> Option<Vec<&'a Account>> {
    let Some(said) = ask.slots.name("account") else {
        let default = accounts.iter().find(|account| account.default);
        return Some(default.or_else(|| accounts.first()).into_iter().collect());
    };
    let by_id: Vec<&Account> = accounts
        .iter()
        .filter(|account| said.ids.iter().any(|id| **id == *account.id.as_str()))
        .collect();
    if !by_id.is_empty() {
        return Some(by_id);
    }
    let names: Vec<&str> = accounts.iter().map(|account| account.nickname.as_str()).collect();
    let found: Vec<&Account> = match match_name(said.words, &names, ask.turn.surface.locale) {
        NameMatch::One(index) => accounts.get(index).into_iter().collect(),
        NameMatch::Several(indexes) => {
            indexes.into_iter().filter_map(|index| accounts.get(index)).collect()
        }
        NameMatch::None => {
            accounts.iter().filter(|account| Some(account.kind) == said.kind).collect()
        }
    };
    (!found.is_empty()).then_some(found)
}

/// The asked page of things, and where the next one begins: as many as the bank's setting says,
/// and no more than the surface can hold, so that nothing is cut off at its end.
pub(super) fn page<'t, T>(
    ask: &Ask<'_>,
    all: &'t [T],
    length: impl Fn(&T) -> usize,
) -> (&'t [T], Option<u32>) {
    let from = usize::try_from(ask.from).unwrap_or(usize::MAX).min(all.len());
    let size = usize::try_from(ask.parts.settings.page_size.max(1)).unwrap_or(1);
    let room = ask.turn.surface.limits.speech_characters.saturating_sub(AROUND);
    let rest = all.get(from..).unwrap_or(&[]);
    let fitting = rest.iter().scan(room, |room, thing| {
        *room = room.checked_sub(length(thing))?;
        Some(())
    });
    // One is said in any case.
    let count = fitting.take(size).count().clamp(1, rest.len().max(1));
    let to = from.saturating_add(count).min(all.len());
    let more = (to < all.len()).then(|| u32::try_from(to).ok()).flatten();
    (all.get(from..to).unwrap_or(&[]), more)
}

/// At most so many characters are spoken of an account.
pub(super) fn account_length(account: &&Account) -> usize {
    account.nickname.as_str().chars().count().saturating_add(ROW)
}

/// At most so many characters are spoken of a booking.
pub(super) fn booking_length(booking: &Transaction) -> usize {
    booking.counterparty.as_str().chars().count().saturating_add(ROW)
}

/// The period that was named, or the last three months with today; `None` if it is unclear.
pub(super) fn period(ask: &Ask<'_>) -> Option<DateRange> {
    match ask.slots.period("period") {
        Heard::Clear(period) => Some(period),
        Heard::Unclear => None,
        Heard::Missing => recent(ask.today),
    }
}

fn recent(today: NaiveDate) -> Option<DateRange> {
    let from = today.checked_sub_months(Months::new(MONTHS_BACK))?;
    DateRange::new(from, today.checked_add_days(Days::new(1))?).ok()
}

/// Every booking of these accounts, newest first.
pub(super) async fn bookings(
    ask: &Ask<'_>,
    accounts: &[&Account],
    period: DateRange,
) -> Result<Vec<Transaction>, Trouble> {
    let of_each = accounts.iter().map(|account| ask.desk.transactions(&account.id, period));
    let mut all = Vec::new();
    for bookings in futures_util::future::join_all(of_each).await {
        all.extend(bookings?);
    }
    // Stable: the bank's own order stays within a day.
    all.sort_by_key(|booking| std::cmp::Reverse(booking.booked_on));
    Ok(all)
}

/// One booking as a row: merchant, amount, day. What others wrote as reference is not read.
pub(super) fn row(gate: &Gate<'_>, booking: &Transaction) -> Result<Values, Trouble> {
    let merchant = gate.allow(Sensitivity::Transaction, booking.counterparty.clone())?;
    let amount = gate.allow(Sensitivity::Transaction, booking.amount.abs())?;
    let way = match (booking.direction(), booking.status) {
        (Direction::In, BookingStatus::Booked) => "in",
        (Direction::Out, BookingStatus::Booked) => "out",
        (Direction::In, BookingStatus::Pending) => "in_pending",
        (Direction::Out, BookingStatus::Pending) => "out_pending",
    };
    Ok(Values::default()
        .with("merchant", Value::Name(merchant))
        .with("amount", Value::Amount(amount))
        .with("way", Value::Listed { list: "way", entry: way })
        .with("date", Value::Date(booking.booked_on)))
}
