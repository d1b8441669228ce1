//! Passwords on command lines, by the manuals of the commands.

mod line;

use super::super::bytes::{ALNUM, find, free_left, slice};
use super::super::context::is_word;
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use crate::texts::{Texts, texts};
use core::ops::Range;
use line::Form::{
    self, Account, Argument, FirstAccount, Joined, LastOfBatch, Named, Option as Opt, Pairs, Piped, Printed,
    Share, Split,
};
use line::{echoed, goes_on, names_base, piped, printed, value};

pub(super) const ALL: &[Detector] = &[Detector {
    id: "command_line_login",
    group: Group::Secrets,
    summary: "User and password given to curl, wget, sshpass, psexec, mysql, net use and their kin",
    source: "the tools' manuals",
    anchors: &[
        Anchor::Exact("curl "),
        Anchor::Exact("sshpass"),
        Anchor::AnyCase("psexec"),
        Anchor::Exact("mysql "),
        Anchor::Exact("mysqldump"),
        Anchor::Exact("cypher-shell "),
        Anchor::Exact("config http-basic."),
        Anchor::Exact("patch secret "),
        Anchor::Exact("mysqladmin"),
        Anchor::AnyCase("net use "),
        Anchor::AnyCase("net user "),
        Anchor::Exact("docker login "),
        Anchor::Exact("redis-cli"),
        Anchor::AnyCase("connect-viserver"),
        Anchor::Exact("smbclient"),
        Anchor::Exact("ldapsearch"),
        Anchor::Exact("ldapadd "),
        Anchor::Exact("ldapmodify "),
        Anchor::Exact("etcdctl"),
        Anchor::Exact("helm registry login "),
        Anchor::Exact("podman login "),
        // skopeo, nerdctl, buildah, crane and their kin.
        Anchor::Exact("login -u "),
        Anchor::Exact("openssl "),
        Anchor::Exact("zip -"),
        Anchor::Exact("7z x -"),
        Anchor::Exact("7z a -"),
        Anchor::Exact("mongosh"),
        Anchor::Exact("mongo -"),
        Anchor::Exact("mongodump"),
        Anchor::Exact("mongorestore "),
        Anchor::Exact("az login "),
        Anchor::Exact("oc login "),
        Anchor::Exact("cf login "),
        Anchor::Exact("sqlcmd"),
        Anchor::Exact("snowsql "),
        Anchor::Exact("bcp "),
        Anchor::Exact("cqlsh "),
        Anchor::Exact("twine upload "),
        Anchor::Exact("ipmitool"),
        Anchor::Exact("mosquitto_"),
        Anchor::Exact("winexe "),
        Anchor::Exact("lftp "),
        Anchor::Exact("freerdp "),
        Anchor::AnyCase("signtool "),
        Anchor::Exact("htpasswd"),
        Anchor::Exact("mosquitto_passwd -"),
        Anchor::Exact("vault login "),
        Anchor::Exact("wpa_passphrase "),
        Anchor::Exact("rabbitmqctl "),
        Anchor::AnyCase("convertto-securestring "),
        Anchor::Exact("sqlplus "),
        Anchor::AnyCase("connect "),
        // What players and people in a chat type.
        Anchor::Exact("command: /login "),
        Anchor::Exact(":IDENTIFY "),
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
        Anchor::Exact("kinit "),
        Anchor::AnyCase("ktpass "),
        // SteamCMD.
        Anchor::Exact("+login "),
        Anchor::Exact("rclone obscure "),
        // bitcoin-cli and its kin.
        Anchor::Exact("walletpassphrase "),
        Anchor::Exact("importprivkey "),
        Anchor::Exact("oathtool "),
        // SeleniumLibrary of Robot Framework, where more than one blank parts arguments.
        Anchor::Exact("Input Password  "),
        // What gives another command its secret: `--key-file <(echo x)`.
        Anchor::Exact("echo "),
        Anchor::Exact("printf "),
        Anchor::Exact("cryptsetup "),
        Anchor::Exact("smbpasswd "),
        Anchor::Exact("radtest "),
        Anchor::Exact("gpg -"),
        Anchor::Exact("bw unlock "),
        // What prints a secret on the next line.
        Anchor::Exact("pass show "),
        Anchor::Exact("vault kv get "),
        Anchor::Exact("vault read "),
        Anchor::Exact("initial-password"),
        Anchor::Exact("bw get "),
        Anchor::Exact("op read "),
        Anchor::Exact("get-secret-value "),
        Anchor::Exact("versions access "),
        Anchor::Exact("get secret"),
        Anchor::Exact("-generic-password "),
        Anchor::Exact("openssl rand "),
        Anchor::Exact("wg gen"),
        // A server of Steam's.
        Anchor::Exact("+sv_setsteamaccount "),
        // sip.conf of Asterisk.
        Anchor::Exact("register => "),
        // As a list of arguments, which is how programs print what they ran; these two are common words.
        Anchor::Exact("curl'"),
        Anchor::Exact("curl\""),
        Anchor::Exact("mysql'"),
        Anchor::Exact("mysql\""),
    ],
    verify: Verify::Code(command),
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
        ("\"C:\\PsExec.exe\" \\\\host -u ACME\\joe -p hunter2 cmd", "hunter2"),
        ("skopeo login -u joe -p h4nT3r2xQ r.example.com", "h4nT3r2xQ"),
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
        ("SQL> CONNECT joe/hunter2@db AS SYSDBA", "hunter2"),
        ("joe issued server command: /login hunter2x", "hunter2x"),
        ("PRIVMSG NickServ :IDENTIFY hunter2x", "hunter2x"),
        ("PRIVMSG NickServ :IDENTIFY joe hunter2x", "hunter2x"),
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
        ("echo hunter2 | kinit joe", "hunter2"),
        ("ktpass -princ HTTP/a@B -mapuser joe -pass hunter2 -out k", "hunter2"),
        ("ktpass /princ HTTP/a@B /mapuser joe /pass hunter2 /ptype KRB5_NT_PRINCIPAL", "hunter2"),
        ("steamcmd +login joe hunter2 +app_update 740", "hunter2"),
        ("rclone obscure hunter2", "hunter2"),
        ("bitcoin-cli -testnet walletpassphrase \"correct horse\" 60", "correct horse"),
        ("bitcoin-cli importprivkey L4hunTer2xQ hot false", "L4hunTer2xQ"),
        ("oathtool --totp -b NZ2W45DF", "NZ2W45DF"),
        ("Input Password    id=pwd    hunter2", "hunter2"),
        ("htpasswd -nbB joe hunter2", "hunter2"),
        ("\"cmd\": [\"htpasswd\", \"-b\", \"users\", \"joe\", \"hunter2\"]", "hunter2"),
        ("spawn('sshpass', [ '-p', 'hunter2', 'ssh' ])", "hunter2"),
        ("execFile(\"mysql\", [\"-uroot\", \"-phunter2\"])", "hunter2"),
        ("cryptsetup open /dev/sdb x --key-file <(echo -n hunter2)", "hunter2"),
        ("restic --password-command \"echo hunter2\" backup /srv", "hunter2"),
        ("msmtp --passwordeval='echo hunter2' -t", "hunter2"),
        ("API_TOKEN=$(printf '%s' hunter2 | base64) ./run", "hunter2"),
        ("wg set wg0 preshared-key <(echo hunter2) peer x", "hunter2"),
        ("rsync -a --password-file=<(echo hunter2) /srv b::data", "hunter2"),
        ("echo -n \"hunter2\" | cryptsetup luksOpen /dev/sdb1 data -", "hunter2"),
        ("echo hunter2 | gpg --batch --passphrase-fd 0 -d a.gpg", "hunter2"),
        ("$ bw unlock --raw \"correct horse\"", "correct horse"),
        ("$ pass show mail/joe\nhunTer2x\nlogin: joe", "hunTer2x"),
        ("vault kv get -field=password secret/db\nhunTer2x", "hunTer2x"),
        ("argocd admin initial-password -n argocd\n4f1c9a7be2d8\n", "4f1c9a7be2d8"),
        ("$ kubectl get secret db -o jsonpath='{.data.a}' | base64 -d\n4f1c9a7be2d8", "4f1c9a7be2d8"),
        ("$ openssl rand -base64 12\nq3R7+0sJmV1xZ2bk", "q3R7+0sJmV1xZ2bk"),
        ("hostapd_cli set wpa_passphrase hunter2x -> OK", "hunter2x"),
        ("wpa_passphrase home hunter2x", "hunter2x"),
        ("+ set mysql -u root -phunter2 shop", "hunter2"),
        ("radtest joe hunter2 192.0.2.1 0 s3cr3t", "hunter2"),
        ("srcds_run +sv_setsteamaccount C80D6963AFD5A9CD +map de_dust", "C80D6963AFD5A9CD"),
        ("register => 1234:hunter2@sip.example.com/1234", "hunter2"),
        ("curl -u 4f1c9a7be2d84c53a6b0:X https://x", "4f1c9a7be2d84c53a6b0"),
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
        "skopeo login -u joe --password-stdin r.example.com",
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
        "CONNECT example.com:443 HTTP/1.1",
        "could not connect tcp/192.0.2.1:80 for joe@db",
        "failed to connect a/b in 3 ms",
        "failed to connect svc/cache@192.0.2.1:6379",
        ":IDENTIFY to your nick",
        "GET /login HTTP/1.1",
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
        "kinit -p joe",
        "echo renewed; kinit joe",
        "ktpass /princ HTTP/a@B /pass * /out k",
        "steamcmd +login anonymous +app_update 740 +quit",
        "steamcmd +login joe +app_update 740",
        "+login button clicked twice",
        "keyfile=$(echo cert.pem)",
        "password \"echo off\"",
        "rclone obscure failed",
        "rclone obscure Failed",
        "walletpassphrase Timed out",
        "importprivkey failed: wallet is locked",
        "oathtool --version",
        "walletpassphrase failed: wallet is not encrypted",
        "Input Password    id=pwd    ${PASSWORD}",
        "htpasswd -nbB joe",
        "htpasswd: password verification error",
        "wrote /etc/nginx/.htpasswd in 3 ms",
        "spawn('sshpass', [ '-f', 'p.txt', 'ssh' ])",
        "curl -u maintainer-of-shop:X https://x",
        "password=$(echo $PW | base64)",
        "TOKEN=$(printf '%s' \"$TOKEN\")",
        "GREETING=$(echo hello)",
        "primary_key=$(echo a | md5sum)",
        "--password-command \"echo the password to stdout\"",
        "password: \"echo on\" was typed",
        "vault kv get secret/db\n====== Data ======",
        "vault kv get -field=password secret/db\nNo value found at secret/db",
        "pass show mail/joe\nError: mail/joe is not in the password store.",
        "pass show mail/joe\nmail/joe2",
        "kubectl get secrets -n shop\nNAME TYPE DATA AGE",
        "kubectl get secrets -o name\nsecret/db-0",
        "could not get secret\nattempt2",
        "could not get secret\n2026-11-30T08:00:00Z",
        "bw unlock --passwordenv BW_PASSWORD",
        "bw unlock failed",
        "cryptsetup luksOpen /dev/sdb1 data",
        "openssl rand -hex 8",
        "register => Shop::Users",
        "register => users:create",
    ],
}];

