//! Fluent Bit, `filter_wasm`, format json: one instance for ever; tag and record are put into memory from the module's `malloc` for each
//! call and freed after it; the record is not terminated, and what comes back is a C string that is copied at once.

use super::operands::{MOST, counted};
use super::{ENGINE, Host};
use wasmtime::{Global, Instance, Memory, Module, Store, TypedFunc, Val};

pub(crate) struct FluentBit {
    store: Store<()>,
    memory: Memory,
    malloc: TypedFunc<u32, u32>,
    free: TypedFunc<u32, ()>,
    filter: TypedFunc<(u32, u32, u32, u32, u32, u32), u32>,
    /// The most of the interpreter's stack that was in use, where it is counted.
    most: Option<Global>,
}

impl FluentBit {
    pub(crate) fn start(wasm: &[u8]) -> FluentBit {
        let module = Module::new(&ENGINE, wasm).expect("a module without SIMD");
        let mut store = Store::new(&ENGINE, ());
        let instance = Instance::new(&mut store, &module, &[]).expect("it imports nothing");
        FluentBit {
            memory: instance.get_memory(&mut store, "memory").expect("memory"),
            malloc: instance.get_typed_func(&mut store, "malloc").expect("malloc"),
            free: instance.get_typed_func(&mut store, "free").expect("free"),
            filter: instance.get_typed_func(&mut store, "veilfold_filter").expect("the filter"),
            most: instance.get_global(&mut store, MOST),
            store,
        }
    }

    /// Starts a module that counts what it takes of the interpreter's stack.
    pub(crate) fn counting(wasm: &[u8]) -> FluentBit {
        FluentBit::start(&counted(wasm).expect("a sound module"))
    }

    /// Passes records and says how many bytes the interpreter needs for its frames of the module's functions.
    pub(crate) fn operands_used(&mut self, records: &[&[u8]]) -> usize {
        let most = self.most.expect("a module that counts");
        most.set(&mut self.store, Val::I32(0)).expect("a counter");
        self.pass(records);
        most.get(&mut self.store).unwrap_i32() as usize
    }

    /// Passes records and says how many bytes of the shadow stack they took: it lies at the start of memory and grows down.
    pub(crate) fn stack_used(&mut self, records: &[&[u8]]) -> usize {
        const STACK: usize = 128 << 10;
        const CANARY: u8 = 0xa5;
        self.memory.data_mut(&mut self.store)[..STACK].fill(CANARY);
        self.pass(records);
        let untouched = self.memory.data(&self.store)[..STACK].iter().take_while(|b| **b == CANARY).count();
        STACK - untouched
    }

    fn place(&mut self, bytes: &[u8]) -> u32 {
        let at = self.malloc.call(&mut self.store, bytes.len() as u32).expect("malloc does not trap");
        assert_ne!(at, 0, "no memory for {} bytes", bytes.len());
        self.memory.write(&mut self.store, at as usize, bytes).expect("the block is in memory");
        at
    }
}

impl Host for FluentBit {
    fn name(&self) -> &'static str {
        "fluent-bit"
    }

    fn pass(&mut self, records: &[&[u8]]) -> Vec<Vec<u8>> {
        records
            .iter()
            .map(|record| {
                let (tag, text) = (self.place(b"kube.app\0"), self.place(record));
                let args = (tag, 8, 1_764_400_000, 7, text, record.len() as u32);
                let answer = self.filter.call(&mut self.store, args).expect("the filter does not trap");
                assert_ne!(answer, 0, "NULL loses the record");
                let memory = self.memory.data(&self.store).get(answer as usize..).expect("inside memory");
                let end = memory.iter().position(|b| *b == 0).expect("a C string ends");
                let answer = memory[..end].to_vec();
                for block in [tag, text] {
                    self.free.call(&mut self.store, block).expect("free does not trap");
                }
                answer
            })
            .collect()
    }

    fn memory_bytes(&mut self) -> usize {
        self.memory.data_size(&self.store)
    }
}
