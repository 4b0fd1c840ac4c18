//! The fault origin: every way of going wrong that we know of, each with what must come of it.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::origin::Reply;

/// A feed of two items that is read without a warning.
pub(crate) const FEED: &str = concat!(
    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Rice</title>",
    "<link>https://coop.example/</link><description>News</description>",
    "<item><title>One</title><link>https://coop.example/1</link></item>",
    "<item><title>Two</title><link>https://coop.example/2</link></item></channel></rss>"
);

/// A feed whose items no other has.
pub(crate) fn feed_of(name: &str) -> String {
    FEED.replace("coop.example", &format!("{name}.example")).replace("Rice", name)
}

/// Where a scenario is played.
#[derive(Debug, Clone)]
pub(crate) enum Stage {
    /// The server gives this answer to each request.
    Answer(Reply),
    /// The first answer is for `/feed`, the second for everything else.
    Pages(Reply, Reply),
    /// A listing, with this robots.txt.
    Listing(Reply),
    /// Nobody listens.
    Nobody,
    /// The server speaks http, the address says https.
    Secure(Reply),
    /// This address, `PORT` being that of a server which must not be reached.
    Address(&'static str),
}

/// One scenario.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    pub(crate) stage: Stage,
    /// The code of the error, or `ok`.
    pub(crate) code: &'static str,
}

const MOMENT: Duration = Duration::from_millis(20);

/// All scenarios.
pub(crate) fn faults() -> Vec<Fault> {
    [
        statuses(),
        redirects(),
        addresses(),
        connections(),
        lengths(),
        encodings(),
        documents(),
        manners(),
    ]
    .concat()
}

fn answer(name: &'static str, reply: Reply, code: &'static str) -> Fault {
    Fault { name, stage: Stage::Answer(reply), code }
}

fn statuses() -> Vec<Fault> {
    let rows: [(u16, &str); 25] = [
        (204, "status-204"),
        (205, "status-205"),
        (206, "status-206"),
        (226, "status-226"),
        (300, "status-300"),
        (304, "unasked-304"),
        (400, "status-400"),
        (401, "status-401"),
        (402, "status-402"),
        (403, "status-403"),
        (404, "status-404"),
        (405, "status-405"),
        (406, "status-406"),
        (408, "status-408"),
        (410, "status-410"),
        (418, "status-418"),
        (429, "status-429"),
        (451, "status-451"),
        (500, "status-500"),
        (502, "status-502"),
        (503, "status-503"),
        (504, "status-504"),
        (511, "status-511"),
        (520, "status-520"),
        (599, "status-599"),
    ];
    let mut faults: Vec<_> =
        rows.map(|(status, code)| answer(code, Reply::status(status), code)).to_vec();
    let later = |status, when| Reply::status(status).header("Retry-After", when);
    faults.push(answer("429 with seconds", later(429, "7200"), "status-429"));
    let date = "Fri, 31 Dec 2100 00:00:00 GMT";
    faults.push(answer("503 with a date", later(503, date), "status-503"));
    faults
}

fn redirects() -> Vec<Fault> {
    let to = |name, target: &str, code| answer(name, Reply::redirect(302, target), code);
    vec![
        to("circle", "/feed", "redirects"),
        answer("no location", Reply::status(301), "status-301"),
        to("empty location", "", "redirects"),
        to("no address", "http://[::1", "redirects"),
        to("to a file", "file:///etc/passwd", "scheme"),
        to("to ftp", "ftp://ftp.example/feed", "scheme"),
        to("to javascript", "javascript:alert(1)", "scheme"),
        to("to metadata", "http://169.254.169.254/latest/meta-data/", "address-refused"),
        to("to metadata in IPv6", "http://[fd00:ec2::254]/", "address-refused"),
        to("to metadata, mapped", "http://[::ffff:a9fe:a9fe]/", "address-refused"),
        to("to metadata, decimal", "http://2852039166/", "address-refused"),
        to("to a private network", "http://192.168.1.1/admin", "address-refused"),
        to("to IPv6 loopback", "http://[::1]:8080/", "address-refused"),
        to("to a mail server", "http://127.0.0.1:25/", "port-refused"),
        to("to a database", "http://127.0.0.1:6379/", "port-refused"),
    ]
}

