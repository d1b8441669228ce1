//! veilfold as a Fluent Bit `filter_wasm` module.
//!
//! `Function_Name veilfold_filter`, `Event_Format json`. The host calls it once a record, with one
//! instance for its whole life.
#![cfg_attr(target_arch = "wasm32", no_std)]

mod abi;
