//! A feed's whole history: pages that never change once they are full, and readers who walk along
//! them while items arrive.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use sangam::config::{self, Environment};
use sangam::model::change::{
    Appearance, Change, ChangeKind, ItemId, Likeness, Refresh, StoredItem,
};
use sangam::model::item::{Item, Key};
use sangam::model::query::Selection;
use sangam::model::source::{SourceId, SourceState};
use sangam::pipeline::{self, Plan};
use sangam::publish::sink::folder::Folder;
use sangam::store::Store;
use sangam::store::sqlite::SqliteStore;
use serde_json::json;

use crate::support::tree::tree;

const BASE: &str = "https://feeds.example.coop/";

/// A feed of 8 items, whose archive pages have 4, and who writes and reads it.
struct World {
    folder: tempfile::TempDir,
    plan: Plan,
    store: SqliteStore,
    runtime: tokio::runtime::Runtime,
    /// How many items there are, and what time it is.
    count: usize,
    now: DateTime<Utc>,
}

impl World {
    fn new() -> Self {
        Self::with("items = 8", "")
    }

    fn with(publish: &str, more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            "[site]\ntitle = \"News\"\nurl = \"{BASE}\"\n[publish]\n{publish}\n\
             [[source]]\nid = \"a\"\nurl = \"https://a.example/feed\"\n{more}"
        );
        std::fs::write(folder.path().join("feeds.toml"), text).unwrap();
        let file = folder.path().join("feeds.toml");
        let plan = config::load(&file, &Environment::default()).unwrap().plan;
        let store = SqliteStore::open(&folder.path().join("sangam.db")).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let now = "2026-11-05T06:00:00Z".parse().unwrap();
        Self { folder, plan, store, runtime, count: 0, now }
    }

    fn write(&mut self, items: Vec<(ChangeKind, StoredItem)>) {
        let changes = items.into_iter().map(|(kind, item)| {
            let new_keys = if kind == ChangeKind::Added { item.item.keys.clone() } else { vec![] };
            Change {
                kind,
                item,
                new_keys,
                taken: vec![],
                likeness: Likeness::default(),
                decision: None,
                absorbed: Vec::new(),
            }
        });
        let source = self.plan.sources[0].source.clone();
        let refresh = Refresh {
            changes: changes.collect(),
            ..Refresh::of_state(SourceState::new(&source), self.now)
        };
        self.runtime.block_on(self.store.commit(vec![refresh])).unwrap();
    }

    /// An item that is dated so many days before now.
    fn item(&mut self, days_ago: i64) -> StoredItem {
        self.now += TimeDelta::minutes(1);
        self.count += 1;
        stored(self.count, self.now, self.now - TimeDelta::days(days_ago))
    }

    /// So many items arrive, each newer than those before.
    fn arrive(&mut self, count: usize) {
        for _ in 0..count {
            let item = self.item(0);
            self.write(vec![(ChangeKind::Added, item)]);
        }
    }

    fn stored(&self, id: ItemId) -> StoredItem {
        self.runtime.block_on(self.store.item(id)).unwrap().unwrap()
    }

    fn hide(&self, id: ItemId) {
        let amendment = pipeline::hide(&self.stored(id), None, self.now);
        self.runtime.block_on(self.store.amend(amendment)).unwrap();
    }

    fn publish(&self) -> Vec<String> {
        self.publish_to("public")
    }

    fn publish_to(&self, folder: &str) -> Vec<String> {
        let sink = Folder::new(self.folder.path().join(folder));
        let publish = pipeline::publish(&self.plan, &self.store, &sink);
        let published = self.runtime.block_on(publish).unwrap();
        for file in &published.files {
            assert!(file.error.is_none(), "{file:?}");
        }
        published.files.into_iter().filter(|file| file.changed).map(|file| file.path).collect()
    }

    fn public(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    fn read(&self, address: &str) -> String {
        let path = address.strip_prefix(BASE).unwrap_or(address);
        std::fs::read_to_string(self.public().join(path)).unwrap_or_else(|_| panic!("no {path}"))
    }

    fn pages(&self, folder: &str) -> BTreeMap<String, String> {
        files(&self.public().join(folder).join("archive"))
    }

    fn titles(&self) -> BTreeSet<String> {
        (1..=self.count).map(|n| format!("Item {n}")).collect()
    }
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeMap::new() };
    let file = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).map(file).collect()
}

