use super::super::{Settings, canonical_text, find, ids, parse, render_python};
use super::*;
use alloc::format;
use alloc::string::{String, ToString};
use proptest::prelude::*;

/// A plain traceback: frames as `(file, line, function)`, then the exception line.
fn traceback(frames: &[(&str, u32, &str)], last: &str) -> String {
    let mut out = String::from("Traceback (most recent call last):\n");
    for (file, line, function) in frames {
        out += &format!("  File \"{file}\", line {line}, in {function}\n    source({line})\n    ^^^^^^\n");
    }
    out + last + "\n"
}

fn canonical(text: &str) -> String {
    String::from_utf8(canonical_text(&Settings::default(), &parse(text.as_bytes()))).unwrap()
}

#[track_caller]
fn same(a: &str, b: &str) {
    assert_eq!(canonical(a), canonical(b), "\n{a}\n---\n{b}");
    assert!(!canonical(a).is_empty(), "{a}");
}

#[track_caller]
fn differ(a: &str, b: &str) {
    assert_ne!(canonical(a), canonical(b), "\n{a}\n---\n{b}");
}

const FRAMES: [(&str, u32, &str); 3] = [
    ("<frozen runpy>", 88, "_run_code"),
    ("/srv/shop/store/main.py", 9, "main"),
    ("/srv/shop/store/cart.py", 31, "add"),
];

fn plain() -> String {
    traceback(&FRAMES, "store.errors.OutOfStock: item 17 is gone")
}

#[test]
fn the_parts_of_a_traceback() {
    let text = plain();
    let chain = parse(text.as_bytes());
    assert_eq!(chain.len(), 1);
    assert_eq!(&*chain[0].kind, b"store.errors.OutOfStock");
    assert_eq!(&*chain[0].message, b"item 17 is gone");
    assert_eq!(chain[0].frames.len(), 3);
    assert_eq!((&*chain[0].frames[2].function, chain[0].frames[2].line), (&b"add"[..], 31));
    assert_eq!(canonical(&text), "store.errors.OutOfStock\nitem <*> is gone\nstore/cart add\n");
}

#[test]
fn what_does_not_matter() {
    let moved = [("/app/store/main.py", 99, "main"), ("/app/store/cart.py", 131, "add")];
    same(&plain(), &traceback(&moved, "store.errors.OutOfStock: item 4711 is gone"));
    same(&plain(), &format!("ERROR:root:checkout failed\n{}", plain()));
    same(&plain(), &format!("2026-11-21 10:00:00,123 ERROR {}", plain()));
    same(&plain(), &plain().replace('\n', "\r\n"));
    same(&plain(), &plain().lines().map(|l| format!("    {l}\n")).collect::<String>());
    same(&plain(), &plain().lines().map(|l| format!("> {l}\n")).collect::<String>());
    let syslog = |i: usize, l: &str| format!("Nov {} 10:00:{i:02} web-{i} shop[4{i}]: {l}\n", i + 1);
    same(&plain(), &plain().lines().enumerate().map(|(i, l)| syslog(i, l)).collect::<String>());
    let cri = |i: usize, l: &str| {
        format!("2026-11-21T08:41:02.{i}Z stderr {} {l}\n", if i == 3 { 'P' } else { 'F' })
    };
    same(&plain(), &plain().lines().enumerate().map(|(i, l)| cri(i, l)).collect::<String>());
    same(
        &plain(),
        &plain().replace("File ", "\x1b[35mFile \x1b[0m").replace("store.err", "\x1b[1;35mstore.err"),
    );
}

#[test]
fn inside_string_literals() {
    let json = serde_json::json!({"level": "error", "exc": plain(), "n": 1}).to_string();
    same(&plain(), &json);
    same(&plain(), &format!("app said {json}"));
    same(&plain(), &serde_json::json!([json]).to_string());
    same(&plain(), &format!("{:?}", plain()));
    same(&plain(), &format!("'{}'", plain().replace('\n', "\\n")).replace("\\n'", "\\n"));
}

