//! Secrets in the configuration commands of network devices, which their logs of changes repeat.

use super::super::bytes::{ALNUM, Class, DIGIT, HEX, at, free_left, run, slice};
use super::super::opaque::{in_marker, mixed, placeholder};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use crate::search;
use crate::texts::{Texts, texts};
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "device_credential",
    group: Group::Secrets,
    summary: "Community, shared key or password in a configuration of a router, switch, firewall, VPN, RADIUS or LDAP server",
    source: "Cisco IOS, Junos, FortiOS and Huawei VRP command references; Net-SNMP snmpcmd(1), snmpd.conf(5); slapd.conf(5); ipsec.secrets(5); tac_plus.conf(5); FreeRADIUS auth_badpass",
    anchors: &[
        Anchor::AnyCase("snmp-server community"),
        Anchor::AnyCase("snmpwalk"),
        Anchor::AnyCase("snmpget"),
        Anchor::AnyCase("snmpset"),
        Anchor::AnyCase("snmpbulkwalk"),
        Anchor::AnyCase("isakmp key"),
        Anchor::AnyCase("radius-server key"),
        Anchor::AnyCase("tacacs-server key"),
        Anchor::AnyCase("pre-shared-key"),
        Anchor::AnyCase("authentication-key"),
        Anchor::AnyCase("key-string"),
        Anchor::AnyCase("message-digest-key"),
        Anchor::AnyCase("psksecret"),
        Anchor::AnyCase("wpa-psk"),
        Anchor::AnyCase("chap password"),
        Anchor::AnyCase("pap password"),
        Anchor::AnyCase("enable password"),
        Anchor::AnyCase("enable secret"),
        Anchor::Exact(" password 0 "),
        Anchor::Exact(" password 7 "),
        Anchor::Exact(" key 7 "),
        // A server of its own, with its key on another line.
        Anchor::Exact("\n key "),
        Anchor::AnyCase("server-key"),
        // FortiOS enciphers with a key that everybody knows.
        Anchor::Exact(" ENC "),
        Anchor::Exact(" secret 0 "),
        Anchor::Exact("cipher %"),
        Anchor::Exact("createUser"),
        Anchor::Exact("rootpw"),
        Anchor::Exact("= cleartext"),
        Anchor::Exact(": PSK"),
        Anchor::Exact(": XAUTH"),
        Anchor::Exact(": EAP"),
        Anchor::Exact("] (from client "),
    ],
    verify: Verify::Code(verify),
    hits: &[
        ("cfg: snmp-server community s3cr3tX RO", "s3cr3tX"),
        ("snmp-server community cheese RW 10", "cheese"),
        ("snmpwalk -v2c -c hunter2x 10.0.0.1 sysDescr", "hunter2x"),
        ("snmpget -v3 -u joe -l authPriv -A hunter2x 10.0.0.1", "hunter2x"),
        ("snmpget -v3 -l authPriv -A [REDACTED] -X hunter2x 10.0.0.1", "hunter2x"),
        ("crypto isakmp key hunter2x address 192.0.2.1", "hunter2x"),
        ("tacacs-server host 192.0.2.1 key 7 0822455D0A16", "0822455D0A16"),
        ("username bob password 7 0822455D0A16", "0822455D0A16"),
        ("username bob privilege 15 password 0 cheese", "cheese"),
        ("set psksecret ENC hunter2xAAA=", "hunter2xAAA="),
        ("set password ENC SH2hunter2xAAAAAAAAA=", "SH2hunter2xAAAAAAAAA="),
        ("tacacs server T1\n address ipv4 192.0.2.1\n key hunter2x", "hunter2x"),
        ("client 192.0.2.1 server-key hunter2x", "hunter2x"),
        ("set security ike policy p pre-shared-key ascii-text \"hunter2x\"", "hunter2x"),
        ("ip ospf authentication-key 0 hunter2x", "hunter2x"),
        ("wpa-psk ascii 0 hunter2x", "hunter2x"),
        ("ip ospf message-digest-key 1 md5 hunter2x", "hunter2x"),
        ("pre-shared-key address 192.0.2.1 key hunter2x", "hunter2x"),
        ("local-user bob password irreversible-cipher %^%#Kq3", "%^%#Kq3"),
        ("enable password hunter2x", "hunter2x"),
        ("enable secret 0 hunter2x", "hunter2x"),
        ("createUser joe SHA \"hunter2x y\" AES", "hunter2x y"),
        ("createUser joe MD5 [REDACTED] DES hunter2x", "hunter2x"),
        ("rootpw open-sesame-42", "open-sesame-42"),
        ("login = cleartext \"hunter2x\"", "hunter2x"),
        ("vpn.example.com : PSK \"three blind mice\"", "three blind mice"),
        ("joe : EAP \"hunter2x\"", "hunter2x"),
        ("joe : XAUTH \"hunter2x\"", "hunter2x"),
        ("Login incorrect (pap): [joe/hunter2x] (from client ap port 0)", "hunter2x"),
    ],
    misses: &[
        "pre-shared-key mismatch with 192.0.2.1",
        "pre-shared-key address 192.0.2.1 unreachable",
        "message-digest-key 1 md5 mismatch",
        "key-string too long",
        "radius-server key rejected",
        "set encoding\nUSE ENC q8Zr3Kp0vX2mb7Nt",
        "map:\n key node42x",
        "user has to change the password 7 days before",
        "TLS cipher ECDHE-RSA-AES256-GCM-SHA384 chosen",
        "no cipher %s offered",
        "password 0 of 12 tried",
        "snmp-server community changed by admin",
        "snmpget timed out after 30s -c",
        "enable secret rotation",
        "createUser failed for joe",
        "createUser joe SHA",
        "rootpw not set in slapd.conf",
        "pap = cleartext accepted",
        "vpn : PSK not found",
        "cipher : PSK \"AES\"",
        "login = cleartext \"yes\"",
        "GET [api/v1/users] (from client x)",
        "method : EAP selected \"TLS\"",
        "Login OK: [joe/<via Auth-Type = EAP>] (from client ap port 0)",
        "Login OK: [joe] (from client ap port 0 via TLS tunnel)",
        "Login OK: [host/pc01.example.com] (from client ap port 0)",
    ],
}];

fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    let command = slice(c.text, c.start, c.end);
    let is = |name: &[u8]| command.eq_ignore_ascii_case(name);
    match command {
        // What is enciphered begins with these two signs, and so does no directive of a format.
        [.., b'%'] => {
            return value(c.text, c.end - 1)
                .filter(|found| matches!(at(c.text, found.start + 1), Some(b'^' | b'@')));
        }
        // No quote is part of these: in JSON it stands behind a backslash.
        [b':' | b'=', ..] if !c.text.has_at(c.end, b" \"") => return None,
        // `cipher : PSK "AES"` is none.
        [b':' | b'=', ..] => {
            let is_phrase = |found: &Range<usize>| {
                let value = c.text.cut(found.clone());
                value.len() >= 6 && value.iter().any(u8::is_ascii_lowercase)
            };
            return value(c.text, c.end).filter(is_phrase);
        }
        // `[user/password]`, where a machine logs in as `host/name`.
        [b']', ..] => {
            let head = slice(c.text, c.start.saturating_sub(128), c.start);
            let login = head.cut(head.iter().rposition(|b| *b == b'[')? + 1..);
            let password = login.cut(login.iter().position(|b| *b == b'/')? + 1..);
            let is_login =
                [&b"Login OK"[..], b"Login incorrect"].iter().any(|said| search::find(head, said).is_some());
            let good =
                is_login && !password.is_empty() && !login.starts_with(b"host/") && !placeholder(password);
            return good.then_some(c.start - password.len()..c.start);
        }
        b" ENC " => {
            let line = slice(c.text, c.start.saturating_sub(48), c.start);
            let line = line.rsplit(|b| *b == b'\n').next().unwrap_or_default();
            let found = value(c.text, c.end).filter(|found| found.len() >= 16 && told(c.text, found));
            return found.filter(|_| search::find(line, b"set ").is_some());
        }
        b"\n key " => {
            let block = slice(c.text, c.start.saturating_sub(256), c.start);
            let is_server = [&b"tacacs server "[..], b"radius server "]
                .iter()
                .any(|kind| search::find(block, kind).is_some());
            let found = value(c.text, encoding(c.text, c.end - 1)?)?;
            return (is_server && told(c.text, &found)).then_some(found);
        }
        [.., b'7', b' '] => {
            let found = value(c.text, c.end)?;
            let hidden = c.text.cut(found.clone());
            let is_hex = hidden.len() >= 6 && hidden.iter().all(|b| HEX.has(*b));
            return (is_hex && hidden.iter().any(|b| DIGIT.has(*b))).then_some(found);
        }
        [.., b'0', b' '] => {
            let line = slice(c.text, c.start.saturating_sub(80), c.start);
            let found = value(c.text, c.end)?;
            return [&b"username "[..], b"enable"]
                .iter()
                .any(|said| search::find(line, said).is_some())
                .then_some(found);
        }
        _ if !free_left(c.text, c.start, ALNUM) => return None,
        [b'c', b'r', ..] => {
            const WAYS: Texts = texts!["MD5", "SHA", "SHA-256", "SHA-512", "DES", "AES"];
            return argument(c.text, c.end, WAYS);
        }
        _ if texts!["snmpw", "snmpg", "snmps", "snmpb"].begin_folded(command) => {
            return argument(c.text, c.end, texts!["-c", "-A", "-X"]);
        }
        _ => {}
    }
    let from = if is(b"message-digest-key") {
        behind(c.text, c.end, b" md5")?
    } else if is(b"pre-shared-key") {
        behind(c.text, c.end, b" key").unwrap_or(c.end)
    } else {
        c.end
    };
    let found = value(c.text, encoding(c.text, from)?)?;
    let rest = slice(c.text, found.end, found.end + 9);
    let sure = is(b"snmp-server community") && texts![" RO", " RW", " ro", " rw", " view "].begin(rest)
        || is(b"isakmp key") && (rest.starts_with(b" address") || rest.starts_with(b" hostname"));
    (sure || told(c.text, &found)).then_some(found)
}

