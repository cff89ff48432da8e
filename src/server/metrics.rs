//! Counters and durations, without a name, a word or an amount in any label.

use std::sync::Mutex;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

type Labels = [(&'static str, &'static str); 1];

/// What is counted. Shared by all workers.
#[derive(Debug)]
pub struct Metrics {
    registry: Mutex<Registry>,
    turns: Family<Labels, Counter>,
    refused: Family<Labels, Counter>,
    panics: Counter,
    limited: Counter,
    took: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("banter");
        let turns = Family::<Labels, Counter>::default();
        let refused = Family::<Labels, Counter>::default();
        let (panics, limited) = (Counter::default(), Counter::default());
        let bounds = [0.000_1, 0.000_3, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 8.0];
        let took = Histogram::new(bounds);
        registry.register("turns", "Turns answered, by front", turns.clone());
        registry.register("calls_refused", "Calls refused, by reason", refused.clone());
        registry.register("panics", "Bugs of ours that a customer ran into", panics.clone());
        registry.register("calls_limited", "Calls beyond a speaker's limit", limited.clone());
        registry.register("turn_seconds", "From bytes in to bytes out", took.clone());
        Self { registry: Mutex::new(registry), turns, refused, panics, limited, took }
    }
}

impl Metrics {
    pub fn answered(&self, platform: &'static str, took: Duration) {
        self.turns.get_or_create(&[("platform", platform)]).inc();
        self.took.observe(took.as_secs_f64());
    }

    pub fn refused(&self, reason: &'static str) {
        self.refused.get_or_create(&[("reason", reason)]).inc();
    }

    pub fn panicked(&self) {
        self.panics.inc();
    }

    pub fn limited(&self) {
        self.limited.inc();
    }

    /// In the text format of `OpenMetrics`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let registry = self.registry.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Writing to a string does not fail.
        let _ = encode(&mut text, &registry);
        text
    }
}
