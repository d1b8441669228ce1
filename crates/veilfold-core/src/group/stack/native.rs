//! C, C++, Swift and Objective-C: backtraces of gdb, lldb-like crash reports, the sanitizers, glibc and Android.

use super::Stack;
use super::chain::{Chain, frame, location};
use super::lines::{
    Lines, Prefix, column, digits, line_before, line_start, prefix_at, rsplit_once, search, split_once, until,
};
use super::rust::symbol;
use crate::record::Frame;
use crate::texts::{Texts, texts};
use alloc::vec::Vec;

/// Lines above the first frame in which the failure is looked for: crash reports print much between.
const LOOK_BACK: usize = 24;

/// Addresses that a report may tell before its backtrace.
const ADDRESSES: usize = 8;

/// The first backtrace; `at` is where its mark stands.
pub(super) fn parse(text: &[u8], mut at: usize) -> Option<Stack<'_>> {
    let is_frame = |word: &[u8]| call(word).is_some();
    // Apple lists all threads, and where an exception was thrown above them.
    let crashed = [&b"Last Exception Backtrace:"[..], b" Crashed:"].iter().find_map(|head| {
        let head = search(text, head)?;
        let at = head + search(text.get(head..)?, b"0x")?;
        column(text, at, is_frame).map(|_| at)
    });
    at = crashed.unwrap_or(at);
    let mut found = column(text, at, is_frame);
    for _ in 0..ADDRESSES {
        if found.is_none() {
            at += 1 + search(text.get(at + 1..)?, b"0x0000")?;
            found = column(text, at, is_frame);
        }
    }
    let (start, column) = (line_start(text, at), found?);
    let prefix = prefix_at(text, start + column);
    let (kind, message) = failure(text, start, prefix);
    let mut chain = Chain::of(kind, message);
    let mut first = true;
    // A handler of uncaught exceptions that prints where it is itself was called by the library of the language.
    let ended = search(text.get(..start)?, b"terminate called ").is_some();
    let mut handler = 0;
    for line in Lines::new(text, start) {
        let Some(body) = prefix.strip(line.text).map(<[u8]>::trim_ascii) else { continue };
        match call(body) {
            // The frames of the next thread.
            Some((0, _)) if !first => break,
            Some((_, Some(frame))) => chain.frame(0, frame),
            Some(_) if ended && handler == 0 && search(body, b"libstdc++").is_some() => {
                handler = chain.frames();
            }
            Some(_) => {}
            // No backtrace at all.
            None if first => return None,
            None => continue,
        }
        first = false;
    }
    chain.leave(handler);
    chain.finish(false)
}

/// A line of a backtrace: the number of the frame, where it is written, and the frame, unless it is of the loader or of
/// what ends a program.
fn call(line: &[u8]) -> Option<(usize, Option<Frame<'_>>)> {
    let (hash, rest) = line.strip_prefix(b"#").map_or((false, line), |rest| (true, rest));
    let digits = digits(rest);
    let number = rest
        .get(..digits)?
        .iter()
        .fold(0_usize, |n, b| n.saturating_mul(10).saturating_add(usize::from(b - b'0')));
    let body = rest.get(digits..)?.trim_ascii_start();
    match (hash, digits) {
        (true, 1..) if body.starts_with(b"pc ") => Some((number, android(body)?)),
        (true, 1..) => Some((number, debugger(body)?)),
        (false, 1..) if body.starts_with(b"# ") => Some((number, boost(body.get(2..)?))),
        (false, 1..) => Some((number, report(body)?)),
        // glibc does not number its frames.
        _ => Some((1, symbols(line)?)),
    }
}

/// `0x00007f… in shop::load (id=7) at src/orders.cc:12`, `load (id=7) at orders.c:12`, `0x55… in load /src/orders.c:12:3`.
fn debugger(body: &[u8]) -> Option<Option<Frame<'_>>> {
    let addressed = body.starts_with(b"0x");
    let body = if addressed { split_once(body, b" ")?.1 } else { body };
    let body = body.strip_prefix(b"in ").unwrap_or(body).trim_ascii_start();
    let place =
        rsplit_once(body, b" at ").or_else(|| rsplit_once(body, b" /")).map(|(_, place)| location(place));
    let (file, line) = place.filter(|&(_, line)| line > 0).unwrap_or((b"", 0));
    (addressed || line > 0).then(|| named(body, file, line))
}

