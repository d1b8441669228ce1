//! veilfold as a module for the `wasm` processor of Redpanda Connect (Benthos).
//!
//! `function: process`. The host calls it once a message, with one instance for many of them.
#![cfg_attr(target_arch = "wasm32", no_std)]

#[cfg(target_arch = "wasm32")]
mod abi;
