//! Card data, as PCI DSS names it.

use super::Detector;

mod card;
mod track;

/// The files of this group.
pub(super) const FILES: &[&[Detector]] = &[card::ALL, track::ALL];
