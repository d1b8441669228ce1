//! NDJSON `{"id", "text"}` in, `{"id", "group_id"}` out: the stack's id, or the message's where there is no stack.
//! `--chain` prints what was parsed instead.
#![allow(clippy::print_stdout, reason = "an example")]

use std::io::BufRead as _;
use veilfold_core::group::{message, stack};

fn main() {
    let show = std::env::args().any(|a| a == "--chain");
    for line in std::io::stdin().lock().lines() {
        let Ok(record) =
            line.map_err(drop).and_then(|l| serde_json::from_str::<serde_json::Value>(&l).map_err(drop))
        else {
            continue;
        };
        let text = record["text"].as_str().unwrap_or_default().as_bytes();
        let chain = stack::parse(text);
        if show {
            println!("== {}", record["id"]);
            for e in &chain {
                println!("{:?} of {}: {} | {}", e.link, e.parent, lossy(&e.kind), lossy(&e.message));
                for f in &e.frames {
                    println!(
                        "    {} | {} | {}:{}",
                        lossy(&f.module),
                        lossy(&f.function),
                        lossy(&f.file),
                        f.line
                    );
                }
            }
            println!("-- {}", lossy(&stack::canonical_text(&stack::Settings::default(), &chain)));
            continue;
        }
        let id = stack::ids(&chain).map_or_else(
            || {
                let mut template = Vec::new();
                message::template(text, &mut template);
                message::id(&template)
            },
            |ids| ids.group,
        );
        println!("{}", serde_json::json!({"id": record["id"], "group_id": id.to_string()}));
    }
}

fn lossy(text: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(text)
}
