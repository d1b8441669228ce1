//! A walked exception chain as the text that Python prints for it.

use crate::encode::json;
use crate::record::{Exception, Link};
use alloc::vec::Vec;

/// Appends the traceback of `chain`, root cause first, as `traceback.print_exception` orders it, without
/// source lines.
pub(super) fn python(chain: &[Exception<'_>], out: &mut Vec<u8>) {
    for (index, exception) in chain.iter().enumerate().rev() {
        if !exception.frames.is_empty() {
            out.extend_from_slice(b"Traceback (most recent call last):\n");
        }
        for frame in &exception.frames {
            out.extend_from_slice(b"  File \"");
            out.extend_from_slice(&frame.file);
            out.extend_from_slice(b"\", line ");
            json::integer(out, i64::from(frame.line));
            out.extend_from_slice(b", in ");
            out.extend_from_slice(&frame.function);
            out.push(b'\n');
        }
        out.extend_from_slice(&exception.kind);
        if !exception.message.is_empty() {
            out.extend_from_slice(b": ");
            out.extend_from_slice(&exception.message);
        }
        for note in &exception.notes {
            out.push(b'\n');
            out.extend_from_slice(note);
        }
        if index > 0 {
            out.extend_from_slice(match exception.link {
                Link::Context => {
                    b"\n\nDuring handling of the above exception, another exception occurred:\n\n".as_slice()
                }
                _ => b"\n\nThe above exception was the direct cause of the following exception:\n\n",
            });
        }
    }
}
