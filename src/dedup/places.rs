//! Countries and their people: two titles that name different ones are two items.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words of names of countries and territories and of their people, folded, the hyphens gone. Of
/// a name of several words those that no other name has: `Lanka`, `Korea`, `Zealand`. Asia and the
/// Pacific in full, in English, and in French, Spanish, Portuguese, German and Indonesian where
/// they differ.
const PLACES: &str = "
    afghanistan afghan armenia armenian armenie azerbaijan azerbaijani azerbaidjan azerbaiyan aserbaidschan
    bahrain bahraini bangladesh bangladeshi bhutan bhutanese bhoutan butan brunei cambodia cambodian cambodge
    camboya camboja kambodscha kamboja khmer china chinese chine chinois chinoise chino cina cyprus cypriot
    georgia georgian georgie hongkong india indian inde indien indienne indio indonesia indonesian indonesie
    indonesien iran iranian iraq iraqi irak israel israeli japan japanese japon japonais japonaise japones jepang
    jordan jordanian jordanie jordania kazakhstan kazakh kazajstan kasachstan kuwait kuwaiti koweit kyrgyzstan
    kyrgyz kirghizistan kirguistan laos lao laotian lebanon lebanese liban libano libanon macao macau malaysia
    malaysian malaisie malasia maldives maldivian maladewa mongolia mongolian mongolie mongolei myanmar burma
    burmese birmanie birmania nepal nepali nepalese oman omani pakistan pakistani palestine palestinian palestina
    philippines philippine filipino filipina filipinas filipinos philippinen filipin qatar qatari korea korean
    coree corea coreano coreen korea saudi arabia singapore singaporean singapour singapur singapura lanka lankan
    syria syrian syrians syrie siria syrien suriah taiwan taiwanese tajikistan tajik tadjikistan tayikistan
    thailand thai thailande tailandia timor timorleste timorese turkey turkiye turkish turquie turquia turkei turki
    turkmenistan turkmen emirates uae uzbekistan uzbek ouzbekistan vietnam viet vietnamese yemen yemeni
    australia australian australie australien fiji fijian fidji fiyi kiribati marshall micronesia micronesian
    nauru zealand zelande zelandia niue palau palauan papua guinea samoa samoan solomon tokelau tonga tongan
    tuvalu tuvaluan vanuatu cook guam caledonia polynesia tahiti hawaii
    kashmir tibet
    albania albanian algeria algerian algerie argelia andorra angola angolan argentina argentine argentinian
    austria austrian autriche osterreich bahamas barbados belarus belarusian belgium belgian belgique belgica
    belgien belize benin bolivia bolivian bolivie bosnia bosnian botswana brazil brazilian bresil brasil brasilien
    bulgaria bulgarian bulgarie burkina burundi cameroon cameroun camerun canada canadian cabo chad tchad chile
    chilean chili colombia colombian colombie comoros congo congolese costarica rica croatia croatian cuba cuban
    czech czechia denmark danish danemark dinamarca djibouti dominican dominicana ecuador ecuadorian equateur
    egypt egyptian egypte egipto salvador salvadoran eritrea estonia estonian eswatini swaziland ethiopia ethiopian
    ethiopie etiopia finland finnish finlande finlandia france french francais francia frankreich gabon gambia
    germany german allemagne alemania deutschland ghana ghanaian greece greek grece grecia griechenland grenada
    guatemala guatemalan guyana haiti haitian honduras honduran hungary hungarian hongrie hungria iceland ireland
    irish irlande irlanda irland italy italian italie italia italien ivoire ivorian jamaica jamaican kenya kenyan
    kosovo latvia latvian lesotho liberia liberian libya libyan liechtenstein lithuania lithuanian luxembourg
    madagascar malagasy malawi malawian mali malian malta maltese mauritania mauritius maurice mexico mexican
    mexique moldova monaco montenegro morocco moroccan maroc marruecos mozambique mozambican namibia namibian
    netherlands dutch paysbas bajos niederlande nicaragua nicaraguan niger nigeria nigerian macedonia norway
    norwegian norvege noruega norwegen panama panamanian paraguay peru peruvian perou poland polish pologne polonia
    polen portugal portuguese romania romanian roumanie rumania russia russian russie rusia russland rwanda rwandan
    senegal senegalese serbia serbian seychelles leone slovakia slovak slovenia slovenian somalia somali spain
    spanish espagne espana spanien sudan sudanese suriname sweden swedish suede suecia schweden switzerland swiss
    suisse suiza schweiz tanzania tanzanian tanzanie togo togolese trinidad tobago tunisia tunisian tunisie tunez
    tunesien uganda ugandan ouganda ukraine ukrainian ucrania britain british england english scotland scottish
    wales welsh uk usa american uruguay uruguayan vatican venezuela venezuelan zambia zambian zambie zimbabwe
    zimbabwean";

static SET: LazyLock<HashSet<&str>> = LazyLock::new(|| PLACES.split_whitespace().collect());

/// A word, as it is compared, names a country or its people.
pub(super) fn is_place(word: &str) -> bool {
    SET.contains(word)
}
