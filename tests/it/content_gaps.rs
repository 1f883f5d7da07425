//! Content gaps: every question that found no answer, and every "no, it did not help", until an editor has seen to it.

use std::process::Command;

use chrono::Duration;
use serde_json::{Value, json};
use vagledare::access::Role;
use vagledare::jobs::disposal::next_run;

use crate::support::{Answer, MONDAY_NIGHT, TestDesk, VisitorClient, moment};

const NO_ANSWER: &str = "Hur stämmer man ett gammalt dragspel?";
const SAME_AGAIN: &str = "Hur stämmer man dragspel?";
const GUESSED: &str = "Vem bestämmer över skolan?";
const ANSWERED: &str = "Vilka vänorter har Linköping?";

/// A member of staff who asks over HTTP.
struct Staff<'a> {
    desk: &'a TestDesk,
    cookie: String,
}

impl<'a> Staff<'a> {
    async fn new(desk: &'a TestDesk, name: &str, roles: &[Role]) -> Self {
        desk.add_staff(name, name, roles).await;
        Self { desk, cookie: desk.sign_in(name).await }
    }

    async fn editor(desk: &'a TestDesk) -> Self {
        Self::new(desk, "eva", &[Role::Editor]).await
    }

    async fn get(&self, path: &str) -> Answer {
        let headers = [("cookie", self.cookie.as_str())];
        self.desk.http().ask("GET", path, &headers, "").await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_from(self.desk.origin(), path, body).await
    }

    async fn post_from(&self, origin: &str, path: &str, body: &Value) -> Answer {
        let headers = [("cookie", self.cookie.as_str()), ("origin", origin), ("content-type", "application/json")];
        self.desk.http().ask("POST", path, &headers, &body.to_string()).await
    }

    async fn gaps(&self) -> Vec<Value> {
        let answer = self.get("/api/gaps").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["items"].as_array().expect("a list").clone()
    }
}

/// A visitor who asks and has the assistant's reply; gives its number.
async fn asks(desk: &TestDesk, question: &str) -> (VisitorClient, u64) {
    let mut visitor = desk.visitor().await;
    let seq = ask_again(&mut visitor, question).await;
    (visitor, seq)
}

async fn ask_again(visitor: &mut VisitorClient, question: &str) -> u64 {
    let asked = visitor.say(question).await;
    let reply = visitor.entry("a reply", |it| it["reply_to"] == asked).await;
    reply["seq"].as_u64().expect("a number")
}

async fn rates(visitor: &mut VisitorClient, id: &str, seq: u64, helpful: bool) -> Value {
    visitor.send(json!({"type": "rate", "id": id, "seq": seq, "helpful": helpful})).await;
    visitor.until("an answer", |it| it["id"] == id).await
}

fn names(gaps: &[Value]) -> Vec<(&str, u64, u64)> {
    let one =
        |gap: &'_ Value| (gap["abstentions"].as_u64().expect("a count"), gap["not_helped"].as_u64().expect("a count"));
    gaps.iter().map(|gap| (gap["name"].as_str().expect("a name"), one(gap).0, one(gap).1)).collect()
}

#[tokio::test]
async fn an_abstention_is_a_gap_and_so_is_a_no_and_nothing_else_is() {
    let desk = TestDesk::closed().await;
    let eva = Staff::editor(&desk).await;
    assert_eq!(eva.gaps().await, Vec::<Value>::new());
    asks(&desk, NO_ANSWER).await;
    asks(&desk, SAME_AGAIN).await;
    let (mut visitor, answer) = asks(&desk, ANSWERED).await;
    for no_gap in ["Hej!", "Hur går det för mitt ärende?", "När får jag tillbaka på skatten?", "Ni är idioter", "???"]
    {
        ask_again(&mut visitor, no_gap).await;
    }
    let (mut in_danger, _) = asks(&desk, NO_ANSWER).await;
    in_danger.say("hjälp, det brinner hemma hos mig").await;
    in_danger.event("emergency").await;
    assert_eq!(names(&eva.gaps().await), [(NO_ANSWER, 3, 0)]);

    assert_eq!(rates(&mut visitor, "no", answer, false).await["type"], "ack");
    let gaps = eva.gaps().await;
    assert_eq!(names(&gaps), [(NO_ANSWER, 3, 0), (ANSWERED, 0, 1)]);
    assert_eq!((&gaps[0]["samples"][0]["text"], &gaps[0]["page"]), (&json!(SAME_AGAIN), &Value::Null));
    assert!(gaps[1]["page"]["url"].as_str().expect("an address").contains("vanorter"), "the page that did not help");
    assert_eq!(gaps[1]["languages"], json!(["sv"]));
}

