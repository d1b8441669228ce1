//! IP addresses.

use super::super::bytes::{Class, at, before, free_left, run, run_back, slice};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use core::net::{Ipv4Addr, Ipv6Addr};
use core::ops::Range;
use core::str;

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "ipv4",
        group: Group::Network,
        summary: "IPv4 address, with its prefix length if it has one",
        source: "RFC 791, RFC 4632",
        anchors: &[Anchor::Digits { min: 4 }],
        verify: Verify::Code(v4),
        hits: &[
            ("from 192.0.2.17 port 22", "192.0.2.17"),
            ("10.1.2.3/8", "10.1.2.3/8"),
            ("http://198.51.100.7:8080/x", "198.51.100.7"),
            ("192.168.2.1@eth0", "192.168.2.1"),
            ("8.8.8.8.", "8.8.8.8"),
        ],
        misses: &[
            "10.0.0.0/8",
            "0.0.0.0/0",
            "256.256.256.256",
            "v1.2.3.4",
            "1.2.3.4.5",
            "version 4.11.1111.1",
            "1.2.3",
            "IP192.168.1.1text",
        ],
    },
    Detector {
        id: "ipv6",
        group: Group::Network,
        summary: "IPv6 address, with its zone and prefix length if it has them",
        source: "RFC 4291 section 2.2, RFC 4007",
        anchors: &[Anchor::Byte(b':')],
        verify: Verify::Code(v6),
        hits: &[
            ("from 2001:db8::1 port", "2001:db8::1"),
            ("[fe80::1ff:fe23:4567:890a%eth0]:22", "fe80::1ff:fe23:4567:890a%eth0"),
            ("2001:db8:1::192.0.2.1", "2001:db8:1::192.0.2.1"),
            ("2345:0425:2ca1:0:0:567:5673:23b5/64.", "2345:0425:2ca1:0:0:567:5673:23b5/64"),
            ("2001:db8::1.", "2001:db8::1"),
        ],
        misses: &[
            "12:34:56",
            "2001:db8::/32",
            "2001::db8::1",
            "std::cout",
            "a::b",
            "00:1a:2b:3c:4d:5e",
            ":::",
            "key: value",
            "12345:db8::1",
        ],
    },
];

fn v4(c: Candidate<'_>) -> Option<Range<usize>> {
    // The run may hold more than the address: `port 22 10.0.0.1`.
    const DOTTED: Class = Class::of("0-9.");
    let mut from = c.start;
    while from < c.end.min(c.start + 64) {
        let mut end = run(c.text, from, DOTTED, 24);
        while end > from && before(c.text, end) == Some(b'.') {
            end -= 1;
        }
        let touching = !free_left(c.text, from, const { Class::of("A-Za-z0-9._-") })
            || at(c.text, end).is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
        let good = str::from_utf8(slice(c.text, from, end)).ok().and_then(|s| s.parse::<Ipv4Addr>().ok());
        if let Some(address) = good
            && !touching
        {
            let stop = prefix_length(c.text, end, 32);
            let is_net = is_network(u128::from(u32::from(address)), slice(c.text, end, stop), 32);
            return (!is_net).then_some(from..stop);
        }
        from = run(c.text, end.max(from + 1), const { Class::of(" .-") }, 3);
    }
    None
}

fn v6(c: Candidate<'_>) -> Option<Range<usize>> {
    const ADDRESS: Class = Class::of("0-9a-fA-F:.");
    let start = run_back(c.text, c.start, ADDRESS, 45);
    // Every colon is a candidate; the first one answers.
    if slice(c.text, start, c.start).contains(&b':') {
        return None;
    }
    let mut end = run(c.text, start, ADDRESS, 46);
    while end > start && matches!(before(c.text, end), Some(b'.'))
        || end > start + 1 && before(c.text, end) == Some(b':') && at(c.text, end - 2) != Some(b':')
    {
        end -= 1;
    }
    let text = str::from_utf8(slice(c.text, start, end)).ok()?;
    let address = text.parse::<Ipv6Addr>().ok()?;
    let groups = text.split(':').filter(|g| !g.is_empty()).count();
    let touching = !free_left(c.text, start, const { Class::of("A-Za-z0-9_-") })
        || at(c.text, end).is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_');
    // `a::b` is a path in a program as well; `::1` and `fe80::…` are addresses.
    let likely = groups >= 3
        || address.is_loopback()
        || text.len() >= 7 && text.bytes().any(|b| b.is_ascii_digit())
        || c.text.get(end) == Some(&b'/');
    if touching || !likely || end - start < 3 {
        return None;
    }
    let zone = if at(c.text, end) == Some(b'%') {
        run(c.text, end + 1, const { Class::of("A-Za-z0-9_.-") }, 16)
    } else {
        end
    };
    let zone = zone - usize::from(before(c.text, zone) == Some(b'.'));
    let stop = prefix_length(c.text, zone, 128);
    (!is_network(u128::from(address), slice(c.text, zone, stop), 128)).then_some(start..stop)
}

/// Whether an address of `bits` bits with the prefix length `/n` is that of a network: it names no host.
fn is_network(address: u128, prefix: &[u8], bits: u32) -> bool {
    let digits = prefix.get(1..).and_then(|d| str::from_utf8(d).ok());
    let length = digits.and_then(|d| d.parse::<u32>().ok()).unwrap_or(bits);
    length + 1 < bits && address.trailing_zeros() >= bits - length
}

/// Past `/24`, if that is there.
fn prefix_length(text: &[u8], end: usize, most: u32) -> usize {
    let stop = run(text, end + 1, const { Class::of("0-9") }, 4);
    let length = str::from_utf8(slice(text, end + 1, stop)).ok().and_then(|s| s.parse::<u32>().ok());
    if at(text, end) == Some(b'/') && length.is_some_and(|l| l <= most) { stop } else { end }
}
