//! The pages and the widget in a real browser: Chromium, driven by `tests/browser/look.mjs`, with
//! axe-core's opinion on them.
//!
//! Set `SANGAM_TEST_PICTURES` to a folder to keep a picture of everything that is opened.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sangam::model::health::{
    Case, Condition, DayCount, Days, Health, Live, LiveSource, SourceHealth, Subject,
};
use sangam::model::source::SourceId;
use sangam::publish::format::{self, status};
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::editions::edition;
use crate::support::server::Server;
use crate::support::tools::{browser, tool};

/// What `look.mjs` saw.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Report {
    name: String,
    pub(crate) console: Vec<String>,
    dialogs: Vec<String>,
    requests: Vec<Asked>,
    violations: Vec<String>,
    /// Pixels by which the page is wider than the window.
    excess: i64,
    pub(crate) answer: Option<Value>,
}

/// A request that the page made.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Asked {
    /// `document`, `script`, `fetch`, `image`, …
    kind: String,
    url: String,
}

/// The main folder of an edition, with the main edition's files beside it where it is another.
fn published(names: &[&str]) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for name in names {
        let mut edition = edition(name);
        edition.folder = if *name == names[0] { String::new() } else { format!("feeds/{name}/") };
        for artifact in format::render(&edition).unwrap() {
            let path = root.path().join(artifact.path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, artifact.bytes).unwrap();
        }
    }
    root
}

