//! Why two failures have one name or two: the first component that differs, and the rule behind what was masked.

use super::message;
use super::stack::{self, Settings, components};
use crate::record::Exception;
use alloc::string::String;
use alloc::vec::Vec;

/// A part of what an id is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// One text holds a stack, the other does not.
    Presence,
    /// A rule of the settings gave a key.
    Rule,
    /// The number of exceptions that explain one another.
    Chain,
    /// The qualified type.
    Kind,
    /// The masked message.
    Message,
    /// The frame that names the exception: module path tail and function.
    Place,
    /// The members of an exception group.
    Members,
    /// The template of a text without a stack.
    Template,
}

/// What differs first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which part.
    pub part: Part,
    /// Exception of the chain, 0 for the outermost.
    pub exception: usize,
    /// The part in the first text, as the id sees it.
    pub a: String,
    /// The part in the second.
    pub b: String,
}

/// A span of a message that does not count as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// Exception of the chain, 0 for the outermost; 0 for a text without a stack.
    pub exception: usize,
    /// The text as it was.
    pub text: String,
    /// What stands for it in the template.
    pub template: String,
    /// What decided: the pattern of a rule for messages of a library, which replaces the message as a whole, or one of
    /// [`message::reasons`].
    pub rule: String,
}

/// The comparison of two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Nothing when both have one id.
    pub difference: Option<Difference>,
    /// Messages of the first text that count in another form than they were written.
    pub masked_a: Vec<Masked>,
    /// The same of the second text.
    pub masked_b: Vec<Masked>,
}

impl Part {
    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Part::Presence => "stack",
            Part::Rule => "rule",
            Part::Chain => "chain",
            Part::Kind => "type",
            Part::Message => "message",
            Part::Place => "place",
            Part::Members => "members",
            Part::Template => "template",
        }
    }
}

impl Explanation {
    /// Whether both have the same group id.
    pub fn same(&self) -> bool {
        self.difference.is_none()
    }
}

/// Compares two texts: by their stacks, or by their templates if neither holds one.
///
/// ```
/// use veilfold_core::group::Settings;
/// use veilfold_core::group::explain::{Part, explain};
///
/// let answer = explain(&Settings::default(), b"user 17 logged in", b"user 4 logged out");
/// let first = answer.difference.expect("they have two names");
/// assert_eq!((first.part, &*first.a, &*first.b), (Part::Template, "user <*> logged in", "user <*> logged out"));
/// assert_eq!((&*answer.masked_a[0].text, &*answer.masked_a[0].rule), ("17", "lexer: num"));
/// ```
pub fn explain(settings: &Settings, a: &[u8], b: &[u8]) -> Explanation {
    let (chain_a, chain_b) = (stack::parse(a), stack::parse(b));
    if chain_a.is_empty() && chain_b.is_empty() {
        return explain_messages(settings, a, b);
    }
    explain_chains(settings, &chain_a, &chain_b)
}

/// Compares two chains.
pub fn explain_chains(settings: &Settings, a: &[Exception<'_>], b: &[Exception<'_>]) -> Explanation {
    let same = stack::ids_with(settings, a).map(|ids| ids.group)
        == stack::ids_with(settings, b).map(|ids| ids.group);
    Explanation {
        difference: (!same).then(|| first_difference(settings, a, b)),
        masked_a: masked(settings, a),
        masked_b: masked(settings, b),
    }
}

fn explain_messages(settings: &Settings, a: &[u8], b: &[u8]) -> Explanation {
    let name = |text: &[u8]| {
        let mut template = Vec::new();
        let id = settings.of_message(None, text, &mut template).group;
        (id, template)
    };
    let ((id_a, template_a), (id_b, template_b)) = (name(a), name(b));
    let (key_a, key_b) = (settings.message_key(a), settings.message_key(b));
    let difference = if id_a == id_b {
        None
    } else if key_a == key_b {
        Some(difference(Part::Template, 0, &template_a, &template_b))
    } else {
        let (key_a, key_b) = (key_a.unwrap_or_default(), key_b.unwrap_or_default());
        Some(difference(Part::Rule, 0, key_a.as_bytes(), key_b.as_bytes()))
    };
    Explanation {
        difference,
        masked_a: spans(&settings.message, 0, a),
        masked_b: spans(&settings.message, 0, b),
    }
}

/// The spans of a text that do not count.
fn spans(settings: &message::Settings, exception: usize, text: &[u8]) -> Vec<Masked> {
    message::reasons(settings, text)
        .into_iter()
        .map(|(span, rule)| {
            let text = lossy(text.get(span).unwrap_or_default());
            Masked { exception, text, template: String::from("<*>"), rule }
        })
        .collect()
}

