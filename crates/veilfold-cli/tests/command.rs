//! The command from the outside: bytes in, bytes out, exit codes.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Output, Stdio};

fn veilfold() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_veilfold"));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(args: &[&str], input: &[u8]) -> Output {
    let mut child = veilfold().args(args).spawn().expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    // A thread, since a full output pipe would block a writer that nobody reads for.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("the command ends");
    writer.join().expect("the writer ends");
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_two_lines_of_the_readme() {
    let input = b"{\"password\":\"hunter2\",\"n\":1.0}\nuser paid with 4111 1111 1111 1111\n";
    let output = run(&["filter"], input);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(
        text(&output.stdout),
        "{\"password\":\"[REDACTED]\",\"n\":1.0}\nuser paid with [REDACTED:credit_card]\n"
    );
}

#[test]
fn empty_input_is_empty_output() {
    let output = run(&["filter"], b"");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
}

#[test]
fn bytes_that_are_not_utf8_pass() {
    let input = b"caf\xe9 \xff\xfe\n\x00\n";
    assert_eq!(run(&["filter"], input).stdout, input);
}

#[test]
fn a_line_is_answered_before_the_next_one_is_sent() {
    let mut child = veilfold().arg("filter").spawn().expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    for n in 0..3 {
        writeln!(stdin, "line {n}").expect("the command reads");
        let mut answer = String::new();
        stdout.read_line(&mut answer).expect("the command answers");
        assert_eq!(answer, format!("line {n}\n"));
    }
    drop(stdin);
    assert!(child.wait().expect("the command ends").success());
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let mut child = veilfold().arg("filter").spawn().expect("the command starts");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("a pipe");
    let line = vec![b'x'; 1 << 16];
    while stdin.write_all(&line).and_then(|()| stdin.write_all(b"\n")).is_ok() {}
    assert_eq!(child.wait().expect("the command ends").code(), Some(0));
    let mut complaint = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut complaint).expect("UTF-8");
    assert_eq!(complaint, "");
}

#[test]
fn a_missing_file_is_named() {
    let output = run(&["filter", "/no/such/file.log"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("/no/such/file.log"), "{}", text(&output.stderr));
}

#[test]
fn files_and_standard_input_come_in_order() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("a.log");
    std::fs::write(&path, "first\n").expect("a file");
    let output = run(&["filter", path.to_str().expect("UTF-8"), "-"], b"second\n");
    assert_eq!(text(&output.stdout), "first\nsecond\n");
}

#[test]
fn scan_finds_and_shows_no_value() {
    let output = run(&["scan", "--format", "json"], b"password=hunter2hunter2\nclean\n");
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&report["records"], &report["redacted"]), (&2.into(), &1.into()));
    assert!(!text(&output.stdout).contains("hunter2"));
}

#[test]
fn scan_of_clean_input_exits_0() {
    let output = run(&["scan"], b"nothing to see\n");
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).starts_with("1 records"), "{}", text(&output.stdout));
}

#[test]
fn stats_go_to_standard_error_and_hold_no_value() {
    let output = run(&["filter", "--stats", "--format", "json"], b"password=hunter2hunter2\n");
    let report: serde_json::Value = serde_json::from_slice(&output.stderr).expect("JSON");
    assert_eq!(report["redacted"], 1);
    assert!(!text(&output.stderr).contains("hunter2"));
}

#[test]
fn a_refused_policy_names_file_key_and_remedy() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("p.toml");
    std::fs::write(&path, "version = 1\nprofil = \"default\"\n").expect("a file");
    let path = path.to_str().expect("UTF-8");
    let output = run(&["policy", "check", path], b"");
    let complaint = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{complaint}");
    for part in [path, "profil", "profile"] {
        assert!(complaint.contains(part), "{part} is missing in: {complaint}");
    }
    let output = run(&["policy", "check", path, "--format", "json"], b"");
    assert_eq!(output.status.code(), Some(1));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answer["ok"], false);
    // The same policy in another verb is a usage error: judging it was not the question.
    assert_eq!(run(&["filter", "--policy", path], b"").status.code(), Some(2));
}

#[test]
fn help_teaches_and_exits_0() {
    let help = run(&["--help"], b"");
    assert_eq!(help.status.code(), Some(0));
    for word in ["filter", "scan", "policy", "Exit codes", "veilfold filter < app.log"] {
        assert!(text(&help.stdout).contains(word), "{word}");
    }
    assert_eq!(run(&["--version"], b"").status.code(), Some(0));
    assert_eq!(run(&[], b"").status.code(), Some(2));
    assert_eq!(run(&["fliter"], b"").status.code(), Some(2));
}

#[test]
fn lines_of_any_program_become_lines_of_one_schema() {
    let line = b"{\"ts\":\"2026-11-21T12:00:00Z\",\"level\":\"info\",\"msg\":\"up\",\"port\":8080}\n";
    let output = run(&["filter", "--schema", "veilfold", "--service", "shop"], line);
    assert_eq!(
        text(&output.stdout),
        "{\"timestamp\":\"2026-11-21T12:00:00.000Z\",\"level\":\"INFO\",\"service\":\"shop\",\"message\":\"up\",\"port\":8080}\n"
    );
    let output = run(&["filter", "--service", "shop"], line);
    assert_eq!(output.status.code(), Some(2), "--service alone changes nothing and says so");
}

const FAILING: &[u8] = b"2026-11-21 12:00:00,123 ERROR shop failed for bob@example.com
Traceback (most recent call last):
  File \"/srv/a/shop/pay.py\", line 12, in charge
    gateway(card)
ValueError: card 4111111111111111 was declined
2026-11-21 12:03:00,123 ERROR shop failed for eve@example.com
Traceback (most recent call last):
  File \"/srv/b/shop/pay.py\", line 14, in charge
    gateway(card)
