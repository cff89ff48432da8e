use chrono::TimeZone;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::account::BankId;
use crate::domain::intent::{IntentName, Slots};
use crate::domain::locale::Locale;
use crate::domain::turn::{
    ConversationId, DeviceKind, EndReason, PlatformName, PlatformUserId, Speaker, Surface, TurnId,
};
use crate::platforms::alexa::decode::LIMITS;

fn turn(said: Said) -> Turn {
    Turn {
        id: TurnId::parse("request").unwrap(),
        bank: BankId::parse("demo").unwrap(),
        conversation: ConversationId::parse("session").unwrap(),
        opens: false,
        speaker: Speaker {
            user: PlatformUserId::parse("user").unwrap(),
            device: None,
            person: None,
            token: None,
        },
        surface: Surface {
            platform: PlatformName::parse("alexa").unwrap(),
            locale: Locale::EN_GB,
            time_zone: None,
            device: DeviceKind::Speaker,
            shared: false,
            limits: LIMITS,
        },
        said,
        at: chrono::Utc.with_ymd_and_hms(2026, 11, 22, 12, 0, 0).unwrap(),
    }
}

fn reply(next: Next) -> Reply {
    Reply {
        speech: Speech::words("Which Anna?"),
        card: None,
        suggestions: Vec::new(),
        reprompt: Some(Speech::words("Müller or Schmidt?")),
        next,
    }
}

fn written(said: Said, reply: &Reply) -> Value {
    let outbound = write(&turn(said), reply, &Shapes::invented()).unwrap();
    assert_eq!(outbound.status, 200);
    serde_json::from_slice(&outbound.body).unwrap()
}

fn intent_name(name: &str) -> IntentName {
    IntentName::parse(name).unwrap()
}

fn said(pairs: &[(&str, &str)]) -> Vec<(SlotName, Box<str>)> {
    pairs.iter().map(|(name, value)| (SlotName::parse(name).unwrap(), (*value).into())).collect()
}

#[test]
fn a_question_opens_the_microphone_and_has_a_reprompt() {
    assert_eq!(
        written(Said::Launch, &reply(Next::Listen(Expected::Anything))),
        json!({ "version": "1.0", "response": {
            "outputSpeech": { "type": "SSML", "ssml": "<speak>Which Anna?</speak>" },
            "reprompt": { "outputSpeech":
                { "type": "SSML", "ssml": "<speak>Müller or Schmidt?</speak>" } },
            "shouldEndSession": false,
        } })
    );
}

#[test]
fn every_end_closes_the_session_without_reprompt_or_directive() {
    for next in [Next::Close, Next::HandOff, Next::LinkAccount] {
        let answer = &written(Said::Launch, &reply(next))["response"];
        assert_eq!(answer["shouldEndSession"], json!(true));
        assert_eq!(answer.get("reprompt"), None);
        assert_eq!(answer.get("directives"), None);
    }
}

#[test]
fn the_invitation_to_link_comes_with_its_card_alone() {
    let mut reply = reply(Next::LinkAccount);
    reply.card = Some(ReplyCard { title: "Secret".into(), lines: Vec::new() });
    let answer = written(Said::Launch, &reply);
    assert_eq!(answer["response"]["card"], json!({ "type": "LinkAccount" }));
}

#[test]
fn an_open_slot_is_elicited_with_what_was_said_so_far() {
    let expected = Expected::Slot {
        intent: intent_name("PaySavedPayee"),
        slot: SlotName::parse("payee").unwrap(),
        so_far: said(&[("amount", "50 EUR"), ("payee", "Anna")]),
    };
    let answer = written(Said::Launch, &reply(Next::Listen(expected)));
    let none = "NONE";
    assert_eq!(
        answer["response"]["directives"],
        json!([{ "type": "Dialog.ElicitSlot", "slotToElicit": "payee", "updatedIntent": {
            "name": "PaySavedPayee", "confirmationStatus": none, "slots": {
                "amount": { "name": "amount", "value": "50 EUR", "confirmationStatus": none },
                "amount_cents": { "name": "amount_cents", "confirmationStatus": none },
                "amount_currency": { "name": "amount_currency", "confirmationStatus": none },
                "payee": { "name": "payee", "confirmationStatus": none },
                "date": { "name": "date", "confirmationStatus": none },
            } } }])
    );
}

