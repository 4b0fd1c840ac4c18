//! Dates: from text to a moment or a day.

use crate::model::date::{self, DateHints, Published};
use crate::model::raw::Warning;

use super::{shown, warning};

/// A stated date. A field that holds more than a date ("Posted on …") gives the date in it.
pub(super) fn date(
    stated: Option<&str>,
    hints: &DateHints,
    warnings: &mut Vec<Warning>,
) -> Option<Published> {
    let stated = stated.map(str::trim).filter(|stated| !stated.is_empty())?;
    let found = date::parse(stated, hints)
        .or_else(|| date::find(stated, hints).map(|(published, _)| published));
    if found.is_none() {
        let message = format!("{:?} is no date", shown(stated));
        warnings.push(warning("unreadable-date", message));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_cannot_be_read_is_a_warning() {
        let mut warnings = Vec::new();
        let mut read = |text| date(Some(text), &DateHints::default(), &mut warnings);
        assert!(read("Thu, 28 Sep 2017 10:15:00 GMT").is_some());
        assert!(read("Posted on 28 September 2017").is_some());
        assert!(read("").is_none());
        assert!(read("soon").is_none());
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].message, "\"soon\" is no date");
    }
}
