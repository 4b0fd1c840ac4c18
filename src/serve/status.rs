//! How the sources are at the moment: made when somebody asks, for a short while.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::response::Response;
use tokio::sync::Mutex;

use crate::serve::answer::{self, Asked};
use crate::serve::backend::Backend;
use crate::serve::files::{self, File, Files};

/// How long an answer serves: whoever asks more often costs nothing.
const FRESH_FOR: Duration = Duration::from_secs(15);

/// The files that there are.
const FILES: [(&str, &str, &str); 2] = [
    ("/status.html", "status.html", "text/html; charset=utf-8"),
    ("/status.json", "status.json", "application/json"),
];

/// What was made last, by its name.
#[derive(Debug, Default)]
pub(super) struct Status {
    made: Mutex<HashMap<&'static str, (Instant, Arc<File>)>>,
}

impl Status {
    /// Whether a path is answered here.
    pub(super) fn knows(path: &str) -> bool {
        FILES.iter().any(|(known, _, _)| *known == path)
    }

    /// Answers with how it is; with what was published where that cannot be had.
    pub(super) async fn answer(
        &self,
        files: &Files,
        backend: &dyn Backend,
        asked: &Asked<'_>,
    ) -> Response {
        match self.find(backend, asked.path).await {
            Ok(Some(file)) => answer::file_answer(&file, asked),
            Ok(None) => answer::file(files, asked).await,
            Err(error) => {
                tracing::error!(path = asked.path, error, "the status is not known");
                answer::file(files, asked).await
            }
        }
    }

    async fn find(&self, backend: &dyn Backend, path: &str) -> Result<Option<Arc<File>>, String> {
        let Some((_, name, media_type)) = FILES.iter().find(|(known, _, _)| *known == path) else {
            return Ok(None);
        };
        // Held while it is made, so that it is made once however many ask.
        let mut made = self.made.lock().await;
        if let Some((at, file)) = made.get(name)
            && at.elapsed() < FRESH_FOR
        {
            return Ok(Some(file.clone()));
        }
        let Some((artifact, at)) = backend.status(name).await? else { return Ok(None) };
        let prepare = move || files::prepare(artifact.bytes, at.into(), media_type);
        let file = tokio::task::spawn_blocking(prepare).await.map_err(|error| error.to_string())?;
        let file = Arc::new(file);
        made.insert(name, (Instant::now(), file.clone()));
        Ok(Some(file))
    }
}
