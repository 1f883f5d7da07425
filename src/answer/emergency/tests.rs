use super::super::emergency;
use super::phrases::PHRASES;
use crate::knowledge::Danger::{self, Child, Fire, Life, Poisoning, Suicide, Violence};
use crate::language;

/// What people in danger write.
const ALARMS: &[(Danger, &[&str])] = &[
    (
        Life,
        &[
            "min man andas inte!!",
            "hon andas inte längre",
            "mamma har slutat andas",
            "han får ingen luft",
            "farmor är medvetslös",
            "farmor e medvetslos på golvet",
            "en gubbe ligger medvetslös på bussen",
            "grannen vaknar inte",
            "pappa har ont i bröstet och mår illa",
            "jag har tryck över bröstet",
            "det blöder jättemycket från benet",
            "hon slutar inte blöda",
            "min son har satt en korv i halsen",
            "behöver ambulans nu",
            "skicka en ambulans till Ryd",
            "det har hänt en bilolycka på E4",
            "tror farfar har fått en stroke",
            "en pojke håller på att drunkna i Kinda kanal",
            "mormor har ramlat och kommer inte upp",
            "hon krampar",
            "det luktar gas i trapphuset",
            "my dad is not breathing",
            "she can't breathe",
            "he is unconscious",
            "my husband has chest pains",
            "I think he is having a heart attack",
            "please send an ambulance",
            "he won't wake up",
            "there has been an accident and he is badly hurt",
        ],
    ),
    (
        Suicide,
        &[
            "jag vill dö",
            "vill inte leva längre",
            "jag orkar inte leva mer",
            "ORKAR INTE LEVA",
            "jag tänker på sjelvmord",
            "jag har självmordstankar",
            "min kompis pratar om sjävmord",
            "jag ska ta livet av mig",
            "hon säger att hon ska ta sitt liv",
            "jag vill avsluta mitt liv",
            "det vore bättre om jag var död",
            "jag tänker hoppa framför tåget",
            "jag ska hänga mig",
            "det finns ingen mening med livet",
            "I want to die",
            "i want to kill my self",
            "I don't want to live anymore",
            "I am suicidal",
            "thinking about ending my life",
        ],
    ),
    (
        Violence,
        &[
            "min man slår mig",
            "min sambo slog mig igår och nu är han här",
            "mitt ex hotar att döda mig",
            "han hotar mig med kniv",
            "jag blir misshandlad hemma",
            "jag har blivit våldtagen",
            "nån bryter sig in hos mig",
            "grannen har en pistol",
            "skottlossning i Skäggetorp",
            "jag ska döda er allihop",
            "my husband hits me",
            "my boyfriend is beating me",
            "he threatens to kill me",
            "someone is breaking in",
            "he has a knife",
        ],
    ),
    (
        Child,
        &[
            "pappa slår mig",
            "min mamma slår mej när hon är full",
            "grannen slår sina barn",
            "ett barn är i fara",
            "min dotter är försvunnen",
            "barnet har blivit kidnappat",
            "nån tafsar på mitt barn",
            "my dad hits me",
            "my daughter is missing",
            "she is beating her child",
        ],
    ),
    (
        Poisoning,
        &[
            "min son har druckit tändvätska",
            "bebisen svalde ett batteri",
            "hon har ätit giftig svamp",
            "har tagit massa alvedon",
            "jag tog för många tabeletter",
            "hon har tagit en överdos",
            "jag tror hunden och barnet är förgiftade",
            "biten av en huggorm",
            "my child drank bleach",
            "I took too many pills",
            "carbon monoxide alarm goes off",
        ],
    ),
    (
        Fire,
        &[
            "det brinner!",
            "det brinner i köket",
            "huset brinner",
            "grannens lägenhet brinner",
            "det har börjat brinna i soprummet",
            "bilen har fattat eld",
            "my house is on fire",
            "there is a fire in the kitchen",
        ],
    ),
];

