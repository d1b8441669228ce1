//! Any record: one line of valid JSON, with no line end and no control character in it.
#![no_main]

use libfuzzer_sys::arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use std::borrow::Cow;
use std::sync::LazyLock;
use veilfold_core::record::Link;
use veilfold_core::{
    Engine, Exception, Field, Frame, Level, Options, Policy, Profile, Record, Schema, Scratch, Timestamp,
    Value,
};

static ENGINES: LazyLock<Vec<Engine>> = LazyLock::new(|| {
    [Schema::Veilfold, Schema::Ecs, Schema::Otel, Schema::Gcp]
        .map(|schema| {
            Engine::new(Policy::builtin(Profile::Default), Options { schema, ..Options::default() })
        })
        .into()
});

fn text<'a>(u: &mut Unstructured<'a>) -> Result<Cow<'a, [u8]>> {
    Ok(Cow::Borrowed(<&[u8]>::arbitrary(u)?))
}

fn value<'a>(u: &mut Unstructured<'a>, depth: usize) -> Result<Value<'a>> {
    Ok(match u.int_in_range(0..=if depth < 8 { 8 } else { 6 })? {
        0 => Value::Null,
        1 => Value::Bool(u.arbitrary()?),
        2 => Value::Int(u.arbitrary()?),
        3 => Value::Number(Cow::Borrowed(b"12345678901234567890.5")),
        4 => Value::Float(u.arbitrary()?),
        5 => Value::Marker("[CYCLE]"),
        6 => Value::Str(text(u)?),
        7 => Value::Array((0..u.int_in_range(0..=4)?).map(|_| value(u, depth + 1)).collect::<Result<_>>()?),
        _ => Value::Object(fields(u, depth + 1)?),
    })
}

fn fields<'a>(u: &mut Unstructured<'a>, depth: usize) -> Result<Vec<Field<'a>>> {
    (0..u.int_in_range(0..=4)?).map(|_| Ok(Field { key: text(u)?, value: value(u, depth)? })).collect()
}

fn exception<'a>(u: &mut Unstructured<'a>, at: usize) -> Result<Exception<'a>> {
    let link = if at == 0 { Link::Top } else { *u.choose(&[Link::Cause, Link::Context, Link::Member])? };
    let frames = (0..u.int_in_range(0..=3)?)
        .map(|_| Ok(Frame { file: text(u)?, module: text(u)?, function: text(u)?, line: u.arbitrary()? }))
        .collect::<Result<_>>()?;
    Ok(Exception {
        link,
        parent: at.saturating_sub(1),
        kind: text(u)?,
        message: text(u)?,
        notes: vec![text(u)?],
        frames,
    })
}

/// Half a surrogate pair, which Python strings can hold, is written as its escape: valid JSON by RFC 8259, and
/// refused by `serde_json`, which has no string to put it in.
fn replace_surrogates(json: &mut [u8]) {
    let mut rest = json;
    while let Some(at) = rest.iter().position(|&b| b == b'\\') {
        let (_, escape) = rest.split_at_mut(at);
        if let [_, b'u', b'd', b'8'..=b'9' | b'a'..=b'f', ..] = escape {
            escape[2..6].copy_from_slice(b"fffd");
        }
        let len = escape.len().min(2);
        rest = &mut escape[len..];
    }
}

fn run(u: &mut Unstructured<'_>) -> Result<()> {
    let context = fields(u, 0)?;
    let extras = fields(u, 0)?;
    let chain = (0..u.int_in_range(0..=2)?).map(|at| exception(u, at)).collect::<Result<Vec<_>>>()?;
    let record = Record {
        timestamp: Timestamp(u.arbitrary()?),
        level: *u.choose(&Level::ALL)?,
        level_name: u.arbitrary()?,
        logger: u.arbitrary()?,
        message: u.arbitrary()?,
        format: u.arbitrary()?,
        context: &context,
        extras: &extras,
        exception: &chain,
        stack: u.arbitrary()?,
        caller: None,
        logging_error: u.arbitrary()?,
    };
    for engine in &*ENGINES {
        let mut out = Vec::new();
        engine.process(&record, &mut out, &mut Scratch::default());
        let shown = String::from_utf8_lossy(&out).into_owned();
        replace_surrogates(&mut out);
        serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&out)
            .unwrap_or_else(|e| panic!("no JSON object: {e}: {shown}"));
        assert!(!out.iter().any(|b| b.is_ascii_control()), "a control character: {shown}");
    }
    Ok(())
}

fuzz_target!(|data: &[u8]| {
    // Too little data for a record is no finding.
    let _ = run(&mut Unstructured::new(data));
});
