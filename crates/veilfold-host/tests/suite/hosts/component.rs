//! A host of components: wasmtime's own canonical ABI, typed by the world in `wasm-plugins/component/wit`.

use super::{ENGINE, Host};
use wasmtime::Store;
use wasmtime::component::{self, Linker, TypedFunc};

type One = TypedFunc<(Vec<u8>,), (Vec<u8>,)>;
type Many = TypedFunc<(Vec<Vec<u8>>,), (Vec<Vec<u8>>,)>;

pub(crate) struct Component {
    store: Store<wasmtime::StoreLimits>,
    one: One,
    many: Many,
}

impl Component {
    pub(crate) fn start(wasm: &[u8]) -> Component {
        let component = component::Component::new(&ENGINE, wasm).expect("a component without SIMD");
        let mut store = Store::new(&ENGINE, wasmtime::StoreLimits::default());
        let instance = Linker::new(&ENGINE).instantiate(&mut store, &component).expect("it imports nothing");
        Component {
            one: instance.get_typed_func(&mut store, "transform").expect("transform"),
            many: instance.get_typed_func(&mut store, "transform-batch").expect("transform-batch"),
            store,
        }
    }
}

impl Host for Component {
    fn name(&self) -> &'static str {
        "component"
    }

    fn pass(&mut self, records: &[&[u8]]) -> Vec<Vec<u8>> {
        let records: Vec<Vec<u8>> = records.iter().map(|r| r.to_vec()).collect();
        let single: Vec<Vec<u8>> = records
            .iter()
            .map(|r| self.one.call(&mut self.store, (r.clone(),)).expect("transform does not trap").0)
            .collect();
        let (batch,) = self.many.call(&mut self.store, (records,)).expect("transform-batch does not trap");
        assert_eq!(single, batch, "one by one and as a batch");
        batch
    }

    fn memory_bytes(&mut self) -> usize {
        0 // not visible from outside a component
    }
}