fn addresses() -> Vec<Fault> {
    let at = |name, address, code| Fault { name, stage: Stage::Address(address), code };
    vec![
        at("this network", "http://0.0.0.0:PORT/", "address-refused"),
        at("nothing but zero", "http://0:PORT/", "address-refused"),
        at("IPv6 loopback", "http://[::1]:PORT/", "address-refused"),
        at("private", "http://10.0.0.1:PORT/", "address-refused"),
        at("NAT64 of private", "http://[64:ff9b::a00:1]:PORT/", "address-refused"),
        at("6to4 of private", "http://[2002:a00:1::]:PORT/", "address-refused"),
        at("octal private", "http://012.0.0.1:PORT/", "address-refused"),
        at("a port of another service", "http://127.0.0.1:22/", "port-refused"),
        at(
            "a name that cannot be",
            "http://xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.example/",
            "dns",
        ),
    ]
}

fn connections() -> Vec<Fault> {
    let raw = |name, bytes: &str, code| answer(name, Reply::raw(bytes), code);
    vec![
        Fault { name: "nobody there", stage: Stage::Nobody, code: "refused" },
        Fault { name: "no TLS", stage: Stage::Secure(Reply::status(200)), code: "timeout" },
        answer("reset at once", Reply::raw("").reset(), "reset"),
        answer("reset in the header", Reply::raw("HTTP/1.1 200 OK\r\nX").reset(), "reset"),
        raw("nothing", "", "bad-answer"),
        answer("silence", Reply::raw("").hang(), "timeout"),
        answer("silence in the header", Reply::raw("HTTP/1.1 200 OK\r\nX: y").hang(), "timeout"),
        answer(
            "a drip of header",
            Reply::raw("HTTP/1.1 200 OK\r\nX: ").repeat("y", MOMENT),
            "timeout",
        ),
        answer("silence in the body", sized("<rss>", "900").hang(), "timeout"),
        answer("a drip of body", Reply::ok("<rss>").repeat("x", MOMENT), "timeout"),
        answer(
            "a body without end",
            Reply::ok("<rss>").repeat([b'x'; 65_536], Duration::ZERO),
            "too-large",
        ),
        answer(
            "a header without end",
            Reply::raw("HTTP/1.1 200 OK\r\nX: ").repeat([b'y'; 4096], Duration::ZERO),
            "header-too-large",
        ),
        answer(
            "a header of 70 KB",
            Reply::ok(FEED).header("X", "y".repeat(70_000)),
            "header-too-large",
        ),
        raw("another protocol", "SSH-2.0-OpenSSH_9.9\r\n\r\n", "bad-answer"),
        raw("a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", "bad-answer"),
        raw("a header without colon", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "bad-answer"),
        raw("HTTP/0.9", FEED, "bad-answer"),
        raw("zeros", "\0\0\0\0\0\0\0\0\r\n\r\n", "bad-answer"),
    ]
}

fn sized(body: &str, length: &str) -> Reply {
    Reply::ok(body).header("Content-Length", length)
}

fn lengths() -> Vec<Fault> {
    let chunked = |body: &str| Reply::ok(body).header("Transfer-Encoding", "chunked").close();
    vec![
        answer("a length too long", sized(FEED, "9999").close(), "reset"),
        answer("a length too long, and reset", sized(FEED, "9999").reset(), "reset"),
        answer("a length above the limit", sized("", "99999999999").hang(), "too-large"),
        answer("a negative length", sized(FEED, "-1").close(), "bad-answer"),
        answer("a length in words", sized(FEED, "some").close(), "bad-answer"),
        answer("two lengths", sized(FEED, "5").header("Content-Length", "6").close(), "bad-answer"),
        answer("a chunk of no size", chunked("zz\r\nabc"), "bad-answer"),
        answer("a chunk larger than numbers", chunked("fffffffffffffffff\r\nabc"), "bad-answer"),
        answer("a chunk cut off", chunked("ff\r\nabc"), "reset"),
        answer("chunks without an end", chunked("3\r\nabc\r\n"), "reset"),
        answer(
            "up to the end",
            Reply::raw(format!("HTTP/1.0 200 OK\r\n\r\n{}", feed_of("old"))),
            "ok",
        ),
    ]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes).expect("a Vec takes all bytes");
    gzip.finish().expect("a Vec takes all bytes")
}

