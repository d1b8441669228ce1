use crate::policy::Profile;
use crate::redact::field::Class;
use crate::redact::{Redactor, Report, Selection};
use alloc::string::String;
use alloc::vec::Vec;
use std::sync::LazyLock;

/// With the rules of key names alone.
fn clean(text: &str) -> String {
    static NAMES: LazyLock<Redactor> = LazyLock::new(|| {
        let mut selection = Selection::of(Profile::Default);
        let fields = [Class::Credential, Class::Card, Class::Ssn].map(|class| class as usize);
        selection.on.iter_mut().enumerate().for_each(|(i, on)| *on = fields.contains(&i));
        Redactor::assemble(selection)
    });
    let (mut out, mut report) = (Vec::new(), Report::default());
    if NAMES.text(text.as_bytes(), &mut out, &mut report) {
        String::from_utf8(out).unwrap()
    } else {
        text.into()
    }
}

/// Each text holds `S3cret!x` once, and only that is replaced.
#[test]
fn every_shape() {
    for text in [
        "password=S3cret!x",
        "password=S3cret!x user=bob",
        "password = S3cret!x",
        "password: S3cret!x",
        "password := S3cret!x",
        "password := \"S3cret!x\"",
        "password => 'S3cret!x',",
        "level=info password=\"S3cret!x\" n=1",
        "{\"password\":\"S3cret!x\",\"n\":1}",
        "{\"password\": \"S3cret!x\"}",
        "payload={\\\"password\\\":\\\"S3cret!x\\\",\\\"n\\\":1}",
        "payload={\\\\\\\"password\\\\\\\":\\\\\\\"S3cret!x\\\\\\\",\\\\\\\"n\\\\\\\":1}",
        "{'user': 'bob', 'password': 'S3cret!x'}",
        "Login(user='bob', password='S3cret!x')",
        "Login(user=bob, password=S3cret!x)",
        "Command: [gpg, --batch, --passphrase, S3cret!x, --decrypt, a.gpg]",
        "[app, --password, S3cret!x]",
        "password=SecretStr('S3cret!x')",
        "password: str = 'S3cret!x'",
        "{\"user\"=>\"bob\", \"password\"=>\"S3cret!x\"}",
        "{:user=>\"bob\", :password=>\"S3cret!x\"}",
        "X-Api-Key: S3cret!x",
        "> X-Api-Key: S3cret!x\n> Host: a",
        "-H 'X-Api-Key: S3cret!x' https://h/",
        "-H \"X-Api-Key: S3cret!x\" https://h/",
        "[(\"host\", \"h\"), (\"x-api-key\", \"S3cret!x\")]",
        "[(b'host', b'h'), (b'x-api-key', b'S3cret!x')]",
        "[[\"accept\",\"*/*\"],[\"X-API-Key\",\"S3cret!x\"]]",
        "{\"key\": \"password\", \"value\": \"S3cret!x\"}",
        "{\"key\":\"password\",\"value\":{\"stringValue\":\"S3cret!x\"}}",
        "<add name=\"password\" value=\"S3cret!x\" />",
        "<password>S3cret!x</password>",
        "<password type=\"text\">S3cret!x</password>",
        "<password><![CDATA[S3cret!x]]></password>",
        "<login user=\"bob\" password=\"S3cret!x\"/>",
        "GET /v1?page=2&token=S3cret!x&sort=asc HTTP/1.1",
        "GET /v1?token=S3cret!x HTTP/1.1",
        "body: user=bob&password=S3cret!x&remember=1",
        "user[password]=S3cret!x&user[name]=bob",
        "$config['password'] = 'S3cret!x';",
        "exec app --password=S3cret!x --verbose",
        "exec app --password S3cret!x --verbose",
        "exec app --password 'S3cret!x' --verbose",
        "export CLIENT_SECRET=S3cret!x",
        "CREATE USER bob PASSWORD 'S3cret!x'",
        "ALTER USER 'bob'@'%' IDENTIFIED BY 'S3cret!x';",
        "Server=db;User Id=sa;Password=S3cret!x;",
        "Server=db;Password=S3cret!x;User Id=sa",
        "AccountName=a;AccountKey=S3cret!x;EndpointSuffix=core",
        "config:\n  user: bob\n  password: S3cret!x\n  port: 5432",
        "array('user' => 'bob', 'password' => 'S3cret!x')",
        "cfg={User:bob Password:S3cret!x Port:5432}",
        "User{name=bob, password=S3cret!x, active=true}",
        "Traceback:\n    connect(DB_PASSWORD=\"S3cret!x\")\nValueError: bad",
        "map[password:S3cret!x user:bob]",
        "const authToken string = \"S3cret!x\"",
        "the password is S3cret!x",
        "spring.datasource.password=S3cret!x",
        "url%3Ftoken%3DS3cret!x",
    ] {
        assert_eq!(clean(text), text.replace("S3cret!x", "[REDACTED]"), "{text}");
    }
}

