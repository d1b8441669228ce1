//! The C ABI of Fluent Bit's `filter_wasm`, and the only unsafe code of this module.
//!
//! `const char *f(const char *tag, u32 tag_len, u32 sec, u32 nsec, const char *record, u32 record_len)`:
//! the host copies the record in through our `malloc`, calls, copies the C string that comes back, and
//! frees what it allocated. The string stays ours and is overwritten by the next call. NULL, an empty
//! string or a trap would lose the record, so none of them is ever the answer to one.
#![allow(unsafe_code)]

use core::cell::UnsafeCell;
use veilfold_core::{Engine, Options, Policy, Profile};
use veilfold_transform::{Fault, Guest};

/// The one instance's state.
struct Instance(UnsafeCell<Option<Guest>>);

// SAFETY: a module built without the threads proposal runs on one thread, and its host calls it for one
// record at a time. Nothing in here calls back into the host.
unsafe impl Sync for Instance {}

static INSTANCE: Instance = Instance(UnsafeCell::new(None));

/// Cleans one record; see the module's documentation for the contract.
///
/// # Safety
///
/// `record` is null or points to `record_len` readable bytes that nobody changes during the call. No
/// other call is in progress.
#[unsafe(no_mangle)]
unsafe extern "C" fn veilfold_filter(
    _tag: *const u8,
    _tag_len: u32,
    _sec: u32,
    _nsec: u32,
    record: *const u8,
    record_len: u32,
) -> *const u8 {
    stack::rewind();
    // SAFETY: what the caller promises is what `filter` asks for.
    unsafe { filter(record, record_len) }
}

/// Kept out of [`veilfold_filter`], so that the stack is rewound before this one takes its frame.
#[inline(never)]
unsafe fn filter(record: *const u8, record_len: u32) -> *const u8 {
    // SAFETY: one thread, no other call in progress, no re-entry: this is the only reference.
    let instance = unsafe { &mut *INSTANCE.0.get() };
    let guest = instance.get_or_insert_with(|| {
        Guest::new(Engine::new(Policy::builtin(Profile::Default), Options::default()))
    });
    if record.is_null() {
        guest.fault(Fault::Unreadable);
    } else {
        // SAFETY: not null; the host promises `record_len` bytes there that stay as they are.
        let record = unsafe { core::slice::from_raw_parts(record, record_len as usize) };
        guest.filter(record);
    }
    let out = guest.output();
    out.push(0);
    out.as_ptr()
}

#[cfg(target_arch = "wasm32")]
mod stack {
    use core::sync::atomic::{AtomicUsize, Ordering};

    /// Where the shadow stack stood at the first call; 0 before it.
    static TOP: AtomicUsize = AtomicUsize::new(0);

    /// Puts the shadow stack pointer back where the first call found it.
    ///
    /// The host enters at the top of an empty stack every time. After a trap the pointer stays where the
    /// trap left it, and a few hundred traps later there is no stack left.
    #[inline(always)]
    pub(super) fn rewind() {
        let top = TOP.load(Ordering::Relaxed);
        if top == 0 {
            let now: usize;
            // SAFETY: reads a global of this module.
            unsafe { core::arch::asm!("global.get __stack_pointer", "local.set {}", out(local) now) };
            TOP.store(now, Ordering::Relaxed);
        } else {
            // SAFETY: the caller is the entry point and has no frame of its own; nothing below `top` is alive.
            unsafe { core::arch::asm!("local.get {}", "global.set __stack_pointer", in(local) top) };
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod stack {
    pub(super) fn rewind() {}
}

#[cfg(target_arch = "wasm32")]
mod memory {
    extern crate alloc;
    use alloc::alloc::{Layout, alloc as allocate, dealloc};

    /// Also the alignment that C promises of `malloc`.
    const HEADER: usize = 16;

    #[global_allocator]
    static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

    fn layout(size: usize) -> Option<Layout> {
        Layout::from_size_align(size.checked_add(HEADER)?, HEADER).ok()
    }

    /// For the host, which keeps the record here while it calls. Without these two exports Fluent Bit
    /// falls back to a heap of its own that drops records above 8 KiB.
    #[unsafe(no_mangle)]
    extern "C" fn malloc(size: usize) -> *mut u8 {
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
    unsafe extern "C" fn free(pointer: *mut u8) {
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

    /// There is nobody to unwind to. The host drops the record (it fails closed), and the next call
    /// starts with a fresh stack and fresh buffers.
    #[panic_handler]
    fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
        core::arch::wasm32::unreachable()
    }
}
