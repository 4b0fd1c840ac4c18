//! `[notify]`.

use std::path::Path;

use percent_encoding::percent_decode_str;
use url::Url;

use super::publish::path;
use super::section::Section;
use super::values::{Wrong, email, web_address};
use crate::notify::NotifyOptions;
use crate::notify::smtp::{Login, Security, Server};

/// Where sendmail is when nothing is said.
const SENDMAIL: &str = "/usr/sbin/sendmail";

const ADDRESS: &str = "an e-mail address such as \"desk@example.org\"";

const SERVER: &str = "a mail server such as \"smtps://user:${PASSWORD}@mail.example.org\"";

/// Reads `[notify]`. Relative paths count from `folder`.
pub(super) fn notify(root: &Section<'_>, folder: &Path) -> NotifyOptions {
    let section = root.table("notify", "[notify]");
    let url = section.read("url", "the address of a webhook", web_address);
    let mail = section.list("mail", ADDRESS, email);
    let from = section.read("from", ADDRESS, email);
    let program = section.read("sendmail", "a program that takes mail", |text| {
        // A bare name is looked for where programs are.
        path(text, if text.contains('/') { folder } else { Path::new("") })
    });
    let authority =
        section.read("smtp_ca", "a PEM file such as \"own-ca.pem\"", |text| path(text, folder));
    let smtp = section.read("smtp", SERVER, server).map(|smtp| Server { authority, ..smtp });
    fit_together(&section);
    section.finish(&[]);
    NotifyOptions {
        url,
        mail: mail.unwrap_or_default(),
        from,
        smtp,
        sendmail: program.unwrap_or_else(|| SENDMAIL.into()),
    }
}

/// Settings that would do nothing alone, or something else together.
fn fit_together(section: &Section<'_>) {
    let has = |key| section.has(key);
    if has("smtp") && has("sendmail") {
        section.problem_at("sendmail", "stands beside smtp; keep one of them");
    }
    if has("smtp") && !has("from") {
        section.problem("has smtp and no from: a mail server asks who sends");
    }
    for key in ["smtp", "sendmail", "from"] {
        if has(key) && !has("mail") {
            section.problem_at(key, "does nothing without mail, which says who gets it");
        }
    }
    if has("smtp_ca") && !has("smtp") {
        section.problem_at("smtp_ca", "does nothing without smtp");
    }
}

/// `smtps://` is secret from the first byte, `smtp://` from STARTTLS on, and with `?tls=off` never.
fn server(text: &str) -> Result<Server, Wrong> {
    let url = Url::parse(text).map_err(|error| Wrong::because(error.to_string()))?;
    let (security, port) = match (url.scheme(), url.query()) {
        ("smtps", None) => (Security::Implicit, 465),
        ("smtp", None) => (Security::StartTls, 587),
        ("smtp", Some("tls=off")) => (Security::Open, 25),
        ("smtp" | "smtps", Some(_)) => {
            return Err(Wrong::because("all that may follow is ?tls=off, after smtp://"));
        }
        _ => return Err(Wrong::because("it is neither smtps nor smtp")),
    };
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err(Wrong::because("nothing may follow the server"));
    }
    let host = url.host_str().filter(|host| !host.is_empty());
    let host = host.ok_or(Wrong::because("it names no server"))?;
    let login = login(&url)?;
    if login.is_some() && security == Security::Open {
        return Err(Wrong::because("a password would be sent for everybody to read"));
    }
    Ok(Server {
        host: host.trim_matches(['[', ']']).to_owned(),
        port: url.port().unwrap_or(port),
        security,
        login,
        authority: None,
    })
}

fn login(url: &Url) -> Result<Option<Login>, Wrong> {
    let decode = |text| {
        let decoded = percent_decode_str(text).decode_utf8();
        decoded.map(String::from).map_err(|_| Wrong::because("its user or password is no text"))
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", _) | (_, None) => Err(Wrong::because("a user goes with a password")),
        (user, Some(password)) => {
            Ok(Some(Login { user: decode(user)?, password: decode(password)? }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_says_how_secret_it_is() {
        for (text, security, port) in [
            ("smtps://mail.example.org", Security::Implicit, 465),
            ("smtp://mail.example.org/", Security::StartTls, 587),
            ("smtp://mail.example.org:2525", Security::StartTls, 2525),
            ("smtp://localhost?tls=off", Security::Open, 25),
        ] {
            let server = server(text).unwrap();
            assert_eq!((server.security, server.port, &server.login), (security, port, &None));
        }
        assert_eq!(server("smtps://[::1]").unwrap().host, "::1");
    }

    #[test]
    fn a_login_is_taken_out_of_the_address_and_shown_to_nobody() {
        let server = server("smtps://a%40b.example:p%2Fq@mail.example.org").unwrap();
        let login = server.login.clone().unwrap();
        assert_eq!((login.user.as_str(), login.password.as_str()), ("a@b.example", "p/q"));
        assert!(!format!("{server:?}").contains("p/q"));
    }

    #[test]
    fn what_would_not_do_what_it_says_is_refused() {
        for text in [
            "mail.example.org",
            "https://mail.example.org",
            "smtp://",
            "smtps://mail.example.org?tls=off",
            "smtp://mail.example.org?tls=maybe",
            "smtp://user:secret@mail.example.org?tls=off",
            "smtps://user@mail.example.org",
            "smtps://mail.example.org/inbox",
        ] {
            assert!(server(text).is_err(), "{text}");
        }
    }
}
