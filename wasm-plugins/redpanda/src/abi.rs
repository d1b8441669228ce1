//! The ABI of Redpanda's data transforms, version 2.
//!
//! `read_batch_header` waits for a batch and answers with the size of its largest record; `read_next_record` gives one record at a
//! time, without its time and offset; `write_record` takes one for the output topic. Negative answers are errors.
#![allow(unsafe_code)]

use crate::payload;
use alloc::vec::Vec;
use veilfold_instance::{Guest, enter};

veilfold_instance::about!("redpanda", "_start");

#[link(wasm_import_module = "redpanda_transform")]
unsafe extern "C" {
    /// Does nothing: the host reads from the import which version this is.
    safe fn check_abi_version_2();
    fn read_batch_header(
        base_offset: *mut i64,
        record_count: *mut i32,
        partition_leader_epoch: *mut i32,
        attributes: *mut i16,
        last_offset_delta: *mut i32,
        base_timestamp: *mut i64,
        max_timestamp: *mut i64,
        producer_id: *mut i64,
        producer_epoch: *mut i16,
        base_sequence: *mut i32,
    ) -> i32;
    fn read_next_record(
        attributes: *mut u8,
        timestamp: *mut i64,
        offset: *mut i64,
        buffer: *mut u8,
        size: u32,
    ) -> i32;
    fn write_record(buffer: *const u8, size: u32) -> i32;
}

/// Transforms batches until the host has no more.
///
/// # Safety
///
/// Called once in the life of the instance.
#[unsafe(no_mangle)]
unsafe extern "C" fn _start() {
    check_abi_version_2();
    // SAFETY: the only call there ever is.
    unsafe {
        enter(|guest| {
            let (mut record, mut out) = (Vec::new(), Vec::new());
            while batch(guest, &mut record, &mut out) {}
        });
    }
}

/// Transforms one batch; false when there is none.
fn batch(guest: &mut Guest, record: &mut Vec<u8>, out: &mut Vec<u8>) -> bool {
    let mut count = 0;
    let (mut long, mut int, mut short) = ([0_i64; 4], [0_i32; 3], [0_i16; 2]);
    let [base_offset, base_timestamp, max_timestamp, producer_id] = &mut long;
    let [leader_epoch, last_offset_delta, base_sequence] = &mut int;
    let [attributes, producer_epoch] = &mut short;
    // SAFETY: each is a live place of the type that the host writes there.
    let largest = unsafe {
        read_batch_header(
            base_offset,
            &mut count,
            leader_epoch,
            attributes,
            last_offset_delta,
            base_timestamp,
            max_timestamp,
            producer_id,
            producer_epoch,
            base_sequence,
        )
    };
    let Ok(largest) = usize::try_from(largest) else { return false };
    if record.len() < largest {
        record.resize(largest, 0);
    }
    for _ in 0..count {
        let (mut attributes, mut timestamp, mut offset) = (0, 0, 0);
        // SAFETY: three live places, and a buffer of the size that is said.
        let read = unsafe {
            read_next_record(
                &mut attributes,
                &mut timestamp,
                &mut offset,
                record.as_mut_ptr(),
                record.len() as u32,
            )
        };
        let Ok(read) = usize::try_from(read) else { return false };
        out.clear();
        payload::rewrite(guest, record.get(..read).unwrap_or_default(), out);
        if !write(out) {
            // Too large for the output topic, most likely: the marker takes its place.
            out.clear();
            payload::refused(out);
            write(out);
        }
    }
    true
}

fn write(record: &[u8]) -> bool {
    // SAFETY: the host copies `record.len()` bytes that are there.
    unsafe { write_record(record.as_ptr(), record.len() as u32) == record.len() as i32 }
}
