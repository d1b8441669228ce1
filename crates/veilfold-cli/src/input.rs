//! Where bytes come from.

use crate::error::CliError;
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// How a file begins that rotation has compressed.
const GZIP: &[u8] = &[0x1f, 0x8b, 0x08];

/// Calls `each` with every input, opened, in order; standard input when there is none. A file
/// that is compressed with gzip is read as what it was.
pub(crate) fn each(
    files: &[PathBuf],
    mut each: impl FnMut(&str, &mut dyn Read) -> Result<(), CliError>,
) -> Result<(), CliError> {
    if files.is_empty() {
        return each("standard input", &mut io::stdin().lock());
    }
    for path in files {
        if path == Path::new("-") {
            each("standard input", &mut io::stdin().lock())?;
        } else {
            let name = path.display().to_string();
            let cannot = |error| CliError::Input { name: name.clone(), error };
            let mut file = BufReader::with_capacity(64 << 10, File::open(path).map_err(cannot)?);
            if file.fill_buf().map_err(cannot)?.starts_with(GZIP) {
                each(&name, &mut MultiGzDecoder::new(file))?;
            } else {
                each(&name, &mut file)?;
            }
        }
    }
    Ok(())
}
