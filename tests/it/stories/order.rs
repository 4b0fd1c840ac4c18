//! The order in which sources arrive does not change what is published.

use sangam::model::change::StoredItem;

use super::World;
use super::corpus::{self, Dice, Story};
use super::render::{Format, render};

/// Five sources with overlapping stories, each told in its own way.
fn sources() -> Vec<(&'static str, String)> {
    let told = |site: &str, stories: &[usize], edit: &dyn Fn(&mut Story)| -> Vec<Story> {
        let tell = |&n: &usize| {
            let mut story = corpus::story(site, n);
            edit(&mut story);
            story
        };
        stories.iter().map(tell).collect()
    };
    let all: Vec<usize> = (0..corpus::count()).collect();
    let original = told("origin", &all, &|_| {});
    let repost = told("repost", &all[4..20], &|story| {
        story.title = format!("{} | Repost", story.title);
        story.text = story.text.chars().take(60).chain(['…']).collect();
    });
    let planet = told("planet", &all[..12], &|story| {
        story.url = story.url.replace("planet.example", "origin.example") + "?utm_source=planet";
        story.title = format!("Origin: {}", story.title);
    });
    let undated = told("undated", &all[6..18], &|story| story.date = None);
    let capitals = told("capitals", &all[10..], &|story| {
        story.title = story.title.to_uppercase();
        story.date = story.date.map(|date| date + chrono::TimeDelta::hours(9));
    });
    vec![
        ("origin", render(Format::Rss, "origin", &original)),
        ("repost", render(Format::Atom, "repost", &repost)),
        ("planet", render(Format::Json, "planet", &planet)),
        ("undated", render(Format::Rdf, "undated", &undated)),
        ("capitals", render(Format::Listing, "capitals", &capitals)),
    ]
}

/// All that readers see of an item, but for its id, which is that of its first source.
fn shown(item: &StoredItem) -> String {
    let mut sources: Vec<_> = item.appearances.iter().map(|seen| seen.source.to_string()).collect();
    sources[1..].sort();
    let shown = &item.item;
    format!(
        "{:?} {:?} {:?} {} {sources:?}",
        shown.title,
        shown.url.as_ref().map(ToString::to_string),
        shown.summary,
        item.date
    )
}

#[test]
fn the_order_in_which_sources_arrive_does_not_change_what_is_published() {
    let published = |order: &[(&str, String)], hours| {
        let mut world = World::default();
        for (source, document) in order {
            world.hour += hours;
            world.fetch(source, document);
        }
        let mut lines: Vec<_> = world.known.items.values().map(shown).collect();
        lines.sort();
        lines
    };
    let mut order = sources();
    let first = published(&order, 0);
    assert_eq!(first.len(), corpus::count(), "{first:#?}");
    let mut dice = Dice(42);
    for _ in 0..12 {
        for at in (1..order.len()).rev() {
            order.swap(at, dice.roll(at + 1));
        }
        let names: Vec<_> = order.iter().map(|(name, _)| *name).collect();
        // In one pass, or each in one of its own.
        for hours in [0, 3] {
            assert_eq!(published(&order, hours), first, "{names:?}, {hours} hours apart");
        }
    }
}
