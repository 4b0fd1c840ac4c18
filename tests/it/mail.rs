//! Mail by SMTP, to a server that shares nothing with sangam.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::fixtures;
use crate::support::bench::{Bench, Ended};
use crate::support::origin::{Origin, Reply};
use crate::support::tools::python;

const PASSWORD: &str = "hunter2/@:";

/// The server, and what it said.
struct Server {
    child: Child,
    port: u64,
    came: Mutex<Receiver<Value>>,
}

impl Server {
    fn start(arguments: &[&str]) -> Option<Self> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mail/server.py");
        let mut command = Command::new(python()?);
        command.arg(script).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        let (tell, came) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if tell.send(serde_json::from_str(&line).unwrap()).is_err() {
                    return;
                }
            }
        });
        Some(Self { child, port: first["port"].as_u64().unwrap(), came: Mutex::new(came) })
    }

    /// The next mail. It was taken before the pass that sent it ended.
    fn next(&self) -> Value {
        let patience = std::time::Duration::from_secs(20);
        self.came.lock().unwrap().recv_timeout(patience).expect("a mail")
    }

    /// Whether nothing more came.
    fn is_quiet(&self) -> bool {
        self.came.lock().unwrap().try_recv().is_err()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn secure(how: &str) -> [String; 3] {
    let file = |name: &str| fixtures::path(&format!("tls/{name}")).display().to_string();
    [how.to_owned(), file("localhost.pem"), file("localhost.key.pem")]
}

/// A source that can be made to fail, and a configuration that tells of it.
struct Desk {
    bench: Bench,
    origin: Origin,
    fails: Arc<AtomicBool>,
}

impl Desk {
    fn new(notify: &str) -> Self {
        let fails = Arc::new(AtomicBool::new(false));
        let asked = fails.clone();
        let origin = Origin::start(move |_| {
            if asked.load(Ordering::SeqCst) {
                return Reply::status(500);
            }
            let feed = "<rss version=\"2.0\"><channel><title>Good</title><item><title>A</title>\
                        <link>http://good.example/a</link></item></channel></rss>";
            Reply::ok(feed).header("Content-Type", "application/rss+xml")
        });
        let desk = Self { bench: Bench::empty(), origin, fails };
        desk.configure(notify);
        desk.pass();
        desk
    }

    fn configure(&self, notify: &str) {
        let url = self.origin.url("/");
        let source = format!("[[source]]\nid = \"one\"\ntitle = \"Good नमस्ते\"\nurl = \"{url}\"\n");
        self.bench.configure(&format!("{source}[notify]\nfrom = \"feeds@example.org\"\n{notify}"));
    }

    fn pass(&self) -> Ended {
        let mut command = self.bench.command(&["-v", "run", "--force"]);
        command.env("SMTP_PASSWORD", PASSWORD).output().unwrap().into()
    }

    /// Has the source fail until that is an incident, and returns what the last pass said.
    fn fail(&self) -> String {
        self.fails.store(true, Ordering::SeqCst);
        self.pass();
        self.pass();
        self.pass().stderr
    }
}

fn authority() -> String {
    format!("smtp_ca = {:?}\n", fixtures::path("tls/authority.pem").display().to_string())
}

/// How the server is started, and what stands in the configuration for it; `PORT` is its port.
#[track_caller]
fn check(arguments: &[&str], smtp: &str, more: &str, is_secret: bool, is_known: bool) {
    let Some(server) = Server::start(arguments) else { return };
    let smtp = smtp.replace("PORT", &server.port.to_string());
    let mail = "mail = [\"desk@example.org\", \"night@example.org\"]\n";
    let desk = Desk::new(&format!("smtp = \"{smtp}\"\n{mail}{more}"));
    let said = desk.fail();
    assert!(!said.contains("hunter2"), "{said}");
    for to in ["desk@example.org", "night@example.org"] {
        let mail = server.next();
        assert_eq!((&mail["sender"], &mail["to"][0]), (&"feeds@example.org".into(), &to.into()));
        assert_eq!((&mail["secret"], &mail["known"]), (&is_secret.into(), &is_known.into()));
        assert_eq!(mail["own"], "feeds.example.coop");
        let message = mail["data"].as_str().unwrap();
        let (head, body) = message.split_once("\r\n\r\n").unwrap();
        for line in ["From: feeds@example.org", &format!("To: {to}"), "MIME-Version: 1.0"] {
            assert!(head.split("\r\n").any(|one| one == line), "{line}: {head}");
        }
        assert!(head.contains("\r\nDate: ") && head.contains("@feeds.example.coop>"), "{head}");
        assert!(head.contains("\r\nSubject: =?utf-8?B?Q29vcGVyYXRpdmVzIGluIEFzaWE"), "{head}");
        assert!(body.starts_with("R29vZCDgpKjgpK7gpLjgpY3gpKTgpYc6IGl0IGZhaWxz"), "{body}");
    }
    desk.pass();
    assert!(server.is_quiet(), "told once");
    desk.fails.store(false, Ordering::SeqCst);
    desk.pass();
    assert_eq!(server.next()["to"][0], "desk@example.org");
    assert_eq!(server.next()["to"][0], "night@example.org");
    assert!(server.is_quiet());
}

#[test]
fn mail_goes_to_a_server_secret_from_the_first_byte() {
    let secure = secure("implicit");
    let mut arguments: Vec<_> = secure.iter().map(String::as_str).collect();
    arguments.extend(["login", "feeds", PASSWORD]);
    let smtp = "smtps://feeds:${SMTP_PASSWORD}@localhost:PORT";
    check(&arguments, smtp, &authority(), true, true);
}

#[test]
fn mail_goes_to_a_server_secret_from_starttls_on() {
    let secure = secure("starttls");
    let mut arguments: Vec<_> = secure.iter().map(String::as_str).collect();
    arguments.extend(["login", "feeds", PASSWORD]);
    let smtp = "smtp://feeds:${SMTP_PASSWORD}@localhost:PORT";
    check(&arguments, smtp, &authority(), true, true);
}

#[test]
fn mail_goes_to_a_server_in_the_open_where_that_is_said() {
    check(&[], "smtp://127.0.0.1:PORT?tls=off", "", false, false);
}

#[test]
fn a_server_without_starttls_is_told_nothing() {
    let Some(server) = Server::start(&[]) else { return };
    let smtp = format!("smtp = \"smtp://localhost:{}\"\n", server.port);
    let desk = Desk::new(&format!("{smtp}mail = [\"desk@example.org\"]\n"));
    let said = desk.fail();
    assert!(said.contains("STARTTLS") && server.is_quiet(), "{said}");
}

#[test]
fn a_server_is_told_nothing_before_it_is_trusted() {
    for (how, scheme) in [("implicit", "smtps"), ("starttls", "smtp")] {
        let secure = secure(how);
        let Some(server) = Server::start(&secure.each_ref().map(String::as_str)) else { return };
        let smtp = format!("smtp = \"{scheme}://localhost:{}\"\n", server.port);
        let notify = format!("{smtp}mail = [\"desk@example.org\"]\n");
        let desk = Desk::new(&notify);
        let said = desk.fail();
        assert!(said.to_lowercase().contains("certificate") && server.is_quiet(), "{said}");
        desk.configure(&format!("{notify}{}", authority()));
        desk.pass();
        assert_eq!(
            server.next()["to"][0],
            "desk@example.org",
            "what could not be told is not lost"
        );
    }
}

#[test]
fn one_who_is_refused_keeps_nothing_from_the_others() {
    let Some(server) = Server::start(&["refuse", "gone@example.org"]) else { return };
    let mail = "mail = [\"gone@example.org\", \"desk@example.org\"]\n";
    let smtp = format!("smtp = \"smtp://localhost:{}?tls=off\"\n", server.port);
    let desk = Desk::new(&format!("{smtp}{mail}"));
    let said = desk.fail();
    assert!(said.contains("550") && said.contains("no such desk here"), "{said}");
    assert!(said.contains("are not told again"), "{said}");
    assert_eq!(server.next()["to"][0], "desk@example.org");
    let said = desk.pass().stderr;
    assert!(!said.contains("no such desk here") && server.is_quiet(), "{said}");
}

#[test]
fn one_who_cannot_be_told_now_is_told_later() {
    let Some(server) = Server::start(&["later", "full@example.org"]) else { return };
    let smtp = format!("smtp = \"smtp://localhost:{}?tls=off\"\n", server.port);
    let desk = Desk::new(&format!("{smtp}mail = [\"full@example.org\"]\n"));
    for said in [desk.fail(), desk.pass().stderr] {
        assert!(said.contains("the desk is full") && said.contains("tries again"), "{said}");
    }
}

/// A server that says only when it hears who gets it that it takes nothing from whoever sends it.
#[test]
fn one_who_is_kept_from_us_is_told_when_that_is_over() {
    let Some(server) = Server::start(&["guard", "desk@example.org"]) else { return };
    let Some(other) = Server::start(&[]) else { return };
    let notify = |port: u64| {
        format!("smtp = \"smtp://localhost:{port}?tls=off\"\nmail = [\"desk@example.org\"]\n")
    };
    let desk = Desk::new(&notify(server.port));
    let said = desk.fail();
    assert!(said.contains("5.7.1 not from there") && said.contains("tries again"), "{said}");
    desk.configure(&notify(other.port));
    desk.pass();
    assert_eq!(other.next()["to"][0], "desk@example.org");
}

#[test]
fn a_server_that_does_not_say_farewell_has_the_mail_all_the_same() {
    let Some(server) = Server::start(&["mute"]) else { return };
    let smtp = format!("smtp = \"smtp://localhost:{}?tls=off\"\n", server.port);
    let desk = Desk::new(&format!("{smtp}mail = [\"desk@example.org\"]\n"));
    let said = desk.fail();
    assert!(!said.contains("tries again") && !said.contains("mail"), "{said}");
    assert_eq!(server.next()["to"][0], "desk@example.org");
    desk.pass();
    assert!(server.is_quiet(), "told once");
}

#[test]
fn whoever_sends_it_being_refused_says_nothing_of_who_gets_it() {
    let Some(server) = Server::start(&["from", "feeds@example.org"]) else { return };
    let Some(other) = Server::start(&[]) else { return };
    let mail = "mail = [\"desk@example.org\", \"night@example.org\"]\n";
    let notify = |port: u64| format!("smtp = \"smtp://localhost:{port}?tls=off\"\n{mail}");
    let desk = Desk::new(&notify(server.port));
    desk.fails.store(true, Ordering::SeqCst);
    let said: Vec<_> = (0..4).map(|_| desk.pass().stderr).collect();
    assert!(said[3].contains("it takes nothing from feeds@example.org"), "{}", said[3]);
    assert!(said[3].contains("550") && said[3].contains("tries again"), "{}", said[3]);
    let tried = said.iter().filter(|said| said.contains("it takes nothing")).count();
    for _ in 0..tried {
        assert_eq!(server.next()["refused"], "feeds@example.org");
    }
    assert!(server.is_quiet(), "once a pass, as it is the same for everybody");
    desk.configure(&notify(other.port));
    desk.pass();
    assert_eq!(other.next()["to"][0], "desk@example.org");
    assert_eq!(other.next()["to"][0], "night@example.org");
}

#[test]
fn a_wrong_password_is_a_line_in_the_log_and_is_not_in_it() {
    let secure = secure("implicit");
    let mut arguments: Vec<_> = secure.iter().map(String::as_str).collect();
    arguments.extend(["login", "feeds", "another"]);
    let Some(server) = Server::start(&arguments) else { return };
    let smtp = format!("smtp = \"smtps://feeds:${{SMTP_PASSWORD}}@localhost:{}\"\n", server.port);
    let desk = Desk::new(&format!("{smtp}mail = [\"desk@example.org\"]\n{}", authority()));
    let said = desk.fail();
    assert!(said.contains("does not let feeds in") && said.contains("535"), "{said}");
    assert!(!said.contains("hunter2") && server.is_quiet(), "{said}");
}

/// The guard in front of sources stands in front of a mail server too.
#[test]
fn a_private_mail_server_has_to_be_allowed() {
    let Some(server) = Server::start(&[]) else { return };
    let desk = Desk::new("mail = [\"desk@example.org\"]\nsmtp = \"smtp://localhost:1?tls=off\"\n");
    let (source, port) = (desk.origin.url("/"), server.port);
    let origin = source.as_str().trim_start_matches("http://").trim_end_matches('/').to_owned();
    let configure = |allowed: &str| {
        desk.bench.write(
            "feeds.toml",
            &format!(
                "[site]\ntitle = \"T\"\nurl = \"https://feeds.example.coop/\"\n[fetch]\n\
                 allow_private = [{allowed}]\n[[source]]\nid = \"one\"\nurl = \"{source}\"\n[notify]\n\
                 mail = [\"desk@example.org\"]\nfrom = \"feeds@example.org\"\n\
                 smtp = \"smtp://127.0.0.1:{port}?tls=off\"\n"
            ),
        );
    };
    configure(&format!("\"{origin}\""));
    let said = desk.fail();
    assert!(said.contains("private address") && server.is_quiet(), "{said}");
    configure(&format!("\"{origin}\", \"127.0.0.1:{port}\""));
    desk.pass();
    assert_eq!(server.next()["to"][0], "desk@example.org");
}
