//! Numbers of documents and vehicles, which mean something only beside a word.

use super::super::bytes::{ALNUM, Class, at, before, find, free_left, free_right, run, slice};
use super::super::context::is_word;
use super::super::opaque::in_marker;
use super::super::{Candidate, Detector, Group, Verify};
use super::national::id::word;
use crate::bounds::Bounds as _;
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "passport_number",
        group: Group::Pii,
        summary: "Passport number after its name, in many languages",
        source: "ICAO Doc 9303",
        anchors: &[
            word("passport"),
            word("reisepass"),
            word("passeport"),
            word("pasaporte"),
            word("passaporto"),
            word("passaporte"),
            word("paspoort"),
            word("paszport"),
            word("pasaport"),
            word("paspor"),
            word("passinumero"),
            word("passnummer"),
            word("护照"),
            word("護照"),
            word("パスポート"),
            word("旅券"),
            word("여권"),
            word("паспорт"),
            word("Паспорт"),
            word("hộ chiếu"),
            word("หนังสือเดินทาง"),
            word("جواز السفر"),
            word("דרכון"),
        ],
        verify: Verify::Code(|c| announced(c, passport)),
        hits: &[
            ("passport number C12345678", "C12345678"),
            ("护照号E12345678", "E12345678"),
            ("passport_no=912803456", "912803456"),
            ("pasaporte AAA123456", "AAA123456"),
            ("her passport is b0097650", "b0097650"),
        ],
        misses: &[
            "passport.js 0.4.1",
            "passport expired in 2024",
            "passport authenticate failed",
            "passport check took 123456 us",
            "passport-local-mongoose-12",
        ],
    },
    Detector {
        id: "driving_licence",
        group: Group::Pii,
        summary: "Driving licence number after its name",
        source: "the issuing authorities' number forms",
        anchors: &[
            word("driver's licen"),
            word("drivers licen"),
            word("driver licen"),
            word("driving licen"),
            word("driver_licen"),
            word("driverlicen"),
            word("driverslicen"),
            word("dl number"),
            word("dl no"),
            word("führerschein"),
            word("Führerschein"),
            word("fuehrerschein"),
            word("permis de conduire"),
            word("patente di guida"),
            word("carnet de conducir"),
            word("rijbewijs"),
            word("prawo jazdy"),
            word("körkort"),
            word("驾驶证"),
            word("驾照"),
            word("運転免許"),
        ],
        verify: Verify::Code(|c| announced(c, licence)),
        hits: &[
            ("driver's license D1234567", "D1234567"),
            ("Führerschein B072RRE2I55", "B072RRE2I55"),
            ("driving licence number of the claimant is MORGA753116SM91J", "MORGA753116SM91J"),
        ],
        misses: &["driver license agreement v2", "driving licence required"],
    },
    Detector {
        id: "licence_plate",
        group: Group::Pii,
        summary: "Vehicle registration after its name, or in the Chinese form",
        source: "national registration plate forms; GA 36-2018",
        anchors: &[
            word("licence plate"),
            word("license plate"),
            word("plate number"),
            word("number plate"),
            word("plaka"),
            word("kennzeichen"),
            word("車牌"),
            word("车牌"),
            word("immatriculation"),
            word("vehicle registration"),
            word("registration number"),
            word("matrícula"),
            word("targa"),
            word("rego"),
            word("京"),
            word("津"),
            word("沪"),
            word("渝"),
            word("冀"),
            word("豫"),
            word("云"),
            word("辽"),
            word("黑"),
            word("湘"),
            word("皖"),
            word("鲁"),
            word("新"),
            word("苏"),
            word("浙"),
            word("赣"),
            word("鄂"),
            word("桂"),
            word("甘"),
            word("晋"),
            word("蒙"),
            word("陕"),
            word("吉"),
            word("闽"),
            word("贵"),
            word("粤"),
            word("青"),
            word("藏"),
            word("川"),
            word("宁"),
            word("琼"),
        ],
        verify: Verify::Code(plate),
        hits: &[
            ("License plate 34 ABC 1234", "34 ABC 1234"),
            ("Plaka numarası 06 A 123 olarak", "06 A 123"),
            ("他的车是京A88888，停", "京A88888"),
            ("粤B·12345", "粤B·12345"),
            ("The plate number is ABJ-123XY for", "ABJ-123XY"),
            ("Kennzeichen M-AB 1234", "M-AB 1234"),
        ],
        misses: &["京A123", "registration number missing", "新建成功", "license plate reader 2 online"],
    },
    Detector {
        id: "imei",
        group: Group::Pii,
        summary: "IMEI of a device after its name",
        source: "3GPP TS 23.003 section 6.2.1 (Luhn)",
        anchors: &[word("imei")],
        verify: Verify::Code(|c| announced(c, |v| v.len() == 15 && v.iter().all(u8::is_ascii_digit))),
        hits: &[("IMEI: 353456789012345", "353456789012345")],
        misses: &["IMEI: 35345678901234", "imei missing"],
    },
    Detector {
        id: "vehicle_identification_number",
        group: Group::Pii,
        summary: "Vehicle identification number after its name",
        source: "ISO 3779; 45 CFR 164.514(b)(2)(i)(L) names the kind",
        anchors: &[word("vin"), word("chassis"), word("fahrgestellnummer")],
        verify: Verify::Code(|c| announced(c, vin)),
        hits: &[
            ("VIN 1HGCM82633A004352 registered", "1HGCM82633A004352"),
            ("vin=WVWZZZ1JZXW000001", "WVWZZZ1JZXW000001"),
        ],
        misses: &["VIN 1HGCM82633A00435", "vin missing", "VIN INGCM82633A004352", "vin 12345678901234567"],
    },
    Detector {
        id: "messenger_account",
        group: Group::Pii,
        summary: "WeChat or QQ account after its name",
        source: "Tencent, WeChat and QQ account rules",
        anchors: &[
            word("微信"),
            word("wechat"),
            word("weixin"),
            word("wxid_"),
            word("qq:"),
            word("qq："),
            word("qq号"),
            word("QQ号"),
            word("QQ："),
        ],
        verify: Verify::Code(messenger),
        hits: &[
            ("QQ：987654321", "987654321"),
            ("微信号wxid_abc123", "wxid_abc123"),
            ("WeChat: my-name-123", "my-name-123"),
            ("QQ:10001", "10001"),
        ],
        misses: &["微信号abcde", "wechat pay enabled", "wechat: on"],
    },
    Detector {
        id: "military_id",
        group: Group::Pii,
        summary: "Chinese military or police officer number",
        source: "GA/T and PLA officer card form",
        anchors: &[word("军字第"), word("武字第"), word("军官证"), word("警官证")],
        verify: Verify::Code(|c| {
            let from = run(c.text, c.end, const { Class::of(" :").or_non_ascii() }, 24);
            let end = run(c.text, from, const { Class::of("0-9") }, 12);
            matches!(end - from, 8..=10).then_some(from..end)
        }),
        hits: &[("他的军官证号是军字第11223344号", "11223344")],
        misses: &["军字第1234567号"],
    },
];