/// Boost: `shop::load(int) at /code/orders.cpp:12`, `shop::load(int) in ./shop`, `0x00007F3C5A0AE20C in /lib/libc.so.6`.
fn boost(body: &[u8]) -> Option<Frame<'_>> {
    let (name, place) =
        rsplit_once(body, b" at ").or_else(|| rsplit_once(body, b" in ")).unwrap_or((body, b""));
    let (file, line) = location(place);
    named(name, if line > 0 { file } else { b"" }, line)
}

/// `Shop  0x0000000104f2c3a8 Orders.load(id:) + 44 (Orders.swift:12)`.
fn report(body: &[u8]) -> Option<Option<Frame<'_>>> {
    // Swift on other systems: `0x00007f… Berths.slot(at:) + 59 in harbor at /code/Berths.swift:41:20`.
    let (module, rest) = split_once(body, b"0x")?;
    let (address, rest) = split_once(rest, b" ")?;
    if address.len() < 8 || !address.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let (name, offset) = rsplit_once(rest, b" + ")?;
    let place = split_once(offset, b" (").or_else(|| split_once(offset, b" at "));
    let (before, place) = place.unwrap_or((offset, b""));
    let (file, line) = location(place.strip_suffix(b")").unwrap_or(place));
    let module = split_once(before, b" in ").map_or(module, |(_, module)| module);
    // The frameworks of the system are written in another way than the program, which a report names first.
    let system = texts![
        "lib",
        "dyld",
        "SwiftUI",
        "UIKit",
        "Foundation",
        "CoreFoundation",
        "GraphicsServices",
        "AppKit"
    ];
    if system.begin(module) {
        return Some(None);
    }
    Some(named(name, file, line))
}

/// `pc 0000000000053a2c  /data/app/lib/libshop.so (shop::load(int)+52)`.
fn android(body: &[u8]) -> Option<Option<Frame<'_>>> {
    let (library, name) = split_once(body, b" (")?;
    let name = rsplit_once(name, b"+").map_or(name, |(name, _)| name);
    let system =
        texts![" /system/", " /apex/", " /vendor/"].iter().any(|path| search(library, path).is_some());
    Some(if system { None } else { named(name, b"", 0) })
}

/// `./shop(_ZN4shop4loadEi+0x1d) [0x55d0c0ffee00]`.
fn symbols(line: &[u8]) -> Option<Option<Frame<'_>>> {
    let (library, rest) = split_once(line, b"(")?;
    let (name, address) = split_once(rest, b"+0x")?;
    search(address, b"[0x")?;
    let system = library.starts_with(b"/lib") || library.starts_with(b"/usr/lib");
    Some(if system || name.is_empty() { None } else { named(name, b"", 0) })
}

/// The function of a frame, without its arguments and what it returns. `None` for what starts and ends programs.
fn named<'a>(text: &'a [u8], file: &'a [u8], line: u32) -> Option<Frame<'a>> {
    const SYSTEM: Texts = texts![
        "abort",
        "raise",
        "gsignal",
        "kill",
        "pthread_",
        "start_thread",
        "clone",
        "_start",
        "std::",
        "boost::stacktrace::",
        "0x",
        "__",
        "_sigtramp",
        "??",
    ];
    let demangled = demangled(text);
    let whole = demangled.as_deref().unwrap_or_else(|| function(text));
    if whole.is_empty() || SYSTEM.begin(whole) {
        return None;
    }
    if whole == b"main" {
        return Some(frame(file, &b""[..], &b"main"[..], line));
    }
    let named = symbol(whole)?;
    // A function of C has a name, and no namespace.
    let is_plain = named.function.is_empty();
    let (module, function) =
        if is_plain { (named.function, named.module) } else { (named.module, named.function) };
    Some(Frame { file: file.into(), line, module, function })
}

/// `void shop::Cart<int>::add(int) const` is `shop::Cart<int>::add`; `-[Cart add:]` stays.
fn function(text: &[u8]) -> &[u8] {
    const ANONYMOUS: &[u8] = b"(anonymous namespace)";
    if matches!(text, [b'-' | b'+', b'[', ..]) {
        return text;
    }
    let (mut depth, mut start, mut at) = (0_usize, 0, 0);
    while let Some(&byte) = text.get(at) {
        match byte {
            b'(' if text.get(at..).is_some_and(|rest| rest.starts_with(ANONYMOUS)) => {
                at += ANONYMOUS.len() - 1;
            }
            b'(' if depth == 0 => break,
            b'<' => depth += 1,
            b'>' => depth = depth.saturating_sub(1),
            // What it returns; but gdb and the sanitizers write arguments and places behind a space.
            b' ' if depth == 0 => match text.get(at + 1) {
                Some(b'(' | b'/') | None => break,
                _ if text
                    .get(at..)
                    .is_some_and(|rest| rest.starts_with(b" at ") || rest.starts_with(b" from ")) =>
                {
                    break;
                }
                _ => start = at + 1,
            },
            _ => {}
        }
        at += 1;
    }
    text.get(start..at).unwrap_or_default()
}

