//! What is danger whatever the weights say. The notation is explained in [`pattern`](crate::language::pattern).
//!
//! A phrase stands here when it fits at least two examples of certain danger and not one ordinary text of `knowledge/danger`
//! ([a test](super::tests) holds it to that): so the list cannot grow with somebody's questions. Swedish phrases are not
//! looked for in English texts, nor English ones in others: *hit* is no blow in a Swedish sentence.

use danger::Kind::{self, Child, Fire, Life, Poisoning, Suicide, Violence};

/// Kinds of danger and the phrases that tell of them.
pub(super) type Phrase = (&'static [Kind], &'static [&'static str]);

/// Words that phrases share, named with `@`.
pub(super) const SETS: &[(&str, &str)] = &[
    ("kill", "döda dödar mörda mördar skjuta knivhugga ihjäl"),
    (
        "home",
        "huset hus lägenheten lägenhet köket kök villan villa taket bilen balkongen skogen garaget hemma spisen spis trapphuset källaren källare vinden rummet sovrummet vardagsrummet byggnaden skolan ladan ladugården stugan grannen grannens granne hallen tvättstugan",
    ),
    ("parent", "pappa farsan pappan mamma morsan mamman styvpappa styvpappan plastpappa plastpappan styvfar"),
    (
        "hurt",
        "slår slåss slog slagit slagits misshandlar misshandlade misshandlat sparkar sparkade sparkat stryper ströp strypt strypte hugger högg huggit",
    ),
    ("many", "massa massor många mkt mycket hel hela burk burken karta kartor flera överdos"),
    ("house", "house home flat apartment kitchen building car garage room roof bedroom balcony stairwell basement"),
    ("pills", "tablett* tablet* tabelett* piller pillren sömntablett* medicin* alvedon* panodil ipren* värktablett*"),
];

/// In Swedish.
pub(super) const SWEDISH: &[Phrase] = &[
    (
        &[Life],
        &[
            "andas|andades|andats|andningen .. inte|int|ej|knappt|icke|aldrig",
            "inte|int|ej|knappt|icke .. andas|andats",
            "inte|int|knappt|ej .. luft !i -däck*|cykel*|ventilation*|pump*|värme*",
            "får|fick ingen luft",
            "~medvetslös -kurs*|utbildning*",
            "avsvimmad|livlös|livlöst",
            "vaknar|vakna inte|int|ej",
            "går .. inte .. väcka",
            "ansiktet|mungipan hänger",
            "blöder .. mycket|kraftigt|massor|massa|ihjäl|jättemycket|mkt|ymnigt|kraftig|hejdlöst|huvudet|magen",
            "slutar|sluta inte|int blöda|blöder",
            "krampar|krampanfall",
        ],
    ),
    (&[Fire, Life], &["luktar|lukta .. gas"]),
    (
        &[Suicide],
        &[
            "vill|vil|ville|önskar dö",
            "vill|vil|orkar|orka|kan|ville inte|int|ej|icke|inge .. leva|lever !på|i|med|ihop|tillsammans|här|bredvid|nära|så|utan|som",
            "trött på livet !i|på",
            "hoppa|hoppar framför",
            "ta livet av mig|mej",
            "skära|skär|skadar|skada mig|mej !på|i|om -kniv*|fing*",
        ],
    ),
    (
        &[Violence],
        &[
            "slår mig|mej|oss -schack*|spel*|tennis*|rekord*|tävl*",
            "hotar|hotat|hotade|hot .. @kill",
            "hotar|hotat|hotade .. kniv*|vapen|pistol*|yxa|slå|stryk",
            "knivhugg*|knivskur*|knivhot*|knivdåd",
            "skottlossning|skottlossningen|skjutning|skjutningen -utred*|statistik|fyrverkeri*",
            "bryter|bröt|försöker .. sig in !i|på -kurs*|jobb|bransch*|app*",
        ],
    ),
    (&[Child, Violence], &["@parent .. @hurt mig|mej|oss|barnen|barnet|min|syskon* !att|som"]),
    (&[Poisoning], &["tagit|tog|svalt|ätit|åt|tar|svalde|took|taken|swallowed|ate .. @many .. @pills"]),
    (
        &[Fire],
        &[
            "@home .. brinner|brinn -inte|kamin*|brasa*|ljus*|lamp*|lyse*|får",
            "tagit|tar|fattat|fattade eld",
            "det brinner i|hemma|hos -knut*|budget*|kamin*|brasa*|eldstad*|grill*|lyse*|ljus*|lamp*|läxa*|övning*",
        ],
    ),
];

/// In English.
pub(super) const ENGLISH: &[Phrase] = &[
    (
        &[Life],
        &[
            "not|isnt|cant|cannot|hardly|barely|stopped|stoped|difficulty|trouble|struggling .. breathe|breathing|breath",
            "passed out|collapsed !in|building",
            "wont|not|cant|isnt|doesnt wake|waking",
            "bleeding .. lot|heavily|badly|profusely|death|much|stop|everywhere|head",
        ],
    ),
    (&[Fire, Life], &["smell|smells|smelling .. gas"]),
    (&[Suicide], &["want|wants|wanna|wanted .. die !in|at|of", "kill|killing myself !laughing"]),
    (&[Violence], &["raped|stabbed|gunshot|gunshots|strangled -data|history", "has a knife|gun !license|permit|shop"]),
    (&[Fire], &["@house .. on fire -drill|insurance|exercise"]),
];