#[test]
fn headers_of_several_words() {
    for (text, expected) in [
        ("Authorization: Bearer abc.def Host: x", "Authorization: Bearer [REDACTED] Host: x"),
        ("Proxy-Authorization: Basic dTpw\nHost: x", "Proxy-Authorization: Basic [REDACTED]\nHost: x"),
        ("Authorization: Digest username=\"u\", response=\"r\"\nx", "Authorization: Digest [REDACTED]\nx"),
        ("{'Authorization': 'Bearer abc', 'n': 1}", "{'Authorization': 'Bearer [REDACTED]', 'n': 1}"),
        ("Authorization: Bearer", "Authorization: [REDACTED]"),
        ("Authorization: GenieKey f1a2b3c4-d5e6 x", "Authorization: GenieKey [REDACTED] x"),
        ("'Authorization': 'SSO-KEY 3mM44Ub:8fQ2pL'", "'Authorization': 'SSO-KEY [REDACTED]'"),
        ("'Authorization': 'correct horse'", "'Authorization': '[REDACTED]'"),
        ("Authorization: Hunter2 ok12345678", "Authorization: [REDACTED] ok12345678"),
        ("Cookie: a=b; c=d\r\nHost: x", "Cookie: a=[REDACTED]; c=[REDACTED]\r\nHost: x"),
        ("curl -H 'Cookie: a=b; c=d' h", "curl -H 'Cookie: a=[REDACTED]; c=[REDACTED]' h"),
    ] {
        assert_eq!(clean(text), expected, "{text}");
        assert_eq!(clean(expected), expected);
    }
}

#[test]
fn cookies_keep_their_names_and_attributes() {
    for (text, expected) in [
        (
            "Set-Cookie: sid=1; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly; SameSite=Lax",
            "Set-Cookie: sid=[REDACTED]; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly; SameSite=Lax",
        ),
        ("'set-cookie': 'sid=x; Secure'", "'set-cookie': 'sid=[REDACTED]; Secure'"),
        ("Set-Cookie: sid=; Max-Age=0", "Set-Cookie: sid=; Max-Age=0"),
        ("Cookie: a=1; b=x=y; c=; d=[REDACTED]", "Cookie: a=[REDACTED]; b=[REDACTED]; c=; d=[REDACTED]"),
        // What is no name for certain goes, and so does what may be another cookie behind an attribute.
        ("Cookie: hunter2", "Cookie: [REDACTED]"),
        ("Cookie: dGVzdHNlY3JldA==", "Cookie: [REDACTED]"),
        ("Cookie: dGVzdHNlY3JldDE=; a=b", "Cookie: [REDACTED]; a=[REDACTED]"),
        ("Cookie: 5c016e8f0f95f039102cbe8366c5c7f3=1", "Cookie: [REDACTED]"),
        ("Set-Cookie: a=b; Path=/, sid=x", "Set-Cookie: a=[REDACTED]; Path=[REDACTED]"),
        ("Set-Cookie: a=b; Domain=x y", "Set-Cookie: a=[REDACTED]; Domain=[REDACTED]"),
        // A cookie may have the name of an attribute, and a path a token in it.
        ("Cookie: secure=5c016e8f0f95; path=hunter2", "Cookie: secure=[REDACTED]; path=[REDACTED]"),
        ("Set-Cookie: priority=hunter2", "Set-Cookie: priority=[REDACTED]"),
        ("Set-Cookie: sid=a; Path=/reset/9f86d08188", "Set-Cookie: sid=[REDACTED]; Path=[REDACTED]"),
        ("Cookie: expires=hunter2 secret", "Cookie: expires=[REDACTED]"),
        ("Cookie: dXNlcjpzZWNyZXQ=", "Cookie: [REDACTED]"),
        ("Cookie: correct-horse-battery=", "Cookie: [REDACTED]"),
    ] {
        assert_eq!(clean(text), expected, "{text}");
        assert_eq!(clean(expected), expected);
    }
}

