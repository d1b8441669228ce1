//! `veilfold policy diff`: what another policy would change on real logs.

use crate::args::Format;
use crate::error::CliError;
use crate::lines::{self, Lines};
use crate::{FINDINGS, OK, engine, input, table};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use veilfold_core::{Engine, Scratch};

/// Places that are shown.
const PLACES: usize = 10;

/// Hits of one rule under the two policies.
#[derive(Debug, Default)]
struct Hits {
    old: u64,
    new: u64,
}

struct Diff {
    engines: [Engine; 2],
    scratch: Scratch,
    outputs: [Vec<u8>; 2],
    name: String,
    line: u64,
    records: u64,
    changed: u64,
    rules: BTreeMap<String, Hits>,
    places: Vec<String>,
}

impl Lines for Diff {
    fn line(&mut self, line: &[u8], _: &[u8]) -> Result<(), CliError> {
        self.line += 1;
        self.records += 1;
        for (i, engine) in self.engines.iter().enumerate() {
            self.outputs[i].clear();
            engine.transform(line, &mut self.outputs[i], &mut self.scratch);
            for (rule, hits) in self.scratch.report.iter() {
                let count =
                    self.rules.entry(engine.policy().redactor().rule_name(rule).to_owned()).or_default();
                *(if i == 0 { &mut count.old } else { &mut count.new }) += u64::from(hits);
            }
        }
        if self.outputs[0] != self.outputs[1] {
            self.changed += 1;
            if self.places.len() < PLACES {
                self.places.push(format!("{}:{}", self.name, self.line));
            }
        }
        Ok(())
    }

    fn too_long(&mut self, _: u64, _: &[u8]) -> Result<(), CliError> {
        self.line += 1;
        self.records += 1;
        Ok(())
    }

    fn pause(&mut self, _: usize) -> Result<(), CliError> {
        Ok(())
    }
}

pub(super) fn run(old: &str, new: &str, files: &[PathBuf], format: Format) -> Result<u8, CliError> {
    let engine = |name| engine::named(name).map(engine::redacting);
    let mut diff = Diff {
        engines: [engine(old)?, engine(new)?],
        scratch: Scratch::default(),
        outputs: [Vec::new(), Vec::new()],
        name: String::new(),
        line: 0,
        records: 0,
        changed: 0,
        rules: BTreeMap::new(),
        places: Vec::new(),
    };
    input::each(files, |name, input| {
        name.clone_into(&mut diff.name);
        diff.line = 0;
        lines::read(name, input, &mut diff)
    })?;
    diff.rules.retain(|_, hits| hits.old != hits.new);
    let answer = match format {
        Format::Json => {
            let rules: BTreeMap<_, _> =
                diff.rules.iter().map(|(rule, h)| (rule, json!({"old": h.old, "new": h.new}))).collect();
            let report = json!({"records": diff.records, "changed": diff.changed, "rules": rules, "places": diff.places});
            format!("{report}\n")
        }
        Format::Text => {
            let mut text = format!("{} of {} records would change\n", diff.changed, diff.records);
            if !diff.rules.is_empty() {
                let rows: Vec<Vec<String>> = diff
                    .rules
                    .iter()
                    .map(|(rule, h)| vec![rule.clone(), h.old.to_string(), h.new.to_string()])
                    .collect();
                text.push('\n');
                text.push_str(&table::table(&["rule", "old", "new"], &rows));
            }
            if !diff.places.is_empty() {
                text.push_str("\nfirst at: ");
                text.push_str(&diff.places.join(", "));
                text.push('\n');
            }
            text
        }
    };
    super::print(&answer)?;
    Ok(if diff.changed == 0 { OK } else { FINDINGS })
}
