//! An editor's work is never lost.

use vagledare::import::Sources;
use vagledare::knowledge::Page;

use crate::site::{Site, page};

/// A page that was imported and then looked after by an editor.
fn looked_after() -> Site {
    let site = Site::open();
    site.put_sitemap(&["/a"]);
    site.put("/a", page("Bygglov", "Du behöver lov.", &[]));
    site.import(&site.sitemap());
    let text = site.read("pages/bygglov.md");
    let text =
        text.replace("confirmed = false", "confirmed = true # Anna").replace("keywords = []", "keywords = [\"altan\"]");
    site.write("pages/bygglov.md", &text.replace("topics = []", "topics = [\"bygga\"]"));
    site
}

#[test]
fn what_an_editor_wrote_about_a_page_stays_when_its_text_changes() {
    let site = looked_after();
    let before = site.read("pages/bygglov.md");
    assert_eq!(site.import(&site.sitemap()).unchanged, 1);
    assert_eq!(site.read("pages/bygglov.md"), before, "not a letter is touched");

    site.put("/a", page("Bygglov", "Du behöver inte lov.", &[]));
    let report = site.import(&site.sitemap());
    assert!(report.changed[0].was_confirmed && report.to_text().contains("bekräfta sidan igen"));
    let after = site.read("pages/bygglov.md");
    assert_eq!(
        after,
        before.replace("confirmed = true", "confirmed = false").replace("behöver lov", "behöver inte lov")
    );
    Page::read("bygglov.md", "bygglov", &after).expect("a page");
}

#[test]
fn a_text_that_an_editor_changed_is_not_overwritten() {
    let site = looked_after();
    let edited = site.read("pages/bygglov.md").replace("Du behöver lov.", "Du behöver oftast lov.");
    site.write("pages/bygglov.md", &edited);
    site.put("/a", page("Bygglov", "Du behöver inte lov.", &[]));
    let report = site.import(&site.sitemap());
    assert!(report.changed.is_empty() && report.kept[0].reason.contains("ändrad för hand"), "{report:?}");
    assert_eq!(site.read("pages/bygglov.md"), edited);
    assert!(site.read("import/changed/bygglov.md").contains("Du behöver inte lov."), "to compare with");
}

#[test]
fn a_file_that_the_import_did_not_make_is_never_overwritten() {
    let site = Site::open();
    site.put_sitemap(&["/a", "/b"]);
    site.put("/a", page("Bygglov", "Från webben.", &[]));
    site.put("/b", page("Tomter", "Också från webben.", &[]));
    let own = "+++\ntitle = \"Eget\"\nurl = \"https://k.example/\"\n+++\nEget.\n";
    let same_address = format!("+++\ntitle = \"Tomt\"\nurl = \"{}\"\n+++\nEget.\n", site.url("/b"));
    site.write("pages/bygglov.md", own);
    site.write("pages/min-tomt.md", &same_address);
    site.write("pages/anteckningar.md", "# Bara anteckningar\n");
    let report = site.import(&site.sitemap());
    assert_eq!((site.read("pages/bygglov.md").as_str(), report.new[0].file.as_str()), (own, "bygglov-2.md"));
    assert_eq!(site.read("pages/min-tomt.md"), same_address);
    assert!(report.kept[0].reason.contains("min-tomt.md är skriven för hand"), "{report:?}");
    assert_eq!(site.pages(), ["anteckningar.md", "bygglov-2.md", "bygglov.md", "min-tomt.md"]);
}

#[test]
fn a_page_that_an_editor_deleted_stays_away_until_it_is_asked_for() {
    let site = looked_after();
    std::fs::remove_file(site.path("pages/bygglov.md")).expect("deleted");
    site.put("/a", page("Bygglov", "Ny text.", &[]));
    assert!(site.import(&site.sitemap()).kept[0].reason.contains("tagits bort för hand"));
    assert!(site.pages().is_empty());
    let named = Sources { list: vec![site.url("/a")], ..Sources::default() };
    assert_eq!(site.import(&named).new.len(), 1);
    assert_eq!(site.pages(), ["bygglov.md"]);
}

#[test]
fn a_file_that_was_broken_by_hand_is_left_for_the_editor() {
    let site = looked_after();
    let broken = site.read("pages/bygglov.md").replace("title = \"", "title = ");
    site.write("pages/bygglov.md", &broken);
    site.put("/a", page("Bygglov", "Ny text.", &[]));
    assert!(site.import(&site.sitemap()).kept[0].reason.contains("går inte att läsa"));
    assert_eq!(site.read("pages/bygglov.md"), broken);
}
