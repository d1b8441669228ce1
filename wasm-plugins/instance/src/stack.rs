//! The shadow stack, where the compiler keeps what has an address.

use core::sync::atomic::{AtomicUsize, Ordering};

/// Where the shadow stack stood at the first call; 0 before it.
static TOP: AtomicUsize = AtomicUsize::new(0);

/// Puts the shadow stack pointer back where the first call found it.
///
/// The host enters at the top of an empty stack every time. After a trap the pointer stays where the
/// trap left it, and a few hundred traps later there is no stack left.
#[inline(always)]
pub(crate) fn rewind() {
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
