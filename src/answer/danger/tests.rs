use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveDateTime};
use danger::{About, Example, Kind, Noticed, Own, Tells, Tier, Tongue};

use super::phrases::{ENGLISH, Phrase, SETS, SWEDISH};
use super::{Telling, alarm_text, concern_text, notice, notice_more, patterns, phrased};
use crate::knowledge::{DangerWords, OwnWords};
use crate::language::Language;

static FILES: include_dir::Dir<'_> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/knowledge/danger");

/// The examples beside the program.
static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| {
    let files = FILES.files().filter(|file| file.path().extension().is_some_and(|ending| ending == "toml"));
    files.flat_map(|file| danger::read(file.contents_utf8().expect("a text")).expect("a good file")).collect()
});

fn examples() -> impl Iterator<Item = &'static Example> {
    EXAMPLES.iter()
}

fn built_in() -> DangerWords {
    DangerWords::built_in()
}

fn tier(text: &str) -> Option<Tier> {
    notice(text, &[], &built_in()).map(|it| it.tier)
}

#[test]
fn the_weights_were_made_from_the_examples_beside_them() {
    let all: Vec<Example> = EXAMPLES.clone();
    assert_eq!(
        danger::built_in().made_from(),
        &danger::hash_of(&all),
        "knowledge/danger has changed: cargo run --release -p danger -- --model FILE"
    );
}

#[test]
fn there_are_enough_examples_of_enough_voices_and_no_two_of_a_voice_are_nearly_the_same() {
    let mut voices: Vec<&str> = examples().map(|it| it.author.as_str()).collect();
    voices.sort_unstable();
    voices.dedup();
    assert!(EXAMPLES.len() >= 2000 && voices.len() >= 8, "{} of {}", EXAMPLES.len(), voices.len());
    let ordinary = examples().filter(|it| it.tells.is_none()).count();
    assert!(3 * ordinary >= EXAMPLES.len(), "{ordinary}");
    for tongue in Tongue::ALL {
        let count = examples().filter(|it| it.tongue == tongue).count();
        assert!(count >= 60, "{tongue:?}: {count}");
    }
    for voice in voices {
        let texts: Vec<(&str, Vec<String>)> = examples()
            .filter(|it| it.author == voice)
            .map(|it| {
                let lower = it.text.to_lowercase();
                let words = lower.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
                let mut words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_owned).collect();
                words.sort();
                words.dedup();
                (it.text.as_str(), words)
            })
            .collect();
        for (at, (one, words)) in texts.iter().enumerate() {
            for (other, others) in &texts[..at] {
                let shared = words.iter().filter(|word| others.binary_search(word).is_ok()).count();
                let shorter = words.len().min(others.len());
                assert!(shorter < 3 || 10 * shared <= 6 * shorter, "{voice}: {one} | {other}");
            }
        }
    }
}

#[test]
fn a_phrase_fits_certain_danger_and_no_ordinary_text() {
    for (phrases, is_english) in [(SWEDISH, false), (ENGLISH, true)] {
        for (kinds, written) in phrases {
            for phrase in *written {
                let one: [Phrase; 1] = [(kinds, std::slice::from_ref(phrase))];
                let pattern = patterns(Box::leak(Box::new(one)));
                let fits =
                    |example: &&Example| pattern.find(&example.text) != crate::language::pattern::Groups::default();
                let language = if is_english { Tongue::En } else { Tongue::Sv };
                let of_language = || examples().filter(move |it| it.tongue == language);
                let wrong: Vec<_> = of_language().filter(|it| it.tells.is_none()).filter(fits).collect();
                assert!(wrong.is_empty(), "{phrase}: {wrong:#?}");
                let certain = |it: &&Example| it.tells.is_some_and(|tells| tells.tier == Tier::Alarm);
                assert!(
                    of_language().filter(certain).filter(fits).count() >= 2,
                    "{phrase} fits too little to stand here"
                );
            }
        }
    }
    assert!(SETS.iter().all(|(name, _)| {
        [SWEDISH, ENGLISH].concat().iter().any(|(_, phrases)| phrases.iter().any(|it| it.contains(&format!("@{name}"))))
    }));
}

