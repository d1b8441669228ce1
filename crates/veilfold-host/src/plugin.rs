//! A module that keeps answering, whatever happens to its instances.

use crate::abi::{self, Instance};
use crate::cache;
use crate::config::Config;
use crate::error::HostError;
use crate::fault::Fault;
use crate::ticker::Ticker;
use memchr::{memchr, memchr_iter, memrchr};
use std::fmt;
use std::path::Path;
use wasmtime::{Engine, Module};

/// Most bytes that are posed at once: what a module needs for them stays in a processor's cache.
const BATCH: usize = 64 << 10;

/// What a [`Plugin`] has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Records taken in.
    pub records: u64,
    /// Records answered with a marker.
    pub faults: u64,
    /// Of these, traps.
    pub traps: u64,
    /// Of these, overrun deadlines.
    pub deadlines: u64,
    /// Instances started, the first one included.
    pub instances: u64,
}

/// A loaded module.
pub struct Plugin {
    engine: Engine,
    module: Module,
    config: Config,
    origin: String,
    function: String,
    instance: Option<Instance>,
    stats: Stats,
    _ticker: Ticker,
}

impl fmt::Debug for Plugin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plugin")
            .field("origin", &self.origin)
            .field("function", &self.function)
            .field("stats", &self.stats)
            .finish_non_exhaustive()
    }
}

impl Plugin {
    /// Loads a module from a file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or is not a module with the filter ABI; see [`HostError`].
    pub fn load(path: &Path, config: Config) -> Result<Plugin, HostError> {
        let wasm = std::fs::read(path).map_err(|error| HostError::Read { path: path.to_owned(), error })?;
        Plugin::from_bytes(&wasm, &path.display().to_string(), config)
    }

    /// Loads a module from memory; `origin` names it in errors.
    ///
    /// # Errors
    ///
    /// When it is not a module with the filter ABI; see [`HostError`].
    pub fn from_bytes(wasm: &[u8], origin: &str, config: Config) -> Result<Plugin, HostError> {
        let mut settings = wasmtime::Config::new();
        settings
            .epoch_interruption(true)
            .consume_fuel(config.count_fuel)
            .max_wasm_stack(config.stack_bytes)
            .wasm_relaxed_simd(false)
            .wasm_simd(config.simd);
        let engine = Engine::new(&settings).map_err(|error| HostError::Runtime(format!("{error:#}")))?;
        let module = cache::module(&engine, wasm, config.cache.as_deref()).map_err(|error| {
            HostError::Compile { origin: origin.to_owned(), reason: format!("{error:#}") }
        })?;
        let function = abi::find_filter(&module, &config, origin)?;
        let ticker = Ticker::start(&engine).map_err(|error| HostError::Runtime(error.to_string()))?;
        let instance = Instance::start(&engine, &module, &config, &function, origin)?;
        let stats = Stats { instances: 1, ..Stats::default() };
        let origin = origin.to_owned();
        Ok(Plugin {
            engine,
            module,
            config,
            origin,
            function,
            instance: Some(instance),
            stats,
            _ticker: ticker,
        })
    }

    /// Appends the module's answer to `record` to `out`: one line, without a line end. On a fault, which is
    /// also returned, that is the fault's marker.
    pub fn filter(&mut self, record: &[u8], out: &mut Vec<u8>) -> Option<Fault> {
        self.stats.records += 1;
        let start = out.len();
        let fault = self.answer(record, out).err();
        if let Some(fault) = fault {
            self.stats.faults += 1;
            self.stats.traps += u64::from(fault == Fault::Trap);
            self.stats.deadlines += u64::from(fault == Fault::Deadline);
            tracing::warn!(
                module = self.origin,
                fault = fault.reason(),
                record_bytes = record.len(),
                faults = self.stats.faults,
                "record replaced by a marker"
            );
            out.truncate(start);
            out.extend_from_slice(fault.marker().as_bytes());
        }
        fault
    }

