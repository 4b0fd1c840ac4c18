//! What channels hold beside plain texts, and what channels and items have in common.

use super::{check_address, check_known, check_text, once};
use crate::validate::finding::quoted;
use crate::validate::xml::{Node, Ns};
use crate::validate::{Context, rules};

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Elements whose tags in a title are markup, and no words in angle brackets.
const INLINE: [&str; 14] = [
    "a", "abbr", "b", "big", "code", "em", "font", "i", "small", "span", "strong", "sub", "sup",
    "u",
];

/// Checks the picture of a channel.
pub(super) fn image(channel: Node, image: Node, context: &mut Context) {
    const KNOWN: [super::Known; 6] = [
        once("url"),
        once("title"),
        once("link"),
        once("width"),
        once("height"),
        once("description"),
    ];
    let at = image.at();
    check_known(image, &KNOWN, context);
    for name in ["url", "title", "link"] {
        if image.first(Ns::None, name).is_none() {
            context.findings.add(&rules::RSS_IMAGE, at, format!("the image has no <{name}>"));
        }
    }
    for child in image.children().filter(|child| child.ns() == Ns::None) {
        check_text(child, context);
        let text = child.text().trim();
        let largest = match child.local() {
            "url" | "link" => {
                check_address(&format!("<{}>", child.name()), text, child.at(), context);
                continue;
            }
            "width" => 144,
            "height" => 400,
            _ => continue,
        };
        if text.parse::<u32>().map_or(true, |size| size == 0 || size > largest) {
            let message =
                format!("the {} {} is not from 1 to {largest}", child.name(), quoted(text));
            context.findings.add(&rules::RSS_IMAGE, child.at(), message);
        }
    }
    image_fits(channel, image, context);
}

fn image_fits(channel: Node, image: Node, context: &mut Context) {
    for name in ["title", "link"] {
        let [of_image, of_channel] = [image, channel].map(|node| node.first(Ns::None, name));
        if let (Some(own), Some(channels)) = (of_image, of_channel)
            && own.text().trim() != channels.text().trim()
        {
            let message = format!("the image's <{name}> is not the channel's");
            context.findings.add(&rules::RSS_IMAGE_DIFFERS, own.at(), message);
        }
    }
    if let Some(url) = image.first(Ns::None, "url") {
        let path = url.text().split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let fits = [".gif", ".jpg", ".jpeg", ".png"];
        if !fits.iter().any(|ending| path.trim_end().ends_with(ending)) {
            let message = format!("{} is no GIF, JPEG or PNG", quoted(url.text()));
            context.findings.add(&rules::RSS_IMAGE_DIFFERS, url.at(), message);
        }
    }
}

/// Checks where to ask for pushes.
pub(super) fn cloud(cloud: Node, context: &mut Context) {
    for name in ["domain", "port", "path", "registerProcedure", "protocol"] {
        if cloud.value(name).is_none() {
            let message = format!("<cloud> has no {name}");
            context.findings.add(&rules::RSS_CLOUD, cloud.at(), message);
        }
    }
}

/// Checks the field for a search.
pub(super) fn text_input(input: Node, context: &mut Context) {
    check_known(input, &[once("title"), once("description"), once("name"), once("link")], context);
    for name in ["title", "description", "name", "link"] {
        match input.first(Ns::None, name) {
            None => {
                let message = format!("<textInput> has no <{name}>");
                context.findings.add(&rules::RSS_TEXT_INPUT, input.at(), message);
            }
            Some(child) if name == "link" => {
                check_address("<link>", child.text(), child.at(), context);
            }
            Some(child) => check_text(child, context),
        }
    }
}

/// Checks the hours or days at which nobody should ask.
pub(super) fn skip(skip: Node, context: &mut Context) {
    let inner = if skip.local() == "skipHours" { "hour" } else { "day" };
    let is_early = super::is_early(skip);
    let mut met = Vec::new();
    for child in skip.children() {
        let text = child.text().trim();
        let is_value = match inner {
            // RSS 0.91 counts them from 1 to 24.
            "hour" => text.parse::<u8>().is_ok_and(|hour| hour < 24 || hour == 24 && is_early),
            _ => DAYS.contains(&text),
        };
        if !child.is(Ns::None, inner) || !is_value || met.contains(&text) {
            let message = format!("<{}> holds {} here", skip.name(), quoted(text));
            context.findings.add(&rules::RSS_SKIP, child.at(), message);
        }
        met.push(text);
        if met.len() > 24 {
            return;
        }
    }
}

/// Checks a category.
pub(super) fn category(category: Node, context: &mut Context) {
    if category.text().trim().is_empty() {
        context.findings.add(&rules::RSS_CATEGORY, category.at(), "the category is empty");
    }
}

/// Checks that a title is plain text.
pub(super) fn title(title: Node, context: &mut Context) {
    let text = title.text();
    let tag = INLINE.iter().find(|name| {
        let closes = text.find(&format!("</{name}>"));
        closes.is_some_and(|end| {
            text[..end].contains(&format!("<{name}>")) || text[..end].contains(&format!("<{name} "))
        })
    });
    if let Some(tag) = tag {
        let message = format!("the title {} has the tag <{tag}>", quoted(text));
        context.findings.add(&rules::RSS_TITLE_MARKUP, title.at(), message);
        return;
    }
    let twice = ["&amp;", "&lt;", "&gt;", "&quot;", "&nbsp;", "&#"];
    if let Some(reference) = twice.iter().find(|reference| text.contains(**reference)) {
        let message = format!("the title {} still has {reference}", quoted(text));
        context.findings.add(&rules::RSS_TITLE_MARKUP, title.at(), message);
    }
}
