//! Free text: from candidates to spans, and from spans to the cleaned text.

use super::detect::{Beginnings, Candidate, Carried, DETECTORS};
use super::field::{Class, Strength, Style, Verdict, by_words};
use super::rule::{DENIED, FIELD_RULES};
use super::scan::{ANY_DIGITS, Hit};
use super::shape::{self, Quote};
use super::{Redactor, Report, RuleId, Target, marker};
use crate::bounds::{Bounds as _, split_off};
use crate::few::Few;
use crate::stable;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// A piece of the text that is to be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    start: usize,
    end: usize,
    rule: RuleId,
    /// The replacement is put in this quote, so that JSON inside the text stays JSON.
    quote: Option<Quote>,
    /// The name before it, for explanations.
    name: Range<usize>,
}

/// Few in place: several of these stand on the stack of a filter, which is small.
pub(super) type Spans = Few<[Span; 4]>;

/// Why a piece of a text is hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Which bytes.
    pub span: Range<usize>,
    /// By which rule.
    pub rule: RuleId,
    /// In words; never holds the value.
    pub why: String,
}

/// How many times the result is gone over again. A second pass that finds something is rare (a boundary
/// that the first made); a fifth does not happen.
const PASSES: usize = 4;

/// Longer than what a verifier looks at.
const DEEP: usize = 1 << 16;

pub(super) fn clean(redactor: &Redactor, text: &[u8], out: &mut Vec<u8>, report: &mut Report) -> bool {
    let mut spans = find(redactor, text);
    if spans.is_empty() {
        return false;
    }
    let begin = out.len();
    write(redactor, text, &spans, out, report);
    for _ in 0..PASSES {
        spans = find(redactor, out.cut(begin..));
        if spans.is_empty() {
            break;
        }
        let again = split_off(out, begin);
        write(redactor, &again, &spans, out, report);
    }
    true
}

fn write(redactor: &Redactor, text: &[u8], spans: &Spans, out: &mut Vec<u8>, report: &mut Report) {
    let mut at = 0;
    for span in spans {
        out.extend_from_slice(text.cut(at..span.start));
        quote(span.quote, out);
        redactor.hide_part(span.rule, text.cut(span.start..span.end), out, report);
        quote(span.quote, out);
        at = span.end;
    }
    out.extend_from_slice(text.cut(at..));
}

fn quote(quote: Option<Quote>, out: &mut Vec<u8>) {
    if let Some(quote) = quote {
        out.extend(core::iter::repeat_n(b'\\', quote.depth));
        out.push(quote.mark);
    }
}

/// The spans of `text`: in order, not overlapping, none within a marker.
pub(super) fn find(redactor: &Redactor, text: &[u8]) -> Spans {
    let spans = search(redactor, text);
    if spans.is_empty() {
        return spans;
    }
    marker::blank(text).map_or(spans, |blank| search(redactor, &blank))
}

fn search(redactor: &Redactor, text: &[u8]) -> Spans {
    let mut spans = Spans::new();
    let mut names = 0;
    let mut covered = Covered::default();
    redactor.scanner.scan(text, &mut |start, end, source| {
        let hit = Hit { start, end, source };
        match redactor.sources.get(usize::from(hit.source)) {
            Some(Target::Field) => field(redactor, text, hit, &mut names, &mut spans),
            Some(&Target::Detector(i)) => detector(redactor, text, i, hit, &mut covered, &mut spans),
            Some(Target::Numbers) => numbers(redactor, text, hit, &mut covered, &mut spans),
            Some(&Target::Custom(i)) => custom(redactor, text, i, hit, &mut spans),
            None => {}
        }
        true
    });
    for &i in &redactor.everywhere {
        everywhere(redactor, text, i, &mut spans);
    }
    resolve(text, spans)
}

