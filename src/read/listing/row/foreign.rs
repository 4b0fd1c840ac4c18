//! Words before a date that is not the item's own, in the languages of the field.

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
const CHANGES: [&str; 38] = [
    "updated",
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
    says(text, &MOMENTS) || says(text, &CREDITS)
}

/// Whether they say that it is a deadline's.
pub(super) fn is_another_moment(text: &str) -> bool {
    says(text, &MOMENTS)
}

/// Whether they say that it is of the last change.
pub(in crate::read::listing) fn is_change(text: &str) -> bool {
    says(text, &CHANGES)
}

/// Whether a text has one of some words. In scripts that join words, a part of one counts, and of
/// several words the order.
fn says(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    let apart: Vec<_> =
        text.split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '.')).collect();
    let bare = |word: &str| word.trim_matches(['(', '[', ')', ']', ';', '|']).to_owned();
    let apart: Vec<_> = apart.iter().flat_map(|word| [(*word).to_owned(), bare(word)]).collect();
    words.iter().any(|word| {
        let joined = word.contains(' ') || (!word.is_ascii() && !word.chars().all(is_latin));
        apart.iter().any(|one| one == word) || (joined && text.contains(word))
    })
}

fn is_latin(c: char) -> bool {
    c < '\u{370}' && c.is_alphabetic()
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
        for text in ["Last updated:", "Mis à jour le", "2026/11/20 更新", "Обновлено:"]
        {
            assert!(is_change(text) && !is_of_another(text), "{text}");
        }
        for text in ["Posted", "Publié le", "Dueños", "Registered societies"] {
            assert!(!is_of_another(text) && !is_change(text), "{text}");
        }
    }
}