/// Opens pages; `None` on a desk without browser.
pub(crate) fn look(visits: &[Value]) -> Option<BTreeMap<String, Report>> {
    let (folder, chromium) = browser()?;
    let node = tool("node")?;
    let pictures = std::env::var_os("SANGAM_TEST_PICTURES").map(PathBuf::from);
    let order = json!({ "browser": chromium, "pictures": pictures, "visits": visits });
    let mut child = Command::new(node)
        .arg(folder.join("look.mjs"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(order.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "the browser could not be driven");
    let reports: Vec<Report> = serde_json::from_slice(&output.stdout).unwrap();
    Some(reports.into_iter().map(|report| (report.name.clone(), report)).collect())
}

/// Nothing ran, nothing was asked for elsewhere but pictures, nobody is kept out.
#[track_caller]
pub(crate) fn assert_sound(report: &Report) {
    let name = &report.name;
    let complaints: Vec<_> =
        report.console.iter().filter(|line| !line.contains("Failed to load resource")).collect();
    assert!(complaints.is_empty(), "{name}: {complaints:#?}");
    assert!(report.dialogs.is_empty(), "{name}: {:#?}", report.dialogs);
    assert!(report.violations.is_empty(), "{name}: {:#?}", report.violations);
    assert!(report.excess <= 0, "{name}: {} pixels too wide", report.excess);
    let foreign = report.requests.iter().filter(|asked| !asked.url.contains("//127.0.0.1:"));
    // The icon of a page is asked for as `other`.
    let harmless = |asked: &&Asked| matches!(asked.kind.as_str(), "image" | "other");
    let foreign: Vec<_> = foreign.filter(|asked| !harmless(asked)).collect();
    assert!(foreign.is_empty(), "{name}: {foreign:#?}");
}

/// What could run, of all that is in a page and in the widgets on it.
pub(crate) const ACTIVE: &str = r#"
    const roots = [document, ...[...document.querySelectorAll("*")].map((e) => e.shadowRoot).filter(Boolean)];
    return roots.flatMap((root) => [...root.querySelectorAll("*")]).filter((element) =>
        element.getAttributeNames().some((name) => name.startsWith("on"))
        || /^\s*(javascript|data|vbscript):/i.test(element.getAttribute("href") ?? element.getAttribute("src") ?? "")
        || ["OBJECT", "EMBED", "BASE"].includes(element.tagName)
        || element.tagName === "FORM" && !(element.matches(".search") && element.action.startsWith(location.origin))
    ).map((element) => element.outerHTML);"#;

#[test]
fn pages_are_sound_narrow_and_wide_light_and_dark_with_and_without_script() {
    let root = published(&["seed", "languages", "rich", "hostile", "empty"]);
    let server = Server::start(root.path());
    let base = format!("http://{}", server.address);
    let mut visits = Vec::new();
    for (name, path) in [
        ("seed", "/index.html"),
        ("languages", "/feeds/languages/index.html"),
        ("hostile", "/feeds/hostile/index.html"),
        ("frame", "/feeds/languages/embed.html"),
    ] {
        let url = format!("{base}{path}");
        let visit = |kind: &str, width: u32, dark: bool, script: bool| {
            json!({ "name": format!("{name}-{kind}"), "url": url, "width": width, "dark": dark,
                "script": script, "ask": script.then_some(ACTIVE) })
        };
        visits.push(visit("wide", 1440, false, true));
        visits.push(visit("narrow-dark", 360, true, true));
    }
    for (name, path) in [("rich", "/feeds/rich/index.html"), ("empty", "/feeds/empty/index.html")] {
        visits.push(json!({ "name": name, "url": format!("{base}{path}"), "width": 360 }));
    }
    visits
        .push(json!({ "name": "no-script", "url": format!("{base}/index.html"), "script": false }));
    let Some(reports) = look(&visits) else { return };
    assert_eq!(reports.len(), visits.len());
    for report in reports.values() {
        assert_sound(report);
        if let Some(active) = &report.answer {
            assert_eq!(active, &json!([]), "{}", report.name);
        }
    }
}

#[test]
fn the_page_that_writes_the_lines_writes_lines_that_work() {
    let root = published(&["seed", "languages"]);
    let server = Server::start(root.path());
    let base = format!("http://{}", server.address);
    let lines = r##"
        const form = document.querySelector("#choices");
        form.elements.limit.value = "3";
        form.elements.layout.value = "cards";
        form.dispatchEvent(new Event("input"));
        const component = document.querySelector("#snippet").textContent;
        form.elements.way.value = "frame";
        form.dispatchEvent(new Event("input"));
        return [component, document.querySelector("#snippet").textContent];"##;
    let url = format!("{base}/widget.html");
    let visits = [
        json!({ "name": "widget", "url": url, "ask": lines }),
        json!({ "name": "widget-narrow-dark", "url": url, "width": 360, "dark": true }),
        json!({ "name": "widget-no-script", "url": url, "script": false }),
    ];
    let Some(reports) = look(&visits) else { return };
    reports.values().for_each(assert_sound);
    let lines: [String; 2] =
        serde_json::from_value(reports["widget"].answer.clone().unwrap()).unwrap();
    let elsewhere = Foreign::start(&lines.concat(), server.address.port());
    let count = format!("{SHADOWS} return shown.concat(frames);");
    let visit = json!({ "name": "pasted", "url": elsewhere.url(), "width": 900, "ask": count });
    let reports = look(&[visit]).unwrap();
    assert_sound(&reports["pasted"]);
    let seen: [i64; 2] = serde_json::from_value(reports["pasted"].answer.clone().unwrap()).unwrap();
    assert_eq!(seen[0], 3, "the component shows three items");
    assert!(seen[1] > 200 && seen[1] != 480, "the frame grew to its content: {}", seen[1]);
}

/// Waits until every widget and frame of a page is there, and counts.
pub(crate) const SHADOWS: &str = r#"
    const feeds = [...document.querySelectorAll("sangam-feed")];
    const whole = () => feeds.every((feed) => feed.shadowRoot && !feed.hasAttribute("aria-busy"))
        && [...document.querySelectorAll("iframe")].every((frame) => frame.style.height);
    for (let tries = 0; !whole() && tries < 600; tries++) await new Promise(requestAnimationFrame);
    const shown = feeds.map((feed) => feed.shadowRoot.querySelectorAll("li").length);
    const frames = [...document.querySelectorAll("iframe")].map((frame) => frame.offsetHeight);"#;

/// A page of somebody else, on another origin and under a strict policy.
pub(crate) struct Foreign {
    _folder: TempDir,
    server: Server,
}

impl Foreign {
    pub(crate) fn start(lines: &str, port: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ours = format!("http://127.0.0.1:{port}");
        let page = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             script-src {ours}; connect-src {ours}; frame-src {ours}; img-src http: https:; \
             style-src 'none'\"><title>A federation</title></head>\
             <body><main><h1>A federation</h1>{lines}</main></body></html>"
        );
        std::fs::write(folder.path().join("index.html"), page).unwrap();
        let server = Server::start(folder.path());
        Self { _folder: folder, server }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.server.address)
    }
}