ValueError: card 5500005555555559 was declined
2026-11-21 12:03:01,000 INFO up
";

#[test]
fn one_failure_is_one_row_and_shows_no_value() {
    let output = run(&["group", "--format", "json", "--profile", "strict"], FAILING);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["records"], 3);
    let first = &report["groups"][0];
    assert_eq!(first["count"], 2, "{report}");
    assert!(first["group_id"].as_str().is_some_and(|id| id.starts_with("s1-")), "{first}");
    assert_eq!((&first["template"], &first["level"]), (&"ValueError@charge".into(), &"ERROR".into()));
    assert_eq!(
        (&first["first"], &first["last"]),
        (&"2026-11-21T12:00:00.123Z".into(), &"2026-11-21T12:03:00.123Z".into())
    );
    let table = run(&["group", "--profile", "strict"], FAILING);
    for secret in ["4111111111111111", "5500005555555559", "bob@example.com", "eve@example.com"] {
        assert!(!text(&output.stdout).contains(secret));
        assert!(!text(&table.stdout).contains(secret));
    }
    assert!(text(&table.stdout).contains("ValueError@charge"), "{}", text(&table.stdout));
}

fn in_a_file(name: &str, content: &str) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join(name);
    std::fs::write(&path, content).expect("a file");
    let path = path.to_str().expect("UTF-8").to_owned();
    (dir, path)
}

#[test]
fn explain_names_rule_and_reason_and_shows_the_value_only_when_asked() {
    let line = "login password=hunter2hunter2 for bob";
    let output = run(&["policy", "explain", line], b"");
    assert_eq!(output.status.code(), Some(0));
    assert!(!text(&output.stdout).contains("hunter2"), "{}", text(&output.stdout));
    let output = run(&["policy", "explain", "--format", "json", "--reveal", "-"], line.as_bytes());
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found[0]["value"], "hunter2hunter2");
    assert!(found[0]["why"].as_str().is_some_and(|why| !why.is_empty()));
    assert_eq!(text(&run(&["policy", "explain", "nothing"], b"").stdout), "nothing would be hidden\n");
}

#[test]
fn rules_are_listed_with_their_state() {
    let output = run(&["policy", "rules", "--format", "json"], b"");
    let rules: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let rules = rules.as_array().expect("a list");
    let enabled = |id: &str| rules.iter().find(|r| r["id"] == id).map(|r| r["enabled"].clone());
    assert_eq!(enabled("credit_card"), Some(true.into()));
    assert_eq!(enabled("email"), Some(false.into()));
    assert!(text(&run(&["policy", "rules"], b"").stdout).contains("credit_card"));
    assert!(text(&run(&["policy", "rules", "--markdown"], b"").stdout).starts_with("# Rules"));
}

#[test]
fn policy_test_tells_what_failed_and_where() {
    let cases = "[[case]]\ntext = \"password=hunter2hunter2\"\nhide = [\"hunter2hunter2\"]\n\
                 [[case]]\ntext = \"order 12\"\n[[case]]\ntext = \"order 12\"\nhide = [\"12\"]\n";
    let (_dir, path) = in_a_file("cases.toml", cases);
    let output = run(&["policy", "test", &path], b"");
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(
        text(&output.stdout).contains("case 3: 1 of 1 values are not hidden"),
        "{}",
        text(&output.stdout)
    );
    assert!(text(&output.stdout).ends_with("2 passed, 1 failed\n"));
    let cases = "[[case]]\ntext = \"the api_key=a1B2c3D4e5 and a cookie: hidden=x by mistake\"\n\
                 hide = [\"a1B2c3D4e5\"]\n";
    let (_dir, path) = in_a_file("cases.toml", cases);
    let output = run(&["policy", "test", &path], b"");
    assert_eq!(text(&output.stdout), "4 of 7 words beside hidden values kept\n1 passed, 0 failed\n");
    let (_dir, path) = in_a_file("cases.toml", "[[case]]\ntxt = \"x\"\n");
    let output = run(&["policy", "test", &path], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("txt"), "{}", text(&output.stderr));
}

#[test]
fn policy_diff_counts_and_places_without_values() {
    let input = b"clean\nmail bob@example.com\n";
    let output = run(&["policy", "diff", "default", "strict", "--format", "json"], input);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["changed"], 1);
    assert_eq!(report["rules"]["email"], serde_json::json!({"old": 0, "new": 1}));
    assert_eq!(report["places"][0], "standard input:2");
    let same = run(&["policy", "diff", "default", "default"], input);
    assert_eq!((same.status.code(), text(&same.stdout).contains("bob")), (Some(0), false));
}

#[test]
fn a_private_key_over_several_lines_is_hidden_line_by_line() {
    let body =
        ["MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw", "ggSjAgEAAoIBAQC7VJTUt9Us8cKjMzEfYyji", "WA4R4/M2bS=="];
    let input = format!(
        "loading\n-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\nMIIready\n",
        body.join("\n")
    );
    let output = text(&run(&["filter"], input.as_bytes()).stdout);
    for line in body {
        assert!(!output.contains(line), "{output}");
    }
    assert_eq!(output.lines().count(), input.lines().count());
    assert!(output.starts_with("loading\n") && output.ends_with("\nMIIready\n"), "{output}");
    let once = output.clone();
    assert_eq!(text(&run(&["filter"], output.as_bytes()).stdout), once, "twice is once");
}

#[test]
fn the_rule_reference_in_docs_is_the_one_of_the_code() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rules.md");
    let committed = std::fs::read(page).expect("docs/rules.md");
    let made = run(&["policy", "rules", "--markdown"], b"").stdout;
    assert!(made == committed, "stale: veilfold policy rules --markdown > docs/rules.md");
}
