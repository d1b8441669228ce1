//! What describes a secret, was masked before or is only named like one stays; what is written alike and is a secret goes.

use super::clean;
use alloc::vec::Vec;

fn stay(texts: &[&str]) {
    let altered: Vec<_> = texts.iter().map(|text| clean(text)).collect();
    assert_eq!(altered, texts);
}

/// The secret stands between two `§`.
fn go(texts: &[&str]) {
    let is_left = |text: &&&str| {
        let secret = text.split('§').nth(1).unwrap();
        clean(&text.replace('§', "")).contains(secret)
    };
    let left: Vec<_> = texts.iter().filter(is_left).collect();
    assert_eq!(left, Vec::<&&str>::new());
}

#[test]
fn settings() {
    stay(&[
        "options: {\"Password\":{\"RequiredLength\":12,\"RequireDigit\":true,\"RequiredUniqueChars\":4}}",
        "properties/password: {\"type\":\"string\",\"format\":\"password\",\"minLength\":8}",
        "password: {'type': 'string', 'minLength': 8, 'nullable': None, 'pattern': '^[a-z]+$'}",
        "{\\\"password\\\":{\\\"minLength\\\":8}}",
        "Jwt: {\"Issuer\":\"https://id.example.com\",\"Audience\":\"api\",\"ExpiryMinutes\":60}",
        "serviceAccountToken={path: token, expirationSeconds: 3607, audience: api}",
        "secrets: [{\"name\":\"DB_PASSWORD\",\"valueFrom\":\"arn:aws:ssm:eu-west-1:123456789012:parameter/db\"}]",
        "token: {\"type\":\"jwt\",\"alg\":\"HS256\",\"expires_in\":3600,\"scopes\":[\"read:user\",\"write\"]}",
        "cookie: {\"path\":\"/\",\"httpOnly\":true,\"maxAge\":3600000,\"sameSite\":\"lax\"}",
        "password: {\"description\":\"At least 8 characters, a digit and a sign.\"}",
        "password: {\"expires\":\"2026-11-30T08:00:00Z\",\"rounds\":12}",
    ]);
    go(&[
        "options: {\"Password\":{\"RequiredLength\":12,\"Default\":\"§Hunter2ok§\"}}",
        "password: {\"type\":\"string\",\"example\":\"§swordfish§\"}",
        "password: {\"type\":\"§Hunter2ok§\"}",
        "password: {\"name\":\"§Hunter2ok§\"}",
        "password: {\"min\":\"§Hunter2ok§\",\"max\":9}",
        "password: {\"min\":[8,\"§Hunter2ok§\"]}",
        "password: {\"history\":[\"§48291234§\"]}",
        "api_keys: {\"§kJhGfDsAqWeRtYuIoP§\":{\"scopes\":[\"read\"]}}",
        "password: {\"algorithm\":\"HS256\",\"§swordfish§\"}",
        "password: {\"from\":\"§swordfish§\",\"to\":\"marlin\"}",
        "password: {\"description\":\"§Hunter2ok§\"}",
        "password: {\"pattern\":\"§Hunter2ok§\"}",
        "password: {\"issuer\":\"https://joe:§Hunter2ok§@x\"}",
        "password: {§Hunter2ok§}",
        "Jwt: {\"Issuer\":\"https://id.example.com\",\"Key\":\"§swordfish§\"}",
        "secrets: [\"§swordfish§\"]",
        "secrets: [{\"name\":\"a\"},\"§swordfish§\"]",
        "secrets: [{\"name\":\"a\",\"value\":\"§swordfish§\"}]",
        "token: {\"id\":§4829§,\"type\":\"jwt\"}",
        "{'kind': 'Secret', 'data': {'path': '§aGk§'}}",
    ]);
}

