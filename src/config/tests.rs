//! What a person sees who makes a mistake in the configuration, and that the defaults are whole.

use std::path::PathBuf;

use super::*;

/// A configuration file in a directory that goes away with it.
struct File {
    _dir: tempfile::TempDir,
    path: PathBuf,
}

fn file(text: &str) -> File {
    let dir = tempfile::tempdir().expect("a directory for a test");
    let path = dir.path().join("vagledare.toml");
    std::fs::write(&path, text).expect("the file is written");
    File { _dir: dir, path }
}

fn env(variables: &[(&str, &str)]) -> Vec<(String, String)> {
    variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn defaults() -> Settings {
    Settings::load(None, []).expect("the defaults are sound")
}

/// The error for a file, with the directory of the test left out.
fn told(text: &str) -> String {
    let file = file(text);
    let error = Settings::load(Some(&file.path), []).expect_err("an unsound file is refused");
    error.to_string().replace(&file.path.display().to_string(), "vagledare.toml")
}

fn told_of(name: &str, value: &str) -> String {
    Settings::load(None, env(&[(name, value)])).expect_err("an unsound variable is refused").to_string()
}

#[test]
fn the_defaults_hold_without_a_file() {
    let settings = defaults();
    assert_eq!(settings.server.public_origin().as_str(), "http://127.0.0.1:8080");
    assert_eq!(settings.desk.name, "Kontakt Linköping");
    assert_eq!(settings.privacy.retention_days, 60);
    let schedule = settings.schedule().expect("the default hours compile");
    assert_eq!(schedule.rule(), "Mo-Fr 08:00-16:00; Jun 19-25 Fr off; Dec 24,Dec 31 off; PH off");
    let privacy = PrivacySettings { retention_days: 7, retention_days_assistant: 2, ..settings.privacy };
    let text = settings.desk.personal_data.with_retention(&privacy);
    for text in [text.sv, text.en] {
        assert!(text.contains(" 7 da") && text.contains(" 2 da") && !text.contains('{'), "{text}");
    }
}

#[test]
fn every_key_has_its_own_explanation_above_it() {
    let mut before = "";
    let mut keys = 0;
    for line in DEFAULT_TOML.lines() {
        if line.contains(" = ") && line.starts_with(|c: char| c.is_ascii_lowercase()) {
            assert!(
                before.starts_with("# ") && (before.len() > 12 || before == "#     ]"),
                "no comment above `{line}`"
            );
            keys += 1;
        }
        before = line;
    }
    assert_eq!(keys, paths(&DEFAULT_TOML.parse().expect("the defaults are TOML")).len());
}

#[test]
fn every_key_is_a_setting_and_every_setting_a_key() {
    // Unknown keys do not parse (`deny_unknown_fields`). A key taken away must not parse either, or its
    // default would stand somewhere else than in the file.
    let parsed: toml::Table = DEFAULT_TOML.parse().expect("the defaults are TOML");
    let paths = paths(&parsed);
    assert!(paths.len() > 70, "{} keys were seen", paths.len());
    for path in paths {
        let mut table = parsed.clone();
        let (key, section) = path.split_last().expect("a path");
        let parent = section.iter().try_fold(&mut table, |table, part| table.get_mut(part)?.as_table_mut());
        parent.expect("a section").remove(key);
        assert!(table.try_into::<Settings>().is_err(), "{} has a default elsewhere", path.join("."));
    }
}

/// Every key in a table, with the sections it stands in.
fn paths(table: &toml::Table) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    keys_of(table, &mut Vec::new(), &mut paths);
    paths
}

fn keys_of(table: &toml::Table, path: &mut Vec<String>, into: &mut Vec<Vec<String>>) {
    for (key, value) in table {
        path.push(key.clone());
        match value {
            toml::Value::Table(inner) => keys_of(inner, path, into),
            _ => into.push(path.clone()),
        }
        path.pop();
    }
}

#[test]
fn the_examples_in_the_comments_are_right() {
    // An example is indented by five characters within a comment; each begins with its key.
    let (mut section, mut example, mut tried) = ("", String::new(), 0);
    for line in DEFAULT_TOML.lines().skip_while(|line| !line.starts_with('[')).chain([""]) {
        if let Some(part) = line.strip_prefix("#     ").filter(|part| !part.starts_with("vagledare")) {
            if part.contains(" = ") && !part.starts_with([' ', ']']) && !example.is_empty() {
                try_example(section, &std::mem::take(&mut example), &mut tried);
            }
            example.push_str(part);
            example.push('\n');
        } else if !example.is_empty() {
            try_example(section, &std::mem::take(&mut example), &mut tried);
        }
        if line.starts_with('[') {
            section = line;
        }
    }
    assert_eq!(tried, 8);
}