fn stored(number: usize, first_seen: DateTime<Utc>, date: DateTime<Utc>) -> StoredItem {
    let url = format!("https://a.example/{number}");
    let item: Item = serde_json::from_value(json!({
        "keys": [Key::Url(url.clone())], "url": url, "title": format!("Item {number}"),
        "published": { "at": date, "precision": "second" },
    }))
    .unwrap();
    let source = SourceId::new("a").unwrap();
    StoredItem {
        id: ItemId::mint(&source, &item.keys[0]),
        first_seen,
        date,
        updated: first_seen,
        appearances: vec![Appearance {
            source,
            item: item.clone(),
            position: 0,
            first_seen,
            nearness: 0,
            matched: None,
        }],
        item,
    }
}

/// A reader that knows RFC 5005: it follows `prev-archive` until it comes to a page that it knows,
/// which it never asks for again, and of an entry keeps the version of the later document.
#[derive(Default)]
struct Walker {
    known: BTreeSet<String>,
    entries: BTreeMap<String, String>,
    /// How often each entry was met in pages of the archive.
    met: BTreeMap<String, usize>,
}

impl Walker {
    /// Walks all the way, with something happening before each step.
    fn walk(&mut self, world: &mut World, mut between: impl FnMut(&mut World)) {
        let mut documents = Vec::new();
        let mut next = Some(format!("{BASE}atom.xml"));
        while let Some(address) = next.take() {
            let text = world.read(&address);
            let feed = atom_syndication::Feed::read_from(text.as_bytes()).unwrap();
            let is_archive = text.contains("<fh:archive");
            assert_eq!(is_archive, address.contains("/archive/"), "{address}");
            let previous = feed.links().iter().find(|link| link.rel() == "prev-archive");
            next =
                previous.map(|link| link.href().to_owned()).filter(|to| !self.known.contains(to));
            documents.push((is_archive, feed));
            if is_archive {
                self.known.insert(address);
            }
            between(world);
        }
        for (is_archive, feed) in documents.into_iter().rev() {
            for entry in feed.entries {
                *self.met.entry(entry.id.clone()).or_default() += usize::from(is_archive);
                self.entries.insert(entry.id, entry.title.value);
            }
        }
    }

    fn titles(&self) -> BTreeSet<String> {
        self.entries.values().cloned().collect()
    }
}

#[test]
fn a_short_feed_has_no_archive() {
    let mut world = World::new();
    world.arrive(4);
    world.publish();
    assert_eq!(world.pages(""), BTreeMap::new());
    assert!(!world.read("atom.xml").contains("archive"));
}

#[test]
fn whoever_walks_the_chain_gets_every_item_once_while_new_ones_arrive() {
    let mut world = World::new();
    world.arrive(37);
    world.publish();
    let mut walker = Walker::default();
    let at_the_start = world.titles();
    walker.walk(&mut world, |world| {
        world.arrive(3);
        world.publish();
    });
    assert!(walker.titles().is_superset(&at_the_start));
    for _ in 0..5 {
        let at_the_start = world.titles();
        walker.walk(&mut world, |world| {
            world.arrive(5);
            world.publish();
        });
        assert!(walker.titles().is_superset(&at_the_start));
    }
    walker.walk(&mut world, |_| {});
    assert_eq!(walker.titles(), world.titles());
    assert_eq!(walker.entries.len(), world.count, "no item has two ids");
    assert!(walker.met.values().all(|times| *times <= 1), "no item stands on two pages");
    assert!(world.count > 60 && walker.known.len() > 14, "{} {}", world.count, walker.known.len());
}