/// A word that ends sensitive names. `done` is where the last name that was looked at ends.
fn field(redactor: &Redactor, text: &[u8], hit: Hit, done: &mut usize, spans: &mut Spans) {
    // `API key`, and then `API key id`: a longer name may begin in a shorter one.
    if hit.end <= *done {
        return;
    }
    // What comes after is looked at again only behind the name or, where one was found, the value.
    let word = word_of(text, hit);
    let mut name = shape::name_around(text, &word);
    let key = text.cut(name.clone());
    let selection = &redactor.selection;
    let denied = selection.deny.has_name(key);
    let verdict = if denied {
        let spoken = by_words(key).is_some_and(|v| v.spoken);
        Some(Verdict {
            class: Class::Credential,
            strength: Strength::Any,
            style: Style::Plain,
            spoken,
            denied,
        })
    } else if !redactor.gate.passes(key) {
        None
    } else {
        let own = by_words(key).filter(|_| !selection.allow.has_name(key));
        let weak = own.is_none_or(|v| v.strength == Strength::Random);
        let wider = if weak { shape::with_words_before(text, &name) } else { None };
        match wider.filter(|(wide, _)| !selection.allow.has_name(text.cut(wide.clone()))) {
            Some((wide, verdict)) => {
                name = wide;
                Some(verdict)
            }
            None => own,
        }
        .filter(|v| selection.on.item(v.class as usize))
    };
    let key = text.cut(name.clone());
    let credentials = selection.on.item(Class::Credential as usize);
    let (found, rule) = match verdict {
        Some(verdict) => {
            *done = name.end;
            let rule = if denied { DENIED } else { verdict.class as usize };
            (shape::find(text, name, verdict), rule)
        }
        // The word ends no name here, but a value may be glued to it.
        None if credentials && !selection.allow.has_name(key) => {
            (shape::glued(text, &word), Class::Credential as usize)
        }
        None => return,
    };
    if let Some(found) = found {
        // What stands between a name and a value that is not next to it may be a name too: a column of SQL.
        // But all cookies of a header were read, and are not once more for a name among them.
        let is_line = verdict.is_some_and(|v| v.style == Style::Line);
        let scheme = if verdict.is_some_and(|v| v.style == Style::Auth) { 24 } else { 8 };
        if is_line || found.value.start < found.name.end + scheme {
            *done = found.value.end.max(*done);
        }
        spans.push(Span {
            start: found.value.start,
            end: found.value.end,
            rule: RuleId(rule as u16),
            quote: found.quote,
            name: found.name,
        });
        for value in found.more {
            let (start, end) = (value.start, value.end);
            if is_line {
                *done = end.max(*done);
            }
            spans.push(Span { start, end, rule: RuleId(rule as u16), quote: None, name: 0..0 });
        }
    }
}

/// The hit without the signs of anchors such as `"pw` and `pw=`.
fn word_of(text: &[u8], hit: Hit) -> Range<usize> {
    let bare = |at: usize| text.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || *b >= 0x80);
    let signs = |at: usize| usize::from(hit.end - hit.start == 3 && !bare(at));
    hit.start + signs(hit.start)..hit.end - signs(hit.end - 1)
}

/// The last span of each detector that found one: what lies in it is not looked at again, however much else was found
/// since.
#[derive(Default)]
struct Covered(Few<[(usize, Range<usize>); 4]>);

impl Covered {
    fn has(&self, detector: usize, at: usize) -> bool {
        self.0.iter().any(|(of, span)| *of == detector && span.contains(&at))
    }

    fn set(&mut self, detector: usize, span: Range<usize>) {
        match self.0.iter_mut().find(|(of, _)| *of == detector) {
            Some((_, last)) => *last = span,
            None => self.0.push((detector, span)),
        }
    }
}

/// Detectors that go by the name before a value, so that a name which the policy allows frees it. What says by
/// its own form whose it is stays hidden under any name.
const BY_NAME: [&str; 3] = ["keyword_secret", "authorization_header", "docker_auth"];

