//! Guids and addresses that stand for one story after the other.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use sangam::model::change::ItemId;
use sangam::model::source::GuidHabit;

use super::World;
use super::corpus::{self, Story};
use super::render::{Format, render};

/// How many stories a list shows, and how many come in a day.
const SHOWN: usize = 8;
const A_DAY: usize = 3;

const VILLAGES: [&str; 6] = ["Karwar", "Bantwal", "Kumta", "Honnavar", "Bhatkal", "Udupi"];
const THINGS: [&str; 6] = ["bakery", "nursery", "workshop", "library", "garden", "savings bank"];

/// What a story is called, and what it says.
#[derive(Debug, Clone, Copy)]
enum Words {
    /// Titles of one pattern, and no text.
    Alike,
    /// Numbers of a series, with texts of one pattern.
    Series,
    /// Titles of one pattern, without any date.
    Undated,
    /// Nothing but texts.
    Untitled,
}

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn told(words: Words, n: usize) -> Story {
    let (village, thing) = (VILLAGES[n % 6], THINGS[n / 6 % 6]);
    let date = noon() + TimeDelta::hours(i64::try_from(n * 24 / A_DAY).unwrap());
    let alike = format!("The weavers of {village} open a {thing}");
    let (title, text) = match words {
        Words::Alike | Words::Undated => (alike, String::new()),
        Words::Series => (
            format!("Market letter {n}"),
            format!("What is bought and sold in the market this week, by those of {village}."),
        ),
        Words::Untitled => (String::new(), format!("{alike}, {n} members were there and danced.")),
    };
    let date = (!matches!(words, Words::Undated)).then_some(date);
    let url = format!("https://site.example/news/{}.html", n * 7 + 1000);
    Story { guid: String::new(), url, title, text, date, by_day: false }
}

/// A list whose guids are the places of its rows, as it moves on day by day; several fetches a day.
fn numbered_places(format: Format, words: Words) {
    let mut world = World::default();
    let mut ids: HashMap<usize, ItemId> = HashMap::new();
    for step in 0..24 {
        let newest = SHOWN + step / 3 * A_DAY;
        let mut stories: Vec<_> =
            (newest - SHOWN..newest).rev().map(|n| (n, told(words, n))).collect();
        for (place, (_, story)) in stories.iter_mut().enumerate() {
            story.guid = (place + 1).to_string();
        }
        let list: Vec<_> = stories.iter().map(|(_, story)| story.clone()).collect();
        world.hour = i64::try_from(step * 8).unwrap();
        let set = world.fetch("site", &render(format, "site", &list));
        let name = format!("{format:?}, {words:?}, step {step}");
        assert_eq!(world.known.items.len(), newest, "{name}");
        for (n, story) in &stories {
            let is_it = |id: &&ItemId| {
                let url = world.item(**id).item.url.as_ref().unwrap();
                url.as_str() == story.url
            };
            let found = *world.known.items.keys().find(is_it).expect(&name);
            assert_eq!(*ids.entry(*n).or_insert(found), found, "{name}: {n}");
        }
        // From the second time that the list moved on, and whether it moves or stands still.
        assert_eq!(set.guids.are_doubted, step >= 6, "{name}");
    }
    assert_eq!(world.sources["site"].guids.habit, Some(GuidHabit::Reused));
}

#[test]
fn guids_that_number_the_places_of_a_list_lead_nowhere() {
    for format in [Format::Rss, Format::Atom, Format::Json] {
        for words in [Words::Alike, Words::Series, Words::Undated, Words::Untitled] {
            numbered_places(format, words);
        }
    }
}

/// A row that stands for one story after the other, above others that stay.
struct Front {
    world: World,
    format: Format,
    url: String,
}

impl Front {
    fn new(format: Format, path: &str) -> Self {
        let url = format!("https://site.example{path}");
        Self { world: World::default(), format, url }
    }

