//! The ABI of Fluent Bit's `filter_wasm`, seen from the host: one instance and its calls.

use crate::config::Config;
use crate::error::HostError;
use crate::fault::Fault;
use crate::ticker::Ticker;
use wasmtime::{
    Engine, ExternType, Linker, Memory, Module, Store, StoreLimits, StoreLimitsBuilder, Trap, TypedFunc,
    ValType,
};

/// `(tag, tag_len, sec, nsec, record, record_len) -> answer`.
type Filter = TypedFunc<(u32, u32, u32, u32, u32, u32), u32>;

/// The name that our own modules give their filter.
const OUR_FUNCTION: &str = "veilfold_filter";

/// `(lines, len) -> answer`: many records, each a line, and the address and the length of the answers, in the high and the
/// low half. Our own modules have it beside their filter.
type FilterLines = TypedFunc<(u32, u32), u64>;
const OUR_LINES: &str = "veilfold_filter_lines";

/// Seconds and nanoseconds of the record. NDJSON carries its time inside, and a filter that depended on the
/// clock would give another answer each time.
const TIME: (u32, u32) = (0, 0);

/// A running module.
pub(crate) struct Instance {
    store: Store<StoreLimits>,
    memory: Memory,
    malloc: TypedFunc<u32, u32>,
    free: TypedFunc<u32, ()>,
    filter: Filter,
    lines: Option<FilterLines>,
    tag: (u32, u32),
    /// One block of the guest's memory that carries the records in: address and size.
    block: (u32, u32),
    epochs: u64,
    counts_fuel: bool,
    fuel_used: Option<u64>,
}

/// Which export is the filter.
pub(crate) fn find_filter(module: &Module, config: &Config, origin: &str) -> Result<String, HostError> {
    let has_shape = |ty: &ExternType| {
        let ExternType::Func(ty) = ty else { return false };
        let all_i32 =
            |mut types: Box<dyn Iterator<Item = ValType> + '_>| types.all(|t| matches!(t, ValType::I32));
        ty.params().len() == 6
            && ty.results().len() == 1
            && all_i32(Box::new(ty.params()))
            && all_i32(Box::new(ty.results()))
    };
    let functions = || module.exports().filter(|e| matches!(e.ty(), ExternType::Func(_)));
    let candidates: Vec<&str> = functions().filter(|e| has_shape(&e.ty())).map(|e| e.name()).collect();
    let wanted = config.function.as_deref();
    let chosen = match (wanted, candidates.as_slice()) {
        (Some(name), names) => names.iter().find(|n| **n == name),
        (None, names) => {
            names.iter().find(|n| **n == OUR_FUNCTION).or(if let [only] = names { Some(only) } else { None })
        }
    };
    chosen.map(|name| (*name).to_owned()).ok_or_else(|| HostError::Export {
        origin: origin.to_owned(),
        wanted: format!("{} (i32, i32, i32, i32, i32, i32) -> i32", wanted.unwrap_or(OUR_FUNCTION)),
        found: functions().map(|e| e.name().to_owned()).collect(),
    })
}

impl Instance {
    pub(crate) fn start(
        engine: &Engine,
        module: &Module,
        config: &Config,
        filter: &str,
        origin: &str,
    ) -> Result<Instance, HostError> {
        let failed = |error: wasmtime::Error| HostError::Start {
            origin: origin.to_owned(),
            reason: format!("{error:#}"),
        };
        let missing = |wanted: &str| HostError::Export {
            origin: origin.to_owned(),
            wanted: wanted.to_owned(),
            found: module
                .exports()
                .filter(|e| matches!(e.ty(), ExternType::Func(_)))
                .map(|e| e.name().to_owned())
                .collect(),
        };

        let limits = StoreLimitsBuilder::new()
            .memory_size(config.memory_bytes)
            .instances(1)
            .tables(4)
            .memories(1)
            .build();
        let mut store = Store::new(engine, limits);
        store.limiter(|limits| limits);
        let epochs = Ticker::epochs(config.deadline);
        store.set_epoch_deadline(epochs);
        if config.count_fuel {
            store.set_fuel(u64::MAX).map_err(failed)?;
        }
        // A module gets nothing from us. One that merely links WASI runs; one that calls it traps.
        let mut linker = Linker::new(engine);
        linker.define_unknown_imports_as_traps(module).map_err(failed)?;
        let instance = linker.instantiate(&mut store, module).map_err(failed)?;
        if let Ok(initialise) = instance.get_typed_func::<(), ()>(&mut store, "_initialize") {
            initialise.call(&mut store, ()).map_err(failed)?;
        }
        let memory = instance.get_memory(&mut store, "memory").ok_or_else(|| missing("memory"))?;
        let malloc =
            instance.get_typed_func(&mut store, "malloc").map_err(|_| missing("malloc (i32) -> i32"))?;
        let free = instance.get_typed_func(&mut store, "free").map_err(|_| missing("free (i32)"))?;
        // Another filter's lines are not ours to ask for.
        let lines = (filter == OUR_FUNCTION).then(|| instance.get_typed_func(&mut store, OUR_LINES).ok());
        let filter = instance.get_typed_func(&mut store, filter).map_err(|_| missing(filter))?;
        let mut instance = Instance {
            store,
            memory,
            malloc,
            free,
            filter,
            lines: lines.flatten(),
            tag: (0, 0),
            block: (0, 0),
            epochs,
            counts_fuel: config.count_fuel,
            fuel_used: None,
        };
        instance.tag = instance.place(config.tag.as_bytes()).map_err(|fault| HostError::Start {
            origin: origin.to_owned(),
            reason: format!("no memory for the tag: {}", fault.reason()),
        })?;
        Ok(instance)
    }