#[test]
fn whoever_follows_next_url_misses_no_item_while_new_ones_arrive() {
    let mut world = World::new();
    world.arrive(23);
    world.publish();
    let at_the_start = world.titles();
    let mut titles = BTreeMap::new();
    let mut next = Some(format!("{BASE}feed.json"));
    while let Some(address) = next {
        let feed: serde_json::Value = serde_json::from_str(&world.read(&address)).unwrap();
        for item in feed["items"].as_array().unwrap() {
            titles.insert(item["id"].to_string(), item["title"].as_str().unwrap().to_owned());
        }
        next = feed["next_url"].as_str().map(str::to_owned);
        world.arrive(5);
        world.publish();
    }
    let titles: BTreeSet<_> = titles.into_values().collect();
    assert!(titles.is_superset(&at_the_start));
}

/// What `docs/publishing.md` says of a chain: the pages repeat nothing, the feed itself repeats what
/// it shows of them.
#[test]
fn a_chain_repeats_what_the_feed_shows_of_its_full_pages_and_nothing_else() {
    let mut world = World::new();
    world.arrive(23);
    world.publish();
    let mut met: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut next = Some(format!("{BASE}feed.json"));
    while let Some(address) = next {
        let feed: serde_json::Value = serde_json::from_str(&world.read(&address)).unwrap();
        for item in feed["items"].as_array().unwrap() {
            met.entry(item["id"].to_string()).or_default().push(address.clone());
        }
        next = feed["next_url"].as_str().map(str::to_owned);
    }
    assert_eq!(met.len(), 23);
    let repeated: Vec<_> = met.values().filter(|places| places.len() > 1).collect();
    // Eight are shown; three of them stand on no full page yet.
    assert_eq!(repeated.len(), 5, "{repeated:?}");
    for places in repeated {
        assert_eq!(places.len(), 2, "{places:?}");
        assert_eq!(places[0], format!("{BASE}feed.json"));
    }
}

#[test]
fn a_feed_that_left_the_configuration_is_taken_away_and_comes_back_as_it_was() {
    let feed = "[[feed]]\nid = \"p\"\ntitle = \"P\"\nwhere = { text = \"Item\" }\n";
    let mut world = World::with("items = 8", feed);
    world.arrive(14);
    world.publish();
    let (before, atom) = (world.pages("feeds/p"), world.read("feeds/p/atom.xml"));
    assert!(before.len() >= 9, "{:?}", before.keys());
    let other = world.public().join("feeds/other.txt");
    std::fs::write(&other, "somebody's").unwrap();
    let feeds = std::mem::take(&mut world.plan.feeds);
    let hidden = stored(2, world.now, world.now).id;
    world.hide(hidden);
    world.publish();
    assert!(!world.public().join("feeds/p").exists(), "and no empty folder");
    assert!(other.exists(), "what is not ours stays");
    assert_eq!(world.publish(), [""; 0], "it is taken away once");
    world.plan.feeds = feeds;
    world.publish();
    let after = world.pages("feeds/p");
    assert!(after.keys().eq(before.keys()));
    for (name, text) in &before {
        assert_eq!(after[name] != *text, name.starts_with("1."), "{name}");
        assert!(!after[name].contains(">Item 2<"), "{name}");
    }
    let updated =
        |text: &str| atom_syndication::Feed::read_from(text.as_bytes()).unwrap().updated().to_utc();
    assert!(updated(&world.read("feeds/p/atom.xml")) >= updated(&atom));
}

