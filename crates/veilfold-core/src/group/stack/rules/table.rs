//! The rules. General in form: each names a message that a language or a widely used library builds from data.

use super::Rule;

/// Types under an older or another name, and their one name.
pub(super) const KINDS: &[(&str, &str)] = &[
    // Renamed or merged between Python 3.10 and 3.14.
    ("exceptiongroup.ExceptionGroup", "ExceptionGroup"),
    ("exceptiongroup.BaseExceptionGroup", "BaseExceptionGroup"),
    ("asyncio.exceptions.TimeoutError", "TimeoutError"),
    ("concurrent.futures._base.TimeoutError", "TimeoutError"),
    ("socket.timeout", "TimeoutError"),
    ("asyncio.exceptions.CancelledError", "CancelledError"),
    ("concurrent.futures._base.CancelledError", "CancelledError"),
    ("IOError", "OSError"),
    ("EnvironmentError", "OSError"),
];

pub(super) const RULES: &[Rule] = &[
    Rule { kinds: &["UnicodeDecodeError"], pattern: "'*' codec can't decode *", says: "{1} codec can't decode", same: &[
        "'utf-8' codec can't decode byte 0xff in position 3: invalid start byte",
        "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data",
        "'utf-8' codec can't decode byte 0xe9 in position 10: invalid continuation byte",
    ] },
];
