//! A bound of the shadow stack, computed from the built modules: whatever the records, it becomes no deeper. And the reader that says so
//! sees what functions take, and does not guess.

#[path = "../../examples/depth/bound.rs"]
mod bound;
#[path = "../../examples/depth/frames.rs"]
mod frames;
#[path = "../../examples/depth/limits.rs"]
mod limits;

use super::calls;
use super::hosts::named;
use bound::{Bound, Limit};
use calls::Calls;
use limits::{LIMITS, ONCE};

/// The bound of each export of `module`, whose functions call themselves at most as often as `limits` say.
fn bounds(module: &str, limits: &[Limit], roots: &[&str]) -> Vec<Result<u32, String>> {
    let module = wat::parse_str(module).expect("valid text format");
    let calls = Calls::read(&module).expect("a module");
    let mut bound = Bound::new(&module, &calls, limits, Some("once")).expect("a module that can be read");
    roots.iter().map(|root| bound.bytes(calls.export(root).expect("the export"))).collect()
}

/// What is wrong with the pointer in a function with this body.
fn refused(body: &str) -> String {
    let module = format!(
        r"(module (memory 1) (global $sp (mut i32) (i32.const 1024))
            (func (param i32) (local $base i32)
                (global.set $sp (local.tee $base (i32.sub (global.get $sp) (i32.const 16))))
                {body}))"
    );
    let module = wat::parse_str(module).expect("valid text format");
    let Err(why) = frames::read(&module) else { panic!("accepted: {body}") };
    why
}

#[test]
fn what_functions_take_is_seen() {
    let module = r#"(module
        (type $t (func (result i32)))
        (type $same (func (result i32)))
        (table funcref (elem $pointed))
        (memory 1)
        (global $sp (mut i32) (i32.const 1024))
        (func $leaf (export "leaf") (local $base i32)
            (local.set $base (i32.sub (global.get $sp) (i32.const 48)))
            (i32.store offset=8 (local.get $base) (i32.const 1)))
        (func $framed (export "framed") (local $base i32)
            (global.set $sp (local.tee $base (i32.sub (global.get $sp) (i32.const 16))))
            (block (br_if 0 (memory.size)) (loop (call $leaf) (br_if 0 (memory.size))))
            (global.set $sp (i32.add (local.get $base) (i32.const 16))))
        (func $pointed (type $t) (call $framed) (i32.const 1))
        (func (export "table") (drop (call_indirect (type $same) (i32.const 0))))
        (func $one_after_another (export "one_after_another") (local $a i32) (local $b i32)
            (global.set $sp (local.tee $a (i32.add (global.get $sp) (i32.const -96))))
            (global.set $sp (i32.add (local.get $a) (i32.const 96)))
            (if (memory.size) (then
                (global.set $sp (local.tee $b (i32.sub (global.get $sp) (i32.const 32))))
                (call $framed)
                (global.set $sp (i32.add (local.get $b) (i32.const 32))))))
        (func $once (export "once") (global.set $sp (i32.sub (global.get $sp) (i32.const 512))) unreachable)
        (func (export "entry")
            (if (i32.load (i32.const 0)) (then (global.set $sp (i32.load (i32.const 0)))))
            (call $one_after_another) (call $once))
        (func $self (export "self") (local $base i32)
            (global.set $sp (local.tee $base (i32.sub (global.get $sp) (i32.const 16))))
            (if (memory.size) (then (call $other)))
            (global.set $sp (i32.add (local.get $base) (i32.const 16))))
        (func $other (call $self) (call $leaf)))"#;
    let limited = [Limit { name: "self", times: 3 }];
    let roots = ["leaf", "framed", "table", "one_after_another", "entry", "self"];
    let expected = [48, 64, 64, 96, 96, 3 * 16 + 48].map(Ok);
    assert_eq!(bounds(module, &limited, &roots), expected);
    let endless = bounds(module, &[], &["self"]).remove(0).expect_err("no end");
    assert!(endless.ends_with(": self > other"), "{endless}");
}

#[test]
fn a_pointer_that_is_set_otherwise_is_no_guess() {
    let back = "(global.set $sp (i32.add (local.get $base) (i32.const 16)))";
    for (body, why) in [
        ("", "not put back"),
        ("(global.set $sp (local.get 0))", "not known"),
        ("(global.set $sp (i32.and (global.get $sp) (i32.const -64)))", "not known"),
        ("(global.set $sp (i32.add (local.get $base) (i32.const 32)))", "above"),
        (&format!("(if (local.get 0) (then {back}))"), "two pointers"),
        (&format!("(block (br_if 0 (local.get 0)) {back}) {back}"), "two pointers"),
        (&format!("(br_if 0 (local.get 0)) {back}"), "not put back"),
        (
            &format!("(loop (global.set $sp (i32.sub (global.get $sp) (i32.const 16))) (br 0)) {back}"),
            "two pointers",
        ),
        (&format!("(if (local.get 0) (then (local.set $base (i32.const 0)))) {back}"), "not known"),
        (
            &format!("(loop (local.set $base (i32.load (local.get $base))) (br_if 0 (local.get 0))) {back}"),
            "not known",
        ),
    ] {
        let found = refused(body);
        assert!(found.contains(why), "{body}: {found}");
    }
}

#[test]
fn an_entry_that_sets_the_pointer_is_called_by_nobody() {
    let module = r#"(module (memory 1) (global $sp (mut i32) (i32.const 1024))
        (func $entry (export "entry") (global.set $sp (i32.load (i32.const 0))))
        (func (export "caller") (call $entry)))"#;
    let found = bounds(module, &[], &["entry", "caller"]);
    assert!(matches!(&found[..], [Ok(0), Err(why)] if why.contains("entry sets the pointer")), "{found:?}");
}

/// In the built modules: the first record, which makes the engine, takes no more than 16 KiB, and each one after it no more than 8.
#[test]
fn no_record_needs_more_stack() {
    for (name, root) in [
        ("fluent-bit", "veilfold_filter"),
        ("fluent-bit.all", "veilfold_filter"),
        ("redpanda-connect", "process"),
        ("redpanda", "_start"),
        ("component", "transform"),
        ("component", "transform-batch"),
    ] {
        let module = std::fs::read(named(name)).expect("readable");
        let calls = Calls::read(&module).expect("a module");
        let root = calls.export(root).expect("the export");
        for (without, most) in [(None, 16 << 10), (Some(ONCE), 8 << 10)] {
            let mut bound = Bound::new(&module, &calls, &LIMITS, without).expect("a module that can be read");
            let bytes = bound.bytes(root).unwrap_or_else(|why| panic!("{name}: {why}"));
            let way: Vec<_> = bound.way(root).into_iter().map(|(at, own)| (own, calls.name(at))).collect();
            assert!((1024..=most).contains(&bytes), "{name}: {bytes} bytes: {way:#?}");
        }
    }
}

/// A name that is no function's any more would limit nothing, or leave out nothing.
#[test]
fn what_is_limited_is_there() {
    let calls = Calls::read(&std::fs::read(named("fluent-bit")).expect("readable")).expect("a module");
    let reached = calls.reached_from("veilfold_filter").expect("the export");
    for name in LIMITS.iter().map(|limit| limit.name).chain([ONCE]) {
        assert!(reached.keys().any(|at| calls.name(*at) == name), "{name}");
    }
}
