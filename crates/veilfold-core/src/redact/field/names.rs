//! The built-in names, and the words that turn them harmless.

use Class::{Card, Credential, Health, Personal, Ssn};
use Strength::{Any, LongDigits, NotNumber, Pin, Random};

/// What a name protects; one rule each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Passwords, tokens, keys, sessions.
    Credential,
    /// Card numbers and what PCI DSS calls sensitive authentication data.
    Card,
    /// US social security numbers.
    Ssn,
    /// Names, addresses, birth dates, numbers of documents and accounts.
    Personal,
    /// Record, member and claim numbers, diagnoses.
    Health,
}

/// What a value must look like before its name is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strength {
    /// Anything but a placeholder.
    Any,
    /// Not a bare number or a single word: `pass=15` counts tests.
    NotNumber,
    /// At least twelve digits: `cc=` is also the second line of a letter.
    LongDigits,
    /// Four to twelve digits, as ISO 9564 has them: `pin=17` is one of a chip's.
    Pin,
    /// Random enough for a credential: the name alone (`key=`, `session=`) says too little.
    Random,
}

/// A built-in name.
pub(crate) struct Name {
    /// Words joined by `_`.
    pub(crate) text: &'static str,
    compact: [u8; LONGEST],
    len: u8,
    pub(crate) class: Class,
    pub(crate) strength: Strength,
    /// Means the same at the end of a longer word (`dbpassword`).
    pub(crate) glued: bool,
    /// Only as the whole name (`pin`, but not `gpio_pin`).
    pub(crate) alone: bool,
    /// Its plural is sensitive too.
    pub(crate) plural: bool,
}

/// Longest built-in name.
const LONGEST: usize = 24;

impl Name {
    /// Without separators, in small letters.
    pub(crate) const fn compact(&self) -> &[u8] {
        self.compact.split_at(self.len as usize).0
    }

    const fn new(text: &'static str, class: Class, strength: Strength) -> Name {
        let bytes = text.as_bytes();
        let mut compact = [0; LONGEST];
        let (mut len, mut i) = (0, 0);
        while i < bytes.len() {
            if bytes[i] != b'_' {
                compact[len] = bytes[i];
                len += 1;
            }
            i += 1;
        }
        Name { text, compact, len: len as u8, class, strength, glued: false, alone: false, plural: false }
    }
}

/// The names by their last two letters: a chain of indices plus one.
struct Chains {
    heads: [u8; ENDS],
    next: [u8; NAMES.len()],
}

const ENDS: usize = 256;

/// The chain of the names that end as `compact` does.
const fn end(compact: &[u8]) -> Option<usize> {
    match compact {
        [.., a, b] => Some((*a as usize * 7 + *b as usize) % ENDS),
        _ => None,
    }
}

static CHAINS: Chains = {
    let mut chains = Chains { heads: [0; ENDS], next: [0; NAMES.len()] };
    let mut i = 0;
    while i < NAMES.len() {
        let Some(end) = end(NAMES[i].compact()) else { panic!("a name has two letters at least") };
        chains.next[i] = chains.heads[end];
        chains.heads[end] = (i + 1) as u8;
        i += 1;
    }
    chains
};

/// The names that may end as `compact` does.
pub(super) fn ending_as(compact: &[u8]) -> impl Iterator<Item = &'static Name> {
    let mut next = end(compact).map_or(0, |end| CHAINS.heads[end]);
    core::iter::from_fn(move || {
        let i = usize::from(next.checked_sub(1)?);
        next = CHAINS.next[i];
        Some(&NAMES[i])
    })
}

const fn name(text: &'static str, class: Class, strength: Strength) -> Name {
    Name::new(text, class, strength)
}

/// Means the same glued to another word; has a plural.
const fn glued(text: &'static str) -> Name {
    Name { glued: true, plural: true, ..Name::new(text, Credential, Any) }
}

/// Only as the whole name.
const fn alone(text: &'static str, class: Class, strength: Strength) -> Name {
    Name { alone: true, ..Name::new(text, class, strength) }
}

