//! Sentences, errors, commands of protocols.

use super::replaced;

#[test]
fn only_the_secret_is_replaced() {
    replaced(&[
        "API Key is §",
        "Password1 §",
        "resetting admin password to §",
        "Password of bob changed, new password was §, expected §",
        "expected password to equal \"§\" but got \"§\"",
        "Please use the following password to proceed to installation: §",
        "Please use the following password to proceed to installation:\n\n§\n",
        "dataSource password........................§",
        "<member><name>password</name><value><string>§</string></value></member>",
        "access token is §",
        "auth token was §",
        "user password: §",
        "your new password is §",
        "password is: §",
        "password was set to §",
        "Password for bob: §",
        "The generated password for the elastic built-in superuser is : §",
        "*cmd* 'PASS §\\r\\n'",
        "HELLO 3 AUTH default §",
        "{\"param\":\"password\",\"value\":\"§\",\"msg\":\"Invalid value\"}",
        "1 validation error for User\npassword\n  too short [type=x, input_value='§', input_type=str]",
        "ValidationError: password: '§' is too short",
        "ValueError: invalid password '§'",
        "ValueError: bad password: '§'",
        "ValueError: invalid token \"§\"",
        "Invalid password \"§\" for user bob",
        "wrong password: \"§\"",
        "login failed for bob with password §",
        "login failed for bob with password '§'",
        "login failed for bob using password \"§\"",
        "PASS :§",
        "\"User Password\": \"§\"",
        "Passwort: §",
        "Kennwort: §",
        "Kennwort lautet §",
        "das neue Passwort für den Drucker ist §, bitte ändern",
        "le mot de passe provisoire de la messagerie est § ; merci",
        "La contraseña del servidor es §",
        "root password on the staging box is still §, by the way",
        "db.app: password: \"\" => \"§\"",
        "mot de passe : §",
        "mot de passe: §",
        "senha: §",
        "> PASS §",
        "FTP command: Client \"1.2.3.4\", \"PASS §\"",
        "C: PASS §",
        "USER bob\nPASS §",
        "redis> AUTH §",
        "127.0.0.1:6379> AUTH default §",
        "'§' is too short for password",
        "\"§\" is not a valid password",
        "value '§' is not a valid token",
        "SNMP community: §",
        "snmp community string §",
        "bob entered password §",
        "trying password § for root",
        "requirepass §",
        "masterauth §",
        "password entered: §",
        "password: § => §",
        "admin password reset to \"§\"",
        "Authorization: Bearer Bearer §",
        "~ admin_password = \"§\" -> \"§\"",
        "A temporary password is generated for root@localhost: §",
        "API key received = §",
        "SET password TO '§';",
        "user.setPassword(\"§\");",
        "cfg.set_api_key('§')",
        "new Client().withAuthToken(\"§\")",
        "UsernamePasswordCredentials(bob,§)",
        "Password . . . . : §",
        "api key ........: §",
        "пароль: §",
        "Пароль: §",
        "ПАРОЛЬ=§",
        "CONTRASEÑA: §",
        "new PasswordAuthentication(\"bob\", \"§\".toCharArray())",
    ]);
}

#[test]
fn both_values_of_a_change_are_gone() {
    for text in [
        "password changed from § to Winter9ok",
        "password was rotated from \"Winter9ok\" to \"§\"",
        "api key has been replaced from Winter9ok to §.",
        "{\"field\":\"password\",\"old\":\"§\",\"new\":\"Winter9ok\"}",
        "{\"attribute\": \"password\", \"from\": \"Winter9ok\", \"to\": \"§\"}",
    ] {
        let cleaned = super::clean(&text.replace('§', super::SECRET));
        assert!(!cleaned.contains(super::SECRET) && !cleaned.contains("Winter9ok"), "{cleaned}");
    }
}

#[test]
fn a_phrase_that_recovers_a_wallet_is_gone() {
    const PHRASE: &str = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    for text in [
        "seed phrase §",
        "mnemonic=§",
        "mnemonic \"§\"",
        "recovery phrase is §",
        "Save this seed phrase to recover your keypair:\n§",
        "**Important** write this mnemonic phrase in a safe place.\n§",
    ] {
        assert_eq!(super::clean(&text.replace('§', PHRASE)), text.replace('§', "[REDACTED]"));
    }
}

#[test]
fn a_pin_that_a_sentence_tells_is_gone() {
    for (text, expected) in [
        ("PIN entered: 4829", "PIN entered: [REDACTED]"),
        ("{\"pairingPin\":\"4829\"}", "{\"pairingPin\":\"[REDACTED]\"}"),
        (" * Debugger PIN: 118-204-776", " * Debugger PIN: [REDACTED]"),
        ("your new PIN is 4829.", "your new PIN is [REDACTED]."),
        ("card seq 02 PIN entered 4829 verify=OK", "card seq 02 PIN entered [REDACTED] verify=OK"),
        (
            "SIM unlocked with PUK 48201937, new PIN 6604 stored",
            "SIM unlocked with PUK [REDACTED], new PIN [REDACTED] stored",
        ),
    ] {
        assert_eq!(super::clean(text), expected);
    }
}

#[test]
fn what_a_client_sends_is_gone_whatever_it_is_made_of() {
    for (text, expected) in [
        ("pop3d: C: USER bob\npop3d: C: PASS open-sesame", "pop3d: C: USER bob\npop3d: C: PASS [REDACTED]"),
        (
            "FTP command: Client \"bob\", \"PASS open-sesame\"",
            "FTP command: Client \"bob\", \"PASS [REDACTED]\"",
        ),
        (
            "PRIVMSG NickServ :IDENTIFY open-sesame",
            "PRIVMSG NickServ :IDENTIFY [REDACTED:command_line_login]",
        ),
        ("(config)# enable secret 0 open!sesame", "(config)# enable secret 0 [REDACTED:device_credential]"),
        ("passphrase is \"my dog ate the moon\", slot 1", "passphrase is \"[REDACTED]\", slot 1"),
        ("mot_de_passe « open&sesame », actif", "mot_de_passe « [REDACTED] », actif"),
        ("oidc: code=SplxlOBeZQQYbYS6WxSbIA7k state=x", "oidc: code=[REDACTED:oauth_code] state=x"),
    ] {
        assert_eq!(super::clean(text), expected);
    }
}

#[test]
fn a_random_word_below_its_line_is_gone() {
    let text = "Use the following password to proceed:\n\n9f86d081884c7d659a2feaa0c55ad015\n\nIt is also in the file";
    let cleaned = super::clean(text);
    assert_eq!(cleaned, text.replace("9f86d081884c7d659a2feaa0c55ad015", "[REDACTED]"));
}
