//! Talking to a program that sends one message and waits for its answer.

mod rsyslog;

pub(crate) use rsyslog::Rsyslog;
