//! How the page looks and reads: widths, contrast, names, motion.

use serde_json::json;

use super::browser::{Browser, LAPTOP, TELEPHONE};

/// How much wider than the window the page is, and what sticks out.
const TOO_WIDE: &str = "
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide <= 0) return [];
    return [...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
        .map((element) => element.outerHTML.slice(0, 120));";

/// Texts whose contrast with what is behind them is under WCAG's AA, computed as WCAG does.
const TOO_FAINT: &str = "
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgba = (colour) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = (rgb) => {
        const [r, g, b] = rgb.map((part) => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const [r, g, b, a] = rgba(getComputedStyle(at).backgroundColor);
            if (a === 255) return [r, g, b];
        }
        return [255, 255, 255];
    };
    const faint = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let checked = 0;
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        const words = texts.currentNode.textContent.trim();
        if (!words || !element.checkVisibility() || element.closest('.unseen, option')) continue;
        const style = getComputedStyle(element);
        const [front, back] = [light(rgba(style.color).slice(0, 3)), light(behind(element))];
        const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        checked += 1;
        if (ratio < (large ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)}: ${words.slice(0, 40)}`);
    }
    return { faint, checked };";

/// Controls without a name, and controls too small for a finger.
const BAD_CONTROLS: &str = "
    const bad = [];
    for (const control of document.querySelectorAll('button, input, select, summary, a')) {
        if (!control.checkVisibility()) continue;
        const labels = [...(control.labels ?? [])].map((label) => label.textContent).join('');
        const name = control.getAttribute('aria-label') ?? (labels + control.textContent);
        if (!name.trim()) bad.push(`no name: ${control.outerHTML.slice(0, 120)}`);
        const { width, height } = control.getBoundingClientRect();
        const small = Math.min(width, height) < 24 && !control.classList.contains('skip');
        if (small) bad.push(`${width}×${height}: ${control.outerHTML.slice(0, 120)}`);
    }
    return bad;";

async fn a_conversation(browser: &mut Browser) {
    browser.say("what's my balance").await;
    browser.say("send Anna Müller fifty euros").await;
    browser.say("yes").await;
    browser.see("#approvals button.main").await;
    browser.click(".inside summary").await;
}

#[tokio::test]
async fn nothing_is_wider_than_the_screen_of_a_telephone() {
    let mut browser = Browser::open("", TELEPHONE).await;
    assert_eq!(browser.run(TOO_WIDE).await, json!([]), "before a word is said");
    a_conversation(&mut browser).await;
    assert_eq!(browser.run(TOO_WIDE).await, json!([]), "with everything unfolded");
    for choices in ["device=screen&locale=de-DE", "device=shared&customer=nora"] {
        browser.visit(choices).await;
        assert_eq!(browser.run(TOO_WIDE).await, json!([]), "{choices}");
    }
    browser.close().await;
}

#[tokio::test]
async fn the_page_leads_to_what_waits_on_the_phone_when_it_is_out_of_sight() {
    let mut browser = Browser::open("", TELEPHONE).await;
    browser.say("send Anna Müller fifty euros").await;
    browser.say("yes").await;
    browser.read("waits-here", "One thing waits for you on the phone").await;
    browser.click("#waits-here a").await;
    browser.click("#approvals button.main").await;
    browser.read("told", "Approved").await;
    browser.close().await;
}

#[tokio::test]
async fn every_text_stands_out_by_day_and_by_night() {
    let mut browser = Browser::open("", LAPTOP).await;
    a_conversation(&mut browser).await;
    browser.prefer("prefers-reduced-motion", "reduce").await;
    for scheme in ["light", "dark"] {
        browser.prefer("prefers-color-scheme", scheme).await;
        let found = browser.run(TOO_FAINT).await;
        assert_eq!(found["faint"], json!([]), "{scheme}");
        assert!(found["checked"].as_u64().unwrap() > 60, "{scheme}: {found}");
    }
    browser.close().await;
}

#[tokio::test]
async fn every_control_has_a_name_and_room_for_a_finger() {
    for size in [LAPTOP, TELEPHONE] {
        let mut browser = Browser::open("", size).await;
        a_conversation(&mut browser).await;
        assert_eq!(browser.run(BAD_CONTROLS).await, json!([]), "{size:?}");
        browser.close().await;
    }
}

#[tokio::test]
async fn nothing_moves_for_who_wants_it_still() {
    let mut browser = Browser::open("", LAPTOP).await;
    browser.prefer("prefers-reduced-motion", "reduce").await;
    browser.say("what's my balance").await;
    let moving = "document.getElementById('stage').dataset.state = 'thinking';
                  return document.getAnimations().length";
    assert_eq!(browser.run(moving).await, 0);
    browser.prefer("prefers-reduced-motion", "no-preference").await;
    assert_ne!(browser.run(moving).await, 0, "otherwise the light goes around");
    browser.close().await;
}
