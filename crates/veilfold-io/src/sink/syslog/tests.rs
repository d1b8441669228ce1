//! Real sockets: what a daemon would receive, and what becomes of lines when there is none.

use super::*;
use crate::sink::Sink;
use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, UdpSocket};
use std::os::unix::net::{UnixDatagram, UnixListener};

/// 2026-11-29T12:00:00Z
const NOON: Timestamp = Timestamp(1_795_953_600_000_000_000);
const LONG: Duration = Duration::from_mins(1);

fn config(address: Address, dialect: Dialect) -> Syslog {
    Syslog { address, dialect, facility: Facility::from_name("local0").unwrap(), app: "shop app".into() }
}

fn put(sink: &Sink, line: &str, level: Level) -> bool {
    sink.write(format!("{line}\n").as_bytes(), level, NOON, |job| job())
}

fn received(socket: &UdpSocket) -> String {
    let mut buffer = vec![0; 70_000];
    let length = socket.recv(&mut buffer).unwrap();
    String::from_utf8(buffer[..length].to_vec()).unwrap()
}

fn head(dialect: &str) -> String {
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let pid = std::process::id();
    match dialect {
        "5424" => format!("2026-11-29T12:00:00.000Z {host} shopapp {pid} - - "),
        _ => format!("Nov 29 12:00:00 {host} shopapp[{pid}]: "),
    }
}

#[test]
fn datagrams_are_as_rfc_5424_has_them() {
    let daemon = UdpSocket::bind("127.0.0.1:0").unwrap();
    daemon.set_read_timeout(Some(LONG)).unwrap();
    let address = Address::Udp("127.0.0.1".into(), daemon.local_addr().unwrap().port());
    let sink = Sink::syslog(config(address, Dialect::Rfc5424));
    let severities = [Level::Debug, Level::Info, Level::Warning, Level::Error, Level::Critical]
        .into_iter()
        .zip([7, 6, 4, 3, 2]);
    for (level, severity) in severities {
        assert!(put(&sink, "{\"message\":\"zahlt 5 €\"}", level));
        let expected = format!("<{}>1 {}{{\"message\":\"zahlt 5 €\"}}", 16 * 8 + severity, head("5424"));
        assert_eq!(received(&daemon), expected);
    }
    assert_eq!((sink.stats().written, sink.stats().lost, sink.kind()), (5, 0, "syslog"));
}

#[test]
fn a_line_too_long_for_a_datagram_is_lost_and_the_next_one_is_not() {
    let daemon = UdpSocket::bind("127.0.0.1:0").unwrap();
    daemon.set_read_timeout(Some(LONG)).unwrap();
    let address = Address::Udp("127.0.0.1".into(), daemon.local_addr().unwrap().port());
    let sink = Sink::syslog(config(address, Dialect::Rfc3164));
    assert!(!put(&sink, &"x".repeat(70_000), Level::Info));
    assert!(sink.stats().failing.is_some());
    assert!(put(&sink, "short", Level::Info));
    assert_eq!(received(&daemon), format!("<134>{}short", head("3164")));
    let stats = sink.stats();
    assert_eq!((stats.written, stats.lost, stats.failing), (1, 1, None));
}

#[test]
fn where_nobody_takes_datagrams_they_are_counted_as_lost() {
    let address = {
        let gone = UdpSocket::bind("127.0.0.1:0").unwrap();
        Address::Udp("127.0.0.1".into(), gone.local_addr().unwrap().port())
    };
    let sink = Sink::syslog(config(address, Dialect::Rfc5424));
    // The kernel's answer comes some time after the datagram.
    let end = Instant::now() + LONG;
    while sink.stats().lost < 3 {
        assert!(Instant::now() < end, "{:?}", sink.stats());
        put(&sink, "x", Level::Info);
    }
    assert!(sink.stats().failing.unwrap().contains("refused"));
}

#[test]
fn over_tcp_every_message_tells_its_length() {
    let daemon = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = Address::Tcp("127.0.0.1".into(), daemon.local_addr().unwrap().port());
    let sink = Sink::syslog(config(address, Dialect::Rfc5424));
    assert!(put(&sink, "one", Level::Info) && put(&sink, "two\nlines", Level::Error));
    sink.close();
    let mut text = String::new();
    daemon.accept().unwrap().0.read_to_string(&mut text).unwrap();
    let (one, two) = (format!("<134>1 {}one", head("5424")), format!("<131>1 {}two\nlines", head("5424")));
    assert_eq!(text, format!("{} {one}{} {two}", one.len(), two.len()));
}

