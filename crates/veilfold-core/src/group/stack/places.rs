//! Where a frame stands: in the application, a library or the language's runtime; and which part of its path is
//! identity (`shop/orders`) rather than installation (`/srv/shop-api`).

mod libraries;

use super::chain::file_name;
use super::lines::split_once;
use super::settings::Settings;
use crate::bounds::Bounds;
use crate::few::Few;
use crate::record::Frame;
use crate::search;
use crate::texts::{Texts, texts};
use alloc::vec::Vec;

/// How close a frame is to the people who read the log. Of a stack, the frames of its highest tier name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    /// The language's own code: standard library, interpreter, virtual machine.
    Runtime,
    /// Code that was installed.
    Library,
    /// The application.
    App,
}

/// The tier of a frame: the settings decide; then whichever of its file and its module says more.
pub(super) fn tier(frame: &Frame<'_>, settings: &Settings) -> Tier {
    settings.tier(frame).unwrap_or_else(|| of_file(&frame.file).min(libraries::of_module(&frame.module)))
}

/// A component of a path.
#[derive(Clone, Copy)]
struct Part<'a> {
    name: &'a [u8],
    /// Whether it holds a `.` or an `@`.
    marked: bool,
}

/// The components of a path, of either kind of separator.
struct Parts<'a>(Option<&'a [u8]>);

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        let rest = self.0?;
        let mut marked = false;
        for (i, &b) in rest.iter().enumerate() {
            match CLASSES[usize::from(b)] {
                SEPARATOR => {
                    self.0 = Some(rest.cut(i + 1..));
                    return Some(Part { name: rest.cut(..i), marked });
                }
                class => marked |= class == MARK,
            }
        }
        self.0 = None;
        Some(Part { name: rest, marked })
    }
}

/// What a byte is in a path.
const SEPARATOR: u8 = 2;
const MARK: u8 = 1;
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    classes[b'/' as usize] = SEPARATOR;
    classes[b'\\' as usize] = SEPARATOR;
    classes[b'.' as usize] = MARK;
    classes[b'@' as usize] = MARK;
    classes
};

fn of_file(file: &[u8]) -> Tier {
    if let [b'<', name @ ..] = file {
        // Code that somebody typed is the application's; `<frozen …>`, `<string>`, `<internal:…>` are not.
        let typed = texts!["stdin", "console", "ipython-input"].begin(name);
        return if typed { Tier::App } else { Tier::Runtime };
    }
    let schemes = texts!["node:", "internal/", "dart:", "[native", "[internal", "native", "bun:", "ext:"];
    if schemes.begin(file) {
        return Tier::Runtime;
    }
    if file.strip_suffix(b".js").is_some_and(libraries::is_of_node) {
        return Tier::Runtime;
    }
    let mut tier = Tier::App;
    let mut before: &[u8] = b"";
    let mut parts = Parts(Some(file));
    let mut this = parts.next();
    while let Some(Part { name, marked }) = this {
        this = parts.next();
        let next = this.map(|next| next.name);
        if let Some(known) = of_directory(name, before, next) {
            tier = known;
            if matches!(name, b"rustc" | b"rustlib") {
                return tier;
            }
        } else if next.is_none() && before == b"bin" && !name.contains(&b'.') {
            // An entry point that an installer wrote.
            return Tier::Library;
        } else if marked && is_packed(name, next.is_some()) {
            tier = Tier::Library;
        }
        before = name;
    }
    tier
}

/// Where packages are installed.
const INSTALLED: Texts = texts![
    "site-packages",
    "dist-packages",
    "node_modules",
    "bower_components",
    ".cargo",
    "gems",
    ".venv",
    "venv",
    "virtualenvs",
    ".pub-cache",
    ".m2",
    ".nuget",
    ".gems",
    "perl5",
    "vendor",
];

