//! What one record costs in instructions, counted by wasmtime's fuel, over a module that only copies it:
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

/// 370 bytes of an ordinary access log, nothing in it worth a second look.
const CLEAN: &str = r#"{"timestamp":"2026-11-29T12:34:56.789Z","level":"INFO","logger":"shop.http.access","service":"shop","message":"GET /api/v1/products/list 200 in 12.4 ms","method":"GET","path":"/api/v1/products/list","status":200,"duration_ms":12.4,"bytes":5120,"host":"shop-7f9c6d5b9-x2k4q","region":"eu-central-1","thread":"worker-3","upstream":"catalogue","cache":"miss","attempt":1,"ok":true}"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: fuel MODULE.wasm")?;
    let config = || Config { count_fuel: true, ..Config::default() };
    let mut copy = Plugin::from_bytes(&wat::parse_str(COPY)?, "copy", config())?;
    let mut module = Plugin::load(Path::new(&path), config())?;
    let error = CLEAN.replace("INFO", "ERROR");
    let dirty = CLEAN.replace("\"ok\":true", "\"password\":\"hunter2\"");
    let trace = r#"{"level":"ERROR","message":"request failed","exc":"Traceback (most recent call last):\n  File \"/app/a.py\", line 3, in f\n    g()\n  File \"/app/b.py\", line 9, in g\n    raise ValueError(\"no such order 17\")\nValueError: no such order 17"}"#;
    println!("{:24} {:>6} {:>10} {:>10} {:>12}", "record", "bytes", "copy", "module", "over a copy");
    for (name, record) in [
        ("empty object", "{}"),
        ("clean", CLEAN),
        ("clean, named (ERROR)", &error),
        ("a password", &dirty),
        ("a stack", trace),
        ("text, 370 bytes", &"plain words of a line that holds nothing to hide ".repeat(8)[..370]),
    ] {
        let cost = |plugin: &mut Plugin| -> Result<u64, String> {
            let mut out = Vec::new();
            // The first call makes the engine and grows the buffers.
            for _ in 0..2 {
                out.clear();
                if let Some(fault) = plugin.filter(record.as_bytes(), &mut out) {
                    return Err(format!("{name}: {}", fault.reason()));
                }
            }
            plugin.fuel_used().ok_or_else(|| "no fuel is counted".to_owned())
        };
        let (base, full) = (cost(&mut copy)?, cost(&mut module)?);
        println!("{name:24} {:>6} {base:>10} {full:>10} {:>12}", record.len(), full.saturating_sub(base));
    }
    println!("memory: {} KiB", module.memory_bytes() >> 10);
    Ok(())
}
