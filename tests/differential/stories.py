"""What the feeds tell: stories of co-operatives, in many scripts."""

from __future__ import annotations

from datetime import UTC, datetime

from feeds import Feed, Item


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def english() -> Feed:
    """Five stories with everything that a dialect can carry: an ampersand, a comparison, a letter
    with an accent, quotes, and an address with two parameters' worth of text."""
    items = [
        Item(
            title="Fishers & farmers found a credit union in Negombo",
            slug="2017/negombo-credit-union",
            summary="Savings of 240 members back the first loans.",
            content=(
                "<p>The union opened on <b>Monday</b> with savings of <em>240 members</em>.</p>"
                '<p>See <a href="https://union.example.coop/loans">its loans</a> &amp; rates.</p>'
            ),
            author="Nimali Perera",
            email="nimali@example.coop",
            tags=["Finance", "Sri Lanka"],
            published=at(2017, 9, 28, 8, 30),
            enclosure=("https://media.example.coop/negombo.mp3", "audio/mpeg", 1234567),
        ),
        Item(
            title="Café co-operative in Đà Lạt buys its roastery",
            slug="2017/da-lat-roastery",
            summary="Worker members pay off the mortgage after 7 years.",
            content="<p>A roastery of <i>their own</i>: 31 workers, one vote each.</p>",
            author="Trần Minh",
            email="minh@example.coop",
            tags=["Workers", "Việt Nam"],
            published=at(2017, 9, 21, 14, 5),
        ),
        Item(
            title="Dairy losses stay at 3 < 5 per cent in Anand",
            slug="2017/anand-dairy",
            summary="Chilling centres in 40 villages do what they were built for.",
            content="<ul><li>40 villages</li><li>12 000 members</li></ul><p>Milk is paid for daily.</p>",
            author="Asha Patel",
            email="asha@example.coop",
            tags=["Agriculture"],
            published=at(2017, 8, 31, 23, 59),
        ),
        Item(
            title="“One member, one vote” turns 30 in Osaka",
            slug="2017/osaka-consumers",
            summary="Consumers' union looks back; young members look ahead.",
            content="<p>The <strong>consumers' union</strong> invites to an open day.</p>",
            author="Sato Emi",
            email="emi@example.coop",
            tags=["Consumers", "Japan"],
            published=at(2017, 7, 3, 0, 15),
        ),
        Item(
            title="Weavers of Sumba share a dye house",
            slug="2016/sumba-weavers",
            summary="Indigo and morinda, from the members' own gardens.",
            content="<blockquote>We own the pots now.</blockquote><p>Said the chairwoman.</p>",
            author="Maria Bili",
            email="maria@example.coop",
            tags=["Crafts"],
            published=at(2016, 12, 24, 6, 0),
        ),
    ]
    return Feed(
        title="Co-operative News & Notes",
        description="Stories of members, savings & work.",
        language="en",
        items=items,
    )


