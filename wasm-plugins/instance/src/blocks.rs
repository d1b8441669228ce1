//! The heap: blocks of some sizes, each with a list of those that are free.
//!
//! A filter's buffers are few and come back in the same sizes, so nothing is ever joined or split: a block that was freed
//! waits for the next of its size. What is lost to rounding is a fifth at most.
#![allow(clippy::cast_ptr_alignment, reason = "a block is aligned to more than an address asks for")]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::ptr::null_mut;

/// The smallest block, and what all are aligned to.
const UNIT: usize = 16;
const PAGE: usize = 65536;
/// Sizes that there are: four between one power of two and the next.
const SIZES: usize = 108;

/// Takes so many more pages of memory, and says where they begin; none where there are no more.
#[cfg(target_arch = "wasm32")]
fn grow(pages: usize) -> Option<*mut u8> {
    let first = core::arch::wasm32::memory_grow(0, pages);
    (first != usize::MAX).then(|| (first * PAGE) as *mut u8)
}
#[cfg(not(target_arch = "wasm32"))]
use tests::grow;

pub(crate) struct Blocks(UnsafeCell<State>);

struct State {
    /// By size: the free block that the list begins with. Each holds the address of the next.
    free: [*mut u8; SIZES],
    /// What is left of the pages that came last.
    next: *mut u8,
    left: usize,
}

// SAFETY: a module built without the threads proposal runs on one thread; a test has one of its own.
unsafe impl Sync for Blocks {}

/// The place of a size, and the size that its blocks have; none for what no memory can hold.
fn rounded(size: usize) -> Option<(usize, usize)> {
    let units = size.checked_add(UNIT - 1)? / UNIT;
    let last = units.max(1) - 1;
    let shift = last.checked_ilog2().unwrap_or_default().saturating_sub(2);
    let steps = (last >> shift) + 1;
    let place = shift as usize * 4 + steps - 1;
    (place < SIZES).then_some((place, (steps << shift) * UNIT))
}

impl Blocks {
    pub(crate) const fn new() -> Blocks {
        Blocks(UnsafeCell::new(State { free: [null_mut(); SIZES], next: null_mut(), left: 0 }))
    }
}

impl State {
    /// A block of `size` bytes that was none before.
    fn cut(&mut self, size: usize) -> Option<*mut u8> {
        if self.left < size {
            let pages = size.div_ceil(PAGE);
            let begin = grow(pages)?;
            // Pages that follow the last ones make one piece with what is left of them.
            if begin == self.next.wrapping_add(self.left) {
                self.left += pages * PAGE;
            } else {
                (self.next, self.left) = (begin, pages * PAGE);
            }
        }
        let block = self.next;
        self.next = block.wrapping_add(size);
        self.left -= size;
        Some(block)
    }
}

// SAFETY: a block is in use or on the list of its size, never both; sizes are rounded up to units, and pages begin at one, so
// that blocks do not overlap and are aligned to a unit.
unsafe impl GlobalAlloc for Blocks {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some((place, size)) = rounded(layout.size()).filter(|_| layout.align() <= UNIT) else {
            return null_mut();
        };
        // SAFETY: one thread, and nothing in here allocates: this is the only reference.
        let state = unsafe { &mut *self.0.get() };
        match state.free.get_mut(place) {
            Some(first) if !first.is_null() => {
                let block = *first;
                // SAFETY: a free block holds the address of the next one.
                *first = unsafe { block.cast::<*mut u8>().read() };
                block
            }
            _ => state.cut(size).unwrap_or(null_mut()),
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as in `alloc`.
        let state = unsafe { &mut *self.0.get() };
        if let Some(first) = rounded(layout.size()).and_then(|(place, _)| state.free.get_mut(place)) {
            // SAFETY: the caller gives the block back; it has at least a unit.
            unsafe { block.cast::<*mut u8>().write(*first) };
            *first = block;
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if rounded(size) == rounded(layout.size()) {
            return block;
        }
        let Ok(wanted) = Layout::from_size_align(size, layout.align()) else { return null_mut() };
        // SAFETY: both blocks hold what is copied, and are not the same one; the old one is given back once.
        unsafe {
            let new = self.alloc(wanted);
            if !new.is_null() {
                new.copy_from_nonoverlapping(block, size.min(layout.size()));
                self.dealloc(block, layout);
            }
            new
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Blocks, PAGE, UNIT, rounded};
    use core::alloc::{GlobalAlloc as _, Layout};
    use core::cell::Cell;

    std::thread_local!(static PAGES: Cell<usize> = const { Cell::new(0) });

    /// Pages are never given back, so the test leaks them.
    #[expect(clippy::unnecessary_wraps, reason = "as memory that can end")]
    pub(super) fn grow(pages: usize) -> Option<*mut u8> {
        PAGES.set(PAGES.get() + pages);
        let memory = vec![0_u128; pages * PAGE / 16].leak();
        Some(memory.as_mut_ptr().cast())
    }

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, 8).expect("a layout")
    }

