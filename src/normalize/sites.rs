//! What is known of single sites: ids that they give to their content, hosts that are one.

use url::Url;

/// A site whose addresses need to be known.
struct Site {
    /// The host that stands for all of them in keys.
    host: &'static str,
    /// Its domains; each with and without `www.` and `www2.`.
    domains: &'static [&'static str],
    /// Name in keys, and what stands before the id in a path, in lower case.
    id: (&'static str, &'static str),
}

const SITES: [Site; 1] = [
    // The old site of the International Labour Organization served every page from all of these,
    // under many folders and with `lang--xx` of the furniture around it; `WCMS_577962` names one
    // language edition of an item wherever it stands.
    Site {
        host: "ilo.org",
        domains: &["ilo.org", "oit.org", "ilo.ch", "ilo.int"],
        id: ("wcms", "wcms_"),
    },
];

/// The id that a site gives to what is shown at an address: `wcms:577962`.
pub(super) fn id(url: &Url) -> Option<String> {
    let site = site(url.host_str()?)?;
    let (name, mark) = site.id;
    let segments = url.path_segments()?;
    let mut ids = segments.filter_map(|segment| {
        let id = segment.to_ascii_lowercase().strip_prefix(mark)?.to_owned();
        let end = id.find(|c: char| !c.is_ascii_digit()).unwrap_or(id.len());
        let ends_well = id[end..].is_empty() || id[end..].starts_with('.');
        ((1..=18).contains(&end) && ends_well).then(|| format!("{name}:{}", &id[..end]))
    });
    ids.next()
}

/// The host under which an address is compared.
pub(super) fn host(host: &str) -> &str {
    site(host).map_or(host, |site| site.host)
}

fn site(host: &str) -> Option<&'static Site> {
    let bare = host.strip_prefix("www.").or_else(|| host.strip_prefix("www2.")).unwrap_or(host);
    SITES.iter().find(|site| site.domains.contains(&bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, expected: Option<&str>) {
        assert_eq!(id(&Url::parse(url).unwrap()).as_deref(), expected, "{url}");
    }

    #[test]
    fn the_ilo_numbers_its_content() {
        let id = Some("wcms:577962");
        check("http://www.ilo.org/asia/WCMS_577962/lang--en/index.htm", id);
        check("https://ilo.org/tokyo/whats-new/WCMS_577962/lang--ja/index.htm", id);
        check("http://www2.ilo.org/x/wcms_577962/lang--en/nextRow--10/index.htm", id);
        check("https://www.oit.org/WCMS_577962/lang--es/index.htm", id);
        check("http://ilo.ch/wcmsp5/groups/public/documents/wcms_577962.pdf", id);
        check("https://www.ilo.int/WCMS_577962", id);
        check("https://example.org/WCMS_577962", None);
        check("https://notilo.org/WCMS_577962", None);
        check("https://www.ilo.org/WCMS_x", None);
        check("https://www.ilo.org/WCMS_577962x", None);
        check("https://www.ilo.org/asia/lang--en/index.htm", None);
    }
}
