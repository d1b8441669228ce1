//! What is packed comes back, and what cannot be packed is refused.

use crate::module::pack;
use crate::{coder, packed, parse};
use proptest::prelude::*;
use veilfold_unpack::{ADDRESS, unpack};
use wasmparser::{DataKind, KnownCustom, Name, Parser, Payload, Validator};

/// Images as modules have them: words and tables that come again, zeroes, and what looks like chance.
fn image() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        (any::<u8>(), 1..3000_usize).prop_map(|(byte, len)| vec![byte; len]),
        (prop::collection::vec(prop::sample::select(&b"abcdefgh \0"[..]), 1..40), 1..20_usize)
            .prop_map(|(word, times)| word.repeat(times)),
        (any::<u32>(), 1..200_u32).prop_map(|(first, count)| {
            (0..count).flat_map(|n| first.wrapping_add(n * 8).to_le_bytes()).collect()
        }),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50))]

    #[test]
    fn what_is_packed_comes_back(image in image()) {
        let packed = coder::encode(&image, &parse::parse(&image));
        let mut again = vec![0x5a; image.len()];
        unpack(&packed, &mut again);
        prop_assert_eq!(&again, &image);
        prop_assert!(packed.len() <= image.len() + image.len() / 50 + 16, "{} of {}", packed.len(), image.len());
    }

    /// Also where something is missing or another byte.
    #[test]
    fn what_was_never_packed_ends_within_the_image(garbage in prop::collection::vec(any::<u8>(), 0..500), len in 0..5000_usize) {
        let mut memory = vec![0xa5; len + 64];
        unpack(&garbage, &mut memory[32..len + 32]);
        prop_assert!(memory[..32].iter().chain(&memory[len + 32..]).all(|byte| *byte == 0xa5));
    }
}

#[test]
fn what_comes_again_takes_little() {
    let text = "a text that comes again, ".repeat(400);
    assert!(packed(text.as_bytes()).expect("packed").len() < 80);
    assert!(packed(&vec![0; 20_000]).expect("packed").len() < 200);
    let mut state = 1_u64;
    let chance: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 56) as u8
    })
    .take(20_000)
    .collect();
    let stored = packed(&chance).expect("packed");
    assert!(stored.len() < chance.len() + 32, "{}", stored.len());
    assert_eq!(packed(&[]).expect("packed").len(), 3);
}

/// A module with all that packing looks at.
fn module(more: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
            (memory (export "memory") 4)
            (global $stack (mut i32) (i32.const 32768))
            (global $slot (export "VEILFOLD_POLICY") i32 (i32.const 140000))
            (func $first (export "malloc") (param i32) (result i32) (i32.load (local.get 0)))
            (table 1 funcref) (elem (i32.const 0) $first)
            (data $words (i32.const 131080) "some words and some words and some words")
            (data $numbers (i32.const 131200) "\01\02\03")
            {more})"#
    );
    wat::parse_str(text).expect("valid text format")
}

const UNPACK: &str = r#"(func $unpack (export "veilfold_unpack"))"#;

#[test]
fn a_packed_module_has_its_data_in_one_segment_and_a_start_function() {
    let packed = pack(&module(UNPACK)).expect("packed");
    Validator::new().validate_all(&packed).expect("a module");
    assert_eq!(packed, pack(&module(UNPACK)).expect("packed again"), "reproducible");
    let (mut exports, mut names, mut segments, mut start) = (vec![], vec![], vec![], None);
    for payload in Parser::new(0).parse_all(&packed) {
        match payload.expect("readable") {
            Payload::ExportSection(section) => {
                exports.extend(section.into_iter().map(|e| e.expect("an export").name));
            }
            Payload::StartSection { func, .. } => start = Some(func),
            Payload::DataSection(section) => segments.extend(section.into_iter().map(|s| s.expect("data"))),
            Payload::CustomSection(custom) => {
                let KnownCustom::Name(section) = custom.as_known() else { continue };
                names.extend(section.into_iter().map(|name| name.expect("names")));
            }
            _ => {}
        }
    }
    assert_eq!((exports, start), (vec!["memory", "VEILFOLD_POLICY", "malloc"], Some(1)));
    assert!(names.iter().any(|name| matches!(name, Name::Function(_))), "functions keep their names");
    assert!(!names.iter().any(|name| matches!(name, Name::Data(_))), "and segments are no more");
    let [segment] = &segments[..] else { panic!("{} segments", segments.len()) };
    let DataKind::Active { offset_expr, .. } = &segment.kind else {
        panic!("a segment that is not put in place")
    };
    assert_eq!(crate::module::constant(offset_expr), Some(ADDRESS));
    let (header, body) = segment.data.split_at(12);
    let [address, len, packed] = [0, 4, 8].map(|at| {
        let bytes = header[at..at + 4].try_into().expect("four bytes");
        u32::from_le_bytes(bytes) as usize
    });
    assert_eq!((address, len, packed), (131080, 123, body.len()));
    let mut image = vec![0xff; len];
    unpack(body, &mut image);
    let mut expected = b"some words and some words and some words".to_vec();
    expected.resize(120, 0);
    expected.extend_from_slice(&[1, 2, 3]);
    assert_eq!(image, expected);
}

#[test]
fn what_cannot_be_packed_is_refused_with_the_reason() {
    let with = |more: &str| module(&format!("{UNPACK} {more}"));
    let chance = (0..30_000_u32)
        .map(|n| format!("\\{:02x}", n.wrapping_mul(2654435761).wrapping_mul(n >> 3 | 1) >> 24));
    let large = format!("(data (i32.const 150000) \"{}\")", chance.collect::<String>());
    let without_memory = r#"(module (func (export "veilfold_unpack")) (memory 1))"#;
    for (module, why) in [
        (module(""), "exports no `veilfold_unpack`"),
        (with("(start $unpack)"), "has a start function"),
        (with(r#"(data "passive")"#), "not put in place"),
        (with(r#"(data (global.get $slot) "computed")"#), "computed"),
        (with(r#"(data (i32.const 139990) "0123456789a")"#), "the slot at 140000 lies within the data"),
        (with(r#"(data (i32.const 2000) "low")"#), "no room"),
        (with(&large), "no room"),
        (with("(global (mut i32) (i32.const 0))"), "stack pointer"),
        (wat::parse_str(without_memory).expect("valid text format"), "has no data"),
        (b"\0asm".to_vec(), ""),
    ] {
        let refused = pack(&module).map(|packed| packed.len()).expect_err(why);
        assert!(refused.to_string().contains(why), "{why}: {refused}");
    }
    assert!(pack(&with(r#"(data (i32.const 140008) "behind the slot is no image's place")"#)).is_err());
    assert!(pack(&with(r#"(data (i32.const 139990) "0123456789")"#)).is_ok(), "up to the slot");
}
