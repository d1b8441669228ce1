//! The engine in this process.

use crate::case::{Case, Kind};
use crate::door::{Answer, FrontDoor};
use veilfold_core::group::{message, stack};
use veilfold_core::policy::KeySource;
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
    let keys = |source: KeySource<'_>| match source {
        KeySource::Env(name) if name == KEY_ENV => Some(KEY.as_bytes().to_vec()),
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
        cases.iter().map(|case| answer(case, &mut scratch)).collect()
    }
}

fn answer(case: &Case, scratch: &mut Scratch) -> Result<Answer, String> {
    let engine = Engine::new(policy(case)?, case.options.options()?);
    let mut out = Vec::new();
    match case.kind {
        Kind::Redact => {
            if !engine.redact(&case.input, &mut out, scratch) {
                out.extend_from_slice(&case.input);
            }
        }
        Kind::Group => {
            if let Some(ids) = stack::ids(&stack::parse(&case.input)) {
                return Ok(Answer::Group { id: ids.group.to_string(), template: None });
            }
            message::template(&case.input, &mut out);
            return Ok(Answer::Group { id: message::id(&out).to_string(), template: Some(out) });
        }
        Kind::Encode => {
            engine.reencode(&case.input, Timestamp(0), &mut out, scratch);
        }
        Kind::Transform => {
            engine.transform(&case.input, &mut out, scratch);
        }
    }
    Ok(Answer::Bytes(out))
}
