//! `[serve]`.

use url::Url;

use super::section::Section;
use super::site::{BASE, base_address};

/// Reads `[serve]`: the address under which hubs reach the server, where they are to.
pub(super) fn serve(root: &Section<'_>, site: Option<&Url>) -> Option<Url> {
    let section = root.table("serve", "[serve]");
    let push = section.flag_or_text("push", BASE, base_address);
    section.finish(&[]);
    match push? {
        Ok(is_wanted) => site.filter(|_| is_wanted).cloned(),
        Err(address) => Some(address),
    }
}
