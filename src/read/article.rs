//! An item's own page, read for its text: what stands around it is left out.

use dom_smoothie::{Article, Config, Readability};
use url::Url;

use crate::model::document::Document;
use crate::model::raw::{RawItem, RawPerson, RawText};
use crate::read::listing::{Page, is_within_bounds};
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
    let page = Page::parse_without_scripts(&decoded.text, document.url.as_ref());
    if let Some(wall) = page.wall() {
        return Err(wall);
    }
    let (base, date) = (page.base().cloned(), page.date());
    let nothing = page.likely_wall().unwrap_or_else(|| ReadError::NoText { page: page.name() });
    if page.is_cut() || decoded.text.len() > LARGEST {
        return Err(nothing);
    }
    let article = text(page.into_content(), document.url.as_ref()).ok_or(nothing)?;
    Ok(RawItem {
        link: document.url.as_ref().map(ToString::to_string),
        content: Some(RawText::html(article.content.to_string())),
        base,
        published: article.published_time.or(date),
        authors: article.byline.as_deref().and_then(author).into_iter().collect(),
        language: article.lang,
        image: article.image,
        ..RawItem::default()
    })
}

/// The text of a page without what stands around it. What reads it takes the page apart once
/// more, in its own way, and calls itself for elements in each other.
fn text(content: String, url: Option<&Url>) -> Option<Article> {
    if !is_within_bounds(&content) {
        return None;
    }
    let config = Config {
        max_elements_to_parse: MOST_ELEMENTS,
        char_threshold: SHORTEST,
        ..Config::default()
    };
    let read = Readability::new(content, url.map(Url::as_str), Some(config));
    let article = read.and_then(|mut one| one.parse()).ok()?;
    (length(&article.text_content) >= SHORTEST).then_some(article)
}

fn author(byline: &str) -> Option<RawPerson> {
    let name = byline.trim();
    let fits = !name.is_empty() && name.chars().count() <= LONGEST_BYLINE;
    fits.then(|| RawPerson { name: Some(name.to_owned()), ..RawPerson::default() })
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
    fn a_date_beside_the_heading_is_that_of_the_item() {
        let head = "<meta property=article:published_time content=2019-03-03T10:15:00Z>";
        let html = page(&format!("<p>3 March 2019</p><p>{}</p>", TEXT.repeat(3)));
        let article = read(&html.replace(head, "")).unwrap();
        assert_eq!(article.published.as_deref(), Some("3 March 2019"));
    }

    #[test]
    fn what_stands_in_for_scripts_is_no_text() {
        let late = "<p><img class=lazy src=data:,><noscript><img src=/boat.jpg></noscript></p>";
        let article = read(&page(&format!("<p>{TEXT}</p>{late}<p>{TEXT}</p><p>{TEXT}</p>")));
        let content = article.unwrap().content.unwrap().value;
        assert!(!content.contains("&lt;img"), "{content}");
        assert!(content.contains("boat.jpg"), "{content}");
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
    fn what_stands_on_ordinary_pages_too_is_no_wall() {
        let guards = "<form><input type=password><div class=g-recaptcha></div></form>";
        let html = page(&format!("<p>{}</p><h2>Ferry not found</h2>{guards}", TEXT.repeat(3)));
        assert!(read(&html).unwrap().content.unwrap().value.contains("counted the votes twice"));
        let code = |html: &str| read(html).unwrap_err().code();
        assert_eq!(code(&page(&format!("<p>Soon.</p>{guards}"))), "login-page");
    }

    /// On a stack as large as that of the threads that read pages.
    fn code_of_deep(html: String) -> &'static str {
        let read = move || read(&html).map_or_else(|error| error.code(), |_| "read");
        let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(read);
        thread.unwrap().join().unwrap()
    }

    #[test]
    fn a_page_that_nests_deeply_ends_well() {
        let text = format!("<p>{}</p>", TEXT.repeat(9));
        let nested = |tag: &str, depth| format!("{}{text}", tag.repeat(depth));
        assert_eq!(code_of_deep(nested("<div>", 950)), "read");
        assert_eq!(code_of_deep(nested("<b>", 90_000)), "no-text");
        let deep = format!("<br><br>{}", nested("<del>", 59_000));
        assert_eq!(code_of_deep(format!("{deep}</body><!---->")), "no-text");
        // Text to us, and elements to who takes our page apart again: there is one form then, and
        // what stood in the second is of MathML.
        let turning = "<form><math><mtext></form><form><mglyph><style></math>";
        let hidden = format!("<!DOCTYPE html>{turning}{deep}</style>");
        assert_eq!(code_of_deep(hidden), "no-text");
    }
}
