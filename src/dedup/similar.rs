//! Fingerprints: pieces that items share when they are like each other.
//!
//! An item has about ten: its title whole and without what may be decoration, the beginning and
//! the end of its title, and the beginning of its texts, which a cut leaves as it was. Beside them
//! stand bands of a `MinHash` over title and text, for changes that go through all of these.

use chrono::Datelike;

use super::profile::Profile;
use super::words::{FULL, Word};
use crate::model::change::{Band, Likeness};
use crate::model::hash::Hash;

/// How many full words the beginning and the end of a title have.
const END: u32 = 4;

/// How many words the beginning of a text has.
const LEAD: usize = 8;

/// Bands of a title's `MinHash`, each of two rows: of titles that share three quarters of their
/// words nine of ten share a band.
const TITLE_BANDS: u64 = 2;

/// Bands of a text's, each of one row, over runs of four words.
const TEXT_BANDS: u64 = 2;
const RUN: usize = 4;

/// The fingerprint of an item.
pub(super) fn likeness(profile: &Profile) -> Likeness {
    let mut bands = Vec::new();
    title_bands(profile, &mut bands);
    text_bands(profile, &mut bands);
    bands.sort_unstable();
    bands.dedup();
    let day = profile.published.map(|date| date.at.num_days_from_ce() - UNIX_EPOCH);
    Likeness { bands, day }
}

/// The first of January 1970, in days of the common era.
const UNIX_EPOCH: i32 = 719_163;

fn title_bands(profile: &Profile, bands: &mut Vec<Band>) {
    let title = &profile.title;
    for form in title.forms() {
        bands.push(band("title", [form.run.as_str()]));
        let words = &title.words[form.start..form.end];
        bands.push(band("begin", end(words.iter())));
        bands.push(band("end", end(words.iter().rev())));
    }
    let telling =
        || title.words.iter().filter(|word| word.weight > 0).map(|word| word.text.as_str());
    if telling().count() >= 4 {
        for n in 0..TITLE_BANDS {
            let rows =
                [2 * n, 2 * n + 1].map(|row| telling().map(|word| mix(word.bytes(), row)).min());
            bands.push(Band(
                rows.into_iter()
                    .flatten()
                    .fold(fold("words"), |hash, row| hash ^ row.cast_signed()),
            ));
        }
    }
}

fn text_bands(profile: &Profile, bands: &mut Vec<Band>) {
    for text in &profile.texts {
        if text.len() < LEAD / 2 {
            continue;
        }
        bands.push(band("lead", text.iter().take(LEAD).map(String::as_str)));
        for n in 0..TEXT_BANDS {
            let least = text.windows(RUN).map(|run| mix(spaced(run), n)).min();
            bands.extend(least.map(|least| Band(least.cast_signed() ^ fold("text"))));
        }
    }
}

/// The first words, until there are enough of them.
fn end<'a>(words: impl Iterator<Item = &'a Word>) -> Vec<&'a str> {
    let mut weight = 0;
    let taken = words.take_while(|word| {
        let is_wanted = weight < END * u32::from(FULL);
        weight += u32::from(word.weight);
        is_wanted
    });
    taken.map(|word| word.text.as_str()).collect()
}

fn band<'a>(name: &'a str, words: impl IntoIterator<Item = &'a str>) -> Band {
    let parts = std::iter::once(name).chain(words).map(str::as_bytes);
    Band(Hash::of_parts(parts).first())
}

fn fold(name: &str) -> i64 {
    Hash::of(name.as_bytes()).first()
}

/// Words with a space between them.
fn spaced(words: &[String]) -> impl Iterator<Item = u8> {
    let words = words.iter().enumerate();
    words.flat_map(|(at, word)| (at > 0).then_some(b' ').into_iter().chain(word.bytes()))
}

/// One of a family of hash functions: FNV-1a, and the finish of `SplitMix64` to spread it.
fn mix(text: impl Iterator<Item = u8>, row: u64) -> u64 {
    let seed = 0xcbf2_9ce4_8422_2325_u64 ^ row.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut hash =
        text.fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}
