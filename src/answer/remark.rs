//! What people say about the talk itself: that a question will come, that they want a person, that the answer was wrong.
//!
//! The pages hold all of these words, and would answer "Jag har en fråga" with some page that tells one to ask.

use std::sync::LazyLock;

use super::courtesy::{Courtesy, GREETINGS};
use crate::language;

/// Remarks: the kind, lists of words of which a message has one each, and words that may
/// stand beside them. Whatever names a matter besides is a question to the pages.
const REMARKS: &[(Courtesy, &[&str], &str)] = &[
    (
        Courtesy::WantsPerson,
        &[
            "människa människor person personal kundtjänst vägledare samhällsvägledare någon nån human person someone somebody agent \
             anybody anyone",
            "prata tala snacka chatta skriva kontakt koppla kopplas bli här där speak talk chat connect here there",
        ],
        "jag vill kan kunde får få behöver skulle vilja gärna hellre i med en ett den mig mej riktig vanlig levande tack hos er \
         istället stället är finns det till kontakt linköping inte robot komma vi snälla nu kommunen is a an i to want would \
         like can may real with please of could me a need",
    ),
    (
        Courtesy::NotThat,
        &["förstår förstod fattar fattade fel menar menade frågade förklara understand wrong mean meant asked explain"],
        "jag inte ej det du ni här där detta den på min fråga frågan svar svaret svarar svarade var är vad va nej nä om kan \
         kunde igen gärna ju mig mej alls ett helt i dont do not that this is was what you it my question no answer did didnt \
         doesnt help can please the",
    ),
    (
        Courtesy::NotThat,
        &["stämmer hjälpte hjälper help helped helpful", "inte ej inget not didnt doesnt"],
        "det den här där svaret mig mej ju alls nej jag tyvärr it that this the answer was is no me did does",
    ),
    (
        Courtesy::Greeting,
        &["vad what", "kan can", "svara svarar hjälpa fråga answer help ask"],
        "du jag ni man med om på till mig här you i me with about here",
    ),
    (Courtesy::CallForHelp, &["hjälp hjälpa help"], UNSAID),
    (
        Courtesy::Announcement,
        &["fråga frågor frågan undrar undra funderar fundering question questions ask wonder wondering"],
        UNSAID,
    ),
    (Courtesy::Announcement, &["ja jo japp jaha mm nej nä nja yes yeah no nope"], ""),
];

/// What says nothing of the question that comes, and of the help that is needed.
const UNSAID: &str = "a an annan another bara behöver behöva can could du en ett er fler for från få får för get har have i jag just kan \
                      kort kunde like lite liten may me med mej mig mer more need ni ny något någon några nån nåt om one over på \
                      please quick sak saker skulle snabb snälla some somebody someone something ställa tänkte till to vi vill vilja \
                      want would you över fråga frågor question questions ask undrar hjälp help";

/// A question that has not come yet, when nothing was said before that it could go on from: "När då?"
const GOES_ON: &str = "var vart när hur varför vem vad vilken vilket mer berätta då om kan du det detta och more where when how why who \
                       what which then tell me";

/// One of [`REMARKS`], folded.
struct Remark {
    kind: Courtesy,
    says: Vec<Vec<String>>,
    beside: Vec<String>,
}

static FOLDED: LazyLock<Vec<Remark>> = LazyLock::new(|| {
    let remark = |(kind, says, beside): &(Courtesy, &[&str], &str)| Remark {
        kind: *kind,
        says: says.iter().map(|list| words(list)).collect(),
        beside: words(beside),
    };
    REMARKS.iter().map(remark).collect()
});

/// [`GOES_ON`], folded.
static ALONE: LazyLock<Vec<String>> = LazyLock::new(|| words(GOES_ON));

fn words(written: &str) -> Vec<String> {
    language::fold(written).split(' ').map(str::to_owned).collect()
}

fn among(list: &[String], word: &str) -> bool {
    list.iter().any(|it| it == word)
}

impl Remark {
    fn fits(&self, words: &[&str]) -> bool {
        let says = |list: &Vec<String>| words.iter().any(|word| among(list, word));
        let known = |word: &&str| {
            GREETINGS.contains(word) || among(&self.beside, word) || self.says.iter().any(|list| among(list, word))
        };
        self.says.iter().all(says) && words.iter().all(known)
    }
}

/// What a message says of the talk itself, in folded words. `is_first` when nothing was asked before it.
pub(super) fn remark(words: &[&str], is_first: bool) -> Option<Courtesy> {
    if words.is_empty() {
        return None;
    }
    let said = FOLDED.iter().find(|remark| remark.fits(words)).map(|remark| remark.kind);
    let waits = is_first && words.iter().all(|word| among(&ALONE, word));
    said.or(waits.then_some(Courtesy::Announcement))
}