#[test]
fn the_widget_stands_on_a_foreign_page_and_runs_nothing() {
    let root = published(&["seed", "hostile", "languages"]);
    let server = Server::start(root.path());
    let base = format!("http://{}", server.address);
    let tag = |folder: &str, rest: &str| {
        format!("<sangam-feed src=\"{base}/{folder}feed.json\" {rest}></sangam-feed>")
    };
    let lines = format!(
        "<script type=\"module\" src=\"{base}/embed.js\"></script>{}{}{}{}{}",
        tag("", "limit=\"4\""),
        tag("", "limit=\"9\" kind=\"news\" layout=\"compact\" level=\"3\""),
        tag("feeds/hostile/", "limit=\"50\" layout=\"cards\" level=\"3\""),
        tag("feeds/languages/", "limit=\"50\" lang=\"ar\" level=\"3\""),
        "<sangam-feed src=\"http://127.0.0.1:1/feed.json\" level=\"3\"><a href=\"https://a.example/\">Elsewhere</a></sangam-feed>",
    );
    let elsewhere = Foreign::start(&lines, server.address.port());
    let counted = format!("{SHADOWS} return shown;");
    let visit = |name: &str, width: u32, dark: bool, ask: &str| json!({ "name": name, "url": elsewhere.url(), "width": width, "dark": dark, "ask": ask });
    let active = format!("{SHADOWS} {ACTIVE}");
    let visits = [
        visit("foreign-wide", 1440, false, &counted),
        visit("foreign-narrow-dark", 360, true, &active),
    ];
    let Some(reports) = look(&visits) else { return };
    for report in reports.values() {
        let mut report = Report { console: Vec::new(), ..report.clone() };
        // The last feed is not allowed by the page's policy, and says so in the console.
        report.requests.retain(|asked| !asked.url.contains(":1/"));
        assert_sound(&report);
    }
    let shown = reports["foreign-wide"].answer.as_ref().unwrap();
    let news = count(root.path(), "feed.json", |item| item["_sangam"]["kind"] == "News");
    let hostile = count(root.path(), "feeds/hostile/feed.json", |_| true);
    let arabic = count(root.path(), "feeds/languages/feed.json", |item| item["language"] == "ar");
    assert_eq!(shown, &json!([4, news.min(9), hostile, arabic, 0]));
    assert_eq!(reports["foreign-narrow-dark"].answer, Some(json!([])));
}

fn count(root: &Path, file: &str, wanted: impl Fn(&Value) -> bool) -> usize {
    let feed: Value = serde_json::from_slice(&std::fs::read(root.join(file)).unwrap()).unwrap();
    let count = feed["items"].as_array().unwrap().iter().filter(|item| wanted(item)).count();
    assert!(count > 0, "{file} has such items");
    count
}

