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
        "password = env(\"PG_MAIN\", \"\")",
        "password = env(\"PG_MAIN\", default=\"${PG_PASSWORD}\")",
        "password = env(\"PG_MAIN\", cast=str)",
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
        "UPDATE users SET name = $1, password = $2 parameters: $1 = 'bob2Ab', $2 = NULL",
        "PIN entered: wrong 3 times",
        "pin received: 4829",
        "PIN is 17",
        "kms key arn:aws:kms:us-east-1:123456789012:key/0f8fad5b-d9cb-469f-a165-70867728950e rotated",
        "{'kty': 'RSA', 'n': '0vx7agoebGcQSuuPiLJXZptN9nndrQ', 'e': 'AQAB', 'd': 'short'}",
        "{'d': '0vx7agoebGcQSuuPiLJXZptN9nndrQ', 'k': 'AyM1SysPpbyDfgZld3umj1qzKO'}",
        "password hint \"a\" -> \"b\"",
        "WHERE password IN (SELECT hash FROM old)",
        "WHERE token LIKE '%x%'",
        "Token(value='if', kind=KEYWORD)",
        "Token('x', 3)",
        "SecretStr('**********')",
        "SecretStr('')",
        "{'kind': 'Secret', 'metadata': {'name': 'db'}, 'data': {'x': '***'}}",
        "{'kind': 'ConfigMap', 'data': {'x': 'aGVyb24='}, 'of': 'Secret'}",
        "{'kind': 'Secret'}, {'data': {'x': 'aGVyb24='}}",
        "token refresh failed because remote server returned empty answer while client waited longer",
        "password legal winner thank year wave sausage worth useful legal winner thank yellow",
        "recovery phrase backup step finished after user wrote down twelve words using paper",
        "seed phrase must have twelve or twenty four words in the correct order please",
        "token: level: high",
        "a:1:{s:4:\"name\";s:3:\"bob\";}",
        "password:\\n  required: true",
        "new NetworkCredential(user, password)",
        "new PasswordAuthentication(user, pw)",
        "-DskipTests=true -Dkey=value",
        "fields: \"password\" \"token\" \"email\"",
        "token changed from access to refresh",
        "password changed from the settings page",
        "password changed from web to mobile by bob",
        "{\"field\":\"color\",\"old\":\"red\",\"new\":\"blue\"}",
        "{\"field\":\"token_count\",\"old\":\"4\",\"new\":\"5\"}",
        "SET token TO 5",
        "tokens[0]=464 tokens[1]=102",
        "password[0] is not a letter",
        "| password | varchar(255) | YES |",
        "Checking password .... ok",
        "Enter password... done",
        "secret.......: missing",
        "{token, \"expired\"}",
        "see token . \"x\"",
        "setPassword(\"password\")",
        "setToken(\"token\")",
        "setPasswordVisible(\"true\")",
        "setKeyListener(\"click2\")",
        "SNMP community string mismatch",
        "password entered incorrectly",
        "token received: 12 bytes",
        "token issued for client web-app",
        "key created for user42: done",
        "Credentials(bob,admin)",
        "<Contents><Key>photos/2006/sample.jpg</Key></Contents>",
        "<input type=\"text\" name=\"token_name\" value=\"abc\">",
        "{\"path\":\"/api/v1/password\",\"data\":\"html\"}",
        "first_pass: 12, last_pass: shadow",
        "bypass=true compass=north",
        "Пароль неверный",
        "к\u{435}y",
        "Bad activity token: android.os.BinderProxy@2bd79ce",
        "sudo: bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/ls",
        "PWD=/ OLDPWD=/var/www/html-1.2",
        "MountVolume.SetUp failed for volume \"token\" : secret \"token\" not found",
        "{\"arn\":\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf\"}",
        "mutation Login($password: String!) { login(password: $password) { token } }",
        "Unexpected token: 'abc123'",
        "~ password = (sensitive value)",
        "+ auth_token = (known after apply)",
        "password: Optional.empty",
        "has_token=false is_secret=0",
        "password = settings.DB_PASSWORD",
        "password: self.password,",
        "password = request.form['password']",
        "password = var.db_password",
        "Recovery phrase: these twelve words are shown once and never again after you close this page",
        "user entered password policy",
        "requirepass is unset",
        "starting token=Token{a64f992 ActivityRecord{de9231d u0 com.shop/.Main t42}}",
    ] {
        if clean(text) != text {
            altered.push(clean(text));
        }
    }
    assert_eq!(altered, Vec::<String>::new());
}

#[test]
fn descriptions_and_answers_stay() {
    let altered: Vec<_> = [
        "Wrong password: attempt 3 of 5",
        "password: minimum 8 characters",
        "usage: app [-h] [--password PASSWORD] [--api-key API_KEY]",
        "      --password string   password for the registry",
        "  -p, --password <password>  The password of the account",
        "  --token=<token>   Token of the account",
        "curl -H 'X-Api-Key: <your key>' x",
        "gpg: Good signature from \"Bob\" using RSA key 4A1BC23D5E6F7081",
        "curl --cookie cookies.txt x",
        "wget --load-cookies cookies.txt x",
        "kubectl create secret generic db --from-file=password=./pw.txt",
        "helm upgrade shop ./chart --set auth.existingSecret=db-credentials",
        "imagePullSecrets: regcred",
        "openssl enc -d -pass env:PW -in a",
        "openssl rsa -passin file:pw.txt",
        "password: !vault |",
        "{'password': ['This field is required.'], 'name': []}",
        "password: can't be blank",
        "{'password': [\"can't be blank\", 'is too short (minimum is 8 characters)']}",
    ]
    .into_iter()
    .filter(|text| clean(text) != *text)
    .collect();
    assert_eq!(altered, Vec::<&str>::new());
}

#[test]
fn what_only_begins_like_a_description_goes() {
    for text in [
        "app --password Hunter2ok",
        "app --password HUNTER2",
        "--password <password>Hunter2ok</password>x --token=Hunter2ok",
        "<a-b><password>Hunter2ok</password></a-b>",
        "openssl rsa -passin pass:Hunter2ok",
        "password: <Hunter2ok>",
        "curl --cookie sid=Hunter2ok x",
        "password: !Hunter2ok",
        "password: !Ref Hunter2ok",
        "{'password': ['Hunter2ok is wrong']}",
        "{'password': [\"can't be blank\", 'Hunter2ok']}",
        "{'password': 'a long walk by the river'}",
        "{'passphrase': ['wrong horse must match']}",
        "api key 4A1BC23D5E6F7081",
        "signing_key=4A1BC23D5E6F7081",
    ] {
        assert_ne!(clean(text), text);
    }
}

#[test]
fn a_password_with_a_year_is_no_object() {
    for text in [
        "pwd=/Hunter2ok",
        "pwd=/9j4AAQSkZJRgABAQ",
        "password=/srv/app",
        "password=my.secret",
        "password: $ecret",
    ] {
        assert_ne!(clean(text), text);
    }
    for text in ["password=Welcome@2024", "token: Shop@20245", "password=Shop{Ab3de1}"] {
        assert_ne!(clean(text), text);
    }
}
