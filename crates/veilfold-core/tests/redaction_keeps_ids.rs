//! A message has one id, whether or not a secret in it has been hidden on the way: a pipeline and a process that
//! redact at different points still agree.

use veilfold_core::group::message;
use veilfold_core::redact::detect::DETECTORS;
use veilfold_core::{Engine, GroupScope, Options, Policy, Profile, Report, Scratch};

fn template(text: &[u8]) -> String {
    let mut out = Vec::new();
    message::template(text, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// Places of a value in a message.
const SHAPES: [&str; 4] =
    ["{}", "request of tenant blue is late: {}", "seen {} twice", "took \"{}\" from the queue"];

/// Every text that a detector is tested with, by itself and where values stand in messages.
#[test]
fn what_a_detector_hides_was_masked_before() {
    for profile in [Profile::Default, Profile::Strict] {
        for shape in SHAPES {
            keeps(profile, shape);
        }
    }
}

fn keeps(profile: Profile, shape: &str) {
    let policy = Policy::builtin(profile);
    let (mut changed, mut kept, mut lost) = (0, 0, Vec::new());
    for detector in DETECTORS {
        for (hit, _) in detector.hits {
            let text = shape.replace("{}", hit);
            let mut out = Vec::new();
            if !policy.redactor().text(text.as_bytes(), &mut out, &mut Report::default()) {
                continue;
            }
            changed += 1;
            let (before, after) = (template(text.as_bytes()), template(&out));
            if before == after {
                kept += 1;
            } else {
                lost.push(format!("{}: {before} | {after}", detector.id));
            }
        }
    }
    assert!(changed > 100, "only {changed} texts were changed");
    // What is left are plain words that only a command or a manifest makes secret, and its several values as one.
    assert!(kept * 100 >= changed * 97, "{shape}: {kept} of {changed}; lost:\n{}", lost.join("\n"));
}

/// A pipeline that names what a process has redacted finds the name that it gives to what nobody has: every front
/// door names what goes out.
#[test]
fn a_door_gives_one_id_before_and_after() {
    for profile in [Profile::Default, Profile::Strict] {
        let options = Options { group: GroupScope::All, ..Options::default() };
        let engine = Engine::new(Policy::builtin(profile), options);
        let mut scratch = Scratch::default();
        let mut door = |message: &str| {
            let line = serde_json::json!({ "message": message }).to_string();
            let mut out = Vec::new();
            let outcome = engine.transform(line.as_bytes(), &mut out, &mut scratch);
            let line: serde_json::Value = serde_json::from_slice(&out).expect("a JSON line");
            (outcome.group, line["message"].as_str().unwrap_or_default().to_owned())
        };
        for detector in DETECTORS {
            for (hit, _) in detector.hits {
                for shape in SHAPES {
                    let text = shape.replace("{}", hit);
                    let (before, redacted) = door(&text);
                    let (after, _) = door(&redacted);
                    assert_eq!(before, after, "{}: {text} | {redacted}", detector.id);
                }
            }
        }
    }
}
