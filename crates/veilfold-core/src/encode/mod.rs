//! Writing lines, and the JSON and times in them.
//!
//! ```
//! use veilfold_core::Precision;
//! use veilfold_core::encode::{json, time};
//!
//! let mut out = Vec::new();
//! json::string(&mut out, "one\ntwo \u{202e}".as_bytes());
//! assert_eq!(out, br#""one\ntwo \u202e""#);
//!
//! out.clear();
//! let moment = time::parse_epoch(b"1795249800123").expect("milliseconds");
//! time::rfc3339(&mut out, moment, Precision::Millis);
//! assert_eq!(out, b"2026-11-21T08:30:00.123Z");
//! ```
//!
//! The encoder knows records and names, not secrets: every value goes through a `Veil` on its way to
//! the line, and the pipeline decides what that does.

pub mod json;
pub mod repeat;
pub mod schema;
pub mod text;
pub mod time;

mod layout;
mod line;
mod otel;
mod pairs;
mod snake;
mod value;

pub use value::Siblings;

pub(crate) use layout::Layout;
pub(crate) use line::{Ids, json_line};
pub use pairs::{is_account, is_reference, names_next};
pub(crate) use pairs::{
    is_data_of_secret, is_kind_of_secret, is_pair_name, is_pair_value, is_part_of_jwk, is_path_name,
    is_route, is_secret, may_be_named,
};
pub(crate) use text::text_line;

use alloc::borrow::Cow;

/// What every value passes before it is written.
pub(crate) trait Veil {
    /// A reason to hide a value.
    type Rule: Copy;

    /// What is known of the passwords in a list of arguments.
    type Arguments: Default;

    /// The reason to hide what stands under `key`: a scalar `value`, as text, or an object or array (`None`).
    /// `path` holds the keys above it, outermost first.
    fn rule(&mut self, path: &[&[u8]], key: &[u8], value: Option<&[u8]>) -> Option<Self::Rule>;

    /// True where an object or array, as JSON, is none that `rule` hides, though its key says so.
    fn spares(&self, rule: Self::Rule, json: &[u8]) -> bool;

    /// True when the value of `key` is freed by name.
    fn allows(&self, path: &[&[u8]], key: &[u8]) -> bool;

    /// True when an extra of this key is written under it as it is, and the key hides nothing. Wrong only in
    /// saying false.
    fn is_ordinary(&mut self, layout: &Layout, key: &[u8]) -> bool {
        let _ = (layout, key);
        false
    }

    /// True for a text in which nothing is to be hidden, found out before. Wrong only in saying false.
    fn is_clean(&mut self, text: &[u8]) -> bool {
        let _ = text;
        false
    }

    /// Told up to where nothing is to be hidden in what is written, whatever comes after it.
    fn settled(&mut self, end: usize) {
        let _ = end;
    }

    /// Told of the text that is the item at `index` of a list, and of those from it on: one may name a command, and another
    /// be its password.
    fn look_at(
        &mut self,
        arguments: &mut Self::Arguments,
        index: usize,
        text: &[u8],
        items: &mut dyn Iterator<Item = Cow<'_, [u8]>>,
    );

    /// The item at `index` as it may be written, where a password is in it.
    fn hide_argument<'i>(
        &mut self,
        arguments: &Self::Arguments,
        index: usize,
        item: &dyn Fn() -> Cow<'i, [u8]>,
    ) -> Option<&[u8]>;

    /// What is written in place of `value`, as plain text; `None` leaves the value and its key out.
    fn hide(&mut self, rule: Self::Rule, value: &[u8]) -> Option<&[u8]>;

    /// `text` cleaned and cut; `None` when it may be written as it is.
    fn cleaned(&mut self, text: &[u8]) -> Option<&[u8]>;

    /// `text` as it may be written.
    fn text<'s>(&'s mut self, text: &'s [u8]) -> &'s [u8] {
        self.cleaned(text).unwrap_or(text)
    }

    /// A stack trace as it may be written: its end tells most, so it is not cut as other texts are.
    fn stack<'s>(&'s mut self, text: &'s [u8]) -> &'s [u8];

    /// Deepest nesting that is written; what is deeper becomes [`DEPTH`].
    fn max_depth(&self) -> usize;
}

/// What stands in place of a value that is nested too deep.
pub const DEPTH: &str = "[DEPTH]";
