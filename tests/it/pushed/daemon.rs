//! The daemon and a hub that shares nothing with it, over real connections.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::support::bench::Bench;
use crate::support::daemon::Daemon;
use crate::support::origin::{Origin, Reply};
use crate::support::server::{ask, post};
use crate::support::tools::tool;

/// The program that is the hub.
struct Hub {
    child: Child,
    say: Option<ChildStdin>,
    lines: BufReader<ChildStdout>,
}

impl Hub {
    fn start(lease_seconds: &str) -> Option<(Self, String)> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/websub/hub.py");
        let mut command = Command::new(tool("python3")?);
        command.arg(script).arg(lease_seconds).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (say, lines) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let mut hub = Self { child, say, lines };
        let address = hub.next()["address"].as_str().unwrap().to_owned();
        Some((hub, address))
    }

    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    /// Has it do something, and gives what came of that.
    fn has(&mut self, order: &Value) -> Value {
        writeln!(self.say.as_mut().unwrap(), "{order}").unwrap();
        self.next()
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.say = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn feed(hub: &str, topic: &str, items: &[&str]) -> String {
    let item = |name: &&str| {
        format!("<item><title>About {name}</title><link>http://good.example/{name}</link></item>")
    };
    let items: String = items.iter().map(item).collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:a=\"http://www.w3.org/2005/Atom\">\
         <channel><title>Good</title><link>http://good.example/</link><description>d</description>\
         <a:link rel=\"hub\" href=\"{hub}\"/><a:link rel=\"self\" href=\"{topic}\"/>{items}\
         </channel></rss>"
    )
}

/// Waits until something is published.
fn wait_for(bench: &Bench, daemon: &mut Daemon, what: &str) {
    while !bench.read("public/atom.xml").contains(what) {
        daemon.said("a pass is done");
    }
}

#[test]
fn what_a_foreign_hub_delivers_is_published() {
    let Some((mut hub, hub_address)) = Hub::start("864000") else { return };
    let body = Arc::new(Mutex::new(String::new()));
    let served = body.clone();
    let origin = Origin::start(move |_| {
        Reply::ok(&*served.lock().unwrap()).header("Content-Type", "application/rss+xml")
    });
    let topic = origin.url("/feed").to_string();
    *body.lock().unwrap() = feed(&hub_address, &topic, &["roofs"]);
    let source = format!("[[source]]\nid = \"one\"\nurl = \"{topic}\"\n");
    let bench = Bench::new(&source);
    bench.sangam(&["run"]).expect(0);
    let mut daemon = Daemon::start(&bench, &["-v", "serve", "--listen", "127.0.0.1:0"]);
    let address = daemon.address();
    bench.configure(&format!("{source}[serve]\npush = \"http://{address}/\"\n"));
    daemon.signal("HUP");
    let confirmed = hub.next();
    assert_eq!(
        (&confirmed["event"], &confirmed["mode"]),
        (&json!("confirmed"), &json!("subscribe"))
    );
    assert_eq!((&confirmed["topic"], &confirmed["secret"]), (&json!(topic), &json!(64)));
    let callback = confirmed["callback"].as_str().unwrap().to_owned();
    let path = callback.strip_prefix(&format!("http://{address}")).unwrap();
    for (method, item) in [("sha256", "rice"), ("sha384", "wells"), ("sha512", "nets")] {
        bench.write("part.xml", &feed(&hub_address, &topic, &[item]));
        let order = json!({"method": method, "file": bench.path("part.xml")});
        assert_eq!(hub.has(&order)["status"], 202);
        wait_for(&bench, &mut daemon, &format!("http://good.example/{item}"));
    }
    bench.write("part.xml", &feed(&hub_address, &topic, &["lies"]));
    let file = bench.path("part.xml");
    let forged = json!({"method": "sha256", "file": file, "secret": "guessed"});
    assert_eq!(hub.has(&forged)["status"], 202, "nobody is told what was wrong");
    assert_eq!(hub.has(&json!({"file": file}))["status"], 202);
    assert_eq!(ask(address, "GET", path, "").status, 404, "it asks nothing");
    assert_eq!(ask(address, "DELETE", path, "").status, 405);
    let other = format!("/push/{}", "0".repeat(64));
    assert_eq!(post(address, &other, "application/rss+xml", "x").status, 404);
    let row = bench.sangam(&["sources", "--json"]).expect(0).json()[0].clone();
    assert_eq!(
        (&row["push"]["state"], &row["push"]["hub"]),
        (&json!("active"), &json!(hub_address))
    );
    let shown = row.to_string();
    assert!(!shown.contains(path.rsplit('/').next().unwrap()), "{shown}");
    assert!(bench.sangam(&["sources"]).expect(0).stdout.contains("active"));
    assert!(!bench.read("public/atom.xml").contains("lies"));
    bench.configure(&source);
    daemon.signal("HUP");
    let left = hub.next();
    assert_eq!((&left["event"], &left["mode"]), (&json!("confirmed"), &json!("unsubscribe")));
    assert_eq!(post(address, path, "application/rss+xml", "x").status, 410);
}
