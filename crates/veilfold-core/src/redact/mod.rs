//! Finding and hiding secrets.
//!
//! One pass of the scanner finds candidates: anchors of detectors, words that end sensitive key
//! names, literals of custom rules. Each is verified where it stands, overlapping matches are resolved,
//! and only their spans change. The engine's own markers are never candidates, so redacting twice is
//! redacting once.

mod action;
mod anchors;
mod argument;
mod custom;
pub mod detect;
pub(crate) mod field;
#[cfg(test)]
mod linear;
mod marker;
mod report;
mod rule;
mod scan;
mod shape;
#[cfg(test)]
mod tests;
mod text;
mod tongues;
mod validate;
mod work;

pub use action::Action;
pub use argument::{Argument, Arguments};
pub use report::{Report, RuleId};
pub use rule::{RuleInfo, RuleKind};
pub use text::Explanation;

pub(crate) use action::Pseudonym;
pub(crate) use custom::{Custom, Prefix};
pub(crate) use detect::is_command;
#[cfg(feature = "compile")]
pub(crate) use marker::is_key_id;
pub(crate) use marker::length as marker_length;
pub(crate) use rule::{Selection, builtin_id, builtins};
pub(crate) use scan::{Hit, zero_digits};

use crate::bounds::Bounds as _;
use crate::policy::Profile;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicUsize, Ordering};
use detect::{Anchor, Beginnings, DETECTORS};
use field::{Class, Gate, Strength};
use rule::{FIELD_RULES, Rule};
use scan::{Builder, Scanner, Source};

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// A replacement was written.
    Replaced,
    /// The value, and its key where it has one, is to be left out.
    Removed,
}

/// The redaction half of a compiled policy: texts by [`Redactor::text`], fields by [`Redactor::field`].
///
/// It knows text and names of fields, not JSON: [`Engine::redact`](crate::Engine::redact) does.
///
/// ```
/// use veilfold_core::{Profile, Redactor, Report};
///
/// let redactor = Redactor::builtin(Profile::Default);
/// let (mut out, mut report) = (Vec::new(), Report::default());
/// assert!(redactor.text(b"paid with 4111 1111 1111 1111", &mut out, &mut report));
/// assert_eq!(out, b"paid with [REDACTED:credit_card]");
///
/// let rule = redactor.field(&[], b"clientSecret", b"x7Kq2").expect("the name says so");
/// assert_eq!(redactor.rule_name(rule), "credential_field");
/// assert_eq!(redactor.field(&[], b"max_tokens", b"4096"), None);
/// ```
#[derive(Debug)]
pub struct Redactor {
    rules: Vec<Rule>,
    selection: Selection,
    gate: Gate,
    scanner: Scanner,
    sources: Vec<Target>,
    /// Different for every redactor of the process.
    serial: usize,
    /// Detectors of the kinds of number that share their places, by index, how many digits each asks for, and how its
    /// numbers begin.
    numbers: Vec<(usize, u8, Beginnings)>,
    /// Custom rules without a literal, by index.
    everywhere: Vec<usize>,
    /// Whether a rule has no literal that the scan could look for.
    looks_everywhere: bool,
}

static SERIAL: AtomicUsize = AtomicUsize::new(1);

/// What a hit of the scanner is given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    /// A detector, by its index, and the rule of the same table.
    Detector(usize),
    /// All detectors of kinds of number.
    Numbers,
    /// The word of a key name.
    Field,
    /// A custom rule, by its index.
    Custom(usize),
}

impl Redactor {
    /// The rules of a profile.
    pub fn builtin(profile: Profile) -> Redactor {
        Redactor::assemble(Selection::of(profile))
    }