    #[test]
    fn sizes_grow_by_a_quarter_at_most_and_each_has_a_place() {
        let mut last = (0, UNIT);
        for size in (1..70_000).chain((17..31).flat_map(|bits| [(1 << bits) - 1, 1 << bits, (1 << bits) + 1]))
        {
            let (place, room) = rounded(size).expect("a size");
            assert!(room >= size && room % UNIT == 0, "{size}: {room}");
            assert!(room <= UNIT.max(size + size / 4 + UNIT), "{size}: {room}");
            assert!((place, room) == last || place > last.0 && room > last.1, "{size}: {place}, {room}");
            last = (place, room);
        }
        assert_eq!(rounded(usize::MAX), None);
    }

    /// Blocks keep what is in them while others come and go, and what comes again takes no more memory.
    #[test]
    fn blocks_do_not_overlap_and_come_back() {
        let heap = Blocks::new();
        let mut state = 1_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as usize % below
        };
        let mut used: Vec<(*mut u8, usize, u8)> = Vec::new();
        // SAFETY: each block is written within its size, freed once and with the size that it has.
        unsafe {
            let holds = |&(block, size, mark): &(*mut u8, usize, u8)| {
                assert_eq!(block.align_offset(UNIT), 0);
                assert!(core::slice::from_raw_parts(block, size).iter().all(|byte| *byte == mark));
            };
            for round in 0..20_000_usize {
                let mark = round as u8;
                if used.len() < 40 {
                    let bits = random(18);
                    let size = 1 + random(1 << bits);
                    let block = heap.alloc(layout(size));
                    block.write_bytes(mark, size);
                    used.push((block, size, mark));
                    continue;
                }
                let (block, size, old) = used.swap_remove(random(40));
                holds(&(block, size, old));
                if random(2) == 0 {
                    heap.dealloc(block, layout(size));
                    continue;
                }
                let larger = size + random(2 * size);
                let block = heap.realloc(block, layout(size), larger);
                assert!(core::slice::from_raw_parts(block, size).iter().all(|byte| *byte == old));
                block.write_bytes(mark, larger);
                used.push((block, larger, mark));
                holds(&used[39]);
                if larger > 1 << 20 {
                    let (block, size, _) = used.swap_remove(39);
                    heap.dealloc(block, layout(size));
                }
            }
            used.iter().for_each(holds);
            let pages = PAGES.get();
            for _ in 0..1000 {
                let blocks = [1, 100, 5_000, 100_000].map(|size| (heap.alloc(layout(size)), size));
                for (block, size) in blocks {
                    heap.dealloc(block, layout(size));
                }
            }
            assert!(PAGES.get() <= pages + 4, "{} pages, then {}", pages, PAGES.get());
            assert!(heap.alloc(layout(isize::MAX as usize - 7)).is_null());
            assert!(heap.alloc(Layout::from_size_align(64, 64).expect("a layout")).is_null());
        }
    }
}
