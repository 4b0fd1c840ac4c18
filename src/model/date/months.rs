//! Names of months in further languages, each in its own row: January first, months apart by `|`,
//! forms of one name by spaces.

/// The names of the Gregorian months, language by language.
pub(super) const MONTHS: [&str; 50] = [
    // Greek
    "ιανουάριος ιανουαρίου ιαν | φεβρουάριος φεβρουαρίου φεβ | μάρτιος μαρτίου μαρ μαρτ \
     | απρίλιος απριλίου απρ | μάιος μαΐου μαι | ιούνιος ιουνίου ιουν ιον \
     | ιούλιος ιουλίου ιουλ ιολ | αύγουστος αυγούστου αυγ | σεπτέμβριος σεπτεμβρίου σεπ σεπτ \
     | οκτώβριος οκτωβρίου οκτ | νοέμβριος νοεμβρίου νοε νοεμ | δεκέμβριος δεκεμβρίου δεκ",
    // Hungarian
    "január januári | február februári febr | március márc | április ápr | május máj \
     | június jún | július júl | augusztus | szeptember szept | október okt | november | december",
    // Polish
    "stycznia styczeń sty | lutego luty lut | marca marzec | kwietnia kwiecień kwi | maja maj \
     | czerwca czerwiec cze | lipca lipiec lip | sierpnia sierpień sie | września wrzesień wrz \
     | października październik paź | listopada listopad lis | grudnia grudzień gru",
    // Czech
    "ledna leden led | února únor úno | března březen bře | dubna duben dub | května květen kvě \
     | června červen čvn | července červenec čvc | srpna srpen srp | září zář | října říjen říj \
     | listopadu | prosince prosinec pro",
    // Slovak
    "januára | februára | marca marec | apríla apríl | mája | júna | júla | augusta | septembra \
     | októbra | novembra | decembra",
    // Ukrainian
    "січня січень січ | лютого лютий лют | березня березень бер | квітня квітень кві \
     | травня травень тра | червня червень чер | липня липень лип | серпня серпень сер \
     | вересня вересень вер | жовтня жовтень жов | листопада листопад лис | грудня грудень гру",
    // Bulgarian
    "януари | февруари | март | април | май | юни | юли | август | септември | октомври \
     | ноември | декември",
    // Swedish, Danish, Norwegian
    "januari | februari | marts | april | maj | juni | juli | augusti | september | oktober \
     | november | december",
    // Finnish
    "tammikuuta tammikuu | helmikuuta helmikuu | maaliskuuta maaliskuu | huhtikuuta huhtikuu \
     | toukokuuta toukokuu | kesäkuuta kesäkuu | heinäkuuta heinäkuu | elokuuta elokuu \
     | syyskuuta syyskuu | lokakuuta lokakuu | marraskuuta marraskuu | joulukuuta joulukuu",
    // Romanian
    "ianuarie ian | februarie | martie | aprilie | mai | iunie iun | iulie iul | august \
     | septembrie | octombrie | noiembrie | decembrie",
    // Catalan
    "gener | febrer | març | abril | maig | juny | juliol | agost | setembre | octubre \
     | novembre | desembre",
    // Hebrew
    "ינואר בינואר | פברואר בפברואר | מרץ במרץ | אפריל באפריל | מאי במאי | יוני ביוני \
     | יולי ביולי | אוגוסט באוגוסט | ספטמבר בספטמבר | אוקטובר באוקטובר | נובמבר בנובמבר \
     | דצמבר בדצמבר",
    // Persian
    "ژانویه | فوریه | مارس | آوریل | مه | ژوئن | ژوئیه جولای | اوت | سپتامبر | اکتبر | نوامبر \
     | دسامبر",
    // Urdu
    "جنوری | فروری | مارچ | اپریل | مئی | جون | جولائی | اگست | ستمبر | اکتوبر | نومبر | دسمبر",
    // Marathi
    "जानेवारी जाने | फेब्रुवारी फेब्रु | मार्च | एप्रिल एप्रि | मे | जून | जुलै | ऑगस्ट ऑग \
     | सप्टेंबर सप्टें | ऑक्टोबर ऑक्टो | नोव्हेंबर नोव्हें | डिसेंबर डिसें",
    // Nepali
    "जनवरी | फेब्रुअरी फेब्रुवरी | मार्च | अप्रिल | मे | जुन | जुलाई | अगस्ट | सेप्टेम्बर \
     | अक्टोबर | नोभेम्बर | डिसेम्बर",
    // Bengali
    "জানুয়ারি জানুয়ারী জানু | ফেব্রুয়ারি ফেব্রুয়ারী ফেব | মার্চ | এপ্রিল | মে | জুন | জুলাই | আগস্ট আগষ্ট \
     | সেপ্টেম্বর সেপ্টে | অক্টোবর অক্টো | নভেম্বর নভে | ডিসেম্বর ডিসে",
    // Assamese
    "জানুৱাৰী | ফেব্ৰুৱাৰী | মাৰ্চ | এপ্ৰিল | মে | জুন | জুলাই | আগষ্ট | ছেপ্টেম্বৰ | অক্টোবৰ | নৱেম্বৰ \
     | ডিচেম্বৰ",
    // Gujarati
    "જાન્યુઆરી | ફેબ્રુઆરી | માર્ચ | એપ્રિલ | મે | જૂન | જુલાઈ | ઑગસ્ટ ઓગસ્ટ | સપ્ટેમ્બર \
     | ઑક્ટોબર ઓક્ટોબર | નવેમ્બર | ડિસેમ્બર",
    // Punjabi
    "ਜਨਵਰੀ | ਫ਼ਰਵਰੀ ਫਰਵਰੀ | ਮਾਰਚ | ਅਪ੍ਰੈਲ | ਮਈ | ਜੂਨ | ਜੁਲਾਈ | ਅਗਸਤ | ਸਤੰਬਰ | ਅਕਤੂਬਰ | ਨਵੰਬਰ | ਦਸੰਬਰ",
    // Odia
    "ଜାନୁଆରୀ | ଫେବୃଆରୀ ଫେବ୍ରୁଆରୀ | ମାର୍ଚ୍ଚ | ଅପ୍ରେଲ | ମଇ | ଜୁନ | ଜୁଲାଇ | ଅଗଷ୍ଟ | ସେପ୍ଟେମ୍ବର \
     | ଅକ୍ଟୋବର | ନଭେମ୍ବର | ଡିସେମ୍ବର",
    // Tamil, of India and of Sri Lanka
    "ஜனவரி சனவரி ஜன | பிப்ரவரி பெப்ரவரி பிப் | மார்ச் | ஏப்ரல் ஏப்பிரல் ஏப் | மே | ஜூன் யூன் \
     | ஜூலை யூலை | ஆகஸ்ட் ஓகஸ்ட் ஆக | செப்டம்பர் செப்டெம்பர் செப் | அக்டோபர் ஒக்டோபர் அக் \
     | நவம்பர் நவ | டிசம்பர் டிச",
    // Telugu
    "జనవరి | ఫిబ్రవరి | మార్చి | ఏప్రిల్ | మే | జూన్ | జులై జూలై | ఆగస్టు ఆగస్ట్ | సెప్టెంబర్ సెప్టెంబరు \
     | అక్టోబర్ అక్టోబరు | నవంబర్ నవంబరు | డిసెంబర్ డిసెంబరు",
    // Kannada
    "ಜನವರಿ | ಫೆಬ್ರವರಿ | ಮಾರ್ಚ್ | ಏಪ್ರಿಲ್ | ಮೇ | ಜೂನ್ | ಜುಲೈ | ಆಗಸ್ಟ್ | ಸೆಪ್ಟೆಂಬರ್ | ಅಕ್ಟೋಬರ್ | ನವೆಂಬರ್ \
     | ಡಿಸೆಂಬರ್",
    // Malayalam
    "ജനുവരി | ഫെബ്രുവരി | മാർച്ച് | ഏപ്രിൽ | മേയ് മെയ് | ജൂൺ | ജൂലൈ | ഓഗസ്റ്റ് ആഗസ്റ്റ് | സെപ്റ്റംബർ \
     | ഒക്ടോബർ | നവംബർ | ഡിസംബർ",
    // Sinhala
    "ජනවාරි | පෙබරවාරි | මාර්තු | අප්‍රේල් | මැයි | ජූනි | ජූලි | අගෝස්තු | සැප්තැම්බර් | ඔක්තෝබර් \
     | නොවැම්බර් | දෙසැම්බර්",
    // Dhivehi
    "ޖަނަވަރީ | ފެބުރުވަރީ | މާރިޗު | އެޕްރީލް | މޭ | ޖޫން | ޖުލައި | އޮގަސްޓް | ސެޕްޓެމްބަރު | އޮކްޓޫބަރު \
     | ނޮވެމްބަރު | ޑިސެންބަރު",
    // Burmese
    "ဇန်နဝါရီ | ဖေဖော်ဝါရီ | မတ် | ဧပြီ | မေ | ဇွန် | ဇူလိုင် | ဩဂုတ် သြဂုတ် | စက်တင်ဘာ | အောက်တိုဘာ | နိုဝင်ဘာ \
     | ဒီဇင်ဘာ",
    // Khmer
    "មករា ខែមករា | កុម្ភៈ ខែកុម្ភៈ | មីនា ខែមីនា | មេសា ខែមេសា | ឧសភា ខែឧសភា | មិថុនា ខែមិថុនា \
     | កក្កដា ខែកក្កដា | សីហា ខែសីហា | កញ្ញា ខែកញ្ញា | តុលា ខែតុលា | វិច្ឆិកា ខែវិច្ឆិកា | ធ្នូ ខែធ្នូ",
    // Lao
    "ມັງກອນ | ກຸມພາ | ມີນາ | ເມສາ | ພຶດສະພາ | ມິຖຸນາ | ກໍລະກົດ | ສິງຫາ | ກັນຍາ | ຕຸລາ | ພະຈິກ | ທັນວາ",
    // Kazakh
    "қаңтар | ақпан | наурыз | сәуір | мамыр | маусым | шілде | тамыз | қыркүйек | қазан | қараша \
     | желтоқсан",
    // Kyrgyz
    "январь январы | февраль февралы | март марты | апрель апрели | май майы | июнь июну \
     | июль июлу | август августу | сентябрь сентябры | октябрь октябры | ноябрь ноябры \
     | декабрь декабры",
    // Uzbek
    "yanvar | fevral | mart | aprel | may | iyun | iyul | avgust | sentabr sentyabr \
     | oktabr oktyabr | noyabr | dekabr",
    // Azerbaijani
    "yanvar | fevral | mart | aprel | may | iyun | iyul | avqust | sentyabr | oktyabr | noyabr \
     | dekabr",
    // Georgian
    "იანვარი | თებერვალი | მარტი | აპრილი | მაისი | ივნისი | ივლისი | აგვისტო | სექტემბერი | ოქტომბერი \
     | ნოემბერი | დეკემბერი",
    // Armenian
    "հունվարի հունվար | փետրվարի փետրվար | մարտի մարտ | ապրիլի ապրիլ | մայիսի մայիս \
     | հունիսի հունիս | հուլիսի հուլիս | օգոստոսի օգոստոս | սեպտեմբերի սեպտեմբեր \
     | հոկտեմբերի հոկտեմբեր | նոյեմբերի նոյեմբեր | դեկտեմբերի դեկտեմբեր",
    // Tetum
    "janeiru | fevereiru | marsu | abríl | maiu | juñu | jullu | agostu | setembru | outubru \
     | novembru | dezembru",
    // Javanese and Sundanese, where they differ from Indonesian
    "januwari | pébruari | maret | april | mèi | juni | juli | agustus | séptémber | oktober \
     | nopémber | désémber",
    // Swahili
    "januari | februari | machi | aprili | mei | juni | julai | agosti | septemba | oktoba | novemba \
     | desemba",
    // Amharic, of the calendar that others have
    "ጃንዋሪ ጃንዩወሪ | ፌብሩዋሪ ፌብሩወሪ | ማርች | ኤፕሪል ኤፕረል | ሜይ | ጁን | ጁላይ | ኦገስት | ሴፕቴምበር \
     | ኦክቶበር | ኖቬምበር | ዲሴምበር",
    // Romanian and Georgian, abbreviated
    "ian | feb | mar | apr | mai | iun | iul | aug | sept | oct | noi | dec",
    "იან | თებ | მარ | აპრ | მაი | ივნ | ივლ | აგვ | სექ სექტ | ოქტ | ნოე ნოემ | დეკ",
    // Lithuanian
    "sausio sausis | vasario vasaris | kovo kovas | balandžio balandis | gegužės gegužė \
     | birželio birželis | liepos liepa | rugpjūčio rugpjūtis | rugsėjo rugsėjis | spalio spalis \
     | lapkričio lapkritis | gruodžio gruodis",
    // Latvian
    "janvāris janvārī janvāra | februāris februārī februāra | marts martā marta \
     | aprīlis aprīlī aprīļa | maijs maijā maija | jūnijs jūnijā jūnija | jūlijs jūlijā jūlija \
     | augusts augustā augusta | septembris septembrī septembra | oktobris oktobrī oktobra \
     | novembris novembrī novembra | decembris decembrī decembra",
    // Estonian
    "jaanuar | veebruar | märts | aprill | mai | juuni | juuli | august | september | oktoober \
     | november | detsember",
    // Slovene
    "januar januarja | februar februarja | marec marca | april aprila | maj maja | junij junija \
     | julij julija | avgust avgusta | september septembra | oktober oktobra | november novembra \
     | december decembra",
    // Serbian
    "јануар јануара | фебруар фебруара | март марта | април априла | мај маја | јун јуна | јул јула \
     | август августа | септембар септембра | октобар октобра | новембар новембра \
     | децембар децембра",
    "januar januara | februar februara | mart marta | april aprila | maj maja | jun juna | jul jula \
     | avgust avgusta | septembar septembra | oktobar oktobra | novembar novembra \
     | decembar decembra",
    // Belarusian
    "студзеня | лютага | сакавіка | красавіка | траўня | чэрвеня | ліпеня | жніўня | верасня \
     | кастрычніка | лістапада | снежня",
    // Albanian
    "janar | shkurt | mars | prill | maj | qershor | korrik | gusht | shtator | tetor | nëntor \
     | dhjetor",
];
