//! What the head of a table says of its columns.

use scraper::ElementRef;

use crate::read::listing::hint::Hint;
use crate::read::listing::node::{NodeRef, elements, text_of};

/// Columns of a wider table are not looked at.
const WIDEST: usize = 24;

/// Words of column heads, in the languages of boards and registers.
const HEADS: [(Hint, &[&str]); 4] = [
    (
        Hint::Kind,
        &[
            "type",
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
    cells.take(WIDEST).map(|cell| by_words(&text_of(*cell))).collect()
}

/// A row of nothing but `th`.
pub(super) fn is_head(element: ElementRef<'_>) -> bool {
    let mut cells = element.children().filter_map(ElementRef::wrap).peekable();
    element.value().name() == "tr"
        && cells.peek().is_some()
        && cells.all(|cell| cell.value().name() == "th")
}

fn by_words(text: &str) -> Option<Hint> {
    let text = text.trim().to_lowercase();
    HEADS.iter().find(|(_, words)| words.contains(&text.as_str())).map(|(hint, _)| *hint)
}
