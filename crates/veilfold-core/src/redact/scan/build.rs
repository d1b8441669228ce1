//! Scanner tables from literals.

use super::masks::{BUCKETS, POSITIONS, Tables};
use super::{FILTER, FILTER_3, HEADS, Literal, Scanner, Source, bit, bit_3, fold, head};
use alloc::boxed::Box;
use alloc::vec::Vec;

/// Collects what a scanner is to look for.
#[derive(Default)]
pub(crate) struct Builder {
    literals: Vec<Literal>,
    bytes: Vec<u8>,
    rare: Vec<(u8, Source)>,
    runs: Vec<(u8, Source)>,
}

/// How often a byte stands in log text, roughly, per thousand: the rarest window of a literal is the one
/// that makes fewest candidates. A static guess, from no particular log.
fn frequency(byte: u8) -> f32 {
    match byte {
        b' ' | b'e' | b'0' | b't' | b'a' | b'o' => 50.0,
        b'1' | b'2' | b'i' | b'n' | b'r' | b's' => 40.0,
        b'3'..=b'9' | b'c' | b'd' | b'l' | b'm' | b'p' | b'u' => 22.0,
        b'.' | b':' | b'"' | b'/' | b'-' | b',' | b'_' | b'=' => 18.0,
        b'f' | b'g' | b'h' | b'b' | b'v' | b'y' | b'w' => 10.0,
        b'k' | b'x' | b'A'..=b'F' | b'I' | b'O' | b'N' | b'R' | b'S' | b'T' | b'L' | b'P' => 5.0,
        b'[' | b']' | b'(' | b')' | b'{' | b'}' | b'\'' | b'\\' | b'j' | b'q' | b'z' => 4.0,
        b'G'..=b'Z' => 2.0,
        0x80.. => 0.5,
        _ => 1.0,
    }
}

fn cased(byte: u8, fold: bool) -> f32 {
    if fold && byte.is_ascii_alphabetic() {
        frequency(byte) + frequency(byte ^ 0x20)
    } else {
        frequency(byte)
    }
}

impl Builder {
    /// Looks for `text`, in any case if `fold`; `word` asks for the end of a key name's word after it.
    /// Returns false when it is too short or too long.
    pub(crate) fn literal(&mut self, text: &[u8], fold: bool, word: bool, source: Source) -> bool {
        if text.len() < 3 || text.len() > 250 || self.literals.len() >= usize::from(u16::MAX) - 1 {
            return false;
        }
        // The window: the rarest four bytes, or all three.
        let width = text.len().min(POSITIONS);
        let offset = (0..=text.len() - width)
            .min_by(|a, b| {
                let cost = |o: usize| text[o..o + width].iter().map(|c| cased(*c, fold)).product::<f32>();
                cost(*a).total_cmp(&cost(*b))
            })
            .unwrap_or(0);
        self.literals.push(Literal {
            at: self.bytes.len() as u32,
            len: text.len() as u8,
            offset: offset as u8,
            fold,
            word,
            source,
            probe: (0, 0),
            next: 0,
        });
        self.bytes.extend_from_slice(text);
        true
    }

    /// Looks for one byte.
    pub(crate) fn rare(&mut self, byte: u8, source: Source) {
        self.rare.push((byte, source));
    }

    /// Looks for runs of at least `min` digits.
    pub(crate) fn run(&mut self, min: u8, source: Source) {
        self.runs.push((min.max(1), source));
    }

    /// The scanner.
    pub(crate) fn build(mut self) -> Scanner {
        let mut heads = Box::new([0u16; HEADS]);
        let mut filter = Box::new([0u64; FILTER / 64]);
        let mut filter_3 = Box::new([0u64; FILTER_3 / 64]);
        let mut tables = Box::new(Tables::new());
        let mut costs = [[0f32; POSITIONS]; BUCKETS];
        for i in 0..self.literals.len() {
            let literal = &self.literals[i];
            let text = &self.bytes[literal.at as usize..][..usize::from(literal.len)];
            let window = &text[usize::from(literal.offset)..];
            let four: [u8; 4] = core::array::from_fn(|p| window.get(p).copied().unwrap_or(0));
            let counts = if window.len() >= 4 { u32::MAX } else { 0xff_ffff };
            let probe = (fold(four) & counts, counts);
            let slot = &mut heads[head(probe.0)];
            if window.len() >= 4 {
                let bit = bit(probe.0);
                filter[bit / 64] |= 1 << (bit % 64);
            } else {
                let bit = bit_3(probe.0);
                filter_3[bit / 64] |= 1 << (bit % 64);
            }
            let sets: [Set; POSITIONS] = core::array::from_fn(|p| match window.get(p) {
                Some(&b) => Set::byte(b, literal.fold),
                // A three-letter word: what follows must end it.
                None if literal.word => Set::word_end(),
                None => Set::all(),
            });
            let bucket = cheapest(&tables, &costs, &sets);
            for (p, set) in sets.iter().enumerate() {
                tables.add(bucket, p, set.lo, set.hi);
                let (lo, hi) = tables.halves(bucket, p);
                costs[bucket][p] = sum(lo, hi);
            }
            self.literals[i].probe = probe;
            self.literals[i].next = *slot;
            *slot = (i + 1) as u16;
        }
        for (byte, _) in &self.rare {
            tables.rare(*byte);
        }
        tables.finish();
        let least = self.runs.iter().map(|r| u32::from(r.0)).min().unwrap_or(0);
        Scanner {
            tables,
            literals: self.literals,
            bytes: self.bytes,
            heads,
            filter,
            filter_3,
            rare: self.rare,
            runs: self.runs,
            least,
        }
    }
}

/// A set of bytes as the halves that it needs.
#[derive(Clone, Copy)]
struct Set {
    lo: u16,
    hi: u16,
}

impl Set {
    fn byte(b: u8, fold: bool) -> Set {
        let mut set = Set { lo: 1 << (b & 15), hi: 1 << (b >> 4) };
        if fold && b.is_ascii_alphabetic() {
            set.hi |= 1 << ((b ^ 0x20) >> 4);
        }
        set
    }

    fn all() -> Set {
        Set { lo: u16::MAX, hi: u16::MAX }
    }

    /// All but small letters: their high half is 6 or 7, which only `s` (a plural), and with it `c`,
    /// would need. Plurals of three-letter names are literals of their own.
    fn word_end() -> Set {
        Set { lo: u16::MAX, hi: !(1 << 6 | 1 << 7) }
    }
}

/// The bucket whose false hits grow least by these sets.
fn cheapest(tables: &Tables, costs: &[[f32; POSITIONS]; BUCKETS], sets: &[Set; POSITIONS]) -> usize {
    let mut best = (f32::INFINITY, 0);
    for (bucket, old) in costs.iter().enumerate() {
        let before: f32 = old.iter().product();
        let after: f32 = sets
            .iter()
            .enumerate()
            .map(|(p, set)| {
                let (lo, hi) = tables.halves(bucket, p);
                sum(lo | set.lo, hi | set.hi)
            })
            .product();
        if after - before < best.0 {
            best = (after - before, bucket);
        }
    }
    best.1
}

/// How much of all text the bytes with these halves are, roughly: by high half, times the share of low
/// halves.
fn sum(lo: u16, hi: u16) -> f32 {
    const BY_HIGH: [f32; 16] =
        [2.0, 1.0, 200.0, 200.0, 30.0, 30.0, 330.0, 200.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 1.0, 1.0];
    let high: f32 = (0..16).filter(|h| hi >> h & 1 != 0).map(|h| BY_HIGH[h]).sum();
    high * lo.count_ones() as f32
}
