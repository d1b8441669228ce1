//! Many lines of text, each as the message of an object.
//!
//! Few bytes do not go out as they are, and where the next of them stands and which it is no processor guesses. So those of a
//! kilobyte are collected first. Then what stands before each is copied, most of it in one piece, and what goes out in its
//! place is looked up.
#![allow(clippy::inline_always, reason = "every byte passes here")]

use crate::wrap::{AFTER, BEFORE, wrap};
use alloc::vec::Vec;
use veilfold_core::encode::json;

/// [`wrap`] for each of `lines`, with its end. `spare` is overwritten.
pub(super) fn wrap_lines(lines: &[u8], out: &mut Vec<u8>, spare: &mut Vec<u8>) {
    if lines.is_empty() {
        return;
    }
    let first = out.len();
    out.extend_from_slice(BEFORE);
    let mut page = Page { end: out.len(), done: 0 };
    make_room(out, page.end + lines.len() + lines.len() / 4);
    let mut places = Places { at: [0; BATCH + FEW], len: 0 };
    for (i, batch) in lines.chunks(BATCH).enumerate() {
        let base = i * BATCH;
        places.collect(batch);
        let mut places = places.at.get(..places.len).unwrap_or_default();
        loop {
            // A line that was taken at once may reach into this batch, and beyond it.
            let over = places.iter().take_while(|place| base + usize::from(**place) < page.done).count();
            places = places.get(over..).unwrap_or_default();
            if places.is_empty() {
                break;
            }
            let text = (base + BATCH).saturating_sub(page.done);
            make_room(out, page.end + text + places.len() * STEP);
            let count = page.fill(lines, base, places, out);
            places = places.get(count..).unwrap_or_default();
            if places.is_empty() {
                break;
            }
            // All of a line at once where not all of it is ASCII: what is no UTF-8 is seen by what surrounds it.
            let start =
                memchr::memrchr(b'\n', lines.get(..page.done).unwrap_or_default()).map_or(0, |at| at + 1);
            let rest = lines.get(start..).unwrap_or_default();
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            spare.clear();
            wrap(rest.get(..length).unwrap_or_default(), spare);
            let written = out.get(first..page.end).unwrap_or_default();
            out.truncate(memchr::memrchr(b'\n', written).map_or(first, |at| first + at + 1));
            out.extend_from_slice(spare.strip_suffix(AFTER).unwrap_or(spare));
            (page.end, page.done) = (out.len(), start + length);
        }
    }
    if lines.ends_with(b"\n") {
        out.truncate(page.end - BEFORE.len());
    } else {
        out.truncate(page.end);
        out.extend_from_slice(lines.get(page.done..).unwrap_or_default());
        out.extend_from_slice(AFTER);
    }
}

/// Makes room for so many bytes, and for what is written behind them.
#[inline(always)]
fn make_room(out: &mut Vec<u8>, bytes: usize) {
    let room = bytes + PIECE + STEP;
    if out.len() < room {
        out.resize(room, 0);
    }
}

/// How much is written, and of how many bytes of the lines it is the answer. What stands behind it does not count.
struct Page {
    end: usize,
    done: usize,
}

impl Page {
    /// Writes the answer up to the last of these special bytes, or up to one that is not ASCII, and says how many are done.
    #[inline(never)]
    fn fill(&mut self, lines: &[u8], base: usize, places: &[u16], out: &mut [u8]) -> usize {
        let (mut done, mut end) = (self.done, self.end);
        let mut count = 0;
        for place in places {
            let at = base + usize::from(*place);
            let Some(instead) = lines.get(at).and_then(|byte| INSTEAD.get(usize::from(*byte))) else { break };
            let next = end + (at - done);
            loop {
                let text = lines.get(done..).unwrap_or_default();
                if let Some(room) = out.get_mut(end..end + PIECE) {
                    match text.first_chunk::<PIECE>() {
                        Some(text) => room.copy_from_slice(text),
                        None => last(text, room),
                    }
                }
                (done, end) = (done + PIECE, end + PIECE);
                if done >= at {
                    break;
                }
            }
            if let Some(room) = out.get_mut(next..next + STEP) {
                room.copy_from_slice(instead);
            }
            (done, end) = (at + 1, next + usize::from(instead[STEP - 1]));
            count += 1;
        }
        (self.done, self.end) = (done, end);
        count
    }
}

/// Copies less than a piece.
#[cold]
#[inline(never)]
fn last(text: &[u8], room: &mut [u8]) {
    room.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
}

/// Bytes that are written together instead of one.
const STEP: usize = 16;
/// Bytes that are looked at together, and copied.
const PIECE: usize = 64;
/// Bytes of which the special ones are collected.
const BATCH: usize = 16 * PIECE;

/// What goes out in the place of a byte of ASCII, and how long it is, in the last one.
static INSTEAD: [[u8; STEP]; 0x80] = {
    let mut all = [[0; STEP]; 0x80];
    let mut byte = 0;
    while byte < 0x80 {
        all[byte] = match json::escape_of(byte as u16) {
            _ if byte == b'\n' as usize => instead(b"\"}\n{\"message\":\""),
            escape @ [_, b'u', ..] => instead(&escape),
            [backslash, short, ..] => instead(&[backslash, short]),
        };
        byte += 1;
    }
    all
};

