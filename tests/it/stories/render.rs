//! Stories as documents of every format.

use std::fmt::Write;

use super::corpus::Story;

/// Every format, and a page that is read as a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Rss,
    Rdf,
    Atom,
    Json,
    Listing,
}

impl Format {
    pub(super) const ALL: [Self; 5] = [Self::Rss, Self::Rdf, Self::Atom, Self::Json, Self::Listing];
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

pub(super) fn render(format: Format, site: &str, stories: &[Story]) -> String {
    match format {
        Format::Rss => rss(site, stories),
        Format::Rdf => rdf(site, stories),
        Format::Atom => atom(site, stories),
        Format::Json => json(site, stories),
        Format::Listing => listing(stories),
    }
}

fn day_or_moment(story: &Story) -> Option<String> {
    story.date.map(|date| {
        if story.by_day { date.format("%Y-%m-%d").to_string() } else { date.to_rfc3339() }
    })
}

fn rss(site: &str, stories: &[Story]) -> String {
    let mut feed = format!(
        "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>{site}</title>\
         <link>https://{site}.example/</link><description>News</description>"
    );
    for story in stories {
        let date = day_or_moment(story)
            .map(|date| format!("<dc:date>{date}</dc:date>"))
            .unwrap_or_default();
        write!(
            feed,
            "<item><title>{}</title><link>{}</link><guid isPermaLink=\"false\">{}</guid>{date}\
             <description>{}</description></item>",
            escape(&story.title),
            escape(&story.url),
            escape(&story.guid),
            escape(&story.text),
        )
        .unwrap();
    }
    feed + "</channel></rss>"
}

fn rdf(site: &str, stories: &[Story]) -> String {
    let mut feed = format!(
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel rdf:about=\"https://{site}.example/\">\
         <title>{site}</title><link>https://{site}.example/</link><description>News</description></channel>"
    );
    for story in stories {
        let date = day_or_moment(story)
            .map(|date| format!("<dc:date>{date}</dc:date>"))
            .unwrap_or_default();
        let url = escape(&story.url);
        write!(
            feed,
            "<item rdf:about=\"{url}\"><title>{}</title><link>{url}</link>{date}\
             <description>{}</description></item>",
            escape(&story.title),
            escape(&story.text),
        )
        .unwrap();
    }
    feed + "</rdf:RDF>"
}

fn atom(site: &str, stories: &[Story]) -> String {
    let mut feed = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>{site}</title><id>https://{site}.example/</id>\
         <link href=\"https://{site}.example/\"/><updated>2026-09-01T00:00:00Z</updated>"
    );
    for story in stories {
        let date = day_or_moment(story)
            .map(|date| format!("<published>{date}</published>"))
            .unwrap_or_default();
        write!(
            feed,
            "<entry><title>{}</title><id>tag:{site}.example,2026:{}</id><link href=\"{}\"/>{date}\
             <summary>{}</summary></entry>",
            escape(&story.title),
            escape(&story.guid),
            escape(&story.url),
            escape(&story.text),
        )
        .unwrap();
    }
    feed + "</feed>"
}

fn json(site: &str, stories: &[Story]) -> String {
    let item = |story: &Story| {
        let mut item = serde_json::json!({ "id": story.guid, "url": story.url, "title": story.title,
            "summary": story.text, "content_text": story.text });
        if let Some(date) = day_or_moment(story) {
            item["date_published"] = date.into();
        }
        item
    };
    let items: Vec<_> = stories.iter().map(item).collect();
    serde_json::json!({ "version": "https://jsonfeed.org/version/1.1", "title": site,
        "home_page_url": format!("https://{site}.example/"), "items": items })
    .to_string()
}

fn listing(stories: &[Story]) -> String {
    let mut page =
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>News</title></head><body>\
        <div class=\"items-list\"><ol class=\"item-list\">"
            .to_owned();
    for story in stories {
        let date =
            story.date.map(|date| date.format("<p class=\"item-info\">%d %B %Y</p>").to_string());
        write!(
            page,
            "<li><h5 class=\"item-title\"><a href=\"{}\">{}</a></h5>{}<p>{}</p></li>",
            escape(&story.url),
            escape(&story.title),
            date.unwrap_or_default(),
            escape(&story.text),
        )
        .unwrap();
    }
    page + "</ol></div></body></html>"
}
