//! What lists say that are empty: a short line in which a word for none stands beside a word for
//! items.

mod phrases;

mod words;

use phrases::{OWN, PHRASES, THINGS};
use words::{JOINED, SPACED};

/// More words are a sentence about something else.
const MOST_WORDS: usize = 14;

/// So far stand the two words from each other.
const APART: usize = 4;

/// Whether a line says that there are no items.
pub(super) fn says_so(line: &str) -> bool {
    let small = line.to_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| small.contains(word));
    let is_mark = |c: char| c.is_whitespace() || "'’‘.,;:!?()[]\"«»।؟،".contains(c);
    let words: Vec<_> = small.split(is_mark).filter(|word| !word.is_empty()).collect();
    let words = without_numbering(&words);
    words.len() <= MOST_WORDS
        && !is_of_visitor(&words)
        && (holds(&PHRASES)
            || JOINED.iter().any(|(none, items)| holds(none) && holds(items))
            || SPACED.iter().any(|(none, items)| stand_together(&words, none, items)))
}

/// Whether words are about what a visitor has.
fn is_of_visitor(words: &[&str]) -> bool {
    let line = format!("{} ", words.join(" "));
    OWN.iter().any(|own| line.contains(own))
}

/// Words without "no" where it is "number": `Circular No. 12`.
fn without_numbering<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let is_number = |word: &&str| word.starts_with(char::is_numeric);
    let is_numbering = |at: usize| words[at] == "no" && words.get(at + 1).is_some_and(is_number);
    let kept = (0..words.len()).filter(|at| !is_numbering(*at));
    kept.map(|at| words[at]).collect()
}

/// Whether a line says what sort of thing there is none of, where it is one that may be missing
/// beside a list of others.
pub(super) fn is_of_something(line: &str) -> bool {
    let small = line.to_lowercase();
    THINGS.iter().any(|thing| small.contains(thing))
}

fn stand_together(words: &[&str], none: &[&str], items: &[&str]) -> bool {
    let is_item = |word: &&str| items.iter().any(|item| word.starts_with(item));
    let denied = (0..words.len()).filter(|at| none.contains(&words[*at]));
    denied.into_iter().any(|at| {
        let end = words.len().min(at + 1 + APART);
        words[at.saturating_sub(APART)..end].iter().any(is_item)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_that_it_is_empty() {
        for line in [
            "Sorry, no posts matched your criteria.",
            "No news available.",
            "No items to display.",
            "There are currently no press releases.",
            "Your search did not match any documents.",
            "No articles available in this category.",
            "There are currently no upcoming events.",
            "0 results",
            "Aucun résultat.",
            "Il n'y a pas d'actualités pour le moment.",
            "No se encontraron resultados.",
            "No hay contenidos.",
            "No existen noticias.",
            "Nenhum registro encontrado.",
            "Keine Artikel in dieser Ansicht.",
            "Derzeit liegen keine News vor.",
            "Geen berichten gevonden",
            "Новостей нет",
            "Ничего не найдено",
            "لم يتم العثور على نتائج",
            "لا توجد أخبار",
            "कोई रिकॉर्ड नहीं मिला",
            "ไม่พบข้อมูล",
            "目前沒有資料",
            "暂无数据",
            "現在、お知らせはありません。",
            "등록된 게시물이 없습니다.",
            "Không có dữ liệu",
            "Belum ada berita",
            "Derzeit gibt es keine Pressemitteilungen.",
            "Keine Stellenangebote",
            "Aucun communiqué pour le moment.",
            "No hay convocatorias abiertas.",
            "No hay comunicados",
            "Não há editais abertos.",
            "Não há comunicados",
            "Nessun comunicato disponibile",
            "कोई निविदा उपलब्ध नहीं है",
            "Duyuru yok",
            "There are no open consultations at the moment.",
            "No courses are planned",
            "0 events",
            "We do not have any vacancies at the moment.",
            "There are currently no open positions.",
            "現在、募集は行っておりません。",
            "Momentan haben wir keine offenen Stellen.",
            "Aucun poste à pourvoir actuellement.",
            "Non ci sono eventi in programma.",
        ] {
            assert!(says_so(line), "{line}");
        }
    }

    #[test]
    fn a_line_about_something_else_does_not() {
        for line in [
            "There is no such thing as a mill without a miller",
            "No member shall be turned away",
            "Contact us",
            "Keine Angst vor der Genossenschaft",
            "この組合に定年はありません",
            "Most recent: Circular No. 12 of 2026",
            "No. 5 Report Street, Accra",
            "Document No 12 of 2026",
            "Press Release No. 45/2026 replaces No. 44/2026.",
            "Comunicado nº 12",
            "No items in your cart.",
            "No products in the basket.",
            "Aucun article dans le panier",
            "カートに商品はありません",
            "We do not know what the members of the dairy will say when the news of the sale comes out",
        ] {
            assert!(!says_so(line), "{line}");
        }
    }
}
