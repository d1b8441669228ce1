//! The examples in the table of `docs/grouping.md` are masked as the page says. Its commands are run by the command's tests.

use veilfold_core::group::message;

fn template(text: &str) -> String {
    let mut out = Vec::new();
    message::template(text.as_bytes(), &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// The texts between backticks, and whether `is` stands before each.
fn quoted(cell: &str) -> Vec<(&str, bool)> {
    let parts: Vec<&str> = cell.split('`').collect();
    parts.chunks_exact(2).map(|pair| (pair[1], pair[0] == " is ")).collect()
}

#[test]
fn what_the_table_says_is_masked_is_masked() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/grouping.md"))
        .expect("the page");
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| kind"));
    let (mut masks, mut pairs) = (0, 0);
    for row in rows {
        let examples = row.trim_end_matches(" |").rsplit(" | ").next().expect("a cell");
        let mut examples = quoted(examples).into_iter().peekable();
        while let Some((text, _)) = examples.next() {
            if let Some((expected, _)) = examples.next_if(|(_, is)| *is) {
                assert_eq!(template(text), expected, "{row}");
                pairs += 1;
            } else {
                assert_eq!(template(&format!("seen {text} twice")), "seen <*> twice", "{text}: {row}");
                masks += 1;
            }
        }
    }
    assert!(masks >= 20 && pairs >= 15, "{masks} values and {pairs} pairs were read");
}
