//! Ruby and PHP.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        kinds: &["RecordInvalid"],
        pattern: "Validation failed: *",
        says: "Validation failed",
        same: &[
            "Validation failed: Email has already been taken",
            "Validation failed: Email has already been taken, Name can't be blank",
        ],
    },
    Rule {
        kinds: &["ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH"],
        pattern: "Failed to open TCP connection to * (* - connect(2) for *",
        says: "{2~}",
        same: &[
            "Failed to open TCP connection to a.example.com:443 (Connection refused - connect(2) for \"a.example.com\" port 443)",
            "Failed to open TCP connection to cache:80 (Connection refused - connect(2) for \"cache\" port 80)",
        ],
    },
    Rule {
        kinds: &["ECONNREFUSED", "ETIMEDOUT", "EHOSTUNREACH"],
        pattern: "* - connect(2) for *",
        says: "{1~}",
        same: &[
            "Connection refused - connect(2) for \"localhost\" port 6379",
            "Connection refused - connect(2) for 10.0.0.1:6379",
        ],
    },
    Rule {
        kinds: &["ReadTimeout", "OpenTimeout", "WriteTimeout"],
        pattern: "Net::*Timeout*",
        says: "timed out",
        same: &["Net::ReadTimeout with #<TCPSocket:(closed)>", "Net::ReadTimeout"],
    },
    Rule {
        kinds: &["ConnectException", "RequestException"],
        pattern: "cURL error *: *",
        says: "cURL error {1}",
        same: &[
            "cURL error 7: Failed to connect to a port 80: Connection refused (see https://curl.haxx.se/libcurl/c/libcurl-errors.html) for http://a",
            "cURL error 7: Failed to connect to b.c port 443 after 3 ms: Couldn't connect to server",
        ],
    },
    // Ruby: quotes, `nil:NilClass` and object addresses changed with 3.4.
    Rule {
        kinds: &["NoMethodError", "NameError"],
        pattern: "undefined method `*' for *",
        says: "undefined method {1}",
        same: &["undefined method `a' for nil:NilClass", "undefined method `a' for #<B:0x000071>"],
    },
    Rule {
        kinds: &["NoMethodError", "NameError"],
        pattern: "undefined method '*' for *",
        says: "undefined method {1}",
        same: &["undefined method 'a' for nil", "undefined method 'a' for an instance of B"],
    },
    Rule {
        kinds: &["NameError"],
        pattern: "undefined local variable or method `*' for *",
        says: "undefined name {1}",
        same: &["undefined local variable or method `a' for main:Object"],
    },
    Rule {
        kinds: &["NameError"],
        pattern: "undefined local variable or method '*' for *",
        says: "undefined name {1}",
        same: &["undefined local variable or method 'a' for main"],
    },
    // Ruby's JSON; other parsers of that name say more.
    Rule {
        kinds: &["ParserError"],
        pattern: "*expected *",
        says: "invalid JSON",
        same: &[
            "unexpected token at 'x'",
            "765: unexpected token at '{a'",
            "unexpected character: 'x' at line 1 column 1",
            "expected object key, got 'x' at line 1 column 1",
        ],
    },
    Rule {
        kinds: &["ENOENT", "EACCES", "EEXIST", "EISDIR"],
        pattern: "* @ * - *",
        says: "{1}",
        same: &[
            "No such file or directory @ rb_sysopen - /a",
            "No such file or directory @ rb_sysopen - b c",
        ],
    },
    Rule {
        kinds: &["RecordNotFound"],
        pattern: "Couldn't find * with *",
        says: "Couldn't find {1}",
        same: &["Couldn't find Order with 'id'=17", "Couldn't find Order with 'id'=\"a\" [WHERE x]"],
    },
    // PHP: quotes and capitals changed with 8.0.
    Rule {
        kinds: &["TypeError"],
        pattern: "*: Argument #* must be of type *, * given, called in * on line *",
        says: "{1} takes {3} as #{2}",
        same: &[
            "A\\B::f(): Argument #1 ($x) must be of type int, string given, called in /a/b.php on line 3",
            "A\\B::f(): Argument #1 ($x) must be of type int, null given, called in /c.php on line 33",
        ],
    },
    Rule {
        kinds: &["ArgumentCountError"],
        pattern: "Too few arguments to function *, * passed in *",
        says: "too few arguments to {1}",
        same: &[
            "Too few arguments to function f(), 1 passed in /a/b.php on line 3 and exactly 2 expected",
            "Too few arguments to function f(), 0 passed in /c.php on line 33 and at least 2 expected",
        ],
    },
    Rule {
        kinds: &["TypeError", "ArgumentCountError"],
        pattern: "*, called in * on line *",
        says: "{1~}",
        same: &[
            "Argument 1 passed to f() must be of the type int, string given, called in /a/b.php on line 3",
            "Argument 1 passed to f() must be of the type int, string given, called in /c.php on line 33",
        ],
    },
    Rule {
        kinds: &[],
        pattern: "Undefined array key *",
        says: "Undefined array key",
        same: &["Undefined array key \"a\"", "Undefined array key 3"],
    },
    Rule {
        kinds: &[],
        pattern: "Undefined index: *",
        says: "Undefined array key",
        same: &["Undefined index: a"],
    },
    Rule {
        kinds: &[],
        pattern: "Undefined offset: *",
        says: "Undefined array key",
        same: &["Undefined offset: 3"],
    },
    Rule {
        kinds: &[],
        pattern: "Undefined variable $*",
        says: "Undefined variable {1}",
        same: &["Undefined variable $a"],
    },
    Rule {
        kinds: &[],
        pattern: "Undefined variable: *",
        says: "Undefined variable {1}",
        same: &["Undefined variable: a"],
    },
    Rule {
        kinds: &[],
        pattern: "Class '*' not found",
        says: "Class {1} not found",
        same: &["Class 'A' not found"],
    },
    Rule {
        kinds: &[],
        pattern: "Class \"*\" not found",
        says: "Class {1} not found",
        same: &["Class \"A\" not found"],
    },
    Rule {
        kinds: &["Error"],
        pattern: "Call to *",
        says: "Call to {1}",
        same: &["Call to a member function b() on null"],
    },
    Rule {
        kinds: &[],
        pattern: "*(*): *ailed to open stream: *",
        says: "{1}: failed to open stream: {4}",
        same: &[
            "fopen(/a): Failed to open stream: No such file or directory",
            "fopen(b): failed to open stream: No such file or directory",
        ],
    },
];
