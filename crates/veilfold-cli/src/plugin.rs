//! `veilfold filter --plugin`: the lines through a WebAssembly module instead of the engine of this command.

use crate::error::CliError;
use crate::filter::FilterArgs;
use std::path::Path;

/// What a build without a WebAssembly runtime says.
#[cfg(not(feature = "wasm"))]
pub(crate) fn run(_: &FilterArgs, module: &Path) -> Result<u8, CliError> {
    Err(CliError::Module {
        name: module.display().to_string(),
        message: "this build of the command runs no WebAssembly: cargo install veilfold-cli --features wasm"
            .to_owned(),
    })
}

#[cfg(feature = "wasm")]
pub(crate) use runtime::run;

#[cfg(feature = "wasm")]
mod runtime {
    use super::{CliError, FilterArgs, Path};
    use crate::args::Format;
    use crate::lines::{self, Lines};
    use crate::{OK, input};
    use serde_json::json;
    use std::io::{self, Write};
    use std::path::PathBuf;
    use veilfold_host::{Config, Plugin};

    pub(crate) fn run(args: &FilterArgs, module: &Path) -> Result<u8, CliError> {
        let config = Config { cache: cache(), ..Config::default() };
        let plugin = Plugin::load(module, config).map_err(|error| CliError::Asked(error.to_string()))?;
        let mut through = Through { plugin, out: Vec::new(), output: io::stdout().lock() };
        let read = input::each(&args.files, |name, input| lines::read(name, input, &mut through));
        let stats = through.plugin.stats();
        if args.stats || stats.faults > 0 {
            let (records, faults, instances) = (stats.records, stats.faults, stats.instances);
            let report = match args.format {
                Format::Text => format!(
                    "veilfold: {records} records, {faults} of them answered with a marker (traps {}, deadlines {}), \
                     {instances} instances\n",
                    stats.traps, stats.deadlines
                ),
                Format::Json => format!(
                    "{}\n",
                    json!({"records": records, "faults": faults, "traps": stats.traps, "deadlines": stats.deadlines,
                           "instances": instances})
                ),
            };
            let _ = io::stderr().write_all(report.as_bytes());
        }
        read.map(|()| OK)
    }

    /// Where compiled modules are kept: the user's own cache folder, if there is one.
    fn cache() -> Option<PathBuf> {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let folder = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")))?;
        Some(folder.join("veilfold").join("modules"))
    }

    /// A module between lines and the output.
    struct Through<W> {
        plugin: Plugin,
        out: Vec<u8>,
        output: W,
    }

    impl<W: Write> Lines for Through<W> {
        fn line(&mut self, line: &[u8], end: &[u8]) -> Result<(), CliError> {
            // A fault has left its marker in `out` and is counted.
            self.plugin.filter(line, &mut self.out);
            self.out.extend_from_slice(end);
            Ok(())
        }

        fn lines(&mut self, lines: &[u8]) -> Result<(), CliError> {
            self.plugin.filter_lines(lines, &mut self.out);
            Ok(())
        }

        fn too_long(&mut self, bytes: u64, end: &[u8]) -> Result<(), CliError> {
            self.out.extend_from_slice(format!("{{\"message\":\"[TRUNCATED:{bytes} bytes]\"}}").as_bytes());
            self.out.extend_from_slice(end);
            Ok(())
        }

        fn pause(&mut self, _: usize) -> Result<(), CliError> {
            let written = self.output.write_all(&self.out).and_then(|()| self.output.flush());
            self.out.clear();
            written.map_err(CliError::Output)
        }
    }
}
