//! An automaton as a table of numbers: what a match takes to run, and nothing that a regular expression takes to compile.
//!
//! As bytes, integers little-endian: the class of each of 256 bytes, the width of a row, how many states tell of a match, and
//! the rows, each a `u32` for every class and one for the end of the text. The first row says in which state to begin, by the
//! byte before; the rows after it are those of states 2 and up, the matching ones first.

use alloc::vec::Vec;

/// No match from here.
pub(super) const DEAD: u32 = 0;
/// The automaton does not know: no match at all.
pub(super) const QUIT: u32 = 1;
/// The first state that has a row.
pub(super) const FIRST: u32 = 2;

#[derive(Clone)]
pub(super) struct Table {
    pub(super) classes: [u8; 256],
    /// Classes of bytes, and the end of the text as the last one.
    pub(super) width: usize,
    /// States from [`FIRST`] up to here tell that a match ended before the byte that led to them.
    pub(super) plain: u32,
    pub(super) rows: Vec<u32>,
}

impl Table {
    /// The end of the match that begins at `start`, when it is reached at `stop`. What stands before and behind counts, so
    /// that `\b` sees it.
    pub(super) fn end(&self, text: &[u8], start: usize, stop: usize) -> Option<usize> {
        let before = start.checked_sub(1).and_then(|at| text.get(at));
        let (mut state, mut end) = (self.next(QUIT, before), None);
        for at in start..=stop {
            match state {
                DEAD => break,
                QUIT => return None,
                _ => state = self.next(state, text.get(at)),
            }
            if (FIRST..self.plain).contains(&state) {
                end = Some(at);
            }
        }
        if state == QUIT { None } else { end }
    }

    /// What follows a state. Before the first row stands none, so that the row of [`QUIT`] is where a search begins.
    fn next(&self, state: u32, byte: Option<&u8>) -> u32 {
        let class = byte.map_or(self.width - 1, |byte| usize::from(self.classes[usize::from(*byte)]));
        self.rows.get((state as usize - 1) * self.width + class).copied().unwrap_or(DEAD)
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let numbers = [self.width as u32, self.plain - FIRST].into_iter().chain(self.rows.iter().copied());
        self.classes.iter().copied().chain(numbers.flat_map(u32::to_le_bytes)).collect()
    }

    /// None for what [`Table::to_bytes`] cannot have written.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Table> {
        let (classes, rest) = bytes.split_first_chunk::<256>()?;
        let (numbers, rest) = rest.as_chunks::<4>();
        let (head, rows) = numbers.split_first_chunk::<2>()?;
        let [width, matching] = head.map(u32::from_le_bytes);
        let width = width as usize;
        if !rest.is_empty()
            || !(2..=257).contains(&width)
            || rows.is_empty()
            || !rows.len().is_multiple_of(width)
        {
            return None;
        }
        let states = FIRST as usize - 1 + rows.len() / width;
        let plain = matching.checked_add(FIRST).filter(|plain| *plain as usize <= states)?;
        let table = Table {
            classes: *classes,
            width,
            plain,
            rows: rows.iter().map(|number| u32::from_le_bytes(*number)).collect(),
        };
        let sound = table.classes.iter().all(|class| usize::from(*class) < width - 1)
            && table.rows.iter().all(|state| (*state as usize) < states);
        sound.then_some(table)
    }
}
