//! East and south-east Asia.

use super::super::super::Detector;
use super::id::{Plain, national_id};
use crate::bounds::{Bounds as _, fill};
use crate::redact::validate::date::{ddmmyy, yymmdd, yyyymmdd};
use crate::redact::validate::mod11::mod11_2;
use crate::redact::validate::{all_digits, digit, number, uniform, weighted};

pub(super) const ALL: &[Detector] = &[
    national_id! {
        "cn_resident_id", "Chinese resident identity number",
        "GB 11643-1999 (MOD 11-2)",
        words: ["身份证", "身份證", "公民身份", "居民身份", "身分证", "resident id", "社保"], digits: 14,
        shapes: &["dddddd?dddd?dddd?dddw", "dddddd?dddddddd?dddw", "ddddddddddddddd"], bare: &["dddddddddddddddddw", "dddddd dddddddd dddw", "dddddd-dddddddd-dddw"],
        check: cn_resident,
        hits: [("身份证号11010519491231002X", "11010519491231002X"), ("11010519491231002x", "11010519491231002x"), ("身份证 110105 19491231 002X", "110105 19491231 002X")],
        misses: ["110105194912310021", "110105194913310029", "id 711105194912310020"],
    },
    national_id! {
        "cn_credit_code", "Chinese unified social credit code",
        "GB 32100-2015",
        words: ["信用代码", "统一社会信用", "代码", "uscc"],
        shapes: &["wwwwwwwwwwwwwwwwww"],
        check: cn_credit,
        hits: [("统一社会信用代码91350211M000100Y40", "91350211M000100Y40")],
        misses: ["信用代码111111111111111111"],
    },
    national_id! {
        "hk_identity_card", "Hong Kong identity card number",
        "Hong Kong Immigration Department, check digit modulo 11",
        words: ["hkid", "香港身份證", "身份證", "香港身份证"], digits: 6,
        shapes: &["adddddd(w)", "aadddddd(w)", "addddddw", "aaddddddw"], bare: &["adddddd(w)", "aadddddd(w)"],
        check: hk_card,
        hits: [("HKID A123456(3)", "A123456(3)"), ("hkid AB987654(3)", "AB987654(3)")],
        misses: ["HKID A123456(4)", "f(a123456)"],
    },
    national_id! {
        "tw_identity_number", "Taiwanese identity or resident certificate number",
        "Taiwanese Ministry of the Interior, 身分證字號",
        words: ["身分證", "身份證", "統一編號", "taiwan id", "居留證"],
        shapes: &["addddddddd"],
        check: tw_number,
        hits: [("身分證字號A123456789", "A123456789")],
        misses: ["身分證A123456780"],
    },
    national_id! {
        "jp_my_number", "Japanese individual number (My Number)",
        "Japanese ministerial ordinance 85 of 2014",
        words: ["マイナンバー", "個人番号", "my number", "mynumber", "my_number"],
        shapes: &["dddd?dddd?dddd"],
        check: |v| { let r = weighted(v, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11; !uniform(v) && (if r <= 1 { 0 } else { 11 - r }) == digit(v[11]) },
        hits: [("マイナンバー：1234 5678 9018", "1234 5678 9018")],
        misses: ["マイナンバーはありません 1234"],
    },
    national_id! {
        "kr_registration_number", "South Korean resident or foreigner registration number",
        "South Korean Resident Registration Act, 주민등록번호",
        words: ["주민등록번호", "주민번호", "외국인등록번호", "주민등록", "rrn", "frn", "resident registration"], digits: 13,
        shapes: &["dddddd?ddddddd"], bare: &["dddddd-ddddddd"],
        check: |v| yymmdd(&v[..6]) && (b'1'..=b'8').contains(&v[6]) && number(&v[7..9]) < 96 && !uniform(&v[6..]),
        // Numbers given out since October 2020 have no check digit; without a word it is asked for.
        strict: |v| (11 - weighted(v, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11) % 10 == digit(v[12]),
        hits: [("주민등록번호 900307-1234567", "900307-1234567"), ("960121-1021413", "960121-1021413"), ("RRN is 9601211021413", "9601211021413")],
        misses: ["901307-1234567", "9999950101-1234567999", "051102-9234110"],
    },
    national_id! {
        "kr_business_number", "South Korean business registration number",
        "South Korean National Tax Service, 사업자등록번호",
        words: ["사업자등록번호", "사업자", "brn", "business registration"], digits: 10,
        shapes: &["ddd?dd?ddddd"], bare: &["ddd-dd-ddddd"],
        check: |v| { let s = weighted(v, &[1, 3, 7, 1, 3, 7, 1, 3, 5]) + digit(v[8]) * 5 / 10; (10 - s % 10) % 10 == digit(v[9]) && number(&v[..3]) >= 101 },
        hits: [("BRN 104-82-13138", "104-82-13138")],
        misses: ["104-86-56658"],
    },
    national_id! {
        "kr_driving_licence", "South Korean driving licence number",
        "Korean National Police Agency, 운전면허번호",
        words: ["운전면허", "면허번호", "driver license", "driver's license", "driver licence"], digits: 12,
        shapes: &["dd?dd?dddddd?dd"], bare: &["dd-dd-dddddd-dd"],
        check: |v| matches!(number(&v[..2]), 11..=28),
        hits: [("운전면허번호 11-22-123456-12", "11-22-123456-12")],
        misses: ["10-22-123456-12", "11-22-123456-1"],
    },
    national_id! {
        "kr_passport", "South Korean passport number, form since 2021",
        "South Korean Ministry of Foreign Affairs, 여권번호",
        words: ["여권", "여권번호", "passport"], digits: 4,
        shapes: &["addda?dddd", "adddddddd"], alone: &["addadddd", "adddadddd"],
        check: |v| b"MSRODG".contains(&v[0]) && v[1..].iter().filter(|b| b.is_ascii_digit()).count() >= 7,
        hits: [("여권번호 M123A4567", "M123A4567")],
        misses: ["여권 M12"],
    },
    national_id! {
        "sg_nric", "Singapore NRIC or FIN",
        "Singapore Immigration and Checkpoints Authority (weights 2 7 6 5 4 3 2)",
        words: ["nric", "singapore id"], digits: 7,
        shapes: &["addddddda"], alone: &["addddddda"],
        check: sg_nric,
        hits: [("NRIC S1234567D", "S1234567D"), ("G1234567X", "G1234567X")],
        misses: ["NRIC S1234567A", "A1234567A"],
    },
    national_id! {
        "sg_uen", "Singapore unique entity number",
        "Accounting and Corporate Regulatory Authority, UEN",
        words: ["uen"], digits: 4,
        shapes: &["dddddddda", "ddddddddda", "addaadddda"], alone: &["dddddddda", "ddddddddda"],
        check: sg_uen,
        hits: [("UEN 53125226D", "53125226D"), ("UEN T16RF0037C", "T16RF0037C")],
        misses: ["UEN 53125226A"],
    },
    national_id! {
        "th_identity_number", "Thai identity number",
        "Thai Department of Provincial Administration",
        words: ["บัตรประชาชน", "เลขประจำตัว", "เลขบัตร", "thai id", "tnin"], digits: 13,
        shapes: &["d?dddd?ddddd?dd?d"], bare: &["d-dddd-ddddd-dd-d", "d dddd ddddd dd d"],
        check: |v| (b'1'..=b'8').contains(&v[0]) && (11 - weighted(v, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 10 == digit(v[12]),
        hits: [("Thai ID is 1234567890121", "1234567890121"), ("1-2345-67890-12-1", "1-2345-67890-12-1")],
        misses: ["Thai ID 1234567890123"],
    },
    national_id! {
        "my_nric", "Malaysian identity card number",
        "Malaysian National Registration Department, MyKad",
        words: ["mykad", "kad pengenalan", "nric", "ic no", "ic number"], digits: 12,
        shapes: &["dddddd?dd?dddd"], bare: &["dddddd-dd-dddd"],
        check: |v| yymmdd(&v[..6]) && matches!(number(&v[6..8]), 1..=16 | 21..=59 | 60..=68 | 71 | 72 | 74..=79 | 82..=93 | 98 | 99),
        hits: [("MyKad 880101-14-5678", "880101-14-5678")],
        misses: ["881301-14-5678"],
    },
    national_id! {
        "id_nik", "Indonesian population identification number",
        "Indonesian Ministry of Home Affairs, NIK",
        words: ["nik", "ktp", "nomor induk"],
        shapes: &["dddddddddddddddd"],
        check: |v| { let mut date = [0u8; 6]; fill(&mut date, &v[6..12]); date[0] -= 4 * u8::from(date[0] >= b'4'); ddmmyy(&date) && v[0] != b'0' },
        hits: [("NIK 3171234101900001", "3171234101900001")],
        misses: ["NIK 3171239913900001"],
    },
    national_id! {
        "ph_identifiers", "Philippine tax, social security, health or identity number",
        "Philippine BIR, SSS, PhilHealth and PSA number forms",
        words: ["tin", "sss", "philhealth", "pag-ibig", "philsys", "umid", "philid"],
        shapes: &["ddd-ddd-ddd", "ddd-ddd-ddd-ddd", "ddd-ddd-ddd-ddddd", "dd-ddddddd-d", "dd-ddddddddd-d", "dddd-dddd-dddd", "dddd-ddddddd-d", "dddd-dddd-dddd-dddd"],
        check: |v| !uniform(v),
        hits: [("TIN 123-456-789-000", "123-456-789-000"), ("SSS no. 34-1234567-8", "34-1234567-8")],
        misses: ["tin 123"],
    },
    national_id! {
        "vn_identity_number", "Vietnamese citizen identity number",
        "Vietnamese decree 137/2015/ND-CP",
        words: ["cccd", "cmnd", "căn cước", "Căn cước", "CĂN CƯỚC", "can cuoc", "chứng minh", "Chứng minh", "CHỨNG MINH"],
        shapes: &["dddddddddddd", "ddddddddd"],
        check: |v| !uniform(v) && (v.len() == 9 || v[0] == b'0'),
        hits: [("CCCD 001090012345", "001090012345")],
        misses: ["cccd 901090012345"],
    },
];

fn cn_resident(v: &Plain) -> bool {
    let region =
        matches!(number(&v[..2]), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83);
    match v.len() {
        15 => region && all_digits(v) && yymmdd(&v[6..12]),
        18 => region && yyyymmdd(&v[6..14]) && all_digits(&v[..17]) && mod11_2(v),
        _ => false,
    }
}

fn cn_credit(v: &Plain) -> bool {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let place = |b: &u8| ALPHABET.iter().position(|a| a == b);
    let mut sum = 0;
    for (b, w) in v[..17].iter().zip(WEIGHTS) {
        match place(b) {
            Some(p) => sum += p * w,
            None => return false,
        }
    }
    // The words before it are enough where the check fails: many older codes were issued wrong.
    !uniform(v)
        && (place(&v[17]) == Some((31 - sum % 31) % 31)
            || b"159NYA".contains(&v[0]) && all_digits(&v[2..8]) && place(&v[17]).is_some())
}

fn hk_card(v: &Plain) -> bool {
    let (letters, rest) = v.cut_at(v.len().saturating_sub(7));
    let value = |b: u8| u32::from(b - b'A') + 10;
    let lead = match letters {
        [a] if a.is_ascii_uppercase() => 36 * 9 + value(*a) * 8,
        [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => value(*a) * 9 + value(*b) * 8,
        _ => return false,
    };
    let check = match rest.item(6) {
        b'A' => 10,
        b if b.is_ascii_digit() => digit(b),
        _ => return false,
    };
    (lead + weighted(rest.cut(..6), &[7, 6, 5, 4, 3, 2]) + check).is_multiple_of(11)
}

fn tw_number(v: &Plain) -> bool {
    const PLACES: &[u8; 26] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let n = PLACES.iter().position(|p| *p == v[0]).unwrap_or(0) as u32 + 10;
    let sum = n / 10 + n % 10 * 9 + weighted(&v[1..], &[8, 7, 6, 5, 4, 3, 2, 1, 1]);
    matches!(v[1], b'1' | b'2' | b'8' | b'9') && sum.is_multiple_of(10)
}

fn sg_nric(v: &Plain) -> bool {
    let sum = weighted(&v[1..8], &[2, 7, 6, 5, 4, 3, 2]);
    let (table, offset): (&[u8; 11], u32) = match v[0] {
        b'S' => (b"JZIHGFEDCBA", 0),
        b'T' => (b"JZIHGFEDCBA", 4),
        b'F' => (b"XWUTRQPNMLK", 0),
        b'G' => (b"XWUTRQPNMLK", 4),
        b'M' => (b"XWUTRQPNJLK", 3),
        _ => return false,
    };
    let r = ((sum + offset) % 11) as usize;
    // M numbers read their table from the other end.
    table.item(if v[0] == b'M' { 10 - (10 - r) % 11 } else { r }) == v[8]
}

fn sg_uen(v: &Plain) -> bool {
    let Some((check, body)) = v.split_last() else { return false };
    match v.len() {
        9 => b"XMKECAWLJDB".item((weighted(body, &[10, 4, 9, 3, 8, 2, 7, 1]) % 11) as usize) == *check,
        10 if all_digits(body) => {
            (1900..2100).contains(&number(&v[..4]))
                && b"ZKCMDNERGWH".item((weighted(body, &[10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11) as usize)
                    == *check
        }
        10 => {
            const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWX0123456789";
            const WEIGHTS: [usize; 9] = [4, 3, 5, 3, 10, 2, 2, 5, 7];
            let sum: usize = body
                .iter()
                .zip(WEIGHTS)
                .map(|(b, w)| ALPHABET.iter().position(|a| a == b).unwrap_or(0) * w)
                .sum();
            b"RST".contains(&v[0]) && ALPHABET.get((sum + 6) % 11) == Some(check)
        }
        _ => false,
    }
}
