//! `veilfold wasm`: filter modules with a policy in them.

mod args;
mod binary;
mod module;
mod templates;

pub(crate) use args::WasmArgs;

use crate::args::Format;
use crate::error::CliError;
use crate::{OK, table};
use args::{BakeArgs, KeyArg, WasmCommand};
use module::{Damage, Module, Rules};
use serde_json::{Value, json};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use veilfold_core::redact::Action;
use veilfold_core::{Policy, Profile};
use veilfold_transform::Block;

/// Our version; a block is for modules of the same one, since its rules are those of the catalogue.
const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(crate) fn run(args: &WasmArgs) -> Result<u8, CliError> {
    match &args.command {
        WasmCommand::Bake(args) => bake(args),
        WasmCommand::Inspect { file, format } => inspect(file, *format),
    }
}

fn refuse(name: &str, message: impl Into<String>) -> CliError {
    CliError::Module { name: name.to_owned(), message: message.into() }
}

fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    fs::read(path).map_err(|error| CliError::Input { name: path.display().to_string(), error })
}

fn parse<'m>(name: &str, bytes: &'m [u8]) -> Result<Module<'m>, CliError> {
    Module::read(bytes).map_err(|damage| refuse(name, explained(&damage)))
}

fn explained(damage: &Damage) -> &'static str {
    match damage {
        Damage::NoModule => "is no WebAssembly module, or a damaged one",
        Damage::NotOurs => {
            "is no filter module of veilfold; take one from the release, or from wasm-plugins/build.sh"
        }
        Damage::Baked => "has a policy already; take the template that it was made from",
        Damage::Large => "has no room for the policy",
    }
}

fn bake(args: &BakeArgs) -> Result<u8, CliError> {
    let (policy, key) = match &args.engine.policy {
        Some(path) => veilfold_io::policy::load_with_key(path)?,
        None => (Policy::builtin(args.engine.profile.into()), None),
    };
    let needed = if policy.is_within_default() { Rules::Default } else { Rules::All };
    let (name, template) = match &args.template {
        Some(path) => (path.display().to_string(), read(path)?.into()),
        // The smallest that has what the policy turns on.
        None => (format!("template {}", args.host.name()), templates::of(args.host, needed)?),
    };
    let module = parse(&name, &template)?;
    if module.about.host != args.host.name() {
        return Err(refuse(&name, format!("is for {}; say --host {0}", module.about.host)));
    }
    if module.about.version != VERSION {
        let other = &module.about.version;
        return Err(refuse(
            &name,
            format!("is of version {other}, this command of {VERSION}: take both from one release"),
        ));
    }
    if needed == Rules::All && module.about.rules == Rules::Default {
        let all = templates::file(args.host.name(), Rules::All);
        return Err(refuse(
            &name,
            format!("has the rules of the profile `default`, and the policy turns on others: take {all}"),
        ));
    }
    let hashing: Vec<&str> =
        policy.redactor().rules().filter(|r| r.enabled && r.action == Action::Hash).map(|r| r.id).collect();
    let key = match args.key {
        Some(KeyArg::Embed) => key.unwrap_or_default(),
        None if !hashing.is_empty() => {
            let message = format!(
                "the policy hashes {}, and a filter can read its key from nowhere but the module: say `--key embed` \
                 (who reads the module has the key) or `--key mask` (they are masked instead)",
                hashing.join(", ")
            );
            return Err(refuse(&args.out.display().to_string(), message));
        }
        Some(KeyArg::Mask) | None => Vec::new(),
    };
    let block = Block {
        policy: &policy.to_bytes(),
        key: &key,
        group: args.group.into(),
        message_field: args.message.message_field.as_deref().unwrap_or_default(),
    };
    let baked = module.bake(&block.to_bytes()).map_err(|damage| refuse(&name, explained(&damage)))?;
    fs::write(&args.out, &baked)
        .map_err(|error| CliError::Input { name: args.out.display().to_string(), error })?;
    Ok(OK)
}

fn inspect(file: &Path, format: Format) -> Result<u8, CliError> {
    let name = file.display().to_string();
    let bytes = read(file)?;
    let module = parse(&name, &bytes)?;
    let about = &module.about;
    let found = match module.block() {
        Some(block) => {
            let block = Block::from_bytes(block).ok_or_else(|| refuse(&name, "has a damaged policy"))?;
            let policy = Policy::from_bytes(block.policy, None).ok_or_else(|| {
                refuse(
                    &name,
                    format!("has a policy that version {VERSION} cannot read; it is of {}", about.version),
                )
            })?;
            let key = if block.key.is_empty() { "none" } else { "embedded" };
            Some((policy, format!("{:?}", block.group).to_lowercase(), block.message_field.to_owned(), key))
        }
        // What a module does without a block; that of another version is not known here.
        None => (about.version == VERSION)
            .then(|| (Policy::builtin(Profile::Default), "errors".to_owned(), String::new(), "none")),
    };
    let text = |text: &str| Value::from(text);
    let (hash, rules, group, message_field, key) = match &found {
        Some((policy, group, field, key)) => (
            text(&policy.hash()),
            Value::from(policy.redactor().rules().filter(|r| r.enabled).count()),
            text(group),
            if field.is_empty() { Value::Null } else { text(field) },
            text(key),
        ),
        None => Default::default(),
    };
    let answer = json!({
        "version": about.version, "policy_hash": hash, "rules": rules, "host": about.host, "function": about.function,
        "catalogue": about.rules.name(), "baked": module.block().is_some(), "group": group, "message_field": message_field, "key": key,
        "bytes": bytes.len(),
    });
    let printed = match (format, &answer) {
        (Format::Text, Value::Object(members)) => {
            let shown = |value: &Value| match value {
                Value::String(text) => text.clone(),
                Value::Null => "-".to_owned(),
                other => other.to_string(),
            };
            let rows: Vec<Vec<String>> = members.iter().map(|(k, v)| vec![k.clone(), shown(v)]).collect();
            table::table(&["what", "value"], &rows)
        }
        _ => format!("{answer}\n"),
    };
    io::stdout().write_all(printed.as_bytes()).map_err(CliError::Output)?;
    Ok(OK)
}