fn detector(
    redactor: &Redactor,
    text: &[u8],
    index: usize,
    hit: Hit,
    covered: &mut Covered,
    spans: &mut Spans,
) {
    let Some(detector) = DETECTORS.get(index) else { return };
    let allow = &redactor.selection.allow;
    if !allow.is_empty() && BY_NAME.contains(&detector.id()) {
        // The anchor of a key of JSON holds its quotes.
        let quotes =
            |bytes: &mut dyn Iterator<Item = &u8>| bytes.take_while(|b| matches!(**b, b'"' | b'\\')).count();
        let anchor = text.cut(hit.start..hit.end);
        let (left, right) = (quotes(&mut anchor.iter()), quotes(&mut anchor.iter().rev()));
        let word = hit.start + left..hit.end.saturating_sub(right).max(hit.start + left);
        if allow.has_name(text.cut(shape::name_around(text, &word))) {
            return;
        }
    }
    verified(detector, Candidate::new(text, hit.start, hit.end), index, covered, spans);
}

/// One place for all kinds of number.
fn numbers(redactor: &Redactor, text: &[u8], hit: Hit, covered: &mut Covered, spans: &mut Spans) {
    let digits = text.cut(hit.start..hit.end).iter().filter(|b| b.is_ascii_digit()).count();
    let candidate = Candidate::number(text, hit.start, hit.end);
    let Some(begin) = candidate.starts.map(|starts| Beginnings::of_text(text, hit.start, starts)) else {
        return;
    };
    for &(index, min, beginnings) in &redactor.numbers {
        let may_be = digits >= usize::from(min) && beginnings.meet(begin);
        if let Some(detector) = DETECTORS.get(index).filter(|_| may_be) {
            verified(detector, candidate, index, covered, spans);
        }
    }
}

/// The spans of a detector at a place.
fn verified(
    detector: &Carried,
    mut candidate: Candidate<'_>,
    index: usize,
    covered: &mut Covered,
    spans: &mut Spans,
) {
    let Candidate { text, start: begin, end, .. } = candidate;
    let rule = RuleId((FIELD_RULES + index) as u16);
    // Deep inside something huge that is hidden anyway: no match from here reaches out of it.
    if spans.last().is_some_and(|s| s.start <= begin && end + DEEP < s.end) {
        return;
    }
    // A run of digits can hold several numbers; an anchor holds one.
    while candidate.start < end {
        if covered.has(index, candidate.start) {
            return;
        }
        let Some(range) = detector.verify.judge(candidate) else { return };
        if range.start >= range.end || range.end > text.len() {
            return;
        }
        let next = range.end;
        covered.set(index, range.clone());
        spans.push(Span { start: range.start, end: range.end, rule, quote: None, name: 0..0 });
        if next <= candidate.start || !text.item(begin).is_ascii_digit() {
            return;
        }
        let rest = text.cut(next.min(end)..end).iter().take_while(|b| !b.is_ascii_digit()).count();
        candidate = Candidate::new(text, next + rest, end);
    }
}

fn custom(redactor: &Redactor, text: &[u8], index: usize, hit: Hit, spans: &mut Spans) {
    let Some(custom) = redactor.selection.custom.get(index) else { return };
    let rule = RuleId((FIELD_RULES + DETECTORS.len() + index) as u16);
    if spans.iter().rev().take(4).any(|s| s.rule == rule && hit.start < s.end) {
        return;
    }
    if let Some(end) = custom.matches_at(text, hit.start) {
        spans.push(Span { start: hit.start, end, rule, quote: None, name: 0..0 });
    }
}

