//! `veilfold view` from the outside.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

fn run(args: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_veilfold"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    // A command that refuses its arguments does not read.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    let output = child.wait_with_output().expect("the command ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().expect("no signal"), text(&output.stdout), text(&output.stderr))
}

const VIEWED: &str = concat!(
    r#"{"timestamp":"2020-11-29T13:30:00.123Z","level":"INFO","logger":"shop.orders","message":"paid","user_id":17,"trace_id":"5f0c"}"#,
    "\n",
    r#"{"timestamp":"2020-11-29T14:00:00.000Z","level":"ERROR","logger":"shop","message":"failed password=correct-horse-battery","request_id":"5f0c"}"#,
    "\n  a line of the failure\n",
    r#"{"timestamp":"2020-11-30T00:00:00.000Z","level":"WARNING","logger":"shopping","message":"low","user":"17"}"#,
    "\n",
);

fn view(args: &[&str]) -> Vec<String> {
    let (code, out, err) = run(&[&["view"], args].concat(), VIEWED.as_bytes());
    assert_eq!((code, err.as_str()), (0, ""));
    out.lines().map(str::to_owned).collect()
}

#[test]
fn view_is_for_people_and_hides_secrets() {
    let lines = view(&[]);
    assert_eq!(lines[0], "2020-11-29 13:30:00.123Z INFO     shop.orders  paid  user_id=17 trace_id=5f0c");
    assert_eq!(
        lines[1],
        "2020-11-29 14:00:00.000Z ERROR    shop  failed password=[REDACTED]  request_id=5f0c"
    );
    assert_eq!(lines[2], "  a line of the failure");
    assert_eq!(lines.len(), 4);
    assert!(view(&["--color", "always"])[0].contains('\u{1b}'));
}

#[test]
fn view_filters() {
    let count = |args: &[&str]| view(args).len();
    // A line that is no record goes with the one before it.
    assert_eq!(count(&["--level", "warn"]), 3);
    assert_eq!(count(&["--level", "warning", "--until", "2020-11-30"]), 2);
    assert_eq!(count(&["--trace", "5f0c"]), 3);
    assert_eq!(count(&["--user", "17"]), 2);
    assert_eq!(count(&["--logger", "shop"]), 3);
    assert_eq!(count(&["--since", "2020-11-29T13:30:01Z", "--level", "error"]), 2);
    assert_eq!(count(&["--since", "1h"]), 0);
    let json = view(&["--user", "17", "--level", "warning", "--format", "json"]);
    assert_eq!(json.len(), 1);
    assert!(json[0].starts_with(r#"{"timestamp":"2020-11-30T"#), "{json:?}");
}

#[test]
fn view_says_what_cannot_be_meant() {
    for (option, value, said) in
        [("--since", "soon", "is no time"), ("--level", "loud", "choose debug, info")]
    {
        let (code, _, err) = run(&["view", option, value], b"");
        assert_eq!(code, 2);
        assert!(err.contains(said), "{err}");
    }
}

#[test]
fn view_reads_compressed_files_and_follows_growing_ones() {
    let dir = tempfile::tempdir().unwrap();
    let gz = dir.path().join("app.log.gz");
    let mut encoder =
        flate2::write::GzEncoder::new(fs::File::create(&gz).unwrap(), flate2::Compression::fast());
    encoder.write_all(VIEWED.as_bytes()).unwrap();
    encoder.finish().unwrap();
    let (code, out, _) = run(&["view", gz.to_str().unwrap()], b"");
    assert_eq!((code, out.lines().count()), (0, 4));

    let path = dir.path().join("app.log");
    fs::write(&path, VIEWED).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_veilfold"))
        .args(["view", "--follow", path.to_str().unwrap()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || lines.next().unwrap().unwrap();
    for _ in 0..4 {
        next();
    }
    fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"more\n").unwrap();
    assert_eq!(next(), "more");
    // Put aside for a new one.
    fs::rename(&path, dir.path().join("old")).unwrap();
    fs::write(&path, "new\n").unwrap();
    assert_eq!(next(), "new");
    // Shorter than what was read of it, whenever the follower looks.
    fs::write(&path, "an\n").unwrap();
    assert_eq!(next(), "an");
    child.kill().unwrap();
    child.wait().unwrap();
}
