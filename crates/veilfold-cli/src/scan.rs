//! `veilfold scan`: what a log holds, in numbers and places, never a value.

mod args;
mod findings;
mod html;
mod site;

pub(crate) use args::ScanArgs;

use crate::args::Format;
use crate::armour::Armour;
use crate::error::CliError;
use crate::lines::{self, Lines};
use crate::{FINDINGS, OK, engine, input};
use findings::Findings;
use std::fs;
use std::io::{self, Write};
use veilfold_core::{Engine, Scratch};

pub(crate) fn run(args: &ScanArgs) -> Result<u8, CliError> {
    // Whatever the policy does with a match, the report shows that there was one and nothing of it.
    let engine = engine::redacting(engine::policy(&args.engine)?.masking());
    let mut scan = Scan {
        armour: Armour::new(engine.policy().redactor()),
        engine: &engine,
        scratch: Scratch::default(),
        out: Vec::new(),
        findings: Findings::default(),
    };
    input::each(&args.files, |name, input| lines::read(name, input, &mut scan))?;
    let findings = scan.findings;
    if let Some(path) = &args.html {
        let name = path.display().to_string();
        fs::write(path, html::page(&findings)).map_err(|error| CliError::Input { name, error })?;
    }
    let report = match args.format {
        Format::Text => findings.text(),
        Format::Json => findings.json(),
    };
    io::stdout().write_all(report.as_bytes()).map_err(CliError::Output)?;
    Ok(if findings.redacted > 0 { FINDINGS } else { OK })
}

struct Scan<'e> {
    engine: &'e Engine,
    armour: Armour,
    scratch: Scratch,
    out: Vec<u8>,
    findings: Findings,
}

impl Lines for Scan<'_> {
    fn line(&mut self, line: &[u8], _: &[u8]) -> Result<(), CliError> {
        self.findings.records += 1;
        let masked = self
            .armour
            .hides(line)
            .map(|span| [&line[..span.start], Armour::MARKER, &line[span.end..]].concat());
        self.out.clear();
        self.engine.transform(masked.as_deref().unwrap_or(line), &mut self.out, &mut self.scratch);
        let redactor = self.engine.policy().redactor();
        let mut hits: Vec<(&str, u64)> = self
            .scratch
            .report
            .iter()
            .map(|(rule, hits)| (redactor.rule_name(rule), u64::from(hits)))
            .collect();
        if masked.is_some() {
            hits.push((Armour::RULE, 1));
        }
        if !hits.is_empty() {
            self.findings.add(line, &self.out, &hits);
        }
        Ok(())
    }

    fn too_long(&mut self, _: u64, _: &[u8]) -> Result<(), CliError> {
        self.findings.records += 1;
        Ok(())
    }

    fn pause(&mut self, read: usize) -> Result<(), CliError> {
        self.findings.bytes += read as u64;
        Ok(())
    }
}
