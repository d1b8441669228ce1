//! What a record can end a module by is named here, each with its reason; what a host calls around each record cannot trap;
//! and the reader that says so sees every trap there is.

use super::calls::Calls;
use super::hosts::named;

/// The functions that may trap. They ask for memory, and trap where the host refuses it or a length is one that no memory holds;
/// the last one holds the library's reader of IPv6 addresses, whose index its own count of groups bounds.
const ALLOWED: [&str; 9] = [
    "<alloc::raw_vec::RawVec<u8>>::grow_one",
    "<alloc::raw_vec::RawVecInner<_>>::reserve::do_reserve_and_handle::<alloc::alloc::Global>",
    "<alloc::raw_vec::RawVecInner>::grow_one",
    "<alloc::raw_vec::RawVecInner>::shrink_to_fit",
    "<alloc::raw_vec::RawVecInner>::with_capacity_in",
    "<alloc::vec::Vec<u8>>::push",
    "<alloc::vec::Vec<u8>>::with_capacity_in",
    "alloc::boxed::box_new_uninit",
    "veilfold_core::redact::detect::network::ip::v6",
];

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
            (func $dead (param i32) (loop (br_if 0 (local.get 0)) (return)) unreachable)
            (func $behind (param i32) (block (br_if 0 (local.get 0)) (return)) unreachable)
            (func $without_else (param i32) (if (local.get 0) (then (return))) unreachable)
            (func $both (param i32) (if (local.get 0) (then (return)) (else (return))) unreachable)
            (memory 1)
            (func (export "none") (result i32) (i32.const 1))
            (func (export "direct") (result i32) (call $leaf))
            (func (export "through_the_table") (result i32) (call_indirect (type $t) (i32.const 0)))
            (func (export "callee_dies") (call $dies) unreachable)
            (func (export "callee_returns") (call $early (i32.const 1)) unreachable)
            (func (export "nothing_leads_there") (call $dead (i32.const 0)) (call $both (i32.const 0)))
            (func (export "behind_a_block") (call $behind (i32.const 1)))
            (func (export "without_an_else") (call $without_else (i32.const 1))))"#,
    )
    .expect("valid text format");
    let calls = Calls::read(&module).expect("a module");
    for (root, expected) in [
        ("none", 0),
        ("direct", 1),
        ("through_the_table", 1),
        ("callee_dies", 1),
        ("callee_returns", 2),
        ("nothing_leads_there", 0),
        ("behind_a_block", 1),
        ("without_an_else", 1),
    ] {
        assert_eq!(traps(&calls, root), expected, "{root}");
    }
    assert!(calls.reached_from("missing").is_none());
    let reached = calls.reached_from("through_the_table").expect("the export");
    assert_eq!(calls.way(&reached, 1).matches(" > ").count(), 2);
}

/// In the built modules: a record reaches no trap but those of [`ALLOWED`].
#[test]
fn no_record_ends_a_filter() {
    for (name, root) in [
        ("fluent-bit", "veilfold_filter"),
        ("fluent-bit.all", "veilfold_filter"),
        ("redpanda-connect", "process"),
        ("redpanda", "_start"),
        ("redpanda.all", "_start"),
        ("component", "transform"),
    ] {
        let calls = Calls::read(&std::fs::read(named(name)).expect("readable")).expect("a module");
        let reached = calls.reached_from(root).expect("the export");
        assert!(reached.len() > 500, "{name}: {} functions are not all of them", reached.len());
        let more: Vec<String> = reached
            .keys()
            .filter(|at| calls.traps(**at) > 0 && !ALLOWED.contains(&calls.name(**at)))
            .map(|at| calls.way(&reached, *at))
            .collect();
        assert!(more.is_empty(), "{name}: a record may end the filter:\n{}", more.join("\n"));
    }
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
