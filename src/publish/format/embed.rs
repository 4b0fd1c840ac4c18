//! The widget for other people's sites: as a script, a frame, a fragment, and by oEmbed.
//!
//! Every way stands in the published folder as a plain file, so that it works from any web server.

use std::sync::LazyLock;

use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha384};

use crate::model::edition::{Artifact, Edition};
use crate::model::hash::base64;
use crate::publish::format::html::engine::{fill, hash_source};
use crate::publish::format::html::row::{Row, row};
use crate::publish::format::{about, html};
use crate::publish::{Format, RenderError, clean, shown_date};

pub(super) mod builder;

/// How many items the frame and the fragment show; whoever wants more follows the link.
const ITEMS: usize = 20;

/// What `embed.html` may do besides: nothing. It opens links in new tabs.
const SANDBOX: &str = "allow-scripts allow-popups allow-popups-to-escape-sandbox";

/// The size of a frame that cannot grow, in CSS pixels.
const FRAME: (u32, u32) = (600, 480);

/// The web component, as it is sent.
static SCRIPT: LazyLock<String> =
    LazyLock::new(|| lean(include_str!("../../../assets/embed/embed.js")));

/// `embed.html`: the items for an iframe. Without a script it shows them all, and scrolls.
pub struct Frame;

/// `embed.fragment.html`: the items for a server-side include, without style or script.
pub struct Fragment;

/// `oembed.json`: what a CMS needs to know to embed the frame, <https://oembed.com>.
pub struct OEmbed;

/// `embed.js`: the web component `<sangam-feed>`, always the newest.
pub struct Script;

/// The same under a name that holds its hash, for pages that pin it by `integrity`: their copy
/// stays when a newer one comes.
pub struct PinnedScript;

impl Format for Frame {
    fn name(&self) -> &'static str {
        "embed.html"
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        const STYLE: &str = include_str!("../../../assets/embed/embed.css");
        static FRAME_SCRIPT: LazyLock<String> =
            LazyLock::new(|| lean(include_str!("../../../assets/embed/frame.js")));
        let fragment = String::from_utf8_lossy(&fragment(edition, 1)?).into_owned();
        let page = FramePage {
            policy: frame_policy(STYLE, &FRAME_SCRIPT),
            style: STYLE,
            script: &FRAME_SCRIPT,
            language: edition.site.language.to_string(),
            title: about::title(edition),
            home: about::home_page(edition),
            fragment: fragment.trim_end(),
        };
        let template = include_str!("../../../assets/embed/embed.html");
        Ok(Artifact {
            path: format!("{}{}", edition.folder, self.name()),
            media_type: html::MEDIA_TYPE,
            bytes: fill(self.name(), template, &page)?,
            items: edition.entries.len().min(ITEMS),
        })
    }
}

/// What the frame is filled with.
#[derive(Serialize)]
struct FramePage<'a> {
    policy: String,
    style: &'static str,
    script: &'a str,
    language: String,
    title: String,
    home: String,
    fragment: &'a str,
}

fn frame_policy(style: &str, script: &str) -> String {
    let (style, script) = (hash_source(style), hash_source(script));
    format!(
        "default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; \
         form-action 'none'"
    )
}

impl Format for Fragment {
    fn name(&self) -> &'static str {
        "embed.fragment.html"
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        Ok(Artifact {
            path: format!("{}{}", edition.folder, self.name()),
            media_type: html::MEDIA_TYPE,
            bytes: fragment(edition, 2)?,
            items: edition.entries.len().min(ITEMS),
        })
    }
}

/// What the fragment is filled with.
#[derive(Serialize)]
struct FragmentPage {
    /// Of the heading.
    level: u8,
    language: String,
    title: String,
    home: String,
    items: Vec<Card>,
}

/// An item, with its day in words.
#[derive(Serialize)]
struct Card {
    #[serde(flatten)]
    row: Row,
    date: String,
}

