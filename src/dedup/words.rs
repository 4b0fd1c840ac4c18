//! Words as they are compared: the same for every spelling of one text.

use std::collections::HashSet;
use std::sync::LazyLock;

use icu_normalizer::DecomposingNormalizer;

use super::places;

/// A word of a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case, without accents, hyphens and apostrophes; numbers in decimal, Roman ones too.
    pub(super) text: String,
    /// It tells one item of a series from another: a number, a place, `draft`, a word in brackets.
    pub(super) is_telling: bool,
    /// It is written like a name, in the middle of other words.
    pub(super) is_name: bool,
    /// It begins with a capital, in a title that is not all in capitals.
    pub(super) is_capital: bool,
    /// It says little: `the`, `of`. One sign of a script without spaces counts as half a word.
    pub(super) weight: u8,
}

impl Word {
    pub(super) fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// The weight of a word that says something.
pub(super) const FULL: u8 = 2;

/// Words of which the difference between two titles says that they are two items.
const TELLING: &str = "draft final provisional preliminary interim revised annex appendix supplement part parts volume \
    vol chapter episode module round phase update updates reminder summary abstract video podcast photos slides \
    presentation interview transcript recording registration cancelled canceled postponed rescheduled webinar \
    first second third fourth fifth sixth seventh eighth ninth tenth one two three four five six seven eight nine ten \
    north south east west northern southern eastern western morning evening \
    brouillon projet provisoire annexe partie tome chapitre resume rappel premier premiere deuxieme troisieme \
    quatrieme cinquieme nord sud est ouest \
    borrador preliminar anexo parte tomo capitulo resumen recordatorio primero primera segundo segunda tercero \
    tercera cuarto cuarta quinto quinta norte sur este oeste \
    rascunho resumo lembrete primeiro primeira terceiro terceira sul leste \
    entwurf vorlaufig anhang teil band zusammenfassung erinnerung erste zweite dritte norden suden osten westen \
    bagian ringkasan pertama kedua ketiga utara selatan timur barat \
    january february march april may june july august september october november december \
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre \
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre \
    janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro \
    januar februar marz juni juli oktober dezember januari februari maret mei agustus desember \
    monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche \
    lunes martes miercoles jueves viernes sabado domingo";

/// Words that a title is not known by.
const FILLERS: &str = "a an the of and or in on at to for with by from as is are its their this that our your how why \
    what who new le la les l de des du d et en au aux un une sur pour par dans avec el los las y del al un una con \
    por para que o os as e do da dos das em no na nos nas um uma com der die das und von im zu zur den dem ein eine \
    fur mit auf dan di yang untuk ke dari";

/// Marks of an editor, not of the text: an item that was corrected is the item.
const EDITORIAL: &str = "corrected correction corrigendum corrige correctif rectificatif corregido correccion corrigido \
    errata erratum korrigiert berichtigt updated amended edited actualise actualizado atualizado aktualisiert";

fn set(words: &'static str) -> HashSet<&'static str> {
    words.split_whitespace().collect()
}

static TELLING_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| set(TELLING));
static FILLER_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| set(FILLERS));
static EDITORIAL_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| set(EDITORIAL));

/// The words of a text, at most so many, without what is known of the words of a title.
pub(super) fn plain_words(text: &str, most: usize) -> Vec<String> {
    let mut scanner = Scanner::default();
    let mut words = Vec::new();
    for piece in text.split_whitespace() {
        scanner.read(piece);
        words.extend(scanner.take().into_iter().map(|raw| raw.text));
        if words.len() >= most {
            words.truncate(most);
            break;
        }
    }
    words
}

/// What separates the pieces of a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// `:`, after a label.
    Colon,
    /// `-`, before a subtitle or the name of a site.
    Dash,
    /// `|` and its like, which stand in titles for nothing else.
    Bar,
}

