//! Bad input: an id always, never a panic, and work that grows with the text and no faster.

use super::work::bytes_of;
use super::{Names, Settings, fingerprint::Kind, message, stack};
use crate::record::{Exception, Frame, Level, Link, Record, Timestamp};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

fn name(text: &[u8]) -> Names {
    Settings::default().of_text(text, &mut Vec::new())
}

const CHAIN: &str = "Traceback (most recent call last):\n  File \"/srv/shop/db.py\", line 3, in query\n    \
    raise OSError(\"gone\")\nOSError: gone\n\nThe above exception was the direct cause of the following exception:\n\n\
    Traceback (most recent call last):\n  File \"/srv/shop/cart.py\", line 9, in load\n    query()\n    ^^^^^^^\n\
    shop.CartError: cart 17 is gone\nnote one\n";
const GROUP: &str = "  + Exception Group Traceback (most recent call last):\n  |   File \"/srv/a.py\", line 1, in f\n  |     \
    g()\n  | ExceptionGroup: two failed (2 sub-exceptions)\n  +-+---------------- 1 ----------------\n    | Traceback \
    (most recent call last):\n    |   File \"/srv/a.py\", line 2, in g\n    |     x\n    | ValueError: 17\n    \
    +---------------- 2 ----------------\n    | KeyError: 'é'\n    +------------------------------------\n";

#[test]
fn a_traceback_cut_at_any_byte_has_an_id_and_the_same_one_twice() {
    for text in [CHAIN, GROUP].map(str::as_bytes) {
        for cut in 0..=text.len() {
            for part in [&text[..cut], &text[cut..]] {
                assert_eq!(name(part), name(part));
            }
        }
        // What is cut off behind the last exception's own line changes nothing.
        assert_eq!(name(text).group.kind, Kind::Stack);
    }
    let whole = name(CHAIN.as_bytes()).group;
    assert_eq!(name(CHAIN.trim_end().strip_suffix("\nnote one").expect("the note").as_bytes()).group, whole);
}

#[test]
fn lines_of_two_threads_between_one_another_have_an_id() {
    for (a, b) in [(CHAIN, GROUP), (GROUP, CHAIN), (CHAIN, CHAIN)] {
        for offset in 0..4 {
            let mut mixed = String::new();
            let mut other = b.lines();
            for (n, line) in a.lines().enumerate() {
                mixed += &format!("{line}\n");
                if n >= offset {
                    mixed += &format!("{}\n", other.next().unwrap_or_default());
                }
            }
            assert_eq!(name(mixed.as_bytes()).group.kind, Kind::Stack, "{mixed}");
        }
    }
}

/// Frame `n` of a stack in each language, with what stands before and behind all of them.
type Form = (&'static str, fn(usize) -> String, &'static str);

const FORMS: [Form; 6] = [
    (
        "Traceback (most recent call last):\n",
        |n| format!("  File \"/srv/shop/m{}.py\", line {n}, in f{}\n    g()\n", n % 7, n % 5),
        "E: x\n",
    ),
    ("com.acme.E: x\n", |n| format!("\tat com.acme.M{}.f{}(M.java:{n})\n", n % 7, n % 5), ""),
    ("TypeError: x\n", |n| format!("    at f{} (/srv/shop/m{}.js:{n}:1)\n", n % 5, n % 7), ""),
    (
        "panic: x\n\ngoroutine 1 [running]:\n",
        |n| format!("main.f{}()\n\t/srv/m{}.go:{n} +0x1\n", n % 5, n % 7),
        "",
    ),
    ("m.rb:1:in `f': x (E)\n", |n| format!("\tfrom m{}.rb:{n}:in `f{}'\n", n % 7, n % 5), ""),
    ("System.E: x\n", |n| format!("   at Acme.M{}.F{}() in /srv/M.cs:line {n}\n", n % 7, n % 5), ""),
];

#[test]
fn a_hundred_thousand_frames_cost_what_their_bytes_do() {
    for (before, frame, behind) in FORMS {
        let of = |frames: usize| {
            let text: String = (0..frames).map(frame).collect();
            format!("{before}{text}{behind}").into_bytes()
        };
        let (small, large) = (of(25_000), of(100_000));
        let cost = |text: &[u8]| bytes_of(|| assert_eq!(name(text).group.kind, Kind::Stack, "{before}"));
        assert!(cost(&small) > small.len() / 2, "{before}: the work was not counted");
        assert!(cost(&large) <= 5 * cost(&small), "{before}: {} and {}", cost(&small), cost(&large));
        assert!(stack::parse(&large).iter().any(|e| e.frames.len() > 99_000), "{before}");
    }
}

