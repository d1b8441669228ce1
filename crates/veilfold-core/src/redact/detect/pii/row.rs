//! Rows of a table in the messages of a database.

use super::super::bytes::slice;
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "database_row",
    group: Group::Pii,
    summary: "All values of a row that PostgreSQL refused: their columns are not told",
    source: "PostgreSQL source, execMain.c, ExecConstraints",
    anchors: &[Anchor::Exact("Failing row contains (")],
    verify: Verify::Code(|c: Candidate<'_>| {
        let line = slice(c.text, c.end, c.end + 2048);
        let line = line.cut(..line.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(line.len()));
        let escaped = line.windows(2).position(|w| w == b"\\n").unwrap_or(line.len());
        let line = line.cut(..escaped);
        // A row that was cut off goes to the end of its line.
        let end = line.iter().rposition(|b| *b == b')').unwrap_or(line.len());
        (end > 0 && !line.starts_with(b"[")).then_some(c.end..c.end + end)
    }),
    hits: &[("DETAIL:  Failing row contains (1, bob, s3cr3t, null).", "1, bob, s3cr3t, null")],
    misses: &["Failing row contains no value", "Failing row contains ([REDACTED:database_row])."],
}];
