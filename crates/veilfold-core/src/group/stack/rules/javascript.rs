//! JavaScript engines and Node.js. What is wrong with a JSON text follows from the text, and each engine words it anew.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        kinds: &["ValidationError"],
        pattern: "* validation failed: *",
        says: "{1} validation failed",
        same: &[
            "User validation failed: email: Path `email` is required.",
            "User validation failed: email: Path `email` is required., name: Path `name` is required.",
        ],
    },
    Rule {
        kinds: &["ChunkLoadError"],
        pattern: "Loading * failed.*",
        says: "Loading a chunk failed",
        same: &[
            "Loading chunk 17 failed.",
            "Loading chunk vendors-x failed. (missing: https://c/d.js)",
            "Loading CSS chunk 3 failed.
(/a.css)",
        ],
    },
    Rule {
        kinds: &["SyntaxError"],
        pattern: "*JSON*",
        says: "invalid JSON",
        same: &[
            "Unexpected token 'x', \"{x}\" is not valid JSON",
            "Unexpected token x in JSON at position 1",
            "Unexpected end of JSON input",
            "Expected property name or '}' in JSON at position 1 (line 1 column 2)",
            "JSON.parse: unexpected character at line 1 column 1 of the JSON data",
            "JSON Parse error: Unexpected identifier \"x\"",
        ],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "Cannot read property '*' of *",
        says: "cannot read '{1}' of {2}",
        same: &["Cannot read property 'a' of undefined"],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "Cannot read properties of * (reading '*')",
        says: "cannot read '{2}' of {1}",
        same: &["Cannot read properties of undefined (reading 'a')"],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "can't access property \"*\", * is *",
        says: "cannot read '{1}' of {3}",
        same: &[
            "can't access property \"a\", e is undefined",
            "can't access property \"a\", this.b is undefined",
        ],
    },
    Rule {
        kinds: &["Error", "Invariant Violation"],
        pattern: "Minified React error #*; *",
        says: "React error {1}",
        same: &[
            "Minified React error #310; visit https://reactjs.org/docs/error-decoder.html?invariant=310 for the full message",
            "Minified React error #310; visit https://react.dev/errors/310 for the full message",
        ],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "Cannot set property '*' of *",
        says: "cannot set '{1}' of {2}",
        same: &["Cannot set property 'a' of null"],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "Cannot set properties of * (setting '*')",
        says: "cannot set '{2}' of {1}",
        same: &["Cannot set properties of null (setting 'a')"],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "* is not a function",
        says: "{1} is not a function",
        same: &["a.b is not a function"],
    },
    Rule {
        kinds: &["TypeError"],
        pattern: "* is not iterable*",
        says: "{1} is not iterable",
        same: &["a is not iterable", "a is not iterable (cannot read property Symbol(Symbol.iterator))"],
    },
    Rule {
        kinds: &["ReferenceError"],
        pattern: "* is not defined",
        says: "{1} is not defined",
        same: &["a is not defined"],
    },
    Rule {
        kinds: &["ReferenceError"],
        pattern: "Can't find variable: *",
        says: "{1} is not defined",
        same: &["Can't find variable: a"],
    },
    Rule {
        kinds: &[],
        pattern: "getaddrinfo * *",
        says: "getaddrinfo {1}",
        same: &["getaddrinfo ENOTFOUND db.internal", "getaddrinfo ENOTFOUND a"],
    },
    Rule {
        kinds: &[],
        pattern: "connect E* *",
        says: "connect E{1}",
        same: &[
            "connect ECONNREFUSED 127.0.0.1:5432",
            "connect ECONNREFUSED ::1:80",
            "connect ECONNREFUSED /run/a.sock",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "E*: *, * '*",
        says: "E{1}: {2~}, {3~}",
        same: &[
            "ENOENT: no such file or directory, open 'a'",
            "ENOENT: no such file or directory, open '/b/c d'",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "Request failed with status code *",
        says: "Request failed with status code {1}",
        same: &["Request failed with status code 404"],
    },
    Rule {
        kinds: &[],
        pattern: "Cannot find module '/*'*",
        says: "Cannot find a module",
        same: &["Cannot find module '/srv/a/b.js'", "Cannot find module '/app/b.js'"],
    },
    Rule {
        kinds: &[],
        pattern: "Cannot find module '*'*",
        says: "Cannot find module {1}",
        same: &["Cannot find module 'a'"],
    },
];
