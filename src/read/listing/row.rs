//! From the pieces of a row to the fields of an item, by structure alone.
//!
//! The title is found first; everything else is told by where it stands to it. Each text serves
//! once: what became the date can be no kind, and what is left at the end is the summary.

use std::collections::BTreeSet;

use scraper::ElementRef;

use crate::model::event::RawEvent;
use crate::read::listing::heading::Heading;
use crate::read::listing::hint::Hint;
use crate::read::listing::node::{Attributes, NodeRef};
use crate::read::listing::pieces::{Piece, Pieces};
use crate::read::listing::table::width;
use crate::read::listing::when::Dates;

mod marked;

mod title;

mod date;

mod event;

mod foreign;

mod kind;

mod summary;

mod image;

pub(super) use foreign::{is_change, is_of_another};
pub(super) use image::source;
pub(super) use marked::is_story;

/// What links say that do not name what they lead to. Links whose words recur from row to row are
/// known by that; these are for lists of one.
const MORE: [&str; 34] = [
    "read more",
    "more",
    "more info",
    "details",
    "view",
    "view details",
    "learn more",
    "find out more",
    "full story",
    "continue reading",
    "lire la suite",
    "lire plus",
    "en savoir plus",
    "voir plus",
    "leer más",
    "leer mas",
    "ver más",
    "leia mais",
    "saiba mais",
    "ver mais",
    "weiterlesen",
    "mehr",
    "mehr lesen",
    "mehr erfahren",
    "leggi tutto",
    "lees meer",
    "подробнее",
    "читать далее",
    "اقرأ المزيد",
    "続きを読む",
    "もっと見る",
    "阅读更多",
    "查看详情",
    "더보기",
];

/// By whom a date is called that of the publication.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dated {
    /// By what the row tells machines, or by the configuration.
    #[default]
    Said,
    /// By nobody: the row shows it.
    Shown,
}

/// By whom a kind is called one.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kinded {
    /// By the row: to machines, by a class, by a sign.
    #[default]
    Said,
    /// By nobody: it is one by where it stands.
    Placed,
}

/// The fields that a row was found to have, as raw text.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Fields {
    /// Title.
    pub(super) title: Option<String>,
    /// Address as it is written.
    pub(super) link: Option<String>,
    /// Date as it is written.
    pub(super) date: Option<String>,
    /// Kind.
    pub(super) kind: Option<String>,
    /// Summary.
    pub(super) summary: Option<String>,
    /// Address of a picture.
    pub(super) image: Option<String>,
    /// Language tag, where the row says its own.
    pub(super) language: Option<String>,
    /// What takes place, where the row says that to machines.
    pub(super) event: Option<Box<RawEvent>>,
    /// By whom the date is called that of the publication.
    pub(super) dated: Dated,
    /// Where something stands that has the form of a date and is none that is known.
    pub(super) like_date: Option<String>,
    /// By whom the kind is called one.
    pub(super) kind_by: Kinded,
    /// The title stands in a heading.
    pub(super) headed: bool,
    /// The title is a link in the middle of a text.
    pub(super) in_text: bool,
    /// The title itself is a link.
    pub(super) linked: bool,
    /// How many links the row has.
    pub(super) links: usize,
}

impl Fields {
    /// Whether there is enough for an item.
    pub(super) fn is_item(&self) -> bool {
        self.title.is_some() && self.link.is_some()
    }

    /// Fills what is not there with what others say of the same item.
    pub(super) fn complete_with(&mut self, other: &Self) {
        let fill = |gap: &mut Option<String>, said: &Option<String>| {
            if gap.is_none() {
                gap.clone_from(said);
            }
        };
        fill(&mut self.title, &other.title);
        fill(&mut self.link, &other.link);
        fill(&mut self.date, &other.date);
        fill(&mut self.kind, &other.kind);
        fill(&mut self.summary, &other.summary);
        fill(&mut self.image, &other.image);
        fill(&mut self.language, &other.language);
        if self.event.is_none() {
            self.event.clone_from(&other.event);
        }
    }
}

/// What the rows of a group have in common.
pub(super) struct Common<'a> {
    /// Words of links that recur from row to row.
    pub(super) recurring: BTreeSet<String>,
    /// What the head of a table says of its columns.
    pub(super) columns: Vec<Option<Hint>>,
    /// How dates are read.
    pub(super) dates: &'a Dates,
}

/// Reads a row. What it says of itself to machines counts first, then what it shows; `heading` is
/// what stands above, where that is a date or a part of one.
pub(super) fn read(row: &[NodeRef<'_>], common: &Common<'_>, heading: Option<&Heading>) -> Fields {
    let pieces = Pieces::of(row);
    let mut reader = Reader::new(row, &pieces, common);
    reader.find_title();
    reader.set_aside();
    reader.find_event();
    reader.find_date(heading);
    reader.find_kind();
    reader.find_summary();
    reader.find_language();
    reader.fields.image = reader.marks.image.take().or_else(|| image::of(&pieces));
    reader.fields.links = pieces.links.len();
    reader.fields
}

/// What a row's links say, and where they lead.
pub(super) fn link_words<'a>(row: &[NodeRef<'a>]) -> BTreeSet<(String, &'a str)> {
    let pieces = Pieces::of(row);
    let links = pieces.links.iter().enumerate();
    links
        .map(|(at, link)| (pieces.link_text(at), link.attribute("href").unwrap_or_default()))
        .collect()
}

/// A line of text as long as it looks: a character of East Asia takes the place of two.
pub(super) fn text_length(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum()
}

