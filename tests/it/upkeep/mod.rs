//! What becomes of items after they were published: taken back, edited, aged.

mod edited;
mod explained;
mod joined;
mod kept;
mod lost;
mod parted;
mod restored;
mod retracted;
mod reused;
mod salvaged;
mod seconds;
mod two;
mod undated;

/// An entry of Atom: id, title, and when it was published and changed, as far as that is known.
fn entry(id: &str, title: &str, dates: &str) -> String {
    format!(
        "<entry><id>tag:coop.example,2026:{id}</id><title>{title}</title>{dates}\
         <link href=\"https://coop.example/{id}\"/></entry>"
    )
}

fn atom(inside: &[String]) -> String {
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" \
         xmlns:at=\"http://purl.org/atompub/tombstones/1.0\"><title>News</title>{}</feed>",
        inside.concat()
    )
}

/// `<published>` on a day of January 2026, `<updated>` on another.
fn dates(published: u32, updated: u32) -> String {
    format!(
        "<published>2026-01-{published:02}T00:00:00Z</published>\
         <updated>2026-01-{updated:02}T00:00:00Z</updated>"
    )
}

/// Two sources of these names, at addresses of theirs.
const TWO: &str = "[[source]]\nid = \"one\"\nurl = \"https://one.example/\"\n\
                   [[source]]\nid = \"two\"\nurl = \"https://two.example/\"\n";
