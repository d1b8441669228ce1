//! Names that are no secret's where they stand: the tag of a program, a challenge, a public key.

use super::run;
use crate::bounds::Bounds as _;
use crate::redact::work::looked;
use crate::search;
use crate::texts::texts;

/// Whether `name` between `head` and `rest` names something that everybody may know.
pub(super) fn is_public(head: &[u8], name: &[u8], rest: &[u8]) -> bool {
    match name {
        b"key" | b"Key" => texts!["public "].end_folded(head),
        b"nonce" => is_challenge(head, rest),
        b"passwd" | b"chpasswd" | b"gpasswd" => is_tag(head, rest),
        b"list-secrets" | b"LoadCredential" | b"LoadCredentialEncrypted" => true,
        // A unit of systemd: `LoadCredential=token:/etc/notify/token`.
        _ => rest.starts_with(b":/") && texts!["LoadCredential=", "LoadCredentialEncrypted="].end(head),
    }
}

/// The `nonce` of a `WWW-Authenticate` header is the server's; that of who answers it stands beside a `response`.
fn is_challenge(head: &[u8], rest: &[u8]) -> bool {
    const REACH: usize = 256;
    let head = head.cut(head.len().saturating_sub(REACH)..);
    let head = head.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    let rest = rest.cut(..rest.len().min(REACH));
    let rest = rest.split(|b| *b == b'\n').next().unwrap_or_default();
    looked(head.len() + rest.len());
    let has = |word| search::find(head, word).is_some() || search::find(rest, word).is_some();
    has(b"realm=") && !has(b"response=") && !has(b"username=")
}

/// `passwd[812]: ` of syslog, and `pam_unix(passwd:chauthtok)`.
fn is_tag(head: &[u8], rest: &[u8]) -> bool {
    let digits = rest.strip_prefix(b"[").map_or(0, |rest| run(rest, 8, u8::is_ascii_digit));
    if digits >= 2 {
        return rest.has_at(1 + digits, b"]: ");
    }
    let word = run(rest, 16, |b| b.is_ascii_lowercase() || *b == b':');
    let module = head.cut(head.len().saturating_sub(24)..).rsplit(|b| *b == b' ').next().unwrap_or_default();
    word > 1 && rest.has_at(word, b")") && module.starts_with(b"pam_") && module.ends_with(b"(")
}
