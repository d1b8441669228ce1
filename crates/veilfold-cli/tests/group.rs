//! `veilfold group`: the table, and why an id is what it is.

mod run;

use run::Folder;
use serde_json::Value;
use std::io::{Read, Write};

const LOG: &str = "2026-11-21 12:00:00,123 ERROR shop failed for bob@example.com
Traceback (most recent call last):
  File \"/srv/a/shop/pay.py\", line 12, in charge
    gateway(card)
  File \"/usr/lib/python3.12/json/decoder.py\", line 3, in decode
    raise ValueError(card)
ValueError: card 4111111111111111 was declined
{\"level\":\"ERROR\",\"message\":\"cannot reach host-1 of eve@example.com\"}
{\"level\":\"ERROR\",\"message\":\"cannot reach host-2 of eve@example.com\"}
";
const SECRETS: [&str; 3] = ["4111111111111111", "bob@example.com", "eve@example.com"];

fn ids(folder: &Folder) -> Vec<String> {
    let report = folder.run(&["group", "a.log", "--profile", "strict", "--format", "json"], "").json();
    let groups = report["groups"].as_array().expect("a list");
    groups.iter().map(|g| g["group_id"].as_str().expect("an id").to_owned()).collect()
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("a.log", LOG);
    folder
}

#[test]
fn the_table_has_a_sample_and_names_the_frame_of_the_application() {
    let ran = folder().run(&["group", "a.log", "--profile", "strict"], "");
    ran.hides(&SECRETS);
    for part in [
        "66.7%",
        "cannot reach <*> of <*>",
        "ValueError@charge",
        "cannot reach host-1 of [REDACTED:email]",
        "█",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
}

#[test]
fn why_tells_the_parts_and_what_does_not_count() {
    let folder = folder();
    let ids = ids(&folder);
    let message =
        folder.run(&["group", "a.log", "--profile", "strict", "--why", &ids[0], "--format", "json"], "");
    assert_eq!(message.code, 0, "{message:?}");
    message.hides(&SECRETS);
    let answer = message.json();
    assert_eq!(answer["group_id"], Value::from(ids[0].as_str()));
    assert_eq!(answer["parts"][0]["text"], "cannot reach <*> of <*>");
    let masks = answer["does_not_count"].as_array().expect("a list");
    assert_eq!((&masks[0]["text"], &masks[0]["rule"]), (&"host-1".into(), &"lexer: num".into()), "{masks:?}");
    let stack = folder.run(&["group", "a.log", "--profile", "strict", "--why", &ids[1]], "");
    stack.hides(&SECRETS);
    for part in ["type", "ValueError", "place", "shop/pay charge", "card <*> was declined"] {
        assert!(stack.out.contains(part), "{part}: {}", stack.out);
    }
    let missing = folder.run(&["group", "a.log", "--why", "m1-0000000000000001"], "");
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("no record has the id m1-0000000000000001"), "{}", missing.err);
    let wrong = folder.run(&["group", "a.log", "--why", "m1-xyz"], "");
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("16 hexadecimal digits"), "{}", wrong.err);
}

#[test]
fn explain_names_the_first_difference_of_texts_files_and_ids() {
    let folder = folder();
    let same = folder.run(&["group", "explain", "user 17 in", "user 4 in"], "");
    assert_eq!(same.code, 0, "{same:?}");
    assert!(same.out.starts_with("one group: m1-") && same.out.contains("lexer: num"), "{}", same.out);
    let other = folder.run(&["group", "explain", "user 17 in", "user 4 out", "--format", "json"], "");
    assert_eq!(other.code, 1);
    let difference = &other.json()["difference"];
    assert_eq!((&difference["part"], &difference["b"]), (&"template".into(), &"user <*> out".into()));
    folder.write("one.txt", &LOG.lines().skip(1).take(6).collect::<Vec<_>>().join("\n"));
    folder.write("two.txt", &folder.read("one.txt").replace("in charge", "in refund"));
    let place = folder.run(&["group", "explain", "@one.txt", "@two.txt", "--format", "json"], "");
    assert_eq!(place.code, 1);
    place.hides(&SECRETS);
    let difference = &place.json()["difference"];
    assert_eq!((&difference["part"], &difference["a"]), (&"place".into(), &"shop/pay charge".into()));
    let ids = ids(&folder);
    let known = folder.run(&["group", "explain", &ids[0], &ids[1], "a.log", "--profile", "strict"], "");
    assert_eq!(known.code, 1, "{known:?}");
    known.hides(&SECRETS);
    assert!(known.out.contains(&format!("two groups: {} and {}", ids[0], ids[1])), "{}", known.out);
    let mixed = folder.run(
        &["group", "explain", &ids[0], "cannot reach host-9 of x@example.com", "--profile", "strict"],
        LOG,
    );
    assert_eq!(mixed.code, 0, "{mixed:?}");
    for (args, complaint) in [
        (vec!["group", "explain", &ids[0], &ids[1]], "name the files"),
        (vec!["group", "explain", "m1-0000000000000001", "x", "a.log"], "no record has the id"),
        (vec!["group", "explain", "@none.txt", "x"], "none.txt"),
        (vec!["group", "explain", "", "x"], "holds no record"),
        (vec!["group", "explain", "x"], "<B>"),
    ] {
        let ran = folder.run(&args, "");
        assert_eq!(ran.code, 2, "{args:?} {ran:?}");
        assert!(ran.err.contains(complaint), "{complaint}: {}", ran.err);
    }
}

#[test]
fn rules_of_the_policy_are_named() {
    let folder = Folder::new();
    folder.write(
        "p.toml",
        "version = 1\n[group]\nlearned = [\"plan <+> is full\"]\n\
         [[group.mask]]\npattern = '\\b(gold|silver)\\b'\n\
         [[group.rule]]\nmessage = \"*refused*\"\nkey = \"peer is down\"\n",
    );
    let explain = |a: &str, b: &str| {
        folder.run(&["group", "explain", a, b, "--policy", "p.toml", "--format", "json"], "").json()
    };
    let masked = explain("quota of gold", "quota of silver");
    assert_eq!(
        (&masked["same"], &masked["a"]["does_not_count"][0]["rule"]),
        (&true.into(), &"mask \\b(gold|silver)\\b".into())
    );
    let learned = explain("plan rich is full", "plan fine is full");
    assert_eq!(learned["b"]["does_not_count"][0]["rule"], "learned plan <+> is full", "{learned}");
    let rule = explain("a refused it", "b accepted it");
    assert_eq!(
        (&rule["difference"]["part"], &rule["difference"]["a"]),
        (&"rule".into(), &"peer is down".into())
    );
    let table = folder.run(&["group", "--policy", "p.toml"], "a refused it\nb refused all\n");
    assert!(table.out.contains("1 groups") && table.out.contains("peer is down"), "{}", table.out);
}

#[test]
fn what_is_learned_counts_for_every_door_and_order_does_not_matter() {
    let folder = Folder::new();
    let words = ["zorbl", "frob", "wibble", "knarf", "quux", "blorp", "rich", "black"];
    let mut lines: Vec<String> = words.iter().map(|w| format!("Collecting {w} from the index")).collect();
    lines.push("login of bob@example.com".into());
    folder.write("a.log", &lines.join("\n"));
    lines.reverse();
    folder.write("b.log", &lines.join("\n"));
    let learn =
        |log: &str, out: &str| folder.run(&["group", "learn", log, "--out", out, "--profile", "strict"], "");
    let ran = learn("a.log", "templates.toml");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    learn("b.log", "other.toml");
    let templates = folder.read("templates.toml");
    assert_eq!(templates, folder.read("other.toml"), "the order of lines");
    assert!(!templates.contains("bob@"), "{templates}");
    folder.write("p.toml", "version = 1\n[group]\ntemplates = \"templates.toml\"\n");
    let groups = |args: &[&str]| {
        let mut all = vec!["group", "a.log", "--format", "json"];
        all.extend(args);
        let report = folder.run(&all, "").json();
        report["groups"].as_array().expect("a list").iter().map(|g| g["template"].clone()).collect::<Vec<_>>()
    };
    assert!(groups(&[]).len() > 2, "ordinary words look like messages of their own: {:?}", groups(&[]));
    assert!(groups(&["--policy", "p.toml"]).contains(&"Collecting <*> from the index".into()));
    assert_eq!(groups(&["--policy", "p.toml"]).len(), 2);
    let line = "{\"level\":\"ERROR\",\"message\":\"Collecting rich from the index\"}\n";
    let id = |args: &[&str]| {
        let ran = folder.run(&[&["filter"], args].concat(), line);
        ran.json()["group_id"].as_str().expect("an id").to_owned()
    };
    assert_ne!(id(&[]), id(&["--policy", "p.toml"]));
    let to_stdout = folder.run(&["group", "learn", "a.log", "--out", "-", "--profile", "strict"], "");
    assert_eq!(to_stdout.out, templates);
    let said = folder.run(&["group", "learn", "a.log", "--out", "t.toml", "--format", "json"], "").json();
    assert_eq!(said["messages"], 9);
    assert_eq!(folder.run(&["group", "learn", "a.log", "--out", "no/such/t.toml"], "").code, 2);
    folder.write("templates.toml", &format!("{templates}\n[[template]]\ntext = \"two <+> and <+>\"\n"));
    let refused = folder.run(&["policy", "check", "p.toml"], "");
    assert_eq!(refused.code, 1);
    assert!(
        refused.err.contains("templates.toml") && refused.err.contains("2 times `<+>`"),
        "{}",
        refused.err
    );
}

#[test]
fn follow_draws_what_there_is_while_nothing_comes() {
    let folder = Folder::new();
    let mut child = folder.start(&["group", "--follow"]);
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut stdout = child.stdout.take().expect("a pipe");
    stdin.write_all(b"cannot reach host-1\ncannot reach host-2\n").expect("the command reads");
    let mut drawn = Vec::new();
    // Both records are there although no third line tells that the second one has ended.
    while !String::from_utf8_lossy(&drawn).contains("2 records, 1 groups") {
        let mut chunk = [0; 4096];
        let n = stdout.read(&mut chunk).expect("a pipe");
        assert_ne!(n, 0, "the command ended early");
        drawn.extend_from_slice(&chunk[..n]);
    }
    assert!(drawn.starts_with(b"\x1b[H\x1b[J"), "in place");
    drop(stdin);
    assert!(child.wait().expect("the command ends").success());
}
