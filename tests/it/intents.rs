//! The files of `intents/`: that they are whole, that every refusal is taken, and that every
//! sentence of the twins under `tests/intents/` is heard as the twin says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use banter::catalog::{CatalogErrors, IntentCatalog, Problem};
use banter::domain::locale::Locale;

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn toml_files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(toml_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.insert(path);
        }
    }
    files
}

/// A small catalog of one intent in a folder of its own, to be broken in one place.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        files.write(
            "pay_friend.toml",
            "description = \"Pay a friend.\"\nscope = \"payments\"\nsensitivity = \"payment\"\n\
             [slots.amount]\ntype = \"amount\"\nrequired = true\n\
             [slots.payee]\ntype = \"saved_payee\"\n\
             [combinations]\n\
             both = { slots = [\"amount\", \"payee\"], example = \"pay Ana ten\" }\n\
             [values]\ncount = \"number\"\n",
        );
        files.write("en-GB/_common.toml", "invocation_name = \"my bank\"\n");
        files.write("en-GB/pay_friend.toml", Self::LOCALE);
        files
    }

    const LOCALE: &str = "[[sentences]]\ncombination = \"both\"\nsay = [\"pay {payee} {amount}\"]\n\
                          [prompts]\namount = \"How much?\"\n[replies.done]\nspeech = \"Done.\"\n";

    fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Changes one file by replacing a piece of its text.
    fn with(&self, path: &str, old: &str, new: &str) -> &Self {
        let text = fs::read_to_string(self.0.path().join(path)).unwrap();
        assert!(text.contains(old), "{path} has no {old}");
        self.write(path, &text.replacen(old, new, 1))
    }

    fn load(&self) -> Result<IntentCatalog, CatalogErrors> {
        IntentCatalog::load(self.0.path())
    }

    /// Everything that is wrong, first while reading, then in the whole house.
    fn problems(&self) -> Vec<(String, usize, Problem)> {
        let errors = match self.load() {
            Err(errors) => errors,
            Ok(catalog) => match catalog.check(&["PayFriend"], &[]) {
                Err(errors) => errors,
                Ok(()) => return Vec::new(),
            },
        };
        for error in errors.iter() {
            let text = error.to_string();
            assert!(text.contains("; "), "no cure in {text}");
        }
        errors
            .iter()
            .map(|error| (error.file.to_string(), error.line, error.problem.clone()))
            .collect()
    }
}

/// The one problem that a change makes, with the file and line it is found at.
fn refused(path: &str, old: &str, new: &str, at: (&str, usize), matches: fn(&Problem) -> bool) {
    let files = Files::new();
    let problems = files.with(path, old, new).problems();
    assert!(
        problems
            .iter()
            .any(|(file, line, problem)| (file.as_str(), *line) == at && matches(problem)),
        "{new:?} in {path} gave {problems:?}"
    );
}

#[test]
fn the_small_catalog_is_whole() {
    assert_eq!(Files::new().problems(), []);
}

#[test]
fn schemas_are_refused_where_they_are_wrong() {
    let schema = "pay_friend.toml";
    refused(
        schema,
        "scope =",
        "scop =",
        (schema, 2),
        |problem| matches!(problem, Problem::UnknownKey { nearest: Some(near), .. } if &**near == "scope"),
    );
    refused(
        schema,
        "description = \"Pay a friend.\"\n",
        "",
        (schema, 0),
        |problem| matches!(problem, Problem::MissingKey { key } if &**key == "description"),
    );
    refused(schema, "\"payments\"", "\"pay\"", (schema, 2), |problem| {
        matches!(problem, Problem::UnknownWord { of: "scope", .. })
    });
    refused(schema, "required = true", "required = \"yes\"", (schema, 6), |problem| {
        matches!(problem, Problem::WrongType { .. })
    });
    refused(
        schema,
        "\"amount\", \"payee\"",
        "\"amount\", \"paye\"",
        (schema, 10),
        |problem| matches!(problem, Problem::UnknownSlot { nearest: Some(near), .. } if &**near == "payee"),
    );
    refused(schema, "[slots.payee]", "[slots.Payee]", (schema, 7), |problem| {
        matches!(problem, Problem::BadKey(_))
    });
    refused(schema, "scope = ", "scope = = ", (schema, 2), |problem| {
        matches!(problem, Problem::NotToml(_))
    });
}