/// The words of a title, and where it can be cut: places before which a separator stood.
pub(super) fn title_words(title: &str) -> (Vec<Word>, Vec<(usize, Separator)>) {
    let mut scanner = Scanner::default();
    let (mut raws, mut cuts) = (Vec::new(), Vec::new());
    for piece in title.replace(['｜', '|'], " | ").replace('：', ": ").split_whitespace() {
        let separator = match piece {
            "|" | "·" | "•" | "::" | "»" | "›" => Some(Separator::Bar),
            "-" | "–" | "—" | "―" => Some(Separator::Dash),
            _ => None,
        };
        if let Some(separator) = separator {
            cuts.push((raws.len(), separator));
            continue;
        }
        scanner.read(piece);
        raws.append(&mut scanner.take());
        if piece.ends_with(':') {
            cuts.push((raws.len(), Separator::Colon));
            if let [label] = raws.as_mut_slice() {
                label.is_label = true;
            }
        }
    }
    let (words, moved) = judge(raws);
    let moved_to = |(cut, separator): (usize, Separator)| (moved[cut], separator);
    let mut cuts: Vec<_> = cuts.into_iter().map(moved_to).collect();
    cuts.dedup_by_key(|(cut, _)| *cut);
    cuts.retain(|&(cut, _)| cut > 0 && cut < words.len());
    (words, cuts)
}

/// Makes words of raw ones; with the new place of each old one, since marks of editors are left
/// out.
fn judge(raws: Vec<Raw>) -> (Vec<Word>, Vec<usize>) {
    let with_case = raws.iter().filter(|raw| raw.text.starts_with(char::is_alphabetic));
    let capitals = with_case.clone().filter(|raw| raw.is_capital).count();
    // In capitals or In Title Case, capitals say nothing.
    let case_counts = capitals * 2 <= with_case.count() + 1;
    let has_lower = raws.iter().any(|raw| raw.has_lower);
    let (mut words, mut moved) = (Vec::new(), Vec::new());
    for (place, raw) in raws.into_iter().enumerate() {
        moved.push(words.len());
        let text = number(&raw).unwrap_or(raw.text);
        if EDITORIAL_WORDS.contains(text.as_str()) && (raw.in_brackets || raw.is_label) {
            continue;
        }
        let is_number = text.starts_with(|c: char| c.is_ascii_digit());
        let known = |words: &HashSet<&str>| words.contains(text.as_str());
        let is_telling =
            is_number || raw.in_brackets || known(&TELLING_WORDS) || places::is_place(&text);
        let weight = match () {
            () if known(&FILLER_WORDS) => 0,
            () if raw.is_sign => FULL / 2,
            () => FULL,
        };
        words.push(Word {
            text,
            is_telling,
            is_name: raw.is_capital && case_counts && place > 0,
            is_capital: raw.is_capital && has_lower,
            weight,
        });
    }
    moved.push(words.len());
    (words, moved)
}

/// A Roman number from 1 to 39 in decimal: `II`, `ii`, `Ii`; a single letter only as a capital.
fn number(raw: &Raw) -> Option<String> {
    let is_roman = raw.text.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    if !is_roman || raw.text.is_empty() || raw.text.len() == 1 && !raw.is_capital {
        return None;
    }
    let decimal = (1..40).find(|&number| roman(number) == raw.text)?;
    Some(decimal.to_string())
}

