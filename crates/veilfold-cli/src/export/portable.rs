//! What a target without our engine can say of a policy: patterns and keys, and a list of what it cannot.

use crate::error::CliError;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use veilfold_core::Policy;

const DATA: &str = include_str!("../../exports/portable.toml");

/// A part of the policy that the target does not hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Missing {
    /// Dotted key of the policy, or the rule.
    pub(super) part: String,
    pub(super) why: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    keys: String,
    #[serde(rename = "pattern")]
    patterns: Vec<Pattern>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pattern {
    rule: String,
    regex: String,
    loses: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "tests hide it"))]
    example: String,
}

/// What of a written policy is not in a compiled one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Written {
    fields: Fields,
    actions: BTreeMap<String, Action>,
    rule: Vec<Rule>,
    pub(super) pseudonym: Option<toml::Table>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    deny: Vec<String>,
    allow: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Action {
    action: String,
}

#[derive(Debug, Deserialize)]
struct Rule {
    id: String,
    pattern: String,
    #[serde(default)]
    keywords: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Portable {
    pub(super) patterns: Vec<String>,
    pub(super) keys: Vec<String>,
    pub(super) missing: Vec<Missing>,
}

impl Portable {
    pub(super) fn of(policy: &Policy, written: &Written) -> Result<Portable, CliError> {
        let data: Data = toml::from_str(DATA).map_err(|e| CliError::Export(format!("portable.toml: {e}")))?;
        let (mut patterns, mut keys, mut missing) = (Vec::new(), Vec::new(), Vec::new());
        let mut say = |part: &str, why: String| missing.push(Missing { part: part.to_owned(), why });
        let on: BTreeSet<&str> = policy.redactor().rules().filter(|r| r.enabled).map(|r| r.id).collect();
        for pattern in data.patterns.iter().filter(|p| on.contains(p.rule.as_str())) {
            patterns.push(pattern.regex.clone());
            if !pattern.loses.is_empty() {
                say(&pattern.rule, pattern.loses.clone());
            }
        }
        for rule in &written.rule {
            patterns.push(rule.pattern.clone());
            if !rule.keywords.is_empty() {
                let why = format!(
                    "keywords ({}) are not looked for: the pattern hides everywhere",
                    rule.keywords.join(", ")
                );
                say(&rule.id, why);
            }
        }
        let field = ["credential_field", "card_field", "ssn_field", "personal_field", "health_field"];
        if on.contains("credential_field") {
            keys.push(data.keys);
        }
        for rule in field.iter().filter(|rule| on.contains(*rule)) {
            say(rule, "keys are matched by pieces and not by words, and not all names are there".to_owned());
        }
        for (i, selector) in written.fields.deny.iter().enumerate() {
            let part = format!("fields.deny[{i}]");
            match selector.rsplit('.').next() {
                Some(last) if !last.contains('*') => {
                    keys.push(format!("(?i)^{}$", escaped(last)));
                    if last != selector {
                        say(
                            &part,
                            format!("{selector}: the path is not looked at: {last} is hidden everywhere"),
                        );
                    }
                }
                _ => say(&part, format!("{selector}: a path that ends with * has no key")),
            }
        }
        for (i, selector) in written.fields.allow.iter().enumerate() {
            say(&format!("fields.allow[{i}]"), format!("{selector}: there are no exceptions"));
        }
        for (rule, action) in written.actions.iter().filter(|(_, a)| a.action != "mask") {
            say(&format!("actions.{rule}"), format!("{} is not known: values are masked", action.action));
        }
        let known = |id: &&str| {
            data.patterns.iter().any(|p| p.rule == **id) || written.rule.iter().any(|r| r.id == **id)
        };
        let without: Vec<&str> = on
            .iter()
            .filter(|id| !known(id) && !field.contains(id) && **id != "denied_field")
            .copied()
            .collect();
        if !without.is_empty() {
            say("rules without a pattern", without.join(", "));
        }
        say("group_id", "patterns make no ids".to_owned());
        Ok(Portable { patterns, keys, missing })
    }
}

/// The text as a pattern of itself.
fn escaped(text: &str) -> String {
    let special = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii());
    text.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use veilfold_core::{Engine, Options, Profile, Scratch};

    fn data() -> Data {
        toml::from_str(DATA).expect("sound package data")
    }

    #[test]
    fn every_pattern_is_one_and_hides_what_its_rule_hides() {
        for Pattern { rule, regex, example, .. } in data().patterns {
            // As a custom rule, with its self-test: the policy compiler judges the pattern.
            let text = |t: &str| toml::Value::String(t.to_owned());
            let policy = format!(
                "version = 1\nprofile = \"none\"\n[[rule]]\nid = \"portable\"\npattern = {}\nmatch = [{}]",
                text(&regex),
                text(&example)
            );
            if let Err(error) = Policy::compile(&policy, &rule, &|_| None) {
                panic!("{error}");
            }
            let only = format!("version = 1\nprofile = \"none\"\n[detectors]\nenable = [\"{rule}\"]");
            let policy = Policy::compile(&only, &rule, &|_| None).expect("a rule of ours");
            let engine = Engine::new(policy, Options::default());
            let mut out = Vec::new();
            assert!(
                engine.redact(example.as_bytes(), &mut out, &mut Scratch::default()),
                "{rule}: {example}"
            );
        }
    }

    #[test]
    fn all_that_is_lost_is_said() {
        let source = "version = 1\n[fields]\ndeny = [\"user.pin\", \"a.*\"]\nallow = [\"token\"]\n\
            [actions]\ncredit_card = { action = \"partial\", keep_last = 4 }\n\
            [[rule]]\nid = \"employee\"\npattern = 'EMP-\\d{6}'\nkeywords = [\"employee\"]";
        let policy = Policy::compile(source, "<string>", &|_| None).expect("a sound policy");
        let portable =
            Portable::of(&policy, &toml::from_str(source).expect("TOML")).expect("sound package data");
        for part in [
            "fields.deny[0]",
            "fields.deny[1]",
            "fields.allow[0]",
            "actions.credit_card",
            "employee",
            "credit_card",
        ] {
            assert!(portable.missing.iter().any(|m| m.part == part), "{part}: {:?}", portable.missing);
        }
        assert!(portable.patterns.iter().any(|p| p == r"EMP-\d{6}"));
        assert!(portable.keys.contains(&"(?i)^pin$".to_owned()));
        // Every rule that is on is either expressed or named.
        let named: String = portable.missing.iter().map(|m| format!("{} {}\n", m.part, m.why)).collect();
        let data = data();
        for rule in policy.redactor().rules().filter(|r| r.enabled && r.id != "denied_field") {
            let expressed = data.patterns.iter().any(|p| p.rule == rule.id && p.loses.is_empty());
            assert!(expressed || named.contains(rule.id), "{} is lost in silence", rule.id);
        }
    }

    #[test]
    fn the_profile_none_needs_nothing_but_ids() {
        let portable =
            Portable::of(&Policy::builtin(Profile::None), &Written::default()).expect("sound package data");
        assert!(portable.patterns.is_empty() && portable.keys.is_empty());
        assert_eq!(portable.missing.len(), 1, "{:?}", portable.missing);
    }
}
