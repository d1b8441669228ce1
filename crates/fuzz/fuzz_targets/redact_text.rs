//! Any text: no panic, idempotent, and a planted secret is gone whatever stands around it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use veilfold_core::{Policy, Profile, Report};

static POLICIES: LazyLock<[Policy; 2]> =
    LazyLock::new(|| [Profile::Default, Profile::Strict].map(Policy::builtin));

/// Secrets as lines of their own: what stands before and after must not hide them.
const PLANTED: [(&str, &str); 5] = [
    ("password=Qz7rT2vWx9Lk", "Qz7rT2vWx9Lk"),
    ("card 4111 1111 1111 1111 declined", "4111 1111 1111 1111"),
    ("Authorization: Bearer mF9aB5f41JqMKcR7xZq2", "mF9aB5f41JqMKcR7xZq2"),
    ("https://anna:Vb8nM3kQpL@shop.example/cart", "Vb8nM3kQpL"),
    ("{\"api_key\": \"Hj4kL9pWq2Zx\"}", "Hj4kL9pWq2Zx"),
];

fn redact(policy: &Policy, text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let changed = policy.redactor().text(text, &mut out, &mut Report::default());
    assert!(changed || out.is_empty(), "wrote without a finding");
    changed.then_some(out)
}

fuzz_target!(|data: &[u8]| {
    for policy in &*POLICIES {
        if let Some(once) = redact(policy, data) {
            if let Some(twice) = redact(policy, &once) {
                assert!(
                    once == twice,
                    "not idempotent:\n  {}\n  {}",
                    String::from_utf8_lossy(&once),
                    String::from_utf8_lossy(&twice)
                );
            }
        }
    }
    let Some((&choice, around)) = data.split_first() else { return };
    let (line, secret) = PLANTED[usize::from(choice) % PLANTED.len()];
    // Chance may have put it there itself.
    if around.windows(secret.len()).any(|w| w == secret.as_bytes()) {
        return;
    }
    let (before, after) = around.split_at(around.len() / 2);
    let text = [before, b"\n", line.as_bytes(), b"\n", after].concat();
    let out = redact(&POLICIES[0], &text).unwrap_or(text);
    assert!(
        !out.windows(secret.len()).any(|w| w == secret.as_bytes()),
        "{secret} got through: {}",
        String::from_utf8_lossy(&out)
    );
});