#[test]
fn a_connection_that_was_lost_is_made_anew_and_no_line_with_it_is_lost() {
    let daemon = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = Address::Tcp("127.0.0.1".into(), daemon.local_addr().unwrap().port());
    let sink = Sink::syslog(config(address, Dialect::Rfc3164));
    assert!(put(&sink, "one", Level::Info));
    let (first, _) = daemon.accept().unwrap();
    let mut first = BufReader::new(first);
    let mut line = String::new();
    first.read_line(&mut line).unwrap();
    assert!(line.ends_with("]: one\n"), "{line}");
    drop(first);
    assert!(put(&sink, "two", Level::Info) && put(&sink, "three", Level::Info));
    let (second, _) = daemon.accept().unwrap();
    let mut second = BufReader::new(second);
    // What waits goes out with a later line, or at the end.
    sink.close();
    for expected in ["two", "three"] {
        line.clear();
        second.read_line(&mut line).unwrap();
        assert!(line.ends_with(&format!("]: {expected}\n")), "{line}");
    }
    let stats = sink.stats();
    assert_eq!((stats.written, stats.lost), (3, 0));
}

#[test]
fn what_waits_for_a_daemon_is_bounded_and_the_rest_is_counted() {
    let address = {
        let gone = TcpListener::bind("127.0.0.1:0").unwrap();
        Address::Tcp("127.0.0.1".into(), gone.local_addr().unwrap().port())
    };
    let sink = Sink::syslog(config(address, Dialect::Rfc5424));
    let line = "x".repeat(100_000);
    let kept = (0..20).filter(|_| put(&sink, &line, Level::Info)).count();
    assert_eq!(kept, 10);
    let stats = sink.stats();
    assert_eq!((stats.written, stats.lost), (0, 10));
    assert!(stats.failing.unwrap().contains("refused"));
    sink.close();
    assert_eq!(sink.stats().lost, 20);
}

#[test]
fn a_daemon_that_reads_nothing_stops_nobody() {
    let daemon = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = Address::Tcp("127.0.0.1".into(), daemon.local_addr().unwrap().port());
    let sink = Sink::syslog(config(address, Dialect::Rfc3164));
    let line = "x".repeat(10_000);
    // The kernel's buffers, our own, and more.
    let sent = (0..5_000).filter(|_| put(&sink, &line, Level::Info)).count();
    assert!(sent > 100 && sent < 5_000, "{sent}");
    let (stream, _) = daemon.accept().unwrap();
    let reader = std::thread::spawn(move || {
        BufReader::new(stream).lines().map(|line| line.unwrap()).collect::<Vec<_>>()
    });
    sink.close();
    let lines = reader.join().unwrap();
    assert!(lines.iter().all(|text| text.ends_with(&line)), "a torn line");
    let stats = sink.stats();
    assert_eq!((stats.written as usize, stats.lost as usize), (lines.len(), 5_000 - lines.len()));
}

#[test]
fn sockets_in_the_file_system_are_of_datagrams_or_a_stream() {
    let dir = tempfile::tempdir().unwrap();
    let expected = format!("<134>Nov 29 12:00:00 shopapp[{}]: one two\n", std::process::id());
    let path = dir.path().join("datagrams");
    let daemon = UnixDatagram::bind(&path).unwrap();
    let sink = Sink::syslog(config(Address::Unix(path.clone()), Dialect::Rfc3164));
    assert!(put(&sink, "one\ntwo", Level::Info));
    let mut buffer = [0; 1_000];
    let length = daemon.recv(&mut buffer).unwrap();
    assert_eq!(std::str::from_utf8(&buffer[..length]).unwrap(), expected);
    // A daemon that starts anew makes its socket anew.
    drop(daemon);
    std::fs::remove_file(&path).unwrap();
    assert!(put(&sink, "waits", Level::Info));
    let daemon = UnixDatagram::bind(&path).unwrap();
    sink.close();
    let length = daemon.recv(&mut buffer).unwrap();
    assert!(std::str::from_utf8(&buffer[..length]).unwrap().ends_with("]: waits\n"));

    let path = dir.path().join("stream");
    let daemon = UnixListener::bind(&path).unwrap();
    let sink = Sink::syslog(config(Address::Unix(path), Dialect::Rfc3164));
    assert!(put(&sink, "one\ntwo", Level::Info));
    sink.close();
    let mut text = String::new();
    daemon.accept().unwrap().0.read_to_string(&mut text).unwrap();
    assert_eq!(text, expected);
}
