//! What lies at the bottom of a library's error.

use std::error::Error;
use std::{io, iter};

/// Longest text of a library that is passed on. Some quote what a server sent.
const MAX_CHARS: usize = 200;

/// An error and what caused it, outermost first. [`io::Error`] hides the error that it was made
/// of from [`Error::source`]; here it shows.
pub(crate) fn chain<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |&error| {
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        }
    })
}

/// The first cause of this type.
pub(crate) fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    chain(error).find_map(|error| error.downcast_ref())
}

/// True when the connection was cut, by the other side or on the way.
pub(crate) fn is_cut(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{
        BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, TimedOut, UnexpectedEof,
    };
    matches!(
        kind,
        BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | TimedOut | UnexpectedEof
    )
}

/// The innermost cause in one short line.
pub(crate) fn reason(error: &(dyn Error + 'static)) -> String {
    let text = chain(error).last().map(ToString::to_string).unwrap_or_default();
    let line = text.split(|c: char| c.is_whitespace() || c.is_control());
    let line = line.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    line.chars().take(MAX_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] io::Error);

    #[derive(Debug, thiserror::Error)]
    #[error("the\r\n  bottom\u{1b}[31m")]
    struct Bottom;

    #[test]
    fn the_cause_inside_an_io_error_is_found() {
        let error = Outer(io::Error::other(Bottom));
        assert_eq!(chain(&error).count(), 3);
        assert!(cause::<Bottom>(&error).is_some());
        assert_eq!(reason(&error), "the bottom [31m");
    }
}
