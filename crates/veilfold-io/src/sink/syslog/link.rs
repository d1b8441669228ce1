//! The connection to a syslog daemon, and what waits for it.

use super::{Address, FIRST};
use rustix::io::Errno;
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs, UdpSocket};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Bytes that may wait for a connection, or for room in the kernel's buffer.
const WAITING: usize = 1 << 20;
/// How long the thread that connects again waits for the daemon.
const PATIENCE: Duration = Duration::from_secs(5);
/// The shortest and the longest rest between two attempts.
const REST: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

#[derive(Debug)]
enum Socket {
    Udp(UdpSocket),
    Tcp(TcpStream),
    UnixDatagram(UnixDatagram),
    UnixStream(UnixStream),
}

impl Socket {
    /// Sends as much as the kernel takes: of a datagram all or nothing.
    fn send(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Socket::Udp(socket) => socket.send(bytes),
            Socket::UnixDatagram(socket) => socket.send(bytes),
            Socket::Tcp(stream) => send_while_open(stream, bytes),
            Socket::UnixStream(stream) => send_while_open(stream, bytes),
        }
    }
}

/// The kernel takes bytes for a daemon that has gone; that it has gone can only be read.
fn send_while_open(stream: &mut (impl Read + Write), bytes: &[u8]) -> io::Result<usize> {
    match stream.read(&mut [0; 64]) {
        Ok(0) => Err(io::Error::from(ErrorKind::BrokenPipe)),
        Ok(_) => stream.write(bytes),
        Err(error) if error.kind() == ErrorKind::WouldBlock => stream.write(bytes),
        Err(error) => Err(error),
    }
}

/// Where the thread that connects puts what it got.
type Slot = Arc<Mutex<Option<io::Result<Socket>>>>;

#[derive(Debug, Default)]
pub(super) struct Link {
    socket: Option<Socket>,
    waiting: VecDeque<Vec<u8>>,
    waiting_bytes: usize,
    /// Bytes of the first one that are out already.
    out: usize,
    /// A thread is connecting.
    slot: Option<Slot>,
    /// This process has tried to connect.
    tried: bool,
    next_try: Option<Instant>,
    rest: Duration,
    trouble: Option<String>,
    pub(super) counts: Counts,
}

/// What became of lines since the owner last looked.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) lines: u64,
    pub(super) bytes: u64,
    pub(super) lost: Lost,
}

/// Lines that were taken and are lost after all.
#[derive(Debug, Default)]
pub(super) struct Lost {
    /// Counted as sent before.
    pub(super) after_sending: u64,
    pub(super) waiting: u64,
}

impl Link {
    /// Why there is no connection; `None` while there is one.
    pub(super) fn trouble(&self) -> Option<String> {
        self.trouble.clone().filter(|_| self.socket.is_none())
    }

    /// Whether everything is sent that was taken.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Sends a frame, or keeps it. An error means that it is lost.
    pub(super) fn send(&mut self, to: &Address, frame: Vec<u8>) -> Result<(), Errno> {
        self.connect(to);
        self.drain();
        if !self.waiting.is_empty() || self.socket.is_none() {
            return self.keep(frame);
        }
        match self.try_send(&frame) {
            Ok(out) if out == frame.len() => {
                self.sent(frame.len());
                Ok(())
            }
            Ok(out) => {
                // The rest of a frame that has begun must follow, whatever else waits.
                self.out = out;
                self.waiting_bytes += frame.len();
                self.waiting.push_back(frame);
                Ok(())
            }
            Err(Errno::AGAIN) => self.keep(frame),
            Err(_) if self.socket.is_none() => self.keep(frame),
            Err(error) => Err(error),
        }
    }

    /// Has a connection made where there is none. Waits for the first one of a process, and for no other.
    pub(super) fn connect(&mut self, to: &Address) {
        if self.socket.is_some() {
            return;
        }
        if let Some(slot) = self.slot.take() {
            // Taken by the thread only for the moment in which it puts its result there.
            let found = slot.try_lock().ok().and_then(|mut found| found.take());
            match found {
                Some(found) => self.adopt(found),
                None => self.slot = Some(slot),
            }
            return;
        }
        if self.next_try.is_some_and(|next| Instant::now() < next) {
            return;
        }
        // Of these nothing waits: a name of a host is looked up once, when the program starts.
        let at_once = matches!(to, Address::Unix(_)) || !self.tried;
        self.tried = true;
        if at_once {
            self.adopt(open(to, FIRST));
            return;
        }
        let slot = Slot::default();
        let (to, result) = (to.clone(), Arc::clone(&slot));
        let work = move || {
            let opened = open(&to, PATIENCE);
            if let Ok(mut slot) = result.lock() {
                *slot = Some(opened);
            }
        };
        let started = std::thread::Builder::new().name("veilfold-syslog".to_owned()).spawn(work).is_ok();
        self.slot = started.then_some(slot);
        self.next_try = Some(Instant::now() + REST.0);
    }

