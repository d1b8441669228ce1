//! From an error to a chain of exceptions.

use crate::print;
use std::error::Error;
use veilfold_core::Exception;
use veilfold_core::record::Link;

/// Most sources that are followed: a chain may be a circle.
const MOST: usize = 32;

/// The error and its sources, outermost first.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> Vec<Exception<'static>> {
    let mut chain = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next.filter(|_| chain.len() < MOST && !crate::too_deep()) {
        let at = chain.len();
        chain.push(Exception {
            link: if at == 0 { Link::Top } else { Link::Cause },
            parent: at.saturating_sub(1),
            kind: kind(&print::text(format_args!("{error:?}"))).as_bytes().to_vec().into(),
            message: print::text(format_args!("{error}")).into_bytes().into(),
            notes: Vec::new(),
            frames: Vec::new(),
        });
        next = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| error.source())).unwrap_or_default();
    }
    chain
}

/// The type's name, as far as its `Debug` (as derived) begins with one: `ParseIntError { kind: … }`, `Timeout`.
fn kind(debug: &str) -> &str {
    let name = debug.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
    let (name, rest) = debug.split_at(name);
    let is_type = name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && (rest.is_empty() || rest.starts_with(" {") || rest.starts_with('('));
    if is_type { name } else { "Error" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_what_a_derived_debug_begins_with() {
        for (debug, expected) in [
            ("ParseIntError { kind: InvalidDigit }", "ParseIntError"),
            ("Timeout", "Timeout"),
            ("Custom(\"x\")", "Custom"),
            ("\"just text\"", "Error"),
            ("some prose here", "Error"),
            ("Password was hunter2", "Error"),
            ("", "Error"),
            ("é", "Error"),
        ] {
            assert_eq!(kind(debug), expected, "{debug}");
        }
    }
}
