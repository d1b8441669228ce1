//! Cleans JSON lines `{"id": …, "text": …}` from standard input: the protocol of redaction scorers.
//!
//! `redact_lines [PROFILE] [text|line]`: `text` takes each text as free text, `line` as a log line, which
//! may be JSON.

use std::io::{self, BufRead as _, Write as _};
use veilfold_core::{Engine, Options, Policy, Profile, Scratch};

fn main() -> io::Result<()> {
    let mut args = std::env::args().skip(1);
    let profile = args.next().as_deref().and_then(Profile::from_name).unwrap_or_default();
    let as_text = args.next().as_deref() == Some("text");
    let engine = Engine::new(Policy::builtin(profile), Options::default());
    let (mut scratch, mut clean) = (Scratch::default(), Vec::new());
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let mut record: serde_json::Value = serde_json::from_str(&line?)?;
        let text = record["text"].as_str().unwrap_or_default().as_bytes();
        clean.clear();
        if as_text {
            if !engine.policy().redactor().text(text, &mut clean, &mut scratch.report) {
                clean.extend_from_slice(text);
            }
        } else {
            engine.transform(text, &mut clean, &mut scratch);
        }
        record["text"] = String::from_utf8_lossy(&clean).into();
        writeln!(out, "{record}")?;
    }
    out.flush()
}
