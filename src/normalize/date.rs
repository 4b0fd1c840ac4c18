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
        .or_else(|| date::period(stated))
        .or_else(|| date::find(stated, hints).map(|(published, _)| published));
    if found.is_none() {
        let message = format!("{:?} is no date", shown(stated));
        warnings.push(warning("unreadable-date", message));
    }
    found
}

/// The first of several statements that is a date.
pub(super) fn first(
    stated: Option<&str>,
    others: &[String],
    hints: &DateHints,
    warnings: &mut Vec<Warning>,
) -> Option<Published> {
    let mut all = stated.into_iter().chain(others.iter().map(String::as_str));
    all.find_map(|stated| date(Some(stated), hints, warnings))
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
        assert_eq!(read("2017-09").unwrap().at.to_rfc3339(), "2017-09-01T00:00:00+00:00");
        assert!(read("").is_none());
        assert!(read("soon").is_none());
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].message, "\"soon\" is no date");
        let others = ["2017-09-28".to_owned(), "2018".to_owned()];
        let found = first(Some("soon"), &others, &DateHints::default(), &mut warnings);
        assert_eq!(found.unwrap().at.to_rfc3339(), "2017-09-28T00:00:00+00:00");
        assert_eq!(warnings.len(), 2);
    }
}
