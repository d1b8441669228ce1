//! Reads NDJSON `{"id", "text"}` and prints `{"id", "group_id", "template"}`: measures message templates alone.
//! `--typed` prints the kinds of the masks as well; `--teach FILE` learns from the JSON strings in FILE, one a line, first.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::{BufRead, Write};
use veilfold_core::group::learn::{Learned, Learner};
use veilfold_core::group::message;

fn main() -> std::io::Result<()> {
    let learned = match std::env::args().skip_while(|a| a != "--teach").nth(1) {
        Some(path) => teach(&path)?,
        None => Learned::default(),
    };
    let typed = std::env::args().any(|a| a == "--typed");
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        let text = record["text"].as_str().unwrap_or_default().as_bytes();
        let mut template = Vec::new();
        message::template(text, &mut template);
        learned.apply(0, &mut template);
        let mut answer = serde_json::json!({
            "id": record["id"],
            "group_id": message::id(&template).to_string(),
            "template": String::from_utf8_lossy(&template),
        });
        if typed {
            let mut kinds = Vec::new();
            message::typed(text, &mut kinds);
            answer["typed"] = String::from_utf8_lossy(&kinds).into();
        }
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

fn teach(path: &str) -> std::io::Result<Learned> {
    let mut learner = Learner::new();
    for line in std::fs::read_to_string(path)?.lines() {
        learner.add(serde_json::from_str::<String>(line)?.as_bytes());
    }
    let templates = learner.finish();
    eprint!("{}", templates.to_toml());
    Ok(templates)
}
