//! Calls and constructors: `HTTPBasicAuth('bob', 'x')`, `SecretStr('x')`, `Password(value='x')`.

use super::glue::{Glue, skip_blanks};
use super::{Found, Quote, byte, is_one_of, list, plain, run, value};
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use crate::texts::{Texts, texts};
use core::ops::Range;

/// Types whose only argument is a secret, whatever it looks like.
const HOLDERS: Texts = texts!["secretstr", "secretbytes", "secretvalue", "secretstring"];
/// Types that hold a secret, and functions that take one.
const TYPES: Texts = texts![
    "secret",
    "password",
    "passwd",
    "passphrase",
    "credential",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "token",
];

/// Whether a user and a password are what `name` is given: `BasicAuth`, `NetworkCredential`.
pub(super) fn takes_account(name: &[u8]) -> bool {
    const ENDS: Texts = texts![
        "auth",
        "credential",
        "credentials",
        "creds",
        "authentication",
        "authenticationtoken",
        "usernamepassword"
    ];
    ENDS.end_folded(name)
}

/// The tie of the name before the bracket at `at` to the argument that is its value.
pub(super) fn after(text: &[u8], name: &Range<usize>, at: usize, mut glue: Glue) -> Option<Glue> {
    let word = text.cut(name.clone());
    if takes_account(word) {
        glue.value = list::account(text, at, true)?;
        return Some(glue);
    }
    let first = skip_blanks(text, at + 1);
    let value = keyword(text, first).unwrap_or(first);
    let (quote, inside) = Quote::opening(text, value + usize::from(byte(text, value) == b'b'))?;
    let end = value::closing(text, inside, quote)?;
    let content = text.cut(inside..end);
    if let Some(what) = set_by(word) {
        let verdict = super::classify(what).filter(|v| v.spoken && !is_one_of(what, texts!["secret"]));
        let told = verdict.is_some() && !plain::is_sentence(content) && super::classify(content).is_none();
        glue.value = value;
        return (told || plain::is_odd(content)).then_some(glue);
    }
    // A lexer has tokens of its own: `Token("if1")`.
    let believed = if word.eq_ignore_ascii_case(b"token") { plain::is_made_up } else { plain::is_odd };
    glue.value = value;
    let holds = is_one_of(word, TYPES) && believed(content);
    (holds || is_one_of(last_step(word), HOLDERS)).then_some(glue)
}

/// What `setPassword`, `set_api_key` or `withToken` sets, where it is a secret by name.
fn set_by(name: &[u8]) -> Option<&[u8]> {
    let name = last_step(name);
    let verb = texts!["set", "with", "use", "change", "update"].head_folded(name);
    let what = name.cut(verb..);
    let is_apart = verb > 0 && matches!(what, [b'_' | b'A'..=b'Z', ..]);
    let verdict = super::classify(what).filter(|_| is_apart)?;
    verdict.strength.is_certain().then_some(what)
}

/// The name without the modules before it: `pydantic.SecretStr`.
fn last_step(name: &[u8]) -> &[u8] {
    name.rsplit(|b| *b == b'.').next().unwrap_or_default()
}

/// Behind `value=` and its kin.
fn keyword(text: &[u8], at: usize) -> Option<usize> {
    const NAMES: Texts = texts!["value", "_value", "secret_value", "_secret_value", "val"];
    let rest = text.get(at..)?;
    let word = run(rest, 16, |b| b.is_ascii_alphabetic() || *b == b'_');
    let sign = skip_blanks(text, at + word);
    (is_one_of(rest.cut(..word), NAMES) && matches!(byte(text, sign), b'=' | b':'))
        .then(|| skip_blanks(text, sign + 1))
}

/// What a test types into the field that a selector names: `fill("#password", "x")`, `get('[name=password]').type('x')`.
pub(super) fn typed(text: &[u8], name: &Range<usize>) -> Option<Found> {
    const VERBS: Texts = texts!["type(", "fill(", "setValue(", "sendKeys(", "send_keys(", "val("];
    let close = run(text.get(name.end..)?, 8, |b| matches!(b, b'"' | b'\'' | b'\\' | b']' | b')'));
    let next = name.end + close;
    let value = if byte(text, next) == b'.' {
        next + 1 + Some(VERBS.head(text.cut(next + 1..))).filter(|verb| *verb > 0)?
    } else {
        // The selector begins behind the bracket of the call.
        let head = text.cut(name.start.saturating_sub(48)..name.start);
        let begin = head.iter().rposition(|b| *b == b'(')? + 1;
        looked(head.len());
        let is_list = byte(text, next) == b',' && VERBS.end(head.cut(..begin));
        if is_list { skip_blanks(text, next + 1) } else { return None }
    };
    let (quote, inside) = Quote::at(text, value)?;
    let end = value::closing(text, inside, quote)?;
    let content = text.cut(inside..end);
    let is_value = close > 0 && !plain::is_placeholder(content) && !plain::is_sentence(content);
    is_value.then(|| Found { name: name.clone(), value: inside..end, more: list::Values::new(), quote: None })
}

/// What is given to a type that is named after its secret, where the name itself is that of no value:
/// `SecretStr('x')`, `new PasswordAuthentication("bob", "x".toCharArray())`.
pub(super) fn wrapped(text: &[u8], name: &Range<usize>) -> Option<Found> {
    if byte(text, name.end) != b'(' {
        return None;
    }
    let word = last_step(text.cut(name.clone()));
    let at = if is_one_of(word, HOLDERS) {
        let first = skip_blanks(text, name.end + 1);
        let value = keyword(text, first).unwrap_or(first);
        value + usize::from(byte(text, value) == b'b')
    } else if takes_account(word) {
        list::account(text, name.end, true)?
    } else {
        return None;
    };
    let (quote, inside) = Quote::at(text, at)?;
    let end = value::closing(text, inside, quote)?;
    let is_value = !plain::is_placeholder(text.cut(inside..end));
    is_value.then(|| Found { name: name.clone(), value: inside..end, more: list::Values::new(), quote: None })
}
