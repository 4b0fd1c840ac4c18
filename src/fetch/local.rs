//! Sources that are not fetched from the network: a file, or what a program prints.
//!
//! A program is started as it is written, without a shell. It is told nothing of our environment
//! but what any program needs, because that is where the secrets of other sources are; it has a
//! time and so many bytes; and what it started is ended with it.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use url::Url;

use super::failure::reason;
use super::limits::Limits;
use super::{FetchError, FetchOutcome, Fetched, Hints};
use crate::model::document::Document;
use crate::model::source::{Validators, without};

/// Variables that a program gets from our environment: where things are, and in which language
/// and zone it works.
const PASSED_ON: [&str; 10] =
    ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"];

/// What is kept of the words of a program that failed.
const WORDS: usize = 200;

/// What is read of them to find the last ones.
const MOST_WORDS: usize = 64 * 1024;

/// A source on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    /// The address that stands for it; other addresses of its items are those of the web.
    pub url: Url,
    /// What its relative addresses count from.
    pub base: Option<Url>,
    /// Where it is.
    pub place: Place,
}

/// Where a source on this machine is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file.
    File(PathBuf),
    /// In what a program prints.
    Program(Program),
}

/// A program that prints a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The file, or a name that `PATH` leads to.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// The folder that it works in.
    pub folder: PathBuf,
    /// Variables that it gets beside the usual ones.
    pub variables: Vec<(String, String)>,
}

/// Reads it.
pub(crate) async fn read(local: &Local, limits: Limits) -> Result<FetchOutcome, FetchError> {
    let body = match &local.place {
        Place::File(file) => read_file(file.clone(), limits.max_body).await?,
        Place::Program(program) => program.run(limits).await?,
    };
    let document = Document { url: local.base.clone(), content_type: None, body };
    let (validators, hints) = (Validators::default(), Hints::default());
    Ok(FetchOutcome::Fetched(Fetched { status: 200, document, validators, hints }))
}

async fn read_file(file: PathBuf, most: u64) -> Result<Bytes, FetchError> {
    let name = file.display().to_string();
    let read = tokio::task::spawn_blocking(move || read_regular(&file, most)).await;
    let read = read.unwrap_or_else(|error| Err(io::Error::other(error)));
    read.map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => FetchError::TooLarge { host: name, limit: most },
        _ => FetchError::File { file: name, reason: reason(&error) },
    })
}

/// What is no regular file may have no end, or wait for someone to write to it.
fn read_regular(file: &Path, most: u64) -> io::Result<Bytes> {
    if !std::fs::metadata(file)?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let mut bytes = Vec::new();
    File::open(file)?.take(most + 1).read_to_end(&mut bytes)?;
    within(bytes, most)
}

fn within(bytes: Vec<u8>, most: u64) -> io::Result<Bytes> {
    if bytes.len() as u64 > most {
        Err(io::ErrorKind::FileTooLarge.into())
    } else {
        Ok(bytes.into())
    }
}

impl Program {
    /// Starts it, and takes what it prints.
    async fn run(&self, limits: Limits) -> Result<Bytes, FetchError> {
        let mut running =
            Running::start(self).map_err(|error| self.failed(&error, limits.max_body))?;
        let ended = tokio::time::timeout(limits.total, running.output(limits.max_body)).await;
        let late = |_| FetchError::Timeout { host: self.name(), after: limits.total };
        let output = ended.map_err(late)?.map_err(|error| self.failed(&error, limits.max_body));
        let (printed, words, status) = output?;
        if status.success() {
            return Ok(printed);
        }
        let words = last_line(&self.redact(&words)).map(|line| format!(": {line}"));
        let words = words.unwrap_or_default();
        let reason = format!("ended with {status}{words}");
        Err(FetchError::Program { program: self.name(), reason })
    }

