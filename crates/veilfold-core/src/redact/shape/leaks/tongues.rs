//! Sentences of many languages, and of English built otherwise.

use super::{clean, replaced};
use alloc::string::String;
use alloc::vec::Vec;

#[test]
fn a_noun_of_any_language_is_a_name() {
    replaced(&[
        "Kennwort=§",
        "\"WLAN-Schlüssel\": \"§\"",
        "wlan_schlüssel: §",
        "clé wifi : §",
        "clave=§",
        "CONTRASEÑA=§",
        "palavra-passe: §",
        "wachtwoord=§",
        "hasło: §",
        "Şifre: §",
        "şifreniz=§",
        "Пароля=§",
        "パスワード：§",
        "初期パスワード＝§",
        "密码＝§",
        "패스워드: §",
        "mật khẩu: §",
    ]);
}

#[test]
fn what_a_sentence_tells_is_gone() {
    replaced(&[
        "Accesso negato: utente mbianchi, password errata §",
        "[AVM] WLAN-Schlüssel geändert auf §, Gerät FRITZ!Repeater 1200",
        "Sua nova senha de acesso é: § — altere no primeiro login.",
        "a senha do usuário joão agora é §",
        "初期パスワードを設定しました: 「§」 ユーザー: sato",
        "パスワードは「§」です",
        "パスワードを§に変更しました",
        "新密码是§",
        "密码已重置为§，请登录",
        "密码错误 §",
        "비밀번호는 §입니다",
        "비밀번호가 §로 변경되었습니다",
        "Échec de connexion pour l'utilisateur dupont avec le mot de passe §",
        "mot de passe de claire réinitialisé : §",
        "Neues Passwort für k.weber gesetzt: § (muss bei erster Anmeldung geändert werden)",
        "Passwort für k.weber lautet jetzt §",
        "Anmeldung mit dem Passwort § fehlgeschlagen",
        "Passwort falsch: §",
        "Contraseña incorrecta: usuario=lgarcia clave=§",
        "Contraseña incorrecta §",
        "INFO mdp provisoire envoyé à claire@ex.fr : §",
        "se restableció la contraseña del usuario rosa a §",
        "parola chiave del database impostata: §",
        "Nieuw wachtwoord voor gebruiker sanne is §",
        "hasło użytkownika jan zmieniono na §",
        "nieudane logowanie z hasłem §",
        "пароль пользователя ivan изменён на §",
        "новый пароль — §",
        "вход с паролем §",
        "yeni şifreniz: §",
        "パスワード「§」で認証",
        "[Benutzer lager: das Kennwort lautet §]",
    ]);
}

#[test]
fn whoever_is_named_between_a_noun_and_its_value_is_passed_over() {
    replaced(&[
        "Password for \"bob\": §",
        "password for user \"bob\" is §",
        "password of user \"bob\" is §",
        "password generated for \"bob\" = §",
        "A temporary password is generated for \"root\"@localhost: §",
        "{\\\"msg\\\":\\\"password for 'bob': §\\\"}",
        "password for %s: §",
        "password for account #42: §",
        "password for user bob (id 7): §",
        "password for user bob [admin]: §",
        "password for ACME\\bob: §",
        "password for https://bob@git.example.com: §",
        "Enter passphrase for key \"/home/bob/.ssh/id_rsa\": §",
        "secret for client \"app-1\": §",
        "API key for \"acme\": §",
        "Passwort für Benutzer „bob“: §",
        "contraseña de \"rosa\": §",
        "пароль для «ivan»: §",
    ]);
    assert_eq!(clean("clave: Zm9vYmFyMTIzNDU2Nzg5MA=="), "clave: [REDACTED]");
    assert_eq!(clean("PIN for \"bob\": 4829"), "PIN for \"bob\": [REDACTED]");
    assert_eq!(clean("OTP for \"bob\" is 482913"), "OTP for \"bob\" is [REDACTED:one_time_code]");
    for text in [
        "password for user \"bob\" was changed on \"db-01\": ok",
        "password for \"bob\" expired: see https://help2.example.com/reset",
        "password for user bob (id 7): expired",
        "API key for project 42 created by bob at 10:11:12: ok",
        "token for user 42 refreshed: expires_in=3600",
        "password for bob\\nhost: db-01x",
    ] {
        assert_eq!(clean(text), text);
    }
}

#[test]
fn in_english_too() {
    replaced(&[
        "kinit: password for host/web01@EX.ORG read from stdin: §",
        "ansible-vault: Vault password (default): § read from prompt file",
        "password of bob was changed to §",
        "password used was §",
        "password given: §",
        "the secret value is §",
        "Changed password for user elastic\nPASSWORD elastic = §",
        "Please use the following password to proceed to installation (Jenkins):\n\n§\n\nThis may also be found",
    ]);
}

#[test]
fn numbers_and_keys_that_a_sentence_tells_are_gone() {
    for (text, expected) in [
        (
            "my card ends soon and the code on the back is 093, please",
            "my card ends soon and the code on the back is [REDACTED], please",
        ),
        ("the CVV is 093.", "the CVV is [REDACTED]."),
        ("Ihre neue PIN lautet 4829", "Ihre neue PIN lautet [REDACTED]"),
        ("le PIN de la carte 12 est 4829.", "le PIN de la carte 12 est [REDACTED]."),
        ("Your new secret key is: VBOXJUVUEWAYJFISQDMJMQIFXJ", "Your new secret key is: [REDACTED]"),
    ] {
        assert_eq!(clean(text), expected);
    }
}

