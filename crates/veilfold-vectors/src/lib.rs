//! The shared vectors: what goes in and what must come out, byte for byte, through every front door.
//!
//! The format is described in `tests/vectors/README.md`. A [`FrontDoor`] answers a list of [`Case`]s;
//! [`check`] says which answers are wrong. The doors here are [`Native`] (in this process), [`Command`]
//! (the `veilfold` binary) and [`Python`] (the package); the WASM host adds its own.

mod case;
mod check;
mod command;
mod door;
mod native;
mod python;

pub use case::{Case, Kind, LoadError, Settings, load};
pub use check::{Failure, Tally, check};
pub use command::Command;
pub use door::{Answer, FrontDoor};
pub use native::Native;
pub use python::Python;
