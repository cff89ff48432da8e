//! `banter keys`

use std::io::Write;

use super::Failure;
use banter::stores::KeyRing;

pub(super) fn run() -> Result<(), Failure> {
    let key = || KeyRing::new_key().map_err(Failure::fell_short);
    let mut out = std::io::stdout().lock();
    writeln!(out, "BANTER__STORE__KEYS={}", key()?.as_str())?;
    writeln!(out, "BANTER__STORE__NAMING_KEY={}", key()?.as_str())?;
    Ok(())
}
