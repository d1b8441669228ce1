//! A module of ours: what it says about itself, and the block that is baked into it.
//!
//! A template exports the address of its slot, eight bytes that are zero. Baking adds a block as a data segment in new pages
//! behind all memory that the module was built with, where its heap never reaches (it grows by pages that come after them), and a
//! second segment over the slot with the block's address and length. Nothing else of the module changes.

use super::binary::{Reader, Section, sections, write_address, write_section, write_u32};

/// The export that names the slot, and the custom section in which a template says what it is.
const SLOT: &[u8] = b"VEILFOLD_POLICY";
const ABOUT: &[u8] = b"veilfold";

const CORE: &[u8; 8] = b"\0asm\x01\0\0\0";
const COMPONENT: &[u8; 8] = b"\0asm\x0d\0\x01\0";

/// Ids of sections.
const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const MEMORY: u8 = 5;
const GLOBAL: u8 = 6;
const EXPORT: u8 = 7;
const DATA: u8 = 11;
const DATA_COUNT: u8 = 12;
/// Of a component: a core module in it.
const INNER: u8 = 1;

const PAGE: u64 = 65536;

/// What a template says about itself.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct About {
    pub(super) version: String,
    pub(super) host: String,
    pub(super) function: String,
    /// Which rules it has.
    pub(super) rules: Rules,
}

/// The rules that a template has, of which a policy turns on some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    /// Those of the default profile.
    Default,
    All,
}

impl Rules {
    /// Its name, as templates spell it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Rules::Default => "default",
            Rules::All => "all",
        }
    }
}

/// A module of ours, as its bytes.
pub(super) struct Module<'m> {
    bytes: &'m [u8],
    /// The core module in it: itself, or the one inside a component.
    core: Vec<Section<'m>>,
    slot: u32,
    pub(super) about: About,
}

/// What is wrong with a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// No WebAssembly.
    NoModule,
    /// WebAssembly, but none of ours.
    NotOurs,
    /// It has a policy already.
    Baked,
    /// More memory than 32 bits can address.
    Large,
}

impl<'m> Module<'m> {
    pub(super) fn read(bytes: &'m [u8]) -> Result<Module<'m>, Damage> {
        let outer =
            |header: &[u8; 8]| bytes.strip_prefix(header).map(|rest| sections(rest).ok_or(Damage::NoModule));
        if let Some(core) = outer(CORE) {
            return Module::of(bytes, core?).ok_or(Damage::NotOurs);
        }
        let Some(component) = outer(COMPONENT) else { return Err(Damage::NoModule) };
        let inner = component?.into_iter().filter(|s| s.id == INNER);
        let mut cores = inner.filter_map(|s| sections(s.body.strip_prefix(CORE)?));
        cores.find_map(|core| Module::of(bytes, core)).ok_or(Damage::NotOurs)
    }

    fn of(bytes: &'m [u8], core: Vec<Section<'m>>) -> Option<Module<'m>> {
        let (slot, about) = (slot(&core)?, about(&core)?);
        Some(Module { bytes, core, slot, about })
    }

    /// The block that was baked; none where nothing was.
    pub(super) fn block(&self) -> Option<&'m [u8]> {
        let segments = segments(&self.core)?;
        let at = |address: u32| segments.iter().rev().find(|(a, _)| *a == address).map(|(_, bytes)| *bytes);
        let [a, b] = *at(self.slot)?.as_chunks::<4>().0 else { return None };
        at(u32::from_le_bytes(a))?.get(..u32::from_le_bytes(b) as usize)
    }

    /// The module with `block` in it.
    pub(super) fn bake(&self, block: &[u8]) -> Result<Vec<u8>, Damage> {
        if self.block().is_some() {
            return Err(Damage::Baked);
        }
        let mut core = CORE.to_vec();
        let mut address = None;
        for section in &self.core {
            let body = match section.id {
                MEMORY => {
                    let (start, body) = grown(section.body, block.len()).ok_or(Damage::Large)?;
                    address = Some(start);
                    body
                }
                DATA => {
                    // Memories come before data in every module.
                    let address = address.ok_or(Damage::NotOurs)?;
                    let slot = [address.to_le_bytes(), (block.len() as u32).to_le_bytes()].concat();
                    added(section.body, &[(self.slot, &slot), (address, block)]).ok_or(Damage::NotOurs)?
                }
                DATA_COUNT => {
                    let mut body = Vec::new();
                    write_u32(Reader { rest: section.body }.u32().ok_or(Damage::NotOurs)? + 2, &mut body);
                    body
                }
                _ => section.body.to_vec(),
            };
            write_section(section.id, &body, &mut core);
        }
        if self.bytes.starts_with(CORE) {
            return Ok(core);
        }
        let mut out = COMPONENT.to_vec();
        for section in sections(self.bytes.get(8..).unwrap_or_default()).unwrap_or_default() {
            let ours = section.id == INNER
                && section
                    .body
                    .strip_prefix(CORE)
                    .and_then(sections)
                    .is_some_and(|core| slot(&core).is_some());
            write_section(section.id, if ours { &core } else { section.body }, &mut out);
        }
        Ok(out)
    }
}