/// Sensitive names. Their sources: OWASP Logging Cheat Sheet ("data to exclude"), the deny lists of
/// Sentry's SDKs and Rails' `filter_parameters`, PCI DSS 4.0 section 3.3, 45 CFR 164.514(b)(2).
pub(crate) const NAMES: &[Name] = &[
    glued("password"),
    glued("passwd"),
    glued("passphrase"),
    glued("passcode"),
    glued("passwort"),
    glued("kennwort"),
    glued("pwd"),
    glued("secret"),
    glued("token"),
    glued("api_key"),
    glued("access_key"),
    glued("secret_key"),
    glued("private_key"),
    glued("auth_key"),
    glued("account_key"),
    glued("signing_key"),
    glued("encryption_key"),
    glued("decryption_key"),
    glued("session_key"),
    glued("subscription_key"),
    glued("preshared_key"),
    glued("credential"),
    // The word for a password in the languages that most logs outside of English are written in.
    glued("пароль"),
    glued("密码"),
    glued("密碼"),
    glued("口令"),
    glued("パスワード"),
    glued("ｐａｓｓｗｏｒｄ"),
    glued("비밀번호"),
    glued("contraseña"),
    glued("hasło"),
    glued("lösenord"),
    glued("şifre"),
    glued("salasana"),
    glued("wachtwoord"),
    name("adgangskode", Credential, Any),
    name("heslo", Credential, Any),
    name("parola", Credential, NotNumber),
    name("pass_phrase", Credential, Any),
    // Personal access tokens: `pat` alone is too common a syllable.
    name("devops_pat", Credential, Random),
    name("ado_pat", Credential, Random),
    name("azure_pat", Credential, Random),
    name("github_pat", Credential, Random),
    name("gitlab_pat", Credential, Random),
    // Artifactory's header of an API key, `X-JFrog-Art-Api`.
    name("art_api", Credential, Any),
    // SonarQube takes a token as a login.
    name("sonar_login", Credential, Random),
    // IBM Cloudant: an API key's password is letters alone.
    name("cloudant_key", Credential, Any),
    // Settings of directories and of Redis.
    name("bindpw", Credential, Any),
    name("rootpw", Credential, Any),
    name("requirepass", Credential, Any),
    name("masterauth", Credential, Any),
    // Communities of SNMP: snmpd.conf(5).
    name("rocommunity", Credential, Any),
    name("rwcommunity", Credential, Any),
    // Options of keytool.
    glued("storepass"),
    glued("keypass"),
    name("pw", Credential, NotNumber),
    name("senha", Credential, NotNumber),
    name("contrasena", Credential, Any),
    name("mot_de_passe", Credential, Any),
    name("pass", Credential, NotNumber),
    name("db_pass", Credential, Any),
    name("user_pass", Credential, Any),
    name("pass_word", Credential, Any),
    name("master_key", Credential, Any),
    name("shared_key", Credential, Any),
    name("pre_shared_key", Credential, Any),
    name("psk", Credential, Any),
    name("ssh_key", Credential, Any),
    name("storage_key", Credential, Random),
    name("license_key", Credential, Random),
    name("hmac_key", Credential, Any),
    name("aes_key", Credential, Any),
    name("crypto_key", Credential, Any),
    name("webhook_key", Credential, Any),
    name("deploy_key", Credential, Any),
    name("client_key", Credential, Random),
    name("server_key", Credential, Random),
    name("key", Credential, Random),
    name("identified_by", Credential, Any),
    name("creds", Credential, Any),
    name("cred", Credential, NotNumber),
    name("authorization", Credential, Any),
    name("cookie", Credential, Any),
    name("cookies", Credential, NotNumber),
    name("bearer", Credential, Random),
    alone("auth", Credential, Random),
    name("x_auth", Credential, Random),
    name("basic_auth", Credential, NotNumber),
    name("http_auth", Credential, NotNumber),
    name("jwt", Credential, Any),
    name("otp", Credential, Any),
    name("totp", Credential, Any),
    name("otp_code", Credential, Any),
    name("mfa_code", Credential, Any),
    name("one_time_code", Credential, Any),
    name("sms_code", Credential, Any),
    name("login_code", Credential, Any),
    // RFC 7523 and SAML 2.0: what a client proves itself with.
    name("client_assertion", Credential, Any),
    name("saml_response", Credential, Any),
    name("mfa", Credential, Random),
    name("two_factor_code", Credential, Any),
    name("auth_code", Credential, Any),
    name("authorization_code", Credential, Any),
    name("verification_code", Credential, Any),
    name("recovery_code", Credential, Any),
    name("backup_code", Credential, Any),
    name("security_answer", Credential, Any),
    alone("pin", Credential, Pin),
    name("pin_code", Credential, Any),
    name("pin_number", Credential, Any),
    name("user_pin", Credential, Any),
    name("card_pin", Card, Any),
    name("session_id", Credential, NotNumber),
    name("session", Credential, Random),
    name("sess_id", Credential, Any),
    name("sessid", Credential, Any),
    name("phpsessid", Credential, Any),
    name("jsessionid", Credential, Any),
    name("sid", Credential, Random),
    name("secret_id", Credential, Random),
    name("signature", Credential, Random),
    name("hub_signature", Credential, Any),
    name("sig", Credential, Random),
    name("seed_phrase", Credential, Any),
    name("recovery_phrase", Credential, Any),
    name("mnemonic", Credential, NotNumber),
    name("connection_string", Credential, NotNumber),
    name("conn_str", Credential, NotNumber),
    name("nonce", Credential, Random),
    name("private", Credential, Random),
    name("access", Credential, Random),
    name("card_number", Card, Any),
    name("card_no", Card, Any),
    name("card_num", Card, Any),
    name("credit_card", Card, LongDigits),
    name("debit_card", Card, LongDigits),
    name("cc_number", Card, Any),
    name("cc_num", Card, Any),
    name("cc_no", Card, Any),
    alone("cc", Card, LongDigits),
    name("pan", Card, LongDigits),
    name("cvv", Card, Any),
    name("cvv_2", Card, Any),
    name("cvc", Card, Any),
    name("card_security_code", Card, Any),
    name("card_verification_value", Card, Any),
    name("track_data", Card, Any),
    name("pin_block", Card, Any),
    name("ssn", Ssn, Any),
    name("social_security", Ssn, Any),
    name("social_security_number", Ssn, Any),
    name("social_security_no", Ssn, Any),
    name("national_id", Personal, Any),
    name("national_number", Personal, Any),
    name("identity_number", Personal, Any),
    name("tax_id", Personal, Any),
    name("tax_number", Personal, Any),
    name("itin", Personal, Any),
    name("passport", Personal, NotNumber),
    name("passport_number", Personal, Any),
    name("passport_no", Personal, Any),
    name("driver_license", Personal, Any),
    name("drivers_license", Personal, Any),
    name("license_number", Personal, Any),
    name("account_number", Personal, Any),
    name("bank_account", Personal, Any),
    name("routing_number", Personal, Any),
    name("date_of_birth", Personal, Any),
    name("birth_date", Personal, Any),
    name("birthdate", Personal, Any),
    name("birthday", Personal, Any),
    name("dob", Personal, Any),
    name("first_name", Personal, Any),
    name("last_name", Personal, Any),
    name("full_name", Personal, Any),
    name("given_name", Personal, Any),
    name("family_name", Personal, Any),
    name("middle_name", Personal, Any),
    name("maiden_name", Personal, Any),
    name("surname", Personal, Any),
    name("customer_name", Personal, Any),
    name("street", Personal, Any),
    name("street_address", Personal, Any),
    name("home_address", Personal, Any),
    name("mailing_address", Personal, Any),
    name("billing_address", Personal, Any),
    name("shipping_address", Personal, Any),
    name("postal_address", Personal, Any),
    name("address_line", Personal, Any),
    name("phone", Personal, Any),
    name("phone_number", Personal, Any),
    name("phone_no", Personal, Any),
    name("mobile_number", Personal, Any),
    name("mobile_phone", Personal, Any),
    name("telephone", Personal, Any),
    name("mrn", Health, Any),
    name("medical_record_number", Health, Any),
    name("medical_record", Health, NotNumber),
    name("patient_id", Health, Any),
    name("patient_name", Health, Any),
    name("member_id", Health, Any),
    name("subscriber_id", Health, Any),
    name("medicare_id", Health, Any),
    name("medicaid_id", Health, Any),
    name("beneficiary_id", Health, Any),
    name("insured_id", Health, Any),
    name("insurance_id", Health, Any),
    name("insurance_number", Health, Any),
    name("policy_number", Health, Any),
    name("health_plan_number", Health, Any),
    name("diagnosis", Health, Any),
    name("diagnosis_code", Health, Any),
    name("prescription", Health, Any),
    name("mbi", Health, Any),
];