#[test]
fn work_grows_with_the_text_and_no_faster() {
    for unit in [
        "(",
        "((a",
        "[",
        "[x ",
        "{",
        "{\"a\":",
        "<a",
        "\"",
        "\"a\" ",
        "'a ",
        "`",
        "“",
        "\\\"",
        "a=",
        "a=(",
        "a='",
        "a,",
        "a:",
        "://",
        "x://(",
        "b'",
        "a(b",
        "f(a) ",
        "x[1] ",
        "a. ",
        ">=1",
        "key=\"v\" ",
        "-----BEGIN ",
        "user a: b, ",
        "from a to b: ",
        "could not: ",
        "\\n",
        "\\\\n\\\"",
        "\n",
        "\r\n",
        " at ",
        "\tat a",
        "\tat a.b.C.d(C.java:1)\n",
        "    at f (/a/b.js:1:2)\n",
        "   at A.B.C(D e) in /a.cs:line 3\n",
        "Caused by: a.b.CException: x\n",
        "\tSuppressed: a.B: x\n",
        "[cause]: Error: x\n",
        "[errors]: [\n",
        " ---> A.BException: x\n",
        "goroutine 1 [running]:\nmain.f()\n\t/a.go:1\n",
        "goroutine ",
        "/a.go:1\n",
        "panic: x\n",
        "thread 'x' panicked at src/a.rs:1:2:\n",
        "a.rb:1:in `f': x (E)\n",
        ":in `",
        "#0 a.php(1): f()\n",
        "#0 \n",
        "Stack trace:\n#0 a.php(1): f()\nNext E: x in a:1\n",
        "** (E) x\n",
        "f@a/b.js:1:2\n",
        "@\n",
        "Error: ",
        "E: \n",
        "Traceback (most recent call last):\n",
        "  File \"a\", line 1, in f\n",
        "File \"",
        "  | ",
        "  +-+---- 1 ----\n",
        "During handling of the above exception, another exception occurred:\n\n",
        "\x1b[",
        "\x1b[31m",
        "\0\u{7f}é",
        "Traceback (most recent call last):\n  File \"a\", line 1, in f\nE: x\n\nDuring handling of the above \
         exception, another exception occurred:\n\n",
    ] {
        let of = |size: usize| unit.repeat(size / unit.len() + 1).into_bytes();
        let (small, large) = (of(8 << 10), of(32 << 10));
        let cost = |text: &[u8]| bytes_of(|| _ = name(text));
        assert!(
            cost(&large) <= 5 * cost(&small) + 4096,
            "{unit:?}: {} bytes looked at in {}, {} in {}",
            cost(&small),
            small.len(),
            cost(&large),
            large.len()
        );
    }
}

#[test]
fn a_chain_of_fifty_is_read_to_its_root() {
    let python = |root: &str| {
        let link = |n: usize, kind: &str| {
            format!(
                "Traceback (most recent call last):\n  File \"/srv/a.py\", line {n}, in f{n}\n    g()\n{kind}: x\n\n\
                 The above exception was the direct cause of the following exception:\n\n"
            )
        };
        (0..50).map(|n| if n == 0 { link(0, root) } else { link(n, &format!("E{n}")) }).collect::<String>()
            + "Traceback (most recent call last):\n  File \"/srv/a.py\", line 1, in top\nTop: x\n"
    };
    let java = |root: &str| {
        let causes = (0..50).map(|n| {
            let kind = if n == 49 { root.into() } else { format!("com.acme.E{n}Exception") };
            format!("Caused by: {kind}: x\n\tat com.acme.A.f{n}(A.java:1)\n")
        });
        format!("com.acme.Top: x\n\tat com.acme.A.top(A.java:1)\n{}", causes.collect::<String>())
    };
    for (a, b) in [(python("Root"), python("Other")), (java("com.acme.Root"), java("com.acme.Other"))] {
        assert_eq!(stack::parse(a.as_bytes()).len(), 51, "{a}");
        assert_ne!(name(a.as_bytes()), name(b.as_bytes()), "the root cause counts");
    }
}

#[test]
fn a_chain_that_bites_its_tail_has_an_id() {
    let exception = |link, parent| Exception {
        link,
        parent,
        kind: b"E"[..].into(),
        message: b"x"[..].into(),
        notes: Vec::new(),
        frames: [Frame {
            file: b"/srv/a.py"[..].into(),
            module: b""[..].into(),
            function: b"f"[..].into(),
            line: 1,
        }]
        .into(),
    };
    for link in [Link::Cause, Link::Context, Link::Member] {
        for parents in [[0, 1, 2], [2, 0, 1], [9, 2, 1], [usize::MAX; 3]] {
            let chain: Vec<_> = parents
                .iter()
                .enumerate()
                .map(|(n, &parent)| exception(if n == 0 { Link::Top } else { link }, parent))
                .collect();
            assert!(stack::ids(&chain).is_some(), "{parents:?}");
        }
    }
}

#[test]
fn binary_garbage_has_an_id() {
    let mut state = 1_u64;
    let mut garbage: Vec<u8> = Vec::new();
    for mark in [
        "",
        "Traceback (most recent call last):\n",
        "\n\tat ",
        "goroutine 1 [",
        " panicked at ",
        "#0 ",
        ":in `",
    ] {
        for _ in 0..64 {
            garbage.clear();
            for _ in 0..200 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                garbage.push((state >> 56) as u8);
            }
            let at = (state >> 33) as usize % garbage.len();
            garbage.splice(at..at, mark.bytes());
            assert_eq!(name(&garbage), name(&garbage));
        }
    }
}

#[test]
fn a_traceback_that_a_user_forged_is_data() {
    // Without frames it is words, and in quotes a value.
    let plain = name(b"login of user \"ada\" failed");
    for forged in ["Traceback (most recent call last):", "Traceback (most recent call last): ValueError: x"] {
        assert_eq!(name(format!("login of user \"{forged}\" failed").as_bytes()), plain);
        assert_eq!(name(format!("{forged}\nlogin failed").as_bytes()).group.kind, Kind::Message);
    }
    // A record that has an exception is named by it, whatever its message holds.
    let chain = stack::parse(CHAIN.as_bytes());
    let record = |message: &'static [u8]| Record {
        exception: &chain,
        ..Record::new(Timestamp(0), Level::Error, b"a", message)
    };
    let of = |message| Settings::default().of_record(&record(message), &mut Vec::new());
    assert_eq!(of(b"login failed"), of(GROUP.as_bytes()));
    assert_eq!(of(GROUP.as_bytes()), name(CHAIN.as_bytes()));
}

#[test]
fn a_template_is_bounded() {
    let mut out = Vec::new();
    message::template("word, 17 (x) ".repeat(100_000).as_bytes(), &mut out);
    assert!(out.len() < 4096, "{} bytes", out.len());
}
