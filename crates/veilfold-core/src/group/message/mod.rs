//! Message templates: a stateless lexer that masks what varies.
//!
//! A template is the text of a log message with every part that changes from one run to the next written as
//! `<*>`; its id is a hash of that text and nothing else. There is one mask in the canonical text on purpose: a
//! host may be a name today and an address tomorrow, and a value that a policy has replaced by
//! `[REDACTED:email]` must still give the id it gave before. What kind of value each mask stands for is told by
//! [`typed`] and [`spans`].
//!
//! ```
//! use veilfold_core::group::message;
//!
//! let mut template = Vec::new();
//! let id = message::name(b"user=ada paid 12.50 EUR to 192.0.2.7:80", &mut template);
//! assert_eq!(template, b"user=<*> paid <*> to <*>");
//! assert_eq!(id, message::id(&template));
//! ```
//!
//! Three steps, each one pass: `lex` cuts the bytes into words, punctuation and masks; `structure` masks words by
//! their position (an unknown word behind `for`); `emit` writes the template and folds runs of masks.

mod emit;
mod format;
mod lex;
mod lists;
mod settings;
mod shape;
mod structure;
mod vocabulary;

#[cfg(test)]
mod tests;

pub use settings::Settings;
pub use shape::Mask;

use super::fingerprint::{GroupId, Kind, hash};
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// Appends the template of a final text to `out`.
pub fn template(text: &[u8], out: &mut Vec<u8>) {
    canonical(Reading::MESSAGE, text, out);
}

/// Appends the template of a final text to `out` and returns its id, in one pass.
pub fn name(text: &[u8], out: &mut Vec<u8>) -> GroupId {
    GroupId { kind: Kind::Message, hash: canonical(Reading::MESSAGE, text, out) }
}

/// [`name`] under `settings`.
pub fn name_with(settings: &Settings, text: &[u8], out: &mut Vec<u8>) -> GroupId {
    let hash = read(Reading { cues: settings.cues, ..Reading::MESSAGE }, settings, text, out);
    GroupId { kind: Kind::Message, hash }
}

/// [`template`] under `settings`.
pub fn template_with(settings: &Settings, text: &[u8], out: &mut Vec<u8>) {
    name_with(settings, text, out);
}

/// Appends the template of an exception's message, which is itself the reason of a failure.
pub(super) fn template_of_exception(settings: &Settings, text: &[u8], out: &mut Vec<u8>) {
    read(Reading { cues: settings.cues, ..Reading::EXCEPTION }, settings, text, out);
}

/// Appends a template; returns its hash.
fn read(reading: Reading, settings: &Settings, text: &[u8], out: &mut Vec<u8>) -> u64 {
    let start = out.len();
    let text = settings.masked(text);
    let named = canonical(reading, &text, out);
    if settings.learned.apply(start, out) { hash(out.get(start..).unwrap_or_default()) } else { named }
}

fn canonical(reading: Reading, text: &[u8], out: &mut Vec<u8>) -> u64 {
    let mut writer = emit::Writer::<false>::new(text, out);
    with_tokens(reading, text, |token| writer.token(token));
    writer.finish()
}

/// Appends the template with the kind of each value in place of `<*>` (`<ip>`, `<path>`), for people to read.
/// Texts with one id may differ in it.
pub fn typed(text: &[u8], out: &mut Vec<u8>) {
    let mut writer = emit::Writer::<true>::new(text, out);
    with_tokens(Reading::MESSAGE, text, |token| writer.token(token));
    writer.finish();
}

/// What was masked: the bytes of `text` and the rule behind each, in order.
pub fn spans(text: &[u8]) -> Vec<(Range<usize>, Mask)> {
    spans_as(Reading::MESSAGE, text)
}

fn spans_as(reading: Reading, text: &[u8]) -> Vec<(Range<usize>, Mask)> {
    let mut spans = Vec::new();
    with_tokens(reading, text, |token| {
        if let lex::Kind::Mask(mask) = token.kind {
            spans.push((token.range(), shape::refine(token.text(text), mask)));
        }
    });
    spans
}

/// What of `text` does not count under `settings`, and why: the pattern of a mask, the kind of value that the lexer
/// saw (`lexer: ip`), or the text of a learned template. In order, those of learned templates last.
pub fn reasons(settings: &Settings, text: &[u8]) -> Vec<(Range<usize>, String)> {
    settings::reasons(settings, text)
}

/// Appends the template of a log statement's format string (`%s`, `%(name)d`, `{}`, `{name!r:>8}`) to `out`.
/// Returns false, with `out` as it was, when the string holds no word and the final text must decide.
pub fn template_of_format(format: &[u8], out: &mut Vec<u8>) -> bool {
    template_of_format_with(&Settings::default(), format, out)
}

/// [`template_of_format`] under `settings`.
pub fn template_of_format_with(settings: &Settings, format: &[u8], out: &mut Vec<u8>) -> bool {
    format::template(settings, format, out)
}

/// Whether the built-in vocabulary has `word`, as one of English or of the trade. Other words may be names.
pub fn is_word(word: &[u8]) -> bool {
    vocabulary::knows(word)
}

/// The id of a template.
pub fn id(template: &[u8]) -> GroupId {
    GroupId { kind: Kind::Message, hash: hash(template) }
}

/// How a text is read.
#[derive(Clone, Copy)]
struct Reading {
    /// Whether nouns that introduce a name count.
    cues: bool,
    /// Whether what follows the colon of `could not …: ` is one value.
    reasons: bool,
    /// Whether the words beside a word, no mark, may make a name or a state of it.
    names: bool,
}

impl Reading {
    const MESSAGE: Reading = Reading { cues: true, reasons: true, names: true };
    const EXCEPTION: Reading = Reading { reasons: false, ..Reading::MESSAGE };
    const CONSTANT: Reading = Reading { names: false, ..Reading::EXCEPTION };
}

/// Hands the tokens of a text to `take`, one after the other.
#[inline]
fn with_tokens(reading: Reading, text: &[u8], take: impl FnMut(&lex::Token)) {
    let mut tokens = lex::Tokens::with_capacity(32);
    let reading = if lex::lex(text, &mut tokens) { Reading::CONSTANT } else { reading };
    structure::apply(reading, text, &mut tokens, take);
}
