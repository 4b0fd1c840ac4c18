//! Operators are told what happened: once each, and again only where that failed.

use chrono::TimeDelta;

use crate::fetch::Message;
use crate::model::health::{Event, Health};
use crate::notify::{self, sendmail};
use crate::pipeline::pass::Pass;
use crate::store::StoreError;

/// What is older than this is no news, even where it could not be told.
const NEWS: TimeDelta = TimeDelta::days(1);

/// Tells what was not told yet. What goes wrong in that is for the log, and tried again in the next
/// pass.
pub(super) async fn notify(pass: Pass<'_>, health: &Health) -> Result<(), StoreError> {
    let options = &pass.plan.notify;
    if options.url.is_some() {
        tell(pass, health, Way::Webhook).await?;
    }
    if !options.mail.is_empty() {
        tell(pass, health, Way::Mail).await?;
    }
    Ok(())
}

/// By what operators are told; each way remembers for itself what it told.
#[derive(Debug, Clone, Copy)]
enum Way {
    Webhook,
    Mail,
}

impl Way {
    fn name(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Mail => "mail",
        }
    }
}

async fn tell(pass: Pass<'_>, health: &Health, way: Way) -> Result<(), StoreError> {
    let now = pass.clock.now();
    let mut events = health.events();
    events.retain(|event| event.at() + NEWS > now);
    let key = |event: &Event<'_>| format!("{} {}", way.name(), event.key());
    let untold = pass.store.untold(events.iter().map(key).collect()).await?;
    events.retain(|event| untold.contains(&key(event)));
    // In the order in which it happened.
    events.reverse();
    if events.is_empty() {
        return Ok(());
    }
    let sent = match way {
        Way::Webhook => post(pass, health, &events).await,
        Way::Mail => mail(pass, health, &events).await,
    };
    match sent {
        Ok(()) => pass.store.tell(untold, now).await,
        Err(error) => {
            let way = way.name();
            tracing::warn!(way, error, "operators could not be told; the next pass tries again");
            Ok(())
        }
    }
}

async fn mail(pass: Pass<'_>, health: &Health, events: &[Event<'_>]) -> Result<(), String> {
    let options = &pass.plan.notify;
    let message = notify::mail(options, health, events);
    let sent = sendmail::send(&options.sendmail, &message).await;
    sent.map_err(|error| format!("{}: {error}", options.sendmail.display()))
}

/// An address of a webhook is a secret: its host alone is named.
async fn post(pass: Pass<'_>, health: &Health, events: &[Event<'_>]) -> Result<(), String> {
    let Some(url) = &pass.plan.notify.url else { return Ok(()) };
    let host = url.host_str().unwrap_or_default();
    let message = Message {
        url: url.clone(),
        content_type: "application/json",
        headers: Vec::new(),
        body: notify::webhook(health, events),
    };
    let answer = pass.fetch.send(&message).await;
    let answer = answer.map_err(|error| format!("{host}: {}", error.code()))?;
    let is_taken = (200..300).contains(&answer.status);
    if is_taken { Ok(()) } else { Err(format!("{host} answered {}", answer.status)) }
}
