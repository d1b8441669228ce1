//! A flood of messages that no two hosts have alike: memory stays, cost stays, and every record is counted.
#![allow(unsafe_code)] // A counting allocator cannot be written without it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use veilfold_core::group::Settings;
use veilfold_core::group::tracker::{Sample, Tracker};
use veilfold_core::{Level, Timestamp};

thread_local! {
    static LIVE: Cell<isize> = const { Cell::new(0) };
    static MADE: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

fn count(live: isize) {
    LIVE.set(LIVE.get() + live);
    MADE.set(MADE.get() + usize::from(live > 0));
}

// SAFETY: every call goes to the system's allocator as it came; counting touches no memory of the caller.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size().cast_signed());
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-layout.size().cast_signed());
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Words that no vocabulary knows and no two numbers share, so that every line has a template of its own.
fn line(mut n: u64, out: &mut String) {
    out.clear();
    for _ in 0..2 {
        for _ in 0..6 {
            out.push(char::from(b'a' + (n % 26) as u8));
            n = n / 26 + 7;
        }
        out.push(' ');
    }
    out.push_str("zq");
}

#[test]
fn a_million_unique_lines_take_no_room_and_no_more_time_than_the_first() {
    const CAPACITY: usize = 4096; // What the front doors have.
    const LINES: u64 = 1_000_000;
    let (settings, mut tracker) = (Settings::default(), Tracker::new(CAPACITY));
    let (mut text, mut template) = (String::with_capacity(64), Vec::with_capacity(256));
    let mut made = Vec::new();
    let before = LIVE.get();
    for block in 0..10 {
        let start = MADE.get();
        for n in block * LINES / 10..(block + 1) * LINES / 10 {
            line(n, &mut text);
            let names = settings.of_text(text.as_bytes(), &mut template);
            let sample = Sample { template: &template, text: text.as_bytes(), release: "1.0" };
            tracker.observe(names.group, Timestamp(n.cast_signed()), Level::Error, &sample);
        }
        made.push(MADE.get() - start);
    }
    let grown = LIVE.get() - before;
    assert!((0..=16 << 20).contains(&grown), "{grown} bytes more");
    // Each block evicts as many groups as it has lines, and costs as many allocations.
    assert!(made[9] <= made[1] + made[1] / 10, "allocations by block: {made:?}");
    assert_eq!(tracker.total(), LINES);
    let kept: u64 = tracker.groups().map(|group| group.count).sum();
    assert_eq!(tracker.groups().len(), CAPACITY, "the lines are unique");
    assert_eq!(tracker.overflow().count + kept, LINES);
    assert!(tracker.overflow().count > LINES / 2, "{}", tracker.overflow().count);
}
