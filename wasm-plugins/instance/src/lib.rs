//! What every module has once, whatever its host: one guest, the slot of its baked policy, its memory, its stack.
//!
//! A module is one thread that its host enters for one record at a time, with one instance for its whole
//! life. The unsafe code that rests on that is here and in the ABI file of each host, nowhere else.
#![cfg_attr(target_arch = "wasm32", no_std)]
#![cfg_attr(target_arch = "wasm32", feature(asm_experimental_arch))]
// Raw addresses are how a host and a module talk; each file says what makes its use of them sound.
#![allow(unsafe_code)]

extern crate alloc;

#[cfg(any(test, target_arch = "wasm32"))]
mod blocks;
#[cfg(target_arch = "wasm32")]
mod memory;
#[cfg(all(feature = "packed", target_arch = "wasm32"))]
mod packed;
mod slot;
#[cfg(target_arch = "wasm32")]
mod stack;

#[cfg(target_arch = "wasm32")]
pub use memory::{free, malloc};
pub use slot::{Slot, VEILFOLD_POLICY};
pub use veilfold_transform::{Fault, Guest};

use alloc::vec::Vec;
use core::cell::UnsafeCell;

/// The one instance's state.
struct Instance(UnsafeCell<Option<Guest>>);

// SAFETY: a module built without the threads proposal runs on one thread, and its host calls it for one
// record at a time.
unsafe impl Sync for Instance {}

static INSTANCE: Instance = Instance(UnsafeCell::new(None));

/// Calls `work` with the module's guest, which is made at the first call, on a stack that no earlier trap has shortened.
///
/// # Safety
///
/// This is the first thing that an exported function does, and no other call is in progress: neither from another
/// thread nor from `work` itself.
#[inline(always)]
#[allow(clippy::inline_always, reason = "a frame of its own would be taken before the stack is put right")]
pub unsafe fn enter<R>(work: impl FnOnce(&mut Guest) -> R) -> R {
    #[cfg(target_arch = "wasm32")]
    stack::rewind();
    // SAFETY: as the caller promises.
    unsafe { run(work) }
}

/// Kept out of [`enter`], so that the stack is rewound before this one takes its frame.
#[inline(never)]
unsafe fn run<R>(work: impl FnOnce(&mut Guest) -> R) -> R {
    // SAFETY: one thread, no other call in progress, no re-entry: this is the only reference.
    let instance = unsafe { &mut *INSTANCE.0.get() };
    let guest = match instance {
        Some(guest) => guest,
        None => make(instance),
    };
    work(guest)
}

/// Kept out of [`run`], whose frame every record takes: an engine in the making needs eleven kilobytes of stack. The suite of
/// `veilfold-host` knows it by its name.
#[cold]
#[inline(never)]
fn make(instance: &mut Option<Guest>) -> &mut Guest {
    instance.insert(Guest::baked(slot::baked()))
}

/// Cleans the record at `record` and returns the answer, without a line end and without a NUL byte.
///
/// # Safety
///
/// `record` is null or points to `len` readable bytes that nobody changes before this returns.
pub unsafe fn filter(guest: &mut Guest, record: *const u8, len: usize) -> &mut Vec<u8> {
    if record.is_null() {
        guest.fault(Fault::Unreadable);
    } else {
        // SAFETY: not null; the caller promises `len` bytes there that stay as they are.
        guest.filter(unsafe { core::slice::from_raw_parts(record, len) });
    }
    guest.output()
}

/// Cleans the records at `lines`, each a line, and returns what [`filter`] answers to each, with its line end.
///
/// # Safety
///
/// As for [`filter`].
#[cfg(feature = "lines")]
pub unsafe fn filter_lines(guest: &mut Guest, lines: *const u8, len: usize) -> &[u8] {
    if lines.is_null() {
        return &[];
    }
    // SAFETY: not null; the caller promises `len` bytes there that stay as they are.
    guest.filter_lines(unsafe { core::slice::from_raw_parts(lines, len) })
}

/// There is nobody to unwind to. The host drops the record or fails it, and the next call starts with a fresh
/// stack and fresh buffers.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Which rules a module has, as its custom section says it.
pub const RULES: &str = if cfg!(feature = "catalogue") { "\nall" } else { "\ndefault" };

/// Writes what a module is into its custom section `veilfold`, for `veilfold wasm bake` and `inspect`: version, host,
/// function and [`RULES`], each on a line.
#[macro_export]
macro_rules! about {
    ($host:literal, $function:literal) => {
        const ABOUT_TEXT: &str = concat!(env!("CARGO_PKG_VERSION"), "\n", $host, "\n", $function);
        #[used]
        #[cfg_attr(target_arch = "wasm32", unsafe(link_section = "veilfold"))]
        static ABOUT: [u8; ABOUT_TEXT.len() + $crate::RULES.len()] = {
            let mut bytes = [0; ABOUT_TEXT.len() + $crate::RULES.len()];
            let (text, rules) = bytes.split_at_mut(ABOUT_TEXT.len());
            text.copy_from_slice(ABOUT_TEXT.as_bytes());
            rules.copy_from_slice($crate::RULES.as_bytes());
            bytes
        };
    };
}
