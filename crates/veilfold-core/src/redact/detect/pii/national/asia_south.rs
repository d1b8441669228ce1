//! South Asia and the Middle East.

use super::super::super::Detector;
use super::id::national_id;
use crate::redact::validate::luhn::luhn;
use crate::redact::validate::verhoeff::verhoeff;
use crate::redact::validate::{digit, number, uniform};

pub(super) const ALL: &[Detector] = &[
    national_id! {
        "in_aadhaar", "Indian Aadhaar number",
        "UIDAI, Aadhaar number (Verhoeff)",
        words: ["aadhaar", "aadhar", "आधार", "uidai"], digits: 12,
        shapes: &["dddd?dddd?dddd"], bare: &["dddd dddd dddd", "dddd-dddd-dddd"],
        // A word makes up for a digit that was mistyped.
        check: |v| v[0] >= b'2' && !uniform(v),
        strict: |v| verhoeff(v),
        hits: [("Aadhaar 3998 7654 3211", "3998 7654 3211"), ("4001-2345-6787", "4001-2345-6787"), ("Aadhaar Number: 2847 3916 5023", "2847 3916 5023")],
        misses: ["0123 4567 8901", "1234-5678-9012", "rows 3552 3534 3375", "fans 3552 3534 3375 4530 3515 3479"],
    },
    national_id! {
        "in_pan", "Indian permanent account number",
        "Indian Income Tax Department, PAN",
        words: ["pan", "pan card", "permanent account", "income tax"],
        shapes: &["aaaaadddda"],
        check: |v| b"ABCFGHJLPTK".contains(&v[3]),
        hits: [("PAN Card: CQZPS5678H", "CQZPS5678H")],
        misses: ["pan ABCD1234"],
    },
    national_id! {
        "in_gstin", "Indian goods and services tax number",
        "Indian GST Network, GSTIN",
        words: ["gstin", "gst"], digits: 4,
        shapes: &["ddaaaaaddddawzw"], bare: &["ddaaaaaddddawzw"],
        check: |v| matches!(number(&v[..2]), 1..=38 | 97 | 99),
        hits: [("GSTIN number is 27ABCDE1234F1Z5", "27ABCDE1234F1Z5")],
        misses: ["27ABCDE1234F1Y5", "GSTIN 123456789012345"],
    },
    national_id! {
        "in_voter_id", "Indian voter identity number (EPIC)",
        "Election Commission of India, EPIC",
        words: ["voter", "epic", "vote"],
        shapes: &["aaaddddddd"],
        check: |_| true,
        hits: [("voter id CPJ4467918", "CPJ4467918")],
        misses: ["voter A8923571WZ"],
    },
    national_id! {
        "pk_cnic", "Pakistani identity card number",
        "NADRA, CNIC",
        words: ["cnic", "nadra", "nicop"], digits: 13,
        shapes: &["ddddd?ddddddd?d"], bare: &["ddddd-ddddddd-d"],
        check: |v| (b'1'..=b'7').contains(&v[0]),
        hits: [("CNIC 42101-1234567-1", "42101-1234567-1")],
        misses: ["92101-1234567-1"],
    },
    national_id! {
        "bd_lk_nic", "Bangladeshi or Sri Lankan identity number",
        "Bangladesh Election Commission; Sri Lanka Department for Registration of Persons",
        words: ["nid", "nic"],
        shapes: &["dddddddddv", "dddddddddx", "ddddddddddddd", "ddddddddddddddddd"],
        check: |v| !uniform(v),
        hits: [("NIC 853400937V", "853400937V")],
        misses: ["nic eth0 12345"],
    },
    national_id! {
        "ae_emirates_id", "Emirates identity number",
        "UAE Federal Authority for Identity and Citizenship",
        words: ["emirates id", "الهوية"], digits: 15,
        shapes: &["784?dddd?ddddddd?d"], bare: &["784-dddd-ddddddd-d"],
        check: |v| luhn(v) && number(&v[3..7]) >= 1900,
        hits: [("Emirates ID 784-1990-1234567-6", "784-1990-1234567-6")],
        misses: ["784-1990-1234567-0"],
    },
    national_id! {
        "sa_national_id", "Saudi national or resident identity number",
        "Saudi Ministry of Interior (Luhn)",
        words: ["iqama", "هوية", "الإقامة", "saudi id"],
        shapes: &["dddddddddd"],
        check: |v| matches!(v[0], b'1' | b'2') && luhn(v),
        hits: [("Iqama 2000000006", "2000000006")],
        misses: ["iqama 2000000001"],
    },
    national_id! {
        "ir_national_code", "Iranian national code",
        "Iranian National Organization for Civil Registration",
        words: ["کد ملی", "کدملی", "شماره ملی"],
        shapes: &["ddd?dddddd?d"],
        check: |v| { let r = (0..9).map(|i| digit(v[i]) * (10 - i as u32)).sum::<u32>() % 11; !uniform(v) && digit(v[9]) == if r < 2 { r } else { 11 - r } },
        hits: [("کد ملی 0010542213", "0010542213")],
        misses: ["کد ملی 1111111111"],
    },
];
