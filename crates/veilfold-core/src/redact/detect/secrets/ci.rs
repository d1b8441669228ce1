//! Variables that a step of a pipeline sets for those behind it.

use super::super::bytes::{Class, find, run, slice};
use super::super::opaque::placeholder;
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::redact::field::classify;
use crate::redact::shape::plain::fits;
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "pipeline_variable",
    group: Group::Secrets,
    summary: "Value of a variable of Azure Pipelines that is secret by its mark or its name",
    source: "Azure Pipelines documentation, logging commands, SetVariable",
    anchors: &[Anchor::Exact("task.setvariable variable="), Anchor::Exact("task.setsecret]")],
    verify: Verify::Code(verify),
    hits: &[
        ("##vso[task.setvariable variable=DB_PASSWORD]hunter2x", "hunter2x"),
        ("##vso[task.setvariable variable=a;issecret=true;isOutput=true]hunter", "hunter"),
        (
            "##vso[task.setvariable variable=DeployPat]zk3vq9xt2mlpr7sw8ybn4f1c9a",
            "zk3vq9xt2mlpr7sw8ybn4f1c9a",
        ),
        ("Write-Host \"##vso[task.setsecret]hunter2x\"", "hunter2x"),
    ],
    misses: &[
        "##vso[task.setvariable variable=BUILD_NUMBER]20261130.1",
        "##vso[task.setvariable variable=DB_PASSWORD]$(pw)",
        "##vso[task.setvariable variable=DB_PASSWORD]***",
        "##vso[task.setvariable variable=GitSha]4f1c9a7be2d84c53a6b04f1c9a7be2d84c53a6b0",
        "##vso[task.setvariable variable=site]https://app-4f1c9a7be2d8.example.net",
        "##vso[task.setvariable variable=a;issecret=true]",
        "##vso[task.setvariable variable=a",
    ],
}];

fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    const NAME: Class = Class::of("A-Za-z0-9_.-");
    const SETTINGS: Class = Class::of("A-Za-z0-9_.;=-");
    const VALUE: Class = Class::of("!#-~").or_non_ascii();
    let is_marked = slice(c.text, c.start, c.end).ends_with(b"]");
    let name = run(c.text, c.end, NAME, 100);
    let settings = run(c.text, name, SETTINGS, 100);
    let closed = slice(c.text, settings, settings + 1) == b"]";
    let from = if is_marked { c.end } else { settings + usize::from(closed) };
    let end = run(c.text, from, VALUE, 4096);
    let value = slice(c.text, from, end);
    let is_secret = is_marked
        || find(slice(c.text, name, settings), b"issecret=true").is_some()
        || classify(slice(c.text, c.end, name)).is_some_and(|verdict| fits(value, verdict.strength));
    ((is_marked || closed) && is_secret && !placeholder(value)).then_some(from..from + value.len())
}
