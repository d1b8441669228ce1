//! `veilfold policy`: what is wrong with a policy, and what it would do.

mod run;

use run::Folder;

#[test]
fn check_names_place_key_and_remedy_and_exits_1() {
    let folder = Folder::new();
    for (policy, parts) in [
        ("version = 1\nprofil = \"pci\"\n", ["p.toml:2", "profil", "did you mean `profile`?"]),
        ("version = 1\n[fields]\ndeni = []\n", ["p.toml:3", "deni", "did you mean `deny`?"]),
        (
            "version = 1\n[[rule]]\nid = \"a\"\npattern = 'x*'\n",
            ["p.toml:4", "rule[0].pattern", "matches the empty text"],
        ),
        (
            "version = 1\n[[rule]]\nid = \"a\"\npattern = 'EMP'\nmatch = [\"x\"]\n",
            ["p.toml:5", "rule[0].match[0]", "does not match `x`"],
        ),
        ("version = 1\n[group]\nin_ap = []\n", ["p.toml:3", "in_ap", "did you mean `in_app`?"]),
        (
            "version = 1\n[group]\ntemplates = \"none.toml\"\n",
            ["p.toml:3", "group.templates", "veilfold group learn"],
        ),
        ("version = ", ["p.toml:1", "", ""]),
    ] {
        folder.write("p.toml", policy);
        let ran = folder.run(&["policy", "check", "p.toml"], "");
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{policy}");
        for part in parts {
            assert!(ran.err.contains(part), "{part}: {}", ran.err);
        }
        let answer = folder.run(&["policy", "check", "p.toml", "--format", "json"], "");
        assert_eq!(answer.code, 1);
        assert_eq!(answer.json()["ok"], false);
        assert!(answer.json()["errors"][0]["line"].as_u64().is_some_and(|n| n > 0));
    }
    let gone = folder.run(&["policy", "check", "none.toml"], "");
    assert_eq!(gone.code, 2, "nobody has judged it");
    assert!(gone.err.contains("none.toml: cannot be read"), "{}", gone.err);
}

#[test]
fn check_warns_of_what_is_hardly_meant() {
    let folder = Folder::new();
    folder.write(
        "p.toml",
        "version = 1\n[[rule]]\nid = \"slow\"\npattern = '[a-z]+\\d'\nmatch = [\"a1\"]\n\
         [[rule]]\nid = \"again\"\npattern = '[a-z]+\\d'\nmatch = [\"a1\"]\n\
         [[rule]]\nid = \"card\"\npattern = '4111[0-9]{12}'\nmatch = [\"4111111111111111\"]\n\
         [[rule]]\nid = \"untested\"\npattern = 'EMP-\\d'\n",
    );
    let ran = folder.run(&["policy", "check", "p.toml"], "");
    assert_eq!(ran.code, 0, "{ran:?}");
    for part in [
        "p.toml: sound",
        "warning: p.toml:4: rule[0].pattern: costs time at every byte",
        "warning: p.toml:8: rule[1].pattern: never gets a match: `slow`",
        "warning: p.toml:12: rule[2].pattern: never gets a match: `credit_card`",
        "warning: p.toml:15: rule[3].match: the rule has no self-test",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let answer = folder.run(&["policy", "check", "p.toml", "--format", "json"], "").json();
    assert_eq!(answer["ok"], true);
    assert!(answer["warnings"].as_array().is_some_and(|w| w.len() >= 4 && w[0]["key"] == "rule[0].pattern"));
}

#[test]
fn explain_rules_test_and_diff_answer_in_json() {
    let folder = Folder::new();
    folder.write("cases.toml", "[[case]]\ntext = \"x\"\nhide = [\"x\"]\n");
    folder.write("a.log", "mail bob@example.com\n");
    for (args, code) in [
        (vec!["policy", "explain", "password=hunter2hunter2"], 0),
        (vec!["policy", "rules"], 0),
        (vec!["policy", "test", "cases.toml"], 1),
        (vec!["policy", "diff", "default", "strict", "a.log"], 1),
        (vec!["policy", "check"], 0),
    ] {
        let ran = folder.run(&[args.as_slice(), &["--format", "json"]].concat(), "");
        assert_eq!(ran.code, code, "{args:?} {ran:?}");
        ran.hides(&["hunter2", "bob@"]);
        assert!(ran.json().is_object() || ran.json().is_array());
    }
}

#[test]
fn explain_reads_json_as_filter_does() {
    let folder = Folder::new();
    folder.write("p.toml", "version = 1\n[fields]\ndeny = [\"**.card.holder\", \"notes\"]\n");
    let explain = |text: &str| {
        let args = ["policy", "explain", "--policy", "p.toml", "--reveal", "--format", "json", text];
        let ran = folder.run(&args, "");
        let clean = folder.run(&["filter", "--policy", "p.toml", "--group", "off"], &format!("{text}\n")).out;
        let found = ran.json().as_array().expect("a list").clone();
        assert_eq!(found.is_empty(), clean.trim_end() == text, "{text}: {found:?} {clean}");
        for f in &found {
            // A name may show itself in the reason; the value is where the span says.
            let (start, end) =
                (f["start"].as_u64().expect("n") as usize, f["end"].as_u64().expect("n") as usize);
            assert_eq!(f["value"].as_str(), text.get(start..end));
        }
        found
            .iter()
            .map(|f| {
                (f["rule"].as_str().expect("rule").to_owned(), f["value"].as_str().expect("v").to_owned())
            })
            .collect::<Vec<_>>()
    };
    let pair = |rule: &str, value: &str| (rule.to_owned(), value.to_owned());
    assert_eq!(
        explain(r#"{"a":{"card":{"holder":"Ada"}},"notes":[1,{"x":2}],"n":1}"#),
        [pair("denied_field", r#""Ada""#), pair("denied_field", r#"[1,{"x":2}]"#)]
    );
    assert_eq!(
        explain(r#"{"m":"pay with 4111 1111 1111 1111 now"}"#),
        [pair("credit_card", "4111 1111 1111 1111")]
    );
    assert_eq!(
        explain(r#"{"password":"hunter2hunter2"}"#),
        [pair("credential_field", r#""hunter2hunter2""#)]
    );
    assert!(
        explain(r#"{"m":"a\tpassword=hunter2hunter2"}"#).iter().any(|(rule, _)| rule == "credential_field")
    );
    assert_eq!(explain(r#"{"name":"password","value":"hunter2hunter2"}"#)[0].0, "credential_field");
    for clean in [
        r#"{"password":null,"notes":[],"n":[1,2,{"a":"b"}],"e":{}}"#,
        "[]",
        "{}",
        "[[[]]]",
        "{\"a\":\"\"}",
        "plain",
        "{broken",
    ] {
        assert!(explain(clean).is_empty(), "{clean}");
    }
}
