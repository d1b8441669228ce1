//! The ABI of the `wasm` processor: `process` is called with nothing, asks the host for the message, and hands the new one back.
//!
//! `v0_msg_as_bytes` puts the message into memory from our `malloc` and returns `address << 32 | length`; the host frees it
//! after the call. `v0_msg_set_bytes` copies what it is given at once. Where the host cannot hand the message over it marks the
//! message as failed and returns 0: nothing is set then, and what becomes of it is the pipeline's `catch`.
#![allow(unsafe_code)]

use veilfold_instance::{enter, filter};

veilfold_instance::about!("redpanda-connect", "process");

#[link(wasm_import_module = "benthos_wasm")]
unsafe extern "C" {
    safe fn v0_msg_as_bytes() -> u64;
    fn v0_msg_set_bytes(content: *const u8, size: u32);
}

/// Cleans the message at hand; see the module's documentation for the contract.
///
/// # Safety
///
/// No other call is in progress.
#[unsafe(no_mangle)]
unsafe extern "C" fn process() {
    // SAFETY: no other call is in progress. The host promises that the bytes it names stay until the call is over, and
    // it copies those that we name before it returns.
    unsafe {
        enter(|guest| {
            let message = v0_msg_as_bytes();
            let out = filter(guest, (message >> 32) as usize as *const u8, message as u32 as usize);
            v0_msg_set_bytes(out.as_ptr(), out.len() as u32);
        });
    }
}
