//! The program as a process that goes on until it is told to stop.

use std::io::{BufRead, BufReader, Lines};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Command, Stdio};

use super::bench::Bench;

/// A running process, and what it says on stderr. It is killed when the test ends before it does.
pub(crate) struct Daemon {
    child: Child,
    lines: Lines<BufReader<ChildStderr>>,
}

impl Daemon {
    pub(crate) fn start(bench: &Bench, args: &[&str]) -> Self {
        let mut command = bench.command(args);
        let mut child = command.stderr(Stdio::piped()).spawn().expect("it starts");
        let lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        Self { child, lines }
    }

    /// Waits until it says something, and gives the line.
    #[track_caller]
    pub(crate) fn said(&mut self, what: &str) -> String {
        let mut before = Vec::new();
        for line in self.lines.by_ref() {
            let line = line.expect("text");
            if line.contains(what) {
                return line;
            }
            before.push(line);
        }
        panic!("it never said {what:?}, but {before:#?}")
    }

    /// Where it serves, which is the first thing that it says.
    #[track_caller]
    pub(crate) fn address(&mut self) -> SocketAddr {
        let line = self.said("serving on http://");
        let address = line.split("http://").nth(1).expect("an address").trim_end_matches('/');
        address.parse().expect("an address")
    }

    /// Sends it a signal, such as `HUP`.
    #[track_caller]
    pub(crate) fn signal(&self, name: &str) {
        let (signal, id) = (format!("-{name}"), self.child.id().to_string());
        let sent = Command::new("kill").args([signal, id]).status().expect("kill runs");
        assert!(sent.success(), "{name}");
    }

    /// Waits for its end, and gives its exit code and what it said until then.
    pub(crate) fn end(mut self) -> (Option<i32>, Vec<String>) {
        let said = self.lines.by_ref().map_while(Result::ok).collect();
        (self.child.wait().expect("it ends").code(), said)
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
