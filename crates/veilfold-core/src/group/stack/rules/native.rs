//! Go and Rust: panics, and the errors that programs panic with or log.

use super::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        kinds: &["panic", "error"],
        pattern: "*x509: certificate is valid for *, not *",
        says: "x509: certificate is valid for another name",
        same: &[
            "x509: certificate is valid for a.b, not c.d",
            "x509: certificate is valid for e.f, g.h, not i.j",
        ],
    },
    Rule {
        kinds: &["panic"],
        pattern: "called `Result::unwrap()` on an `Err` value: *",
        says: "unwrap of {1!}",
        same: &[
            "called `Result::unwrap()` on an `Err` value: Os { code: 2, kind: NotFound, message: \"No such file or directory\" }",
            "called `Result::unwrap()` on an `Err` value: Os { code: 3, kind: NotFound, message: \"x\" }",
        ],
    },
    Rule {
        kinds: &["panic"],
        pattern: "*: Os { code: *, kind: *, message: *",
        says: "{1~}: Os {3}",
        same: &[
            "config: Os { code: 2, kind: NotFound, message: \"a\" }",
            "config: Os { code: 3, kind: NotFound, message: \"b\" }",
        ],
    },
    // Go.
    Rule {
        kinds: &["panic"],
        pattern: "runtime error: index out of range *",
        says: "index out of range",
        same: &[
            "runtime error: index out of range [5] with length 1",
            "runtime error: index out of range [-1]",
        ],
    },
    Rule {
        kinds: &["panic"],
        pattern: "runtime error: slice bounds out of range *",
        says: "slice bounds out of range",
        same: &[
            "runtime error: slice bounds out of range [:5] with capacity 3",
            "runtime error: slice bounds out of range [4:2]",
        ],
    },
    Rule {
        kinds: &["panic"],
        pattern: "interface conversion: *",
        says: "interface conversion: {1}",
        same: &["interface conversion: interface {} is string, not int"],
    },
    Rule {
        kinds: &["panic", "error"],
        pattern: "*invalid character * *",
        says: "invalid JSON",
        same: &[
            "invalid character 'x' looking for beginning of value",
            "json: invalid character '}' after array element",
        ],
    },
    Rule {
        kinds: &["panic", "error"],
        pattern: "*unexpected end of JSON input*",
        says: "invalid JSON",
        same: &["unexpected end of JSON input", "decode: unexpected end of JSON input"],
    },
    Rule {
        kinds: &["panic", "error"],
        pattern: "*dial tcp*: lookup *: *",
        says: "dial tcp: lookup: {4~}",
        same: &[
            "dial tcp: lookup db on 10.0.0.2:53: no such host",
            "Get \"http://a\": dial tcp: lookup a on 127.0.0.11:53: no such host",
        ],
    },
    Rule {
        kinds: &["panic", "error"],
        pattern: "*dial tcp *: connect: *",
        says: "dial tcp: {3}",
        same: &[
            "dial tcp 127.0.0.1:5432: connect: connection refused",
            "Get \"http://a/b\": dial tcp [::1]:80: connect: connection refused",
        ],
    },
    Rule {
        kinds: &["panic", "error"],
        pattern: "open *: *",
        says: "open: {2}",
        same: &["open /a/b: no such file or directory", "open c: no such file or directory"],
    },
    Rule {
        kinds: &["panic", "error"],
        pattern: "*strconv.*: parsing *: *",
        says: "strconv.{2}: {4}",
        same: &[
            "strconv.Atoi: parsing \"a\": invalid syntax",
            "bad id: strconv.Atoi: parsing \"b c\": invalid syntax",
        ],
    },
    // Rust.
    Rule {
        kinds: &["panic"],
        pattern: "index out of bounds: *",
        says: "index out of bounds",
        same: &[
            "index out of bounds: the len is 3 but the index is 9",
            "index out of bounds: the len is 0 but the index is 0",
        ],
    },
    Rule {
        kinds: &["panic"],
        pattern: "assertion *left == right*",
        says: "assertion left == right failed",
        same: &["assertion `left == right` failed", "assertion failed: `(left == right)`"],
    },
    Rule {
        kinds: &["panic"],
        pattern: "*already *borrowed*",
        says: "already borrowed",
        same: &[
            "already borrowed: BorrowMutError",
            "already mutably borrowed: BorrowError",
            "RefCell already borrowed",
        ],
    },
    Rule {
        kinds: &["panic"],
        pattern: "byte index * is not a char boundary*",
        says: "not a char boundary",
        same: &[
            "byte index 1 is not a char boundary; it is inside 'é' (bytes 0..2) of `éa`",
            "byte index 3 is not a char boundary; it is inside 'ü' (bytes 2..4) of `aäü`",
        ],
    },
    Rule {
        kinds: &["panic"],
        pattern: "range * out of range for slice of length *",
        says: "range out of range for slice",
        same: &[
            "range end index 9 out of range for slice of length 3",
            "range start index 4 out of range for slice of length 0",
        ],
    },
];