#[test]
fn another_folder_is_filled_whole_and_of_each_what_was_put_there_is_taken_away() {
    let feed = |id: &str| {
        format!("[[feed]]\nid = \"{id}\"\ntitle = \"{id}\"\nwhere = {{ text = \"Item\" }}\n")
    };
    let mut world = World::with("items = 8", &(feed("p") + &feed("q")));
    world.arrive(14);
    world.publish();
    // Another program's feeds stand where we publish to from now on.
    let other = world.folder.path().join("other");
    let theirs = ["archive/1.atom.xml", "feeds/p/archive/1.json", "feeds/q/rss.xml"];
    for path in theirs {
        std::fs::create_dir_all(other.join(path).parent().unwrap()).unwrap();
        std::fs::write(other.join(path), "theirs").unwrap();
    }
    let feeds = world.plan.feeds.clone();
    world.plan.feeds.truncate(1);
    world.publish_to("other");
    assert_eq!(std::fs::read(other.join(theirs[2])).unwrap(), b"theirs", "never ours");
    assert_eq!(world.publish_to("other"), [""; 0]);
    assert!(world.public().join("feeds/q").exists(), "the folder before is left alone");
    let changed = world.publish();
    assert!(
        changed.iter().all(|path| Path::new(path).extension() == Some("html".as_ref())),
        "they led to the feed: {changed:?}"
    );
    assert_eq!(world.publish(), [""; 0]);
    assert!(!world.public().join("feeds/q").exists(), "and what went meanwhile goes");
    let mut in_other = tree(&other);
    assert!(in_other.remove(Path::new(theirs[2])).is_some());
    assert!(in_other == tree(&world.public()), "{:?}", in_other.keys());
    assert!(in_other.contains_key(Path::new(theirs[1])));
    // Pages that became full elsewhere are put in place when it comes back.
    world.arrive(9);
    world.plan.feeds = feeds;
    world.publish_to("other");
    world.publish();
    assert!(tree(&other) == tree(&world.public()));
}

#[test]
fn a_filter_finds_as_many_as_it_is_asked_for() {
    let feeds = "[[feed]]\nid = \"p\"\ntitle = \"P\"\nwhere = { text = \"Item\" }\n\
                 [[feed]]\nid = \"q\"\ntitle = \"Q\"\nprefer_language = [\"en\"]\n\
                 [[feed]]\nid = \"r\"\ntitle = \"R\"\nwhere = { text = \"Rare\" }\n";
    let mut world = World::with("items = 2000", feeds);
    let mut items: Vec<_> = (0..1_200).map(|_| (ChangeKind::Added, world.item(0))).collect();
    items[0].1.item.title = Some("Rare Item".to_owned());
    world.write(items);
    for (folder, most) in [("", 1_200), ("feeds/p/", 1_200), ("feeds/q/", 1_200), ("feeds/r/", 1)] {
        let selection = Selection { text: Some("Item".to_owned()), ..Selection::default() };
        for (limit, shown) in [(10, 10.min(most)), (1_100, 1_100.min(most)), (1_500, most)] {
            let part = pipeline::Part {
                folder,
                file: "feed.json",
                selection: &selection,
                limit: Some(limit),
                page: 1,
                query: "",
            };
            let made = pipeline::partial(&world.plan, &world.store, &part);
            let made = world.runtime.block_on(made).unwrap().unwrap();
            assert_eq!(made.items, shown, "{folder}");
        }
    }
}

