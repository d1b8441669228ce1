//! The WASM modules under wasmtime, beside the same guest logic run natively.

use crate::measure::Case;
use crate::{by_line, in_chunks};
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use veilfold_host::{Config, Plugin};

/// What a module is called line by line, and in chunks where it takes them, and its file.
const MODULES: [(&str, Option<&str>, &str); 3] = [
    ("wasm, for size", None, "veilfold-fluent-bit.wasm"),
    ("wasm, scalar", Some("wasm, scalar, in chunks"), "veilfold-fluent-bit.fast.wasm"),
    ("wasm, simd128", Some("wasm, simd128, in chunks"), "veilfold-fluent-bit.simd.wasm"),
];

pub(crate) fn cases<'c>(
    folder: &Path,
    corpora: &[(&'static str, &'c [u8])],
) -> Result<Vec<Case<'c>>, Box<dyn Error>> {
    let mut cases = Vec::new();
    for (name, name_in_chunks, file) in MODULES {
        for named in corpora {
            let mut plugin = Plugin::load(&folder.join(file), Config::default())?;
            cases.push(by_line(name, *named, move |line, out| {
                black_box(plugin.filter(line, out));
            }));
            if let Some(name) = name_in_chunks {
                let mut plugin = Plugin::load(&folder.join(file), Config::default())?;
                cases.push(in_chunks(name, *named, move |chunk, out| plugin.filter_lines(chunk, out)));
            }
        }
        let mut plugin = Plugin::load(&folder.join(file), Config::default())?;
        let mut out = Vec::new();
        cases.push(Case {
            name,
            corpus: "{}",
            bytes: 2 * 100_000,
            items: 100_000,
            run: Box::new(move || {
                for _ in 0..100_000 {
                    out.clear();
                    plugin.filter(black_box(b"{}"), &mut out);
                }
            }),
        });
        // A first record makes the engine: a module that has answered it has started.
        let first = |path: &Path, config: Config| {
            let mut out = Vec::new();
            match Plugin::load(path, config) {
                Ok(mut plugin) => drop(plugin.filter(black_box(b"{}"), &mut out)),
                Err(error) => eprintln!("{}: {error}", path.display()),
            }
            black_box(out);
        };
        let cached = Config { cache: Some(folder.join("compiled")), ..Config::default() };
        for (corpus, config) in [("compiled and started", Config::default()), ("started", cached)] {
            let path = folder.join(file);
            first(&path, config.clone());
            cases.push(Case {
                name,
                corpus,
                bytes: 0,
                items: 1,
                run: Box::new(move || first(&path, config.clone())),
            });
        }
    }
    Ok(cases)
}
