//! Personal data.

use super::Detector;

mod email;
mod iban;
mod national;
mod ssn;

/// The files of this group.
pub(super) const FILES: &[&[Detector]] = &[email::ALL, iban::ALL, ssn::ALL];

/// National identification numbers.
pub(super) const NATIONAL: &[&[Detector]] = national::FILES;
