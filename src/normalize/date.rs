//! Dates: from text to a moment or a day.

use crate::model::date::{self, DateHints, Precision, Published};
use crate::model::raw::Warning;

use super::{shown, warning};

/// A stated date. A field that holds more than a date ("Posted on …") gives the date in it.
pub(super) fn date(
    stated: Option<&str>,
    hints: &DateHints,
    warnings: &mut Vec<Warning>,
) -> Option<Published> {
    let stated = stated.map(str::trim).filter(|stated| !stated.is_empty())?;
    let whole = date::parse(stated, hints).or_else(|| date::period(stated));
    if whole.is_some() {
        return whole;
    }
    let Some((found, place)) = date::find(stated, hints) else {
        let message = format!("{:?} is no date", shown(stated));
        warnings.push(warning("unreadable-date", message));
        return None;
    };
    if !is_cut_short(&stated[place.end..]) {
        return Some(found);
    }
    let message = format!("of {:?} only {:?} was read", shown(stated), shown(&stated[place]));
    warnings.push(warning("unreadable-date", message));
    Some(day_of(found, hints))
}

/// The date goes on in a way that nobody can read: an hour 25, a zone of 99 hours.
fn is_cut_short(behind: &str) -> bool {
    let rest = behind.trim_start_matches(|c: char| c.is_whitespace() || "+-−:".contains(c));
    rest.starts_with(|c: char| c.is_ascii_digit())
}

/// The day as it was written; nobody knows the moment.
fn day_of(found: Published, hints: &DateHints) -> Published {
    match hints.zone.filter(|_| found.precision == Precision::Second) {
        Some(zone) => Published::day(found.at.with_timezone(&zone).date_naive()),
        None => Published::day(found.at.date_naive()),
    }
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

    #[test]
    fn a_date_with_nonsense_in_it_is_a_day_and_a_warning() {
        for text in ["Thu, 28 Sep 2017 10:15:00 +9900", "Thu, 28 Sep 2017 25:00:00 GMT"] {
            let mut warnings = Vec::new();
            let found = date(Some(text), &DateHints::default(), &mut warnings).unwrap();
            assert_eq!(found.at.to_rfc3339(), "2017-09-28T00:00:00+00:00", "{text}");
            assert_eq!(found.precision, Precision::Day, "{text}");
            assert_eq!(warnings.len(), 1, "{text}");
            assert!(warnings[0].message.contains("only"), "{warnings:?}");
        }
    }
}
