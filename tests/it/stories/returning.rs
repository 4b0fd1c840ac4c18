//! Our own items that come back through a partner.

use super::World;
use super::corpus::{self, Story};
use super::render::{Format, render};

#[test]
fn an_item_that_carries_our_id_is_that_item() {
    let mut world = World::default();
    let stories: Vec<Story> = (0..6).map(|n| corpus::story("origin", n)).collect();
    world.fetch("origin", &render(Format::Rss, "origin", &stories));
    let before: Vec<_> = world.known.items.values().cloned().collect();
    // The partner has our ids, its own pages, and titles and texts in words of its own.
    let mut returned = Vec::new();
    for (item, n) in before.iter().zip(0..) {
        let mut story = corpus::story("partner", n);
        story.guid = item.id.to_string();
        story.title = format!("Seen elsewhere: number {n}");
        story.text = "Our partner wrote about it.".to_owned();
        returned.push(story);
    }
    for format in [Format::Rss, Format::Json] {
        world.hour += 1;
        world.fetch("partner", &render(format, "partner", &returned));
        assert_eq!(world.known.items.len(), 6, "{format:?}");
    }
    for item in &before {
        let after = world.item(item.id);
        assert!(after.item.looks_like(&item.item), "{:?}", after.item.title);
        assert_eq!(after.updated, item.updated);
        assert_eq!(after.primary().source.as_str(), "origin");
    }
}

#[test]
fn what_names_our_feed_as_its_origin_is_never_new() {
    let mut world = World::default();
    let feed = |origin: &str| {
        format!(
            "<rss version=\"2.0\"><channel><title>p</title><link>https://partner.example/</link>\
             <description>d</description><item><title>A story that nobody here knows of</title>\
             <link>https://partner.example/1</link><guid isPermaLink=\"false\">p-1</guid>\
             <source url=\"{origin}\">Feed</source></item></channel></rss>"
        )
    };
    let set = world.fetch("partner", &feed("https://feeds.ours.example/rss.xml"));
    assert!(set.changes.is_empty());
    let set = world.fetch("other", &feed("https://feeds.theirs.example/rss.xml"));
    assert_eq!(set.counts.added, 1);
    let another = feed("https://feeds.ours.example/blog/feed")
        .replace("A story that nobody here knows of", "What the blog beside our feeds says")
        .replace("partner.example/1", "partner.example/2")
        .replace("p-1", "p-2");
    assert_eq!(world.fetch("third", &another).counts.added, 1);
}