#[test]
fn what_says_nothing_secret_stays() {
    let mut altered = Vec::new();
    for text in [
        "Passwort falsch",
        "Passwort falsch (Versuch 2 von 3)",
        "Passwort für k.weber gesetzt (läuft ab am 2026-01-01)",
        "Passwort für k.weber wurde zurückgesetzt, E-Mail an k.weber@ex.org versendet",
        "Passwort geändert auf srv-web01",
        "Passwort geändert von Benutzer: kweber42",
        "Passwort läuft ab am: 2026-01-01T10:00:00Z",
        "Passwortänderung für kweber42",
        "das Passwort ist abgelaufen",
        "Passwort-Datei: passwoerter2.txt",
        "Kennwort mit pbkdf2-sha256 gehasht: pbkdf2-sha256",
        "WLAN-Anmeldung ist gescheitert: falscher WLAN-Schlüssel. MAC-Adresse: 3A:9C:C3:58:8A:A9",
        "PIN falsch (Versuch 2 von 3)",
        "mot de passe oublié",
        "mot de passe oublié : lien envoyé à claire@ex.fr, valable 30 minutes",
        "mot de passe modifié à 12h30",
        "mot de passe incorrect pour l'utilisateur dupont42",
        "avec le mot de passe fourni",
        "contraseña caducada desde 2024-01-01",
        "La contraseña del usuario lgarcia caduca en 7 días",
        "contraseña incorrecta para el usuario: lgarcia42",
        "clave primaria duplicada en tabla pedidos: id=88112",
        "clave: pedidos",
        "senha alterada com sucesso",
        "Senha alterada com sucesso para o usuário joao em 2025-03-02 10:11",
        "la password deve contenere almeno 8 caratteri",
        "la password è scaduta",
        "password errata ORA-01017",
        "Wachtwoord vergeten? Mail verstuurd naar sanne@ex.nl",
        "hasło wygasło",
        "пароль неверен",
        "пароль истекает через 7 дней",
        "パスワードを変更しました",
        "パスワードは8文字以上です",
        "密码错误 3 次",
        "密码长度不能少于8位,且必须包含字母和数字",
        "用户登录失败 用户名:zhangwei 原因:密码错误 剩余次数:2",
        "비밀번호가 만료되었습니다",
        "비밀번호 오류 3회",
        "recovery codes generated for u=maria: 10",
        "the code on the back is required",
        "the photo on the back is 1024 wide",
        "on the back: 3 scratches",
        "the secret key is: MISSING_SECRET_KEY",
        "password for host/web01 read from file: krb5.keytab",
        "Error from server (NotFound): secrets \"db-credentials\" not found",
        "password hashing: argon2id",
        "password encryption is scram-sha-256",
        "password manager: KeePass2x.",
        "password is stored in S3bucket",
        "password changed in web2py",
        "password was sent to admin1x",
        "secret name is app2b-tls",
        "secret copied to k3s-prod",
        "secret created in ns1a-prod.",
        "password verifier is sha512crypt",
        "Failed password for invalid user oracle from 10.0.0.77 port 40210 ssh2",
        "password authentication failed for user \"metabase\"",
    ] {
        let cleaned = clean(text);
        if cleaned != text {
            altered.push(cleaned);
        }
    }
    assert_eq!(altered, Vec::<String>::new());
}

#[test]
fn each_of_several_codes_is_gone() {
    for (text, expected) in [
        (
            "recovery codes generated for u=maria: [swexu-4g4gg, 5v08s-qtky4, vex65-i2zh1]",
            "recovery codes generated for u=maria: [REDACTED]",
        ),
        (
            "Your emergency scratch codes are:\n  38104472\n  91822056\ndone",
            "Your emergency scratch codes are:\n  [REDACTED]\n  [REDACTED]\ndone",
        ),
        ("backup codes:\nswexu-4g4gg\n5v08s-qtky4", "backup codes:\n[REDACTED]\n[REDACTED]"),
        ("Recovery codes: swexu-4g4gg, 5v08s-qtky4", "Recovery codes: [REDACTED], [REDACTED]"),
        (
            "Backup codes saved: [\"swexu-4g4gg\",\"5v08s-qtky4\"]",
            "Backup codes saved: [\"[REDACTED]\",\"[REDACTED]\"]",
        ),
    ] {
        assert_eq!(clean(text), expected);
    }
    for (text, expected) in [
        ("Код подтверждения: 55318. Никому", "Код подтверждения: [REDACTED:one_time_code]. Никому"),
        ("Su clave dinámica es 603914 y vence", "Su clave dinámica es [REDACTED:one_time_code] y vence"),
        ("user=khalid كلمة المرور: Hunter2ok", "user=khalid كلمة المرور: [REDACTED]"),
        ("Zugangscode: 77-Falke-03, Filiale=4", "Zugangscode: [REDACTED], Filiale=4"),
    ] {
        assert_eq!(clean(text), expected);
    }
    for text in
        ["backup codes are:\n  3 left\n", "recovery codes:\nnone", "backup codes for bob:\nuser42 left"]
    {
        assert_eq!(clean(text), text);
    }
}
