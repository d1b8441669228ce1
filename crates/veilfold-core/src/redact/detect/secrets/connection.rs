//! Credentials in syntaxes of their own: `.netrc`, Docker, SQL, Vault, command lines. (Connection strings are
//! `key=value`, which the field rules read.)

use super::super::bytes::{ALNUM, BASE64, Class, at, before, decode64, find, free_left, run, slice};
use super::super::context::is_word;
use super::super::opaque::placeholder;
use super::super::{Anchor, Candidate, Detector, Group};
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "netrc_password",
        group: Group::Secrets,
        summary: "Password of a `.netrc` entry",
        source: "netrc(5)",
        anchors: &[Anchor::Exact("machine "), Anchor::Exact("default login")],
        verify: netrc,
        hits: &[
            ("machine api.example.com login joe password s3cr3t", "s3cr3t"),
            ("machine git.example.com\n  login joe\n  password s3cr3t\n", "s3cr3t"),
        ],
        misses: &["machine learning password policy", "machine a login b"],
    },
    Detector {
        id: "docker_auth",
        group: Group::Secrets,
        summary: "Registry credentials in a Docker configuration",
        source: "Docker CLI documentation, config.json",
        anchors: &[
            Anchor::Exact("\"auth\""),
            Anchor::Exact("\\\"auth\\\""),
            Anchor::Exact("\"identitytoken\""),
        ],
        verify: docker,
        hits: &[
            ("{\"auths\":{\"r.example\":{\"auth\":\"am9lOnMzY3IzdC1wYXNz\"}}}", "am9lOnMzY3IzdC1wYXNz"),
            ("{\\\"auth\\\": \\\"am9lOnMzY3IzdC1wYXNz\\\"}", "am9lOnMzY3IzdC1wYXNz"),
        ],
        misses: &["{\"auth\":\"basic\"}", "{\"auth\":true}"],
    },
    Detector {
        id: "command_line_password",
        group: Group::Secrets,
        summary: "User and password given to curl, wget, sshpass, psexec, mysql, net use and their kin",
        source: "the tools' manuals",
        anchors: &[
            Anchor::Exact("curl "),
            Anchor::Exact("sshpass "),
            Anchor::AnyCase("psexec"),
            Anchor::Exact("mysql "),
            Anchor::Exact("mysqldump "),
            Anchor::AnyCase("net use "),
            Anchor::Exact("docker login "),
            Anchor::Exact("redis-cli "),
            Anchor::AnyCase("connect-viserver"),
            Anchor::Exact("smbclient "),
            Anchor::Exact("ldapsearch "),
            Anchor::Exact("helm registry login "),
            Anchor::Exact("podman login "),
        ],
        verify: command,
        hits: &[
            ("curl -s -u joe:s3cr3t https://api.example.com", "joe:s3cr3t"),
            ("curl --user \"joe:s3cr3t\" x", "joe:s3cr3t"),
            ("sshpass -p hunter2 ssh joe@h", "hunter2"),
            ("mysql -h db -u joe -phunter2 shop", "hunter2"),
            ("docker login -u joe -p hunter2 r.example", "hunter2"),
            ("psexec \\\\host -u joe -p hunter2 cmd", "hunter2"),
            ("Connect-VIServer -Server vc -User joe -Password hunter2", "hunter2"),
            ("ldapsearch -x -D cn=joe -w hunter2 -b dc=x", "hunter2"),
        ],
        misses: &[
            "curl -u \"$USER:$PASS\" x",
            "curl -u joe https://x",
            "curl --user xxx:yyy",
            "curl -u : https://localhost",
            "docker login -u joe --password-stdin",
            "mysql -p shop",
            "curl -p https://example.com/a",
            "curl -u '{{ user }}:{{ password }}' x",
        ],
    },
    Detector {
        id: "sql_password",
        group: Group::Secrets,
        summary: "Password in an SQL statement that sets one",
        source: "MySQL, MariaDB, Oracle and PostgreSQL manuals, CREATE USER and ALTER ROLE",
        anchors: &[
            Anchor::AnyCase("identified by "),
            Anchor::AnyCase("with password "),
            Anchor::AnyCase("set password = "),
            Anchor::AnyCase("encrypted password "),
        ],
        verify: |c| {
            let quote = at(c.text, c.end).filter(|b| matches!(b, b'\'' | b'"'))?;
            let reach = slice(c.text, c.end + 1, c.end + 258);
            let length = reach.iter().position(|&b| b == quote)?;
            (length > 0 && !placeholder(&reach[..length])).then_some(c.end + 1..c.end + 1 + length)
        },
        hits: &[
            ("ALTER USER 'bob' IDENTIFIED BY 's3cr3t-x';", "s3cr3t-x"),
            ("CREATE ROLE app WITH PASSWORD 'open sesame'", "open sesame"),
        ],
        misses: &["IDENTIFIED BY ?", "identified by '${PW}'", "login with password 'x"],
    },
    Detector {
        id: "oracle_url_password",
        group: Group::Secrets,
        summary: "Password in an Oracle JDBC URL",
        source: "Oracle JDBC developer's guide, database URLs",
        anchors: &[Anchor::Exact("oracle:thin:"), Anchor::Exact("oracle:oci:")],
        verify: |c| {
            let reach = slice(c.text, c.end, c.end + 256);
            let reach = &reach[..reach.iter().position(u8::is_ascii_whitespace).unwrap_or(reach.len())];
            let slash = reach.iter().position(|&b| b == b'/')?;
            let sign = slash + reach[slash..].iter().position(|&b| b == b'@')?;
            let from = slash + 1;
            (sign > from && reach[..slash].iter().all(|&b| b != b'@') && !placeholder(&reach[from..sign]))
                .then_some(c.end + from..c.end + sign)
        },
        hits: &[("jdbc:oracle:thin:svc/s3cr3t@//db:1521/ORCL", "s3cr3t")],
        misses: &["jdbc:oracle:thin:@//db:1521/ORCL", "jdbc:oracle:thin:svc/${PW}@db"],
    },
    Detector {
        id: "vault_unseal_key",
        group: Group::Secrets,
        summary: "Vault unseal or recovery key",
        source: "HashiCorp Vault documentation, vault operator init",
        anchors: &[Anchor::AnyCase("unseal"), Anchor::AnyCase("recovery key")],
        verify: |c| {
            (c.end..c.end + 12).find_map(|i| {
                let end = run(c.text, i, BASE64, 128);
                (end - i >= 43 && free_left(c.text, i, BASE64)).then_some(i..end)
            })
        },
        hits: &[(
            "Unseal Key 2: 0tZn+7QQCxphpHwTm7/dC3LpP5JGIbYl3PK8Sy81R+P2",
            "0tZn+7QQCxphpHwTm7/dC3LpP5JGIbYl3PK8Sy81R+P2",
        )],
        misses: &["unseal progress 1/3"],
    },
];