#[test]
fn sentences_are_refused_where_they_are_wrong() {
    let file = "en-GB/pay_friend.toml";
    let say = "pay {payee} {amount}";
    for wrong in ["(pay {payee} {amount}", "{payee} {amount}", "<please> {payee} {amount}"] {
        refused(file, say, wrong, (file, 3), |problem| matches!(problem, Problem::Sentence(_)));
    }
    refused(file, say, "pay {payee} [{amount}]", (file, 3), |problem| {
        matches!(problem, Problem::DoesNotFit { .. })
    });
    refused(file, "\"both\"", "\"booth\"", (file, 2), |problem| {
        matches!(problem, Problem::UnknownCombination { nearest: Some(_), .. })
    });
    refused(file, "combination = \"both\"\n", "", (file, 1), |problem| {
        matches!(problem, Problem::NoCombination)
    });
}

#[test]
fn texts_are_refused_where_they_are_wrong() {
    let file = "en-GB/pay_friend.toml";
    refused(file, "How much?", "How much {", (file, 5), |problem| {
        matches!(problem, Problem::Text(_))
    });
    refused(file, "amount = \"How", "amont = \"How", (file, 5), |problem| {
        matches!(problem, Problem::UnknownSlot { .. })
    });
    refused(
        file,
        "Done.",
        "{amoun} is done.",
        (file, 6),
        |problem| matches!(problem, Problem::UnknownValue { nearest: Some(near), .. } if &**near == "amount"),
    );
    refused(file, "Done.", "{payee.iban} is done.", (file, 6), |problem| {
        matches!(problem, Problem::UnknownField { .. })
    });
    refused(
        file,
        "\"Done.\"",
        "{ by = \"payee\", one = \"Done.\", other = \"All done.\" }",
        (file, 6),
        |problem| matches!(problem, Problem::NotCounted { .. }),
    );
    refused(file, "speech =", "peach =", (file, 6), |problem| {
        matches!(problem, Problem::MissingKey { .. })
    });
}

#[test]
fn what_is_missing_in_a_language_is_refused() {
    let schema = ("pay_friend.toml", 0);
    let file = "en-GB/pay_friend.toml";
    refused(
        "pay_friend.toml",
        "[values]",
        "one = { slots = [\"payee\"], example = \"\" }\n[values]",
        schema,
        |problem| matches!(problem, Problem::CombinationUnsaid { .. }),
    );
    refused(file, "amount = \"How much?\"", "", schema, |problem| {
        matches!(problem, Problem::NeverAsked { .. })
    });
    refused(
        "pay_friend.toml",
        "[combinations]",
        "[slots.date]\ntype = \"date\"\n[combinations]",
        schema,
        |problem| matches!(problem, Problem::NeverHeard { .. }),
    );
    refused(
        "pay_friend.toml",
        "scope",
        "confirmation = \"read_back\"\nscope",
        (file, 0),
        |problem| matches!(problem, Problem::NoReadBack { .. }),
    );
    let unsaid = Files::new();
    fs::remove_file(unsaid.0.path().join(file)).unwrap();
    assert!(unsaid.problems().iter().any(|(.., p)| matches!(p, Problem::UnsaidIntent { .. })));
    let silent = Files::new();
    silent.write(file, "[prompts]\namount = \"How much?\"\n");
    assert!(silent.problems().iter().any(|(.., p)| matches!(p, Problem::NoSentence { .. })));
    let other = Files::new();
    other.write("de-DE/_common.toml", "").write(
        "de-DE/pay_friend.toml",
        "[[sentences]]\ncombination = \"both\"\nsay = \"zahl {payee} {amount}\"\n\
         [prompts]\namount = \"Wie viel?\"\n",
    );
    assert!(other.problems().iter().any(|(.., p)| matches!(p, Problem::MissingReply { .. })));
}

