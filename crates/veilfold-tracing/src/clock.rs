//! The one place where the layer reads the clock.

use std::time::{SystemTime, UNIX_EPOCH};
use veilfold_core::Timestamp;

/// Now; the epoch on a machine whose clock stands before it.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
}
