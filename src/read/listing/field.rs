//! The fields that a row has a selector for.

use crate::read::listing::row::Fields;
use crate::read::listing::{Css, ListingOptions};

/// A field of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Title.
    Title,
    /// Link to its page.
    Link,
    /// Date.
    Date,
    /// What sort of thing it is.
    Kind,
    /// Summary.
    Summary,
    /// Picture.
    Image,
}

impl Field {
    /// All of them, in the order of the documentation.
    pub(super) const ALL: [Self; 6] =
        [Self::Title, Self::Link, Self::Date, Self::Kind, Self::Summary, Self::Image];

    /// Its name in `[source.listing]`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Link => "link",
            Self::Date => "date",
            Self::Kind => "kind",
            Self::Summary => "summary",
            Self::Image => "image",
        }
    }

    /// Its value in a row.
    pub(super) fn of(self, fields: &mut Fields) -> &mut Option<String> {
        match self {
            Self::Title => &mut fields.title,
            Self::Link => &mut fields.link,
            Self::Date => &mut fields.date,
            Self::Kind => &mut fields.kind,
            Self::Summary => &mut fields.summary,
            Self::Image => &mut fields.image,
        }
    }

    /// Its selector.
    pub(super) fn selector(self, options: &ListingOptions) -> Option<&Css> {
        match self {
            Self::Title => options.title.as_ref(),
            Self::Link => options.link.as_ref(),
            Self::Date => options.date.as_ref(),
            Self::Kind => options.kind.as_ref(),
            Self::Summary => options.summary.as_ref(),
            Self::Image => options.image.as_ref(),
        }
    }

    /// Sets its selector.
    pub(super) fn select(self, options: &mut ListingOptions, css: Css) {
        let place = match self {
            Self::Title => &mut options.title,
            Self::Link => &mut options.link,
            Self::Date => &mut options.date,
            Self::Kind => &mut options.kind,
            Self::Summary => &mut options.summary,
            Self::Image => &mut options.image,
        };
        *place = Some(css);
    }
}
