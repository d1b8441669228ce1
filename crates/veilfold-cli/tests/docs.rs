//! The commands of the pages run, and print what the pages say.
//!
//! A page's blocks run in their order in one folder: a `toml` block whose first line is `# name` is written to that
//! file; in a `console` block, lines after `$ ` are commands (a line that ends in `\` goes on in the next one), and what follows
//! is what they print, with `…` for anything.

mod run;

use run::Folder;
use std::path::Path;
use std::process::Command;

/// Fenced blocks: language and text.
fn blocks(page: &str) -> Vec<(&str, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, usize, String)> = None;
    for line in page.lines() {
        let indent = line.len() - line.trim_start().len();
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (None, Some(language)) => open = Some((language, indent, String::new())),
            (Some(_), Some("")) => {
                let Some((language, _, text)) = open.take() else { continue };
                blocks.push((language, text));
            }
            (Some((_, indent, text)), _) => {
                text.push_str(line.get(*indent..).unwrap_or_default());
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// Whether a line is as the page shows it: `…` stands for anything.
fn fits(shown: &str, line: &str) -> bool {
    let mut parts = shown.split('…');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

fn runs(page: &str, wanted: impl Fn(&str) -> bool) -> usize {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join(page)).expect("the page");
    let folder = Folder::new();
    let mut commands = 0;
    for (language, block) in blocks(&text) {
        if language == "toml"
            && let Some((name, _)) = block.strip_prefix("# ").and_then(|b| b.split_once('\n'))
            && !name.contains(' ')
        {
            folder.write(name, &block);
        }
        if language != "console" || !wanted(&block) {
            continue;
        }
        let mut lines = block.lines().peekable();
        while let Some(line) = lines.next() {
            let mut command = line.strip_prefix("$ ").unwrap_or_else(|| panic!("{page}: {line}")).to_owned();
            while command.ends_with('\\') {
                command.push('\n');
                command.push_str(lines.next().expect("the command goes on"));
            }
            let mut shown = Vec::new();
            while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
                shown.push(line.trim_end());
            }
            let printed = bash(&folder, &command);
            let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
            assert!(
                shown.len() == printed.len() && shown.iter().zip(&printed).all(|(s, p)| fits(s, p)),
                "{page}: $ {command}\nthe page says:\n{}\nit prints:\n{}",
                shown.join("\n"),
                printed.join("\n")
            );
            commands += 1;
        }
    }
    commands
}

fn bash(folder: &Folder, command: &str) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_veilfold")).parent().expect("a folder").to_owned();
    let path = format!("{}:{}", bin.display(), env!("PATH"));
    let output = Command::new("bash")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(folder.path())
        .env("PATH", path)
        .output()
        .expect("bash");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn what_fits() {
    assert!(fits("hash …", "hash 12") && fits("a … c", "a b c") && fits("a", "a") && fits("…", ""));
    assert!(!fits("hash …", "has 12") && !fits("a … c", "a b d") && !fits("a", "ab"));
}

#[test]
fn the_page_on_redaction() {
    assert!(runs("docs/redaction.md", |_| true) >= 10);
}

#[test]
fn the_page_on_grouping() {
    assert!(runs("docs/grouping.md", |_| true) >= 8);
}

#[test]
fn the_readme() {
    // What installs and builds is shown by `make demo` itself.
    assert!(
        runs("README.md", |block| block.contains("veilfold filter") || block.contains("veilfold group")) >= 1
    );
}
