//! Sources on this machine: files, and what programs print.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::Value;

use crate::support::bench::{Bench, Ended, column};

const FEED: &str = "<rss version=\"2.0\"><channel><title>Ours</title><description>d</description>\
    <item><title>TITLE</title><link>/a</link></item></channel></rss>";

/// A program that does what these lines of a shell say.
fn program(bench: &Bench, name: &str, lines: &str) {
    bench.write(name, &format!("#!/bin/sh\n{lines}\n"));
    fs::set_permissions(bench.path(name), fs::Permissions::from_mode(0o755)).unwrap();
}

fn prints(title: &str) -> String {
    format!("printf '%s' '{}'", FEED.replace("TITLE", title))
}

fn bench(source: &str) -> Bench {
    Bench::new(&format!("allow_exec = true\n[[source]]\nid = \"ours\"\n{source}\n"))
}

#[track_caller]
fn check_titles(bench: &Bench, titles: &[&str]) {
    bench.sangam(&["run", "--force"]).expect(0);
    assert_eq!(column(&bench.feed(), "/title"), titles);
}

/// A run fails with a code, and its message holds these words.
#[track_caller]
fn check_failure(bench: &Bench, code: &str, words: &[&str]) {
    let error = error(bench.sangam(&["run", "--force", "--json"]));
    assert_eq!(error["code"], code, "{error}");
    let message = error["message"].as_str().unwrap();
    for word in words {
        assert!(message.contains(word), "{word:?} is missing in {message}");
    }
}

fn error(ended: Ended) -> Value {
    ended.expect(3).json()["sources"][0]["error"].clone()
}

#[test]
fn a_program_prints_a_feed() {
    let bench =
        bench("url = \"exec:bin/feed 'two words' --days 7\"\nbase = \"https://coop.example/x/\"");
    fs::create_dir(bench.path("bin")).unwrap();
    let title = FEED.replace("TITLE", "%s|%s|%s|%s");
    program(&bench, "bin/feed", &format!("printf '{title}' \"$#\" \"$1\" \"$3\" \"${{PWD##*/}}\""));
    let folder = bench.path("").file_name().unwrap().to_str().unwrap().to_owned();
    check_titles(&bench, &[&format!("3|two words|7|{folder}")]);
    assert_eq!(column(&bench.feed(), "/url"), ["https://coop.example/a"]);
    let published = bench.published().into_values().map(|(bytes, _)| bytes);
    let published: Vec<String> = published.map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    assert!(published.iter().all(|text| !text.contains("bin/feed")), "nobody's business");
    // It can be looked at by its address, too.
    let preview = bench.sangam(&["preview", "exec:bin/feed 'two words' --days 7"]).expect(0);
    assert!(preview.stdout.contains("two words"), "{}", preview.stdout);
    let preview = bench.sangam(&["preview", "exec:bin/other"]).expect(2);
    assert!(preview.stderr.contains("no source"), "{}", preview.stderr);
}

#[test]
fn a_program_is_told_no_secrets_but_its_own() {
    let bench = bench("url = \"exec:./feed\"\nenv = { TOKEN = \"${OUR_TOKEN}\" }");
    let title = FEED.replace("TITLE", "%s|%s|%s|%s");
    let lines =
        format!("printf '{title}' \"$OUR_TOKEN\" \"$SANGAM_STORE_URL\" \"$TOKEN\" \"$LANG\"");
    program(&bench, "feed", &lines);
    let mut command = bench.command(&["run"]);
    command.envs([("OUR_TOKEN", "secret"), ("SANGAM_STORE_URL", "sqlite:s.db"), ("LANG", "C")]);
    Ended::from(command.output().unwrap()).expect(0);
    assert_eq!(column(&bench.feed(), "/title"), ["||secret|C"]);
}

#[test]
fn what_a_program_was_told_in_confidence_is_not_repeated() {
    let bench = bench("url = \"exec:./feed\"\nenv = { TOKEN = \"${OUR_TOKEN}\" }");
    program(&bench, "feed", "echo \"no login with $TOKEN at all\" >&2; exit 3");
    let mut command = bench.command(&["run", "--json"]);
    let ended = Ended::from(command.env("OUR_TOKEN", "hunter2").output().unwrap());
    assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
    let message = error(ended)["message"].as_str().unwrap().to_owned();
    assert!(message.ends_with("no login with … at all"), "{message}");
}

#[test]
fn there_is_no_shell() {
    let bench = bench("url = \"exec:./feed; touch owned\"");
    program(&bench, "feed", &prints("x"));
    program(&bench, "feed;", &prints("no shell"));
    check_titles(&bench, &["no shell"]);
    assert!(!bench.path("owned").exists());
}