/// The forms of the command `name`; `line` is what follows it.
fn forms(name: &[u8], line: &[u8]) -> &'static [Form] {
    match name {
        b"chpasswd" if !line.starts_with(b"<<<") => &[Piped],
        b"vault login" if line.starts_with(b"<<<") => OTHERS,
        b"put-parameter" if find(line, b"securestring").is_none() => &[],
        b"+login" if !goes_on(line) => &[],
        // The option takes a file or a variable.
        b"bw unlock" if find(line, b"--password").is_some() => &[],
        _ if name.eq_ignore_ascii_case(b"connect") && !names_base(line) => &[],
        b":IDENTIFY" if line.contains(&b' ') => {
            if line.split(|b| *b == b' ').count() == 2 {
                &[Argument(1)]
            } else {
                &[]
            }
        }
        b"rabbitmqctl" if !(line.starts_with(b"add_user ") || line.starts_with(b"change_password ")) => &[],
        _ => FORMS.iter().find(|(names, _)| names.has_folded(name)).map_or(OTHERS, |(_, forms)| *forms),
    }
}

/// Commands, in any case where their anchor is, and their forms.
static FORMS: [(Texts, &[Form]); 32] = [
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
    (texts!["htpasswd", "mosquitto_passwd -"], &[LastOfBatch]),
    (texts!["config http-basic."], &[Argument(2)]),
    (texts!["patch secret "], &[Opt(&[b"-p", b"--patch", b"--patch="])]),
    (
        texts![
            "vault login",
            "chpasswd",
            "rclone obscure",
            "walletpassphrase",
            "importprivkey",
            "oathtool",
            "bw unlock",
            "+sv_setsteamaccount",
            "command: /login",
            ":IDENTIFY"
        ],
        &[Argument(0)],
    ),
    (
        texts![
            "pass show",
            "vault kv get",
            "vault read",
            "initial-password",
            "bw get",
            "op read",
            "get-secret-value",
            "versions access",
            "get secret",
            "-generic-password",
            "openssl rand",
            "wg gen",
        ],
        &[Printed],
    ),
    (texts!["wpa_passphrase", "net user", "+login", "Input Password", "radtest"], &[Argument(1)]),
    (texts!["rabbitmqctl"], &[Argument(2)]),
    (texts!["http -a", "http --auth"], &[FirstAccount]),
    (texts!["acl setuser"], &[Joined(&[b">"])]),
    (texts!["sqlplus", "connect", "expdp", "impdp"], &[Split(b'/')]),
    (texts!["sudo -S", "passwd --stdin", "kinit", "cryptsetup", "smbpasswd", "gpg -"], &[Piped]),
    (texts!["net use"], &[Opt(&[b"/pass:"]), Share]),
    (texts!["signtool"], &[Opt(&[b"/p"])]),
    (texts!["register =>"], &[Split(b':')]),
    (texts!["ktpass"], &[Opt(&[b"/pass", b"-pass"])]),
    (texts!["convertto-securestring"], &[Opt(&[b"-String", b"-string"]), Argument(0)]),
];