    fn adopt(&mut self, found: io::Result<Socket>) {
        match found {
            Ok(socket) => {
                self.socket = Some(socket);
                self.rest = Duration::ZERO;
                self.next_try = None;
                self.trouble = None;
            }
            Err(error) => {
                self.rest = (self.rest * 2).clamp(REST.0, REST.1);
                self.next_try = Some(Instant::now() + self.rest);
                self.trouble = Some(error.to_string());
            }
        }
    }

    /// Sends what waits, as far as the kernel takes it.
    fn drain(&mut self) {
        while let Some(frame) = self.waiting.pop_front() {
            let rest = frame.get(self.out..).unwrap_or_default();
            match self.try_send(rest) {
                Ok(out) if out == rest.len() => {
                    self.out = 0;
                    self.waiting_bytes -= frame.len();
                    self.sent(frame.len());
                }
                Ok(out) => {
                    self.out += out;
                    self.waiting.push_front(frame);
                    return;
                }
                Err(Errno::AGAIN) => {
                    self.waiting.push_front(frame);
                    return;
                }
                Err(_) if self.socket.is_none() => {
                    // A new connection begins with a whole frame.
                    self.out = 0;
                    self.waiting.push_front(frame);
                    return;
                }
                Err(_) => {
                    self.out = 0;
                    self.waiting_bytes -= frame.len();
                    self.counts.lost.waiting += 1;
                }
            }
        }
    }

    fn try_send(&mut self, bytes: &[u8]) -> Result<usize, Errno> {
        for _ in 0..3 {
            let Some(socket) = &mut self.socket else { return Err(Errno::AGAIN) };
            let datagrams = matches!(socket, Socket::Udp(_));
            match socket.send(bytes) {
                Ok(out) => return Ok(out),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Err(Errno::AGAIN),
                // An answer to the datagram before this one, which is still to be sent.
                Err(error) if datagrams && error.kind() == ErrorKind::ConnectionRefused => {
                    self.counts.lost.after_sending += 1;
                }
                Err(error) => {
                    let number = errno(&error);
                    // Too long for a datagram: the connection is as it was.
                    if number != Errno::MSGSIZE {
                        self.socket = None;
                        self.trouble = Some(error.to_string());
                        self.next_try = None;
                    }
                    return Err(number);
                }
            }
        }
        Err(Errno::CONNREFUSED)
    }

    fn sent(&mut self, bytes: usize) {
        self.counts.lines += 1;
        self.counts.bytes += bytes as u64;
    }

    fn keep(&mut self, frame: Vec<u8>) -> Result<(), Errno> {
        if self.waiting_bytes + frame.len() > WAITING {
            return Err(Errno::AGAIN);
        }
        self.waiting_bytes += frame.len();
        self.waiting.push_back(frame);
        Ok(())
    }

    /// Sends what waits until `end`; returns how many lines are left. The next line connects again.
    pub(super) fn close(&mut self, to: &Address, end: Instant) -> u64 {
        while !self.waiting.is_empty() {
            self.connect(to);
            self.drain();
            let hopeless = self.socket.is_none() && self.slot.is_none();
            if self.waiting.is_empty() || hopeless || Instant::now() >= end {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let left = self.waiting.len() as u64;
        *self = Link { counts: std::mem::take(&mut self.counts), ..Link::default() };
        left
    }
}

/// A non-blocking socket that is connected. Takes as long as the resolver does, and `patience` for each address.
fn open(to: &Address, patience: Duration) -> io::Result<Socket> {
    match to {
        Address::Udp(host, port) => first(host, *port, |address| {
            let any = if address.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
            let socket = UdpSocket::bind(any)?;
            socket.connect(address)?;
            socket.set_nonblocking(true)?;
            Ok(Socket::Udp(socket))
        }),
        Address::Tcp(host, port) => first(host, *port, |address| {
            let stream = TcpStream::connect_timeout(&address, patience)?;
            stream.set_nonblocking(true)?;
            let _ = stream.set_nodelay(true);
            Ok(Socket::Tcp(stream))
        }),
        Address::Unix(path) => unix(path),
    }
}

fn first(host: &str, port: u16, open: impl Fn(SocketAddr) -> io::Result<Socket>) -> io::Result<Socket> {
    let mut failed = io::Error::from(ErrorKind::AddrNotAvailable);
    for address in (host, port).to_socket_addrs()? {
        match open(address) {
            Ok(socket) => return Ok(socket),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

fn unix(path: &Path) -> io::Result<Socket> {
    let socket = UnixDatagram::unbound()?;
    socket.set_nonblocking(true)?;
    match socket.connect(path) {
        Ok(()) => Ok(Socket::UnixDatagram(socket)),
        Err(error) if errno(&error) == Errno::PROTOTYPE => {
            let stream = UnixStream::connect(path)?;
            stream.set_nonblocking(true)?;
            Ok(Socket::UnixStream(stream))
        }
        Err(error) => Err(error),
    }
}

fn errno(error: &io::Error) -> Errno {
    Errno::from_io_error(error).unwrap_or(Errno::IO)
}
