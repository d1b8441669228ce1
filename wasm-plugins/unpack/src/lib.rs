//! Unpacks the data of a module, which `veilfold-pack` has packed: a range coder over adaptive chances, as in LZMA, with far fewer of
//! them and no table, since tables are what is packed.
//!
//! The image is a row of tokens, each of one byte or more: a literal, a copy of what stands so far back, or a run that is stored as it
//! is. What was packed is read from both ends: the coder takes bytes from the front, and a stored run is the end of what is left.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]

/// Where a packed module has its [`HEADER`], and what was packed behind it: at the far end of the shadow stack, of which nothing is in use
/// before the module has started. Binaryen is told that nothing has an address below.
pub const ADDRESS: u32 = 1024;

/// Bytes before what was packed: the image's address, its length, and how many bytes it is packed into.
pub const HEADER: u32 = 12;

/// How much of the shadow stack unpacking takes at most; `veilfold-host` holds the built modules to it.
pub const STACK: u32 = 10 << 10;

/// Places of chances: whether a token is a literal, behind a literal and behind another token.
pub const LITERAL: usize = 2048;
/// Whether a copy goes as far back as the last one; not asked where one follows another.
pub const AGAIN: usize = LITERAL + 2;
/// The first place of numbers that say how far back; 1 is a stored run.
pub const BACK: usize = LITERAL + 64;
/// The first place of numbers that say how long.
pub const LENGTH: usize = BACK + 64;
/// How many chances there are, most of them for literals: a power of two, so that a place needs no check.
pub const CHANCES: usize = 4096;

/// An even chance; both its bytes are the same, so that all are set at once.
pub const EVEN: u16 = 0x8080;
/// The share of what was not expected that a chance moves by.
pub const RATE: u32 = 4;
/// The coder takes another byte when its range is less than this.
pub const NARROW: u32 = 1 << 24;

/// The first place for literals behind this byte.
#[inline(always)]
#[allow(clippy::inline_always, reason = "a shift and a mask")]
pub const fn literals(before: u8) -> usize {
    (before as usize >> 5) << 8
}

struct Coder<'p> {
    rest: &'p [u8],
    range: u32,
    code: u32,
    /// The chance of a zero at each place.
    chances: [u16; CHANCES],
}

impl Coder<'_> {
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "so the state stays in locals, which an interpreter reaches at no cost"
    )]
    fn bit(&mut self, place: usize) -> usize {
        while self.range < NARROW {
            let mut next = 0;
            if let Some((first, rest)) = self.rest.split_first() {
                (next, self.rest) = (*first, rest);
            }
            self.code = self.code << 8 | u32::from(next);
            self.range <<= 8;
        }
        let chance = &mut self.chances[place % CHANCES];
        let zero = (self.range >> 16) * u32::from(*chance);
        if self.code < zero {
            self.range = zero;
            *chance += (((1 << 16) - u32::from(*chance)) >> RATE) as u16;
            0
        } else {
            self.code -= zero;
            self.range -= zero;
            *chance -= *chance >> RATE;
            1
        }
    }

    /// A number from 1, its lowest bit first, before each but the highest whether there is one more.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as `bit`")]
    fn number(&mut self, mut place: usize) -> usize {
        let mut bit = 1;
        let mut number = 0;
        while bit < 1 << 20 && self.bit(place) == 1 {
            number += bit * self.bit(place + 1);
            place += 2;
            bit *= 2;
        }
        number + bit
    }
}

/// Fills `image` with what was packed. What is none of the packer's ends early, or fills the image with something else.
pub fn unpack(packed: &[u8], image: &mut [u8]) {
    let mut coder = Coder { rest: packed, range: 1, code: 0, chances: [EVEN; CHANCES] };
    let (mut at, mut before, mut back, mut copied) = (0, 0, 0, 0);
    while at < image.len() {
        if coder.bit(LITERAL + copied) == 0 {
            let mut literal = 1;
            while literal < 256 {
                literal = literal * 2 + coder.bit(literals(before) + literal);
            }
            before = literal as u8;
            copied = 0;
            if let Some(byte) = image.get_mut(at) {
                *byte = before;
            }
            at += 1;
            continue;
        }
        if copied == 1 || coder.bit(AGAIN) == 0 {
            back = coder.number(BACK) - 1;
        }
        copied = 1;
        for _ in 0..=coder.number(LENGTH) {
            // A byte of a stored run, or of the copy.
            let byte = if back == 0 {
                let Some((last, rest)) = coder.rest.split_last() else { return };
                coder.rest = rest;
                *last
            } else {
                let Some(byte) = image.get(at.wrapping_sub(back)) else { return };
                *byte
            };
            let Some(place) = image.get_mut(at) else { return };
            *place = byte;
            before = byte;
            at += 1;
        }
    }
}
