//! Passwords on command lines, by the manuals of the commands.

use super::super::bytes::{ALNUM, find, free_left, slice};
use super::super::context::is_word;
use super::super::opaque::placeholder;
use super::super::{Anchor, Candidate, Detector, Group};
use crate::bounds::Bounds as _;
use crate::redact::marker;
use crate::texts::{Texts, texts};
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "command_line_login",
    group: Group::Secrets,
    summary: "User and password given to curl, wget, sshpass, psexec, mysql, net use and their kin",
    source: "the tools' manuals",
    anchors: &[
        Anchor::Exact("curl "),
        Anchor::Exact("sshpass "),
        Anchor::AnyCase("psexec"),
        Anchor::Exact("mysql "),
        Anchor::Exact("mysqldump "),
        Anchor::Exact("cypher-shell "),
        Anchor::Exact("config http-basic."),
        Anchor::Exact("patch secret "),
        Anchor::Exact("mysqladmin "),
        Anchor::AnyCase("net use "),
        Anchor::AnyCase("net user "),
        Anchor::Exact("docker login "),
        Anchor::Exact("redis-cli "),
        Anchor::AnyCase("connect-viserver"),
        Anchor::Exact("smbclient "),
        Anchor::Exact("ldapsearch "),
        Anchor::Exact("ldapadd "),
        Anchor::Exact("ldapmodify "),
        Anchor::Exact("etcdctl "),
        Anchor::Exact("helm registry login "),
        Anchor::Exact("podman login "),
        Anchor::Exact("openssl "),
        Anchor::Exact("zip -"),
        Anchor::Exact("7z x -"),
        Anchor::Exact("7z a -"),
        Anchor::Exact("mongosh "),
        Anchor::Exact("mongo -"),
        Anchor::Exact("mongodump "),
        Anchor::Exact("mongorestore "),
        Anchor::Exact("az login "),
        Anchor::Exact("oc login "),
        Anchor::Exact("cf login "),
        Anchor::Exact("sqlcmd "),
        Anchor::Exact("snowsql "),
        Anchor::Exact("bcp "),
        Anchor::Exact("cqlsh "),
        Anchor::Exact("twine upload "),
        Anchor::Exact("ipmitool "),
        Anchor::Exact("mosquitto_"),
        Anchor::Exact("winexe "),
        Anchor::Exact("lftp "),
        Anchor::Exact("freerdp "),
        Anchor::AnyCase("signtool "),
        Anchor::Exact("htpasswd -"),
        Anchor::Exact("mosquitto_passwd -"),
        Anchor::Exact("vault login "),
        Anchor::Exact("wpa_passphrase "),
        Anchor::Exact("rabbitmqctl "),
        Anchor::AnyCase("convertto-securestring "),
        Anchor::Exact("sqlplus "),
        Anchor::Exact("expdp "),
        Anchor::Exact("impdp "),
        Anchor::Exact("chpasswd"),
        Anchor::Exact("sudo -S"),
        Anchor::Exact("passwd --stdin"),
        Anchor::Exact("http -a "),
        Anchor::Exact("http --auth "),
        Anchor::Exact("ACL SETUSER "),
        Anchor::Exact("ssh-keygen "),
        Anchor::AnyCase("schtasks "),
        Anchor::Exact("put-parameter "),
        Anchor::Exact("keyvault secret set "),
        Anchor::Exact("--from-literal="),
        // macOS: `security unlock-keychain`, `create-keychain`.
        Anchor::Exact("-keychain "),
        Anchor::Exact("key-partition-list "),
        Anchor::Exact("security import "),
        // As a list of arguments, which is how programs print what they ran.
        Anchor::Exact("curl'"),
        Anchor::Exact("curl\""),
        Anchor::Exact("mysql'"),
        Anchor::Exact("mysql\""),
        Anchor::Exact("mysqldump'"),
        Anchor::Exact("mysqldump\""),
        Anchor::Exact("sshpass'"),
        Anchor::Exact("sshpass\""),
    ],
    verify: command,
    hits: &[
        ("curl -s -u joe:s3cr3t https://api.example.com", "joe:s3cr3t"),
        ("curl --user \"joe:s3cr3t\" x", "joe:s3cr3t"),
        ("curl -s https://api.example.com \\\n  -u joe:s3cr3t", "joe:s3cr3t"),
        ("curl -X POST --user \"{acd3}\":\"{ZqL5kV}\" x", "{acd3}\":\"{ZqL5kV}"),
        ("sshpass -p hunter2 ssh joe@h", "hunter2"),
        ("sshpass -p'hunter2' ssh joe@h", "hunter2"),
        ("mysql -h db -u joe -phunter2 shop", "hunter2"),
        ("docker login -u joe -p hunter2 r.example", "hunter2"),
        ("echo hunter2 | docker login -u joe --password-stdin", "hunter2"),
        ("echo 'joe:hunter2' | sudo chpasswd", "joe:hunter2"),
        ("chpasswd <<< joe:hunter2", "joe:hunter2"),
        ("psexec \\\\host -u joe -p hunter2 cmd", "hunter2"),
        ("Connect-VIServer -Server vc -User joe -Password hunter2", "hunter2"),
        ("ldapsearch -x -D cn=joe -w hunter2 -b dc=x", "hunter2"),
        ("ldapmodify -D cn=joe -w hunter2 -f x.ldif", "hunter2"),
        ("etcdctl --user joe:hunter2 get x", "joe:hunter2"),
        ("openssl enc -aes-256-cbc -k hunter2 -in x", "hunter2"),
        ("unzip -o -P hunter2 a.zip", "hunter2"),
        ("7z x -phunter2 a.7z", "hunter2"),
        ("az login --service-principal -u app -p hunter2 --tenant t", "hunter2"),
        ("sqlcmd -S h -U sa -P hunter2", "hunter2"),
        ("snowsql -a acme -u joe -p hunter2", "hunter2"),
        ("bcp t out f -U sa -P hunter2 -S h", "hunter2"),
        ("redis-cli -h h -ahunter2 ping", "hunter2"),
        ("htpasswd -cb users joe hunter2", "hunter2"),
        ("mosquitto_passwd -b users joe hunter2", "hunter2"),
        ("poetry config http-basic.shop joe hunter2", "hunter2"),
        ("kubectl patch secret db -p '{\"data\":{\"a\":\"eHl6\"}}'", "{\"data\":{\"a\":\"eHl6\"}}"),
        ("exec [\"/usr/bin/mysql\" \"-h\" \"db\" \"-phunter2\"]", "hunter2"),
        ("type=EXECVE argc=4 a0=\"sshpass\" a1=\"-p\" a2=\"hunter2\" a3=\"ssh\"", "hunter2"),
        ("net use Z: \\\\h\\share /user:joe hunter2", "hunter2"),
        ("net user joe hunter2 /add", "hunter2"),
        ("ConvertTo-SecureString \"hunter2\" -AsPlainText -Force", "hunter2"),
        ("sqlplus joe/hunter2@db", "hunter2"),
        ("rabbitmqctl add_user joe hunter2", "hunter2"),
        ("lftp -u joe,hunter2 ftp.example.com", "joe,hunter2"),
        ("vault login token=hunter2x", "hunter2x"),
        ("http -a joe:hunter2 GET h/x", "joe:hunter2"),
        ("ACL SETUSER joe on >hunter2 ~* +@all", "hunter2"),
        ("curl -b 'sid=hunter2; a=b' https://x", "sid=hunter2; a=b"),
        ("curl --cookie sid=hunter2 https://x", "hunter2"),
        ("ssh-keygen -t ed25519 -N hunter2 -f k", "hunter2"),
        ("schtasks /create /tn t /ru joe /rp hunter2", "hunter2"),
        ("xfreerdp /u:joe /p:hunter2 /v:h", "hunter2"),
        ("aws ssm put-parameter --name /db --type SecureString --value hunter2", "hunter2"),
        ("security unlock-keychain -p hunter2 build.keychain", "hunter2"),
        ("security set-key-partition-list -S apple-tool: -s -k hunter2 build.keychain", "hunter2"),
        ("security import c.p12 -k build.keychain -P hunter2", "hunter2"),
        ("kubectl create secret generic db --from-literal=a=hunter2", "hunter2"),
        ("Command '['mysql', '-uroot', '-phunter2']' returned 1", "hunter2"),
        ("run: [\"curl\",\"-u\",\"joe:hunter2\",\"x\"]", "joe:hunter2"),
    ],
    misses: &[
        "curl -u \"$USER:$PASS\" x",
        "curl -u joe https://x",
        "curl --user xxx:yyy",
        "curl -u : https://localhost",
        "curl https://localhost\n-u joe:s3cr3t",
        "docker login -p %",
        "docker login -u joe --password-stdin",
        "echo $PASSWORD | docker login -u joe --password-stdin",
        "echo done | tee log; docker login r.example",
        "mysql -p shop",
        "curl -p https://example.com/a",
        "etcdctl --user joe get x",
        "curl -u '{{ user }}:{{ password }}' x",
        "curl -u {user}:{password} x",
        "openssl version -a",
        "gzip -9 a.log",
        "redis-cli -h h --askpass ping",
        "bcp took 3 ms -P",
        "sqlplus /nolog",
        "sqlplus / as sysdba",
        "vault login -method=oidc",
        "vault login succeeded",
        "htpasswd -c users joe",
        "poetry config http-basic.shop joe",
        "secret \"db\" patched: patch secret db -p",
        "rabbitmqctl list_queues name messages",
        "net use Z: /delete",
        "net user joe /delete",
        "net user joe *",
        "ConvertTo-SecureString $password -AsPlainText",
        "chpasswd finished",
        "http -a joe GET h/x",
        "ACL SETUSER joe reset +@all",
        "curl -b cookies.txt -c cookies.txt https://x",
        "ssh-keygen -l -f key.pub",
        "aws ssm put-parameter --name /level --type String --value debug",
        "kubectl create secret generic db --from-file=a=b.txt",
        "security unlock-keychain build.keychain",
        "Command '['mysql', '-u', 'root', '-h', 'db']' returned 1",
        "['curl', '-fsS', 'https://x'] took 3 s",
        "'curl' is not installed, 'wget' is",
    ],
}];

