//! The host against modules that misbehave in every way the ABI allows.

use std::time::{Duration, Instant};
use veilfold_host::{Config, Fault, HostError, Plugin};

/// A module with a bump `malloc` and the given body for the filter, which can use `$tag`, `$tag_len`,
/// `$sec`, `$nsec`, `$record`, `$len`.
fn module(filter: &str) -> Vec<u8> {
    wat::parse_str(module_text(filter)).expect("valid text format")
}

fn module_text(filter: &str) -> String {
    format!(
        r#"(module
            (memory (export "memory") 4)
            (global $next (mut i32) (i32.const 65536))
            (global $calls (mut i32) (i32.const 0))
            (data (i32.const 16) "{{\"fixed\":1}}\00")
            (data (i32.const 64) "{{\n\"a\":\n1}}\00")
            (func (export "malloc") (param $size i32) (result i32)
                global.get $next
                (global.set $next (i32.add (global.get $next) (local.get $size)))
                (if (i32.gt_u (global.get $next) (i32.mul (memory.size) (i32.const 65536)))
                    (then (if (i32.eq (memory.grow (i32.add (i32.shr_u (local.get $size) (i32.const 16)) (i32.const 1))) (i32.const -1))
                        (then (return (i32.const 0)))))))
            (func (export "free") (param i32))
            (func (export "f") (param $tag i32) (param $tag_len i32) (param $sec i32) (param $nsec i32) (param $record i32) (param $len i32) (result i32)
                {filter}))"#
    )
}

fn plugin(filter: &str) -> Plugin {
    Plugin::from_bytes(&module(filter), "test", Config { memory_bytes: 1 << 20, ..Config::default() })
        .expect("loads")
}

fn answer(plugin: &mut Plugin, record: &str) -> (Option<Fault>, String) {
    let mut out = Vec::new();
    let fault = plugin.filter(record.as_bytes(), &mut out);
    (fault, String::from_utf8(out).expect("UTF-8"))
}

#[test]
fn the_record_comes_and_the_answer_goes() {
    let mut echo = plugin("local.get $record");
    for record in
        ["{}", "{\"a\":\"é\"}", &format!("{{\"a\":\"{}\"}}", "long ".repeat(20_000)), "{\"after\":1}"]
    {
        assert_eq!(answer(&mut echo, record), (None, record.to_owned()));
    }
    assert_eq!(echo.stats().instances, 1);
    assert_eq!(echo.stats().records, 4);
}

#[test]
fn the_tag_is_passed_terminated() {
    let mut tag =
        plugin("(if (i32.ne (local.get $tag_len) (i32.const 8)) (then unreachable)) local.get $tag");
    assert_eq!(answer(&mut tag, "{}"), (None, "veilfold".to_owned()));
}

#[test]
fn the_answer_stays_one_line() {
    assert_eq!(answer(&mut plugin("i32.const 64"), "{}"), (None, "{ \"a\": 1}".to_owned()));
}

#[test]
fn a_trap_costs_one_record_and_one_instance() {
    // Traps on records that are longer than two bytes.
    let mut sometimes =
        plugin("(if (i32.gt_u (local.get $len) (i32.const 2)) (then unreachable)) i32.const 16");
    for _ in 0..1000 {
        let (fault, marker) = answer(&mut sometimes, "{\"password\":\"hunter2\"}");
        assert_eq!((fault, marker.as_str()), (Some(Fault::Trap), Fault::Trap.marker()));
        assert_eq!(answer(&mut sometimes, "{}"), (None, "{\"fixed\":1}".to_owned()));
    }
    let stats = sometimes.stats();
    assert_eq!((stats.records, stats.faults, stats.traps, stats.instances), (2000, 1000, 1000, 1001));
}

#[test]
fn no_state_survives_a_trap() {
    let count = "(global.set $calls (i32.add (global.get $calls) (i32.const 1)))
        (if (i32.gt_u (global.get $calls) (i32.const 3)) (then unreachable)) i32.const 16";
    let mut counting = plugin(count);
    let faults: Vec<bool> = (0..8).map(|_| answer(&mut counting, "{}").0.is_some()).collect();
    assert_eq!(faults, [false, false, false, true, false, false, false, true]);
}

#[test]
fn an_endless_loop_is_stopped() {
    let config = Config { deadline: Duration::from_millis(30), ..Config::default() };
    let bytes = module("(if (i32.gt_u (local.get $len) (i32.const 2)) (then (loop (br 0)))) i32.const 16");
    let mut plugin = Plugin::from_bytes(&bytes, "test", config).expect("loads");
    let begun = Instant::now();
    assert_eq!(answer(&mut plugin, "{\"a\":1}").0, Some(Fault::Deadline));
    assert!(begun.elapsed() > Duration::from_millis(20));
    assert_eq!(answer(&mut plugin, "{}"), (None, "{\"fixed\":1}".to_owned()));
    assert_eq!(plugin.stats().deadlines, 1);
}