#[test]
fn a_connection_string_goes_as_a_whole() {
    for password in
        ["my hunter2 pass", "none hunter2", "'a hunter2'd e", "(hunter2)", "a`hunter2", "x;Key=hunter2"]
    {
        let text = format!("ConnectionString=\"Server=db;Password={password};x=y\" next");
        assert_eq!(clean(&text), "ConnectionString=\"[REDACTED]\" next");
    }
    assert_eq!(clean("connection_string: hunter2"), "connection_string: [REDACTED]");
}

#[test]
fn a_word_before_another_is_no_scheme() {
    for text in [
        "Authorization: QWxhZGRpbjpvcGVu status=200",
        "authorization=QWxhZGRpbjpvcGVu duration=12ms",
        "Authorization: SuperSecretToken 2026-11-30T09:30:00Z",
        "postgres://password:geh\u{e9}im9@db/x",
        "amqp://token:sem;icolon9@h/v",
        "see ://password:hunter2@h",
    ] {
        let out = clean(text);
        for secret in ["QWxhZGRpbjpvcGVu", "SuperSecretToken", "geh\u{e9}im9", "token:sem", "hunter2"] {
            assert!(!out.contains(secret), "{text}: {out}");
        }
    }
}

#[test]
fn private_parts_of_a_key_go_beside_its_type() {
    const D: &str = "Hndv7ZZjs_ke8o9zXYo3iq-Yr8SewI5vrqd0pAvEPqg";
    for (text, expected) in [
        ("{'kty': 'EC', 'x': 'D', 'd': 'D'} loaded", "{'kty': 'EC', 'x': 'D', 'd': '[REDACTED]'} loaded"),
        (
            "{\"d\": \"D\", \"kty\": \"EC\", \"x\": \"D\"",
            "{\"d\": \"[REDACTED]\", \"kty\": \"EC\", \"x\": \"D\"",
        ),
        (
            "{\\\"kty\\\":\\\"RSA\\\",\\\"p\\\":\\\"D\\\",\\\"q\\\":\\\"D\\\"}",
            "{\\\"kty\\\":\\\"RSA\\\",\\\"p\\\":\\\"[REDACTED]\\\",\\\"q\\\":\\\"[REDACTED]\\\"}",
        ),
    ] {
        let (text, expected) = (
            text.replace("'D'", &["'", D, "'"].concat()).replace("\"D", &["\"", D].concat()),
            expected.replace("'D'", &["'", D, "'"].concat()).replace("\"D", &["\"", D].concat()),
        );
        assert_eq!(clean(&text), expected);
        assert_eq!(clean(&expected), expected);
    }
}

#[test]
fn numbers_arrays_and_objects_go_whole() {
    for (text, expected) in [
        ("{\"pin\":1234,\"n\":1}", "{\"pin\":\"[REDACTED]\",\"n\":1}"),
        ("{\\\"pin\\\":1234}", "{\\\"pin\\\":\\\"[REDACTED]\\\"}"),
        ("{\"passwords\": [\"a\", \"b]\"], \"n\":1}", "{\"passwords\": \"[REDACTED]\", \"n\":1}"),
        (
            "{\"credentials\":{\"u\":\"a\",\"p\":{\"x\":1}},\"n\":1}",
            "{\"credentials\":\"[REDACTED]\",\"n\":1}",
        ),
        ("pin=1234", "pin=[REDACTED]"),
    ] {
        assert_eq!(clean(text), expected, "{text}");
    }
}

