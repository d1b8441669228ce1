//! The `veilfold` binary.
fn main() {}
