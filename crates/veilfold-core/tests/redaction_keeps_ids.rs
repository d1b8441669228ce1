//! A message has one id, whether or not a secret in it has been hidden on the way: a pipeline and a process that
//! redact at different points still agree.

use veilfold_core::group::message;
use veilfold_core::redact::detect::DETECTORS;
use veilfold_core::{Policy, Profile, Report};

fn template(text: &[u8]) -> String {
    let mut out = Vec::new();
    message::template(text, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// Every text that a detector is tested with, in a sentence.
#[test]
fn what_a_detector_hides_was_masked_before() {
    let policy = Policy::builtin(Profile::Strict);
    let (mut changed, mut kept, mut lost) = (0, 0, Vec::new());
    for detector in DETECTORS {
        for (hit, _) in detector.hits {
            let text = format!("request of tenant blue failed: {hit}");
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
    // What is left are values of several plain words (a name) and spans that take their key along.
    assert!(kept * 100 >= changed * 95, "{kept} of {changed}; lost:\n{}", lost.join("\n"));
}
