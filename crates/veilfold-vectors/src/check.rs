//! Which answers are wrong.

use crate::case::{Case, Kind};
use crate::door::{Answer, FrontDoor};
use std::collections::HashMap;
use std::fmt;

/// A wrong answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The door that gave it.
    pub door: &'static str,
    /// What the case is about.
    pub kind: Kind,
    /// The case.
    pub name: String,
    /// Why the case is there.
    pub why: String,
    /// What it should have been.
    pub expected: String,
    /// What it was.
    pub got: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "FAIL {} {} {:?}", self.door, self.kind.as_str(), self.name)?;
        writeln!(f, "  why       {}", self.why)?;
        writeln!(f, "  expected  {}", self.expected)?;
        write!(f, "  got       {}", self.got)
    }
}

/// How the cases of one kind went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Right answers.
    pub passed: usize,
    /// Wrong answers, and cases that the door could not pose.
    pub failed: usize,
}

/// Asks `door` all `cases` and returns how each kind went, in the order of [`Kind::ALL`], and the failures.
///
/// # Errors
///
/// Why the door could not be used at all.
pub fn check(door: &mut dyn FrontDoor, cases: &[Case]) -> Result<([Tally; 4], Vec<Failure>), String> {
    let name = door.name();
    let answers = door.answer(cases)?;
    let mut tallies = [Tally::default(); 4];
    let ids: HashMap<&str, &str> = cases
        .iter()
        .zip(&answers)
        .filter_map(|(case, answer)| match answer {
            Answer::Group { id, .. } => Some((case.name.as_str(), id.as_str())),
            _ => None,
        })
        .collect();
    let mut failures = Vec::new();
    for (case, answer) in cases.iter().zip(&answers) {
        let tally = &mut tallies[case.kind as usize];
        if let Err((expected, got)) = judge(case, answer, &ids) {
            tally.failed += 1;
            let (why, kind, case) = (case.why.clone(), case.kind, case.name.clone());
            failures.push(Failure { door: name, kind, name: case, why, expected, got });
        } else {
            tally.passed += 1;
        }
    }
    Ok((tallies, failures))
}

/// What was expected and what came, where they differ.
fn judge(case: &Case, answer: &Answer, ids: &HashMap<&str, &str>) -> Result<(), (String, String)> {
    let (id, got) = match answer {
        Answer::Bytes(bytes) => (None, Some(bytes)),
        Answer::Group { id, template } => (Some(id.as_str()), template.as_ref()),
        Answer::Skipped => return Err(("an answer".into(), "none: the door cannot pose it".into())),
    };
    if let (Some(expected), Some(got)) = (&case.expect, got)
        && expected != got
    {
        return Err((show(expected), show(got)));
    }
    let Some(id) = id else { return Ok(()) };
    for (other, same) in case
        .same_as
        .iter()
        .map(|name| (name, true))
        .chain(case.different_from.iter().map(|name| (name, false)))
    {
        match ids.get(other.as_str()) {
            None => return Err((format!("a case named {other:?}"), "none".into())),
            Some(known) if (*known == id) != same => {
                let relation = if same { "the id of" } else { "another id than" };
                return Err((format!("{relation} {other:?}, {known}"), id.into()));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Bytes as text in which every difference can be seen.
fn show(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(
        |_| format!("{:?} (no UTF-8)", bytes.escape_ascii().to_string()),
        |text| text.escape_debug().to_string().replace("\\\"", "\"").replace("\\'", "'"),
    )
}
