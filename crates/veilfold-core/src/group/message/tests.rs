//! What a template is, by kind of value; and what holds for any text.

mod values;

use super::*;
use proptest::prelude::*;
use std::string::{String, ToString};

fn of(text: &str) -> String {
    let mut out = Vec::new();
    template(text.as_bytes(), &mut out);
    String::from_utf8(out).expect("a template of UTF-8 is UTF-8")
}

fn typed_of(text: &str) -> String {
    let mut out = Vec::new();
    typed(text.as_bytes(), &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(&of(text), expected, "template of {text:?}");
    }
}

#[test]
fn tokens_with_a_digit_are_values() {
    check(&[
        ("order 1842 shipped", "order <*> shipped"),
        ("worker-7 took job_19 from shard3", "<*> took <*> from <*>"),
        ("took 0.75 seconds, 3 KB left", "took <*> left"),
        ("offset -12 is negative", "offset <*> is negative"),
        ("0xdeadbeef freed", "<*> freed"),
        ("commit deadbeefcafe is broken", "commit <*> is broken"),
        ("ping af ad be 3c answered", "ping <*> answered"),
        ("ping 51 ad 8c fe answered", "ping <*> answered"),
        ("it may be ad 25 or be 7", "it may be ad <*> or be <*>"),
        ("saving job 4a-b0's result", "saving job <*> result"),
        ("saving job 4a-bf's result", "saving job <*> result"),
    ]);
}

#[test]
fn addresses_are_values() {
    check(&[
        ("peer 192.0.2.7:8443 closed", "peer <*> closed"),
        ("peer fe80::1%eth0 closed", "peer <*> closed"),
        ("link 00:1b:44:11:3a:b7 is up", "link <*> is up"),
        ("mail from ada@example.org accepted", "mail from <*> accepted"),
        ("resolved db.example.com to 192.0.2.9", "resolved <*> to <*>"),
        ("dialing db.example.com:5432", "dialing <*>"),
        ("GET https://api.example.com/v1/users?id=7&q=(a) failed.", "GET <*> failed."),
        ("opened /var/lib/app/data.db and notes.txt", "opened <*> and <*>"),
        (r"opened C:\Users\ada\x.txt", "opened <*>"),
    ]);
}

#[test]
fn what_stands_in_a_place_for_values_is_one() {
    check(&[
        // Brackets behind a noun, at the end only behind one that introduces a name.
        ("adding template [audit] for all of them", "adding template <*> for all of them"),
        ("health changed from [GREEN] to [RED] again", "health changed from <*> to <*> again"),
        ("loaded plugin [spam]", "loaded plugin <*>"),
        ("closed by invalid user mail [preauth]", "closed by invalid user <*> [preauth]"),
        // A row of labels.
        (
            "refused, client: 192.0.2.7, server: master, via: h2",
            "refused, client: <*>, server: <*>, via: <*>",
        ),
        ("done, state: Staged, start: Absent, hr: 7", "done, state: <*>, start: <*>, hr: <*>"),
        ("note: nothing to do, retrying later", "note: nothing to do, retrying later"),
        // What is joined to the value of a flag.
        ("curl --user ada:pass --digest", "curl --user <*> --digest"),
        ("run --image ruby:latest .", "run --image <*> ."),
        // Base64 is told by its padding, however short; an empty value has no capitals inside its name, or one sign.
        ("extra: YmFyCg== kind: x", "extra: <*> kind: <*>"),
        ("Progress of TaskAttempt= none yet", "Progress of TaskAttempt=<*> yet"),
        // In parentheses: what C prints for nothing, code, and more on the value of a key.
        ("mounted, options: (null)", "mounted, options: <*>"),
        ("sending due task orders (shop.tasks.orders)", "sending due task orders"),
        ("mail 7: status=sent (delivered to mailbox)", "mail <*>: status=<*>"),
        // In brackets behind a colon.
        ("job ended with status: [COMPLETED] today", "job ended with status: <*> today"),
        // One letter that is no word; capitals that are the only word.
        ("booting from slot B now", "booting from slot <*> now"),
        ("I saw a fault", "I saw a fault"),
        ("(ada) RELOAD (tabs/ada)", "<*> RELOAD"),
        ("NL91 ABNA 0417 1643 00", "<*>"),
        ("retrying in 5 s: unexpected EOF", "retrying in <*>: <*>"),
        // The two ends of a change.
        ("link state changed from idle to ready", "link state changed from <*> to <*>"),
        ("switched to standby", "switched to <*>"),
        ("copied from disk to memory", "copied from disk to memory"),
        // A name and its version or address; a name and where it came from.
        ("Setting up bash (5.2.1-3) ...", "Setting up <*> ..."),
        ("reached master (192.0.2.7)", "reached <*>"),
        ("took long (3.5)", "took long"),
        ("accepted key for deploy from 192.0.2.7 port 22", "accepted key for <*> from <*> port <*>"),
        ("waiting for data from 192.0.2.7", "waiting for data from <*>"),
        ("Stopping container search", "Stopping container <*>"),
        ("Stopping container search threads", "Stopping container search threads"),
        ("killed process 17 (backup)", "killed process <*>"),
        // What the system says of a value, without a word of failure.
        ("retrying <GET /a> (2 of 3): Connection refused", "retrying <*>: <*>"),
        ("fatal error: permission denied", "fatal error: permission denied"),
        ("Not Found: /", "Not Found: <*>"),
        ("this / that", "this / that"),
    ]);
}

