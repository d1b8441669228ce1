//! What other languages call a secret, and what their sentences put between it and its value: a row for each.
//!
//! Words are in small letters. An empty list asks for nothing: a row with the noun alone hides `lösenord=x`.

use super::detect::Anchor;
use super::field::Name;
use crate::texts::{Texts, texts};

macro_rules! tongues {
    ($($(#[doc = $language:literal])* {
        password: [$($password:literal),*],
        maybe: [$($maybe:literal),*],
        code: [$($code:literal),*],
        is: [$($is:literal),*],
        to: [$($to:literal),*],
        with: [$($with:literal),*],
        wrong: [$($wrong:literal),*],
        whose: [$($whose:literal),*],
    })+) => {
        /// Names of keys. `password` has no other meaning, `maybe` has one; an underline joins two words.
        pub(super) const NAMES: &[Name] = &[$($(Name::foreign($password, true),)* $(Name::foreign($maybe, false),)*)+];
        /// What a one-time code is called.
        pub(super) const CODES: &[Anchor] = &[$($(Anchor::AnyCase($code),)*)+];
        /// What the value comes right behind. In scripts without blanks, what it is glued to.
        pub(super) const IS: Texts = texts![$($($is,)*)+];
        /// The same, but often of something else: `changed to x`.
        pub(super) const TO: Texts = texts![$($($to,)*)+];
        /// What stands before the noun where the value comes right behind that.
        pub(super) const WITH: Texts = texts![$($($with,)*)+];
        /// What is said of a wrong value, which comes next.
        pub(super) const WRONG: Texts = texts![$($($wrong,)*)+];
        /// Behind these a colon tells whose it is, or where it stands.
        pub(super) const WHOSE: Texts = texts![$($($whose,)*)+];
    };
}

/// Two lists of what the scanner looks for as one.
pub(super) const fn joined<const N: usize>(first: &[Anchor], second: &[Anchor]) -> [Anchor; N] {
    let (mut all, mut at) = ([first[0]; N], 0);
    while at < N {
        all[at] = if at < first.len() { first[at] } else { second[at - first.len()] };
        at += 1;
    }
    all
}

tongues! {
    /// English; its nouns stand in the tables of names and of codes.
    {
        password: [], maybe: [], code: [],
        is: ["is", "was", "are", "now", "still"], to: ["to"], with: [], wrong: [], whose: ["file"],
    }
    /// German
    {
        password: ["passwort", "kennwort", "wlan_schlüssel", "netzwerkschlüssel", "zugangscode"],
        maybe: [],
        code: ["bestätigungscode", "sicherheitscode", "einmalcode", "anmeldecode"],
        is: ["ist", "lautet", "noch", "jetzt"],
        to: ["auf"],
        with: ["mit"],
        wrong: ["falsch", "ungültig"],
        whose: ["benutzer", "nutzer", "konto", "gerät", "datei"],
    }
    /// French
    {
        password: ["mot_de_passe", "clé_wifi"],
        maybe: ["mdp"],
        code: ["code de confirmation", "code de vérification", "code de sécurité", "code secret"],
        is: ["est"],
        to: ["à", "par"],
        with: ["avec"],
        wrong: ["incorrect", "erroné", "invalide"],
        whose: ["utilisateur", "compte", "identifiant", "fichier"],
    }
    /// Spanish
    {
        password: ["contraseña", "contrasena"],
        maybe: [],
        code: ["código de verificación", "código de confirmación", "código de seguridad", "código de acceso", "clave dinámica"],
        is: ["es", "ahora"],
        to: ["a", "por"],
        with: ["con"],
        wrong: ["incorrecta", "errónea", "inválida"],
        whose: ["usuario", "cuenta", "archivo"],
    }
    /// Portuguese
    {
        password: ["palavra_passe"],
        maybe: ["senha"],
        code: ["código de verificação", "código de confirmação", "código de segurança"],
        is: ["é", "agora"],
        to: ["para"],
        with: ["com"],
        wrong: ["incorreta", "errada"],
        whose: ["usuário", "utilizador", "conta", "arquivo"],
    }
    /// Italian
    {
        password: [],
        maybe: ["parola"],
        code: ["codice di verifica", "codice di conferma", "codice di sicurezza"],
        is: ["è"],
        to: ["in"],
        with: [],
        wrong: ["errata", "sbagliata"],
        whose: ["utente"],
    }
    /// Dutch
    {
        password: ["wachtwoord"],
        maybe: [],
        code: ["verificatiecode", "bevestigingscode", "beveiligingscode"],
        is: [],
        to: ["naar"],
        with: ["met"],
        wrong: ["onjuist"],
        whose: ["gebruiker"],
    }
    /// Polish
    {
        password: ["hasło", "haslo", "hasła", "hasłem"],
        maybe: [],
        code: ["kod weryfikacyjny", "kod potwierdzający"],
        is: [],
        to: ["na"],
        with: ["z"],
        wrong: ["nieprawidłowe"],
        whose: ["użytkownika"],
    }
    /// Turkish; its `parola` is Italian too.
    {
        password: ["şifre", "sifre", "şifresi", "şifreniz", "parolanız"],
        maybe: [],
        code: ["doğrulama kodu", "onay kodu"],
        is: [],
        to: [],
        with: [],
        wrong: ["yanlış"],
        whose: ["kullanıcı"],
    }
    /// Russian
    {
        password: ["пароль", "пароля", "паролем"],
        maybe: [],
        // Without the first letter, which may be a capital.
        code: ["од подтверждения", "од доступа"],
        is: [],
        to: ["на"],
        with: ["с"],
        wrong: ["неверен"],
        whose: ["пользователь", "пользователя"],
    }
    /// Japanese
    {
        password: ["パスワード", "ｐａｓｓｗｏｒｄ", "暗証番号"],
        maybe: [],
        code: ["認証コード", "確認コード"],
        is: ["は", "が", "を"],
        to: [],
        with: [],
        wrong: [],
        whose: ["ユーザー"],
    }
    /// Chinese
    {
        password: ["密码", "密碼", "口令"],
        maybe: [],
        code: ["验证码", "驗證碼", "校验码"],
        is: ["是", "为", "為"],
        to: [],
        with: [],
        wrong: ["错误", "錯誤"],
        whose: ["用户", "用户名"],
    }
    /// Korean
    {
        password: ["비밀번호", "암호", "패스워드"],
        maybe: [],
        code: ["인증번호", "인증 코드", "인증코드"],
        is: ["는", "은", "가", "이", "를", "을"],
        to: [],
        with: [],
        wrong: [],
        whose: ["사용자"],
    }
    /// Arabic
    {
        password: ["كلمة_المرور", "كلمة_السر"],
        maybe: [],
        code: ["رمز التحقق", "رمز التأكيد"],
        is: ["هي", "هو"],
        to: ["إلى"],
        with: [],
        wrong: [],
        whose: ["المستخدم"],
    }
    /// Swedish, Danish, Finnish, Czech, Croatian, Greek, Hebrew, Thai, Hindi, Hungarian, Vietnamese, Indonesian: the nouns alone.
    {
        password: [
            "lösenord", "adgangskode", "salasana", "heslo", "lozinka", "κωδικός", "סיסמה", "รหัสผ่าน", "पासवर्ड", "jelszó", "jelszo",
            "mật_khẩu", "kata_sandi"
        ],
        maybe: [], code: [], is: [], to: [], with: [], wrong: [], whose: [],
    }
}
