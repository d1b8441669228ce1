//! Policy files, and the keys and templates that they name: the only place that reads any of them.

use std::cell::RefCell;
use std::path::Path;
use veilfold_core::policy::{External, Policy, PolicyError};

/// Largest policy file, in bytes.
const LARGEST: u64 = 16 << 20;

/// Reads and compiles the policy file at `path`. A key file or a file of templates that the policy names is
/// looked for beside the policy.
///
/// # Errors
///
/// The file is missing, unreadable, too large or not UTF-8, or the policy is refused (see
/// [`Policy::compile`]).
pub fn load(path: &Path) -> Result<Policy, PolicyError> {
    load_with_key(path).map(|(policy, _)| policy)
}

/// [`load`], and the pseudonym key, for who carries the policy to where its key cannot be read.
///
/// # Errors
///
/// As [`load`].
pub fn load_with_key(path: &Path) -> Result<(Policy, Option<Vec<u8>>), PolicyError> {
    let origin = path.display().to_string();
    let refuse = |message: String, hint: &str| PolicyError {
        origin: origin.clone(),
        line: 0,
        key: String::new(),
        message,
        hint: hint.into(),
    };
    let cannot =
        |e: std::io::Error| refuse(format!("cannot be read: {e}"), "check the path and who may read it");
    if std::fs::metadata(path).map_err(cannot)?.len() > LARGEST {
        return Err(refuse("is larger than 16 MiB".into(), "is it a policy?"));
    }
    let bytes = std::fs::read(path).map_err(cannot)?;
    let source = String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        refuse(format!("is not UTF-8 at byte {at}"), "policies are TOML, and TOML is UTF-8")
    })?;
    let beside = path.parent().unwrap_or_else(|| Path::new("."));
    let key = RefCell::new(None);
    let policy = Policy::compile(&source, &origin, &|named| {
        let found = fetch(named, beside);
        if matches!(named, External::KeyEnv(_) | External::KeyFile(_)) {
            key.replace(found.clone());
        }
        found
    })?;
    Ok((policy, key.into_inner()))
}

/// Compiles a policy that is no file. Files that it names are looked for in `beside`.
///
/// # Errors
///
/// The policy is refused (see [`Policy::compile`]).
pub fn compile(source: &str, origin: &str, beside: &Path) -> Result<Policy, PolicyError> {
    Policy::compile(source, origin, &|named| fetch(named, beside))
}

/// What a policy names outside itself.
fn fetch(named: External<'_>, beside: &Path) -> Option<Vec<u8>> {
    let mut key = match named {
        External::KeyEnv(name) => std::env::var_os(name)?.into_encoded_bytes(),
        External::KeyFile(name) => std::fs::read(beside.join(name)).ok()?,
        External::Templates(name) => return std::fs::read(beside.join(name)).ok(),
    };
    // The line end that editors and `openssl rand -hex 32 > key` leave.
    while key.last().is_some_and(|b| matches!(b, b'\n' | b'\r')) {
        key.pop();
    }
    (!key.is_empty()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use veilfold_core::Report;

    #[test]
    fn a_policy_with_a_key_file_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("p.toml");
        let policy = "version = 1\n[actions]\ncredential_field = { action = \"hash\" }\n[pseudonym]\nkey_file = \"key\"\nkey_id = \"k1\"\n";
        std::fs::write(&path, policy).unwrap();
        let missing = load(&path).unwrap_err();
        assert_eq!((missing.line, missing.key.as_str()), (5, "pseudonym.key_file"));
        std::fs::write(dir.path().join("key"), "0123456789abcdef\n").unwrap();
        let policy = load(&path).unwrap();
        let mut out = Vec::new();
        assert!(policy.redactor().text(b"password=hunter2", &mut out, &mut Report::default()));
        assert!(out.starts_with(b"password=[credential_field:k1:"));
        assert!(!out.windows(7).any(|w| w == b"hunter2"));
    }

    #[test]
    fn files_that_are_no_policy() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("p.toml");
        let error = load(&path).unwrap_err();
        assert!(error.to_string().starts_with(&format!("{}: cannot be read: ", path.display())), "{error}");
        std::fs::write(&path, b"version = 1 # \xff").unwrap();
        assert!(load(&path).unwrap_err().message.contains("not UTF-8 at byte 14"));
        assert!(load(dir.path()).is_err());
    }
}
