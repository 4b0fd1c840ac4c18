//! Stories of our own making, in several languages and scripts: not those of any data set.

use chrono::{DateTime, TimeDelta, Utc};

/// A story as a source tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Story {
    pub(super) guid: String,
    pub(super) url: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) date: Option<DateTime<Utc>>,
    /// Only the day of the date is given.
    pub(super) by_day: bool,
}

/// Title and text; each text shares no beginning with another.
const STORIES: [(&str, &str); 24] = [
    (
        "Beekeepers of Mindanao pool their honey under one label",
        "Sixty families voted on Sunday to sell under one name. The label belongs to the society, and a member who leaves cannot take it along. Buyers in Manila asked for it.",
    ),
    (
        "Rickshaw pullers in Dhaka buy the garage they rented",
        "The owner wanted to sell for years. A loan from the savings union made it possible, and the rent now pays the instalments. Forty pullers sleep above the workshop.",
    ),
    (
        "A village in Bohol runs its own water works",
        "When the pump failed for the third time the households stopped waiting. Each gave two days of work, and the meter reader is elected every year in March.",
    ),
    (
        "Loom owners settle on a price for silk",
        "Nobody sells below it, they promised each other in the temple yard. The list hangs at every door, and the dealers have begun to quote from it.",
    ),
    (
        "Young farmers take over the cold chain from their parents",
        "They learned refrigeration at evening school. The first summer brought losses, the second broke even, and now the trucks carry fish for three districts.",
    ),
    (
        "Credit for widows without a male guarantor",
        "The rule had stood since 1962 and nobody could say why. Its end was voted in five minutes. Eleven women signed their first loans the same afternoon.",
    ),
    (
        "Tea pickers open a nursery beside the factory gate",
        "Mothers used to carry infants up the slope. Now two of them are paid to look after thirty, and the estate lends the room without rent.",
    ),
    (
        "How a co-operative bank survived the flood",
        "Its ledgers were kept on the first floor. The staff opened a counter on a boat the next morning, and paid out from memory until the books were dry.",
    ),
    (
        "Los pescadores de Arequipa compran su propio hielo",
        "Durante años el hielo llegaba tarde y derretido. Con un préstamo de la unión levantaron una planta que produce doce toneladas al día para todo el puerto.",
    ),
    (
        "Una panadería recuperada cumple diez años",
        "Los obreros entraron por la ventana cuando el dueño se fue. Hoy son veintidós socias y socios, y el pan se reparte en bicicleta por cuatro barrios.",
    ),
    (
        "Les maraîchers de Thiès partagent leurs semences",
        "La banque de semences ouvre deux fois par semaine. Chacun rend le double de ce qu’il emprunte, et les variétés oubliées reviennent dans les champs.",
    ),
    (
        "Une coopérative d’habitants rachète son immeuble",
        "Le promoteur avait déjà les plans de la tour. Les locataires ont réuni la somme en sept semaines, avec l’aide d’une fondation et de deux communes.",
    ),
    (
        "Koperasi nelayan membuka pasar lelang sendiri",
        "Selama ini harga ditentukan oleh tengkulak di pelabuhan. Sekarang ikan ditimbang di depan semua orang dan uangnya dibayar pada hari yang sama.",
    ),
    (
        "Petani kopi menjual langsung ke kedai kota",
        "Mereka memanggang sendiri di bekas gudang. Setiap kantong memuat nama petani, dan pembeli dapat menelepon untuk bertanya tentang panen berikutnya.",
    ),
    (
        "किसानों की समिति ने बीज भंडार खोला",
        "गाँव के लोग अब अपने बीज खुद बचाते हैं। हर परिवार ने एक बोरी दी और समिति ने उसका हिसाब दीवार पर लिखा है ताकि सब देख सकें।",
    ),
    (
        "महिला बुनकरों को मिला अपना करघा",
        "पहले करघे किराए पर लिए जाते थे। अब बचत समूह ने बीस करघे खरीदे हैं और कमाई सीधे बुनकरों के खाते में जाती है।",
    ),
    (
        "สหกรณ์ประมงเปิดตลาดปลาแห่งใหม่",
        "ชาวประมงรวมเงินกันสร้างตลาดริมท่าเรือ สมาชิกทุกคนมีสิทธิ์ออกเสียงเท่ากันและราคาปลาติดประกาศทุกเช้าให้ทุกคนเห็น",
    ),
    (
        "กลุ่มแม่บ้านทอผ้าขายออนไลน์ด้วยตนเอง",
        "เดิมพ่อค้าคนกลางเป็นผู้กำหนดราคา ปัจจุบันสมาชิกถ่ายภาพผ้าเองและส่งให้ลูกค้าทั่วประเทศภายในสามวัน",
    ),
    (
        "漁民合作社建立自己的冷藏庫",
        "過去魚獲只能賣給碼頭的中間商。社員集資三年，終於在港口旁邊蓋了冷藏庫，價格由社員大會決定。",
    ),
    (
        "茶農聯合起來創立共同品牌",
        "每一包茶葉都印上農民的名字。品牌屬於全體社員，任何人離開都不能帶走，利潤按交貨量分配。",
    ),
    (
        "生協の配達車が山の村を回り始めた",
        "店が閉まってから買い物は一日がかりだった。組合員の声を受けて週に二度の巡回が始まり、荷台は小さな広場になった。",
    ),
    (
        "協同組合の病院が夜間診療を再開する",
        "医師が足りず五年前にやめていた。地域の組合員が宿舎を用意し、若い医師が二人やって来ることになった。",
    ),
    (
        "تعاونية نسائية تفتح مخبزا في الحي القديم",
        "كانت النساء يخبزن في بيوتهن ويبعن عند الباب. الآن لهن فرن مشترك ودفتر حسابات يراجعه الجميع كل شهر.",
    ),
    (
        "صيادو الجزيرة يشترون مصنع الثلج",
        "توقف المصنع منذ عامين وضاع السمك في الصيف. جمع الصيادون المال وبدأت الآلات تعمل من جديد قبل موسم الحر.",
    ),
];

pub(super) fn count() -> usize {
    STORIES.len()
}

/// A story as its own source tells it first.
pub(super) fn story(site: &str, n: usize) -> Story {
    let (title, text) = STORIES[n];
    let days = i64::try_from(n).unwrap() * 3 + 20;
    let date = DateTime::from_timestamp(1_790_000_000, 0).unwrap()
        - TimeDelta::days(days)
        - TimeDelta::minutes(37 * days);
    Story {
        guid: format!("{site}-{}", n * 7 + 1000),
        url: format!("https://{site}.example/2026/story-{}/", n * 7 + 1000),
        title: title.to_owned(),
        text: text.to_owned(),
        date: Some(date),
        by_day: false,
    }
}

/// A small generator of numbers: the same on every run.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}
