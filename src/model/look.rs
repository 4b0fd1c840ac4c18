//! How pages look: what an operator may put in place of what comes with the program.

use std::collections::BTreeMap;

use url::Url;

/// `[publish] theme` and `[publish.look]`, as they stand in an edition. The default changes
/// nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// Files of the theme, by name: templates and style sheets in place of ours.
    pub files: BTreeMap<String, String>,
    /// CSS that follows the style sheet: the variables that were set.
    pub variables: String,
    /// A picture beside the title.
    pub logo: Option<Url>,
}

impl Look {
    /// The files that a theme may have.
    pub const FILES: [&str; 4] = ["index.html", "status.html", "style.css", "feed.css"];

    /// A file of the theme, or what stands in for it.
    #[must_use]
    pub fn file<'l>(&'l self, name: &str, ours: &'l str) -> &'l str {
        self.files.get(name).map_or(ours, String::as_str)
    }
}
