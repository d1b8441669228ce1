//! National identification numbers, by region.

use super::super::Detector;

mod africa_oceania;
mod americas;
mod asia_east;
mod asia_south;
mod europe_east;
mod europe_north;
mod europe_west;
pub(super) mod id;

/// The files of this folder.
pub(super) const FILES: &[&[Detector]] = &[
    europe_west::ALL,
    europe_north::ALL,
    europe_east::ALL,
    asia_east::ALL,
    asia_south::ALL,
    americas::ALL,
    africa_oceania::ALL,
];