#[test]
fn folders_and_files_that_belong_nowhere_are_refused() {
    for (path, wrong) in [
        ("english/_common.toml", Problem::BadFolder),
        ("fr/_common.toml", Problem::LanguageWithoutLocale),
    ] {
        let files = Files::new();
        let problems = files.write(path, "").problems();
        assert!(problems.iter().any(|(.., problem)| *problem == wrong), "{path}: {problems:?}");
    }
    let stray = Files::new();
    let problems = stray.write("en-GB/pay_frend.toml", "").problems();
    let intent =
        Problem::UnknownIntent { intent: "pay_frend".into(), nearest: Some("pay_friend".into()) };
    assert!(problems.iter().any(|(.., problem)| *problem == intent), "{problems:?}");
    let bare = Files::new();
    fs::remove_file(bare.0.path().join("en-GB/_common.toml")).unwrap();
    assert!(bare.problems().iter().any(|(.., problem)| *problem == Problem::NoCommonFile));
    let badly_named = Files::new();
    let problems = badly_named.write("Pay-Friend.toml", "description = \"\"").problems();
    assert!(problems.iter().any(|(.., problem)| *problem == Problem::BadFileName));
    let empty = tempfile::tempdir().unwrap();
    let none = IntentCatalog::load(empty.path()).unwrap_err();
    assert!(none.iter().any(|error| error.problem == Problem::NoIntents));
    let nowhere = IntentCatalog::load(&empty.path().join("nowhere")).unwrap_err();
    assert!(nowhere.iter().any(|error| matches!(error.problem, Problem::Unreadable(_))));
}

#[test]
fn empty_lists_are_refused() {
    let files = Files::new();
    let problems =
        files.write("en-GB/_common.toml", "[lists.account_kind]\nsavings = []\n").problems();
    assert_eq!(problems, [("en-GB/_common.toml".into(), 2, Problem::EmptyList)]);
}

#[test]
fn a_word_for_two_values_of_a_list_is_refused() {
    let files = Files::new();
    let list = "[lists.account_kind]\nsavings = [\"pot\"]\nloan = [\"debt\", \"Pot\"]\n";
    let problems = files.write("en-GB/_common.toml", list).problems();
    let [(.., Problem::WordTwice { word, one, other })] = problems.as_slice() else {
        panic!("{problems:?}");
    };
    assert_eq!((&**word, &**one, &**other), ("pot", "loan", "savings"));
}

#[test]
fn two_intents_that_claim_one_sentence_are_refused() {
    let files = Files::new();
    files
        .write(
            "owe_friend.toml",
            "description = \"Owe.\"\n[slots.who]\ntype = \"saved_payee\"\n\
            [slots.amount]\ntype = \"amount\"\n[combinations]\n\
            both = { slots = [\"who\", \"amount\"], example = \"\" }\n",
        )
        .write(
            "en-GB/owe_friend.toml",
            "[[sentences]]\ncombination = \"both\"\n\
            say = [\"owe {who} {amount}\", \"[please] (lend|Pay) {who} {amount} [now]\"]\n",
        );
    let problems = files.problems();
    let [(file, line, Problem::ClaimedTwice { sentence, other, .. })] = problems.as_slice() else {
        panic!("{problems:?}");
    };
    assert_eq!((file.as_str(), *line), ("en-GB/pay_friend.toml", 3));
    assert_eq!((&**sentence, &**other), ("pay {saved_payee} {amount}", "OweFriend"));
}

#[test]
fn handlers_and_intents_must_be_the_same() {
    let catalog = Files::new().load().unwrap();
    assert_eq!(catalog.check_handlers(&["PayFriend"]), Ok(()));
    let missing = catalog.check_handlers(&[]).unwrap_err();
    assert!(missing.iter().any(|error| matches!(error.problem, Problem::NoHandler { .. })));
    let spare = catalog.check_handlers(&["PayFriend", "PayFiend"]).unwrap_err();
    assert!(spare.to_string().contains("write `PayFriend`"), "{spare}");
}

#[test]
fn a_missing_phrase_is_refused() {
    let files = Files::new();
    files.write("en-GB/_common.toml", "[phrases]\nsorry = \"Sorry.\"\n");
    let catalog = files.load().unwrap();
    assert_eq!(catalog.check_phrases(&["sorry"]), Ok(()));
    let missing = catalog.check_phrases(&["sorry", "not_linked"]).unwrap_err();
    assert_eq!(missing.iter().count(), 1);
}