/// Where on its line a command has its password.
enum Form {
    /// Behind one of these options.
    Option(&'static [&'static [u8]]),
    /// As [`Form::Option`], behind a user and one of these signs.
    Account(&'static [&'static [u8]], &'static [u8]),
    /// As [`Form::Option`], where a name and `=` stand before it: else it is the name of a file.
    Pairs(&'static [&'static [u8]]),
    /// A user, a colon and the password, as the first argument.
    FirstAccount,
    /// Joined to its option.
    Joined(&'static [&'static [u8]]),
    /// Behind a name and `=` in the first word.
    Named,
    /// The argument of this number, options not counted.
    Argument(usize),
    /// The last argument, where an option has the letter `b`.
    LastOfBatch,
    /// Behind `/user:x`.
    Share,
    /// In `user/password@base`.
    Slash,
    /// From the standard input: `echo x |` before it.
    Piped,
}

use Form::{
    Account, Argument, FirstAccount, Joined, LastOfBatch, Named, Option as Opt, Pairs, Piped, Share, Slash,
};

/// The forms of the command `name`; `line` is what follows it.
fn forms(name: &[u8], line: &[u8]) -> &'static [Form] {
    match name {
        b"chpasswd" if !line.starts_with(b"<<<") => &[Piped],
        b"vault login" if line.starts_with(b"<<<") => OTHERS,
        b"put-parameter" if find(line, b"securestring").is_none() => &[],
        b"rabbitmqctl" if !(line.starts_with(b"add_user ") || line.starts_with(b"change_password ")) => &[],
        _ => FORMS.iter().find(|(names, _)| names.has_folded(name)).map_or(OTHERS, |(_, forms)| *forms),
    }
}

