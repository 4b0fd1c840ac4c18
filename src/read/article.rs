//! An item's own page, read for its text: what stands around it is left out.

use dom_smoothie::{Config, Readability};
use url::Url;

use crate::model::document::Document;
use crate::model::raw::{RawItem, RawPerson, RawText};
use crate::read::listing::Page;
use crate::read::{ReadError, charset, detect};

/// Longer pages are not read for their text.
const LARGEST: usize = 4_000_000;

/// Elements of a page that is read for its text.
const MOST_ELEMENTS: usize = 60_000;

/// Less text is a caption or a notice. A character of East Asia counts twice.
const SHORTEST: usize = 250;

/// Longer bylines are texts.
const LONGEST_BYLINE: usize = 120;

/// Reads an item's own page: its text, picture, author, language and date, as far as it has them.
/// A page without a text of its own is an error.
pub fn read_article(document: &Document) -> Result<RawItem, ReadError> {
    let decoded = charset::decode(document);
    match detect::detect(&decoded.text) {
        detect::Shape::Html => {}
        detect::Shape::Empty => return Err(ReadError::Empty),
        _ => return Err(ReadError::NotAPage),
    }
    let page = Page::parse(&decoded.text, document.url.as_ref());
    if let Some(wall) = page.wall() {
        return Err(wall);
    }
    let (name, base) = (page.name(), page.base().cloned());
    let nothing = || ReadError::NoText { page: name.clone() };
    if page.is_cut() || decoded.text.len() > LARGEST {
        return Err(nothing());
    }
    let config = Config {
        max_elements_to_parse: MOST_ELEMENTS,
        char_threshold: SHORTEST,
        ..Config::default()
    };
    let url = document.url.as_ref().map(Url::as_str);
    let article = Readability::new(page.into_content(), url, Some(config))
        .and_then(|mut reader| reader.parse())
        .map_err(|_| nothing())?;
    if length(&article.text_content) < SHORTEST {
        return Err(nothing());
    }
    let byline = article.byline.map(|name| name.trim().to_owned());
    let author = byline.filter(|name| !name.is_empty() && name.chars().count() <= LONGEST_BYLINE);
    Ok(RawItem {
        link: document.url.as_ref().map(ToString::to_string),
        content: Some(RawText::html(article.content.to_string())),
        base,
        published: article.published_time,
        authors: author
            .map(|name| RawPerson { name: Some(name), ..RawPerson::default() })
            .into_iter()
            .collect(),
        language: article.lang,
        image: article.image,
        ..RawItem::default()
    })
}

fn length(text: &str) -> usize {
    let seen = text.chars().filter(|c| !c.is_whitespace());
    seen.map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> Result<RawItem, ReadError> {
        read_article(&Document {
            url: Some(Url::parse("https://coop.example/news/mill").unwrap()),
            content_type: Some("text/html; charset=utf-8".to_owned()),
            body: html.to_owned().into(),
        })
    }

    const TEXT: &str = "The members met in the hall of the old mill, counted the votes twice, and \
        decided to buy the building from the bank before the rains set in. ";

    fn page(text: &str) -> String {
        let menu = "<li><a href=/m>Menu item</a>".repeat(20);
        format!(
            "<!DOCTYPE html><html lang=en><head><title>Mill bought</title>\
             <meta property=og:image content=/mill.jpg><meta name=author content='Rina Das'>\
             <meta property=article:published_time content=2019-03-03T10:15:00Z></head>\
             <body><nav><ul>{menu}</ul></nav><div class=cookie>We use cookies to improve your \
             experience.</div><main><h1>Mill bought</h1>{text}</main>\
             <footer>© Federation of Societies, all rights reserved</footer></body></html>"
        )
    }

    #[test]
    fn the_text_is_taken_without_what_stands_around_it() {
        let article = read(&page(&format!("<p>{TEXT}</p><p>{TEXT}</p><p>{TEXT}</p>"))).unwrap();
        let content = article.content.unwrap().value;
        assert!(content.contains("counted the votes twice"), "{content}");
        for around in ["Menu item", "cookies", "rights reserved"] {
            assert!(!content.contains(around), "{around}: {content}");
        }
        assert_eq!(article.published.as_deref(), Some("2019-03-03T10:15:00Z"));
        assert_eq!(article.authors[0].name.as_deref(), Some("Rina Das"));
        assert!(article.image.unwrap().ends_with("/mill.jpg"));
    }

    #[test]
    fn a_page_without_a_text_has_none() {
        let code = |html: &str| read(html).map_or_else(|error| error.code(), |_| "read");
        assert_eq!(code(&page("<p>Soon.</p>")), "no-text");
        assert_eq!(code("<title>Page not found</title><p>Sorry."), "soft-404");
        assert_eq!(code("<title>Just a moment...</title>"), "challenge");
        assert_eq!(code("<title>Log in</title><input type=password>"), "login-page");
        assert_eq!(code("%PDF-1.4"), "not-a-page");
        assert_eq!(code(""), "empty-document");
    }

    #[test]
    fn a_page_that_nests_deeply_ends_well() {
        let deep = format!("{}<p>{}</p>", "<div>".repeat(950), TEXT.repeat(9));
        std::thread::spawn(move || read(&deep).is_ok() || read(&"<b>".repeat(90_000)).is_err())
            .join()
            .unwrap();
    }
}
