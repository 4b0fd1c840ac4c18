//! One pass over every fault that we know of, beside sources that are well.

use std::fmt::Write;
use std::net::Ipv4Addr;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::bench::{Bench, Ended};
use crate::support::faults::{Fault, Stage, faults, feed_of};
use crate::support::origin::{Origin, Reply};
use crate::support::tools::python;

/// Healthy sources.
const HEALTHY: u8 = 20;

/// What a faulty source has in all; its silence ends after a third of it.
const PATIENCE: Duration = Duration::from_secs(9);

/// The most memory that the pass may use, in KiB.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 100 * 1000 * 1000 / 1024;

/// A faulty server and the lines of its source.
fn play(number: usize, fault: &Fault) -> (Option<Origin>, String) {
    // Each at an address of its own, so that each is a host of its own.
    let ip = Ipv4Addr::new(127, 0, 2, u8::try_from(number + 1).expect("fewer than 255 faults"));
    let at = |reply: Reply| Origin::start_at(ip, move |_| reply.clone());
    let (origin, url, kind) = match fault.stage.clone() {
        Stage::Answer(reply) => {
            let origin = at(reply);
            let url = origin.url("/feed").to_string();
            (Some(origin), url, "feed")
        }
        Stage::Pages(first, rest) => {
            let pick = move |request: &crate::support::origin::Request| {
                if request.path() == "/feed" { first.clone() } else { rest.clone() }
            };
            let origin = Origin::start_at(ip, pick);
            let url = origin.url("/feed").to_string();
            (Some(origin), url, "feed")
        }
        Stage::Listing(robots) => {
            let pick = move |request: &crate::support::origin::Request| {
                if request.path() == "/robots.txt" { robots.clone() } else { Reply::ok("<html>") }
            };
            let origin = Origin::start_at(ip, pick);
            let url = origin.url("/news").to_string();
            (Some(origin), url, "listing")
        }
        Stage::Secure(reply) => {
            let origin = at(reply);
            let mut url = origin.url("/feed");
            url.set_scheme("https").expect("http and https change places");
            (Some(origin), url.to_string(), "feed")
        }
        Stage::Nobody => {
            let url = at(Reply::status(200)).url("/feed").to_string();
            (None, url, "feed")
        }
        Stage::Address(address) => {
            let origin = at(Reply::ok("secret"));
            let url = address.replace("PORT", &origin.port().to_string());
            (Some(origin), url, "feed")
        }
    };
    let lines = format!(
        "[[source]]\nid = \"fault-{number}\"\nurl = \"{url}\"\ntype = \"{kind}\"\n\
         timeout = \"{}s\"\nallow_private = [\"127.0.0.0/8\"]\n",
        PATIENCE.as_secs()
    );
    (origin, lines)
}

/// Runs a program, and says behind what that says how much memory it took, in KiB.
const MEASURED: &str = "import resource, subprocess, sys
ended = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(ended.returncode)";

/// The report of the pass, and the most memory that it took, in KiB, where there is a Python to
/// tell.
fn run(bench: &Bench) -> (Ended, Option<u64>) {
    let pass = bench.command(&["run", "--json"]);
    let Some(python) = python() else { return (bench.sangam(&["run", "--json"]), None) };
    let mut command = Command::new(python);
    command.args(["-c", MEASURED]).arg(pass.get_program()).args(pass.get_args());
    let folder = pass.get_current_dir().expect("a pass has a folder");
    let ended = command.current_dir(folder).env_clear().output().expect("Python runs");
    let [stdout, stderr] =
        [ended.stdout, ended.stderr].map(|text| String::from_utf8(text).unwrap());
    let memory = stderr.lines().last().and_then(|line| line.parse().ok()).expect("a size");
    (Ended { exit: ended.status.code().expect("no signal ended it"), stdout, stderr }, Some(memory))
}

#[test]
fn every_fault_costs_its_own_source_one_error_and_nobody_else_anything() {
    let faults = faults();
    assert!(faults.len() >= 70, "{} scenarios", faults.len());
    let mut text = String::new();
    let played: Vec<_> = faults.iter().enumerate().map(|(n, fault)| play(n, fault)).collect();
    for (_, lines) in &played {
        text += lines;
    }
    let asked = Arc::new(Mutex::new(Vec::new()));
    let healthy: Vec<_> = (0..HEALTHY).map(|number| healthy(number, Arc::clone(&asked))).collect();
    for (number, origin) in healthy.iter().enumerate() {
        let url = origin.url("/feed");
        writeln!(text, "[[source]]\nid = \"well-{number}\"\nurl = \"{url}\"\ntype = \"feed\"")
            .unwrap();
    }
    let bench = Bench::new(&text);
    let began = Instant::now();
    let (ended, memory) = run(&bench);
    let report = ended.expect(1).json();

    let sources = report["sources"].as_array().unwrap();
    let wrong: Vec<String> = faults
        .iter()
        .zip(sources)
        .filter(|(fault, source)| code(source) != fault.code)
        .map(|(fault, source)| format!("{}: {} instead of {}", fault.name, source, fault.code))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for source in &sources[faults.len()..] {
        assert_eq!((code(source), source["seen"].as_u64()), ("ok", Some(2)), "{source}");
    }
    for (fault, (origin, _)) in faults.iter().zip(&played) {
        if let (Stage::Address(_), Some(origin)) = (&fault.stage, origin) {
            assert_eq!(origin.connections(), 0, "{}", fault.name);
        }
    }
    // Nobody waited for a server that hangs: the first of them is given up after a third of its
    // time, and the drips only at the end of it.
    let last = asked.lock().unwrap().iter().copied().max().unwrap();
    assert!(last - began < PATIENCE, "{:?}", last - began);
    assert!(began.elapsed() > PATIENCE, "something did hang");
    messages_are_for_people(sources);
    #[cfg(target_os = "linux")]
    assert!(memory.is_none_or(|memory| 0 < memory && memory < MEMORY), "{memory:?} KiB");
    eprintln!("{} faults, {HEALTHY} healthy, {memory:?} KiB", faults.len());
}

fn healthy(number: u8, asked: Arc<Mutex<Vec<Instant>>>) -> Origin {
    Origin::start_at(Ipv4Addr::new(127, 0, 3, number + 1), move |_| {
        asked.lock().unwrap().push(Instant::now());
        Reply::ok(feed_of(&format!("well-{number}")))
    })
}

fn code(source: &Value) -> &str {
    source["error"]["code"].as_str().unwrap_or("ok")
}

/// One line each, which names something and shows no insides.
fn messages_are_for_people(sources: &[Value]) {
    for message in sources.iter().filter_map(|source| source["error"]["message"].as_str()) {
        assert!(
            !message.contains(['\n', '\r', '\u{1b}', '\0']) && message.len() < 400,
            "{message}"
        );
        assert!(!message.contains("Error(") && !message.contains("Some("), "{message}");
    }
    let message_of = |code: &str| {
        let mut found = sources.iter().filter(|source| source["error"]["code"] == code);
        found.find_map(|source| source["error"]["message"].as_str().map(str::to_owned))
    };
    let names_feed = |source: &Value| {
        source["error"]["message"].as_str().is_some_and(|message| message.contains("/real.xml"))
    };
    assert!(sources.iter().any(names_feed), "the feed that a page names is named");
    assert!(message_of("status-410").unwrap().contains("gone"));
}
