//! Personal data.

use super::Detector;
pub use national::id::Beginnings;
pub(super) use national::id::starts;

mod crypto;
mod document;
mod email;
mod iban;
mod mrz;
mod national;
mod phone;
mod row;
mod ssn;

/// The files of this group.
pub(super) const FILES: &[&[Detector]] =
    &[email::ALL, iban::ALL, ssn::ALL, phone::ALL, document::ALL, mrz::ALL, crypto::ALL, row::ALL];

/// National identification numbers.
pub(super) const NATIONAL: &[&[Detector]] = national::FILES;
