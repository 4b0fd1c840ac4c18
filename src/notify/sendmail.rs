//! The machine's own way of sending mail: a program that takes a message and does the rest. What
//! speaks SMTP to a server elsewhere (msmtp, nullmailer, postfix) comes with such a program.

use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// A program that takes longer is ended.
const PATIENCE: Duration = Duration::from_secs(30);

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
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(message.replace("\r\n", "\n").as_bytes()).await?;
    }
    let status = child.wait().await?;
    if status.success() { Ok(()) } else { Err(io::Error::other(status.to_string())) }
}