/// Commands, in any case where their anchor is, and their forms.
static FORMS: [(Texts, &[Form]); 29] = [
    (texts!["curl", "etcdctl"], &[CURL, Pairs(&[b"-b", b"--cookie", b"--cookie="])]),
    (texts!["ssh-keygen"], &[Opt(&[b"-N"]), Opt(&[b"-P"])]),
    (texts!["schtasks"], &[Opt(&[b"/rp", b"/RP"])]),
    (texts!["key-partition-list"], &[Opt(&[b"-k"])]),
    (texts!["put-parameter", "keyvault secret set"], &[Opt(&[b"--value", b"--value="])]),
    (texts!["--from-literal="], &[Named]),
    (texts!["mysql", "mysqldump", "mysqladmin"], &[Joined(&[b"-p", b"--password="])]),
    (texts!["redis-cli"], &[Opt(&[b"-a", b"--pass"]), Joined(&[b"-a"])]),
    (texts!["smbclient", "winexe"], &[Account(&[b"-U", b"--user="], b":%")]),
    (texts!["lftp"], &[Account(&[b"-u", b"--user="], b",:")]),
    (texts!["ldapsearch", "ldapadd", "ldapmodify"], &[Opt(&[b"-w"])]),
    (texts!["openssl"], &[Opt(&[b"-k"])]),
    (texts!["zip -", "mosquitto_", "sqlcmd", "bcp", "ipmitool"], &[Opt(&[b"-P"])]),
    (texts!["7z x -", "7z a -"], &[Joined(&[b"-p"])]),
    (texts!["sshpass"], &[Opt(&[b"-p"]), Joined(&[b"-p"])]),
    (texts!["freerdp"], &[Joined(&[b"/p:"])]),
    (texts!["htpasswd -", "mosquitto_passwd -"], &[LastOfBatch]),
    (texts!["config http-basic."], &[Argument(2)]),
    (texts!["patch secret "], &[Opt(&[b"-p", b"--patch", b"--patch="])]),
    (texts!["vault login", "chpasswd"], &[Argument(0)]),
    (texts!["wpa_passphrase", "net user"], &[Argument(1)]),
    (texts!["rabbitmqctl"], &[Argument(2)]),
    (texts!["http -a", "http --auth"], &[FirstAccount]),
    (texts!["acl setuser"], &[Joined(&[b">"])]),
    (texts!["sqlplus", "expdp", "impdp"], &[Slash]),
    (texts!["sudo -S", "passwd --stdin"], &[Piped]),
    (texts!["net use"], &[Opt(&[b"/pass:"]), Share]),
    (texts!["signtool"], &[Opt(&[b"/p"])]),
    (texts!["convertto-securestring"], &[Opt(&[b"-String", b"-string"]), Argument(0)]),
];

