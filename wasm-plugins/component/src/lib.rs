//! veilfold as a WebAssembly component; its world is in `wit/veilfold.wit`.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

#[cfg(target_arch = "wasm32")]
mod abi;