fn body<'m>(core: &[Section<'m>], id: u8) -> Option<&'m [u8]> {
    core.iter().find(|s| s.id == id).map(|s| s.body)
}

/// What a template says about itself: version, host, function and rules, each on a line.
fn about(core: &[Section<'_>]) -> Option<About> {
    let mut customs = core.iter().filter(|s| s.id == CUSTOM).filter_map(|s| {
        let mut reader = Reader { rest: s.body };
        (reader.bytes()? == ABOUT).then_some(reader.rest)
    });
    let mut lines = std::str::from_utf8(customs.next()?).ok()?.lines().map(str::to_owned);
    let (version, host, function) = (lines.next()?, lines.next()?, lines.next()?);
    let name = lines.next()?;
    let rules = [Rules::Default, Rules::All].into_iter().find(|rules| rules.name() == name)?;
    let about = About { version, host, function, rules };
    lines.next().is_none().then_some(about)
}

/// The address of the slot.
fn slot(core: &[Section<'_>]) -> Option<u32> {
    const A_GLOBAL: u8 = 3;
    let mut exports = Reader { rest: body(core, EXPORT)? };
    let mut found = None;
    for _ in 0..exports.u32()? {
        let name = exports.bytes()?;
        let (kind, index) = (exports.byte()?, exports.u32()?);
        if kind == A_GLOBAL && name == SLOT {
            found = Some(index);
        }
    }
    // Imported globals would come first in the count; our modules import functions only.
    if let Some(imports) = body(core, IMPORT) {
        let mut imports = Reader { rest: imports };
        for _ in 0..imports.u32()? {
            let (_, _) = (imports.bytes()?, imports.bytes()?);
            (imports.byte()? == 0).then_some(())?;
            imports.u32()?;
        }
    }
    let mut globals = Reader { rest: body(core, GLOBAL)? };
    let count = globals.u32()?;
    for index in 0..count {
        let (_kind, _mutable) = (globals.byte()?, globals.byte()?);
        let address = globals.address()?;
        if Some(index) == found {
            return Some(address);
        }
    }
    None
}

/// The active data segments: address and bytes.
fn segments<'m>(core: &[Section<'m>]) -> Option<Vec<(u32, &'m [u8])>> {
    let mut data = Reader { rest: body(core, DATA)? };
    let mut out = Vec::new();
    for _ in 0..data.u32()? {
        (data.u32()? == 0).then_some(())?;
        out.push((data.address()?, data.bytes()?));
    }
    Some(out)
}

/// A memory section with room for `len` more bytes, and the address of that room.
fn grown(section: &[u8], len: usize) -> Option<(u32, Vec<u8>)> {
    let mut reader = Reader { rest: section };
    let (1, flags, pages) = (reader.u32()?, reader.byte()?, reader.u32()?) else { return None };
    let start = u64::from(pages) * PAGE;
    let end = start.checked_add(len as u64)?;
    let mut out = vec![1, flags];
    write_u32(u32::try_from(end.div_ceil(PAGE)).ok().filter(|p| *p < 65536)?, &mut out);
    out.extend_from_slice(reader.rest);
    Some((u32::try_from(start).ok()?, out))
}

