//! OPML 2.0: a row for each way to break a clean list.

use super::check_each;

#[test]
fn a_list_is_as_its_specification_asks() {
    check_each(
        "clean.opml",
        &[
            ("<opml version=\"2.0\">", "<opml>", "opml-version", 2),
            ("<opml version=\"2.0\">", "<opml version=\"1.0\">", "opml-old-version", 2),
            ("</body>", "</body><body/>", "opml-parts", 2),
            ("<title>What we read</title>", "<name>What we read</name>", "opml-unknown", 4),
            ("<dateCreated>Tue", "<dateCreated>Wed", "opml-date", 5),
            ("<ownerEmail>desk@dairy.example.coop", "<ownerEmail>the desk", "opml-value", 7),
            ("http://opml.org/spec2.opml", "spec2.opml", "opml-address", 8),
            ("<expansionState>1, 2", "<expansionState>one", "opml-value", 9),
            ("<windowTop>10", "<windowTop>ten", "opml-value", 10),
            ("<outline text=\"Union\" ", "<outline title=\"Union\" ", "opml-text", 14),
            ("xmlUrl=\"https://dairy.example.coop/feed/\"", "", "opml-target", 14),
            (
                "xmlUrl=\"https://dairy.example.coop/feed/\"",
                "xmlUrl=\"/feed/\"",
                "opml-address",
                14,
            ),
            (
                "url=\"https://page.example.org/\"",
                "href=\"https://page.example.org/\"",
                "opml-target",
                15,
            ),
            ("isComment=\"true\"", "isComment=\"yes\"", "opml-value", 16),
            ("created=\"Tue, 03", "created=\"the 03", "opml-date", 16),
            ("    </outline>\n  </body>", "    </outline><item/>\n  </body>", "opml-unknown", 17),
        ],
    );
}
