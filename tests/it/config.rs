//! The configuration file: what is accepted, and the exact words for what is not.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use sangam::config::{self, Config, Environment, StoreUrl};
use sangam::fetch::Transport;
use sangam::fetch::address::{AllowPrivate, Allowed};
use sangam::fetch::robots::RobotsScope;
use sangam::fetch::transport::Trust;
use sangam::model::query::Selection;
use sangam::model::source::SourceKind;
use sangam::normalize::rules::{Field, Settable, Verdict};
use sangam::pipeline::PlannedSource;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/config");

/// What the fixtures may put in; the secrets may show nowhere.
fn environment() -> Environment {
    Environment::from([("SECRET", "hunter2"), ("PASSWORD", "pa/ss@w"), ("TOKEN", "t0ken")])
}

fn check(text: &str) -> Result<Config, String> {
    check_with(text, &environment())
}

fn check_with(text: &str, env: &Environment) -> Result<Config, String> {
    let checked = config::check(text, Path::new("/etc/sangam/feeds.toml"), env);
    checked.map_err(|problems| problems.to_string().replace("/etc/sangam/", ""))
}

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(Path::new(FOLDER).join(folder)).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

fn good(name: &str) -> String {
    fs::read_to_string(format!("{FOLDER}/good/{name}.toml")).expect("the fixture is there")
}

