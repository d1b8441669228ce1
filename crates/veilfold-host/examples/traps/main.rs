//! Where a record could end a filter: every `unreachable` that an export of a module reaches, and the shortest way there.
//! `cargo run --profile host -p veilfold-host --example traps -- target/wasm/out/names/veilfold-fluent-bit.wasm`, after
//! `wasm-plugins/build.sh` with Binaryen, which leaves modules with names there.
#![expect(clippy::print_stdout, reason = "an example's output is its purpose")]

mod calls;

use calls::Calls;
use std::cmp::Reverse;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: traps MODULE.wasm [EXPORT]")?;
    let root = arguments.next().unwrap_or_else(|| "veilfold_filter".to_owned());
    let calls = Calls::read(&std::fs::read(path)?)?;
    let reached = calls.reached_from(&root).ok_or("no such export")?;
    let mut traps: Vec<(usize, u32)> =
        reached.keys().map(|at| (calls.traps(*at), *at)).filter(|(count, _)| *count > 0).collect();
    traps.sort_unstable_by_key(|(count, at)| (Reverse(*count), *at));
    for (count, at) in &traps {
        println!("{count:>4}  {}", calls.way(&reached, *at));
    }
    let all: usize = traps.iter().map(|(count, _)| count).sum();
    println!("{all} in {} of the {} functions that {root} reaches", traps.len(), reached.len());
    Ok(())
}
