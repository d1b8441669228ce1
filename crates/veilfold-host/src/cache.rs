//! Compiled modules on disk: compiling costs half a second, loading a compiled one about a millisecond.
//!
//! The only unsafe code of this crate: wasmtime cannot check that a compiled module is what its compiler wrote.
#![allow(unsafe_code)]

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};
use wasmtime::{Engine, Module};

/// The compiled form of `wasm`, from the cache when it is there.
pub(crate) fn module(engine: &Engine, wasm: &[u8], cache: Option<&Path>) -> wasmtime::Result<Module> {
    let Some(folder) = cache else { return Module::new(engine, wasm) };
    let path = file(folder, engine, wasm);
    if path.is_file() {
        // SAFETY: the folder belongs to the user alone (`private_folder`), and only `store` writes there, under
        // the hash of the module and of everything that decides how it is compiled. wasmtime refuses a file of
        // another version or configuration.
        match unsafe { Module::deserialize_file(engine, &path) } {
            Ok(module) => return Ok(module),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "compiled module refused, compiling again");
            }
        }
    }
    let module = Module::new(engine, wasm)?;
    if let Err(error) = store(&module, folder, &path) {
        tracing::warn!(path = %path.display(), %error, "compiled module not kept");
    }
    Ok(module)
}

/// Named by what goes in: the module, and wasmtime's version, target and settings.
fn file(folder: &Path, engine: &Engine, wasm: &[u8]) -> PathBuf {
    let mut hash = Sha256::new();
    hash.update(wasm);
    hash.update(setting(engine).to_le_bytes());
    let mut name = String::with_capacity(72);
    for byte in hash.finalize() {
        // Writing to a String cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name.push_str(".cwasm");
    folder.join(name)
}

fn setting(engine: &Engine) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = std::hash::DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    hasher.finish()
}

/// Written beside and renamed, so that a reader sees all of it or nothing.
fn store(module: &Module, folder: &Path, path: &Path) -> io::Result<()> {
    private_folder(folder)?;
    let bytes = module.serialize().map_err(|e| io::Error::other(format!("{e:#}")))?;
    let unfinished = path.with_extension(format!("{}.tmp", std::process::id()));
    fs::write(&unfinished, bytes)?;
    fs::rename(&unfinished, path)
}

#[cfg(unix)]
fn private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}