/// A data section with more active segments.
fn added(section: &[u8], more: &[(u32, &[u8])]) -> Option<Vec<u8>> {
    let mut reader = Reader { rest: section };
    let mut out = Vec::new();
    write_u32(reader.u32()? + more.len() as u32, &mut out);
    out.extend_from_slice(reader.rest);
    for (address, bytes) in more {
        write_u32(0, &mut out);
        write_address(*address, &mut out);
        write_u32(bytes.len() as u32, &mut out);
        out.extend_from_slice(bytes);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A template with all that baking looks at: a global before the slot's, a memory of two pages, one segment.
    fn template() -> Vec<u8> {
        let mut out = CORE.to_vec();
        let mut about = Vec::new();
        write_u32(8, &mut about);
        about.extend_from_slice(b"veilfold0.1.0\nfluent-bit\nveilfold_filter\nall");
        write_section(MEMORY, &[1, 0, 2], &mut out);
        let mut globals = vec![2, 0x7f, 1];
        write_address(65536, &mut globals);
        globals.extend_from_slice(&[0x7f, 0]);
        write_address(70000, &mut globals);
        write_section(GLOBAL, &globals, &mut out);
        let mut exports = vec![2, 6];
        exports.extend_from_slice(b"memory\x02\x00\x0f");
        exports.extend_from_slice(SLOT);
        exports.extend_from_slice(&[3, 1]);
        write_section(EXPORT, &exports, &mut out);
        write_section(DATA_COUNT, &[1], &mut out);
        let mut data = vec![1, 0];
        write_address(65536, &mut data);
        data.extend_from_slice(b"\x03abc");
        write_section(DATA, &data, &mut out);
        write_section(CUSTOM, &about, &mut out);
        out
    }

    fn component(inner: &[u8]) -> Vec<u8> {
        let mut out = COMPONENT.to_vec();
        write_section(INNER, CORE, &mut out);
        write_section(INNER, inner, &mut out);
        write_section(7, b"types", &mut out);
        out
    }

    #[test]
    fn what_is_baked_is_found_again() {
        for block in [b"policy".to_vec(), vec![7; 200_000]] {
            for bytes in [template(), component(&template())] {
                let module = Module::read(&bytes).expect("a template");
                assert_eq!(module.about.host, "fluent-bit");
                assert_eq!(module.block(), None);
                let baked = module.bake(&block).expect("baked");
                assert_eq!(baked, module.bake(&block).expect("baked again"), "reproducible");
                let again = Module::read(&baked).expect("still a module");
                assert_eq!(again.block(), Some(&block[..]));
                assert_eq!(again.about, module.about);
                assert_eq!(again.bake(b"other"), Err(Damage::Baked));
                let segments = segments(&again.core).expect("segments");
                assert_eq!(segments[0], (65536, &b"abc"[..]), "what was there stays");
                assert_eq!(segments[2].0, 2 * 65536, "behind the memory of the template");
                assert_eq!(body(&again.core, DATA_COUNT), Some(&[3][..]));
                let pages = Reader { rest: &body(&again.core, MEMORY).expect("memory")[2..] }.u32();
                assert_eq!(pages, Some(2 + block.len().div_ceil(65536) as u32));
            }
        }
    }

    #[test]
    fn what_is_none_of_ours_is_refused() {
        assert_eq!(Module::read(b"").err(), Some(Damage::NoModule));
        assert_eq!(Module::read(b"#!/bin/sh").err(), Some(Damage::NoModule));
        assert_eq!(Module::read(CORE).err(), Some(Damage::NotOurs));
        assert_eq!(Module::read(&component(CORE)).err(), Some(Damage::NotOurs));
    }

    #[test]
    fn a_damaged_module_is_refused_or_read() {
        let whole = component(&template());
        for cut in 0..whole.len() {
            assert!(Module::read(&whole[..cut]).is_err() || cut >= whole.len() - 7, "cut at {cut}");
        }
        for at in 0..whole.len() {
            for byte in [0, 1, 0x7f, 0x80, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] = byte;
                if let Ok(module) = Module::read(&damaged) {
                    let _ = module.bake(b"policy");
                }
            }
        }
    }
}
