//! Reports for the terminal and as JSON.

use crate::stream::Totals;
use serde_json::json;
use std::fmt::Write;

/// Columns, left-aligned text and right-aligned numbers.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..head.len())
        .map(|i| {
            rows.iter()
                .map(|r| r[i].chars().count())
                .chain([head[i].chars().count()])
                .max()
                .unwrap_or_default()
        })
        .collect();
    let numeric: Vec<bool> = (0..head.len())
        .map(|i| !rows.is_empty() && rows.iter().all(|r| r[i].starts_with(|c: char| c.is_ascii_digit())))
        .collect();
    let mut out = String::new();
    let mut line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut text = String::new();
        for (i, cell) in cells.enumerate() {
            let pad = widths[i] - cell.chars().count();
            let (before, after) = if numeric[i] { (pad, 0) } else { (0, pad) };
            let _ = write!(text, "{}{:before$}{cell}{:after$}", if i > 0 { "  " } else { "" }, "", "");
        }
        out.push_str(text.trim_end());
        out.push('\n');
    };
    line(&mut head.iter().copied());
    for row in rows {
        line(&mut row.iter().map(String::as_str));
    }
    out
}

/// What a stream held, for people.
pub(crate) fn totals(totals: &Totals) -> String {
    let mut rows: Vec<_> = totals.rules.iter().collect();
    rows.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let rows: Vec<Vec<String>> =
        rows.into_iter().map(|(rule, hits)| vec![rule.clone(), hits.to_string()]).collect();
    let mut out =
        format!("{} records, {} bytes, {} with a finding\n", totals.records, totals.bytes, totals.redacted);
    if !rows.is_empty() {
        out.push('\n');
        out.push_str(&table(&["rule", "hits"], &rows));
    }
    out
}

/// The same as one JSON object on a line.
pub(crate) fn totals_json(totals: &Totals) -> String {
    let report = json!({
        "records": totals.records,
        "bytes": totals.bytes,
        "redacted": totals.redacted,
        "rules": totals.rules,
    });
    format!("{report}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_right_aligned_and_nothing_trails() {
        let rows = vec![vec!["card".to_owned(), "12".to_owned()], vec!["jwt".to_owned(), "3".to_owned()]];
        assert_eq!(table(&["rule", "hits"], &rows), "rule  hits\ncard    12\njwt      3\n");
    }
}
