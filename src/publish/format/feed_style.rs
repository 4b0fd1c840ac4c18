//! How a feed looks that somebody opens in a browser: a style sheet, which every feed names. Browsers
//! have no XSLT any more.

use memchr::memmem;

use crate::model::edition::{Artifact, Edition};
use crate::publish::{Format, RenderError};

/// `feed.css`, in the main folder.
pub struct FeedStyle;

const FILE: &str = "feed.css";

const STYLE: &str = include_str!("../../../assets/feed.css");

impl Format for FeedStyle {
    fn name(&self) -> &'static str {
        FILE
    }

    fn applies(&self, edition: &Edition) -> bool {
        edition.folder.is_empty()
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        let style = format!("{}{}", edition.look.file(FILE, STYLE), edition.look.variables);
        let media_type = "text/css; charset=utf-8";
        Ok(Artifact { path: FILE.to_owned(), media_type, bytes: style.into_bytes(), items: 0 })
    }
}

/// The same feed, naming its style sheet (Associating Style Sheets with XML documents 1.0) by a
/// relative address: browsers take none from another site. What is no XML feed stays as it is.
pub(crate) fn styled(mut artifact: Artifact) -> Artifact {
    let is_feed = ["application/rss+xml", "application/atom+xml"]
        .iter()
        .any(|media_type| artifact.media_type.starts_with(media_type));
    if !is_feed || !artifact.bytes.starts_with(b"<?xml ") {
        return artifact;
    }
    let Some(end) = memmem::find(&artifact.bytes, b"?>") else { return artifact };
    let at = end + 2;
    let root = "../".repeat(artifact.path.matches('/').count());
    let names = format!("\n<?xml-stylesheet type=\"text/css\" href=\"{root}{FILE}\"?>");
    artifact.bytes.splice(at..at, names.into_bytes());
    artifact
}

#[cfg(test)]
mod tests {
    use super::*;

    fn artifact(path: &str, media_type: &'static str, text: &str) -> Artifact {
        Artifact { path: path.to_owned(), media_type, bytes: text.into(), items: 0 }
    }

    #[test]
    fn a_feed_names_its_style_from_where_it_stands() {
        let atom = "application/atom+xml; charset=utf-8";
        let feed = artifact("feeds/a/atom.xml", atom, "<?xml version=\"1.0\"?>\n<feed/>");
        let text = String::from_utf8(styled(feed).bytes).unwrap();
        let second = text.lines().nth(1).unwrap();
        assert_eq!(second, "<?xml-stylesheet type=\"text/css\" href=\"../../feed.css\"?>");
        let json = artifact("feed.json", "application/feed+json", "{}");
        assert_eq!(styled(json.clone()), json);
    }
}
