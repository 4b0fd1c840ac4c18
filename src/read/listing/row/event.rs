//! What takes place, as a row tells machines, or people by a first day and a last one.

use chrono::TimeDelta;

use super::Reader;
use crate::model::event::RawEvent;

/// What lasts longer is a year of reporting, a consultation, an exhibition.
const LONGEST_EVENT: TimeDelta = TimeDelta::days(21);

impl Reader<'_, '_> {
    /// The texts that tell of it are nothing else: what begins then is not published then.
    pub(super) fn find_event(&mut self) {
        self.fields.event = self.marks.event.take();
        for element in std::mem::take(&mut self.marks.of_event) {
            self.mark_within(element);
            self.marks.of_event.push(element);
        }
    }

    /// What says a first day and a last one is how long something lasts, and no publication. Told is
    /// the first that says little more.
    pub(super) fn set_ranges_aside(&mut self) -> Option<Box<RawEvent>> {
        let mut told = None;
        let range = |texts: Vec<usize>| {
            let range = self.common.dates.range(&self.join(&texts))?;
            Some((texts, range))
        };
        let ranges: Vec<_> = self.texts_and_lines().into_iter().filter_map(range).collect();
        for (texts, range) in ranges {
            let is_event = range.is_alone
                && range.last - range.first <= LONGEST_EVENT
                && !self.follows_another(texts[0]);
            if is_event && told.is_none() {
                let (begins, ends) = (range.first.to_string(), Some(range.last.to_string()));
                told = Some(Box::new(RawEvent { begins, ends, ..RawEvent::default() }));
            }
            self.take_form(&texts);
            self.lasting.extend(texts);
        }
        told
    }
}
