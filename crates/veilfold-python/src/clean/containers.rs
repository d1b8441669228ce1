//! Dicts and sequences with their secrets hidden, by the rules that the engine has for objects and arrays of JSON.

use super::{CYCLE, Cleaner, DEPTH, Verdict};
use crate::text;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use std::borrow::Cow;
use veilfold_core::encode::{Siblings, is_account, is_reference, json, names_next};
use veilfold_core::redact::{Argument, Arguments, RuleId};
use veilfold_core::{Field, Value};

/// Steps of a path that names a value (`{"loc": ["body", "password"], "input": "…"}`); a list of more is none.
const MAX_STEPS: usize = 64;

impl Cleaner<'_> {
    /// What `inside` makes of a container, unless that is open already or too deep.
    pub(super) fn nested<'py>(
        &mut self,
        container: &Bound<'py, PyAny>,
        inside: impl FnOnce(&mut Self) -> Option<Bound<'py, PyAny>>,
    ) -> Option<Bound<'py, PyAny>> {
        let address = container.as_ptr() as usize;
        let marker = if self.open.contains(&address) {
            CYCLE
        } else if self.open.len() >= self.engine.policy().limits().max_depth.min(200) {
            DEPTH
        } else {
            self.open.push(address);
            let cleaned = inside(self);
            self.open.pop();
            return cleaned;
        };
        Some(PyString::new(container.py(), marker).into_any())
    }

    pub(super) fn dict<'py>(&mut self, dict: &Bound<'py, PyDict>) -> Option<Bound<'py, PyAny>> {
        let py = dict.py();
        let items: Vec<_> = dict.iter().collect();
        let fields: Vec<_> = items.iter().map(|(key, value)| field(key, value)).collect();
        let siblings = Siblings::of(&fields).within(self.in_secret);
        let outer = std::mem::replace(&mut self.in_secret, siblings.is_secret());
        let mut changed = false;
        let cleaned = PyDict::new(py);
        for ((key, value), field) in items.iter().zip(&fields) {
            let verdict = self.member(siblings, field, value);
            let clean_key = self.object(key).filter(|clean| clean.hash().is_ok());
            changed |= clean_key.is_some() || !matches!(verdict, Verdict::Keep);
            let key = clean_key.as_ref().unwrap_or(key);
            let kept = match &verdict {
                Verdict::Keep => cleaned.set_item(key, value),
                Verdict::Change(new) => cleaned.set_item(key, new),
                Verdict::Remove => Ok(()),
            };
            // A key whose `__hash__` or `__eq__` fails: without it nothing secret is kept.
            changed |= kept.is_err();
        }
        self.in_secret = outer;
        changed.then(|| cleaned.into_any())
    }

    /// The value of a member, which its own key or one beside it may name.
    pub(super) fn member<'py>(
        &mut self,
        siblings: Siblings<'_>,
        field: &Field<'_>,
        value: &Bound<'py, PyAny>,
    ) -> Verdict<'py> {
        let named = siblings.name_of(field).and_then(|name| self.rule(name, value));
        let own = || self.rule(&field.key, value).filter(|rule| !self.spares(*rule, value));
        if let Some(rule) = named.or_else(own) {
            return self.hide(rule, value);
        }
        self.path.push(field.key.to_vec());
        let cleaned = self.object(value);
        self.path.pop();
        cleaned.map_or(Verdict::Keep, Verdict::Change)
    }

    pub(super) fn sequence<'py>(&mut self, sequence: &Bound<'py, PyAny>) -> Option<Bound<'py, PyAny>> {
        let py = sequence.py();
        let items = sequence.try_iter().and_then(Iterator::collect::<PyResult<Vec<_>>>).ok()?;
        let mut cleaned = Vec::with_capacity(items.len());
        let mut changed = false;
        let mut arguments = Arguments::default();
        for (at, item) in items.iter().enumerate() {
            if is_text(item) {
                let mut texts = items.iter().skip(at).map(|item| scalar(item).unwrap_or_default());
                let name = scalar(item).unwrap_or_default();
                arguments.look(self.engine.policy().redactor(), at, &name, &mut texts);
            }
            let verdict = match (self.named_item(&items, at), arguments.of(at)) {
                (Some(rule), _) => self.hide(rule, item),
                (None, Some(argument)) => self.hide_argument(argument, item),
                (None, None) => self.object(item).map_or(Verdict::Keep, Verdict::Change),
            };
            changed |= !matches!(verdict, Verdict::Keep);
            match verdict {
                Verdict::Keep => cleaned.push(item.clone()),
                Verdict::Change(new) => cleaned.push(new),
                // The place is kept, so that a pair stays a pair.
                Verdict::Remove => cleaned.push(py.None().into_bound(py)),
            }
        }
        if !changed {
            return None;
        }
        let list = PyList::new(py, cleaned).ok()?.into_any();
        let class = sequence.get_type();
        let make = class.getattr_opt("_make").ok().flatten().unwrap_or_else(|| class.into_any());
        // A class that cannot be made from a list becomes one.
        Some(self.code.run(py, || make.call1((&list,))).unwrap_or(list))
    }

    /// The rule for the item at `at` that the item before it, or the key of their list, names: the value of a header, what
    /// follows a flag, the password behind a user.
    fn named_item(&self, items: &[Bound<'_, PyAny>], at: usize) -> Option<RuleId> {
        let (before, item) = (items.get(at.checked_sub(1)?).filter(|b| is_text(b))?, items.get(at)?);
        let name = scalar(before)?;
        let (above, outer) = self.path.split_last().map_or((&[][..], &[][..]), |(a, o)| (a.as_slice(), o));
        let is_pair = items.len() == 2;
        // What follows a flag belongs to it, unless it is one itself.
        let is_flag = || scalar(item).is_some_and(|text| text.first() == Some(&b'-'));
        let is_named = is_pair || names_next(above, at - 1, &name) && !is_flag();
        let is_account = || {
            let outer: Vec<&[u8]> = outer.iter().map(Vec::as_slice).collect();
            is_account(above) && is_text(item) && !self.engine.policy().redactor().allows(&outer, above)
        };
        is_named
            .then(|| self.rule(&name, item))
            .flatten()
            .or_else(|| (is_pair && is_account()).then(|| self.rule(b"password", item)).flatten())
    }

    fn hide_argument<'py>(&mut self, argument: &Argument, item: &Bound<'py, PyAny>) -> Verdict<'py> {
        let (mut clean, text) = (Vec::new(), scalar(item).unwrap_or_default());
        let redactor = self.engine.policy().redactor();
        redactor.hide_argument(argument, &text, &mut clean, &mut self.scratch.report);
        let py = item.py();
        Verdict::Change(if item.is_instance_of::<PyBytes>() {
            PyBytes::new(py, &clean).into_any()
        } else {
            text::to_python(py, &clean).into_any()
        })
    }

    /// Whether `rule` leaves a dict or list as it is.
    fn spares(&self, rule: RuleId, value: &Bound<'_, PyAny>) -> bool {
        const DEEP: usize = 16;
        let is_container = value.is_instance_of::<PyDict>() || value.is_instance_of::<PyList>();
        let mut json = Vec::new();
        is_container && as_json(value, DEEP, &mut json) && self.engine.policy().redactor().spares(rule, &json)
    }

    /// The rule that hides `value` by the name `key`.
    fn rule(&self, key: &[u8], value: &Bound<'_, PyAny>) -> Option<RuleId> {
        let path: Vec<&[u8]> = self.path.iter().map(Vec::as_slice).collect();
        let redactor = self.engine.policy().redactor();
        // A vague name (`impala_key`) hides what looks like a credential.
        redactor.key(&path, key).or_else(|| redactor.field(&path, key, &scalar(value)?))
    }
}