#[test]
fn every_kind_of_mistake_has_its_message() {
    let files = fixtures("bad");
    assert!(files.len() >= 24, "fixtures are missing");
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let expected = fs::read_to_string(file.with_extension("txt")).unwrap();
        let messages = check(&text).err().unwrap_or_else(|| "it is accepted".to_owned());
        assert!(!messages.contains("hunter2"), "{} shows a secret", file.display());
        if messages != expected.trim_end() {
            let name = file.display();
            wrong.push(format!("{name}\n--- got\n{messages}\n--- expected\n{expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn good_files_are_accepted() {
    for file in fixtures("good") {
        let text = fs::read_to_string(&file).unwrap();
        check(&text).unwrap_or_else(|messages| panic!("{}:\n{messages}", file.display()));
    }
}

#[test]
fn the_shipped_file_is_accepted() {
    let plan = check(config::TEMPLATE).unwrap().plan;
    assert_eq!(plan.sources.len(), 7);
    assert_eq!(plan.feeds.len(), 3);
}

#[test]
fn the_shipped_rules_know_a_cooperative_from_cooperation() {
    let plan = check(config::TEMPLATE).unwrap().plan;
    let rule = plan.sources[0].rules.iter().find(|rule| rule.verdict == Some(Verdict::Keep));
    let conditions = &rule.unwrap().when;
    let text = conditions.iter().find(|condition| condition.field == Field::Text).unwrap();
    let about = ["A law on cooperatives", "Co-ops in Fiji", "Les coopératives", "COOP week"];
    assert!(about.iter().all(|title| text.pattern.is_match(title)));
    let not_about =
        ["Technical cooperation", "Scoop", "South-South co-operation", "Mutual respect"];
    for title in not_about {
        assert!(!text.pattern.is_match(title), "{title}");
    }
}

/// What is commented out is there to be used: every setting, and every source.
#[test]
fn what_the_shipped_file_comments_out_is_accepted() {
    let is_setting = |line: &str| {
        let key = line.split_once(" = ").map_or("", |(key, _)| key);
        let is_key = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let is_table = line.starts_with('[') && line.ends_with(']');
        is_table || (!key.is_empty() && key.bytes().all(is_key))
    };
    // Of paging only one way can be chosen, and files and programs are for sources of their own.
    let exclusive = ["max_pages", "pages = ", "base = ", "env = "];
    let uncomment = |line: &str| match line.strip_prefix("# ") {
        Some(setting) if exclusive.iter().any(|key| setting.starts_with(key)) => String::new(),
        Some(setting) if is_setting(setting) => setting.to_owned(),
        _ => line.to_owned(),
    };
    // Secrets come from the environment, and here there is none.
    let text = config::TEMPLATE.replace("${HOOK}", "https://hooks.example.org/1");
    let text = text.replace("${SMTP_PASSWORD}", "secret");
    let text: Vec<String> = text.lines().map(uncomment).collect();
    let plan = check(&text.join("\n")).unwrap().plan;
    assert_eq!(plan.sources.len(), 10);
    assert_eq!(plan.site.author.email.as_deref(), Some("desk@example.org"));
}

#[test]
fn little_is_needed_and_the_rest_has_its_default() {
    let config = check(&good("minimal")).unwrap();
    let plan = config.plan;
    assert_eq!(config.store, StoreUrl::Sqlite("/etc/sangam/sangam.db".into()));
    assert_eq!(config.file, Path::new("/etc/sangam/feeds.toml"));
    assert_eq!(plan.site.url.as_str(), "https://feeds.example.org/");
    assert_eq!(plan.site.language.as_str(), "en");
    assert_eq!(plan.site.author.name.as_deref(), Some("Test"));
    assert_eq!(plan.publish.to, Path::new("/etc/sangam/public"));
    assert_eq!((plan.publish.items, plan.publish.hub), (100, None));
    let fetch = plan.fetch;
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(fetch.user_agent, format!("sangam/{version} (+https://feeds.example.org/)"));
    assert_eq!((fetch.timeout, fetch.host_delay), (Duration::from_secs(30), Duration::ZERO));
    assert_eq!((fetch.max_body, fetch.concurrency, fetch.per_host), (10_000_000, 512, 2));
    assert_eq!((fetch.allow_private, fetch.proxy), (AllowPrivate::None, None));
    let [planned] = &plan.sources[..] else { panic!("one source") };
    assert_eq!(planned.source.title, "ilo");
    assert_eq!(planned.source.kind, SourceKind::Auto);
    assert_eq!(planned.source.interval, TimeDelta::hours(1));
    assert!(planned.source.enabled && planned.source.headers.is_empty());
    assert_eq!(planned.read.listing.max_pages, 1);
}

#[test]
fn every_setting_of_the_site_arrives() {
    let config = check(&good("everything")).unwrap();
    let plan = config.plan;
    assert_eq!(config.store, StoreUrl::Sqlite("/etc/sangam/data/sangam.db".into()));
    assert_eq!(plan.site.title, "Cooperatives in Asia and the Pacific");
    assert_eq!(plan.site.url.as_str(), "https://feeds.example.org/coop/");
    assert_eq!(plan.site.description.as_deref(), Some("What is new"));
    assert_eq!(plan.site.author.name.as_deref(), Some("Desk"));
    assert_eq!(plan.site.icon.unwrap().path(), "/icon.png");
    assert_eq!(plan.publish.to, Path::new("/etc/sangam/out"));
    assert_eq!(plan.publish.items, 5_000);
    assert_eq!(plan.publish.hub.unwrap().as_str(), "https://hub.example.org/");
    assert!(plan.fetch.user_agent.ends_with("(+mailto:desk@example.org)"));
    assert_eq!(plan.fetch.timeout, Duration::from_millis(500));
    assert_eq!(plan.fetch.max_body, 65_536);
    assert_eq!((plan.fetch.concurrency, plan.fetch.per_host), (16, 4));
    assert_eq!(plan.fetch.host_delay, Duration::from_secs(2));
    assert_eq!(plan.fetch.proxy.unwrap().scheme(), "socks5");
    let allowed = ["127.0.0.1:8097", "10.0.0.0/8", "::1"].map(|text| Allowed::parse(text).unwrap());
    assert_eq!(plan.fetch.allow_private, AllowPrivate::Only(allowed.to_vec()));
}

#[test]
fn hubs_reach_the_server_where_it_is_said() {
    let push =
        |lines: &str| check(&format!("{}{lines}", good("minimal"))).map(|config| config.push);
    let at = |url: Result<Option<url::Url>, String>| url.unwrap().map(String::from);
    assert_eq!(at(push("")), None);
    assert_eq!(at(push("[serve]\npush = false\n")), None);
    let site = at(push("[serve]\npush = true\n"));
    assert_eq!(site.as_deref(), Some("https://feeds.example.org/"));
    let other = at(push("[serve]\npush = \"https://other.example/x\"\n"));
    assert_eq!(other.as_deref(), Some("https://other.example/x/"));
    let wrong = push("[serve]\npush = 3\n").unwrap_err();
    assert!(wrong.contains("push in [serve] expects true, false, or the public base"), "{wrong}");
    assert!(push("[serve]\nlisten = \"x\"\n").unwrap_err().contains("unknown key"));
    let env = Environment::from([("SANGAM_SERVE_PUSH", "true")]);
    assert!(check_with(&good("minimal"), &env).unwrap().push.is_some());
}

#[test]
fn every_setting_of_a_source_arrives() {
    let plan = check(&good("everything")).unwrap().plan;
    let [asia, office, partner] = &plan.sources[..] else { panic!("three sources") };
    assert_eq!(asia.source.kind, SourceKind::Listing);
    assert_eq!(asia.source.tags, ["ILO", "Asia"]);
    assert_eq!(asia.source.interval, TimeDelta::hours(6));
    assert!(!asia.source.enabled);
    assert_eq!(asia.heal, sangam::pipeline::Heal::Suggest);
    assert_eq!(partner.source.interval, TimeDelta::minutes(90));
    assert_eq!(partner.source.kind, SourceKind::Feed);
    let listing = &asia.read.listing;
    assert_eq!(listing.item.as_ref().unwrap().as_str(), "ol > li");
    assert_eq!(listing.image.as_ref().unwrap().as_str(), "img");
    assert_eq!((listing.pages.len(), listing.max_pages), (9, 3));
    assert_eq!(listing.pages[8].path(), "/asia/nextRow--90/index.htm");
    assert_eq!(asia.dates.format.as_deref(), Some("%d %B %Y"));
    assert_eq!(asia.dates.zone, Some(chrono_tz::Europe::Zurich));
    assert_eq!(office.read.listing.next.as_ref().unwrap().as_str(), "a.next");
    assert_eq!(office.read.listing.max_pages, 3);
}

#[test]
fn a_password_leaves_the_address_and_becomes_a_header() {
    let plan = check(&good("everything")).unwrap().plan;
    let source = &plan.sources[0].source;
    assert_eq!(source.url.as_str(), "https://www.ilo.org/asia/nextRow--0/index.htm");
    let headers: Vec<(&str, &str)> =
        source.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    // base64 of "reader:pa/ss@w"
    let authorization = ("Authorization", "Basic cmVhZGVyOnBhL3NzQHc=");
    assert_eq!(headers, [("Accept-Language", "en"), ("X-Token", "t0ken"), authorization]);
    assert!(!plan.sources[0].fingerprint.contains("ss"), "the password is in the fingerprint");
}

#[test]
fn rules_of_the_source_come_before_those_of_the_top_level() {
    let plan = check(&good("everything")).unwrap().plan;
    let names = |index: usize| -> Vec<&str> {
        plan.sources[index].rules.iter().map(|rule| rule.name.0.as_str()).collect()
    };
    let of_asia = ["[[source.rule]] 1 of ilo-asia", "[[source.rule]] 2 of ilo-asia", "[[rule]] 1"];
    assert_eq!(names(0), of_asia);
    assert_eq!(names(2), ["[[rule]] 1"]);
    let [first, second, top] = &plan.sources[0].rules[..] else { panic!("three rules") };
    assert_eq!(first.when.len(), 2);
    assert_eq!(first.tag, ["LK"]);
    let set = [(Settable::Kind, "Report".to_owned()), (Settable::Lang, "si".to_owned())];
    assert_eq!(first.set, set);
    assert_eq!((first.verdict, second.verdict), (None, Some(Verdict::Drop)));
    assert_eq!(top.verdict, Some(Verdict::Keep));
}

#[test]
fn every_condition_of_a_feed_arrives() {
    let plan = check(&good("everything")).unwrap().plan;
    let [news, copy] = &plan.feeds[..] else { panic!("two feeds") };
    let selection = &news.selection;
    assert_eq!((news.id.as_str(), news.title.as_str()), ("news-sri-lanka", "News from Sri Lanka"));
    assert_eq!(selection.source, ["ilo-asia"]);
    assert_eq!(
        (&selection.kind[..], &selection.tag[..]),
        (&["News".to_owned()][..], &["LK".to_owned()][..])
    );
    assert_eq!(selection.lang[0].as_str(), "en");
    assert_eq!(selection.text.as_deref(), Some("fishers"));
    assert_eq!(copy.selection, Selection::default());
}

#[test]
fn the_environment_goes_before_the_file() {
    let env = Environment::from([
        ("SANGAM_SITE_TITLE", "From outside"),
        ("SANGAM_SITE_URL", "http://127.0.0.1:8080"),
        ("SANGAM_SITE_AUTHOR_NAME", "Somebody"),
        ("SANGAM_STORE_URL", "sqlite:/var/lib/sangam.db"),
        ("SANGAM_PUBLISH_TO", "/srv/www"),
        ("SANGAM_PUBLISH_ITEMS", "7"),
        ("SANGAM_FETCH_MAX_BODY", "1MB"),
        ("SANGAM_FETCH_ALLOW_PRIVATE", "127.0.0.1, 10.0.0.0/8"),
        ("SANGAM_FETCH_PROXY", ""),
        ("SANGAM_LOG", "debug"),
        ("SANGAM_CONFIG", "/etc/sangam/feeds.toml"),
        ("SANGAMON_RIVER", "x"),
    ]);
    let config = check_with(&good("minimal"), &env).unwrap();
    assert_eq!(config.plan.site.title, "From outside");
    assert_eq!(config.plan.site.url.as_str(), "http://127.0.0.1:8080/");
    assert_eq!(config.plan.site.author.name.as_deref(), Some("Somebody"));
    assert_eq!(config.store, StoreUrl::Sqlite("/var/lib/sangam.db".into()));
    assert_eq!(config.plan.publish.to, Path::new("/srv/www"));
    assert_eq!(config.plan.publish.items, 7);
    assert_eq!(config.plan.fetch.max_body, 1_000_000);
    let allowed = ["127.0.0.1", "10.0.0.0/8"].map(|text| Allowed::parse(text).unwrap());
    assert_eq!(config.plan.fetch.allow_private, AllowPrivate::Only(allowed.to_vec()));
    assert_eq!(config.plan.fetch.proxy, None);
    for (flag, expected) in [("true", AllowPrivate::All), ("false", AllowPrivate::None)] {
        let env = Environment::from([("SANGAM_FETCH_ALLOW_PRIVATE", flag)]);
        let plan = check_with(&good("merging"), &env).unwrap().plan;
        assert_eq!(plan.fetch.allow_private, expected);
    }
}

#[track_caller]
fn check_variable(name: &str, value: &str, expected: Option<&str>) {
    let env = Environment::from([(name, value)]);
    let got = check_with(&good("minimal"), &env).err();
    assert_eq!(got, expected.map(|message| format!("environment variable {name}: {message}")));
}

#[test]
fn a_wrong_variable_is_named_and_its_value_is_not_shown() {
    let duration = "timeout in [fetch] expects a duration such as \"30s\" or \"1h 30m\"";
    check_variable("SANGAM_FETCH_TIMEOUT", "hunter2", Some(duration));
    let number = "items in [publish] expects a whole number from 1 to 100000";
    check_variable("SANGAM_PUBLISH_ITEMS", "many", Some(number));
    let near = "there is no such setting; did you mean SANGAM_FETCH_TIMEOUT?";
    check_variable("SANGAM_FETCH_TIMEOUTS", "1s", Some(near));
    let near = "there is no such setting; did you mean SANGAM_STORE_URL?";
    check_variable("SANGAM_STOR_URL", "sqlite:x", Some(near));
    check_variable("SANGAM_SITE_FAVOURITE_COLOUR", "red", Some("there is no such setting"));
    check_variable("SANGAM_FETCH_MOVED_AFTER", "1d", None);
    check_variable("SANGAM_HOME_OF_SOMEBODY_ELSE", "x", None);
}

#[test]
fn a_variable_takes_the_place_of_a_wrong_value() {
    let text = good("minimal").replace("\"Test\"", "\"${UNSET}\"");
    assert!(check_with(&text, &Environment::default()).is_err());
    let env = Environment::from([("SANGAM_SITE_TITLE", "T")]);
    assert_eq!(check_with(&text, &env).unwrap().plan.site.title, "T");
}

#[track_caller]
fn check_fingerprint(from: &str, to: &str, is_same: bool) {
    let text = good("everything");
    assert!(text.contains(from), "{from} is not in the file");
    let print =
        |text: &str| check(text).expect("it is accepted").plan.sources[0].fingerprint.clone();
    assert_eq!(print(&text) == print(&text.replace(from, to)), is_same, "{from} → {to}");
}

#[test]
fn the_fingerprint_changes_with_what_decides_how_a_source_is_read() {
    check_fingerprint("ol > li", "ul > li", false);
    check_fingerprint("index.htm\"\ntype", "index.html\"\ntype", false);
    check_fingerprint("[\"ILO\", \"Asia\"]", "[\"ILO, Asia\"]", false);
    check_fingerprint("Europe/Zurich", "Asia/Kolkata", false);
    check_fingerprint("%d %B %Y", "%B %d %Y", false);
    check_fingerprint("max_pages = 3", "max_pages = 4", false);
    check_fingerprint("(?i)sri lanka", "(?i)nepal", false);
    check_fingerprint("[[source.rule]]\ndrop", "[[source.rule]]\nkeep", false);
    check_fingerprint("^partner$", "^office$", false);
    check_fingerprint("\"6h\"", "\"7h\"", true);
    check_fingerprint("X-Token", "X-Other", true);
    check_fingerprint("${PASSWORD}", "${SECRET}", true);
    check_fingerprint("ILO COOP: Asia", "ILO: Asia", true);
}

/// Whatever is left of a file, it is accepted or has a mistake to show.
#[test]
fn a_damaged_file_gives_an_answer() {
    let text = good("everything");
    let lines: Vec<&str> = text.lines().collect();
    for left_out in 0..lines.len() {
        let mut rest = lines.clone();
        rest.remove(left_out);
        check_damaged(&rest.join("\n"));
    }
    for end in (0..text.len()).step_by(7) {
        check_damaged(&text[..end]);
        check_damaged(&format!("{}\"{}", &text[..end], &text[end..]));
    }
}

#[track_caller]
fn check_damaged(text: &str) {
    if let Err(messages) = check(text) {
        assert!(!messages.is_empty(), "a mistake without a message in:\n{text}");
        assert!(!messages.contains("pa/ss") && !messages.contains("t0ken"), "{messages}");
    }
}

#[test]
fn a_bad_file_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feeds.toml");
    for text in [config::TEMPLATE, "[site]\n"] {
        fs::write(&file, text).unwrap();
        let _ = config::load(&file, &Environment::default());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[track_caller]
fn source_with(lines: &str) -> Result<Arc<PlannedSource>, String> {
    let text = format!("{}\n{lines}\n", good("minimal"));
    let env = Environment::from([("TOKEN", "t0ken"), ("PASSWORD", "pa ss")]);
    check_with(&text, &env).map(|config| Arc::clone(&config.plan.sources[0]))
}

#[test]
fn a_source_sets_for_itself_how_it_is_asked() {
    let source = source_with(
        "timeout = \"5s\"\nconnect_timeout = \"1s\"\nmax_body = \"1MB\"\nallow_downgrade = true\n\
         allow_private = [\"10.0.0.1\"]\nallow_ports = [25, 70]\nhttp1_only = true\n\
         proxy = \"socks5://p.example:1080\"\nca = \"own.pem\"",
    );
    let transport = Transport::clone(&source.unwrap().transport);
    assert_eq!(transport.timeout, Some(Duration::from_secs(5)));
    assert_eq!((transport.max_body, transport.allow_downgrade), (Some(1_000_000), Some(true)));
    let connecting = transport.connecting;
    assert_eq!(connecting.connect_timeout, Some(Duration::from_secs(1)));
    let allowed = Allowed::parse("10.0.0.1").unwrap();
    assert_eq!(connecting.allow_private, Some(AllowPrivate::Only(vec![allowed])));
    assert_eq!((&connecting.allow_ports[..], connecting.http1_only), (&[25, 70][..], true));
    assert_eq!(connecting.proxy.unwrap().as_str(), "socks5://p.example:1080");
    let Trust::Authority(file) = connecting.trust else { panic!("{:?}", connecting.trust) };
    assert!(file.is_absolute() && file.ends_with("own.pem"), "{}", file.display());
    assert_eq!(source_with("").unwrap().transport, Arc::default());
}

#[test]
fn credentials_become_one_header_and_are_never_shown() {
    #[track_caller]
    fn check_auth(lines: &str, expected: Result<&str, &str>) {
        match (source_with(lines), expected) {
            (Ok(source), Ok(value)) => {
                let header = ("Authorization".to_owned(), value.to_owned());
                assert_eq!(source.source.headers, [header], "{lines}");
            }
            (Err(message), Err(part)) => {
                assert!(message.contains(part), "{message}");
                assert!(!message.contains("t0ken") && !message.contains("pa ss"), "{message}");
            }
            (got, _) => panic!("{lines}: {got:?}"),
        }
    }
    check_auth("auth = { bearer = \"${TOKEN}\" }", Ok("Bearer t0ken"));
    // base64 of "me:pa ss"
    check_auth("auth = { user = \"me\", password = \"${PASSWORD}\" }", Ok("Basic bWU6cGEgc3M="));
    check_auth("auth = { bearer = \"${PASSWORD}\" }", Err("visible ASCII"));
    check_auth("auth = { password = \"${PASSWORD}\" }", Err("needs user and password"));
    check_auth("auth = { user = \"me\", bearer = \"${TOKEN}\" }", Err("needs user and password"));
    check_auth("auth = { user = \"a:b\" }", Err("colon"));
    check_auth("auth = { beerer = \"x\" }", Err("did you mean \"bearer\"?"));
    check_auth(
        "headers = { authorization = \"x\" }\nauth = { bearer = \"${TOKEN}\" }",
        Err("keep one of them"),
    );
    check_auth("pin = \"sha256:ab\"", Err("64 hex digits"));
    check_auth("ca = \"x.pem\"\naccept_invalid_certs = true", Err("keep one of them"));
}

#[test]
fn how_often_a_source_is_asked_has_two_bounds() {
    let pace = |lines: &str| {
        let source = source_with(lines)?;
        let source = &source.source;
        Ok((source.interval, source.max_interval, source.is_interval_set))
    };
    let (hour, day) = (TimeDelta::hours(1), TimeDelta::days(1));
    assert_eq!(pace(""), Ok((hour, day, false)));
    assert_eq!(pace("interval = \"2h\""), Ok((hour * 2, day, true)));
    assert_eq!(pace("max_interval = \"2h\""), Ok((hour, hour * 2, false)));
    assert_eq!(pace("interval = \"7d\""), Ok((day * 7, day, true)));
    let wrong: Result<_, String> = pace("interval = \"2h\"\nmax_interval = \"1h\"");
    assert!(wrong.unwrap_err().contains("max_interval"));
    let robots = source_with("robots = \"all\"").unwrap().transport.robots;
    assert_eq!(robots, Some(RobotsScope::All));
    assert!(source_with("robots = \"of\"").unwrap_err().contains("did you mean \"off\"?"));
}