#[test]
fn every_error_is_told_at_once() {
    let files = Files::new();
    files
        .with("pay_friend.toml", "\"payments\"", "\"pay\"")
        .with("en-GB/pay_friend.toml", "pay {payee} {amount}", "pay {payee")
        .with("en-GB/pay_friend.toml", "Done.", "Done {");
    assert_eq!(files.problems().len(), 3);
}

#[test]
fn an_untranslated_file_is_listed_and_needs_nothing() {
    let files = Files::new();
    files.write("de-DE/_common.toml", "").write("de-DE/pay_friend.toml", "untranslated = true\n");
    assert_eq!(files.problems(), []);
    let catalog = files.load().unwrap();
    let listed: Vec<_> = catalog.untranslated().collect();
    assert_eq!(listed, [(Locale::DE_DE, "de-DE/pay_friend.toml")]);
    assert!(catalog.locale(Locale::DE_DE).unwrap().is_untranslated("PayFriend"));
}

#[test]
fn a_region_rests_on_its_language() {
    let files = Files::new();
    files
        .write("en/_common.toml", "[phrases]\nsorry = \"Sorry.\"\nbye = \"Bye.\"\n")
        .write("en-GB/_common.toml", "[phrases]\nbye = \"Cheerio.\"\n")
        .write(
            "en/pay_friend.toml",
            "[[sentences]]\ncombination = \"both\"\nsay = \"give {payee} {amount}\"\n",
        );
    let catalog = files.load().unwrap();
    let british = catalog.locale(Locale::EN_GB).unwrap();
    assert_eq!(british.sentences("PayFriend").len(), 2);
    assert!(british.phrase("sorry").is_some());
    let bye = format!("{:?}", british.phrase("bye"));
    assert!(bye.contains("Cheerio"), "{bye}");
    let australian = Locale::parse("en-AU").unwrap();
    assert_eq!(catalog.locale(australian).unwrap().locale(), Locale::EN_GB);
}

/// The steps of a translator: copy a language's folder, rename it, translate.
#[test]
fn a_copied_folder_is_a_new_language() {
    let folder = tempfile::tempdir().unwrap();
    let intents = package().join("intents");
    for file in toml_files(&intents) {
        let name = file.strip_prefix(&intents).unwrap().to_str().unwrap();
        let copies =
            [Some(name.to_owned()), name.strip_prefix("de-DE/").map(|n| format!("xx-YY/{n}"))];
        for copy in copies.into_iter().flatten() {
            let to = folder.path().join(copy);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(&file, to).unwrap();
        }
    }
    let catalog = IntentCatalog::load(folder.path()).unwrap_or_else(|errors| panic!("{errors}"));
    let invented = catalog.locale(Locale::parse("xx-YY").unwrap()).unwrap();
    for schema in catalog.intents() {
        assert!(!invented.sentences(schema.name.as_str()).is_empty(), "{}", schema.name);
    }
}

#[test]
fn the_compiled_in_catalog_is_the_one_in_the_folder() {
    let embedded = IntentCatalog::embedded().unwrap_or_else(|errors| panic!("{errors}"));
    let loaded = IntentCatalog::load(&package().join("intents")).unwrap();
    assert_eq!(format!("{embedded:?}"), format!("{loaded:?}"));
    let locales: Vec<_> = embedded.locales().map(|locale| locale.locale()).collect();
    assert_eq!(locales, [Locale::DE_DE, Locale::EN_GB, Locale::EN_US]);
}

#[test]
fn every_intent_can_be_said_in_many_ways() {
    let catalog = IntentCatalog::embedded().unwrap();
    for locale in catalog.locales() {
        for schema in catalog.intents() {
            let samples = locale.expand(schema.name.as_str(), 60);
            assert!(samples.len() >= 25, "{} {}: {}", locale.locale(), schema.name, samples.len());
        }
    }
}

