//! What the head of a table says of its columns.

use scraper::ElementRef;

use crate::read::listing::hint::Hint;
use crate::read::listing::node::{Attributes, NodeRef, elements, text_of};

/// Columns of a wider table are not looked at.
const WIDEST: usize = 24;

/// What columns are called in which titles stand.
const TITLES: [&str; 33] = [
    "title",
    "titles",
    "titel",
    "titre",
    "título",
    "titulo",
    "titolo",
    "tytuł",
    "tittel",
    "otsikko",
    "제목",
    "标题",
    "標題",
    "题名",
    "名称",
    "タイトル",
    "件名",
    "название",
    "заголовок",
    "наименование",
    "العنوان",
    "عنوان",
    "ชื่อเรื่อง",
    "เรื่อง",
    "หัวข้อ",
    "शीर्षक",
    "tiêu đề",
    "judul",
    "başlık",
    "heading",
    "headline",
    "document title",
    "name of document",
];

/// The same where no column is called so.
const SUBJECTS: [&str; 18] = [
    "subject",
    "betreff",
    "objet",
    "asunto",
    "assunto",
    "oggetto",
    "onderwerp",
    "тема",
    "предмет",
    "الموضوع",
    "विषय",
    "perihal",
    "konu",
    "trích yếu",
    "事项",
    "標目",
    "내용",
    "topic",
];

/// Words of column heads, in the languages of boards and registers.
const HEADS: [(Hint, &[&str]); 5] = [
    (Hint::Title, &TITLES),
    (
        Hint::Kind,
        &[
            "type",
            "document type",
            "content type",
            "type of document",
            "type de document",
            "tipo de documento",
            "dokumenttyp",
            "kind",
            "category",
            "section",
            "subject area",
            "art",
            "rubrik",
            "kategorie",
            "tipo",
            "categoría",
            "categoria",
            "catégorie",
            "rubrique",
            "分类",
            "类别",
            "類別",
            "区分",
            "種別",
            "カテゴリ",
            "カテゴリー",
            "분류",
            "구분",
            "тип",
            "рубрика",
            "категория",
            "النوع",
            "التصنيف",
            "ประเภท",
            "หมวดหมู่",
            "श्रेणी",
            "प्रकार",
            "loại",
            "jenis",
            "kategori",
        ],
    ),
    (
        Hint::Author,
        &[
            "author",
            "writer",
            "posted by",
            "autor",
            "auteur",
            "verfasser",
            "작성자",
            "글쓴이",
            "등록자",
            "作者",
            "发布人",
            "発行者",
            "投稿者",
            "автор",
            "الكاتب",
            "ผู้เขียน",
            "लेखक",
            "penulis",
            "department",
            "부서",
            "담당부서",
        ],
    ),
    (
        Hint::Noise,
        &[
            "views",
            "hits",
            "size",
            "file",
            "files",
            "download",
            "attachment",
            "조회",
            "조회수",
            "첨부",
            "点击",
            "点击数",
            "浏览",
            "閲覧数",
            "deadline",
            "closing date",
            "due date",
            "frist",
            "date limite",
            "fecha límite",
            "prazo",
            "締切",
            "截止日期",
            "마감일",
            "срок",
        ],
    ),
    (Hint::Changed, &["updated", "last updated", "modified", "更新日期", "수정일"]),
];

/// What the head says of each column of the table that a row is of; empty where there is no head.
pub(super) fn columns(row: &[NodeRef<'_>]) -> Vec<Option<Hint>> {
    let [row] = row else { return Vec::new() };
    if ElementRef::wrap(*row).is_none_or(|row| row.value().name() != "tr") {
        return Vec::new();
    }
    let table = row.ancestors().filter_map(ElementRef::wrap).find(|e| e.value().name() == "table");
    let head = table.and_then(|table| elements(*table).find(|element| is_head(*element)));
    let cells = head.into_iter().flat_map(|head| head.children().filter_map(ElementRef::wrap));
    let wide = cells.flat_map(|cell| std::iter::repeat_n(cell, width(cell))).take(WIDEST);
    let heads: Vec<_> = wide.map(|cell| small(&text_of(*cell))).collect();
    let mut columns: Vec<_> = heads.iter().map(|head| by_words(head)).collect();
    if !columns.contains(&Some(Hint::Title))
        && let Some(at) = heads.iter().position(|head| SUBJECTS.contains(&head.as_str()))
    {
        columns[at] = Some(Hint::Title);
    }
    columns
}

/// How many columns a cell is of.
pub(super) fn width(cell: ElementRef<'_>) -> usize {
    let told = cell.attribute("colspan").and_then(|told| told.trim().parse().ok());
    told.unwrap_or(1).clamp(1, WIDEST)
}

fn small(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Whether some words say that what stands behind them, or below, is a kind.
pub(super) fn is_kind_head(text: &str) -> bool {
    by_words(&small(text)) == Some(Hint::Kind)
}

/// A row of nothing but `th`.
pub(super) fn is_head(element: ElementRef<'_>) -> bool {
    let mut cells = element.children().filter_map(ElementRef::wrap).peekable();
    element.value().name() == "tr"
        && cells.peek().is_some()
        && cells.all(|cell| cell.value().name() == "th")
}

fn by_words(text: &str) -> Option<Hint> {
    HEADS.iter().find(|(_, words)| words.contains(&text)).map(|(hint, _)| *hint)
}
