//! Addresses and keys of cryptocurrencies.

use super::super::bytes::{ALNUM, Class, HEX, free_left, free_right, run};
use super::super::opaque::distinct;
use super::super::{Anchor, Candidate, Detector, Group, Verify};
use crate::bounds::Bounds as _;
use crate::redact::validate::base58::base58_check;
use crate::redact::validate::bech32::bech32;
use core::ops::Range;

const BASE58: Class = Class::of("1-9A-HJ-NP-Za-km-z");

pub(super) const ALL: &[Detector] = &[
    Detector {
        id: "bitcoin_segwit_address",
        group: Group::Pii,
        summary: "Bitcoin or Litecoin address in Bech32",
        source: "BIP 173, BIP 350",
        anchors: &[Anchor::AnyCase("bc1"), Anchor::AnyCase("ltc1"), Anchor::Exact("tb1")],
        verify: Verify::Code(|c| {
            let end = run(c.text, c.end, ALNUM, 88);
            let whole = free_left(c.text, c.start, ALNUM) && free_right(c.text, end, ALNUM);
            (whole && end - c.start >= 14 && bech32(c.text.cut(c.start..end))).then_some(c.start..end)
        }),
        hits: &[(
            "sent to bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 today",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        )],
        misses: &["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "abc123"],
    },
    Detector {
        id: "bitcoin_private_key",
        group: Group::Secrets,
        summary: "Bitcoin private or extended private key",
        source: "BIP 32; wallet import format",
        anchors: &[
            Anchor::Exact("xprv"),
            Anchor::Exact("yprv"),
            Anchor::Exact("zprv"),
            Anchor::Exact("tprv"),
        ],
        verify: Verify::Code(|c| {
            let end = run(c.text, c.end, BASE58, 108);
            (end - c.start == 111 && free_left(c.text, c.start, ALNUM)).then_some(c.start..end)
        }),
        hits: &[(
            "key xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
            "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
        )],
        misses: &["xprvious"],
    },
    Detector {
        id: "ethereum_address",
        group: Group::Pii,
        summary: "Ethereum address beside a word that says so",
        source: "EIP-55",
        anchors: &[
            Anchor::AnyCase("ethereum"),
            Anchor::AnyCase("wallet"),
            Anchor::AnyCase("eth address"),
            Anchor::AnyCase("eth_address"),
        ],
        verify: Verify::Code(|c| {
            (c.end..c.end + 40).find_map(|i| {
                let end = run(c.text, i + 2, HEX, 42);
                let start = c.text.get(i..i + 2)? == b"0x";
                (start && end - i == 42 && free_right(c.text, end, ALNUM) && free_left(c.text, i, ALNUM))
                    .then_some(i..end)
            })
        }),
        hits: &[(
            "wallet 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        )],
        misses: &["wallet 0x7ffee4c0a8d0"],
    },
    Detector {
        id: "bitcoin_address",
        group: Group::Pii,
        summary: "Bitcoin address in Base58Check",
        source: "Bitcoin wiki, Base58Check encoding",
        // An address has no letters of its own but the first, which comes from its version.
        anchors: &[Anchor::Byte(b'1'), Anchor::Byte(b'3')],
        verify: Verify::Code(bitcoin),
        hits: &[
            ("BTC address 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
            ("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
        ],
        misses: &[
            "BTC address 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
            "address 10.0.0.1",
            "3f8a9b2c1d4e5f6a7b8c9d1e2f3a4b5c",
            "x1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        ],
    },
];

fn bitcoin(c: Candidate<'_>) -> Option<Range<usize>> {
    // Most digits stand in numbers and words: the shortest look first.
    if !c.text.get(c.end + 24).is_some_and(|b| BASE58.has(*b)) || !free_left(c.text, c.start, ALNUM) {
        return None;
    }
    let end = run(c.text, c.start, BASE58, 36);
    let address = c.text.cut(c.start..end);
    let good = (26..=35).contains(&address.len()) && distinct(address) > 8 && free_right(c.text, end, ALNUM);
    (good && base58_check(address).is_some_and(|v| v == 0 || v == 5)).then_some(c.start..end)
}
