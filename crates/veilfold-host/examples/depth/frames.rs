//! How far below where it found the stack pointer each function of a module takes it, and whom it calls there.
//!
//! A function is followed operator by operator, with what is known of its locals and operands: a constant, or a place so many bytes
//! from where the pointer stood at its start. A pointer that is set to anything else, or is not put back, is an error and no guess.

use std::collections::{HashMap, HashSet};
use wasmparser::{
    BinaryReaderError, BlockType, ElementItems, FuncValidator, FuncValidatorAllocations, FunctionBody,
    ModuleArity, Operator, Parser, Payload, TypeRef, ValidPayload, Validator, ValidatorResources,
};

/// Who is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Callee {
    Function(u32),
    /// Any function of this type that stands in the table.
    Type(u32),
}

/// What a function does to the stack.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// How many bytes it takes.
    pub(crate) bytes: u32,
    /// Whom it calls, each with how many bytes are taken then.
    pub(crate) calls: HashMap<Callee, u32>,
    /// It sets the pointer to where an entry found it before, having taken nothing.
    pub(crate) rewinds: bool,
}

/// The frames of all functions of a module.
pub(crate) fn read(wasm: &[u8]) -> Result<Vec<Frame>, String> {
    let (mut frames, mut changing) = (Vec::new(), Vec::new());
    let mut globals = 0;
    let mut validator = Validator::new();
    let wrong = |e: BinaryReaderError| e.to_string();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(wrong)?;
        match &payload {
            Payload::ImportSection(imports) => {
                for import in imports.clone().into_imports() {
                    match import.map_err(wrong)?.ty {
                        TypeRef::Func(_) => frames.push(Frame::default()),
                        TypeRef::Global(_) | TypeRef::Table(_) => return Err("who else has it?".to_owned()),
                        _ => {}
                    }
                }
            }
            Payload::GlobalSection(section) => {
                for global in section.clone() {
                    if global.map_err(wrong)?.ty.mutable {
                        changing.push(globals);
                    }
                    globals += 1;
                }
            }
            Payload::ElementSection(section) => {
                for element in section.clone() {
                    if matches!(element.map_err(wrong)?.items, ElementItems::Expressions(..)) {
                        return Err("a table of what is computed".to_owned());
                    }
                }
            }
            _ => {}
        }
        if let ValidPayload::Func(function, body) = validator.payload(&payload).map_err(wrong)? {
            let [pointer] = changing[..] else { return Err(format!("{} pointers", changing.len())) };
            let validator = function.into_validator(FuncValidatorAllocations::default());
            let frame = Walk::new(pointer, validator).run(&body);
            frames.push(frame.map_err(|why| format!("function {}: {why}", frames.len()))?);
        }
    }
    Ok(frames)
}

/// What is known of an operand or a local.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Value {
    Unknown,
    Constant(i32),
    /// So many bytes from where the pointer stood at the function's start.
    Place(i32),
}

/// What is known at some point of a function.
#[derive(Clone, Default)]
struct State {
    pointer: i32,
    /// Only those of which something is known.
    locals: HashMap<u32, Value>,
}

/// A block that is open.
struct Open {
    /// What holds where a loop begins, and an `else`; none where nothing leads there.
    begin: Option<State>,
    /// What holds behind its end; none as long as nothing leads there.
    end: Option<State>,
    is_loop: bool,
    /// Operands below it, and how many it takes and leaves.
    below: usize,
    takes: usize,
    leaves: usize,
}

struct Walk {
    /// The global that is the stack pointer.
    pointer: u32,
    validator: FuncValidator<ValidatorResources>,
    frame: Frame,
    /// None where nothing leads.
    state: Option<State>,
    operands: Vec<Value>,
    blocks: Vec<Open>,
}

impl Walk {
    fn new(pointer: u32, validator: FuncValidator<ValidatorResources>) -> Walk {
        let state = Some(State::default());
        // What leaves the outermost block is the function's result, and no operand of anything.
        let blocks = vec![Open { begin: None, end: None, is_loop: false, below: 0, takes: 0, leaves: 0 }];
        Walk { pointer, validator, frame: Frame::default(), state, operands: Vec::new(), blocks }
    }

