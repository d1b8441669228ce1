//! From a written `[group]` table to the settings of grouping, or to the first thing that is wrong with it.

use super::block::MOST;
use super::config::{Group, GroupMask, GroupRule};
use super::place::Place;
use super::{External, PolicyError};
use crate::group::learn::{Learned, LearnedTemplate};
use crate::group::stack::FingerprintRule;
use crate::group::{GroupId, Settings, message};
use crate::pattern::Pattern;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use toml::Spanned;

/// Longest key of a rule, in bytes: it is a name.
const KEY: usize = 200;
/// How many masks, rules and aliases one policy may have: each is tried on each record.
const LIST: usize = 1_000;

type Fetch<'f> = dyn Fn(External<'_>) -> Option<Vec<u8>> + 'f;

pub(super) fn grouping(
    place: &Place<'_>,
    group: &Group,
    fetch: &Fetch<'_>,
    warnings: &mut Vec<PolicyError>,
) -> Result<Settings, PolicyError> {
    for (name, length) in
        [("mask", group.mask.len()), ("rule", group.rule.len()), ("aliases", group.aliases.len())]
    {
        if length > LIST {
            let message = format!("{length} entries");
            return Err(place.error(0..0, &format!("group.{name}"), message, format!("at most {LIST}")));
        }
    }
    let mut settings = Settings {
        in_app: globs(place, "in_app", &group.in_app)?,
        not_in_app: globs(place, "not_in_app", &group.not_in_app)?,
        rules: group.rule.iter().enumerate().map(|(i, r)| rule(place, i, r)).collect::<Result<_, _>>()?,
        aliases: aliases(place, &group.aliases)?,
        message: message::Settings {
            cues: group.cues.unwrap_or(true),
            masks: Vec::new(),
            learned: learned(place, group, fetch)?,
        },
    };
    for (i, given) in group.mask.iter().enumerate() {
        settings.message.masks.push(mask(place, i, given)?);
    }
    doubts(place, group, &settings, warnings);
    Ok(settings)
}

fn globs(place: &Place<'_>, name: &str, patterns: &[Spanned<String>]) -> Result<Vec<String>, PolicyError> {
    let glob = |(i, pattern): (usize, &Spanned<String>)| {
        if pattern.get_ref().is_empty() {
            let hint = "a file or module, with `*` for any run of characters: `*/site-packages/shop/*`";
            return Err(place.error(pattern.span(), &format!("group.{name}[{i}]"), "an empty pattern", hint));
        }
        Ok(pattern.get_ref().clone())
    };
    patterns.iter().enumerate().map(glob).collect()
}

fn rule(place: &Place<'_>, i: usize, given: &GroupRule) -> Result<FingerprintRule, PolicyError> {
    let parts = [("type", &given.kind), ("module", &given.module), ("message", &given.message)];
    if parts.iter().all(|(_, part)| part.is_none()) {
        let hint = "add at least one of `type`, `module` and `message`";
        return Err(place.error(given.key.span(), &format!("group.rule[{i}]"), "matches everything", hint));
    }
    for (name, part) in parts {
        if let Some(part) = part.as_ref().filter(|part| part.get_ref().is_empty()) {
            let hint = "it stands for the whole text, with `*` for any run of characters: `*timed out*`";
            let key = format!("group.rule[{i}].{name}");
            return Err(place.error(part.span(), &key, "an empty pattern", hint));
        }
    }
    let key = given.key.get_ref();
    if key.is_empty() || key.len() > KEY || key.contains(char::is_control) {
        let (name, hint) = (format!("group.rule[{i}].key"), format!("a name on one line, 1 to {KEY} bytes"));
        return Err(place.error(given.key.span(), &name, "no fit key", hint));
    }
    let text = |part: &Option<Spanned<String>>| part.as_ref().map(|p| p.get_ref().clone());
    Ok(FingerprintRule {
        kind: text(&given.kind),
        module: text(&given.module),
        message: text(&given.message),
        key: key.clone(),
    })
}

