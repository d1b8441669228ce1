//! The canonical ABI of the two functions of the world, written by hand: a list is an address and a length, and what is answered
//! stands in memory until `cabi_post_…` says that the host has copied it.
#![allow(unsafe_code)]

use alloc::vec::Vec;
use core::cell::UnsafeCell;
use veilfold_instance::{Guest, enter, filter};

veilfold_instance::about!("component", "transform");

/// A list in linear memory: of bytes, or of such lists.
#[repr(C)]
#[derive(Clone, Copy)]
struct List {
    address: *const u8,
    len: usize,
}

/// The answer of the call in progress. It has one place, since one call is in progress at a time.
struct Answer(UnsafeCell<List>);

// SAFETY: one thread, one call at a time.
unsafe impl Sync for Answer {}

static ANSWER: Answer = Answer(UnsafeCell::new(List { address: core::ptr::null(), len: 0 }));

/// The answers to a batch, one after the other, and where each stands. Kept for the next batch.
struct Batch(UnsafeCell<(Vec<u8>, Vec<List>)>);

// SAFETY: as for `Answer`.
unsafe impl Sync for Batch {}

static BATCH: Batch = Batch(UnsafeCell::new((Vec::new(), Vec::new())));

/// The bytes of a list, which is empty where its address is none.
///
/// # Safety
///
/// `address` points to `len` readable bytes that nobody changes during the call; an empty list may point anywhere.
unsafe fn clean(guest: &mut Guest, address: *const u8, len: usize) -> &mut Vec<u8> {
    let address = if len == 0 { core::ptr::NonNull::dangling().as_ptr() } else { address };
    // SAFETY: what the caller promises.
    unsafe { filter(guest, address, len) }
}

/// `transform: func(input: list<u8>) -> list<u8>`
///
/// # Safety
///
/// As the canonical ABI promises: the record lies in memory from [`cabi_realloc`], and no other call is in progress.
#[unsafe(no_mangle)]
unsafe extern "C" fn transform(record: *mut u8, len: usize) -> *const List {
    // SAFETY: see above; the record is ours to free once it is read.
    unsafe {
        enter(|guest| {
            let out = clean(guest, record, len);
            let answer = List { address: out.as_ptr(), len: out.len() };
            free(record, len, 1);
            ANSWER.0.get().write(answer);
        });
    }
    ANSWER.0.get()
}

/// `transform-batch: func(inputs: list<list<u8>>) -> list<list<u8>>`
///
/// # Safety
///
/// As for [`transform`].
#[unsafe(export_name = "transform-batch")]
unsafe extern "C" fn transform_batch(records: *mut List, count: usize) -> *const List {
    // SAFETY: see above. The records and their list are ours to free once they are read. The places in `bytes` are taken
    // when it has stopped growing.
    unsafe {
        enter(|guest| {
            let (bytes, lists) = &mut *BATCH.0.get();
            bytes.clear();
            lists.clear();
            for at in 0..count {
                let record = records.add(at).read();
                let start = bytes.len();
                bytes.extend_from_slice(clean(guest, record.address, record.len));
                lists.push(List { address: core::ptr::null(), len: bytes.len() - start });
                free(record.address.cast_mut(), record.len, 1);
            }
            free(records.cast(), count.saturating_mul(size_of::<List>()), align_of::<List>());
            let mut address = bytes.as_ptr();
            for list in lists.iter_mut() {
                list.address = address;
                address = address.add(list.len);
            }
            ANSWER.0.get().write(List { address: lists.as_ptr().cast(), len: lists.len() });
        });
    }
    ANSWER.0.get()
}

/// Memory for what the host passes in.
///
/// # Safety
///
/// As the canonical ABI promises: `old` is null or came from here with `old_size` and `align`.
#[unsafe(no_mangle)]
unsafe extern "C" fn cabi_realloc(old: *mut u8, old_size: usize, align: usize, new_size: usize) -> *mut u8 {
    let block = allocate(new_size, align);
    if !old.is_null() && old_size > 0 {
        // SAFETY: both blocks are at least this long and do not overlap.
        unsafe {
            core::ptr::copy_nonoverlapping(old, block, old_size.min(new_size));
            free(old, old_size, align);
        }
    }
    block
}

fn allocate(size: usize, align: usize) -> *mut u8 {
    use alloc::alloc::{Layout, alloc};
    match Layout::from_size_align(size, align) {
        Ok(layout) if size > 0 => {
            // SAFETY: the size is not zero.
            let block = unsafe { alloc(layout) };
            if block.is_null() {
                // The ABI has no other way to refuse; the host fails this call.
                core::arch::wasm32::unreachable();
            }
            block
        }
        // Nothing is ever read or written there.
        _ => align as *mut u8,
    }
}

/// # Safety
///
/// `block` came from [`allocate`] with this size and alignment and is not used any more.
unsafe fn free(block: *mut u8, size: usize, align: usize) {
    use alloc::alloc::{Layout, dealloc};
    if let (true, Ok(layout)) = (size > 0, Layout::from_size_align(size, align)) {
        // SAFETY: what the caller promises.
        unsafe { dealloc(block, layout) };
    }
}