/// A module whose filter answers `{"fixed":1}`, or traps where a record begins with `!` and goes round for ever where it
/// begins with `@`, and that takes lines: `lines` can use `$lines` and `$len`.
fn with_lines(lines: &str) -> Plugin {
    let filter = r#"
        (if (i32.eq (i32.load8_u (local.get $record)) (i32.const 33)) (then unreachable))
        (if (i32.eq (i32.load8_u (local.get $record)) (i32.const 64)) (then (loop (br 0))))
        i32.const 16)
        (func (export "veilfold_filter_lines") (param $lines i32) (param $len i32) (result i64)
            (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
            (i32.store (i32.const 128) (i32.const 0x0a7d7b))"#;
    let text = module_text(&format!("{filter} {lines}"));
    let bytes =
        wat::parse_str(text.replace("(export \"f\")", "(export \"veilfold_filter\")")).expect("valid text");
    let config = Config { memory_bytes: 1 << 20, deadline: Duration::from_millis(30), ..Config::default() };
    Plugin::from_bytes(&bytes, "test", config).expect("loads")
}

/// The address 128, which holds `{}` and a line feed, and a length.
fn at_128(len: i64) -> String {
    format!("i64.const {}", (128_i64 << 32) + len)
}

fn answers(plugin: &mut Plugin, lines: &str) -> String {
    let mut out = Vec::new();
    plugin.filter_lines(lines.as_bytes(), &mut out);
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn lines_are_posed_at_once_where_the_module_takes_them() {
    let mut plugin = with_lines(&at_128(3));
    assert_eq!(answers(&mut plugin, "a line\n"), "{}\n");
    assert_eq!(answers(&mut with_lines(&at_128(2)), "a line"), "{}");
    assert_eq!(answers(&mut plugin, ""), "");
    let stats = plugin.stats();
    assert_eq!((stats.records, stats.faults, stats.instances), (1, 0, 1));
    // A line that is too long for a batch is a record of its own.
    assert_eq!(answers(&mut plugin, &format!("{}\na\n", "x".repeat(100_000))), "{\"fixed\":1}\n{}\n");
    // Another filter is asked record by record, whatever else is exported.
    let other =
        module_text("i32.const 16) (func (export \"f_lines\") (param i32 i32) (result i64) unreachable");
    let mut other =
        Plugin::from_bytes(&wat::parse_str(other).expect("valid"), "x", Config::default()).expect("loads");
    assert_eq!(answers(&mut other, "a\nb"), "{\"fixed\":1}\n{\"fixed\":1}");
    assert_eq!((other.stats().records, other.stats().faults), (2, 0));
}

#[test]
fn what_goes_wrong_with_a_batch_costs_the_record_to_blame_alone() {
    let fixed = "{\"fixed\":1}";
    // A trap, an endless loop, an address outside, too few lines, too many, a line end too many.
    let long = format!("i64.const {}", (65536_i64 << 32) + 70_000_000);
    for lines in ["unreachable", "(loop (br 0)) i64.const 0", &long, &at_128(2), &at_128(3), "i64.const 0"] {
        let mut plugin = with_lines(lines);
        let (trap, deadline) = (Fault::Trap.marker(), Fault::Deadline.marker());
        let answer = answers(&mut plugin, "a\n! password=hunter2\nb\n@ password=hunter2\nc");
        assert_eq!(answer, format!("{fixed}\n{trap}\n{fixed}\n{deadline}\n{fixed}"), "{lines}");
        let stats = plugin.stats();
        assert_eq!((stats.records, stats.faults, stats.traps, stats.deadlines), (5, 2, 1, 1), "{lines}");
        // The first, and one after each of: the batch, the trap, the endless loop.
        assert_eq!(stats.instances, 4, "{lines}");
    }
}

#[test]
fn endless_recursion_is_stopped() {
    let bytes = wat::parse_str(
        r#"(module (memory (export "memory") 1)
            (func (export "malloc") (param i32) (result i32) i32.const 8)
            (func (export "free") (param i32))
            (func $f (export "f") (param i32 i32 i32 i32 i32 i32) (result i32)
                (call $f (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4) (local.get 5))))"#,
    )
    .expect("valid text format");
    let mut plugin = Plugin::from_bytes(&bytes, "test", Config::default()).expect("loads");
    assert_eq!(answer(&mut plugin, "{}").0, Some(Fault::Trap));
}

#[test]
fn no_answer_is_a_marker() {
    // NULL, an empty string, an address outside, a string without an end.
    for body in [
        "i32.const 0",
        "i32.const 15",
        "i32.const -4",
        "i32.const 16 (memory.fill (i32.const 16) (i32.const 65) (i32.const 262128))",
    ] {
        let (fault, marker) = answer(&mut plugin(body), "{}");
        assert_eq!((fault, marker.as_str()), (Some(Fault::Answer), Fault::Answer.marker()), "{body}");
    }
}

#[test]
fn memory_is_bounded() {
    let mut echo = plugin("local.get $record");
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(2 << 20));
    assert_eq!(answer(&mut echo, &large).0, Some(Fault::Memory));
    assert_eq!(answer(&mut echo, "{}"), (None, "{}".to_owned()));
    assert!(echo.memory_bytes() <= 1 << 20);

    let greedy =
        plugin("(if (i32.ne (memory.grow (i32.const 100)) (i32.const -1)) (then unreachable)) i32.const 16");
    assert_eq!(answer(&mut { greedy }, "{}").0, None);
}

