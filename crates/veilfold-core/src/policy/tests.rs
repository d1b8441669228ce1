use super::*;
use alloc::string::{String, ToString as _};
use alloc::{format, vec};

fn compile(body: &str) -> Result<Policy, PolicyError> {
    let key = |source: External<'_>| match source {
        External::KeyEnv("KEY") => Some(b"0123456789abcdef-topsecret".to_vec()),
        External::KeyEnv("OTHER") => Some(b"fedcba9876543210-topsecret".to_vec()),
        External::KeyEnv("SHORT") => Some(b"sh0rt".to_vec()),
        External::Templates("t.toml") => {
            Some(b"lexer = 1\n[[template]]\ntext = \"Collecting <+>\"\n".to_vec())
        }
        External::Templates("old.toml") => Some(b"lexer = 0\n".to_vec()),
        External::Templates("odd.toml") => {
            Some(b"lexer = 1\n\n[[template]]\ntext = \"Collecting\"\n".to_vec())
        }
        _ => None,
    };
    Policy::compile(&format!("version = 1\n{body}"), "p.toml", &key)
}

fn clean(policy: &Policy, text: &str) -> String {
    let mut out = vec![];
    let mut report = crate::Report::default();
    if policy.redactor().text(text.as_bytes(), &mut out, &mut report) {
        String::from_utf8(out).expect("UTF-8")
    } else {
        text.into()
    }
}

fn error(body: &str) -> String {
    compile(body).expect_err("a refusal").to_string()
}

#[test]
fn a_whole_policy() {
    let policy = compile(
        r#"
        profile = "none"
        [fields]
        deny = ["national_number", "**.card.holder"]
        [detectors]
        enable = ["credential_field"]
        [actions]
        employee_id = { action = "hash" }
        denied_field = { action = "partial", keep_last = 2 }
        [[rule]]
        id = "employee_id"
        pattern = '\bEMP-\d{6}\b'
        match = ["EMP-123456"]
        no_match = ["TEMP-123456", "EMP-1"]
        [[rule]]
        id = "desk"
        pattern = 'D[0-9]{3}'
        keywords = ["Desk"]
        [pseudonym]
        key_env = "KEY"
        key_id = "2026-11"
        [limits]
        max_depth = 8
        "#,
    )
    .unwrap();
    assert_eq!(policy.limits(), Limits { max_depth: 8, ..Limits::default() });
    let text = clean(&policy, "EMP-123456 nationalNumber=ABCDEF12 password=hunter2");
    let hex = text.strip_prefix("[employee_id:2026-11:").unwrap();
    assert_eq!(&hex[16..], "] nationalNumber=****12 password=[REDACTED]");
    assert_eq!(
        clean(&policy, "desk D123, D124 far away from that word, so that D125 stays as it is"),
        "desk [REDACTED:desk], [REDACTED:desk] far away from that word, so that D125 stays as it is"
    );
    assert_eq!(clean(&policy, "4111 1111 1111 1111"), "4111 1111 1111 1111");
    assert!(!format!("{policy:?}").contains("topsecret"));
}