#[test]
fn what_does_matter() {
    differ(&plain(), &plain().replace("OutOfStock", "NotFound"));
    differ(&plain(), &plain().replace("in add", "in remove"));
    differ(&plain(), &plain().replace("is gone", "was never there"));
    differ(&plain(), &plain().replace("store/cart.py", "store/list.py"));
}

#[test]
fn the_application_names_the_failure_not_its_libraries() {
    let library = ("/srv/shop/.venv/lib/python3.12/site-packages/http/client.py", 7, "send");
    let standard = ("/usr/lib/python3.12/socket.py", 70, "connect");
    let inside = traceback(&[FRAMES[2], library, standard], "OSError: [Errno 111] Connection refused");
    same(&inside, &traceback(&[FRAMES[2], library], "OSError: [Errno 111] Connection refused"));
    differ(&inside, &traceback(&[FRAMES[1], library, standard], "OSError: [Errno 111] Connection refused"));
    // Without any frame of the application, its libraries do.
    assert!(canonical(&traceback(&[library, standard], "OSError: x")).contains("http/client send"));
}

#[test]
fn comprehensions_lambdas_and_recursion() {
    let file = "/srv/shop/store/cart.py";
    let old = [(file, 1, "total"), (file, 1, "<listcomp>")];
    same(&traceback(&old, "TypeError: x"), &traceback(&old[..1], "TypeError: x"));
    let lambda =
        |around: &'static str| traceback(&[(file, 1, around), (file, 1, "<lambda>")], "TypeError: x");
    differ(&lambda("total"), &lambda("sort"));
    let deep = |n: usize| {
        let loop_of: Vec<_> = (0..n).map(|i| (file, 5, if i % 2 == 0 { "even" } else { "odd" })).collect();
        traceback(&loop_of, "RuntimeError: cycle")
    };
    same(&deep(5), &deep(200));
    same(&deep(5), &deep(8));
    let repeated = traceback(
        &[(file, 5, "walk"); 3],
        "  [Previous line repeated 992 more times]\nRecursionError: maximum recursion depth exceeded",
    );
    same(
        &repeated,
        &traceback(
            &vec![(file, 5, "walk"); 900],
            "RecursionError: maximum recursion depth exceeded in comparison",
        ),
    );
}

#[test]
fn chains() {
    let inner = traceback(&FRAMES, "KeyError: 'a'");
    let outer = traceback(&FRAMES[..2], "store.errors.Failed: no");
    let cause =
        format!("{inner}\nThe above exception was the direct cause of the following exception:\n\n{outer}");
    let context =
        format!("{inner}\nDuring handling of the above exception, another exception occurred:\n\n{outer}");
    let chain = parse(cause.as_bytes());
    assert_eq!(chain.len(), 2);
    assert_eq!((chain[0].link, &*chain[0].kind), (Link::Top, &b"store.errors.Failed"[..]));
    assert_eq!((chain[1].link, chain[1].parent, &*chain[1].kind), (Link::Cause, 0, &b"KeyError"[..]));
    assert_eq!(parse(context.as_bytes())[1].link, Link::Context);
    same(&cause, &context);
    differ(&cause, &outer);
    differ(&cause, &cause.replace("KeyError", "IndexError"));
    // A cause that was never raised has no traceback of its own.
    let bare = format!(
        "ERROR:root:x\nValueError: never\n\nThe above exception was the direct cause of the following exception:\n\n{outer}"
    );
    assert_eq!(parse(bare.as_bytes()).len(), 2);
    // Retrying adds the same exception again.
    let again =
        format!("{inner}\nDuring handling of the above exception, another exception occurred:\n\n{context}");
    same(&context, &again);
}

