//! The report for CI: a suite for each module, a case for each variant.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report as JUnit, TestCase, TestCaseStatus, TestSuite};

use super::report::{ModuleReport, Report, VariantReport};

/// Why there is no XML.
#[derive(Debug, thiserror::Error)]
#[error("the report cannot be written as XML")]
pub struct CannotWrite(#[source] quick_junit::SerializeError);

pub fn junit(report: &Report) -> Result<String, CannotWrite> {
    let mut xml = JUnit::new(format!("certification {}", report.platform));
    xml.set_timestamp(report.began.fixed_offset());
    xml.set_time(Duration::from_millis(report.took_ms));
    for module in &report.modules {
        xml.add_test_suite(suite(module));
    }
    xml.to_string().map_err(CannotWrite)
}

fn suite(module: &ModuleReport) -> TestSuite {
    let mut suite = TestSuite::new(format!("{} {}", module.id, module.title));
    suite.add_property(("clause", module.source.as_str()));
    for variant in &module.variants {
        suite.add_test_case(case(module, variant));
    }
    suite
}

fn case(module: &ModuleReport, variant: &VariantReport) -> TestCase {
    let why = variant.reason.as_deref().unwrap_or_default();
    let status = match variant.verdict.as_str() {
        "fail" => {
            let mut failed = TestCaseStatus::non_success(NonSuccessKind::Failure);
            failed.set_type("clause").set_message(why).set_description(evidence(variant));
            failed
        }
        "skipped" => {
            let mut skipped = TestCaseStatus::skipped();
            skipped.set_message(why);
            skipped
        }
        _ => TestCaseStatus::success(),
    };
    let mut case = TestCase::new(variant.name.as_str(), status);
    case.set_classname(format!("certification.{}", module.id));
    let took = variant.exchanges.iter().map(|sent| sent.took_ms);
    case.set_time(Duration::from_millis(took.fold(0, u64::saturating_add)));
    if matches!(variant.verdict.as_str(), "warn" | "review") {
        case.set_system_out(format!("{}: {why}", variant.verdict));
    }
    case
}

/// The last exchange, which is the one that was judged.
fn evidence(variant: &VariantReport) -> String {
    variant.exchanges.last().map_or_else(String::new, |sent| {
        format!(
            "sent: {}\nstatus {} after {} ms: {}",
            sent.request, sent.status, sent.took_ms, sent.answer
        )
    })
}
