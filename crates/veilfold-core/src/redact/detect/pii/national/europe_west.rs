//! Western and southern Europe.

use super::super::super::Detector;
use super::id::{Plain, national_id};
use crate::bounds::{Bounds as _, fill};
use crate::redact::validate::date::{ddmmyy, is_day, yymmdd};
use crate::redact::validate::luhn::luhn;
use crate::redact::validate::mod11::mod11_10;
use crate::redact::validate::verhoeff::verhoeff;
use crate::redact::validate::{all_digits, digit, number, uniform, weighted};

pub(super) const ALL: &[Detector] = &[
    national_id! {
        "uk_nino", "United Kingdom national insurance number",
        "HMRC, National Insurance Manual NIM39110",
        words: ["national insurance", "nino", "ni number", "ni no"], digits: 6,
        shapes: &["aa?dd?dd?dd?a", "aa?ddd?ddd?a"], bare: &["aa?dd?dd?dd?a", "aa ddd ddd a"],
        check: uk_nino,
        hits: [("nino: PR123612C", "PR123612C"), ("AZ 12 34 56 A", "AZ 12 34 56 A"), ("national insurance number az123456a.", "az123456a")],
        misses: ["AA 12 34 56 H", "nino: NT998877A", "GB123456A", "UV987654B"],
    },
    national_id! {
        "uk_nhs", "United Kingdom NHS number",
        "NHS Data Dictionary, NHS number (modulus 11)",
        words: ["nhs"], digits: 10,
        shapes: &["ddd?ddd?dddd"], alone: &["ddd ddd dddd", "ddd-ddd-dddd"],
        check: uk_nhs,
        hits: [("NHS no 943 476 5919", "943 476 5919")],
        misses: ["NHS 943 476 5918", "id 9434765919"],
    },
    national_id! {
        "uk_utr", "United Kingdom unique taxpayer reference",
        "HMRC, unique taxpayer references",
        words: ["utr", "taxpayer reference"],
        shapes: &["ddddd?ddddd"],
        check: |v| !uniform(v) && [2, 1, 9, 8, 7, 6, 5, 4, 3, 2, 1].get(weighted(&v[1..], &[6, 7, 8, 9, 10, 5, 4, 3, 2]) as usize % 11) == Some(&digit(v[0])),
        hits: [("UTR: 1123456789", "1123456789")],
        misses: ["UTR: 9999999999"],
    },
    national_id! {
        "uk_trn", "United Kingdom temporary reference number",
        "HMRC, temporary reference numbers",
        words: ["trn", "temporary reference", "national insurance"],
        shapes: &["dd?a?ddddd", "dd?a?ddd?dd"],
        check: |v| !v[..2].iter().all(|b| *b == b'0'),
        hits: [("TRN 11 A 12345", "11 A 12345")],
        misses: ["trn 1234567"],
    },
    national_id! {
        "uk_driving_licence", "United Kingdom driving licence number",
        "DVLA, INF46",
        words: ["dvla", "driving licence", "driver number"], digits: 6,
        shapes: &["wwwww?ddd?ddd?wwwww?dd", "wwwww?ddd?ddd?wwwww"],
        bare: &["wwwwwddddddwwwww", "wwwwwddddddwwwwwdd"],
        check: uk_licence,
        hits: [("licence MORGA657054SM9IJ", "MORGA657054SM9IJ"), ("DVLA no MORGA 753 116 SM91J 01", "MORGA 753 116 SM91J 01")],
        misses: ["MORGA699054SM9IJ", "ABCDE123456FGHIJ"],
    },
    national_id! {
        "fr_nir", "French social security number (NIR)",
        "INSEE, numéro d'inscription au répertoire",
        words: ["nir", "sécurité sociale", "Sécurité sociale", "SÉCURITÉ SOCIALE", "securite sociale", "insee", "numéro de sécu", "Numéro de sécu", "NUMÉRO DE SÉCU"], digits: 13,
        shapes: &["d?dd?dd?dw?ddd?ddd?dd"], alone: &["d?dd?dd?dd?ddd?ddd?dd"], bare: &["d dd dd dd ddd ddd dd", "ddddddddddddddd"],
        check: fr_nir,
        hits: [("NIR 2 89 04 2A 342 163 90", "2 89 04 2A 342 163 90"), ("185057800604830", "185057800604830")],
        misses: ["NIR 185057800604800", "285057800604899"],
    },
    national_id! {
        "de_tax_id", "German tax identification number",
        "Bundeszentralamt für Steuern, steuerliche Identifikationsnummer",
        words: ["steuer-id", "steuerid", "steuer id", "steuer_id", "identifikationsnummer", "steueridentifikationsnummer", "idnr"], digits: 11,
        shapes: &["dd?ddd?ddd?ddd"], alone: &["dd ddd ddd ddd"],
        check: de_tax_id,
        hits: [("Steuer-ID 65 929 970 489", "65 929 970 489"), ("86 095 742 719", "86 095 742 719")],
        misses: ["Steuer-ID 02 345 678 901", "id 86095742719", "86095742718"],
    },
    national_id! {
        "de_tax_number", "German tax number",
        "Elster, Aufbau der Steuernummer",
        words: ["steuernummer", "st.-nr", "steuer-nr", "stnr"], digits: 5,
        shapes: &["dd?ddd?ddddd", "ddd?ddd?ddddd", "ddd?dddd?dddd", "ddddddddddddd"], bare: &["ddd/ddd/ddddd", "dd/ddd/ddddd"],
        check: |v| !uniform(v),
        hits: [("Steuernummer 93/815/08152", "93/815/08152"), ("St.-Nr. 123/456/78901", "123/456/78901")],
        misses: ["Steuernummer fehlt"],
    },
    national_id! {
        "de_id_card", "German identity card or passport number",
        "Bundesministerium des Innern, Seriennummer",
        words: ["personalausweis", "ausweisnummer", "ausweis", "reisepass", "passnummer", "ausweisnr"], digits: 4,
        shapes: &["awwwwwwwwd", "awwwwwwww"], alone: &["awwwwwwwd", "awwwwwwwwd"],
        check: de_document,
        hits: [("Personalausweis: L01X00T404", "L01X00T404"), ("Reisepass C01X0006H", "C01X0006H")],
        misses: ["Ausweis gesperrt", "Personalausweis ABCDEFGHI"],
    },
    national_id! {
        "de_pension_number", "German pension insurance number",
        "VKVV (Versicherungsnummern-, Kontoführungs- und Versicherungsverlaufsverordnung) § 2",
        words: ["rvnr", "sozialversicherungsnummer", "rentenversicherungsnummer", "versicherungsnummer", "sv-nummer"], digits: 8,
        shapes: &["dd?dddddd?a?dd?d"], bare: &["dd?dddddd?a?dd?d"],
        check: de_pension,
        hits: [("RVNR: 15070649C103", "15070649C103"), ("65 070649 C 104", "65 070649 C 104")],
        misses: ["15070649C100", "15071349C103"],
    },
    national_id! {
        "de_health_insurance", "German health insurance number",
        "GKV-Spitzenverband, Krankenversichertennummer",
        words: ["kvnr", "krankenkasse", "krankenversicher", "versichertennummer", "egk"], digits: 9,
        shapes: &["addddddddd"], alone: &["addddddddd"],
        check: |v| de_letter_luhn(v),
        hits: [("KVNR A123456780", "A123456780")],
        misses: ["KVNR A123456787"],
    },
    national_id! {
        "de_doctor_number", "German physician number (LANR)",
        "KBV, Richtlinie zur Vergabe der Arzt- und Betriebsstättennummern",
        words: ["lanr", "arztnummer", "arzt-nr"],
        shapes: &["ddddddddd"],
        check: |v| (10 - weighted(&v[..6], &[4, 9, 4, 9, 4, 9]) % 10) % 10 == digit(v[6]),
        hits: [("LANR 123456600", "123456600")],
        misses: ["LANR 123456901"],
    },
    national_id! {
        "de_vat_id", "German VAT number",
        "Bundeszentralamt für Steuern, Umsatzsteuer-Identifikationsnummer",
        words: ["ust-id", "ustid", "umsatzsteuer", "vat"], digits: 9,
        shapes: &["DE?ddd?ddd?ddd"], bare: &["DEddddddddd", "DE ddd ddd ddd", "DE ddddddddd", "DE.ddd.ddd.ddd", "DE ddd-ddd.ddd"],
        check: |v| v.len() == 11 && mod11_10(&v[2..]),
        hits: [("USt-IdNr. DE136695976", "DE136695976")],
        misses: ["DE136695977", "NODE136695976"],
    },
    national_id! {
        "at_svnr", "Austrian social insurance number",
        "Österreichische Sozialversicherung, Versicherungsnummer",
        words: ["svnr", "sozialversicherungsnummer", "sv-nr", "versicherungsnummer"], digits: 10,
        shapes: &["dddd?dddddd", "dddd?dd?dd?dd"], alone: &["dddd dddddd"],
        check: |v| v[0] != b'0' && ddmmyy(&v[4..]) && weighted(v, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 == digit(v[3]),
        hits: [("SVNR 1237 010180", "1237 010180")],
        misses: ["SVNR 1236 010180"],
    },
    national_id! {
        "ch_ahv", "Swiss social security number (AHV, AVS)",
        "Zentrale Ausgleichsstelle, AHVN13 (EAN-13 check digit)",
        words: ["ahv", "avs", "ahvn13", "sozialversicherungsnummer"], digits: 13,
        shapes: &["756?dddd?dddd?dd"], bare: &["756.dddd.dddd.dd", "756dddddddddd", "756 dddd dddd dd"],
        check: |v| weighted(v, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10),
        hits: [("AHV 756.9217.0769.85", "756.9217.0769.85")],
        misses: ["756.9217.0769.80"],
    },
    national_id! {
        "nl_bsn", "Dutch citizen service number",
        "Rijksdienst voor Identiteitsgegevens, BSN (elfproef)",
        words: ["bsn", "burgerservicenummer", "sofinummer", "sofi"],
        shapes: &["ddddddddd", "dddd?dd?ddd", "ddd?ddd?ddd"],
        check: |v| !uniform(v) && (weighted(v, &[9, 8, 7, 6, 5, 4, 3, 2]) + 10 * digit(v[8])).is_multiple_of(11),
        hits: [("BSN 111222333", "111222333")],
        misses: ["BSN 111222330", "id 111222333"],
    },
    national_id! {
        "be_national_number", "Belgian national register number",
        "Belgian royal decree of 3 April 1984 (mod 97)",
        words: ["rijksregister", "registre national", "national register", "nrn", "insz", "niss"], digits: 11,
        shapes: &["dd?dd?dd?ddd?dd"], alone: &["ddddddddddd"], bare: &["dd.dd.dd-ddd.dd", "dddddd-ddd-dd"],
        check: be_number,
        hits: [("85.07.30-033.28", "85.07.30-033.28"), ("rijksregisternummer 85073003328", "85073003328")],
        misses: ["85.07.30-033.29"],
    },
    national_id! {
        "lu_national_number", "Luxembourg national number",
        "Luxembourg act of 19 June 2013 (Luhn and Verhoeff)",
        words: ["luxembourg", "matricule"],
        shapes: &["ddddddddddddd"],
        check: |v| is_day(number(&v[..4]), number(&v[4..6]), number(&v[6..8])) && luhn(&v[..12]) && { let mut d = [0; 12]; fill(&mut d, &v[..11]); d[11] = v[12]; verhoeff(&d) },
        hits: [("matricule 1990010112385", "1990010112385")],
        misses: ["matricule 1990010112300"],
    },
    national_id! {
        "es_dni", "Spanish identity number (DNI, NIF)",
        "Ministerio del Interior, cálculo del dígito de control",
        words: ["dni", "nif"], digits: 7,
        shapes: &["dddddddd?a", "ddddddd?a", "dd?ddd?ddd?a"], alone: &["dddddddd?a", "ddddddd-a"], bare: &["dddddddd-a", "dd.ddd.ddd-a"],
        check: |v| v.split_last().is_some_and(|(c, n)| number(n) > 0 && dni_letter(number(n)) == *c),
        hits: [("DNI 12345678Z", "12345678Z")],
        misses: ["DNI 12345678A", "id 12345678Z", "00000000T"],
    },
    national_id! {
        "es_nie", "Spanish foreigner identity number (NIE)",
        "Ministerio del Interior, cálculo del dígito de control",
        words: ["nie", "extranjero"], digits: 7,
        shapes: &["a?ddddddd?a"], alone: &["a?ddddddd?a"],
        check: |v| matches!(v[0], b'X' | b'Y' | b'Z') && dni_letter(u64::from(v[0] - b'X') * 10_000_000 + number(&v[1..8])) == v[8],
        hits: [("NIE X9613851N", "X9613851N")],
        misses: ["NIE X9613851A", "NIE W8063915Q"],
    },
    national_id! {
        "es_nuss", "Spanish social security number",
        "Tesorería General de la Seguridad Social",
        words: ["nuss", "seguridad social", "naf"], digits: 12,
        shapes: &["dd?dddddddd?dd"], alone: &["dd?dddddddd?dd"],
        check: |v| number(v) > 0 && { let (a, b) = (number(&v[..2]), number(&v[2..10])); (if b < 10_000_000 { b + a * 10_000_000 } else { b + a * 100_000_000 }) % 97 == number(&v[10..]) },
        hits: [("NUSS 28 12345678 40", "28 12345678 40")],
        misses: ["NUSS 281234567890"],
    },
    national_id! {
        "it_fiscal_code", "Italian fiscal code",
        "Decreto ministeriale 23 dicembre 1976, codice fiscale",
        words: ["codice fiscale", "codicefiscale", "codice_fiscale", "cod. fiscale", "cod.fisc", "c.f."],
        shapes: &["aaa?aaa?ww?a?ww?a?www?a"],
        check: it_fiscal,
        hits: [("codice fiscale RSSMRA85T10A562S", "RSSMRA85T10A562S")],
        misses: ["codice fiscale RSSMRA85T10A562A"],
    },
    national_id! {
        "it_vat", "Italian VAT number",
        "Agenzia delle Entrate, partita IVA",
        words: ["partita iva", "partitaiva", "partita_iva", "p.iva", "p. iva", "piva"],
        shapes: &["ddddddddddd", "itddddddddddd"],
        check: |v| v.last_chunk::<11>().is_some_and(|d| number(d) > 1 && luhn(d)),
        hits: [("P.IVA 01333550323", "01333550323")],
        misses: ["P.IVA 00000000001"],
    },
    national_id! {
        "pt_nif", "Portuguese taxpayer number",
        "Autoridade Tributária, NIF",
        words: ["nif", "contribuinte", "número fiscal", "Número fiscal", "NÚMERO FISCAL"],
        shapes: &["ddd?ddd?ddd"],
        check: |v| v[0] != b'0' && (11 - weighted(v, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10 == digit(v[8]),
        hits: [("NIF 245789430", "245789430")],
        misses: ["NIF 245789431"],
    },
    national_id! {
        "ie_pps", "Irish personal public service number",
        "Department of Social Protection, PPS number",
        words: ["pps", "ppsn"], digits: 7,
        shapes: &["ddddddd?a", "ddddddd?aa"], alone: &["ddddddda", "dddddddaa"],
        check: |v| { let second = v.get(8).map_or(0, |b| u32::from(b - b'A' + 1) % 23 * 9 * u32::from(*b != b'W'));
            let sum = (weighted(v, &[8, 7, 6, 5, 4, 3, 2]) + second) % 23;
            v[7] == if sum == 0 { b'W' } else { b'A' + sum as u8 - 1 } },
        hits: [("PPS 1234567T", "1234567T"), ("PPSN 1234567FA", "1234567FA")],
        misses: ["PPS 1234567A"],
    },
    national_id! {
        "gr_amka", "Greek social security number (AMKA)",
        "Greek Ministry of Labour, AMKA",
        words: ["amka", "αμκα", "Αμκα", "ΑΜΚΑ", "α.μ.κ.α", "Α.μ.κ.α", "Α.Μ.Κ.Α"], digits: 11,
        shapes: &["dddddd?ddddd"], alone: &["ddddddddddd"],
        check: |v| ddmmyy(&v[..6]) && luhn(v) && all_digits(v),
        hits: [("AMKA 01018001238", "01018001238")],
        misses: ["AMKA 91031298766"],
    },
    national_id! {
        "gr_afm", "Greek taxpayer number (AFM)",
        "Greek Independent Authority for Public Revenue",
        words: ["afm", "αφμ", "Αφμ", "ΑΦΜ", "α.φ.μ", "Α.φ.μ", "Α.Φ.Μ"],
        shapes: &["ddddddddd", "elddddddddd"],
        check: |v| v.last_chunk::<9>().is_some_and(|d| number(d) > 0 && weighted(d, &[256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == digit(d[8])),
        hits: [("AFM 094259216", "094259216")],
        misses: ["AFM 094259217"],
    },
];

fn uk_nino(v: &Plain) -> bool {
    let [a, b, .., suffix] = &**v else { return false };
    let prefix = [*a, *b];
    !b"DFIQUV".contains(a)
        && !b"DFIOQUV".contains(b)
        && ![*b"BG", *b"GB", *b"KN", *b"NK", *b"NT", *b"TN", *b"ZZ"].contains(&prefix)
        && (b'A'..=b'D').contains(suffix)
}

fn uk_nhs(v: &Plain) -> bool {
    !uniform(v) && (11 - weighted(v, &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 == digit(v[9])
}

/// Surname (padded with 9), decade, month (plus 50 for women), day, year, initials, a computer's digits.
fn uk_licence(v: &Plain) -> bool {
    let (month, day) = (number(&v[6..8]), number(&v[8..10]));
    let name = v[..5].iter().skip_while(|b| b.is_ascii_uppercase()).all(|&b| b == b'9');
    name && v[0].is_ascii_uppercase()
        && matches!(month, 1..=12 | 51..=62)
        && (1..=31).contains(&day)
        && v[11..13].iter().all(|&b| b.is_ascii_uppercase() || b == b'9')
        && v[15].is_ascii_uppercase()
}

fn fr_nir(v: &Plain) -> bool {
    let mut d = [0u8; 15];
    fill(&mut d, v);
    // Corsica's departments 2A and 2B count as 19 and 18.
    match (d[5], d[6]) {
        (b'2', b'A') => (d[5], d[6]) = (b'1', b'9'),
        (b'2', b'B') => (d[5], d[6]) = (b'1', b'8'),
        _ => {}
    }
    matches!(d[0], b'1'..=b'4' | b'7' | b'8')
        && all_digits(&d)
        && matches!(number(&d[3..5]), 1..=12 | 20..=42 | 50..=99)
        && number(&d[5..7]) > 0
        && 97 - number(&d[..13]) % 97 == number(&d[13..])
}

/// One digit stands two or three times in the first ten, all others at most once.
fn de_tax_id(v: &Plain) -> bool {
    let mut seen = [0; 10];
    for &b in &v[..10] {
        seen[digit(b) as usize % 10] += 1;
    }
    let repeated = seen.iter().filter(|n| **n > 1).count();
    v[0] != b'0' && repeated == 1 && seen.iter().all(|&n| n <= 3) && mod11_10(v)
}

/// The 7-3-1 check of ICAO 9303, as last digit of ten or, in older documents, of nine.
fn de_document(v: &Plain) -> bool {
    let value = |b: u8| if b.is_ascii_digit() { digit(b) } else { u32::from(b - b'A') + 10 };
    let check =
        |body: &[u8]| body.iter().zip([7, 3, 1].iter().cycle()).map(|(&b, w)| value(b) * w).sum::<u32>() % 10;
    let digits = v.iter().filter(|b| b.is_ascii_digit()).count();
    let letters_ok = v.iter().all(|b| !b"AEIOUBDQS".contains(b)) && b"CFGHJKLMNPRTVWXYZ".contains(&v[0]);
    let last = v.split_last().is_some_and(|(c, body)| c.is_ascii_digit() && check(body) == digit(*c));
    letters_ok && digits >= 3 && (last || v.len() == 9 && digits >= 4 && !v[8].is_ascii_digit())
}

/// Area, birth date, letter of the birth name, serial, check digit.
fn de_pension(v: &Plain) -> bool {
    let letter = v[8] - b'A' + 1;
    let mut d = [0u8; 13];
    fill(&mut d, &v[..8]);
    (d[8], d[9]) = (b'0' + letter / 10, b'0' + letter % 10);
    fill(&mut d[10..], &v[9..]);
    const WEIGHTS: [u32; 12] = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
    let sum: u32 = d.iter().zip(WEIGHTS).map(|(&b, w)| digit(b) * w).map(|p| p / 10 + p % 10).sum();
    // Days above 31 mark a number that was given twice.
    let day = number(&v[2..4]);
    matches!(day, 1..=31 | 51..=81) && (1..=12).contains(&number(&v[4..6])) && sum % 10 == digit(d[12])
}

/// A letter, as its two-digit place in the alphabet, and digits, under alternating weights 1 and 2.
fn de_letter_luhn(v: &Plain) -> bool {
    let letter = u32::from(v[0] - b'A' + 1);
    let body = [letter / 10, letter % 10].into_iter().chain(v[1..9].iter().map(|&b| digit(b)));
    let sum: u32 = body.zip([1, 2].into_iter().cycle()).map(|(d, w)| d * w).map(|p| p / 10 + p % 10).sum();
    sum % 10 == digit(v[9])
}

fn be_number(v: &Plain) -> bool {
    let (n, check) = (number(&v[..9]), number(&v[9..]));
    // Unknown birth days count as 00; months are raised by 20 or 40 in register numbers of foreigners.
    let month = number(&v[2..4]) % 20;
    month <= 12
        && number(&v[4..6]) <= 31
        && (97 - n % 97 == check || 97 - (2_000_000_000 + n) % 97 == check)
        && (yymmdd(&v[..6]) || month == 0 || number(&v[2..4]) > 12)
}

fn dni_letter(n: u64) -> u8 {
    b"TRWAGMYFPDXBNJZSQVHLCKE"[n as usize % 23]
}

fn it_fiscal(v: &Plain) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let place = |b: u8| if b.is_ascii_digit() { digit(b) as usize } else { usize::from(b - b'A') };
    // Digits may have been replaced by letters to tell namesakes apart.
    let digits =
        [6, 7, 9, 10, 12, 13, 14].iter().all(|&i| v[i].is_ascii_digit() || b"LMNPQRSTUV".contains(&v[i]));
    let sum: u32 = v[..15]
        .iter()
        .enumerate()
        .map(|(i, &b)| if i % 2 == 0 { ODD.item(place(b)) } else { place(b) as u32 })
        .sum();
    digits && b"ABCDEHLMPRST".contains(&v[8]) && b'A' + (sum % 26) as u8 == v[15]
}
