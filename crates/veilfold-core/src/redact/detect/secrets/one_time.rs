//! One-time codes, which stand in sentences: `OTP 482913 sent`, `482913 is your verification code`.

use super::super::bytes::{ALNUM, ALPHA, Class, DIGIT, at, free_left, free_right, run, run_back, slice};
use super::super::context::is_word;
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::redact::shape::sentence::{self, Tie};
use crate::redact::tongues::{CODES, joined};
use crate::texts::{Texts, texts};
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "one_time_code",
    group: Group::Secrets,
    summary: "Code of four to eight digits that a sentence calls a one-time, verification or login code",
    source: "NIST SP 800-63B section 5.1.3.2 (out-of-band verifiers); RFC 6238",
    anchors: &joined::<{ ENGLISH.len() + CODES.len() }>(ENGLISH, CODES),
    verify: Verify::Code(verify),
    hits: &[
        ("OTP 482913 sent to bob", "482913"),
        ("Your verification code is 482913.", "482913"),
        ("2FA code: 482 913", "482 913"),
        ("mfa code 482913", "482913"),
        ("OTP for bob is 482913", "482913"),
        ("otp code for user 42: 482913", "482913"),
        ("one-time passcode = '4829'", "4829"),
        ("482913 is your Acme verification code", "482913"),
        ("login code was 48291377", "48291377"),
        ("Your Acme code is 4829. Do not share it", "4829"),
        ("SMS to +12: \"Your code: 482913\"", "482913"),
        ("G-482913 is your Acme code.", "482913"),
        ("Use 482913 as your Acme login code", "482913"),
        ("Ihre TAN für Auftrag 11 lautet 482913. Gültig 5 Minuten.", "482913"),
        ("Ihr Bestätigungscode lautet: 482913", "482913"),
        ("Votre code de confirmation est 48 29 13.", "48 29 13"),
        ("Votre code de vérification : 4829", "4829"),
        ("Tu código de verificación es 482913", "482913"),
        ("Seu código de verificação é 482-913.", "482-913"),
        ("Il tuo codice di verifica è 482913", "482913"),
        ("Uw verificatiecode is 482913", "482913"),
        ("Twój kod weryfikacyjny: 482913", "482913"),
        ("Doğrulama kodunuz: 482913", "482913"),
        ("Ваш код подтверждения — 4829", "4829"),
        ("認証コードは482913です", "482913"),
        ("验证码 482913 已发送", "482913"),
        ("您的验证码为482913，请勿泄露", "482913"),
        ("验证码 482913,5分钟内有效", "482913"),
        ("[Acme] 인증번호 [482913]를 입력해 주세요", "482913"),
    ],
    misses: &[
        "OTP 2026 rollout",
        "your exit code is 1370",
        "your code is 1024 lines long",
        "the code is 482913",
        "90210 is your zip code",
        "482913 is your order",
        "otp sent in 482 ms",
        "verification 482913 failed",
        "verification code expired after 300 s",
        "mfa for user 482913",
        "otp for order 482913",
        "otp for bob in 4829 ms",
        "laptop 482913",
        "one-time job 482913",
        "OTP 482913-17",
        "step 4821 is your next verification",
        "TAN falsch (Versuch 2 von 3)",
        "TAN für Auftrag 482913 angefordert",
        "Bestätigungscode ist 3600 Sekunden gültig",
        "Bestätigungscode abgelaufen: 2024-01-01",
        "code de confirmation expiré depuis 300000 ms",
        "code de vérification envoyé au 0612345678",
        "código de verificación caducado: 482913 ms",
        "doğrulama kodu gönderildi",
        "验证码错误 3 次",
        "验证码已发送至 13812345678",
        "인증번호 6자리를 입력하세요",
        "STANDARD 482913",
    ],
}];