fn encodings() -> Vec<Fault> {
    let encoded = |name, encoding: &str, body: Vec<u8>, code| {
        answer(name, Reply::ok(body).header("Content-Encoding", encoding), code)
    };
    let zeros = vec![0; 20_000_000];
    let brotli_zeros = b"\x9b\xff\x08\x3d\xf8\x27\x00\xe2\xb1\x40\x20\x17\xa0\x07".to_vec();
    let cut = gzip(FEED.as_bytes()).split_at(60).0.to_vec();
    let mut wrong_sum = gzip(FEED.as_bytes());
    let sum = wrong_sum.len() - 8;
    wrong_sum[sum] ^= 0xff;
    let nothing = Reply::ok("").header("Content-Encoding", "gzip");
    vec![
        encoded("gzip that is none", "gzip", FEED.into(), "bad-encoding"),
        encoded("deflate that is none", "deflate", FEED.into(), "bad-encoding"),
        encoded("br that is none", "br", FEED.into(), "bad-encoding"),
        encoded("zstd that is none", "zstd", FEED.into(), "bad-encoding"),
        encoded("an encoding nobody asked for", "compress", FEED.into(), "bad-encoding"),
        encoded("three layers", "gzip, gzip, gzip", gzip(b"x"), "bad-encoding"),
        encoded("gzip cut off", "gzip", cut, "bad-encoding"),
        encoded("gzip with a wrong sum", "gzip", wrong_sum, "bad-encoding"),
        encoded("a bomb", "gzip", gzip(&zeros), "too-large"),
        encoded("a bomb of br", "br", brotli_zeros, "too-large"),
        encoded("a bomb in a bomb", "gzip, gzip", gzip(&gzip(&zeros)), "too-large"),
        encoded(
            "a window of 2 GB",
            "zstd",
            b"\x28\xb5\x2f\xfd\x00\xa8\x09\x00\x00x".to_vec(),
            "bad-encoding",
        ),
        answer(
            "nothing, again and again",
            nothing.repeat(gzip(b"").repeat(2000), Duration::ZERO),
            "too-large",
        ),
        encoded("twice, announced", "gzip, gzip", gzip(&gzip(feed_of("twice").as_bytes())), "ok"),
        encoded("twice, kept quiet", "gzip", gzip(&gzip(feed_of("quiet").as_bytes())), "ok"),
    ]
}

fn documents() -> Vec<Fault> {
    let page = |name, title: &str, body: &str, code| {
        let html = format!("<!DOCTYPE html><html><title>{title}</title><body>{body}</body></html>");
        answer(name, Reply::ok(html).header("Content-Type", "text/html"), code)
    };
    let field = "<form><input type=\"password\"></form>";
    let named = "<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/real.xml\">";
    let challenge = Reply::status(403).body("<html><title>Just a moment...</title></html>");
    vec![
        answer("nothing in it", Reply::ok(""), "empty-document"),
        page("a page", "News", "<p>x", "html-not-feed"),
        page("a page that names its feed", "News", named, "html-not-feed"),
        page("a challenge", "Just a moment...", "", "challenge"),
        answer("a challenge with a status", challenge, "challenge"),
        answer(
            "a challenge in the header",
            Reply::status(403).header("cf-mitigated", "challenge"),
            "challenge",
        ),
        page("a login", "Sign in", field, "login-page"),
        page("a portal", "Hotspot login", field, "login-page"),
        page("a soft 404", "Page not found", "", "soft-404"),
        page("a parked domain", "coop.example: this domain is for sale", "", "parked"),
        answer("plain text", Reply::ok("Out of service."), "not-a-feed"),
        answer("a picture", Reply::ok(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "not-a-feed"),
        answer("OPML", Reply::ok("<opml version=\"2.0\"><body/></opml>"), "not-a-feed"),
        answer("JSON that is no feed", Reply::ok("{\"error\": 1}"), "not-a-feed"),
        answer("JSON that is broken", Reply::ok("{\"vers"), "broken-json"),
        answer(
            "half a feed",
            Reply::ok(feed_of("half").split("</item></channel>").next().unwrap_or("")),
            "ok",
        ),
    ]
}

fn manners() -> Vec<Fault> {
    let listing = |name, robots, code| Fault { name, stage: Stage::Listing(robots), code };
    let moved = Reply::redirect(301, "/new");
    let found = |status, name: &str| {
        Stage::Pages(Reply::redirect(status, "/new"), Reply::ok(feed_of(name)))
    };
    vec![
        listing("robots.txt says no", Reply::ok("User-agent: *\nDisallow: /"), "robots-denied"),
        listing("robots.txt is broken", Reply::status(500), "robots-unreachable"),
        Fault {
            name: "away and back",
            stage: Stage::Pages(moved.clone(), moved),
            code: "redirects",
        },
        Fault { name: "moved", stage: found(308, "moved"), code: "ok" },
        Fault { name: "elsewhere", stage: found(307, "elsewhere"), code: "ok" },
    ]
}