#[test]
fn a_word_of_one_language_is_not_read_as_one_of_another() {
    assert_eq!(tier("vi ska flytta hit med barnen, hur söker vi skola"), None);
    assert_eq!(tier("åt pappa, han är gift"), None);
    assert_eq!(tier("min bror är på US, hur hittar jag dit"), None);
    assert_eq!(phrased("han vaknar inte", Tongue::En), []);
    assert_eq!(phrased("he is not breathing", Tongue::Sv), []);
    assert_eq!(phrased("he is not breathing", Tongue::En), [Kind::Life]);
}

#[test]
fn a_number_a_course_and_a_title_are_no_danger() {
    for text in [
        "det kostar 112 kronor",
        "ärende 1120-25",
        "buss 112 till US",
        "vad är numret till 112 och 1177",
        "kurs i hjärt och lungräddning",
        "vilken tid går boken Män som hatar kvinnor att låna",
        "jag brinner för miljön",
    ] {
        assert_eq!(tier(text), None, "{text}");
    }
}

#[test]
fn a_message_counts_with_the_two_before_it_when_it_adds_to_them() {
    let tells = Tells { tier: Tier::Alarm, kind: Kind::Fire, about: About::Other };
    let text = "kvarnhjulet glimmar rött".into();
    let own = Own::new(&[Example { text, tongue: Tongue::Sv, author: "x".into(), tells: Some(tells) }]);
    let words = DangerWords { own, ..built_in() };
    let together = |before: &[&str], text: &str| notice(text, before, &words).map(|it| it.tier);
    assert_eq!(together(&[], "kvarnhjulet"), None);
    assert_eq!(together(&["kvarnhjulet"], "glimmar rött"), Some(Tier::Alarm));
    assert_eq!(together(&["kvarnhjulet", "glimmar"], "rött"), Some(Tier::Alarm));
    assert_eq!(together(&["kvarnhjulet glimmar rött"], "Linköping"), None, "what was told before is not told again");
    assert_eq!(together(&["jag har tagit alla"], "tabletterna, hela burken"), Some(Tier::Alarm));
    assert_eq!(together(&["hej", "jag vill fråga om förskola"], "när öppnar kön"), None);
}

#[test]
fn an_example_that_is_newer_than_the_weights_works_as_a_pattern_and_an_ordinary_one_silences_them() {
    let example = |text: &str, tells| Example { text: text.into(), tongue: Tongue::Sv, author: "x".into(), tells };
    let tells = Tells { tier: Tier::Alarm, kind: Kind::Fire, about: About::Other };
    let loud = examples().find(|it| {
        it.tongue == Tongue::Sv && tier(&it.text) == Some(Tier::Concern) && phrased(&it.text, it.tongue).is_empty()
    });
    let loud = loud.expect("a text that only the weights know");
    let own = Own::new(&[example("kvarnhjulet glimmar rött", Some(tells)), example(&loud.text, None)]);
    let words = DangerWords { own, ..built_in() };
    let noticed = notice("kom, kvarnhjulet glimmar rött!", &[], &words).expect("noticed");
    assert_eq!((noticed.tier, noticed.kinds[0]), (Tier::Alarm, Kind::Fire));
    assert_eq!(tier("kom, kvarnhjulet glimmar rött!"), None);
    assert_eq!(notice(&loud.text, &[], &words), None);
}

#[test]
fn what_an_example_says_in_few_words_is_judged_as_it_says() {
    let words = built_in();
    let short = examples().filter(|it| danger::words(&it.text).len() <= 6);
    let (mut dangers, mut ordinary) = (HashMap::new(), Vec::new());
    for example in short {
        let told = danger::words(&example.text).join(" ");
        match example.tells {
            Some(tells) => {
                let most: &mut Tier = dangers.entry(told).or_insert(tells.tier);
                *most = tells.tier.max(*most);
            }
            None => ordinary.push((told, example.text.as_str())),
        }
    }
    assert!(dangers.len() > 500 && ordinary.len() > 500);
    for (told, tier) in &dangers {
        assert!(notice(told, &[], &words).map(|it| it.tier) >= Some(*tier), "{told}");
    }
    for (_, text) in ordinary.iter().filter(|(told, _)| !dangers.contains_key(told)) {
        let phrased = [Tongue::Sv, Tongue::En].iter().any(|tongue| !phrased(text, *tongue).is_empty());
        assert!(phrased || notice(text, &[], &words).is_none(), "{text}");
    }
}