/// Appends a container as JSON, but for a comma behind each value; false where it holds another than plain values, or
/// more than settings do.
fn as_json(value: &Bound<'_, PyAny>, depth: usize, out: &mut Vec<u8>) -> bool {
    const LONGEST: usize = 4096;
    if depth == 0 || out.len() > LONGEST {
        return false;
    }
    if let Ok(dict) = value.cast_exact::<PyDict>() {
        out.push(b'{');
        let good = dict.iter().all(|(key, value)| {
            let Ok(key) = key.cast_exact::<PyString>() else { return false };
            json::string(out, &text::bytes(key));
            out.push(b':');
            let good = as_json(&value, depth - 1, out);
            out.push(b',');
            good
        });
        out.push(b'}');
        return good;
    }
    if let Ok(list) = value.cast_exact::<PyList>() {
        out.push(b'[');
        let good = list.iter().all(|value| {
            let good = as_json(&value, depth - 1, out);
            out.push(b',');
            good
        });
        out.push(b']');
        return good;
    }
    if let Ok(string) = value.cast_exact::<PyString>() {
        json::string(out, &text::bytes(string));
    } else if value.is_none() || value.is_instance_of::<PyBool>() {
        out.extend_from_slice(b"null");
    } else if let Some(number) = scalar(value).filter(|_| !is_text(value)) {
        out.extend_from_slice(&number);
    } else {
        return false;
    }
    true
}

/// A member, as far as it says what another one is.
pub(super) fn field(key: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> Field<'static> {
    let key = if is_text(key) { scalar(key).unwrap_or_default().into_owned() } else { Vec::new() };
    let text = |value: &Bound<'_, PyAny>| {
        let string = value.cast::<PyString>().ok()?;
        Some(Value::Str(text::bytes(string).into_owned().into()))
    };
    let steps = |steps: Vec<_>| Value::Array(steps.iter().map(|s| text(s).unwrap_or(Value::Null)).collect());
    let value = if let Some(text) = text(value) {
        text
    } else if let Ok(list) = value.cast::<PyList>() {
        steps(list.iter().take(MAX_STEPS).collect())
    } else if let Ok(tuple) = value.cast::<PyTuple>() {
        steps(tuple.iter().take(MAX_STEPS).collect())
    } else if let Ok(dict) = value.cast::<PyDict>() {
        let resource = |(key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
            let key = key.cast::<PyString>().ok().map(|key| text::bytes(key).into_owned())?;
            Some(Field { key: key.into(), value: text(&value)? })
        };
        let members = || dict.iter().take(MAX_STEPS).filter_map(resource).collect();
        Value::Object(if is_reference(&key) { members() } else { Vec::new() })
    } else {
        Value::Null
    };
    Field { key: key.into(), value }
}

/// Text, and a number as text: what a rule may judge by.
fn scalar<'a>(value: &'a Bound<'_, PyAny>) -> Option<Cow<'a, [u8]>> {
    if let Ok(string) = value.cast::<PyString>() {
        Some(text::bytes(string))
    } else if let Ok(bytes) = value.cast::<PyBytes>() {
        Some(bytes.as_bytes().into())
    } else if !value.is_instance_of::<PyBool>()
        && (value.is_instance_of::<PyInt>() || value.is_instance_of::<PyFloat>())
    {
        value.str().ok().map(|digits| text::bytes(&digits).into_owned().into())
    } else {
        None
    }
}

fn is_text(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>()
}
