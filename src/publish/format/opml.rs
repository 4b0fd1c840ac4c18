//! The sources, as OPML 2.0.

use crate::model::edition::{Artifact, Edition};
use crate::publish::format::{about, current};
use crate::publish::shown::ShownSource;
use crate::publish::{Format, RenderError, clean};

/// `feeds.opml`: in the main edition's folder only, because it lists all sources; and only where
/// there is one to list, because OPML has no empty lists.
pub struct Opml;

const FILE: &str = "feeds.opml";

impl Format for Opml {
    fn name(&self) -> &'static str {
        FILE
    }

    fn applies(&self, edition: &Edition) -> bool {
        edition.folder.is_empty() && outlines(edition).next().is_some()
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        let outlines: Vec<_> = outlines(edition).collect();
        Ok(Artifact {
            path: format!("{}{FILE}", edition.folder),
            media_type: "text/x-opml; charset=utf-8",
            bytes: document(edition, &outlines).into_bytes(),
            items: outlines.len(),
        })
    }
}

fn outlines(edition: &Edition) -> impl Iterator<Item = String> {
    let sources = current(edition).map(|id| ShownSource::new(id, &edition.sources));
    sources.filter_map(|source| outline(&source))
}

fn document(edition: &Edition, outlines: &[String]) -> String {
    let title = clean::escape(&about::title(edition));
    let owner = clean::escape(&about::author(edition));
    let body = outlines.concat();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <opml version=\"2.0\">\n  \
           <head>\n    \
             <title>{title}</title>\n    \
             <ownerName>{owner}</ownerName>\n    \
             <docs>http://opml.org/spec2.opml</docs>\n  \
           </head>\n  \
           <body>\n{body}  </body>\n\
         </opml>\n"
    )
}

/// A feed can be subscribed to; a listing is a link, so that no reader tries to.
fn outline(source: &ShownSource) -> Option<String> {
    let title = clean::escape(&source.title);
    let url = clean::escape(source.url.as_deref()?);
    let kind = if source.is_feed {
        format!("type=\"rss\" xmlUrl=\"{url}\"")
    } else {
        format!("type=\"link\" url=\"{url}\"")
    };
    Some(format!("    <outline text=\"{title}\" title=\"{title}\" {kind}/>\n"))
}
