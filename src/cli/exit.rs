//! How a command ends.

use std::error::Error;
use std::fmt;
use std::io;
use std::process::ExitCode;

/// The exit codes that scripts can rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done.
    Done,
    /// Done and published, but some source failed or some file was refused; or the document at
    /// hand is no good.
    Failed,
    /// The command line or the configuration is wrong. Nothing was touched.
    Usage,
    /// Nothing could be published.
    NothingPublished,
    /// Another run holds the lock: `EX_TEMPFAIL` of sysexits.h, "try again later".
    Locked,
}

impl Exit {
    /// The number.
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::NothingPublished => 3,
            Self::Locked => 75,
        }
    }

    /// Of a number that a report carries.
    pub(super) fn of_report(code: u8) -> Self {
        match code {
            0 => Self::Done,
            3 => Self::NothingPublished,
            _ => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// A command that could not go on: with which code, and why.
#[derive(Debug)]
pub(super) struct Stop {
    /// The exit code.
    pub(super) exit: Exit,
    cause: Box<dyn Error + Send + Sync>,
}

impl Stop {
    /// Stops with a code because of an error.
    pub(super) fn new(exit: Exit, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { exit, cause: cause.into() }
    }

    /// The reader of stdout went away.
    pub(super) fn is_broken_pipe(&self) -> bool {
        let cause = self.cause.downcast_ref::<io::Error>();
        cause.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&chain(self.cause.as_ref()))
    }
}

/// An error and its causes, joined by colons.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// Writing to stdout failed.
impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::new(Exit::Failed, error)
    }
}
