//! Rules: tag, set, keep, drop.
//!
//! Rules apply in order: those of the source, then those of the top level. `tag` and `set` of
//! every rule that matches take effect, for the rules below it too. Of `keep` and `drop` the first
//! that matches decides, and those below it count no more; an item that none decides on is kept.
//! So "only what is about co-operatives" is a `keep` for them, and below it a `drop` without
//! conditions.

use std::cell::OnceCell;

use regex::{Regex, RegexBuilder};

use crate::model::item::{Item, Rejection, RuleName};
use crate::model::language::Language;
use crate::model::source::SourceId;
use crate::model::text::SafeHtml;

use super::tags;

/// One rule, checked.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its place in the configuration, for people.
    pub name: RuleName,
    /// All must hold; none: every item matches.
    pub when: Vec<Condition>,
    /// Tags to add.
    pub tag: Vec<String>,
    /// Fields to set.
    pub set: Vec<(Settable, String)>,
    /// Whether it ends the matter.
    pub verdict: Option<Verdict>,
}

/// One condition of `when`.
#[derive(Debug, Clone)]
pub struct Condition {
    /// What is looked at.
    pub field: Field,
    /// What must be found in it.
    pub pattern: Regex,
}

/// What a condition can look at. A list (tags, authors) matches when one of it does; a field that
/// the item does not have never matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Title.
    Title,
    /// Summary.
    Summary,
    /// Title, summary and content as text.
    Text,
    /// Link.
    Url,
    /// Names of authors.
    Author,
    /// Kind.
    Kind,
    /// Tags.
    Tag,
    /// Language tag.
    Lang,
    /// Id of the source.
    Source,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Title,
        Self::Summary,
        Self::Text,
        Self::Url,
        Self::Author,
        Self::Kind,
        Self::Tag,
        Self::Lang,
        Self::Source,
    ];

    /// Its name in `when`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Summary => "summary",
            Self::Text => "text",
            Self::Url => "url",
            Self::Author => "author",
            Self::Kind => "kind",
            Self::Tag => "tag",
            Self::Lang => "lang",
            Self::Source => "source",
        }
    }
}

/// What `set` can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settable {
    /// Kind.
    Kind,
    /// Title.
    Title,
    /// Language; the value is a well-formed tag.
    Lang,
}

impl Settable {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Kind, Self::Title, Self::Lang];

    /// Its name in `set`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Title => "title",
            Self::Lang => "lang",
        }
    }
}

/// `keep = true`, `drop = true`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The item stays, whatever `drop` below says.
    Keep,
    /// The item is left out.
    Drop,
}

/// Compiles a pattern. Matching takes time linear in the text; the compiled form is bounded too.
pub fn pattern(text: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(text).size_limit(1 << 20).build()
}

/// Applies rules to an item. What they set is not what the source states, so keys are made before.
pub(super) fn apply(rules: &[Rule], item: &mut Item, source: &SourceId) -> Result<(), Rejection> {
    // Taking the text out of HTML is work; most rules ask for titles.
    let content = OnceCell::new();
    let mut is_kept = false;
    for rule in rules {
        let holds = |condition: &Condition| holds(condition, item, source, &content);
        if !rule.when.iter().all(holds) {
            continue;
        }
        match rule.verdict {
            Some(Verdict::Drop) if is_kept => continue,
            Some(Verdict::Drop) => return Err(Rejection::Dropped(rule.name.clone())),
            Some(Verdict::Keep) => is_kept = true,
            None => {}
        }
        change(rule, item);
    }
    Ok(())
}

fn change(rule: &Rule, item: &mut Item) {
    for tag in &rule.tag {
        tags::add(&mut item.tags, tag.clone());
    }
    for (field, value) in &rule.set {
        match field {
            Settable::Kind => item.kind = Some(value.clone()),
            Settable::Title => item.title = Some(value.clone()),
            Settable::Lang => item.language = Language::new(value).ok(),
        }
    }
    if !rule.tag.is_empty() || !rule.set.is_empty() || rule.verdict.is_some() {
        item.decided_by.push(rule.name.clone());
    }
}

