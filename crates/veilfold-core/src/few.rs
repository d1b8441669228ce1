//! Lists that mostly have a few items. Where there is a stack for it these need no memory of their own. In a WASM filter
//! the stack is small and memory at hand, and all types of items share one way to grow.

cfg_select! {
    target_family = "wasm" => {
        pub(crate) type Few<A> = alloc::vec::Vec<<A as smallvec::Array>::Item>;
    }
    _ => {
        pub(crate) use smallvec::SmallVec as Few;
    }
}
