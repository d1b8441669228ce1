//! `veilfold scan`: what a log holds, in numbers.

use crate::args::{Format, ScanArgs};
use crate::error::CliError;
use crate::stream::{Mode, Stream};
use crate::{FINDINGS, OK, engine, input, table};
use std::io::{self, Write};
use veilfold_core::{Engine, GroupScope, Options};

pub(crate) fn run(args: &ScanArgs) -> Result<u8, CliError> {
    let options = Options { group: GroupScope::Off, ..Options::default() };
    let engine = Engine::new(engine::policy(&args.engine)?, options);
    let mut stream = Stream::new(&engine, Mode::Transform);
    input::each(&args.files, |name, input| stream.run(name, input, &mut io::sink()))?;
    let report = match args.format {
        Format::Text => table::totals(&stream.totals),
        Format::Json => table::totals_json(&stream.totals),
    };
    io::stdout().write_all(report.as_bytes()).map_err(CliError::Output)?;
    Ok(if stream.totals.redacted > 0 { FINDINGS } else { OK })
}
