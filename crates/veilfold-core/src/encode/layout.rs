//! Options made ready: keys escaped once, constant members written once.

use super::schema::{ECS_VERSION, Names, Schema};
use super::snake::snake_case;
use super::time::Precision;
use super::value::Writer;
use super::{Veil, json};
use crate::options::Options;
use alloc::borrow::Cow;
use alloc::vec::Vec;

/// How lines look, compiled from [`Options`].
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) schema: Schema,
    pub(crate) names: &'static Names,
    pub(crate) precision: Precision,
    pub(crate) caller: bool,
    pub(crate) stacktrace: bool,
    pub(crate) keys: Keys,
    /// Constant members of every line, veiled and written, each with its comma.
    pub(crate) fixed: Vec<u8>,
    /// Constant members of an OpenTelemetry resource, likewise.
    pub(crate) resource: Vec<u8>,
    /// The escaped key under which extras are nested.
    pub(crate) extras: Option<Vec<u8>>,
    reserved: Vec<Vec<u8>>,
    rename: Vec<(Vec<u8>, Vec<u8>)>,
    snake_case: bool,
}

/// Escaped keys with their quotes and colon, of the members that every line has.
#[derive(Debug)]
pub(crate) struct Keys {
    pub(crate) timestamp: Vec<u8>,
    pub(crate) level: Vec<u8>,
    pub(crate) logger: Vec<u8>,
    pub(crate) message: Vec<u8>,
}

impl Layout {
    pub(crate) fn new(options: &Options, veil: &mut impl Veil) -> Layout {
        let names = options.schema.names();
        let rename: Vec<(Vec<u8>, Vec<u8>)> =
            options.rename.iter().map(|(from, to)| (from.clone().into(), to.clone().into())).collect();
        let renamed = |name: &str| -> Vec<u8> {
            rename
                .iter()
                .find(|(from, _)| from == name.as_bytes())
                .map_or_else(|| name.into(), |(_, to)| to.clone())
        };
        let key = |name: &str| {
            let mut out = Vec::new();
            json::string(&mut out, &renamed(name));
            out.push(b':');
            out
        };
        let mut fixed = Vec::new();
        let mut resource = Vec::new();
        let mut member = |out: &mut Vec<u8>, name: &str, value: &str| {
            out.push(b',');
            let mut writer = Writer::new(out, veil);
            writer.text(&renamed(name));
            writer.out.push(b':');
            match writer.veil.rule(&[], name.as_bytes(), Some(value.as_bytes())) {
                Some(rule) => {
                    let shown = writer.veil.hide(rule, value.as_bytes()).unwrap_or_default();
                    json::string(writer.out, shown);
                }
                None => writer.text(value.as_bytes()),
            }
        };
        if options.schema == Schema::Ecs {
            member(&mut fixed, "ecs.version", ECS_VERSION);
        }
        let home = if options.schema == Schema::Otel { &mut resource } else { &mut fixed };
        if let Some(service) = &options.service {
            if options.schema == Schema::Gcp {
                let mut inner = Vec::new();
                member(&mut inner, "service", service);
                home.extend_from_slice(b",\"serviceContext\":{");
                home.extend_from_slice(inner.get(1..).unwrap_or_default());
                home.push(b'}');
            } else {
                member(home, names.service, service);
            }
        }
        if let Some(component) = &options.component {
            member(home, names.component, component);
        }
        for (name, value) in &options.static_fields {
            member(home, name, value);
        }
        let mut reserved: Vec<Vec<u8>> = Vec::new();
        if options.schema == Schema::Otel {
            // Attributes stand apart from the rest of the line.
            reserved.extend([names.group, names.variant, names.logging_error].map(&renamed));
        } else {
            let exception = &names.exception;
            let mut all = alloc::vec![
                names.timestamp,
                names.level,
                names.logger,
                names.message,
                names.stack,
                names.logging_error,
                names.group,
                names.variant,
            ];
            match exception.object {
                "" => all.extend([
                    exception.kind,
                    exception.message,
                    exception.stacktrace,
                    exception.notes,
                    exception.chain,
                ]),
                object => all.push(object),
            }
            match names.caller.object {
                "" => all.extend([names.caller.file, names.caller.line, names.caller.function]),
                object => all.push(object),
            }
            match options.schema {
                Schema::Ecs => all.push("ecs.version"),
                Schema::Gcp => all.extend(["serviceContext", "level_name"]),
                _ => {}
            }
            all.extend(options.service.as_ref().map(|_| names.service));
            all.extend(options.component.as_ref().map(|_| names.component));
            reserved.extend(all.into_iter().map(&renamed));
            reserved.extend(options.static_fields.iter().map(|(name, _)| renamed(name)));
        }
        reserved.extend(options.extras_key.iter().map(|k| k.as_bytes().to_vec()));
        Layout {
            schema: options.schema,
            names,
            precision: options.precision,
            caller: options.caller,
            stacktrace: options.stacktrace,
            keys: Keys {
                timestamp: key(names.timestamp),
                level: key(names.level),
                logger: key(names.logger),
                message: key(names.message),
            },
            fixed,
            resource,
            extras: options.extras_key.as_deref().map(key),
            reserved,
            rename,
            snake_case: options.snake_case,
        }
    }

    /// The name under which a key of the line, a context field or an extra is written.
    pub(crate) fn renamed<'k>(&'k self, key: &'k [u8]) -> &'k [u8] {
        self.rename.iter().find(|(from, _)| from == key).map_or(key, |(_, to)| to.as_slice())
    }

    /// The name under which an extra is written.
    pub(crate) fn extra_name<'k>(&'k self, key: &'k [u8]) -> Cow<'k, [u8]> {
        let renamed = self.renamed(key);
        if self.snake_case && renamed == key { snake_case(key) } else { Cow::Borrowed(renamed) }
    }

    /// True when an extra of this key is written under it, byte for byte.
    pub(crate) fn keeps(&self, key: &[u8]) -> bool {
        self.extra_name(key) == key && !self.is_reserved(key) && json::is_plain(key)
    }

    /// The schema's own name of a context key, if it has one.
    pub(crate) fn context_name<'k>(&'k self, key: &'k [u8]) -> &'k [u8] {
        let own = self.names.context.iter().find(|(from, _)| from.as_bytes() == key);
        self.renamed(own.map_or(key, |(_, to)| to.as_bytes()))
    }

    /// True when a field of this name would hide a key of the line.
    pub(crate) fn is_reserved(&self, name: &[u8]) -> bool {
        self.reserved.iter().any(|r| r == name)
    }
}
