//! The nearest right spelling.

/// The candidate that a mistyped word most likely means, if any is near: few letters differ, or
/// one is the beginning of the other (`lang`, `language`).
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let word = plain(word);
    let near = (word.chars().count() / 3).max(1);
    let distance = |candidate: &str| {
        let candidate = plain(candidate);
        let distance = strsim::damerau_levenshtein(&word, &candidate);
        let is_shorter = is_beginning(&word, &candidate) || is_beginning(&candidate, &word);
        // A beginning is just near enough: a real slip is nearer.
        if is_shorter { distance.min(near) } else { distance }
    };
    let candidates = candidates.into_iter().map(|candidate| (distance(candidate), candidate));
    // Of equally near ones the first is taken.
    candidates
        .filter(|(distance, _)| *distance <= near)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Several words as people list them: `"auto", "feed" or "listing"`.
pub(super) fn alternatives(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// Case and the sign between words are the commonest slips, and tell nothing.
fn plain(word: &str) -> String {
    // Longer words are no slips, and comparing takes time in the product of the lengths.
    word.chars().take(64).map(|c| if c == '-' { '_' } else { c.to_ascii_lowercase() }).collect()
}

fn is_beginning(short: &str, long: &str) -> bool {
    short.chars().count() >= 3 && long.starts_with(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, expected: Option<&str>) {
        let known = ["interval", "timeout", "max_body", "per_host", "language", "url", "title"];
        assert_eq!(nearest(word, known), expected, "{word}");
    }

    #[test]
    fn a_slip_finds_its_word() {
        check("intervall", Some("interval"));
        check("tiemout", Some("timeout"));
        check("max-body", Some("max_body"));
        check("MAX_BODY", Some("max_body"));
        check("maxbody", Some("max_body"));
        check("lang", Some("language"));
        check("urls", Some("url"));
        check("uri", Some("url"));
        check("tilte", Some("title"));
        check("frequency", None);
        check("x", None);
        check("", None);
    }

    #[test]
    fn a_slip_is_nearer_than_a_beginning() {
        assert_eq!(nearest("ilo-asai", ["ilo", "ilo-asia"]), Some("ilo-asia"));
    }

    #[test]
    fn words_are_listed_as_people_do() {
        assert_eq!(alternatives(&["a"]), "\"a\"");
        assert_eq!(alternatives(&["a", "b", "c"]), "\"a\", \"b\" or \"c\"");
    }
}
