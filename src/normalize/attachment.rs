//! Attached files, and the picture that stands for the item.

use url::Url;

use crate::model::item::Attachment;
use crate::model::raw::RawAttachment;

use super::text::{LINE, line};
use super::url::Addresses;

/// How many attachments one item has at most.
pub(super) const MAX_ATTACHMENTS: usize = 100;

/// MIME types by the extension of the address.
const TYPES: [(&str, &str); 32] = [
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("aac", "audio/aac"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("wav", "audio/wav"),
    ("flac", "audio/flac"),
    ("mp4", "video/mp4"),
    ("m4v", "video/mp4"),
    ("mov", "video/quicktime"),
    ("webm", "video/webm"),
    ("ogv", "video/ogg"),
    ("avi", "video/x-msvideo"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("svg", "image/svg+xml"),
    ("pdf", "application/pdf"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("epub", "application/epub+zip"),
    ("zip", "application/zip"),
    ("csv", "text/csv"),
    ("txt", "text/plain"),
];

/// The attachments, each address once, and the picture: the stated one, else the first picture
/// among the attachments. A picture that is attached stays attached: its type and length stand
/// nowhere else.
pub(super) fn attachments(
    raw: Vec<RawAttachment>,
    image: Option<Url>,
    addresses: &mut Addresses,
) -> (Option<Url>, Vec<Attachment>) {
    let mut attachments: Vec<Attachment> = Vec::new();
    for raw in raw.into_iter().take(MAX_ATTACHMENTS) {
        let Some(attachment) = attachment(&raw, addresses) else { continue };
        if attachments.iter().all(|other| other.url != attachment.url) {
            attachments.push(attachment);
        }
    }
    let first = || attachments.iter().find(|a| is_picture(a)).map(|a| a.url.clone());
    (image.or_else(first), attachments)
}

fn attachment(raw: &RawAttachment, addresses: &mut Addresses) -> Option<Attachment> {
    let url = addresses.resolve(Some(&raw.url))?;
    let stated = raw.mime_type.as_deref().and_then(mime_type);
    let mime_type = stated.unwrap_or_else(|| by_extension(&url).to_owned());
    Some(Attachment {
        url,
        mime_type,
        size_in_bytes: raw.size_in_bytes.filter(|size| *size > 0),
        duration_in_seconds: raw.duration_in_seconds.filter(|duration| *duration > 0),
        title: raw.title.as_deref().and_then(|title| line(title, LINE)),
    })
}

fn is_picture(attachment: &Attachment) -> bool {
    attachment.mime_type.starts_with("image/")
}

/// A type as stated, when it has the form of one; parameters go.
fn mime_type(stated: &str) -> Option<String> {
    let stated = stated.split(';').next()?.trim().to_ascii_lowercase();
    let (kind, subtype) = stated.split_once('/')?;
    let legal = |part: &str| {
        (1..=100).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    (legal(kind) && legal(subtype)).then_some(stated)
}

fn by_extension(url: &Url) -> &'static str {
    let (_, extension) = url.path().rsplit_once('.').unwrap_or_default();
    let known = TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension));
    known.map_or("application/octet-stream", |(_, mime_type)| mime_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(url: &str, mime_type: Option<&str>) -> RawAttachment {
        let mime_type = mime_type.map(str::to_owned);
        RawAttachment { url: url.to_owned(), mime_type, ..RawAttachment::default() }
    }

    fn run(all: Vec<RawAttachment>, image: Option<&str>) -> (Option<Url>, Vec<Attachment>) {
        let mut warnings = Vec::new();
        let image = image.map(|image| Url::parse(image).unwrap());
        attachments(all, image, &mut Addresses::new(None, &mut warnings))
    }

    #[test]
    fn the_type_is_stated_or_by_extension() {
        let check = |url: &str, stated: Option<&str>, expected: &str| {
            assert_eq!(run(vec![raw(url, stated)], None).1[0].mime_type, expected, "{url}");
        };
        check("https://a.org/x.mp3", None, "audio/mpeg");
        check("https://a.org/x.PDF?y=1", None, "application/pdf");
        check("https://a.org/x.mp3", Some("Audio/X-MP3; a=b"), "audio/x-mp3");
        check("https://a.org/x.mp3", Some("mp3"), "audio/mpeg");
        check("https://a.org/x", Some(" "), "application/octet-stream");
    }

    #[test]
    fn each_file_is_attached_once_and_the_picture_stays_one() {
        let files = || vec![raw("https://a.org/x.jpg", None), raw("https://a.org/x.jpg", None)];
        let (image, attached) = run(files(), None);
        assert_eq!(image.unwrap().as_str(), "https://a.org/x.jpg");
        assert_eq!(attached.len(), 1);
        assert_eq!(run(files(), Some("https://a.org/x.jpg")).1.len(), 1);
        assert!(run(vec![raw("ftp://a.org/x", None)], None).1.is_empty());
    }
}