#[test]
fn a_full_page_changes_for_nothing_but_what_is_taken_down() {
    let mut world = World::new();
    world.arrive(21);
    world.publish();
    let before = world.pages("");
    let full = |name: &str| name.split('.').next().unwrap().parse::<u32>().unwrap() <= 5;
    // An item with an old date, an edit, one that is hidden, one that a second source has too.
    let late = world.item(400);
    world.write(vec![(ChangeKind::Added, late)]);
    let ids = [1, 2, 3].map(|number| stored(number, world.now, world.now).id);
    let mut edited = world.stored(ids[1]);
    edited.item.title = Some("Item 2, corrected".to_owned());
    edited.updated = world.now;
    world.write(vec![(ChangeKind::Changed, edited)]);
    world.hide(ids[2]);
    world.arrive(9);
    world.publish();
    let after = world.pages("");
    for (name, text) in before.iter().filter(|(name, _)| full(name)) {
        let was_cleared = name.starts_with("1.");
        assert_eq!(after.get(name) != Some(text), was_cleared, "{name}");
        assert!(!was_cleared || !after[name].contains("Item 3"), "{name}");
    }
    assert!(after["1.atom.xml"].contains(&format!("<at:deleted-entry ref=\"{}\"", ids[2])));
    assert_eq!(world.publish(), [""; 0], "it is cleared once");
    let mut walker = Walker::default();
    walker.walk(&mut world, |_| {});
    assert_eq!(walker.entries[&ids[1].to_string()], "Item 2, corrected", "the later version wins");
    assert!(world.read("atom.xml").contains(&format!("ref=\"{}\"", ids[2])), "a tombstone");
    assert!(walker.titles().contains("Item 22"), "what came late with an old date");
}

#[test]
fn what_came_late_with_an_old_date_is_shown_once_to_everybody() {
    let mut world = World::new();
    world.arrive(20);
    world.publish();
    let late = world.item(400);
    world.write(vec![(ChangeKind::Added, late)]);
    world.publish();
    for file in ["rss.xml", "atom.xml", "feed.json"] {
        assert!(world.read(file).contains("Item 21"), "{file}");
    }
    let feed: serde_json::Value = serde_json::from_str(&world.read("feed.json")).unwrap();
    let titles = feed["items"].as_array().unwrap().iter().map(|item| item["title"].to_string());
    let titles: Vec<_> = titles.collect();
    assert_eq!(titles.len(), 8, "as many as configured");
    assert_eq!(titles.last().unwrap(), "\"Item 21\"", "and where its date puts it");
}

#[test]
fn pages_are_chained_in_both_directions_and_say_where_the_feed_is() {
    let mut world = World::new();
    world.arrive(13);
    world.publish();
    let rels = |file: &str| -> BTreeMap<String, String> {
        let feed = atom_syndication::Feed::read_from(world.read(file).as_bytes()).unwrap();
        let links = feed.links().iter();
        links.map(|link| (link.rel().to_owned(), link.href().replace(BASE, ""))).collect()
    };
    let is =
        |rels: &BTreeMap<String, String>, rel: &str| rels.get(rel).cloned().unwrap_or_default();
    let now = rels("atom.xml");
    assert_eq!(
        (is(&now, "prev-archive").as_str(), is(&now, "next-archive").as_str()),
        ("archive/3.atom.xml", "")
    );
    for (file, before, after) in [
        ("archive/1.atom.xml", "", "archive/2.atom.xml"),
        ("archive/2.atom.xml", "archive/1.atom.xml", "archive/3.atom.xml"),
        ("archive/3.atom.xml", "archive/2.atom.xml", "archive/4.atom.xml"),
        ("archive/4.atom.xml", "archive/3.atom.xml", ""),
    ] {
        let page = rels(file);
        assert_eq!(is(&page, "self"), file);
        assert_eq!(is(&page, "current"), "atom.xml", "{file}");
        assert_eq!(
            (is(&page, "prev-archive"), is(&page, "next-archive")),
            (before.to_owned(), after.to_owned()),
            "{file}"
        );
    }
}

#[test]
fn only_what_changed_is_written() {
    let mut world = World::with(
        "items = 8",
        "[[feed]]\nid = \"f\"\ntitle = \"F\"\nwhere = { text = \"corrected\" }\n",
    );
    world.arrive(13);
    assert!(world.publish().len() > 12);
    assert_eq!(world.publish(), [""; 0]);
    world.arrive(1);
    let expected = ["archive/4.atom.xml", "archive/4.json", "archive/4.html"];
    let pages =
        ["rss.xml", "atom.xml", "feed.json", "index.html", "embed.html", "embed.fragment.html"];
    let expected: Vec<_> = expected.into_iter().chain(pages).collect();
    assert_eq!(world.publish(), expected, "one open page, and the feed");
    std::fs::remove_file(world.public().join("archive/2.json")).unwrap();
    assert_eq!(world.publish(), ["archive/2.json"], "what went missing comes back");
    std::fs::write(world.public().join("rss.xml"), "spoilt").unwrap();
    assert_eq!(world.publish(), ["rss.xml"]);
}

