//! Where bytes come from.

use crate::error::CliError;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Calls `each` with every input, opened, in order; standard input when there is none.
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
            let mut file = File::open(path).map_err(|error| CliError::Input { name: name.clone(), error })?;
            each(&name, &mut file)?;
        }
    }
    Ok(())
}
