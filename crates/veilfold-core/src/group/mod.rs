//! One name for one failure: message templates and stack fingerprints.
//!
//! * [`message`] finds the template of a text and its id (`m1-…`).
//! * [`stack`] finds the exceptions of a text, and the two ids (`s1-…`) of those and of a program's own.
//! * [`Settings`] is the `[group]` table of a policy; its methods name records and texts of either kind.
//! * [`explain`] says why two texts have one name or two, [`learn`] finds templates that no single line can tell.
//! * [`tracker`] counts every group in bounded memory, [`dedup`] writes at most one line a group in a window.
//!
//! ```
//! use veilfold_core::group::Settings;
//!
//! let (settings, mut template) = (Settings::default(), Vec::new());
//! let one = settings.of_text(b"user 17 logged in from 192.0.2.7", &mut template).group;
//! assert_eq!(template, b"user <*> logged in from <*>");
//!
//! let other = settings.of_text(b"user 4 logged in from [REDACTED:ipv4]", &mut template).group;
//! assert_eq!((one, one.to_string()), (other, "m1-80a47e0e672a226e".into()));
//! ```

pub mod dedup;
pub mod explain;
pub mod fingerprint;
pub mod learn;
pub mod message;
mod naming;
pub mod stack;
pub mod tracker;
mod work;

#[cfg(test)]
mod hostile;

pub use fingerprint::GroupId;
pub use naming::Names;
pub use stack::Settings;
