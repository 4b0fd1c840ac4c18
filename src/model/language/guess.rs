//! What language a few words are in.

use super::Language;

/// Words that stand in nearly every sentence of a language, and in few of another.
const LATIN: [(&str, &str); 7] = [
    ("en", "the of and to for with from how is are on by their its this new at into"),
    ("fr", "le la les des du et aux pour une dans sur par avec leur est sont au ses qui l d"),
    ("es", "el los las del y para por con una su sus al en que como mas ante sobre"),
    ("pt", "o os as do da dos das e em no na nos nas ao para com uma sobre pelo mais"),
    ("de", "der die das und für mit von zum zur den dem im ein eine auf ist wird"),
    ("id", "dan yang untuk di dari dengan pada ini itu dalam oleh akan ke para"),
    ("it", "il lo gli della delle dei e per una con nel nella sul alla che di"),
];

/// A word more than the next language has.
const LEAD: usize = 2;

/// Letters that are looked at.
const LETTERS: usize = 600;

/// ISO 639-1, as far as addresses are seen to hold it.
const CODES: &str = "ar az be bg bn bs ca cs da de el en es et eu fa fi fr gl gu he hi hr hu hy id \
    is it ja ka kk km kn ko ky lo lt lv mk ml mn mr ms my nb ne nl no pa pl ps pt ro ru si sk sl \
    sq sr sv sw ta te tg th tl tr uk ur uz vi zh";

impl Language {
    /// A code of two letters names a language that sites are published in.
    #[must_use]
    pub fn is_code(code: &str) -> bool {
        code.len() == 2 && CODES.split_whitespace().any(|known| known.eq_ignore_ascii_case(code))
    }

    /// The language of some words, where script or little words leave no doubt.
    #[must_use]
    pub fn guess(text: &str) -> Option<Self> {
        let text: String = text.chars().take(LETTERS).collect();
        let code = by_script(&text).or_else(|| by_words(&text))?;
        Self::new(code).ok()
    }
}

/// Scripts that one language is known by. Where several share one (Devanagari, Cyrillic, Arabic,
/// Han without kana), letters that only one of them has decide, else nobody knows.
fn by_script(text: &str) -> Option<&'static str> {
    let count = |is_of: fn(char) -> bool| text.chars().filter(|&c| is_of(c)).count();
    let letters = count(char::is_alphabetic);
    let most = |is_of: fn(char) -> bool| letters > 0 && count(is_of) * 2 > letters;
    let kana = count(|c| matches!(c, '\u{3041}'..='\u{30FF}'));
    let han = count(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'));
    if kana > 0 && (kana + han) * 2 > letters {
        return Some("ja");
    }
    if most(|c| matches!(c, '\u{AC00}'..='\u{D7A3}')) {
        return Some("ko");
    }
    if han * 2 > letters {
        return Some("zh");
    }
    if most(|c| matches!(c, '\u{0E01}'..='\u{0E5B}')) {
        return Some("th");
    }
    if most(|c| matches!(c, '\u{0400}'..='\u{04FF}')) {
        let is_ukrainian = text.contains(['і', 'ї', 'є', 'ґ']);
        return Some(if is_ukrainian { "uk" } else { "ru" });
    }
    if most(|c| matches!(c, '\u{0600}'..='\u{06FF}')) {
        let is_arabic = !text.contains(['پ', 'چ', 'گ', 'ٹ', 'ڈ', 'ے']);
        return is_arabic.then_some("ar");
    }
    None
}

fn by_words(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let score =
        |known: &str| words.iter().filter(|word| known.split(' ').any(|one| one == **word)).count();
    let mut scores = LATIN.map(|(code, known)| (score(known), code));
    scores.sort_unstable();
    let [.., (next, _), (best, code)] = scores;
    (best >= next + LEAD).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(Language::guess(text).as_ref().map(Language::as_str), expected, "{text}");
    }

    #[test]
    fn a_title_tells_its_language() {
        check("The future of work for members of a cooperative", Some("en"));
        check("Message du Directeur général pour la Journée internationale", Some("fr"));
        check("Mensaje del Director General con ocasión del Día de las Cooperativas", Some("es"));
        check("A força das cooperativas para o futuro da região", Some("pt"));
        check("協同組合が支える山あいの買い物バス", Some("ja"));
        check("合作社与未来的工作", Some("zh"));
        check("협동조합의 날", Some("ko"));
        check("تعاونيات الصيادين في إندونيسيا", Some("ar"));
        check("Кооперативы и будущее труда", Some("ru"));
        check("สหกรณ์การเกษตร", Some("th"));
    }

    #[test]
    fn what_could_be_several_is_not_guessed() {
        check("COOP 2019", None);
        check("", None);
        check("सहकारी समाचार", None);
        check("Cooperatives", None);
    }
}
