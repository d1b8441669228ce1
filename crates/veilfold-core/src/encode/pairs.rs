//! Which members and items name the value of another one.
//!
//! `{"key": "password", "value": v}` and its like: the members of a form, the variables of a container, the
//! attributes of OTLP, and the reports of validators, which repeat what they refused
//! (`{"loc": ["body", "password"], "input": v}`).

use crate::texts::{Texts, texts};

/// A key in small letters without signs, where it is short.
struct Compact {
    bytes: [u8; Compact::LONGEST],
    len: usize,
}

impl Compact {
    const LONGEST: usize = 16;

    fn of(key: &[u8]) -> Option<Compact> {
        let mut compact = Compact { bytes: [0; Compact::LONGEST], len: 0 };
        if key.len() > Compact::LONGEST {
            return None;
        }
        let mut room = compact.bytes.iter_mut();
        for byte in key.iter().filter(|byte| !matches!(byte, b'_' | b'-')) {
            *room.next()? = byte.to_ascii_lowercase();
            compact.len += 1;
        }
        Some(compact)
    }

    fn is_one_of(&self, names: Texts) -> bool {
        self.bytes.get(..self.len).is_some_and(|key| names.has(key))
    }
}

fn is_one_of(key: &[u8], names: Texts) -> bool {
    Compact::of(key).is_some_and(|key| key.is_one_of(names))
}

/// The letters that some texts begin with, and the signs that are none: a bit for the lower five of each.
struct Letters(u32);

impl Letters {
    const fn of(lists: &[Texts]) -> Letters {
        let (mut letters, mut n) = (1 << (b'_' & 31) | 1 << (b'-' & 31), 0);
        while n < lists.len() {
            let mut i = 0;
            while let Some(text) = lists[n].get(i) {
                letters |= 1 << (text[0] & 31);
                i += 1;
            }
            n += 1;
        }
        Letters(letters)
    }

    /// False where no text begins as `key` does, in any case: most keys are told by that.
    fn begin(&self, key: &[u8]) -> bool {
        key.first().is_some_and(|byte| self.0 >> (byte & 31) & 1 != 0)
    }
}

/// Keys that hold the name of a sibling pair.
pub(crate) fn is_pair_name(key: &[u8]) -> bool {
    const NAMES: Texts = texts![
        "key",
        "name",
        "k",
        "field",
        "fieldname",
        "header",
        "param",
        "parameter",
        "property",
        "attribute",
        "variable",
        "setting",
        "option",
        // CloudFormation, Elastic Beanstalk, lists of headers and of environments.
        "parameterkey",
        "parametername",
        "optionname",
        "headername",
        "attributename",
        "propertyname",
        "variablename",
        // JSON schema validators (ajv): a JSON pointer.
        "instancepath",
        "datapath",
        // JSON patches (RFC 6902) and express-validator; see `is_route`.
        "path",
    ];
    const LETTERS: Letters = Letters::of(&[NAMES]);
    LETTERS.begin(key) && is_one_of(key, NAMES)
}

/// Whether the text under `key` is a route or a file, which names no value unless a patch says so.
pub(crate) fn is_route(key: &[u8], text: &[u8]) -> bool {
    key.eq_ignore_ascii_case(b"path") && text.iter().any(|b| matches!(b, b'/' | b'\\' | b':'))
}

/// Members of a JSON Web Key (RFC 7518 section 6) that hold its private parts.
pub(crate) fn is_part_of_jwk(key: &[u8]) -> bool {
    matches!(key, b"d" | b"p" | b"q" | b"dp" | b"dq" | b"qi" | b"k")
}

/// Members of a Kubernetes Secret that hold its values.
pub(crate) fn is_data_of_secret(key: &[u8]) -> bool {
    texts!["data", "stringData"].has(key)
}

/// What an object says under `key` that is a Kubernetes Secret or a list of them, and, in the member of an audit event
/// that says so ([`is_reference`]), what its siblings hold.
pub(crate) fn is_kind_of_secret(key: &[u8], kind: &[u8], in_reference: bool) -> bool {
    is_secret(kind) && if in_reference { key == b"resource" } else { key == b"kind" && kind != b"secrets" }
}

/// The names of that kind, of a list of it, and of the resource.
pub(crate) fn is_secret(kind: &[u8]) -> bool {
    texts!["Secret", "SecretList", "secrets"].has(kind)
}

