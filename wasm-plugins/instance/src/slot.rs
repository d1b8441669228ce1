//! The place where `veilfold wasm bake` puts a policy.

use core::cell::UnsafeCell;

/// Address and length of the baked block; zero where nothing was baked.
///
/// The module exports its address. Baking adds the block as a data segment behind all memory that the module was built
/// with, and a second segment of eight bytes that lands here.
#[repr(C, align(4))]
#[derive(Debug)]
pub struct Slot(UnsafeCell<[u32; 2]>);

// SAFETY: nothing writes to it after the module has started.
unsafe impl Sync for Slot {}

/// The slot; its name is its export.
#[unsafe(no_mangle)]
pub static VEILFOLD_POLICY: Slot = Slot(UnsafeCell::new([0; 2]));

/// The baked block; empty where nothing was baked.
pub(crate) fn baked() -> &'static [u8] {
    // SAFETY: aligned and alive for ever. Volatile, since the compiler sees that nothing here ever writes it.
    let [address, len] = unsafe { VEILFOLD_POLICY.0.get().read_volatile() };
    if address == 0 {
        return &[];
    }
    // SAFETY: baking placed `len` bytes at this address, in memory that no allocator hands out: it lies in the pages that
    // the module starts with, and the heap is made of pages that are added later.
    unsafe { core::slice::from_raw_parts(address as usize as *const u8, len as usize) }
}
