//! The Americas.

use super::super::super::Detector;
use super::id::{Plain, national_id};
use crate::redact::validate::date::yymmdd;
use crate::redact::validate::luhn::luhn;
use crate::redact::validate::{digit, number, uniform, weighted};

pub(super) const ALL: &[Detector] = &[
    national_id! {
        "us_ein", "United States employer identification number",
        "IRS, employer identification numbers",
        words: ["ein", "fein", "employer identification", "tax id"],
        shapes: &["dd-ddddddd"],
        check: |v| !matches!(number(&v[..2]), 0 | 7..=9 | 17..=19 | 28 | 29 | 49 | 69 | 70 | 78 | 79 | 89 | 96 | 97),
        hits: [("EIN 12-3456789", "12-3456789")],
        misses: ["EIN 07-1234567", "id 12-3456789"],
    },
    national_id! {
        "us_routing_number", "United States bank routing number",
        "American Bankers Association, routing number policy",
        words: ["routing", "aba", "rtn", "transit"], digits: 9,
        shapes: &["ddddddddd", "dddd?dddd?d"], alone: &["dddd-dddd-d"],
        check: |v| matches!(number(&v[..2]), 1..=12 | 21..=32 | 61..=72 | 80) && weighted(v, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10),
        hits: [("routing number 121042882", "121042882"), ("3222-7162-7", "3222-7162-7")],
        misses: ["routing 121042883", "id 121042882"],
    },
    national_id! {
        "bank_account", "Bank account number after its name",
        "the forms of national account numbers",
        words: ["account number", "account no", "account_number", "accountnumber", "bank account", "acct no", "acct number", "kontonummer", "账号", "账户", "银行卡", "行卡", "卡号", "口座番号", "계좌번호"],
        shapes: &["dddddddddddddddddddd", "ddddddddddddddddddd", "dddd?dddd?dddd?dddd?ddd", "dddddddddddddddddd", "ddddddddddddddddd", "dddd?dddd?dddd?dddd", "ddddddddddddddd", "dddddddddddddd", "ddddddddddddd", "dddddddddddd", "ddddddddddd", "dddddddddd", "ddddddddd", "dddddddd", "ddd-dddddd-d", "ddd-dddddd"],
        check: |v| !uniform(v),
        hits: [("account number 000123456789", "000123456789"), ("账号：6228265423511615598", "6228265423511615598")],
        misses: ["account number missing", "account no 12"],
    },
    national_id! {
        "ca_sin", "Canadian social insurance number",
        "Employment and Social Development Canada, SIN (Luhn)",
        words: ["sin", "nas", "social insurance", "assurance sociale"], digits: 9,
        shapes: &["ddd?ddd?ddd"], alone: &["ddd-ddd-ddd"],
        check: |v| !matches!(v[0], b'0' | b'8') && luhn(v) && !uniform(v),
        hits: [("my SIN is 130-692-544", "130-692-544"), ("948-584-792", "948-584-792")],
        misses: ["SIN 046-454-287", "id 130692544", "389 982 489"],
    },
    national_id! {
        "br_cpf", "Brazilian individual taxpayer number (CPF)",
        "Receita Federal, CPF",
        words: ["cpf"], digits: 11,
        shapes: &["ddd?ddd?ddd?dd"], bare: &["ddd.ddd.ddd-dd"],
        check: br_cpf,
        hits: [("CPF 390.533.447-05", "390.533.447-05"), ("111.444.777-35", "111.444.777-35")],
        misses: ["111.111.111-11", "123.567.234-67"],
    },
    national_id! {
        "br_cnpj", "Brazilian company number (CNPJ), numeric or alphanumeric",
        "Receita Federal, CNPJ; IN RFB 2229/2024",
        words: ["cnpj"], digits: 8,
        shapes: &["ww?www?www?wwww?dd"], bare: &["dd.ddd.ddd/dddd-dd", "ww.www.www/wwww-dd"],
        check: br_cnpj,
        hits: [("CNPJ: 11.222.333/0001-81", "11.222.333/0001-81")],
        misses: ["11.222.333/0001-80"],
    },
    national_id! {
        "ar_cuit", "Argentine tax or labour number (CUIT, CUIL)",
        "ARCA (AFIP), CUIT",
        words: ["cuit", "cuil"], digits: 11,
        shapes: &["dd?dddddddd?d"], bare: &["dd-dddddddd-d"],
        check: |v| matches!(number(&v[..2]), 20 | 23..=27 | 30 | 33 | 34) && (11 - weighted(v, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 == digit(v[10]),
        hits: [("CUIT 20-12345678-6", "20-12345678-6")],
        misses: ["20-12345678-0"],
    },
    national_id! {
        "cl_rut", "Chilean tax number (RUT)",
        "Servicio de Impuestos Internos, RUT",
        words: ["rut", "run"], digits: 7,
        shapes: &["dd?ddd?ddd-w", "d?ddd?ddd-w"], bare: &["dd.ddd.ddd-w", "d.ddd.ddd-w"],
        check: cl_rut,
        hits: [("RUT 12.345.678-5", "12.345.678-5")],
        misses: ["12.345.678-9"],
    },
    national_id! {
        "mx_curp", "Mexican population registry code (CURP)",
        "RENAPO, instructivo normativo de la CURP",
        words: ["curp"], digits: 6,
        shapes: &["aaaaddddddaaaaaawd"], bare: &["aaaaddddddaaaaaawd"],
        check: |v| yymmdd(&v[4..10]) && matches!(v[10], b'H' | b'M' | b'X'),
        hits: [("CURP GOMC900514HDFRRS09", "GOMC900514HDFRRS09")],
        misses: ["GOMC901514HDFRRS09"],
    },
    national_id! {
        "mx_rfc", "Mexican taxpayer registry code (RFC)",
        "Servicio de Administración Tributaria, RFC",
        words: ["rfc"], digits: 6,
        shapes: &["aaaaddddddwww", "aaaddddddwww"], alone: &["aaaaddddddwww"],
        check: |v| yymmdd(&v[v.len() - 9..v.len() - 3]),
        hits: [("RFC GODE561231GR8", "GODE561231GR8")],
        misses: ["see RFC 5424", "RFC 2119"],
    },
    national_id! {
        "co_identifiers", "Colombian citizenship card or tax number",
        "Registraduría Nacional; DIAN",
        words: ["cédula", "Cédula", "CÉDULA", "cedula", "c.c.", "nit"],
        shapes: &["d.ddd.ddd.ddd", "dd.ddd.ddd", "dddddddddd", "ddd.ddd.ddd-d", "ddddddddd-d", "dddddddd", "ddddddddd"],
        check: |v| !uniform(v),
        hits: [("cédula 1.020.345.678", "1.020.345.678")],
        misses: ["unit 12345678", "cedula no disponible"],
    },
    national_id! {
        "latin_america_ids", "Peruvian, Ecuadorian, Uruguayan, Bolivian or Venezuelan identity number after its name",
        "the registries' number forms",
        words: ["documento nacional", "cédula de identidad", "Cédula de identidad", "CÉDULA DE IDENTIDAD", "cedula de identidad", "ruc", "carnet de identidad"],
        shapes: &["ddddddddddddd", "ddddddddddd", "dddddddddd", "d.ddd.ddd-d", "dddddddd", "v-dddddddd", "v-ddddddd"],
        check: |v| !uniform(v),
        hits: [("RUC 20123456789", "20123456789"), ("cédula de identidad V-12345678", "V-12345678")],
        misses: ["truck 12345678"],
    },
];

fn br_cpf(v: &Plain) -> bool {
    let check = |n: usize| {
        let sum: u32 = v[..n].iter().enumerate().map(|(i, &b)| digit(b) * (n as u32 + 1 - i as u32)).sum();
        sum * 10 % 11 % 10 == digit(v[n])
    };
    !uniform(v) && check(9) && check(10)
}

/// Letters count as their ASCII code less 48.
fn br_cnpj(v: &Plain) -> bool {
    let check = |n: usize, weights: &[u32]| {
        let sum: u32 = v[..n].iter().zip(weights).map(|(&b, w)| u32::from(b - b'0') * w).sum();
        (if sum % 11 < 2 { 0 } else { 11 - sum % 11 }) == digit(v[n])
    };
    !uniform(v)
        && check(12, &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
        && check(13, &[6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])
}

fn cl_rut(v: &Plain) -> bool {
    let (check, body) = (v[v.len() - 1], &v[..v.len() - 1]);
    let sum: u32 = body.iter().rev().zip((2..=7).cycle()).map(|(&b, w)| digit(b) * w).sum();
    match 11 - sum % 11 {
        10 => check == b'K',
        r => check.is_ascii_digit() && r % 11 == digit(check),
    }
}
