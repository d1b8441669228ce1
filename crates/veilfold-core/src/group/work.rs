//! Work, counted in bytes looked at: a measure that no busy machine changes. Tests ask for it; nothing else does.

#[cfg(test)]
std::thread_local! {
    static BYTES: core::cell::Cell<usize> = const { core::cell::Cell::new(0) };
}

/// Notes that `bytes` of a text were looked at.
#[inline]
pub(super) fn looked_at(bytes: usize) {
    #[cfg(test)]
    BYTES.set(BYTES.get() + bytes);
    #[cfg(not(test))]
    let _ = bytes;
}

/// The bytes that `run` looks at.
#[cfg(test)]
pub(super) fn bytes_of(run: impl FnOnce()) -> usize {
    let before = BYTES.get();
    run();
    BYTES.get() - before
}