fn try_example(section: &str, example: &str, tried: &mut u32) {
    let file = file(&format!("{section}\n{example}"));
    if let Err(error) = Settings::load(Some(&file.path), []) {
        panic!("{section}\n{example}\n{error}");
    }
    *tried += 1;
}

#[test]
fn the_file_for_development_is_sound() {
    let file = file(include_str!("../../config/development.toml"));
    let settings = Settings::load(Some(&file.path), []).expect("config/development.toml is sound");
    assert_eq!(settings.server.log_level, LogLevel::Debug);
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let file = file("[limits]\nping_s = 20\nsilence_s = 15\n[desk.welcome]\nsv = \"Hej!\"\n");
    let variables = [
        ("VAGLEDARE__LIMITS__PING_S", "10"),
        ("VAGLEDARE__DESK__PHONE", "013-12 34 56"),
        ("VAGLEDARE__DESK__NAME", "\"Kontakt\""),
        ("VAGLEDARE__DESK__WELCOME__EN", "Hello!"),
        ("VAGLEDARE__KNOWLEDGE__ABSTAIN_BELOW", "1"),
        ("VAGLEDARE__SERVER__EMBED_ORIGINS", "[\"https://www.linkoping.se\"]"),
        ("VAGLEDARE__HOURS__EXCEPTIONS", "[{ date = 2026-11-30, hours = \"off\", reason = \"Utbildning\" }]"),
        ("VAGLEDARE__STAFF", "{ session_hours = 8, hashes_at_once = 1 }"),
        ("VAGLEDARE_OTHER", "is not ours"),
        ("PATH", "/usr/bin"),
    ];
    let settings = Settings::load(Some(&file.path), env(&variables)).expect("sound values");
    assert_eq!((settings.limits.ping_s, settings.limits.silence_s, settings.limits.hello_s), (10, 15, 10));
    assert_eq!((settings.desk.phone.as_str(), settings.desk.name.as_str()), ("013-12 34 56", "Kontakt"));
    assert_eq!((settings.desk.welcome.sv.as_str(), settings.desk.welcome.en.as_str()), ("Hej!", "Hello!"));
    assert!((settings.knowledge.abstain_below - 1.0).abs() < f32::EPSILON);
    assert_eq!(settings.server.embed_origins[0].as_str(), "https://www.linkoping.se");
    assert_eq!(settings.hours.exceptions[0].reason, "Utbildning");
    assert_eq!((settings.staff.session_hours, settings.staff.hashes_at_once), (8, 1));
}

#[test]
fn a_key_that_does_not_exist_is_told_with_its_line_and_the_nearest_one() {
    insta::assert_snapshot!(told("[limits]\n\nping_sec = 25\n"), @"vagledare.toml:3: limits.ping_sec: is not a setting; did you mean `limits.ping_s`?");
    insta::assert_snapshot!(told("[rutting]\ncapacity = 3\n"), @"vagledare.toml:1: rutting: is not a setting; did you mean `routing`?");
    insta::assert_snapshot!(told("[server]\nping_s = 25\n"), @"vagledare.toml:2: server.ping_s: is not a setting; did you mean `limits.ping_s`?");
    insta::assert_snapshot!(told("[desk.welcome]\nfi = \"Tervetuloa\"\n"), @"vagledare.toml:2: desk.welcome.fi: is not a setting; `vagledare config default` explains all there are");
    insta::assert_snapshot!(told("zebra = 1\n"), @"vagledare.toml:1: zebra: is not a setting; `vagledare config default` explains all there are");
    insta::assert_snapshot!(told_of("VAGLEDARE__SERVER__LISTENS", "x"), @"VAGLEDARE__SERVER__LISTENS: server.listens: is not a setting; did you mean `server.listen`?");
}

