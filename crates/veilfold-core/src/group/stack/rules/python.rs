//! Python: the interpreter's own messages. Names in quotes are names in code: they say what is wrong.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        kinds: &["gaierror", "ConnectError", "ConnectionError"],
        pattern: "[Errno *] Name or service not known*",
        says: "Name or service not known",
        same: &["[Errno -2] Name or service not known", "[Errno -2] Name or service not known: 'a'"],
    },
    Rule {
        kinds: &["gaierror", "ConnectError", "ConnectionError"],
        pattern: "[Errno *] nodename nor servname provided, or not known*",
        says: "Name or service not known",
        same: &[
            "[Errno 8] nodename nor servname provided, or not known",
            "[Errno 8] nodename nor servname provided, or not known ",
        ],
    },
    Rule {
        kinds: &["gaierror", "ConnectError"],
        pattern: "[Errno 11001] getaddrinfo failed*",
        says: "Name or service not known",
        same: &["[Errno 11001] getaddrinfo failed", "[Errno 11001] getaddrinfo failed "],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "Object of type * is not JSON serializable",
        says: "Object of type {1} is not JSON serializable",
        same: &[
            "Object of type Decimal is not JSON serializable",
            "Object of type Decimal is not JSON serializable",
        ],
    },
    Rule {
        kinds: &["RecursionError"],
        pattern: "*",
        says: "maximum recursion depth exceeded",
        same: &[
            "maximum recursion depth exceeded",
            "maximum recursion depth exceeded while calling a Python object",
        ],
    },
    Rule {
        kinds: &["ZeroDivisionError"],
        pattern: "*",
        says: "division by zero",
        same: &["division by zero", "integer division or modulo by zero", "float floor division by zero"],
    },
    Rule {
        kinds: &["SyntaxError", "IndentationError", "TabError"],
        pattern: "* (*, line *)",
        says: "{1~}",
        same: &["invalid syntax (a.py, line 3)", "invalid syntax (b.py, line 10)"],
    },
    Rule { kinds: &["KeyError"], pattern: "'*'", says: "<key>", same: &["'a'", "'b c'"] },
    Rule {
        kinds: &["KeyError"],
        pattern: "*ot in index*",
        says: "not in index",
        same: &["\"['a', 'b'] not in index\"", "\"['c'] not in index\""],
    },
    Rule {
        kinds: &["KeyError"],
        pattern: "*one of [*",
        says: "none of them in index",
        same: &[
            "\"None of [Index(['a'], dtype='object')] are in the [columns]\"",
            "\"None of [Index(['b', 'c'])] are in the [columns]\"",
        ],
    },
    Rule {
        kinds: &["KeyError"],
        pattern: "*",
        says: "<key>",
        same: &["('a', 1)", "17", "None", "<Color.RED: 1>"],
    },
    Rule {
        kinds: &["AttributeError"],
        pattern: "'*' object has no attribute '*'*",
        says: "'{1}' object has no attribute '{2}'",
        same: &["'A' object has no attribute 'b'", "'A' object has no attribute 'b'. Did you mean: 'c'?"],
    },
    Rule {
        kinds: &["AttributeError"],
        pattern: "* '*' has no attribute '*'*",
        says: "{1} '{2}' has no attribute '{3}'",
        same: &[
            "module 'sys' has no attribute 'exitt'",
            "module 'sys' has no attribute 'exitt'. Did you mean: 'exit'?",
        ],
    },
    Rule {
        kinds: &["NameError"],
        pattern: "name '*' is not defined*",
        says: "name '{1}' is not defined",
        same: &["name 'x' is not defined", "name 'x' is not defined. Did you mean: 'y'?"],
    },
    Rule {
        kinds: &["UnboundLocalError"],
        pattern: "local variable '*' referenced before assignment",
        says: "'{1}' has no value yet",
        same: &["local variable 'x' referenced before assignment"],
    },
    Rule {
        kinds: &["UnboundLocalError", "NameError"],
        pattern: "cannot access * variable '*' where it is not associated with a value*",
        says: "'{2}' has no value yet",
        same: &[
            "cannot access local variable 'x' where it is not associated with a value",
            "cannot access free variable 'x' where it is not associated with a value in enclosing scope",
        ],
    },
    Rule {
        kinds: &["NameError"],
        pattern: "free variable '*' referenced before assignment*",
        says: "'{1}' has no value yet",
        same: &["free variable 'x' referenced before assignment in enclosing scope"],
    },
    Rule {
        kinds: &["ModuleNotFoundError"],
        pattern: "No module named '*'*",
        says: "No module named '{1}'",
        same: &["No module named 'a'", "No module named 'a'; 'a' is not a package"],
    },
    Rule {
        kinds: &["ImportError"],
        pattern: "cannot import name '*' from *'*' (*",
        says: "cannot import name '{1}' from '{3}'",
        same: &[
            "cannot import name 'a' from 'b' (/srv/b.py)",
            "cannot import name 'a' from 'b' (/app/b.py)",
            "cannot import name 'a' from partially initialized module 'b' (most likely due to a circular import)",
        ],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "*() missing * required * argument*: *",
        says: "{1}() lacks arguments {5}",
        same: &[
            "f() missing 1 required positional argument: 'x'",
            "f() missing 1 required keyword-only argument: 'x'",
        ],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "*() got an unexpected keyword argument '*'*",
        says: "{1}() got an unexpected keyword argument '{2}'",
        same: &[
            "f() got an unexpected keyword argument 'x'",
            "f() got an unexpected keyword argument 'x'. Did you mean 'y'?",
        ],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "*() argument must be a string, a bytes-like object or a *number, not '*'",
        says: "{1}() argument must be a number, not '{3}'",
        same: &[
            "int() argument must be a string, a bytes-like object or a number, not 'NoneType'",
            "int() argument must be a string, a bytes-like object or a real number, not 'NoneType'",
        ],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "*() argument must be a string or a *number, not '*'",
        says: "{1}() argument must be a number, not '{3}'",
        same: &[
            "float() argument must be a string or a number, not 'list'",
            "float() argument must be a string or a real number, not 'list'",
        ],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "unsupported operand type(s) for *: '*' and '*'",
        says: "unsupported operand types for {1}: '{2}' and '{3}'",
        same: &["unsupported operand type(s) for +: 'int' and 'str'"],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "'*' object *",
        says: "'{1}' object {2}",
        same: &["'NoneType' object is not subscriptable"],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "not enough values to unpack (*",
        says: "not enough values to unpack",
        same: &[
            "not enough values to unpack (expected 2, got 1)",
            "not enough values to unpack (expected at least 3, got 0)",
        ],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "too many values to unpack (*",
        says: "too many values to unpack",
        same: &["too many values to unpack (expected 2)", "too many values to unpack (expected 2, got 5)"],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "invalid literal for int() with base *",
        says: "invalid literal for int()",
        same: &[
            "invalid literal for int() with base 10: 'a'",
            "invalid literal for int() with base 16: 'it''s zz top'",
        ],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "could not convert string to float: *",
        says: "could not convert string to float",
        same: &["could not convert string to float: 'a'", "could not convert string to float: ''"],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "Invalid isoformat string: *",
        says: "Invalid isoformat string",
        same: &["Invalid isoformat string: 'x'", "Invalid isoformat string: '2024 13'"],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "time data * does not match format *",
        says: "time data does not match format",
        same: &["time data '1' does not match format '%Y-%m'", "time data 'a b' does not match format '%d'"],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "unconverted data remains: *",
        says: "unconverted data remains",
        same: &["unconverted data remains: x", "unconverted data remains:  12 y"],
    },
    Rule {
        kinds: &["ValueError"],
        pattern: "* is not a valid *",
        says: "not a valid {2}",
        same: &["'purple' is not a valid Color", "17 is not a valid Color"],
    },
    Rule {
        kinds: &["UnicodeDecodeError"],
        pattern: "'*' codec can't decode *",
        says: "{1} codec can't decode",
        same: &[
            "'utf-8' codec can't decode byte 0xff in position 3: invalid start byte",
            "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data",
        ],
    },
    Rule {
        kinds: &["UnicodeEncodeError"],
        pattern: "'*' codec can't encode *",
        says: "{1} codec can't encode",
        same: &[
            "'ascii' codec can't encode character '\\xe9' in position 1: ordinal not in range(128)",
            "'ascii' codec can't encode characters in position 1-2: ordinal not in range(128)",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "[Errno *] *: *",
        says: "{2~}",
        same: &[
            "[Errno 2] No such file or directory: 'a'",
            "[Errno 2] No such file or directory: 'b' -> 'c d'",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "[Errno *] *",
        says: "{2~}",
        same: &["[Errno 111] Connection refused", "[Errno 61] Connection refused"],
    },
    Rule {
        kinds: &[],
        pattern: "Multiple exceptions: [Errno *] *",
        says: "Multiple exceptions",
        same: &[
            "Multiple exceptions: [Errno 111] Connect call failed ('::1', 5432, 0, 0), [Errno 111] Connect call failed ('127.0.0.1', 5432)",
            "Multiple exceptions: [Errno 111] Connect call failed ('10.0.0.1', 1)",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "[SSL: *] *(_ssl.c:*)",
        says: "{1}",
        same: &[
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1129)",
            "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1007)",
        ],
    },
    Rule {
        kinds: &["CalledProcessError"],
        pattern: "Command * returned non-zero exit status *",
        says: "Command returned non-zero exit status",
        same: &[
            "Command '['a', 'b']' returned non-zero exit status 1.",
            "Command 'c d' returned non-zero exit status 127.",
        ],
    },
    Rule {
        kinds: &["CalledProcessError"],
        pattern: "Command * died with <*",
        says: "Command died with a signal",
        same: &[
            "Command '['a', 'b']' died with <Signals.SIGKILL: 9>.",
            "Command 'c' died with <Signals.SIGTERM: 15>.",
        ],
    },
    Rule {
        kinds: &["TimeoutExpired"],
        pattern: "Command * timed out after *",
        says: "Command timed out",
        same: &["Command '['a', 'b']' timed out after 3 seconds", "Command 'c' timed out after 0.5 seconds"],
    },
];
