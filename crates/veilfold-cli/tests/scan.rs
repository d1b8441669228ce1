//! `veilfold scan`: where and how often, and never what.

mod run;

use run::Folder;

const SECRETS: [&str; 5] = ["4111", "hunter2", "sesame-open-up", "bob@example.com", "abcdefGHIJ"];

const LOG: &str = concat!(
    r#"{"level":"ERROR","logger":"shop.pay","pathname":"/srv/shop/pay.py","lineno":12,"message":"pay with 4111 1111 1111 1111","user":{"password":"hunter2hunter2"}}"#,
    "\n",
    r#"{"level":"INFO","logger":"shop.pay","pathname":"/srv/shop/pay.py","lineno":12,"message":"again 4111111111111111"}"#,
    "\n",
    r#"{"level":"INFO","logger":"shop.<b>cart</b>","items":[{"api_key":"sesame-open-up"}],"m":"ok"}"#,
    "\n",
    r#"{"level":"INFO","caller":{"file":"a.go","line":7},"bob@example.com":{"n":1}}"#,
    "\n",
    "login password=hunter2hunter2 done\n",
    "nothing here\n",
    "-----BEGIN PRIVATE KEY-----\nabcdefGHIJabcdefGHIJabcdefGHIJabcdefGHIJabcdefGHIJabcdefGHIJabcd\n",
    "-----END PRIVATE KEY-----\n",
);

#[test]
fn counts_by_rule_field_and_call_site() {
    let folder = Folder::new();
    folder.write("a.log", LOG);
    let ran = folder.run(&["scan", "--profile", "strict", "--format", "json", "a.log"], "");
    assert_eq!(ran.code, 1, "{ran:?}");
    ran.hides(&SECRETS);
    let report = ran.json();
    assert_eq!((&report["records"], &report["redacted"]), (&9.into(), &6.into()), "{report}");
    assert_eq!(report["rules"]["credit_card"], 2);
    assert_eq!(report["rules"]["private_key"], 1);
    let fields = &report["fields"];
    assert_eq!(fields["message"], 2);
    assert_eq!(fields["user.password"], 1);
    assert_eq!(fields["items[].api_key"], 1);
    assert_eq!(fields["[REDACTED:email]"], 1, "{fields}");
    assert_eq!(fields["(text)"], 2);
    let sites = report["call_sites"].as_array().expect("a list");
    let hits = |site: &str| sites.iter().find(|s| s["site"] == site).map(|s| s["hits"].clone());
    assert_eq!(hits("/srv/shop/pay.py:12"), Some(3.into()), "{sites:?}");
    assert_eq!(hits("a.go:7"), Some(1.into()));
    assert_eq!(hits("shop.<b>cart</b>"), Some(1.into()));
    assert_eq!(hits("(unknown)"), Some(2.into()));
    assert!(report["samples"]["credit_card"].as_str().is_some_and(|s| s.contains("[REDACTED:credit_card]")));
}

#[test]
fn the_tables_say_the_same_and_clean_input_is_exit_0() {
    let folder = Folder::new();
    let ran = folder.run(&["scan", "--profile", "strict"], LOG);
    ran.hides(&SECRETS);
    for part in ["9 records", "credit_card", "items[].api_key", "/srv/shop/pay.py:12", "call site"] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let clean = folder.run(&["scan"], "nothing\n");
    assert_eq!((clean.code, clean.out.as_str()), (0, "1 records, 8 bytes, 0 with a finding\n"));
}

#[test]
fn no_action_of_a_policy_shows_a_part_of_a_value() {
    let folder = Folder::new();
    folder.write(
        "p.toml",
        "version = 1\n[actions]\ncredit_card = { action = \"partial\", keep_last = 4 }\n\
         credential_field = { action = \"remove\" }\n",
    );
    let ran = folder.run(
        &["scan", "--policy", "p.toml", "--html", "r.html"],
        "{\"password\":\"hunter2hunter2\",\"m\":\"4111 1111 1111 1111, 4111111111111111\"}\n",
    );
    assert_eq!(ran.code, 1);
    ran.hides(&["1111", "hunter2"]);
    let page = folder.read("r.html");
    assert!(!page.contains("1111") && !page.contains("hunter2"));
}

#[test]
fn the_page_stands_alone_and_is_escaped() {
    let folder = Folder::new();
    folder.write("a.log", LOG);
    let ran = folder.run(&["scan", "--profile", "strict", "--html", "report.html", "a.log"], "");
    assert_eq!(ran.code, 1, "{ran:?}");
    let page = folder.read("report.html");
    for secret in SECRETS {
        assert!(!page.contains(secret), "{secret} is on the page");
    }
    assert!(page.contains("shop.&lt;b&gt;cart&lt;/b&gt;") && !page.contains("<b>"), "{page}");
    assert_eq!(page.matches("<svg ").count(), 3, "three charts");
    for outside in ["<script", "http://", "https://", "src=", "@import", "url(", "<link", "<iframe"] {
        assert!(!page.contains(outside), "{outside}: the page must need nothing else");
    }
    assert!(page.contains("default-src 'none'"));
    // Every element that is opened is closed, so nothing of a log broke out.
    for tag in ["html", "head", "body", "svg", "g", "text", "table", "tr", "td", "th", "title", "code", "div"]
    {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    let clean = folder.run(&["scan", "--html", "clean.html"], "nothing\n");
    assert_eq!(clean.code, 0);
    assert!(folder.read("clean.html").contains("Nothing was found"));
    let refused = folder.run(&["scan", "--html", "no/such/folder.html"], "x\n");
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("no/such/folder.html"), "{}", refused.err);
}
