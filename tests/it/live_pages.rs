//! The knowledge folder is alive: what editors change is answered from within two seconds, what they break is answered
//! as before, and the console says where. The real program, on the machine's own clock.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use vagledare::clock::Clock;

use crate::support::{Program, VisitorClient, Wire};

// What is promised.
const SOON: Duration = Duration::from_secs(2);
// A machine that is busy with something else; only a test that fails waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A folder with two pages and a server that answers from it.
struct Library {
    folder: TempDir,
    program: Program,
}

impl Library {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let (of_project, own) =
            (PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("knowledge"), folder.path().join("knowledge"));
        for made in ["pages", "phrases", "danger"] {
            std::fs::create_dir_all(own.join(made)).expect("created");
        }
        for words in [SWEDISH, "phrases/en.toml", "referrals.toml", "danger.toml"] {
            std::fs::copy(of_project.join(words), own.join(words)).expect("copied");
        }
        write_page(&folder, "bryggor", "Bryggan i Ljungsbro", "Bryggan är öppen i juli.");
        write_page(&folder, "isbanor", "Isbanan i Malmslätt", "Isbanan spolas varje natt.");
        let program = start(&folder);
        Self { folder, program }
    }

    fn page(&self, slug: &str) -> PathBuf {
        page(&self.folder, slug)
    }

    /// Asks until the answer is as it should be; tells how long that took.
    async fn answers(&self, question: &str, right: impl Fn(&str) -> bool) -> Duration {
        let begin = Clock::system().stopwatch();
        loop {
            let answer = self.ask(question).await;
            if right(&answer) {
                return begin.elapsed();
            }
            assert!(begin.elapsed() < PATIENCE, "after {PATIENCE:?} it is still: {answer}");
        }
    }

    /// What the assistant answers to a new visitor.
    async fn ask(&self, question: &str) -> String {
        let (address, origin) = (self.program.address, self.program.origin());
        let mut visitor = VisitorClient::new(address, &origin).await;
        visitor.say(question).await;
        let reply = visitor.entry("an answer", |it| it["author"]["kind"] == "assistant").await;
        reply["text"].as_str().expect("a text").to_owned()
    }

    /// The socket of a member of staff.
    async fn staff(&self, name: &str) -> Wire {
        let cookie = self.program.sign_in(name).await;
        let origin = self.program.origin();
        let headers = [("origin", origin.as_str()), ("cookie", cookie.as_str()), ("accept-language", "sv")];
        let mut wire = Wire::open(self.program.address, "/ws/agent", &headers).await.expect("a socket");
        wire.send(json!({"type": "hello"})).await;
        wire
    }
}

fn page(folder: &TempDir, slug: &str) -> PathBuf {
    folder.path().join("knowledge/pages").join(slug).with_extension("md")
}

fn write_page(folder: &TempDir, slug: &str, title: &str, text: &str) {
    let text = format!("+++\ntitle = \"{title}\"\nurl = \"https://k.example/{slug}\"\n+++\n{text}\n");
    std::fs::write(page(folder, slug), text).expect("written");
}

fn start(folder: &TempDir) -> Program {
    Program::start(&folder.path().join("data"), |command| {
        command.env("VAGLEDARE__KNOWLEDGE__DIR", folder.path().join("knowledge"));
        command.env("VAGLEDARE__LIMITS__NEW_CONVERSATIONS_PER_ADDRESS_PER_HOUR", "100000");
    })
}

const SWEDISH: &str = "phrases/sv.toml";
const ASKED: &str = "När är bryggan i Ljungsbro öppen?";

#[tokio::test]
async fn a_changed_page_is_answered_from_within_two_seconds_and_so_is_one_that_came_or_went() {
    let library = Library::new();
    assert!(library.ask(ASKED).await.contains("öppen i juli"));
    let mut quickest = PATIENCE;
    for month in ["augusti", "september", "november"] {
        write_page(&library.folder, "bryggor", "Bryggan i Ljungsbro", &format!("Bryggan är öppen i {month}."));
        let took = library.answers(ASKED, |answer| answer.contains(&format!("öppen i {month}"))).await;
        quickest = quickest.min(took);
    }
    assert!(quickest < SOON, "the quickest of three took {quickest:?}");

    // As editors write that keep the old file until the new one is whole.
    let beside = library.folder.path().join("beside");
    let text = std::fs::read_to_string(library.page("bryggor")).expect("read");
    std::fs::write(&beside, text.replace("november", "oktober")).expect("written");
    std::fs::rename(&beside, library.page("bryggor")).expect("renamed");
    library.answers(ASKED, |answer| answer.contains("öppen i oktober")).await;

    let came = "Hur lång är cykelbanan till Vikingstad?";
    assert!(!library.ask(came).await.contains("mil"));
    write_page(&library.folder, "cykel", "Cykelbanan till Vikingstad", "Cykelbanan till Vikingstad är två mil lång.");
    library.answers(came, |answer| answer.contains("två mil")).await;

    std::fs::remove_file(library.page("bryggor")).expect("removed");
    library.answers(ASKED, |answer| !answer.contains("öppen i oktober")).await;
}