#[test]
fn code_and_references() {
    stay(&[
        "token = request.headers.get(\"Authorization\", \"\").removeprefix(\"Bearer \")",
        "password = data.get(\"password\")",
        "token := r.Header.Get(\"X-Api-Key\")",
        "$password = (Get-AzKeyVaultSecret -VaultName kv -Name db).SecretValueText",
        "password: ${DB_PASSWORD:?database password required}",
        "password: !secret wifi_password",
        "password: !vault-ref secret/data/prod/db#password",
        "postgresql://<user>:<password>@db:5432/shop",
        "user.signingkey=4F1C9A7BE2D84C53",
        "PutObject bucket=media key=uploads/4f1c9a7b-e2d8-4c53-a6b0-4f1c9a7be2d8/thumb.webp",
        "key=logs/2026/01/31/4f1c9a7be2d84c53a6b0.gz",
        "authorization: {\"decision\":\"allow\",\"policy\":\"read-only\"}",
        "otp: {\"enabled\":true,\"digits\":6,\"period\":30}",
        "get_miss key=fragment/4f1c9a7be2d84c53a6b04f1c9a7be2d84f1c9a7b/header",
        "host key for git.example.com: MD5:52:e1:b3:c3:35:7c:cc:68:db:8f:83:6f:b1:62:6b:9b (RSA)",
        "PUT /v1/auth/approle/login Code: 400. Errors: invalid role",
        "Config { password: Secret([REDACTED alloc::string::String]) }",
        "Config { password: SecretBox<alloc::string::String>([REDACTED]) }",
        "api_key: sk-...Xk9Q, org: none",
    ]);
    go(&[
        "password = form.get(\"password\", \"§Hunter2ok§\")",
        "password = store.get(\"§Hunter2ok§\")",
        "fun login(user: joe, password: §Hunter2ok§)",
        "login(user: joe, password: §Hunter§)",
        "password: ${DB_PASSWORD:-§Hunter2ok§}",
        "password: !secret §Hunter2ok§",
        "key=§q8Zr3/Kp0vX2m/b7NtY5wLs9§",
        "key=§abc/Kp0vX2mb7NtY5wLs9q8Zr3§",
        "password: Secret([§Hunter2ok§])",
        "Password for the elastic user (reset with `bin/reset -u elastic`):\n  §x*Vf0Qm_4sNhTq+Lr2Wd§\n",
        "token: Optional(\"q8Zr3Kp0\")\n    - some: \"§q8Zr3Kp0§\"",
        "EXT_PAT=§slwqzyxziyjbh4gqiyxqjfoya4djic25ttqqrx6pdwlspoes6hwu§",
    ]);
}

#[test]
fn masked_and_enciphered() {
    stay(&[
        "201 Created token=64_xxxxxx",
        "Token: ghp_************************************",
        "ssn: ***-**-4471 verified",
        "db_pass: ENC[AES256_GCM,data:FPCL4X5vDi,iv:0eF3b3hPGZ4SYsEKbJUMijcpxlbvZJrTX+LL0pwfZyk=,tag:cxtDJd8wUbiPKDrD494RsA==,type:str]",
        "password: ENC[PKCS7,MIIBeQYJKoZIhvcNAQcDoIIBajCCAWYCAQAxggEhMIIBHQIBADAFMAACAQEw]",
        "client_token=hmac-sha256:f9aa3eced8509dc2ff5ecc64dbac4bdedde277c20d893bffc11e06144b972db4",
        "Authorization: [Redacted] Cookie: [Redacted] X-Request-Id: 2738ae60-1b7a-4d21-a281-6a98b48afeff",
        "smtp_pass: !vault |\n    (encrypted, 218 bytes)\n",
        "private key: (hidden)",
        "password: (64 chars)",
        "Data\n====\npassword:  24 bytes\nusername:  3 bytes",
    ]);
    go(&[
        "password=§Hunter2ok******§",
        "password=§p***1§",
        "password=§*a1*b2*§",
        "password=§swordxxxxxx§",
        "token=hmac-sha256:§swordfish§",
        "password=ENC[§swordfish§]",
        "password=ENC[PKCS7,§sword fish§]",
        "Cookie: [Redacted]; sid=§Hunter2ok§",
        "Cookie: [Redacted] sid=§Hunter2ok§",
        "Cookie: [Redacted] sid=§Hunter2ok§ X-Request-Id: 7",
        "password: (§swordfish§, 2 more)",
        "password: (§Hunter2ok§, 24 bytes)",
        "password: §24§ bytesize",
        "password: §4829§",
    ]);
}

