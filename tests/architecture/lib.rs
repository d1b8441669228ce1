//! Nothing here: the tests of this crate are its point.
