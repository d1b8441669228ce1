//! What a host calls around each record cannot trap, and the reader that says so sees every trap there is.

#[path = "../../examples/traps/calls.rs"]
mod calls;

use super::hosts::named;
use calls::Calls;

/// How many traps `root` reaches.
fn traps(calls: &Calls, root: &str) -> usize {
    calls.reached_from(root).expect("the export").keys().map(|at| calls.traps(*at)).sum()
}

#[test]
fn traps_are_seen_wherever_they_are() {
    let module = wat::parse_str(
        r#"(module
            (type $t (func (result i32)))
            (table funcref (elem $indirect))
            (func $dies unreachable)
            (func $leaf (result i32) (if (memory.size) (then unreachable)) (i32.const 1))
            (func $indirect (result i32) (call $leaf))
            (func $early (param i32) (br_if 0 (local.get 0)) unreachable)
            (memory 1)
            (func (export "none") (result i32) (i32.const 1))
            (func (export "direct") (result i32) (call $leaf))
            (func (export "through_the_table") (result i32) (call_indirect (type $t) (i32.const 0)))
            (func (export "callee_dies") (call $dies) unreachable)
            (func (export "callee_returns") (call $early (i32.const 1)) unreachable))"#,
    )
    .expect("valid text format");
    let calls = Calls::read(&module).expect("a module");
    for (root, expected) in
        [("none", 0), ("direct", 1), ("through_the_table", 1), ("callee_dies", 1), ("callee_returns", 2)]
    {
        assert_eq!(traps(&calls, root), expected, "{root}");
    }
    assert!(calls.reached_from("missing").is_none());
    let reached = calls.reached_from("through_the_table").expect("the export");
    assert_eq!(calls.way(&reached, 1).matches(" > ").count(), 2);
}

#[test]
fn memory_is_given_and_taken_without_a_trap() {
    for name in ["fluent-bit", "redpanda-connect"] {
        let calls = Calls::read(&std::fs::read(named(name)).expect("readable")).expect("a module");
        for root in ["malloc", "free"] {
            assert_eq!(traps(&calls, root), 0, "{name}: {root}");
        }
    }
}
