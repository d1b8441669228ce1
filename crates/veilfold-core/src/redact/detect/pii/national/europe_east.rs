//! Eastern and south-eastern Europe, Turkey and Israel.

use super::super::super::Detector;
use super::id::{Plain, national_id};
use crate::redact::validate::date::{is_day, yymmdd};
use crate::redact::validate::luhn::luhn;
use crate::redact::validate::mod11::mod11_10;
use crate::redact::validate::{digit, number, uniform, weighted};

pub(super) const ALL: &[Detector] = &[
    national_id! {
        "pl_pesel", "Polish personal number (PESEL)",
        "Polish law on population records, PESEL",
        words: ["pesel"], digits: 11,
        shapes: &["ddddddddddd"], alone: &["ddddddddddd"],
        check: |v| pesel_date(v) && weighted(v, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10),
        hits: [("My pesel is 44051401458.", "44051401458"), ("02270803624", "02270803624")],
        misses: ["PESEL 44051401459", "99999999999"],
    },
    national_id! {
        "pl_nip", "Polish taxpayer number (NIP)",
        "Polish Ministry of Finance, NIP",
        words: ["nip"],
        shapes: &["ddd?ddd?dd?dd", "ddd?dd?dd?ddd", "pldddddddddd"],
        check: |v| v.last_chunk::<10>().is_some_and(|d| number(d) > 0 && weighted(d, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digit(d[9])),
        hits: [("NIP 123-456-32-18", "123-456-32-18")],
        misses: ["NIP 123-456-32-19", "snip 1234563218"],
    },
    national_id! {
        "pl_id_card", "Polish identity card or passport",
        "Polish Ministry of the Interior, document numbers",
        words: ["dowód osobisty", "Dowód osobisty", "DOWÓD OSOBISTY", "dowod osobisty", "dowodu", "paszport"],
        shapes: &["aaa?dddddd", "aa?ddddddd"],
        check: |v| v.len() == 9,
        hits: [("dowód osobisty ABS123456", "ABS123456")],
        misses: ["dowodu brak"],
    },
    national_id! {
        "cz_sk_birth_number", "Czech or Slovak birth number",
        "Czech act 133/2000, rodné číslo (divisible by 11)",
        words: ["rodné číslo", "Rodné číslo", "RODNÉ ČÍSLO", "rodne cislo", "rodné č", "Rodné č", "RODNÉ Č", "r.č.", "R.č.", "R.Č.", "rodného čísla", "Rodného čísla", "RODNÉHO ČÍSLA", "dič", "Dič", "DIČ"], digits: 6,
        shapes: &["dddddd?dddd", "dddddd?ddd"], bare: &["dddddd/dddd"],
        check: cz_number,
        hits: [("rodné číslo 736028/5163", "736028/5163"), ("780123/3561", "780123/3561")],
        misses: ["780123/3541", "789923/3540"],
    },
    national_id! {
        "hu_identifiers", "Hungarian tax identification, TAJ or personal number",
        "Hungarian act XX of 1996",
        words: ["adóazonosító", "Adóazonosító", "ADÓAZONOSÍTÓ", "adoazonosito", "taj", "tajszám", "Tajszám", "TAJSZÁM", "adóazonosító jel", "Adóazonosító jel", "ADÓAZONOSÍTÓ JEL"],
        shapes: &["dddddddddd", "ddd?ddd?ddd"],
        check: |v| if v.len() == 10 { v[0] == b'8' && weighted(v, &[1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 == digit(v[9]) } else { weighted(v, &[3, 7, 3, 7, 3, 7, 3, 7]) % 10 == digit(v[8]) },
        hits: [("TAJ 123 456 788", "123 456 788"), ("adóazonosító jel 8071927953", "8071927953")],
        misses: ["TAJ 123 456 780", "adóazonosító 8071927959"],
    },
    national_id! {
        "ro_cnp", "Romanian personal numeric code",
        "Romanian law 105/1996, cod numeric personal",
        words: ["cnp", "cod numeric personal", "cod_numeric_personal"], digits: 13,
        shapes: &["ddddddddddddd"], alone: &["ddddddddddddd"],
        check: |v| v[0] != b'0' && yymmdd(&v[1..7]) && number(&v[7..9]) >= 1 && number(&v[7..9]) <= 52 && weighted(v, &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11 % 10 == digit(v[12]),
        hits: [("CNP 1960523154565", "1960523154565")],
        misses: ["CNP 1960523454321", "1716239022123"],
    },
    national_id! {
        "bg_egn", "Bulgarian uniform civil number",
        "Bulgarian civil registration act, ЕГН",
        words: ["egn", "егн", "Егн", "ЕГН"], digits: 10,
        shapes: &["dddddddddd"],
        check: |v| { let m = number(&v[2..4]); let month = if m > 40 { m - 40 } else if m > 20 { m - 20 } else { m };
            is_day(2000 + number(&v[..2]), month, number(&v[4..6])) && weighted(v, &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == digit(v[9]) },
        hits: [("ЕГН 7523169263", "7523169263")],
        misses: ["EGN 7523169264"],
    },
    national_id! {
        "hr_oib", "Croatian personal identification number",
        "Croatian act on the personal identification number, OIB",
        words: ["oib"],
        shapes: &["ddddddddddd"],
        check: |v| mod11_10(v),
        hits: [("OIB 94577453381", "94577453381")],
        misses: ["OIB 94577403195"],
    },
    national_id! {
        "jmbg", "Unique master citizen number (Slovenia, Serbia, Bosnia, North Macedonia, Montenegro)",
        "JMBG / EMŠO, Official Gazette of the SFRY 58/76",
        words: ["emso", "emšo", "Emšo", "EMŠO", "jmbg", "ембг", "Ембг", "ЕМБГ", "јмбг", "Јмбг", "ЈМБГ"], digits: 13,
        shapes: &["ddddddddddddd"], alone: &["ddddddddddddd"],
        check: |v| { let year = number(&v[4..7]); let check = (11 - weighted(v, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
            is_day(if year > 800 { 1000 } else { 2000 } + year, number(&v[2..4]), number(&v[..2])) && check == digit(v[12]) },
        hits: [("EMŠO 0101006500049", "0101006500049")],
        misses: ["EMŠO 0101006500007"],
    },
    national_id! {
        "si_tax_number", "Slovenian tax number",
        "Finančna uprava, davčna številka",
        words: ["davčna", "Davčna", "DAVČNA", "davcna"],
        shapes: &["dddddddd", "sidddddddd"],
        check: |v| v.last_chunk::<8>().is_some_and(|d| d[0] != b'0' && (11 - weighted(d, &[8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == digit(d[7])),
        hits: [("davčna številka 15012557", "15012557")],
        misses: ["davčna 15012555"],
    },
    national_id! {
        "ru_identifiers", "Russian taxpayer number (INN), SNILS or internal passport",
        "Russian Federal Tax Service order MMV-7-6/435; Pension Fund resolution 190p",
        words: ["инн", "Инн", "ИНН", "снилс", "Снилс", "СНИЛС", "паспорт", "Паспорт", "ПАСПОРТ", "snils"],
        shapes: &["dddddddddddd", "dddddddddd", "ddd?ddd?ddd?dd", "dd?dd?dddddd"],
        check: |v| match v.len() {
            12 => weighted(v, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10 == digit(v[10]) && weighted(v, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10 == digit(v[11]),
            11 => weighted(v, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100 == number(&v[9..]) as u32,
            _ => !uniform(v),
        },
        hits: [("СНИЛС 112-233-445 95", "112-233-445 95"), ("ИНН 500100732259", "500100732259"), ("паспорт 45 08 123456", "45 08 123456")],
        misses: ["ИНН 500100732258", "СНИЛС 112-233-445 96"],
    },
    national_id! {
        "ua_tax_number", "Ukrainian individual tax number",
        "State Tax Service of Ukraine, РНОКПП",
        words: ["рнокпп", "Рнокпп", "РНОКПП", "іпн", "Іпн", "ІПН", "ідентифікаційний", "Ідентифікаційний", "ІДЕНТИФІКАЦІЙНИЙ"],
        shapes: &["dddddddddd"],
        check: |v| { let s = weighted(v, &[10, 5, 7, 9, 4, 6, 10, 5, 7]) as i32 - 11 * digit(v[0]) as i32; s.rem_euclid(11) % 10 == digit(v[9]) as i32 },
        hits: [("РНОКПП 3184621458", "3184621458")],
        misses: ["РНОКПП абв"],
    },
    national_id! {
        "tr_identity_number", "Turkish identity number (TCKN)",
        "Turkish General Directorate of Civil Registration, T.C. Kimlik No",
        words: ["tckn", "kimlik", "t.c.", "turkish id"], digits: 11,
        shapes: &["ddddddddddd", "ddd?ddd?ddd?dd"], alone: &["ddddddddddd"],
        check: tr_number,
        hits: [("TCKN 10000000146", "10000000146"), ("36493665440", "36493665440")],
        misses: ["TCKN 02531814694", "11798724308"],
    },
    national_id! {
        "il_identity_number", "Israeli identity number",
        "Israeli Population and Immigration Authority, Teudat Zehut",
        words: ["teudat zehut", "teudat", "תעודת זהות", "ת.ז", "מספר זהות", "israeli id"],
        shapes: &["ddddddddd", "dddddddd?d"],
        check: |v| number(v) > 0 && luhn(v),
        hits: [("teudat zehut 123456782", "123456782")],
        misses: ["teudat zehut 123456789"],
    },
];

/// The month says the century: plus 20 for 2000-2099, 40, 60, 80 for others.
fn pesel_date(v: &Plain) -> bool {
    let month = number(&v[2..4]);
    let century = match month / 20 {
        0 => 1900,
        1 => 2000,
        2 => 2100,
        3 => 2200,
        _ => 1800,
    };
    is_day(century + number(&v[..2]), month % 20, number(&v[4..6]))
}

/// Women's months are raised by 50; since 2004 both may be raised by 20 more.
fn cz_number(v: &Plain) -> bool {
    let month = number(&v[2..4]) % 50;
    let month = if month > 20 { month - 20 } else { month };
    let dated = is_day(2000 + number(&v[..2]), month, number(&v[4..6]));
    // Numbers of nine digits are from before 1954 and have no check.
    dated
        && (v.len() == 9 && number(&v[..2]) < 54
            || v.len() == 10 && (number(v).is_multiple_of(11) || number(&v[..9]) % 11 == 10 && v[9] == b'0'))
}

fn tr_number(v: &Plain) -> bool {
    let odd: u32 = v[..9].iter().step_by(2).map(|&b| digit(b)).sum();
    let even: u32 = v[1..8].iter().step_by(2).map(|&b| digit(b)).sum();
    let sum: u32 = v[..10].iter().map(|&b| digit(b)).sum();
    v[0] != b'0' && (odd * 7 + 100 - even) % 10 == digit(v[9]) && sum % 10 == digit(v[10])
}
