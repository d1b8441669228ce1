//! Numbers and sections of the WebAssembly binary format (core specification 2.0, chapter 5): what baking needs, no more.

/// A reader over a part of a module. Every step checks, so that garbage is an answer of none.
#[derive(Clone, Copy)]
pub(super) struct Reader<'b> {
    pub(super) rest: &'b [u8],
}

impl<'b> Reader<'b> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    pub(super) fn take(&mut self, n: usize) -> Option<&'b [u8]> {
        let (head, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(head)
    }

    /// An unsigned number of up to 32 bits.
    pub(super) fn u32(&mut self) -> Option<u32> {
        let mut value = 0_u64;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return u32::try_from(value).ok();
            }
        }
        None
    }

    /// A signed number of up to 32 bits.
    fn i32(&mut self) -> Option<i32> {
        let mut value = 0_i64;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= i64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                let unused = 64 - 7 - shift;
                return i32::try_from(value << unused >> unused).ok();
            }
        }
        None
    }

    /// Bytes behind their length.
    pub(super) fn bytes(&mut self) -> Option<&'b [u8]> {
        let len = self.u32()?;
        self.take(len as usize)
    }

    /// The address of `i32.const <address> end`; the only initial value that a template has.
    pub(super) fn address(&mut self) -> Option<u32> {
        const I32_CONST: u8 = 0x41;
        const END: u8 = 0x0b;
        (self.byte()? == I32_CONST).then_some(())?;
        let value = self.i32()?;
        (self.byte()? == END).then_some(value as u32)
    }
}

pub(super) fn write_u32(mut value: u32, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// `i32.const <address> end`
pub(super) fn write_address(address: u32, out: &mut Vec<u8>) {
    let mut value = address as i32;
    out.push(0x41);
    loop {
        let byte = value as u8 & 0x7f;
        value >>= 7;
        // Done when what is left is only the sign of what was written.
        if value == if byte & 0x40 == 0 { 0 } else { -1 } {
            out.push(byte);
            break;
        }
        out.push(byte | 0x80);
    }
    out.push(0x0b);
}

/// A section: its id and what is in it.
#[derive(Clone, Copy)]
pub(super) struct Section<'b> {
    pub(super) id: u8,
    pub(super) body: &'b [u8],
}

/// The sections behind a header; none when the bytes end too early.
pub(super) fn sections(bytes: &[u8]) -> Option<Vec<Section<'_>>> {
    let mut reader = Reader { rest: bytes };
    let mut sections = Vec::new();
    while !reader.rest.is_empty() {
        sections.push(Section { id: reader.byte()?, body: reader.bytes()? });
    }
    Some(sections)
}

pub(super) fn write_section(id: u8, body: &[u8], out: &mut Vec<u8>) {
    out.push(id);
    write_u32(body.len() as u32, out);
    out.extend_from_slice(body);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for value in [0, 1, 63, 64, 127, 128, 300, 0xffff, 1 << 20, i32::MAX as u32, 1 << 31, u32::MAX] {
            let mut out = Vec::new();
            write_u32(value, &mut out);
            assert_eq!(Reader { rest: &out }.u32(), Some(value));
            out.clear();
            write_address(value, &mut out);
            let mut reader = Reader { rest: &out };
            assert_eq!(reader.address(), Some(value), "{out:?}");
            assert!(reader.rest.is_empty());
        }
    }

    #[test]
    fn numbers_that_are_none() {
        for bytes in [&[][..], &[0x80], &[0xff; 5], &[0x80, 0x80, 0x80, 0x80, 0x10]] {
            assert_eq!(Reader { rest: bytes }.u32(), None, "{bytes:?}");
        }
        for bytes in [&[][..], &[0x41], &[0x41, 0x05], &[0x42, 0x05, 0x0b], &[0x41, 0x05, 0x0c]] {
            assert_eq!(Reader { rest: bytes }.address(), None, "{bytes:?}");
        }
    }
}
