//! Which of two releases is the later one.

use core::cmp::Ordering;

/// Compares releases part by part, numbers as numbers: `1.9` is before `1.10`, `1.10-rc1` before `1.10`. A release
/// that is not known comes last: better a regression too many than one unseen.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    if a.is_empty() || b.is_empty() {
        return b.len().cmp(&a.len());
    }
    let mut parts = (a.split(['.', '-', '+', '_']), b.split(['.', '-', '+', '_']));
    loop {
        let number = |p: &str| p.trim_start_matches('v').parse::<u64>().ok();
        // What follows a number is a patch level, what follows it in letters a pre-release.
        let without = |rest: &str| if number(rest).is_some() { Ordering::Less } else { Ordering::Greater };
        let order = match (parts.0.next(), parts.1.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(rest)) => without(rest),
            (Some(rest), None) => without(rest).reverse(),
            (Some(p), Some(q)) => match (number(p), number(q)) {
                (Some(p), Some(q)) => p.cmp(&q),
                (Some(_), None) => Ordering::Greater,
                (None, Some(_)) => Ordering::Less,
                (None, None) => p.cmp(q),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_ordered_as_people_order_them() {
        for (older, newer) in [
            ("1.9", "1.10"),
            ("v1.2.3", "v1.3"),
            ("1.0-rc1", "1.0"),
            ("1.0", "1.0.1"),
            ("2025.12", "2026.1"),
            ("1.0", ""),
        ] {
            assert_eq!(compare(older, newer), Ordering::Less, "{older} {newer}");
            assert_eq!(compare(newer, older), Ordering::Greater, "{newer} {older}");
        }
        assert_eq!(compare("v2.0", "2.0"), Ordering::Equal);
    }
}
