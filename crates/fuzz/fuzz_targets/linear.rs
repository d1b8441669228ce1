//! Work is linear: any input, repeated to a quarter of a megabyte, ends well before libFuzzer's timeout.
//!
//! A quadratic step of one nanosecond would take a minute on such a text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use veilfold_core::group::{message, stack};
use veilfold_core::{Engine, Options, Policy, Profile, Scratch};

const SIZE: usize = 256 << 10;

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Policy::builtin(Profile::Strict), Options::default()));

fuzz_target!(|data: &[u8]| {
    let Some((&mode, unit)) = data.split_first() else { return };
    if unit.is_empty() {
        return;
    }
    let text: Vec<u8> = unit.iter().copied().cycle().take(SIZE).collect();
    let mut out = Vec::new();
    match mode % 4 {
        0 => _ = ENGINE.transform(&text, &mut out, &mut Scratch::default()),
        1 => {
            let text = serde_json::json!({ "message": String::from_utf8_lossy(&text) }).to_string();
            _ = ENGINE.transform(text.as_bytes(), &mut out, &mut Scratch::default());
        }
        2 => message::template(&text, &mut out),
        _ => _ = stack::ids(&stack::parse(&text)),
    }
});
