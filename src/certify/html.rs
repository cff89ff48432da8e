//! The report for people: one page that needs nothing else, with the evidence folded in. What an
//! endpoint answered is text here and nothing more.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::report::{ModuleReport, Report, Sent, UnclaimedReport, VariantReport};

const STYLE: &str = include_str!("report.css");

/// Nothing is loaded and nothing runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

pub fn html(report: &Report) -> String {
    let counts = report.counts();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="content-security-policy" content=(POLICY);
                title { "Certification: " (report.platform) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "Certification: " (report.platform) }
                p { (report.url) ", " (report.locale) ", " (report.began.to_rfc3339()) ", " (report.tool) }
                p { (report.rules) }
                p.counts {
                    span.pass { (counts.pass) " pass" } " "
                    span.warn { (counts.warn) " warn" } " "
                    span.fail { (counts.fail) " fail" } " "
                    span.review { (counts.review) " review" } " "
                    span.skipped { (counts.skipped) " skipped" }
                }
                (overview(report))
                @for module in &report.modules { (section(module)) }
                h2 { "Not checked here" }
                ul { @for rule in &report.unclaimed { (unclaimed(rule)) } }
            }
        }
    };
    page.into_string()
}

fn overview(report: &Report) -> Markup {
    html! {
        table {
            thead { tr { th { "Clause" } th { "Rule" } th { "Verdict" } th { "Variants" } } }
            tbody {
                @for module in &report.modules {
                    tr {
                        td { a href={ "#" (module.id) } { (module.id) } }
                        td { (module.title) }
                        td class=(class(&module.verdict)) { (module.verdict) }
                        td { (module.variants.len()) }
                    }
                }
            }
        }
    }
}

fn section(module: &ModuleReport) -> Markup {
    html! {
        section id=(module.id) {
            h2 { (module.id) ": " (module.title) " " span class=(class(&module.verdict)) { (module.verdict) } }
            p { a href=(module.source) { (module.source) } }
            @for variant in &module.variants { (details(variant)) }
        }
    }
}

fn details(variant: &VariantReport) -> Markup {
    html! {
        details {
            summary {
                span class=(class(&variant.verdict)) { (variant.verdict) } " " (variant.name)
                @if let Some(reason) = &variant.reason { ": " (reason) }
            }
            @for sent in &variant.exchanges { (exchange(sent)) }
        }
    }
}

fn exchange(sent: &Sent) -> Markup {
    html! {
        pre {
            @for (name, value) in &sent.headers { (name) ": " (value) "\n" }
            "\n" (sent.request)
        }
        p { "status " (sent.status) " after " (sent.took_ms) " ms" }
        pre { (sent.answer) }
    }
}

fn unclaimed(rule: &UnclaimedReport) -> Markup {
    html! { li { a href=(rule.source) { (rule.id) } " " (rule.title) ": " (rule.why) } }
}

/// Only names of ours become classes.
fn class(verdict: &str) -> &'static str {
    match verdict {
        "pass" => "pass",
        "warn" => "warn",
        "fail" => "fail",
        "review" => "review",
        _ => "skipped",
    }
}
