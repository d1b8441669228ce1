//! Credentials in syntaxes of their own: `.netrc`, Docker, SQL, Vault. (Connection strings are
//! `key=value`, which the field rules read.)

use super::super::bytes::{ALNUM, BASE64, Class, WORD, at, decode64, find, free_left, run, run_back, slice};
use super::super::opaque::placeholder;
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "netrc_login",
        group: Group::Secrets,
        summary: "Password of a `.netrc` entry",
        source: "netrc(5)",
        anchors: &[Anchor::Exact("machine "), Anchor::Exact("default login")],
        verify: Verify::Code(netrc),
        hits: &[
            ("machine api.example.com login joe password s3cr3t", "s3cr3t"),
            ("machine git.example.com\n  login joe\n  password s3cr3t\n", "s3cr3t"),
        ],
        misses: &["machine learning password policy", "machine a login b"],
    },
    Detector {
        id: "docker_auth",
        group: Group::Secrets,
        summary: "Registry credentials in a configuration of Docker or npm",
        source: "Docker CLI documentation, config.json; npmrc(5)",
        anchors: &[
            Anchor::Exact("\"auth\""),
            Anchor::Exact("\\\"auth\\\""),
            Anchor::Exact("\"identitytoken\""),
            // npmrc(5).
            Anchor::Exact("_auth="),
            Anchor::Exact("_auth ="),
        ],
        verify: Verify::Code(docker),
        hits: &[
            ("{\"auths\":{\"r.example\":{\"auth\":\"am9lOnMzY3IzdC1wYXNz\"}}}", "am9lOnMzY3IzdC1wYXNz"),
            ("{\\\"auth\\\": \\\"am9lOnMzY3IzdC1wYXNz\\\"}", "am9lOnMzY3IzdC1wYXNz"),
            ("_auth = \"am9lOnMzY3IzdC1wYXNz\"", "am9lOnMzY3IzdC1wYXNz"),
        ],
        misses: &["{\"auth\":\"basic\"}", "{\"auth\":true}", "use_auth=true", "http_auth=${AUTH}"],
    },
    Detector {
        id: "sql_login",
        group: Group::Secrets,
        summary: "Password in an SQL statement that sets one",
        source: "MySQL, MariaDB, Oracle and PostgreSQL manuals, CREATE USER and ALTER ROLE",
        anchors: &[
            Anchor::AnyCase("identified by "),
            Anchor::AnyCase("identified with "),
            Anchor::AnyCase("with password "),
            Anchor::AnyCase("set password = "),
            Anchor::AnyCase("encrypted password "),
        ],
        verify: Verify::Code(|c| {
            // `IDENTIFIED WITH plugin BY 'x'`
            let plugin = find(slice(c.text, c.start, c.end), b"identified with").is_some();
            let by = if plugin { find(slice(c.text, c.end, c.end + 48), b" by ")? + 4 } else { 0 };
            let from = c.end + by;
            let quote = at(c.text, from).filter(|b| matches!(b, b'\'' | b'"'))?;
            let reach = slice(c.text, from + 1, from + 258);
            let length = reach.iter().position(|&b| b == quote)?;
            (length > 0 && !placeholder(&reach[..length])).then_some(from + 1..from + 1 + length)
        }),
        hits: &[
            ("ALTER USER 'bob' IDENTIFIED BY 's3cr3t-x';", "s3cr3t-x"),
            ("CREATE ROLE app WITH PASSWORD 'open sesame'", "open sesame"),
            ("CREATE USER bob IDENTIFIED WITH caching_sha2_password BY 's3cr3t-x'", "s3cr3t-x"),
        ],
        misses: &["IDENTIFIED BY ?", "identified by '${PW}'", "login with password 'x"],
    },
    Detector {
        id: "oracle_url_userinfo",
        group: Group::Secrets,
        summary: "Password in an Oracle JDBC URL",
        source: "Oracle JDBC developer's guide, database URLs",
        anchors: &[Anchor::Exact("oracle:thin:"), Anchor::Exact("oracle:oci:")],
        verify: Verify::Code(|c| {
            let reach = slice(c.text, c.end, c.end + 256);
            let reach = &reach[..reach.iter().position(u8::is_ascii_whitespace).unwrap_or(reach.len())];
            let slash = reach.iter().position(|&b| b == b'/')?;
            let sign = slash + reach.cut(slash..).iter().position(|&b| b == b'@')?;
            let from = slash + 1;
            (sign > from && reach[..slash].iter().all(|&b| b != b'@') && !placeholder(reach.cut(from..sign)))
                .then_some(c.end + from..c.end + sign)
        }),
        hits: &[("jdbc:oracle:thin:svc/s3cr3t@//db:1521/ORCL", "s3cr3t")],
        misses: &["jdbc:oracle:thin:@//db:1521/ORCL", "jdbc:oracle:thin:svc/${PW}@db"],
    },
    Detector {
        id: "go_dsn_userinfo",
        group: Group::Secrets,
        summary: "Password in a data source name of Go's MySQL driver",
        source: "go-sql-driver/mysql, DSN (Data Source Name)",
        anchors: &[Anchor::Exact("@tcp("), Anchor::Exact("@unix(")],
        verify: Verify::Code(|c| {
            let start = dsn_start(c.text, c.start);
            let start = quoted_start(c.text, start, c.start).unwrap_or(start);
            let start = start + fields(slice(c.text, start, c.start));
            let colon = start + slice(c.text, start, c.start).iter().position(|&b| b == b':')? + 1;
            let password = slice(c.text, colon, c.start);
            // A scheme makes it a URL.
            (!password.is_empty() && !password.starts_with(b"//") && !placeholder(password))
                .then_some(colon..c.start)
        }),
        hits: &[
            ("dsn=\"app:s3cr3t@tcp(10.0.0.5:3306)/shop\"", "s3cr3t"),
            ("open app:p@ss:w=rd@unix(/run/mysqld.sock)/shop", "p@ss:w=rd"),
            ("open app:p:a,s=s@tcp(db)/shop", "p:a,s=s"),
            ("{\\\"level\\\":\\\"error\\\",\\\"dsn\\\":\\\"app:s3cr3t@tcp(db)/shop\\\"}", "s3cr3t"),
            ("{\"dsn\":\"app:s3\\u0026cr3t@tcp(db)/shop\"}", "s3\\u0026cr3t"),
            ("time=12:00:05,dsn=app:s3cr3t@tcp(db)/shop", "s3cr3t"),
            ("dsn='app:s3\"cr`3t@tcp(db)/shop'", "s3\"cr`3t"),
            ("\"app:s3\\\"cr3t@tcp(db)/shop\"", "s3\\\"cr3t"),
            ("dsn \"app:my s3cr3t@tcp(db)/shop\" refused", "my s3cr3t"),
        ],
        misses: &[
            "user@tcp(db:3306)/shop",
            "app:${PW}@tcp(db)/x",
            "mysql://app:s3cr3t@tcp(db)/x",
            "{\"level\":\"error\",\"dsn\":\"user@tcp(db)/shop\"}",
            "{\"a\":\"b\", \"c\":\"user@tcp(db)/shop\"}",
            "took \"12\" s: user@tcp(db)/shop",
        ],
    },
    Detector {
        id: "vault_unseal_key",
        group: Group::Secrets,
        summary: "Vault unseal or recovery key",
        source: "HashiCorp Vault documentation, vault operator init",
        anchors: &[Anchor::AnyCase("unseal"), Anchor::AnyCase("recovery key")],
        verify: Verify::Code(|c| {
            (c.end..c.end + 12).find_map(|i| {
                let end = run(c.text, i, BASE64, 128);
                (end - i >= 43 && free_left(c.text, i, BASE64)).then_some(i..end)
            })
        }),
        hits: &[(
            "Unseal Key 2: 0tZn+7QQCxphpHwTm7/dC3LpP5JGIbYl3PK8Sy81R+P2",
            "0tZn+7QQCxphpHwTm7/dC3LpP5JGIbYl3PK8Sy81R+P2",
        )],
        misses: &["unseal progress 1/3"],
    },
];

