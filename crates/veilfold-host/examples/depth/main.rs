//! How deep the shadow stack of a module can become, whatever the records, and by which way:
//! `cargo run --profile host -p veilfold-host --example depth -- target/wasm/out/names/veilfold-fluent-bit.wasm`, after
//! `wasm-plugins/build.sh` with Binaryen, which leaves modules with names there.
#![expect(clippy::print_stdout, reason = "an example's output is its purpose")]

mod bound;
#[expect(dead_code, reason = "which functions trap is what the example of that name says")]
#[path = "../traps/calls.rs"]
mod calls;
mod frames;
mod limits;

use bound::Bound;
use calls::Calls;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: depth MODULE.wasm [EXPORT]")?;
    let root = arguments.next().unwrap_or_else(|| "veilfold_filter".to_owned());
    let wasm = std::fs::read(path)?;
    let calls = Calls::read(&wasm)?;
    let root = calls.export(&root).ok_or("no such export")?;
    for (what, without) in [("the first record", None), ("each record after it", Some(limits::ONCE))] {
        let mut bound = Bound::new(&wasm, &calls, &limits::LIMITS, without)?;
        let bytes = bound.bytes(root)?;
        println!("{bytes:>6}  {what}");
        for (at, own) in bound.way(root) {
            println!("{own:>8}  {}", calls.name(at));
        }
    }
    Ok(())
}
