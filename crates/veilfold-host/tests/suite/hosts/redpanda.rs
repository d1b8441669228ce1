//! Redpanda's data transforms, ABI version 2: `_start` runs and asks; a record is key, value and headers, each behind its length as a zig-zag
//! varint. Here the host has one batch, and says after it that there is no other.

use super::{ENGINE, Host};
use std::collections::VecDeque;
use wasmtime::{Caller, Linker, Memory, Module, Store};

/// A header: name and value, each null or bytes.
pub(crate) type Header = (Option<Vec<u8>>, Option<Vec<u8>>);

/// A record: key, value, headers.
pub(crate) type RedpandaRecord = (Option<Vec<u8>>, Option<Vec<u8>>, Vec<Header>);

#[derive(Default)]
struct Batch {
    payloads: VecDeque<Vec<u8>>,
    started: bool,
    written: Vec<RedpandaRecord>,
    /// Records larger than this are refused.
    largest: usize,
    memory: usize,
}

pub(crate) struct Redpanda {
    module: Module,
    memory: usize,
    /// Records larger than this are refused by the host.
    pub(crate) largest: usize,
}

impl Redpanda {
    pub(crate) fn start(wasm: &[u8]) -> Redpanda {
        let module = Module::new(&ENGINE, wasm).expect("a module without SIMD");
        // The host finds out which ABI a module speaks by this import.
        assert!(
            module.imports().any(|i| i.module() == "redpanda_transform" && i.name() == "check_abi_version_2")
        );
        Redpanda { module, memory: 0, largest: usize::MAX }
    }

    pub(crate) fn transform(&mut self, records: &[RedpandaRecord]) -> Vec<RedpandaRecord> {
        let payloads = records.iter().map(encode).collect();
        let batch = Batch { payloads, largest: self.largest, ..Batch::default() };
        let mut store = Store::new(&ENGINE, batch);
        let instance = linker().instantiate(&mut store, &self.module).expect("it imports nothing else");
        let start = instance.get_typed_func::<(), ()>(&mut store, "_start").expect("_start");
        start.call(&mut store, ()).expect("the transform does not trap");
        let batch = store.into_data();
        self.memory = batch.memory;
        batch.written
    }
}

fn linker() -> Linker<Batch> {
    let memory = |caller: &mut Caller<'_, Batch>| -> Memory {
        caller.get_export("memory").and_then(wasmtime::Extern::into_memory).expect("memory")
    };
    let mut linker = Linker::new(&ENGINE);
    let host = "redpanda_transform";
    linker.func_wrap(host, "check_abi_version_2", || {}).expect("a function");
    linker
        .func_wrap(
            host,
            "read_batch_header",
            move |mut caller: Caller<'_, Batch>,
                  base_offset: u32,
                  count: u32,
                  _leader_epoch: u32,
                  attributes: u32,
                  _last_offset_delta: u32,
                  _base_timestamp: u32,
                  _max_timestamp: u32,
                  _producer_id: u32,
                  _producer_epoch: u32,
                  _base_sequence: u32| {
                if std::mem::replace(&mut caller.data_mut().started, true) {
                    caller.data_mut().memory = memory(&mut caller).data_size(&caller);
                    return -1;
                }
                let payloads = &caller.data().payloads;
                let (n, largest) = (payloads.len() as i32, payloads.iter().map(Vec::len).max().unwrap_or(0));
                let memory = memory(&mut caller);
                for (at, value) in [
                    (base_offset, &7_i64.to_le_bytes()[..]),
                    (count, &n.to_le_bytes()),
                    (attributes, &[0; 2]),
                ] {
                    memory.write(&mut caller, at as usize, value).expect("inside memory");
                }
                largest as i32
            },
        )
        .expect("a function");
    linker
        .func_wrap(
            host,
            "read_next_record",
            move |mut caller: Caller<'_, Batch>,
                  attributes: u32,
                  timestamp: u32,
                  offset: u32,
                  buffer: u32,
                  size: u32| {
                let memory = memory(&mut caller);
                let Some(payload) = caller.data_mut().payloads.pop_front() else { return -1 };
                if (size as usize) < payload.len() {
                    return -2;
                }
                memory.write(&mut caller, attributes as usize, &[0]).expect("inside memory");
                for at in [timestamp, offset] {
                    memory.write(&mut caller, at as usize, &[0; 8]).expect("inside memory");
                }
                memory.write(&mut caller, buffer as usize, &payload).expect("inside memory");
                payload.len() as i32
            },
        )
        .expect("a function");
    linker
        .func_wrap(host, "write_record", move |mut caller: Caller<'_, Batch>, buffer: u32, size: u32| {
            let mut payload = vec![0; size as usize];
            memory(&mut caller).read(&caller, buffer as usize, &mut payload).expect("inside memory");
            if payload.len() > caller.data().largest {
                return -3;
            }
            let Some(record) = decode(&payload) else { return -2 };
            caller.data_mut().written.push(record);
            size as i32
        })
        .expect("a function");
    linker
}

fn encode(record: &RedpandaRecord) -> Vec<u8> {
    fn number(value: i64, out: &mut Vec<u8>) {
        let mut bits = ((value << 1) ^ (value >> 63)) as u64;
        while bits >= 128 {
            out.push((bits & 127) as u8 | 128);
            bits >>= 7;
        }
        out.push(bits as u8);
    }
    let text = |text: &Option<Vec<u8>>, out: &mut Vec<u8>| {
        number(text.as_ref().map_or(-1, |t| t.len() as i64), out);
        out.extend_from_slice(text.as_deref().unwrap_or_default());
    };
    let mut out = Vec::new();
    text(&record.0, &mut out);
    text(&record.1, &mut out);
    number(record.2.len() as i64, &mut out);
    for (name, value) in &record.2 {
        text(name, &mut out);
        text(value, &mut out);
    }
    out
}

/// None where the payload is not laid out as the host demands.
fn decode(mut rest: &[u8]) -> Option<RedpandaRecord> {
    fn number(rest: &mut &[u8]) -> Option<i64> {
        let (mut bits, mut shift) = (0_u64, 0);
        loop {
            let (&byte, after) = rest.split_first()?;
            *rest = after;
            bits |= u64::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return Some((bits >> 1) as i64 ^ -((bits & 1) as i64));
            }
        }
    }
    fn text(rest: &mut &[u8]) -> Option<Option<Vec<u8>>> {
        let len = number(rest)?;
        if len < 0 {
            return Some(None);
        }
        let (text, after) = rest.split_at_checked(len as usize)?;
        *rest = after;
        Some(Some(text.to_vec()))
    }
    let (key, value) = (text(&mut rest)?, text(&mut rest)?);
    let headers =
        (0..number(&mut rest)?).map(|_| Some((text(&mut rest)?, text(&mut rest)?))).collect::<Option<_>>()?;
    rest.is_empty().then_some((key, value, headers))
}

impl Host for Redpanda {
    fn name(&self) -> &'static str {
        "redpanda"
    }

    fn pass(&mut self, records: &[&[u8]]) -> Vec<Vec<u8>> {
        let records: Vec<RedpandaRecord> =
            records.iter().map(|r| (None, Some(r.to_vec()), Vec::new())).collect();
        let answers = self.transform(&records);
        assert_eq!(answers.len(), records.len());
        answers
            .into_iter()
            .map(|(key, value, headers)| {
                assert_eq!((key, headers.len()), (None, 0));
                value.expect("a value stays one")
            })
            .collect()
    }

    fn memory_bytes(&mut self) -> usize {
        self.memory
    }
}
