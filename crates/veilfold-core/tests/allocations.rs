//! A clean record costs no allocation once the buffers are warm.
#![allow(unsafe_code)] // A counting allocator cannot be written without it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use veilfold_core::{Engine, Field, Level, Options, Policy, Profile, Record, Scratch, Timestamp, Value};

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: every call goes to the system's allocator as it came; counting touches no memory of the caller.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(mut run: impl FnMut()) -> usize {
    run();
    let before = COUNT.with(Cell::get);
    run();
    COUNT.with(Cell::get) - before
}

#[test]
fn a_clean_record_and_a_clean_line_allocate_nothing() {
    let engine = Engine::new(Policy::builtin(Profile::Default), Options::default());
    let (mut out, mut scratch) = (Vec::with_capacity(4096), Scratch::default());
    let extras = ["items", "country", "ratio"].map(|key| Field {
        key: key.as_bytes().into(),
        value: match key {
            "items" => Value::Int(3),
            "ratio" => Value::Float(0.5),
            _ => Value::Str(b"no"[..].into()),
        },
    });
    let time = Timestamp(1_795_249_800_123_000_000);
    let record = Record { extras: &extras, ..Record::new(time, Level::Info, b"shop.cart", b"item added") };
    let mut process = || {
        out.clear();
        engine.process(&record, &mut out, &mut scratch);
    };
    assert_eq!(allocations(&mut process), 0);
    let line = out.clone();
    let mut transform = || {
        out.clear();
        engine.transform(&line, &mut out, &mut scratch);
    };
    assert_eq!(allocations(&mut transform), 0);
    assert_eq!(out, line);
}
