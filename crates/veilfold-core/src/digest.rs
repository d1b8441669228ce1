//! SHA-256 and HMAC-SHA-256 of texts that come in parts. The mixing is sha2's; cutting into blocks and padding is done
//! here, without a check that could fail: a WASM filter has nobody to catch a panic.

use sha2::block_api::compress256;

const BLOCK: usize = 64;

/// SHA-256 (FIPS 180-4).
#[derive(Clone)]
pub struct Sha256 {
    state: [u32; 8],
    /// The block that is being filled.
    block: [u8; BLOCK],
    length: u64,
}

impl Sha256 {
    const START: Sha256 = Sha256 {
        state: [
            0x6a09_e667,
            0xbb67_ae85,
            0x3c6e_f372,
            0xa54f_f53a,
            0x510e_527f,
            0x9b05_688c,
            0x1f83_d9ab,
            0x5be0_cd19,
        ],
        block: [0; BLOCK],
        length: 0,
    };

    /// The hash of a text.
    pub fn digest(text: &[u8]) -> [u8; 32] {
        let mut hash = Sha256::START;
        hash.update(text);
        hash.finish()
    }

    fn update(&mut self, mut part: &[u8]) {
        if self.filled() == 0 {
            let (blocks, rest) = part.as_chunks();
            compress256(&mut self.state, blocks);
            self.length += (part.len() - rest.len()) as u64;
            part = rest;
        }
        for byte in part {
            self.block[self.filled()] = *byte;
            self.length += 1;
            if self.filled() == 0 {
                compress256(&mut self.state, &[self.block]);
            }
        }
    }

    fn filled(&self) -> usize {
        self.length as usize % BLOCK
    }

    fn finish(mut self) -> [u8; 32] {
        let bits = self.length * 8;
        self.update(&[0x80]);
        while self.filled() != BLOCK - size_of_val(&bits) {
            self.update(&[0]);
        }
        self.update(&bits.to_be_bytes());
        let mut out = [0; 32];
        for (bytes, word) in out.as_chunks_mut().0.iter_mut().zip(self.state) {
            *bytes = word.to_be_bytes();
        }
        out
    }
}

/// HMAC-SHA-256 (RFC 2104).
#[derive(Clone)]
pub(crate) struct Hmac {
    inner: Sha256,
    outer: Sha256,
}

impl Hmac {
    pub(crate) fn new(key: &[u8]) -> Hmac {
        let hashed;
        let key = if key.len() > BLOCK {
            hashed = Sha256::digest(key);
            &hashed
        } else {
            key
        };
        let padded = |pad: u8| {
            let mut block = [pad; BLOCK];
            block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
            let mut hash = Sha256::START;
            hash.update(&block);
            hash
        };
        Hmac { inner: padded(0x36), outer: padded(0x5c) }
    }

    pub(crate) fn update(&mut self, part: &[u8]) {
        self.inner.update(part);
    }

    pub(crate) fn finish(mut self) -> [u8; 32] {
        self.outer.update(&self.inner.finish());
        self.outer.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sha2::Digest as _;

    proptest! {
        #[test]
        fn as_sha2_has_it(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..150), 0..5)) {
            let mut hash = Sha256::START;
            for part in &parts {
                hash.update(part);
            }
            prop_assert_eq!(&hash.finish()[..], &sha2::Sha256::digest(parts.concat())[..]);
        }
    }

    /// RFC 4231, cases 2 and 6.
    #[test]
    fn as_the_rfc_has_it() {
        let first_of = |key: &[u8], parts: [&[u8]; 2]| {
            let mut hmac = Hmac::new(key);
            for part in parts {
                hmac.update(part);
            }
            hmac.finish().first_chunk().map(|first| u64::from_be_bytes(*first))
        };
        assert_eq!(first_of(b"Jefe", [b"what do ya want ", b"for nothing?"]), Some(0x5bdc_c146_bf60_754e));
        let long = [b"Test Using Larger Than Block-Size Key", &b" - Hash Key First"[..]];
        assert_eq!(first_of(&[0xaa; 131], long), Some(0x60e4_3159_1ee0_b67f));
    }
}
