//! Inside the core: `redact`, `group` and `encode` never name each other, and nothing reaches for the
//! operating system. Read from the `use` lines and paths of the source.

use std::fs;
use std::path::{Path, PathBuf};

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a source folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// Code lines of each file below `dir`: no comments, and nothing from `#[cfg(test)]` on.
fn code(dir: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/veilfold-core/src").join(dir);
    let mut files = Vec::new();
    if root.is_dir() {
        sources(&root, &mut files);
    }
    let single = root.with_extension("rs");
    if single.is_file() {
        files.push(single);
    }
    assert!(!files.is_empty(), "{dir} has no source");
    files.retain(|f| !f.ends_with("tests.rs") && !f.components().any(|c| c.as_os_str() == "tests"));
    files
        .into_iter()
        .map(|f| {
            let text = fs::read_to_string(&f).expect("UTF-8 source");
            let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            let lines = text.lines().filter(|l| !l.trim_start().starts_with("//"));
            (f, lines.collect::<Vec<_>>().join("\n"))
        })
        .collect()
}

#[test]
fn redact_group_and_encode_do_not_know_each_other() {
    let parts = ["redact", "group", "encode"];
    for part in parts {
        for (file, text) in code(part) {
            for other in parts.iter().filter(|o| **o != part).chain(&["pipeline", "transform"]) {
                let path = format!("crate::{other}");
                assert!(!text.contains(&path), "{} names {path}", file.display());
            }
        }
    }
}

#[test]
fn policy_and_record_do_not_know_the_pipeline() {
    for part in ["policy", "record"] {
        for (file, text) in code(part) {
            for other in ["crate::pipeline", "crate::transform", "crate::encode"] {
                assert!(!text.contains(other), "{} names {other}", file.display());
            }
        }
    }
}

#[test]
fn the_core_touches_no_operating_system() {
    let banned = [
        "std::fs",
        "std::env",
        "std::net",
        "std::process",
        "std::thread",
        "std::time",
        "SystemTime",
        "Instant::now",
        "println!",
        "eprintln!",
    ];
    for part in ["redact", "group", "encode", "policy", "record", "pipeline", "transform", "lib"] {
        for (file, text) in code(part) {
            for word in banned {
                assert!(!text.contains(word), "{} uses {word}", file.display());
            }
        }
    }
}

#[test]
fn files_stay_readable() {
    let repo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for dir in ["crates", "wasm-plugins", "tests", "bench"] {
        if repo.join(dir).is_dir() {
            sources(&repo.join(dir), &mut files);
        }
    }
    for file in files.iter().filter(|f| !f.components().any(|c| c.as_os_str() == "target")) {
        let lines = fs::read_to_string(file).expect("UTF-8 source").lines().count();
        assert!(
            lines <= 800,
            "{} has {lines} lines; 800 is the limit: which concept is missing?",
            file.display()
        );
    }
}