fn aliases(
    place: &Place<'_>,
    given: &BTreeMap<Spanned<String>, Spanned<String>>,
) -> Result<Vec<(GroupId, GroupId)>, PolicyError> {
    let read = |id: &Spanned<String>, key: &str| {
        GroupId::parse(id.get_ref().as_bytes()).ok_or_else(|| {
            let hint = "as a log line or `veilfold group` shows it: m1- or s1- and 16 hexadecimal digits";
            place.error(id.span(), key, format!("`{}` is no group id", id.get_ref()), hint)
        })
    };
    let mut aliases = Vec::new();
    for (from, to) in given {
        let key = format!("group.aliases.{}", from.get_ref());
        if given.keys().any(|other| other.get_ref() == to.get_ref()) {
            let message = format!("`{}` has an alias itself", to.get_ref());
            return Err(place.error(to.span(), &key, message, "name the id that is to stand for both"));
        }
        aliases.push((read(from, &key)?, read(to, &key)?));
    }
    Ok(aliases)
}

fn learned(place: &Place<'_>, group: &Group, fetch: &Fetch<'_>) -> Result<Learned, PolicyError> {
    let mut templates = Vec::new();
    if let Some(name) = &group.templates {
        let refuse = |message: String, hint: &str| place.error(name.span(), "group.templates", message, hint);
        let path = name.get_ref();
        let bytes = fetch(External::Templates(path)).ok_or_else(|| {
            let hint = "it is looked for beside the policy; `veilfold group learn` writes one";
            refuse(format!("`{path}` cannot be read"), hint)
        })?;
        let source = String::from_utf8(bytes)
            .map_err(|_| refuse(format!("`{path}` is not UTF-8"), "is it a file of templates?"))?;
        templates.extend_from_slice(Learned::from_toml(&source, path)?.templates());
    }
    for (i, text) in group.learned.iter().enumerate() {
        if text.get_ref().split(' ').filter(|word| *word == "<+>").count() != 1 {
            let hint = "a template has one learned value, `<+>`, a word of its own: `Collecting <+>`";
            return Err(place.error(
                text.span(),
                &format!("group.learned[{i}]"),
                "no learned template",
                hint,
            ));
        }
        templates.push(LearnedTemplate { text: text.get_ref().clone(), lines: 0, values: 0 });
    }
    if templates.len() > MOST as usize {
        let message = format!("{} templates", templates.len());
        return Err(place.error(0..0, "group.templates", message, format!("at most {MOST}")));
    }
    Ok(Learned::new(templates))
}

fn mask(place: &Place<'_>, i: usize, given: &GroupMask) -> Result<Pattern, PolicyError> {
    let key = |name: &str| format!("group.mask[{i}].{name}");
    let (pattern, _) = Pattern::compile(given.pattern.get_ref()).map_err(|e| {
        let (message, hint) = e.told();
        place.error(given.pattern.span(), &key("pattern"), message, hint)
    })?;
    for (name, texts, wanted) in [("match", &given.matches, true), ("no_match", &given.no_match, false)] {
        for (n, text) in texts.iter().enumerate() {
            if pattern.is_in(text.get_ref().as_bytes()) != wanted {
                let verb = if wanted { "does not match" } else { "matches" };
                let message = format!("the pattern {verb} `{}`", text.get_ref());
                let hint = "the self-test fails: mend one of the two";
                return Err(place.error(text.span(), &key(&format!("{name}[{n}]")), message, hint));
            }
        }
    }
    Ok(pattern)
}

/// What is allowed and hardly meant.
fn doubts(place: &Place<'_>, group: &Group, settings: &Settings, found: &mut Vec<PolicyError>) {
    for (i, pattern) in group.not_in_app.iter().enumerate() {
        if settings.in_app.contains(pattern.get_ref()) {
            let key = format!("group.not_in_app[{i}]");
            let message = "has no effect: the same pattern stands in in_app, and in_app wins";
            found.push(place.error(pattern.span(), &key, message, "take it from one list"));
        }
    }
    for (i, rule) in settings.rules.iter().enumerate() {
        let same = |other: &&FingerprintRule| {
            (&other.kind, &other.module, &other.message) == (&rule.kind, &rule.module, &rule.message)
        };
        if let Some(other) = settings.rules[..i].iter().find(same) {
            let message =
                format!("never decides: the rule of `{}` asks for the same and comes first", other.key);
            let span = group.rule[i].key.span();
            found.push(place.error(span, &format!("group.rule[{i}]"), message, "take one of the two out"));
        }
    }
    for (i, mask) in group.mask.iter().enumerate() {
        if mask.matches.is_empty() {
            let hint = "add match = [\"…\"], and no_match for what must stay";
            let key = format!("group.mask[{i}].match");
            found.push(place.error(mask.pattern.span(), &key, "the mask has no self-test", hint));
        }
    }
}