fn passport(v: &[u8]) -> bool {
    let digits = v.iter().filter(|b| b.is_ascii_digit()).count();
    let letters = v.len() - digits;
    (7..=9).contains(&v.len()) && digits >= 6 && letters <= 3 && (letters > 0 || v.len() >= 8)
        || v.len() == 9
            && digits >= 4
            && v[0].is_ascii_uppercase()
            && v.iter().all(|b| !b.is_ascii_lowercase())
}

/// Seventeen letters and digits without I, O and Q, the last four digits.
fn vin(v: &[u8]) -> bool {
    const VIN: Class = Class::of("A-HJ-NPR-Z0-9");
    v.len() == 17
        && v.iter().all(|b| VIN.has(*b))
        && v[..11].iter().any(u8::is_ascii_uppercase)
        && v[13..].iter().all(u8::is_ascii_digit)
}

fn licence(v: &[u8]) -> bool {
    let digits = v.iter().filter(|b| b.is_ascii_digit()).count();
    (7..=18).contains(&v.len()) && digits >= 5
}

/// The first value within reach after the word that `fits`; before a number there may be other words.
fn announced(c: Candidate<'_>, fits: fn(&[u8]) -> bool) -> Option<Range<usize>> {
    // `drivers licen` goes on as licence, license, licenses.
    let end = run(c.text, c.end, const { Class::of("a-zA-Z") }, 12);
    if !is_word(c.text, c.start, end) && c.text.get(c.start).is_none_or(u8::is_ascii) {
        return None;
    }
    let limit = c.end + 44;
    let mut i = c.end;
    while i < limit.min(c.text.len()) {
        let stop = run(c.text, i, ALNUM, 40);
        if stop > i {
            let whole = free_right(c.text, stop, const { Class::of("_") })
                && !(matches!(at(c.text, stop), Some(b'.' | b'-' | b'/' | b':'))
                    && at(c.text, stop + 1).is_some_and(|b| b.is_ascii_alphanumeric()));
            let left = free_left(c.text, i, const { Class::of("_.") })
                && !(before(c.text, i) == Some(b'-')
                    && i >= 2
                    && at(c.text, i - 2).is_some_and(|b| b.is_ascii_digit()));
            if whole && left && fits(c.text.cut(i..stop)) && !in_marker(c.text, &(i..stop)) {
                return Some(i..stop);
            }
        }
        i = stop.max(i + 1);
    }
    None
}

