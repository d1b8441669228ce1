//! "Did you mean …?"

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A hint that names the nearest of `known`, or nothing when none is near.
pub(super) fn did_you_mean<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    let (best, distance) = known.into_iter().map(|k| (k, distance(word, k))).min_by_key(|(_, d)| *d)?;
    (distance <= 1 + word.len() / 4).then(|| format!("did you mean `{best}`?"))
}

/// Edits (insert, delete, replace, swap neighbours) between two words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.to_lowercase().chars().take(64).collect(), b.chars().take(64).collect());
    let mut rows: [Vec<usize>; 3] = [Vec::new(), (0..=b.len()).collect(), (0..=b.len()).collect()];
    for i in 1..=a.len() {
        rows.rotate_left(1);
        rows[2] = core::iter::once(i).chain(core::iter::repeat_n(0, b.len())).collect();
        for j in 1..=b.len() {
            let mut d = (rows[1][j] + 1)
                .min(rows[2][j - 1] + 1)
                .min(rows[1][j - 1] + usize::from(a[i - 1] != b[j - 1]));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                d = d.min(rows[0][j - 2] + 1);
            }
            rows[2][j] = d;
        }
    }
    rows[2][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_only() {
        let known = ["detectors", "fields", "actions"];
        assert_eq!(did_you_mean("detector", known).as_deref(), Some("did you mean `detectors`?"));
        assert_eq!(did_you_mean("feilds", known).as_deref(), Some("did you mean `fields`?"));
        assert_eq!(did_you_mean("xyzzy", known), None);
        assert_eq!(did_you_mean("a", []), None);
        assert_eq!(distance("abcd", "acbd"), 1);
    }
}