/// `_ZN4shop4loadEi` is `shop::load`, `_Z4loadi` is `load`: names, without what else a symbol tells.
fn demangled(text: &[u8]) -> Option<Vec<u8>> {
    let rest = text.strip_prefix(b"_Z")?;
    let nested = rest.strip_prefix(b"N");
    let mut rest = nested.unwrap_or(rest);
    rest = rest.strip_prefix(b"K").unwrap_or(rest);
    let mut name = Vec::new();
    loop {
        let digits = digits(rest);
        let length = super::lines::number(rest) as usize;
        let Some(part) = rest.get(digits..).and_then(|rest| rest.get(..length)).filter(|_| digits > 0) else {
            break;
        };
        if !name.is_empty() {
            name.extend_from_slice(b"::");
        }
        name.extend_from_slice(part);
        rest = rest.get(digits + length..)?;
        if nested.is_none() {
            break;
        }
    }
    (!name.is_empty()).then_some(name)
}

/// What failed, as the lines above the first frame say it: its kind and its message.
fn failure<'a>(text: &'a [u8], first: usize, prefix: Prefix<'_>) -> (&'a [u8], &'a [u8]) {
    let mut start = first;
    let (mut nearest, mut what): (&[u8], &[u8]) = (b"", b"");
    for _ in 0..LOOK_BACK {
        let Some(line) = line_before(text, start) else { break };
        start = line.start;
        let body = line.text.trim_ascii();
        if let Some((_, said)) = split_once(body, b"what():") {
            what = said.trim_ascii();
        } else if let Some((_, kind)) = split_once(body, b"after throwing an instance of '") {
            return (unwrapped(kind.strip_suffix(b"'").unwrap_or(kind)), what);
        } else if let Some((_, kind)) = split_once(body, b"due to uncaught exception '") {
            let (kind, said) = split_once(kind, b"', reason: '").unwrap_or((kind, b""));
            return (kind, said.strip_suffix(b"'").unwrap_or(said));
        } else if let Some((before, said)) = split_once(body, b"Sanitizer: ") {
            let tool = before.iter().rposition(|b| !b.is_ascii_alphanumeric()).map_or(0, |at| at + 1);
            let kind = body.get(tool..before.len() + b"Sanitizer".len()).unwrap_or_default();
            return (kind, until(said, b' '));
        } else if let Some((_, said)) = split_once(body, b"Fatal error: ") {
            return (b"Fatal error", said);
        } else if let Some(at) = search(body, b"Assertion ") {
            return (b"Assertion", body.get(at..).unwrap_or_default());
        } else if let Some(signal) = signal(body) {
            return (signal, b"");
        }
        if nearest.is_empty() {
            nearest = prefix.body(line.text);
        }
    }
    (b"crash", nearest)
}

/// The exception that was thrown: Boost wraps each, and did so twice until 1.73.
fn unwrapped(mut kind: &[u8]) -> &[u8] {
    let wrappers = texts![
        "boost::wrapexcept<",
        "boost::exception_detail::clone_impl<",
        "boost::exception_detail::error_info_injector<",
    ];
    loop {
        let head = wrappers.head(kind);
        match kind.get(head..).and_then(|inner| inner.strip_suffix(b">")) {
            Some(inner) if head > 0 => kind = inner.trim_ascii_end(),
            _ => return kind,
        }
    }
}

/// `SIGSEGV` in `received signal SIGSEGV, …`, `EXC_BAD_ACCESS (SIGSEGV)` and `Fatal signal 11 (SIGSEGV)`.
fn signal(line: &[u8]) -> Option<&[u8]> {
    let at =
        [&b"signal SIG"[..], b"(SIG"].iter().find_map(|mark| Some(search(line, mark)? + mark.len() - 3))?;
    let name = line.get(at..)?;
    Some(name.get(..name.iter().take_while(|b| b.is_ascii_uppercase()).count()).unwrap_or_default())
}
