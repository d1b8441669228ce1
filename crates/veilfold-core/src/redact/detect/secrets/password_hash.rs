//! Password hashes: offline guessing turns them into passwords.

use super::super::bytes::{Class, HEX, at, before, free_left, run, slice};
use super::super::opaque::placeholder;
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "password_hash",
        group: Group::Secrets,
        summary: "Password hash in crypt(3) or PHC form: MD5, SHA-256/512, bcrypt, scrypt, yescrypt, argon2, PBKDF2, Cisco, Huawei, Kerberos",
        source: "crypt(5); PHC string format; hashcat example hashes",
        anchors: &[
            Anchor::Exact("$1$"),
            Anchor::Exact("$1a$"),
            Anchor::Exact("$1c$"),
            Anchor::Exact("$2a$"),
            Anchor::Exact("$2b$"),
            Anchor::Exact("$2x$"),
            Anchor::Exact("$2y$"),
            Anchor::Exact("$5$"),
            Anchor::Exact("$6$"),
            Anchor::Exact("$7$"),
            Anchor::Exact("$8$"),
            Anchor::Exact("$9$"),
            Anchor::Exact("$y$"),
            Anchor::Exact("$gy$"),
            Anchor::Exact("$apr1$"),
            Anchor::Exact("$sha1$"),
            Anchor::Exact("$md5"),
            Anchor::Exact("$argon2"),
            Anchor::Exact("$scrypt$"),
            Anchor::Exact("$pbkdf2"),
            Anchor::Exact("$S$"),
            Anchor::Exact("$P$"),
            Anchor::Exact("$H$"),
            Anchor::Exact("$krb5"),
            Anchor::Exact("$DCC2$"),
            Anchor::Exact("$NT$"),
        ],
        verify: Verify::Code(crypt),
        hits: &[
            (
                "root:$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/:19000:0",
                "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/",
            ),
            (
                "hash $2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q",
                "$2b$12$EXRkfkdmXn2gzds2SSitu.MW9.gAVqa9eLS1//RYtYCmB1eLHg.9q",
            ),
            (
                "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b0dWRWJTmaaJObG",
                "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b0dWRWJTmaaJObG",
            ),
            ("joe:$apr1$9Cv/OMGj$ZomWQzuQbL.3TRCS81A1g/", "$apr1$9Cv/OMGj$ZomWQzuQbL.3TRCS81A1g/"),
            (
                "local-user joe password irreversible-cipher $1a$Ab3dEf$Kq3bJ1xPzQ8h5mV1cPp0s2kB7n9u5x3y1wQvT8r6$",
                "$1a$Ab3dEf$Kq3bJ1xPzQ8h5mV1cPp0s2kB7n9u5x3y1wQvT8r6",
            ),
            ("secret 5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0", "$1$mERr$hx5rVt7rPNoS4wqbXKX7m0"),
        ],
        misses: &["echo $1$2", "cost $5$ and $6$", "$argon2id", "$2a$12$", "awk '{print $1$9$10}'"],
    },
    Detector {
        id: "django_password_hash",
        group: Group::Secrets,
        summary: "Password hash as Django and LDAP store it",
        source: "Django documentation, password management; RFC 3112",
        anchors: &[
            Anchor::Exact("pbkdf2_sha"),
            Anchor::Exact("bcrypt_sha256$"),
            Anchor::Exact("{SSHA"),
            Anchor::Exact("{SHA"),
            Anchor::Exact("{SMD5}"),
            Anchor::Exact("{CRYPT}"),
            Anchor::Exact("scrypt:32768:"),
            Anchor::Exact("pbkdf2:sha"),
        ],
        verify: Verify::Code(stored),
        hits: &[
            (
                "pw pbkdf2_sha256$600000$Kq3bJ1xPzQ8h$5mV1cPp0s2kB7n9u5x3y1wQvT8r6e4dLzXcVbNmAsDg=",
                "pbkdf2_sha256$600000$Kq3bJ1xPzQ8h$5mV1cPp0s2kB7n9u5x3y1wQvT8r6e4dLzXcVbNmAsDg=",
            ),
            (
                "userPassword: {SSHA}W3RlbXBvcmFyeXNhbHRlZGhhc2hvZnB3XQ==",
                "{SSHA}W3RlbXBvcmFyeXNhbHRlZGhhc2hvZnB3XQ==",
            ),
        ],
        misses: &["pbkdf2_sha256 iterations", "{SHA256}", "{SSHA}"],
    },
    Detector {
        id: "windows_password_hash",
        group: Group::Secrets,
        summary: "LM and NT password hashes of a SAM or NTDS dump",
        source: "Microsoft [MS-SAMR], pwdump format",
        // The LM hash of nothing, and of most accounts.
        anchors: &[Anchor::AnyCase("aad3b435b51404eeaad3b435b51404ee:")],
        verify: Verify::Code(|c| {
            let end = run(c.text, c.end, HEX, 33);
            (end - c.end == 32).then_some(c.start..end)
        }),
        hits: &[(
            "joe:1001:aad3b435b51404eeaad3b435b51404ee:8846f7eaee8fb117ad06bdd830b7586c:::",
            "aad3b435b51404eeaad3b435b51404ee:8846f7eaee8fb117ad06bdd830b7586c",
        )],
        misses: &["aad3b435b51404eeaad3b435b51404ee:x"],
    },
];

fn crypt(c: Candidate<'_>) -> Option<Range<usize>> {
    const BODY: Class = Class::of("A-Za-z0-9./+=,_*@:-");
    if !free_left(c.text, c.start, const { Class::of("$}") }) && before(c.text, c.start) != Some(b'}') {
        return None;
    }
    // A colon parts the fields of shadow and htpasswd, but not those of a Kerberos hash.
    let kerberos = slice(c.text, c.start, c.end) == b"$krb5";
    let mut end = c.end;
    // As many fields as the longest form, Kerberos, has, and some: `$1$1$1$…` is not read to its end at every `$`.
    for _ in 0..12 {
        end = run(c.text, end, BODY, 4096);
        if at(c.text, end) != Some(b'$') {
            break;
        }
        end += 1;
    }
    if before(c.text, end) == Some(b'$') {
        end -= 1;
    }
    if !kerberos && let Some(colon) = slice(c.text, c.start, end).iter().position(|&b| b == b':') {
        end = c.start + colon;
    }
    while end > c.end && matches!(slice(c.text, end - 1, end), b"," | b":") {
        end -= 1;
    }
    // One dot may be the end of a sentence; hashes seldom end in one.
    end -= usize::from(
        end > c.end && before(c.text, end) == Some(b'.') && at(c.text, end).is_none_or(|b| b != b':'),
    );
    let hash = slice(c.text, c.start, end);
    let last = hash.rsplit(|&b| b == b'$').next().unwrap_or_default();
    (end > c.end && last.len() >= 16 && hash.len() >= 30 && !placeholder(last)).then_some(c.start..end)
}

fn stored(c: Candidate<'_>) -> Option<Range<usize>> {
    let end = run(c.text, c.end, const { Class::of("A-Za-z0-9+/=$:_}.") }, 400);
    let end = end - usize::from(end > c.end && before(c.text, end) == Some(b'.'));
    let hash = slice(c.text, c.start, end);
    let salted = hash.iter().filter(|&&b| b == b'$').count() >= 2 || hash.contains(&b'}');
    let last = hash.rsplit(|&b| matches!(b, b'$' | b'}')).next().unwrap_or_default();
    (salted && last.len() >= 24).then_some(c.start..end)
}
