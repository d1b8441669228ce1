//! `malloc` and `free` for hosts, which keep the record in the module's memory while they call.

extern crate alloc;
use crate::blocks::Blocks;
use alloc::alloc::{Layout, alloc as allocate, dealloc};

/// Also the alignment that C promises of `malloc`.
const HEADER: usize = 16;

#[global_allocator]
static HEAP: Blocks = Blocks::new();

fn layout(size: usize) -> Option<Layout> {
    Layout::from_size_align(size.checked_add(HEADER)?, HEADER).ok()
}

/// `size` bytes; null where there is no memory. Without this export and [`free`] Fluent Bit falls back to a heap of its
/// own that drops records above 8 KiB.
#[unsafe(no_mangle)]
pub extern "C" fn malloc(size: usize) -> *mut u8 {
    let Some(layout) = layout(size) else { return core::ptr::null_mut() };
    // SAFETY: the layout is at least HEADER bytes.
    let block = unsafe { allocate(layout) };
    if block.is_null() {
        return block;
    }
    // SAFETY: the block is HEADER + size bytes, aligned for a usize; the size goes to its start and the
    // address behind the header is inside it or one past its end.
    unsafe {
        block.cast::<usize>().write(size);
        block.add(HEADER)
    }
}

/// Frees what [`malloc`] gave; null is allowed.
///
/// # Safety
///
/// `pointer` is null or came from [`malloc`] and was not freed before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free(pointer: *mut u8) {
    if pointer.is_null() {
        return;
    }
    // SAFETY: malloc put a header with the size before every address that it gave.
    unsafe {
        let block = pointer.sub(HEADER);
        if let Some(layout) = layout(block.cast::<usize>().read()) {
            dealloc(block, layout);
        }
    }
}
