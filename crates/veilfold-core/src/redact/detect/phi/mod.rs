//! Health identifiers. A choice of what can be told by its form; it is no claim of de-identification under any
//! law.

use super::Detector;

mod identifiers;
mod patient;
mod x12;

/// The files of this group.
pub(super) const FILES: &[&[Detector]] = &[identifiers::ALL, patient::ALL, x12::ALL];
