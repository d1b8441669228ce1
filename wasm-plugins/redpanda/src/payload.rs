//! A record as the host passes it: key, value and headers, each behind its length as a zig-zag varint; -1 is null.

use alloc::vec::Vec;
use veilfold_instance::Guest;

/// What goes out where the host refuses a record.
const REFUSED: &[u8] = br#"{"message":"[REDACTED:veilfold_fault]","veilfold_fault":"record_refused"}"#;
/// What goes out where a record is not laid out as the ABI says.
const UNREADABLE: &[u8] = br#"{"message":"[REDACTED:veilfold_fault]","veilfold_fault":"record_unreadable"}"#;

/// Appends the cleaned record. Its value comes back as one JSON object; a null value (a tombstone) stays null. Key, header
/// names and header values are cleaned as text, and a header value is also hidden by the header's name.
pub(crate) fn rewrite(guest: &mut Guest, payload: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    if parts(guest, payload, out).is_none() {
        out.truncate(start);
        alone(UNREADABLE, out);
    }
}

/// Appends the record that stands for one that the host did not take.
pub(crate) fn refused(out: &mut Vec<u8>) {
    alone(REFUSED, out);
}

/// A record with this value, without key and headers.
fn alone(value: &[u8], out: &mut Vec<u8>) {
    write(None, out);
    write(Some(value), out);
    write_varint(0, out);
}

fn parts(guest: &mut Guest, payload: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let mut rest = payload;
    match read(&mut rest)? {
        Some(key) => write(Some(guest.text(key)), out),
        None => write(None, out),
    }
    match read(&mut rest)? {
        Some(value) => write(Some(guest.filter(value)), out),
        None => write(None, out),
    }
    let headers = read_varint(&mut rest)?;
    write_varint(headers, out);
    for _ in 0..u64::try_from(headers).ok()? {
        let (name, value) = (read(&mut rest)?, read(&mut rest)?);
        match name {
            Some(name) => write(Some(guest.text(name)), out),
            None => write(None, out),
        }
        match value {
            Some(value) => write(Some(guest.member(name.unwrap_or_default(), value)), out),
            None => write(None, out),
        }
    }
    rest.is_empty().then_some(())
}

/// Takes one length and its bytes off `rest`. The outer option is damage, the inner one null.
#[expect(clippy::option_option, reason = "damaged, or null: two things")]
fn read<'r>(rest: &mut &'r [u8]) -> Option<Option<&'r [u8]>> {
    let len = read_varint(rest)?;
    if len < 0 {
        return Some(None);
    }
    let (bytes, after) = rest.split_at_checked(usize::try_from(len).ok()?)?;
    *rest = after;
    Some(Some(bytes))
}

fn write(bytes: Option<&[u8]>, out: &mut Vec<u8>) {
    match bytes {
        None => write_varint(-1, out),
        Some(bytes) => {
            write_varint(bytes.len() as i64, out);
            out.extend_from_slice(bytes);
        }
    }
}

fn read_varint(rest: &mut &[u8]) -> Option<i64> {
    let mut bits = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        bits |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some((bits >> 1) as i64 ^ -((bits & 1) as i64));
        }
    }
    None
}

fn write_varint(value: i64, out: &mut Vec<u8>) {
    let mut bits = (value << 1 ^ value >> 63) as u64;
    while bits >= 0x80 {
        out.push(bits as u8 | 0x80);
        bits >>= 7;
    }
    out.push(bits as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cell::RefCell;

    type Pair<'p> = (Option<&'p [u8]>, Option<&'p [u8]>);

    fn record(key: Option<&[u8]>, value: Option<&[u8]>, headers: &[Pair<'_>]) -> Vec<u8> {
        let mut out = Vec::new();
        write(key, &mut out);
        write(value, &mut out);
        write_varint(headers.len() as i64, &mut out);
        for (name, value) in headers {
            write(*name, &mut out);
            write(*value, &mut out);
        }
        out
    }

    fn rewritten(payload: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        with_guest(|guest| rewrite(guest, payload, &mut out));
        out
    }

    /// One guest for all tests of a thread: an engine costs more to make than they do.
    fn with_guest<R>(work: impl FnOnce(&mut Guest) -> R) -> R {
        thread_local!(static GUEST: RefCell<Guest> = RefCell::new(Guest::baked(b"")));
        GUEST.with_borrow_mut(work)
    }

    /// Lengths as the Kafka record format writes them.
    #[test]
    fn lengths_are_zig_zag() {
        for (value, bytes) in [
            (0, &[0][..]),
            (-1, &[1]),
            (1, &[2]),
            (63, &[126]),
            (64, &[128, 1]),
            (i64::MAX, &[254, 255, 255, 255, 255, 255, 255, 255, 255, 1]),
            (i64::MIN, &[255, 255, 255, 255, 255, 255, 255, 255, 255, 1]),
        ] {
            let mut out = Vec::new();
            write_varint(value, &mut out);
            assert_eq!(out, bytes);
            assert_eq!(read_varint(&mut &bytes[..]), Some(value));
        }
    }

    #[test]
    fn a_clean_record_comes_back_as_it_was() {
        for record in [
            record(None, None, &[]),
            record(Some(b"order-17"), Some(b"{\"a\": 1}"), &[(Some(b"trace"), Some(b"abc")), (None, None)]),
            record(Some(b""), Some(b"{}"), &[(Some(b""), Some(b""))]),
        ] {
            assert_eq!(rewritten(&record), record);
        }
    }

    #[test]
    fn secrets_leave_every_part() {
        let dirty = record(
            Some(b"4111 1111 1111 1111"),
            Some(b"{\"password\":\"hunter2\"}"),
            &[(Some(b"authorization"), Some(b"hunter2hunter2")), (Some(b"note"), Some(b"password=hunter2"))],
        );
        let clean = record(
            Some(b"[REDACTED:credit_card]"),
            Some(b"{\"password\":\"[REDACTED]\"}"),
            &[(Some(b"authorization"), Some(b"[REDACTED]")), (Some(b"note"), Some(b"password=[REDACTED]"))],
        );
        assert_eq!(String::from_utf8_lossy(&rewritten(&dirty)), String::from_utf8_lossy(&clean));
    }

    #[test]
    fn what_is_no_object_becomes_one() {
        let answer = rewritten(&record(None, Some(b"token=hunter2hunter2"), &[]));
        assert_eq!(answer, record(None, Some(b"{\"message\":\"token=[REDACTED]\"}"), &[]));
    }

    #[test]
    fn a_damaged_record_becomes_a_marker() {
        let marker = record(None, Some(UNREADABLE), &[]);
        let sound =
            record(Some(b"k"), Some(b"{\"password\":\"hunter2\"}"), &[(Some(b"a"), Some(b"hunter2"))]);
        for cut in 0..sound.len() {
            assert_eq!(rewritten(&sound[..cut]), marker, "cut at {cut}");
        }
        assert_eq!(rewritten(&[&sound[..], b"x"].concat()), marker);
    }

    proptest! {
        #[test]
        fn any_bytes_give_a_sound_record(payload in prop::collection::vec(any::<u8>(), 0..80)) {
            let answer = rewritten(&payload);
            // What comes out is laid out as the ABI says: cleaning it again finds no damage.
            prop_assert!(with_guest(|guest| parts(guest, &answer, &mut Vec::new())).is_some());
        }
    }
}
