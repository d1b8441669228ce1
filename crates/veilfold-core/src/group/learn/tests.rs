use super::*;
use crate::group::message;
use proptest::prelude::*;
use std::format;
use std::string::ToString;

fn learn<'a>(lines: impl IntoIterator<Item = &'a str>) -> Learned {
    let mut learner = Learner::new();
    for line in lines {
        learner.add(line.as_bytes());
    }
    learner.finish()
}

fn of(learned: &Learned, text: &str) -> String {
    let mut out = b"kept ".to_vec();
    message::template(text.as_bytes(), &mut out);
    learned.apply(5, &mut out);
    String::from_utf8_lossy(out.strip_prefix(b"kept ").expect("what stood before stays")).into_owned()
}

#[test]
fn a_value_that_the_lexer_sees_elsewhere_is_a_value() {
    let learned = learn(["fetch node-1 done", "fetch node-2 done", "fetch wheel done"]);
    assert_eq!(learned.templates()[0].text, "fetch <+> done");
    assert_eq!(of(&learned, "fetch rich done"), "fetch <*> done");
    assert_eq!(of(&learned, "fetch rich failed"), "fetch rich failed");
}

#[test]
fn unknown_words_are_values_and_known_ones_are_messages() {
    let unknown = learn(["engine zorbl up", "engine quxly up", "engine frobd up", "engine blick up"]);
    assert_eq!(of(&unknown, "engine other up"), "engine <*> up");
    let known = learn([
        "engine start now",
        "engine stop now",
        "engine close now",
        "engine open now",
        "engine wait now",
    ]);
    assert_eq!(known.templates(), []);
    // Too few to tell.
    assert_eq!(learn(["engine zorbl up", "engine quxly up"]).templates(), []);
}

#[test]
fn two_values_are_learned_one_on_the_other() {
    let names = ["zorbl", "quxly", "frobd", "blick", "wumpl"];
    let lines: Vec<String> =
        names.iter().flat_map(|a| names.iter().map(move |b| format!("copy {a} over {b} done"))).collect();
    let learned = learn(lines.iter().map(String::as_str));
    assert_eq!(of(&learned, "copy nnnnn over mmmmm done"), "copy <*> over <*> done");
}

#[test]
fn a_name_of_code_at_the_head_is_a_message() {
    let calls = ["ListPods", "StopPod", "_sock.close", "PullImage", "getStats"];
    let lines: Vec<String> = calls.iter().map(|call| format!("{call} returns well")).collect();
    assert_eq!(learn(lines.iter().map(String::as_str)).templates(), []);
}

#[test]
fn a_message_never_becomes_values_alone() {
    let learned = learn(["zorbl 1", "quxly 2", "frobd 3", "blick 4", "wumpl 5"]);
    assert_eq!(learned.templates(), []);
}

#[test]
fn the_file_is_read_back_as_it_was_written() {
    let learned = learn(["fetch node-1 done", "fetch node-2 done", "fetch wheel done"]);
    let text = learned.to_toml();
    assert!(text.contains("text = \"fetch <+> done\""), "{text}");
    assert_eq!(Learned::from_toml(&text, "t.toml").expect("own file"), learned);
}

#[test]
fn a_wrong_file_is_refused_with_its_place() {
    for (source, expected) in [
        ("lexer = 1\n[[template]]\ntxt = \"a\"", "t.toml:3: unknown field"),
        ("lexer = 99", "t.toml: lexer: templates for lexer 99, but this is lexer 1 (learn again)"),
        ("lexer = 1\n[[template]]\ntext = \"no value\"", "t.toml:3: template[0].text: 0 times `<+>`"),
        ("what", "t.toml:1: "),
    ] {
        let error = Learned::from_toml(source, "t.toml").expect_err(source).to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

proptest! {
    #[test]
    fn order_of_lines_means_nothing(
        lines in prop::collection::vec("(get|put) [a-d]{4} (from|over) ([a-d]{2}|[0-9]) now", 0..40).prop_shuffle(),
    ) {
        let mut sorted = lines.clone();
        sorted.sort();
        prop_assert_eq!(learn(lines.iter().map(String::as_str)), learn(sorted.iter().map(String::as_str)));
    }

    #[test]
    fn what_was_merged_while_learning_has_one_template_after(lines in prop::collection::vec("go [w-z]{5} on", 4..30)) {
        let learned = learn(lines.iter().map(String::as_str));
        for template in learned.templates() {
            let once = of(&learned, &template.text.replace("<+>", "somethingelse"));
            prop_assert_eq!(once, template.text.replace("<+>", "<*>"));
        }
    }
}
