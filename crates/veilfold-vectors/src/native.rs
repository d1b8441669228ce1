//! The engine in this process.

use crate::case::{Case, Kind};
use crate::door::{Answer, FrontDoor};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use veilfold_core::group::message;
use veilfold_core::policy::External;
use veilfold_core::{Engine, Policy, Profile, Scratch, Timestamp};

/// The engine in this process.
#[derive(Debug, Default)]
pub struct Native;

/// The pseudonym key of the vectors, which every door must be given as `VEILFOLD_VECTOR_KEY`.
pub(crate) const KEY: &str = "the key of the vectors, 32 bytes";
/// The environment variable that holds it.
pub(crate) const KEY_ENV: &str = "VEILFOLD_VECTOR_KEY";

/// The policy of a case.
pub(crate) fn policy(case: &Case) -> Result<Policy, String> {
    let Some(source) = &case.policy else { return Ok(Policy::builtin(Profile::Default)) };
    let keys = |source: External<'_>| match source {
        External::KeyEnv(name) if name == KEY_ENV => Some(KEY.as_bytes().to_vec()),
        _ => None,
    };
    Policy::compile(source, &format!("case {:?}", case.name), &keys).map_err(|e| e.to_string())
}

impl FrontDoor for Native {
    fn name(&self) -> &'static str {
        "native"
    }

    fn answer(&mut self, cases: &[Case]) -> Result<Vec<Answer>, String> {
        let mut scratch = Scratch::default();
        // Building an engine costs more than a case.
        let mut engines = HashMap::new();
        let mut answers = Vec::new();
        for case in cases {
            let engine = match engines.entry((&case.policy, &case.options)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(Engine::new(policy(case)?, case.options.options()?)),
            };
            answers.push(answer(case, engine, &mut scratch));
        }
        Ok(answers)
    }
}

fn answer(case: &Case, engine: &Engine, scratch: &mut Scratch) -> Answer {
    let mut out = Vec::new();
    match case.kind {
        Kind::Redact => {
            if !engine.redact(&case.input, &mut out, scratch) {
                out.extend_from_slice(&case.input);
            }
        }
        Kind::Group => {
            let settings = engine.policy().grouping();
            let names = settings.of_text(&case.input, &mut out);
            out.clear();
            message::template_with(&settings.message, &case.input, &mut out);
            let template = names.variant.is_none().then_some(out);
            return Answer::Group { id: names.group.to_string(), template };
        }
        Kind::Encode => {
            engine.reencode(&case.input, Timestamp(0), &mut out, scratch);
        }
        Kind::Transform => {
            engine.transform(&case.input, &mut out, scratch);
        }
    }
    Answer::Bytes(out)
}