/// What people ask who are in no danger, though the words come near.
const CALM: &[&str] = &[
    "Vi har tagit för många lån",
    "Is a fire safety check the same as chimney sweeping?",
    "Får jag elda löv när det inte brinner i markerna?",
    "När är det eldningsförbud?",
    "Får jag grilla på balkongen?",
    "Gatlampan utanför huset brinner inte",
    "brinner det för länge i kaminen kostar sotningen mer?",
    "Hur anmäler jag att jag ska sätta in en kamin?",
    "Vart ringer jag om ett barn far illa?",
    "Vad händer efter en orosanmälan?",
    "Vart vänder jag mig om våld i en nära relation?",
    "Finns det kurser i att förebygga självmord?",
    "Var lämnar jag batterier och farligt avfall?",
    "Vart lämnar man gift och färg?",
    "Hur blir man av med råttgift?",
    "Vad kostar trygghetslarm?",
    "Min mamma har haft en stroke, kan hon få hemtjänst?",
    "Min pappa hade en hjärtinfarkt förra året, kan han få färdtjänst?",
    "Var finns det hjärtstartare?",
    "Betalar kommunen för ambulans?",
    "Jag vill inte leva på försörjningsstöd",
    "I don't want to live in Linköping anymore, how do I cancel my place?",
    "Jag vill inte bo kvar på boendet",
    "Jag orkar inte mer med snön, när plogar ni?",
    "det slog mig att jag glömt skicka in blanketten",
    "Hyresvärden hotar mig med vräkning, vad gör jag?",
    "Tar man livet av skator i parken?",
    "Får jag skjuta fyrverkerier på nyår?",
    "Var kan jag pumpa luft i cykeldäcken?",
    "Vad gäller i frågor som rör barn?",
    "Jag hittar inte schemat för min son",
    "Jag hittar inte förskolan i kön för min dotter",
    "mitt barns cykel är försvunnen",
    "min cykel är borta",
    "Kan man kasta sopor framför huset?",
    "Trädet på gården håller på att dö",
    "Hur anmäler jag matförgiftning på en restaurang?",
    "Slår kommunen gräset på ängen?",
    "Hur mycket tabletter får hemtjänsten ge?",
    "Vem hjälper min mor med medicinen?",
    "Kan barn vara ensamma hemma på fritids?",
    "Vilken simhall har kurser så att barn inte drunknar, simskola?",
    "Hur överklagar jag ett beslut?",
    "Jag är missnöjd med att ni bryter er in i vardagen",
    "Vad gör Sociala jouren?",
    "Vad är numret till 112 och 1177?",
    "How do I apply for a place?",
    "Is there a fire ban today?",
    "Can I have a fire in my garden?",
    "what should I have at home in a crisis",
    "My rent is killing my budget, can I get support?",
    "When does the desk close for the summer?",
];

fn alarms() -> impl Iterator<Item = (Danger, &'static str)> {
    ALARMS.iter().flat_map(|(danger, messages)| messages.iter().map(|message| (*danger, *message)))
}

fn tells_of(danger: Danger, message: &str) -> bool {
    emergency(message).is_some_and(|emergency| emergency.dangers.contains(&danger))
}

#[test]
fn danger_is_recognised_in_both_languages() {
    let missed: Vec<_> = alarms().filter(|(danger, message)| !tells_of(*danger, message)).collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn danger_is_recognised_without_dots_and_in_capitals() {
    let written =
        |message: &str| [language::fold(message), message.to_uppercase(), format!("Hej! {message} Snälla svara.")];
    let variants = alarms().flat_map(|(danger, message)| written(message).map(|variant| (danger, variant)));
    let missed: Vec<_> = variants.filter(|(danger, variant)| !tells_of(*danger, variant)).collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn ordinary_questions_are_no_emergencies() {
    let alarmed: Vec<_> = CALM.iter().filter(|question| emergency(question).is_some()).collect();
    assert!(alarmed.is_empty(), "{alarmed:#?}");
}

#[test]
fn every_phrase_is_found_when_it_is_written() {
    for (dangers, phrases) in PHRASES {
        for phrase in *phrases {
            let message: Vec<&str> = phrase
                .split(' ')
                .filter(|part| *part != ".." && !part.starts_with(['!', '-']))
                .map(|part| part.split('|').next().expect("one alternative at least").trim_matches(['~', '*']))
                .map(|word| {
                    super::phrases::SETS.iter().find(|(set, _)| word == format!("@{set}")).map_or(word, |(_, words)| {
                        words.split(' ').next().expect("a set has words").trim_end_matches('*')
                    })
                })
                .collect();
            let message = message.join(" ");
            assert!(dangers.iter().all(|danger| tells_of(*danger, &message)), "{phrase}: {message}");
        }
    }
}

#[test]
fn a_kind_survives_being_stored() {
    let found = emergency("Mitt barn har druckit klorin och det brinner").expect("two dangers");
    assert_eq!(found.dangers, [Poisoning, Fire]);
    assert_eq!(super::Emergency::from_tags(&found.tags()), found);
}

proptest::proptest! {
    #[test]
    fn no_message_breaks_the_search_for_danger(message in "\\PC{0,200}") {
        let _ = emergency(&message);
    }
}
