//! Log text from a seed: several styles, clean or with one secret in every so many lines.
//!
//! "Clean" text is not free of what an engine must look at: it has digits, paths, addresses, identifiers
//! and the names of keys, as logs do.

/// A pseudo-random sequence (`SplitMix64`), the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len() as u64) as usize]
    }

    fn text(&mut self, len: usize, alphabet: &[u8]) -> String {
        (0..len).map(|_| char::from(alphabet[self.below(alphabet.len() as u64) as usize])).collect()
    }
}

const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX: &[u8] = b"0123456789abcdef";
const LEVELS: &[&str] = &["INFO", "INFO", "INFO", "INFO", "DEBUG", "DEBUG", "WARNING", "ERROR"];
const SERVICES: &[&str] = &["checkout", "inventory", "mailer", "gateway", "ledger", "search"];
const WORDS: &[&str] = &[
    "request",
    "accepted",
    "queue",
    "worker",
    "started",
    "finished",
    "retry",
    "cache",
    "miss",
    "loaded",
    "rows",
    "shard",
    "replica",
    "sync",
    "flush",
    "segment",
    "closing",
    "idle",
    "connection",
    "timeout",
    "batch",
    "commit",
];
const PATHS: &[&str] =
    &["/api/v1/orders", "/health", "/static/app.js", "/cart/items", "/search?q=shoes&page=2"];

/// A style of log line.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Style {
    /// Structured records, one JSON object a line.
    Json,
    /// `key=value` pairs.
    Logfmt,
    /// A web server's access log.
    Access,
    /// Prose behind a time and a level.
    Prose,
}

/// The three styles of text.
const TEXT: [Style; 3] = [Style::Logfmt, Style::Access, Style::Prose];

/// Lines of structured records, `bytes` in all; one in `every` has a secret, none when it is 0.
pub(crate) fn json(bytes: usize, every: u64, seed: u64) -> Vec<u8> {
    lines(bytes, every, seed, &[Style::Json])
}

/// Lines of text in three styles, mixed.
pub(crate) fn text(bytes: usize, every: u64, seed: u64) -> Vec<u8> {
    lines(bytes, every, seed, &TEXT)
}

fn lines(bytes: usize, every: u64, seed: u64, styles: &[Style]) -> Vec<u8> {
    let mut random = Random(seed);
    let mut out = String::with_capacity(bytes + 1024);
    while out.len() < bytes {
        let style = styles[random.below(styles.len() as u64) as usize];
        let dirty = every > 0 && random.below(every) == 0;
        out.push_str(&line(&mut random, style, dirty));
        out.push('\n');
    }
    out.into_bytes()
}

fn line(r: &mut Random, style: Style, dirty: bool) -> String {
    let time = format!(
        "2026-11-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        r.below(28) + 1,
        r.below(24),
        r.below(60),
        r.below(60),
        r.below(1000)
    );
    let (level, service, path) = (r.of(LEVELS), r.of(SERVICES), r.of(PATHS));
    let request = r.text(32, HEX);
    let (status, bytes, took) = (200 + r.below(5) * 100, r.below(90_000), r.below(9_000) as f64 / 10.0);
    let address = format!("10.{}.{}.{}", r.below(256), r.below(256), r.below(256));
    let secret = if dirty { format!(" {}", secret(r)) } else { String::new() };
    let count = 4 + r.below(6);
    let words = (0..count).map(|_| r.of(WORDS)).collect::<Vec<_>>().join(" ");
    match style {
        Style::Json => serde_json::json!({
            "timestamp": time, "level": level, "logger": format!("{service}.http"), "service": service,
            "message": format!("{words} {path}{secret}"), "request_id": request, "status": status, "bytes": bytes,
            "took_ms": took, "peer": { "address": address, "port": 1024 + r.below(60_000) },
            "tags": [r.of(WORDS), r.of(WORDS)], "token_count": r.below(4096),
        })
        .to_string(),
        Style::Logfmt => format!(
            "ts={time} level={level} svc={service} msg=\"{words}\" path={path} status={status} bytes={bytes} dur={took}ms req={request}{secret}"
        ),
        Style::Access => format!(
            "{address} - - [{time}] \"GET {path} HTTP/1.1\" {status} {bytes} \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\" {took}{secret}"
        ),
        Style::Prose => {
            format!("{time} {level} [{service}-{}] {words} on {path} after {took} ms, {bytes} bytes{secret}", r.below(64))
        }
    }
}

/// One secret, in one of the forms that logs carry.
fn secret(r: &mut Random) -> String {
    match r.below(8) {
        0 => format!("password={}", r.text(14, ALPHANUMERIC)),
        1 => "card 4111 1111 1111 1111".to_owned(),
        2 => format!("Authorization: Bearer {}", r.text(40, ALPHANUMERIC)),
        3 => format!("mail to {}@example.com", r.text(8, HEX)),
        4 => format!("AKIA{}", r.text(16, b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")),
        5 => format!("ghp_{}", r.text(36, ALPHANUMERIC)),
        6 => format!("postgres://app:{}@db.internal:5432/shop", r.text(12, ALPHANUMERIC)),
        _ => format!(
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI{}.{}",
            r.text(24, ALPHANUMERIC),
            r.text(43, ALPHANUMERIC)
        ),
    }
}

/// Messages as a log statement leaves them, 71 bytes long on average.
pub(crate) fn messages(count: usize, seed: u64) -> Vec<String> {
    let mut r = Random(seed);
    (0..count)
        .map(|_| {
            let words = (0..5).map(|_| r.of(WORDS)).collect::<Vec<_>>().join(" ");
            format!(
                "{words} id={} took {}ms from 10.0.{}.{}",
                r.text(8, HEX),
                r.below(9000),
                r.below(256),
                r.below(256)
            )
        })
        .collect()
}

/// A Python traceback of ten frames, as the interpreter prints it.
pub(crate) fn traceback() -> String {
    let mut text = String::from("Traceback (most recent call last):\n");
    for frame in 0..10 {
        text.push_str(&format!(
            "  File \"/srv/shop/app/layer_{frame}.py\", line {}, in step_{frame}\n    return self.next_{frame}(order, retry=True)\n           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n",
            40 + frame * 7
        ));
    }
    text.push_str("shop.errors.PaymentError: order 81723 was refused by the bank\n");
    text
}