#: Script → (language, title of the feed, sentences). Long enough that an encoding can be guessed.
SCRIPTS: dict[str, tuple[str, str, list[str]]] = {
    "western": (
        "fr",
        "Nouvelles coopératives",
        [
            "Les pêcheurs créent une coopérative d'épargne à Négombo, après des années de démarches",
            "L'assemblée générale a élu sa première présidente, très applaudie par les sociétaires",
            "Où trouver des céréales équitables près de chez vous cet été, même à la campagne",
        ],
    ),
    "german": (
        "de",
        "Genossenschaftliche Nachrichten",
        [
            "Größte Bäckergenossenschaft Österreichs wählt eine neue Führung für fünf Jahre",
            "Bürgerenergie: Überschüsse fließen künftig zurück an alle Mitglieder der Gemeinde",
            "Straßenverkäuferinnen gründen eine Einkaufsgemeinschaft für Gemüse und Früchte",
        ],
    ),
    "polish": (
        "pl",
        "Wiadomości spółdzielcze",
        [
            "Spółdzielnia mleczarska z Łowicza otworzyła nową chłodnię i zwiększyła produkcję",
            "Członkowie zagłosowali: zysk zostanie podzielony między gospodarstwa w całej gminie",
            "Młodzież uczy się księgowości w spółdzielni uczniowskiej, pierwszej w województwie",
        ],
    ),
    "turkish": (
        "tr",
        "Kooperatif Haberleri",
        [
            "Balıkçılar kooperatifi yeni soğuk hava deposunu açtı ve üye sayısını artırdı",
            "Kadın girişimciler şimdi ürünlerini doğrudan çiftçi pazarında satıyor, ağ büyüyor",
            "Üreticiler birliği genel kurulda yönetim seçimini yaptı, katılım çok yüksekti",
        ],
    ),
    "baltic": (
        "lt",
        "Kooperatyvų žinios",
        [
            "Žvejų kooperatyvas atidarė naują šaldytuvą ir padidino narių skaičių",
            "Ūkininkų sąjunga išrinko naują valdybą, dalyvavo daugiau nei šimtas žmonių",
            "Moterų įmonės pradėjo parduoti savo gaminius tiesiai miesto turguje kiekvieną šeštadienį",
        ],
    ),
    "russian": (
        "ru",
        "Новости кооперации",
        [
            "Рыбаки создали кредитный кооператив и выдали первые займы своим членам",
            "Общее собрание пайщиков избрало нового председателя сроком на пять лет",
            "Молочный кооператив открыл холодильный склад и увеличил закупки у деревень",
        ],
    ),
    "ukrainian": (
        "uk",
        "Новини кооперації",
        [
            "Рибалки створили кредитну спілку і видали перші позики своїм членам",
            "Загальні збори пайовиків обрали нову голову правління на п'ять років",
            "Молочний кооператив відкрив їдальню для працівників і їхніх сімей",
        ],
    ),
    "greek": (
        "el",
        "Συνεταιριστικά νέα",
        [
            "Οι αλιείς ίδρυσαν πιστωτικό συνεταιρισμό και έδωσαν τα πρώτα δάνεια στα μέλη",
            "Η γενική συνέλευση εξέλεξε νέα πρόεδρο για τα επόμενα πέντε χρόνια",
            "Ο γαλακτοκομικός συνεταιρισμός άνοιξε νέα ψυκτική αποθήκη στο χωριό",
        ],
    ),
    "hebrew": (
        "he",
        "חדשות הקואופרטיבים",
        [
            "הדייגים הקימו אגודת אשראי והעניקו הלוואות ראשונות לחברים",
            "האסיפה הכללית בחרה יושבת ראש חדשה לחמש השנים הבאות",
            "המחלבה השיתופית פתחה מחסן קירור חדש בכפר",
        ],
    ),
    "arabic": (
        "ar",
        "أخبار التعاونيات",
        [
            "أسس الصيادون جمعية تعاونية للادخار ومنحوا أول القروض لأعضائها",
            "انتخبت الجمعية العامة رئيسة جديدة لمدة خمس سنوات",
            "افتتحت تعاونية الألبان مستودعا جديدا للتبريد في القرية",
        ],
    ),
    "thai": (
        "th",
        "ข่าวสหกรณ์",
        [
            "ชาวประมงตั้งสหกรณ์ออมทรัพย์และให้กู้ครั้งแรกแก่สมาชิก",
            "ที่ประชุมใหญ่เลือกประธานคนใหม่เป็นเวลาห้าปี",
            "สหกรณ์โคนมเปิดห้องเย็นแห่งใหม่ในหมู่บ้านและรับซื้อนมทุกวัน",
        ],
    ),
    "japanese": (
        "ja",
        "協同組合ニュース",
        [
            "漁業者が信用組合を設立し、組合員への最初の融資を行いました",
            "総会は新しい理事長を選び、任期は五年と決まりました",
            "酪農協同組合が村に新しい冷蔵倉庫を開き、牛乳の集荷を増やしています",
        ],
    ),
    "chinese": (
        "zh",
        "合作社新闻",
        [
            "渔民成立了信用合作社，并向社员发放了第一批贷款",
            "社员大会选举了新的理事长，任期五年，到会的人很多",
            "奶业合作社在村里开设了新的冷库，每天收购鲜奶",
        ],
    ),
    "taiwanese": (
        "zh-TW",
        "合作社新聞",
        [
            "漁民成立了信用合作社，並向社員發放了第一批貸款",
            "社員大會選舉了新的理事長，任期五年，到會的人很多",
            "酪農合作社在村裡開設了新的冷藏庫，每天收購鮮奶",
        ],
    ),
    "korean": (
        "ko",
        "협동조합 소식",
        [
            "어민들이 신용협동조합을 세우고 조합원에게 첫 대출을 했습니다",
            "총회는 새로운 이사장을 뽑았고 임기는 다섯 해입니다",
            "낙농협동조합이 마을에 새 냉장 창고를 열고 우유를 매일 모읍니다",
        ],
    ),
    "hindi": (
        "hi",
        "सहकारी समाचार",
        [
            "मछुआरों ने ऋण सहकारी समिति बनाई और सदस्यों को पहला ऋण दिया",
            "आम सभा ने पाँच वर्ष के लिए नई अध्यक्ष चुनी",
            "दुग्ध सहकारी समिति ने गाँव में नया शीत गृह खोला",
        ],
    ),
}


def in_script(script: str) -> Feed:
    """Three stories in one script, with text as summary alone."""
    language, title, sentences = SCRIPTS[script]
    items = [
        Item(
            title=sentence,
            slug=f"{script}/{number}",
            summary=sentences[number % len(sentences)],
            tags=[title.split()[0]],
            published=at(2017, 9, 10 + number, 9),
        )
        for number, sentence in enumerate(sentences, 1)
    ]
    return Feed(title=title, description=sentences[0], language=language, items=items)