/// The tier of what stands below a directory, if its name tells, perhaps with those around it.
fn of_directory(name: &[u8], before: &[u8], next: Option<&[u8]>) -> Option<Tier> {
    let next = next.unwrap_or_default();
    let (tier, told) = match name {
        _ if INSTALLED.has(name) => (Tier::Library, true),
        b"mod" => (Tier::Library, before == b"pkg"),
        b"lib" | b"lib64" | b"Lib" => {
            let below = name != b"Lib" && versioned(next, b"python");
            let in_version =
                name != b"lib64" && (versioned(before, b"Python") || versioned(before, b"python"));
            (Tier::Runtime, below || in_version)
        }
        b"rustc" => (Tier::Runtime, before.is_empty()),
        b"rustlib" => (Tier::Runtime, true),
        b"ruby" | b"rubies" => (Tier::Runtime, next.first().is_some_and(u8::is_ascii_digit)),
        // `share/lua/5.4`, `share/perl/5.36`: of the language or installed.
        b"lua" | b"perl" => (Tier::Library, next.starts_with(b"5.")),
        // Dart: what a package does not export; programs have no need of it.
        b"src" if before.starts_with(b"package:") => (Tier::Library, true),
        // GOROOT; below a GOPATH's `go/src` stand other packages.
        b"src" => {
            let go = before == b"go" || versioned(before, b"go-") || versioned(before, b"go");
            (Tier::Runtime, go && libraries::is_of_go(next))
        }
        _ => return None,
    };
    told.then_some(tier)
}

/// An archive of installed code, or a library as a build without paths names it: `github.com/x/y@v1.2.3/z.go`.
fn is_packed(name: &[u8], is_directory: bool) -> bool {
    name.ends_with(b".egg")
        || name.ends_with(b".phar")
        || is_directory
            && split_once(name, b"@v").is_some_and(|(_, v)| v.first().is_some_and(u8::is_ascii_digit))
}

/// `python3.12`, `go-1.19`: the name with a version behind it.
fn versioned(part: &[u8], name: &[u8]) -> bool {
    part.strip_prefix(name).and_then(<[u8]>::first).is_some_and(u8::is_ascii_digit)
}

/// Appends the part of a file's path that is identity: its directory, unless that is where the program was installed,
/// and its name without extension and build hash.
pub(super) fn tail(file: &[u8], out: &mut Vec<u8>) {
    if file.starts_with(b"<") {
        // `<ipython-input-3-0a1b>`: the number is a counter.
        let end = file.iter().position(u8::is_ascii_digit).unwrap_or(file.len());
        out.extend_from_slice(file[..end].trim_ascii_end());
        return;
    }
    let file = search::memchr(b'?', file).map_or(file, |at| file.cut(..at));
    let url = if file.starts_with(b"/") { None } else { split_once(file, b"://") };
    let (local, absolute) = match url {
        Some((b"file" | b"vscode-file", path)) => (path, true),
        // The host, or the name of a bundle.
        Some((_, path)) => (split_once(path, b"/").map_or(path, |(_, path)| path), false),
        None => {
            let rooted = file.starts_with(b"/") || file.starts_with(b"~/") || file.starts_with(b"\\\\");
            (file, rooted || file.get(1) == Some(&b':'))
        }
    };
    let name_at = local.iter().rposition(|&b| b == b'/' || b == b'\\').map_or(0, |at| at + 1);
    let (directories, name) = local.cut_at(name_at);
    let (stem, extension) = match name.iter().rposition(|&b| b == b'.') {
        Some(dot) if dot > 0 => (&name[..dot], name.cut(dot + 1..)),
        _ => (name, &b""[..]),
    };
    let is_script = texts!["js", "mjs", "cjs", "ts", "tsx", "jsx"].has(extension);
    let stem = if is_script { without_build_hash(stem) } else { stem };
    let package = package(
        directories.strip_suffix(b"/").or_else(|| directories.strip_suffix(b"\\")).unwrap_or(directories),
        absolute,
        extension,
    );
    if package.starts_with(b"ipykernel_") {
        out.extend_from_slice(b"<ipython-input-");
        return;
    }
    if !package.is_empty() {
        out.extend_from_slice(package);
        out.push(b'/');
    }
    out.extend_from_slice(stem);
}

/// Where sources are kept or bundles are put, which says nothing about what they are.
const PLACES: Texts = texts![
    ".",
    "..",
    "src",
    "lib",
    "dist",
    "build",
    "out",
    "public",
    "static",
    "assets",
    "js",
    "target",
    "bin",
    "current",
    "html",
    "site-packages",
    "node_modules",
];

