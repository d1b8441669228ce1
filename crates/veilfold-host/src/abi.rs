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
    tag: (u32, u32),
    /// One block of the guest's memory that carries the records in: address and size.
    block: (u32, u32),
    epochs: u64,
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
        let filter = instance.get_typed_func(&mut store, filter).map_err(|_| missing(filter))?;
        let mut instance = Instance {
            store,
            memory,
            malloc,
            free,
            filter,
            tag: (0, 0),
            block: (0, 0),
            epochs,
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
        self.store.set_epoch_deadline(self.epochs);
        if self.block.1 as usize <= record.len() {
            self.grow(record.len())?;
        }
        let address = self.block.0 as usize;
        let Some(target) = self.memory.data_mut(&mut self.store).get_mut(address..address + record.len() + 1)
        else {
            return Err(Fault::Memory);
        };
        let (body, end) = target.split_at_mut(record.len());
        body.copy_from_slice(record);
        end.fill(0);
        let len = u32::try_from(record.len()).map_err(|_| Fault::Memory)?;
        let before = self.store.get_fuel().ok();
        let answer = self
            .filter
            .call(&mut self.store, (self.tag.0, self.tag.1, TIME.0, TIME.1, self.block.0, len))
            .map_err(|error| fault(&error))?;
        self.fuel_used = before.and_then(|before| Some(before - self.store.get_fuel().ok()?));
        let text = self
            .memory
            .data(&self.store)
            .get(answer as usize..)
            .filter(|_| answer != 0)
            .ok_or(Fault::Answer)?;
        let end = text.iter().position(|&b| b == 0).filter(|&end| end > 0).ok_or(Fault::Answer)?;
        let start = out.len();
        out.extend_from_slice(text.get(..end).ok_or(Fault::Answer)?);
        // A raw line feed in JSON is white space between tokens; here it would end the line.
        for byte in out.iter_mut().skip(start).filter(|b| **b == b'\n') {
            *byte = b' ';
        }
        Ok(())
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