const CURL: Form = Account(&[b"-u", b"--user", b"-U", b"--proxy-user", b"--user="], b":");

/// What other commands have in common.
static OTHERS: &[Form] =
    &[Opt(&[b"-p", b"-Password", b"-password", b"--password", b"--password=", b"-P"]), Piped];

fn command(c: Candidate<'_>) -> Option<Range<usize>> {
    let name = c.text.cut(c.start..c.end).trim_ascii();
    // `unzip`, `xfreerdp`, `unlock-keychain`.
    let may_begin = matches!(name, b"zip -" | b"freerdp" | b"-keychain");
    if !is_word(c.text, c.start, c.start + name.len()) && !free_left(c.text, c.start, ALNUM) && !may_begin {
        return None;
    }
    // The `-` of `zip -` begins the first option.
    let from = c.end - usize::from(name.ends_with(b"-"));
    let (name, listed) = match name.strip_suffix(b"'").or_else(|| name.strip_suffix(b"\"")) {
        Some(name) => (name, true),
        None => (name, false),
    };
    let line = slice(c.text, from, from + 1024);
    // A line goes on behind a backslash.
    let ends = |i: &usize| line.item(*i) == b'\n' && (*i == 0 || line.item(*i - 1) != b'\\');
    let line = &line[..(0..line.len()).find(ends).unwrap_or(line.len())];
    forms(name, line.trim_ascii_start()).iter().find_map(|form| {
        if let Piped = form {
            return piped(c.text, c.start);
        }
        value(form, line, listed).map(|value| from + value.start..from + value.end)
    })
}

/// The word or, in a list, the text behind the comma at `at`, and where it ends.
fn next_word(line: &[u8], at: usize, listed: bool) -> Option<(Range<usize>, usize)> {
    let blanks =
        |at: usize| at + line.cut(at..).iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\n')).count();
    let from = blanks(at);
    if !listed {
        let to = word_end(line, from);
        return (to > from).then_some((from..to, to));
    }
    // Go prints no commas, and the audit of Linux the number of each argument: `a1="-p" a2="x"`.
    let next = blanks(from + usize::from(line.has_at(from, b",")));
    let number = line.cut(next..).iter().take(4).take_while(|b| **b == b'a' || b.is_ascii_digit()).count();
    let open = next + if line.has_at(next + number, b"=") { number + 1 } else { 0 };
    let quote = line.get(open).filter(|b| open > at && matches!(b, b'\'' | b'"'))?;
    let rest = line.cut(open + 1..);
    let is_end = |i: &usize| rest.item(*i) == *quote && (*i == 0 || rest.item(*i - 1) != b'\\');
    let to = open + 1 + (0..rest.len()).find(is_end)?;
    Some((open + 1..to, to + 1))
}