#[test]
fn what_is_no_filter_is_refused_with_what_was_found() {
    let refuse = |text: &str, function: Option<&str>| {
        let bytes = wat::parse_str(text).expect("valid text format");
        let config = Config { function: function.map(str::to_owned), ..Config::default() };
        Plugin::from_bytes(&bytes, "mine.wasm", config).expect_err("refused").to_string()
    };
    let none = refuse("(module (func (export \"main\")))", None);
    assert!(
        none.contains("mine.wasm") && none.contains("veilfold_filter") && none.contains("exports main"),
        "{none}"
    );
    let six = "(param i32 i32 i32 i32 i32 i32) (result i32) i32.const 0";
    let ambiguous =
        refuse(&format!("(module (func (export \"a\") {six}) (func (export \"b\") {six}))"), None);
    assert!(ambiguous.contains("exports a, b"), "{ambiguous}");
    let absent = refuse(&format!("(module (func (export \"a\") {six}))"), Some("c"));
    assert!(absent.contains("no export c"), "{absent}");
    let no_malloc =
        refuse(&format!("(module (memory (export \"memory\") 1) (func (export \"a\") {six}))"), None);
    assert!(no_malloc.contains("malloc"), "{no_malloc}");
}

#[test]
fn broken_files_are_refused() {
    let error = Plugin::from_bytes(b"\0asm\x01\0\0\0garbage", "x", Config::default()).expect_err("refused");
    assert!(matches!(error, HostError::Compile { .. }), "{error}");
    let error = Plugin::load("no/such/module.wasm".as_ref(), Config::default()).expect_err("refused");
    assert!(matches!(&error, HostError::Read { path, .. } if path.ends_with("module.wasm")), "{error}");
}

#[test]
fn simd_is_refused_when_off() {
    let simd = module("(drop (v128.const i64x2 1 2)) local.get $record");
    assert!(Plugin::from_bytes(&simd, "x", Config::default()).is_ok());
    let error =
        Plugin::from_bytes(&simd, "x", Config { simd: false, ..Config::default() }).expect_err("refused");
    assert!(matches!(error, HostError::Compile { .. }), "{error}");
}

#[test]
fn imports_trap_when_called_and_not_before() {
    let bytes = |body: &str| {
        wat::parse_str(format!(
            r#"(module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                (memory (export "memory") 1) (data (i32.const 16) "{{}}\00")
                (func (export "malloc") (param i32) (result i32) i32.const 1024)
                (func (export "free") (param i32))
                (func (export "f") (param i32 i32 i32 i32 i32 i32) (result i32) {body} i32.const 16))"#
        ))
        .expect("valid text format")
    };
    let mut quiet = Plugin::from_bytes(&bytes(""), "x", Config::default()).expect("loads");
    assert_eq!(answer(&mut quiet, "{}"), (None, "{}".to_owned()));
    let mut loud =
        Plugin::from_bytes(&bytes("(call $exit (i32.const 0))"), "x", Config::default()).expect("loads");
    assert_eq!(answer(&mut loud, "{}").0, Some(Fault::Trap));
}

#[test]
fn compiled_modules_are_kept_and_damaged_ones_made_again() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let cache = folder.path().join("modules");
    let config = || Config { cache: Some(cache.clone()), ..Config::default() };
    let bytes = module("i32.const 16");
    let files = || {
        std::fs::read_dir(&cache).expect("cache folder").map(|f| f.expect("entry").path()).collect::<Vec<_>>()
    };
    for _ in 0..2 {
        let mut plugin = Plugin::from_bytes(&bytes, "x", config()).expect("loads");
        assert_eq!(answer(&mut plugin, "{}").1, "{\"fixed\":1}");
        assert_eq!(files().len(), 1);
    }
    std::fs::write(&files()[0], b"not what was stored").expect("writes");
    assert_eq!(answer(&mut Plugin::from_bytes(&bytes, "x", config()).expect("loads"), "{}").0, None);
    assert_eq!(
        answer(&mut Plugin::from_bytes(&module("i32.const 64"), "x", config()).expect("loads"), "{}").0,
        None
    );
    assert_eq!(files().len(), 2);
}

#[test]
fn fuel_counts_the_same_work_alike() {
    let config = Config { count_fuel: true, ..Config::default() };
    let mut plugin = Plugin::from_bytes(&module("i32.const 16"), "x", config).expect("loads");
    answer(&mut plugin, "{}");
    let first = plugin.fuel_used().expect("counted");
    answer(&mut plugin, "{}");
    assert_eq!(plugin.fuel_used(), Some(first));
    assert!((1..100).contains(&first), "{first}");
}