const ENGLISH: &[Anchor] = &[
    Anchor::AnyCase("otp"),
    Anchor::AnyCase("2fa code"),
    Anchor::AnyCase("mfa code"),
    Anchor::AnyCase("one-time"),
    Anchor::AnyCase("one time"),
    Anchor::AnyCase("verification"),
    Anchor::AnyCase("login code"),
    Anchor::AnyCase("sign-in code"),
    Anchor::AnyCase("authentication code"),
    // `Your Acme code is 4829`, `4829 is your Acme code`.
    Anchor::AnyCase(" code is "),
    Anchor::AnyCase(" code: "),
    Anchor::AnyCase(" is your "),
    // What a German bank sends for each order.
    Anchor::Exact("TAN"),
];

/// What a code is called behind a word that says it is for once.
const KINDS: Texts = texts!["code", "pin", "password", "passcode"];

fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    const ENGLISH: Texts = texts!["otp", "one-time", "one time", "verification"];
    let anchor = slice(c.text, c.start, c.end);
    if anchor.ends_with(b" ") {
        return yours(&c, anchor);
    }
    if !ENGLISH.has_folded(anchor) && !texts![" code"].end_folded(anchor) {
        // `mTAN`; in `kodunuz` letters follow.
        let begins = match anchor {
            b"TAN" => is_word(c.text, c.start, c.end),
            _ => anchor.first().is_none_or(|b| !b.is_ascii()) || free_left(c.text, c.start, ALPHA),
        };
        return if begins {
            sentence::told(c.text, c.end, &|from, tie| told(c.text, from, tie))
        } else {
            None
        };
    }
    if !is_word(c.text, c.start, c.end) {
        return None;
    }
    let mut is_code = anchor.ends_with(b"code") || anchor.ends_with(b"CODE") || anchor.ends_with(b"Code");
    // An abbreviation is a code by itself.
    let mut may_follow = is_code || anchor.len() == 3;
    let (mut end, mut tied) = (c.end, false);
    // A sentence has few; whoever is named in one may be a word that this begins at too.
    for _ in 0..8 {
        let next = run(c.text, end, const { Class::of(" \t:=>\"'`#-") }, 6);
        tied |= slice(c.text, end, next).iter().any(|b| matches!(b, b':' | b'='));
        let mut word_end = run(c.text, next, ALPHA, 9);
        let word = slice(c.text, next, word_end);
        if next == end || word.is_empty() {
            end = next;
            break;
        }
        if KINDS.has_folded(word) {
            (is_code, may_follow) = (true, true);
        } else if matches!(word, b"is" | b"was") && may_follow {
            tied = true;
        } else if word == b"for" && may_follow {
            // `for bob`, `for "bob"`, `for user 42`
            let whom = run(c.text, word_end + 1, const { Class::of("A-Za-z0-9._@\"'-") }, 64);
            let more = run(c.text, whom + 1, DIGIT, 12);
            word_end = if more > whom + 1 { more } else { whom };
        } else {
            end = next;
            break;
        }
        end = word_end;
    }
    let behind = if may_follow { digits(c.text, end, tied || is_code) } else { None };
    behind.or_else(|| if is_code { before(c.text, c.start) } else { None })
}

/// The code that is `your Acme code`. Other codes are no secrets.
fn yours(c: &Candidate<'_>, anchor: &[u8]) -> Option<Range<usize>> {
    const OTHERS: Texts = texts![
        "area", "country", "coupon", "discount", "error", "exit", "order", "postal", "promo", "reason",
        "referral", "response", "return", "status", "tracking", "zip",
    ];
    const REACH: usize = 32;
    let is_other = |brand: &[u8]| OTHERS.has_folded(brand);
    if texts![" is your "].has_folded(anchor) {
        let mut words = slice(c.text, c.end, c.end + REACH).split(|b| !ALNUM.has(*b)).take(3);
        let mut brand: &[u8] = b"";
        let is_code = words.any(|word| {
            word.eq_ignore_ascii_case(b"code") || {
                brand = word;
                false
            }
        });
        let found = digits(c.text, run_back(c.text, c.start, DIGIT, 9), true)?;
        return (is_code && !is_other(brand) && found.end == c.start).then_some(found);
    }
    let head = slice(c.text, c.start.saturating_sub(REACH), c.start);
    let mut words = head.rsplit(|b| !ALNUM.has(*b)).take(3);
    let is_yours = words.clone().any(|word| word.eq_ignore_ascii_case(b"your"));
    let brand = words.next().unwrap_or_default();
    let found = digits(c.text, c.end, true)?;
    (is_yours && !is_other(brand) && sentence::ends(c.text, found.end)).then_some(found)
}

