//! What takes place, as a row tells machines.

use super::Reader;

impl Reader<'_, '_> {
    /// The texts that tell of it are nothing else: what begins then is not published then.
    pub(super) fn find_event(&mut self) {
        self.fields.event = self.marks.event.take();
        for element in std::mem::take(&mut self.marks.of_event) {
            self.mark_within(element);
            self.marks.of_event.push(element);
        }
    }
}
