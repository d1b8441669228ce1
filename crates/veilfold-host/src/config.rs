//! What a module may do and cost.

use std::path::PathBuf;
use std::time::Duration;

/// Limits and options of a [`Plugin`](crate::Plugin).
#[derive(Clone, Debug)]
pub struct Config {
    /// Name of the exported filter. `None` takes `veilfold_filter`, else the only export of that shape.
    pub function: Option<String>,
    /// What the module is told as the record's tag.
    pub tag: String,
    /// Longest time for one record, in steps of about 5 ms.
    pub deadline: Duration,
    /// Most linear memory that an instance may have, in bytes.
    pub memory_bytes: usize,
    /// Most native stack that a call may use, in bytes.
    pub stack_bytes: usize,
    /// Whether modules may use SIMD. Fluent Bit's interpreter does not, so tests turn it off.
    pub simd: bool,
    /// Counts executed instructions for [`Plugin::fuel_used`](crate::Plugin::fuel_used): for tests, it costs a fifth of the speed.
    pub count_fuel: bool,
    /// Folder for compiled modules, made when it is missing. It must be writable by nobody whom you would not let
    /// run code: what lies there is executed. `None` compiles each time.
    pub cache: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            function: None,
            tag: String::from("veilfold"),
            deadline: Duration::from_secs(1),
            memory_bytes: 256 << 20,
            stack_bytes: 512 << 10,
            simd: true,
            count_fuel: false,
            cache: None,
        }
    }
}
