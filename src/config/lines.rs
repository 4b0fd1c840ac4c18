//! Where the lines of a text begin, so that a byte has its line and column without a search
//! through all of the text before it.

/// The beginnings of lines.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// Of a text.
    pub(super) fn of(text: &'a str) -> Self {
        let after_newlines = text.match_indices('\n').map(|(newline, _)| newline + 1);
        Self { text, starts: std::iter::once(0).chain(after_newlines).collect() }
    }

    /// The text.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Number of the line that a byte is in, from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// Number of the character within its line that a byte is in, from 1.
    pub(super) fn column(&self, offset: usize) -> usize {
        let start = self.starts[self.line(offset) - 1];
        self.text[start..self.text.floor_char_boundary(offset)].chars().count() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, offset: usize, expected: (usize, usize)) {
        let lines = Lines::of(text);
        assert_eq!((lines.line(offset), lines.column(offset)), expected);
    }

    #[test]
    fn columns_count_characters() {
        check("", 0, (1, 1));
        check("a\nb = 1", 1, (1, 2));
        check("a\nb = 1", 2, (2, 1));
        check("é = x", "é = ".len(), (1, 5));
        check("a\r\nb", 3, (2, 1));
        check("a\n", 2, (2, 1));
        check("a", 99, (1, 2));
        check("é", 1, (1, 1));
    }
}
