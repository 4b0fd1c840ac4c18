//! The program told to stop or to work by another configuration, while it is at work.

use std::fmt::Write;
use std::fs;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::bench::{Bench, column};
use crate::support::daemon::Daemon;
use crate::support::origin::{Origin, Reply};
use crate::support::server::ask;

fn feed(title: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>{title}</title><link>http://a.example/</link>\
         <description>d</description><item><title>{title}</title>\
         <link>http://a.example/{title}</link></item></channel></rss>"
    )
}

/// Serves a feed at every path; `/hang` begins an answer that never ends, and that is told.
fn origin() -> (Origin, Receiver<()>) {
    let (tell, hangs) = channel();
    let tell = Mutex::new(tell);
    let origin = Origin::start(move |request| match request.path() {
        "/hang" => {
            let _ = tell.lock().unwrap().send(());
            Reply::ok(feed("hang")).header("Content-Length", "100000").hang()
        }
        path => Reply::ok(feed(path.trim_start_matches('/'))),
    });
    (origin, hangs)
}

fn sources(origin: &Origin, paths: &[&str]) -> String {
    paths.iter().fold(String::new(), |mut text, path| {
        let url = origin.url(&format!("/{path}"));
        writeln!(text, "[[source]]\nid = \"{path}\"\nurl = \"{url}\"\ntype = \"feed\"").unwrap();
        text
    })
}

/// One source answers, one hangs, and one comes after it.
fn bench(origin: &Origin) -> Bench {
    Bench::new(&format!("concurrency = 1\n{}", sources(origin, &["good", "hang", "late"])))
}

/// What was there is stored and published; what was not asked is due.
#[track_caller]
fn check_nothing_is_lost(bench: &Bench, origin: &Origin) {
    assert_eq!(column(&bench.feed(), "/title"), [Value::from("good")]);
    assert!(origin.requests().iter().all(|request| request.path() != "/late"));
    let rows = bench.sangam(&["sources", "--json"]).expect(0).json();
    let late = rows.as_array().unwrap().iter().find(|row| row["id"] == "late").unwrap();
    assert_eq!(late.get("last_success"), None, "{late}");
    let report = bench.sangam(&["run", "--json", "--only", "late"]).expect(0).json();
    assert_eq!(report["sources"][2]["outcome"], "new", "{report}");
}

#[test]
fn sigterm_gives_what_is_asked_some_seconds_and_keeps_what_came() {
    let (origin, hangs) = origin();
    let bench = bench(&origin);
    let daemon = Daemon::start(&bench, &["serve", "--listen", "127.0.0.1:0"]);
    hangs.recv().unwrap();
    let told = Instant::now();
    daemon.signal("TERM");
    let (exit, said) = daemon.end();
    assert_eq!(exit, Some(0), "{said:?}");
    assert!(told.elapsed() < Duration::from_secs(10), "{:?}", told.elapsed());
    check_nothing_is_lost(&bench, &origin);
}

#[test]
fn who_tells_twice_is_in_a_hurry() {
    let (origin, hangs) = origin();
    let bench = bench(&origin);
    let daemon = Daemon::start(&bench, &["serve", "--no-http"]);
    hangs.recv().unwrap();
    let told = Instant::now();
    daemon.signal("INT");
    daemon.signal("TERM");
    assert_eq!(daemon.end().0, Some(0));
    assert!(told.elapsed() < Duration::from_secs(4), "{:?}", told.elapsed());
    check_nothing_is_lost(&bench, &origin);
}

#[test]
fn a_run_that_is_told_to_stop_publishes_what_came() {
    let (origin, hangs) = origin();
    let bench = bench(&origin);
    let mut run = Daemon::start(&bench, &["run"]);
    hangs.recv().unwrap();
    run.signal("TERM");
    run.said("told to stop");
    run.signal("TERM");
    assert_eq!(run.end().0, Some(1));
    check_nothing_is_lost(&bench, &origin);
}

fn title(text: &str) -> String {
    format!(
        "[site]\ntitle = \"{text}\"\nurl = \"https://f.example/\"\n[fetch]\nallow_private = true\n"
    )
}

