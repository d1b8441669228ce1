//! dd-sensitive-data-scanner over the lines of a file: what each of some rounds took of the thread's processor time.
//!
//! ```text
//! sds-bench ROUNDS FILE < PATTERNS
//! ```
//!
//! One pattern a line. Built by `bench/text_peers.py` beside a checkout of the scanner, which is not on crates.io.

use dd_sds::{MatchAction, RegexRuleConfig, RootRuleConfig, RuleConfig, Scanner};
use std::error::Error;
use std::hint::black_box;
use std::io::Read as _;
use std::sync::Arc;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let rounds: usize = arguments.next().ok_or("how many rounds?")?.parse()?;
    let text = std::fs::read_to_string(arguments.next().ok_or("which file?")?)?;
    let mut patterns = String::new();
    std::io::stdin().read_to_string(&mut patterns)?;
    let rules: Vec<RootRuleConfig<Arc<dyn RuleConfig>>> = patterns
        .lines()
        .map(|pattern| {
            RootRuleConfig::new(RegexRuleConfig::new(pattern).build())
                .match_action(MatchAction::redact("[REDACTED]"))
        })
        .collect();
    let scanner = Scanner::builder(&rules).build().map_err(|e| format!("{e:?}"))?;
    // The scanner writes into the line that it is given.
    let lines: Vec<&str> = text.lines().collect();
    for round in 0..=rounds {
        let mut events: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let begun = processor_time()?;
        for event in &mut events {
            black_box(scanner.scan(black_box(event)).map_err(|e| format!("{e:?}"))?);
        }
        if round > 0 {
            println!("{}", (processor_time()? - begun) as f64 / 1e9);
        }
    }
    Ok(())
}

/// Nanoseconds of processor time that this thread has had.
fn processor_time() -> Result<u64, Box<dyn Error>> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(told.split(' ').next().unwrap_or_default().parse()?)
}
