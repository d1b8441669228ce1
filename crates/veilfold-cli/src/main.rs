//! The `veilfold` binary: the library with this process's arguments.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(veilfold_cli::run(std::env::args_os()))
}