    fn command(&self) -> Command {
        let usual = PASSED_ON.iter().filter_map(|name| Some((*name, std::env::var_os(name)?)));
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).current_dir(&self.folder);
        command.env_clear().envs(usual).envs(self.variables.iter().cloned());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.kill_on_drop(true);
        // A group of its own: what it starts can be ended with it, and a Ctrl-C is meant for us.
        #[cfg(unix)]
        command.process_group(0);
        command
    }

    /// What it says without what it was told in confidence.
    fn redact(&self, words: &[u8]) -> String {
        let told = self.variables.iter().flat_map(|(_, value)| value.lines().map(str::trim));
        without(&String::from_utf8_lossy(words), told)
    }

    /// Its arguments are not shown: they may be secret.
    fn name(&self) -> String {
        self.program.display().to_string()
    }

    fn failed(&self, error: &io::Error, most: u64) -> FetchError {
        let (program, reason) = (self.name(), reason(error));
        match error.kind() {
            io::ErrorKind::FileTooLarge => FetchError::TooLarge { host: program, limit: most },
            io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied => {
                FetchError::NoProgram { program, reason }
            }
            _ => FetchError::Program { program, reason: format!("failed: {reason}") },
        }
    }
}

/// A program that runs. When this is dropped before it has ended, it is killed, and with it what
/// it started.
struct Running {
    child: Child,
    has_ended: bool,
}

impl Running {
    fn start(program: &Program) -> io::Result<Self> {
        Ok(Self { child: program.command().spawn()?, has_ended: false })
    }

    /// What it printed, what it said on stderr, and how it ended.
    async fn output(&mut self, most: u64) -> io::Result<(Bytes, Vec<u8>, ExitStatus)> {
        let (stdout, stderr) = (self.child.stdout.take(), self.child.stderr.take());
        let (printed, words) = tokio::try_join!(take(stdout, most), last_of(stderr))?;
        let status = self.child.wait().await?;
        self.has_ended = true;
        Ok((printed, words, status))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        #[cfg(unix)]
        if !self.has_ended {
            use rustix::process::{Pid, Signal, kill_process_group};
            let id = self.child.id().and_then(|id| i32::try_from(id).ok());
            if let Some(group) = id.and_then(Pid::from_raw) {
                // It may have ended by itself just now.
                let _ = kill_process_group(group, Signal::KILL);
            }
        }
    }
}

/// Everything up to the end.
async fn take(from: Option<impl AsyncRead + Unpin>, most: u64) -> io::Result<Bytes> {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        from.take(most + 1).read_to_end(&mut bytes).await?;
    }
    within(bytes, most)
}

/// Reads to the end, so that the program is never held up, and keeps the last part.
async fn last_of(from: Option<impl AsyncRead + Unpin>) -> io::Result<Vec<u8>> {
    let (mut kept, Some(mut from)) = (Vec::new(), from) else { return Ok(Vec::new()) };
    while (&mut from).take(MOST_WORDS as u64).read_to_end(&mut kept).await? > 0 {
        let surplus = kept.len().saturating_sub(MOST_WORDS);
        kept.drain(..surplus);
    }
    Ok(kept)
}

/// The last line with something in it, short and without control characters.
fn last_line(words: &str) -> Option<String> {
    let line = words.lines().map(str::trim).rfind(|line| !line.is_empty())?;
    Some(line.chars().filter(|c| !c.is_control()).take(WORDS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_says_why() {
        #[track_caller]
        fn check(words: &str, expected: Option<&str>) {
            assert_eq!(last_line(words).as_deref(), expected);
        }
        check("", None);
        check(" \n\n", None);
        check(
            "Traceback\n  line 1\nValueError: no\u{1b}[31m news\n\n",
            Some("ValueError: no[31m news"),
        );
        check(&"a".repeat(1000), Some(&"a".repeat(WORDS)));
    }

    #[tokio::test]
    async fn of_long_words_the_last_are_kept() {
        let words = [vec![b'a'; 200_000], b"\nthe reason".to_vec()].concat();
        let kept = last_of(Some(words.as_slice())).await.unwrap();
        let kept_words = String::from_utf8_lossy(&kept);
        assert_eq!(last_line(&kept_words).as_deref(), Some("the reason"));
        assert!(kept.len() <= MOST_WORDS);
    }

    #[tokio::test]
    async fn too_much_is_an_error_however_much_more_there_is() {
        assert_eq!(take(Some(&b"1234"[..]), 4).await.unwrap(), &b"1234"[..]);
        let error = take(Some(tokio::io::repeat(b'a')), 4).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
