//! Who calls whom in a module, and which functions hold an `unreachable`, where a panic of ours ends.

use std::collections::{HashMap, VecDeque};
use wasmparser::{
    ElementItems, ExternalKind, FunctionBody, KnownCustom, Name, Operator, Parser, Payload, TypeRef,
};

/// A function of a module.
#[derive(Default)]
struct Function {
    /// As the source calls it, without hashes.
    name: String,
    /// How many `unreachable` it has that are not right behind a call.
    traps: usize,
    calls: Vec<u32>,
    /// Types of functions that are called through the table.
    indirect: Vec<u32>,
    /// `unreachable` right behind a call, by whom was called.
    behind: Vec<u32>,
    returns: bool,
}

/// A module's functions, and the calls between them.
#[derive(Default)]
pub(crate) struct Calls {
    functions: Vec<Function>,
    exports: HashMap<String, u32>,
    /// The type of each function.
    types: Vec<u32>,
    /// What is one type under several numbers has one here.
    kinds: Vec<usize>,
    table: Vec<u32>,
}

impl Calls {
    /// Reads a module that has names.
    pub(crate) fn read(wasm: &[u8]) -> Result<Calls, wasmparser::BinaryReaderError> {
        let mut calls = Calls::default();
        let mut kinds = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(types) => {
                    for ty in types.into_iter_err_on_gc_types() {
                        let ty = ty?;
                        calls.kinds.push(kinds.iter().position(|kind| *kind == ty).unwrap_or(kinds.len()));
                        kinds.push(ty);
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        if let TypeRef::Func(ty) = import?.ty {
                            calls.types.push(ty);
                            calls.functions.push(Function { returns: true, ..Function::default() });
                        }
                    }
                }
                Payload::FunctionSection(types) => {
                    for ty in types {
                        calls.types.push(ty?);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            calls.exports.insert(export.name.to_owned(), export.index);
                        }
                    }
                }
                Payload::ElementSection(elements) => {
                    for element in elements {
                        if let ElementItems::Functions(functions) = element?.items {
                            for function in functions {
                                calls.table.push(function?);
                            }
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => calls.functions.push(Function::read(&body)?),
                Payload::CustomSection(custom) => {
                    let KnownCustom::Name(names) = custom.as_known() else { continue };
                    for name in names {
                        let Name::Function(names) = name? else { continue };
                        for naming in names {
                            let naming = naming?;
                            if let Some(function) = calls.functions.get_mut(naming.index as usize) {
                                function.name = readable(naming.name);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(calls)
    }

    /// How many `unreachable` a function can come to: those behind a call that never comes back are its callee's.
    pub(crate) fn traps(&self, at: u32) -> usize {
        let function = &self.functions[at as usize];
        function.traps
            + function.behind.iter().filter(|callee| self.functions[**callee as usize].returns).count()
    }

    /// Every function that the export `root` can reach, each with the one that calls it on a shortest way.
    pub(crate) fn reached_from(&self, root: &str) -> Option<HashMap<u32, u32>> {
        let start = self.export(root)?;
        let mut callers = HashMap::from([(start, start)]);
        let mut next = VecDeque::from([start]);
        while let Some(caller) = next.pop_front() {
            let function = &self.functions[caller as usize];
            let through_table = function.indirect.iter().flat_map(|ty| self.in_table(*ty));
            for callee in function.calls.iter().copied().chain(through_table) {
                callers.entry(callee).or_insert_with(|| {
                    next.push_back(callee);
                    caller
                });
            }
        }
        Some(callers)
    }

    /// The function behind an export.
    pub(crate) fn export(&self, name: &str) -> Option<u32> {
        self.exports.get(name).copied()
    }

    /// The functions of a type that stand in the table.
    pub(crate) fn in_table(&self, ty: u32) -> impl Iterator<Item = u32> {
        let kind = |ty: u32| self.kinds[ty as usize];
        self.table.iter().copied().filter(move |at| kind(self.types[*at as usize]) == kind(ty))
    }

    /// What the source calls a function, without hashes.
    pub(crate) fn name(&self, at: u32) -> &str {
        &self.functions[at as usize].name
    }

    /// The way from the root to a function.
    pub(crate) fn way(&self, callers: &HashMap<u32, u32>, to: u32) -> String {
        let mut names = vec![self.name(to)];
        let mut at = to;
        while callers[&at] != at {
            at = callers[&at];
            names.push(self.name(at));
        }
        names.reverse();
        names.join(" > ")
    }
}

/// Binaryen puts its own word before what is one function for several.
fn readable(name: &str) -> String {
    let mangled = name.strip_prefix("byn$mgfn-shared$").unwrap_or(name);
    format!("{:#}", rustc_demangle::demangle(mangled))
}

/// A block that is open.
struct Open {
    /// Whether what stands before its beginning comes to it.
    begun: bool,
    /// Whether something leads behind its end.
    left: bool,
    is_loop: bool,
}

impl Function {
    /// Reads a function. What nothing leads to is no trap: compilers write an `unreachable` where a block needs a value and
    /// never comes to its end.
    fn read(body: &FunctionBody<'_>) -> Result<Function, wasmparser::BinaryReaderError> {
        let mut function = Function::default();
        let mut blocks = vec![Open { begun: true, left: false, is_loop: false }];
        let (mut lives, mut target) = (true, None);
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            let before = target.take();
            match operator {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                    let is_loop = matches!(operator, Operator::Loop { .. });
                    // Without an `else`, a condition that does not hold leads behind the end.
                    let left = lives && matches!(operator, Operator::If { .. });
                    blocks.push(Open { begun: lives, left, is_loop });
                }
                Operator::Else => {
                    let Some(block) = blocks.last_mut() else { break };
                    block.left = lives;
                    lives = block.begun;
                }
                Operator::End => {
                    let Some(block) = blocks.pop() else { break };
                    lives |= block.left;
                }
                _ if !lives => {}
                Operator::Br { relative_depth } => {
                    leave(&mut blocks, relative_depth);
                    lives = false;
                }
                Operator::BrIf { relative_depth } => leave(&mut blocks, relative_depth),
                Operator::BrTable { ref targets } => {
                    for label in targets.targets().chain([Ok(targets.default())]) {
                        leave(&mut blocks, label?);
                    }
                    lives = false;
                }
                Operator::Return => {
                    function.returns = true;
                    lives = false;
                }
                Operator::Call { function_index } => {
                    target = Some(function_index);
                    function.calls.push(function_index);
                }
                Operator::CallIndirect { type_index, .. } => function.indirect.push(type_index),
                Operator::Unreachable => {
                    match before {
                        Some(callee) => function.behind.push(callee),
                        None => function.traps += 1,
                    }
                    lives = false;
                }
                _ => {}
            }
        }
        function.returns |= lives;
        Ok(function)
    }
}

/// A branch out of the block that is `depth` blocks around this one; to a loop it leads back to its beginning.
fn leave(blocks: &mut [Open], depth: u32) {
    if let Some(block) = blocks.iter_mut().rev().nth(depth as usize).filter(|block| !block.is_loop) {
        block.left = true;
    }
}
