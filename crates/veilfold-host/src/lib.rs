//! A host for filter modules: any WebAssembly module with the ABI of Fluent Bit's `filter_wasm`.
//!
//! ```no_run
//! use veilfold_host::{Config, Plugin};
//!
//! let mut plugin = Plugin::load("veilfold-fluent-bit.wasm".as_ref(), Config::default())?;
//! let mut out = Vec::new();
//! plugin.filter(br#"{"message":"password=hunter2"}"#, &mut out);
//! # Ok::<(), veilfold_host::HostError>(())
//! ```
//!
//! Loading is fallible, running is not. A record costs at most [`Config::deadline`] and the module at
//! most [`Config::memory_bytes`]; when it traps, overruns, or answers with nothing, a [`Fault`] marker
//! goes out in the record's place, the instance is thrown away and counted in [`Stats`], and the next
//! record meets a fresh one. The raw record never gets through.

mod abi;
mod cache;
mod config;
mod error;
mod fault;
mod plugin;
mod ticker;

pub use config::Config;
pub use error::HostError;
pub use fault::Fault;
pub use plugin::{Plugin, Stats};