#[test]
fn names_that_everybody_may_know() {
    stay(&[
        "Could not load 'Shop.Json, Version=13.0.0.0, Culture=neutral, PublicKeyToken=30ad4fe6b2a6aeed'",
        "errors/20003 AccountSid=AC2ca4d45f73180fa1718c067cb302ced4",
        "  public key: 1KjG3ywpdwIvwcjA3S8lpTw0aJYepR36OfAUwabxX64=",
        "WWW-Authenticate: Digest realm=\"a\", nonce=\"3d15a53d4496d3d87f81192961bcf546\", algorithm=MD5",
        "transfer token=0x3ab7a169022190e13130029eee7043704cae67ae amount=5",
        "aws secretsmanager list-secrets: prod/db LastRotatedDate=2025-04-01",
        "external-secrets: SecretSyncedError could not get secret data",
        "token: JsonWebTokenError: jwt malformed",
        "routing_key=order.7b54d014-8e24-48f8-a9a5-41603bce7080.created",
        "routing_key=amq.gen-q8Zr3Kp0vX2mb7NtY5wLs9",
        "password encryption is scram-sha-256",
        "password hash of bob is bcrypt2a",
        "passwd[812]: pam_unix(passwd:chauthtok): password changed for lena",
        "[Service]\nLoadCredential=token:/etc/notify/token\nExecStart=/usr/bin/notify",
    ]);
    go(&[
        "routing_key=§q8zr3kp0vx2mb7nty5wls94f1c9a7be2§",
        "wmic /user:bob /password:§swordfish§ os",
        "PublicToken=§30ad4fe6b2a6aeed§",
        "sid=§AC2ca4d45f73180fa1718c067cb302ced4§",
        "private key: §1KjG3ywpdwIvwcjA3S8lpTw0aJYepR36OfAUwabxX64=§",
        "nonce=§3d15a53d4496d3d87f81192961bcf546§",
        "Digest username=\"joe\", realm=\"a\", nonce=\"§3d15a53d4496d3d87f81192961bcf546§\", uri=\"/\"",
        "Digest realm=\"a\", nonce=\"§3d15a53d4496d3d87f81192961bcf546§\", response=\"1\"",
        "token=§0x3ab7a169022190e13130029eee7043704cae67ae3ab7a169022190e13130029e§",
        "password=§0x3ab7a169022190e13130029eee7043704cae67ae§",
        "auth_token=§0x3ab7a169022190e13130029eee7043704cae67ae§",
        "list_password=§swordfish§",
        "external-secrets: §swordfish§",
        "secrets: §SwordError§",
        "passwd[0]: §swordfish§",
        "passwd[12]=§swordfish§",
        "passwd: §swordfish§",
        "login(passwd:§swordfish§)",
        "LoadCredential=token:§swordfish§",
        "SetCredential=token:§swordfish§",
        "list_secrets=§swordfish§",
        "load_credential=§swordfish§",
    ]);
}

#[test]
fn words_of_commands_and_help() {
    stay(&[
        "AuthenticationError: AUTH <password> called without any password configured for the default user.",
        "usage: -p, --passphrase  Generate a passphrase.  --words <words>  Number of words.",
        "options:\n  --token  Set the token to use",
        "PS> $cred = New-Object PSCredential($env:SVC_USER, $pw)",
        "MountVolume.SetUp failed for volume \"token\" : secret \"api-token-x7k2p\" not found",
        "password in LDAP is base64-encoded",
    ]);
    go(&[
        "AUTH <password>§swordfish§",
        "AUTH <password> §sword fish§ </password>",
        "app --passphrase  §Sword§ -v",
        "mysql -u root --password  §Swordfish§ mydb",
        "app -p, --password §Swordfish§ mydb",
        "  --password  §swordfish§ mydb",
        "mysql \\\n  --password  §Swordfish§ mydb",
        "$cred = New-Object PSCredential(\"joe\", \"§Hunter2ok§\")",
        "$pw = ConvertTo-SecureString \"§swordfish§\" -AsPlainText",
        "failed: secret \"§api-token-x7k2p§\" was leaked",
        "password on the host is §base64-hunter2§",
    ]);
}
