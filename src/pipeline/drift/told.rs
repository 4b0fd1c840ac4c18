//! What is said of a judgement, and kept of it.

use crate::drift::{Held, Judgement};
use crate::model::drift::{SeenPage, Selectors, Suspicion};
use crate::model::raw::Warning;
use crate::pipeline::drift::{Memory, look_at};
use crate::pipeline::gather::Gathered;
use crate::pipeline::plan::Heal;
use crate::store::PAGE_KEPT;

impl Memory<'_> {
    pub(super) fn warning(&self, judgement: &Judgement, selectors: &Selectors) -> Warning {
        let Judgement { verdict, expected, came, held, .. } = judgement;
        let id = &self.planned.source.id;
        let held = match held {
            Held::Nothing => String::new(),
            Held::Some(items) => format!("; {} items are held back", items.len()),
            Held::Everything => "; held back, what was published stays".to_owned(),
        };
        let advice = if selectors.is_empty() || self.planned.heal == Heal::Off {
            look_at(id)
        } else {
            format!("; the items were found again: `sangam incidents {id} --accept` takes them")
        };
        let message = format!("{came}; expected {expected}{held}{advice}");
        Warning { code: verdict.code(), message, line: None }
    }

    pub(super) fn suspicion(
        &self,
        judgement: &Judgement,
        selectors: Selectors,
        of: &Gathered,
    ) -> Suspicion {
        let Judgement { verdict, expected, came, .. } = judgement;
        let (verdict, expected, came) = (*verdict, expected.clone(), came.clone());
        let can_be_accepted = of.state.last_error.is_none() || !selectors.is_empty();
        Suspicion { verdict, expected, came, selectors, can_be_accepted, page: self.page(of) }
    }

    /// The page as it came, without what the source's address keeps secret.
    fn page(&self, gathered: &Gathered) -> Option<SeenPage> {
        let (content_type, body) = match (&gathered.first, &gathered.refusal) {
            (Some(first), _) => (first.document.content_type.clone(), &first.document.body[..]),
            (None, page) => (None, page.as_ref()?.as_bytes()),
        };
        let body = &body[..body.len().min(PAGE_KEPT)];
        let source = &self.planned.source;
        let body = if source.url == source.shown {
            body.to_vec()
        } else {
            source.redact(&String::from_utf8_lossy(body)).into_bytes()
        };
        Some(SeenPage { content_type, body })
    }
}
