//! Writing lines.

pub mod json;
pub mod schema;
pub mod text;
