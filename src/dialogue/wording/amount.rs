//! Sums as they are said ("50 euros and 20 cents") and shown ("€50.20", "50,20 €").

use super::tongue::Tongue;
use crate::domain::money::Money;
use crate::domain::reply::Worded;

pub(super) fn word(tongue: &Tongue, money: Money) -> Worded {
    let code = money.currency().code();
    let exponent = money.currency().exponent();
    let per_unit = 10_u64.saturating_pow(u32::from(exponent));
    let units = money.minor_units().unsigned_abs();
    let whole = units.checked_div(per_unit).unwrap_or(units);
    let rest = units.checked_rem(per_unit).unwrap_or_default();
    let minus = if money.is_negative() { &*tongue.minus } else { "" };
    let number = if exponent == 0 {
        tongue.whole(whole)
    } else {
        let width = usize::from(exponent);
        format!("{}{}{rest:0>width$}", tongue.whole(whole), tongue.decimal)
    };
    let shown = tongue.pattern("amount", &[("{unit}", tongue.sign(code)), ("{number}", &number)]);
    Worded {
        spoken: spoken(tongue, code, (whole, rest), minus, &number).into(),
        shown: format!("{minus}{shown}").into(),
    }
}

fn spoken(
    tongue: &Tongue,
    code: &str,
    (whole, rest): (u64, u64),
    minus: &str,
    number: &str,
) -> String {
    let minor = tongue.unit(code, rest, true);
    let Some(major) = tongue.unit(code, whole, false) else {
        return format!("{minus}{number} {code}");
    };
    // Without groups: a voice reads "12,345" as two numbers in some languages.
    match (whole, rest, minor) {
        (_, 0, _) => format!("{minus}{whole} {major}"),
        (0, _, Some(minor)) => format!("{minus}{rest} {minor}"),
        (_, _, Some(minor)) => {
            format!("{minus}{whole} {major}{}{rest} {minor}", tongue.between(true, 2))
        }
        (_, _, None) => format!("{minus}{number} {major}"),
    }
}
