//! From the pieces of a row to the fields of an item, by structure alone.

use std::collections::BTreeSet;

use scraper::ElementRef;

use crate::model::date::DateHints;
use crate::read::listing::hint::Hint;
use crate::read::listing::node::{NodeRef, fold, text_of};
use crate::read::listing::pieces::{Piece, Pieces};
use crate::read::listing::when;

/// A kind is a word or a few.
const LONGEST_KIND: usize = 60;

/// Shorter lines after the title are counts and buttons, unless they end like a sentence.
const SHORTEST_SUMMARY: usize = 25;

/// What links say that do not name what they lead to. Links whose words recur from row to row are
/// known by that; these are for lists of one.
const MORE: [&str; 14] = [
    "read more",
    "more",
    "continue reading",
    "lire la suite",
    "en savoir plus",
    "leer más",
    "leer mas",
    "leia mais",
    "saiba mais",
    "weiterlesen",
    "mehr",
    "続きを読む",
    "阅读更多",
    "더보기",
];

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
    /// The title stands in a heading.
    pub(super) headed: bool,
}

/// Reads a row. `recurring` are the words of links that recur from row to row.
pub(super) fn read(row: &[NodeRef<'_>], recurring: &BTreeSet<String>) -> Fields {
    let pieces = Pieces::of(row);
    let mut reader = Reader {
        used: vec![false; pieces.texts.len()],
        pieces: &pieces,
        recurring,
        hints: DateHints::default(),
        title: None,
        fields: Fields::default(),
    };
    reader.find_title();
    reader.set_aside();
    reader.find_date();
    reader.find_kind();
    reader.find_summary();
    reader.fields.image = image(&pieces);
    reader.fields
}

/// The words of a row's links, folded.
pub(super) fn link_words(row: &[NodeRef<'_>]) -> BTreeSet<String> {
    Pieces::of(row)
        .links
        .iter()
        .map(|link| text_of(**link))
        .filter(|text| !text.is_empty())
        .collect()
}

struct Reader<'p, 'a> {
    pieces: &'p Pieces<'a>,
    used: Vec<bool>,
    recurring: &'p BTreeSet<String>,
    hints: DateHints,
    /// The innermost element around the title.
    title: Option<ElementRef<'a>>,
    fields: Fields,
}

impl<'p, 'a> Reader<'p, 'a> {
    fn find_title(&mut self) {
        let chosen =
            self.headed_title().or_else(|| self.named_title()).or_else(|| self.linked_title());
        let Some(chosen) = chosen else { return };
        self.fields.headed = chosen.iter().any(|index| self.piece(*index).heading.is_some());
        self.title = chosen.first().map(|index| self.piece(*index).element);
        let text = Pieces::join(chosen.iter().map(|index| self.piece(*index)));
        let link = chosen.iter().find_map(|index| self.piece(*index).link);
        let link = link.map(|index| self.pieces.links[index]).or_else(|| self.main_link());
        self.fields.link =
            link.and_then(|link| link.attr("href")).map(|href| href.trim().to_owned());
        let whole = link.and_then(|link| unabridged(&text, link)).unwrap_or(text);
        for index in chosen {
            self.used[index] = true;
        }
        self.fields.title = Some(tidy_title(&whole)).filter(|title| !title.is_empty());
    }

    fn piece(&self, index: usize) -> &'p Piece<'a> {
        &self.pieces.texts[index]
    }

    /// Indexes of the texts that fit.
    fn which(&self, fits: impl Fn(&Piece<'a>) -> bool) -> Vec<usize> {
        let texts = self.pieces.texts.iter().enumerate();
        texts.filter(|(_, piece)| !piece.text.is_empty() && fits(piece)).map(|(at, _)| at).collect()
    }

    /// A heading, one with a link first.
    fn headed_title(&self) -> Option<Vec<usize>> {
        let texts = (0..self.pieces.headings.len())
            .map(|heading| self.which(|piece| piece.heading == Some(heading)))
            .filter(|texts| !texts.is_empty() && !self.is_date(texts));
        let mut headings: Vec<_> = texts.collect();
        let linked = |texts: &Vec<usize>| texts.iter().any(|at| self.piece(*at).link.is_some());
        let at = headings.iter().position(linked).or((!headings.is_empty()).then_some(0))?;
        Some(headings.swap_remove(at))
    }

    /// What its class calls a title.
    fn named_title(&self) -> Option<Vec<usize>> {
        let is_title = |piece: &Piece<'a>| {
            let link = piece.link.map(|link| self.pieces.links[link]);
            let named = |element| super::hint::hint(element) == Some(Hint::Title);
            piece.hint(None) == Some(Hint::Title) || link.is_some_and(named)
        };
        let first = *self.which(is_title).first()?;
        let (block, link) = (self.piece(first).block, self.piece(first).link);
        let whole =
            self.which(|piece| piece.block == block && piece.link == link && is_title(piece));
        (!self.is_date(&whole) && !self.is_more(&whole)).then_some(whole)
    }

    /// The link with the longest text. A link around a whole card: its bold or first line.
    fn linked_title(&self) -> Option<Vec<usize>> {
        let links = (0..self.pieces.links.len()).map(|link| {
            let texts = self.which(|piece| piece.link == Some(link));
            (text_length(&Pieces::join(texts.iter().map(|at| self.piece(*at)))), texts)
        });
        let title = links
            .filter(|(_, texts)| !texts.is_empty() && !self.is_more(texts) && !self.is_date(texts))
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        let texts = match title {
            Some((_, texts)) => texts,
            None if self.pieces.links.is_empty() => return None,
            // The only link says "more" or nothing: the title is beside it.
            None => self.which(|piece| piece.link.is_none()),
        };
        self.title_line(&texts)
    }

    fn title_line(&self, texts: &[usize]) -> Option<Vec<usize>> {
        let bold = |at: &&usize| matches!(self.piece(**at).element.value().name(), "strong" | "b");
        let lines = |at: &&usize| !self.is_date(&[**at]) && !self.is_credit(self.piece(**at));
        let first = texts.iter().find(bold).or_else(|| texts.iter().find(lines))?;
        let block = self.piece(*first).block;
        let inline = texts.iter().all(|at| self.piece(*at).block == block);
        let bold = bold(&first) && !inline;
        let element = self.piece(*first).element;
        let fits = |at: &usize| {
            let piece = self.piece(*at);
            piece.block == block && (!bold || piece.element == element)
        };
        Some(texts.iter().copied().filter(fits).collect())
    }

    /// The link of a row whose title is not linked: where most of its links lead.
    fn main_link(&self) -> Option<ElementRef<'a>> {
        let links = &self.pieces.links;
        let count = |href| links.iter().filter(|link| link.attr("href") == href).count();
        let best = links.iter().map(|link| count(link.attr("href"))).max()?;
        links.iter().copied().find(|link| count(link.attr("href")) == best)
    }

    fn is_date(&self, texts: &[usize]) -> bool {
        let text = Pieces::join(texts.iter().map(|at| self.piece(*at)));
        when::whole(&text, &self.hints).is_some()
    }

    fn is_more(&self, texts: &[usize]) -> bool {
        let text = Pieces::join(texts.iter().map(|at| self.piece(*at)));
        is_more(&text, self.recurring)
    }

    fn is_credit(&self, piece: &Piece<'a>) -> bool {
        let text = piece.text.to_lowercase();
        let marked = ["©", "(c)", "photo:", "photo ©", "foto:", "credit:"];
        marked.iter().any(|mark| text.starts_with(mark))
    }

    /// What is no part of the item: credits, buttons, names, the title once more.
    fn set_aside(&mut self) {
        let title = self.fields.title.clone().unwrap_or_default().to_lowercase();
        for at in 0..self.used.len() {
            let piece = self.piece(at);
            let aside = matches!(
                piece.hint(self.title),
                Some(Hint::Caption | Hint::Noise | Hint::Author | Hint::Changed)
            );
            let again = tidy_title(&piece.text).to_lowercase() == title;
            let link = piece.link.map(|link| text_of(*self.pieces.links[link]));
            let more = link.is_some_and(|text| is_more(&text, self.recurring));
            self.used[at] |= aside || again || more || self.is_credit(piece);
        }
    }

    fn find_date(&mut self) {
        self.fields.date = self
            .machine_date()
            .or_else(|| self.named_date())
            .or_else(|| self.line_date())
            .or_else(|| self.dateline());
    }

    /// `time[datetime]`; of two, the one that is not the last change.
    fn machine_date(&mut self) -> Option<String> {
        let changed = |time: &ElementRef<'_>| super::hint::hint(*time) == Some(Hint::Changed);
        let classed = |time: &ElementRef<'_>| {
            time.value().classes().any(|class| matches!(class, "updated" | "modified"))
                && !time.value().classes().any(|class| class == "published")
        };
        let times = self.pieces.times.iter().filter(|time| !changed(time) && !classed(time));
        let found = times.filter_map(|time| {
            let date = time.attr("datetime").and_then(|text| when::machine(text, &self.hints));
            date.map(|date| (*time, date))
        });
        let (time, date) = found.into_iter().next()?;
        self.use_within(time);
        Some(date)
    }

    fn use_within(&mut self, element: ElementRef<'_>) {
        for at in 0..self.used.len() {
            let inside = self.piece(at).element.ancestors().any(|node| node == *element);
            self.used[at] |= inside || self.piece(at).element == element;
        }
    }

    /// What its class calls a date, however many elements it is in.
    fn named_date(&mut self) -> Option<String> {
        let (element, date) = self.free().find_map(|at| {
            let piece = self.piece(at);
            let (element, _) = piece.hinting(self.title).filter(|(_, hint)| *hint == Hint::Date)?;
            Some((element, when::whole(&text_apart(element), &self.hints)?))
        })?;
        self.use_within(element);
        Some(date)
    }

    /// A text or a line that is a date.
    fn line_date(&mut self) -> Option<String> {
        let piece = self
            .free()
            .find_map(|at| Some((vec![at], when::whole(&self.piece(at).text, &self.hints)?)));
        let (texts, date) = piece.or_else(|| {
            self.lines().into_iter().find_map(|line| {
                let text = Pieces::join(line.iter().map(|at| self.piece(*at)));
                Some((line, when::whole(&text, &self.hints)?))
            })
        })?;
        texts.iter().for_each(|at| self.used[*at] = true);
        Some(date)
    }

    /// A line with a date in it: `Statement | Geneva | 6 July 2012`. Its first part is the kind.
    fn dateline(&mut self) -> Option<String> {
        let pieces = self.free().map(|at| vec![at]).collect::<Vec<_>>();
        let (line, found) = pieces.into_iter().chain(self.lines()).find_map(|line| {
            let text = Pieces::join(line.iter().map(|at| self.piece(*at)));
            Some((line, when::part(&text, &self.hints)?))
        })?;
        line.iter().for_each(|at| self.used[*at] = true);
        self.fields.kind = found.rest.into_iter().find(|part| is_kind(part));
        Some(found.date)
    }

    /// Texts that are nothing yet.
    fn free(&self) -> impl Iterator<Item = usize> {
        let free = |at: &usize| !self.used[*at] && !self.piece(*at).text.is_empty();
        (0..self.used.len()).filter(free).collect::<Vec<_>>().into_iter()
    }

    /// The same, by line.
    fn lines(&self) -> Vec<Vec<usize>> {
        let mut lines: Vec<Vec<usize>> = Vec::new();
        for at in self.free() {
            match lines.last_mut() {
                Some(line) if self.piece(line[0]).block == self.piece(at).block => line.push(at),
                _ => lines.push(vec![at]),
            }
        }
        lines
    }

    /// A few words that are called a kind, else those before the title.
    fn find_kind(&mut self) {
        if self.fields.kind.is_some() {
            return;
        }
        let title = self.title;
        let title = self.pieces.texts.iter().position(|piece| Some(piece.element) == title);
        let named = self.free().find(|at| {
            self.piece(*at).hint(self.title) == Some(Hint::Kind) && is_kind(&self.piece(*at).text)
        });
        let before = self.free().filter(|at| title.is_some_and(|title| *at < title));
        let before = before.filter(|at| is_kind(&self.piece(*at).text)).last();
        if let Some(at) = named.or(before) {
            self.used[at] = true;
            self.fields.kind = Some(when::bare(&self.piece(at).text).to_owned());
        }
    }

    /// What is called a summary, else the lines after the title that read like sentences.
    fn find_summary(&mut self) {
        let title = self.title;
        let block = self.pieces.texts.iter().find(|piece| Some(piece.element) == title);
        let block = block.map_or(0, |piece| piece.block);
        let lines: Vec<_> = self
            .lines()
            .into_iter()
            .filter(|line| self.piece(line[0]).block >= block)
            .filter(|line| {
                line.iter().any(|at| self.piece(*at).link.is_none() || self.in_card(*at))
            })
            .filter(|line| !line.iter().all(|at| self.piece(*at).hint(title) == Some(Hint::Kind)))
            .map(|line| {
                let text = Pieces::join(line.iter().map(|at| self.piece(*at)));
                let named = self.piece(line[0]).hint(title) == Some(Hint::Summary);
                (named, text)
            })
            .filter(|(named, text)| is_prose(text) || (*named && text_length(text) > 8))
            .collect();
        let text = lines.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
        self.fields.summary = Some(text).filter(|text| !text.is_empty());
    }

    /// Whether the link around a text is the one that the title is in.
    fn in_card(&self, at: usize) -> bool {
        let link = self.piece(at).link.map(|link| self.pieces.links[link]);
        link.and_then(|link| link.attr("href")).map(str::trim) == self.fields.link.as_deref()
    }
}