/// A code of another language's sentence at `from`: of six digits and more where only its noun says so, or a word of a fault; of
/// four where a word or a sign gives it. It may stand in brackets, and in groups.
fn told(text: &[u8], from: usize, tie: Tie) -> Option<Range<usize>> {
    let start = from + texts!["[", "(", "「", "【"].head(slice(text, from, from + "「".len()));
    let (mut end, mut count) = (start, 0);
    loop {
        let group = run(text, end, DIGIT, 9) - end;
        (end, count) = (end + group, count + group);
        let next = run(text, end + 1, DIGIT, 9).saturating_sub(end + 1);
        let joins = matches!(at(text, end), Some(b' ' | b'-')) && group == next && (2..=4).contains(&group);
        if !joins || count + next > 8 {
            break;
        }
        end += 1;
    }
    let least = match tie {
        Tie::Sign | Tie::Is if sentence::ends(text, end) => 4,
        Tie::Noun | Tie::Sign | Tie::Is | Tie::Wrong => 6,
        Tie::To | Tie::Other => return None,
    };
    // `2024-01-01`
    // A comma ends it, `482913,5分钟内有效`, but that of a thousand.
    let behind = run(text, end + 1, DIGIT, 3).saturating_sub(end + 1);
    let is_parted =
        at(text, end).is_some_and(|b| b.is_ascii_punctuation() && (b != b',' || behind == 3)) && behind > 0;
    let is_whole = free_left(text, start, ALNUM) && free_right(text, end, ALNUM) && !is_parted;
    let is_measure = texts![" ms", " s ", " min", " sec"].begin(slice(text, end, end + 4));
    ((least..=8).contains(&count) && is_whole && !is_measure).then_some(start..end)
}

/// A code that begins at `start`; a year is one only behind a sign or word that ties it to its name.
fn digits(text: &[u8], start: usize, tied: bool) -> Option<Range<usize>> {
    let mut end = run(text, start, DIGIT, 9);
    let year = end - start == 4 && matches!(slice(text, start, start + 2), b"19" | b"20");
    if end - start == 3
        && matches!(at(text, end), Some(b' ' | b'-'))
        && run(text, end + 1, DIGIT, 4) == end + 4
    {
        end += 4;
    }
    let parted = at(text, end) == Some(b'-') && at(text, end + 1).is_some_and(|b| ALNUM.has(b));
    let whole = free_left(text, start, ALNUM) && free_right(text, end, ALNUM) && !parted;
    (matches!(end - start, 4..=8) && whole && (tied || !year)).then_some(start..end)
}

/// The code of `482913 is your Acme verification code`.
fn before(text: &[u8], anchor: usize) -> Option<Range<usize>> {
    const IS: [&[u8]; 3] = [b" is your ", b" as your ", b" is the "];
    let start = run_back(text, anchor, const { Class::of("A-Za-z0-9 ") }, 48);
    let lead = slice(text, start, anchor);
    let at = IS
        .iter()
        .filter_map(|is| lead.windows(is.len().max(1)).rposition(|w| w.eq_ignore_ascii_case(is)))
        .max()?;
    let digits_start = run_back(text, start + at, DIGIT, 9);
    digits(text, digits_start, true).filter(|found| found.end == start + at)
}
