//! Text for people: lines, and rows in columns.

use std::io::{self, Write};

/// A line without what a terminal obeys instead of showing it: control characters, and those that
/// turn the direction of text round. Sources write titles, and whatever is told of their pages.
pub(super) fn shown(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !c.is_control() && !turns(*c)).collect()
}

/// Writes rows with their columns aligned; the last column is not padded.
pub(super) fn write(out: &mut dyn Write, rows: &[Vec<String>]) -> io::Result<()> {
    let rows: Vec<Vec<_>> =
        rows.iter().map(|row| row.iter().map(|cell| shown(cell)).collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).filter_map(width).collect();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let padding = width - cell.chars().count() + 2;
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', padding));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_lines_end_clean() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let mut out = Vec::new();
        write(&mut out, &[row(["id", "état", "items"]), row(["ilo-asia", "ok", "10"])]).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "id        état  items\nilo-asia  ok    10\n");
    }

    #[test]
    fn what_a_terminal_would_obey_is_not_printed() {
        let hostile = "a\u{1b}[31m\u{7}\r\nb\u{9b}2J\u{202e}c\u{2066}d\u{2069} é 한";
        assert_eq!(shown(hostile), "a[31mb2Jcd é 한");
        let mut out = Vec::new();
        let rows = [vec![hostile.to_owned(), "x".to_owned()], vec!["y".to_owned(); 2]];
        write(&mut out, &rows).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "a[31mb2Jcd é 한  x\ny               y\n");
    }
}
