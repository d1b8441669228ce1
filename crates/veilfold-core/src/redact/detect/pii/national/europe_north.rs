//! The Nordic and Baltic countries.

use super::super::super::Detector;
use super::id::{Plain, national_id};
use crate::bounds::{Bounds as _, fill};
use crate::redact::validate::date::{ddmmyy, is_day, yymmdd, yyyymmdd};
use crate::redact::validate::luhn::luhn;
use crate::redact::validate::{digit, number, uniform, weighted};

pub(super) const ALL: &[Detector] = &[
    national_id! {
        "se_personal_number", "Swedish personal or coordination number",
        "Skatteverket, personnummer (Luhn) and samordningsnummer",
        words: ["personnummer", "pnr", "samordningsnummer", "personal identity", "swedish"], digits: 10,
        shapes: &["dddddd?dddd", "dddddddd?dddd", "dddddd+dddd"], alone: &["dddddddddddd"], bare: &["dddddd-dddd", "dddddddd-dddd", "dddddd+dddd"],
        check: se_number,
        hits: [("personnummer 199003052397", "199003052397"), ("900305-2397", "900305-2397")],
        misses: ["900305-2398", "991305-2391"],
    },
    national_id! {
        "se_organisation_number", "Swedish organisation number",
        "Bolagsverket, organisationsnummer (Luhn)",
        words: ["organisationsnummer", "orgnr", "org.nr", "företag", "Företag", "FÖRETAG", "identity code"],
        shapes: &["dddddd?dddd"],
        check: |v| number(&v[2..4]) >= 20 && luhn(v),
        hits: [("orgnr 556703-7485", "556703-7485")],
        misses: ["orgnr 556703-7486"],
    },
    national_id! {
        "no_birth_number", "Norwegian birth number or D-number",
        "Skatteetaten, fødselsnummer (two modulus 11 digits)",
        words: ["fødselsnummer", "Fødselsnummer", "FØDSELSNUMMER", "fodselsnummer", "fnr", "personnummer", "d-nummer"], digits: 11,
        shapes: &["dddddd?ddddd"], alone: &["dddddd?ddddd"],
        check: no_number,
        hits: [("fødselsnummer 010190 12480", "010190 12480"), ("fnr 01019012561", "01019012561")],
        misses: ["fnr 01019012300"],
    },
    national_id! {
        "dk_cpr", "Danish personal number (CPR)",
        "CPR-kontoret, personnummeret",
        words: ["cpr", "personnummer", "cpr-nr"],
        shapes: &["dddddd?dddd"],
        check: |v| ddmmyy(&v[..6]) && !uniform(&v[6..]),
        hits: [("CPR 010190-1234", "010190-1234")],
        misses: ["cpr 991390-1234"],
    },
    national_id! {
        "fi_personal_identity_code", "Finnish personal identity code",
        "Digi- ja väestötietovirasto, henkilötunnus",
        words: ["henkilötunnus", "Henkilötunnus", "HENKILÖTUNNUS", "henkilotunnus", "hetu", "personbeteckning"], digits: 6,
        shapes: &["dddddd-dddw", "dddddd+dddw", "ddddddadddw"], bare: &["dddddd-dddw", "dddddd+dddw", "ddddddadddw"],
        check: fi_code,
        hits: [("hetu 131052-308T", "131052-308T"), ("020594X903P", "020594X903P")],
        misses: ["131052-308U", "131052:308T", "111311-111C"],
    },
    national_id! {
        "is_kennitala", "Icelandic identity number",
        "Þjóðskrá Íslands, kennitala",
        words: ["kennitala", "kt."],
        shapes: &["dddddd?dddd"],
        check: |v| ddmmyy(&v[..6]) && (11 - weighted(v, &[3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 == digit(v[8]),
        hits: [("kennitala 120174-3399", "120174-3399")],
        misses: ["kennitala 120174-3309"],
    },
    national_id! {
        "baltic_personal_code", "Estonian or Lithuanian personal code",
        "EVS 585:2007; Lietuvos Respublika, asmens kodas",
        words: ["isikukood", "asmens kodas", "personal code"], digits: 11,
        shapes: &["ddddddddddd"], alone: &["ddddddddddd"],
        check: baltic_code,
        hits: [("isikukood 38507300337", "38507300337"), ("33309240064", "33309240064")],
        misses: ["isikukood 38507300330", "49305050798"],
    },
    national_id! {
        "lv_personal_code", "Latvian personal code",
        "Pilsonības un migrācijas lietu pārvalde, personas kods",
        words: ["personas kods", "personas_kods", "personas koda"],
        shapes: &["dddddd?ddddd"],
        check: |v| v.starts_with(b"32") || ddmmyy(&v[..6]) && (1101 - weighted(v, &[1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11 % 10 == digit(v[10]),
        hits: [("personas kods 161175-19997", "161175-19997"), ("personas kods 320010-10002", "320010-10002")],
        misses: ["personas kods 161375-19997"],
    },
];

/// Birth date (the day raised by 60 in coordination numbers), serial, Luhn over the last ten.
fn se_number(v: &Plain) -> bool {
    let Some(short) = v.last_chunk::<10>() else { return false };
    let (year, month, day) = (number(&short[..2]), number(&short[2..4]), number(&short[4..6]));
    let day = if day > 60 { day - 60 } else { day };
    let dated = match v.len() {
        12 => (1840..2100).contains(&number(&v[..4])) && is_day(number(&v[..4]), month, day),
        _ => is_day(2000 + year, month, day),
    };
    // `260102-1530` is a date and a time of day.
    let time = short[6] <= b'2' && number(&short[6..8]) < 24 && number(&short[8..]) < 60 && v.len() == 10;
    dated && !time && luhn(short) && !uniform(short)
}

fn no_number(v: &Plain) -> bool {
    let mut date = [0u8; 6];
    fill(&mut date, &v[..6]);
    // D-numbers raise the day by 40, help numbers the month.
    date[0] -= 4 * u8::from(date[0] >= b'4');
    date[2] -= 4 * u8::from(date[2] >= b'4');
    let k1 = weighted(v, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11;
    let k2 = weighted(v, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11;
    ddmmyy(&date) && k1 == 0 && k2 == 0
}

/// The sign between date and serial tells the century: `+`, `-` and Y to U, A to F.
fn fi_code(v: &Plain) -> bool {
    let serial = if v.len() == 11 {
        if !b"YXWVUABCDEF".contains(&v[6]) {
            return false;
        }
        &v[7..]
    } else {
        &v[6..]
    };
    let n = number(&v[..6]) * 1000 + number(serial.cut(..3));
    ddmmyy(&v[..6])
        && number(serial.cut(..3)) >= 2
        && b"0123456789ABCDEFHJKLMNPRSTUVWXY".item(n as usize % 31) == serial.item(3)
}

fn baltic_code(v: &Plain) -> bool {
    let century = 1800 + u64::from(v[0].saturating_sub(b'1') / 2) * 100;
    let mut date = [0u8; 8];
    let c = (century / 100) as u8;
    (date[0], date[1]) = (b'0' + c / 10, b'0' + c % 10);
    fill(&mut date[2..], &v[1..7]);
    let first = weighted(v, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
    let check = if first < 10 { first } else { weighted(v, &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10 };
    (b'1'..=b'8').contains(&v[0]) && yyyymmdd(&date) && yymmdd(&v[1..7]) && check == digit(v[10])
}
