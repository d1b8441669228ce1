//! Any line: no panic, JSON stays JSON, a clean line stays itself, a cleaned line is clean, and the WASM
//! guest always answers with one object.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use veilfold_core::{Engine, Options, Policy, Profile, Scratch};
use veilfold_transform::Guest;

static ENGINES: LazyLock<[Engine; 2]> = LazyLock::new(|| {
    [Profile::Default, Profile::Strict].map(|p| Engine::new(Policy::builtin(p), Options::default()))
});

fuzz_target!(|line: &[u8]| {
    for engine in &*ENGINES {
        let mut scratch = Scratch::default();
        let (mut once, mut twice) = (Vec::new(), Vec::new());
        let outcome = engine.transform(line, &mut once, &mut scratch);
        // JSON that is not UTF-8 is repaired, and what lies too deep to be looked at is cut off, whatever it is.
        if scratch.report.is_empty()
            && !once.windows(7).any(|w| w == b"[DEPTH]")
            && outcome.group.is_none()
            && core::str::from_utf8(line).is_ok()
            && line.len() <= engine.policy().limits().max_record_bytes
        {
            assert!(once == line, "changed with nothing to report: {}", String::from_utf8_lossy(&once));
        }
        let json = serde_json::from_slice::<serde_json::Value>(line);
        if json.as_ref().is_ok_and(|v| v.is_object() || v.is_array()) {
            let after = serde_json::from_slice::<serde_json::Value>(&once);
            let after =
                after.unwrap_or_else(|e| panic!("no JSON any more: {e}: {}", String::from_utf8_lossy(&once)));
            assert_eq!(after.is_object(), json.is_ok_and(|v| v.is_object()));
        }
        engine.transform(&once, &mut twice, &mut scratch);
        assert!(
            once == twice,
            "not idempotent:\n  {}\n  {}",
            String::from_utf8_lossy(&once),
            String::from_utf8_lossy(&twice)
        );
    }
    let mut guest = Guest::new(Engine::new(Policy::builtin(Profile::None), Options::default()));
    let answer = guest.filter(line);
    serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(answer).expect("one object");
    assert!(!answer.contains(&0));
});
