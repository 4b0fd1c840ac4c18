//! Which keys a text may mean that a person names an item by.

use crate::model::item::Key;
use crate::model::source::SourceId;

use super::{identity, sites};

/// The keys of an item that is named by an address (with or without its scheme), by a site's own
/// id, or by the guid that one of some sources gives it.
#[must_use]
pub fn keys(text: &str, sources: &[SourceId]) -> Vec<Key> {
    let Some(guid) = identity::guid(Some(text)) else { return Vec::new() };
    let with_scheme = || {
        let is_place = guid.contains(['.', ':']) && guid.contains('/') && !guid.contains(' ');
        is_place.then(|| identity::address(&format!("https://{guid}"))).flatten()
    };
    let address = identity::address(&guid);
    let global = identity::global(&guid, address.as_ref()).map(Key::GlobalGuid);
    let page = address.or_else(with_scheme);
    let site = page.as_ref().and_then(|url| sites::id(url.as_url()));
    let site = site.unwrap_or_else(|| guid.to_ascii_lowercase());
    let url = page.as_ref().map(|url| Key::Url(identity::url_key(url)));
    let as_guid = page.as_ref().map(|url| Key::GlobalGuid(identity::url_key(url)));
    let own = sources.iter().map(|source| Key::Guid(source.clone(), identity::bounded(&guid)));
    let mut keys: Vec<Key> =
        [Some(Key::Site(site)), url, global, as_guid].into_iter().flatten().chain(own).collect();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let sources = [SourceId::new("a").unwrap()];
        let shown: Vec<_> = keys(text, &sources).iter().map(ToString::to_string).collect();
        for key in expected {
            assert!(shown.iter().any(|one| one == key), "{text}: {key} is not in {shown:?}");
        }
    }

    #[test]
    fn a_text_may_mean_a_page_a_guid_or_a_site_s_id() {
        check("https://www.a.example/x/?utm_source=y", &["url:a.example/x", "id:a.example/x"]);
        check("a.example/x", &["url:a.example/x", "guid:a:a.example/x"]);
        check("12", &["guid:a:12"]);
        check("urn:uuid:ABC", &["id:urn:uuid:abc", "guid:a:urn:uuid:ABC"]);
        check("WCMS:577962", &["site:wcms:577962"]);
        check("http://ilo.ch/x/WCMS_577962/lang--en/index.htm", &["site:wcms:577962"]);
        assert_eq!(keys("  ", &[]), []);
    }
}
