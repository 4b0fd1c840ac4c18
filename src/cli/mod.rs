//! The command line: one file a command.
//!
//! stdout carries what was asked for and only that; progress, logs and complaints go to stderr.
//! A command returns an exit code or the error that stopped it; the chain of an error's causes is
//! joined here and nowhere else.

mod add;
mod args;
mod backend;
mod check;
mod daemon;
mod demo;
mod desk;
mod document;
mod exit;
mod explain;
mod export;
mod follower;
mod hide;
mod import;
mod incidents;
mod init;
mod items;
mod join;
mod json;
mod log;
mod orders;
mod parse;
mod preview;
mod progress;
mod run;
mod serve;
mod setup;
mod sources;
mod table;
mod validate;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::cli::args::{Cli, Command};
use crate::cli::exit::{Exit, Stop};

/// Runs the program with the arguments and the environment of the process.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    log::start(&cli.global);
    let mut out = BufWriter::new(io::stdout().lock());
    let ended = dispatch(&cli, &mut out);
    let ended = ended.and_then(|exit| out.flush().map(|()| exit).map_err(Stop::from));
    match ended {
        Ok(exit) => exit.into(),
        // Who reads us has seen enough (`sangam items | head`): no failure.
        Err(stop) if stop.is_broken_pipe() => Exit::Done.into(),
        Err(stop) => {
            complain(&stop);
            stop.exit.into()
        }
    }
}

fn dispatch(cli: &Cli, out: &mut dyn Write) -> Result<Exit, Stop> {
    let global = &cli.global;
    match &cli.command {
        Command::Run(args) => run::run(global, args, out),
        Command::Serve(args) => serve::serve(global, args),
        Command::Demo(args) => demo::demo(global, args, out),
        Command::Init => init::init(global, out),
        Command::Add(args) => add::add(global, args, out),
        Command::Parse(args) => parse::parse(args, out),
        Command::Preview(args) => preview::preview(global, args, out),
        Command::Validate(args) => validate::validate(global, args, out),
        Command::Check(args) => check::check(global, args, out),
        Command::Sources(args) => sources::sources(global, args, out),
        Command::Incidents(args) => incidents::incidents(global, args, out),
        Command::Items(args) => items::items(global, args, out),
        Command::Import(args) => import::import(global, args, out),
        Command::Export => export::export(global, out),
        Command::Explain(args) => explain::explain(global, args, out),
        Command::Split(args) => join::split(global, args, out),
        Command::Merge(args) => join::merge(global, args, out),
        Command::Hide(args) => hide::hide(global, args, out),
        Command::Unhide(args) => hide::unhide(global, args, out),
    }
}

/// Help and version are no errors; anything else is one of usage.
fn usage(error: &clap::Error) -> ExitCode {
    let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
    // Nobody is left to tell when stderr is closed.
    let _ = error.print();
    exit.into()
}

#[expect(clippy::print_stderr, reason = "this is the one place where a command's end is told")]
fn complain(stop: &Stop) {
    eprintln!("sangam: {stop}");
}