#[test]
fn every_error_names_place_and_remedy() {
    for (body, expected) in [
        ("detector = 1", "p.toml:2: detector: unknown key (did you mean `detectors`?)"),
        ("[fields]\ndeni = []", "p.toml:3: deni: unknown key (did you mean `deny`?)"),
        (
            "profile = \"defualt\"",
            "p.toml:2: profile: there is no profile `defualt` (did you mean `default`?)",
        ),
        (
            "[detectors]\ndisable = [\"credential_feild\"]",
            "p.toml:3: detectors.disable[0]: there is no rule `credential_feild` (did you mean `credential_field`?)",
        ),
        (
            "[actions]\ncredential_field = { action = \"hash\" }",
            "p.toml:3: actions.credential_field: hash needs a key (add [pseudonym] with key_env or key_file, and key_id)",
        ),
        ("[actions]\nnope = { action = \"mask\" }", "p.toml:3: actions.nope: there is no rule `nope`"),
        (
            "[actions]\ncard_field = \"mask\"",
            "p.toml:3: actions.card_field: invalid type: string \"mask\" (an action is a table: `card_field = { action = \"mask\" }`)",
        ),
        (
            "[actions]\ncard_field = \"remove\"",
            "p.toml:3: actions.card_field: invalid type: string \"remove\" (an action is a table: `card_field = { action = \"remove\" }`)",
        ),
        (
            "[actions]\ncard_field = 1",
            "p.toml:3: actions.card_field: invalid type: integer `1` (an action is a table: `card_field = { action = \"mask\" }`)",
        ),
        (
            "[limits]\nmax_depth = \"8\"",
            "p.toml:3: limits.max_depth: invalid type: string \"8\", expected i64 (write a whole number, without quotes)",
        ),
        (
            "[[rule]]\nid = \"a\"\npattern = 'x'\nmatch = [\"x\", 1]",
            "p.toml:5: rule[0].match[1]: invalid type: integer `1`, expected a string (write it in quotes)",
        ),
        (
            "[actions]\ncard_field = { action = \"partial\" }",
            "p.toml:3: actions.card_field: partial needs `keep_last` (for example keep_last = 4)",
        ),
        (
            "[actions]\ncard_field = { action = \"msk\" }",
            "p.toml:3: actions.card_field.action: there is no action `msk` (did you mean `mask`?)",
        ),
        (
            "[[rule]]\nid = \"a\"\npattern = 'x('",
            "p.toml:4: rule[0].pattern: not a regular expression at byte 1: unclosed group",
        ),
        (
            "[[rule]]\nid = \"a\"\npattern = 'x*'",
            "p.toml:4: rule[0].pattern: the pattern matches the empty text",
        ),
        ("[[rule]]\nid = \"A b\"\npattern = 'x'", "p.toml:3: rule[0].id: `A b` is no rule id"),
        ("[[rule]]\nid = \"ssn_field\"\npattern = 'x'", "p.toml:3: rule[0].id: the id `ssn_field` is taken"),
        (
            "[[rule]]\nid = \"a\"\npattern = 'x'\n[[rule]]\nid = \"a\"\npattern = 'y'",
            "p.toml:6: rule[1].id: the id `a` is taken",
        ),
        (
            "[[rule]]\nid = \"a\"\npattern = 'x'\nmatch = [\"y\"]",
            "p.toml:5: rule[0].match[0]: the pattern does not match `y`",
        ),
        (
            "[[rule]]\nid = \"a\"\npattern = 'x'\nno_match = [\n\"y\",\n\"x\"]",
            "p.toml:7: rule[0].no_match[1]: the pattern matches `x`",
        ),
        (
            "[[rule]]\nid = \"a\"\npattern = '[ab]*a[ab]{20}'",
            "p.toml:4: rule[0].pattern: the pattern is too large",
        ),
        ("[[rule]]\nid = \"a\"", "p.toml:2: pattern: missing field `pattern`"),
        (
            "[pseudonym]\nkey_env = \"NONE\"\nkey_id = \"k\"",
            "p.toml:3: pseudonym.key_env: `NONE`: the environment variable is not set",
        ),
        (
            "[pseudonym]\nkey_env = \"SHORT\"\nkey_id = \"k\"",
            "p.toml:3: pseudonym.key_env: the key is too short",
        ),
        ("[pseudonym]\nkey_id = \"k\"", "p.toml:2: pseudonym: where is the key?"),
        ("[pseudonym]\nkey_env = \"KEY\"\nkey_id = \"a b\"", "p.toml:4: pseudonym.key_id: no fit key id"),
        ("[limits]\nmax_depth = 100000", "p.toml:3: limits.max_depth: 100000 is out of range (1 to 512)"),
        ("[limits]\nmax_record_bytes = 0", "p.toml:3: limits.max_record_bytes: 0 is out of range"),
        ("[fields]\ndeny = [\"**\"]", "p.toml:3: fields.deny[0]: the selector names no key"),
        ("x = ", "p.toml:2"),
        ("[group]\nin_ap = []", "p.toml:3: in_ap: unknown key (did you mean `in_app`?)"),
        ("[group]\nin_app = [\"a\", \"\"]", "p.toml:3: group.in_app[1]: an empty pattern (a file or module"),
        ("[[group.rule]]\nkey = \"k\"", "p.toml:3: group.rule[0]: matches everything (add at least one of"),
        ("[[group.rule]]\ntype = \"\"\nkey = \"k\"", "p.toml:3: group.rule[0].type: an empty pattern"),
        ("[[group.rule]]\ntype = \"A\"\nkey = \"\"", "p.toml:4: group.rule[0].key: no fit key"),
        ("[[group.rule]]\ntype = \"A\"", "p.toml:2: key: missing field `key`"),
        (
            "[group.aliases]\n\"m1-xyz\" = \"m1-0000000000000001\"",
            "p.toml:3: group.aliases.m1-xyz: `m1-xyz` is no group id",
        ),
        (
            "[group.aliases]\n\"m1-0000000000000001\" = \"m1-0000000000000002\"\n\"m1-0000000000000002\" = \"m1-0000000000000003\"",
            "p.toml:3: group.aliases.m1-0000000000000001: `m1-0000000000000002` has an alias itself",
        ),
        ("[group]\nlearned = [\"a b\"]", "p.toml:3: group.learned[0]: no learned template"),
        ("[group]\ntemplates = \"none.toml\"", "p.toml:3: group.templates: `none.toml` cannot be read"),
        ("[group]\ntemplates = \"old.toml\"", "old.toml: lexer: templates for lexer 0"),
        ("[group]\ntemplates = \"odd.toml\"", "odd.toml:4: template[0].text: 0 times `<+>`"),
        (
            "[[group.mask]]\npattern = '('",
            "p.toml:3: group.mask[0].pattern: not a regular expression at byte 0",
        ),
        (
            "[[group.mask]]\npattern = 'x*'",
            "p.toml:3: group.mask[0].pattern: the pattern matches the empty text",
        ),
        (
            "[[group.mask]]\npattern = 'x'\nmatch = [\"y\"]",
            "p.toml:4: group.mask[0].match[0]: the pattern does not match `y`",
        ),
        (
            "[[group.mask]]\npattern = 'x'\nno_match = [\"x\"]",
            "p.toml:4: group.mask[0].no_match[0]: the pattern matches `x`",
        ),
    ] {
        let error = error(body);
        assert!(error.starts_with(expected), "\n{error}\n{expected}");
        assert!(!error.contains("sh0rt"), "the key is shown: {error}");
    }
    let version = |text: &str| Policy::compile(text, "p.toml", &|_| None).unwrap_err().to_string();
    assert_eq!(version(""), "p.toml:1: version: no version given (begin the file with `version = 1`)");
    assert_eq!(
        version("version = 2"),
        "p.toml:1: version: version 2 is not known (this veilfold reads version 1)"
    );
}

