//! A red team's list: one secret in every syntax that logs have been seen to carry. `§` is the secret.

mod data;
mod ordinary;
mod public;
mod shell;
mod sql;
mod told;
mod tongues;
mod web;

use crate::policy::Profile;
use crate::redact::{Redactor, Report};
use alloc::string::String;
use alloc::vec::Vec;
use std::sync::LazyLock;

const SECRET: &str = "Hunter2ok";

/// With the profile that holds without a policy.
fn clean(text: &str) -> String {
    static DEFAULT: LazyLock<Redactor> = LazyLock::new(|| Redactor::builtin(Profile::Default));
    let (mut out, mut report) = (Vec::new(), Report::default());
    if DEFAULT.text(text.as_bytes(), &mut out, &mut report) {
        String::from_utf8(out).unwrap()
    } else {
        text.into()
    }
}

/// Only the secret is replaced.
fn replaced(texts: &[&str]) {
    let is_wrong = |text: &&&str| clean(&text.replace('§', SECRET)) != text.replace('§', "[REDACTED]");
    let wrong: Vec<_> = texts.iter().filter(is_wrong).collect();
    assert_eq!(wrong, Vec::<&&str>::new());
}

/// More than the secret may go: the rest of a header, the quotes around it, its neighbours in a list.
fn gone(texts: &[&str]) {
    let is_left = |text: &&&str| clean(&text.replace('§', SECRET)).contains(SECRET);
    let left: Vec<_> = texts.iter().filter(is_left).collect();
    assert_eq!(left, Vec::<&&str>::new());
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(3000))]

    /// Pieces of every syntax in any order: nothing panics, and cleaning twice is cleaning once.
    #[test]
    fn any_mixture_of_syntax(pieces in proptest::collection::vec(0..PIECES.len(), 0..24)) {
        let text: String = pieces.iter().map(|i| PIECES[*i]).collect();
        let once = clean(&text);
        proptest::prop_assert_eq!(clean(&once), once);
    }
}

#[rustfmt::skip]
const PIECES: [&str; 48] = [
    "password", "API key", "token", "auth", "--password", "Hunter2ok", "x", " ", "\n", "\n  ", "- ", "=", ":", "->",
    "%253D", "%22", "&quot;", "&lt;", "\\u0022", "\\\"", "\"", "'", "''", "“", "”", "：", "\u{a0}", "\u{1b}[0m", "<", ">",
    "</", "(", ")", "[", "]", "{", "}", ",", " VALUES ", "?", "[parameters: ", "name", "value", "loc", "input", "|",
    "map[string]string{", "form-data; name=",
];
