//! What the keys of a line are about, and what the values of those that say a level mean.

use crate::lengths::Lengths;
use crate::record::Level;

/// What a key is about.
#[derive(Clone, Copy, Debug)]
pub(in crate::transform) enum Role {
    /// Nothing that is asked for.
    Other,
    Level(Scale),
    Message(u8),
    Stack,
    /// An object to look into.
    Inside,
    Group,
    Variant,
}

/// What the numbers of a level mean.
#[derive(Clone, Copy, Debug)]
pub(in crate::transform) enum Scale {
    /// Names, and the numbers of pino and bunyan (10 to 60) or of syslog (0 to 7).
    Names,
    /// Python's `levelno`.
    Python,
    /// OpenTelemetry's `SeverityNumber`.
    Otel,
}

/// Every key that has a role, by length: a key is compared with those of its own. The number of a message is its rank, best
/// first, where the options name none.
pub(in crate::transform) static KEYS: [(&[u8], Role); 56] = [
    (b"@l", Role::Level(Scale::Names)),
    (b"@x", Role::Stack),
    (b"@m", Role::Message(7)),
    (b"lvl", Role::Level(Scale::Names)),
    (b"err", Role::Inside),
    (b"exc", Role::Inside),
    (b"msg", Role::Message(1)),
    (b"log", Role::Message(2)),
    (b"text", Role::Message(4)),
    (b"body", Role::Message(5)),
    (b"Body", Role::Message(6)),
    (b"level", Role::Level(Scale::Names)),
    (b"Level", Role::Level(Scale::Names)),
    (b"LEVEL", Role::Level(Scale::Names)),
    (b"stack", Role::Stack),
    (b"error", Role::Inside),
    (b"event", Role::Message(3)),
    (b"fields", Role::Inside),
    (b"thrown", Role::Inside),
    (b"levelno", Role::Level(Scale::Python)),
    (b"message", Role::Message(0)),
    (b"MESSAGE", Role::Message(9)),
    (b"severity", Role::Level(Scale::Names)),
    (b"loglevel", Role::Level(Scale::Names)),
    (b"PRIORITY", Role::Level(Scale::Names)),
    (b"priority", Role::Level(Scale::Names)),
    (b"logLevel", Role::Level(Scale::Names)),
    (b"group_id", Role::Group),
    (b"exc_info", Role::Stack),
    (b"exc_text", Role::Stack),
    (b"levelname", Role::Level(Scale::Names)),
    (b"log.level", Role::Level(Scale::Names)),
    (b"log_level", Role::Level(Scale::Names)),
    (b"group_id_", Role::Group),
    (b"traceback", Role::Stack),
    (b"backtrace", Role::Stack),
    (b"exception", Role::Inside),
    (b"level_name", Role::Level(Scale::Names)),
    (b"variant_id", Role::Variant),
    (b"stacktrace", Role::Stack),
    (b"stackTrace", Role::Stack),
    (b"attributes", Role::Inside),
    (b"Attributes", Role::Inside),
    (b"stack_trace", Role::Stack),
    (b"error.stack", Role::Stack),
    (b"severityText", Role::Level(Scale::Names)),
    (b"SeverityText", Role::Level(Scale::Names)),
    (b"errorVerbose", Role::Stack),
    (b"full_message", Role::Stack),
    (b"severity_text", Role::Level(Scale::Names)),
    (b"short_message", Role::Message(8)),
    (b"severityNumber", Role::Level(Scale::Otel)),
    (b"SeverityNumber", Role::Level(Scale::Otel)),
    (b"severity_number", Role::Level(Scale::Otel)),
    (b"error.stack_trace", Role::Stack),
    (b"exception.stacktrace", Role::Stack),
];

/// Most keys of a line have none.
static LENGTHS: Lengths = {
    let (mut keys, mut i) = ([KEYS[0].0; KEYS.len()], 0);
    while i < KEYS.len() {
        keys[i] = KEYS[i].0;
        i += 1;
    }
    Lengths::of(&keys)
};

/// Where the keys of a length begin; the last are longer than any.
static BY_LENGTH: [u8; LONGEST + 2] = {
    let (mut starts, mut length) = ([0; LONGEST + 2], 0);
    while length < starts.len() {
        let mut shorter = 0;
        while shorter < KEYS.len() && KEYS[shorter].0.len() < length {
            shorter += 1;
        }
        starts[length] = shorter as u8;
        length += 1;
    }
    starts
};

const LONGEST: usize = KEYS[KEYS.len() - 1].0.len();

impl Role {
    /// Of a key that is not named as the message's; `is_named` tells that another one is.
    pub(in crate::transform) fn of(key: &[u8], is_named: bool) -> Role {
        if !LENGTHS.may_hold(key) {
            return Role::Other;
        }
        let Some([start, end]) = BY_LENGTH.get(key.len()..).and_then(|starts| starts.first_chunk()) else {
            return Role::Other;
        };
        let known = KEYS.get(usize::from(*start)..usize::from(*end)).unwrap_or_default();
        // Most are told by their first byte; a comparison is a call.
        match known.iter().find(|(known, _)| known.first() == key.first() && *known == key) {
            Some((_, Role::Message(_))) if is_named => Role::Other,
            Some((_, role)) => *role,
            None => Role::Other,
        }
    }
}

/// The level that a text means, or a number in quotes.
pub(in crate::transform) fn level_of_text(text: &[u8]) -> Option<Level> {
    match text {
        [b'0'..=b'9', ..] => level_of_number(Scale::Names, text),
        [b'E' | b'e'] => Some(Level::Error),
        [b'W' | b'w'] => Some(Level::Warning),
        [b'F' | b'f' | b'C' | b'c' | b'A' | b'a'] => Some(Level::Critical),
        name => Level::from_name(name),
    }
}

/// The level that a number means.
pub(in crate::transform) fn level_of_number(scale: Scale, text: &[u8]) -> Option<Level> {
    let number = integer(text)?;
    Some(match (scale, number) {
        (Scale::Python, number) => Level::from_number(number),
        (Scale::Otel, 21..) | (Scale::Names, 60.. | 0..=2) => Level::Critical,
        (Scale::Otel, 17..=20) | (Scale::Names, 50..=59 | 3) => Level::Error,
        (Scale::Otel, 13..=16) | (Scale::Names, 40..=49 | 4) => Level::Warning,
        (Scale::Otel, 9..=12) | (Scale::Names, 30..=39 | 5..=6) => Level::Info,
        _ => Level::Debug,
    })
}

/// A whole number; none where it is another or none, or has too many digits.
fn integer(text: &[u8]) -> Option<i64> {
    let (digits, sign) = text.strip_prefix(b"-").map_or((text, 1), |digits| (digits, -1));
    let significant = digits.iter().position(|digit| *digit != b'0').unwrap_or(digits.len());
    if digits.is_empty() || digits.len() - significant > 19 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number =
        digits[significant..].iter().fold(0_u64, |number, digit| number * 10 + u64::from(digit - b'0'));
    Some(sign * i64::try_from(number).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_with_a_role_is_listed_and_has_one() {
        assert!(KEYS.is_sorted_by_key(|(key, _)| key.len()));
        for (key, role) in KEYS {
            assert_eq!(
                core::mem::discriminant(&Role::of(key, false)),
                core::mem::discriminant(&role),
                "{key:?}"
            );
            assert!(LENGTHS.may_hold(key));
        }
        for key in ["timestamps", "request_id", "user_agent", "duration_ms", "", "m"] {
            assert!(matches!(Role::of(key.as_bytes(), false), Role::Other), "{key}");
        }
    }
}
