//! Credentials.

use super::Detector;

mod ai;
mod applications;
mod auth_header;
mod call;
mod ci;
mod cloud;
mod command;
mod connection;
mod device;
mod disk;
mod fix;
mod infrastructure;
mod jwt;
mod keyword;
mod link;
mod mail_login;
mod manifest;
mod messaging;
mod oauth;
mod observability;
mod one_time;
mod password_hash;
mod payment;
mod pem;
mod platforms;
mod services;
mod source_hosting;
mod url;
mod uuid;
mod weak;

pub(in crate::redact) use command::argument;
pub(crate) use command::is_command;

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
    ai::ALL,
    infrastructure::ALL,
    observability::ALL,
    services::ALL,
    platforms::ALL,
    applications::ALL,
    connection::ALL,
    command::ALL,
    link::ALL,
    mail_login::ALL,
    fix::ALL,
    password_hash::ALL,
    manifest::ALL,
    keyword::ALL,
    uuid::ALL,
    weak::ALL,
    one_time::ALL,
    device::ALL,
    oauth::ALL,
    call::ALL,
    ci::ALL,
    disk::ALL,
];
