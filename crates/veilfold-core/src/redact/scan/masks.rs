//! Stage 1: bit masks of a block. The scalar form is the specification of the SIMD forms.

/// Bytes in a block.
pub(super) const BLOCK: usize = 64;
/// Bytes of a literal that stage 1 looks at.
pub(super) const POSITIONS: usize = 4;
/// Groups that literals are divided into.
pub(super) const BUCKETS: usize = 16;

/// What a block holds; bit `i` is byte `i`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Masks {
    /// A literal's window may begin here.
    pub(super) windows: u64,
    pub(super) digits: u64,
    pub(super) seps: u64,
    pub(super) rare: u64,
    /// The byte after the block is a digit.
    pub(super) next_digit: bool,
}

/// What stage 1 looks bytes up in.
#[derive(Clone)]
pub(super) struct Tables {
    /// By position and low half: the buckets that accept it.
    lo: [[u16; 16]; POSITIONS],
    /// By position and high half.
    hi: [[u16; 16]; POSITIONS],
    /// The same by byte: 16 bits a position, position 0 lowest.
    by_byte: [u64; 256],
    rare: [u64; 4],
}

impl Tables {
    pub(super) fn new() -> Tables {
        Tables { lo: [[0; 16]; POSITIONS], hi: [[0; 16]; POSITIONS], by_byte: [0; 256], rare: [0; 4] }
    }

    /// Lets bytes with these halves into `bucket` at position `p`.
    pub(super) fn add(&mut self, bucket: usize, p: usize, lo: u16, hi: u16) {
        for half in 0..16 {
            self.lo[p][half] |= (lo >> half & 1) << bucket;
            self.hi[p][half] |= (hi >> half & 1) << bucket;
        }
    }

    /// The halves that `bucket` accepts at position `p`.
    pub(super) fn halves(&self, bucket: usize, p: usize) -> (u16, u16) {
        let of =
            |table: &[u16; 16]| (0..16).fold(0u16, |set, half| set | (table[half] >> bucket & 1) << half);
        (of(&self.lo[p]), of(&self.hi[p]))
    }

    /// How much of all text `bucket` accepts at position `p`.
    pub(super) fn accepted(&self, bucket: usize, p: usize) -> f32 {
        let (lo, hi) = self.halves(bucket, p);
        super::build::sum(lo, hi)
    }

    pub(super) fn rare(&mut self, byte: u8) {
        self.rare[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    /// Works out the table by byte, once all is added.
    pub(super) fn finish(&mut self) {
        for b in 0..=255u8 {
            let (l, h) = (usize::from(b & 15), usize::from(b >> 4));
            self.by_byte[usize::from(b)] =
                (0..POSITIONS).fold(0, |all, p| all | u64::from(self.lo[p][l] & self.hi[p][h]) << (16 * p));
        }
    }
}

/// Fills `masks` for the blocks from `base` on; returns how many there were.
pub(super) fn fill(tables: &Tables, text: &[u8], base: usize, masks: &mut [Masks]) -> usize {
    let blocks = (text.len() - base).div_ceil(BLOCK).min(masks.len());
    for (i, mask) in masks[..blocks].iter_mut().enumerate() {
        *mask = scalar(tables, &text[base + i * BLOCK..]);
    }
    blocks
}

/// The masks of the block at the beginning of `rest`; what lies beyond the text is zero bytes.
fn scalar(tables: &Tables, rest: &[u8]) -> Masks {
    let mut masks = Masks::default();
    // Shift-or over the four positions: the top lane is set where a window of four bytes ends.
    let mut state = 0u64;
    for i in 0..BLOCK + POSITIONS - 1 {
        let b = rest.get(i).copied().unwrap_or(0);
        state = (state << 16 | 0xffff) & tables.by_byte[usize::from(b)];
        if state >> 48 != 0 && i >= POSITIONS - 1 {
            masks.windows |= 1 << (i - (POSITIONS - 1));
        }
        if i < BLOCK {
            masks.digits |= u64::from(b.is_ascii_digit()) << i;
            masks.seps |= u64::from(matches!(b, b' ' | b'-' | b'.')) << i;
            masks.rare |= (tables.rare[usize::from(b >> 6)] >> (b & 63) & 1) << i;
        }
    }
    masks.next_digit = rest.get(BLOCK).is_some_and(u8::is_ascii_digit);
    masks
}
