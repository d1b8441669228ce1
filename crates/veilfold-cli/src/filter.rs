//! `veilfold filter`: a line in, a line out.

mod args;

pub(crate) use args::FilterArgs;

use crate::args::Format;
use crate::error::CliError;
use crate::protocol::Rsyslog;
use crate::repeats::{Repeats, Shared};
use crate::stream::{Mode, Stream};
use crate::{OK, engine, input, lines, plugin, table};
use args::ProtocolArg;
use std::io::{self, Write};
use veilfold_core::Engine;

pub(crate) fn run(args: &FilterArgs) -> Result<u8, CliError> {
    if let Some(module) = &args.plugin {
        return plugin::run(args, module);
    }
    let engine = Engine::new(engine::policy(&args.engine)?, args.options());
    if let Some(ProtocolArg::Rsyslog) = args.protocol {
        // rsyslog reads both output streams: from here on, nothing but answers, not even when the engine panics.
        std::panic::set_hook(Box::new(|_| ()));
        let mut helper = Rsyslog::new(&engine, io::stdout().lock());
        return lines::read("standard input", &mut io::stdin().lock(), &mut helper).map(|()| OK);
    }
    let rewrite = args.encode.schema.is_some() || args.encode.text;
    let mut stream = Stream::new(&engine, if rewrite { Mode::Reencode } else { Mode::Transform });
    stream.repeats = args.dedup.map(Repeats::new);
    if stream.repeats.is_some() {
        let read = input::each(&args.files, |name, input| stream.run(name, input, &mut Shared));
        // Also what was held before an input that could not be read.
        stream.repeats.iter().for_each(Repeats::flush);
        read?;
    } else {
        // Not `io::stdout()`: its line buffer would cut every block at its last line end.
        let mut output = io::stdout().lock();
        input::each(&args.files, |name, input| stream.run(name, input, &mut output))?;
    }
    if args.stats {
        let report = match args.format {
            Format::Text => table::totals(&stream.totals),
            Format::Json => table::totals_json(&stream.totals),
        };
        let _ = io::stderr().write_all(report.as_bytes());
    }
    Ok(OK)
}
