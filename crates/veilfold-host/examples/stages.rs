//! Which functions of a module a record's instructions are spent in: the call is stopped after every so much fuel, and the
//! functions on the stack are counted. `cargo run --profile host -p veilfold-host --example stages -- MODULE.wasm RECORD
//! [BEFORE]`, with a module that has names, `target/wasm/out/names/veilfold-fluent-bit.wasm`, and another record that comes
//! before each time, where what comes again is not the question.
#![expect(clippy::print_stdout, reason = "an example's output is its purpose")]

use std::collections::{BTreeMap, BTreeSet};
use wasmtime::{Config, Engine, Error, Linker, Module, Store, WasmBacktrace};

/// Fuel between two looks. A prime number, so that loops do not step with it.
const STEP: u64 = 23;
const PLENTY: u64 = 1 << 40;

fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().collect();
    let (path, record, before) = match arguments.as_slice() {
        [_, path, record] => (path, record, record),
        [_, path, record, before] => (path, record, before),
        _ => return Err(Error::msg("usage: stages MODULE.wasm RECORD [BEFORE]")),
    };
    let engine = Engine::new(
        Config::new().consume_fuel(true).wasm_backtrace_max_frames(std::num::NonZeroUsize::new(200)),
    )?;
    let module = Module::from_file(&engine, path)?;
    let mut store = Store::new(&engine, ());
    store.set_fuel(PLENTY)?;
    let instance = Linker::new(&engine).instantiate(&mut store, &module)?;
    let memory = instance.get_memory(&mut store, "memory").ok_or_else(|| Error::msg("no memory"))?;
    let malloc = instance.get_typed_func::<u32, u32>(&mut store, "malloc")?;
    let filter =
        instance.get_typed_func::<(u32, u32, u32, u32, u32, u32), u32>(&mut store, "veilfold_filter")?;
    let mut arguments = |record: &str| -> Result<_, Error> {
        let address = malloc.call(&mut store, record.len() as u32)?;
        memory.write(&mut store, address as usize, record.as_bytes())?;
        Ok((0, 0, 0, 0, address, record.len() as u32))
    };
    let (before, arguments) = (arguments(before)?, arguments(record)?);

    // A stopped call costs the module its buffers: one whole call makes new ones.
    let mut total = 0;
    for _ in 0..3 {
        store.set_fuel(PLENTY)?;
        filter.call(&mut store, before)?;
        store.set_fuel(PLENTY)?;
        filter.call(&mut store, arguments)?;
        total = PLENTY - store.get_fuel()?;
    }
    let (mut own, mut within) = (BTreeMap::<String, u64>::new(), BTreeMap::<String, u64>::new());
    for fuel in (0..total).step_by(STEP as usize) {
        store.set_fuel(fuel)?;
        let Err(stopped) = filter.call(&mut store, arguments) else { break };
        let Some(stack) = stopped.downcast_ref::<WasmBacktrace>() else { continue };
        let name = |frame: &wasmtime::FrameInfo| {
            frame.func_name().map_or_else(
                || frame.func_index().to_string(),
                |name| format!("{:#}", rustc_demangle::demangle(name)),
            )
        };
        let names: Vec<String> = stack.frames().iter().map(name).collect();
        if let Some(leaf) = names.first() {
            *own.entry(leaf.clone()).or_default() += STEP;
        }
        for name in names.into_iter().collect::<BTreeSet<_>>() {
            *within.entry(name).or_default() += STEP;
        }
        for _ in 0..2 {
            store.set_fuel(PLENTY)?;
            filter.call(&mut store, before)?;
        }
    }
    println!("{total} instructions; by function: own, with callees");
    let mut rows: Vec<_> = within.iter().collect();
    rows.sort_by_key(|(_, with)| std::cmp::Reverse(**with));
    for (name, with) in rows.into_iter().take(40) {
        println!("{:>8} {with:>8}  {name}", own.get(name).unwrap_or(&0));
    }
    Ok(())
}
