//! What talks about secrets, counts them or is named alike stays as it is.

use super::clean;
use alloc::string::String;
use alloc::vec::Vec;

#[test]
fn ordinary_lines_stay() {
    let mut altered = Vec::new();
    for text in [
        "tokenizer loaded 50257 entries from vocab.json",
        "primary_key=42 foreign_key=user_id",
        "max_tokens=4096 prompt_tokens=153 completion_tokens=88",
        "secret_santa_enabled=true",
        "password must be 8 characters",
        "Password:\n  must be at least 8 characters long",
        "invalid token",
        "Invalid token 'foo' at line 3",
        "Unexpected token \"}\" in JSON at position 12",
        "token expired",
        "access token is required",
        "password reset for bob",
        "password for bob: rejected",
        "secret: not found",
        "API key: missing",
        "Primary key: users_pkey",
        "private key: loaded",
        "the password is incorrect",
        "using password: YES",
        "Access denied for user 'bob'@'localhost' (using password: NO)",
        "INSERT INTO tokens (id, name, kind) VALUES (1, 'a', 'b')",
        "SELECT password FROM users WHERE id = ?",
        "CREATE TABLE users (id int, password text)",
        "<label for=\"password\">Password</label>",
        "fields: name, password, email",
        "params: ('password', 'token')",
        "auth=('oauth', 'saml', 'ldap')",
        "map[name:bob role:admin]",
        "password -> see the vault",
        "argv: ['mysql', '--password', '--verbose']",
        "field 'password' is required",
        "{'loc': ['body', 'password'], 'msg': 'field required'}",
        "keys:\n  - name\n  - id",
        "env:\n- name: LOG_LEVEL\n  value: debug",
        "PASS test_x",
        "PASS: TestPasswordHash (0.01s)",
        "--- PASS: TestLogin2 (0.00s)",
        "    token = get_token()",
        "    password = getpass.getpass()",
        "    secret = os.environ[\"SECRET\"]",
        "    const token = await fetchToken(user);",
        "requirepass not set",
        "PASS TestLogin2 (0.00s)",
        "PASS src/login.test.js",
        "PASS [42ms] Login2ok",
        "auth failed",
        "AUTH failed for user bob",
        "AUTH OAuth2",
        "> AUTH required",
        "> PASS login works",
        "AUTH \"\"",
        "state \"PASS ok\"",
        "state \"PASS Login2ok reached\"",
        "name,role,age\nbob,admin,3",
        "id,token,count\n1,foo,3\n2,bar,4",
        "user,password\nis required",
        "Enter user,password\nto continue",
        "a,b,password",
        "'username' is not a valid password field",
        "'if' is not a valid token",
        "\"foo\" is too short",
        "if (\"\" == password) {",
        "if (\"password\" != secret) {",
        "if (token == \"eof\") {",
        "length_of_password=none",
        "if token in ('if', 'else'):",
        "WHERE password IN (SELECT hash FROM old)",
        "WHERE token LIKE '%x%'",
        "Token(value='if', kind=KEYWORD)",
        "Token('x', 3)",
        "SecretStr('**********')",
        "SecretStr('')",
        "a:1:{s:4:\"name\";s:3:\"bob\";}",
        "password:\\n  required: true",
        "new NetworkCredential(user, password)",
        "new PasswordAuthentication(user, pw)",
        "-DskipTests=true -Dkey=value",
        "Bad activity token: android.os.BinderProxy@2bd79ce",
        "starting token=Token{a64f992 ActivityRecord{de9231d u0 com.shop/.Main t42}}",
    ] {
        if clean(text) != text {
            altered.push(clean(text));
        }
    }
    assert_eq!(altered, Vec::<String>::new());
}

#[test]
fn a_password_with_a_year_is_no_object() {
    for text in ["password=Welcome@2024", "token: Shop@20245", "password=Shop{Ab3de1}"] {
        assert_ne!(clean(text), text);
    }
}
