//! Operators are told what happened: once each, and again only where that failed.

use chrono::TimeDelta;

use crate::fetch::resolve::System;
use crate::fetch::{LeftAlone, Message, dial};
use crate::model::health::{Event, Health};
use crate::notify::smtp::{self, Mail, Server, SmtpError};
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
    let Some(server) = &options.smtp else {
        if !options.mail.is_empty() {
            tell(pass, health, Way::Sendmail).await?;
        }
        return Ok(());
    };
    for to in &options.mail {
        // A server that takes nothing now takes nothing for the others either.
        if tell(pass, health, Way::Smtp { server, to }).await? == Told::Unreachable {
            break;
        }
    }
    Ok(())
}

/// By what operators are told; each way remembers for itself what it told.
#[derive(Debug, Clone, Copy)]
enum Way<'a> {
    Webhook,
    Sendmail,
    /// Each recipient for itself: a server that refuses one of them may take the others.
    Smtp {
        server: &'a Server,
        to: &'a str,
    },
}

impl Way<'_> {
    fn name(self) -> String {
        match self {
            Self::Webhook => "webhook".to_owned(),
            Self::Sendmail => "mail".to_owned(),
            Self::Smtp { to, .. } => format!("smtp {to}"),
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// All is told, or this was refused.
    Done,
    /// There is no way through.
    Unreachable,
}

async fn tell(pass: Pass<'_>, health: &Health, way: Way<'_>) -> Result<Told, StoreError> {
    let now = pass.clock.now();
    let mut events = health.events();
    events.retain(|event| event.at() + NEWS > now);
    let key = |event: &Event<'_>| format!("{} {}", way.name(), event.key());
    let untold = pass.store.untold(events.iter().map(key).collect()).await?;
    events.retain(|event| untold.contains(&key(event)));
    // In the order in which it happened.
    events.reverse();
    if events.is_empty() {
        return Ok(Told::Done);
    }
    let sent = match way {
        Way::Webhook => post(pass, health, &events).await.map_err(SmtpError::Refused),
        Way::Sendmail => mail(pass, health, &events).await.map_err(SmtpError::Refused),
        Way::Smtp { server, to } => submit(pass, health, &events, server, to).await,
    };
    match sent {
        Ok(()) => pass.store.tell(untold, now).await.map(|()| Told::Done),
        Err(error) => {
            let (way, reason) = (way.name(), error.to_string());
            tracing::warn!(way, reason, "operators could not be told; the next pass tries again");
            let is_server = matches!(error, SmtpError::Server(_));
            Ok(if is_server { Told::Unreachable } else { Told::Done })
        }
    }
}

async fn mail(pass: Pass<'_>, health: &Health, events: &[Event<'_>]) -> Result<(), String> {
    let options = &pass.plan.notify;
    let to = options.mail.join(", ");
    let from = options.from.as_deref();
    let message = notify::mail(&notify::Head { from, to: &to }, health, events, pass.clock.now());
    let sent = sendmail::send(&options.sendmail, &message).await;
    sent.map_err(|error| format!("{}: {error}", options.sendmail.display()))
}

async fn submit(
    pass: Pass<'_>,
    health: &Health,
    events: &[Event<'_>],
    server: &Server,
    to: &str,
) -> Result<(), SmtpError> {
    let from = pass.plan.notify.from.as_deref().unwrap_or(to);
    let head = notify::Head { from: Some(from), to };
    let message = notify::mail(&head, health, events, pass.clock.now());
    let allow = &pass.plan.fetch.allow_private;
    let found = dial::addresses(&server.host, server.port, allow, &System).await;
    let found = found.map_err(|error| SmtpError::Server(error.to_string()))?;
    let own = health.site.url.host_str().unwrap_or("localhost");
    let named = |error| match error {
        SmtpError::Server(reason) => SmtpError::Server(format!("{}: {reason}", server.host)),
        SmtpError::Refused(reason) => SmtpError::Refused(format!("{}: {reason}", server.host)),
    };
    smtp::send(server, &found, own, Mail { from, to, message: &message }).await.map_err(named)
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
        left_alone: LeftAlone::default(),
    };
    let answer = pass.fetch.send(&message).await;
    let answer = answer.map_err(|error| format!("{host}: {}", error.code()))?;
    let is_taken = (200..300).contains(&answer.status);
    if is_taken { Ok(()) } else { Err(format!("{host} answered {}", answer.status)) }
}