/// Where a data source name begins that has its password before `end`. A quote ends the text before it, unless one stands
/// behind a letter or digit: the one that opens a text does not. Go writes `&` as `\u0026` in JSON.
fn dsn_start(text: &[u8], end: usize) -> usize {
    const PART: Class = Class::of("!#-&(-_a-~");
    const REACH: usize = 256;
    let mut start = run_back(text, end, PART, REACH);
    while let Some(quote) = start.checked_sub(1).filter(|i| matches!(text.item(*i), b'"' | b'\'' | b'`')) {
        let opens = slice(text, quote.saturating_sub(8), quote)
            .iter()
            .rev()
            .find(|&&b| b != b'\\')
            .is_none_or(|b| !ALNUM.has(*b));
        if opens || end - quote > REACH {
            break;
        }
        start = run_back(text, quote, PART, REACH);
    }
    start
}

/// Behind the quote before `start`, where a user and a colon follow it: a password with a blank in it.
fn quoted_start(text: &[u8], start: usize, end: usize) -> Option<usize> {
    const NAME: Class = Class::of("A-Za-z0-9_.-");
    let blank = start.checked_sub(1).filter(|i| text.item(*i) == b' ')?;
    let from = blank.saturating_sub(64);
    let quote = from + slice(text, from, blank).iter().rposition(|b| matches!(b, b'"' | b'\'' | b'`'))? + 1;
    let user = run(text, quote, NAME, 32);
    (user > quote && at(text, user) == Some(b':') && user < end).then_some(quote)
}

/// Length of the fields of a log line before the last one that has a colon: `time=12:00:05,dsn=app:`.
fn fields(line: &[u8]) -> usize {
    let Some(comma) = line.iter().rposition(|&b| b == b',') else { return 0 };
    let sign = run(line, comma + 1, WORD, 64);
    let is_field = sign > comma + 1 && at(line, sign) == Some(b'=') && line.cut(sign..).contains(&b':');
    if is_field { sign + 1 } else { 0 }
}

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
    (end > from && !placeholder(c.text.cut(from..end))).then_some(from..end)
}

fn docker(c: Candidate<'_>) -> Option<Range<usize>> {
    let from = run(c.text, c.end, const { Class::of(" :\"\\") }, 6);
    let end = run(c.text, from, BASE64, 4096);
    let (plain, len) = decode64::<48>(slice(c.text, from, end));
    let plain = plain.cut(..len);
    let pair = plain.contains(&b':') && plain.iter().all(|&b| b >= b' ');
    let token = slice(c.text, c.start, c.end).ends_with(b"identitytoken\"") && end - from >= 16;
    (pair && end - from >= 8 || token).then_some(from..end)
}
