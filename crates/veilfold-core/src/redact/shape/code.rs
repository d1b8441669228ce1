//! What a program's source has where a value would stand: calls, members, types, the names of variables.

use super::super::field::classify;
use crate::bounds::Bounds as _;
use crate::texts::{Texts, texts};

/// True for the identity of an object: five to eight hex digits.
fn is_hash(text: &[u8]) -> bool {
    (5..=8).contains(&text.len()) && text.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// True where a program reads the variable `name`: `os.environ.get("DB_PASSWORD")`, `config("DB_PASSWORD")`; and where it
/// reads a member that is called as a secret is: `headers.get("Authorization")`, `form.get("password")`.
pub(super) fn is_variable(call: &[u8], name: &[u8]) -> bool {
    let is_part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':');
    let path = call.iter().take(40).take_while(is_part).count();
    const READERS: Texts = texts!["env", "environ.get", "env.get", "env.fetch", "env::var", "config"];
    const GETTERS: Texts = texts![
        ".get",
        ".getheader",
        ".getstring",
        ".getparameter",
        ".getproperty",
        ".header",
        ".cookie",
        ".input",
        ".value",
        ".pop",
        ".fetch",
        ".param",
        ".query",
        ".get_header"
    ];
    let is_word = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.');
    let is_member = || name.iter().all(is_word) && classify(name).is_some();
    call.get(path) == Some(&b'(')
        && (name.contains(&b'_') && is_in_capitals(name) && READERS.end_folded(call.cut(..path))
            || GETTERS.end_folded(call.cut(..path)) && is_member())
}

fn is_in_capitals(name: &[u8]) -> bool {
    name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
}

/// What a program keeps its settings and arguments in.
const OWNERS: Texts = texts![
    "self", "this", "var", "local", "data", "settings", "config", "req", "request", "params", "args",
    "options", "env", "secrets", "user", "props",
];

/// True for a call, an index or a member of a program: `get_token()`, `os.environ[`, `self.password`.
pub(super) fn is_code(value: &[u8]) -> bool {
    // Commands of PowerShell that give an object.
    const COMMANDS: Texts =
        texts!["New-Object", "Get-Credential", "Get-Content", "Read-Host", "ConvertTo-SecureString"];
    if COMMANDS.has_folded(value) {
        return true;
    }
    // `(Get-AzKeyVaultSecret -Name sp).SecretValueText`
    if texts!["(Get-", "(Read-Host"].begin(value) {
        return true;
    }
    if let Some(name) = value.strip_prefix(b"process.env.") {
        return is_in_capitals(name);
    }
    let path =
        value.iter().take_while(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.' | b':')).count();
    let root = value.iter().position(|b| *b == b'.').unwrap_or(path);
    if path == value.len() && root < path && OWNERS.has(&value[..root]) && classify(value).is_some() {
        return true;
    }
    let arguments = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.' | b',' | b' ' | b')' | b'(');
    path >= 3
        && match value.cut(path..) {
            [b'[' | b'('] | [b'[', b'"' | b'\'', ..] => true,
            [b'(', rest @ .., b')'] => {
                // `varchar(255)`, `decimal(10,2)`: the type of a column.
                rest.iter().all(arguments) || rest.iter().all(|b| b.is_ascii_digit() || *b == b',')
            }
            // An object, as Java and Android print it: `android.os.BinderProxy@2bd79ce`, `Token{a64f992`.
            [b'@', hash @ ..] => value.cut(..path).contains(&b'.') && is_hash(hash),
            [b'{', hash @ ..] => is_hash(hash),
            _ => false,
        }
}
