//! Tokens in the paths of links: one-time ones that a mail carries, and keys of services.

use super::super::bytes::{Class, LONGEST, at, run, slice};
use super::super::opaque::{mixed, opaque, placeholder};
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use core::ops::Range;

pub(super) const ALL: &[Detector] = &[Detector {
    id: "link_token",
    group: Group::Secrets,
    summary: "One-time token in a link that resets a password, confirms an address, signs in or invites; web hook; key in the path of a URL",
    source: "OWASP Forgot Password Cheat Sheet, URL tokens; Mattermost, Rocket.Chat, Infura, Alchemy, QuickNode and conda documentation",
    anchors: &[
        Anchor::AnyCase("reset-password"),
        Anchor::AnyCase("reset_password"),
        Anchor::AnyCase("resetpassword"),
        Anchor::AnyCase("password-reset"),
        Anchor::AnyCase("password_reset"),
        Anchor::AnyCase("passwordreset"),
        Anchor::AnyCase("password/reset"),
        Anchor::AnyCase("reset/password"),
        Anchor::Exact("/reset/"),
        Anchor::AnyCase("verify-email"),
        Anchor::AnyCase("verify_email"),
        Anchor::AnyCase("email/verify"),
        Anchor::AnyCase("confirm-email"),
        Anchor::AnyCase("email/confirm"),
        Anchor::AnyCase("account/confirm"),
        Anchor::AnyCase("account/activate"),
        Anchor::AnyCase("/confirm/"),
        Anchor::AnyCase("/activate/"),
        Anchor::AnyCase("magic-link"),
        Anchor::AnyCase("magiclink"),
        Anchor::AnyCase("/invite/"),
        Anchor::AnyCase("/invitation"),
        Anchor::Exact("/hooks/"),
        Anchor::Exact("infura.io/v3/"),
        Anchor::Exact("infura.io/ws/v3/"),
        Anchor::Exact("alchemy.com/v2/"),
        Anchor::Exact("quiknode.pro/"),
        Anchor::Exact("anaconda.org/t/"),
    ],
    verify: Verify::Code(verify),
    hits: &[
        ("GET /reset-password/Zk3vQ9xT2mLpR7sW8yBn HTTP/1.1", "Zk3vQ9xT2mLpR7sW8yBn"),
        ("https://a.example/password-reset/confirm/MQ/5xq-8f2d1c6b7a9e0d3c4b5a/", "5xq-8f2d1c6b7a9e0d3c4b5a"),
        ("POST /users/email/verify?t=4f1c9a7be2d84c53a6b0 204", "4f1c9a7be2d84c53a6b0"),
        ("POST /users/confirm/be4f1c9a7be2d84c53a6b0 200", "be4f1c9a7be2d84c53a6b0"),
        ("GET /accounts/reset/MQ/5xq-8f2d1c6b7a9e0d3c4b5a/ 200", "5xq-8f2d1c6b7a9e0d3c4b5a"),
        (
            "https://a.example/invite/7b54d014-8e24-48f8-a9a5-41603bce7080",
            "7b54d014-8e24-48f8-a9a5-41603bce7080",
        ),
        ("POST https://chat.example.com/hooks/zk3vq9xt2mlpr7sw8ybn4f1c9a 400", "zk3vq9xt2mlpr7sw8ybn4f1c9a"),
        (
            "wss://mainnet.infura.io/ws/v3/4f1c9a7be2d84c53a6b04f1c9a7be2d8",
            "4f1c9a7be2d84c53a6b04f1c9a7be2d8",
        ),
        (
            "https://eth-mainnet.g.alchemy.com/v2/Zk3vQ9xT2mLpR7sW8yBn-x_1aQ3dE5f7",
            "Zk3vQ9xT2mLpR7sW8yBn-x_1aQ3dE5f7",
        ),
        (
            "https://a-b.quiknode.pro/4f1c9a7be2d84c53a6b04f1c9a7be2d84f1c9a7b/",
            "4f1c9a7be2d84c53a6b04f1c9a7be2d84f1c9a7b",
        ),
        (
            "https://conda.anaconda.org/t/ac-7b54d014-8e24-48f8-a9a5-41603bce7080/shop",
            "ac-7b54d014-8e24-48f8-a9a5-41603bce7080",
        ),
    ],
    misses: &[
        "GET /reset-password HTTP/1.1",
        "/reset-password/confirmation-page-for-users",
        "/password/reset/ 200",
        "/invite/accept?next=/home",
        "/invitations/list",
        "POST /jobs/reset/nightly-import-2026-11-30",
        "/verify-email/{token}",
        "/orders/confirm/2026-11-02",
        "/license/activate/server-01",
        "magic-link sent to the user",
        "GET /repos/acme/shop/hooks/412345678/deliveries",
        "/opt/git/hooks/pre-receive",
        "https://mainnet.infura.io/v3/${INFURA_KEY}",
        "https://conda.anaconda.org/t/<TOKEN>/shop",
        "https://docs.infura.io/networks/ethereum/how-to/secure-a-project",
        "https://mainnet.infura.io/dashboard/statistics2026q1report",
    ],
}];

/// The first step behind the words, or the first parameter, that looks made by a machine.
fn verify(c: Candidate<'_>) -> Option<Range<usize>> {
    const STEP: Class = Class::of("A-Za-z0-9_.=%~-");
    const STEPS: usize = 4;
    const SHORTEST: usize = 16;
    // The rest of the last word: `/invitations`.
    let mut from = c.end;
    if !c.text.cut(..c.end).ends_with(b"/") {
        from = run(c.text, from, const { Class::of("a-z") }, 8);
        matches!(at(c.text, from), Some(b'/' | b'?')).then_some(())?;
    }
    for _ in 0..STEPS {
        from += usize::from(matches!(at(c.text, from), Some(b'/' | b'?' | b'&')));
        let end = run(c.text, from, STEP, LONGEST);
        let step = slice(c.text, from, end);
        // `t=…`: the name of a parameter is none of its value.
        let name = step.iter().take(24).position(|b| *b == b'=').map_or(0, |i| i + 1);
        let name = if name < step.len() { name } else { 0 };
        let value = step.cut(name..);
        let made = value.len() >= SHORTEST && mixed(value) && opaque(value);
        if made && !placeholder(value) {
            return Some(from + name..end);
        }
        if !matches!(at(c.text, end), Some(b'/' | b'?' | b'&')) {
            return None;
        }
        from = end;
    }
    None
}
