//! The start function of a module whose data are packed, before which there is nothing but code.

use core::slice::{from_raw_parts, from_raw_parts_mut};
use veilfold_unpack::{ADDRESS, HEADER, unpack};

/// Puts all data where the compiler meant them to be. `veilfold-pack` makes it the start function, which a host runs once, before
/// anything else, and takes the export away.
///
/// # Safety
///
/// Nothing has been called yet, and the module was packed.
#[unsafe(no_mangle)]
unsafe extern "C" fn veilfold_unpack() {
    // SAFETY: the packer put the header there, and what was packed behind it. It lies in the shadow stack, below all that this function
    // takes of it; the image lies above the stack. Nobody refers to anything in either: what this function reads of the data is none
    // of it, and nothing else is running.
    unsafe {
        let header = ADDRESS as *const u32;
        let [image, len, packed] = header.cast::<[u32; 3]>().read();
        let packed = from_raw_parts((ADDRESS + HEADER) as *const u8, packed as usize);
        unpack(packed, from_raw_parts_mut(image as *mut u8, len as usize));
    }
}