#[tokio::test]
async fn what_is_guessed_is_a_gap() {
    let desk = TestDesk::closed().await;
    let eva = Staff::editor(&desk).await;
    let mut visitor = desk.visitor().await;
    let asked = visitor.say(GUESSED).await;
    let reply = visitor.entry("a reply", |it| it["reply_to"] == asked).await;
    assert_eq!(reply["reply"], "clarify", "{reply}");
    let (text, quotes) = (reply["text"].as_str().expect("a text"), reply["quotes"].as_array().expect("quotes"));
    assert!(!quotes.is_empty());
    for quote in quotes {
        let source = &reply["sources"][usize::try_from(quote["source"].as_u64().expect("a number")).expect("small")];
        assert!(text.contains(quote["text"].as_str().expect("words")), "{quote}");
        assert!(quote["of"] == source["section"] || quote["of"] == source["title"], "{quote} {source}");
    }
    assert_eq!(names(&eva.gaps().await), [(GUESSED, 1, 0)]);
}

#[tokio::test]
async fn what_a_visitor_says_of_an_answer_counts_once_may_change_and_survives_a_reload() {
    let mut desk = TestDesk::closed().await;
    let (mut visitor, answer) = asks(&desk, ANSWERED).await;
    let mut tab = visitor.again(0).await;
    for _ in 0..2 {
        assert_eq!(rates(&mut visitor, "first", answer, false).await["seq"], Value::Null);
    }
    assert_eq!(tab.get("helped").await, json!({"type": "helped", "seq": answer, "helpful": false}));
    assert_eq!(rates(&mut visitor, "second", answer, true).await["type"], "ack");
    // The first one again, because its acknowledgement was lost on the way: what counts is still the second.
    assert_eq!(rates(&mut visitor, "first", answer, false).await["type"], "ack");
    assert_eq!(names(&Staff::editor(&desk).await.gaps().await), []);

    desk.restart().await;
    let hello = json!({"type": "hello", "key": visitor.key(), "last_seq": answer, "language": "sv"});
    let mut again = VisitorClient::hello(desk.address(), desk.origin(), hello).await;
    assert_eq!(again.get("helped").await, json!({"type": "helped", "seq": answer, "helpful": true}));
}

#[tokio::test]
async fn only_an_answer_that_is_there_can_be_rated() {
    let desk = TestDesk::closed().await;
    let mut nobody = desk.visitor().await;
    assert_eq!(rates(&mut nobody, "a", 2, false).await["code"], "not_found", "nothing has begun");
    let (mut visitor, answer) = asks(&desk, ANSWERED).await;
    assert_eq!(rates(&mut visitor, "b", answer - 1, false).await["code"], "not_found", "one's own question");
    assert_eq!(rates(&mut visitor, "c", 99, false).await["code"], "not_found");
}