/// Words at the end that say nothing about the kind of value.
pub(crate) static TAILS: &[&str] = &[
    "value",
    "val",
    "string",
    "str",
    "text",
    "plain",
    "plaintext",
    "clear",
    "cleartext",
    "raw",
    "new",
    "old",
    "current",
    "confirm",
    "confirmation",
    "confirmed",
    "repeat",
    "again",
    "hash",
    "hashed",
    "base",
    "b",
    "base64",
    "encoded",
    "encrypted",
    "enc",
    "decrypted",
    "data",
    "primary",
    "secondary",
    "prod",
    "production",
    "live",
    "database",
    "db",
    "secure",
    "super",
    "backup",
    "dev",
    "test",
    "staging",
];

/// First words that make a name a question, a switch or a measure.
pub(crate) static BENIGN_FIRST: &[&[u8]] = &[
    b"is",
    b"has",
    b"have",
    b"had",
    b"needs",
    b"need",
    b"requires",
    b"require",
    b"required",
    b"use",
    b"uses",
    b"using",
    b"enable",
    b"enabled",
    b"disable",
    b"allow",
    b"allows",
    b"show",
    b"hide",
    b"should",
    b"can",
    b"did",
    b"was",
    b"must",
    b"skip",
    b"ignore",
    b"no",
    b"without",
    b"min",
    b"max",
    b"num",
    b"count",
    b"total",
    b"avg",
    b"validate",
    b"verify",
    b"check",
    b"missing",
    b"invalid",
];