fn roman(mut number: u8) -> String {
    let mut text = String::new();
    for (value, sign) in [(10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")] {
        while number >= value {
            text.push_str(sign);
            number -= value;
        }
    }
    text
}

/// A word as it was met.
#[expect(clippy::struct_excessive_bools, reason = "each is a property of its own")]
struct Raw {
    text: String,
    is_capital: bool,
    has_lower: bool,
    in_brackets: bool,
    /// One sign of a script that puts no spaces between words.
    is_sign: bool,
    /// It stands alone before a colon, at the beginning.
    is_label: bool,
}

/// Takes pieces between spaces apart.
#[derive(Default)]
struct Scanner {
    words: Vec<Raw>,
    depth: u32,
    /// The word being read may go on.
    is_open: bool,
}

impl Scanner {
    fn take(&mut self) -> Vec<Raw> {
        self.is_open = false;
        std::mem::take(&mut self.words)
    }

    fn read(&mut self, piece: &str) {
        let normalizer = const { DecomposingNormalizer::new_nfkd() };
        let mut rest = normalizer.normalize_iter(piece.chars()).peekable();
        while let Some(c) = rest.next() {
            match c {
                '(' | '[' | '【' | '〔' | '「' => self.bracket(1),
                ')' | ']' | '】' | '〕' | '」' => self.bracket(-1),
                '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '\u{AD}' | '\u{200C}' | '\u{200D}' => {}
                '-' | '‐' | '‑' | '–' | '.' | ',' if self.is_open => {
                    self.join(c, rest.peek().copied());
                }
                _ if is_accent(c) => {}
                _ if c.is_alphanumeric() || is_vowel_sign(c) => self.push(c),
                _ => self.is_open = false,
            }
        }
        self.is_open = false;
    }

    fn bracket(&mut self, step: i32) {
        self.depth = self.depth.saturating_add_signed(step);
        self.is_open = false;
    }

    /// A hyphen or point between letters joins them, a point or comma the thousands of a number.
    fn join(&mut self, c: char, next: Option<char>) {
        let ends_in_digit =
            self.words.last().is_some_and(|word| word.text.ends_with(|c: char| c.is_ascii_digit()));
        let is_joint = match c {
            '.' | ',' if ends_in_digit => next.is_some_and(|next| digit(next).is_some()),
            ',' => false,
            _ => !ends_in_digit && next.is_some_and(char::is_alphabetic),
        };
        self.is_open = is_joint;
    }

    fn push(&mut self, c: char) {
        let in_brackets = self.depth > 0;
        if let Some(digit) = digit(c) {
            return self.push_digit(digit, in_brackets);
        }
        let is_sign = is_sign(c);
        let follows_number = self.words.last().is_some_and(Raw::is_number);
        let goes_on = self.is_open
            && !is_sign
            && !follows_number
            && self.words.last().is_some_and(|word| !word.is_sign);
        if !goes_on {
            let is_capital = c.is_uppercase();
            self.words.push(Raw::new(is_capital, in_brackets, is_sign));
        }
        if let Some(word) = self.words.last_mut() {
            word.has_lower |= c.is_lowercase();
            word.text.extend(c.to_uppercase().flat_map(char::to_lowercase));
        }
        self.is_open = true;
        self.drop_ordinal();
    }

    fn push_digit(&mut self, digit: char, in_brackets: bool) {
        let goes_on = self.is_open && self.words.last().is_some_and(Raw::is_number);
        if !goes_on {
            self.words.push(Raw::new(false, in_brackets, false));
        }
        if let Some(word) = self.words.last_mut() {
            if word.text == "0" {
                word.text.clear();
            }
            word.text.push(digit);
        }
        self.is_open = true;
    }

    /// `8th` is 8.
    fn drop_ordinal(&mut self) {
        let [.., number, suffix] = self.words.as_slice() else { return };
        if number.is_number()
            && matches!(suffix.text.as_str(), "th" | "st" | "nd" | "rd")
            && self.is_open
        {
            self.words.pop();
        }
    }
}

impl Raw {
    fn new(is_capital: bool, in_brackets: bool, is_sign: bool) -> Self {
        Self {
            text: String::new(),
            is_capital,
            has_lower: false,
            in_brackets,
            is_sign,
            is_label: false,
        }
    }

    fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// Accents of Latin, Greek and Cyrillic letters. The vowels of other scripts are marks too, and
/// stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// Signs within words that are no letters by Unicode's count: tones of Thai, viramas of India.
fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{93C}' | '\u{94D}' | '\u{9BC}' | '\u{9CD}' | '\u{A3C}' | '\u{A4D}' | '\u{ACD}' | '\u{B4D}'
        | '\u{BCD}' | '\u{C4D}' | '\u{CCD}' | '\u{D4D}' | '\u{DCA}' | '\u{E47}'..='\u{E4E}'
        | '\u{EC8}'..='\u{ECD}' | '\u{1037}'..='\u{103A}' | '\u{17C6}'..='\u{17D3}' | '\u{3099}' | '\u{309A}')
}

/// Scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, Han, Kana.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// A digit of any script as ours.
fn digit(c: char) -> Option<char> {
    const ZEROS: [u32; 16] = [
        0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50,
        0xED0, 0x1040, 0x17E0,
    ];
    let code = u32::from(c);
    let value =
        ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}