#[test]
fn a_feed_that_moves_says_so_on_every_page() {
    let mut world = World::new();
    world.arrive(13);
    world.publish();
    world.plan.site.title = "Other news".to_owned();
    let changed = world.publish();
    for page in 1..=4 {
        assert!(changed.contains(&format!("archive/{page}.atom.xml")), "{changed:?}");
    }
    assert_eq!(world.publish(), [""; 0]);
}

#[test]
fn a_selection_has_an_archive_of_its_own() {
    let feed = "[[feed]]\nid = \"ones\"\ntitle = \"Ones\"\nwhere = { text = \"1\" }\n";
    let mut world = World::with("items = 8", feed);
    world.arrive(40);
    world.publish();
    // 1, 10 to 19, 21, 31.
    assert_eq!(
        world.pages("feeds/ones").len(),
        12,
        "three full pages and an open one, in two formats and for people"
    );
    world.plan.feeds[0].selection.text = Some("2".to_owned());
    let before = world.pages("feeds/ones");
    world.publish();
    let after = world.pages("feeds/ones");
    assert!(after.len() > before.len(), "what fits now enters after what did before");
    for name in ["1.atom.xml", "2.atom.xml", "3.atom.xml"] {
        assert_eq!(before[name], after[name], "{name}");
    }
}

/// Passes in which nothing new comes: every byte stays, in the folder, and anew in another.
#[test]
fn a_thousand_passes_without_news_change_no_byte() {
    let mut world = World::new();
    world.arrive(30);
    world.publish();
    let (feed, pages) = (files(&world.public()), world.pages(""));
    for _ in 0..1000 {
        assert_eq!(world.publish(), [""; 0]);
    }
    assert_eq!((files(&world.public()), world.pages("")), (feed.clone(), pages.clone()));
    std::fs::remove_dir_all(world.public()).unwrap();
    world.store = SqliteStore::open(&world.folder.path().join("sangam.db")).unwrap();
    world.publish();
    assert_eq!((files(&world.public()), world.pages("")), (feed, pages));
}

/// What is taken out of a feed does not make it older.
#[test]
fn the_date_of_a_feed_never_goes_back() {
    let mut world = World::new();
    world.arrive(3);
    world.publish();
    let updated = |world: &World| {
        atom_syndication::Feed::read_from(world.read("atom.xml").as_bytes()).unwrap().updated
    };
    let before = updated(&world);
    // Hidden by a clock that is behind, so that the tombstone is older than what is hidden.
    world.now -= TimeDelta::days(1);
    world.hide(stored(3, world.now, world.now).id);
    world.publish();
    assert!(!world.read("atom.xml").contains("Item 3"));
    assert_eq!(updated(&world), before);
}

/// What stands on no full page is in the feed, also where that shows each story in one language.
#[test]
fn a_feed_in_one_language_keeps_what_came_late() {
    let feed = "[[feed]]\nid = \"once\"\ntitle = \"Once\"\nprefer_language = [\"en\"]\n";
    let mut world = World::with("items = 8", feed);
    world.arrive(20);
    world.publish();
    let late = world.item(400);
    world.write(vec![(ChangeKind::Added, late)]);
    world.publish();
    let feed: serde_json::Value =
        serde_json::from_str(&world.read("feeds/once/feed.json")).unwrap();
    let titles = feed["items"].as_array().unwrap().iter().map(|item| item["title"].to_string());
    let titles: Vec<_> = titles.collect();
    assert_eq!(titles.len(), 8);
    assert_eq!(titles.last().unwrap(), "\"Item 21\"");
}
