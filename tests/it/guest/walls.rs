//! What is not to be read.

use std::net::Ipv4Addr;

use crate::support::bench::Bench;
use crate::support::origin::{Origin, Reply, Request};

const PAGE: &str = "<title>News</title><ul><li><a href=/1>A story of rice</a> 2024-05-01\
    <li><a href=/2>A story of beans</a> 2024-05-02<li><a href=/3>A story of tea</a> 2024-05-03</ul>";

const ROBOTS: &str = "User-agent: *\nDisallow: /secret\n";

fn paths(origin: &Origin) -> Vec<String> {
    origin.requests().iter().map(|request| request.path().to_owned()).collect()
}

#[test]
fn no_redirect_leads_where_robots_txt_says_no() {
    let closed = Origin::start_at(Ipv4Addr::new(127, 0, 4, 2), |request| match request.path() {
        "/robots.txt" => Reply::ok(ROBOTS),
        _ => Reply::ok(PAGE),
    });
    let there = closed.url("/secret/list").to_string();
    let open = Origin::start(move |request: &Request| match request.path() {
        "/robots.txt" => Reply::ok(ROBOTS),
        "/here" => Reply::redirect(302, "/secret/list"),
        "/there" => Reply::redirect(302, &there),
        "/well" => Reply::redirect(302, "/list"),
        _ => Reply::ok(PAGE),
    });
    let source = |id: &str| {
        let url = open.url(&format!("/{id}"));
        format!("[[source]]\nid = \"{id}\"\nurl = \"{url}\"\ntype = \"listing\"\n")
    };
    let bench = Bench::new(&["here", "there", "well"].map(source).concat());
    let report = bench.sangam(&["run", "--json"]).expect(1).json();
    for row in [0, 1] {
        let error = &report["sources"][row]["error"];
        assert_eq!(error["code"], "robots-denied", "{error}");
        assert!(error["message"].as_str().unwrap().contains("/secret/list"), "{error}");
    }
    assert_eq!(report["sources"][2]["added"], 3);
    assert_eq!(paths(&closed), ["/robots.txt"]);
    assert!(!paths(&open).contains(&"/secret/list".to_owned()));
    // Who is told to read all the same does.
    let off = source("here") + "robots = \"off\"\n";
    let bench = Bench::new(&off);
    assert_eq!(bench.sangam(&["run", "--json"]).expect(0).json()["sources"][0]["added"], 3);
}