#[tokio::test]
async fn a_question_is_gone_from_the_list_with_its_conversation() {
    let desk = TestDesk::at(MONDAY_NIGHT, |settings| settings.privacy.retention_days_assistant = 21).await;
    let eva = Staff::editor(&desk).await;
    let (mut erases, _) = asks(&desk, "Mitt nummer är 811228-9874, hur stämmer man ett gammalt dragspel?").await;
    let (mut ends, _) = asks(&desk, SAME_AGAIN).await;
    let gaps = eva.gaps().await;
    assert_eq!((&gaps[0]["abstentions"], &gaps[0]["not_helped"]), (&json!(2), &json!(0)));
    assert!(!gaps[0].to_string().contains("9874"), "{gaps:?}");
    assert_eq!(erases.ask("erase").await["type"], "ack");
    assert_eq!(names(&eva.gaps().await), [(SAME_AGAIN, 1, 0)]);

    assert_eq!(ends.ask("end").await["type"], "ack");
    let night = next_run(moment(MONDAY_NIGHT) + Duration::days(21), 3);
    desk.set_clock(&night.to_rfc3339());
    let eva = Staff { cookie: desk.sign_in("eva").await, ..eva };
    let patience = std::time::Duration::from_secs(20);
    let gone = async {
        while eva.gaps().await != Vec::<Value>::new() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(patience, gone).await.expect("disposed of with its conversation");
}

#[tokio::test]
async fn a_gap_is_handled_with_a_page_and_comes_back_when_it_is_asked_in_vain_again() {
    let desk = TestDesk::closed().await;
    let eva = Staff::editor(&desk).await;
    asks(&desk, NO_ANSWER).await;
    let questions = eva.gaps().await[0]["questions"].clone();

    let tried = eva.post("/api/gaps/try", &json!({"question": NO_ANSWER})).await.json();
    assert_eq!((&tried["reply"], &tried["page"]), (&json!("abstention"), &Value::Null), "{tried}");
    let found = eva.get("/api/pages?like=V%C3%84NORT").await.json();
    let page = &found["items"][0]["slug"];
    assert_eq!((page, found["items"].as_array().map(Vec::len)), (&json!("vanorter"), Some(1)), "{found}");

    let handle = |page: &Value| json!({"questions": questions, "page": page});
    assert_eq!(eva.post("/api/gaps/handle", &handle(&json!("finns-inte"))).await.status, 404, "the page must be there");
    desk.pass(Duration::hours(1));
    assert_eq!(eva.post("/api/gaps/handle", &handle(page)).await.status, 200);
    let gaps = eva.gaps().await;
    assert_eq!(
        (&gaps[0]["handled"]["page"]["title"], &gaps[0]["since_handled"]),
        (&found["items"][0]["title"], &json!(0))
    );

    desk.pass(Duration::hours(1));
    asks(&desk, SAME_AGAIN).await;
    let gaps = eva.gaps().await;
    assert_eq!((gaps.len(), &gaps[0]["since_handled"], &gaps[0]["abstentions"]), (1, &json!(1), &json!(2)));

    let questions = gaps[0]["questions"].clone();
    assert_eq!(eva.post("/api/gaps/reopen", &json!({"questions": questions})).await.status, 200);
    assert_eq!(eva.gaps().await[0]["handled"], Value::Null);
    assert_eq!(
        eva.post("/api/gaps/reopen", &json!({"questions": questions})).await.status,
        404,
        "nothing to take back"
    );
}

#[tokio::test]
async fn junk_is_put_aside_can_be_brought_back_and_comes_back_when_others_ask() {
    const JUNK: &str = "qwerty qwerty zxcv";
    let desk = TestDesk::closed().await;
    let eva = Staff::editor(&desk).await;
    let (mut visitor, _) = asks(&desk, JUNK).await;
    for again in [JUNK, "zxcv qwerty!", "QWERTY ZXCV"] {
        ask_again(&mut visitor, again).await;
    }
    let gaps = eva.gaps().await;
    assert_eq!((names(&gaps), &gaps[0]["count"]), (vec![(JUNK, 1, 0)], &json!(1)));
    let questions = json!({"questions": gaps[0]["questions"]});
    assert_eq!(gaps[0]["questions"].as_array().map(Vec::len), Some(4));
    desk.pass(Duration::minutes(1));
    assert_eq!(eva.post("/api/gaps/put_aside", &questions).await.status, 200);
    let since = |gaps: &[Value]| gaps[0]["put_aside"]["since"].clone();
    assert_eq!(since(&eva.gaps().await), 0);
    desk.pass(Duration::minutes(1));
    ask_again(&mut visitor, JUNK).await;
    assert_eq!(since(&eva.gaps().await), 0, "the same visitor once more");
    asks(&desk, JUNK).await;
    let gaps = eva.gaps().await;
    assert_eq!((since(&gaps), &gaps[0]["count"]), (json!(1), &json!(2)), "somebody else");

    assert_eq!(eva.post("/api/gaps/bring_back", &questions).await.status, 200);
    assert_eq!(eva.gaps().await[0]["put_aside"], Value::Null);
    assert_eq!(eva.post("/api/gaps/bring_back", &questions).await.status, 404, "nothing to take back");
    // Put aside and then answered by a page after all: it is handled, and not put aside.
    assert_eq!(eva.post("/api/gaps/put_aside", &questions).await.status, 200);
    desk.pass(Duration::minutes(1));
    let handle = json!({"questions": questions["questions"], "page": "vanorter"});
    assert_eq!(eva.post("/api/gaps/handle", &handle).await.status, 200);
    let gaps = eva.gaps().await;
    assert_eq!((&gaps[0]["put_aside"], gaps[0]["handled"].is_null()), (&Value::Null, false));
}

#[tokio::test]
async fn each_role_sees_and_does_what_is_its_own() {
    let desk = TestDesk::closed().await;
    asks(&desk, NO_ANSWER).await;
    let questions = Staff::editor(&desk).await.gaps().await[0]["questions"].clone();
    let handle = json!({"questions": questions, "page": "vanorter"});
    let reopen = json!({"questions": questions});
    for (name, roles, reads, handles) in [
        ("ada", &[Role::Agent][..], 403, 403),
        ("lea", &[Role::Leader], 200, 403),
        ("ida", &[Role::Admin], 403, 403),
        ("ebba", &[Role::Agent, Role::Editor], 200, 200),
    ] {
        let person = Staff::new(&desk, name, roles).await;
        assert_eq!(person.get("/api/gaps").await.status, reads, "{name}");
        assert_eq!(person.get("/api/pages?like=bygglov").await.status, reads, "{name}");
        assert_eq!(person.post("/api/gaps/try", &json!({"question": NO_ANSWER})).await.status, reads, "{name}");
        assert_eq!(person.post("/api/gaps/handle", &handle).await.status, handles, "{name}");
        assert_eq!(person.post("/api/gaps/reopen", &reopen).await.status, handles, "{name}");
        assert_eq!(person.post("/api/gaps/put_aside", &reopen).await.status, handles, "{name}");
        assert_eq!(person.post("/api/gaps/bring_back", &reopen).await.status, handles, "{name}");
        for path in
            ["/api/gaps/handle", "/api/gaps/reopen", "/api/gaps/put_aside", "/api/gaps/bring_back", "/api/gaps/try"]
        {
            assert_eq!(person.post_from("https://evil.example", path, &handle).await.status, 403, "{name} {path}");
        }
    }
    let nobody = Staff { desk: &desk, cookie: String::new() };
    for path in ["/api/gaps", "/api/pages"] {
        assert_eq!(nobody.get(path).await.status, 401, "{path}");
    }
    for path in ["/api/gaps/handle", "/api/gaps/reopen", "/api/gaps/try"] {
        assert_eq!(nobody.post(path, &handle).await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let desk = TestDesk::closed().await;
    let eva = Staff::editor(&desk).await;
    asks(&desk, NO_ANSWER).await;
    for path in ["/api/gaps?since=%C3%A5r", "/api/gaps?since=0d", "/api/gaps?sedan=30d"] {
        assert_eq!(eva.get(path).await.status, 400, "{path}");
    }
    let many: Vec<i64> = (0..5_001).collect();
    for (body, status) in [
        (json!({"questions": [1], "page": "vanorter", "more": 1}), 400),
        (json!({"questions": "all", "page": "vanorter"}), 400),
        (json!({"questions": many, "page": "vanorter"}), 429),
        (json!({"questions": [], "page": "vanorter"}), 404),
        (json!({"questions": [999_999], "page": "vanorter"}), 404),
    ] {
        assert_eq!(eva.post("/api/gaps/handle", &body).await.status, status, "{body:.80}");
    }
    assert_eq!(eva.post("/api/gaps/try", &json!({"question": " "})).await.status, 400);
    assert_eq!(eva.gaps().await[0]["handled"], Value::Null);
    let week = eva.get("/api/gaps?since=1w").await.json();
    assert_eq!(week["items"].as_array().map(Vec::len), Some(1));
    desk.pass(Duration::days(8));
    let eva = Staff { cookie: desk.sign_in("eva").await, ..eva };
    assert_eq!(eva.get("/api/gaps?since=1w").await.json()["items"], json!([]));
}

#[tokio::test]
async fn the_command_reads_beside_the_server() {
    let desk = TestDesk::closed().await;
    asks(&desk, NO_ANSWER).await;
    let mut command = Command::new(env!("CARGO_BIN_EXE_vagledare"));
    let output =
        command.args(["gaps", "--since", "2026-01-01", "--json", "--data"]).arg(desk.folder().join("data")).output();
    let output = output.expect("it runs");
    assert!(output.status.success(), "{output:?}");
    let printed: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(printed["items"][0]["question"], NO_ANSWER);
    assert_eq!(Staff::editor(&desk).await.gaps().await.len(), 1, "the server goes on");
}
