//! The C ABI of Fluent Bit's `filter_wasm`.
//!
//! `const char *f(const char *tag, u32 tag_len, u32 sec, u32 nsec, const char *record, u32 record_len)`:
//! the host copies the record in through our `malloc`, calls, copies the C string that comes back, and
//! frees what it allocated. The string stays ours and is overwritten by the next call. NULL, an empty
//! string or a trap would lose the record, so none of them is ever the answer to one.
#![allow(unsafe_code)]

use veilfold_instance::{enter, filter};

veilfold_instance::about!("fluent-bit", "veilfold_filter");

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
    // SAFETY: what the caller promises is what `enter` and `filter` ask for.
    unsafe {
        enter(|guest| {
            let out = filter(guest, record, record_len as usize);
            out.push(0);
            out.as_ptr()
        })
    }
}

/// Cleans many records, each a line, for a host that has them together: what comes back is the answer to each, with its line
/// end. The high half of the result is its address, the low half its length; it is overwritten by the next call.
///
/// # Safety
///
/// As for [`veilfold_filter`].
#[cfg(feature = "lines")]
#[unsafe(no_mangle)]
unsafe extern "C" fn veilfold_filter_lines(lines: *const u8, len: u32) -> u64 {
    // SAFETY: what the caller promises is what `enter` and `filter_lines` ask for.
    unsafe {
        enter(|guest| {
            let out = veilfold_instance::filter_lines(guest, lines, len as usize);
            (out.as_ptr() as u64) << 32 | out.len() as u64
        })
    }
}
