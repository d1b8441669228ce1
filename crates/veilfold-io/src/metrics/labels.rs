//! Label values: short, printable, and never a secret.

use veilfold_core::{Engine, Report};

/// Longest label value, in bytes.
const LONGEST: usize = 96;

/// The first two dotted parts of a logger's name.
pub(super) fn logger_prefix(name: &[u8]) -> &[u8] {
    let mut dots = name.iter().enumerate().filter(|&(_, &b)| b == b'.').map(|(i, _)| i);
    let end = dots.nth(1).unwrap_or(name.len()).min(LONGEST);
    &name[..end]
}

/// The end of a qualified type name, which says more than its beginning.
pub(super) fn type_suffix(name: &[u8]) -> &[u8] {
    &name[name.len().saturating_sub(LONGEST)..]
}

/// What may be printed of a name: at most 96 bytes of letters, digits and punctuation that a name or a
/// route template holds; everything else becomes `_`. A name in which the engine finds a secret is
/// `_redacted`.
pub(super) fn clean(name: &[u8], engine: Option<&Engine>) -> Vec<u8> {
    if engine.is_some_and(|engine| holds_secret(name, engine)) {
        return b"_redacted".to_vec();
    }
    let keep = |b: u8| if b.is_ascii_alphanumeric() || b"_.:/<>{}*-[]$".contains(&b) { b } else { b'_' };
    name.iter().take(LONGEST).map(|&b| keep(b)).collect()
}

/// True when the engine finds a secret in the name, or in one of its dotted parts: within a name a
/// number may pass for a part of an identifier, alone it does not.
fn holds_secret(name: &[u8], engine: &Engine) -> bool {
    let redactor = engine.policy().redactor();
    let hit = |text: &[u8]| redactor.text(text, &mut Vec::new(), &mut Report::default());
    hit(name) || name.split(|&b| b == b'.').any(hit)
}
