//! How much of its own stack Fluent Bit's interpreter needs for a module. WAMR keeps the frames of a module's functions on a stack
//! of `wasm_stack_size` bytes; a call that does not fit is a trap, and the record is lost.
//!
//! Its fast interpreter has a frame hold the parameters, the locals, each constant that the function names, and its operands, 4 bytes
//! a cell, behind 40 bytes; before a call it asks for room for the new frame twice. So each function is moved behind a wrapper that
//! adds its frame to what is in use, notes the most there was, and takes it off again.

use std::collections::HashSet;
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, FunctionSection, GlobalSection, GlobalType,
    Module, RawSection, ValType,
};
use wasmparser::{
    BinaryReaderError, FuncToValidate, FuncValidatorAllocations, FunctionBody, Operator, Parser, Payload,
    ValidPayload, Validator, ValidatorResources,
};

/// The exported global with the most bytes that were in use since it was set to 0.
pub(crate) const MOST: &str = "operands_most";

const HEAD: u32 = 40;

/// The module, counting.
pub(crate) fn counted(wasm: &[u8]) -> Result<Vec<u8>, BinaryReaderError> {
    let mut validator = Validator::new();
    let (mut types, mut functions, mut bodies) = (Vec::new(), Vec::new(), Vec::new());
    let (mut globals, mut exports) = (GlobalSection::new(), ExportSection::new());
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let ValidPayload::Func(function, body) = validator.payload(&payload)? {
            let bytes = &wasm[body.range().start as usize..body.range().end as usize];
            bodies.push((frame(function, &body)?, bytes));
        }
        match payload {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    types.push(ty?);
                }
            }
            Payload::FunctionSection(section) => {
                functions = section.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::GlobalSection(section) => {
                for global in section.into_iter_with_offsets() {
                    let (at, global) = global?;
                    let end = global.init_expr.get_binary_reader().range().end;
                    globals.raw(&wasm[at as usize..end as usize]);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    exports.export(export.name, export.kind.into(), export.index);
                }
            }
            _ => {}
        }
    }
    let (depth, most) = (globals.len(), globals.len() + 1);
    for _ in [depth, most] {
        let counter = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(counter, &ConstExpr::i32_const(0));
    }
    exports.export(MOST, ExportKind::Global, most);

    let (mut declared, mut code) = (FunctionSection::new(), CodeSection::new());
    let count = functions.len() as u32;
    for ty in functions.iter().chain(&functions) {
        declared.function(*ty);
    }
    for (at, (ty, (frame, _))) in functions.iter().zip(&bodies).enumerate() {
        let params = types[*ty as usize].params().len() as u32;
        code.function(&wrapper(*frame as i32, params, count + at as u32, depth, most));
    }
    for (_, body) in bodies {
        code.raw(body);
    }

    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        match payload {
            Payload::FunctionSection(_) => module.section(&declared),
            Payload::GlobalSection(_) => module.section(&globals),
            Payload::ExportSection(_) => module.section(&exports),
            Payload::CodeSectionStart { .. } => module.section(&code),
            _ => match payload.as_section() {
                Some((id, range)) => {
                    module.section(&RawSection { id, data: &wasm[range.start as usize..range.end as usize] })
                }
                None => &mut module,
            },
        };
    }
    Ok(module.finish())
}

/// Bytes of a function's frame.
fn frame(
    function: FuncToValidate<ValidatorResources>,
    body: &FunctionBody<'_>,
) -> Result<u32, BinaryReaderError> {
    let mut validator = function.into_validator(FuncValidatorAllocations::default());
    validator.read_locals(&mut body.get_binary_reader())?;
    let locals = (0..validator.len_locals()).filter_map(|local| validator.get_local_type(local));
    let locals: u32 = locals.map(cells).sum();
    let (mut constants, mut operands) = (HashSet::new(), 0);
    let mut operators = body.get_operators_reader()?;
    while !operators.eof() {
        let (operator, offset) = operators.read_with_offset()?;
        match operator {
            Operator::I32Const { value } => drop(constants.insert((1, i64::from(value)))),
            Operator::I64Const { value } => drop(constants.insert((2, value))),
            _ => {}
        }
        validator.op(offset, &operator)?;
        let height = validator.operand_stack_height() as usize;
        let types = (0..height).filter_map(|at| validator.get_operand_type(at).flatten());
        operands = operands.max(types.map(cells).sum());
    }
    let constants: u32 = constants.iter().map(|(cells, _)| cells).sum();
    Ok(HEAD + 4 * (locals + constants + operands))
}

fn cells(ty: wasmparser::ValType) -> u32 {
    match ty {
        wasmparser::ValType::I64 | wasmparser::ValType::F64 => 2,
        _ => 1,
    }
}

/// Counts a frame in, calls the function that was moved, and counts it out.
fn wrapper(frame: i32, params: u32, moved: u32, depth: u32, most: u32) -> Function {
    let mut body = Function::new([]);
    let mut code = body.instructions();
    code.global_get(depth).i32_const(frame).i32_add().global_set(depth);
    code.global_get(depth).i32_const(frame).i32_add().global_get(most).i32_gt_u();
    code.if_(wasm_encoder::BlockType::Empty);
    code.global_get(depth).i32_const(frame).i32_add().global_set(most).end();
    for param in 0..params {
        code.local_get(param);
    }
    code.call(moved).global_get(depth).i32_const(frame).i32_sub().global_set(depth).end();
    body
}