const CURL: Form = Account(&[b"-u", b"--user", b"-U", b"--proxy-user", b"--user="], b":");

/// What other commands have in common.
static OTHERS: &[Form] =
    &[Opt(&[b"-p", b"-Password", b"-password", b"--password", b"--password=", b"-P"]), Piped];

/// Commands that are looked for in a list of arguments too, be it in a text or in JSON.
const LISTED: Texts = texts![
    "curl",
    "mysql",
    "mysqldump",
    "mysqladmin",
    "sshpass",
    "redis-cli",
    "smbclient",
    "ldapsearch",
    "etcdctl",
    "sqlcmd",
    "mongosh",
    "mongodump",
    "ipmitool",
    "htpasswd",
];

/// Whether an item of a list of arguments is the name of a command, or the path to one, whose password may be another item.
pub(crate) fn is_command(item: &[u8]) -> bool {
    /// A longer path is none.
    const LONGEST: usize = 64;
    item.len() <= LONGEST
        && LISTED.has(item.cut(item.iter().rposition(|b| *b == b'/').map_or(0, |slash| slash + 1)..))
}

/// The password in a list of arguments, JSON that begins with the string that names the command.
pub(in crate::redact) fn argument(list: &[u8]) -> Option<Range<usize>> {
    let end = list.iter().skip(1).position(|b| *b == b'"')? + 1;
    let start = list.cut(..end).iter().rposition(|b| matches!(b, b'/' | b'"'))? + 1;
    command(Candidate::new(list, start, end))
}

