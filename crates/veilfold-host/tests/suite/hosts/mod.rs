//! The hosts of our modules, written from the facts in docs/design/wasm.md (the table of hosts) and not from our code: each passes records by its exact
//! ABI, in wasmtime with SIMD off.
#![allow(dead_code, reason = "what a host has is written down whole")]

mod component;
mod connect;
mod fluent_bit;
mod operands;
mod redpanda;

pub(crate) use component::Component;
pub(crate) use connect::Connect;
pub(crate) use fluent_bit::FluentBit;
pub(crate) use redpanda::{Header, Redpanda, RedpandaRecord};

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use wasmtime::{Config, Engine, OptLevel};

/// A host with a module in it.
pub(crate) trait Host {
    /// The host's name, as `--host` spells it.
    fn name(&self) -> &'static str;
    /// Passes records and returns what came back, in order.
    fn pass(&mut self, records: &[&[u8]]) -> Vec<Vec<u8>>;
    /// Bytes of linear memory.
    fn memory_bytes(&mut self) -> usize;
}

pub(crate) const NAMES: [&str; 4] = ["fluent-bit", "redpanda", "redpanda-connect", "component"];

/// The host of that name, with the module at `path` started in it.
pub(crate) fn start(name: &str, path: &Path) -> Box<dyn Host> {
    let wasm = std::fs::read(path).expect("the module can be read");
    match name {
        "fluent-bit" => Box::new(FluentBit::start(&wasm)),
        "redpanda" => Box::new(Redpanda::start(&wasm)),
        "redpanda-connect" => Box::new(Connect::start(&wasm)),
        "component" => Box::new(Component::start(&wasm)),
        _ => panic!("no host {name}"),
    }
}

/// The module for a host, as `make wasm` built it.
pub(crate) fn template(name: &str) -> PathBuf {
    let file = format!("../../target/wasm/out/veilfold-{name}.wasm");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    assert!(path.is_file(), "{} is not there: run `make wasm` first", path.display());
    path
}

/// The same with the names of its functions, which Binaryen keeps when it makes the module small.
pub(crate) fn named(name: &str) -> PathBuf {
    let path = template(name);
    path.with_file_name("names").join(path.file_name().expect("a file"))
}

/// Bakes a module with the command; `more` are further arguments of `veilfold wasm bake`. The template with the rules of the
/// default profile refuses a policy that turns on others.
pub(crate) fn bake(name: &str, out: &Path, more: &[&str]) {
    let baked = [name.to_owned(), format!("{name}.all")].iter().any(|from| {
        let mut args: Vec<OsString> =
            ["veilfold", "wasm", "bake", "--host", name].map(OsString::from).to_vec();
        args.extend([OsString::from("--template"), template(from).into(), "--out".into(), out.into()]);
        args.extend(more.iter().map(OsString::from));
        veilfold_cli::run(args) == 0
    });
    assert!(baked, "veilfold wasm bake {more:?}");
}

/// SIMD off, and compiled fast rather than well: these tests compare bytes.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let mut config = Config::new();
    config.wasm_simd(false).wasm_relaxed_simd(false).cranelift_opt_level(OptLevel::None);
    Engine::new(&config).expect("an engine")
});
