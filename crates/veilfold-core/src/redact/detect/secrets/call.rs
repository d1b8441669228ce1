//! Passwords among the arguments of a call, as traces of PHP, Perl and Java print them.

use super::super::bytes::{at, find, slice};
use super::super::opaque::placeholder;
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "call_argument",
    group: Group::Secrets,
    summary: "Password that a call to log in, or to connect to a database, is given behind its user",
    source: "PHP manual, debug_backtrace; PDO, mysqli, LDAP, DBI and JDBC references; Geth documentation, personal",
    anchors: &[
        Anchor::AnyCase("login("),
        Anchor::AnyCase("authenticate("),
        Anchor::AnyCase("->auth("),
        Anchor::Exact(".auth("),
        Anchor::Exact("WiFi.begin("),
        Anchor::AnyCase("ldap_bind("),
        Anchor::AnyCase("pdo->__construct("),
        Anchor::AnyCase("mysqli->__construct("),
        Anchor::AnyCase("mysqli_connect("),
        Anchor::AnyCase("dbi->connect("),
        Anchor::AnyCase("getconnection("),
        // Consoles of Ethereum nodes.
        Anchor::AnyCase("unlockaccount("),
    ],
    verify: Verify::Code(verify),
    hits: &[
        ("login(\"bob\",\"hunter2x\")", "hunter2x"),
        ("#1 /app/Auth.php(44): Auth->login('bob', 'S3cret-x!', true)", "S3cret-x!"),
        ("ftp_login(Resource id #5, 'bob', 'hunter2x')", "hunter2x"),
        ("login('bob', 'S3cr/et+x9')", "S3cr/et+x9"),
        ("ldap_bind(Object(LDAP\\Connection), 'cn=admin,dc=x', 'hunter2x')", "hunter2x"),
        ("PDO->__construct('mysql:host=db;dbname=shop', 'root', 'hunter2x', Array)", "hunter2x"),
        ("#0 /app/Cache.php(12): Redis->auth('hunter2x')", "hunter2x"),
        ("db.auth(\"joe\", \"hunter2x\")", "hunter2x"),
        ("WiFi.begin(\"home\", \"hunter2x\")", "hunter2x"),
        ("DBI->connect(\"dbi:mysql:shop\",\"root\",\"hunter2x\")", "hunter2x"),
        ("personal.unlockAccount(\"0x1f\", \"correct horse\", 300)", "correct horse"),
        ("unlockAccount(eth.accounts[0], 'hunter')", "hunter"),
    ],
    misses: &[
        "login(\"bob\") called",
        "login('bob', 'web')",
        "app.auth('jwt', 'required')",
        "login('bob', 'web-01')",
        "login('bob', 'node1.example.com')",
        "authenticate(\"bob\", \"ldap\")",
        "login(\"bob\", \"https://App1.example.com/x\")",
        "authenticate('POST', '/api/v1/Users1')",
        "Redis->auth('jwt')",
        "getConnection('db', 'root', '')",
        "login('bob', '[REDACTED]')",
        "unlockAccount(address, password, 300)",
        "unlockAccount('0x1f', '')",
    ],
}];

fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    let is = |name: &[u8]| slice(c.text, c.start, c.end).eq_ignore_ascii_case(name);
    let (alone, of_user) =
        (is(b"->auth("), is(b"login(") || is(b"authenticate(") || is(b".auth(") || is(b"wifi.begin("));
    let mut at_argument = c.end;
    for index in 0..3 {
        let blanks = slice(c.text, at_argument, at_argument + 2).iter().take_while(|b| **b == b' ').count();
        let from = at_argument + blanks;
        let reach = slice(c.text, from, from + 160);
        let (quoted, len) = match reach {
            [] => return None,
            [quote @ (b'"' | b'\''), rest @ ..] => (true, 2 + rest.iter().position(|b| b == quote)?),
            _ => (false, reach.iter().position(|&b| b == b',')?),
        };
        // What is logged in to may come before the user.
        let is_second = index == 1 && of_user && matches!(at(c.text, c.end), Some(b'"' | b'\''));
        let is_sure = index == 1 && is(b"unlockaccount(");
        if is_sure || alone || is_second || index == 2 {
            let value = slice(c.text, from + 1, from + len - 1);
            let good = is_password(value) || is_sure && !placeholder(value);
            return (quoted && good).then_some(from + 1..from + len - 1);
        }
        (at(c.text, from + len) == Some(b',')).then_some(())?;
        at_argument = from + len + 1;
    }
    None
}

/// Letters and digits with a sign or a capital among them, or eight and more in one run: hosts and versions have
/// dashes and dots.
fn is_password(value: &[u8]) -> bool {
    let has = |is: fn(&u8) -> bool| value.iter().any(is);
    let signs = has(|b| matches!(b, b'!' | b'#' | b'$' | b'%' | b'^' | b'*'));
    // A path or an address.
    let is_place = value.starts_with(b"/") || find(value, b"://").is_some();
    value.len() >= 6
        && !is_place
        && value.iter().all(u8::is_ascii_graphic)
        && has(u8::is_ascii_alphabetic)
        && (signs
            || has(u8::is_ascii_digit)
                && (has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
                    || value.len() >= 8 && value.iter().all(u8::is_ascii_alphanumeric)))
        && !placeholder(value)
}
