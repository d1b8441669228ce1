//! Redpanda Connect, processor `wasm`: `process` is called with nothing; what the host puts into memory is freed after the call.

use super::{ENGINE, Host};
use wasmtime::{Caller, Linker, Memory, Module, Store, TypedFunc};

#[derive(Default)]
struct Message {
    content: Vec<u8>,
    inbound: Vec<u32>,
}

pub(crate) struct Connect {
    store: Store<Message>,
    memory: Memory,
    process: TypedFunc<(), ()>,
    free: TypedFunc<u32, ()>,
}

impl Connect {
    pub(crate) fn start(wasm: &[u8]) -> Connect {
        let module = Module::new(&ENGINE, wasm).expect("a module without SIMD");
        let mut linker = Linker::new(&ENGINE);
        let memory = |caller: &mut Caller<'_, Message>| {
            caller.get_export("memory").and_then(wasmtime::Extern::into_memory).expect("memory")
        };
        linker
            .func_wrap("benthos_wasm", "v0_msg_as_bytes", move |mut caller: Caller<'_, Message>| {
                let content = caller.data().content.clone();
                let malloc =
                    caller.get_export("malloc").and_then(wasmtime::Extern::into_func).expect("malloc");
                let malloc = malloc.typed::<u32, u32>(&caller).expect("malloc (i32) -> i32");
                let at = malloc.call(&mut caller, content.len() as u32).expect("malloc does not trap");
                memory(&mut caller)
                    .write(&mut caller, at as usize, &content)
                    .expect("the block is in memory");
                caller.data_mut().inbound.push(at);
                u64::from(at) << 32 | content.len() as u64
            })
            .expect("a function");
        linker
            .func_wrap(
                "benthos_wasm",
                "v0_msg_set_bytes",
                move |mut caller: Caller<'_, Message>, at: u32, len: u32| {
                    let mut content = vec![0; len as usize];
                    memory(&mut caller).read(&caller, at as usize, &mut content).expect("inside memory");
                    caller.data_mut().content = content;
                },
            )
            .expect("a function");
        let mut store = Store::new(&ENGINE, Message::default());
        let instance = linker.instantiate(&mut store, &module).expect("it imports nothing else");
        // With these beside malloc and free the host would take them instead.
        for name in ["allocate", "deallocate"] {
            assert!(instance.get_func(&mut store, name).is_none(), "{name}");
        }
        Connect {
            memory: instance.get_memory(&mut store, "memory").expect("memory"),
            process: instance.get_typed_func(&mut store, "process").expect("process"),
            free: instance.get_typed_func(&mut store, "free").expect("free"),
            store,
        }
    }
}

impl Host for Connect {
    fn name(&self) -> &'static str {
        "redpanda-connect"
    }

    fn pass(&mut self, records: &[&[u8]]) -> Vec<Vec<u8>> {
        records
            .iter()
            .map(|record| {
                self.store.data_mut().content = record.to_vec();
                self.process.call(&mut self.store, ()).expect("process does not trap");
                for block in std::mem::take(&mut self.store.data_mut().inbound) {
                    self.free.call(&mut self.store, block).expect("free does not trap");
                }
                std::mem::take(&mut self.store.data_mut().content)
            })
            .collect()
    }

    fn memory_bytes(&mut self) -> usize {
        self.memory.data_size(&self.store)
    }
}
