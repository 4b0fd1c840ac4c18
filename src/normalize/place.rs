//! Which item a warning is about.

use crate::model::raw::{RawItem, Warning};

use super::shown;

/// Where an item stands: its line, or where that is not known what it is called.
pub(super) struct Place {
    line: Option<usize>,
    name: Option<String>,
}

impl Place {
    pub(super) fn of(raw: &RawItem) -> Self {
        let line = raw.place.line;
        let title = raw.title.as_ref().map(|title| title.value.as_str());
        let name = raw.guid.as_deref().or(raw.link.as_deref()).or(title);
        Self { line, name: name.filter(|_| line.is_none()).map(shown) }
    }

    /// Says it with warnings that do not yet.
    pub(super) fn note(self, warnings: &mut [Warning]) {
        let name = self.name.map(|name| format!(" (item {name:?})")).unwrap_or_default();
        for warning in warnings {
            warning.line = warning.line.or(self.line);
            warning.message.push_str(&name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::raw::Place as Line;

    #[test]
    fn a_warning_says_which_item_it_is_about() {
        let noted = |line| {
            let guid = Some("urn:1".to_owned());
            let raw = RawItem { guid, place: Line { line }, ..RawItem::default() };
            let mut warnings = [super::super::warning("bad-address", "x".to_owned())];
            Place::of(&raw).note(&mut warnings);
            let [warning] = warnings;
            (warning.message, warning.line)
        };
        assert_eq!(noted(Some(7)), ("x".to_owned(), Some(7)));
        assert_eq!(noted(None), ("x (item \"urn:1\")".to_owned(), None));
    }
}
