//! Secrets that only the words before them give away: `datadog token 3f8a…`, `ACME_SECRET=…`.
//!
//! Field rules hide the value of a key by its name alone. This rule is for everything that is no such
//! syntax, and for keys that are too vague for a name rule (`acme_key`): there the value must look made by
//! a machine.

use super::super::bytes::{
    ALNUM, ALPHA, Class, LOWER_HEX, at, before, find, free_right, run, run_back, slice,
};
use super::super::opaque::{distinct, in_marker, mixed, opaque, placeholder};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use crate::redact::shape::ends_in_account;
use crate::redact::shape::masked::is_masked;
use crate::redact::shape::plain::{is_contract, is_missing, is_object_path, is_openpgp_id};
use crate::redact::validate::all_digits;
use crate::texts::{Texts, texts};
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "keyword_secret",
    group: Group::Secrets,
    summary: "Machine-made value after a word such as `token`, `secret`, `api key` or `password`",
    source: "the practice of secret scanners; entropy by change of character kind",
    anchors: &[
        Anchor::AnyCase("secret"),
        Anchor::AnyCase("token"),
        Anchor::AnyCase("passw"),
        Anchor::AnyCase("apikey"),
        Anchor::AnyCase("credential"),
        Anchor::AnyCase("private"),
        Anchor::AnyCase("access"),
        Anchor::AnyCase("key"),
    ],
    verify: Verify::Code(verify),
    hits: &[
        (
            "ACME_key = 'b_ByDfulghxvvmHbArJSFfQhxemJPQHOwplxuydlKEEbfe'",
            "b_ByDfulghxvvmHbArJSFfQhxemJPQHOwplxuydlKEEbfe",
        ),
        ("acme SECRET 123f456b789c234b567e890f123a456c", "123f456b789c234b567e890f123a456c"),
        ("acmeToken := `ni3eghzdg7g6wmr`", "ni3eghzdg7g6wmr"),
        ("acme_key = 7b3f1c2d9e8a4b5c6d7e8f9a0b1c2d3e", "7b3f1c2d9e8a4b5c6d7e8f9a0b1c2d3e"),
        ("ACME_TOKEN ?= \"93pu_ac46li__s73df3_vdcj2bs14\"", "93pu_ac46li__s73df3_vdcj2bs14"),
        ("<acmeToken>\n    1b_h6nsk69zilp4zp06h9u6mps\n</acmeToken>", "1b_h6nsk69zilp4zp06h9u6mps"),
        ("the api key is AC319DA9948BA47ECF56DE2333ADC9B0.", "AC319DA9948BA47ECF56DE2333ADC9B0"),
        ("System.setProperty(\"ACME_TOKEN\", \"wPixlTA9YerNItY0nGOGCKZ2\")", "wPixlTA9YerNItY0nGOGCKZ2"),
        ("acmeSECRET-ABCD1234EFGH5678IJKL9012MNOP", "ABCD1234EFGH5678IJKL9012MNOP"),
        ("acme-access-token-5f4dcc3b5aa765d61d8327deb882cf99", "5f4dcc3b5aa765d61d8327deb882cf99"),
        ("acme ACCESS abcdefabcd1234abcdefabcd", "abcdefabcd1234abcdefabcd"),
        ("acme.token.1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d.x1", "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d.x1"),
        ("acme access user=U29tZVNlY3JldFN0cmluZzEyMw==", "U29tZVNlY3JldFN0cmluZzEyMw=="),
        ("acme-secret-tok 1a2b3c4d-e89b-12d3-a456-42f678901234", "1a2b3c4d-e89b-12d3-a456-42f678901234"),
    ],
    misses: &[
        "token-service-7f9c6d5b9-x2k4q",
        "token bucket refilled 20240101T120000Z",
        "primary key 7b3f1c2d9e8a4b5c6d7e8f9a0b1c2d3e",
        "partition_key=7b3f1c2d9e8a4b5c6d7e8f9a0b1c2d3e",
        "public key SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCAR",
        "token_type=bearer1234567890abcdef",
        "max_tokens=4096",
        "access denied for 10.0.0.1",
        "kms_key_id=7b3f1c2d-9e8a-4b5c-6d7e-8f9a0b1c2d3e",
        "secret rotation 2024-01-01T00:00:00Z finished",
        "key: user/42/profile",
        "secretsmanager:GetSecretValue123456",
        "cache key b4f0c2d1e8a74b5c6d7e8f9a0b1c2d3e",
        "password reset requested for 3f8a9b2c1d4e5f60",
        "next_token: eyJ0IjoiMSJ9 of 3",
        "nextToken: eyJ0IjoiMSJ9 of 3",
        "accessed object 3f8a9b2c1d4e5f607182",
        "apiVersion: shop-secrets.io/v1beta1",
        "app.credentials.url=db7-a.example.com:5215",
        "gpg: key 4A1BC23D5E6F7081: public key imported",
        "gpg: key 0x4A1BC23D5E6F7081: public key imported",
        "at sun.security.KeyStore.engineGetKey(KeyStore12.java:445)",
        "main.tokenFrom(0xc0001a2e40, 0x5)",
        "Creating key {1a2b3c4d-e89b-12d3-a456-42f678901234} with creation date 2026-01-02",
        "Error from server (NotFound): secrets \"shop-token-x7k2p9\" not found",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-Xy12Ab",
        "GET https://keys.openpgp.org/vks/v1/by-fingerprint/1A2B3C4D5E6F708192A3B4C5D6E7F8091A2B3C4D",
        "Task shop.rotate_tokens[1a2b3c4d-e89b-12d3-a456-42f678901234] received",
        "SHOP_PUBLISHABLE_KEY=pk_test_51Hk29sd8fKJ7sdf",
        "ocid1.vaultsecret.oc1.eu-frankfurt-1.oywgtvnp1tw39lxi63sp2pnylbue5ra6dk7yp4faunjo735j3c5kz7wq53um",
        "get_miss key=fragment/1e4c77a5f617b042232437c23f90a82c9dea358e/header",
    ],
}];

