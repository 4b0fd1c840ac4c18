//! Statuses in words.

/// What a status means for the owner of the source, where there is something to say.
pub(super) fn meaning(status: u16) -> &'static str {
    match status {
        204 | 205 => " (no content)",
        206 | 226 => " (a part, though the whole was asked for)",
        300..=399 => " (a redirect that leads nowhere)",
        401 => " (unauthorized): it wants credentials",
        403 => " (forbidden): it does not want to be read by us",
        404 => " (not found): the address may have changed",
        406 => " (not acceptable)",
        410 => " (gone): it will not come back at this address",
        429 => " (too many requests): it asks for longer intervals",
        451 => " (unavailable for legal reasons)",
        500..=599 => " (a failure of the server)",
        _ => "",
    }
}