const fn instead(text: &[u8]) -> [u8; STEP] {
    assert!(text.len() < STEP, "the last byte says how long it is");
    let mut instead = [0; STEP];
    let mut at = 0;
    while at < text.len() {
        instead[at] = text[at];
        at += 1;
    }
    instead[STEP - 1] = text.len() as u8;
    instead
}

/// So many places of a piece are stored whether they are there or not.
const FEW: usize = 4;

/// Where the special bytes of a batch stand: those that are not printable ASCII, or need an escape.
struct Places {
    at: [u16; BATCH + FEW],
    len: usize,
}

impl Places {
    #[inline(never)]
    fn collect(&mut self, batch: &[u8]) {
        self.len = 0;
        let (pieces, rest) = batch.as_chunks::<PIECE>();
        let mut base = 0;
        for piece in pieces {
            self.add(base, specials(piece));
            base += PIECE;
        }
        if !rest.is_empty() {
            let mut piece = [b' '; PIECE];
            last(rest, &mut piece);
            self.add(base, specials(&piece));
        }
    }

    #[inline(always)]
    fn add(&mut self, base: usize, mut bits: u64) {
        let begin = self.len;
        self.len += bits.count_ones() as usize;
        let mut next = || {
            let place = base + bits.trailing_zeros() as usize;
            bits &= bits.wrapping_sub(1);
            place as u16
        };
        if let Some(few) = self.at.get_mut(begin..begin + FEW) {
            few.fill_with(&mut next);
        }
        if self.len > begin + FEW
            && let Some(more) = self.at.get_mut(begin + FEW..self.len)
        {
            more.fill_with(next);
        }
    }
}

/// A bit for each special byte.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
fn specials(piece: &[u8; PIECE]) -> u64 {
    use core::arch::wasm32::{i8x16_bitmask, i8x16_eq, i8x16_lt, i8x16_splat, u64x2, v128_or};
    let bits = |at: usize| {
        let word = |at: usize| {
            piece.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |word| u64::from_le_bytes(*word))
        };
        let text = u64x2(word(at), word(at + 8));
        let is = |byte: u8| i8x16_eq(text, i8x16_splat(byte as i8));
        // Below a space are those too that have the top bit.
        let other = v128_or(i8x16_lt(text, i8x16_splat(0x20)), is(0x7f));
        u64::from(i8x16_bitmask(v128_or(v128_or(is(b'"'), is(b'\\')), other))) << at
    };
    bits(0) | bits(16) | bits(32) | bits(48)
}

/// A bit for each special byte.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
fn specials(piece: &[u8; PIECE]) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let (words, _) = piece.as_chunks();
    words.iter().rev().fold(0, |bits, word| {
        let word = u64::from_le_bytes(*word);
        // The top bit of each byte says it, and a sum of two bytes without theirs carries nothing into the next byte.
        let low = word & (ONES * 0x7f);
        let unlike = |byte: u64| (low ^ (ONES * byte)) + ONES * 0x7f;
        let printable = (low + ONES * 0x60) & unlike(0x22) & unlike(0x5c);
        let found = (word | (low + ONES) | !printable) >> 7 & ONES;
        // Eight bits that stand apart come together in the top byte.
        bits << 8 | found.wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

#[cfg(test)]
mod tests {
    use super::{wrap, wrap_lines};
    use proptest::prelude::*;

    /// Pieces of lines: what is escaped, what is no UTF-8, and what a step is cut by.
    fn piece() -> impl Strategy<Value = Vec<u8>> {
        let select = proptest::sample::select(vec![
            &b"\n"[..],
            b"\n",
            b"\r\n",
            b"\"",
            b"\\",
            b"\t",
            b"\0",
            b"\x1b[0m",
            b"\x7f",
            b"\xff",
            b"\xed\xa0\x80",
            b"\xc3",
            b"\xa9",
            "\u{e9}".as_bytes(),
            "\u{2028}".as_bytes(),
            "\u{1f600}".as_bytes(),
            b"plain words of a line, and more",
        ]);
        prop_oneof![3 => select.prop_map(<[u8]>::to_vec), 1 => "[ -~]{0,40}".prop_map(String::into_bytes)]
    }

    proptest! {
        #[test]
        fn many_are_wrapped_as_each_is(pieces in proptest::collection::vec(piece(), 0..300), before in "[a-z]{0,3}") {
            let lines = pieces.concat();
            let mut expected = before.clone().into_bytes();
            for line in lines.split_inclusive(|byte| *byte == b'\n') {
                let (text, end) = line.split_at(line.len() - usize::from(line.ends_with(b"\n")));
                wrap(text, &mut expected);
                expected.extend_from_slice(end);
            }
            let mut out = before.into_bytes();
            wrap_lines(&lines, &mut out, &mut b"of another line".to_vec());
            prop_assert_eq!(String::from_utf8_lossy(&out), String::from_utf8_lossy(&expected));
        }
    }
}
