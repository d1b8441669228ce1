//! How a line looks on its way to a syslog daemon.

use super::{Address, Syslog};
use std::io::Write;
use veilfold_core::encode::time::rfc3339;
use veilfold_core::{Level, Precision, Timestamp};

/// The form of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// RFC 5424; over TCP every message begins with its length (RFC 6587, octet counting).
    Rfc5424,
    /// RFC 3164, with the time in UTC; over TCP every message ends with a line end. To a Unix socket without
    /// a host name, as the C library's `syslog` writes it.
    Rfc3164,
}

impl Dialect {
    /// The dialect of a name.
    pub fn from_name(name: &str) -> Option<Dialect> {
        Some(match name {
            "rfc5424" => Dialect::Rfc5424,
            "rfc3164" => Dialect::Rfc3164,
            _ => return None,
        })
    }
}

/// What kind of program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facility(u8);

impl Facility {
    /// All names, in the order of their numbers.
    pub const NAMES: [&str; 24] = [
        "kern",
        "user",
        "mail",
        "daemon",
        "auth",
        "syslog",
        "lpr",
        "news",
        "uucp",
        "cron",
        "authpriv",
        "ftp",
        "ntp",
        "security",
        "console",
        "solaris-cron",
        "local0",
        "local1",
        "local2",
        "local3",
        "local4",
        "local5",
        "local6",
        "local7",
    ];

    /// The facility of a name.
    pub fn from_name(name: &str) -> Option<Facility> {
        let at = Facility::NAMES.iter().position(|known| *known == name)?;
        Some(Facility(at as u8))
    }
}

/// The parts of a message's head that stay the same.
#[derive(Debug)]
pub(super) struct Header {
    host: String,
    app: String,
}

impl Header {
    pub(super) fn new(config: &Syslog) -> Header {
        let name = rustix::system::uname();
        Header { host: word(&name.nodename().to_string_lossy(), 255), app: word(&config.app, 48) }
    }

    /// One message, as it goes over the wire.
    pub(super) fn frame(&self, config: &Syslog, line: &[u8], level: Level, time: Timestamp) -> Vec<u8> {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let priority = config.facility.0 * 8 + severity(level);
        let pid = std::process::id();
        let Header { host, app } = self;
        let mut out = Vec::with_capacity(line.len() + 96);
        match config.dialect {
            Dialect::Rfc5424 => {
                let _ = write!(out, "<{priority}>1 ");
                rfc3339(&mut out, time, Precision::Millis);
                let _ = write!(out, " {host} {app} {pid} - - ");
            }
            Dialect::Rfc3164 => {
                let _ = write!(out, "<{priority}>");
                short_time(&mut out, time);
                if matches!(config.address, Address::Unix(_)) {
                    let _ = write!(out, " {app}[{pid}]: ");
                } else {
                    let _ = write!(out, " {host} {app}[{pid}]: ");
                }
            }
        }
        let counted = config.dialect == Dialect::Rfc5424 && matches!(config.address, Address::Tcp(..));
        // A socket in the file system may be a stream.
        if !counted && !matches!(config.address, Address::Udp(..)) {
            // Only a formatter of somebody else's makes lines with line ends in them.
            out.extend(line.iter().map(|&byte| if byte == b'\n' { b' ' } else { byte }));
            out.push(b'\n');
        } else {
            out.extend_from_slice(line);
        }
        if counted {
            let length = format!("{} ", out.len());
            out.splice(..0, length.into_bytes());
        }
        out
    }
}

/// `Nov 29 12:00:00`
fn short_time(out: &mut Vec<u8>, time: Timestamp) {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut long = Vec::new();
    rfc3339(&mut long, time, Precision::Seconds);
    let text = String::from_utf8_lossy(&long);
    let month = text.get(5..7).and_then(|month| month.parse::<usize>().ok()).unwrap_or(1);
    let name = MONTHS.get(month.wrapping_sub(1)).unwrap_or(&"Jan");
    let day = text.get(8..10).and_then(|day| day.parse::<u8>().ok()).unwrap_or(1);
    let _ = write!(out, "{name} {day:>2} {}", text.get(11..19).unwrap_or("00:00:00"));
}

fn severity(level: Level) -> u8 {
    match level {
        Level::Debug => 7,
        Level::Info => 6,
        Level::Warning => 4,
        Level::Error => 3,
        Level::Critical => 2,
    }
}

/// A word of printable ASCII, as both RFCs want names; `-` where nothing is left.
fn word(text: &str, longest: usize) -> String {
    let kept: String = text.chars().filter(char::is_ascii_graphic).take(longest).collect();
    if kept.is_empty() { "-".to_owned() } else { kept }
}