#[test]
fn a_copy_is_shown_when_the_feed_is_away() {
    let root = published(&["seed"]);
    let server = Server::start(root.path());
    let base = format!("http://{}", server.address);
    let lines = format!(
        "<script type=\"module\" src=\"{base}/embed.js\"></script>\
         <sangam-feed src=\"{base}/feed.json\" limit=\"2\"></sangam-feed>"
    );
    let elsewhere = Foreign::start(&lines, server.address.port());
    // The feed goes away between two loads of one page.
    let ask = format!(
        "{SHADOWS} const feed = feeds[0]; const first = shown[0]; \
         const failed = new Promise((done) => feed.addEventListener(\"sangam-error\", done)); \
         window.fetch = () => Promise.reject(new Error(\"away\")); \
         feed.setAttribute(\"limit\", \"3\"); await failed; \
         return [first, feed.shadowRoot.querySelectorAll(\"li\").length, \
                 feed.shadowRoot.querySelector(\"[role=status]\").textContent];"
    );
    let Some(reports) = look(&[json!({ "name": "copy", "url": elsewhere.url(), "ask": ask })])
    else {
        return;
    };
    assert_sound(&reports["copy"]);
    let (first, second, note): (usize, usize, String) =
        serde_json::from_value(reports["copy"].answer.clone().unwrap()).unwrap();
    assert_eq!((first, second), (2, 3));
    assert!(note.starts_with("Copy of "), "{note}");
}

/// A feed whose pages of history repeat what it still shows, as every long feed's do.
#[test]
fn the_widget_shows_each_item_once_however_many_are_asked_for() {
    let root = published(&["seed"]);
    let server = Server::start(root.path());
    let base = format!("http://{}", server.address);
    let item = |n: usize| json!({ "id": format!("urn:x:{n}"), "title": format!("Item {n}") });
    let page = |name: &str, items: std::ops::RangeInclusive<usize>, next: Option<usize>| {
        let next = next.map(|page| format!("{base}/archive/{page}.json"));
        let items: Vec<_> = items.rev().map(item).collect();
        let feed = json!({ "version": "https://jsonfeed.org/version/1.1", "title": "Long",
            "items": items, "next_url": next });
        std::fs::create_dir_all(root.path().join("archive")).unwrap();
        std::fs::write(root.path().join(name), feed.to_string()).unwrap();
    };
    page("feed.json", 61..=100, Some(4));
    for number in 1..=4 {
        let next = (number > 1).then(|| number - 1);
        page(&format!("archive/{number}.json"), number * 20 - 7..=number * 20 + 12, next);
    }
    let lines = format!(
        "<script type=\"module\" src=\"{base}/embed.js\"></script>\
         <sangam-feed src=\"{base}/feed.json\" limit=\"70\"></sangam-feed>"
    );
    let elsewhere = Foreign::start(&lines, server.address.port());
    let ask = format!(
        "{SHADOWS} return [...feeds[0].shadowRoot.querySelectorAll(\"li\")].map((li) => li.textContent);"
    );
    let visit = json!({ "name": "long", "url": elsewhere.url(), "ask": ask });
    let Some(reports) = look(&[visit]) else { return };
    assert_sound(&reports["long"]);
    let expected: Vec<_> = (31..=100).rev().map(|n| format!("Item {n}")).collect();
    assert_eq!(reports["long"].answer, Some(json!(expected)));
}

/// The frame said how high it is before the script was there that listens.
#[test]
fn a_frame_grows_also_where_the_script_comes_late() {
    let root = published(&["seed"]);
    let server = Server::start(root.path());
    let base = format!("http://{}", server.address);
    let frame = format!(
        "<iframe src=\"{base}/embed.html\" title=\"Items\" width=\"600\" height=\"480\" \
         sandbox=\"allow-scripts\" data-sangam></iframe>"
    );
    let elsewhere = Foreign::start(&frame, server.address.port());
    let ask = format!(
        "const before = document.querySelector(\"iframe\").style.height; \
         const script = document.createElement(\"script\"); script.type = \"module\"; \
         script.src = \"{base}/embed.js\"; document.body.append(script); \
         {SHADOWS} return [before, document.querySelector(\"iframe\").style.height];"
    );
    let visit = json!({ "name": "late", "url": elsewhere.url(), "width": 900, "ask": ask });
    let Some(reports) = look(&[visit]) else { return };
    assert_sound(&reports["late"]);
    let (before, after): (String, String) =
        serde_json::from_value(reports["late"].answer.clone().unwrap()).unwrap();
    assert_eq!(before, "", "nobody had listened");
    let after: u32 = after.trim_end_matches("px").parse().unwrap();
    assert!(after > 200, "{after}");
}

