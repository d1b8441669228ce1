//! From a written policy to a compiled one, or to the first thing that is wrong with it.

use super::config::{self, Config};
use super::group::grouping;
use super::place::{ACTIONS, Place};
use super::suggest::did_you_mean;
use super::warnings::{shadowed, warnings};
use super::{External, Limits, Policy, PolicyError, Profile};
use crate::redact::detect::Group;
use crate::redact::field::{List, Selector, SelectorError};
use crate::redact::{Action, Custom, Pseudonym, Redactor, Selection, builtin_id, builtins, is_key_id};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::RangeInclusive;
use toml::Spanned;

/// The version of the policy format.
const VERSION: i64 = 1;
/// Bounds of `[limits]`.
const RECORD_BYTES: RangeInclusive<i64> = 256..=64 << 20;
const DEPTH: RangeInclusive<i64> = 1..=512;
/// How many custom rules one policy may have.
const RULES: usize = 10_000;

pub(super) fn compile(
    source: &str,
    origin: &str,
    fetch: &dyn Fn(External<'_>) -> Option<Vec<u8>>,
) -> Result<Policy, PolicyError> {
    let place = Place { source, origin };
    let config: Config = toml::from_str(source).map_err(|e| place.refusal(&e))?;
    version(&place, &config)?;
    let mut selection = Selection::of(profile(&place, config.profile.as_ref())?);
    fields(&place, &config.fields, &mut selection)?;
    rules(&place, &config.rule, &mut selection)?;
    detectors(&place, &config.detectors, &mut selection)?;
    pseudonym(&place, config.pseudonym.as_ref(), fetch, &mut selection)?;
    actions(&place, &config, &mut selection)?;
    let limits = limits(&place, &config.limits)?;
    let mut warnings = warnings(&place, &config, &selection);
    let grouping = grouping(&place, &config.group, fetch, &mut warnings)?;
    let redactor = Redactor::assemble(selection);
    shadowed(&place, &config.rule, &redactor, &mut warnings);
    Ok(Policy { redactor, grouping, limits, warnings })
}

fn version(place: &Place<'_>, config: &Config) -> Result<(), PolicyError> {
    match &config.version {
        None => Err(place.error(0..0, "version", "no version given", "begin the file with `version = 1`")),
        Some(v) if *v.get_ref() != VERSION => Err(place.error(
            v.span(),
            "version",
            format!("version {} is not known", v.get_ref()),
            "this veilfold reads version 1",
        )),
        Some(_) => Ok(()),
    }
}

fn profile(place: &Place<'_>, name: Option<&Spanned<String>>) -> Result<Profile, PolicyError> {
    let Some(name) = name else { return Ok(Profile::Default) };
    Profile::from_name(name.get_ref()).ok_or_else(|| {
        let names = Profile::ALL.map(Profile::name);
        let hint =
            did_you_mean(name.get_ref(), names).unwrap_or_else(|| format!("one of: {}", names.join(", ")));
        place.error(name.span(), "profile", format!("there is no profile `{}`", name.get_ref()), hint)
    })
}

fn fields(place: &Place<'_>, fields: &config::Fields, selection: &mut Selection) -> Result<(), PolicyError> {
    let read = |list: &mut List, key: &str, texts: &[Spanned<String>]| {
        for (i, text) in texts.iter().enumerate() {
            let selector = Selector::parse(text.get_ref()).map_err(|e| {
                let (message, hint) = match e {
                    SelectorError::Empty => {
                        ("a step of the selector is empty", "write keys divided by single dots")
                    }
                    SelectorError::Star => {
                        ("`*` inside a key", "`*` and `**` stand alone between dots: `user.*`")
                    }
                    SelectorError::Everything => ("the selector names no key", "name at least one key"),
                    SelectorError::Long => {
                        ("the selector is too long", "at most 32 steps of at most 60 bytes")
                    }
                };
                place.error(text.span(), &format!("fields.{key}[{i}]"), message, hint)
            })?;
            list.push(selector);
        }
        Ok(())
    };
    read(&mut selection.deny, "deny", &fields.deny)?;
    read(&mut selection.allow, "allow", &fields.allow)
}

fn unknown_rule(place: &Place<'_>, id: &Spanned<String>, key: &str, selection: &Selection) -> PolicyError {
    let known = builtins().map(|(id, _)| id).chain(selection.custom.iter().map(|c| c.id.as_str()));
    let hint =
        did_you_mean(id.get_ref(), known).unwrap_or_else(|| "`veilfold policy rules` lists them".into());
    place.error(id.span(), key, format!("there is no rule `{}`", id.get_ref()), hint)
}

fn detectors(
    place: &Place<'_>,
    config: &config::Detectors,
    selection: &mut Selection,
) -> Result<(), PolicyError> {
    for (name, ids, on) in [("enable", &config.enable, true), ("disable", &config.disable, false)] {
        for (i, id) in ids.iter().enumerate() {
            let key = format!("detectors.{name}[{i}]");
            let Some(index) = builtin_id(id.get_ref()) else {
                return Err(unknown_rule(place, id, &key, selection));
            };
            if !on && config.enable.iter().any(|e| e.get_ref() == id.get_ref()) {
                return Err(place.error(
                    id.span(),
                    &key,
                    "the rule is enabled and disabled",
                    "take it from one list",
                ));
            }
            selection.on[index] = on;
        }
    }
    Ok(())
}

fn rules(place: &Place<'_>, rules: &[config::Rule], selection: &mut Selection) -> Result<(), PolicyError> {
    if rules.len() > RULES {
        return Err(place.error(0..0, "rule", format!("{} rules", rules.len()), format!("at most {RULES}")));
    }
    for (i, rule) in rules.iter().enumerate() {
        let id = rule.id.get_ref();
        let key = |name: &str| format!("rule[{i}].{name}");
        let is_id = id.len() <= 64
            && id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !is_id {
            let hint = "small letters, digits and `_`, a letter first, at most 64";
            return Err(place.error(rule.id.span(), &key("id"), format!("`{id}` is no rule id"), hint));
        }
        if builtin_id(id).is_some() || selection.custom.iter().any(|c| c.id == *id) {
            return Err(place.error(
                rule.id.span(),
                &key("id"),
                format!("the id `{id}` is taken"),
                "choose another",
            ));
        }
        let keywords: Vec<String> = rule.keywords.iter().map(|k| k.get_ref().clone()).collect();
        if let Some((n, word)) =
            rule.keywords.iter().enumerate().find(|(_, k)| !(1..=40).contains(&k.get_ref().len()))
        {
            let hint = "1 to 40 bytes";
            return Err(place.error(
                word.span(),
                &key(&format!("keywords[{n}]")),
                "the keyword has no fit length",
                hint,
            ));
        }
        let custom = Custom::compile(id, rule.pattern.get_ref(), &keywords).map_err(|e| {
            let (message, hint) = e.told();
            place.error(rule.pattern.span(), &key("pattern"), message, hint)
        })?;
        for (n, text) in rule.matches.iter().enumerate() {
            if !custom.is_in(text.get_ref().as_bytes()) {
                let message = format!("the pattern does not match `{}`", text.get_ref());
                return Err(place.error(
                    text.span(),
                    &key(&format!("match[{n}]")),
                    message,
                    "the self-test fails: mend one of the two",
                ));
            }
        }
        for (n, text) in rule.no_match.iter().enumerate() {
            if custom.is_in(text.get_ref().as_bytes()) {
                let message = format!("the pattern matches `{}`", text.get_ref());
                return Err(place.error(
                    text.span(),
                    &key(&format!("no_match[{n}]")),
                    message,
                    "the self-test fails: mend one of the two",
                ));
            }
        }
        selection.custom.push(custom);
        selection.actions.push(Action::Mask);
    }
    Ok(())
}

fn pseudonym(
    place: &Place<'_>,
    config: Option<&Spanned<config::Pseudonym>>,
    fetch: &dyn Fn(External<'_>) -> Option<Vec<u8>>,
    selection: &mut Selection,
) -> Result<(), PolicyError> {
    let Some(spanned) = config else { return Ok(()) };
    let config = spanned.get_ref();
    if !is_key_id(config.key_id.get_ref().as_bytes()) {
        let hint = "letters, digits, `.`, `_` and `-`, at most 64";
        return Err(place.error(config.key_id.span(), "pseudonym.key_id", "no fit key id", hint));
    }
    let (source, name, at) = match (&config.key_env, &config.key_file) {
        (Some(env), None) => (External::KeyEnv(env.get_ref()), "pseudonym.key_env", env),
        (None, Some(file)) => (External::KeyFile(file.get_ref()), "pseudonym.key_file", file),
        _ => {
            let hint = "give exactly one of `key_env` and `key_file`";
            return Err(place.error(spanned.span(), "pseudonym", "where is the key?", hint));
        }
    };
    let Some(key) = fetch(source) else {
        let (message, hint) = match source {
            External::KeyEnv(_) => {
                ("the environment variable is not set", "set it, or leave out [pseudonym]")
            }
            _ => ("the key file cannot be read", "check the path and who may read it"),
        };
        return Err(place.error(at.span(), name, format!("`{}`: {message}", at.get_ref()), hint));
    };
    if key.len() < 16 {
        let hint = "at least 16 bytes; `openssl rand -hex 32` makes one";
        return Err(place.error(at.span(), name, "the key is too short", hint));
    }
    selection.pseudonym = Some(Pseudonym::new(config.key_id.get_ref().clone(), &key));
    Ok(())
}

fn actions(place: &Place<'_>, config: &Config, selection: &mut Selection) -> Result<(), PolicyError> {
    let builtin_count = selection.on.len();
    let mut card: Option<(Action, &str)> = None;
    for (id, given) in &config.actions {
        let key = format!("actions.{}", id.get_ref());
        let custom = selection.custom.iter().position(|c| c.id == *id.get_ref());
        let Some(index) = builtin_id(id.get_ref()).or(custom.map(|i| builtin_count + i)) else {
            return Err(unknown_rule(place, id, &key, selection));
        };
        let action = action(place, &key, given)?;
        if action == Action::Hash && selection.pseudonym.is_none() {
            let hint = "add [pseudonym] with key_env or key_file, and key_id";
            return Err(place.error(given.action.span(), &key, "hash needs a key", hint));
        }
        // PCI DSS 4.0, 3.4.1 and 3.5.1: a hashed and a truncated form of one card number must not
        // both be there, since together they give it away.
        let is_card = builtins().nth(index).is_some_and(|(_, group)| group == Group::Pci);
        if is_card && matches!(action, Action::Hash | Action::Partial { .. }) {
            match card {
                Some((other, id)) if other.name() != action.name() => {
                    let message = format!("card data is both hashed and truncated here (see actions.{id})");
                    let hint = "PCI DSS 3.4 and 3.5 forbid both together: choose one for all card rules";
                    return Err(place.error(given.action.span(), &key, message, hint));
                }
                _ => card = Some((action, id.get_ref())),
            }
        }
        selection.actions[index] = action;
    }
    Ok(())
}

fn action(place: &Place<'_>, key: &str, given: &config::Action) -> Result<Action, PolicyError> {
    let keep = given.keep_last.as_ref();
    let action = match given.action.get_ref().as_str() {
        "mask" => Action::Mask,
        "hash" => Action::Hash,
        "remove" => Action::Remove,
        "partial" => {
            let Some(n) = keep else {
                return Err(place.error(
                    given.action.span(),
                    key,
                    "partial needs `keep_last`",
                    "for example keep_last = 4",
                ));
            };
            match u8::try_from(*n.get_ref()) {
                Ok(keep_last @ 1..=16) => Action::Partial { keep_last },
                _ => {
                    return Err(place.error(
                        n.span(),
                        &format!("{key}.keep_last"),
                        "out of range",
                        "1 to 16",
                    ));
                }
            }
        }
        other => {
            let hint =
                did_you_mean(other, ACTIONS).unwrap_or_else(|| format!("one of: {}", ACTIONS.join(", ")));
            return Err(place.error(
                given.action.span(),
                &format!("{key}.action"),
                format!("there is no action `{other}`"),
                hint,
            ));
        }
    };
    match keep {
        Some(n) if !matches!(action, Action::Partial { .. }) => Err(place.error(
            n.span(),
            &format!("{key}.keep_last"),
            "only partial keeps anything",
            "take it out",
        )),
        _ => Ok(action),
    }
}

fn limits(place: &Place<'_>, config: &config::Limits) -> Result<Limits, PolicyError> {
    let read =
        |value: &Option<Spanned<i64>>, name: &str, range: RangeInclusive<i64>, default: usize| match value {
            None => Ok(default),
            Some(v) if range.contains(v.get_ref()) => Ok(*v.get_ref() as usize),
            Some(v) => Err(place.error(
                v.span(),
                &format!("limits.{name}"),
                format!("{} is out of range", v.get_ref()),
                format!("{} to {}", range.start(), range.end()),
            )),
        };
    let default = Limits::default();
    Ok(Limits {
        max_record_bytes: read(
            &config.max_record_bytes,
            "max_record_bytes",
            RECORD_BYTES,
            default.max_record_bytes,
        )?,
        max_depth: read(&config.max_depth, "max_depth", DEPTH, default.max_depth)?,
    })
}
