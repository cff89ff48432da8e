//! What is claimed, and what is not.

use super::{Run, calls, core, endings, linking, phrases, requests, sessions, signatures};
use crate::contracts::certification::Clause;

const HOSTING: &str =
    "https://developer.amazon.com/docs/custom-skills/host-a-custom-skill-as-a-web-service.html";
const HANDLING: &str =
    "https://developer.amazon.com/docs/custom-skills/handle-requests-sent-by-alexa.html";
const SECURITY: &str =
    "https://developer.amazon.com/docs/custom-skills/security-testing-for-an-alexa-skill.html";
const FUNCTION: &str =
    "https://developer.amazon.com/docs/custom-skills/functional-testing-for-a-custom-skill.html";
const VOICE: &str = "https://developer.amazon.com/docs/custom-skills/voice-interface-and-user-experience-testing-for-a-custom-skill.html";
const REQUESTS: &str =
    "https://developer.amazon.com/docs/custom-skills/request-types-reference.html";
const ENVELOPE: &str =
    "https://developer.amazon.com/docs/custom-skills/request-and-response-json-reference.html";
const BUILT_INS: &str =
    "https://developer.amazon.com/docs/custom-skills/implement-the-built-in-intents.html";
const LINKING: &str =
    "https://developer.amazon.com/docs/account-linking/account-linking-for-custom-skills.html";
const MODEL: &str = "https://developer.amazon.com/docs/smapi/interaction-model-schema.html";
const POLICY: &str =
    "https://developer.amazon.com/docs/custom-skills/policy-requirements-for-an-alexa-skill.html";
const INVOCATION: &str = "https://developer.amazon.com/docs/custom-skills/design-the-invocation-name-for-your-skill.html";

/// Every rule that is checked, in the order of the run.
pub(super) const MODULES: &[(Clause, Run)] = &[
    (clause("E1", "a call without SignatureCertChainUrl is refused", HOSTING), signatures::no_url),
    (
        clause("E2", "a call with an empty SignatureCertChainUrl is refused", HOSTING),
        signatures::empty_url,
    ),
    (clause("E3", "a certificate from a wrong place is refused", HOSTING), signatures::wrong_place),
    (
        clause("E4", "an address that is none, or not https on 443, is refused", HOSTING),
        signatures::no_address,
    ),
    (clause("E5", "a call without Signature-256 is refused", HOSTING), signatures::no_signature),
    (
        clause("E6", "a call with an empty signature is refused", HOSTING),
        signatures::empty_signature,
    ),
    (
        clause("E7", "a call signed with an incorrect certificate is refused", HOSTING),
        signatures::wrong_certificate,
    ),
    (
        clause("E8", "a signature that does not fit is refused", HOSTING),
        signatures::wrong_signature,
    ),
    (clause("E9", "a call that is rightly signed is answered", HOSTING), calls::taken),
    (clause("E10", "a call from another time is refused", HOSTING), calls::stale),
    (clause("E11", "a call for another skill is refused", HANDLING), calls::other_skill),
    (
        clause("2.3b", "without a linked account, the answer invites to link", LINKING),
        linking::no_token,
    ),
    (
        clause("2.3c", "an expired or unknown token is treated as none", LINKING),
        linking::unknown_token,
    ),
    (clause("3.1", "every example phrase works in one breath", FUNCTION), phrases::examples),
    (clause("3.3", "cards match what is said", FUNCTION), sessions::cards),
    (
        clause("4.1", "a question leaves the session open, and nothing else does", VOICE),
        sessions::questions,
    ),
    (clause("4.2", "every intent answers, whatever its slots hold", VOICE), sessions::combinations),
    (clause("L8", "what is not understood is answered politely", VOICE), core::fallback),
    (clause("L9", "help helps, at the start and in the middle", VOICE), core::help),
    (clause("L10", "stop and cancel work in every state", VOICE), core::stop_and_cancel),
    (
        clause("L11", "the end of a session is answered with silence", REQUESTS),
        endings::session_ended,
    ),
    (clause("L12", "a launch is welcomed with a question", VOICE), core::launch),
    (
        clause("L14", "yes and no outside of a question move nothing", BUILT_INS),
        requests::answers_to_nothing,
    ),
    (clause("R1", "silence ends a session without words", REQUESTS), endings::no_input),
    (clause("R2", "CanFulfillIntentRequest gives nothing away", REQUESTS), requests::can_fulfill),
    (
        clause("R3", "requests and intents that nobody knows yet are survived", REQUESTS),
        requests::unknown,
    ),
    (clause("R4", "answers keep within length, weight and time", ENVELOPE), sessions::limits),
];

/// Rules that nothing here checks, and why.
pub(super) const UNCLAIMED: &[(Clause, &str)] = &[
    (
        clause("1.a", "no implied endorsement by Amazon, no brands of others", POLICY),
        "words and pictures of the store page; for a person",
    ),
    (
        clause("2.2", "a certificate of an approved authority on port 443", SECURITY),
        "the public address is not what is tried here",
    ),
    (
        clause(
            "2.3",
            "the login page: branded, owned, reachable, with reviewer credentials",
            SECURITY,
        ),
        "a page for people; only what the skill says about linking is tried",
    ),
    (
        clause("2.4", "voice codes for what is unlocked by voice", SECURITY),
        "no PIN is taken by voice by default; a code of one's own needs one's own test",
    ),
    (
        clause("2.5", "privacy policy and terms are reachable", SECURITY),
        "addresses of the manifest; `banter export` checks their shape alone",
    ),
    (clause("3.2", "the description is true and complete", FUNCTION), "for a person"),
    (
        clause("3.6", "screens", FUNCTION),
        "no APL is sent; an answer that sends some is not looked into",
    ),
    (
        clause("4.3", "answers are brief and in the language of the request", VOICE),
        "length is tried, brevity and language are for a person",
    ),
    (
        clause("L1", "a partial wish leads to a question", VOICE),
        "depends on what each intent needs; 4.1 and 4.2 try what comes back",
    ),
    (
        clause("L2", "the invocation name", INVOCATION),
        "rules for words; `banter export` refuses what breaks them",
    ),
    (
        clause("L4", "a variety of sample utterances", MODEL),
        "a rule for the model, which nobody sends to an endpoint",
    ),
    (
        clause("L5", "intents, slots and their values", MODEL),
        "a rule for the model, which nobody sends to an endpoint",
    ),
    (clause("L13", "home", BUILT_INS), "Alexa goes home by itself; nothing reaches the endpoint"),
    (clause("L15", "every locale", VOICE), "one run is one locale: run it for each with --locale"),
];

const fn clause(id: &'static str, title: &'static str, source: &'static str) -> Clause {
    Clause { id, title, source }
}