/// Search and filters, in the page itself, where no server answers the query of its address.
#[test]
fn a_page_can_be_searched_without_a_server_that_can() {
    let root = published(&["seed"]);
    let server = Server::start(root.path());
    let url = |rest: &str| format!("http://{}/index.html{rest}", server.address);
    let titles = "return [...document.querySelectorAll('.day li:not([hidden]) h3')]\
        .filter((title) => title.offsetParent).map((title) => title.textContent);";
    let typed = format!(
        "const field = document.querySelector('#q'); field.value = 'SRI lanka'; \
         field.dispatchEvent(new Event('input')); {titles}"
    );
    let told = "return [document.querySelector('#told').textContent, \
        document.querySelector('a[aria-current]')?.textContent, \
        document.querySelector('#all').hidden];";
    let sent = "const form = document.querySelector('.search'); \
        form.elements.q.value = 'rice'; return new URLSearchParams(new FormData(form)).toString();";
    let visits = [
        json!({ "name": "typed", "url": url(""), "ask": typed }),
        json!({ "name": "asked", "url": url("?kind=presentation"), "ask": titles }),
        json!({ "name": "sent", "url": url("?kind=presentation"), "ask": sent }),
        json!({ "name": "told", "url": url("?kind=presentation&q=nothing+like+it"), "ask": told,
                "width": 360, "dark": true }),
    ];
    let Some(reports) = look(&visits) else { return };
    reports.values().for_each(assert_sound);
    let answer = |name: &str| reports[name].answer.clone().unwrap();
    let typed =
        "Improving livelihoods through cooperatives - ILO LEED project in Northern Sri Lanka";
    assert_eq!(answer("typed"), json!([typed]));
    let asked = "Cooperatives and the SDGs - Presentation at JJC/ILO-Tokyo public seminar";
    assert_eq!(answer("asked"), json!([asked]));
    assert_eq!(answer("sent"), json!("q=rice&kind=presentation"), "within what was chosen");
    assert_eq!(answer("told"), json!(["0 of 10 items on this page", "Presentation", false]));
}

/// A feed that somebody opens: titles can be read, and what is for machines is not shown.
#[test]
fn a_feed_opens_readably() {
    let root = published(&["seed", "languages"]);
    let server = Server::start(root.path());
    let shown = "return [...document.querySelectorAll('title')].filter((title) => \
        getComputedStyle(title).display === 'block' && title.getBoundingClientRect().height).length;";
    let visit = |name: &str, path: &str, width: u32, dark: bool| {
        let url = format!("http://{}{path}", server.address);
        json!({ "name": name, "url": url, "width": width, "dark": dark, "ask": shown, "axe": false })
    };
    let visits = [
        visit("feed-rss", "/rss.xml", 1440, false),
        visit("feed-atom", "/feeds/languages/atom.xml", 360, true),
    ];
    let Some(reports) = look(&visits) else { return };
    reports.values().for_each(assert_sound);
    assert_eq!(reports["feed-rss"].answer, Some(json!(11)), "the feed and its ten items");
    assert_eq!(reports["feed-atom"].answer, Some(json!(12)));
}