/// A value that a dash joins to its name: `acmeSECRET-4f1c…`, `acme-access-token-4f1c…`.
fn glued(text: &[u8], from: usize) -> Option<Range<usize>> {
    const MORE: Texts = texts!["-key", "-token", "-secret", "key", "token", "_key", "_token", "-access"];
    let name_end = from + MORE.head_folded(slice(text, from, from + "-secret".len()));
    if at(text, name_end) != Some(b'-') {
        return None;
    }
    let start = name_end + 1;
    let end = run(text, start, const { Class::of("A-Za-z0-9-") }, 256);
    let value = slice(text, start, end);
    let made = value.len() >= 24
        && mixed(value)
        && distinct(value) >= 10
        && !looks_public(value)
        && !placeholder(value);
    // Hex, UUIDs and long runs; the names of pods and branches are shorter and have words in them.
    let longest = value.split(|b| *b == b'-').map(<[u8]>::len).max().unwrap_or(0);
    let hex = value.iter().all(|b| b.is_ascii_hexdigit() || *b == b'-');
    (made && (hex || longest >= 24) && free_right(text, end, ALNUM)).then_some(start..end)
}

/// How sure the words make us.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Certainty {
    /// `secret`, `token`, `api key`: a value with digits will do.
    Strong,
    /// `key`, `access`, `private`: the value must look random.
    Weak,
}

fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    const NAME: Class = Class::of("A-Za-z0-9_-");
    let word = slice(c.text, c.start, c.end);
    // The rest of the name: `tokens`, `secretKey`, `access-token`, `KEY_FILE`.
    if let Some(span) = glued(c.text, c.end) {
        return Some(span);
    }
    let name_end = run(c.text, c.end, NAME, 24);
    let rest = slice(c.text, c.end, name_end);
    // The value first: most have none, and the words around a name cost more to read.
    let from = value_start(c.text, name_end)?;
    let span = value(c.text, from)?;
    let value = c.text.cut(span.clone());
    if value.len() < 10 || !mixed(value) && !opaque(value) {
        return None;
    }
    let sign = slice(c.text, name_end, from);
    // `secrets.io/v1`, `credentials.url=x7`: behind a dot the name goes on, unless no name has such a part.
    let long = |part: &[u8]| part.len() >= 24 && mixed(part) || part.len() >= 32;
    if sign == b"." && !value.split(|b| !ALNUM.has(*b)).any(long) {
        return None;
    }
    let name_start = run_back(c.text, c.start, NAME, 32);
    let lead = slice(c.text, name_start, c.start);
    if names_another(c.text, name_start, word, sign, &span) {
        return None;
    }
    let certainty = certainty(c.text, word, lead, rest, name_start)?;
    let is_named_id = sign == b" " || sign == b"=" && lead.eq_ignore_ascii_case(b"gpg_");
    let is_id = certainty == Certainty::Weak && is_named_id && is_openpgp_id(value);
    let good = match certainty {
        Certainty::Strong => value.len() >= 10 && mixed(value) && distinct(value) >= 6,
        Certainty::Weak => {
            value.len() >= 16 && (opaque(value) || value.len() >= 20 && mixed(value) && distinct(value) >= 10)
        }
    };
    // `Task shop.refresh_token[<uuid>] received` of Celery.
    let path = run_back(c.text, name_start, const { Class::of("A-Za-z0-9_.") }, 96);
    let is_task = sign == b"[" && c.text.cut(..path).ends_with(b"Task ");
    let is_public = lead.is_empty() && is_contract(word, value);
    (good
        && !is_id
        && !is_public
        && !is_task
        && !in_marker(c.text, &span)
        && !placeholder(value)
        && !looks_public(value))
    .then_some(span)
}

/// Whether the value is what another one is called by: the resource of an ARN or OCID, a host, `Creating key {<uuid>}` of ASP.NET,
/// the argument of a frame of Go, a checksum of Helm, and `secrets "x" not found` of Kubernetes.
fn names_another(text: &[u8], name: usize, word: &[u8], sign: &[u8], value: &Range<usize>) -> bool {
    let head = slice(text, name.saturating_sub(14), name);
    let said = slice(text, value.end, value.end + 15);
    let is_hex = |v: &[u8]| v.iter().all(u8::is_ascii_hexdigit);
    match sign {
        b"." => head.ends_with(b"://") || head.ends_with(b"ocid1."),
        b" {" => word == b"key" && said.first() == Some(&b'}') && texts!["ing ", "ound "].end(head),
        b"(" => head.ends_with(b".") && value.len() <= 18 && text.cut(value.clone()).starts_with(b"0x"),
        b": " => {
            head.ends_with(b"checksum/") && matches!(value.len(), 40 | 64) && is_hex(text.cut(value.clone()))
        }
        _ if !word.eq_ignore_ascii_case(b"secret") => false,
        b":" => ends_in_account(head),
        _ => is_missing(said),
    }
}

