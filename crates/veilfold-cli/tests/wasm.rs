//! `veilfold wasm` and `veilfold filter --plugin`. What the modules do in their hosts is tested in `veilfold-host`.

mod run;

use run::{Folder, Ran};

const POLICY: &str = "version = 1\n[fields]\ndeny = [\"badge\"]\n";
const LINES: &str = concat!(
    "{\"level\":\"ERROR\",\"message\":\"paid with 4111 1111 1111 1111\",\"badge\":\"x17-q\"}\n",
    "{\"n\": 1.50, \"message\": \"nothing to hide\"}\n",
    "{}\n",
    "{\"level\":\"ERROR\",\"exc\":\"Traceback (most recent call last):\\n  File \\\"a.py\\\", line 3, in f\\n    g()\\nValueError: 17\"}\n",
    "{\"user\":{\"password\":\"correct horse\"}}\n",
);
const SECRETS: [&str; 3] = ["4111 1111", "x17-q", "correct horse"];

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("p.toml", POLICY);
    folder
}

#[track_caller]
fn bake(folder: &Folder, more: &[&str]) -> Ran {
    let ran = folder.run(&[&["wasm", "bake", "--policy", "p.toml", "--out", "x.wasm"], more].concat(), "");
    assert!(
        !ran.err.contains("is not in this build"),
        "run `make wasm` before this test is built: {}",
        ran.err
    );
    ran
}

#[test]
fn a_module_says_which_policy_was_baked_into_it() {
    let folder = folder();
    let hash = folder.run(&["policy", "check", "p.toml", "--format", "json"], "").json();
    let mut sizes = vec![];
    for (host, function) in [
        ("fluent-bit", "veilfold_filter"),
        ("redpanda", "_start"),
        ("redpanda-connect", "process"),
        ("component", "transform"),
    ] {
        let baked = bake(&folder, &["--host", host, "--group", "off", "--message-field", "event"]);
        assert_eq!((baked.code, baked.out.as_str(), baked.err.as_str()), (0, "", ""), "{host}");
        let ran = folder.run(&["wasm", "inspect", "x.wasm", "--format", "json"], "");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        let about = ran.json();
        assert_eq!(about["host"], host);
        assert_eq!(about["function"], function);
        assert_eq!(about["version"], env!("CARGO_PKG_VERSION"));
        assert_eq!((&about["baked"], &about["catalogue"]), (&true.into(), &"default".into()));
        assert_eq!((&about["group"], &about["message_field"]), (&"off".into(), &"event".into()));
        assert_eq!(about["key"], "none");
        assert_eq!(about["policy_hash"], hash["policy_hash"]);
        assert!(about["policy_hash"].as_str().is_some_and(|hash| !hash.is_empty()));
        assert!(about["rules"].as_u64().is_some_and(|n| n > 10));
        let text = folder.run(&["wasm", "inspect", "x.wasm"], "");
        assert!(text.out.contains(function), "{text:?}");
        sizes.push(about["bytes"].clone());
    }
    assert!(sizes.iter().all(|n| n.as_u64().is_some_and(|n| n > 1000)), "{sizes:?}");
}

/// The smaller template has the rules of the default profile; a policy that turns on others is baked into the whole one.
#[test]
fn a_policy_gets_a_module_that_has_its_rules() {
    let folder = folder();
    folder.write("more.toml", "version = 1\n[detectors]\nenable = [\"ipv4\"]\n");
    folder.write("own.toml", "version = 1\n[[rule]]\nid = \"badge_id\"\npattern = 'BDG-\\d{6}'\n");
    let mut bytes = vec![];
    for (args, catalogue) in [
        (&["--policy", "own.toml"][..], "default"),
        (&["--profile", "none"], "default"),
        (&["--profile", "strict"], "all"),
        (&["--policy", "more.toml"], "all"),
    ] {
        let baked = folder.run(&[&["wasm", "bake", "--out", "x.wasm"], args].concat(), "");
        assert_eq!((baked.code, baked.err.as_str()), (0, ""), "{args:?}");
        let about = folder.run(&["wasm", "inspect", "x.wasm", "--format", "json"], "").json();
        assert_eq!(about["catalogue"], catalogue, "{args:?}");
        bytes.push(about["bytes"].as_u64().expect("a number"));
    }
    assert!(bytes[..2].iter().max() < bytes[2..].iter().min(), "{bytes:?}");
    let template = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/veilfold-fluent-bit.wasm");
    let refused =
        folder.run(&["wasm", "bake", "--profile", "pci", "--template", template, "--out", "y.wasm"], "");
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("veilfold-fluent-bit.all.wasm"), "{}", refused.err);
}

