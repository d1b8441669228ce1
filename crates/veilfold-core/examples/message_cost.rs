//! Cost of a message template and its id: the median of 41 rounds over messages of 71 bytes.
#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::time::Instant;
use veilfold_core::group::message;

/// Made up, 71 bytes each, with the mix of values that services write.
const MESSAGES: [&str; 8] = [
    "Accepted publickey for deploy from 198.51.100.23 port 52114 after 12 ms",
    "Failed to renew lease for [client_17] for 30 seconds. Will retry soon..",
    "request finished method=GET path=/v1/orders status=200 duration=12.25ms",
    "Task mail.deliver[3f2504e0-4f89-11d3-9a0c] succeeded in 0.0021s: 'done'",
    "connection from 203.0.113.9:41022 closed, 1770 bytes (1.7 KB) sent, end",
    "could not open file \"/var/lib/app/data/0017.db\": permission was denied!",
    "the scheduler is waiting for the worker to finish before it can restart",
    "cache miss for key user:81723:profile, loaded from primary in 3.142 ms.",
];

fn main() {
    let mut out = Vec::with_capacity(256);
    let mut rounds = Vec::new();
    for _ in 0..41 {
        let start = Instant::now();
        for _ in 0..2_000 {
            for text in MESSAGES {
                out.clear();
                message::template(black_box(text.as_bytes()), &mut out);
                black_box(message::id(&out));
            }
        }
        rounds.push(start.elapsed().as_secs_f64() * 1e6 / (2_000.0 * MESSAGES.len() as f64));
    }
    rounds.sort_by(f64::total_cmp);
    let bytes = MESSAGES.iter().map(|m| m.len()).sum::<usize>() / MESSAGES.len();
    println!(
        "{:.3} us a message of {bytes} bytes (fastest {:.3}, slowest {:.3})",
        rounds[20], rounds[0], rounds[40]
    );
}