    /// Appends the module's answers to `lines`, each of which is a record, to `out`: what [`Plugin::filter`] gives for each, with
    /// the line end that it has. What follows the last line feed is a record too.
    ///
    /// A module that takes many lines at once is given them so: a batch has the deadline of one record. When something goes
    /// wrong with a batch, its records are posed one by one to a fresh instance, so that each answers for itself.
    pub fn filter_lines(&mut self, lines: &[u8], out: &mut Vec<u8>) {
        let mut rest = lines;
        while !rest.is_empty() {
            let most = rest.get(..BATCH).unwrap_or(rest);
            let end = if most.len() == rest.len() {
                Some(rest.len())
            } else {
                memrchr(b'\n', most).map(|at| at + 1)
            };
            // A line that is longer than a batch is one.
            let end = end.or_else(|| memchr(b'\n', rest).map(|at| at + 1)).unwrap_or(rest.len());
            let (batch, after) = rest.split_at(end);
            if batch.len() > BATCH || !self.at_once(batch, out) {
                self.one_by_one(batch, out);
            }
            rest = after;
        }
    }

    /// Appends the answers to a batch; false, and none, where they are to be asked for one by one.
    fn at_once(&mut self, batch: &[u8], out: &mut Vec<u8>) -> bool {
        let Ok(mut instance) = self.instance() else { return false };
        if !instance.takes_lines() {
            self.instance = Some(instance);
            return false;
        }
        let ends = memchr_iter(b'\n', batch).count();
        match instance.filter_lines(batch, ends, out) {
            Ok(()) => {
                self.instance = Some(instance);
                self.stats.records += ends as u64 + u64::from(!batch.ends_with(b"\n"));
                true
            }
            Err(fault) => {
                tracing::debug!(
                    module = self.origin,
                    fault = fault.reason(),
                    batch_bytes = batch.len(),
                    "records of a batch posed one by one"
                );
                false
            }
        }
    }

    fn one_by_one(&mut self, lines: &[u8], out: &mut Vec<u8>) {
        for line in lines.split_inclusive(|byte| *byte == b'\n') {
            let (record, end) = line.split_at(line.len() - usize::from(line.ends_with(b"\n")));
            self.filter(record, out);
            out.extend_from_slice(end);
        }
    }

    /// The exported function that filters.
    pub fn function(&self) -> &str {
        &self.function
    }

    /// What happened so far.
    pub fn stats(&self) -> Stats {
        self.stats
    }

    /// Instructions that the last record took, when [`Config::count_fuel`] is on.
    pub fn fuel_used(&self) -> Option<u64> {
        self.instance.as_ref()?.fuel_used()
    }

    /// Linear memory of the running instance, in bytes.
    pub fn memory_bytes(&self) -> usize {
        self.instance.as_ref().map_or(0, Instance::memory_bytes)
    }

    fn answer(&mut self, record: &[u8], out: &mut Vec<u8>) -> Result<(), Fault> {
        let mut instance = self.instance()?;
        let result = instance.filter(record, out);
        // What a trap left behind is thrown away, and so is memory that an unusual record blew up.
        if !matches!(result, Err(Fault::Trap | Fault::Deadline | Fault::Memory)) {
            self.instance = Some(instance);
        }
        result
    }

    /// The one that runs, or a fresh one.
    fn instance(&mut self) -> Result<Instance, Fault> {
        match self.instance.take() {
            Some(instance) => Ok(instance),
            None => self.fresh(),
        }
    }

    fn fresh(&mut self) -> Result<Instance, Fault> {
        let fresh = Instance::start(&self.engine, &self.module, &self.config, &self.function, &self.origin);
        let instance = fresh.map_err(|error| {
            tracing::error!(%error, "no fresh instance");
            Fault::Start
        })?;
        self.stats.instances += 1;
        Ok(instance)
    }
}
