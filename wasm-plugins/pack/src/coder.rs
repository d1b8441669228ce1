//! The range coder, as LZMA's encoder is: what the guest's coder reads.

use crate::token::{Before, Chances, Token};
use veilfold_unpack::NARROW;

struct Coder {
    /// The low end of the range; bit 32 is a carry into the bytes that wait.
    low: u64,
    range: u32,
    /// The last byte before `low`, which waits for a carry, with so many bytes of ones behind it.
    waiting: u8,
    ones: usize,
    out: Vec<u8>,
}

impl Coder {
    fn shift(&mut self) {
        if self.low as u32 >= 0xff00_0000 && self.low >> 32 == 0 {
            self.ones += 1;
        } else {
            let carry = (self.low >> 32) as u8;
            self.out.push(self.waiting.wrapping_add(carry));
            self.out.extend(std::iter::repeat_n(0xff_u8.wrapping_add(carry), self.ones));
            self.ones = 0;
            self.waiting = (self.low >> 24) as u8;
        }
        self.low = self.low << 8 & 0xffff_ffff;
    }

    fn bit(&mut self, chance: u16, one: bool) {
        while self.range < NARROW {
            self.shift();
            self.range <<= 8;
        }
        let zero = (self.range >> 16) * u32::from(chance);
        if one {
            self.low += u64::from(zero);
            self.range -= zero;
        } else {
            self.range = zero;
        }
    }
}

/// The image as tokens, coded, and behind that the stored runs, the last byte first.
pub(crate) fn encode(image: &[u8], tokens: &[Token]) -> Vec<u8> {
    // The guest begins with three bytes in a range that they fill.
    let mut coder = Coder { low: 0, range: NARROW, waiting: 0, ones: 0, out: Vec::new() };
    let (mut at, mut before, mut chances) = (0, Before::default(), Chances::new());
    let mut stored = Vec::new();
    for token in tokens {
        before.decide(*token, image, at, &mut |place, one| {
            coder.bit(chances.0[place], one);
            chances.learn(place, one);
        });
        if let Token::Copy { back: 0, len } = token {
            stored.extend_from_slice(&image[at..at + len]);
        }
        before = before.after(*token);
        at += token.len();
    }
    for _ in 0..5 {
        coder.shift();
    }
    // What waited first, and the byte above that range.
    coder.out.drain(..2);
    coder.out.extend(stored.into_iter().rev());
    coder.out
}