#[test]
fn grouping_is_part_of_a_policy_and_of_its_name() {
    let policy = compile(
        r#"
        [group]
        in_app = ["*/acme/*"]
        cues = false
        templates = "t.toml"
        learned = ["Sent <+> away"]
        [[group.mask]]
        pattern = 'gold'
        match = ["gold"]
        [[group.rule]]
        message = "*refused*"
        key = "down"
        "#,
    )
    .unwrap();
    assert!(policy.warnings().is_empty(), "{:?}", policy.warnings());
    let name = |policy: &Policy, text: &str| {
        let mut template = vec![];
        let names = policy.grouping().of_text(text.as_bytes(), &mut template);
        (names.group, String::from_utf8(template).unwrap())
    };
    assert_eq!(name(&policy, "Collecting rich").1, "Collecting <*>");
    assert_eq!(name(&policy, "Sent rich away").1, "Sent <*> away");
    assert_eq!(name(&policy, "plan gold up").1, "plan <*> up");
    assert_eq!(name(&policy, "a refused").0, name(&policy, "b refused").0);
    let read = Policy::from_bytes(&policy.to_bytes(), None).expect("a block");
    assert_eq!(read.hash(), policy.hash());
    for text in ["Collecting rich", "Sent rich away", "plan gold up", "b refused", "table zorbl here"] {
        assert_eq!(name(&read, text), name(&policy, text), "{text}");
    }
    assert_ne!(policy.hash(), compile("").unwrap().hash());
    assert_eq!(name(&compile("").unwrap(), "Collecting rich").1, "Collecting rich");
}

#[test]
fn card_data_is_never_hashed_and_truncated() {
    let cards: Vec<&str> = crate::redact::builtins()
        .filter(|(_, g)| *g == crate::redact::detect::Group::Pci)
        .map(|(id, _)| id)
        .collect();
    assert!(cards.len() >= 3, "{cards:?}");
    for a in &cards {
        for b in cards.iter().filter(|b| *b != a) {
            let error = error(&format!(
                "[pseudonym]\nkey_env = \"KEY\"\nkey_id = \"k\"\n[actions]\n{a} = {{ action = \"hash\" }}\n{b} = {{ action = \"partial\", keep_last = 4 }}"
            ));
            assert!(error.contains("both hashed and truncated") && error.contains("PCI DSS 3.4"), "{error}");
        }
    }
}

#[test]
fn a_pseudonym_depends_on_key_rule_and_value_and_on_nothing_else() {
    let with = |key: &str| {
        compile(&format!(
            "profile = \"strict\"\n[pseudonym]\nkey_env = \"{key}\"\nkey_id = \"k\"\n[actions]\n\
             credential_field = {{ action = \"hash\" }}\npersonal_field = {{ action = \"hash\" }}"
        ))
        .unwrap()
    };
    let field = |policy: &Policy, key: &str| {
        let (mut out, mut report) = (vec![], crate::Report::default());
        let rule = policy.redactor().key(&[], key.as_bytes()).expect("a rule");
        policy.redactor().hide(rule, b"Zorblatt9", &mut out, &mut report);
        String::from_utf8(out).unwrap()
    };
    let hex = |marker: &str| marker.trim_end_matches(']').rsplit(':').next().unwrap().to_string();
    let (one, same, other) = (with("KEY"), with("KEY"), with("OTHER"));
    let hashed = field(&one, "password");
    assert!(hashed.starts_with("[credential_field:k:"), "{hashed}");
    assert_eq!(hashed, field(&same, "password"), "the same key in another policy");
    assert_eq!(clean(&same, "login password=Zorblatt9"), format!("login password={hashed}"), "in a text");
    assert_ne!(hex(&hashed), hex(&field(&other, "password")), "another key");
    assert_ne!(hex(&hashed), hex(&field(&one, "first_name")), "another rule");
    let block = one.to_bytes();
    assert!(!block.windows(9).any(|w| w == b"topsecret"), "the key is in the block");
    assert!(!format!("{one:?}{:?}", one.redactor()).contains("topsecret"));
}

