//! Words as they are compared: the same for every spelling of one text.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::places;
use super::scan::{Raw, Scanner};

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
    一 二 三 四 五 六 七 八 九 十 初 零 〇 \
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
        words.extend(scanner.take().map(|raw| raw.text));
        if words.len() >= most {
            words.truncate(most);
            break;
        }
    }
    words
}

/// A name or a number in a text.
pub(super) struct Named {
    pub(super) word: String,
    pub(super) is_number: bool,
}

/// The words of a text, at most so many, and the names and numbers among them: what has a capital
/// though no sentence begins with it, or is all in capitals. Where most words have one that says
/// nothing.
pub(super) fn words_and_names(text: &str, most: usize) -> (Vec<String>, Vec<Named>) {
    let mut scanner = Scanner::default();
    let (mut words, mut found, mut capitals, mut begins) = (Vec::new(), Vec::new(), 0, true);
    for piece in text.split_whitespace() {
        if words.len() >= most {
            break;
        }
        // Perera’s boat is a boat of Perera.
        let of = piece
            .split_once(['\'', '’'])
            .filter(|(_, rest)| rest.trim_end_matches(['.', ',']) == "s");
        if of.is_some() {
            scanner.read(piece);
            words.extend(scanner.take().map(|raw| raw.text));
        }
        scanner.read(of.map_or(piece, |(name, _)| name));
        for raw in scanner.take() {
            let is_acronym = !raw.has_lower && raw.text.chars().nth(1).is_some();
            let is_name = raw.is_capital && (!begins || is_acronym);
            capitals += usize::from(raw.is_capital);
            begins = false;
            if is_name || raw.is_number() {
                found.push(Named { is_number: raw.is_number(), word: raw.text.clone() });
            }
            if of.is_none() {
                words.push(raw.text);
            }
        }
        begins = piece.ends_with(['.', '!', '?', '…', ':', '"', '”', '»']);
    }
    found.retain(|named| named.is_number || capitals * 2 <= words.len() + 1);
    words.truncate(most);
    (words, found)
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
        raws.extend(scanner.take());
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
