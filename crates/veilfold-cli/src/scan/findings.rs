//! What was found: counts by rule, field and call site, and for each rule a sample without the value.

use super::site;
use crate::table;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Fields and call sites that are told apart; the rest is counted as [`OTHER`].
const MOST: usize = 10_000;
const OTHER: &str = "(other)";
/// What is no member of a JSON object.
const TEXT: &str = "(text)";
/// Rows of a table for people.
const ROWS: usize = 20;
/// Bytes of a sample before and behind the marker.
const AROUND: usize = 60;

/// Counts of one rule.
#[derive(Debug, Default)]
pub(super) struct Rule {
    pub(super) hits: u64,
    pub(super) records: u64,
    /// A piece of the first cleaned line.
    pub(super) sample: String,
}

/// Counts of one place in the program.
#[derive(Debug, Default)]
pub(super) struct Site {
    pub(super) hits: u64,
    pub(super) rules: BTreeMap<String, u64>,
}

#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) records: u64,
    pub(super) bytes: u64,
    /// Records with a finding.
    pub(super) redacted: u64,
    pub(super) rules: BTreeMap<String, Rule>,
    pub(super) fields: BTreeMap<String, u64>,
    pub(super) sites: BTreeMap<String, Site>,
}

impl Findings {
    /// Adds one record in which something was hidden. Only `clean` is ever shown; `line` is compared with it.
    pub(super) fn add(&mut self, line: &[u8], clean: &[u8], hits: &[(&str, u64)]) {
        self.redacted += 1;
        let clean_text = String::from_utf8_lossy(clean);
        for (name, count) in hits {
            let rule = self.rules.entry((*name).to_owned()).or_default();
            rule.hits += count;
            rule.records += 1;
            if rule.sample.is_empty() {
                rule.sample = sample(&clean_text, name);
            }
        }
        let parsed: Value = serde_json::from_slice(clean).unwrap_or(Value::Null);
        let mut fields = Vec::new();
        if let (Value::Object(after), Ok(Value::Object(before))) = (&parsed, serde_json::from_slice(line)) {
            members(&before, after, "", &mut fields);
        }
        if fields.is_empty() {
            fields.push(TEXT.to_owned());
        }
        for field in fields {
            *entry(&mut self.fields, &field) += 1;
        }
        let site = entry(&mut self.sites, &site::of(&parsed));
        for (name, count) in hits {
            site.hits += count;
            *site.rules.entry((*name).to_owned()).or_default() += count;
        }
    }

    pub(super) fn text(&self) -> String {
        let mut out =
            format!("{} records, {} bytes, {} with a finding\n", self.records, self.bytes, self.redacted);
        if self.rules.is_empty() {
            return out;
        }
        let mut section = |head: &[&str], rows: Vec<Vec<String>>| {
            let more = rows.len().saturating_sub(ROWS);
            out.push('\n');
            out.push_str(&table::table(head, &rows[..rows.len() - more]));
            if more > 0 {
                let _ = writeln!(out, "and {more} more: --format json shows all");
            }
        };
        let rules = ranked(&self.rules, |r| r.hits);
        let row = |(name, r): &(&String, &Rule)| {
            vec![(*name).clone(), r.hits.to_string(), r.records.to_string(), r.sample.clone()]
        };
        section(
            &["rule", "hits", "records", "first sample, the value masked"],
            rules.iter().map(row).collect(),
        );
        let fields = ranked(&self.fields, |n| *n);
        let row = |(name, n): &(&String, &u64)| vec![(*name).clone(), n.to_string()];
        section(&["field", "hits"], fields.iter().map(row).collect());
        let sites = ranked(&self.sites, |s| s.hits);
        let row = |(name, s): &(&String, &Site)| vec![(*name).clone(), s.hits.to_string(), names(s)];
        section(&["call site", "hits", "rules"], sites.iter().map(row).collect());
        out
    }

    pub(super) fn json(&self) -> String {
        let rules: BTreeMap<_, _> = self.rules.iter().map(|(name, r)| (name, r.hits)).collect();
        let samples: BTreeMap<_, _> = self.rules.iter().map(|(name, r)| (name, &r.sample)).collect();
        let sites: Vec<Value> = ranked(&self.sites, |s| s.hits)
            .iter()
            .map(|(name, s)| json!({"site": name, "hits": s.hits, "rules": s.rules}))
            .collect();
        let report = json!({
            "records": self.records,
            "bytes": self.bytes,
            "redacted": self.redacted,
            "rules": rules,
            "samples": samples,
            "fields": self.fields,
            "call_sites": sites,
        });
        format!("{report}\n")
    }
}

