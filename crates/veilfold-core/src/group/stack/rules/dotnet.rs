//! .NET.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        kinds: &["RedisTimeoutException"],
        pattern: "Timeout performing *",
        says: "Timeout",
        same: &["Timeout performing GET (5000ms), next: GET a, inst: 0", "Timeout performing SET b (1000ms)"],
    },
    Rule {
        kinds: &["KeyNotFoundException"],
        pattern: "The given key * was not present in the dictionary.",
        says: "The given key was not present",
        same: &[
            "The given key 'a' was not present in the dictionary.",
            "The given key '17' was not present in the dictionary.",
        ],
    },
    Rule {
        kinds: &["KeyNotFoundException"],
        pattern: "The given key was not present in the dictionary.",
        says: "The given key was not present",
        same: &["The given key was not present in the dictionary."],
    },
    Rule {
        kinds: &["FormatException"],
        pattern: "*nput string * not in a correct format.",
        says: "Input string was not in a correct format",
        same: &[
            "Input string was not in a correct format.",
            "The input string 'abc' was not in a correct format.",
        ],
    },
    Rule {
        kinds: &["InvalidCastException"],
        pattern: "Unable to cast object of type '*' to type '*'*",
        says: "{1} cannot be cast to {2}",
        same: &["Unable to cast object of type 'A' to type 'B'."],
    },
    Rule {
        kinds: &["ArgumentNullException"],
        pattern: "Value cannot be null.*",
        says: "Value cannot be null",
        same: &["Value cannot be null. (Parameter 'a')", "Value cannot be null."],
    },
    Rule {
        kinds: &["AggregateException"],
        pattern: "One or more errors occurred.*",
        says: "One or more errors occurred",
        same: &["One or more errors occurred.", "One or more errors occurred. (a) (b)"],
    },
    Rule {
        kinds: &["HttpRequestException"],
        pattern: "Response status code does not indicate success: * (*",
        says: "status {1}",
        same: &["Response status code does not indicate success: 404 (Not Found)."],
    },
    Rule {
        kinds: &["HttpRequestException", "SocketException", "NpgsqlException"],
        pattern: "* (*:*)",
        says: "{1~} <address>",
        same: &["Connection refused (localhost:5000)", "Connection refused (10.0.0.1:80)"],
    },
    Rule {
        kinds: &["JsonException"],
        pattern: "* Path: $* | LineNumber: *",
        says: "{1~}",
        same: &[
            "'x' is an invalid start of a value. Path: $ | LineNumber: 0 | BytePositionInLine: 0.",
            "'y' is an invalid start of a value. Path: $.a[1] | LineNumber: 3 | BytePositionInLine: 7.",
        ],
    },
    Rule {
        kinds: &["JsonReaderException"],
        pattern: "Unexpected character encountered while parsing value: *",
        says: "Unexpected character",
        same: &[
            "Unexpected character encountered while parsing value: x. Path '', line 0, position 0.",
            "Unexpected character encountered while parsing value: y. Path 'a', line 3, position 2.",
        ],
    },
];