/// The directory that a file stands in, without a version, if it is part of the program's own structure.
fn package<'a>(directories: &'a [u8], absolute: bool, extension: &[u8]) -> &'a [u8] {
    if directories.is_empty() {
        return b"";
    }
    let at = directories.iter().rposition(|&b| b == b'/' || b == b'\\').map_or(0, |at| at + 1);
    let parent = directories.cut(at..);
    if matches!(parent, [] | [b'0'..=b'9', ..]) || PLACES.has(parent) {
        return b"";
    }
    if versioned(parent, b"python") || versioned(parent, b"Python") {
        return b"";
    }
    if absolute && installation(directories) > at {
        return b"";
    }
    let parent = without_version(parent);
    // A directory that Python cannot import from is not a package.
    if extension == b"py" && parent.iter().any(|b| matches!(b, b'-' | b' ' | b'.' | b'%')) {
        return b"";
    }
    parent
}

/// Directories below the root in which a container keeps its program.
const ROOTS: Texts = texts![
    "app",
    "code",
    "src",
    "workspace",
    "workdir",
    "work",
    "project",
    "repo",
    "build",
    "application",
    "function",
    "source",
    "service",
];

/// Length of the part of an absolute directory that says where a program was installed, not what it is.
fn installation(directories: &[u8]) -> usize {
    let mut parts = Few::<[(&[u8], usize); 16]>::new();
    let mut end = 0;
    for part in directories.split(|&b| b == b'/' || b == b'\\').take(64) {
        end += part.len() + 1;
        if texts!["site-packages", "dist-packages", "node_modules", "gems"].has(part) {
            parts.clear();
            return rest_after_mark(directories, end);
        }
        if !part.is_empty() && !part.ends_with(b":") {
            parts.push((part, end));
        }
    }
    let name = |i: usize| parts.get(i).map_or(&b""[..], |(part, _)| part);
    let mut count = match name(0) {
        home if texts!["home", "Users", "root", "~"].has(home) => {
            let mut i = if texts!["root", "~"].has(home) { 1 } else { 2 };
            while SHELVES.has(name(i)) && i + 1 < parts.len() {
                i += 1;
            }
            i + 1
        }
        root if ROOTS.has(root) => 1,
        // `D:\\etl`, `D:\\apps\\etl`
        shelf if directories.get(1) == Some(&b':') && !SHELVES.has(shelf) => 1,
        b"usr" => 3,
        b"var" if matches!(name(1), b"task" | b"runtime") => 2,
        b"var" if name(1) == b"lib" => 5,
        b"var" | b"builds" | b"inetpub" => 3,
        b"private" => 4,
        _ => 2,
    };
    // Capistrano and its like: `releases/20261121/…`, `current/…`.
    if name(count) == b"releases" {
        count += 2;
    } else if name(count) == b"current" {
        count += 1;
    }
    parts.get(count.min(parts.len()).wrapping_sub(1)).map_or(0, |(_, end)| *end)
}

/// What people call the directory that holds their projects.
const SHELVES: Texts = texts![
    "apps",
    "work",
    "code",
    "src",
    "dev",
    "projects",
    "Projects",
    "repos",
    "repo",
    "git",
    "github",
    "workspace",
    "Workspace",
    "workspaces",
    "Documents",
    "Desktop",
    "Downloads",
    "development",
    "Development",
    "Code",
    "sources",
    "source",
    "Sites",
    "IdeaProjects",
    "PycharmProjects",
    "PhpstormProjects",
    "RubymineProjects",
    "go",
];

/// A later mark wins: `node_modules/a/node_modules/b`.
fn rest_after_mark(directories: &[u8], end: usize) -> usize {
    let rest = directories.get(end..).unwrap_or_default();
    match rest.windows(14).rposition(|w| w == b"/node_modules/") {
        Some(at) => end + at + 14,
        None => end,
    }
}

/// `activerecord-7.1.3` and `zap@v1.26.0` without their versions.
fn without_version(name: &[u8]) -> &[u8] {
    let cut = name.windows(2).position(|w| matches!(w, [b'-' | b'@', b'0'..=b'9' | b'v']));
    match cut {
        Some(at) if at > 0 && name.cut(at + 1..).iter().any(u8::is_ascii_digit) => name.cut(..at),
        _ => name,
    }
}

/// Whether a bundler named the script by what is in it.
pub(super) fn is_build(file: &[u8]) -> bool {
    let stem = file_name(file.strip_suffix(b".js").unwrap_or_default());
    without_build_hash(stem).len() < stem.len()
}