fn fragment(edition: &Edition, level: u8) -> Result<Vec<u8>, RenderError> {
    let cards = edition.entries.iter().take(ITEMS).map(|stored| Card {
        row: row(edition, stored),
        date: shown_date(stored).format("%-d %B %Y").to_string(),
    });
    let page = FragmentPage {
        level,
        language: edition.site.language.to_string(),
        title: about::title(edition),
        home: about::home_page(edition),
        items: cards.collect(),
    };
    fill("embed.fragment.html", include_str!("../../../assets/embed/fragment.html"), &page)
}

impl Format for OEmbed {
    fn name(&self) -> &'static str {
        "oembed.json"
    }

    fn render(&self, edition: &Edition) -> Result<Artifact, RenderError> {
        let site = clean::line(&edition.site.title).unwrap_or_else(|| about::title(edition));
        let answer = json!({
            "version": "1.0",
            "type": "rich",
            "title": about::title(edition),
            "author_name": about::author(edition),
            "provider_name": site,
            "provider_url": clean::address(&edition.site.url),
            "cache_age": 86_400,
            "width": FRAME.0,
            "height": FRAME.1,
            "html": frame_snippet(edition),
        });
        let mut bytes = serde_json::to_vec_pretty(&answer)
            .map_err(|error| RenderError { file: self.name(), source: error.into() })?;
        bytes.push(b'\n');
        Ok(Artifact {
            path: format!("{}{}", edition.folder, self.name()),
            media_type: "application/json",
            bytes,
            items: 0,
        })
    }
}

/// The lines that put the frame into a page.
fn frame_snippet(edition: &Edition) -> String {
    let address = clean::escape(&about::address(edition, "embed.html"));
    let title = clean::escape(&about::title(edition));
    let (width, height) = FRAME;
    format!(
        "<iframe src=\"{address}\" title=\"{title}\" width=\"{width}\" height=\"{height}\" \
         frameborder=\"0\" loading=\"lazy\" sandbox=\"{SANDBOX}\" data-sangam></iframe>"
    )
}

impl Format for Script {
    fn name(&self) -> &'static str {
        "embed.js"
    }

    fn applies(&self, edition: &Edition) -> bool {
        edition.folder.is_empty()
    }

    fn render(&self, _: &Edition) -> Result<Artifact, RenderError> {
        Ok(script(self.name().to_owned()))
    }
}

impl Format for PinnedScript {
    fn name(&self) -> &'static str {
        "embed-….js"
    }

    fn applies(&self, edition: &Edition) -> bool {
        edition.folder.is_empty()
    }

    fn render(&self, _: &Edition) -> Result<Artifact, RenderError> {
        Ok(script(pinned_name()))
    }
}

fn script(path: String) -> Artifact {
    let media_type = "text/javascript; charset=utf-8";
    Artifact { path, media_type, bytes: SCRIPT.as_bytes().to_vec(), items: 0 }
}

/// It is called as [`PinnedScript`] is, in whichever version.
pub(super) fn is_pinned(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_prefix("embed-").is_some_and(|rest| rest.strip_suffix(".js").is_some())
}

/// `embed-0123456789ab.js`
fn pinned_name() -> String {
    let hash = crate::model::hash::Hash::of(SCRIPT.as_bytes()).to_string();
    format!("embed-{}.js", &hash[..12])
}

/// Subresource Integrity §3.1: what a browser compares the script with before it runs it.
#[must_use]
pub fn integrity() -> String {
    format!("sha384-{}", base64(&Sha384::digest(SCRIPT.as_bytes())))
}

/// A script or style without its comments and indentation, which are for those who read it here.
/// Ours hold no text to which that would matter.
pub(super) fn lean(source: &str) -> String {
    let lines = source.lines().map(str::trim);
    let kept = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    let kept = kept.filter(|line| !(line.starts_with("/**") && line.ends_with("*/")));
    kept.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_light() {
        assert!(SCRIPT.len() <= 10_000, "{} bytes", SCRIPT.len());
        assert!(SCRIPT.contains("customElements.define(\"sangam-feed\""));
    }

    #[test]
    fn what_is_for_readers_of_the_source_is_not_sent() {
        let source = "// About.\nlet a = `\n  b`; // kept\n\n  /** What. */\n  c();\n";
        assert_eq!(lean(source), "let a = `\nb`; // kept\nc();\n");
    }
}