#[test]
fn a_value_of_the_wrong_kind_is_told_with_the_right_one() {
    insta::assert_snapshot!(told("[limits]\nping_s = \"25\"\n"), @"vagledare.toml:2: limits.ping_s: must be a whole number, not text in quotation marks; the default is `ping_s = 25`");
    insta::assert_snapshot!(told("limits = 5\n"), @"vagledare.toml:1: limits: must be a section of settings, not a whole number");
    insta::assert_snapshot!(told("[server]\nembed_origins = \"https://x.se\"\n"), @"vagledare.toml:2: server.embed_origins: must be a list in brackets, not text in quotation marks");
    insta::assert_snapshot!(told("[limits]\nping_s = -1\n"), @"vagledare.toml:2: limits.ping_s: invalid value: integer `-1`, expected u32; the default is `ping_s = 25`");
    insta::assert_snapshot!(told_of("VAGLEDARE__LIMITS__PING_S", "fem"), @"VAGLEDARE__LIMITS__PING_S: limits.ping_s: `fem` must be a whole number; the default is `ping_s = 25`");
}

#[test]
fn a_value_that_cannot_hold_is_told_with_what_would_be_right() {
    insta::assert_snapshot!(told("[server]\nlisten = \"localhost\"\n"), @r#"vagledare.toml:2: server.listen: invalid socket address syntax; the default is `listen = "127.0.0.1:8080"`"#);
    insta::assert_snapshot!(told("[server]\nlog_format = \"xml\"\n"), @r#"vagledare.toml:2: server.log_format: unknown variant `xml`, expected `text` or `json`; the default is `log_format = "text"`"#);
    insta::assert_snapshot!(told("[server]\npublic_url = \"https://chatt.linkoping.se/\"\n"), @"vagledare.toml:2: server.public_url: `https://chatt.linkoping.se/` must be scheme, host and port only, such as `https://www.linkoping.se`; `vagledare config default` shows how it is written");
    insta::assert_snapshot!(told("[server]\ntrusted_proxies = [\"proxy\"]\n"), @"vagledare.toml:2: server.trusted_proxies: `proxy` must be an address such as `127.0.0.1` or a network such as `10.0.0.0/8`; `vagledare config default` shows how it is written");
    insta::assert_snapshot!(told("[routing]\ncapacity = 0\n"), @"vagledare.toml:2: routing.capacity: 0 must be from 1 to 50");
    insta::assert_snapshot!(told("[limits]\ntext_chars = 20000\n"), @"vagledare.toml:2: limits.text_chars: 20000 characters may not fit into limits.frame_bytes = 65536; at most 16134 do");
    insta::assert_snapshot!(told("[store]\nfile = \"../x.sqlite\"\n"), @r#"vagledare.toml:2: store.file: `../x.sqlite` must be a file name without directories, such as "vagledare.sqlite"; the directory is server.data"#);
    insta::assert_snapshot!(told("[desk]\nlanguages = [\"sv\", \"se\"]\ncontact_url = \"linkoping.se\"\n"), @r#"
    vagledare.toml:3: desk.contact_url: `linkoping.se` must be a web address that begins with https://, or empty
    vagledare.toml:2: desk.languages: `se` must be "sv" or "en"
    "#);
    insta::assert_snapshot!(told("[desk]\nlanguages = [\"fi\", \"sv\"]\n"), @r#"vagledare.toml:2: desk.languages: must begin with "sv" or "en""#);
    insta::assert_snapshot!(told("[privacy]\ndecision = \" \"\n"), @"vagledare.toml:2: privacy.decision: must not be empty");
}

#[test]
fn a_visitor_always_has_time_to_answer_before_the_browser_is_cleared() {
    insta::assert_snapshot!(told("[widget]\nidle_warning_s = 19\n"), @"vagledare.toml:2: widget.idle_warning_s: 19 must be from 20 to 3600");
    insta::assert_snapshot!(told("[widget]\nidle_clear_s = 5\n"), @"vagledare.toml:2: widget.idle_clear_s: 5 must be from 60 to 86400");
    insta::assert_snapshot!(told("[widget]\nquick_exit_url = \"javascript:alert(1)\"\n"), @"vagledare.toml:2: widget.quick_exit_url: `javascript:alert(1)` must be a web address that begins with https://, or empty");
    insta::assert_snapshot!(told("[widget]\ntopics = [{ sv = \"Bygglov\", en = \" \" }]\n"), @"vagledare.toml:2: widget.topics: ` ` must have 1 to 60 characters");
    let off = file(
        "[desk]\nlanguages = [\"sv\", \"fi\"]\n[widget]\nquick_exit_url = \"\"\nidle_clear_s = 0\nidle_warning_s = 20\n",
    );
    let settings = Settings::load(Some(&off.path), []).expect("both can be switched off");
    assert_eq!(settings.desk.offered().collect::<Vec<_>>(), ["sv"], "Finnish is not whole");
    assert_eq!(settings.desk.left_out().collect::<Vec<_>>(), ["fi"], "and nobody is left in doubt");
}

#[test]
fn colours_that_cannot_be_told_apart_are_refused_with_the_figures() {
    insta::assert_snapshot!(told("[look.light]\nbrand = \"#7a8b99\"\nbrand_deep = \"#000000\"\n"), @r#"
    vagledare.toml:2: look.light.brand: look.light.on_brand `#ffffff` and look.light.brand `#7a8b99` have a contrast of 3,5:1; 4,5:1 is needed
    vagledare.toml:2: look.light.brand: look.light.on_brand_soft `#d3e3f0` and look.light.brand `#7a8b99` have a contrast of 2,6:1; 4,5:1 is needed
    "#);
    insta::assert_snapshot!(told("[look.dark]\nfocus = \"#31465c\"\nlink = \"#4d7ba3\"\n"), @r#"
    vagledare.toml:3: look.dark.link: look.dark.link `#4d7ba3` and look.dark.brand_soft `#1b3349` have a contrast of 2,8:1; 4,5:1 is needed
    vagledare.toml:3: look.dark.link: look.dark.link `#4d7ba3` and the chat's own notice-ground in the dark look `#3a2f10` have a contrast of 2,9:1; 4,5:1 is needed
    vagledare.toml:2: look.dark.focus: look.dark.focus `#31465c` and look.dark.brand_soft `#1b3349` have a contrast of 1,3:1; 3,0:1 is needed
    vagledare.toml:2: look.dark.focus: look.dark.focus `#31465c` and the chat's own notice-ground in the dark look `#3a2f10` have a contrast of 1,3:1; 3,0:1 is needed
    "#);
    insta::assert_snapshot!(told("[look.light]\nlink = \"blue\"\n"), @r##"vagledare.toml:2: look.light.link: `blue` must be a colour as # and six hexadecimal digits, such as `#0d4a7a`; the default is `link = "#0d4a7a"`"##);
    insta::assert_snapshot!(told("[look.light]\nheader = \"#000000\"\n"), @"vagledare.toml:2: look.light.header: is not a setting; `vagledare config default` explains all there are");
    insta::assert_snapshot!(told_of("VAGLEDARE__LOOK__LIGHT__BRAND_SOFT", "#8a8a8a"), @r#"
    VAGLEDARE__LOOK__LIGHT__BRAND_SOFT: look.light.brand_soft: look.light.on_brand_soft_ground `#0b3c63` and look.light.brand_soft `#8a8a8a` have a contrast of 3,3:1; 4,5:1 is needed
    VAGLEDARE__LOOK__LIGHT__BRAND_SOFT: look.light.brand_soft: look.light.link `#0d4a7a` and look.light.brand_soft `#8a8a8a` have a contrast of 2,6:1; 4,5:1 is needed
    VAGLEDARE__LOOK__LIGHT__BRAND_SOFT: look.light.brand_soft: look.light.brand_soft `#8a8a8a` and the chat's own ink-soft in the light look `#4a5869` have a contrast of 2,1:1; 4,5:1 is needed
    VAGLEDARE__LOOK__LIGHT__BRAND_SOFT: look.light.brand_soft: look.light.focus `#0d4a7a` and look.light.brand_soft `#8a8a8a` have a contrast of 2,6:1; 3,0:1 is needed
    "#);
}

#[test]
fn the_default_colours_are_those_of_the_styles() {
    let look = defaults().look;
    let tokens = include_str!("../web/shared/tokens.css");
    let (light, dark) = tokens.split_once("@media (prefers-color-scheme: dark)").expect("two looks");
    for (palette, tokens) in [(look.light, light), (look.dark, dark)] {
        for (name, colour) in palette.named() {
            let property = format!("--{}: {colour};", name.replace('_', "-"));
            assert!(tokens.contains(&property), "{property}");
        }
    }
}

#[test]
fn a_logo_is_a_small_png_or_svg() {
    insta::assert_snapshot!(told("[look]\nlogo = \"no-such-logo.svg\"\n"), @"vagledare.toml:2: look.logo: `no-such-logo.svg` cannot be read: No such file or directory (os error 2); it must be a PNG or SVG file of at most 64 KiB, or empty");
    let text = file("not a picture");
    let error = told_of("VAGLEDARE__LOOK__LOGO", &text.path.display().to_string());
    insta::assert_snapshot!(error.replace(&text.path.display().to_string(), "logo.png"), @"VAGLEDARE__LOOK__LOGO: look.logo: `logo.png` is neither PNG nor SVG by its content; it must be a PNG or SVG file of at most 64 KiB, or empty");
    let large = file(&"x".repeat(64 * 1024 + 1));
    let error = told_of("VAGLEDARE__LOOK__LOGO", &large.path.display().to_string());
    insta::assert_snapshot!(error.replace(&large.path.display().to_string(), "logo.png"), @"VAGLEDARE__LOOK__LOGO: look.logo: `logo.png` has more than 65536 bytes; it must be a PNG or SVG file of at most 64 KiB, or empty");
}

#[test]
fn hours_that_cannot_be_followed_are_told_as_the_rest() {
    insta::assert_snapshot!(told("[hours]\nweek = \"vardagar 8-16\"\n"), @"vagledare.toml:2: hours.week: `vardagar 8-16` is not opening hours (it does not follow the syntax of OpenStreetMap's opening_hours); write for example `Mo-Fr 08:00-16:00` or `Mo-Th 08:00-16:00; Fr 08:00-15:00`");
    insta::assert_snapshot!(told("[hours]\nclosed_eves = [\"kräftskivan\"]\n"), @r#"vagledare.toml:2: hours.closed_eves: unknown variant `kräftskivan`, expected one of `trettondagsafton`, `skärtorsdagen`, `påskafton`, `valborgsmässoafton`, `dagen före Kristi himmelsfärdsdag`, `pingstafton`, `midsommarafton`, `allhelgonaafton`, `dagen före julafton`, `julafton`, `nyårsafton`; the default is `closed_eves = ["midsommarafton", "julafton", "nyårsafton"]`"#);
    insta::assert_snapshot!(told("[[hours.exceptions]]\ndate = 2026-11-31\nhours = \"off\"\nreason = \"x\"\n"), @"vagledare.toml:2: is not TOML: invalid date, expected day between 01 and 30; a setting is written `key = value`");
    insta::assert_snapshot!(told("[[hours.exceptions]]\ndate = \"30/11\"\nhours = \"off\"\nreason = \"x\"\n"), @"vagledare.toml:1: hours.exceptions: `30/11` must be a date such as `2026-11-30`; `vagledare config default` shows how it is written");
    insta::assert_snapshot!(told("[[hours.exceptions]]\ndate = 2026-11-30\nhours = \"off\"\n"), @"vagledare.toml:1: hours.exceptions: missing field `reason`; `vagledare config default` shows how it is written");
}

#[test]
fn a_file_that_is_not_there_or_not_toml_is_told() {
    insta::assert_snapshot!(told("[server]\nlisten 127.0.0.1\n"), @"vagledare.toml:2: is not TOML: key with no value, expected `=`; a setting is written `key = value`");
    insta::assert_snapshot!(told("[server]\ndata = \"a\"\ndata = \"b\"\n"), @"vagledare.toml:3: is not TOML: duplicate key; a setting is written `key = value`");
    let error = Settings::load(Some(Path::new("no-such-file.toml")), []).expect_err("there is no such file");
    insta::assert_snapshot!(error, @"no-such-file.toml: cannot be read: No such file or directory (os error 2)");
}

#[test]
fn all_faults_are_told_at_once() {
    let file = file("[limits]\nping = 1\n[routing]\ncapacity = 99\n");
    let error = Settings::load(Some(&file.path), env(&[("VAGLEDARE__STORE__KIND", "oracle")]));
    let faults = error.expect_err("three faults").faults;
    let mut keys: Vec<_> = faults.iter().map(|fault| fault.key.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["limits.ping", "routing.capacity", "store.kind"]);
}

#[test]
fn what_is_printed_is_what_holds_and_says_where_it_came_from() {
    let file = file("[limits]\nping_s = 20\n[desk.welcome]\nsv = \"Hej!\"\n");
    let effective = Effective::load(Some(&file.path), env(&[("VAGLEDARE__DESK__PHONE", "013-12 34 56")]));
    let effective = effective.expect("sound values");
    let printed = effective.to_toml();
    let name = file.path.display();
    for part in [
        format!("\n# from {name}:2\nping_s = 20\n"),
        format!("\n[desk.welcome]\n# from {name}:4\nsv = \"Hej!\"\n"),
        "\n# from VAGLEDARE__DESK__PHONE\nphone = \"013-12 34 56\"\n".to_owned(),
        "\nsilence_s = 20\n".to_owned(),
    ] {
        assert!(printed.contains(&part), "{part} in {printed}");
    }
    let again = self::file(&printed);
    assert_eq!(Settings::load(Some(&again.path), []).expect("what was printed is sound"), effective.settings);
}