fn command(c: Candidate<'_>) -> Option<Range<usize>> {
    let name = c.text.cut(c.start..c.end).trim_ascii();
    let name = name.strip_suffix(b"'").or_else(|| name.strip_suffix(b"\"")).unwrap_or(name);
    // `unzip`, `xfreerdp`, `unlock-keychain`.
    let may_begin = matches!(name, b"zip -" | b"freerdp" | b"-keychain" | b"-generic-password");
    if !is_word(c.text, c.start, c.start + name.len()) && !free_left(c.text, c.start, ALNUM) && !may_begin {
        return None;
    }
    // The `-` of `zip -` begins the first option.
    let mut from = c.end - usize::from(name.ends_with(b"-"));
    let mut listed = false;
    if LISTED.has(name) {
        from = c.start + name.len() + 1;
        listed = match c.text.get(from - 1)? {
            b'\'' | b'"' => true,
            b' ' => false,
            _ => return None,
        };
    }
    // `"C:\\Tools\\PsExec.exe" -u joe`: the quote ends the path.
    let program = texts![".exe"].head_folded(c.text.cut(from..));
    from += program + usize::from(program > 0 && c.text.has_at(from + program, b"\""));
    if matches!(name, b"echo" | b"printf") {
        return echoed(c.text, c.start, c.end);
    }
    // `failed to connect svc/app@host`: a command is the first word behind a prompt or a quote.
    let begins = matches!(c.text.cut(..c.start).last(), None | Some(b'\n' | b'"' | b'\'' | b'`' | b';'));
    if name.eq_ignore_ascii_case(b"connect")
        && !begins
        && !c.text.cut(..c.start).trim_ascii_end().ends_with(b">")
    {
        return None;
    }
    let line = slice(c.text, from, from + 1024);
    // A line goes on behind a backslash.
    let ends = |i: &usize| line.item(*i) == b'\n' && (*i == 0 || line.item(*i - 1) != b'\\');
    let line = &line[..(0..line.len()).find(ends).unwrap_or(line.len())];
    // `hostapd_cli set wpa_passphrase x`
    let forms = if name == b"wpa_passphrase" && c.text.cut(..c.start).ends_with(b"set ") {
        &[Argument(0)]
    } else {
        forms(name, line.trim_ascii_start())
    };
    forms.iter().find_map(|form| match form {
        Piped => piped(c.text, c.start),
        Printed => printed(c.text, from + line.len()),
        _ => value(form, line, listed).map(|value| from + value.start..from + value.end),
    })
}
