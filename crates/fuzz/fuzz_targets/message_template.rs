//! Any text and any format string: no panic, nothing but appending, bounded output.
#![no_main]

use libfuzzer_sys::fuzz_target;
use veilfold_core::group::message;

fuzz_target!(|text: &[u8]| {
    const BEFORE: &[u8] = b"before";
    let mut out = BEFORE.to_vec();
    message::template(text, &mut out);
    assert!(out.starts_with(BEFORE));
    // The longest mask stands for at least one byte.
    assert!(out.len() <= BEFORE.len() + text.len() * 16 + 64, "{} bytes from {}", out.len(), text.len());

    let mut out = BEFORE.to_vec();
    let decided = message::template_of_format(text, &mut out);
    assert!(out.starts_with(BEFORE));
    assert!(decided || out == BEFORE, "undecided, yet written");
});
