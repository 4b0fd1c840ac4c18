//! The HTTP server over real connections, and the daemon as a process.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};

use tempfile::TempDir;

use crate::support::bench::Bench;
use crate::support::origin::{Origin, Reply};
use crate::support::server::{Server, ask, over};
use crate::support::tree::tree;

fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    file("atom.xml", &format!("<feed>{}</feed>", "words ".repeat(400)));
    file("index.html", "<!DOCTYPE html>");
    file("secret.db", "not for anyone");
    file(".hidden.html", "not for anyone");
    fs::create_dir_all(folder.path().join("feeds/news")).expect("a folder");
    file("feeds/news/index.html", "<!DOCTYPE html>news");
    folder
}

#[test]
fn a_full_page_of_an_archive_may_be_kept_for_ever_and_an_open_one_not() {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("archive")).unwrap();
    for page in ["1.atom.xml", "2.atom.xml", "1.json", "2.json"] {
        fs::write(folder.path().join("archive").join(page), "x").unwrap();
    }
    let server = Server::start(folder.path());
    let control = |path: &str| server.get(path, "").header("cache-control").unwrap().to_owned();
    for (kind, media_type) in
        [("atom.xml", "application/atom+xml; charset=utf-8"), ("json", "application/feed+json")]
    {
        let full = server.get(&format!("/archive/1.{kind}"), "");
        assert_eq!(full.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(full.header("content-type"), Some(media_type));
        assert_eq!(control(&format!("/archive/2.{kind}")), "public, max-age=300");
    }
    fs::write(folder.path().join("archive/3.atom.xml"), "x").unwrap();
    assert!(control("/archive/2.atom.xml").contains("immutable"), "it is full now");
}

#[test]
fn a_file_comes_with_its_type_validators_and_length() {
    let folder = folder();
    let server = Server::start(folder.path());
    let answer = server.get("/atom.xml", "");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/atom+xml; charset=utf-8"));
    assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
    assert_eq!(answer.header("content-encoding"), None);
    assert_eq!(answer.header("vary"), Some("Accept-Encoding, Sec-Fetch-Dest"));
    assert!(answer.header("last-modified").is_some_and(|date| date.ends_with(" GMT")));
    assert_eq!(answer.body, fs::read(folder.path().join("atom.xml")).unwrap());
}

#[test]
fn the_tag_is_the_hash_of_the_content_on_every_machine() {
    let (one, other) = (folder(), folder());
    let tag = |folder: &TempDir| {
        Server::start(folder.path()).get("/atom.xml", "").header("etag").map(str::to_owned)
    };
    assert!(tag(&one).is_some());
    assert_eq!(tag(&one), tag(&other));
    fs::write(one.path().join("atom.xml"), "other").unwrap();
    assert_ne!(tag(&one), tag(&other));
}

#[test]
fn who_has_it_gets_304() {
    let folder = folder();
    let server = Server::start(folder.path());
    let first = server.get("/atom.xml", "");
    let (tag, date) = (first.header("etag").unwrap(), first.header("last-modified").unwrap());
    let check = |headers: String, status: u16| {
        let answer = server.get("/atom.xml", &headers);
        assert_eq!(answer.status, status, "{headers}");
        assert_eq!(answer.body.is_empty(), status == 304, "{headers}");
        assert_eq!(answer.header("etag"), Some(tag), "{headers}");
    };
    check(format!("If-None-Match: {tag}\r\n"), 304);
    check(format!("If-None-Match: \"other\", W/{tag}\r\n"), 304);
    check("If-None-Match: *\r\n".to_owned(), 304);
    check("If-None-Match: \"other\"\r\n".to_owned(), 200);
    check(format!("If-Modified-Since: {date}\r\n"), 304);
    check("If-Modified-Since: Thu, 01 Jan 1998 00:00:00 GMT\r\n".to_owned(), 200);
    check(format!("If-None-Match: \"other\"\r\nIf-Modified-Since: {date}\r\n"), 200);
    check("If-Modified-Since: nonsense\r\n".to_owned(), 200);
}

