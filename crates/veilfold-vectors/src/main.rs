//! `veilfold-vectors --door native,command,python [--vectors DIR] [--filter TEXT]`
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command's output is its purpose")]

use std::path::PathBuf;
use std::process::ExitCode;
use veilfold_vectors::{Command, FrontDoor, Kind, Native, Python, check, load};

const USAGE: &str = "\
Runs the shared vectors through front doors and fails on the first byte of difference.

usage: veilfold-vectors [--door native,command,python] [--vectors DIR] [--filter TEXT]
                        [--binary PATH] [--python PATH]

  --door     doors to try, default native
  --vectors  folder of the vectors, default tests/vectors
  --filter   only cases whose name holds TEXT (and those that they compare with must be among them)
  --binary   the veilfold command, default beside this program
  --python   the interpreter that imports veilfold, default .venv/bin/python where there is one, else python3";

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("veilfold-vectors: {message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<bool, String> {
    let mut doors = String::from("native");
    let mut root = PathBuf::from("tests/vectors");
    let mut filter = String::new();
    let beside = std::env::current_exe().map_err(|e| e.to_string())?;
    let mut binary = beside.with_file_name("veilfold");
    let venv = PathBuf::from(".venv/bin/python");
    let mut python = if venv.exists() { venv } else { PathBuf::from("python3") };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--help" {
            println!("{USAGE}");
            return Ok(true);
        }
        let value = args.next().ok_or_else(|| format!("{arg} needs a value\n{USAGE}"))?;
        match arg.as_str() {
            "--door" => doors = value,
            "--vectors" => root = value.into(),
            "--filter" => filter = value,
            "--binary" => binary = value.into(),
            "--python" => python = value.into(),
            _ => return Err(format!("unknown option {arg}\n{USAGE}")),
        }
    }
    let mut cases = load(&root).map_err(|e| e.to_string())?;
    cases.retain(|case| case.name.contains(&filter));
    if cases.is_empty() {
        return Err(format!("no case in {} has {filter:?} in its name", root.display()));
    }
    let mut sound = true;
    println!("{:10} {:10} {:>7} {:>7}", "door", "kind", "passed", "failed");
    for name in doors.split(',') {
        let mut door: Box<dyn FrontDoor> = match name {
            "native" => Box::new(Native),
            "command" => Box::new(Command::new(binary.clone())),
            "python" => Box::new(Python::new(python.clone(), "tests/python/vector_door.py".into())),
            _ => return Err(format!("unknown door {name:?}: there are native, command and python")),
        };
        let (tallies, failures) = check(door.as_mut(), &cases).map_err(|e| format!("{name}: {e}"))?;
        for (kind, tally) in Kind::ALL.iter().zip(tallies) {
            println!("{name:10} {:10} {:>7} {:>7}", kind.as_str(), tally.passed, tally.failed);
        }
        for failure in &failures {
            eprintln!("{failure}");
        }
        sound &= failures.is_empty();
    }
    Ok(sound)
}
