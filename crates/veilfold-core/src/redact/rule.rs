//! The rule table: rules of key names, detectors, custom rules, in this order.

use super::custom::Custom;
use super::detect::{DETECTORS, Group, is_default};
use super::field::List;
use super::{Action, action::Pseudonym};
use crate::policy::Profile;
use alloc::string::String;
use alloc::vec::Vec;

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// The name of a key.
    Field,
    /// The text itself, with a detector of the catalogue.
    Detector,
    /// The text itself, with a pattern of the policy.
    Custom,
}

/// A rule, as the rule reference and `policy explain` show it.
#[derive(Clone, Copy, Debug)]
pub struct RuleInfo<'r> {
    /// Its name in markers, reports and policies.
    pub id: &'r str,
    /// What it looks at.
    pub kind: RuleKind,
    /// What it protects; custom rules have none.
    pub group: Option<Group>,
    /// One line about it.
    pub summary: &'r str,
    /// Where its format is defined; empty for custom rules.
    pub source: &'r str,
    /// What becomes of its matches.
    pub action: Action,
    /// True when it is switched on.
    pub enabled: bool,
}

/// A rule of the table.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) kind: RuleKind,
    pub(super) group: Option<Group>,
    pub(super) summary: String,
    pub(super) source: &'static str,
    pub(super) action: Action,
    pub(super) enabled: bool,
}

impl Rule {
    pub(super) fn is_field(&self) -> bool {
        self.kind == RuleKind::Field
    }

    pub(super) fn info(&self) -> RuleInfo<'_> {
        RuleInfo {
            id: &self.id,
            kind: self.kind,
            group: self.group,
            summary: &self.summary,
            source: self.source,
            action: self.action,
            enabled: self.enabled,
        }
    }
}

/// The rules of key names, in the order of [`Class`](super::field::Class), and the one of `[fields] deny`.
static FIELDS: [(&str, Group, &str, &str); FIELD_RULES] = [
    (
        "credential_field",
        Group::Secrets,
        told("Values named as passwords, tokens, keys, sessions, one-time codes"),
        told("OWASP Logging Cheat Sheet, data to exclude"),
    ),
    (
        "card_field",
        Group::Pci,
        told("Values named as card numbers, CVV, track data, PIN blocks"),
        told("PCI DSS 4.0, 3.3 and 3.4"),
    ),
    (
        "ssn_field",
        Group::Pii,
        told("Values named as US social security numbers"),
        told("OWASP Logging Cheat Sheet, data to exclude"),
    ),
    (
        "personal_field",
        Group::Pii,
        told("Values named as names, addresses, birth dates, phones, document and account numbers"),
        told("GDPR Art. 4(1)"),
    ),
    (
        "health_field",
        Group::Phi,
        told("Values named as record, member and policy numbers, patients, diagnoses"),
        told("45 CFR 164.514(b)(2)"),
    ),
    (
        "denied_field",
        Group::Secrets,
        told("Values named in `[fields] deny` of the policy"),
        told("the policy"),
    ),
];

/// How many rules of key names there are: the index of the first detector.
pub(super) const FIELD_RULES: usize = 6;
/// The rule of `[fields] deny`.
pub(super) const DENIED: usize = 5;

/// Which rules are on, and what they do: what a policy comes down to.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    /// By rule of key names, then by detector.
    pub(crate) on: Vec<bool>,
    /// The same, and after them the custom rules.
    pub(crate) actions: Vec<Action>,
    pub(crate) deny: List,
    pub(crate) allow: List,
    pub(crate) custom: Vec<Custom>,
    pub(crate) pseudonym: Option<Pseudonym>,
}

impl Selection {
    /// The rules of a profile.
    pub(crate) fn of(profile: Profile) -> Selection {
        let mut on = Vec::new();
        for (id, group) in builtins() {
            on.push(in_profile(profile, id, group));
        }
        Selection {
            actions: alloc::vec![Action::Mask; on.len()],
            on,
            deny: List::default(),
            allow: List::default(),
            custom: Vec::new(),
            pseudonym: None,
        }
    }
}

fn in_profile(profile: Profile, id: &str, group: Group) -> bool {
    // A policy that names a field wants it hidden, under every profile.
    if id == "denied_field" {
        return true;
    }
    let default = is_default(id, group) || matches!(id, "card_field" | "ssn_field");
    match profile {
        Profile::None => false,
        Profile::Default => default,
        #[cfg(feature = "catalogue")]
        Profile::Pci => default || group == Group::Pci,
        // The identifiers of 45 CFR 164.514(b)(2) are personal data first.
        #[cfg(feature = "catalogue")]
        Profile::Phi => default || matches!(group, Group::Phi | Group::Pii),
        #[cfg(feature = "catalogue")]
        Profile::Strict => group != Group::Network,
    }
}

/// Ids and groups of the rules that need no policy, in the order of the table.
pub(crate) fn builtins() -> impl Iterator<Item = (&'static str, Group)> {
    FIELDS.iter().map(|f| (f.0, f.1)).chain(DETECTORS.iter().map(|d| (d.id(), d.group())))
}

/// Index of a rule that needs no policy.
pub(crate) fn builtin_id(id: &str) -> Option<usize> {
    builtins().position(|(known, _)| known == id)
}

/// What a rule says about itself, where somebody may read it.
const fn told(text: &'static str) -> &'static str {
    if cfg!(any(test, feature = "compile")) { text } else { "" }
}

/// The table of a selection.
pub(super) fn table(selection: &Selection) -> Vec<Rule> {
    let action = |i: usize| selection.actions.get(i).copied().unwrap_or_default();
    let on = |i: usize| selection.on.get(i).copied().unwrap_or_default();
    let fields = FIELDS.iter().enumerate().map(|(i, &(id, group, summary, source))| Rule {
        id: id.into(),
        kind: RuleKind::Field,
        group: Some(group),
        summary: summary.into(),
        source,
        action: action(i),
        enabled: on(i),
    });
    let detectors = DETECTORS.iter().enumerate().map(|(i, d)| Rule {
        id: d.id().into(),
        kind: RuleKind::Detector,
        group: Some(d.group()),
        summary: d.told().0.into(),
        source: d.told().1,
        action: action(FIELD_RULES + i),
        enabled: on(FIELD_RULES + i),
    });
    let customs = selection.custom.iter().enumerate().map(|(i, c)| Rule {
        id: c.id.clone(),
        kind: RuleKind::Custom,
        group: None,
        summary: c.pattern.source().into(),
        source: "",
        action: action(FIELD_RULES + DETECTORS.len() + i),
        enabled: true,
    });
    let mut rules: Vec<Rule> = fields.collect();
    rules.extend(detectors);
    rules.extend(customs);
    rules
}
