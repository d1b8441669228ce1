//! A module with its data packed: one segment instead of all, and a start function that unpacks it.

use crate::packed;
use veilfold_unpack::{ADDRESS, HEADER, STACK};
use wasm_encoder::{
    ConstExpr, CustomSection, DataCountSection, DataSection, Encode as _, ExportSection, Module, RawSection,
    StartSection,
};
use wasmparser::{
    BinaryReader, BinaryReaderError, ConstExpr as Initial, CustomSectionReader, DataKind, ExternalKind,
    Operator, Parser, Payload, TypeRef,
};

/// The export that unpacks; it becomes the start function.
const UNPACK: &str = "veilfold_unpack";
/// The export with the address of the slot that `veilfold wasm bake` fills before the module starts: eight bytes.
const SLOT: &str = "VEILFOLD_POLICY";
const SLOT_LEN: u32 = 8;

type Failed = Box<dyn std::error::Error>;

/// What is read of a module before it is written anew.
#[derive(Default)]
struct Found {
    unpack: Option<u32>,
    slot: Option<u32>,
    /// The initial values of the globals, each with whether it may change.
    globals: Vec<(Option<u32>, bool)>,
    imports_globals: bool,
    segments: Vec<(u32, Vec<u8>)>,
}

/// Addresses from one to before another.
type Area = std::ops::Range<u32>;

pub(crate) fn pack(wasm: &[u8]) -> Result<Vec<u8>, Failed> {
    let found = Found::read(wasm)?;
    let unpack =
        found.unpack.ok_or("exports no `veilfold_unpack`: it was built without the feature `packed`")?;
    let (image_at, image) = found.image()?;
    let body = packed(&image)?;
    let packed: Vec<u8> = [image_at, image.len() as u32, body.len() as u32]
        .into_iter()
        .flat_map(u32::to_le_bytes)
        .chain(body)
        .collect();
    debug_assert!(packed.len() > HEADER as usize);
    found.fits(&(image_at..image_at + image.len() as u32), packed.len() as u32)?;
    Ok(written(wasm, unpack, &packed)?)
}

impl Found {
    fn read(wasm: &[u8]) -> Result<Found, Failed> {
        let mut found = Found::default();
        let mut slot = None;
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        found.imports_globals |= matches!(import?.ty, TypeRef::Global(_));
                    }
                }
                Payload::GlobalSection(globals) => {
                    for global in globals {
                        let global = global?;
                        found.globals.push((constant(&global.init_expr), global.ty.mutable));
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        match (export.name, export.kind) {
                            (UNPACK, ExternalKind::Func) => found.unpack = Some(export.index),
                            (SLOT, ExternalKind::Global) => slot = Some(export.index),
                            _ => {}
                        }
                    }
                }
                Payload::StartSection { .. } => return Err("has a start function".into()),
                Payload::DataSection(segments) => {
                    for segment in segments {
                        let segment = segment?;
                        let DataKind::Active { memory_index: 0, offset_expr } = segment.kind else {
                            return Err("has data that are not put in place when it starts".into());
                        };
                        let address =
                            constant(&offset_expr).ok_or("has data at an address that is computed")?;
                        found.segments.push((address, segment.data.to_vec()));
                    }
                }
                _ => {}
            }
        }
        if found.imports_globals {
            return Err("imports globals".into());
        }
        found.slot = slot.and_then(|index| found.globals.get(index as usize)?.0);
        Ok(found)
    }

    /// All data, with zeroes between them, and where they begin.
    fn image(&self) -> Result<(u32, Vec<u8>), Failed> {
        let begin = self.segments.iter().map(|(address, _)| *address).min().ok_or("has no data")?;
        let mut image = Vec::new();
        for (address, bytes) in &self.segments {
            let at = (address - begin) as usize;
            image.resize(image.len().max(at + bytes.len()), 0);
            image[at..at + bytes.len()].copy_from_slice(bytes);
        }
        Ok((begin, image))
    }

    /// Whether what is packed has room before the stack that unpacking takes, and the image spares the slot.
    fn fits(&self, image: &Area, packed: u32) -> Result<(), String> {
        let changing: Vec<_> = self.globals.iter().filter(|(_, changes)| *changes).collect();
        let [(Some(stack), _)] = changing[..] else {
            return Err("has no stack pointer that is the only one".to_owned());
        };
        let end = ADDRESS + packed;
        if image.start < *stack || end > stack.saturating_sub(STACK) {
            return Err(format!(
                "no room: the stack begins at {stack} and needs {STACK} bytes, what is packed ends at {end}, and the data begin at {}",
                image.start
            ));
        }
        let slot = self.slot.ok_or("exports no `VEILFOLD_POLICY`")?;
        if slot < image.end && slot + SLOT_LEN > image.start {
            return Err(format!("the slot at {slot} lies within the data: {image:?}"));
        }
        Ok(())
    }
}

/// The value of `i32.const <value> end`.
pub(crate) fn constant(initial: &Initial<'_>) -> Option<u32> {
    let mut operators = initial.get_operators_reader();
    match (operators.read().ok()?, operators.read().ok()?) {
        (Operator::I32Const { value }, Operator::End) => Some(value as u32),
        _ => None,
    }
}

fn written(wasm: &[u8], unpack: u32, packed: &[u8]) -> Result<Vec<u8>, BinaryReaderError> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        match &payload {
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                for export in section.clone() {
                    let export = export?;
                    if export.name != UNPACK {
                        exports.export(export.name, export.kind.into(), export.index);
                    }
                }
                module.section(&exports).section(&StartSection { function_index: unpack });
            }
            Payload::DataCountSection { .. } => {
                module.section(&DataCountSection { count: 1 });
            }
            Payload::DataSection(_) => {
                let mut data = DataSection::new();
                data.active(0, &ConstExpr::i32_const(ADDRESS as i32), packed.iter().copied());
                module.section(&data);
            }
            Payload::CustomSection(custom) if custom.name() == "name" => {
                let data = without_names_of_data(custom)?;
                module.section(&CustomSection { name: "name".into(), data: data.into() });
            }
            _ => {
                if let Some((id, range)) = payload.as_section() {
                    module.section(&RawSection { id, data: &wasm[range.start as usize..range.end as usize] });
                }
            }
        }
    }
    Ok(module.finish())
}

/// A section of names without those of data segments, which are no more.
fn without_names_of_data(section: &CustomSectionReader<'_>) -> Result<Vec<u8>, BinaryReaderError> {
    const OF_DATA: u8 = 9;
    let mut reader = BinaryReader::new(section.data(), section.data_offset());
    let mut names = Vec::new();
    while !reader.eof() {
        let kind = reader.read_u8()?;
        let len = reader.read_var_u32()? as usize;
        let body = reader.read_bytes(len)?;
        if kind != OF_DATA {
            names.push(kind);
            body.encode(&mut names);
        }
    }
    Ok(names)
}
