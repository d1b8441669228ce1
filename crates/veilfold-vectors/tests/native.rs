//! The vectors in this process, so that `cargo test` alone runs them.

use std::path::Path;
use veilfold_vectors::{Native, check, load};

#[test]
fn vectors_hold_natively() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    let cases = load(&root).expect("the vectors load");
    assert!(cases.len() >= 95, "{} cases", cases.len());
    let (_, failures) = check(&mut Native, &cases).expect("the native door is open");
    let text: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{}", text.join("\n"));
}
