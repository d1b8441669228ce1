//! Writes the starting corpus: the cases that detectors document, and one line of each common form.

use std::path::Path;
use std::{env, fs, io};
use veilfold_core::redact::detect::DETECTORS;

const LINES: &[&str] = &[
    r#"{"timestamp":"2026-11-02T10:00:00.000Z","level":"INFO","message":"GET /a?b=c 200","n":1.50,"ok":true,"x":null}"#,
    r#"{"message":"{\"password\":\"hunter2\"}","headers":[["Authorization","Bearer abcdefghijkl"]],"kv":{"key":"secret","value":"v"}}"#,
    r#"level=info msg="user logged in" user=anna password="correct horse" took=12ms"#,
    "postgres://user:pass@db.internal:5432/shop?sslmode=require",
    "Set-Cookie: session=abcdef0123456789; Path=/; HttpOnly",
    "INSERT INTO users (name, password) VALUES ('anna', 'hunter2')",
    "User(name='anna', password='hunter2', tags=['a'])",
    "<user><name>anna</name><password>hunter2</password></user>",
];

const STACKS: &[&str] = &[
    "Traceback (most recent call last):\n  File \"/app/a.py\", line 3, in f\n    g()\n    ~^^\n  File \"/app/b.py\", line 9, in g\n    raise ValueError(x)\nValueError: bad 17\n",
    "java.lang.IllegalStateException: no\n\tat com.shop.Cart.add(Cart.java:12)\n\tat com.shop.Main.main(Main.java:3)\nCaused by: java.io.IOException: gone\n\tat com.shop.Db.read(Db.java:7)\n\t... 1 more\n",
    "TypeError: x is not a function\n    at f (/srv/a.js:3:5)\n    at async g (file:///srv/b.mjs:1:2)\n",
    "panic: runtime error: index out of range [5]\n\ngoroutine 1 [running]:\nmain.f(0x1)\n\t/src/main.go:7 +0x1d\n",
    "thread 'main' panicked at src/main.rs:2:5:\nboom\nstack backtrace:\n   0: shop::f\n             at ./src/main.rs:2:5\n",
    "/srv/a.rb:3:in `f': bad (RuntimeError)\n\tfrom /srv/a.rb:7:in `<main>'\n",
    "PHP Fatal error:  Uncaught Exception: bad in /srv/a.php:3\nStack trace:\n#0 /srv/a.php(7): f()\n#1 {main}\n",
    "System.InvalidOperationException: bad\n   at Shop.Cart.Add(Int32 n) in /src/Cart.cs:line 12\n",
];

const POLICY: &str = r#"version = 1
profile = "strict"
[fields]
deny = ["national_number", "**.card.holder"]
allow = ["token_count"]
[detectors]
disable = ["ipv4"]
[actions]
credit_card = { action = "partial", keep_last = 4 }
[[rule]]
id = "employee_id"
pattern = '\bEMP-\d{6}\b'
keywords = ["employee"]
match = ["EMP-123456"]
no_match = ["TEMP-1"]
[limits]
max_record_bytes = 65536
max_depth = 16
"#;

fn main() -> io::Result<()> {
    let corpus = env::args().nth(1).unwrap_or_else(|| "corpus".to_owned());
    let corpus = Path::new(&corpus);
    let cases =
        DETECTORS.iter().flat_map(|d| d.hits.iter().map(|(text, _)| *text).chain(d.misses.iter().copied()));
    let texts: Vec<&str> = LINES.iter().copied().chain(cases).collect();
    for target in ["transform", "redact_text", "detectors", "linear", "process"] {
        write(&corpus.join(target), &texts)?;
    }
    write(&corpus.join("message_template"), &texts)?;
    write(&corpus.join("stack_parse"), STACKS)?;
    write(&corpus.join("transform"), STACKS)?;
    write(&corpus.join("policy_compile"), &[POLICY, "version = 1\n", "profile = 3\n"])
}

fn write(folder: &Path, texts: &[&str]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for text in texts {
        // Named by content, so that seeding again writes the same files.
        let name = format!("seed-{:016x}", veilfold_core::group::fingerprint::hash(text.as_bytes()));
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}