#[test]
fn sighup_has_the_configuration_read_anew_while_the_server_goes_on() {
    let (origin, _) = origin();
    let bench = Bench::empty();
    bench.write("feeds.toml", &format!("{}{}", title("Old"), sources(&origin, &["one"])));
    let mut daemon = Daemon::start(&bench, &["-v", "serve", "--listen", "127.0.0.1:0"]);
    let address = daemon.address();
    daemon.said("a pass is done");
    let both = sources(&origin, &["one", "two"]);
    let text = format!("{}{both}[publish]\nto = \"elsewhere\"\n", title("New"));
    bench.write("feeds.toml", &text);
    daemon.signal("HUP");
    daemon.said("the configuration was read anew");
    daemon.said("a pass is done");
    let answer = ask(address, "GET", "/feed.json", "");
    let feed: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(feed["title"], "New");
    assert_eq!(feed["items"].as_array().unwrap().len(), 2);
    assert!(bench.path("elsewhere/feed.json").exists());
    // The filters of the server go by it too.
    let part = ask(address, "GET", "/feed.json?source=two", "");
    let part: Value = serde_json::from_slice(&part.body).unwrap();
    assert_eq!((&part["title"], part["items"].as_array().unwrap().len()), (&"New".into(), 1));
    daemon.signal("TERM");
    assert_eq!(daemon.end().0, Some(0));
}

#[test]
fn a_file_that_changes_is_read_and_a_bad_one_refused_while_the_old_one_counts() {
    let (origin, _) = origin();
    let bench = Bench::empty();
    bench.write("feeds.toml", &format!("{}{}", title("Old"), sources(&origin, &["one"])));
    let mut daemon = Daemon::start(&bench, &["-v", "serve", "--listen", "127.0.0.1:0"]);
    let address = daemon.address();
    daemon.said("a pass is done");
    bench.write("feeds.toml", &format!("{}[[source]]\nid = \"one\"\n", title("Bad")));
    let refusal = daemon.said("the configuration that was in force stays so");
    assert!(refusal.contains("feeds.toml"), "{refusal}");
    let served = || String::from_utf8(ask(address, "GET", "/feed.json", "").body).unwrap();
    assert!(served().contains("Old"));
    // What cannot be opened is refused as what cannot be read.
    fs::create_dir(bench.path("folder.db")).unwrap();
    let store = format!("[store]\nurl = \"sqlite:folder.db\"\n{}", sources(&origin, &["one"]));
    bench.write("feeds.toml", &format!("{}{store}", title("Worse")));
    let refusal = daemon.said("the configuration that was in force stays so");
    assert!(refusal.contains("folder.db"), "{refusal}");
    assert!(served().contains("Old"));
    bench.write("feeds.toml", &format!("{}{}", title("New"), sources(&origin, &["one"])));
    daemon.said("a pass is done");
    assert!(served().contains("New"));
    daemon.signal("TERM");
    assert_eq!(daemon.end().0, Some(0));
}

#[test]
fn a_new_configuration_waits_for_what_is_being_asked_and_for_nothing_else() {
    let (origin, hangs) = origin();
    let bench = Bench::new(&format!("timeout = \"3s\"\n{}", sources(&origin, &["hang"])));
    let mut daemon = Daemon::start(&bench, &["-v", "serve", "--listen", "127.0.0.1:0"]);
    let address = daemon.address();
    hangs.recv().unwrap();
    bench.configure(&sources(&origin, &["good"]));
    daemon.signal("HUP");
    daemon.said("the configuration was read anew");
    assert_eq!(ask(address, "GET", "/healthz", "").status, 200, "it is served on");
    let asked = |path: &str| origin.requests().iter().any(|request| request.path() == path);
    assert!(!asked("/good"), "one worker at a time");
    daemon.said("a pass is done");
    assert!(asked("/good"));
    assert_eq!(origin.requests().len(), 2, "nothing is asked twice: {:?}", origin.requests());
    daemon.signal("TERM");
    assert_eq!(daemon.end().0, Some(0));
}
