//! Words before a date that is not the item's own, in the languages of the field.

use std::sync::LazyLock;

use regex::Regex;

static MOMENT: LazyLock<Regex> = LazyLock::new(|| any_of(&MOMENTS));
static CREDIT: LazyLock<Regex> = LazyLock::new(|| any_of(&CREDITS));
static CHANGE: LazyLock<Regex> = LazyLock::new(|| any_of(&CHANGES));

/// Of deadlines, and of what has a date and is no publication.
const MOMENTS: [&str; 52] = [
    "deadline",
    "apply",
    "closing",
    "closes",
    "closed",
    "until",
    "due",
    "expires",
    "expiry",
    "valid",
    "register",
    "registration",
    "bewerbungsfrist",
    "frist",
    "einsendeschluss",
    "anmeldeschluss",
    "bewerbungsschluss",
    "bis",
    "gültig",
    "limite",
    "límite",
    "clôture",
    "échéance",
    "plazo",
    "cierre",
    "hasta",
    "vence",
    "vencimiento",
    "prazo",
    "até",
    "encerramento",
    "scadenza",
    "entro",
    "締切",
    "締め切り",
    "〆切",
    "期限",
    "まで",
    "截止",
    "截至",
    "마감",
    "срок",
    "дедлайн",
    "अंतिम",
    "หมดเขต",
    "ปิดรับ",
    "آخر موعد",
    "الموعد النهائي",
    "hạn nộp",
    "tenggat",
    "batas waktu",
    "son tarih",
];

/// Of photographs and rights.
const CREDITS: [&str; 11] = [
    "photo",
    "foto",
    "credit",
    "image",
    "picture",
    "photograph",
    "©",
    "(c)",
    "crédit",
    "фото",
    "写真",
];

/// Of the last change.
const CHANGES: [&str; 45] = [
    "updated",
    "last update",
    "modified",
    "changed",
    "revised",
    "actualisé",
    "actualisée",
    "mis à jour",
    "mise à jour",
    "modifié",
    "actualizado",
    "actualizada",
    "actualización",
    "modificado",
    "modificada",
    "modificación",
    "modificação",
    "alterado",
    "alteração",
    "modification",
    "atualizado",
    "atualizada",
    "atualização",
    "aktualisiert",
    "aktualisierung",
    "geändert",
    "aggiornato",
    "aggiornamento",
    "bijgewerkt",
    "gewijzigd",
    "обновлено",
    "обновлён",
    "изменено",
    "更新",
    "修改",
    "改訂",
    "최종수정",
    "수정",
    "แก้ไข",
    "ปรับปรุง",
    "อัปเดต",
    "अद्यतन",
    "अपडेट",
    "تحديث",
    "cập nhật",
];

/// Whether some words say that a date is a deadline's or a photograph's.
pub(in crate::read::listing) fn is_of_another(text: &str) -> bool {
    MOMENT.is_match(text) || CREDIT.is_match(text)
}

/// Whether they say that it is a deadline's.
pub(super) fn is_another_moment(text: &str) -> bool {
    MOMENT.is_match(text)
}

/// Whether they say that it is of the last change.
pub(in crate::read::listing) fn is_change(text: &str) -> bool {
    CHANGE.is_match(text)
}

/// Finds one of some words, between whatever brackets. In scripts that join words, a part of one
/// counts, and of several words the order. One pass over a text, as every text of a page is asked.
fn any_of(words: &[&str]) -> Regex {
    let is_part = |word: &str| word.contains(' ') || !word.chars().all(is_latin_or_ascii);
    let (parts, whole): (Vec<_>, Vec<_>) = words.iter().partition(|word| is_part(word));
    let either = |words: Vec<&&str>| {
        let words: Vec<_> = words.into_iter().map(|word| regex::escape(word)).collect();
        words.join("|")
    };
    let (parts, whole) = (either(parts), either(whole));
    let brackets = r"[()\[\];|]*";
    let (before, after) = (r"(?:^|[\s:,.])", r"(?:$|[\s:,.])");
    let pattern = format!("(?i){before}{brackets}(?:{whole}){brackets}{after}|{parts}");
    Regex::new(&pattern).expect("words of our own, escaped")
}

fn is_latin_or_ascii(c: char) -> bool {
    c.is_ascii() || (c < '\u{370}' && c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_say_whose_date_it_is() {
        for text in [
            "Deadline",
            "Closing date:",
            "Date limite de candidature",
            "Fecha límite",
            "応募締切",
            "ปิดรับสมัคร",
            "آخر موعد للتقديم",
            "(deadline",
        ] {
            assert!(is_another_moment(text), "{text}");
        }
        for text in ["Photo: J. Doe", "(c) ILO", "© ILO"] {
            assert!(is_of_another(text) && !is_another_moment(text), "{text}");
        }
        for text in [
            "Last updated:",
            "Mis à jour le",
            "última modificación",
            "última modificação",
            "2026/11/20 更新",
            "Обновлено:",
        ] {
            assert!(is_change(text) && !is_of_another(text), "{text}");
        }
        for text in ["Posted", "Publié le", "Dueños", "Registered societies"] {
            assert!(!is_of_another(text) && !is_change(text), "{text}");
        }
    }
}