/// How the sources are, as a file and as the server tells it.
#[test]
fn the_status_page_is_sound() {
    let root = published(&["seed"]);
    let health = health();
    let live = status::render_one(&Health { live: Some(now()), ..health.clone() }, "status.html");
    std::fs::write(root.path().join("live.html"), live.unwrap().unwrap().bytes).unwrap();
    for artifact in status::render(&health).unwrap() {
        std::fs::write(root.path().join(artifact.path), artifact.bytes).unwrap();
    }
    let server = Server::start(root.path());
    let ask = "return [...document.querySelectorAll('svg.chart')].map((chart) => \
        [chart.getAttribute('aria-label'), chart.querySelectorAll('rect').length]) \
        .concat([document.querySelector('.legend .case')?.offsetWidth ?? 0]);";
    let visit = |name: &str, path: &str, width: u32, dark: bool| {
        let url = format!("http://{}{path}", server.address);
        json!({ "name": name, "url": url, "width": width, "dark": dark, "ask": ask })
    };
    let visits = [
        visit("status-wide", "/status.html", 1440, false),
        visit("status-narrow-dark", "/status.html", 360, true),
        visit("status-live-wide-dark", "/live.html", 1440, true),
        visit("status-live-narrow", "/live.html", 360, false),
        visit("health-feed", "/health.atom.xml", 1440, false),
    ];
    let visits = visits.map(|mut visit| {
        visit["axe"] = json!(visit["name"] != "health-feed");
        visit
    });
    let Some(reports) = look(&visits) else { return };
    reports.values().for_each(assert_sound);
    let answer = |name: &str| reports[name].answer.clone().unwrap();
    let until = "The 60 days up to 20 November 2026:";
    let told = format!("{until} asked on 0 days, failures on 0, 0 new items, 1 incident");
    assert_eq!(answer("status-wide")[1], json!([told, 1]), "the incident");
    let told = format!("{until} asked on 3 days, failures on 2, 12 new items, 0 incidents");
    assert_eq!(answer("status-wide")[0], json!([told, 3]));
    assert_eq!(answer("status-wide")[2], json!(16), "the sign of an incident is a small one");
    assert_eq!(answer("status-live-narrow")[0], answer("status-wide")[0]);
}

/// Two sources, one of them out of its ways.
fn health() -> Health {
    let source = |id: &str, condition| SourceHealth {
        id: SourceId::new(id).unwrap(),
        title: format!("The {id} of cooperatives & friends"),
        url: format!("https://{id}.example.org/feed"),
        condition,
    };
    let at = |text: &str| format!("{text}T06:00:00Z").parse().unwrap();
    let case = |name: &str, code: &str, opened: &str, closed: Option<&str>| Case {
        name: name.to_owned(),
        subject: Subject::Source(SourceId::new("herald").unwrap()),
        title: "The herald of cooperatives & friends".to_owned(),
        code: code.to_owned(),
        expected: Some("ten items with titles and links".to_owned()),
        came: "\"ol > li\" matched nothing".to_owned(),
        advice: "It ends by itself when the source is as before.".to_owned(),
        opened: at(opened),
        closed: closed.map(at),
    };
    let edition = edition("seed");
    Health {
        site: edition.site,
        look: edition.look,
        hub: None,
        sources: vec![source("gazette", Condition::Ok), source("herald", Condition::Incident)],
        cases: vec![
            case("2", "layout-changed", "2026-11-20", None),
            case("1", "site-quiet", "2026-08-01", Some("2026-08-20")),
        ],
        days: days(),
        live: None,
    }
}

fn now() -> Live {
    let at = "2026-11-26T06:00:00Z".parse().unwrap();
    let gazette = LiveSource { last_success: Some(at), items: 10, ..LiveSource::default() };
    Live { at, sources: [(SourceId::new("gazette").unwrap(), gazette)].into() }
}

fn days() -> Days {
    let day = |day, fine, failed, added| DayCount {
        day: chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap(),
        fine,
        failed,
        added,
    };
    let days = vec![day(10, 24, 0, 9), day(11, 12, 3, 3), day(12, 0, 4, 0)];
    Days {
        of: [(SourceId::new("gazette").unwrap(), days)].into(),
        end: chrono::NaiveDate::from_ymd_opt(2026, 11, 20),
    }
}
