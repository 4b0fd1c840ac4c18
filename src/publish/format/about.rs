//! What every format has to say about the feed as a whole.

use crate::model::edition::Edition;
use crate::publish::clean;

/// The feed's title; never empty.
pub(crate) fn title(edition: &Edition) -> String {
    let own = clean::line(&edition.title).or_else(|| clean::line(&edition.site.title));
    own.unwrap_or_else(|| edition.site.url.host_str().unwrap_or("feed").to_owned())
}

/// What the feed is, in a sentence; never empty.
pub(crate) fn description(edition: &Edition) -> String {
    let title = title(edition);
    if edition.folder.is_empty() {
        return edition.site.description.as_deref().and_then(clean::line).unwrap_or(title);
    }
    match clean::line(&edition.site.title) {
        Some(site) if site != title => format!("{title} – {site}"),
        _ => title,
    }
}

/// Who publishes it: the author's name, or the site's title.
pub(crate) fn author(edition: &Edition) -> String {
    let name = edition.site.author.name.as_deref().and_then(clean::line);
    name.or_else(|| clean::line(&edition.site.title)).unwrap_or_else(|| title(edition))
}

/// Its page for people.
pub(crate) fn home_page(edition: &Edition) -> String {
    address(edition, "")
}

/// Address of one of its files.
pub(crate) fn address(edition: &Edition, file: &str) -> String {
    let url = edition.address(file);
    clean::address(&url).unwrap_or_else(|| url.to_string())
}

/// Address of a file by its path below the base address.
pub(crate) fn below_base(edition: &Edition, path: &str) -> String {
    let url = edition.site.url.join(path).unwrap_or_else(|_| edition.site.url.clone());
    clean::address(&url).unwrap_or_else(|| url.to_string())
}
