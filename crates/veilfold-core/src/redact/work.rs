//! Counts the bytes that verifiers and shapes look at, in tests: the promise of linear time is tested by
//! counting, not by a clock. Outside of tests it is nothing.

#[cfg(test)]
std::thread_local! {
    static LOOKED: core::cell::Cell<usize> = const { core::cell::Cell::new(0) };
}

/// `bytes` bytes were looked at.
#[inline]
pub(super) fn looked(bytes: usize) {
    #[cfg(test)]
    LOOKED.with(|sum| sum.set(sum.get() + bytes));
    #[cfg(not(test))]
    let _ = bytes;
}

/// How many bytes were looked at during `run`.
#[cfg(test)]
pub(super) fn counted(run: impl FnOnce()) -> usize {
    LOOKED.with(|sum| sum.set(0));
    run();
    LOOKED.with(core::cell::Cell::get)
}
