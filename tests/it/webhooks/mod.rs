//! Calls as the fronts' platforms send them, recorded and forged.

mod alexa;