/// Whether the object under `key` says of what kind its siblings are: that of an audit event of Kubernetes.
pub fn is_reference(key: &[u8]) -> bool {
    key == b"objectRef"
}

/// Whether a sibling may say what the value of `key` is.
pub(crate) fn may_be_named(key: &[u8]) -> bool {
    is_pair_value(key, false) || is_part_of_jwk(key) || is_data_of_secret(key)
}

/// Keys that hold the way to a value as an array of steps, of which the last names it: pydantic, `FastAPI` and zod.
pub(crate) fn is_path_name(key: &[u8]) -> bool {
    is_one_of(key, texts!["loc", "path"])
}

/// Keys that hold the value of a sibling pair; where that is an object or array, fewer do: next to the path of
/// a field that is missing, `input` holds the object that lacks it.
pub(crate) fn is_pair_value(key: &[u8], is_container: bool) -> bool {
    const VALUES: Texts = texts![
        "value",
        "v",
        "val",
        "stringvalue",
        "parametervalue",
        "optionvalue",
        "headervalue",
        "attributevalue",
        "propertyvalue",
        "variablevalue",
    ];
    const SCALARS: Texts = texts![
        "input",
        "inputvalue",
        "received",
        "rejected",
        "rejectedvalue",
        "invalidvalue",
        "actual",
        "actualvalue",
        // What a field was and what it is, as audit trails tell.
        "old",
        "new",
        "before",
        "after",
        "oldvalue",
        "newvalue",
        "data",
    ];
    const LETTERS: Letters = Letters::of(&[VALUES, SCALARS]);
    LETTERS.begin(key)
        && Compact::of(key)
            .is_some_and(|key| key.is_one_of(VALUES) || !is_container && key.is_one_of(SCALARS))
}

/// Whether the item at `index` (from 0) of a list under `key` names the item after it: `--password` of a command
/// line, and every other item of a flat list of headers, as Node's `rawHeaders` is.
pub fn names_next(key: &[u8], index: usize, item: &[u8]) -> bool {
    let is_headers =
        || key.len() >= 7 && key.get(key.len() - 7..).is_some_and(|end| end.eq_ignore_ascii_case(b"headers"));
    let in_flag = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.') || *b >= 0x80;
    item.first() == Some(&b'-') && item.iter().all(in_flag) || index.is_multiple_of(2) && is_headers()
}

/// Whether two texts under `key` are a user and a password: `auth = ("bob", "…")`, as `requests` has it. The word ends a
/// name, as `basic_auth` and `proxyAuth` do, and `oauth` does not.
pub fn is_account(key: &[u8]) -> bool {
    let (true, Some((before, [first, rest @ ..]))) = (key.len() <= 32, key.split_last_chunk::<4>()) else {
        return false;
    };
    let begins = |before: &u8| match before {
        b'a'..=b'z' => *first == b'A',
        b'A'..=b'Z' => *first == b'A' && rest[0] == b'u',
        _ => before.is_ascii(),
    };
    first.eq_ignore_ascii_case(&b'a') && rest.eq_ignore_ascii_case(b"uth") && before.last().is_none_or(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_of_pairs() {
        for key in ["key", "Name", "field", "instancePath"] {
            assert!(is_pair_name(key.as_bytes()), "{key}");
        }
        assert!(is_route(b"path", b"/oauth/token") && !is_route(b"path", b"password"));
        for key in ["paths", "message", "keys", "a_key_that_is_long", ""] {
            assert!(!is_pair_name(key.as_bytes()), "{key}");
        }
        assert!(is_pair_value(b"stringValue", true) && is_pair_value(b"rejected_value", false));
        assert!(!is_pair_value(b"input", true) && !is_pair_value(b"from", false));
    }

    #[test]
    fn items_that_name_the_next() {
        assert!(names_next(b"argv", 3, b"--password") && names_next(b"rawHeaders", 2, b"Host"));
        assert!(!names_next(b"rawHeaders", 1, b"h") && !names_next(b"argv", 0, b"mysql"));
        assert!(!names_next(b"argv", 3, b"--password=x") && !names_next(b"argv", 3, b"- no password"));
        for key in ["auth", "AUTH", "basic_auth", "proxy-auth", "httpAuth", "HTTPAuth", "http2auth"] {
            assert!(is_account(key.as_bytes()), "{key}");
        }
        for key in ["author", "oauth", "OAUTH", "OAuth2", "\u{e9}auth", "uth", ""] {
            assert!(!is_account(key.as_bytes()), "{key}");
        }
    }
}