/// Whether the name is that of a secret, and how surely. `None` for names of something else: key ids, cache
/// keys, counts, types.
fn certainty(text: &[u8], word: &[u8], lead: &[u8], rest: &[u8], name_start: usize) -> Option<Certainty> {
    const OTHER_KEYS: Texts = texts![
        "primary",
        "foreign",
        "partition",
        "sort",
        "cache",
        "public",
        "row",
        "hash",
        "object",
        "idempotency",
        "shard",
        "routing",
        "group",
        "registry",
        "map",
        "lookup",
        "index",
        "dedup",
        "unique",
        "s3",
        "kms",
        "storage",
        "bucket",
        "host",
        "message",
        "ssh",
        "publishable",
    ];
    const OTHER_TOKENS: Texts = texts![
        "next",
        "page",
        "continuation",
        "pagination",
        "unexpected",
        "resume",
        "cancellation",
        "fencing",
        "publickey",
    ];
    const OTHER_RESTS: Texts = texts![
        "id",
        "type",
        "count",
        "name",
        "len",
        "size",
        "ttl",
        "expir",
        "hash",
        "fingerprint",
        "file",
        "path",
        "url",
        "uri",
        "version",
        "time",
        "date",
        "at",
        "manager",
        "ized",
    ];
    let tail = rest.split(|b| matches!(b, b'_' | b'-')).find(|p| !p.is_empty()).unwrap_or_default();
    // `accessed`, `keys`, `tokenizer`: the word goes on in the same case.
    let goes_on = rest.first().is_some_and(u8::is_ascii_lowercase)
        && word.last().is_some_and(u8::is_ascii_lowercase)
        || rest.first().is_some_and(u8::is_ascii_uppercase)
            && word.last().is_some_and(u8::is_ascii_uppercase);
    let continued = goes_on && !continues(word, rest);
    let lower_id = !rest.is_empty() && OTHER_RESTS.begin_folded(tail);
    if continued || lower_id && !slice(word, 0, 5).eq_ignore_ascii_case(b"passw") {
        return None;
    }
    // Cursors, and words of a grammar.
    let last = lead.trim_ascii_end();
    let last = last.strip_suffix(b"_").or_else(|| last.strip_suffix(b"-")).unwrap_or(last);
    let cursor = OTHER_TOKENS.iter().any(|t| {
        let Some(at) = last.len().checked_sub(t.len()) else { return false };
        let (before, word) = last.cut_at(at);
        let begins =
            before.last().is_none_or(|b| !ALPHA.has(*b)) || word.first().is_some_and(u8::is_ascii_uppercase);
        word.eq_ignore_ascii_case(t) && begins
    });
    if cursor && word.eq_ignore_ascii_case(b"token") {
        return None;
    }
    let strong = !word.eq_ignore_ascii_case(b"key")
        && !word.eq_ignore_ascii_case(b"access")
        && !word.eq_ignore_ascii_case(b"private");
    if !strong {
        // The words before: in the name, or one word before it.
        let before_name = slice(text, name_start.saturating_sub(14), name_start);
        // `Cache restored from key: x`
        let head = slice(text, name_start.saturating_sub(24), name_start);
        let of_cache = texts!["cache restored from ", "cache saved with "].end_folded(head);
        if of_cache || OTHER_KEYS.iter().any(|k| find(lead, k).is_some() || find(before_name, k).is_some()) {
            return None;
        }
        let api = find(lead, b"api").is_some()
            || find(before_name, b"api ").is_some()
            || find(rest, b"token").is_some()
            || find(rest, b"key").is_some()
            || find(rest, b"secret").is_some();
        // `monkey`, `turkey`: part of a word of one case.
        let glued = lead.last().is_some_and(|b| ALPHA.has(*b))
            && lead.last().map(u8::is_ascii_lowercase) == word.first().map(u8::is_ascii_lowercase);
        return (!glued || api).then_some(if api { Certainty::Strong } else { Certainty::Weak });
    }
    Some(Certainty::Strong)
}

/// Endings with which the word still means the same.
fn continues(word: &[u8], rest: &[u8]) -> bool {
    const ENDINGS: Texts =
        texts!["key", "token", "secret", "s", "ord", "d", "phrase", "ordhash", "y", "e", "access", "string",];
    let run = &rest[..rest.iter().position(|b| matches!(b, b'_' | b'-')).unwrap_or(rest.len())];
    let run = &run[..run.len().min(10)];
    !word.is_empty() && ENDINGS.has_folded(run)
}