    /// Runs the filter on one record and appends its answer to `out`. After a fault the instance is not to be used again,
    /// but for [`Fault::Memory`] and [`Fault::Answer`], which leave it as it was.
    pub(crate) fn filter(&mut self, record: &[u8], out: &mut Vec<u8>) -> Result<(), Fault> {
        let len = self.put(record)?;
        let (filter, arguments) =
            (self.filter.clone(), (self.tag.0, self.tag.1, TIME.0, TIME.1, self.block.0, len));
        let answer = self.call(|store| filter.call(store, arguments))?;
        let memory = self.memory.data(&self.store);
        let text = memory.get(answer as usize..).filter(|_| answer != 0).ok_or(Fault::Answer)?;
        let end = memchr::memchr(0, text).filter(|&end| end > 0).ok_or(Fault::Answer)?;
        let mut at = out.len();
        out.extend_from_slice(text.get(..end).ok_or(Fault::Answer)?);
        // A raw line feed in JSON is white space between tokens; here it would end the line.
        while let Some(length) = memchr::memchr(b'\n', &out[at..]) {
            at += length;
            out[at] = b' ';
        }
        Ok(())
    }

    /// Whether there is [`Instance::filter_lines`].
    pub(crate) fn takes_lines(&self) -> bool {
        self.lines.is_some()
    }

    /// Runs the filter on `count` records, each a line, and appends its answers to `out`, each with the line end that its
    /// record has. After a fault it is not known which record is to blame, and the instance is not to be used again.
    pub(crate) fn filter_lines(
        &mut self,
        lines: &[u8],
        count: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        let filter = self.lines.clone().ok_or(Fault::Answer)?;
        let len = self.put(lines)?;
        let arguments = (self.block.0, len);
        let answer = self.call(|store| filter.call(store, arguments))?;
        let (address, len) = ((answer >> 32) as usize, answer as u32 as usize);
        let text = self.memory.data(&self.store).get(address..).and_then(|text| text.get(..len));
        let text = text.ok_or(Fault::Answer)?;
        if memchr::memchr_iter(b'\n', text).count() != count
            || text.ends_with(b"\n") != lines.ends_with(b"\n")
        {
            return Err(Fault::Answer);
        }
        out.extend_from_slice(text);
        Ok(())
    }

    /// Puts a text into the block for records, with a zero byte behind it, and says how long it is.
    fn put(&mut self, text: &[u8]) -> Result<u32, Fault> {
        self.store.set_epoch_deadline(self.epochs);
        if self.block.1 as usize <= text.len() {
            self.grow(text.len())?;
        }
        let address = self.block.0 as usize;
        let memory = self.memory.data_mut(&mut self.store);
        let target = memory.get_mut(address..=address + text.len()).ok_or(Fault::Memory)?;
        let (body, end) = target.split_at_mut(text.len());
        body.copy_from_slice(text);
        end.fill(0);
        u32::try_from(text.len()).map_err(|_| Fault::Memory)
    }

    /// Calls a function, and counts its fuel.
    fn call<R>(
        &mut self,
        function: impl FnOnce(&mut Store<StoreLimits>) -> wasmtime::Result<R>,
    ) -> Result<R, Fault> {
        // Where none is counted, asking would make an error each time.
        let fuel = |store: &Store<StoreLimits>| store.get_fuel().unwrap_or_default();
        let before = if self.counts_fuel { fuel(&self.store) } else { 0 };
        let answer = function(&mut self.store).map_err(|error| fault(&error))?;
        self.fuel_used = self.counts_fuel.then(|| before - fuel(&self.store));
        Ok(answer)
    }

    /// Fuel that the last call used.
    pub(crate) fn fuel_used(&self) -> Option<u64> {
        self.fuel_used
    }

    /// Bytes of linear memory.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.memory.data_size(&self.store)
    }

    fn grow(&mut self, len: usize) -> Result<(), Fault> {
        let size = u32::try_from(len + 1)
            .ok()
            .and_then(u32::checked_next_power_of_two)
            .ok_or(Fault::Memory)?
            .max(4096);
        let old = std::mem::take(&mut self.block).0;
        if old != 0 {
            self.free.call(&mut self.store, old).map_err(|error| fault(&error))?;
        }
        let address = self.malloc.call(&mut self.store, size).map_err(|error| fault(&error))?;
        if address == 0 {
            return Err(Fault::Memory);
        }
        self.block = (address, size);
        Ok(())
    }

    fn place(&mut self, text: &[u8]) -> Result<(u32, u32), Fault> {
        let size = u32::try_from(text.len() + 1).map_err(|_| Fault::Memory)?;
        let address = self.malloc.call(&mut self.store, size).map_err(|error| fault(&error))?;
        if address == 0 {
            return Err(Fault::Memory);
        }
        self.memory.write(&mut self.store, address as usize, text).map_err(|_| Fault::Memory)?;
        self.memory.write(&mut self.store, address as usize + text.len(), &[0]).map_err(|_| Fault::Memory)?;
        Ok((address, size - 1))
    }
}

/// What an error out of the runtime means.
fn fault(error: &wasmtime::Error) -> Fault {
    match error.downcast_ref::<Trap>() {
        Some(Trap::Interrupt) => Fault::Deadline,
        _ => Fault::Trap,
    }
}