/// The value that `form` finds on the rest of a command's line, or in the rest of a list of arguments.
fn value(form: &Form, line: &[u8], listed: bool) -> Option<Range<usize>> {
    let words = || {
        let mut at = 0;
        core::iter::from_fn(move || {
            let (word, end) = next_word(line, at, listed)?;
            at = end;
            Some(word)
        })
    };
    let is_option = |w: &Range<usize>| matches!(line.item(w.start), b'-' | b'<');
    let argument = |n| words().filter(|w| !is_option(w)).nth(n);
    match form {
        Opt(options) => after(line, words(), options).and_then(|w| good(line, w, None)),
        Named => {
            let word = words().next()?;
            let name = line.cut(word.clone()).iter().position(|b| *b == b'=')?;
            good(line, word.start + name + 1..word.end, None)
        }
        Pairs(options) => {
            let word = after(line, words(), options)?;
            let pairs = line.cut(word.clone());
            let name = pairs.iter().position(|b| *b == b'=')? + 1;
            // The name of a cookie stays where it is the only one.
            let start = word.start + if pairs.contains(&b';') { 0 } else { name };
            good(line, start..word.end, None)
        }
        Account(options, signs) => {
            let joined = || {
                let short = |w: &Range<usize>| {
                    options.iter().any(|o| o.len() == 2 && line.cut(w.clone()).starts_with(o))
                };
                words().find(short).map(|w| w.start + 2..w.end).filter(|w| w.start < w.end)
            };
            let word = after(line, words(), options).or_else(joined)?;
            good(line, word, Some(signs))
        }
        Joined(options) => {
            let mut values = words().filter_map(|w| {
                let option = options.iter().find(|o| line.cut(w.clone()).starts_with(o))?;
                let value = w.start + option.len()..w.end;
                (!value.is_empty()).then_some(value)
            });
            // What is hidden was the value of this command; the next is that of another on its line.
            values.find_map(|value| {
                let is_hidden = marker::length(line.cut(value.start..)) > 0;
                if is_hidden { Some(None) } else { good(line, value, None).map(Some) }
            })?
        }
        Argument(n) => {
            let word = argument(*n)?;
            // `vault login token=x`.
            let name = if line.cut(word.clone()).starts_with(b"token=") { b"token=".len() } else { 0 };
            let word = word.start + name..word.end;
            // A sentence goes on: `vault login succeeded`.
            let inner = unquoted(line, word.clone());
            let said = *n == 0 && inner == word && inner.clone().all(|i| line.item(i).is_ascii_lowercase());
            if said { None } else { good(line, word, None) }
        }
        FirstAccount => good(line, argument(0)?, Some(b":")),
        LastOfBatch => {
            let batch = words().any(|w| line.cut(w.clone()).starts_with(b"-") && line.cut(w).contains(&b'b'));
            if batch && argument(2).is_some() { good(line, argument(2)?, None) } else { None }
        }
        Share => {
            let user = words().find(|w| {
                line.cut(w.clone()).len() > 6
                    && line.cut(w.start..w.start + 6).eq_ignore_ascii_case(b"/user:")
            })?;
            let next = words().find(|w| w.start >= user.end).filter(|w| line.item(w.start) != b'/');
            // The password may stand before the user as well, behind the share.
            let before = || {
                let word = words().take_while(|w| w.end < user.start).last()?;
                (line.item(word.start) != b'\\' && line.item(word.end - 1) != b':').then_some(word)
            };
            good(line, next.or_else(before)?, None)
        }
        Slash => {
            let word = argument(0)?;
            let slash = line.cut(word.clone()).iter().position(|b| *b == b'/').filter(|i| *i > 0)?;
            let from = word.start + slash + 1;
            let to = line.cut(from..word.end).iter().position(|b| *b == b'@').map_or(word.end, |i| from + i);
            good(line, from..to, None)
        }
        Piped => None,
    }
}

