//! `veilfold filter --dedup`: fewer lines, the same sum.

mod run;

use run::Folder;
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::time::{Duration, Instant};

fn records(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn sum(records: &[Value]) -> u64 {
    records.iter().map(|r| r.get("repeat_count").map_or(1, |n| n.as_u64().expect("a count"))).sum()
}

#[test]
fn windows_are_of_the_records_own_time_and_sums_are_exact() {
    let mut input = String::new();
    for n in 0..60 {
        input += &format!(
            "{{\"timestamp\":\"2026-11-21T12:00:{n:02}Z\",\"level\":\"ERROR\",\"message\":\"cannot reach host-{n}\"}}\n"
        );
        input += &format!(
            "{{\"timestamp\":\"2026-11-21T12:00:{n:02}Z\",\"level\":\"INFO\",\"message\":\"fine {n}\"}}\n"
        );
    }
    let ran = Folder::new().run(&["filter", "--dedup", "10"], &input);
    assert_eq!(ran.code, 0, "{ran:?}");
    let (failures, fine): (Vec<_>, Vec<_>) =
        records(&ran.out).into_iter().partition(|r| r["level"] == "ERROR");
    assert_eq!(fine.len(), 60, "a line without a group is written as it comes");
    assert_eq!(sum(&failures), 60);
    assert_eq!(failures.len(), 7, "one each ten seconds, and the rest at the end: {failures:?}");
    assert_eq!(failures[1]["repeat_count"], 10);
    assert_eq!(failures[6]["message"], "cannot reach host-59");
}

#[test]
fn a_second_stage_adds_up_what_the_first_one_counted() {
    let line = "{\"level\":\"ERROR\",\"message\":\"cannot reach host-1\"}\n";
    let folder = Folder::new();
    let once = folder.run(&["filter", "--dedup", "10"], &line.repeat(5)).out;
    assert_eq!(sum(&records(&once)), 5);
    let twice = folder.run(&["filter", "--dedup", "10"], &once.repeat(3)).out;
    assert_eq!(sum(&records(&twice)), 15, "{twice}");
    assert_eq!(twice.lines().count(), 2);
}

#[test]
fn a_held_line_comes_out_while_input_pauses() {
    let folder = Folder::new();
    let mut child = folder.start(&["filter", "--dedup", "1.5"]);
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let began = Instant::now();
    // In one piece, so that a busy machine does not make a window pass between two of them.
    let three: String =
        (0..3).map(|n| format!("{{\"level\":\"ERROR\",\"message\":\"cannot reach host-{n}\"}}\n")).collect();
    stdin.write_all(three.as_bytes()).expect("the command reads");
    let mut next =
        || serde_json::from_str::<Value>(&lines.next().expect("a line").expect("UTF-8")).expect("JSON");
    assert_eq!(next()["message"], "cannot reach host-0");
    let held = next();
    assert_eq!((&held["message"], &held["repeat_count"]), (&"cannot reach host-2".into(), &2.into()));
    assert!(began.elapsed() >= Duration::from_millis(1_500));
    // Standard input is still open: the line did not wait for the end.
    drop(stdin);
    assert!(child.wait().expect("the command ends").success());
}

#[test]
fn text_and_its_last_line_are_left_alone() {
    let ran = Folder::new().run(&["filter", "--dedup", "10", "--group", "all"], "ERROR x\nERROR x\nERROR x");
    assert_eq!(ran.out, "ERROR x\nERROR x\nERROR x\n");
}

#[test]
fn a_wrong_window_is_refused() {
    for wrong in ["0", "-1", "soon", "nan", "inf"] {
        let ran = Folder::new().run(&["filter", &format!("--dedup={wrong}")], "");
        assert_eq!(ran.code, 2, "{wrong}");
        assert!(ran.err.contains("seconds"), "{}", ran.err);
    }
}
