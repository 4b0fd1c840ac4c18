//! Files with mistakes in their syntax: which of those to tell, and what is left of the file, so
//! that the other mistakes show as well.

use std::collections::BTreeSet;

use toml::de::{DeTable, Error};

use super::lines::Lines;

/// The mistakes that are worth telling: of each line the first, and none behind something that
/// was left open, because there the parser stumbles over every line.
pub(super) fn worth_telling<'e>(lines: &Lines<'_>, errors: &'e [Error]) -> Vec<&'e Error> {
    // The parser gives them in the order in which it came upon them, which is not the file's.
    let mut errors: Vec<&Error> = errors.iter().collect();
    errors.sort_by_key(|error| offset(error));
    let open = errors.iter().position(|error| leaves_open(error));
    errors.truncate(open.map_or(errors.len(), |open| open + 1));
    errors.dedup_by_key(|error| lines.line(offset(error)));
    errors
}

/// The text with the lines that are no TOML blanked, so that every other byte keeps its place.
///
/// `None` when that would mislead: what was left open has swallowed lines, and without its header
/// a section's keys would seem to belong to the section above.
pub(super) fn legible(lines: &Lines<'_>, errors: &[Error]) -> Option<String> {
    if errors.iter().any(leaves_open) {
        return None;
    }
    let text = lines.text();
    let lost: BTreeSet<usize> = errors.iter().map(|error| lines.line(offset(error))).collect();
    let mut left = String::with_capacity(text.len());
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if !lost.contains(&number) {
            left.push_str(line);
        } else if line.trim_start().starts_with('[') {
            return None;
        } else {
            left.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        }
    }
    DeTable::parse(&left).is_ok().then_some(left)
}

fn leaves_open(error: &Error) -> bool {
    ["array", "table", "multi-line"].iter().any(|word| error.message().contains(word))
}

fn offset(error: &Error) -> usize {
    error.span().unwrap_or_default().start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, told: usize, left: Option<&str>) {
        let (_, errors) = DeTable::parse_recoverable(text);
        assert_eq!(worth_telling(&Lines::of(text), &errors).len(), told, "{errors:?}");
        assert_eq!(legible(&Lines::of(text), &errors).as_deref(), left);
    }

    #[test]
    fn lines_that_are_no_toml_are_told_and_blanked() {
        check("a = 1\nb = 1h\nc = 2h\nd = 2\n", 2, Some("a = 1\n      \n      \nd = 2\n"));
        check("a = \"é\nb = 2\n", 1, Some("       \nb = 2\n"));
        check("a = 1\na = 2\n", 1, Some("a = 1\n     \n"));
        check("= 1\n", 1, Some("   \n"));
    }

    #[test]
    fn what_was_left_open_hides_the_rest() {
        check("a = 1h\nb = [1\nc = 2\nd = 3\n[e]\nf = 4\n", 2, None);
        check("a = [ { b = 1\nc = 2\n", 1, None);
        check("a = \"\"\"\nc = 2\n", 1, None);
        check("[a\nb = 1\nc = 1h\n", 1, None);
    }
}
