//! What stacks cost: a 10-frame traceback from text, its ids alone, and texts without a stack.
#![allow(clippy::print_stdout, reason = "an example")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;
use veilfold_core::group::stack;

fn main() {
    let mut text = String::from("Traceback (most recent call last):\n");
    for i in 0..10 {
        let dir = if i > 6 { ".venv/lib/python3.12/site-packages/acme" } else { "shop/service" };
        let _ = writeln!(
            text,
            "  File \"/srv/shop-api/{dir}/module_{i}.py\", line {i}1, in function_{i}\n    return call_{i}(value)\n           ^^^^^^^^^^^^^^^"
        );
    }
    text += "shop.errors.OrderNotFound: order 7c1811ed-e98f-4c9c-a9f9-58c757ff494f not found\n";
    let chain = stack::parse(text.as_bytes());
    let java = java();
    let plain = "GET /api/v1/orders/17 took 12 ms, status 200, user=alice, cache=miss";
    let lines = "first line of a longer text that says nothing\nsecond line at the end of it\n".repeat(12);
    time("10 frames of Python, text to ids", || {
        black_box(stack::ids(&stack::parse(black_box(text.as_bytes())))).is_some()
    });
    time("10 frames of Python, parse", || black_box(stack::parse(black_box(text.as_bytes()))).is_empty());
    time("10 frames of Python, ids", || black_box(stack::ids(black_box(&chain))).is_some());
    time("20 frames of Java, text to ids", || {
        black_box(stack::ids(&stack::parse(black_box(java.as_bytes())))).is_some()
    });
    time("one line, no stack (68 bytes)", || black_box(stack::parse(black_box(plain.as_bytes()))).is_empty());
    time("24 lines, no stack (912 bytes)", || {
        black_box(stack::parse(black_box(lines.as_bytes()))).is_empty()
    });
}

fn java() -> String {
    let mut text = String::from("com.acme.OrderException: order 17 failed\n");
    for i in 0..20 {
        let package = if i < 3 { "com.acme.orders.Service" } else { "org.springframework.web.Dispatcher" };
        let _ = writeln!(text, "\tat {package}{i}.call{i}(Service{i}.java:{i}1)");
    }
    text
}

/// Prints the median of 15 runs.
fn time(what: &str, mut run: impl FnMut() -> bool) {
    let mut costs: Vec<f64> = (0..15)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..iterations() {
                black_box(run());
            }
            start.elapsed().as_secs_f64() / f64::from(iterations()) * 1e6
        })
        .collect();
    costs.sort_by(f64::total_cmp);
    println!("{what}: {:.3} us", costs[7]);
}

/// Runs behind one timing: the first argument, 20,000 without one. A profiler wants fewer.
fn iterations() -> u32 {
    std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(20_000)
}