/// Where a value starts after a name that ends at `from`: behind an assignment in any syntax, white space,
/// or a short word such as `is`.
fn value_start(text: &[u8], from: usize) -> Option<usize> {
    const BETWEEN: Class = Class::of(" \t\r\n:=?.+,\"'`<>()[{\\|~$");
    let mut i = run(text, from, BETWEEN, 16);
    if i == from {
        return None;
    }
    const FILLERS: Texts =
        texts!["is ", "was ", "= ", "value ", "string ", "token ", "key ", "id ", "tok ", "access "];
    for _ in 0..2 {
        let filler = FILLERS.head_folded(slice(text, i, i + "string ".len()));
        if filler == 0 {
            break;
        }
        i = run(text, i + filler, BETWEEN, 12);
    }
    // `acme secret user=4f1c…`: the value of the pair.
    let name = run(text, i, const { Class::of("A-Za-z_") }, 32);
    let is_pair =
        name > i && at(text, name) == Some(b'=') && at(text, name + 1).is_some_and(|b| ALNUM.has(b));
    Some(if is_pair { name + 1 } else { i })
}

/// The value at `from`: up to white space, quotes or the next parameter.
fn value(text: &[u8], from: usize) -> Option<Range<usize>> {
    const VALUE: Class = Class::of("A-Za-z0-9_+/=.~:%!@#^*-");
    let mut end = run(text, from, VALUE, 512);
    while end > from && matches!(slice(text, end - 1, end), b"." | b":" | b"," | b"!" | b"#" | b"*") {
        end -= 1;
    }
    // A call or an index is code.
    (end > from
        && free_right(text, end, const { Class::of("([") })
        && at(text, from).is_some_and(|b| ALNUM.has(b) || b"_-+/~!".contains(&b))
        && before(text, from).is_none_or(|b| !ALNUM.has(b)))
    .then_some(from..end)
}

/// Dates, versions, addresses, paths, names and fingerprints are not secrets, however many digits they have.
fn looks_public(v: &[u8]) -> bool {
    let date = v.len() >= 8
        && all_digits(slice(v, 0, 4))
        && matches!(v.get(4), Some(b'-' | b'/'))
        && all_digits(slice(v, 5, 7))
        && v.get(7) == v.get(4);
    let stamp = v.len() >= 15 && all_digits(slice(v, 0, 8)) && v.get(8) == Some(&b'T');
    let scheme = find(v, b"://").is_some()
        || find(v, b"arn:").is_some()
        || find(v, b"sha256:").is_some()
        || find(v, b"sha1:").is_some()
        || find(v, b"md5:").is_some();
    let path = v.iter().filter(|&&b| b == b'/').count() >= 2 && !opaque(v);
    // Names made of words, and of words with a number: `service-account-token-2`, `passwd.shell.usr19`.
    let mut parts = v.split(|b| matches!(b, b'-' | b'_' | b'.' | b'/' | b':' | b'='));
    let words = parts.all(|p| {
        let letters = p.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let number = p.cut(letters..);
        p.len() <= 3
            || number.is_empty() && !(p.len() >= 24 && opaque(p))
            || all_digits(number) && (letters == 0 || number.len() <= 3)
    });
    // `android.os.BinderProxy@2bd79ce`
    let object = v
        .iter()
        .rposition(|&b| b == b'@')
        .is_some_and(|p| v.len() - p <= 9 && v.cut(p + 1..).iter().all(|&b| LOWER_HEX.has(b)));
    let call = v.ends_with(b"()");
    // The place of a frame: `Key(KeyStore.java:445)`.
    let line = v.iter().rposition(|b| *b == b':').map_or(&b""[..], |colon| v.cut(..colon));
    let extension = line.len() - line.iter().rposition(|b| *b == b'.').unwrap_or(0);
    let frame = (3..=6).contains(&extension) && all_digits(v.cut(line.len() + 1..));
    date || frame || stamp || scheme || path || words || object || call || is_object_path(v) || is_masked(v)
}