/// Words before `token` that make it a cursor, a part of a grammar or a part of a language model.
pub(crate) static BENIGN_TOKEN: &[&str] = &[
    "next",
    "page",
    "continuation",
    "pagination",
    "unexpected",
    "expected",
    "eos",
    "bos",
    "pad",
    "unk",
    "cls",
    "sep",
    "mask",
    "stop",
    "special",
    "prompt",
    "completion",
    "input",
    "output",
    "cached",
    "reasoning",
    "cancel",
    "cancellation",
    "resume",
    "fencing",
    "per",
    // A time from one event to another: `time_to_first_token`.
    "first",
    "for",
    "to",
    "syntax",
];

/// Words before `key` that make it a name, not a credential.
pub(crate) static BENIGN_KEY: &[&str] = &[
    "public",
    "primary",
    "foreign",
    "partition",
    "sort",
    "cache",
    "hash",
    "range",
    "routing",
    "row",
    "object",
    "index",
    "lookup",
    "group",
    "map",
    "idempotency",
    "dedup",
    "deduplication",
    "unique",
    "composite",
    "feature",
    "flag",
    "translation",
    "message",
    "metric",
    "tag",
    "label",
    "host",
    "registry",
    "config",
    "issue",
    "trace",
    "etag",
    "bucket",
    "record",
    "event",
    "image",
    "shard",
    "lock",
    "redis",
    "pub",
];
