//! What a policy says about grouping, in a block: of a learned template only the text, since the counts are
//! for the reader of its file.

use super::{Reader, list, text};
use crate::group::learn::{Learned, LearnedTemplate};
use crate::group::stack::FingerprintRule;
use crate::group::{GroupId, Settings, message};
use crate::pattern::Pattern;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

pub(super) fn write(out: &mut Vec<u8>, settings: &Settings) {
    for patterns in [&settings.in_app, &settings.not_in_app] {
        list(out, patterns, |out, pattern| text(out, pattern.as_bytes()));
    }
    list(out, &settings.rules, |out, rule| {
        for part in [&rule.kind, &rule.module, &rule.message] {
            out.push(u8::from(part.is_some()));
            text(out, part.as_deref().unwrap_or_default().as_bytes());
        }
        text(out, rule.key.as_bytes());
    });
    list(out, &settings.aliases, |out, (from, to)| {
        text(out, from.to_string().as_bytes());
        text(out, to.to_string().as_bytes());
    });
    out.push(u8::from(settings.message.cues));
    list(out, &settings.message.masks, |out, mask| {
        text(out, mask.source().as_bytes());
        text(out, &mask.automaton());
    });
    list(out, settings.message.learned.templates(), |out, template| text(out, template.text.as_bytes()));
}

pub(super) fn read(rest: &mut Reader<'_>) -> Option<Settings> {
    let mut settings = Settings::default();
    for patterns in [&mut settings.in_app, &mut settings.not_in_app] {
        for _ in 0..rest.count()? {
            patterns.push(rest.str()?.into());
        }
    }
    for _ in 0..rest.count()? {
        let mut part = || -> Option<Option<String>> {
            let given = rest.byte()? == 1;
            let pattern = rest.str()?;
            Some(given.then(|| pattern.into()))
        };
        let (kind, module, message) = (part()?, part()?, part()?);
        settings.rules.push(FingerprintRule { kind, module, message, key: rest.str()?.into() });
    }
    for _ in 0..rest.count()? {
        settings.aliases.push((GroupId::parse(rest.text()?)?, GroupId::parse(rest.text()?)?));
    }
    let mut messages = message::Settings { cues: rest.byte()? == 1, ..message::Settings::default() };
    for _ in 0..rest.count()? {
        messages.masks.push(Pattern::from_parts(rest.str()?, rest.text()?)?);
    }
    let mut templates = Vec::new();
    for _ in 0..rest.count()? {
        templates.push(LearnedTemplate { text: rest.str()?.into(), lines: 0, values: 0 });
    }
    messages.learned = Learned::new(templates);
    settings.message = messages;
    Some(settings)
}