fn netrc(c: Candidate<'_>) -> Option<Range<usize>> {
    let entry = slice(c.text, c.end, c.end + 400);
    find(entry, b"login")?;
    let at_password = find(entry, b"password ")? + 9;
    let from = c.end + at_password;
    let end = from
        + slice(c.text, from, from + 200)
            .iter()
            .take_while(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\\'))
            .count();
    (end > from && !placeholder(&c.text[from..end])).then_some(from..end)
}

fn docker(c: Candidate<'_>) -> Option<Range<usize>> {
    let from = run(c.text, c.end, Class::of(" :\"\\"), 6);
    let end = run(c.text, from, BASE64, 4096);
    let (plain, len) = decode64::<48>(slice(c.text, from, end));
    let plain = &plain[..len];
    let pair = plain.contains(&b':') && plain.iter().all(|&b| b >= b' ');
    let token = slice(c.text, c.start, c.end).ends_with(b"identitytoken\"") && end - from >= 16;
    (pair && end - from >= 8 || token).then_some(from..end)
}

/// The credential option of a command line that starts with a known command.
fn command(c: Candidate<'_>) -> Option<Range<usize>> {
    if !is_word(c.text, c.start, c.end - usize::from(before(c.text, c.end) == Some(b' ')))
        && !free_left(c.text, c.start, ALNUM)
    {
        return None;
    }
    let name = c.text[c.start..c.end].trim_ascii();
    let (flags, pair, glued): (&[&[u8]], bool, bool) = match name {
        b"curl" => (&[b"-u", b"--user", b"-U", b"--proxy-user", b"--user="], true, false),
        b"mysql" | b"mysqldump" => (&[b"-p", b"--password="], false, true),
        b"redis-cli" => (&[b"-a", b"--pass"], false, false),
        b"smbclient" => (&[b"-U", b"--user="], true, false),
        b"ldapsearch" => (&[b"-w"], false, false),
        _ if name.eq_ignore_ascii_case(b"net use") => (&[b"/user:"], false, false),
        _ => (&[b"-p", b"-Password", b"-password", b"--password", b"--password=", b"-P"], false, false),
    };
    let line = slice(c.text, c.end, c.end + 1024);
    let line = &line[..line.iter().position(|&b| b == b'\n').unwrap_or(line.len())];
    let mut i = 0;
    while i < line.len() {
        let word = i + line[i..].iter().take_while(|b| **b == b' ').count();
        let end = word_end(line, word);
        let text = &line[word..end];
        let value = flags.iter().find_map(|f| {
            if text == *f && !f.ends_with(b"=") && !(glued && *f == b"-p") {
                let from = end + line[end..].iter().take_while(|b| **b == b' ').count();
                Some(from..word_end(line, from))
            } else if text.starts_with(f)
                && text.len() > f.len()
                && (f.ends_with(b"=") || glued && *f == b"-p" || pair && f.len() == 2)
            {
                Some(word + f.len()..end)
            } else {
                None
            }
        });
        if let Some(v) = value {
            let (from, to) = unquoted(line, v);
            let value = line.get(from..to)?;
            let split = value.iter().position(|&b| matches!(b, b':' | b'%'));
            let secret = if pair { value.get(split? + 1..)? } else { value };
            let user = if pair { value.get(..split?)? } else { b"" };
            let good = !placeholder(value)
                && !secret.is_empty()
                && !secret.starts_with(b"-")
                && !placeholder(secret)
                && !secret.starts_with(b"$")
                && !user.starts_with(b"$")
                && !user.starts_with(b"{")
                && !filler(user)
                && secret != b"\""
                && !secret.starts_with(b"http");
            return good.then_some(c.end + from..c.end + to);
        }
        i = end.max(word + 1);
    }
    None
}

/// `xxx:yyy` and `username:password` are from a manual.
fn filler(user: &[u8]) -> bool {
    !user.is_empty() && user.iter().all(|b| matches!(b, b'x' | b'X'))
}

/// End of a shell word at `from`, quotes kept together.
fn word_end(line: &[u8], from: usize) -> usize {
    let mut quote = None;
    for (i, &b) in line.iter().enumerate().skip(from) {
        match quote {
            Some(q) if b == q => quote = None,
            Some(_) => {}
            None if b == b'\'' || b == b'"' => quote = Some(b),
            None if b == b' ' || b == b'\t' => return i,
            None => {}
        }
    }
    line.len()
}

/// A shell word without the quotes around it, escaped or not.
fn unquoted(line: &[u8], word: Range<usize>) -> (usize, usize) {
    let (mut from, mut to) = (word.start, word.end);
    let quote = |b: Option<&u8>| matches!(b, Some(b'"' | b'\'' | b'\\' | b'`' | b',' | b')'));
    while from < to && quote(line.get(from)) {
        from += 1;
    }
    while to > from && quote(line.get(to - 1)) {
        to -= 1;
    }
    (from, to)
}
