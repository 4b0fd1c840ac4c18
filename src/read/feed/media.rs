//! Files and pictures of items, out of enclosures, Media RSS and links.

use feed_rs::model::{Entry, MediaObject};

use super::mapping::{is_attachment, stated};
use crate::model::raw::RawAttachment;

/// The files and the picture of an item.
#[derive(Default)]
pub(super) struct Media {
    /// What is attached to it.
    pub(super) attachments: Vec<RawAttachment>,
    /// The first picture.
    pub(super) image: Option<String>,
}

impl Media {
    /// Those of an entry.
    pub(super) fn of(entry: &Entry) -> Self {
        let mut media = Self::default();
        for object in &entry.media {
            media.take(object);
        }
        media.set_duration(entry);
        for link in entry.links.iter().filter(|link| is_attachment(link)) {
            media.attach(RawAttachment {
                url: link.href.clone(),
                mime_type: link.media_type.clone(),
                size_in_bytes: link.length,
                duration_in_seconds: None,
                title: link.title.clone(),
            });
        }
        media
    }

    /// Pictures stand for the item, everything else is attached to it.
    fn take(&mut self, object: &MediaObject) {
        for content in &object.content {
            let Some(url) = &content.url else { continue };
            let mime_type = content.content_type.as_ref().map(ToString::to_string);
            let duration = content.duration.or(object.duration);
            self.attach(RawAttachment {
                url: url.to_string(),
                mime_type,
                size_in_bytes: content.size,
                duration_in_seconds: duration.map(|duration| duration.as_secs()),
                title: object.title.as_ref().and_then(|title| stated(&title.content)),
            });
        }
        if self.image.is_none() {
            self.image = object.thumbnails.first().and_then(|found| stated(&found.image.uri));
        }
    }

    /// `itunes:duration` is the item's own, and comes apart from its one enclosure.
    fn set_duration(&mut self, entry: &Entry) {
        let mut apart = entry.media.iter().filter(|object| object.content.is_empty());
        let duration = apart.find_map(|object| object.duration);
        if let ([only], Some(duration)) = (self.attachments.as_mut_slice(), duration) {
            only.duration_in_seconds.get_or_insert(duration.as_secs());
        }
    }

    fn attach(&mut self, attachment: RawAttachment) {
        if is_image(&attachment) {
            self.image.get_or_insert(attachment.url);
        } else if self.attachments.iter().all(|known| known.url != attachment.url) {
            self.attachments.push(attachment);
        }
    }
}

fn is_image(attachment: &RawAttachment) -> bool {
    if let Some(mime_type) = &attachment.mime_type {
        return mime_type.starts_with("image/");
    }
    let path = attachment.url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"]
        .iter()
        .any(|end| path.ends_with(end))
}
