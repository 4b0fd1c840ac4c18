//! Identity: everything by which an item can be recognised.

use url::Url;

use crate::model::hash::Hash;
use crate::model::item::{Item, Key};
use crate::model::source::SourceId;
use crate::model::text::tidy;
use crate::model::url::CanonicalUrl;

use super::sites;

/// The longest guid that is kept, in bytes; a longer one is known by its hash.
pub(super) const LONGEST_GUID: usize = 2048;

/// The publisher's id, without what may not stand in XML.
pub(super) fn guid(stated: Option<&str>) -> Option<String> {
    stated.map(tidy).filter(|guid| !guid.is_empty())
}

/// The keys of an item, strongest first; `None` for one with no title, no text and no link.
///
/// A link to a site's front page is no key where there is any other: feeds give it to all of
/// their items.
pub(super) fn keys(item: &Item, source: &SourceId) -> Option<Vec<Key>> {
    let is_nameless = item.caption().is_empty();
    if is_nameless && item.url.is_none() {
        return None;
    }
    let mut keys = stated(item.guid.as_deref(), item.url.as_ref(), source);
    if keys.is_empty() {
        let front_page = item.url.as_ref().filter(|_| is_nameless);
        let front_page = front_page.map(|url| Key::Url(url_key(url)));
        keys.push(front_page.unwrap_or_else(|| Key::title_date(source, item)));
    }
    Some(keys)
}

/// The keys that guid and link give.
pub(super) fn stated(
    guid: Option<&str>,
    url: Option<&CanonicalUrl>,
    source: &SourceId,
) -> Vec<Key> {
    let guid_address = guid.and_then(address);
    let addresses = || url.into_iter().chain(&guid_address);
    let mut keys = Vec::new();
    keys.extend(addresses().find_map(|url| sites::id(url.as_url())).map(Key::Site));
    if let Some(guid) = guid {
        keys.push(Key::Guid(source.clone(), bounded(guid)));
        keys.extend(global(guid, guid_address.as_ref()).map(Key::GlobalGuid));
    }
    keys.extend(url.filter(|url| names_a_page(url)).map(|url| Key::Url(url_key(url))));
    keys
}

pub(super) fn bounded(guid: &str) -> String {
    if guid.len() <= LONGEST_GUID {
        guid.to_owned()
    } else {
        format!("hash:{}", Hash::of(guid.as_bytes()))
    }
}

/// A guid that is an address.
pub(super) fn address(guid: &str) -> Option<CanonicalUrl> {
    let url = Url::parse(guid).ok().filter(|_| guid.contains("://"))?;
    CanonicalUrl::new(url).ok()
}

/// A guid that nobody else can give, by its form (RFC 4151, RFC 9562, or an address).
pub(super) fn global(guid: &str, address: Option<&CanonicalUrl>) -> Option<String> {
    if let Some(url) = address {
        return names_a_page(url).then(|| url_key(url));
    }
    let lower = guid.to_ascii_lowercase();
    let is_uuid = lower.starts_with("urn:uuid:");
    // The specific part of a tag is compared as it stands, a UUID in any case.
    (is_uuid || lower.starts_with("tag:")).then(|| bounded(if is_uuid { &lower } else { guid }))
}

/// The address is not just that of a site.
fn names_a_page(url: &CanonicalUrl) -> bool {
    let url = url.as_url();
    url.path() != "/" || url.query().is_some() || url.fragment().is_some()
}

/// The key of an address, hosts of one site folded.
pub(super) fn url_key(url: &CanonicalUrl) -> String {
    let key = url.key();
    let end = key.find([':', '/', '?', '#']).unwrap_or(key.len());
    let (host, rest) = key.split_at(end);
    format!("{}{rest}", sites::host(host))
}

#[cfg(test)]
mod tests {
    use crate::model::item::Rejection;
    use crate::model::raw::{RawItem, RawText};
    use crate::normalize::tests::context;
    use crate::normalize::{Item, SourceContext, normalize};

    fn item(guid: &str, link: &str, title: &str) -> Result<Item, Rejection> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let raw = RawItem {
            guid: some(guid),
            link: some(link),
            title: some(title).map(RawText::plain),
            published: Some("28 September 2017".to_owned()),
            ..RawItem::default()
        };
        normalize(raw, &context(), &mut Vec::new())
    }

    #[track_caller]
    fn check(guid: &str, link: &str, expected: &[&str]) {
        let keys: Vec<_> = item(guid, link, "A Story").unwrap().keys;
        let shown: Vec<_> = keys.iter().map(ToString::to_string).collect();
        assert_eq!(shown, expected, "{guid} {link}");
    }

    #[test]
    fn keys_stand_strongest_first() {
        check("12", "https://a.org/x", &["guid:test:12", "url:a.org/x"]);
        check("tag:a.org,2017:x", "", &["guid:test:tag:a.org,2017:x", "id:tag:a.org,2017:x"]);
        check("urn:uuid:ABC", "", &["guid:test:urn:uuid:ABC", "id:urn:uuid:abc"]);
        check(
            "http://www.a.org/?p=1&utm_source=x",
            "https://a.org/x/",
            &["guid:test:http://www.a.org/?p=1&utm_source=x", "id:a.org?p=1", "url:a.org/x"],
        );
        check("", "https://www.a.org/x/?utm_source=y", &["url:a.org/x"]);
        check("", "", &["title:test:2017-09-28:a story"]);
        check("", "https://a.org/", &["title:test:2017-09-28:a story"]);
        check("https://a.org/", "https://a.org/", &["guid:test:https://a.org/"]);
    }

    #[test]
    fn a_page_of_the_ilo_is_the_same_on_all_of_its_hosts() {
        let wcms = "site:wcms:577962";
        for host in ["www.ilo.org", "www2.ilo.org", "ilo.ch", "www.oit.org", "www.ilo.int"] {
            let page = format!("http://{host}/asia/WCMS_577962/lang--en/index.htm");
            check("", &page, &[wcms, "url:ilo.org/asia/WCMS_577962/lang--en"]);
        }
        let guid = "http://oit.org/WCMS_577962";
        check(guid, "", &[wcms, &format!("guid:test:{guid}"), "id:ilo.org/WCMS_577962"]);
    }

    #[test]
    fn a_long_guid_is_known_by_its_hash() {
        let item = item(&"x".repeat(5000), "", "A story").unwrap();
        assert!(item.keys[0].to_string().starts_with("guid:test:hash:"));
        assert!(item.keys[0].to_string().len() < 100);
        assert_eq!(item.guid, None);
    }

    #[test]
    fn an_item_with_nothing_to_show_is_left_out() {
        assert_eq!(item("12", "", "").unwrap_err(), Rejection::NothingToShow);
        assert!(item("", "https://a.org/", "").is_ok());
        // Whoever looks at a document sees it all the same.
        let context = SourceContext { keeps_bare: true, ..context() };
        let raw = RawItem { published: Some("2017".to_owned()), ..RawItem::default() };
        let bare = normalize(raw, &context, &mut Vec::new()).unwrap();
        assert_eq!(bare.keys.len(), 1);
    }
}