#[tokio::test]
async fn a_page_that_breaks_answers_as_before_and_the_console_says_where_until_it_is_mended() {
    let mut library = Library::new();
    library.program.add_staff("eva", "editor");
    let mut eva = library.staff("eva").await;
    assert_eq!(problems(&eva.get("problems").await), [""; 0]);

    let text = std::fs::read_to_string(library.page("bryggor")).expect("read");
    let broken = text.replace("juli", "augusti").replace("url = ", "url ");
    std::fs::write(library.page("bryggor"), &broken).expect("written");
    write_page(&library.folder, "isbanor", "Isbanan i Malmslätt", "Isbanan spolas varje morgon.");
    let told = eva.get("problems").await;
    assert!(problems(&told)[0].contains("pages/bryggor.md:3: ") && told["total"] == 1, "{told}");
    assert!(library.ask(ASKED).await.contains("öppen i juli"));
    library.answers("När spolas isbanan i Malmslätt?", |answer| answer.contains("varje morgon")).await;

    // A power cut in between changes nothing about it.
    drop(eva);
    library.program.kill();
    library.program = start(&library.folder);
    assert!(library.ask(ASKED).await.contains("öppen i juli"));
    let mut eva = library.staff("eva").await;
    assert!(problems(&eva.get("problems").await)[0].contains("pages/bryggor.md:3: "));

    std::fs::write(library.page("bryggor"), broken.replace("url ", "url = ")).expect("written");
    assert_eq!(problems(&eva.get("problems").await), [""; 0]);
    assert!(library.ask(ASKED).await.contains("öppen i augusti"));
}

#[tokio::test]
async fn whoever_only_answers_is_not_troubled_with_pages() {
    let library = Library::new();
    library.program.add_staff("anna", "agent");
    let mut anna = library.staff("anna").await;
    // The queue is the last of what a newcomer is shown.
    anna.get("queue").await;
    assert!(anna.kept().all(|frame| frame["type"] != "problems"));
}

#[tokio::test]
async fn a_page_that_broke_while_the_server_was_down_answers_as_it_did_before() {
    let mut library = Library::new();
    library.program.kill();
    std::fs::write(library.page("bryggor"), "half a pa").expect("written");
    library.program = start(&library.folder);
    assert!(library.ask(ASKED).await.contains("öppen i juli"));
}

#[tokio::test]
async fn the_assistants_own_words_are_read_anew_too() {
    let library = Library::new();
    let file = library.folder.path().join("knowledge").join(SWEDISH);
    let words = std::fs::read_to_string(&file).expect("read");
    let thanks = words.lines().find(|line| line.starts_with("thanks = ")).expect("a phrase");
    std::fs::write(&file, words.replace(thanks, "thanks = \"Varsågod från Ljungsbro.\"")).expect("written");
    library.answers("Tack!", |answer| answer.contains("från Ljungsbro")).await;
}

#[tokio::test]
async fn an_example_of_danger_works_at_once_and_careful_advice_can_be_switched_off() {
    const NEW: &str = "kvarnhjulet glimmar rött";
    const POSSIBLE: &str = "jag är orolig för grannen, har inte sett henne på flera dagar";
    let library = Library::new();
    let (address, origin) = (library.program.address, library.program.origin());
    let says = async |text: &str| {
        let mut visitor = VisitorClient::new(address, &origin).await;
        let asked = visitor.say(text).await;
        let entry = visitor.entry("what follows", |it| it["event"] == "emergency" || it["reply_to"] == asked).await;
        let concern = visitor.kept().any(|frame| frame["event"] == "concern");
        (entry["event"] == "emergency", concern)
    };
    let until = async |text: &str, wanted: (bool, bool)| {
        let begin = Clock::system().stopwatch();
        while says(text).await != wanted {
            assert!(begin.elapsed() < PATIENCE, "{text}: not {wanted:?} after {PATIENCE:?}");
        }
        assert!(begin.elapsed() < SOON + Duration::from_secs(1), "{:?}", begin.elapsed());
    };
    assert_eq!((says(NEW).await, says(POSSIBLE).await), ((false, false), (false, true)));
    let example = format!(
        "author = \"editor\"\n[[examples]]\nlanguage = \"sv\"\nkind = \"fire\"\ntier = \"certain\"\nabout = \"other\"\ntexts = [\"{NEW}\"]\n"
    );
    std::fs::write(library.folder.path().join("knowledge/danger/own.toml"), example).expect("written");
    until(NEW, (true, false)).await;
    let file = library.folder.path().join("knowledge/danger.toml");
    let text = std::fs::read_to_string(&file).expect("read");
    std::fs::write(&file, text.replace("concern = true", "concern = false")).expect("written");
    until(POSSIBLE, (false, false)).await;
    assert_eq!(says(NEW).await, (true, false), "an alarm cannot be switched off");
}

#[tokio::test]
async fn the_index_is_built_by_a_process_of_its_own() {
    let library = Library::new();
    let built = Command::new(env!("CARGO_BIN_EXE_vagledare"))
        .args(["index", "--json", "--pages"])
        .arg(library.folder.path().join("knowledge/pages"))
        .arg("--index")
        .arg(library.folder.path().join("data/index"))
        .output()
        .expect("it runs");
    let report: Value = serde_json::from_slice(&built.stdout).expect("JSON");
    assert_eq!((&report["built"], &report["pages"]), (&json!(false), &json!(2)), "the server has had it built");
    let said = library.program.log();
    assert!(said.contains("the pages are open") && !said.contains("are indexed here"), "{said}");
}

fn problems(frame: &Value) -> Vec<String> {
    let items = frame["items"].as_array().expect("items");
    let shown = |it: &Value| format!("{}:{}: {}", it["file"].as_str().unwrap_or_default(), it["line"], it["what"]);
    items.iter().map(shown).collect()
}
