//! How deep the stack of a module can become: the deepest way from a function down its calls.

use super::calls::Calls;
use super::frames::{self, Callee, Frame};
use std::collections::HashMap;

/// A function that calls itself, be it through others, and how often it stands on the stack at most.
pub(crate) struct Limit {
    pub(crate) name: &'static str,
    pub(crate) times: u8,
}

/// What a module's functions take of the stack.
pub(crate) struct Bound<'a> {
    calls: &'a Calls,
    frames: Vec<Frame>,
    limits: &'a [Limit],
    /// A function that is not entered.
    without: Option<&'a str>,
    /// The deepest way down from a function, given how often each limited one may be entered below it; none while it is looked for.
    known: HashMap<(u32, Vec<u8>), Option<Deepest>>,
}

#[derive(Clone, Copy)]
struct Deepest {
    bytes: u32,
    /// What of them the function itself has; the rest is the next one's.
    own: u32,
    next: Option<u32>,
}

impl<'a> Bound<'a> {
    pub(crate) fn new(
        wasm: &[u8],
        calls: &'a Calls,
        limits: &'a [Limit],
        without: Option<&'a str>,
    ) -> Result<Bound<'a>, String> {
        Ok(Bound { calls, frames: frames::read(wasm)?, limits, without, known: HashMap::new() })
    }

    /// How many bytes of stack `root` takes at most.
    pub(crate) fn bytes(&mut self, root: u32) -> Result<u32, String> {
        let bytes = self.down(root, &self.all(), &mut Vec::new())?;
        bytes.ok_or_else(|| "the root is not entered".to_owned())
    }

    /// The way there: each function that takes something of the stack, with what it takes.
    pub(crate) fn way(&self, root: u32) -> Vec<(u32, u32)> {
        let (mut way, mut next, mut left) = (Vec::new(), Some(root), self.all());
        while let Some(at) = next
            && let Some(below) = self.enter(at, &left)
            && let Some(Some(deepest)) = self.known.get(&(at, below.clone()))
        {
            way.extend((deepest.own > 0).then_some((at, deepest.own)));
            (next, left) = (deepest.next, below);
        }
        way
    }

    fn all(&self) -> Vec<u8> {
        self.limits.iter().map(|limit| limit.times).collect()
    }

    /// How often each limited function may be entered below `at`; none where `at` cannot be entered itself.
    fn enter(&self, at: u32, left: &[u8]) -> Option<Vec<u8>> {
        let name = self.calls.name(at);
        let less = |(limit, left): (&Limit, &u8)| left.checked_sub(u8::from(limit.name == name));
        let below = self.limits.iter().zip(left).map(less).collect();
        if self.without == Some(name) { None } else { below }
    }

    /// The bytes of the deepest way from `at`, to which `way` leads.
    fn down(&mut self, at: u32, left: &[u8], way: &mut Vec<u32>) -> Result<Option<u32>, String> {
        let Some(left) = self.enter(at, left) else { return Ok(None) };
        if self.frames[at as usize].rewinds && !way.is_empty() {
            return Err(format!("{} sets the pointer and is called", self.calls.name(at)));
        }
        let key = (at, left);
        if let Some(known) = self.known.get(&key) {
            let known = known.as_ref().map(|deepest| Some(deepest.bytes));
            return known.ok_or_else(|| {
                let around = way.iter().skip_while(|on| **on != at).map(|at| self.calls.name(*at));
                format!(
                    "nothing says how often this calls itself: {}",
                    around.collect::<Vec<_>>().join(" > ")
                )
            });
        }
        let frame = &self.frames[at as usize];
        let mut deepest = Deepest { bytes: frame.bytes, own: frame.bytes, next: None };
        let mut next: Vec<(u32, u32)> = Vec::new();
        for (callee, taken) in &frame.calls {
            match callee {
                Callee::Function(callee) => next.push((*callee, *taken)),
                Callee::Type(ty) => next.extend(self.calls.in_table(*ty).map(|callee| (callee, *taken))),
            }
        }
        self.known.insert(key.clone(), None);
        way.push(at);
        for (callee, taken) in next {
            if let Some(below) = self.down(callee, &key.1, way)?
                && taken + below > deepest.bytes
            {
                deepest = Deepest { bytes: taken + below, own: taken, next: Some(callee) };
            }
        }
        way.pop();
        self.known.insert(key, Some(deepest));
        Ok(Some(deepest.bytes))
    }
}
