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
    Rule {
        kinds: &["RecursionError"],
        pattern: "*",
        says: "maximum recursion depth exceeded",
        same: &["maximum recursion depth exceeded", "maximum recursion depth exceeded in comparison"],
    },
    Rule {
        kinds: &["SyntaxError", "IndentationError", "TabError"],
        pattern: "* (*, line *)",
        says: "{1~}",
        same: &["invalid syntax (a.py, line 3)", "invalid syntax (b.py, line 10)"],
    },
    Rule { kinds: &["KeyError"], pattern: "'*'", says: "<key>", same: &["'a'", "'b c'"] },
    Rule {
        kinds: &["UnicodeDecodeError"],
        pattern: "'*' codec can't decode *",
        says: "{1} codec can't decode",
        same: &[
            "'utf-8' codec can't decode byte 0xff in position 3: invalid start byte",
            "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data",
            "'utf-8' codec can't decode byte 0xe9 in position 10: invalid continuation byte",
        ],
    },
];
