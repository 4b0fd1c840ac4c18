//! How the sources are: in a feed, on a page, as data, by webhook and by mail.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::support::bench::Bench;
use crate::support::origin::{Origin, Reply};

const FEED: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Good</title>
<link>http://good.example/</link><description>d</description>
<item><title>A story</title><link>http://good.example/a</link></item></channel></rss>"#;

/// Takes webhooks and keeps what they bring.
struct Hook {
    url: String,
    came: Mutex<Receiver<(String, Value)>>,
}

impl Hook {
    fn start(status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook?key=hunter2", listener.local_addr().unwrap());
        let (tell, came) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let (mut head, mut length) = (String::new(), 0);
                while reader.read_line(&mut head).unwrap() > 2 {
                    let line = head.lines().last().unwrap().to_lowercase();
                    if let Some(value) = line.strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap();
                    }
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");
                (&stream).write_all(answer.as_bytes()).unwrap();
                if tell.send((head, serde_json::from_slice(&body).unwrap())).is_err() {
                    return;
                }
            }
        });
        Self { url, came: Mutex::new(came) }
    }

    /// What came since the last time.
    fn came(&self) -> Vec<(String, Value)> {
        self.came.lock().unwrap().try_iter().collect()
    }
}

/// A source that can be made to fail.
fn source() -> (Origin, Arc<AtomicBool>) {
    let fails = Arc::new(AtomicBool::new(false));
    let asked = fails.clone();
    let origin = Origin::start(move |_| {
        if asked.load(Ordering::SeqCst) {
            Reply::status(500)
        } else {
            Reply::ok(FEED).header("Content-Type", "application/rss+xml")
        }
    });
    (origin, fails)
}

fn bench(origin: &Origin, more: &str) -> Bench {
    let url = origin.url("/");
    Bench::new(&format!(
        "[[source]]\nid = \"one\"\ntitle = \"Good & news\"\nurl = \"{url}\"\n{more}"
    ))
}

fn states(bench: &Bench) -> Vec<String> {
    let status: Value = serde_json::from_str(&bench.read("public/status.json")).unwrap();
    let sources = status["sources"].as_array().unwrap().iter();
    sources.map(|source| source["state"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_source_that_fails_again_and_again_is_an_incident_until_it_is_well() {
    let (origin, fails) = source();
    let hook = Hook::start(200);
    let bench = bench(&origin, &format!("[notify]\nurl = \"{}\"\n", hook.url));
    bench.sangam(&["run"]).expect(0);
    assert_eq!(states(&bench), ["ok"]);
    let quiet = bench.read("public/health.atom.xml");
    assert!(!quiet.contains("<entry>"));
    let before = bench.published();
    fails.store(true, Ordering::SeqCst);
    for _ in 0..2 {
        bench.sangam(&["run", "--force"]).expect(1);
    }
    assert_eq!(bench.read("public/health.atom.xml"), quiet, "that may be a bad day");
    assert_eq!(bench.published(), before, "nothing that is published says so");
    bench.sangam(&["run", "--force"]).expect(1);
    let failing = bench.read("public/health.atom.xml");
    assert_eq!(failing.matches("<entry>").count(), 1);
    assert!(failing.contains("Good &amp; news: it fails again and again"), "{failing}");
    assert!(failing.contains("status-500") && failing.contains("What to do"), "{failing}");
    assert_eq!(states(&bench), ["failing"]);
    let list = bench.sangam(&["incidents"]).expect(0).stdout;
    assert!(list.contains("t1") && list.contains("one"), "{list}");
    let shown = bench.sangam(&["incidents", "one"]).expect(0).stdout;
    assert!(shown.contains("sangam sources --retry one"), "{shown}");
    let [(head, told)] = &hook.came()[..] else { panic!("one webhook") };
    assert!(head.to_lowercase().contains("content-type: application/json"), "{head}");
    assert_eq!(told["events"][0]["source"], "one");
    let page = "https://feeds.example.coop/status.html";
    assert_eq!(told["text"], format!("Good & news: it fails again and again\n{page}"));
    bench.sangam(&["run", "--force"]).expect(1);
    assert_eq!(bench.read("public/health.atom.xml"), failing, "one incident, however long");
    assert_eq!(hook.came().len(), 0, "told once");
    fails.store(false, Ordering::SeqCst);
    bench.sangam(&["run", "--force"]).expect(0);
    let over = bench.read("public/health.atom.xml");
    assert_eq!(over.matches("<entry>").count(), 2, "{over}");
    assert!(over.contains("Good &amp; news: over (it fails again and again)"));
    assert_eq!(states(&bench), ["ok"]);
    assert_eq!(hook.came()[0].1["events"][0]["event"], "over");
    assert_eq!(bench.sangam(&["incidents"]).expect(0).stdout, "");
    bench.sangam(&["validate", "public/health.atom.xml"]).expect(0);
    for file in ["rss.xml", "atom.xml", "feed.json"] {
        assert!(!bench.read(&format!("public/{file}")).contains("again and again"), "{file}");
    }
}

#[test]
fn what_could_not_be_told_is_told_in_the_next_pass_and_no_secret_is_logged() {
    let (origin, fails) = source();
    let refusing = Hook::start(503);
    let configured = |url: &str| format!("[notify]\nurl = \"{url}\"\n");
    let bench = bench(&origin, &configured(&refusing.url));
    bench.sangam(&["run"]).expect(0);
    fails.store(true, Ordering::SeqCst);
    let mut said = String::new();
    for _ in 0..3 {
        said = bench.sangam(&["-v", "run", "--force"]).stderr;
    }
    assert!(said.contains("answered 503"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
    let hook = Hook::start(200);
    let url = origin.url("/");
    let head = format!("[[source]]\nid = \"one\"\nurl = \"{url}\"\n");
    bench.configure(&format!("{head}{}", configured(&hook.url)));
    bench.sangam(&["run", "--force"]);
    assert_eq!(hook.came().len(), 1);
}

#[cfg(unix)]
#[test]
fn mail_goes_to_the_program_that_takes_it() {
    use std::os::unix::fs::PermissionsExt;
    let (origin, fails) = source();
    let bench = bench(
        &origin,
        "[notify]\nmail = [\"desk@example.org\", \"night@example.org\"]\nfrom = \"feeds@example.org\"\nsendmail = \"./mailer\"\n",
    );
    bench.write("mailer", "#!/bin/sh\nexec /bin/cat >> \"${0%/*}/mails\"\n");
    std::fs::set_permissions(bench.path("mailer"), std::fs::Permissions::from_mode(0o755)).unwrap();
    bench.sangam(&["run"]).expect(0);
    fails.store(true, Ordering::SeqCst);
    for _ in 0..4 {
        bench.sangam(&["run", "--force"]);
    }
    let mail = bench.read("mails");
    assert_eq!(mail.matches("Subject: ").count(), 1, "{mail}");
    assert!(
        mail.starts_with("From: feeds@example.org\nTo: desk@example.org,\n night@example.org\nSubject: Cooperatives in Asia and the Pacific: Good & news: it")
    );
    let (head, body) = mail.split_once("\n\n").unwrap();
    assert!(head.contains("base64"));
    let first = body.lines().next().unwrap();
    assert!(first.starts_with("R29vZCAmIG5ld3M6IGl0IGZhaWxz"), "Good & news: it fails, {first}");
}
