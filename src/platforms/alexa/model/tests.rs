use serde_json::Value;

use super::*;

fn package() -> Package {
    Package {
        name: "Demo Bank".to_owned(),
        endpoint: "https://banter.example/demo/alexa".to_owned(),
        privacy_policy_url: "https://bank.example/privacy".to_owned(),
        terms_of_use_url: "https://bank.example/terms".to_owned(),
        countries: vec!["DE".to_owned(), "GB".to_owned(), "US".to_owned()],
        testing_instructions: "Link the account `mia` of the sandbox.".to_owned(),
    }
}

fn catalog() -> IntentCatalog {
    IntentCatalog::embedded().unwrap()
}

fn exported() -> BTreeMap<String, Vec<u8>> {
    export(&catalog(), &package()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn models() -> Vec<Value> {
    let files = exported();
    let models = files.iter().filter(|(path, _)| path.contains("interactionModels"));
    models.map(|(_, bytes)| serde_json::from_slice(bytes).unwrap()).collect()
}

fn names<'v>(value: &'v Value, key: &str) -> Vec<&'v str> {
    value.as_array().unwrap().iter().map(|entry| entry[key].as_str().unwrap()).collect()
}

#[test]
fn the_same_catalog_gives_the_same_bytes() {
    assert_eq!(exported(), exported());
}

#[test]
fn the_package_has_the_files_that_the_vendors_tool_looks_for() {
    let paths: Vec<String> = exported().into_keys().collect();
    let mut expected = vec!["ask-resources.json".to_owned(), "skill-package/skill.json".to_owned()];
    for locale in catalog().locales() {
        let locale = locale.locale();
        expected.push(format!("skill-package/interactionModels/custom/{locale}.json"));
    }
    expected.sort();
    assert_eq!(paths, expected);
}

#[test]
fn every_model_has_the_intents_that_certification_asks_for() {
    for model in models() {
        let intents = names(&model["interactionModel"]["languageModel"]["intents"], "name");
        for required in builtin_names() {
            assert!(intents.contains(&required), "{required}");
        }
    }
}

fn builtin_names() -> [&'static str; 11] {
    crate::platforms::alexa::builtin::IN_MODEL
}

#[test]
fn every_slot_has_a_type_that_is_alexas_or_defined() {
    for model in models() {
        let language = &model["interactionModel"]["languageModel"];
        let types = names(&language["types"], "name");
        for intent in language["intents"].as_array().unwrap() {
            for slot in intent["slots"].as_array().into_iter().flatten() {
                let kind = slot["type"].as_str().unwrap();
                assert!(kind.starts_with("AMAZON.") || types.contains(&kind), "{kind}");
            }
        }
    }
}

#[test]
fn every_sample_uses_only_its_intents_slots_and_each_once() {
    for model in models() {
        for intent in model["interactionModel"]["languageModel"]["intents"].as_array().unwrap() {
            let slots = intent["slots"].as_array().map(|_| names(&intent["slots"], "name"));
            for sample in intent["samples"].as_array().unwrap() {
                let sample = sample.as_str().unwrap();
                let mut seen = Vec::new();
                for gap in sample.split('{').skip(1) {
                    let gap = gap.split_once('}').unwrap().0;
                    assert!(slots.iter().flatten().any(|slot| *slot == gap), "{sample}");
                    assert!(!seen.contains(&gap), "{sample}");
                    seen.push(gap);
                }
            }
        }
    }
}

#[test]
fn the_dialog_is_delegated_to_the_skill_and_every_prompt_exists() {
    for model in models() {
        let model = &model["interactionModel"];
        let prompts = names(&model["prompts"], "id");
        assert_eq!(model["dialog"]["delegationStrategy"], "SKILL_RESPONSE");
        for intent in model["dialog"]["intents"].as_array().unwrap() {
            if intent["confirmationRequired"] == true {
                assert!(prompts.contains(&intent["prompts"]["confirmation"].as_str().unwrap()));
            }
            for slot in intent["slots"].as_array().unwrap() {
                if slot["elicitationRequired"] == true {
                    assert!(prompts.contains(&slot["prompts"]["elicitation"].as_str().unwrap()));
                }
            }
        }
    }
}

#[test]
fn everything_wrong_with_a_package_is_said_at_once() {
    let package = Package {
        name: " ".to_owned(),
        endpoint: "http://banter.example".to_owned(),
        privacy_policy_url: String::new(),
        terms_of_use_url: "https://bank.example:8443/".to_owned(),
        countries: vec!["Germany".to_owned()],
        testing_instructions: String::new(),
    };
    let problems = export(&catalog(), &package).unwrap_err();
    let field = |problem: &BadModel| {
        let BadModel::Package { field, .. } = problem else { panic!() };
        *field
    };
    let fields: Vec<_> = problems.iter().map(field).collect();
    assert_eq!(fields, ["countries", "endpoint", "name", "privacy_policy_url", "terms_of_use_url"]);
}

#[test]
fn names_with_digits_are_none_to_alexa() {
    let mut problems = Vec::new();
    for name in ["GetBalance", "amount_cents"] {
        check_name(name, &mut problems);
    }
    assert_eq!(problems, []);
    for name in ["Get2", "_x", "", "get-balance"] {
        check_name(name, &mut problems);
    }
    assert_eq!(problems.len(), 4);
}

/// The parts that a person would look at; samples change with every sentence of the catalog.
#[test]
fn the_shape_of_the_model_is_as_recorded() {
    let files = exported();
    let path = "skill-package/interactionModels/custom/en-US.json";
    let mut model: Value = serde_json::from_slice(&files[path]).unwrap();
    let language = &mut model["interactionModel"]["languageModel"];
    for intent in language["intents"].as_array_mut().unwrap() {
        let samples = intent["samples"].as_array_mut().unwrap();
        samples.truncate(3);
    }
    for kind in language["types"].as_array_mut().unwrap() {
        kind["values"].as_array_mut().unwrap().truncate(2);
    }
    insta::assert_json_snapshot!("model_en_us", model);
    let manifest: Value = serde_json::from_slice(&files["skill-package/skill.json"]).unwrap();
    insta::assert_json_snapshot!("skill_json", manifest);
}
