//! What was expected and what came, in words for an operator.

use crate::drift::baseline::Baseline;
use crate::drift::judge::Look;
use crate::drift::sketch::{Field, Sketch};

/// What a source used to give.
pub(super) fn expected(baseline: &Baseline) -> String {
    let mut parts = vec![format!("about {}", items(baseline.usual()))];
    let usual: Vec<_> =
        Field::ALL.into_iter().filter(|field| baseline.share(*field) >= 0.7).collect();
    parts.extend(with(&usual));
    parts.extend(baseline.block.as_ref().map(|block| format!("in {block}")));
    parts.extend(baseline.language.as_ref().map(|language| format!("language {language}")));
    parts.join(", ")
}

/// What a reading gave.
pub(super) fn came(look: &Look<'_>) -> String {
    let sketch = look.sketch;
    let mut parts = vec![items(sketch.first)];
    if sketch.first > 0 {
        let known = sketch.first().iter().filter(|trace| look.known.has(trace)).count();
        parts.push(format!("{known} of them known"));
        parts.extend(with(&filled(sketch)));
        parts.extend(sketch.block.as_ref().map(|block| format!("in {block}")));
    }
    parts.extend(sketch.language.as_ref().map(|language| format!("language {language}")));
    parts.join(", ")
}

fn filled(sketch: &Sketch) -> Vec<Field> {
    Field::ALL.into_iter().filter(|field| sketch.share(*field) >= 0.5).collect()
}

fn with(fields: &[Field]) -> Option<String> {
    let names: Vec<_> = fields.iter().map(|field| field.name()).collect();
    (!names.is_empty()).then(|| format!("with {}", names.join(" ")))
}

fn items(count: usize) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}