fn holds(
    condition: &Condition,
    item: &Item,
    source: &SourceId,
    content: &OnceCell<Option<String>>,
) -> bool {
    let found = |text: &str| condition.pattern.is_match(text);
    let one = |text: &Option<String>| text.as_deref().is_some_and(found);
    match condition.field {
        Field::Title => one(&item.title),
        Field::Summary => one(&item.summary),
        Field::Text => {
            let content = || content.get_or_init(|| item.content.as_ref().map(SafeHtml::to_text));
            one(&item.title) || one(&item.summary) || one(content())
        }
        Field::Url => item.url.as_ref().is_some_and(|url| found(url.as_str())),
        Field::Author => item.authors.iter().any(|author| one(&author.name)),
        Field::Kind => one(&item.kind),
        Field::Tag => item.tags.iter().any(|tag| found(tag)),
        Field::Lang => item.language.as_ref().is_some_and(|language| found(language.as_str())),
        Field::Source => found(source.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::raw::{RawItem, RawText};
    use crate::normalize::{SourceContext, normalize};

    /// A rule in short: conditions, tags, verdict.
    fn rule(when: &[(Field, &str)], tag: &[&str], verdict: Option<Verdict>) -> Rule {
        let condition =
            |&(field, text): &(Field, &str)| Condition { field, pattern: pattern(text).unwrap() };
        Rule {
            name: RuleName(format!("{when:?}")),
            when: when.iter().map(condition).collect(),
            tag: tag.iter().map(|&tag| tag.to_owned()).collect(),
            set: Vec::new(),
            verdict,
        }
    }

    fn run(rules: Vec<Rule>) -> Result<Item, Rejection> {
        let raw = RawItem {
            title: Some(RawText::plain("Fishers in Sri Lanka")),
            content: Some(RawText::html("<p>A <b>co-operative</b> story</p>")),
            tags: vec!["Asia".to_owned()],
            ..RawItem::default()
        };
        let context = SourceContext {
            id: SourceId::new("ilo-asia").unwrap(),
            base: None,
            language: Some(Language::new("en").unwrap()),
            tags: Vec::new(),
            dates: crate::model::date::DateHints::default(),
            rules,
            keeps_bare: false,
        };
        normalize(raw, &context, &mut Vec::new())
    }

    #[track_caller]
    fn matches(field: Field, text: &str, expected: bool) {
        let dropped = run(vec![rule(&[(field, text)], &[], Some(Verdict::Drop))]).is_err();
        assert_eq!(dropped, expected, "{field:?} {text:?}");
    }

    #[test]
    fn each_field_is_looked_at() {
        matches(Field::Title, "(?i)sri lanka", true);
        matches(Field::Title, "sri lanka", false);
        matches(Field::Text, "co-operative story", true);
        matches(Field::Summary, "", false);
        matches(Field::Url, "", false);
        matches(Field::Author, "", false);
        matches(Field::Kind, "", false);
        matches(Field::Tag, "^Asia$", true);
        matches(Field::Lang, "^en$", true);
        matches(Field::Source, "^ilo-", true);
    }

    #[test]
    fn all_conditions_must_hold() {
        let drop = |when: &[(Field, &str)]| run(vec![rule(when, &[], Some(Verdict::Drop))]);
        assert!(drop(&[(Field::Title, "Fishers"), (Field::Tag, "Africa")]).is_ok());
        assert!(drop(&[(Field::Title, "Fishers"), (Field::Tag, "Asia")]).is_err());
        let rejection = drop(&[]).unwrap_err();
        assert_eq!(rejection, Rejection::Dropped(RuleName("[]".to_owned())));
    }

    #[test]
    fn the_first_verdict_decides_and_tags_work_for_the_rules_below() {
        let item = run(vec![
            rule(&[(Field::Title, "Sri Lanka")], &["LK", "asia"], None),
            rule(&[(Field::Title, "Nepal")], &["NP"], None),
            rule(&[(Field::Tag, "LK")], &[], Some(Verdict::Keep)),
            rule(&[], &["never"], Some(Verdict::Drop)),
            rule(&[(Field::Title, "Sri Lanka")], &["island"], None),
        ])
        .unwrap();
        assert_eq!(item.tags, ["Asia", "LK", "island"]);
        assert_eq!(item.decided_by.len(), 3);
    }

    #[test]
    fn set_changes_fields_and_no_keys() {
        let set = vec![
            (Settable::Kind, "News".to_owned()),
            (Settable::Title, "Other".to_owned()),
            (Settable::Lang, "si".to_owned()),
        ];
        let item = run(vec![Rule { set, ..rule(&[], &[], None) }]).unwrap();
        assert_eq!(item.kind.as_deref(), Some("News"));
        assert_eq!(item.title.as_deref(), Some("Other"));
        assert_eq!(item.language.unwrap().as_str(), "si");
        assert_eq!(item.keys, run(Vec::new()).unwrap().keys);
    }
}
