//! Help that teaches, and errors that say what to do.

mod run;

use run::Folder;
use std::io::Read;

/// The commands that a help text lists.
fn commands(help: &str) -> Vec<String> {
    let listed = help.split_once("Commands:\n").map_or("", |(_, rest)| rest);
    listed
        .lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let folder = Folder::new();
    let mut open: Vec<Vec<String>> = vec![Vec::new()];
    let mut seen = 0;
    while let Some(path) = open.pop() {
        let mut args: Vec<&str> = path.iter().map(String::as_str).collect();
        args.push("--help");
        let ran = folder.run(&args, "");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{path:?}");
        let inner = commands(&ran.out);
        if inner.is_empty() || path.first().is_some_and(|name| name == "group") {
            let example = format!("veilfold {}", path.join(" "));
            assert!(ran.out.contains("Example"), "{path:?} has no example:\n{}", ran.out);
            let after = ran.out.split_once("Example").map_or("", |(_, rest)| rest);
            assert!(after.contains(&example), "{path:?}: no example begins with `{example}`:\n{}", ran.out);
        }
        open.extend(inner.into_iter().map(|name| [path.clone(), vec![name]].concat()));
        seen += 1;
    }
    assert!(seen >= 12, "only {seen} help pages");
    let top = folder.run(&["--help"], "");
    for part in ["Start here", "Exit codes", "filter", "scan", "group", "policy"] {
        assert!(top.out.contains(part), "{part}: {}", top.out);
    }
    assert!(folder.run(&["--version"], "").out.starts_with("veilfold "));
}

#[test]
fn a_heading_stands_above_its_own_options_alone() {
    let help = Folder::new().run(&["filter", "--help"], "").out;
    let (general, encoding) = help.split_once("Re-encoding").expect("the heading");
    for option in ["--policy", "--group", "--dedup", "--protocol", "--plugin", "--stats", "--format"] {
        assert!(general.contains(option), "{option}");
        assert!(!encoding.contains(&format!("      {option}")), "{option}");
    }
    assert!(encoding.contains("--schema") && encoding.contains("--no-stacktrace"));
}

#[test]
fn wrong_usage_is_exit_2_and_names_what_was_meant() {
    let folder = Folder::new();
    for (args, part) in [
        (&["fitler"][..], "filter"),
        (&["filter", "--polcy", "p"], "--policy"),
        (&["filter", "--profile", "strickt"], "strict"),
        (&["group", "--only", "some"], "errors"),
        (&["policy", "chek"], "check"),
        (&["demo"], "pip install veilfold"),
        (&["run", "--", "app"], "pip install veilfold"),
        (&["filter", "--policy", "p.toml", "--profile", "pci"], "cannot be used with"),
        (&[], "Usage"),
        (&["policy"], "Usage"),
    ] {
        let ran = folder.run(args, "");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.contains(part), "{args:?}: {part}: {}", ran.err);
    }
}

#[test]
fn input_that_cannot_be_read_is_exit_2_with_its_name_and_a_remedy() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("logs")).expect("a folder");
    std::fs::write(folder.path().join("bad.toml"), b"version = 1 # \xff\n").expect("a file");
    for command in [
        &["filter"][..],
        &["filter", "--dedup", "10"],
        &["scan"],
        &["group"],
        &["group", "learn", "--out", "t.toml"],
        &["policy", "diff", "default", "strict"],
        &["policy", "test"],
    ] {
        for (file, remedy) in [("none.log", "check the path"), ("logs", "name the files in it")] {
            let ran = folder.run(&[command, &[file]].concat(), "");
            assert_eq!(ran.code, 2, "{command:?} {file}: {ran:?}");
            assert!(ran.err.contains(&format!("veilfold: {file}: ")), "{command:?}: {}", ran.err);
            assert!(ran.err.contains(remedy), "{command:?}: {}", ran.err);
        }
    }
    for policy in ["none.toml", "logs", "bad.toml"] {
        for command in [&["filter"][..], &["scan"], &["group"], &["policy", "rules"]] {
            let ran = folder.run(&[command, &["--policy", policy]].concat(), "x\n");
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{command:?} {policy}: {ran:?}");
            assert!(ran.err.starts_with(&format!("veilfold: {policy}")), "{}", ran.err);
        }
        for format in ["text", "json"] {
            let ran = folder.run(&["policy", "check", policy, "--format", format], "");
            assert_eq!(ran.code, 2, "{policy}: nobody has judged it: {ran:?}");
            assert!(format!("{}{}", ran.out, ran.err).contains(policy), "{ran:?}");
        }
    }
}

#[test]
fn lines_before_an_input_that_is_not_there_are_written() {
    let folder = Folder::new();
    folder.write("a.log", "{\"level\":\"ERROR\",\"message\":\"x\"}\n");
    for (args, lines) in [
        (&["filter", "a.log", "none.log"][..], 1),
        (&["filter", "--dedup", "10", "a.log", "a.log", "a.log", "none.log"], 2),
    ] {
        let ran = folder.run(args, "");
        assert_eq!(ran.code, 2);
        assert_eq!(ran.out.lines().count(), lines, "{args:?}: {ran:?}");
    }
}

#[test]
fn a_reader_that_leaves_is_an_end_for_every_command() {
    let folder = Folder::new();
    let line = "{\"level\":\"ERROR\",\"message\":\"password=hunter2hunter2\"}\n";
    folder.write("a.log", &line.repeat(3_000));
    for args in [
        &["filter", "a.log"][..],
        &["filter", "--dedup", "10", "a.log"],
        &["scan", "a.log"],
        &["group", "a.log"],
        &["policy", "rules"],
        &["policy", "diff", "none", "default", "a.log"],
    ] {
        let mut child = folder.start(args);
        drop(child.stdout.take());
        drop(child.stdin.take());
        let mut complaint = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut complaint).expect("UTF-8");
        assert_eq!((child.wait().expect("it ends").code(), complaint.as_str()), (Some(0), ""), "{args:?}");
    }
}