fn plate(c: Candidate<'_>) -> Option<Range<usize>> {
    let chinese = c.end - c.start == 3;
    if chinese {
        // Province, letter, five or six letters and digits, a dot between them or not.
        let letter = at(c.text, c.end).filter(u8::is_ascii_uppercase).map(|_| c.end + 1)?;
        let from = letter + if slice(c.text, letter, letter + 2) == "·".as_bytes() { 2 } else { 0 };
        let end = run(c.text, from, const { Class::of("A-HJ-NP-Z0-9") }, 8);
        let digits = slice(c.text, from, end).iter().filter(|b| b.is_ascii_digit()).count();
        return (matches!(end - from, 5 | 6) && digits >= 2 && free_right(c.text, end, ALNUM))
            .then_some(c.start..end);
    }
    if !is_word(c.text, c.start, c.end) && c.text.get(c.start).is_none_or(u8::is_ascii) {
        return None;
    }
    // Groups of capitals and digits, of both some, 5 to 8 in all.
    (c.end..c.end + 30).find_map(|from| {
        if !at(c.text, from).is_some_and(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            || !free_left(c.text, from, ALNUM)
        {
            return None;
        }
        let (mut i, mut end, mut count, mut digits, mut letters) = (from, from, 0, 0, 0);
        while i < from + 12 {
            match at(c.text, i) {
                Some(b) if b.is_ascii_digit() => (digits, count, end) = (digits + 1, count + 1, i + 1),
                Some(b) if b.is_ascii_uppercase() => (letters, count, end) = (letters + 1, count + 1, i + 1),
                Some(b' ' | b'-')
                    if at(c.text, i + 1).is_some_and(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) => {}
                _ => break,
            }
            i += 1;
        }
        ((5..=9).contains(&count) && digits >= 2 && letters >= 1 && free_right(c.text, end, ALNUM))
            .then_some(from..end)
    })
}

fn messenger(c: Candidate<'_>) -> Option<Range<usize>> {
    const NAME: Class = Class::of("A-Za-z0-9_-");
    let anchor = slice(c.text, c.start, c.end);
    if anchor.eq_ignore_ascii_case(b"wxid_") {
        let end = run(c.text, c.end, NAME, 24);
        return (end - c.end >= 4 && free_left(c.text, c.start, ALNUM)).then_some(c.start..end);
    }
    if !is_word(c.text, c.start, c.end) && anchor.is_ascii() && !anchor.ends_with(b":") {
        return None;
    }
    let mut from = c.end;
    for _ in 0..4 {
        from = run(c.text, from, const { Class::of(" :\"'=") }, 4);
        for filler in ["号", "是", "：", "id", "ID"] {
            if slice(c.text, from, from + filler.len()) == filler.as_bytes() {
                from += filler.len();
            }
        }
    }
    let end = run(c.text, from, NAME, 24);
    let value = slice(c.text, from, end);
    let digits = value.iter().filter(|b| b.is_ascii_digit()).count();
    let qq = find(anchor, b"qq").is_some();
    let good = if qq {
        digits == value.len() && digits >= 5
    } else {
        value.len() >= 6 && (digits > 0 || value.contains(&b'_'))
    };
    (good && (from > c.end || !anchor.is_ascii() || anchor.ends_with(b":"))).then_some(from..end)
}