#[test]
fn samples_hold_nothing_that_a_platform_refuses_and_no_two_intents_share_one() {
    let catalog = IntentCatalog::embedded().unwrap();
    for locale in catalog.locales() {
        let mut all = BTreeSet::new();
        for schema in catalog.intents() {
            for sample in locale.expand(schema.name.as_str(), 200) {
                let speakable = |c: char| c.is_alphabetic() || " '-{}_".contains(c);
                assert!(sample.chars().all(speakable), "{sample}");
                assert!(all.insert(sample.to_lowercase()), "{sample} is said for two intents");
            }
        }
    }
}

#[test]
fn every_intents_file_of_a_language_has_its_twin() {
    let names = |folder: &str| -> BTreeSet<PathBuf> {
        let root = package().join(folder);
        toml_files(&root).iter().map(|file| file.strip_prefix(&root).unwrap().to_owned()).collect()
    };
    let of_intents: BTreeSet<PathBuf> = names("intents")
        .into_iter()
        .filter(|file| file.components().count() == 2 && !file.ends_with("_common.toml"))
        .collect();
    assert_eq!(of_intents, names("tests/intents"));
}

/// What the twins' sentences are understood as, and where that is not what the twin says.
mod twins {
    use banter::domain::intent::{SlotHeard, SlotValue, Slots};
    use banter::domain::money::Currency;
    use banter::domain::transaction::Direction;
    use banter::understanding::{Context, Understanding, Understood};
    use chrono::NaiveDate;

    use super::{Locale, fs, package, toml_files};
    use banter::catalog::{IntentCatalog, IntentSchema, LocaleCatalog};

    /// A Sunday, as the page for writers says.
    const TODAY: (i32, u32, u32) = (2026, 11, 22);
    const PAYEES: [&str; 3] = ["Anna", "Studio 54", "Thomas Wagner"];

    struct Listener {
        catalog: IntentCatalog,
        understanding: Understanding,
    }

    impl Listener {
        fn new() -> Self {
            let catalog = IntentCatalog::embedded().unwrap();
            let understanding = Understanding::new(&catalog).unwrap();
            Self { catalog, understanding }
        }

        fn hear(&self, locale: Locale, said: &str) -> Understood {
            let (year, month, day) = TODAY;
            let today = NaiveDate::from_ymd_opt(year, month, day).unwrap();
            let context = Context { payees: &PAYEES, ..Context::on(today, Currency::EUR) };
            self.understanding.hear(locale, said, &context)
        }

        /// Calls with every twin: its intent's schema, every locale it counts for, and itself.
        fn walk(&self, mut look: impl FnMut(&IntentSchema, &LocaleCatalog, &toml::Table)) {
            for file in toml_files(&package().join("tests/intents")) {
                let folder = file.parent().unwrap().file_name().unwrap().to_str().unwrap();
                let stem = file.file_stem().unwrap().to_str().unwrap();
                let schema = self.catalog.intents().find(|schema| &*schema.stem == stem).unwrap();
                let twin: toml::Table = fs::read_to_string(&file).unwrap().parse().unwrap();
                let mut locales = 0;
                for locale in self.catalog.locales() {
                    let tag = locale.locale().to_string();
                    if tag == folder || locale.locale().language() == folder {
                        locales += 1;
                        look(schema, locale, &twin);
                    }
                }
                assert!(locales > 0, "{} is for no locale", file.display());
            }
        }
    }

    fn texts(table: &toml::Table, key: &str) -> Vec<String> {
        let texts = table[key].as_array().unwrap();
        texts.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    }

