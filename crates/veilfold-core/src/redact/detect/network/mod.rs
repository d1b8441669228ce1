//! Network addresses; on only when a policy names them.

use super::Detector;

mod ip;
mod mac;

/// The files of this group.
pub(super) const FILES: &[&[Detector]] = &[ip::ALL, mac::ALL];
