//! Stage 1: bit masks of a block. The scalar form is the specification of the SIMD forms.

use alloc::vec::Vec;

/// Bytes in a block.
pub(super) const BLOCK: usize = 64;
/// Bytes of a literal that stage 1 looks at.
pub(super) const POSITIONS: usize = 4;
/// Groups of eight buckets: one byte of a vector each.
pub(super) const GROUPS: usize = 4;
/// Groups that literals are divided into.
pub(super) const BUCKETS: usize = 8 * GROUPS;
/// A block and what a window that begins in it can reach.
pub(super) const PADDED: usize = BLOCK + 16;

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

/// One form of stage 1.
pub(super) type Kernel = fn(&Tables, &[u8; PADDED]) -> Masks;

/// What stage 1 looks bytes up in.
#[derive(Clone)]
pub(super) struct Tables {
    /// By group, position and low half: the buckets of the group that accept it.
    pub(super) lo: [[[u8; 16]; POSITIONS]; GROUPS],
    /// By group, position and high half.
    pub(super) hi: [[[u8; 16]; POSITIONS]; GROUPS],
    /// The same by byte: 32 bits a position, position 0 lowest.
    by_byte: [u128; 256],
    rare: Vec<u8>,
    kernel: Kernel,
}

impl Tables {
    pub(super) fn new() -> Tables {
        Tables {
            lo: [[[0; 16]; POSITIONS]; GROUPS],
            hi: [[[0; 16]; POSITIONS]; GROUPS],
            by_byte: [0; 256],
            rare: Vec::new(),
            kernel: kernel(),
        }
    }

    /// Lets bytes with these halves into `bucket` at position `p`.
    pub(super) fn add(&mut self, bucket: usize, p: usize, lo: u16, hi: u16) {
        let (group, bit) = (bucket / 8, bucket % 8);
        for half in 0..16 {
            self.lo[group][p][half] |= ((lo >> half & 1) << bit) as u8;
            self.hi[group][p][half] |= ((hi >> half & 1) << bit) as u8;
        }
    }

    /// The halves that `bucket` accepts at position `p`.
    pub(super) fn halves(&self, bucket: usize, p: usize) -> (u16, u16) {
        let (group, bit) = (bucket / 8, bucket % 8);
        let of = |table: &[u8; 16]| {
            (0..16).fold(0u16, |set, half| set | u16::from(table[half] >> bit & 1) << half)
        };
        (of(&self.lo[group][p]), of(&self.hi[group][p]))
    }

    /// Looks for `byte` too.
    pub(super) fn rare(&mut self, byte: u8) {
        if !self.rare.contains(&byte) {
            self.rare.push(byte);
        }
    }

    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    pub(super) fn rare_bytes(&self) -> &[u8] {
        &self.rare
    }

    /// Works out the table by byte, once all is added.
    pub(super) fn finish(&mut self) {
        for b in 0..=255u8 {
            let (l, h) = (usize::from(b & 15), usize::from(b >> 4));
            self.by_byte[usize::from(b)] = (0..POSITIONS).fold(0, |all, p| {
                let buckets = (0..GROUPS)
                    .fold(0u128, |all, g| all | u128::from(self.lo[g][p][l] & self.hi[g][p][h]) << (8 * g));
                all | buckets << (BUCKETS * p)
            });
        }
    }
}

/// Fills `masks` for the blocks from `base` on; returns how many there were.
pub(super) fn fill(tables: &Tables, text: &[u8], base: usize, masks: &mut [Masks]) -> usize {
    let rest = &text[base..];
    let blocks = rest.len().div_ceil(BLOCK).min(masks.len());
    for (i, mask) in masks[..blocks].iter_mut().enumerate() {
        let rest = &rest[i * BLOCK..];
        *mask = if let Some(block) = rest.first_chunk() {
            (tables.kernel)(tables, block)
        } else {
            // What lies beyond the text is zero bytes.
            let mut block = [0; PADDED];
            block[..rest.len()].copy_from_slice(rest);
            (tables.kernel)(tables, &block)
        };
    }
    blocks
}

fn kernel() -> Kernel {
    #[cfg(all(feature = "std", target_arch = "x86_64"))]
    if let Some(kernel) = super::simd::kernel() {
        return kernel;
    }
    scalar
}

/// The masks of a block, a byte at a time: shift-or over the four positions, one table.
pub(super) fn scalar(tables: &Tables, block: &[u8; PADDED]) -> Masks {
    let mut masks = Masks::default();
    // The top lane is set where a window of four bytes ends.
    let mut state = 0u128;
    for (i, &b) in block[..BLOCK + POSITIONS - 1].iter().enumerate() {
        state = (state << BUCKETS | ((1u128 << BUCKETS) - 1)) & tables.by_byte[usize::from(b)];
        if state >> (BUCKETS * (POSITIONS - 1)) != 0 && i >= POSITIONS - 1 {
            masks.windows |= 1 << (i - (POSITIONS - 1));
        }
        if i < BLOCK {
            masks.digits |= u64::from(b.is_ascii_digit()) << i;
            masks.seps |= u64::from(matches!(b, b' ' | b'-' | b'.')) << i;
            masks.rare |= u64::from(tables.rare.contains(&b)) << i;
        }
    }
    masks.next_digit = block[BLOCK].is_ascii_digit();
    masks
}
