//! The machine's own way of sending mail: a program that takes a message and does the rest. What
//! speaks SMTP to a server elsewhere (msmtp, nullmailer, postfix) comes with such a program.

use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{ChildStderr, Command};

/// A program that takes longer is ended.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a program that failed is listened to after its end.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Bytes of what it says that are told.
const MAX_WORDS: u64 = 1000;

/// Hands a message over. The recipients are those of its header.
pub async fn send(program: &Path, message: &str) -> io::Result<()> {
    let sent = tokio::time::timeout(PATIENCE, hand_over(program, message));
    sent.await.map_err(|_| io::Error::other("it took too long"))?
}

async fn hand_over(program: &Path, message: &str) -> io::Result<()> {
    let mut child = Command::new(program)
        .args(["-t", "-i"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let (input, words) = (child.stdin.take(), child.stderr.take());
    let giving = async {
        match input {
            Some(mut input) => input.write_all(message.replace("\r\n", "\n").as_bytes()).await,
            None => Ok(()),
        }
    };
    // Beside the rest: who waits for the one may keep the other from going on. What it leaves
    // running may hold on to its words for long.
    let telling = tokio::spawn(said(words));
    let (given, status) = tokio::join!(giving, child.wait());
    let status = status?;
    if status.success() {
        telling.abort();
        return given;
    }
    let said = tokio::time::timeout(LAST_WORDS, telling).await;
    let said = said.ok().and_then(Result::ok).unwrap_or_default();
    // Why it took not all of the message stands in what it said.
    let said = if said.is_empty() { said } else { format!(": {said}") };
    Err(io::Error::other(format!("{status}{said}")))
}

/// What a program says of its failure, in one line of bounded length.
async fn said(words: Option<ChildStderr>) -> String {
    let Some(mut words) = words else { return String::new() };
    let mut first = Vec::new();
    // What cannot be read is not said; the status tells enough.
    let _ = (&mut words).take(MAX_WORDS).read_to_end(&mut first).await;
    let _ = tokio::io::copy(&mut words, &mut tokio::io::sink()).await;
    let text = String::from_utf8_lossy(&first);
    text.split(char::is_whitespace).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    /// A program of a few words of shell.
    fn program(folder: &Path, script: &str) -> std::path::PathBuf {
        use std::os::unix::fs::PermissionsExt;
        let file = folder.join("sendmail");
        std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        file
    }

    #[tokio::test]
    async fn what_the_program_says_of_its_failure_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let long = "m".repeat(200_000);
        let refuses = "echo 'account default' >&2; echo 'was not found' >&2; exit 78";
        let error = send(&program(folder.path(), refuses), &long).await.unwrap_err().to_string();
        assert!(error.ends_with("78: account default was not found"), "{error}");
        let takes = "cat >/dev/null; head -c 300000 /dev/zero >&2";
        send(&program(folder.path(), takes), &long).await.unwrap();
    }
}
