//! What calls itself on the way of a record, and how often it stands on the stack at most.

use super::bound::Limit;

/// Makes the engine: called for the first record, and for none after it.
pub(crate) const ONCE: &str = "veilfold_instance::make";

pub(crate) const LIMITS: [Limit; 2] = [
    // JSON in strings. Each hands on one buffer less than it got, of the three of `LEVELS + 1`; one without looks at plain text.
    Limit { name: "<veilfold_core::transform::cleaner::Cleaner>::pass", times: 4 },
    // A traceback in the message of a `RemoteTraceback`: `Writer::remote` counts them, and the third one is a message.
    Limit { name: "<veilfold_core::group::stack::ids::Writer>::path", times: 3 },
];