const GROUP: &str = "  + Exception Group Traceback (most recent call last):
  |   File \"/srv/shop/store/batch.py\", line 12, in run
  |     raise ExceptionGroup(\"batch failed\", errors)
  | ExceptionGroup: batch failed (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Exception Group Traceback (most recent call last):
    |   File \"/srv/shop/store/batch.py\", line 6, in part
    |     one(1)
    |     ~~~^^^
    | ExceptionGroup: part failed (1 sub-exception)
    | a note
    +-+---------------- 1 ----------------
      | ValueError: bad value 3
      | second line
      +------------------------------------
    | 
    | The above exception was the direct cause of the following exception:
    | 
    | Traceback (most recent call last):
    |   File \"/srv/shop/store/batch.py\", line 9, in outer
    |     raise KeyError('k') from e
    | KeyError: 'k'
    +---------------- 2 ----------------
    | FileNotFoundError: [Errno 2] no
    +------------------------------------
";

#[test]
fn groups() {
    let chain = parse(GROUP.as_bytes());
    let links: Vec<_> =
        chain.iter().map(|e| (String::from_utf8_lossy(&e.kind).to_string(), e.link, e.parent)).collect();
    let want = [
        ("ExceptionGroup", Link::Top, 0),
        ("KeyError", Link::Member, 0),
        ("ExceptionGroup", Link::Cause, 1),
        ("ValueError", Link::Member, 2),
        ("FileNotFoundError", Link::Member, 0),
    ];
    assert_eq!(links, want.map(|(kind, link, parent)| (kind.to_string(), link, parent)));
    let after = format!(
        "{GROUP}\nDuring handling of the above exception, another exception occurred:\n\n{}",
        plain()
    );
    let chain = parse(after.as_bytes());
    assert_eq!((chain.len(), &*chain[0].kind), (6, &b"store.errors.OutOfStock"[..]));
    let wrapped: String = GROUP.lines().map(|l| format!("2026-11-21T08:41:02.1Z stderr F {l}\n")).collect();
    same(GROUP, &wrapped);
    same(GROUP, &GROUP.replace("exceptiongroup.", ""));
}

#[test]
fn order_and_number_of_members_do_not_matter() {
    let group = |members: &[&str]| {
        let mut out = String::from(
            "  + Exception Group Traceback (most recent call last):\n  |   File \"/srv/shop/b.py\", line 1, in run\n",
        );
        out += &format!("  | ExceptionGroup: failed ({} sub-exceptions)\n  +-", members.len());
        for (i, m) in members.iter().enumerate() {
            out += &format!(
                "{}+---------------- {} ----------------\n    | {m}\n",
                if i > 0 { "    " } else { "" },
                i + 1
            );
        }
        out + "    +------------------------------------\n"
    };
    same(
        &group(&["ValueError: a", "KeyError: 'b'"]),
        &group(&["KeyError: 'c'", "ValueError: a", "ValueError: a"]),
    );
    differ(&group(&["ValueError: a", "KeyError: 'b'"]), &group(&["ValueError: a"]));
}

#[test]
fn syntax_errors() {
    let text = "Traceback (most recent call last):\n  File \"/srv/shop/m.py\", line 3, in <module>\n    import bad\n  File \"/srv/shop/bad.py\", line 1\n    x = = 1\n        ^\nSyntaxError: invalid syntax\n";
    let chain = parse(text.as_bytes());
    assert_eq!((chain[0].frames.len(), &*chain[0].message), (1, &b"invalid syntax"[..]));
    same(text, &text.replace("invalid syntax", "invalid syntax (bad.py, line 1)"));
}

#[test]
fn remote_tracebacks_are_read() {
    let remote = |function: &str| {
        let inner =
            traceback(&[("/srv/shop/store/job.py", 19, function)], "ZeroDivisionError: division by zero");
        format!(
            "multiprocessing.pool.RemoteTraceback: \n\"\"\"\n{inner}\"\"\"\n\nThe above exception was the direct cause of the following exception:\n\n{}",
            traceback(&FRAMES[..2], "ZeroDivisionError: division by zero")
        )
    };
    let text = remote("work");
    let chain = parse(text.as_bytes());
    assert_eq!(chain.len(), 2);
    assert!(chain[1].message.starts_with(b"Traceback"));
    differ(&text, &remote("rest"));
    let syslog: String = text.lines().map(|l| format!("Nov 21 10:00:00 web shop[4]: {l}\n")).collect();
    same(&text, &syslog);
    // As a live exception shows it.
    let mut live: Vec<_> = chain.clone();
    let message = [b"\n\"\"\"\n", &*chain[1].message, b"\"\"\""].concat();
    live[1].message = Cow::Owned(message);
    assert_eq!(ids(&live), ids(&chain));
}

#[test]
fn what_is_not_a_traceback() {
    for text in [
        "all fine",
        "Traceback (most recent call last):",
        "Traceback (most recent call last):\n",
        "Traceback (most recent call last):\nValueError: made up by a user",
        "user wrote: Traceback (most recent call last): and more\nnothing",
        "a File \"x\", line 3\nb",
    ] {
        assert_eq!(find(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn a_second_stack_is_reported() {
    assert!(!find(plain().as_bytes()).unwrap().others);
    let both = format!("{}\n{}", plain(), plain().replace("OutOfStock", "Other"));
    let stack = find(both.as_bytes()).unwrap();
    assert!(stack.others);
    assert_eq!(ids(&stack.chain), ids(&parse(plain().as_bytes())));
}

#[test]
fn cut_anywhere() {
    let whole = format!(
        "{GROUP}\nDuring handling of the above exception, another exception occurred:\n\n{}",
        plain()
    );
    for text in
        [whole.clone(), whole.replace('\n', "\\n"), whole.lines().map(|l| format!("> {l}\n")).collect()]
    {
        for cut in 0..=text.len() {
            for part in [&text.as_bytes()[..cut], &text.as_bytes()[cut..]] {
                let chain = parse(part);
                assert_eq!(ids(&chain).is_some(), !chain.is_empty());
            }
        }
    }
    // Both ends missing: the frames that are left still name the failure.
    let text = plain();
    let tail = &text[text.find("  File \"/srv/shop/store/main").unwrap()..];
    same(&text, tail);
    let head = &text[..text.find("store.errors").unwrap()];
    assert_eq!(canonical(head), "\n\nstore/cart add\n");
}

#[test]
fn hostile_sizes_take_linear_time() {
    let frame = "  File \"/srv/shop/a.py\", line 1, in f\n";
    let text = format!("Traceback (most recent call last):\n{}ValueError: x\n", frame.repeat(100_000));
    assert_eq!(parse(text.as_bytes())[0].frames.len(), 100_000);
    same(&text, &format!("Traceback (most recent call last):\n{frame}ValueError: x\n"));
    let headers = "Traceback (most recent call last):\n".repeat(50_000);
    assert_eq!(find(headers.as_bytes()), None);
    let mut chain = plain();
    for i in 0..50 {
        chain += &format!(
            "\nDuring handling of the above exception, another exception occurred:\n\n{}",
            plain().replace("OutOfStock", &format!("E{i}"))
        );
    }
    assert_eq!(parse(chain.as_bytes()).len(), 51);
    let bars = "  + Exception Group Traceback (most recent call last):\n".to_string()
        + &"  +-+---------------- 1 ----------------\n".repeat(20_000);
    assert_eq!(find(bars.as_bytes()), None);
}

fn name() -> impl Strategy<Value = String> {
    "[A-Za-z_][A-Za-z0-9_]{0,8}(\\.[A-Za-z_][A-Za-z0-9_]{0,8}){0,2}Error"
}

fn frames() -> impl Strategy<Value = Vec<Frame<'static>>> {
    let frame = (
        "(/srv|/app|/usr/lib/python3\\.12)?/[a-z]{1,6}/[a-z]{1,6}\\.py",
        "[a-z_]{1,8}|<listcomp>|<lambda>",
        1..9_u32,
    );
    let owned = |text: String| Cow::Owned(text.into_bytes());
    prop::collection::vec(
        frame.prop_map(move |(file, function, line)| Frame {
            file: owned(file),
            module: Cow::Borrowed(b""),
            function: owned(function),
            line,
        }),
        0..6,
    )
}

/// A tree of exceptions by parent: what a walk over a live exception gives.
fn chain() -> impl Strategy<Value = Vec<Exception<'static>>> {
    let one = (
        name(),
        "[a-z0-9 :'()\\[\\].]{0,20}(\n[a-z ]{1,8})?",
        frames(),
        0..3_u8,
        any::<prop::sample::Index>(),
    );
    prop::collection::vec(one, 1..8).prop_map(|parts| {
        let mut chain: Vec<Exception<'static>> = Vec::new();
        for (i, (kind, message, frames, link, parent)) in parts.into_iter().enumerate() {
            let mut link = [Link::Cause, Link::Context, Link::Member][usize::from(link)];
            let parent = if i == 0 { 0 } else { parent.index(i) };
            // One cause or context an exception.
            if chain.iter().any(|e| e.parent == parent && matches!(e.link, Link::Cause | Link::Context)) {
                link = Link::Member;
            }
            let link = if i == 0 { Link::Top } else { link };
            // Somebody raised the outermost one, and groups are raised.
            chain.push(Exception {
                link,
                parent,
                kind: Cow::Owned(kind.into_bytes()),
                message: Cow::Owned(message.trim().as_bytes().to_vec()),
                notes: Vec::new(),
                frames,
            });
        }
        for i in 0..chain.len() {
            let group = chain.iter().skip(1).any(|e| e.parent == i && e.link == Link::Member);
            if (group || i == 0) && chain[i].frames.is_empty() {
                chain[i].frames.push(Frame {
                    file: Cow::Borrowed(b"/srv/x/a.py"),
                    module: Cow::Borrowed(b""),
                    function: Cow::Borrowed(b"f"),
                    line: 1,
                });
            }
        }
        chain
    })
}

proptest! {
    #[test]
    fn what_is_rendered_is_read_back(chain in chain()) {
        let mut text = Vec::new();
        render_python(&chain, &mut text);
        let read = parse(&text);
        prop_assert_eq!(ids(&read), ids(&chain), "\n{}", String::from_utf8_lossy(&text));
    }

    #[test]
    fn any_bytes(text in prop::collection::vec(any::<u8>(), 0..400), at in any::<prop::sample::Index>()) {
        let mut whole = GROUP.as_bytes().to_vec();
        let at = at.index(whole.len());
        whole.splice(at..at, text);
        let _ = ids(&parse(&whole));
    }
}

/// Groups in groups as a walk finds them, and an exception in the innermost.
fn nested(groups: usize, leaf: bool) -> Vec<Exception<'static>> {
    let one = |i: usize, kind: &'static [u8]| Exception {
        link: if i == 0 { Link::Top } else { Link::Member },
        parent: i.saturating_sub(1),
        kind: Cow::Borrowed(kind),
        message: Cow::Borrowed(b"several"),
        notes: Vec::new(),
        frames: Vec::new(),
    };
    let mut chain: Vec<_> = (0..groups).map(|i| one(i, b"shop.Errors")).collect();
    if leaf {
        chain.push(one(groups, b"ValueError"));
    }
    chain
}

#[test]
fn groups_below_the_tenth_are_not_printed_and_do_not_count() {
    let id = |groups, leaf| ids(&nested(groups, leaf)).map(|ids| ids.group);
    assert_ne!(id(10, true), id(10, false));
    assert_ne!(id(9, true), id(10, true));
    for deeper in 11..14 {
        assert_eq!(id(deeper, true), id(10, false), "{deeper}");
    }
}