#[test]
fn values_in_quotes_end_at_their_own_quote() {
    for (text, expected) in [
        (r#"{"password":"a\"b\\","n":"c"}"#, r#"{"password":"[REDACTED]","n":"c"}"#),
        (r#"{"password":"a","n":"c"}"#, r#"{"password":"[REDACTED]","n":"c"}"#),
        (r#"{\"password\":\"a\\\"b\",\"n\":\"c\"}"#, r#"{\"password\":\"[REDACTED]\",\"n\":\"c\"}"#),
        (r#"password="two words, one value" n=1"#, r#"password="[REDACTED]" n=1"#),
        (r"{'password': 'it\'s', 'n': 1}", r"{'password': '[REDACTED]', 'n': 1}"),
        ("password=\"never closed\nnext line", "password=\"[REDACTED]\nnext line"),
    ] {
        assert_eq!(clean(text), expected, "{text}");
    }
}

#[test]
fn what_mentions_a_name_is_no_value() {
    for text in [
        "password must be 8 characters",
        "Password must be at least 12 characters",
        "token expired",
        "token: expired",
        "invalid password for user bob",
        "password reset requested",
        "secret: none",
        "password=None",
        "password=null",
        "password=",
        "password= user=bob",
        "{\"password\":\"\"}",
        "{\"password\":null}",
        "{\"has_password\":true,\"password\":false}",
        "password=***",
        "password=********",
        "api_key=XXXXXXXX",
        "secret=<redacted>",
        "\"token\":\"[Filtered]\"",
        "secret=${DB_SECRET}",
        "password={{ vault_password }}",
        "password=[REDACTED]",
        "token=[REDACTED:jwt]",
        "token_type=Bearer",
        "\"expires_in\":3600,\"token_type\":\"bearer\"",
        "tokens=153",
        "tests pass=15 fail=2",
        "SyntaxError: Unexpected token: } in JSON",
        "Invalid token: unexpected end of input",
        "error: invalid token: signature mismatch in header",
        "auth: user bob logged in",
        "session: closed for user root",
        "secret://vault/path",
        "Secret::new(x)",
        "key: value",
        "cache_key=users:42",
        "public_key=loaded",
        "[\"username\", \"password\", \"email\"]",
        "fields=(\"password\", \"token\")",
        "password policy: strict",
        "Authorization: denied for user bob",
        "[password:2026-11:0123456789abcdef]",
        "cookies enabled",
        "trace_id=0af7651916cd43dd8448eb211c80319c span_id=b7ad6b7169203331",
        "pod shop-token-7d9f8b6c5d-x2x4z started",
        "cc=bob",
    ] {
        assert_eq!(clean(text), text);
    }
}

#[test]
fn what_a_program_puts_in_is_no_secret() {
    for text in [
        "DB_PASSWORD = $(cat /run/secrets/db) && \\",
        "PASSWORD=$($(dirname $0)/bin/setting LOCAL_PASSWORD)",
        "flags [--user, --password, and --port] are needed",
        "[--user, --password, --port]",
        "uid=bob;pwd=#{config['DB_PASSWORD']}",
        "'secret' => env('JIRA_SECRET'),",
        "password = os.environ.get(\"DB_PASSWORD\")",
        "password := os.Getenv(\"DB_PASSWORD\")",
        "password: ENV.fetch(\"DB_PASSWORD\")",
        "api_key = std::env::var(\"API_KEY\").unwrap()",
        "password: process.env.DB_PASSWORD,",
        "password: process.env.DB_PASSWORD_2",
        "echo 'export DB_PASSWORD=\"'$OLD_PASSWORD'\"' >> .env",
    ] {
        assert_eq!(clean(text), text);
    }
    // What is no reference to its end, or more than one, is hidden.
    for text in [
        "password=$(Hunter2",
        "token = env('API_TOKEN', 'Hunter2')",
        "password = os.environ.get(\"DB_PASSWORD\", \"Hunter2\")",
        "password=#{Hunter2",
        "password=$(a)Hunter2x",
        "password=${A}Hunter2${B}",
        "password={{ a }}Hunter2{{ b }}",
        "password='%(a)s Hunter2 %(b)s'",
    ] {
        assert!(!clean(text).contains("Hunter2"), "{text}: {}", clean(text));
    }
    // Only looks like one.
    assert_eq!(clean("password: process.env.hunter"), "password: [REDACTED]");
    assert_eq!(clean("key: arn:9f86d081884c7d659a2feaa0c55ad015"), "key: [REDACTED]");
}

#[test]
fn a_name_before_a_pair_speaks_of_its_value() {
    const VALUE: &str = "U29tZVNlY3JldFN0cmluZzEyMw";
    for text in ["acme secret token=", "acme private_access uSER=", "acme_token: pre_="] {
        let hidden = clean(&[text, VALUE].concat());
        assert_eq!(hidden, [text, "[REDACTED]"].concat());
        assert_eq!(clean(&hidden), hidden);
    }
    // A short one may be part of the secret.
    assert_eq!(clean("password: hunter=two"), "password: [REDACTED]");
}
