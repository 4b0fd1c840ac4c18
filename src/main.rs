//! The program: exit codes and nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    sangam::cli::main()
}