    fn run(mut self, body: &FunctionBody<'_>) -> Result<Frame, String> {
        let wrong = |e: BinaryReaderError| e.to_string();
        let mut locals = body.get_binary_reader();
        self.validator.read_locals(&mut locals).map_err(wrong)?;
        let reader = body.get_operators_reader().map_err(wrong)?;
        let operators: Vec<_> = reader.into_iter_with_offsets().collect::<Result<_, _>>().map_err(wrong)?;
        for (n, (operator, offset)) in operators.iter().enumerate() {
            let rest = operators[n + 1..].iter().map(|(operator, _)| operator);
            self.step(operator, rest).map_err(|why| format!("{why} at {offset}"))?;
            self.validator.op(*offset, operator).map_err(wrong)?;
        }
        Ok(self.frame)
    }

    fn step<'o>(
        &mut self,
        operator: &Operator<'_>,
        rest: impl Iterator<Item = &'o Operator<'o>>,
    ) -> Result<(), &'static str> {
        match operator {
            Operator::Block { blockty } => self.open(*blockty, None, false)?,
            Operator::If { blockty } => {
                self.pop();
                self.open(*blockty, self.state.clone(), false)?;
            }
            Operator::Loop { blockty } => {
                if let Some(state) = &mut self.state {
                    for local in set_within(rest) {
                        state.locals.remove(&local);
                    }
                }
                self.open(*blockty, self.state.clone(), true)?;
            }
            Operator::Else => {
                let block = self.blocks.last_mut().ok_or("an else of nothing")?;
                join(&mut block.end, self.state.as_ref())?;
                self.state = block.begin.take();
                self.operands.resize(block.below, Value::Unknown);
                self.operands.resize(block.below + block.takes, Value::Unknown);
            }
            Operator::End => {
                let mut block = self.blocks.pop().ok_or("an end of nothing")?;
                join(&mut block.end, self.state.as_ref())?;
                // An `if` without an `else`.
                if !block.is_loop {
                    join(&mut block.end, block.begin.as_ref())?;
                }
                self.operands.resize(block.below, Value::Unknown);
                self.operands.resize(block.below + block.leaves, Value::Unknown);
                self.state = block.end;
                if self.blocks.is_empty() {
                    self.returns()?;
                }
            }
            _ if self.state.is_none() => {}
            _ => self.within(operator)?,
        }
        Ok(())
    }

    /// An operator that something leads to.
    fn within(&mut self, operator: &Operator<'_>) -> Result<(), &'static str> {
        match *operator {
            Operator::I32Const { value } => self.operands.push(Value::Constant(value)),
            Operator::GlobalGet { global_index } if global_index == self.pointer => {
                let pointer = self.state().pointer;
                self.operands.push(Value::Place(pointer));
            }
            Operator::GlobalSet { global_index } if global_index == self.pointer => {
                let value = self.pop();
                self.set(value)?;
            }
            Operator::LocalGet { local_index } => {
                let value = self.state().locals.get(&local_index).copied();
                self.operands.push(value.unwrap_or(Value::Unknown));
            }
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                let value = self.pop();
                self.state().locals.insert(local_index, value);
                if matches!(operator, Operator::LocalTee { .. }) {
                    self.operands.push(value);
                }
            }
            Operator::I32Add | Operator::I32Sub => {
                let (second, first) = (self.pop(), self.pop());
                let value = match (first, second) {
                    (Value::Place(n), Value::Constant(k)) if *operator == Operator::I32Sub => {
                        n.checked_sub(k)
                    }
                    (Value::Place(n), Value::Constant(k)) | (Value::Constant(k), Value::Place(n))
                        if *operator == Operator::I32Add =>
                    {
                        n.checked_add(k)
                    }
                    _ => None,
                };
                self.reach(value.unwrap_or_default());
                self.operands.push(value.map_or(Value::Unknown, Value::Place));
            }
            Operator::Br { relative_depth } => self.leave(relative_depth, false)?,
            Operator::BrIf { relative_depth } => {
                self.pop();
                self.leave(relative_depth, true)?;
            }
            Operator::BrTable { ref targets } => {
                for label in targets.targets() {
                    self.leave(label.map_err(|_| "a label")?, true)?;
                }
                self.leave(targets.default(), false)?;
            }
            Operator::Return => {
                self.returns()?;
                self.state = None;
            }
            Operator::Unreachable => self.state = None,
            Operator::Call { function_index } => self.call(Callee::Function(function_index), operator)?,
            Operator::CallIndirect { type_index, .. } => self.call(Callee::Type(type_index), operator)?,
            Operator::ReturnCall { .. }
            | Operator::ReturnCallIndirect { .. }
            | Operator::ReturnCallRef { .. }
            | Operator::CallRef { .. }
            | Operator::TryTable { .. } => return Err("a call of a kind that is not read"),
            Operator::RefFunc { .. } => return Err("a function that may come into the table"),
            _ => self.replace(operator)?,
        }
        Ok(())
    }

    fn state(&mut self) -> &mut State {
        self.state.get_or_insert_default()
    }

    fn pop(&mut self) -> Value {
        self.operands.pop().unwrap_or(Value::Unknown)
    }

    /// What `operator` leaves is unknown.
    fn replace(&mut self, operator: &Operator<'_>) -> Result<(), &'static str> {
        let (takes, leaves) = operator.operator_arity(&self.validator).ok_or("an operator of no arity")?;
        let below = self.operands.len().saturating_sub(takes as usize);
        self.operands.truncate(below);
        self.operands.resize(below + leaves as usize, Value::Unknown);
        Ok(())
    }

    fn call(&mut self, callee: Callee, operator: &Operator<'_>) -> Result<(), &'static str> {
        let taken = self.state().pointer.unsigned_abs();
        let deepest = self.frame.calls.entry(callee).or_default();
        *deepest = taken.max(*deepest);
        self.replace(operator)
    }

    /// A place that is computed is used, though the pointer may not be set to it: a function that calls nobody leaves that out.
    fn reach(&mut self, place: i32) {
        self.frame.bytes = self.frame.bytes.max(place.min(0).unsigned_abs());
    }

    fn set(&mut self, value: Value) -> Result<(), &'static str> {
        match value {
            Value::Place(place) if place <= 0 => {
                self.reach(place);
                self.state().pointer = place;
            }
            Value::Place(_) => return Err("the pointer is set above where it stood"),
            // Places from before are none from here on.
            _ if self.state().pointer == 0 && self.frame.bytes == 0 => {
                self.frame.rewinds = true;
                self.state().locals.clear();
                self.operands.fill(Value::Unknown);
            }
            _ => return Err("the pointer is set to what is not known"),
        }
        Ok(())
    }

    fn open(&mut self, ty: BlockType, begin: Option<State>, is_loop: bool) -> Result<(), &'static str> {
        let (takes, leaves) = self.validator.block_type_arity(ty).ok_or("a block of no type")?;
        let (takes, leaves) = (takes as usize, leaves as usize);
        let below = self.operands.len().saturating_sub(takes);
        self.operands.truncate(below);
        self.operands.resize(below + takes, Value::Unknown);
        self.blocks.push(Open { begin, end: None, is_loop, below, takes, leaves });
        Ok(())
    }

    /// A branch out of the block that is `depth` blocks around this one, or back to the beginning of a loop.
    fn leave(&mut self, depth: u32, may_stay: bool) -> Result<(), &'static str> {
        let at = self.blocks.len().checked_sub(depth as usize + 1).ok_or("a branch to nowhere")?;
        if at == 0 {
            self.returns()?;
        }
        let block = &mut self.blocks[at];
        if block.is_loop {
            // Which of its locals change there was taken into account at its beginning.
            join(&mut block.begin.clone(), self.state.as_ref())?;
        } else {
            join(&mut block.end, self.state.as_ref())?;
        }
        if !may_stay {
            self.state = None;
        }
        Ok(())
    }

    fn returns(&self) -> Result<(), &'static str> {
        match &self.state {
            Some(state) if state.pointer != 0 => Err("the pointer is not put back"),
            _ => Ok(()),
        }
    }
}

/// Takes from `known` what does not hold in `state` too, which leads to the same place.
fn join(known: &mut Option<State>, state: Option<&State>) -> Result<(), &'static str> {
    match (known, state) {
        (_, None) => {}
        (known @ None, Some(state)) => *known = Some(state.clone()),
        (Some(known), Some(state)) if known.pointer == state.pointer => {
            known.locals.retain(|local, value| state.locals.get(local) == Some(value));
        }
        _ => return Err("two ways lead here with two pointers"),
    }
    Ok(())
}

/// The locals that are set before the block that was just opened ends.
fn set_within<'o>(operators: impl Iterator<Item = &'o Operator<'o>>) -> HashSet<u32> {
    let (mut set, mut depth) = (HashSet::new(), 1);
    for operator in operators {
        match operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => depth += 1,
            Operator::End => depth -= 1,
            Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                set.insert(*local_index);
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    set
}
