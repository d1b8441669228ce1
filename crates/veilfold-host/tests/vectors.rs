//! The shared vectors through the Fluent Bit module, SIMD off: byte-identical to the native engine, whose own answers
//! the vectors' own test holds to what they expect. The module has the default policy built in and
//! takes no options, so the cases with others of their own are not posed; how many were is checked.

use std::path::Path;
use std::time::Duration;
use veilfold_core::encode::json;
use veilfold_host::{Config, Plugin};
use veilfold_vectors::{Answer, Case, FrontDoor, Kind, Native, Settings, load};

struct FluentBit(Plugin);

impl FrontDoor for FluentBit {
    fn name(&self) -> &'static str {
        "fluent-bit"
    }

    fn answer(&mut self, cases: &[Case]) -> Result<Vec<Answer>, String> {
        cases.iter().map(|case| self.one(case)).collect()
    }
}

impl FluentBit {
    fn one(&mut self, case: &Case) -> Result<Answer, String> {
        if case.policy.is_some() || case.options != Settings::default() || case.kind == Kind::Encode {
            return Ok(Answer::Skipped);
        }
        let record = match case.kind {
            Kind::Redact => wrapped("{\"message\":", &case.input),
            Kind::Group => wrapped("{\"level\":\"ERROR\",\"message\":", &case.input),
            Kind::Transform | Kind::Encode => case.input.clone(),
        };
        let mut answer = Vec::new();
        if let Some(fault) = self.0.filter(&record, &mut answer) {
            return Err(format!("case {:?}: {}", case.name, fault.reason()));
        }
        // serde_json refuses halves of surrogate pairs, which records may hold: parsed only where a member is needed.
        let member = |name: &str| {
            let object: serde_json::Value =
                serde_json::from_slice(&answer).map_err(|e| format!("case {:?}: {e}", case.name))?;
            let text = object[name].as_str().map(str::to_owned);
            text.ok_or_else(|| format!("case {:?}: no {name} in {object}", case.name))
        };
        // A JSON string holds no bytes that are not UTF-8: they become U+FFFD at this door.
        let is_text = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok();
        Ok(match case.kind {
            Kind::Group => Answer::Group { id: member("group_id")?, template: None },
            Kind::Redact if !is_text(&case.input) => Answer::Skipped,
            Kind::Redact => Answer::Bytes(member("message")?.into_bytes()),
            _ => Answer::Bytes(answer),
        })
    }
}

fn wrapped(before: &str, text: &[u8]) -> Vec<u8> {
    let mut record = before.as_bytes().to_vec();
    json::string(&mut record, text);
    record.push(b'}');
    record
}

#[test]
fn vectors_hold_through_the_fluent_bit_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let module = root.join("target/wasm/out/veilfold-fluent-bit.wasm");
    assert!(
        module.is_file(),
        "{} is not there: run wasm-plugins/build.sh (or `make wasm`) first",
        module.display()
    );
    let cache = Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled"));
    let config = Config { simd: false, deadline: Duration::from_mins(1), cache, ..Config::default() };
    let mut door = FluentBit(Plugin::load(&module, config).expect("a module with Fluent Bit's ABI"));
    let cases = load(&root.join("tests/vectors")).expect("the vectors load");
    let native = Native.answer(&cases).expect("the native door is open");
    let answers = door.answer(&cases).expect("the module answers");
    let mut posed = 0;
    for ((case, native), answer) in cases.iter().zip(native).zip(answers) {
        match (native, answer) {
            (_, Answer::Skipped) => continue,
            (Answer::Group { id: native, .. }, Answer::Group { id, .. }) => {
                assert_eq!(native, id, "{}", case.name);
            }
            // A line that is no object comes back as the message of one.
            (Answer::Bytes(native), Answer::Bytes(answer)) if native != answer => {
                type Object = serde_json::Map<String, serde_json::Value>;
                assert!(serde_json::from_slice::<Object>(&native).is_err(), "{}", case.name);
                let wrapped: Object = serde_json::from_slice(&answer).expect("one object");
                assert_eq!(wrapped.len(), 1, "{}", case.name);
                assert_eq!(wrapped["message"], String::from_utf8_lossy(&native).as_ref(), "{}", case.name);
            }
            (native, answer) => assert_eq!(native, answer, "{}", case.name),
        }
        posed += 1;
    }
    assert!(posed >= 80, "only {posed} of {} cases were posed", cases.len());
}