    /// The story of the day; the item that it is, and how many there are.
    fn tell(&mut self, day: i64, title: &str, text: &str) -> (ItemId, usize) {
        self.world.hour = day * 24;
        let date = Some(noon() + TimeDelta::days(day));
        let (guid, url) = ("latest".to_owned(), self.url.clone());
        let (title, text) = (title.to_owned(), text.to_owned());
        let first = Story { guid, url, title, text, date, by_day: false };
        let others = (10..16).map(|n| corpus::story("site", n));
        let list: Vec<_> = [first].into_iter().chain(others).collect();
        let set = self.world.fetch("site", &render(self.format, "site", &list));
        let title = Some(list[0].title.as_str());
        let mut changes = set.changes.iter().map(|change| &change.item);
        let told = changes.find(|item| item.item.title.as_deref() == title);
        (told.expect("it is new or another").id, self.world.known.items.len() - 6)
    }
}

#[test]
fn an_address_that_always_has_the_latest_story_has_one_item_for_each() {
    let text = |n| corpus::story("site", n).text;
    for format in [Format::Rss, Format::Atom, Format::Json, Format::Listing] {
        for path in ["/latest", "/today.html", "/"] {
            let name = format!("{format:?} {path}");
            let mut front = Front::new(format, path);
            let (first, _) = front.tell(0, "Beekeepers pool their honey", &text(0));
            let (second, count) = front.tell(3, "A village runs its water works", &text(2));
            assert_eq!(count, 2, "{name}");
            assert_ne!(first, second, "{name}");
            // The old one stays as it was, and what is said of the new one is said of that.
            let old = front.world.item(first);
            assert_eq!(old.item.title.as_deref(), Some("Beekeepers pool their honey"), "{name}");
            // A front page is no key: what is retitled there is no more than like it.
            let has_key = path != "/" || format != Format::Listing;
            if has_key {
                let again = front.tell(3, "Households elect who reads the meters", &text(2));
                assert_eq!(again, (second, 2), "{name}");
            }
            let (third, count) = front.tell(5, "Loom owners settle on a price", &text(3));
            assert_eq!(count, 3, "{name}");
            assert!(third != first && third != second, "{name}");
            if has_key {
                let title = "Loom owners settle on a price for silk";
                assert_eq!(front.tell(6, title, &text(3)), (third, 3), "{name}");
            }
        }
    }
}

#[test]
fn a_story_that_is_written_anew_is_the_same() {
    let first = "The union of fishers met in Karwar yesterday. There Perera and Lakshmi spoke of 412 boats.";
    let second =
        "412 boats stay ashore. It was announced by Lakshmi beside Perera while Karwar slept.";
    for format in [Format::Rss, Format::Atom, Format::Json] {
        let mut front = Front::new(format, "/latest");
        let (id, _) = front.tell(0, "Fishers talk about the harbour", first);
        // On the same day whatever it says, later where it tells of the same.
        assert_eq!(front.tell(0, "Nets stay dry tonight", &corpus::story("site", 3).text), (id, 1));
        assert_eq!(front.tell(0, "Fishers talk about the harbour", first), (id, 1));
        assert_eq!(front.tell(2, "A strike begins", second), (id, 1), "{format:?}");
        // At a page of its own a number moves on while the story stays.
        let mut front = Front::new(format, "/2026/strike-of-the-fishers");
        let (id, _) = front.tell(0, "Strike: 12 boats ashore", first);
        assert_eq!(front.tell(2, "Strike: 40 boats ashore", &first.replace("412", "40")), (id, 1));
    }
}

#[test]
fn the_next_number_of_a_series_at_one_address_is_the_next() {
    let text = |n: i64| format!("The letter of the market has the prices of {n} goods, and news.");
    for format in [Format::Rss, Format::Atom, Format::Json] {
        let mut front = Front::new(format, "/letter");
        for n in 0..4 {
            let title = format!("Market news, number {}", n + 11);
            let (_, count) = front.tell(n * 2, &title, &text(n));
            assert_eq!(i64::try_from(count).unwrap(), n + 1, "{format:?}");
        }
        let mut front = Front::new(format, "/latest");
        for (n, village) in VILLAGES.iter().enumerate().take(4) {
            let Story { title, .. } = told(Words::Alike, n);
            let text = format!("Families of {village} voted for it in the union hall.");
            let (_, count) = front.tell(i64::try_from(n).unwrap() * 2, &title, &text);
            assert_eq!(count, n + 1, "{format:?}: {title}");
        }
    }
}