    fn entries<'t>(twin: &'t toml::Table, key: &str) -> Vec<&'t toml::Table> {
        let Some(entries) = twin.get(key) else { return Vec::new() };
        entries.as_array().unwrap().iter().map(|entry| entry.as_table().unwrap()).collect()
    }

    fn told(locale: &LocaleCatalog, schema: &IntentSchema, slots: &Slots) -> Vec<(String, String)> {
        let mut told = Vec::new();
        for (name, heard) in slots.iter() {
            let list = schema.slot(name.as_str()).and_then(|slot| slot.slot_type.list());
            for one in heard {
                let value = meaning(one).unwrap_or_else(|| {
                    let words = one.said.to_lowercase();
                    list.filter(|list| *list == "category")
                        .and_then(|list| locale.list(list)?.value(&words))
                        .map_or(words.clone(), str::to_owned)
                });
                told.push((name.to_string(), value));
            }
        }
        told
    }

    fn meaning(heard: &SlotHeard) -> Option<String> {
        Some(match heard.meant.as_ref()? {
            SlotValue::Amount { amount, .. } => {
                format!("{} {}", amount.to_decimal(), amount.currency().code())
            }
            SlotValue::AmountUnclear(_) => "unclear".to_owned(),
            SlotValue::Period(period) => format!("{}/{}", period.from(), period.to()),
            SlotValue::Date(date) => date.to_string(),
            SlotValue::Account(kind) => kind.name().to_owned(),
            SlotValue::Direction(Direction::In) => "in".to_owned(),
            SlotValue::Direction(Direction::Out) => "out".to_owned(),
            SlotValue::Count(count) | SlotValue::Nth(count) => count.to_string(),
            SlotValue::Words => return None,
        })
    }

    #[test]
    fn every_sentence_of_a_twin_is_heard_with_its_slots() {
        let listener = Listener::new();
        let mut wrong = Vec::new();
        let mut heard = 0;
        listener.walk(|schema, locale, twin| {
            for entry in entries(twin, "hears") {
                let mut wanted: Vec<(String, String)> = Vec::new();
                for (slot, value) in
                    entry.get("slots").and_then(|s| s.as_table()).into_iter().flatten()
                {
                    let value = value.as_str().unwrap();
                    let lower = value.to_lowercase();
                    let figure = value.ends_with(|c: char| c.is_ascii_uppercase());
                    wanted.push((slot.clone(), if figure { value.to_owned() } else { lower }));
                }
                wanted.sort();
                for said in texts(entry, "say") {
                    heard += 1;
                    let understood = listener.hear(locale.locale(), &said);
                    let found = told(locale, schema, &understood.slots);
                    let right = understood.accepted && understood.intent == schema.name;
                    if !right || found != wanted {
                        wrong.push(format!(
                            "{} {said:?} is {} {:?} (accepted: {}), not {} {wanted:?}",
                            locale.locale(),
                            understood.intent,
                            found,
                            understood.accepted,
                            schema.name,
                        ));
                    }
                }
            }
        });
        assert!(heard > 300, "only {heard} sentences");
        assert!(wrong.is_empty(), "{} of {heard}:\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn nothing_is_taken_for_an_intent_that_its_twin_rules_out() {
        let listener = Listener::new();
        let mut wrong = Vec::new();
        let mut heard = 0;
        listener.walk(|schema, locale, twin| {
            for said in entries(twin, "mishears").into_iter().flat_map(|entry| texts(entry, "say"))
            {
                heard += 1;
                let understood = listener.hear(locale.locale(), &said);
                if understood.accepted && understood.intent == schema.name {
                    wrong.push(format!(
                        "{} {said:?} is taken for {}",
                        locale.locale(),
                        schema.name
                    ));
                }
            }
        });
        assert!(heard > 200, "only {heard} sentences");
        assert!(wrong.is_empty(), "{} of {heard}:\n{}", wrong.len(), wrong.join("\n"));
    }
}

/// Every intent is carried out, and every phrase that the code names can be said.
#[test]
fn every_intent_has_its_handler() {
    let handlers: Vec<&str> =
        banter::dialogue::intents::HANDLERS.iter().map(|(name, _)| *name).collect();
    let mut phrases = BTreeSet::new();
    for file in rust_files(&package().join("src/dialogue")) {
        let text = fs::read_to_string(file).unwrap();
        let named = text.split("Say::phrase(\"").skip(1).filter_map(|rest| rest.split('"').next());
        phrases.extend(named.map(str::to_owned));
    }
    assert!(phrases.contains("transfer_checking"), "{phrases:?}");
    let phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
    let catalog = IntentCatalog::embedded().unwrap();
    catalog.check(&handlers, &phrases).unwrap_or_else(|errors| panic!("{errors}"));
}

fn rust_files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.insert(path);
        }
    }
    files
}