#[test]
fn what_cannot_be_baked_or_inspected_exits_2_and_says_why() {
    let folder = folder();
    folder.write("text.wasm", "no module");
    folder.write("empty.wasm", "\0asm\u{1}\0\0\0");
    folder.write("hash.toml", "version = 1\n[actions]\ncredit_card = { action = \"hash\" }\n[pseudonym]\nkey_id = \"k1\"\nkey_file = \"key\"\n");
    folder.write("key", "a key that nobody may see, 0123456789");
    assert_eq!(bake(&folder, &[]).code, 0);
    std::fs::copy(folder.path().join("x.wasm"), folder.path().join("baked.wasm")).expect("a copy");
    for (args, parts) in [
        (&["bake", "--policy", "none.toml", "--out", "y.wasm"][..], &["none.toml", "cannot be read"][..]),
        (&["bake", "--host", "nginx", "--out", "y.wasm"], &["nginx", "fluent-bit", "redpanda"]),
        (&["bake", "--policy", "p.toml"], &["--out"]),
        (&["bake", "--out", "no/folder/y.wasm"], &["no/folder/y.wasm"]),
        (&["bake", "--template", "text.wasm", "--out", "y.wasm"], &["text.wasm", "no WebAssembly module"]),
        (&["bake", "--template", "empty.wasm", "--out", "y.wasm"], &["empty.wasm", "no filter module of"]),
        (&["bake", "--template", "baked.wasm", "--out", "y.wasm"], &["baked.wasm", "has a policy already"]),
        (
            &["bake", "--host", "redpanda", "--template", "baked.wasm", "--out", "y.wasm"],
            &["baked.wasm", "is for fluent-bit"],
        ),
        (
            &["bake", "--policy", "hash.toml", "--out", "y.wasm"],
            &["credit_card", "--key embed", "--key mask"],
        ),
        (&["inspect", "text.wasm"], &["text.wasm", "no WebAssembly module"]),
        (&["inspect", "none.wasm"], &["none.wasm"]),
    ] {
        let ran = folder.run(&[&["wasm"], args].concat(), "");
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {ran:?}");
        for part in parts {
            assert!(ran.err.contains(part), "{args:?}: {part}: {}", ran.err);
        }
        ran.hides(&["a key that nobody"]);
        assert!(!folder.path().join("y.wasm").exists(), "{args:?} wrote a module all the same");
    }
}

#[cfg(feature = "wasm")]
#[test]
fn a_module_answers_lines_as_the_command_does() {
    let folder = folder();
    assert_eq!(bake(&folder, &["--host", "fluent-bit"]).code, 0);
    let native = folder.run(&["filter", "--policy", "p.toml"], LINES);
    let plugin = folder.run(&["filter", "--plugin", "x.wasm"], LINES);
    assert_eq!((plugin.code, plugin.err.as_str()), (0, ""), "{plugin:?}");
    assert_eq!(plugin.out, native.out);
    assert!(plugin.out.contains("group_id") && plugin.out.contains("[REDACTED"));
    plugin.hides(&SECRETS);
    // The second run takes the compiled module from the cache.
    assert_eq!(folder.run(&["filter", "--plugin", "x.wasm"], LINES).out, native.out);
    // A line that is no object becomes the message of one.
    assert_eq!(
        folder.run(&["filter", "--plugin", "x.wasm"], "password=hunter2").out,
        "{\"message\":\"password=[REDACTED]\"}"
    );
}

#[cfg(feature = "wasm")]
#[test]
fn a_damaged_module_lets_nothing_through() {
    let folder = folder();
    folder.write("text.wasm", "no module");
    let refused = folder.run(&["filter", "--plugin", "text.wasm"], LINES);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{refused:?}");
    assert!(refused.err.contains("text.wasm"), "{}", refused.err);
    refused.hides(&SECRETS);

    assert_eq!(bake(&folder, &[]).code, 0);
    let path = folder.path().join("x.wasm");
    let mut bytes = std::fs::read(&path).expect("a module");
    let at = bytes.windows(8).rposition(|w| w == b"vf-baked").expect("the block");
    bytes[at] ^= 1;
    std::fs::write(&path, bytes).expect("a module");
    let ran = folder.run(&["filter", "--plugin", "x.wasm"], LINES);
    assert_eq!(ran.out.lines().count(), LINES.lines().count());
    assert!(ran.out.lines().all(|line| line.contains("policy_unreadable")), "{ran:?}");
    ran.hides(&SECRETS);
}

#[cfg(not(feature = "wasm"))]
#[test]
fn a_command_without_a_runtime_says_so() {
    let ran = folder().run(&["filter", "--plugin", "x.wasm"], LINES);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("x.wasm") && ran.err.contains("--features wasm"), "{}", ran.err);
    ran.hides(&SECRETS);
}
