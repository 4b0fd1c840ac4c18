//! `/oembed`: the same as the published `oembed.json`, by the address of a page and within the size
//! that the asking site has room for (<https://oembed.com>).

use axum::http::StatusCode;
use axum::response::Response;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

use crate::serve::answer::{self, Asked, plain};
use crate::serve::files::{Files, Found};

pub(super) async fn answer(files: &Files, asked: &Asked<'_>) -> Response {
    let query = asked.uri.query().unwrap_or_default();
    let value = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let found = pairs.into_iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| percent_decode_str(value).decode_utf8_lossy().into_owned())
    };
    if value("format").is_some_and(|format| format != "json") {
        return plain(StatusCode::NOT_IMPLEMENTED, "only format=json\n");
    }
    let Some(url) = value("url").and_then(|url| Url::parse(&url).ok()) else {
        return plain(StatusCode::BAD_REQUEST, "url is missing, or no address\n");
    };
    // No room at all is no size to fit into.
    let number = |name: &str| value(name)?.parse().ok().filter(|number| *number > 0);
    let room = [("width", number("maxwidth")), ("height", number("maxheight"))];
    match find(files, &url).await {
        Some(published) => answer::json(&fit(published, room)),
        None => answer::nothing(),
    }
}

/// The published answer of the folder that an address leads to. The site may stand below a path of
/// its host, which the paths here do not have: the site's own answer says which.
async fn find(files: &Files, url: &Url) -> Option<Value> {
    let main = read(files, "/oembed.json").await?;
    let base = Url::parse(main["provider_url"].as_str()?).ok()?;
    if url.host_str() != base.host_str() {
        return None;
    }
    let path = url.path().strip_prefix(base.path().trim_end_matches('/'))?;
    let path = if path.is_empty() { "/" } else { path };
    if !path.starts_with('/') {
        return None;
    }
    for folder in folders(path) {
        if folder == "/" {
            return Some(main);
        }
        if let Some(found) = read(files, &format!("{folder}oembed.json")).await {
            return Some(found);
        }
    }
    None
}

/// The folders of feeds that an address can belong to: itself, without its slash; the one around
/// it; of a page of an archive the one around that.
fn folders(path: &str) -> Vec<String> {
    let mut folders = Vec::new();
    if !path.ends_with('/') {
        folders.push(format!("{path}/"));
    }
    let around = path.rfind('/').map_or("/", |slash| &path[..=slash]);
    folders.push(around.to_owned());
    folders.extend(around.strip_suffix("archive/").map(str::to_owned));
    folders
}

async fn read(files: &Files, path: &str) -> Option<Value> {
    match files.find(path).await {
        Ok(Found::File(file, _)) => serde_json::from_slice(&file.bytes).ok(),
        _ => None,
    }
}

/// Makes the frame no larger than there is room for.
fn fit(mut answer: Value, room: [(&str, Option<u64>); 2]) -> Value {
    for (side, most) in room {
        let Some((most, now)) = most.zip(answer[side].as_u64()) else { continue };
        let fitting = now.min(most);
        let html = answer["html"].as_str().unwrap_or_default();
        let html = html.replace(&format!("{side}=\"{now}\""), &format!("{side}=\"{fitting}\""));
        answer["html"] = html.into();
        answer[side] = fitting.into();
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_address_belongs_to_a_feed() {
        assert_eq!(folders("/"), ["/"]);
        assert_eq!(folders("/feeds/news"), ["/feeds/news/", "/feeds/"]);
        assert_eq!(folders("/feeds/news/"), ["/feeds/news/"]);
        let page = folders("/feeds/news/archive/1.html");
        assert_eq!(page[1..], ["/feeds/news/archive/", "/feeds/news/"]);
        assert_eq!(folders("/archive/1.html").last().unwrap(), "/");
    }

    #[test]
    fn the_frame_fits_into_the_room_there_is() {
        let published = json!({ "width": 600, "height": 480,
            "html": "<iframe width=\"600\" height=\"480\"></iframe>" });
        let fitted = fit(published, [("width", Some(300)), ("height", Some(900))]);
        let expected = json!({ "width": 300, "height": 480,
            "html": "<iframe width=\"300\" height=\"480\"></iframe>" });
        assert_eq!(fitted, expected);
    }
}