#[test]
fn quotes_in_front_of_pairs_hold_the_message() {
    check(&[
        (r#""Pulling image" pod="a/b" attempt=2"#, "Pulling image"),
        (r#""say \"hi\" to 17" pod="a/b""#, "say <*> to <*>"),
        (r#""quoted" is a value"#, "<*> is a value"),
    ]);
}

#[test]
fn dates_are_one_value() {
    check(&[
        ("since 2026-11-21 09:51:54,123 idle", "since <*> idle"),
        ("since Sat Nov 21 09:51:54 2026 idle", "since <*> idle"),
        ("Sat is a day", "Sat is a day"),
    ]);
}

#[test]
fn quoted_text_is_a_value() {
    check(&[
        (r#"cannot parse "a b \" c" here"#, "cannot parse <*> here"),
        ("cannot open 'my file' here", "cannot open <*> here"),
        ("cannot open `my file' here", "cannot open <*> here"),
        ("read b'\\x00\\x01' from “a pipe”", "read <*> from <*>"),
        ("can't stop, won't stop", "can't stop, won't stop"),
        ("the users' choice", "the users' choice"),
        (r#"a 5" disk"#, r#"a <*>" disk"#),
        (r#"escaped \"name here\" inside"#, "escaped <*> inside"),
        (r#""all of it is quoted""#, "all of it is quoted"),
    ]);
}

#[test]
fn pairs_keep_their_key() {
    check(&[
        ("login user=ada role=admin ok", "login user=<*> role=<*> ok"),
        ("pool size = 12 free = 3", "pool size=<*> free=<*>"),
        ("uid= gid=0", "uid=<*> gid=<*>"),
        ("opts a=1,b=[1, 2],c=f(x, y) end", "opts a=<*>,b=<*>,c=<*> end"),
        ("hosts=red,green,blue ready", "hosts=<*> ready"),
        ("a == b", "a == b"),
    ]);
}

#[test]
fn a_line_of_pairs_is_named_by_its_message() {
    let bare = of("retry 3 of 5 failed");
    assert_eq!(of(r#"time=12:00 level=warn msg="retry 3 of 5 failed" err="a b""#), bare);
    assert_eq!(of(r#"level=warn component=x msg="retry 4 of 5 failed""#), bare);
    // A `msg=` in running text decides nothing.
    assert_eq!(of("sent msg=hello to=ada"), "sent msg=<*> to=<*>");
}

#[test]
fn calls_keep_a_leading_name_only() {
    check(&[
        ("refresh(true) done", "refresh(<*>) done"),
        ("pool: acquire(timeout=3) slow", "pool: acquire(<*>) slow"),
        ("running Job(id=7, tag='x') now", "running <*> now"),
        ("manager.close() called", "manager.close() called"),
        ("3 file(s) removed", "<*> file(s) removed"),
        ("task mail.send[7f3a] done", "task <*> done"),
    ]);
}

#[test]
fn remarks_with_data_are_left_out() {
    check(&[
        ("sent 10 bytes (9.8 KB) to peer", "sent <*> to peer"),
        ("sent 10 bytes to peer", "sent <*> to peer"),
        ("fetched page (from cache)", "fetched page"),
        ("size: (640, 480)", "size: <*>"),
        ("closed (not an error) again", "closed (not an error) again"),
        ("failed [attempt 3] again", "failed <*> again"),
        ("failed [final] again", "failed [final] again"),
        ("body {'a': {'b': 1}} refused", "body <*> refused"),
        ("leaked <Pool object at 0x7f00> here", "leaked <*> here"),
    ]);
}

#[test]
fn code_names_stay() {
    check(&[
        ("com.acme.store.Base64 loaded", "com.acme.store.Base64 loaded"),
        ("pool.acquire timed out", "pool.acquire timed out"),
        ("std::io failed", "std::io failed"),
        ("handle_request failed", "handle_request failed"),
    ]);
}

#[test]
fn names_are_known_by_their_place() {
    check(&[
        ("session opened for user news by root", "session opened for user <*> by <*>"),
        ("no such table zorbl here", "no such table <*> here"),
        ("Collecting frobnix", "Collecting <*>"),
        ("waiting for data", "waiting for data"),
        ("job has status RUNNING now", "job has status <*> now"),
        ("bad HTTP header", "bad HTTP header"),
        ("value is None", "value is <*>"),
    ]);
    let mut out = Vec::new();
    template_with(&Settings { cues: false, ..Settings::default() }, b"table zorbl here", &mut out);
    assert_eq!(out, b"table zorbl here");
}

#[test]
fn why_something_failed_is_a_value() {
    check(&[
        ("could not open /etc/x: No such file or directory", "could not open <*>: <*>"),
        ("Failed to watch files: dial tcp 10.0.0.1:80: i/o timeout", "Failed to watch files: <*>"),
        ("Heartbeat failed for group blue: session is gone", "Heartbeat failed for group <*>: <*>"),
        // Labels, not clauses.
        ("fatal error: out of memory here", "fatal error: out of memory here"),
        ("db.example.com:443 error : closed by peer", "<*> error : closed by peer"),
        ("listening: all is well here", "listening: all is well here"),
    ]);
    let mut out = Vec::new();
    template_of_exception(&Settings::default(), b"could not open /etc/x: no such file", &mut out);
    assert_eq!(out, b"could not open <*>: no such file");
}

#[test]
fn names_of_several_words_and_of_code() {
    check(&[
        ("Stopping Pool...", "Stopping <*>..."),
        ("worker: Stopping Heart", "worker: Stopping <*>"),
        ("Stopping Pool of workers", "Stopping Pool of workers"),
        ("Matching Zorbl Sans Pro:weight=bold", "Matching <*>:weight=<*>"),
        ("option max_retries is ignored", "option <*> is ignored"),
        ("max_retries is ignored", "max_retries is ignored"),
        ("failed to load zorbl", "failed to load <*>"),
        ("connection established, state: active", "connection established, state: <*>"),
        ("bad: active", "bad: active"),
        ("state NEW → DONE now", "state <*> → <*> now"),
    ]);
}

#[test]
fn a_sentence_behind_its_key_is_one_value() {
    check(&[
        ("lost error=broken pipe (os error 32) attempt=8", "lost error=<*> attempt=<*>"),
        ("lost at=7 error=status: Gone, message: \"a b\", details: []", "lost at=<*> error=<*>"),
        ("ran description=add index on blobs elapsed=28s", "ran description=<*> elapsed=<*>"),
        ("lost error=bad_uri, method=x", "lost error=<*>, method=<*>"),
        ("lost [error=no such file] again", "lost <*> again"),
        ("ended {reason=out of (main) memory} x", "ended <*> x"),
        ("failed with error=5 in the end", "failed with error=<*> in the end"),
        ("lost error=[REDACTED:email] is bad", "lost error=<*>"),
        // Where a message ends that pairs stand before, nobody can tell.
        ("error=broken pipe was seen", "error=<*> pipe was seen"),
    ]);
}

#[test]
fn values_of_several_parts() {
    check(&[
        ("placed ('a b', 1) there", "placed <*> there"),
        ("took (1, 2) there", "took <*> there"),
        ("Point(x=1, y=2): moved", "<*>: moved"),
        ("latest is '['a', 'b']' now", "latest is <*> now"),
        ("granted to: ada,grace now", "granted to: <*> now"),
        ("action:com.example.OPEN seen", "action:<*> seen"),
        ("(root) CMD (run-parts /etc/cron.hourly)", "<*> CMD"),
        ("run -u ada --mode fast now", "run -u <*> --mode <*> now"),
        ("listening on localhost now", "listening on <*> now"),
        ("a1=5 b2=c3", "<*>"),
        ("errorCode = 4,errorMessage = BAD", "errorCode=<*>,errorMessage=<*>"),
    ]);
}

#[test]
fn a_json_text_is_named_by_its_message() {
    let bare = of("retry 3 of 5 failed");
    assert_eq!(of(r#"{"level": "warn", "msg": "retry 3 of 5 failed", "n": 1}"#), bare);
    assert_eq!(of(r#"{"event":"retry 4 of 5 failed"}"#), bare);
    assert_eq!(of(r#"{"message": "cut off"#), "<*>");
    assert_eq!(of(r#"{"a": 1}"#), "<*>");
}

#[test]
fn what_a_redactor_wrote_is_the_value_it_replaced() {
    for (raw, redacted) in [
        ("mail to ada@example.org bounced", "mail to [REDACTED:email] bounced"),
        ("mail to ada@example.org bounced", "mail to [email:2026-11:0123456789abcdef] bounced"),
        ("card 4111 1111 1111 1111 declined", "card [REDACTED:credit_card] declined"),
        ("card 4111111111111111 declined", "card ************1111 declined"),
        ("login password=hunter2 ok", "login password=[REDACTED] ok"),
        ("login password='two words' ok", "login password='[REDACTED]' ok"),
        (
            "GET https://u:pw1@example.com/x?token=abc ok",
            "GET https://u:[REDACTED]@example.com/x?token=[REDACTED] ok",
        ),
        ("header Authorization: Bearer abc.def1 sent", "header Authorization: [REDACTED] sent"),
        ("header Authorization: Bearer abc.def1 sent", "header Authorization: Bearer [REDACTED] sent"),
        ("Set-Cookie: sid=x1; Path=/; Secure", "Set-Cookie: [REDACTED]"),
        ("Set-Cookie: sid=x1; Path=/; Secure", "Set-Cookie: sid=[REDACTED]; Path=/; Secure"),
        (
            "key\n-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\nread",
            "key\n[REDACTED:private_key]\nread",
        ),
        (
            "key\n-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\nread",
            "key\n-----BEGIN EC PRIVATE KEY-----\n[REDACTED:private_key]\n-----END EC PRIVATE KEY-----\nread",
        ),
        ("using key sk_live_51Hx now", "using key sk_live_[REDACTED] now"),
    ] {
        assert_eq!(of(raw), of(redacted), "{raw}");
    }
}

#[test]
fn kinds_are_told_apart_for_people() {
    assert_eq!(
        typed_of("ada@example.org at 192.0.2.7:80 read /etc/x for 5 ms in 'a b' on 2026-11-21T10:00:00Z"),
        "<email> at <ip> read <path> for <num> in <str> on <ts>"
    );
    let text = b"user 17 sent 3f2504e0-4f89-11d3-9a0c-0305e82c3301";
    let spans = spans(text);
    assert_eq!(spans.iter().map(|(_, m)| m.name()).collect::<Vec<_>>(), ["num", "uuid"]);
    assert_eq!(&text[spans[0].0.clone()], b"17");
}

#[test]
fn an_id_is_a_hash_of_the_template_alone() {
    assert_eq!(id(b"order <*> shipped").to_string(), "m1-8ebdf9f501e885f2");
}

#[test]
fn hostile_texts_have_templates_no_longer_than_they_are() {
    // Long enough that a search which starts over at every byte would not come to an end.
    for unit in [
        "(", "((a", "\"", "'a ", "a=", "a=(", "[", "[x", "{", "<a", "<1", "`", "a:", "://", "x://(", "“",
        "b'", "a(b", "a->", "A-> ", "x err=a ", "err=a (", "[a][0", "text/x;", "5 - ", "\\\"", "a.", "- ",
        "a='", "a,", "=", ">=1",
    ] {
        let text = unit.repeat((1 << 18) / unit.len());
        let mut out = Vec::new();
        template(text.as_bytes(), &mut out);
        assert!(out.len() <= 64 + text.len(), "{unit:?}: {} bytes", out.len());
    }
}

/// Text made of what logs are made of, so that rules meet each other.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(std::vec![
        "failed",
        "for",
        "user",
        "root",
        "zorbl",
        "12",
        "10.0.0.1:80",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "<",
        ">",
        "\"",
        "'",
        "=",
        ",",
        ":",
        "key=",
        "=5",
        "ms",
        "Mon",
        "a.b.c",
        "/tmp/x",
        "https://h/x",
        "a@b.c",
        "HTTP",
        "FAILED",
        "None",
        "…",
        "-",
        "->",
        "<*>",
        "[REDACTED]",
        "name(",
        "x[",
        "b'",
        "msg=",
        "level=",
        "“",
        "”",
        "type",
        "::",
        "a:b",
        "\\",
        ".",
        "%s",
        "é",
        "connection",
    ]);
    prop::collection::vec((piece, prop::bool::ANY), 0..24).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(p, space)| if space { std::format!("{p} ") } else { p.to_string() })
            .collect()
    })
}

proptest! {
    #[test]
    fn any_bytes_have_a_template(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut out = Vec::new();
        template(&bytes, &mut out);
        typed(&bytes, &mut out);
        template_of_format(&bytes, &mut out);
        for (range, _) in spans(&bytes) {
            prop_assert!(range.end <= bytes.len() && range.start <= range.end);
        }
    }

    #[test]
    fn numbers_never_reach_a_template(text in soup(), n in 100_u32..) {
        let template = of(&std::format!("{text} {n}"));
        prop_assert!(!template.contains(&n.to_string()), "{}", template);
    }

    #[test]
    fn white_space_around_a_text_means_nothing(text in soup()) {
        prop_assert_eq!(of(&std::format!("  {text}\r\n")), of(&text));
    }

    /// Words have two letters here: one letter before a value is a part of it, so that of `a b c 7`, whose template is
    /// `a b <*>`, the next one is `a <*>`.
    #[test]
    fn a_template_is_its_own_template(text in "[a-z]{1,6}( ([a-z]{2,6}|[0-9]{1,4}|/[a-z]{1,4}|[a-z]{2}=[a-z]{1,3}|'[a-z ]{1,4}'|\\([0-9]\\)|[a-z]{2,4}:)){0,8}") {
        let once = of(&text);
        prop_assert_eq!(of(&once), once);
    }
}