#[test]
fn a_program_that_fails_says_why() {
    let bench = bench("url = \"exec:./feed\"");
    program(&bench, "feed", "echo 'rice is out' >&2; echo >&2; exit 3");
    check_failure(&bench, "exec-failed", &["feed", "exit status: 3", "rice is out"]);
    program(&bench, "feed", "kill -9 $$");
    check_failure(&bench, "exec-failed", &["signal: 9"]);
    fs::remove_file(bench.path("feed")).unwrap();
    check_failure(&bench, "exec-missing", &["feed", "cannot be started"]);
    bench.write("feed", "no program");
    check_failure(&bench, "exec-missing", &["feed"]);
    // The operator reads it, and nobody else.
    program(&bench, "feed", &prints("well"));
    check_titles(&bench, &["well"]);
    program(&bench, "feed", "echo 'in /srv/secret' >&2; exit 3");
    for _ in 0..4 {
        bench.sangam(&["run", "--force"]).expect(1);
    }
    let status = bench.read("public/status.json");
    assert!(status.contains("exec-failed"), "{status}");
    let all = bench.published().into_values().map(|(bytes, _)| bytes);
    let all: Vec<String> = all.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect();
    assert!(all.iter().all(|text| !text.contains("/srv/secret") && !text.contains("exec:")));
}

#[test]
fn a_program_ends_when_its_time_does_and_with_it_what_it_started() {
    let bench = bench("url = \"exec:./feed\"\ntimeout = \"300ms\"");
    program(&bench, "feed", "/bin/sleep 1000 & echo $! > child; wait");
    check_failure(&bench, "timeout", &["feed", "0.3s"]);
    let child = bench.read("child").trim().to_owned();
    // A dead child may wait for its parent to hear of it; it runs no more.
    let state = Command::new("ps").args(["-o", "stat=", "-p", &child]).output().unwrap().stdout;
    let state = String::from_utf8(state).unwrap();
    assert!(state.trim().is_empty() || state.starts_with('Z'), "{state}");
}

#[test]
fn a_program_that_prints_without_end_is_stopped() {
    let bench = bench("url = \"exec:./feed\"\nmax_body = \"10KB\"\ntimeout = \"60s\"");
    program(&bench, "feed", "trap '' PIPE; while :; do echo aaaaaaaaaaaaaaaaaaaaaaaa; done");
    check_failure(&bench, "too-large", &["feed", "10000 bytes"]);
}

#[test]
fn a_file_is_read_where_it_stands() {
    let bench = bench("url = \"file:feeds/a b.xml\"\nbase = \"https://coop.example/\"");
    check_failure(&bench, "file-unreadable", &["a b.xml", "No such file"]);
    fs::create_dir(bench.path("feeds")).unwrap();
    bench.write("feeds/a b.xml", &FEED.replace("TITLE", "one"));
    check_titles(&bench, &["one"]);
    assert_eq!(column(&bench.feed(), "/url"), ["https://coop.example/a"]);
    // It costs nobody anything to look often: it is due after its interval, changed or not.
    let sources = bench.sangam(&["sources", "--json"]).expect(0).json();
    let time = |name: &str| {
        let text = sources[0][name].as_str().unwrap();
        chrono::DateTime::parse_from_rfc3339(text).unwrap()
    };
    assert!(time("next_due") - time("last_try") <= chrono::TimeDelta::hours(1), "{sources}");
}

#[test]
fn what_is_no_file_or_too_large_a_one_is_left() {
    let bench = bench("url = \"file:feed\"\nmax_body = \"10KB\"");
    fs::create_dir(bench.path("feed")).unwrap();
    check_failure(&bench, "file-unreadable", &["no regular file"]);
    fs::remove_dir(bench.path("feed")).unwrap();
    assert!(Command::new("mkfifo").arg(bench.path("feed")).status().unwrap().success());
    check_failure(&bench, "file-unreadable", &["no regular file"]);
    fs::remove_file(bench.path("feed")).unwrap();
    bench.write("feed", &"a".repeat(10_001));
    check_failure(&bench, "too-large", &["10000 bytes"]);
}

/// A configuration is refused, with these words.
#[track_caller]
fn check_refused(fetch: &str, source: &str, words: &str) {
    let bench = Bench::new(&format!("{fetch}\n[[source]]\nid = \"ours\"\n{source}\n"));
    let ended = bench.sangam(&["run"]).expect(2);
    assert!(ended.stderr.contains(words), "{words:?} is missing in {}", ended.stderr);
    assert!(!bench.path("owned").exists());
}

#[test]
fn nothing_of_this_machine_is_a_source_unless_that_is_allowed() {
    check_refused("", "url = \"exec:touch owned\"", "allow_exec = true");
    check_refused("", "url = \"file:feed\"", "allow_exec = true");
    check_refused("allow_exec = false", "url = \"EXEC:touch owned\"", "allow_exec = true");
    let on = "allow_exec = true";
    check_refused(on, "url = \"exec:\"", "names no program");
    check_refused(on, "url = \"exec:feed 'a\"", "a quote is not closed");
    check_refused(on, "url = \"file://elsewhere.example/a\"", "no file of this machine");
    check_refused(on, "url = \"exec:feed\"\nproxy = \"http://a.example\"", "does nothing");
    check_refused(on, "url = \"file:feed\"\nenv = { A = \"b\" }", "for exec: sources only");
    check_refused(
        on,
        "url = \"https://a.example\"\nbase = \"https://b.example\"",
        "file: and exec:",
    );
}

#[test]
fn a_redirect_leads_to_no_file_of_this_machine() {
    use crate::support::origin::{Origin, Reply};
    let origin = Origin::always(Reply::redirect(302, "file:///etc/hostname"));
    let bench = bench(&format!("url = \"{}\"\ntype = \"feed\"", origin.url("/")));
    check_failure(&bench, "scheme", &["file:///etc/hostname"]);
}