fn is_more(text: &str, recurring: &BTreeSet<String>) -> bool {
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    bare.is_empty() || recurring.contains(text) || MORE.contains(&bare.as_str())
}

/// A line of text as long as it looks: a character of East Asia takes the place of two.
pub(super) fn text_length(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{2e80}' { 2 } else { 1 }).sum()
}

fn is_kind(text: &str) -> bool {
    let bare = when::bare(text);
    let length = text_length(bare);
    let words = bare.split_whitespace().count();
    let sentence = text.ends_with(['.', '。', '!', '?', '…']);
    (2..=LONGEST_KIND).contains(&length)
        && words <= 8
        && !sentence
        && bare.chars().any(char::is_alphabetic)
}

fn is_prose(text: &str) -> bool {
    let ends = text.ends_with(['.', '。', '!', '?', '…', '”', '"', '»', '」']);
    let length = text_length(text);
    length >= SHORTEST_SUMMARY || (ends && length >= SHORTEST_SUMMARY / 2)
}

/// A title without the bullets before it and the arrows after it.
fn tidy_title(text: &str) -> String {
    let bullets: &[char] = &['•', '·', '■', '▪', '●', '▶', '►', '›', '»', ' ', '|'];
    let arrows: &[char] = &['›', '→', '▶', '►', ' ', '|'];
    fold(text.trim_start_matches(bullets).trim_end_matches(arrows))
}

