//! veilfold as a Redpanda data transform.
//!
//! The host starts the module once for each partition; `_start` asks for batch after batch and never returns.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

#[cfg(target_arch = "wasm32")]
mod abi;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "for the module and for the tests"))]
mod payload;
