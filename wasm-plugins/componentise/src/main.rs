//! `veilfold-componentise MODULE.wasm WORLD.wit COMPONENT.wasm`: a build step.
#![expect(clippy::print_stderr, reason = "a build step says why it failed")]

use std::path::Path;
use std::process::ExitCode;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [module, world, component] = args.as_slice() else {
        eprintln!("usage: veilfold-componentise MODULE.wasm WORLD.wit COMPONENT.wasm");
        return ExitCode::from(2);
    };
    match componentise(module.as_ref(), world.as_ref(), component.as_ref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("veilfold-componentise: {module}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn componentise(module: &Path, world: &Path, component: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut module = std::fs::read(module)?;
    let mut resolve = Resolve::default();
    let package = resolve.push_str(world, &std::fs::read_to_string(world)?)?;
    let world = resolve.select_world(&[package], None)?;
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false)?;
    let bytes = ComponentEncoder::default().validate(true).module(&module)?.encode()?;
    std::fs::write(component, bytes)?;
    Ok(())
}
