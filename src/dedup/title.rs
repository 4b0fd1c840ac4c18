//! Titles: whether two say the same, and what tells them apart.

use super::words::{FULL, Separator, Word, title_words};

/// How many words a piece has at most that a site puts before or behind all of its titles.
const DECORATION: usize = 7;

/// The longest title that is taken apart, in bytes.
const LONGEST: usize = 400;

/// A title, taken apart.
#[derive(Debug, Clone, Default)]
pub(super) struct Title {
    pub(super) words: Vec<Word>,
    /// Places at which a separator stands.
    cuts: Vec<(usize, Separator)>,
    /// Its forms, whole first: as ranges of words, and with the words run together.
    forms: Vec<Form>,
}

/// A title, or what is left of it without its beginning or end.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) start: usize,
    pub(super) end: usize,
    /// All words in one, so that `co operative`, `co-operative` and `cooperative` are alike.
    pub(super) run: String,
}

/// How two titles stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// They say different things.
    Different,
    /// Words stand in the place of others, none of which tells items of a series apart.
    Reworded,
    /// Words were added or taken out, none of which tells items of a series apart.
    Edited,
    /// The same, when a piece is taken from each that looks like a label or the name of a site.
    PeeledBoth,
    /// The same, when such a piece is taken from one.
    Peeled,
    /// The same words.
    Same,
}

impl Title {
    pub(super) fn new(title: &str) -> Self {
        let (words, cuts) = title_words(&title[..title.floor_char_boundary(LONGEST)]);
        let mut new = Self { words, cuts, forms: Vec::new() };
        new.forms = new.all_forms();
        new
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub(super) fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// The whole title as one word.
    pub(super) fn run(&self) -> &str {
        self.forms.first().map_or("", |form| &form.run)
    }

    fn all_forms(&self) -> Vec<Form> {
        let end = self.words.len();
        if end == 0 {
            return Vec::new();
        }
        let start = self.cuts.first().filter(|(cut, separator)| {
            let may_be = *separator != Separator::Dash || self.is_like_a_name(0, *cut);
            may_be && self.is_decoration(0, *cut, end - cut)
        });
        let stop = self.cuts.last().filter(|(cut, separator)| {
            let may_be = match separator {
                // What follows a colon is what the title is about.
                Separator::Colon => false,
                Separator::Dash => self.is_like_a_name(*cut, end),
                Separator::Bar => true,
            };
            may_be && self.is_decoration(*cut, end, *cut)
        });
        let (start, stop) = (start.map(|(cut, _)| *cut), stop.map(|(cut, _)| *cut));
        let mut ranges = vec![(0, end)];
        ranges.extend(start.map(|start| (start, end)));
        ranges.extend(stop.map(|stop| (0, stop)));
        ranges.extend(start.zip(stop).filter(|(start, stop)| start < stop));
        ranges.into_iter().map(|(start, end)| self.form(start, end)).collect()
    }

    fn form(&self, start: usize, end: usize) -> Form {
        let mut run = String::new();
        for word in &self.words[start..end] {
            // Numbers keep their bounds: 1 23 is not 12 3.
            if word.is_number() {
                run.extend(["#", &word.text, "#"]);
            } else {
                run.push_str(&word.text);
            }
        }
        Form { start, end, run }
    }

    /// A label or a site's name: short beside the rest, and nothing in it tells one item from
    /// another.
    fn is_decoration(&self, start: usize, end: usize, rest: usize) -> bool {
        let words = &self.words[start..end];
        words.len() <= DECORATION.min(rest + 2) && !words.iter().any(|word| word.is_telling)
    }

    /// Every word of it that says something is written like one of a name.
    fn is_like_a_name(&self, start: usize, end: usize) -> bool {
        self.words[start..end].iter().all(|word| word.is_capital || word.weight == 0)
    }

    /// How many words say something, in a part of it.
    pub(super) fn weight(&self, form: &Form) -> u32 {
        let halves: u32 =
            self.words[form.start..form.end].iter().map(|word| u32::from(word.weight)).sum();
        halves / u32::from(FULL)
    }

    /// They differ in what tells items of a series apart, and in nothing else.
    pub(super) fn is_of_one_series(&self, other: &Self) -> bool {
        let Edit { shared, gone, come } = Edit::between(&self.words, &other.words);
        let is_next =
            |words: &[&Word]| !words.is_empty() && words.iter().all(|word| word.is_telling);
        shared > 0 && is_next(&gone) && is_next(&come)
    }

    /// A name, or what tells items of a series apart, stands in each in the place of another.
    pub(super) fn is_of_another(&self, other: &Self) -> bool {
        let Edit { gone, come, .. } = Edit::between(&self.words, &other.words);
        let both = |is: fn(&Word) -> bool| {
            gone.iter().any(|word| is(word)) && come.iter().any(|word| is(word))
        };
        both(|word| word.is_telling) || both(|word| word.is_name)
    }

    /// How it stands to another, and how many words say something in what they share.
    pub(super) fn compare(&self, other: &Self) -> (Likeness, u32) {
        for (at, form) in self.forms.iter().enumerate() {
            let Some(there) = other.forms.iter().position(|theirs| theirs.run == form.run) else {
                continue;
            };
            let likeness = match (at, there) {
                (0, 0) => Likeness::Same,
                (0, _) | (_, 0) => Likeness::Peeled,
                _ => Likeness::PeeledBoth,
            };
            return (likeness, self.weight(form));
        }
        let edit = Edit::between(&self.words, &other.words);
        if !edit.is_harmless() {
            return (Likeness::Different, 0);
        }
        let is_added = edit.gone.is_empty() || edit.come.is_empty();
        (if is_added { Likeness::Edited } else { Likeness::Reworded }, edit.shared)
    }
}

/// What was changed between two titles.
struct Edit<'a> {
    shared: u32,
    gone: Vec<&'a Word>,
    come: Vec<&'a Word>,
}