#[test]
fn what_is_allowed_frees_its_own_value_and_no_secret_in_it() {
    let policy = compile("[fields]\nallow = [\"csrf_token\"]").unwrap();
    let text = "csrf_token=winterbird";
    assert_eq!(clean(&policy, text), text);
    for (text, secret) in [
        ("csrf_token=winterbird password=hunter2", "hunter2"),
        ("csrf_token=postgres://app:s3cr3t@db/x", "s3cr3t"),
        (
            "csrf_token=\"zz99 ghp_16C7e42F292c6912E7710c838347Ae178B4a\"",
            "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        ),
        ("csrf_token=winterbird csrf_token_secret=hunter2", "hunter2"),
    ] {
        let cleaned = clean(&policy, text);
        assert!(!cleaned.contains(secret), "{cleaned}");
        assert!(cleaned.starts_with("csrf_token="), "{cleaned}");
    }
}

#[test]
fn what_detectors_read_by_its_name_is_allowed_by_it() {
    let policy = compile("[fields]\nallow = [\"acme_key\", \"auth\"]").unwrap();
    for text in ["acme_key = 7b3f1c2d9e8a4b5c6d7e8f9a0b1c2d3e", "auth=[\"bob\",\"Hunter2ok\"]"] {
        assert_eq!(clean(&policy, text), text);
    }
    for (text, secret) in [
        ("other_key = 7b3f1c2d9e8a4b5c6d7e8f9a0b1c2d3e", "7b3f1c2d9e8a4b5c6d7e8f9a0b1c2d3e"),
        ("acme_key = AKIAQ2W3E4R5T6Y7U8I9", "AKIAQ2W3E4R5T6Y7U8I9"),
        ("basic_auth=[\"bob\",\"Hunter2ok\"]", "Hunter2ok"),
    ] {
        let cleaned = clean(&policy, text);
        assert!(!cleaned.contains(secret), "{cleaned}");
    }
}

#[test]
fn warnings_name_what_is_hardly_meant() {
    let policy = compile(
        "[fields]\ndeny = [\"a\"]\nallow = [\"a\"]\n[actions]\npersonal_field = { action = \"remove\" }\n\
         [[rule]]\nid = \"x\"\npattern = '[a-z]+\\d'\nmatch = [\"a1\"]\n\
         [[rule]]\nid = \"y\"\npattern = '[a-z]+\\d'\nmatch = [\"a1\"]\n\
         [[rule]]\nid = \"z\"\npattern = 'EMP-\\d'",
    )
    .unwrap();
    let warnings: Vec<String> = policy.warnings().iter().map(PolicyError::to_string).collect();
    for (warning, expected) in warnings.iter().zip([
        "p.toml:9: rule[0].pattern: costs time at every byte",
        "p.toml:13: rule[1].pattern: costs time at every byte",
        "p.toml:13: rule[1].pattern: never gets a match: `x`",
        "p.toml:16: rule[2].match: the rule has no self-test",
        "p.toml:6: actions.personal_field: has no effect",
        "p.toml:4: fields.allow[0]: has no effect",
    ]) {
        assert!(warning.starts_with(expected), "\n{warning}\n{expected}");
    }
    assert_eq!(warnings.len(), 6, "{warnings:#?}");
    let policy = compile(
        "[group]\nin_app = [\"a\"]\nnot_in_app = [\"a\"]\n[[group.rule]]\ntype = \"A\"\nkey = \"x\"\n\
         [[group.rule]]\ntype = \"A\"\nkey = \"y\"\n[[group.mask]]\npattern = 'x'",
    )
    .unwrap();
    let warnings: Vec<String> = policy.warnings().iter().map(PolicyError::to_string).collect();
    for (warning, expected) in warnings.iter().zip([
        "p.toml:4: group.not_in_app[0]: has no effect",
        "p.toml:10: group.rule[1]: never decides: the rule of `x` asks for the same",
        "p.toml:12: group.mask[0].match: the mask has no self-test",
    ]) {
        assert!(warning.starts_with(expected), "\n{warning}\n{expected}");
    }
    assert_eq!(warnings.len(), 3, "{warnings:#?}");
}
