//! The script that websites embed, under the names that they may give it.

use sha2::{Digest as _, Sha256};
use vagledare::config::Settings;
use vagledare::web::Loader;

use crate::support::{MONDAY_JUST_BEFORE_CLOSING, TestDesk};

const EARLIER: &str = "'the script of an earlier release'";

fn version(body: &str) -> String {
    Sha256::digest(body).iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// The script as a server with the default colours has it.
fn of_defaults() -> Loader {
    let settings = Settings::load(None, []).expect("the defaults hold");
    Loader::with(&settings.of_loader())
}

#[tokio::test]
async fn the_script_of_this_version_and_of_an_earlier_one_are_served_for_ever_and_to_everyone() {
    let desk = TestDesk::at(MONDAY_JUST_BEFORE_CLOSING, |settings| {
        let folder = settings.server.data.join("widget");
        std::fs::create_dir_all(&folder).expect("created");
        std::fs::write(folder.join(format!("7-{}.js", version(EARLIER))), EARLIER).expect("written");
    })
    .await;
    let current = of_defaults();
    for (path, body) in [(current.path(), current.body()), (format!("/widget-{}.js", version(EARLIER)), EARLIER)] {
        let answer = desk.http().ask("GET", &path, &[], "").await;
        assert_eq!((answer.status, answer.body.as_str()), (200, body), "{path}");
        for (name, value) in [
            ("content-type", "text/javascript; charset=utf-8"),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("access-control-allow-origin", "*"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}: {name}");
        }
        assert_eq!(answer.header("set-cookie"), None);
    }
    let newest = desk.http().ask("GET", "/widget.js", &[], "").await;
    assert_eq!(newest.body, current.body());
    assert_eq!(newest.header("cache-control"), Some("no-cache"));
}

#[tokio::test]
async fn a_version_that_is_not_there_is_not_found() {
    let desk = TestDesk::open().await;
    let without_suffix = of_defaults().path().replace(".js", "");
    for path in ["/widget-0123456789abcdef.js", "/widget-..js", "/widget-%2e%2e%2f1.js", "/widget-.js", &without_suffix]
    {
        assert_eq!(desk.http().ask("GET", path, &[], "").await.status, 404, "{path}");
    }
}