/// A row while it is read.
struct Reader<'p, 'a> {
    row: &'p [NodeRef<'a>],
    pieces: &'p Pieces<'a>,
    /// Which texts are something already, or nothing that matters.
    used: Vec<bool>,
    common: &'p Common<'p>,
    /// What the row says of itself to machines.
    marks: marked::Marks<'a>,
    /// The innermost element around the title.
    title: Option<ElementRef<'a>>,
    /// The other parts of the line that the date was found in.
    beside_date: Vec<String>,
    /// The texts that say how long something lasts.
    lasting: Vec<usize>,
    /// The day of the last change is taken, too.
    takes_changes: bool,
    fields: Fields,
}

impl<'p, 'a> Reader<'p, 'a> {
    fn new(row: &'p [NodeRef<'a>], pieces: &'p Pieces<'a>, common: &'p Common<'p>) -> Self {
        Self {
            row,
            pieces,
            used: vec![false; pieces.texts.len()],
            common,
            marks: marked::of(row),
            title: None,
            beside_date: Vec::new(),
            lasting: Vec::new(),
            takes_changes: false,
            fields: Fields::default(),
        }
    }

    fn piece(&self, index: usize) -> &'p Piece<'a> {
        &self.pieces.texts[index]
    }

    /// The role of a text by the elements around it.
    fn hint(&self, index: usize) -> Option<Hint> {
        self.piece(index).hint(self.title).or_else(|| self.column(index))
    }

    /// What the head of the table says of the column that a text stands in.
    fn column(&self, index: usize) -> Option<Hint> {
        let row = self.row.first().filter(|_| !self.common.columns.is_empty())?;
        let around = self.piece(index).element.ancestors().filter_map(ElementRef::wrap);
        let mut cells = std::iter::once(self.piece(index).element).chain(around);
        let cell =
            cells.find(|cell| cell.parent().is_some_and(|parent| parent.id() == row.id()))?;
        let at = cell.prev_siblings().filter_map(ElementRef::wrap).map(width).sum::<usize>();
        self.common.columns.get(at).copied().flatten()
    }

    /// The language that the link to the item, or an element around its title, says.
    fn find_language(&mut self) {
        let href = self.fields.link.as_deref();
        let link =
            self.pieces.links.iter().find(|link| link.attribute("href").map(str::trim) == href);
        let said = link.and_then(|link| link.attribute("hreflang"));
        let title = self.title.into_iter();
        let around = title.flat_map(|title| {
            let outer = title.ancestors().filter_map(ElementRef::wrap);
            std::iter::once(title).chain(outer)
        });
        let top = self.row.first().and_then(NodeRef::parent).map(|node| node.id());
        let mut within = around.take_while(|element| Some(element.id()) != top);
        let said = said.or_else(|| within.find_map(|element| element.attribute("lang")));
        self.fields.language = said.map(str::trim).filter(|tag| !tag.is_empty()).map(str::to_owned);
    }

    /// Some texts as one.
    fn join(&self, texts: &[usize]) -> String {
        Pieces::join(texts.iter().map(|index| self.piece(*index)))
    }

    /// Indexes of the texts that fit.
    fn which(&self, fits: impl Fn(&Piece<'a>) -> bool) -> Vec<usize> {
        let texts = self.pieces.texts.iter().enumerate();
        texts.filter(|(_, piece)| fits(piece)).map(|(index, _)| index).collect()
    }

    /// Texts that are nothing yet.
    fn free(&self) -> Vec<usize> {
        (0..self.used.len()).filter(|index| !self.used[*index]).collect()
    }

    /// The same, by line.
    fn lines(&self) -> Vec<Vec<usize>> {
        let free = self.free();
        let same_line = |a: &usize, b: &usize| self.piece(*a).block == self.piece(*b).block;
        free.chunk_by(same_line).map(<[_]>::to_vec).collect()
    }

    fn mark(&mut self, texts: &[usize]) {
        for index in texts {
            self.used[*index] = true;
        }
    }

    /// What is no part of the item: credits, buttons, names, the title once more.
    fn set_aside(&mut self) {
        let title = self.fields.title.clone().unwrap_or_default().to_lowercase();
        let links = 0..self.pieces.links.len();
        let recurring = &self.common.recurring;
        let more: Vec<_> =
            links.map(|link| is_more(&self.pieces.link_text(link), recurring)).collect();
        let is_aside = |index: &usize| {
            let piece = self.piece(*index);
            let role = matches!(
                self.hint(*index),
                Some(Hint::Caption | Hint::Noise | Hint::Author | Hint::Changed)
            );
            let again = title::tidy(&piece.text).to_lowercase() == title;
            let button = piece.link.map_or_else(|| is_button(&piece.text), |link| more[link]);
            role || again || button || is_credit(&piece.text)
        };
        let aside: Vec<_> = (0..self.used.len()).filter(is_aside).collect();
        self.mark(&aside);
    }
}

fn is_more(text: &str, recurring: &BTreeSet<String>) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    bare.is_empty() || recurring.contains(text) || MORE.contains(&bare.as_str())
}

/// Whether a text without a link says what a link would: "Read more" in a card that is one link.
fn is_button(text: &str) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    MORE.contains(&bare.as_str())
}

/// Whether a line says whose a photograph is.
fn is_credit(text: &str) -> bool {
    let text = text.to_lowercase();
    let marks = ["©", "(c)", "photo:", "photo ©", "foto:", "credit:", "photo credit"];
    marks.iter().any(|mark| text.starts_with(mark))
}
