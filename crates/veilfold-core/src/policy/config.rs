//! A policy as it is written: TOML, nothing checked but the shape.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Deserialize;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    pub(super) version: Option<Spanned<i64>>,
    pub(super) profile: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) fields: Fields,
    #[serde(default)]
    pub(super) detectors: Detectors,
    #[serde(default)]
    pub(super) actions: BTreeMap<Spanned<String>, Action>,
    #[serde(default)]
    pub(super) rule: Vec<Rule>,
    pub(super) pseudonym: Option<Spanned<Pseudonym>>,
    #[serde(default)]
    pub(super) limits: Limits,
    #[serde(default)]
    pub(super) group: Group,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    #[serde(default)]
    pub(super) deny: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) allow: Vec<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Detectors {
    #[serde(default)]
    pub(super) disable: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) enable: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Action {
    pub(super) action: Spanned<String>,
    pub(super) keep_last: Option<Spanned<i64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) id: Spanned<String>,
    pub(super) pattern: Spanned<String>,
    #[serde(default)]
    pub(super) keywords: Vec<Spanned<String>>,
    #[serde(default, rename = "match")]
    pub(super) matches: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) no_match: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the names of the file")]
pub(super) struct Pseudonym {
    pub(super) key_env: Option<Spanned<String>>,
    pub(super) key_file: Option<Spanned<String>>,
    pub(super) key_id: Spanned<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Limits {
    pub(super) max_record_bytes: Option<Spanned<i64>>,
    pub(super) max_depth: Option<Spanned<i64>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    #[serde(default)]
    pub(super) in_app: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) not_in_app: Vec<Spanned<String>>,
    pub(super) cues: Option<bool>,
    pub(super) templates: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) learned: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) mask: Vec<GroupMask>,
    #[serde(default)]
    pub(super) rule: Vec<GroupRule>,
    #[serde(default)]
    pub(super) aliases: BTreeMap<Spanned<String>, Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupMask {
    pub(super) pattern: Spanned<String>,
    #[serde(default, rename = "match")]
    pub(super) matches: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) no_match: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupRule {
    #[serde(rename = "type")]
    pub(super) kind: Option<Spanned<String>>,
    pub(super) module: Option<Spanned<String>>,
    pub(super) message: Option<Spanned<String>>,
    pub(super) key: Spanned<String>,
}