#[test]
fn a_read_back_is_confirmed_as_the_intent() {
    let expected = Expected::Confirmation {
        intent: intent_name("PaySavedPayee"),
        so_far: said(&[("amount", "50 EUR"), ("payee", "Anna")]),
    };
    let answer = written(Said::Launch, &reply(Next::Listen(expected)));
    let directive = &answer["response"]["directives"][0];
    assert_eq!(directive["type"], json!("Dialog.ConfirmIntent"));
    assert_eq!(directive["updatedIntent"]["slots"]["payee"]["value"], json!("Anna"));
    assert_eq!(answer["response"]["shouldEndSession"], json!(false));
}

#[test]
fn what_the_model_does_not_have_gets_no_directive() {
    let slot = |intent: &str, slot: &str| Expected::Slot {
        intent: intent_name(intent),
        slot: SlotName::parse(slot).unwrap(),
        so_far: Vec::new(),
    };
    for expected in [
        slot("Nothing", "payee"),
        slot("PaySavedPayee", "nothing"),
        Expected::YesOrNo,
        Expected::Anything,
    ] {
        let answer = written(Said::Launch, &reply(Next::Listen(expected)));
        assert_eq!(answer["response"].get("directives"), None);
        assert_eq!(answer["response"]["shouldEndSession"], json!(false));
    }
}

#[test]
fn the_end_of_a_session_and_events_are_answered_with_nothing() {
    for said in [
        Said::Ended(EndReason::ByPerson),
        Said::Ended(EndReason::Error),
        Said::Linked,
        Said::Removed { forget: true },
    ] {
        let answer = written(said, &reply(Next::Listen(Expected::Anything)));
        assert_eq!(answer, json!({ "version": "1.0", "response": {} }));
    }
}

#[test]
fn an_answer_is_never_heavier_than_alexa_takes() {
    let mut reply = reply(Next::Listen(Expected::Anything));
    reply.speech = Speech::words(&"Grüße <&> an alle. ".repeat(3000));
    let lines = (0..3000).map(|_| Speech::words("a line of a long card")).collect();
    reply.card = Some(ReplyCard { title: "Card".into(), lines });
    let slots = Slots::default();
    let said = Said::Intent { name: intent_name("GetBalance"), slots };
    let outbound = write(&turn(said), &reply, &Shapes::invented()).unwrap();
    assert!(outbound.body.len() <= ANSWER_LIMIT_BYTES);
    let answer: Value = serde_json::from_slice(&outbound.body).unwrap();
    let ssml = answer["response"]["outputSpeech"]["ssml"].as_str().unwrap();
    assert!(ssml.chars().count() <= 8000 && ssml.ends_with("an alle.</speak>"));
}

#[test]
fn a_card_shows_whole_lines_within_its_limit() {
    let lines = vec![Speech::words("first"), Speech::words("second"), Speech::words("third")];
    let card = ReplyCard { title: "Title".into(), lines };
    match simple(&card, 20) {
        Card::Simple { title, content } => {
            assert_eq!((title.as_str(), content.as_str()), ("Title", "first\nsecond"));
        }
        Card::LinkAccount => panic!(),
    }
}

proptest! {
    #[test]
    fn any_words_make_an_answer_that_alexa_takes(
        speech in ".{0,300}",
        title in ".{0,40}",
        line in ".{0,300}",
    ) {
        let mut reply = reply(Next::Close);
        reply.speech = Speech::words(&speech);
        reply.card = Some(ReplyCard { title: title.into(), lines: vec![Speech::words(&line)] });
        let answer = written(Said::Launch, &reply);
        prop_assert_eq!(&answer["response"]["shouldEndSession"], &json!(true));
    }
}