#[test]
fn advice_can_be_switched_off_and_an_alarm_cannot() {
    let mut words = built_in();
    words.file.concern = false;
    let concern = examples().find(|it| tier(&it.text) == Some(Tier::Concern)).expect("a concern");
    assert_eq!(notice(&concern.text, &[], &words), None);
    assert_eq!(notice("hon andas inte", &[], &words).map(|it| it.tier), Some(Tier::Alarm));
}

#[test]
fn a_vector_only_adds() {
    let words = built_in();
    let nothing = [0.0; 384];
    assert_eq!(notice_more("hon andas inte", &nothing, Some(Tier::Alarm), &words), None);
    for example in examples().take(300) {
        let found = tier(&example.text);
        let more = notice_more(&example.text, &nothing, found, &words).map(|it| it.tier);
        assert!(more.is_none() || more > found, "{}", example.text);
    }
}

fn telling<'a>(noticed: &'a Noticed, words: &'a OwnWords, language: Language, hour: u32) -> Telling<'a> {
    let at: Option<NaiveDateTime> = NaiveDate::from_ymd_opt(2026, 3, 4).and_then(|day| day.and_hms_opt(hour, 0, 0));
    let Noticed { kinds, about, tongue, .. } = noticed;
    Telling { kinds, about: *about, tongue: *tongue, language, at: at.expect("a time"), words }
}

#[test]
fn what_is_said_fits_who_asks() {
    let words = OwnWords::built_in();
    let said = |kind, about, tongue, hour| {
        let noticed = Noticed { tier: Tier::Alarm, kinds: vec![kind], about, tongue };
        let told = telling(&noticed, &words, Language::Sv, hour);
        (alarm_text(&told), concern_text(&told))
    };
    let (alarm, concern) = said(Kind::Child, About::AsChild, Tongue::Sv, 22);
    assert!(
        alarm.starts_with("Är du i fara just nu?") && alarm.contains("– 116 111, Bris") && concern.contains("116 111")
    );
    // The name of 1177 is its number, which is said once.
    let (alarm, concern) = said(Kind::Poisoning, About::Oneself, Tongue::Sv, 22);
    assert!(alarm.contains("\n– 1177: råd") && !alarm.contains("1177, 1177"), "{alarm}");
    assert!(!concern.contains("1177, 1177"), "{concern}");
    let (_, concern) = said(Kind::Life, About::Other, Tongue::Sv, 22);
    assert!(concern.contains("Ring 1177. Är det bråttom"), "{concern}");
    let (alarm, _) = said(Kind::Child, About::Child, Tongue::Sv, 22);
    assert!(alarm.contains("orosanmälan") && !alarm.contains("Bris") && alarm.contains("013-20 75 26"), "{alarm}");
    let (alarm, concern) = said(Kind::Violence, About::Causing, Tongue::Sv, 10);
    assert!(alarm.contains("hjälp för dig") && alarm.contains("020-555 666") && concern.contains("020-555 666"));
    let (alarm, concern) = said(Kind::Suicide, About::Oneself, Tongue::Ar, 3);
    assert!(alarm.starts_with("هل") && alarm.contains("90101"), "{alarm}");
    assert!(concern.lines().count() == 2 && concern.lines().all(|line| line.contains("90101") && line.contains("112")));
    let (_, concern) = said(Kind::Life, About::Other, Tongue::Sv, 3);
    assert_eq!(concern.lines().count(), 1);
    assert!(alarm.contains("sms till 112"), "those who cannot speak");
}

#[test]
fn four_thousand_characters_take_no_time_and_danger_in_the_middle_of_them_is_seen() {
    let ordinary = "Vi undrar över kön till förskolan och vad som gäller för syskon nästa termin. ";
    let mut long = ordinary.repeat(25);
    long.push_str("Min man andas inte, han ligger livlös på golvet i köket, hjälp oss. ");
    long.push_str(&ordinary.repeat(25));
    assert!(long.chars().count() > 3900);
    assert_eq!(tier(&long), Some(Tier::Alarm));
    assert_eq!(tier(&ordinary.repeat(50)), None);
}

proptest::proptest! {
    #[test]
    fn no_message_breaks_the_search_for_danger(message in "\\PC{0,200}", before in "\\PC{0,60}") {
        let _ = notice(&message, &[&before], &built_in());
    }
}