#[test]
fn gzip_for_those_who_take_it_with_a_tag_of_its_own() {
    let folder = folder();
    let server = Server::start(folder.path());
    let plain = server.get("/atom.xml", "");
    let zipped = server.get("/atom.xml", "Accept-Encoding: gzip\r\n");
    assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    assert_ne!(zipped.header("etag"), plain.header("etag"));
    assert!(zipped.body.len() * 4 < plain.body.len());
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(zipped.body.as_slice()).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain.body);
    let tag = zipped.header("etag").unwrap();
    let again = format!("Accept-Encoding: gzip\r\nIf-None-Match: {tag}\r\n");
    assert_eq!(server.get("/atom.xml", &again).status, 304);
}

#[test]
fn head_is_get_without_the_body() {
    let folder = folder();
    let server = Server::start(folder.path());
    let (get, head) = (server.get("/atom.xml", ""), ask(server.address, "HEAD", "/atom.xml", ""));
    assert_eq!(head.status, 200);
    assert!(head.body.is_empty());
    for name in ["content-length", "etag", "last-modified", "content-type"] {
        assert_eq!(head.header(name), get.header(name), "{name}");
    }
}

#[test]
fn folders_are_their_index_and_other_methods_are_refused() {
    let folder = folder();
    let server = Server::start(folder.path());
    assert_eq!(server.get("/", "").body, b"<!DOCTYPE html>");
    assert_eq!(server.get("/feeds/news/", "").body, b"<!DOCTYPE html>news");
    // Relative, as the site may stand below a path of its proxy, and with what was asked for.
    for (path, location) in [
        ("/feeds/news", "news/"),
        ("/feeds/news?limit=2&tag=a%26b", "news/?limit=2&tag=a%26b"),
        ("/feeds/n%65ws", "news/"),
    ] {
        let redirect = server.get(path, "");
        assert_eq!((redirect.status, redirect.header("location")), (308, Some(location)), "{path}");
    }
    assert_eq!(server.get("/feeds", "").status, 404, "it has no page");
    assert_eq!(server.get("/%61tom.xml", "").status, 200);
    let refused = ask(server.address, "POST", "/atom.xml", "Content-Length: 0\r\n");
    assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD, OPTIONS")));
}

#[test]
fn scripts_of_other_sites_may_ask_and_see_what_went_wrong() {
    let folder = folder();
    let server = Server::start(folder.path());
    let asked = "Origin: https://a.example\r\nAccess-Control-Request-Method: GET\r\n\
                 Access-Control-Request-Headers: if-none-match\r\n";
    let preflight = ask(server.address, "OPTIONS", "/atom.xml", asked);
    let names = ["origin", "methods", "headers"];
    let said = names.map(|name| preflight.header(&format!("access-control-allow-{name}")).unwrap());
    assert_eq!((preflight.status, said), (204, ["*", "GET, HEAD", "*"]));
    let answer = server.get("/atom.xml", "");
    assert_eq!(answer.header("access-control-expose-headers"), Some("ETag"));
    for path in ["/none.xml", "/feeds/news"] {
        let answer = server.get(path, "");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
    }
}

#[test]
fn what_a_client_takes_may_stand_in_several_lines() {
    let folder = folder();
    let server = Server::start(folder.path());
    let coding = |headers: &str| {
        server.get("/atom.xml", headers).header("content-encoding").map(str::to_owned)
    };
    let lines = "Accept-Encoding: zstd;q=0.2\r\nAccept-Encoding: gzip;q=0.9\r\n";
    assert_eq!(coding(lines).as_deref(), Some("gzip"));
    assert_eq!(coding("Accept-Encoding: gzip;q=0.5\r\nAccept-Encoding: identity\r\n"), None);
}

#[test]
fn nothing_but_what_is_published_can_be_had() {
    let folder = folder();
    fs::write(folder.path().parent().unwrap().join("outside.html"), "outside").unwrap();
    let server = Server::start(folder.path());
    for path in [
        "/nothing.xml",
        "/secret.db",
        "/.hidden.html",
        "/../outside.html",
        "/feeds/../../outside.html",
        "/%2e%2e/outside.html",
        "/..%2foutside.html",
        "//outside.html",
        "/feeds\\..\\secret.db",
        "/atom.xml/",
    ] {
        assert_eq!(server.get(path, "").status, 404, "{path}");
    }
}

