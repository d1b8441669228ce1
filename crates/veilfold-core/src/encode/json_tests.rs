//! The writer against two readers: `serde_json` here, Python's json in `tests/python`.

use super::*;
use alloc::string::String;
use proptest::prelude::*;

fn escaped(text: &[u8]) -> String {
    let mut out = Vec::new();
    string(&mut out, text);
    String::from_utf8(out).expect("the writer writes UTF-8")
}

fn float_text(value: f64) -> String {
    let mut out = Vec::new();
    float(&mut out, value);
    String::from_utf8(out).expect("digits")
}

#[test]
fn what_json_demands_is_escaped() {
    assert_eq!(escaped(b"a\"b\\c\nd\te\rf\x08g\x0ch\x00i\x1b"), r#""a\"b\\c\nd\te\rf\bg\fh\u0000i\u001b""#);
}

#[test]
fn what_deceives_a_reader_is_escaped() {
    for code in [
        0x7f, 0x80, 0x85, 0x9f, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069, 0xfeff,
    ] {
        let c = char::from_u32(code).expect("a scalar");
        assert_eq!(escaped(String::from(c).as_bytes()), alloc::format!("\"\\u{code:04x}\""));
    }
    for c in
        ['\u{a0}', 'é', '日', '\u{2027}', '\u{202f}', '\u{2065}', '\u{206a}', '😀', '\u{fffd}', '\u{ffff}']
    {
        assert_eq!(escaped(String::from(c).as_bytes()), alloc::format!("\"{c}\""));
    }
}

#[test]
fn lone_surrogates_are_escaped_and_other_garbage_is_replaced() {
    assert_eq!(escaped(b"a\xed\xa0\x80b\xed\xbf\xbfc"), "\"a\\ud800b\\udfffc\"");
    assert_eq!(escaped(b"\xff\xc3\xf0\x9f\x98"), "\"\u{fffd}\u{fffd}\u{fffd}\"");
    assert_eq!(escaped(b"\xed\xa0"), "\"\u{fffd}\u{fffd}\"");
    assert_eq!(escaped(b"\xe0\x80\x80"), "\"\u{fffd}\u{fffd}\u{fffd}\"");
}

#[test]
fn floats_read_as_python_writes_them() {
    for (value, text) in [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (-1.5, "-1.5"),
        (0.1, "0.1"),
        (100.0, "100.0"),
        (123456.789, "123456.789"),
        (1e15, "1000000000000000.0"),
        (1e16, "1e+16"),
        (1.5e16, "1.5e+16"),
        (9007199254740993.0, "9007199254740992.0"),
        (0.0001, "0.0001"),
        (0.00012, "0.00012"),
        (1e-5, "1e-05"),
        (1.25e-7, "1.25e-07"),
        (1e22, "1e+22"),
        (1e100, "1e+100"),
        (f64::MAX, "1.7976931348623157e+308"),
        (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
        (5e-324, "5e-324"),
        (f64::NAN, "null"),
        (f64::INFINITY, "null"),
        (f64::NEG_INFINITY, "null"),
    ] {
        assert_eq!(float_text(value), text);
    }
}

#[test]
fn numbers_that_json_lacks_become_strings() {
    for good in ["0", "-0", "12", "123456789012345678901234567890", "1.5", "1e5", "1.0E-7", "1e+16"] {
        assert!(is_number(good.as_bytes()), "{good}");
    }
    for bad in ["", "-", "01", "1.", ".5", "1e", "1e+", "+1", "NaN", "Infinity", "1 ", "0x1", "1_000"] {
        assert!(!is_number(bad.as_bytes()), "{bad}");
    }
    let mut out = Vec::new();
    number(&mut out, b"NaN");
    assert_eq!(out, b"\"NaN\"");
}

#[test]
fn integers_to_the_ends_of_their_range() {
    for value in [0, 7, -7, 10, 99, 100, i64::MAX, i64::MIN] {
        let mut out = Vec::new();
        integer(&mut out, value);
        assert_eq!(out, alloc::format!("{value}").as_bytes());
    }
}

proptest! {
    #[test]
    fn any_text_reads_back(text: String) {
        let read: String = serde_json::from_str(&escaped(text.as_bytes())).expect("valid JSON");
        prop_assert_eq!(read, text);
    }

    #[test]
    fn any_bytes_give_the_lossy_text(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        // Surrogates are the one place where the two differ: keep their lead byte out.
        prop_assume!(!bytes.contains(&0xed));
        let read: String = serde_json::from_str(&escaped(&bytes)).expect("valid JSON");
        prop_assert_eq!(read, String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_bytes_give_json_on_one_line(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
        let text = escaped(&bytes);
        prop_assert!(text.chars().all(|c| !c.is_control()));
        serde_json::from_str::<serde::de::IgnoredAny>(&text).expect("valid JSON");
    }

    #[test]
    fn a_few_decimals_are_the_shortest_that_read_back(whole in 0_u64..10_000_000_000_000_000, decimals in 0_i32..9, minus: bool) {
        let value = whole as f64 / 10_f64.powi(decimals) * if minus { -1.0 } else { 1.0 };
        // What Rust shows is the shortest too, and without an exponent from 10^-5 to 10^16.
        prop_assume!(value.abs() < 1e16 && (value == 0.0 || value.abs() >= 1e-4));
        prop_assert_eq!(float_text(value), alloc::format!("{:?}", value));
    }

    #[test]
    fn any_float_reads_back(bits: u64) {
        let value = f64::from_bits(bits);
        let text = float_text(value);
        if value.is_finite() {
            prop_assert_eq!(text.parse::<f64>().expect("a number").to_bits(), bits);
            prop_assert!(is_number(text.as_bytes()));
        } else {
            prop_assert_eq!(text, "null");
        }
    }
}