impl<'a> Edit<'a> {
    fn between(one: &'a [Word], other: &'a [Word]) -> Self {
        let mut come: Vec<&Word> = other.iter().collect();
        let (mut gone, mut shared) = (Vec::new(), 0);
        for word in one {
            let same = come.iter().position(|theirs| theirs.text == word.text);
            let close = || come.iter().position(|theirs| is_spelling(word, theirs));
            match same.or_else(close) {
                Some(at) => {
                    shared += u32::from(come.remove(at).weight);
                }
                None => gone.push(word),
            }
        }
        Self { shared: shared / u32::from(FULL), gone, come }
    }

    /// Half of the words stayed, nothing that tells items apart came or went, and no name took
    /// the place of another.
    fn is_harmless(&self) -> bool {
        let weight = |words: &[&Word]| {
            words.iter().map(|word| u32::from(word.weight)).sum::<u32>() / u32::from(FULL)
        };
        let changed = weight(&self.gone).max(weight(&self.come));
        let tells = |words: &[&Word]| words.iter().any(|word| word.is_telling);
        let names = |words: &[&Word]| words.iter().any(|word| word.is_name);
        self.shared >= 3
            && changed <= self.shared
            && !tells(&self.gone)
            && !tells(&self.come)
            && !(names(&self.gone) && names(&self.come))
    }
}

/// Two spellings of one word: long enough, no name, and one letter apart.
fn is_spelling(one: &Word, other: &Word) -> bool {
    let may_vary = |word: &Word| !word.is_name && !word.is_telling && word.text.len() >= 6;
    let (shorter, longer) =
        (one.text.len().min(other.text.len()), one.text.len().max(other.text.len()));
    // One change leaves the first letter as it was, or the last.
    let is_near = || {
        let (one, other) = (one.text.as_bytes(), other.text.as_bytes());
        one.first() == other.first() || one.last() == other.last()
    };
    longer - shorter <= 1
        && is_near()
        && may_vary(one)
        && may_vary(other)
        && strsim::levenshtein(&one.text, &other.text) <= 1
}
