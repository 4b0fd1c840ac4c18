//! Adding sources to `feeds.toml`, with its comments and its form kept.

use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, TomlError, Value, value};

/// A source that is to stand in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSource {
    /// `id`.
    pub id: String,
    /// `title`.
    pub title: Option<String>,
    /// `url`.
    pub url: String,
    /// `type`, where it is not `auto`.
    pub kind: Option<&'static str>,
    /// `language`.
    pub language: Option<String>,
    /// `tags`.
    pub tags: Vec<String>,
    /// `[source.listing]`: names and selectors.
    pub listing: Vec<(&'static str, String)>,
}

/// Why nothing was added.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppendError {
    /// The file is no TOML.
    #[error("the configuration is no TOML")]
    Toml(#[from] TomlError),
    /// `source` is something that nothing can be added to.
    #[error("source in the configuration is no list of tables; write [[source]]")]
    NoList,
}

/// The text of a configuration with some more sources, behind those that it has.
pub fn append(text: &str, sources: &[NewSource]) -> Result<String, AppendError> {
    let mut document: DocumentMut = text.parse()?;
    let empty = || Item::ArrayOfTables(ArrayOfTables::new());
    match document.entry("source").or_insert_with(empty) {
        Item::ArrayOfTables(list) => list.extend(sources.iter().map(table)),
        Item::Value(Value::Array(list)) => {
            list.extend(sources.iter().map(|source| table(source).into_inline_table()));
        }
        _ => return Err(AppendError::NoList),
    }
    Ok(document.to_string())
}

/// A text as TOML writes it, ready to paste.
#[must_use]
pub fn quoted(text: &str) -> String {
    let text = literal(text);
    let is_plain = !text.contains(|letter: char| letter == '\'' || letter.is_control());
    if is_plain { format!("'{text}'") } else { Value::from(text).to_string() }
}

fn table(source: &NewSource) -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    table["id"] = text(&source.id);
    let optional = [("title", source.title.as_deref()), ("url", Some(&source.url))];
    let more = [("type", source.kind), ("language", source.language.as_deref())];
    for (key, given) in optional.into_iter().chain(more) {
        if let Some(given) = given {
            table[key] = text(given);
        }
    }
    if !source.tags.is_empty() {
        table["tags"] = value(source.tags.iter().map(|tag| literal(tag)).collect::<Value>());
    }
    if !source.listing.is_empty() {
        let selectors = source.listing.iter().map(|(name, selector)| (*name, literal(selector)));
        let mut listing: Table = selectors.collect::<InlineTable>().into_table();
        listing.decor_mut().set_prefix("\n");
        table["listing"] = Item::Table(listing);
    }
    table
}

fn text(given: &str) -> Item {
    value(literal(given))
}

/// What comes from outside must not reach for the environment.
fn literal(given: &str) -> String {
    given.replace("${", "$${")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{Environment, TEMPLATE, check};

    const HEAD: &str = "[site]\ntitle = \"t\"\nurl = \"https://f.example/\"\n\n";

    fn source(id: &str) -> NewSource {
        let url = format!("https://{id}.example/?a=${{HOME}}");
        NewSource { id: id.to_owned(), url, ..NewSource::default() }
    }

    #[track_caller]
    fn ids(text: &str) -> Vec<String> {
        let config = check(text, Path::new("feeds.toml"), &Environment::default());
        let config = config.unwrap_or_else(|problems| panic!("{problems}\n{text}"));
        config.plan.sources.iter().map(|planned| planned.source.id.to_string()).collect()
    }

    #[test]
    fn what_stood_there_stays_to_the_byte() {
        let added = append(TEMPLATE, &[source("new")]).unwrap();
        for line in TEMPLATE.lines() {
            assert!(added.contains(line), "{line}");
        }
        let mut before = ids(TEMPLATE);
        before.push("new".to_owned());
        assert_eq!(ids(&added), before);
    }

    #[test]
    fn every_form_of_the_list_is_added_to() {
        let none = append(HEAD, &[source("a"), source("b")]).unwrap();
        assert_eq!(ids(&none), ["a", "b"]);
        assert!(none.contains("\n[[source]]\nid = \"b\"\n"), "{none}");
        let inline = "source = [{ id = \"x\", url = \"https://x.example/\" }]\n".to_owned() + HEAD;
        assert_eq!(ids(&append(&inline, &[source("a")]).unwrap()), ["x", "a"]);
        let feeds_between = HEAD.to_owned()
            + "[[source]]\nid = \"x\"\nurl = \"https://x.example/\"\n[source.listing]\nitem = \"li\"\n\
               [[feed]]\nid = \"f\"\ntitle = \"F\"\nwhere = { source = [\"x\"] }\n";
        assert_eq!(ids(&append(&feeds_between, &[source("a")]).unwrap()), ["x", "a"]);
        assert!(append("source = 1", &[source("a")]).is_err());
        assert!(append("source = [", &[source("a")]).is_err());
    }

    #[test]
    fn every_field_is_written_and_nothing_is_taken_from_the_environment() {
        let full = NewSource {
            title: Some("\"Quoted\" ${TITLE}".to_owned()),
            kind: Some("listing"),
            language: Some("en".to_owned()),
            tags: vec!["One".to_owned(), "${TWO}".to_owned()],
            listing: vec![("item", "ul > li".to_owned())],
            ..source("a")
        };
        let text = append(HEAD, &[full]).unwrap();
        let config = check(&text, Path::new("feeds.toml"), &Environment::default()).unwrap();
        let source = &config.plan.sources[0].source;
        assert_eq!(source.title, "\"Quoted\" ${TITLE}");
        assert_eq!(source.url.query(), Some("a=${HOME}"));
        assert_eq!(source.tags, ["One", "${TWO}"]);
        assert!(text.contains("[source.listing]\nitem = \"ul > li\"\n"), "{text}");
    }

    #[test]
    fn what_is_quoted_is_read_as_it_was() {
        for text in
            ["ul > li", "a[href*=\"x\"]", "p:contains('x')", "a\u{7f}\u{1b}\n\\", "'\"\u{300}"]
        {
            let document: DocumentMut = format!("item = {}", quoted(text)).parse().unwrap();
            assert_eq!(document["item"].as_str(), Some(text));
        }
    }
}
