//! Sentences, errors, commands of protocols.

use super::replaced;

#[test]
fn only_the_secret_is_replaced() {
    replaced(&[
        "API Key is §",
        "access token is §",
        "auth token was §",
        "user password: §",
        "your new password is §",
        "password is: §",
        "password was set to §",
        "Password for bob: §",
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
        "new PasswordAuthentication(\"bob\", \"§\".toCharArray())",
    ]);
}
