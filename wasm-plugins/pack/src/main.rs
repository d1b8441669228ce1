//! `veilfold-pack MODULE.wasm PACKED.wasm`: a build step.
#![expect(clippy::print_stderr, reason = "a build step says why it failed")]

mod coder;
mod module;
mod parse;
#[cfg(test)]
mod tests;
mod token;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [module, packed] = args.as_slice() else {
        eprintln!("usage: veilfold-pack MODULE.wasm PACKED.wasm");
        return ExitCode::from(2);
    };
    match pack(module.as_ref(), packed.as_ref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("veilfold-pack: {module}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn pack(module: &Path, packed: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let module = std::fs::read(module)?;
    std::fs::write(packed, module::pack(&module)?)?;
    Ok(())
}

/// The image as `veilfold_unpack::unpack` takes it. It is unpacked once here before it is given out.
fn packed(image: &[u8]) -> Result<Vec<u8>, String> {
    let packed = coder::encode(image, &parse::parse(image));
    let mut again = vec![0; image.len()];
    veilfold_unpack::unpack(&packed, &mut again);
    if again == image { Ok(packed) } else { Err("what was packed does not come back".to_owned()) }
}