#[test]
fn a_file_that_changed_is_answered_anew() {
    let folder = folder();
    let server = Server::start(folder.path());
    assert_eq!(server.get("/index.html", "").body, b"<!DOCTYPE html>");
    fs::write(folder.path().join("index.html"), "<!DOCTYPE html>changed").unwrap();
    assert_eq!(server.get("/index.html", "").body, b"<!DOCTYPE html>changed");
}

const FEED: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Good</title>
<link>http://good.example/</link><description>d</description>
<item><title>A story</title><link>http://good.example/a</link></item></channel></rss>"#;

/// Ends the process when the test ends, however it ends.
pub(crate) struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_daemon_fetches_publishes_serves_and_stops_when_told() {
    let origin = Origin::always(Reply::ok(FEED).header("Content-Type", "application/rss+xml"));
    let bench = Bench::new(&format!("[[source]]\nid = \"one\"\nurl = \"{}\"\n", origin.url("/")));
    let mut command = bench.command(&["-v", "serve", "--listen", "127.0.0.1:0"]);
    let mut daemon = Daemon(command.stderr(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(daemon.0.stderr.take().unwrap()).lines();
    let mut said = |what: &str| {
        lines.by_ref().map(Result::unwrap).find(|line| line.contains(what)).expect(what)
    };
    let line = said("serving on http://");
    let address = line.split("http://").nth(1).unwrap().trim_end_matches('/');
    said("a pass is done");
    let answer = ask(address.parse().unwrap(), "GET", "/feed.json", "");
    assert_eq!(answer.status, 200);
    assert!(String::from_utf8(answer.body).unwrap().contains("A story"));
    let pid = daemon.0.id().to_string();
    assert!(std::process::Command::new("kill").arg(&pid).status().unwrap().success());
    assert_eq!(daemon.0.wait().unwrap().code(), Some(0), "SIGTERM ends it in order");
}

/// The daemon over what is published, fetching nothing.
pub(crate) fn serving(bench: &Bench) -> (Daemon, SocketAddr) {
    let mut command = bench.command(&["-v", "serve", "--no-fetch", "--listen", "127.0.0.1:0"]);
    let mut daemon = Daemon(command.stderr(Stdio::piped()).spawn().unwrap());
    let lines = BufReader::new(daemon.0.stderr.take().unwrap()).lines();
    let line = lines.map(Result::unwrap).find(|line| line.contains("serving on http://")).unwrap();
    let address = line.split("http://").nth(1).unwrap().trim_end_matches('/').parse().unwrap();
    (daemon, address)
}

#[test]
fn whatever_is_published_is_served() {
    let item = |number: usize| {
        format!(
            "<item><title>Story {number}</title><link>http://good.example/{number}</link>\
             <category>LK</category><ev:startdate>2026-12-0{number}</ev:startdate></item>"
        )
    };
    let feed = format!(
        "<rss version=\"2.0\" xmlns:ev=\"http://purl.org/rss/1.0/modules/event/\"><channel>\
         <title>Good</title><language>en</language>{}</channel></rss>",
        (1..9).map(item).collect::<String>()
    );
    let origin = Origin::always(Reply::ok(feed).header("Content-Type", "application/rss+xml"));
    let bench = Bench::new(&format!(
        "[publish]\nitems = 4\nby = [\"source\", \"kind\", \"tag\", \"language\"]\n\
         [[source]]\nid = \"one\"\nurl = \"{}\"\n\
         [[feed]]\nid = \"lk\"\ntitle = \"Sri Lanka\"\nwhere = {{ tag = [\"LK\"] }}\n",
        origin.url("/")
    ));
    bench.sangam(&["run"]).expect(0);
    let (_daemon, address) = serving(&bench);
    let files = tree(&bench.path("public"));
    for name in ["health.atom.xml", "events.ics", "archive/1.html", "by/tag/lk/rss.xml"] {
        assert!(files.contains_key(Path::new(name)), "{name}: {:?}", files.keys());
    }
    for (path, bytes) in files {
        let answer = ask(address, "GET", &format!("/{}", path.display()), "");
        assert_eq!(answer.status, 200, "{}", path.display());
        // How the sources are is told as it is at the moment.
        assert!(
            path.starts_with("status.html")
                || path.starts_with("status.json")
                || answer.body == bytes,
            "{}",
            path.display()
        );
        assert_ne!(answer.header("content-type"), Some("application/xml"), "{}", path.display());
    }
}

#[test]
fn a_feed_can_be_asked_for_in_part() {
    let feed = FEED.replace(
        "</channel>",
        "<item><title>A mill</title><link>http://good.example/b</link><category>LK</category>\
         <dc:language xmlns:dc=\"http://purl.org/dc/elements/1.1/\">fr</dc:language></item></channel>",
    );
    let origin = Origin::always(Reply::ok(feed).header("Content-Type", "application/rss+xml"));
    let bench = Bench::new(&format!(
        "[[source]]\nid = \"one\"\nurl = \"{}\"\n\
         [[feed]]\nid = \"lk\"\ntitle = \"Sri Lanka\"\nwhere = {{ tag = [\"LK\"] }}\n",
        origin.url("/")
    ));
    bench.sangam(&["run"]).expect(0);
    let (_daemon, address) = serving(&bench);
    let titles = |path: &str| {
        let answer = ask(address, "GET", path, "");
        assert_eq!(answer.status, 200, "{path}");
        let feed: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        let mut titles = crate::support::bench::column(&feed, "/title");
        titles.sort_by_key(ToString::to_string);
        (titles, feed["feed_url"].as_str().unwrap().to_owned())
    };
    let check = |query: &str, expected: &[&str]| {
        assert_eq!(titles(&format!("/feed.json?{query}")).0, expected, "{query}");
    };
    check("utm_source=elsewhere", &["A mill", "A story"]);
    check("tag=lk", &["A mill"]);
    check("lang=fr,de", &["A mill"]);
    check("q=stor", &["A story"]);
    check("source=one&source=two", &["A mill", "A story"]);
    check("source=none", &[]);
    assert_eq!(titles("/feed.json?limit=1").0.len(), 1);
    assert_eq!(titles("/feeds/lk/feed.json?q=story").0.len(), 0, "only what the feed has");
    assert!(titles("/feed.json?q=mill&tag=LK").1.ends_with("/feed.json?tag=LK&q=mill"));
    for (path, status) in [
        ("/feed.json?limit=0", 400),
        ("/feed.json?lang=!", 400),
        ("/feeds/none/feed.json?tag=LK", 404),
        ("/index.html?tag=LK", 200),
        ("/?tag=LK", 200),
    ] {
        assert_eq!(ask(address, "GET", path, "").status, status, "{path}");
    }
    let text = |path: &str| String::from_utf8(ask(address, "GET", path, "").body).unwrap();
    let field = "<input type=\"hidden\" name=\"source\" value=\"one\">";
    let page = text("/?source=one&q=mill");
    assert!(page.contains(field) && page.contains("value=\"mill\""), "{page}");
    assert!(!text("/?q=mill").contains("type=\"hidden\""));
    let updated = |feed: &str| feed.split("<updated>").nth(1).unwrap()[..20].to_owned();
    assert_eq!(updated(&text("/atom.xml?tag=none")), updated(&text("/atom.xml")));
    let whole = ask(address, "GET", "/atom.xml", "").header("etag").map(str::to_owned);
    let part = ask(address, "GET", "/atom.xml?tag=LK", "").header("etag").map(str::to_owned);
    assert!(part.is_some() && part != whole);
    let again = format!("If-None-Match: {}\r\n", part.unwrap());
    assert_eq!(ask(address, "GET", "/atom.xml?tag=LK", &again).status, 304);
}

#[test]
fn operators_and_their_programs_can_see_how_it_is() {
    let origin = Origin::always(Reply::ok(FEED).header("Content-Type", "application/rss+xml"));
    let bench = Bench::new(&format!("[[source]]\nid = \"one\"\nurl = \"{}\"\n", origin.url("/")));
    {
        let (_daemon, address) = serving(&bench);
        assert_eq!(ask(address, "GET", "/healthz", "").status, 200);
        assert_eq!(ask(address, "GET", "/readyz", "").status, 503, "nothing is published");
    }
    bench.sangam(&["run"]).expect(0);
    let (_daemon, address) = serving(&bench);
    assert_eq!(ask(address, "GET", "/readyz", "").status, 200);
    ask(address, "GET", "/nowhere", "");
    let metrics = String::from_utf8(ask(address, "GET", "/metrics", "").body).unwrap();
    let of_bodies =
        metrics.lines().find_map(|line| line.strip_prefix("sangam_http_body_bytes_total "));
    assert!(of_bodies.unwrap().parse::<u64>().unwrap() >= "ready\n".len() as u64, "{metrics}");
    for line in [
        "sangam_http_requests_total{status=\"4xx\"} 1",
        "sangam_items 1",
        "sangam_push_subscriptions{state=\"active\"} 0",
        "sangam_push_deliveries_total{outcome=\"read\"} 0",
        "sangam_source_failures{source=\"one\"} 0",
        "sangam_source_items{source=\"one\"} 1",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line}: {metrics}");
    }
    let page = bench.feed()["home_page_url"].as_str().unwrap().to_owned();
    let answer = ask(address, "GET", &format!("/oembed?url={page}&maxwidth=300"), "");
    let oembed: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!((&oembed["type"], &oembed["width"]), (&"rich".into(), &300.into()));
    assert_eq!(ask(address, "GET", "/oembed?url=https://elsewhere.example/", "").status, 404);
    assert_eq!(ask(address, "GET", &format!("/oembed?url={page}&format=xml"), "").status, 501);
}

#[test]
fn a_browser_that_opens_a_feed_is_given_a_document_that_it_can_show() {
    let folder = folder();
    let server = Server::start(folder.path());
    let sent = |path: &str, headers: &str| {
        let answer = server.get(path, headers);
        let header = |name| answer.header(name).unwrap_or_default().to_owned();
        (header("content-type"), header("vary"))
    };
    let (media_type, vary) = sent("/atom.xml", "");
    assert!(media_type.starts_with("application/atom+xml"), "{media_type}");
    assert!(vary.contains("Sec-Fetch-Dest"), "{vary}");
    let opened = "Sec-Fetch-Dest: document\r\n";
    assert_eq!(sent("/atom.xml", opened).0, "application/xml; charset=utf-8");
    assert!(sent("/index.html", opened).0.starts_with("text/html"));
    assert!(!sent("/index.html", opened).1.contains("Sec-Fetch"));
}

#[test]
fn who_came_before_the_end_is_answered() {
    let folder = folder();
    let mut server = Server::start(folder.path());
    let early = TcpStream::connect(server.address).unwrap();
    // They are taken in the order in which they come.
    server.get("/", "");
    server.tell();
    let answer = over(early, "GET /atom.xml HTTP/1.1\r\nHost: test\r\n\r\n");
    assert_eq!(answer.status, 200);
}

#[test]
fn a_head_without_end_is_refused() {
    let folder = folder();
    let server = Server::start(folder.path());
    let long = format!("X-Long: {}\r\n", "a".repeat(64 * 1024));
    assert_eq!(server.get("/atom.xml", &long).status, 431);
    assert_eq!(server.get("/atom.xml", "").status, 200, "others are not harmed");
}

#[test]
fn a_lock_that_cannot_be_had_at_all_is_told() {
    let bench = Bench::new("[[source]]\nid = \"one\"\nurl = \"http://127.0.0.1:1/\"\n");
    fs::create_dir(bench.path("sangam.db.lock")).unwrap();
    let mut command = bench.command(&["serve", "--no-http"]);
    let mut daemon = Daemon(command.stderr(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(daemon.0.stderr.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    assert!(line.contains("sangam.db.lock"), "{line}");
}

#[test]
fn what_may_frame_run_and_keep_an_answer_is_said_in_its_header() {
    let folder = folder();
    for name in ["embed.html", "embed.js", "embed-0123456789ab.js", "feed.json"] {
        fs::write(folder.path().join(name), "words").unwrap();
    }
    let server = Server::start(folder.path());
    let policy = |path: &str| {
        let answer = server.get(path, "");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        answer.header("content-security-policy").expect(path).to_owned()
    };
    assert!(policy("/index.html").contains("frame-ancestors 'none'"));
    assert!(!policy("/embed.html").contains("frame-ancestors"), "it is made to be framed");
    assert!(policy("/atom.xml").contains("default-src 'none'"));
    assert!(policy("/feed.json").contains("default-src 'none'"));
    let keeps = |path: &str| server.get(path, "").header("cache-control").map(str::to_owned);
    assert!(keeps("/embed-0123456789ab.js").unwrap().contains("immutable"));
    assert!(!keeps("/embed.js").unwrap().contains("immutable"));
}
