//! Many lines of text, each as the message of an object.
#![allow(clippy::inline_always, reason = "every sixteen bytes pass here")]

use crate::wrap::{AFTER, BEFORE, wrap};
use alloc::vec::Vec;
use veilfold_core::encode::json;

/// [`wrap`] for each of `lines`, with its end: each byte is looked at and copied in one go. `spare` is overwritten.
pub(super) fn wrap_lines(lines: &[u8], out: &mut Vec<u8>, spare: &mut Vec<u8>) {
    let mut page = Page { end: out.len(), out };
    page.grow(lines.len());
    // Where the line begins, and where its answer does.
    let (mut line, mut begin) = (0, page.end);
    let mut at = 0;
    'steps: while at < lines.len() {
        if at == line {
            page.write(&BEFORE_STEP, BEFORE.len());
        }
        let end = lines.len().min(at + STEP);
        let text = lines.get(at..).unwrap_or_default();
        // Behind the last line there are zero bytes, which are special.
        let mut found =
            text.first_chunk().map_or_else(|| special(&padded(text)), special) & ((1 << (end - at)) - 1);
        // What stands before the next special byte, or before the end of the step.
        let width =
            |found: u32, from: usize| (found >> (from - at) | 1 << (end - from)).trailing_zeros() as usize;
        page.write(text, width(found, at));
        while found != 0 {
            let place = at + found.trailing_zeros() as usize;
            let next = place + 1;
            found &= found - 1;
            match lines.get(place).copied().unwrap_or_default() {
                b'\n' => {
                    page.write(&AFTER_STEP, 3);
                    (line, begin) = (next, page.end);
                    if next < end {
                        page.write(&BEFORE_STEP, BEFORE.len());
                    }
                }
                byte @ (b'"' | b'\\') => page.write(&escaped(byte), 2),
                byte @ 0..0x80 => {
                    spare.clear();
                    json::escape(spare, &[byte]);
                    page.write(spare, spare.len());
                }
                _ => {
                    let rest = lines.get(line..).unwrap_or_default();
                    let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                    spare.clear();
                    wrap(rest.get(..length).unwrap_or_default(), spare);
                    at = line + length;
                    if at < lines.len() {
                        spare.push(b'\n');
                        at += 1;
                    }
                    page.end = begin;
                    spare.chunks(STEP).for_each(|piece| page.write(piece, piece.len()));
                    (line, begin) = (at, page.end);
                    continue 'steps;
                }
            }
            page.write(lines.get(next..).unwrap_or_default(), width(found, next));
        }
        at = end;
    }
    if line < lines.len() {
        page.write(&AFTER_STEP, AFTER.len());
    }
    let end = page.end;
    page.out.truncate(end);
}

/// Bytes that are looked at and written together.
const STEP: usize = 16;

const BEFORE_STEP: [u8; STEP] = padded(BEFORE);
const AFTER_STEP: [u8; STEP] = padded(b"\"}\n");

/// A backslash before a byte.
fn escaped(byte: u8) -> [u8; STEP] {
    [b'\\', byte, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
}

/// The first bytes of `text`, and zero bytes behind it.
#[cold]
#[inline(never)]
const fn padded(text: &[u8]) -> [u8; STEP] {
    let mut step = [0; STEP];
    let mut at = 0;
    while at < STEP && at < text.len() {
        step[at] = text[at];
        at += 1;
    }
    step
}

/// A bit for each byte that is not printable ASCII, or needs an escape.
#[inline(always)]
fn special(text: &[u8; STEP]) -> u32 {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    {
        use core::arch::wasm32::{i8x16_bitmask, u8x16_eq, u8x16_ge, u8x16_lt, u8x16_splat, u64x2, v128_or};
        let number = u128::from_le_bytes(*text);
        let text = u64x2(number as u64, (number >> 64) as u64);
        let signs = v128_or(u8x16_eq(text, u8x16_splat(b'"')), u8x16_eq(text, u8x16_splat(b'\\')));
        let rest = v128_or(u8x16_lt(text, u8x16_splat(0x20)), u8x16_ge(text, u8x16_splat(0x7f)));
        u32::from(i8x16_bitmask(v128_or(signs, rest)))
    }
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    {
        const ONES: u64 = u64::from_le_bytes([1; 8]);
        // The top bit of each byte says it, and a sum of two bytes without theirs carries nothing into the next byte.
        let bits = |word: u64| {
            let low = word & (ONES * 0x7f);
            let unlike = |byte: u64| (low ^ (ONES * byte)) + ONES * 0x7f;
            let printable = (low + ONES * 0x60) & unlike(0x22) & unlike(0x5c);
            let found = (word | (low + ONES) | !printable) >> 7 & ONES;
            // Eight bits that stand apart come together in the top byte.
            (found.wrapping_mul(0x0102_0408_1020_4080) >> 56) as u32
        };
        let number = u128::from_le_bytes(*text);
        bits(number as u64) | bits((number >> 64) as u64) << 8
    }
}

/// An output that is written by steps: what stands in it behind `end` does not count.
struct Page<'o> {
    out: &'o mut Vec<u8>,
    end: usize,
}

impl Page<'_> {
    /// Writes the first bytes of `text`, at most a step. `width` of them count.
    #[inline(always)]
    fn write(&mut self, text: &[u8], width: usize) {
        if self.out.len() < self.end + STEP {
            self.grow(1 << 10);
        }
        if let Some(room) = self.out.get_mut(self.end..self.end + STEP) {
            match text.first_chunk::<STEP>() {
                Some(text) => room.copy_from_slice(text),
                None => room.copy_from_slice(&padded(text)),
            }
        }
        self.end += width;
    }

    /// Makes room for the answers to so many bytes.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, bytes: usize) {
        self.out.resize(self.end + bytes + bytes / 4 + 4 * STEP, 0);
    }
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
        fn many_are_wrapped_as_each_is(pieces in proptest::collection::vec(piece(), 0..60), before in "[a-z]{0,3}") {
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
