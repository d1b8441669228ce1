//! What a record costs in instructions, counted by wasmtime's fuel, over a module that only copies it:
//! `cargo run --profile fast -p veilfold-host --example fuel -- MODULE.wasm`. The numbers do not depend on the machine.
#![expect(clippy::print_stdout, reason = "an example's output is its purpose")]

use std::path::Path;
use veilfold_host::{Config, Plugin};

/// The same ABI, and nothing done but one copy of the record.
const COPY: &str = r#"(module
    (memory (export "memory") 64)
    (func (export "malloc") (param i32) (result i32) i32.const 65536)
    (func (export "free") (param i32))
    (func (export "veilfold_filter") (param i32 i32 i32 i32 i32 i32) (result i32)
        (memory.copy (i32.const 2097152) (local.get 4) (local.get 5))
        (i32.store8 (i32.add (i32.const 2097152) (local.get 5)) (i32.const 0))
        i32.const 2097152))"#;

/// 370 bytes of an ordinary access log, nothing in it worth a second look. What changes from request to request does.
fn clean(n: u64) -> String {
    let path =
        ["products/list", "orders/87213/items", "customers/me", "carts/4f2a91/checkout"][n as usize % 4];
    let method = ["GET", "GET", "POST"][n as usize % 3];
    let status = [200, 200, 200, 404][n as usize / 2 % 4];
    let (worker, bytes, cache) = (n % 5, 1000 + n * 7919 % 9000, ["miss", "hit"][n as usize / 3 % 2]);
    let (second, milli, whole, tenth) = (n / 7 % 60, n * 137 % 1000, n * 31 % 90 + 3, n % 10);
    format!(
        r#"{{"timestamp":"2026-11-29T12:34:{second:02}.{milli:03}Z","level":"INFO","logger":"shop.http.access","service":"shop","message":"{method} /api/v1/{path} {status} in {whole}.{tenth} ms","method":"{method}","path":"/api/v1/{path}","status":{status},"duration_ms":{whole}.{tenth},"bytes":{bytes},"host":"shop-7f9c6d5b9-x2k4q","region":"eu-central-1","thread":"worker-{worker}","upstream":"catalogue","cache":"{cache}","attempt":1,"ok":true}}"#
    )
}

/// A record of about as many bytes in which no text comes again.
fn new_words(n: u64) -> String {
    const WORDS: [&str; 12] = [
        "worker", "started", "finished", "closing", "accepted", "batch", "request", "shard", "idle", "cache",
        "segment", "rows",
    ];
    let mut seed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed >> 33
    };
    let message: Vec<&str> = (0..9).map(|_| WORDS[next() as usize % WORDS.len()]).collect();
    let tags = [0; 2].map(|_| WORDS[next() as usize % WORDS.len()]);
    format!(
        r#"{{"timestamp":"2026-11-{:02}T12:{:02}:35.{:03}Z","level":"INFO","logger":"gateway.http","service":"gateway","message":"{}","request_id":"{:016x}{:016x}","status":{},"bytes":{},"took_ms":{}.{},"peer":{{"address":"10.{}.{}.7","port":{}}},"tags":["{}","{}"],"token_count":{}}}"#,
        next() % 28 + 1,
        next() % 60,
        next() % 1000,
        message.join(" "),
        next() * next(),
        next() * next(),
        next() % 400 + 100,
        next() % 90_000,
        next() % 900,
        next() % 10,
        next() % 256,
        next() % 256,
        next() % 60_000,
        tags[0],
        tags[1],
        next() % 5000
    )
}

/// So many records of each kind are counted, behind as many that make the engine, the buffers, and known what comes again.
const RECORDS: u64 = 60;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: fuel MODULE.wasm")?;
    let config = || Config { count_fuel: true, ..Config::default() };
    let mut copy = Plugin::from_bytes(&wat::parse_str(COPY)?, "copy", config())?;
    let mut module = Plugin::load(Path::new(&path), config())?;
    let trace = |n: u64| {
        format!(
            r#"{{"level":"ERROR","message":"request failed","exc":"Traceback (most recent call last):\n  File \"/app/a.py\", line 3, in f\n    g()\n  File \"/app/b.py\", line 9, in g\n    raise ValueError(\"no such order {n}\")\nValueError: no such order {n}"}}"#
        )
    };
    let text = "plain words of a line that holds nothing to hide ".repeat(8);
    if let Some(fault) = module.filter(b"{}", &mut Vec::new()) {
        return Err(fault.reason().into());
    }
    let first = module.fuel_used().ok_or("no fuel is counted")?;
    println!("the first record, which makes the engine: {first}");
    println!("{:24} {:>6} {:>10} {:>10} {:>12}", "record", "bytes", "copy", "module", "over a copy");
    let kinds: [(&str, &dyn Fn(u64) -> String); 8] = [
        ("empty object", &|_| "{}".to_owned()),
        ("clean", &clean),
        ("clean, twice the same", &|_| clean(0)),
        ("clean, of new words", &new_words),
        ("clean, named (ERROR)", &|n| clean(n).replace("INFO", "ERROR")),
        ("a password", &|n| clean(n).replace("\"ok\":true", "\"password\":\"hunter2\"")),
        ("a stack", &trace),
        ("text, 370 bytes", &|n| format!("{n:03}{}", &text[..367])),
    ];
    for (name, record) in kinds {
        let records: Vec<String> = (0..2 * RECORDS).map(record).collect();
        let counted = &records[RECORDS as usize..];
        let cost = |plugin: &mut Plugin| -> Result<u64, String> {
            let (mut out, mut sum) = (Vec::new(), 0);
            for (n, record) in (0..).zip(&records) {
                out.clear();
                if let Some(fault) = plugin.filter(record.as_bytes(), &mut out) {
                    return Err(format!("{name}: {}", fault.reason()));
                }
                let used = plugin.fuel_used().ok_or_else(|| "no fuel is counted".to_owned())?;
                sum += if n < RECORDS { 0 } else { used };
            }
            Ok(sum / RECORDS)
        };
        let (base, full) = (cost(&mut copy)?, cost(&mut module)?);
        let bytes = counted.iter().map(String::len).sum::<usize>() / counted.len();
        println!("{name:24} {bytes:>6} {base:>10} {full:>10} {:>12}", full.saturating_sub(base));
    }
    println!("memory: {} KiB", module.memory_bytes() >> 10);
    Ok(())
}