/// A custom rule without a literal is tried wherever its first byte can stand.
fn everywhere(redactor: &Redactor, text: &[u8], index: usize, spans: &mut Spans) {
    let Some(custom) = redactor.selection.custom.get(index) else { return };
    let rule = RuleId((FIELD_RULES + DETECTORS.len() + index) as u16);
    let mut at = 0;
    while at < text.len() {
        match custom.matches_at(text, at) {
            Some(end) => {
                spans.push(Span { start: at, end, rule, quote: None, name: 0..0 });
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
}

/// Of equals the name decides, as it does for a key of JSON: field rules have the lowest ids.
fn sorted(spans: Spans) -> Spans {
    let key = |s: &Span| (s.start, core::cmp::Reverse(s.end), s.rule);
    if spans.is_sorted_by_key(key) { spans } else { stable::sorted_by_key(spans, key) }
}

/// Sorts, drops what lies in markers, and joins what overlaps: the first wins, at the same place the
/// longest; what of the other stands out behind it is hidden with it.
fn resolve(text: &[u8], spans: Spans) -> Spans {
    let mut kept = Spans::new();
    for mut span in sorted(spans) {
        while let Some(end) = marker::around(text, span.start) {
            span.start = end.min(span.end);
            if span.start == span.end {
                break;
            }
        }
        if span.start >= span.end {
            continue;
        }
        // It takes a marker in which it ends along.
        span.end = marker::around(text, span.end - 1).map_or(span.end, |end| end.max(span.end));
        match kept.last_mut() {
            Some(last) if span.start < last.end => {
                if span.end > last.end {
                    last.end = span.end;
                    last.quote = None;
                }
            }
            _ => kept.push(span),
        }
    }
    kept
}

/// How far back a place is put where it belongs at once; hostile text would make it far.
const NEAR: usize = 16;

pub(super) fn candidates(redactor: &Redactor, text: &[u8], places: &mut Vec<Hit>) -> bool {
    places.clear();
    if redactor.looks_everywhere() {
        return false;
    }
    // They come nearly in their order: most belong where they are, or one or two places before.
    let mut sorted = true;
    redactor.scanner.scan(text, &mut |start, end, source| {
        if source == ANY_DIGITS {
            return true;
        }
        let hit = Hit { start, end, source };
        places.push(hit);
        for (moved, at) in (1..places.len()).rev().enumerate() {
            let Some([before, here]) = places.get_mut(at - 1..=at) else { break };
            if before.start <= hit.start {
                break;
            }
            if moved == NEAR {
                sorted = false;
                break;
            }
            core::mem::swap(before, here);
        }
        true
    });
    if !sorted {
        *places = stable::sorted_by_key(core::mem::take(places), |place| place.start);
    }
    true
}

pub(super) fn holds(redactor: &Redactor, text: &[u8], hits: impl Iterator<Item = Hit>) -> bool {
    let mut spans = Spans::new();
    for hit in hits {
        match redactor.sources.get(usize::from(hit.source)) {
            Some(Target::Field) => field(redactor, text, hit, &mut 0, &mut spans),
            Some(&Target::Detector(i)) => {
                detector(redactor, text, i, hit, &mut Covered::default(), &mut spans);
            }
            Some(Target::Numbers) => numbers(redactor, text, hit, &mut Covered::default(), &mut spans),
            Some(&Target::Custom(i)) => custom(redactor, text, i, hit, &mut spans),
            None => {}
        }
        if !spans.is_empty() {
            return true;
        }
    }
    false
}

pub(super) fn may_match(redactor: &Redactor, text: &[u8]) -> bool {
    redactor.looks_everywhere() || touches(redactor, text, false)
}

/// Whether something is found in a text; with `shape` also what would be if its digits were others.
pub(super) fn touches(redactor: &Redactor, text: &[u8], shape: bool) -> bool {
    let mut found = false;
    redactor.scanner.scan(text, &mut |_, _, source| {
        found = shape || source != ANY_DIGITS;
        !found
    });
    found
}

pub(super) fn explain(redactor: &Redactor, text: &[u8]) -> Vec<Explanation> {
    find(redactor, text)
        .into_iter()
        .map(|span| {
            let rule = redactor.rules.get(usize::from(span.rule.0));
            let name = String::from_utf8_lossy(&text[span.name.clone()]);
            let why = match rule {
                Some(r) if r.is_field() && usize::from(span.rule.0) == DENIED => {
                    alloc::format!("the policy denies the name `{name}`")
                }
                Some(r) if r.is_field() => alloc::format!("its name `{name}` says so: {}", r.summary),
                Some(r) if r.kind == super::RuleKind::Custom => {
                    alloc::format!("matches the policy's pattern {}", r.summary)
                }
                Some(r) => r.summary.clone(),
                None => String::new(),
            };
            Explanation { span: span.start..span.end, rule: span.rule, why }
        })
        .collect()
}
