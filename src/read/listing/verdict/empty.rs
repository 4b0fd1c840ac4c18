//! What lists say that are empty: a short line in which a word for none stands beside a word for
//! items.

/// Words for none, and how words for items begin, by language.
const SPACED: [(&[&str], &[&str]); 13] = [
    (
        &["no", "0", "zero"],
        &[
            "result",
            "item",
            "news",
            "post",
            "article",
            "event",
            "record",
            "entr",
            "content",
            "data",
            "document",
            "publication",
            "stor",
            "match",
            "job",
            "vacanc",
            "announcement",
            "notice",
            "file",
            "message",
            "report",
            "release",
            "circular",
            "tender",
            "bulletin",
            "consultation",
            "course",
            "communiqu",
            "opportunit",
        ],
    ),
    (
        &["aucun", "aucune", "pas"],
        &[
            "résultat",
            "information",
            "actualité",
            "article",
            "événement",
            "évènement",
            "contenu",
            "publication",
            "élément",
            "document",
            "annonce",
            "donnée",
            "enregistrement",
            "nouvelle",
            "communiqué",
            "appel",
            "offre",
            "consultation",
            "formation",
        ],
    ),
    (
        &["no", "sin", "ningún", "ninguna", "ningun"],
        &[
            "resultado",
            "noticia",
            "evento",
            "contenido",
            "artículo",
            "elemento",
            "publicacion",
            "publicación",
            "registro",
            "documento",
            "entrada",
            "dato",
            "encontrad",
            "encontrar",
            "convocatoria",
            "comunicado",
            "aviso",
            "curso",
            "oferta",
            "licitacion",
        ],
    ),
    (
        &["não", "nenhum", "nenhuma", "sem"],
        &[
            "resultado",
            "notícia",
            "evento",
            "conteúdo",
            "artigo",
            "item",
            "itens",
            "publicaç",
            "registro",
            "documento",
            "encontrad",
            "dado",
            "edital",
            "editais",
            "comunicado",
            "aviso",
            "curso",
            "vaga",
        ],
    ),
    (
        &["keine", "keinen", "keinerlei"],
        &[
            "ergebnis",
            "eintr",
            "treffer",
            "meldung",
            "nachricht",
            "veranstaltung",
            "artikel",
            "news",
            "beitr",
            "inhalt",
            "dokument",
            "termin",
            "daten",
            "pressemitteilung",
            "pressemeldung",
            "mitteilung",
            "stellenangebot",
            "stellenausschreibung",
            "ausschreibung",
            "kurse",
            "konsultation",
            "bekanntmachung",
        ],
    ),
    (
        &["nessun", "nessuna", "nessuno"],
        &[
            "risultat",
            "notizi",
            "event",
            "contenut",
            "articol",
            "element",
            "documento",
            "comunicat",
            "avvis",
            "bando",
            "cors",
            "consultazion",
        ],
    ),
    (
        &["geen"],
        &[
            "resultat",
            "resultaten",
            "bericht",
            "nieuws",
            "artikel",
            "evenement",
            "item",
            "document",
        ],
    ),
    (
        &["нет", "не", "ничего"],
        &[
            "новост",
            "запис",
            "результат",
            "материал",
            "публикаци",
            "данн",
            "событи",
            "найден",
            "документ",
            "статей",
            "объявлени",
        ],
    ),
    (
        &["لا", "لم", "ليس", "لايوجد"],
        &["توجد", "يوجد", "العثور", "نتائج", "أخبار", "محتوى", "بيانات"],
    ),
    (
        &["कोई", "नहीं"],
        &[
            "परिणाम",
            "समाचार",
            "रिकॉर्ड",
            "लेख",
            "डेटा",
            "जानकारी",
            "सामग्री",
            "सूचना",
            "कार्यक्रम",
            "निविदा",
            "विज्ञप्ति",
            "परिपत्र",
            "पाठ्यक्रम",
        ],
    ),
    (&["không", "chưa"], &["kết", "tin", "bài", "dữ", "nội", "có", "tìm"]),
    (&["tidak", "belum"], &["ada", "ditemukan", "berita", "data"]),
    (
        &["bulunamadı", "yok"],
        &["sonuç", "haber", "kayıt", "içerik", "etkinlik", "duyuru", "ilan", "kurs"],
    ),
];

/// The same in scripts without spaces.
const JOINED: [(&[&str], &[&str]); 3] = [
    (
        &[
            "没有",
            "沒有",
            "暂无",
            "暫無",
            "尚无",
            "尚無",
            "查无",
            "查無",
            "无相关",
            "無相關",
            "找不到",
        ],
        &[
            "数据", "數據", "资料", "資料", "内容", "內容", "记录", "記錄", "紀錄", "信息", "资讯",
            "資訊", "新闻", "新聞", "公告", "文章", "结果", "結果", "消息", "活动", "活動", "通知",
            "栏目",
        ],
    ),
    (
        &["ありません", "見つかりません", "ございません"],
        &[
            "記事",
            "お知らせ",
            "情報",
            "ニュース",
            "結果",
            "データ",
            "該当",
            "投稿",
            "コンテンツ",
            "新着",
            "イベント",
            "件",
            "項目",
            "登録",
            "掲載",
        ],
    ),
    (
        &["ไม่พบ", "ไม่มี"],
        &["ข้อมูล", "ข่าว", "รายการ", "ผลลัพธ์", "ผลการค้นหา", "บทความ", "กิจกรรม", "เนื้อหา", "ประกาศ"],
    ),
];

/// What says it in one.
const PHRASES: [&str; 15] = [
    "nothing found",
    "nothing to show",
    "nothing to display",
    "nothing here",
    "nothing to see",
    "nothing was found",
    "nothing matched",
    "did not match any",
    "暂无",
    "暫無",
    "없습니다",
    "존재하지 않습니다",
    "데이터가 없",
    "결과가 없",
    "ничего не найдено",
];

/// Words for what has a box of its own on pages about something else.
const THINGS: [&str; 38] = [
    "event",
    "notice",
    "announcement",
    "message",
    "alert",
    "job",
    "vacanc",
    "événement",
    "évènement",
    "annonce",
    "evento",
    "aviso",
    "anuncio",
    "convocatoria",
    "vaga",
    "veranstaltung",
    "termin",
    "stellen",
    "evenement",
    "vacature",
    "событи",
    "объявлени",
    "мероприяти",
    "إعلان",
    "فعاليات",
    "कार्यक्रम",
    "सूचना",
    "sự kiện",
    "thông báo",
    "etkinlik",
    "duyuru",
    "活动",
    "活動",
    "通知",
    "公告",
    "イベント",
    "กิจกรรม",
    "ประกาศ",
];

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
        && (holds(&PHRASES)
            || JOINED.iter().any(|(none, items)| holds(none) && holds(items))
            || SPACED.iter().any(|(none, items)| stand_together(&words, none, items)))
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
            "We do not know what the members of the dairy will say when the news of the sale comes out",
        ] {
            assert!(!says_so(line), "{line}");
        }
    }
}