/// The word behind one of `options`, or joined to one that ends in a sign.
fn after(
    line: &[u8],
    mut words: impl Iterator<Item = Range<usize>>,
    options: &[&[u8]],
) -> Option<Range<usize>> {
    while let Some(word) = words.next() {
        let text = line.cut(word.clone());
        if options.contains(&text) {
            return words.next();
        }
        let joined = options.iter().find(|o| o.ends_with(b"=") || o.ends_with(b":"));
        if let Some(option) = joined.filter(|o| text.starts_with(o) && text.len() > o.len()) {
            return Some(word.start + option.len()..word.end);
        }
    }
    None
}

/// The value in `word`, if it is one; with `signs` it is a user and a password.
fn good(line: &[u8], word: Range<usize>, signs: Option<&[u8]>) -> Option<Range<usize>> {
    let span = unquoted(line, word);
    let value = line.get(span.clone())?;
    let (user, secret) = match signs {
        Some(signs) => {
            let split = value.iter().position(|b| signs.contains(b))?;
            (&value[..split], value.cut(split + 1..))
        }
        None => (&b""[..], value),
    };
    let is_name = |v: &[u8]| v.starts_with(b"{{") || v.starts_with(b"{") && !v.iter().any(u8::is_ascii_digit);
    let is_json = value.starts_with(b"{\"");
    let good = (is_json || !placeholder(value))
        | (signs.is_some() && value.starts_with(b"{") && !is_name(value))
        && secret.iter().any(|b| b.is_ascii_alphanumeric() || !b.is_ascii())
        && !matches!(secret.item(0), b'-' | b'$' | b'/' | b'|')
        && (is_json || !placeholder(secret))
        && !user.starts_with(b"$")
        && !is_name(user)
        && !filler(user)
        && secret != b"\""
        && !secret.starts_with(b"http");
    good.then_some(span)
}

/// What `echo x |` gives to the command at `at`.
fn piped(text: &[u8], at: usize) -> Option<Range<usize>> {
    let from = at.saturating_sub(200);
    let head = slice(text, from, at);
    let start = head.iter().rposition(|b| matches!(b, b'\n' | b';')).map_or(0, |i| i + 1);
    let head = head.cut(start..).trim_ascii_end();
    let head = head.strip_suffix(b"sudo").unwrap_or(head).trim_ascii_end();
    let head = head.strip_suffix(b"|")?.trim_ascii_end();
    let echo = head.windows(5).rposition(|w| w == b"echo ")? + 5;
    let mut at = echo;
    while head.has_at(at, b"-") {
        at = word_end(head, at) + 1;
        if at >= head.len() {
            return None;
        }
    }
    let to = word_end(head, at);
    let inner = good(head, at..to, None)?;
    // One word, and nothing but it.
    (to == head.len()).then_some(from + start + inner.start..from + start + inner.end)
}

/// `xxx:yyy` is from a manual.
fn filler(user: &[u8]) -> bool {
    !user.is_empty() && user.iter().all(|b| matches!(b, b'x' | b'X'))
}

/// End of a shell word at `from`, quotes kept together. A quote that nothing closes is the end of a command that stands in
/// quotes itself: `ran "mysql -px" at noon`.
fn word_end(line: &[u8], from: usize) -> usize {
    let mut quote = None;
    for (i, &b) in line.iter().enumerate().skip(from) {
        match quote {
            Some(q) if b == q => quote = None,
            Some(_) => {}
            None if b == b'\'' || b == b'"' => {
                let rest = line.cut(i + 1..);
                if i == from || rest.contains(&b) {
                    quote = Some(b);
                } else if matches!(rest, [] | [b' ' | b'\t' | b',' | b'.' | b';' | b')' | b']' | b'}', ..]) {
                    return i;
                }
            }
            None if matches!(b, b' ' | b'\t' | b'\n') => return i,
            None => {}
        }
    }
    line.len()
}

/// A shell word without the quotes around it, escaped or not.
fn unquoted(line: &[u8], word: Range<usize>) -> Range<usize> {
    let (mut from, mut to) = (word.start, word.end);
    let quote = |b: Option<&u8>| matches!(b, Some(b'"' | b'\'' | b'\\' | b'`' | b',' | b')'));
    while from < to && quote(line.get(from)) {
        from += 1;
    }
    while to > from && quote(line.get(to - 1)) {
        to -= 1;
    }
    from..to
}
