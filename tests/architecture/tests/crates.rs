//! Who may depend on whom: read from `cargo metadata`, so that a shortcut is a failing test.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Every crate of ours and the crates of ours that it may name, from `docs/design/architecture.md`.
const ALLOWED: [(&str, &[&str]); 17] = [
    ("veilfold-core", &[]),
    ("veilfold-io", &["veilfold-core"]),
    ("veilfold-cli", &["veilfold-core", "veilfold-io", "veilfold-host", "veilfold-transform"]),
    ("veilfold-host", &["veilfold-core"]),
    ("veilfold-python", &["veilfold-core", "veilfold-io", "veilfold-cli"]),
    ("veilfold-tracing", &["veilfold-core"]),
    ("veilfold-vectors", &["veilfold-core"]),
    ("veilfold-transform", &["veilfold-core"]),
    ("veilfold-instance", &["veilfold-transform", "veilfold-unpack"]),
    ("veilfold-unpack", &[]),
    ("veilfold-pack", &["veilfold-unpack"]),
    ("veilfold-fluent-bit", &["veilfold-instance"]),
    ("veilfold-redpanda", &["veilfold-instance"]),
    ("veilfold-redpanda-connect", &["veilfold-instance"]),
    ("veilfold-component", &["veilfold-instance"]),
    ("veilfold-componentise", &[]),
    ("veilfold-architecture", &[]),
];

/// What the engine may build on: everything in it runs inside somebody else's process.
const CORE_MAY_USE: [&str; 8] =
    ["hmac", "memchr", "regex-automata", "regex-syntax", "serde", "sha2", "smallvec", "toml"];

fn metadata() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo metadata runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let text = |v: &serde_json::Value| v.as_str().expect("a string").to_owned();
    json["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|p| {
            // A test may use what a build may not: dev-dependencies do not count.
            let deps = p["dependencies"].as_array().expect("dependencies").iter();
            let normal = deps.filter(|d| d["kind"].as_str() != Some("dev")).map(|d| text(&d["name"]));
            (text(&p["name"]), normal.collect())
        })
        .collect()
}

#[test]
fn arrows_point_towards_the_core() {
    let packages = metadata();
    for (name, deps) in &packages {
        let allowed = ALLOWED.iter().find(|(n, _)| n == name).map(|(_, allowed)| *allowed);
        // Benches and fuzz targets measure anything and nothing depends on them.
        let Some(allowed) = allowed else {
            assert!(
                name.starts_with("veilfold-bench"),
                "{name} is not in the crate graph: add it to ALLOWED"
            );
            continue;
        };
        for ours in deps.iter().filter(|d| d.starts_with("veilfold-")) {
            assert!(allowed.contains(&ours.as_str()), "{name} must not depend on {ours}");
        }
    }
    for (name, _) in ALLOWED {
        assert!(packages.contains_key(name), "{name} is gone: take it out of ALLOWED");
    }
}

#[test]
fn the_core_is_small() {
    let packages = metadata();
    for dep in &packages["veilfold-core"] {
        assert!(CORE_MAY_USE.contains(&dep.as_str()), "veilfold-core must not depend on {dep}");
    }
}

#[test]
fn nothing_of_vector_core_is_here() {
    let lock =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock")).expect("lock");
    for banned in ["name = \"vector", "name = \"vrl\""] {
        assert!(!lock.contains(banned), "{banned} is in Cargo.lock");
    }
}

#[test]
fn the_core_builds_without_std() {
    // A target folder of its own, so that it does not wait for the build that runs this test.
    let target = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/no-std");
    let status = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "-p", "veilfold-core", "--no-default-features", "--target-dir", target])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("cargo runs");
    assert!(status.success(), "veilfold-core does not build with --no-default-features");
}