/// Where `word` ends, one word further on: `1 md5`, `address 192.0.2.1 key`.
fn behind(text: &[u8], from: usize, word: &[u8]) -> Option<usize> {
    let line = slice(text, from, (from + 64).min(text.len()));
    let line = &line[..line.iter().position(|b| *b == b'\n').unwrap_or(line.len())];
    let at = line.windows(word.len()).position(|w| w == word)? + word.len();
    (line.get(at) == Some(&b' ')).then_some(from + at)
}

/// Whether a value says by itself, or by its quotes, that it is none of the words of a sentence.
fn told(text: &[u8], found: &Range<usize>) -> bool {
    let value = text.cut(found.clone());
    let quoted = found.start.checked_sub(1).is_some_and(|quote| text.item(quote) == b'"');
    quoted || mixed(value) && value.iter().any(u8::is_ascii_alphabetic)
}

/// Behind the words that say how the value is written: `7`, `ascii-text`, `ENC`.
fn encoding(text: &[u8], from: usize) -> Option<usize> {
    const HOW: Texts =
        texts!["0", "5", "6", "7", "8", "9", "ascii", "ascii-text", "hex", "hexadecimal", "enc", "local",];
    let mut from = from;
    for _ in 0..3 {
        let start = run(text, from, const { Class::of(" ") }, 4);
        let end = run(text, start, const { Class::of("A-Za-z0-9-") }, 12);
        let word = slice(text, start, end);
        if start == from {
            return None;
        }
        if at(text, end) != Some(b' ') || !HOW.has_folded(word) {
            return Some(from);
        }
        from = end;
    }
    Some(from)
}

/// The argument of one of `options` in the next words.
fn argument(text: &[u8], from: usize, options: Texts) -> Option<Range<usize>> {
    let line = slice(text, from, (from + 120).min(text.len()));
    let line = &line[..line.iter().position(|b| *b == b'\n').unwrap_or(line.len())];
    let mut at = from;
    line.split(|b| *b == b' ').find_map(|word| {
        at += word.len() + 1;
        let found = if options.has(word) { value(text, at - 1) } else { None };
        found.filter(|found| told(text, found))
    })
}

/// The next word, without its quotes.
fn value(text: &[u8], from: usize) -> Option<Range<usize>> {
    const VALUE: Class = Class::of("!#-:<-[]-~");
    const QUOTED: Class = Class::of(" !#-[]-~").or_non_ascii();
    let start = run(text, from, const { Class::of(" \"'") }, 4);
    let closing = run(text, start, QUOTED, 128);
    if start > from && text.item(start - 1) == b'"' && at(text, closing) == Some(b'"') {
        let found = start..closing;
        return (closing > start && !placeholder(text.cut(found.clone()))).then_some(found);
    }
    let mut end = run(text, start, VALUE, 128);
    while end > start && matches!(text.item(end - 1), b';' | b',' | b'.' | b'\'') {
        end -= 1;
    }
    let found = start..end;
    (end >= start + 4 && !in_marker(text, &found) && !placeholder(text.cut(found.clone()))).then_some(found)
}
