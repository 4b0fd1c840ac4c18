//! The demonstration's origin, over real connections.

use std::io;
use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::fixtures;
use crate::support::bench::Bench;

/// Address and fixture of every page.
const PAGES: &[(&str, &str)] = &[
    (
        "http://www.ilo.org/global/topics/cooperatives/regions/asia/lang--en/nextRow--80/index.htm",
        "listings/ilo-asia/nextRow--80.html",
    ),
    (
        "http://www2.ilo.org/global/topics/cooperatives/regions/asia/lang--en/nextRow--90/index.htm",
        "listings/ilo-asia/nextRow--90.html",
    ),
    (
        "http://www.ilo.org/global/topics/cooperatives/regions/asia/lang--en/nextRow--100/index.htm",
        "listings/ilo-asia/nextRow--100.html",
    ),
    (
        "http://ilo.org/global/topics/cooperatives/regions/africa/lang--en/index.htm",
        "listings/ilo-africa/index.html",
    ),
    (
        "http://www.oit.org/global/topics/cooperatives/regions/africa/lang--en/nextRow--10/index.htm",
        "listings/ilo-africa/nextRow--10.html",
    ),
    ("http://news.coop.example/feed/", "feeds/wordpress-rss2/feed.xml"),
    ("http://federation.coop.example/news/atom.xml", "feeds/drupal-atom/feed.xml"),
    ("http://stories.coop.example/feed.json", "feeds/json-feed/feed.json"),
    ("http://research.coop.example/index.rdf", "feeds/research-rss1/index.rdf"),
];

struct Answer {
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// One request on a connection of its own, in the absolute form that a proxy gets.
async fn ask(origin: SocketAddr, request: &str) -> io::Result<Answer> {
    let mut connection = TcpStream::connect(origin).await?;
    let closing = format!("{request}\r\nConnection: close\r\n\r\n");
    connection.write_all(closing.as_bytes()).await?;
    let mut bytes = Vec::new();
    connection.read_to_end(&mut bytes).await?;
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
    let head = String::from_utf8(bytes[..end].to_vec()).expect("the head is ASCII");
    Ok(Answer { head, body: bytes[end + 4..].to_vec() })
}

#[tokio::test]
async fn every_page_comes_as_it_stands_in_its_fixture() {
    let origin = sangam::demo::start().await.unwrap();
    for (url, fixture) in PAGES {
        let answer = ask(origin.address, &format!("GET {url} HTTP/1.1\r\nHost: x")).await.unwrap();
        assert!(answer.head.starts_with("HTTP/1.1 200 "), "{url}: {}", answer.head);
        assert!(answer.body == std::fs::read(fixtures::path(fixture)).unwrap(), "{url}");
        assert!(answer.header("content-type").is_some(), "{url}");
    }
}

#[tokio::test]
async fn validators_sent_back_give_an_empty_304() {
    let origin = sangam::demo::start().await.unwrap();
    let (url, _) = PAGES[1];
    let first = ask(origin.address, &format!("GET {url} HTTP/1.1\r\nHost: x")).await.unwrap();
    for (validator, condition) in
        [("etag", "If-None-Match"), ("last-modified", "If-Modified-Since")]
    {
        let value = first.header(validator).unwrap();
        let request = format!("GET {url} HTTP/1.1\r\nHost: x\r\n{condition}: {value}");
        let again = ask(origin.address, &request).await.unwrap();
        assert!(again.head.starts_with("HTTP/1.1 304 "), "{condition}: {}", again.head);
        assert!(again.body.is_empty(), "{condition}");
    }
}

#[tokio::test]
async fn head_has_the_length_and_no_body() {
    let origin = sangam::demo::start().await.unwrap();
    let (url, fixture) = PAGES[5];
    let answer = ask(origin.address, &format!("HEAD {url} HTTP/1.1\r\nHost: x")).await.unwrap();
    let length = std::fs::metadata(fixtures::path(fixture)).unwrap().len().to_string();
    assert_eq!(answer.header("content-length"), Some(length.as_str()));
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn anything_else_is_not_found() {
    let origin = sangam::demo::start().await.unwrap();
    let request = "GET /feed/ HTTP/1.1\r\nHost: unknown.example";
    let answer = ask(origin.address, request).await.unwrap();
    assert!(answer.head.starts_with("HTTP/1.1 404 "), "{}", answer.head);
}

#[tokio::test]
async fn a_dropped_origin_takes_no_more_connections() {
    let origin = sangam::demo::start().await.unwrap();
    let address = origin.address;
    drop(origin);
    // The listener closes when its task runs next; connections may get in until then.
    for _ in 0..1000 {
        if TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{address} still takes connections");
}

#[test]
fn every_item_is_shown_as_coming_from_its_own_list() {
    let bench = Bench::empty();
    bench.sangam(&["demo", "--once"]).expect(0);
    let feed: Value = serde_json::from_str(&bench.read("demo/public/feed.json")).unwrap();
    let shared = feed["items"].as_array().unwrap().iter().find(|item| {
        item["title"].as_str().unwrap().starts_with("African cooperative leaders explore")
    });
    let shared = &shared.unwrap()["_sangam"];
    assert_eq!(shared["source"]["id"], "ilo-asia");
    let also_in = &shared["also_in"][0];
    assert_eq!((&also_in["source"], &also_in["rule"]), (&json!("ilo-africa"), &json!("site-id")));
    assert_eq!(also_in["score"], 1.0);
}
