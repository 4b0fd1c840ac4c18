//! `[site]`.

use url::Url;

use super::section::Section;
use super::values::{LANGUAGE, TEXT, WEB_ADDRESS, Wrong, email, language, public_address, words};
use crate::model::edition::Site;
use crate::model::item::Person;
use crate::model::language::Language;

/// Reads `[site]`.
pub(super) fn site(root: &Section<'_>) -> Option<Site> {
    let section = root.table("site", "[site]");
    let title = section.read("title", TEXT, words);
    let title = section.required("title", title, "a feed needs a name");
    let url = section.read("url", BASE, base_address);
    let url =
        section.required("url", url, "every published address is under it, so it must be known");
    let description = section.read("description", TEXT, words);
    let language = section.read("language", LANGUAGE, language);
    let icon = section.read("icon", WEB_ADDRESS, public_address);
    let author = author(&section, title.as_deref());
    section.finish(&[]);
    Some(Site {
        title: title?,
        url: url?,
        description,
        language: language.or_else(|| Language::new("en").ok())?,
        author,
        icon,
    })
}

/// What a base address is, for messages.
pub(super) const BASE: &str = "the public base address, such as \"https://feeds.example.org/\"";

/// The base ends with a slash, so that relative paths count from it and not from beside it.
pub(super) fn base_address(text: &str) -> Result<Url, Wrong> {
    let mut url = public_address(text)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Wrong::because("it ends before \"?\" and \"#\""));
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// Atom asks for an author: where none is named, it is the site itself.
fn author(site: &Section<'_>, title: Option<&str>) -> Person {
    let section = site.table("author", "author of [site]");
    let person = Person {
        name: section.read("name", TEXT, words),
        email: section.read("email", "an e-mail address such as \"desk@example.org\"", email),
        url: section.read("url", WEB_ADDRESS, public_address),
    };
    section.finish(&[]);
    if person == Person::default() {
        return Person { name: title.map(str::to_owned), ..person };
    }
    person
}
