//! NDJSON with texts under `text`, `a` or `b` in; every text whose id its redaction changes out, and how many did.
//!
//! `cargo run -p veilfold-core --example ids_kept < FILE`. Fails where an id changed.
#![allow(clippy::print_stdout, reason = "an example")]

use std::io::BufRead as _;
use std::process::ExitCode;
use veilfold_core::group::{GroupId, Settings};
use veilfold_core::{Engine, Options, Policy, Profile, Scratch};

fn main() -> ExitCode {
    let engines =
        [Profile::Default, Profile::Strict].map(|p| (p, Engine::new(Policy::builtin(p), Options::default())));
    let settings = Settings::default();
    let name = |text: &[u8]| -> (GroupId, String) {
        let mut template = Vec::new();
        let names = settings.of_text(text, &mut template);
        (names.group, String::from_utf8_lossy(&template).into_owned())
    };
    let (mut scratch, mut texts, mut redacted, mut changed) = (Scratch::default(), 0, 0, 0);
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Ok(record) = serde_json::from_str::<serde_json::Value>(&line) else { continue };
        for text in ["text", "a", "b"].iter().filter_map(|key| record[key].as_str()) {
            texts += 1;
            for (profile, engine) in &engines {
                let mut out = Vec::new();
                if !engine.redact(text.as_bytes(), &mut out, &mut scratch) {
                    continue;
                }
                redacted += 1;
                let ((before, from), (after, to)) = (name(text.as_bytes()), name(&out));
                if before != after {
                    changed += 1;
                    let out = String::from_utf8_lossy(&out);
                    println!(
                        "{} under {profile:?}:\n  {text:?}\n  {out:?}\n  {from:?}\n  {to:?}",
                        record["id"]
                    );
                }
            }
        }
    }
    println!("{texts} texts, {redacted} redactions under two profiles, {changed} changed an id");
    if changed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
