//! The municipality's colours and logo, as the server gives them to browsers.

use vagledare::config::Settings;
use vagledare::look::Colour;
use vagledare::web::Loader;

use crate::support::{MONDAY_NINE, TestDesk};

const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

fn colour(text: &str) -> Colour {
    Colour::try_from(text.to_owned()).expect("a colour")
}

/// A desk whose municipality is green, with a logo.
async fn green() -> TestDesk {
    TestDesk::at(MONDAY_NINE, |settings| {
        std::fs::create_dir_all(&settings.server.data).expect("created");
        settings.look.logo = settings.server.data.join("logo.png");
        std::fs::write(&settings.look.logo, DRAWING).expect("written");
        settings.look.light.brand = colour("#1d5c3a");
        settings.look.dark.link = colour("#8fd9ac");
    })
    .await
}

/// Where a page says that something beginning so is.
fn named_in<'a>(page: &'a str, beginning: &str) -> &'a str {
    page.split('"').find(|part| part.starts_with(beginning)).expect("the page names it")
}

#[tokio::test]
async fn the_colours_are_a_style_sheet_of_our_own_that_changes_its_address_with_them() {
    let (desk, plain) = (green().await, TestDesk::open().await);
    let page = desk.http().ask("GET", "/widget", &[], "").await;
    assert!(page.header("content-security-policy").is_some_and(|policy| policy.contains("style-src 'self';")));
    let path = named_in(&page.body, "/look-");
    for shell in ["/console", "/widget"] {
        assert_eq!(named_in(&desk.http().ask("GET", shell, &[], "").await.body, "/look-"), path);
    }
    let before = plain.http().ask("GET", "/widget", &[], "").await.body;
    assert_ne!(named_in(&before, "/look-"), path);
    let style = desk.http().ask("GET", path, &[], "").await;
    assert_eq!(style.status, 200);
    assert_eq!(style.header("content-type"), Some("text/css; charset=utf-8"));
    assert_eq!(style.header("cache-control"), Some("public, max-age=31536000, immutable"));
    let (light, dark) = style.body.split_once("@media (prefers-color-scheme:dark)").expect("two looks");
    assert!(light.contains("--brand:#1d5c3a;") && light.contains("--on-brand-soft-ground:#0b3c63;"), "{light}");
    assert!(dark.contains("--brand:#12395a;") && dark.contains("--link:#8fd9ac;"), "{dark}");
    let old = desk.http().ask("GET", named_in(&before, "/look-"), &[], "").await;
    assert_eq!((old.header("cache-control"), &old.body), (Some("no-cache"), &style.body));
}

#[tokio::test]
async fn the_logo_is_what_its_bytes_are_and_runs_nothing() {
    let desk = green().await;
    let page = desk.http().ask("GET", "/widget", &[], "").await.body;
    let path = named_in(&page, "/logo-");
    assert_eq!(path.rsplit_once('.').map(|(_, ending)| ending), Some("svg"), "{path}");
    let logo = desk.http().ask("GET", path, &[], "").await;
    assert_eq!((logo.status, logo.body.as_str()), (200, DRAWING));
    assert_eq!(logo.header("content-type"), Some("image/svg+xml"));
    assert_eq!(logo.header("x-content-type-options"), Some("nosniff"));
    let policy = logo.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    let plain = TestDesk::open().await;
    assert!(plain.http().ask("GET", "/widget", &[], "").await.body.contains("\"logo\":null"));
    assert_eq!(plain.http().ask("GET", path, &[], "").await.status, 404);
}

#[tokio::test]
async fn the_button_on_the_website_has_the_accent() {
    let desk = green().await;
    let script = desk.http().ask("GET", "/widget.js", &[], "").await.body;
    assert!(script.contains("background: #1d5c3a; color: #ffffff;"));
    assert!(!script.contains("{{"));
    let of_defaults = Settings::load(None, []).expect("the defaults hold").of_loader();
    assert_ne!(script, Loader::with(&of_defaults).body());
}
