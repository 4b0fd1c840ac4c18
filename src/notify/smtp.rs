//! Mail by SMTP: to the server that takes it from here and sees to the rest (RFC 6409).

use std::error::Error as _;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use lettre::address::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as Begin, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};

/// A server that takes longer, from the first byte to the last, is not waited for.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How long a server may take to say farewell.
const FAREWELL: Duration = Duration::from_secs(2);

/// Until a connection stands.
const CONNECT: Duration = Duration::from_secs(10);

/// Largest file of certificates.
const MAX_AUTHORITY_BYTES: u64 = 1_000_000;

/// A server that takes mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name, or its address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How what is said to it stays secret.
    pub security: Security,
    /// Who it is told to be asking.
    pub login: Option<Login>,
    /// A file of certificates that are trusted beside the machine's.
    pub authority: Option<PathBuf>,
}

/// How what is said to a server stays secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// From the first byte (RFC 8314): `smtps`.
    Implicit,
    /// From STARTTLS on; a server without it is not used.
    StartTls,
    /// Not at all.
    Open,
}

/// User and password.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// User.
    pub user: String,
    /// Password: never shown.
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

/// Why a mail was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    /// Nobody's mail would be: no connection, no trust, no login, nothing from whoever sends it.
    #[error("{0}")]
    Server(String),
    /// This one was refused; another may pass, or this one later.
    #[error("{0}")]
    Refused(String),
    /// This one was refused, and will be whenever it comes (RFC 5321 §4.2.1).
    #[error("{0}")]
    Never(String),
}

/// A mail, and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Mail<'a> {
    /// Who sends it.
    pub from: &'a str,
    /// Who gets it.
    pub to: &'a str,
    /// The message (RFC 5322), in ASCII.
    pub message: &'a str,
}

/// Hands a mail to a server at one of its `addresses`, under the name `own`, within so long.
pub async fn send(
    server: &Server,
    addresses: &[SocketAddr],
    own: &str,
    mail: Mail<'_>,
    patience: Duration,
) -> Result<(), SmtpError> {
    let sent = tokio::time::timeout(patience, hand_over(server, addresses, own, mail));
    let late = |_| SmtpError::Server(format!("it took longer than {} s", patience.as_secs()));
    sent.await.map_err(late)?
}

async fn hand_over(
    server: &Server,
    addresses: &[SocketAddr],
    own: &str,
    mail: Mail<'_>,
) -> Result<(), SmtpError> {
    let from = address(mail.from).map_err(SmtpError::Server)?;
    let to = address(mail.to).map_err(SmtpError::Never)?;
    let mut connection = connect(server, addresses, own).await.map_err(SmtpError::Server)?;
    let sent = converse(&mut connection, from, to, mail).await;
    // It has the mail or said why not, whatever it says to the farewell, or does not.
    let _ = tokio::time::timeout(FAREWELL, connection.abort()).await;
    sent
}

fn address(text: &str) -> Result<Address, String> {
    text.parse().map_err(|error| format!("{text} is no address: {error}"))
}

/// Step by step (RFC 5321 §3.3), as each answer is about something else.
async fn converse(
    connection: &mut AsyncSmtpConnection,
    from: Address,
    to: Address,
    mail: Mail<'_>,
) -> Result<(), SmtpError> {
    let mut options = Vec::new();
    if !mail.from.is_ascii() || !mail.to.is_ascii() {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            let reason = format!("it takes no addresses like {} and {}", mail.from, mail.to);
            return Err(SmtpError::Refused(reason));
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    // What it says to this is about whoever sends it, which is the same for all who get it.
    let nothing = |error| {
        SmtpError::Server(format!("it takes nothing from {}: {}", mail.from, reason(&error)))
    };
    connection.command(Begin::new(Some(from), options)).await.map_err(nothing)?;
    connection.command(Rcpt::new(to, Vec::new())).await.map_err(|error| refused(&error))?;
    connection.command(Data).await.map_err(|error| refused(&error))?;
    let taken = connection.message(mail.message.as_bytes()).await;
    taken.map(drop).map_err(|error| refused(&error))
}

/// An answer is about this mail; anything else about the connection. What a server has against
/// whoever sends it, or against letting it through at all, many say only here (RFC 3463 §3.2, §3.8).
fn refused(error: &Error) -> SmtpError {
    let said = reason(error);
    let is_of_sender = ["5.7.", "5.1.7 ", "5.1.8 "].iter().any(|code| said.contains(code));
    match error.status() {
        Some(_) if error.is_permanent() && !is_of_sender => SmtpError::Never(said),
        Some(_) => SmtpError::Refused(said),
        None => SmtpError::Server(said),
    }
}

async fn connect(
    server: &Server,
    addresses: &[SocketAddr],
    own: &str,
) -> Result<AsyncSmtpConnection, String> {
    let own = own.parse().map_or_else(|_| ClientId::Domain(own.to_owned()), ClientId::Ipv4);
    let tls = match server.security {
        Security::Open => None,
        Security::Implicit | Security::StartTls => Some(tls(server)?),
    };
    let implicit = tls.clone().filter(|_| server.security == Security::Implicit);
    let connecting =
        AsyncSmtpConnection::connect_tokio1(addresses, Some(CONNECT), &own, implicit, None);
    let mut connection = connecting.await.map_err(|error| reason(&error))?;
    if let (Security::StartTls, Some(tls)) = (server.security, tls) {
        connection.starttls(tls, &own).await.map_err(|error| reason(&error))?;
    }
    if let Some(login) = &server.login {
        let credentials = Credentials::new(login.user.clone(), login.password.clone());
        let logged_in = connection.auth(DEFAULT_MECHANISMS, &credentials).await;
        logged_in
            .map_err(|error| format!("it does not let {} in: {}", login.user, reason(&error)))?;
    }
    Ok(connection)
}

fn tls(server: &Server) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(file) = &server.authority {
        let wrong = |reason: String| format!("{}: {reason}", file.display());
        let pem = pem(file).map_err(|error| wrong(error.to_string()))?;
        let authority = Certificate::from_pem(&pem).map_err(|error| wrong(reason(&error)))?;
        builder = builder.add_root_certificate(authority);
    }
    builder.build().map_err(|error| reason(&error))
}

fn pem(file: &std::path::Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut pem = Vec::new();
    std::fs::File::open(file)?.take(MAX_AUTHORITY_BYTES).read_to_end(&mut pem)?;
    Ok(pem)
}

/// An error and its causes, as far as they add something.
fn reason(error: &Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let words = inner.to_string();
        if !said.contains(&words) {
            said = format!("{said}: {words}");
        }
        cause = inner.source();
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_that_says_nothing_is_not_waited_for() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = silent.local_addr().unwrap();
        let security = Security::Open;
        let host = "127.0.0.1".to_owned();
        let server = Server { host, port: address.port(), security, login: None, authority: None };
        let mail = Mail { from: "a@example.org", to: "b@example.org", message: "" };
        let patience = Duration::from_millis(50);
        let sent = send(&server, &[address], "localhost", mail, patience).await;
        let Err(SmtpError::Server(reason)) = sent else { panic!("{sent:?}") };
        assert!(reason.starts_with("it took longer than"), "{reason}");
    }
}