    /// The redactor of a selection of rules.
    pub(crate) fn assemble(selection: Selection) -> Redactor {
        let rules = rule::table(&selection);
        let mut gate = Gate::new(core::array::from_fn(|class| selection.on.item(class)));
        let mut builder = Builder::default();
        let (mut sources, mut everywhere, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
        for (i, detector) in DETECTORS.iter().enumerate().filter(|(i, _)| selection.on.item(FIELD_RULES + i))
        {
            let source = sources.len() as Source;
            sources.push(Target::Detector(i));
            for anchor in detector.anchors() {
                match anchor {
                    Anchor::Exact(text) => _ = builder.literal(text.as_bytes(), false, false, source),
                    Anchor::Prefix(text, body) => _ = builder.prefix(text.as_bytes(), body, source),
                    Anchor::AnyCase(text) => _ = builder.literal(text.as_bytes(), true, false, source),
                    Anchor::Byte(byte) => builder.rare(byte, source),
                    Anchor::Digits { min } => builder.run(min, false, source),
                    Anchor::Number { min, beginnings } => numbers.push((i, min, beginnings)),
                    Anchor::LetteredDigits { min } => builder.run(min, true, source),
                    Anchor::DigitGroups(groups) => builder.groups(groups, source),
                }
            }
        }
        if let Some(min) = numbers.iter().map(|(_, min, _)| *min).min() {
            builder.run(min, false, sources.len() as Source);
            sources.push(Target::Numbers);
        }
        let field = sources.len() as Source;
        sources.push(Target::Field);
        anchors::of_fields(&selection, &mut builder, field);
        for selector in selection.deny.selectors() {
            if let Some(name) = selector.name() {
                gate.add(name);
            }
        }
        for (i, custom) in selection.custom.iter().enumerate() {
            let source = sources.len() as Source;
            sources.push(Target::Custom(i));
            if custom.literals.is_empty() {
                everywhere.push(i);
            }
            for literal in &custom.literals {
                builder.literal(&literal.text, literal.fold, false, source);
            }
        }
        if crate::transform::READS_ONCE || cfg!(test) {
            builder.know_any_digits();
        }
        let is_short = |name: Option<&[u8]>| name.is_none_or(|name| name.len() < 3);
        let looks_everywhere =
            !everywhere.is_empty() || selection.deny.selectors().iter().any(|s| is_short(s.name()));
        Redactor {
            rules,
            looks_everywhere,
            selection,
            gate,
            scanner: builder.build(),
            sources,
            numbers,
            everywhere,
            serial: SERIAL.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// True when each detector that is on is one of the default profile.
    pub(crate) fn is_within_default(&self) -> bool {
        let on = |i: usize| self.selection.on.get(FIELD_RULES + i).copied().unwrap_or_default();
        DETECTORS
            .iter()
            .enumerate()
            .all(|(i, detector)| !on(i) || detect::is_default(detector.id(), detector.group()))
    }

    /// A number that no other redactor of the process has.
    pub(crate) fn serial(&self) -> usize {
        self.serial
    }

    /// What it was made from.
    pub(crate) fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Hides every secret in `text`. When there is one, appends the whole cleaned text to `out`, counts it in `report`
    /// and returns true; when `text` is clean, leaves both alone and returns false.
    pub fn text(&self, text: &[u8], out: &mut Vec<u8>, report: &mut Report) -> bool {
        text::clean(self, text, out, report)
    }

    /// Whether [`Redactor::text`] would hide something.
    pub(crate) fn finds(&self, text: &[u8]) -> bool {
        !text::find(self, text).is_empty()
    }

    /// A quick test for free text and for lines of JSON. False is certain: neither [`Redactor::text`] nor
    /// [`Redactor::key`] would hide anything of `text`. True means that a closer look is needed.
    pub fn may_match(&self, text: &[u8]) -> bool {
        text::may_match(self, text)
    }

    /// True where the scan would find nothing in a text with other digits, whichever they were. Each digit of `text` is a
    /// zero: see [`zero_digits`].
    pub(crate) fn has_clean_shape(&self, text: &[u8]) -> bool {
        self.scanner.knows_any_digits() && !text::touches(self, text, true)
    }

    /// True where a rule has no literal that the scan could look for, so that every text is worth a look.
    pub(crate) fn looks_everywhere(&self) -> bool {
        self.looks_everywhere
    }

    /// Where in `text`, free text or a line of JSON, something worth a look stands: what overlaps none of
    /// `places` (sorted by their starts) is clean as a text and as a key, also as JSON: an escape that may hide a
    /// letter is a place. Returns false when the places are unknown.
    pub(crate) fn candidates(&self, text: &[u8], places: &mut Vec<Hit>) -> bool {
        text::candidates(self, text, places)
    }

    /// True for a hit that may make what it stands in the name of a value.
    pub(crate) fn is_word(&self, hit: &Hit) -> bool {
        self.sources.get(usize::from(hit.source)) == Some(&Target::Field)
    }

    /// True for a hit whose judgement needs no more of a text than the name that it stands in, the signs around that,
    /// and the value behind it.
    pub(crate) fn reads_near(&self, hit: &Hit) -> bool {
        match self.sources.get(usize::from(hit.source)) {
            Some(Target::Field) => true,
            Some(&Target::Detector(i)) => {
                DETECTORS.get(i).is_some_and(|detector| detector.id() == "keyword_secret")
            }
            _ => false,
        }
    }

    /// True unless [`Redactor::text`] would leave `text` alone, given every place in it that is worth a
    /// look. Wrong only in saying true.
    pub(crate) fn holds(&self, text: &[u8], hits: impl Iterator<Item = Hit>) -> bool {
        text::holds(self, text, hits)
    }

    /// False when `key` hides no value, whatever the value is and whatever stands above the key. Wrong only
    /// in saying true, and only where a policy has lists of its own.
    pub(crate) fn may_name(&self, key: &[u8]) -> bool {
        self.may_deny(key)
            || self.gate.classify(key).is_some_and(|verdict| self.selection.on.item(verdict.class as usize))
    }

    /// False when `key` is hidden under no path by what stands above it, be it by the policy or as a part of a name, and
    /// hides none that stands beside it.
    pub(crate) fn may_deny(&self, key: &[u8]) -> bool {
        let listed = self.selection.deny.selectors();
        self.hides_person(key)
            || key == b"kty"
            || !listed.is_empty() && {
                let words = field::Words::split(key);
                listed.iter().any(|s| s.name().is_none_or(|name| name == words.compact()))
            }
    }

    /// The rule that hides the value of `key` whatever the value is, if there is one. `path` holds the keys
    /// above it, outermost first. For a value that is a string or a number, ask [`Redactor::field`], which looks at
    /// the value too.
    pub fn key(&self, path: &[&[u8]], key: &[u8]) -> Option<RuleId> {
        self.judge(path, key, Strength::is_certain)
    }

    /// The rule that hides the scalar `value` of `key`, if there is one. Beside what [`Redactor::key`] says, a vague
    /// name (`impala_key`) hides a value that looks like a credential, while placeholders (`***`, `${PASSWORD}`, an
    /// empty string) and counts (`pass: 15`) stay.
    pub fn field(&self, path: &[&[u8]], key: &[u8], value: &[u8]) -> Option<RuleId> {
        let rule = self.judge(path, key, |strength| shape::plain::fits(value, strength))?;
        // Yes and no, as PHP and databases say it, the order of an index, and what everybody may know.
        let is_public = rule.0 == Class::Credential as u16
            && (matches!(value, b"0" | b"1" | b"-1") || shape::plain::is_contract(key, value));
        (!is_public && !shape::plain::is_placeholder(value) && !shape::answer::is_complaint(value))
            .then_some(rule)
    }

    /// True where an object or array, as JSON, that `rule` would hide for its key describes a secret and holds none: the
    /// settings of a password, the schema of one. What is inside is then judged by its own keys.
    pub fn spares(&self, rule: RuleId, json: &[u8]) -> bool {
        rule.0 == Class::Credential as u16 && shape::settings::are_all(json)
    }

    /// True when the policy frees the value of `key`.
    pub fn allows(&self, path: &[&[u8]], key: &[u8]) -> bool {
        !self.selection.allow.is_empty() && self.selection.allow.has(path, key)
    }

    fn hides_person(&self, key: &[u8]) -> bool {
        field::is_part_of_name(key) && self.selection.on.item(Class::Health as usize)
    }

    /// The rule for `key`, where what its name asks of the value holds.
    fn judge(&self, path: &[&[u8]], key: &[u8], holds: impl Fn(Strength) -> bool) -> Option<RuleId> {
        let listed = !self.selection.deny.is_empty();
        let is_person = self.hides_person(key) && field::names_person(path, key);
        if !listed && !is_person && !self.gate.passes(key) {
            return None;
        }
        if listed && self.selection.deny.has(path, key) {
            return Some(RuleId(rule::DENIED as u16));
        }
        if is_person && !self.allows(path, key) {
            return Some(RuleId(Class::Health as u16));
        }
        if !self.gate.passes(key) {
            return None;
        }
        let verdict = field::classify(key)?;
        if !self.selection.on.item(verdict.class as usize) || !holds(verdict.strength) {
            return None;
        }
        (!self.allows(path, key)).then_some(RuleId(verdict.class as u16))
    }

    /// Appends what stands for `value` under `rule` to `out`, as plain text (not yet escaped for JSON), and counts it
    /// in `report`. Appends nothing where the answer is [`Disposition::Removed`].
    pub fn hide(&self, rule: RuleId, value: &[u8], out: &mut Vec<u8>, report: &mut Report) -> Disposition {
        report.add(rule);
        let pseudonym = self.selection.pseudonym.as_ref();
        match self.rules.get(usize::from(rule.0)) {
            Some(r) => action::apply(r.action, &r.id, r.is_field(), value, pseudonym, out),
            None => action::apply(Action::Mask, "", true, value, None, out),
        }
    }

    /// [`Redactor::hide`] for a part of a text, where nothing can be left out: a mark stands for what is removed.
    pub(crate) fn hide_part(&self, rule: RuleId, part: &[u8], out: &mut Vec<u8>, report: &mut Report) {
        if self.hide(rule, part, out, report) == Disposition::Removed {
            out.extend_from_slice(b"[REMOVED]");
        }
    }

    /// The name of a rule, as reports and markers print it.
    pub fn rule_name(&self, rule: RuleId) -> &str {
        self.rules.get(usize::from(rule.0)).map_or("", |r| &r.id)
    }

    /// Every rule this redactor knows, switched on or not, in the order of their [`RuleId`]s.
    pub fn rules(&self) -> impl Iterator<Item = RuleInfo<'_>> {
        self.rules.iter().map(Rule::info)
    }

    /// What [`Redactor::text`] would hide in `text`, and why; in the order of the text.
    pub fn explain(&self, text: &[u8]) -> Vec<Explanation> {
        text::explain(self, text)
    }
}
