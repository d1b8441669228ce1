//! Africa and Oceania.

use super::super::super::Detector;
use super::id::{Plain, national_id};
use crate::redact::validate::date::{is_day, yymmdd};
use crate::redact::validate::luhn::luhn;
use crate::redact::validate::{digit, number, uniform, weighted};

pub(super) const ALL: &[Detector] = &[
    national_id! {
        "za_identity_number", "South African identity number",
        "South African Department of Home Affairs (Luhn)",
        words: ["south african", "rsa id", "sa id", "id number", "identity number"], digits: 13,
        shapes: &["dddddd?dddd?ddd"], alone: &["ddddddddddddd"], bare: &["dddddd dddd ddd"],
        check: |v| yymmdd(&v[..6]) && v[10] <= b'2' && luhn(v),
        hits: [("South African ID is 9202201234088", "9202201234088")],
        misses: ["RSA ID 8001015009176", "SA ID 80010150090870"],
    },
    national_id! {
        "ng_nin", "Nigerian national identification or bank verification number",
        "NIMC; Central Bank of Nigeria",
        words: ["nin", "bvn", "bank verification"],
        shapes: &["ddddddddddd"],
        check: |v| !uniform(v),
        hits: [("My NIN is 12345678902", "12345678902")],
        misses: ["nin 991234567890288", "running 12345678902"],
    },
    national_id! {
        "ke_identifiers", "Kenyan, Ghanaian or Ugandan identity or tax number",
        "KRA PIN; NIA Ghana Card; NIRA",
        words: ["kra pin", "kra", "ghana card", "huduma"],
        shapes: &["addddddddda", "GHA-ddddddddd-d", "dddddddd"],
        check: |v| !uniform(v),
        hits: [("KRA PIN A123456789B", "A123456789B"), ("Ghana Card GHA-123456789-1", "GHA-123456789-1")],
        misses: ["kra pin 12"],
    },
    national_id! {
        "eg_national_id", "Egyptian national number",
        "Egyptian Civil Status Organization",
        words: ["الرقم القومي", "egyptian id", "national id egypt"], digits: 14,
        shapes: &["dddddddddddddd"], alone: &["dddddddddddddd"],
        check: |v| matches!(v[0], b'2' | b'3') && is_day(if v[0] == b'2' { 1900 } else { 2000 } + number(&v[1..3]), number(&v[3..5]), number(&v[5..7])) && matches!(number(&v[7..9]), 1..=35 | 88),
        hits: [("الرقم القومي 29001011234567", "29001011234567")],
        misses: ["20260102030405"],
    },
    national_id! {
        "au_tfn", "Australian tax file number",
        "Australian Taxation Office, TFN",
        words: ["tfn", "tax file"], digits: 8,
        shapes: &["ddd?ddd?ddd", "dd?ddd?ddd"], alone: &["ddd ddd ddd"],
        check: |v| if v.len() == 9 { number(v) > 0 && weighted(v, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11) } else { weighted(v, &[10, 7, 8, 4, 6, 3, 5, 1]).is_multiple_of(11) },
        hits: [("TFN 876 543 210", "876 543 210")],
        misses: ["TFN 876543211", "id 876543210"],
    },
    national_id! {
        "au_medicare", "Australian Medicare card number",
        "Services Australia, Medicare number",
        words: ["medicare"], digits: 10,
        shapes: &["dddd?ddddd?d", "dddd?ddddd?d?d"], alone: &["dddd ddddd d", "dddddddddd"],
        check: |v| (b'2'..=b'6').contains(&v[0]) && v[9] != b'0' && weighted(v, &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == digit(v[8]),
        hits: [("Medicare 2123 45670 1", "2123 45670 1")],
        misses: ["Medicare 2123 25870 1", "id 2123456701"],
    },
    national_id! {
        "au_business_number", "Australian business or company number",
        "Australian Business Register, ABN; ASIC, ACN",
        words: ["abn", "acn"], digits: 11,
        shapes: &["dd?ddd?ddd?ddd", "ddd?ddd?ddd"], bare: &["dd ddd ddd ddd"],
        check: au_business,
        hits: [("ABN 51 824 753 524", "51 824 753 524"), ("ACN 000 000 180", "000 000 180")],
        misses: ["ABN 52 824 753 556"],
    },
    national_id! {
        "nz_identifiers", "New Zealand tax (IRD) or health (NHI) number",
        "Inland Revenue, IRD number; Ministry of Health, HISO 10046",
        words: ["ird", "nhi"],
        shapes: &["ddd?ddd?ddd", "dd?ddd?ddd", "aaadddd", "aaaddaa"],
        check: |v| if v[0].is_ascii_digit() { nz_ird(v) } else { !v[..3].iter().any(|b| b"IO".contains(b)) },
        hits: [("IRD 49-091-850", "49-091-850"), ("NHI ZAC5361", "ZAC5361")],
        misses: ["IRD 49-091-851", "nhi abc"],
    },
];

fn au_business(v: &Plain) -> bool {
    if v.len() == 9 {
        return number(v) > 0 && (10 - weighted(v, &[8, 7, 6, 5, 4, 3, 2, 1]) % 10) % 10 == digit(v[8]);
    }
    let sum = weighted(v, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    v[0] != b'0' && sum >= 10 && (sum - 10).is_multiple_of(89)
}

fn nz_ird(v: &[u8]) -> bool {
    let mut d = [b'0'; 9];
    d.iter_mut().rev().zip(v.iter().rev()).for_each(|(d, v)| *d = *v);
    let check = |w: &[u32]| (11 - weighted(&d[..8], w) % 11) % 11;
    let first = check(&[3, 2, 7, 6, 5, 4, 3, 2]);
    let last = if first == 10 { check(&[7, 4, 3, 2, 5, 2, 7, 6]) } else { first };
    (10_000_000..150_000_000).contains(&number(&d)) && last == digit(d[8])
}