/// `main.8f3a2c1d` and `index-BxT3k2Qa` without the hash that a bundler added.
fn without_build_hash(stem: &[u8]) -> &[u8] {
    match stem.iter().rposition(|&b| b == b'.' || b == b'-') {
        Some(at) if at > 0 => {
            let hash = stem.cut(at + 1..);
            let short = hash.len() == 4
                && hash.iter().all(u8::is_ascii_hexdigit)
                && !hash.iter().all(u8::is_ascii_digit);
            let hashed = (short || (6..=32).contains(&hash.len()))
                && hash.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
                && hash.iter().any(u8::is_ascii_digit);
            if hashed { &stem[..at] } else { stem }
        }
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::borrow::Cow;
    use alloc::string::String;

    fn tail_of(file: &str) -> String {
        let mut out = Vec::new();
        tail(file.as_bytes(), &mut out);
        String::from_utf8(out).unwrap()
    }

    fn tier_of(file: &str) -> Tier {
        let frame = Frame { file: Cow::Borrowed(file.as_bytes()), ..Frame::default() };
        tier(&frame, &Settings::default())
    }

    #[test]
    fn the_place_of_installation_is_not_identity() {
        for file in [
            "/srv/shop-api/shop/orders.py",
            "/app/shop/orders.py",
            "/home/alice/work/shop/shop/orders.py",
            "/Users/al/src/shop-api/shop/orders.py",
            "C:\\Users\\al\\shop\\shop\\orders.py",
            "D:\\apps\\shop\\shop\\orders.py",
            "/usr/src/app/shop/orders.py",
            "~/work/shop/shop/orders.py",
            "/var/www/shop/releases/20261121/shop/orders.py",
            "/usr/local/lib/python3.12/site-packages/shop/orders.py",
            "shop/orders.py",
            "./shop/orders.py",
        ] {
            assert_eq!(tail_of(file), "shop/orders", "{file}");
        }
        for file in
            ["/app/worker.py", "/srv/x/worker.py", "/home/u/p/worker.py", "/var/task/worker.py", "worker.py"]
        {
            assert_eq!(tail_of(file), "worker", "{file}");
        }
    }

    #[test]
    fn versions_and_build_hashes_are_not_identity() {
        assert_eq!(tail_of("/usr/lib/python3.12/threading.py"), "threading");
        assert_eq!(tail_of("/opt/py/lib/python3.10/json/decoder.py"), "json/decoder");
        assert_eq!(tail_of("https://cdn.example.com/assets/main.8f3a2c1d.js"), "main");
        assert_eq!(tail_of("webpack://shop/./src/cart/add.ts?4f2a"), "cart/add");
        assert_eq!(tail_of("<ipython-input-12-0af3>"), "<ipython-input-");
        assert_eq!(tail_of("/srv/a/node_modules/pg/lib/client.js"), "client");
        assert_eq!(tail_of("/b/gems/rack-3.0.8/lib/rack/builder.rb"), "rack/builder");
    }

    #[test]
    fn tiers() {
        for (file, want) in [
            ("/srv/shop/orders.py", Tier::App),
            ("/srv/shop/.venv/lib/python3.12/site-packages/flask/app.py", Tier::Library),
            ("/usr/lib/python3/dist-packages/yaml/loader.py", Tier::Library),
            ("/opt/pyenv/versions/3.12.1/lib/python3.12/threading.py", Tier::Runtime),
            ("C:\\Python312\\Lib\\json\\decoder.py", Tier::Runtime),
            ("<frozen runpy>", Tier::Runtime),
            ("<stdin>", Tier::App),
            ("/srv/shop/.venv/bin/gunicorn", Tier::Library),
            ("node:internal/process/task_queues", Tier::Runtime),
            ("/srv/api/node_modules/pg/lib/client.js", Tier::Library),
            ("/usr/lib/go-1.19/src/runtime/panic.go", Tier::Runtime),
            ("/home/u/go/src/github.com/acme/shop/x.go", Tier::App),
            ("/go/pkg/mod/github.com/x/y@v1.2.3/z.go", Tier::Library),
            ("/rustc/59807616/library/std/src/panicking.rs", Tier::Runtime),
            ("/usr/lib/ruby/3.1.0/set.rb", Tier::Runtime),
            ("/var/lib/gems/3.1.0/gems/rack-3.0/lib/rack.rb", Tier::Library),
            ("/usr/local/go/src/internal/poll/fd.go", Tier::Runtime),
            ("/home/u/go/src/shop/cart.go", Tier::App),
            ("/usr/share/perl5/LWP/UserAgent.pm", Tier::Library),
            ("/usr/local/share/lua/5.4/socket/http.lua", Tier::Library),
        ] {
            assert_eq!(tier_of(file), want, "{file}");
        }
    }
}
