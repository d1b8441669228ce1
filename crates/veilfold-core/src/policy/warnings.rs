//! What a policy may say and hardly means.

use super::PolicyError;
use super::config::{self, Config};
use super::place::Place;
use crate::redact::{Redactor, Selection, builtin_id};
use alloc::format;
use alloc::vec::Vec;

/// What can be told from the text and the rules alone.
pub(super) fn warnings(place: &Place<'_>, config: &Config, selection: &Selection) -> Vec<PolicyError> {
    let mut found = Vec::new();
    for (i, (rule, custom)) in config.rule.iter().zip(&selection.custom).enumerate() {
        let key = format!("rule[{i}].pattern");
        let span = rule.pattern.span();
        if custom.literals.is_empty() {
            let message = "costs time at every byte: no match of it begins with three known bytes";
            found.push(place.error(span.clone(), &key, message, "begin it with a literal, such as 'EMP-'"));
        }
        let before = &selection.custom[..i];
        if let Some(other) = before.iter().find(|c| c.pattern == custom.pattern && c.keywords.is_empty()) {
            let message = format!("never gets a match: `{}` has the same pattern and comes first", other.id);
            found.push(place.error(span.clone(), &key, message, "take one of the two out"));
        }
        if rule.matches.is_empty() {
            let hint = "add match = [\"…\"], and no_match for what must stay";
            found.push(place.error(
                rule.id.span(),
                &format!("rule[{i}].match"),
                "the rule has no self-test",
                hint,
            ));
        }
    }
    for id in config.actions.keys() {
        if builtin_id(id.get_ref()).is_some_and(|i| !selection.on[i]) {
            let message = "has no effect: the rule is not switched on";
            let hint = "add it to [detectors] enable, or take another profile";
            found.push(place.error(id.span(), &format!("actions.{}", id.get_ref()), message, hint));
        }
    }
    for (i, text) in config.fields.allow.iter().enumerate() {
        if config.fields.deny.iter().any(|d| d.get_ref() == text.get_ref()) {
            let message = "has no effect: the same selector is denied, and deny wins";
            found.push(place.error(
                text.span(),
                &format!("fields.allow[{i}]"),
                message,
                "take it from one list",
            ));
        }
    }
    found
}

/// Rules of which the policy's own examples are matches of other rules.
pub(super) fn shadowed(
    place: &Place<'_>,
    rules: &[config::Rule],
    redactor: &Redactor,
    found: &mut Vec<PolicyError>,
) {
    for (i, rule) in rules.iter().enumerate() {
        let (mut own, mut others) = (rule.matches.is_empty(), Vec::new());
        for text in &rule.matches {
            for hit in redactor.explain(text.get_ref().as_bytes()) {
                match redactor.rule_name(hit.rule) {
                    name if name == rule.id.get_ref() => own = true,
                    name => others.push(name),
                }
            }
        }
        let key = format!("rule[{i}].pattern");
        // The rule with the same pattern has been named.
        if found.iter().any(|w| w.key == key && w.message.starts_with("never gets a match")) {
            continue;
        }
        if let (false, Some(other)) = (own, others.first()) {
            let message = format!("never gets a match: `{other}` takes what the rule's own examples hold");
            let hint = "take the rule out, or `[detectors] disable` the other one";
            found.push(place.error(rule.pattern.span(), &key, message, hint));
        }
    }
}
