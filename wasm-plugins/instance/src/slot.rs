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

/// What is no block: where the slot itself is damaged.
const DAMAGED: &[u8] = b"damaged";

/// The baked block; empty where nothing was baked.
pub(crate) fn baked() -> &'static [u8] {
    // SAFETY: aligned and alive for ever. Volatile, since the compiler sees that nothing here ever writes it.
    let [address, len] = unsafe { VEILFOLD_POLICY.0.get().read_volatile() };
    match (address, len) {
        (0, 0) => &[],
        // Half a slot, or one that leads out of memory: a policy was meant, and it is not the default one.
        (0, _) | (_, 0) => DAMAGED,
        _ if u64::from(address) + u64::from(len) > memory_bytes() => DAMAGED,
        // SAFETY: `len` bytes of memory. Baking placed them at this address, where no allocator hands out any: it lies in
        // the pages that the module starts with, and the heap is made of pages that are added later. Where the slot was
        // changed since, what is read may be anything; it is not the block that its digest is of, and goes no further.
        _ => unsafe { core::slice::from_raw_parts(address as usize as *const u8, len as usize) },
    }
}

/// How much memory there is.
fn memory_bytes() -> u64 {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size(0) as u64 * 65536;
    // Only a module is baked; elsewhere the slot is zero.
    #[cfg(not(target_arch = "wasm32"))]
    0
}
