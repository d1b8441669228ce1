//! Lists the filter modules that lie in `templates/`, for `veilfold wasm bake`. Without any the command builds all the same,
//! and says where to get one.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=build.rs");
    let var = |name: &str| env::var_os(name).ok_or_else(|| io::Error::other(format!("{name} is not set")));
    let folder = Path::new(&var("CARGO_MANIFEST_DIR")?).join("templates");
    let mut list = String::from("&[\n");
    for host in ["fluent-bit", "redpanda", "redpanda-connect", "component"] {
        for (variant, rules) in [("", "default"), (".all", "all")] {
            let file = folder.join(format!("veilfold-{host}{variant}.wasm"));
            if file.is_file() {
                // Writing to a string cannot fail.
                let _ = writeln!(list, "({host:?}, {rules:?}, include_bytes!(r#\"{}\"#)),", file.display());
            }
        }
    }
    list.push_str("]\n");
    fs::write(Path::new(&var("OUT_DIR")?).join("templates.rs"), list)
}