/// What an id is made of, part by part: the outermost exception first; the template of a text without a stack.
pub fn parts(settings: &Settings, text: &[u8]) -> Vec<(usize, Part, String)> {
    let chain = stack::parse(text);
    let mut out = Vec::new();
    let key = if chain.is_empty() { settings.message_key(text) } else { settings.key(&chain) };
    if let Some(key) = key {
        out.push((0, Part::Rule, String::from(key)));
    } else if chain.is_empty() {
        let mut template = Vec::new();
        settings.of_message(None, text, &mut template);
        out.push((0, Part::Template, lossy(&template)));
    }
    for (n, component) in components(settings, &chain).into_iter().enumerate() {
        for (part, text) in [
            (Part::Kind, &component.kind),
            (Part::Message, &component.message),
            (Part::Place, &component.place),
            (Part::Members, &component.members),
        ] {
            if !text.is_empty() {
                out.push((n, part, lossy(text)));
            }
        }
    }
    out
}

/// The spans of a text, or of the messages of its stack, that do not count.
pub fn masked_in(settings: &Settings, text: &[u8]) -> Vec<Masked> {
    match stack::parse(text) {
        chain if chain.is_empty() => spans(&settings.message, 0, text),
        chain => masked(settings, &chain),
    }
}

fn first_difference(settings: &Settings, a: &[Exception<'_>], b: &[Exception<'_>]) -> Difference {
    if a.is_empty() != b.is_empty() {
        let says = |chain: &[Exception<'_>]| if chain.is_empty() { &b"no stack"[..] } else { b"a stack" };
        return difference(Part::Presence, 0, says(a), says(b));
    }
    let (key_a, key_b) = (settings.key(a), settings.key(b));
    if key_a != key_b {
        let (key_a, key_b) = (key_a.unwrap_or_default(), key_b.unwrap_or_default());
        return difference(Part::Rule, 0, key_a.as_bytes(), key_b.as_bytes());
    }
    let (a, b) = (components(settings, a), components(settings, b));
    for (n, (x, y)) in a.iter().zip(&b).enumerate() {
        for (part, x, y) in [
            (Part::Kind, &x.kind, &y.kind),
            (Part::Message, &x.message, &y.message),
            (Part::Place, &x.place, &y.place),
            (Part::Members, &x.members, &y.members),
        ] {
            if x != y {
                return difference(part, n, x, y);
            }
        }
    }
    let last = a.len().min(b.len());
    let rest =
        |c: &[stack::Component]| c.get(last).map_or_else(|| b"end of the chain".to_vec(), |c| c.kind.clone());
    difference(Part::Chain, last, &rest(&a), &rest(&b))
}

fn masked(settings: &Settings, chain: &[Exception<'_>]) -> Vec<Masked> {
    let mut out = Vec::new();
    for (n, exception) in chain.iter().enumerate() {
        let line = stack::headline(exception);
        let (template, rule) = stack::masked_message(settings, exception);
        match rule {
            Some(rule) if template != line => {
                let (text, template) = (lossy(line), lossy(&template));
                out.push(Masked { exception: n, text, template, rule: String::from(rule) });
            }
            Some(_) => {}
            None => out.extend(spans(&settings.message, n, line)),
        }
    }
    out
}

fn difference(part: Part, exception: usize, a: &[u8], b: &[u8]) -> Difference {
    Difference { part, exception, a: lossy(a), b: lossy(b) }
}

fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn trace(last: &str, function: &str) -> String {
        format!(
            "Traceback (most recent call last):\n  File \"/srv/x/shop/cart.py\", line 3, in {function}\n    x\n{last}\n"
        )
    }

    #[track_caller]
    fn differs(a: &str, b: &str, part: Part, in_a: &str, in_b: &str) {
        let got = explain(&Settings::default(), a.as_bytes(), b.as_bytes());
        let difference = got.difference.expect("a difference");
        assert_eq!((difference.part, &*difference.a, &*difference.b), (part, in_a, in_b));
    }

    #[test]
    fn the_first_component_that_differs_is_named() {
        let a = trace("shop.Gone: item 3", "add");
        differs(&a, &trace("shop.Late: item 3", "add"), Part::Kind, "shop.Gone", "shop.Late");
        differs(&a, &trace("shop.Gone: basket 3", "add"), Part::Message, "item <*>", "basket <*>");
        differs(&a, &trace("shop.Gone: item 3", "drop"), Part::Place, "shop/cart add", "shop/cart drop");
        differs(&a, "nothing here", Part::Presence, "a stack", "no stack");
        differs("fine thing", "other thing", Part::Template, "fine thing", "other thing");
        let chained = format!(
            "{}\nDuring handling of the above exception, another exception occurred:\n\n{a}",
            trace("KeyError: 'x'", "get")
        );
        differs(&chained, &a, Part::Chain, "KeyError", "end of the chain");
    }

    #[test]
    fn equal_failures_say_what_was_masked() {
        let a = trace(
            "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 3: invalid start byte",
            "add",
        );
        let got = explain(&Settings::default(), a.as_bytes(), trace("UnicodeDecodeError: 'utf-8' codec can't decode bytes in position 0-1: unexpected end of data", "add").as_bytes());
        assert!(got.same());
        assert_eq!(got.masked_a[0].rule, "'*' codec can't decode *");
        assert_eq!(got.masked_a[0].template, "utf-8 codec can't decode");
        let got = explain(
            &Settings::default(),
            trace("shop.Gone: item 3", "add").as_bytes(),
            trace("shop.Gone: item 4", "add").as_bytes(),
        );
        assert!(got.same());
        assert_eq!((&*got.masked_b[0].rule, &*got.masked_b[0].text), ("lexer: num", "4"));
    }

    #[test]
    fn the_settings_decide() {
        use super::super::stack::{FingerprintRule, ids_with, parse};
        let text = trace("shop.Gone: item 3", "add");
        let chain = parse(text.as_bytes());
        let mut settings = Settings { not_in_app: alloc::vec!["*/shop/*".into()], ..Settings::default() };
        let plain = ids_with(&Settings::default(), &chain).unwrap();
        assert_eq!(ids_with(&settings, &chain).unwrap(), plain, "no other frame to choose");
        settings.rules.push(FingerprintRule {
            kind: Some("*.Gone".into()),
            key: "gone".into(),
            ..FingerprintRule::default()
        });
        let other = trace("shop.Gone: basket 4", "drop");
        let named = ids_with(&settings, &chain).unwrap().group;
        assert_ne!(named, plain.group);
        assert_eq!(named, ids_with(&settings, &parse(other.as_bytes())).unwrap().group);
        assert!(explain(&settings, text.as_bytes(), other.as_bytes()).same());
        differs_by_rule(&settings, &text, &trace("shop.Late: x", "add"));
        settings.aliases.push((named, plain.group));
        assert_eq!(ids_with(&settings, &chain).unwrap().group, plain.group);
        settings.rules[0].message = Some("basket *".into());
        assert_eq!(ids_with(&settings, &chain).unwrap().group, plain.group);
        settings.rules[0].message = None;
        settings.rules[0].module = Some("*/billing/*".into());
        assert_eq!(settings.key(&chain), None);
    }

    #[test]
    fn every_masked_span_has_its_reason() {
        use super::super::learn::{Learned, LearnedTemplate};
        let mut settings = Settings::default();
        settings.message.learned = Learned::new(alloc::vec![LearnedTemplate {
            text: "plan <+> of <*> costs <*>".into(),
            lines: 0,
            values: 0
        }]);
        let reasons = |settings: &Settings, text: &str| -> Vec<(String, String)> {
            masked_in(settings, text.as_bytes()).into_iter().map(|m| (m.text, m.rule)).collect()
        };
        let pair = |a: &str, b: &str| (String::from(a), String::from(b));
        assert_eq!(
            reasons(&settings, "plan rich of 10.0.0.1 costs 5"),
            [
                pair("10.0.0.1", "lexer: ip"),
                pair("5", "lexer: num"),
                pair("rich", "learned plan <+> of <*> costs <*>")
            ]
        );
        assert_eq!(parts(&settings, b"plan rich of 10.0.0.1 costs 5")[0].2, "plan <*> of <*> costs <*>");
        #[cfg(feature = "compile")]
        {
            let (mask, _) = crate::pattern::Pattern::compile("gold|silver").expect("a pattern");
            settings.message.masks.push(mask);
            assert_eq!(
                reasons(&settings, "of gold, 17 and silver-eu at 5"),
                [
                    pair("gold", "mask gold|silver"),
                    pair("17", "lexer: num"),
                    pair("silver-eu", "mask gold|silver"),
                    pair("5", "lexer: num"),
                ]
            );
        }
    }

    #[track_caller]
    fn differs_by_rule(settings: &Settings, a: &str, b: &str) {
        let got = explain(settings, a.as_bytes(), b.as_bytes());
        assert_eq!(got.difference.map(|d| d.part), Some(Part::Rule));
    }
}
