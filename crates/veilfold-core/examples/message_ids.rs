//! Reads NDJSON `{"id", "text"}` and prints `{"id", "group_id", "template"}`: measures message templates alone.
//! `--typed` prints the kinds of the masks as well.
#![allow(clippy::print_stdout)]

use std::io::{BufRead, Write};
use veilfold_core::group::message;

fn main() -> std::io::Result<()> {
    let typed = std::env::args().any(|a| a == "--typed");
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        let text = record["text"].as_str().unwrap_or_default().as_bytes();
        let mut template = Vec::new();
        message::template(text, &mut template);
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
