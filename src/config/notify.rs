//! `[notify]`.

use std::path::Path;

use super::publish::path;
use super::section::Section;
use super::values::{email, web_address};
use crate::notify::NotifyOptions;

/// Where sendmail is when nothing is said.
const SENDMAIL: &str = "/usr/sbin/sendmail";

const ADDRESS: &str = "an e-mail address such as \"desk@example.org\"";

/// Reads `[notify]`. Relative paths count from `folder`.
pub(super) fn notify(root: &Section<'_>, folder: &Path) -> NotifyOptions {
    let section = root.table("notify", "[notify]");
    let url = section.read("url", "the address of a webhook", web_address);
    let mail = section.list("mail", ADDRESS, email);
    let from = section.read("from", ADDRESS, email);
    let program = section.read("sendmail", "a program that takes mail", |text| {
        // A bare name is looked for where programs are.
        path(text, if text.contains('/') { folder } else { Path::new("") })
    });
    section.finish(&[]);
    NotifyOptions {
        url,
        mail: mail.unwrap_or_default(),
        from,
        sendmail: program.unwrap_or_else(|| SENDMAIL.into()),
    }
}
