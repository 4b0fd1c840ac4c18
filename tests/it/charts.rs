//! The days of the sources on the page that is a file.

use crate::support::stage::Stage;

const CONFIG: &str = "[[source]]\nid = \"good\"\nurl = \"https://good.example/rss\"\n";

fn feed(items: usize) -> String {
    let item =
        |n| format!("<item><title>Item {n}</title><link>http://good.example/{n}</link></item>");
    let items: String = (0..items).map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>Good</title>{items}</channel></rss>")
}

#[test]
fn a_page_of_days_changes_once_after_a_day_with_news() {
    let stage = Stage::new(CONFIG);
    let page = |hour| {
        stage.pass(hour);
        stage.read("status.html")
    };
    stage.page("https://good.example/rss", feed(2));
    let first = page(1);
    assert!(!first.contains("<svg class=\"chart\""), "the day is not over");
    assert_eq!(page(5), first);
    let second = page(25);
    let told = |days: &str| format!("aria-label=\"The 60 days up to {days}\"");
    let one = told("1 January 2026: asked on 1 day, failures on 0, 2 new items, 0 incidents");
    assert!(second.contains(&one), "{second}");
    for hour in [30, 50, 74, 98] {
        assert_eq!(page(hour), second, "days without news");
    }
    stage.page("https://good.example/rss", feed(3));
    assert_eq!(page(100), second, "that day is not over");
    let third = page(122);
    let five = told("5 January 2026: asked on 5 days, failures on 0, 3 new items, 0 incidents");
    assert!(third.contains(&five), "{third}");
    assert_eq!(third.matches("<rect class=\"well\"").count(), 5);
    assert_eq!(page(170), third);
}