/// The `title` of a link whose text was cut short.
fn unabridged(text: &str, link: ElementRef<'_>) -> Option<String> {
    let stem = text.strip_suffix('…').or_else(|| text.strip_suffix("..."))?.trim_end();
    let whole = fold(link.attr("title")?);
    (!stem.is_empty() && whole.starts_with(stem) && whole.len() > text.len()).then_some(whole)
}

/// The text of an element, every element in it a word of its own: `<b>5</b><i>July</i>`.
fn text_apart(element: ElementRef<'_>) -> String {
    let texts: Vec<_> = element
        .descendants()
        .filter_map(|node| node.value().as_text().map(|text| fold(text)))
        .collect();
    fold(&texts.join(" "))
}

/// The first picture that is no ornament.
fn image(pieces: &Pieces<'_>) -> Option<String> {
    pieces.images.iter().find_map(|image| {
        let ornament = ["icon", "logo", "avatar", "spacer", "pixel", "emoji"];
        let classes = image.attr("class").unwrap_or_default();
        let src = source(*image)?;
        let shown = format!("{classes} {src}").to_lowercase();
        (!ornament.iter().any(|word| shown.contains(word))).then_some(src)
    })
}

/// Where a picture is: pages that load late keep it in an attribute of their own.
pub(super) fn source(image: ElementRef<'_>) -> Option<String> {
    let late = ["data-src", "data-lazy-src", "data-original", "src"];
    let sources = late.iter().filter_map(|name| image.attr(name)).map(str::trim);
    let first = |set: &str| set.split_whitespace().next().map(str::to_owned);
    sources
        .filter(|src| !src.is_empty() && !src.starts_with("data:"))
        .map(str::to_owned)
        .next()
        .or_else(|| image.attr("srcset").or(image.attr("data-srcset")).and_then(first))
}
