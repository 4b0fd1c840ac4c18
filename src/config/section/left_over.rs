//! What is left when a section has been read: keys that nobody asked for.

use super::Section;
use crate::config::raw::Origin;
use crate::config::spelling::nearest;

impl Section<'_> {
    /// Notes every key that nobody asked for. `later` are known names that this version has
    /// nothing behind.
    pub(in crate::config) fn finish(self, later: &[&str]) {
        let asked = self.asked.borrow();
        for key in self.table.into_iter().flat_map(|table| table.keys()) {
            let name: &str = key.get_ref();
            if asked.contains(&name) {
                continue;
            }
            let message = if later.contains(&name) {
                format!("{name} {} is not in this version of sangam; remove it", self.within())
            } else {
                unknown(name, &self.within(), &asked)
            };
            self.context.problem(&Origin::Span(key.span()), message);
        }
        self.note_later_variables(later);
    }

    /// A variable that would set what this version has nothing behind is as wrong as the key.
    fn note_later_variables(&self, later: &[&str]) {
        for key in later {
            let Some(value) = self.variable(key) else { continue };
            let message =
                format!("{key} {} is not in this version of sangam; unset it", self.within());
            self.context.problem(&value.origin, message);
        }
    }
}

fn unknown(key: &str, within: &str, asked: &[&'static str]) -> String {
    let mut known: Vec<&str> = asked.to_vec();
    known.sort_unstable();
    known.dedup();
    match nearest(key, known.iter().copied()) {
        Some(near) => format!("unknown key \"{key}\" {within}; did you mean \"{near}\"?"),
        None => format!("unknown key \"{key}\" {within}; it knows {}", known.join(", ")),
    }
}
