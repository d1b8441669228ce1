//! The rule reference of the docs, made from the detectors' own fields.

use super::{DETECTORS, Group};
use alloc::string::String;
use core::fmt::Write as _;

/// All rules as a Markdown page: a table for each group, with id, summary and source.
pub fn reference() -> String {
    let mut page = String::from("# Rules\n\nMade from the detectors' code.\n");
    const GROUPS: [(Group, &str); 5] = [
        (Group::Secrets, "secrets: credentials"),
        (Group::Pci, "pci: card data"),
        (Group::Pii, "pii: personal data"),
        (Group::Phi, "phi: health identifiers"),
        (Group::Network, "network: addresses, off unless named"),
    ];
    for (group, title) in GROUPS {
        let rules = DETECTORS.iter().filter(|d| d.group == group);
        // Writing to a string cannot fail.
        let _ = write!(page, "\n## {title}\n\n{} rules.\n\n", rules.clone().count());
        page.push_str("| Rule | Hides | Format source |\n|---|---|---|\n");
        for d in rules {
            let _ = writeln!(page, "| `{}` | {} | {} |", d.id, cell(d.summary), cell(d.source));
        }
    }
    page
}

/// A table cell: `|` would end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
