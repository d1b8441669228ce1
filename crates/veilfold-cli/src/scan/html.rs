//! The findings as one page that needs nothing else: no script, no network, no value.

use super::findings::{Findings, names, ranked};
use std::fmt::Write as _;

/// Bars of a chart.
const BARS: usize = 25;
/// Height of a bar with its gap, and widths of names, bars and numbers, in user units of the drawing.
const ROW: usize = 24;
const NAME: usize = 260;
const BAR: usize = 420;
const NUMBER: usize = 80;

/// The browser fetches nothing and runs nothing, whatever a log holds.
const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>veilfold scan</title>
<style>
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --paper: #fff; --bar: #3b6fb6; --line: #d9dee5; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --soft: #9aa5b4; --paper: #14181e; --bar: #6f9fe0; --line: #2c343f; }
}
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2.5rem; }
dl { display: flex; gap: 2.5rem; } dt { color: var(--soft); } dd { margin: 0; font-size: 1.6rem; }
svg { width: 100%; height: auto; } svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
svg rect { fill: var(--bar); }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.n { text-align: right; } code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
p { color: var(--soft); }
</style>
</head>
<body>
"#;

/// The page.
pub(super) fn page(findings: &Findings) -> String {
    let mut out = String::from(HEAD);
    out.push_str("<h1>What the log holds</h1>\n<dl>\n");
    for (name, number) in
        [("records", findings.records), ("with a finding", findings.redacted), ("bytes", findings.bytes)]
    {
        let _ = writeln!(out, "<div><dt>{name}</dt><dd>{number}</dd></div>");
    }
    out.push_str("</dl>\n");
    if findings.rules.is_empty() {
        out.push_str("<p>Nothing was found.</p>\n");
    } else {
        let rules = ranked(&findings.rules, |r| r.hits);
        chart(&mut out, "By rule", &rules.iter().map(|(n, r)| (n.as_str(), r.hits)).collect::<Vec<_>>());
        let fields = ranked(&findings.fields, |n| *n);
        chart(&mut out, "By field", &fields.iter().map(|(n, hits)| (n.as_str(), **hits)).collect::<Vec<_>>());
        let sites = ranked(&findings.sites, |s| s.hits);
        chart(&mut out, "By call site", &sites.iter().map(|(n, s)| (n.as_str(), s.hits)).collect::<Vec<_>>());
        out.push_str("<h2>Samples</h2>\n<p>The first match of each rule, masked.</p>\n<table>\n");
        out.push_str("<tr><th>rule</th><th>hits</th><th>records</th><th>sample</th></tr>\n");
        for (name, rule) in rules {
            let (name, sample) = (escaped(name), escaped(&rule.sample));
            let _ = writeln!(
                out,
                "<tr><td>{name}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td><code>{sample}</code></td></tr>",
                rule.hits, rule.records
            );
        }
        out.push_str(
            "</table>\n<h2>Call sites</h2>\n<table>\n<tr><th>place</th><th>hits</th><th>rules</th></tr>\n",
        );
        for (name, site) in sites.iter().take(200) {
            let (place, rules) = (escaped(name), escaped(&names(site)));
            let _ = writeln!(
                out,
                "<tr><td><code>{place}</code></td><td class=\"n\">{}</td><td>{rules}</td></tr>",
                site.hits
            );
        }
        out.push_str("</table>\n");
    }
    out.push_str(
        "<p>Made by <code>veilfold scan --html</code>. Values are never written to this page.</p>\n",
    );
    out.push_str("</body>\n</html>\n");
    out
}

/// Horizontal bars, the longest first.
fn chart(out: &mut String, title: &str, bars: &[(&str, u64)]) {
    let most = bars.iter().map(|(_, n)| *n).max().unwrap_or_default().max(1);
    let shown = bars.len().min(BARS);
    let (width, height) = (NAME + BAR + NUMBER, shown * ROW);
    let _ = writeln!(
        out,
        "<h2>{title}</h2>\n<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{title}\">"
    );
    for (row, (name, n)) in bars.iter().take(BARS).enumerate() {
        let length = (u128::from(*n) * BAR as u128 / u128::from(most)).max(2);
        let (top, base, at) = (row * ROW + 4, row * ROW + 17, NAME as u128 + length + 8);
        let (label, full) = (escaped(&short(name)), escaped(name));
        let _ = writeln!(
            out,
            "<g><title>{full}: {n}</title><text x=\"{}\" y=\"{base}\" text-anchor=\"end\">{label}</text>\
             <rect x=\"{NAME}\" y=\"{top}\" width=\"{length}\" height=\"{}\" rx=\"2\"/>\
             <text x=\"{at}\" y=\"{base}\">{n}</text></g>",
            NAME - 10,
            ROW - 8
        );
    }
    out.push_str("</svg>\n");
    if bars.len() > shown {
        let _ = writeln!(out, "<p>and {} more</p>", bars.len() - shown);
    }
}

/// The end of a long name says most: `…/shop/payment.py:120`.
fn short(name: &str) -> String {
    const LENGTH: usize = 34;
    let length = name.chars().count();
    if length <= LENGTH {
        return name.to_owned();
    }
    format!("…{}", name.chars().skip(length - LENGTH + 1).collect::<String>())
}

/// Text as HTML shows it, in content and in attributes. What no reader can see is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {
                out.push(' ');
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_log_becomes_markup() {
        assert_eq!(
            escaped("<img src=x onerror='a&b'>\"\u{202e}\n"),
            "&lt;img src=x onerror=&#39;a&amp;b&#39;&gt;&quot;  "
        );
    }

    #[test]
    fn long_names_keep_their_end() {
        assert_eq!(short("a.py:1"), "a.py:1");
        let long = format!("/srv/{}/pay.py:120", "x".repeat(60));
        assert!(short(&long).starts_with('…') && short(&long).ends_with("/pay.py:120"));
        assert_eq!(short(&long).chars().count(), 34);
    }
}