/// The rules of a place, as a list of names.
pub(super) fn names(site: &Site) -> String {
    site.rules.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Entries with the most first, then by name.
pub(super) fn ranked<V>(map: &BTreeMap<String, V>, count: impl Fn(&V) -> u64) -> Vec<(&String, &V)> {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_by(|a, b| count(b.1).cmp(&count(a.1)).then(a.0.cmp(b.0)));
    entries
}

fn entry<'m, V: Default>(map: &'m mut BTreeMap<String, V>, name: &str) -> &'m mut V {
    let name = one_line(name);
    let known = map.len() < MOST || map.contains_key(&name);
    map.entry(if known { name } else { OTHER.to_owned() }).or_default()
}

/// The paths of members that differ: `user.password`, `items[].card`. Names come from the cleaned object.
fn members(before: &Map<String, Value>, after: &Map<String, Value>, path: &str, found: &mut Vec<String>) {
    let mut renamed = false;
    for (key, value) in after {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        if let Some(old) = before.get(key) {
            differing(old, value, &path, found);
        } else {
            // The key itself was hidden.
            renamed = true;
            found.push(path);
        }
    }
    // A member that is gone as a whole; where a key was hidden, its old name is not told.
    if !renamed && before.len() > after.len() {
        found.push(if path.is_empty() { "(removed)".to_owned() } else { format!("{path}.(removed)") });
    }
}

fn differing(before: &Value, after: &Value, path: &str, found: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => members(before, after, path, found),
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            let path = format!("{path}[]");
            before.iter().zip(after).for_each(|(b, a)| differing(b, a, &path, found));
        }
        _ if before != after => found.push(path.to_owned()),
        _ => {}
    }
}

/// A piece of a cleaned line around the first marker of a rule, on one line.
fn sample(clean: &str, rule: &str) -> String {
    let marker = format!("[REDACTED:{rule}]");
    let Some((at, length)) = clean
        .find(&marker)
        .map(|at| (at, marker.len()))
        .or_else(|| clean.find("[REDACTED]").map(|at| (at, "[REDACTED]".len())))
    else {
        // A marker that was there before, or a value hidden with another's.
        return String::new();
    };
    let mut start = at.saturating_sub(AROUND);
    while !clean.is_char_boundary(start) {
        start += 1;
    }
    let mut end = clean.len().min(at + length + AROUND);
    while !clean.is_char_boundary(end) {
        end -= 1;
    }
    let (before, after) = (if start > 0 { "…" } else { "" }, if end < clean.len() { "…" } else { "" });
    one_line(&format!("{before}{}{after}", &clean[start..end]))
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(before: &str, after: &str) -> Vec<String> {
        let mut found = Findings::default();
        found.add(before.as_bytes(), after.as_bytes(), &[("r", 1)]);
        found.fields.into_keys().collect()
    }

    #[test]
    fn fields_are_named_by_their_path() {
        for (before, after, expected) in [
            (r#"{"a":{"b":[{"c":"x"},{"c":"y"}]}}"#, r#"{"a":{"b":[{"c":"z"},{"c":"y"}]}}"#, "a.b[].c"),
            (r#"{"x@y.org":1}"#, r#"{"[REDACTED:email]":1}"#, "[REDACTED:email]"),
            (r#"{"a":1,"b":{"c":2,"d":3}}"#, r#"{"a":1,"b":{"c":2}}"#, "b.(removed)"),
            (r#"{"n":1}"#, r#"{"n":"[REDACTED]"}"#, "n"),
            ("text", "other", TEXT),
        ] {
            assert_eq!(fields(before, after), [expected], "{before}");
        }
    }

    #[test]
    fn a_sample_shows_what_stands_around() {
        let long = format!("{}é[REDACTED:jwt]é{}", "x".repeat(100), "y\n".repeat(100));
        let shown = sample(&long, "jwt");
        assert!(
            shown.starts_with('…') && shown.ends_with('…') && shown.contains("é[REDACTED:jwt]é"),
            "{shown}"
        );
        assert!(shown.chars().count() < 2 * AROUND + 20 && !shown.contains('\n'));
        assert_eq!(sample("password=[REDACTED]", "credential_field"), "password=[REDACTED]");
        assert_eq!(sample("nothing", "jwt"), "");
    }
}
