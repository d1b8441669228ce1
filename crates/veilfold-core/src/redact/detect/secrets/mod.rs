//! Credentials.

use super::Detector;

mod auth_header;
mod cloud;
mod jwt;
mod messaging;
mod payment;
mod pem;
mod source_hosting;
mod url;

/// The files of this group.
pub(super) const FILES: &[&[Detector]] = &[
    pem::ALL,
    jwt::ALL,
    auth_header::ALL,
    url::ALL,
    cloud::ALL,
    source_hosting::ALL,
    messaging::ALL,
    payment::ALL,
];
