//! Promise 9: who may do what, in one table for the requests and one for each side's frames.
//!
//! Each line is asked of the real server by everybody who could ask. A new address or a new frame has no line yet, and the
//! test fails until it has one: the lines are held against what the router is made of and what the sockets read.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;
use vagledare::access::Role;

use crate::support::{AgentClient, Answer, MONDAY_NIGHT, Side, TestDesk, VisitorClient, Wire};

/// Every request, and its status for whoever asks. `of` says what is asked for:
///
/// - `-` there is one for everybody, or nothing
/// - `own` what the key or code opens, or the agent's own conversation (for the other roles: Anna's)
/// - `other` somebody else's: another visitor's file, a colleague's conversation
/// - `absent` what does not exist · `none` neither key nor code
///
/// `out` has signed out and still sends the cookie.
const REQUESTS: &str = "
request                                                 of      nobody  out  agent  leader  editor  admin
GET     /                                               -       200     200  200    200     200     200
GET     /widget                                         -       200     200  200    200     200     200
GET     /kvitto                                         -       200     200  200    200     200     200
GET     /console                                        -       200     200  200    200     200     200
GET     /widget.js                                      -       200     200  200    200     200     200
GET     /widget-{file}                                  absent  404     404  404    404     404     404
GET     /look-{file}                                    absent  200     200  200    200     200     200
GET     /logo-{file}                                    absent  404     404  404    404     404     404
GET     /assets/{version}/{*path}                       absent  404     404  404    404     404     404
GET     /asyncapi.json                                  -       200     200  200    200     200     200
GET     /healthz                                        -       200     200  200    200     200     200
GET     /readyz                                         -       200     200  200    200     200     200
GET     /ws/visitor                                     -       101     101  101    101     101     101
GET     /ws/agent                                       -       401     401  101    101     101     101
POST    /poll/visitor                                   -       200     200  200    200     200     200
POST    /poll/visitor/send                              own     204     204  204    204     204     204
POST    /poll/visitor/send                              absent  404     404  404    404     404     404
POST    /poll/visitor/next                              own     200     200  200    200     200     200
POST    /poll/visitor/next                              absent  404     404  404    404     404     404
DELETE  /poll/visitor                                   own     204     204  204    204     204     204
DELETE  /poll/visitor                                   absent  404     404  404    404     404     404
GET     /api/session                                    -       401     401  200    200     200     200
POST    /api/session                                    own     200     200  200    200     200     200
POST    /api/session                                    absent  401     401  401    401     401     401
DELETE  /api/session                                    -       204     204  204    204     204     204
POST    /api/receipt                                    own     200     200  200    200     200     200
POST    /api/receipt                                    absent  404     404  404    404     404     404
POST    /api/receipt                                    none    400     400  400    400     400     400
POST    /api/receipt/read                               own     200     200  200    200     200     200
POST    /api/receipt/read                               absent  404     404  404    404     404     404
POST    /api/receipt/read                               none    400     400  400    400     400     400
POST    /api/receipt/text                               own     200     200  200    200     200     200
POST    /api/receipt/text                               absent  404     404  404    404     404     404
POST    /api/receipt/text                               none    400     400  400    400     400     400
POST    /api/receipt/pdf                                own     200     200  200    200     200     200
POST    /api/receipt/pdf                                absent  404     404  404    404     404     404
POST    /api/receipt/pdf                                none    400     400  400    400     400     400
POST    /api/receipt/erase                              own     200     200  200    200     200     200
POST    /api/receipt/erase                              absent  404     404  404    404     404     404
POST    /api/receipt/erase                              none    400     400  400    400     400     400
POST    /files                                          own     200     200  200    200     200     200
POST    /files                                          absent  404     404  404    404     404     404
POST    /files                                          none    404     404  404    404     404     404
GET     /files/{file}                                   own     200     200  200    200     200     200
GET     /files/{file}                                   other   404     404  404    404     404     404
GET     /files/{file}                                   absent  404     404  404    404     404     404
GET     /files/{file}                                   none    404     404  404    404     404     404
GET     /api/morning                                    -       401     401  200    403     403     403
POST    /api/morning/{conversation}/take                own     401     401  200    403     403     403
POST    /api/morning/{conversation}/take                other   401     401  409    403     403     403
POST    /api/morning/{conversation}/take                absent  401     401  404    403     403     403
POST    /api/conversations/{conversation}/files         own     401     401  200    403     403     403
POST    /api/conversations/{conversation}/files         other   401     401  403    403     403     403
POST    /api/conversations/{conversation}/files         absent  401     401  404    403     403     403
GET     /api/conversations/{conversation}/files/{file}  own     401     401  200    200     403     403
GET     /api/conversations/{conversation}/files/{file}  other   401     401  200    200     403     403
GET     /api/conversations/{conversation}/files/{file}  absent  401     401  404    404     403     403
GET     /api/gaps                                       -       401     401  403    200     200     403
POST    /api/gaps/handle                                absent  401     401  403    403     404     403
POST    /api/gaps/reopen                                absent  401     401  403    403     404     403
POST    /api/gaps/put_aside                             absent  401     401  403    403     404     403
POST    /api/gaps/bring_back                            absent  401     401  403    403     404     403
POST    /api/gaps/try                                   -       401     401  403    200     200     403
GET     /api/pages                                      -       401     401  403    200     200     403
";

/// Every frame of the staff, and what comes of it; `before` is before `hello`.
///
/// - `ack` it is done · `shown` what was asked for comes · `told` the visitor hears of it · `silent` nothing happens
/// - everything else is the code of a refusal
const STAFF_SENDS: &str = "
frame                   of      before       agent        leader       editor       admin
hello                   -       welcome      not_allowed  not_allowed  not_allowed  not_allowed
presence                -       not_allowed  ack          not_allowed  not_allowed  not_allowed
accept                  own     not_allowed  ack          not_allowed  not_allowed  not_allowed
accept                  other   not_allowed  not_allowed  not_allowed  not_allowed  not_allowed
accept                  absent  not_allowed  not_allowed  not_allowed  not_allowed  not_allowed
decline                 own     not_allowed  ack          not_allowed  not_allowed  not_allowed
decline                 other   not_allowed  ack          not_allowed  not_allowed  not_allowed
decline                 absent  not_allowed  ack          not_allowed  not_allowed  not_allowed
watch                   own     not_allowed  shown        shown        not_allowed  not_allowed
watch                   other   not_allowed  shown        shown        not_allowed  not_allowed
watch                   absent  not_allowed  not_found    not_found    not_allowed  not_allowed
unwatch                 own     not_allowed  silent       silent       silent       silent
unwatch                 other   not_allowed  silent       silent       silent       silent
unwatch                 absent  not_allowed  silent       silent       silent       silent
say                     own     not_allowed  ack          not_allowed  not_allowed  not_allowed
say                     other   not_allowed  not_allowed  not_allowed  not_allowed  not_allowed
say                     absent  not_allowed  not_found    not_allowed  not_allowed  not_allowed
note                    own     not_allowed  ack          not_allowed  not_allowed  not_allowed
note                    other   not_allowed  ack          not_allowed  not_allowed  not_allowed
note                    absent  not_allowed  not_found    not_allowed  not_allowed  not_allowed
transfer                own     not_allowed  ack          not_allowed  not_allowed  not_allowed
transfer                other   not_allowed  not_allowed  not_allowed  not_allowed  not_allowed
transfer                absent  not_allowed  not_found    not_allowed  not_allowed  not_allowed
close                   own     not_allowed  ack          not_allowed  not_allowed  not_allowed
close                   other   not_allowed  not_allowed  not_allowed  not_allowed  not_allowed
close                   absent  not_allowed  not_found    not_allowed  not_allowed  not_allowed
typing                  own     not_allowed  told         not_allowed  not_allowed  not_allowed
typing                  other   not_allowed  silent       not_allowed  not_allowed  not_allowed
typing                  absent  not_allowed  silent       not_allowed  not_allowed  not_allowed
seen                    own     not_allowed  told         not_allowed  not_allowed  not_allowed
seen                    other   not_allowed  silent       not_allowed  not_allowed  not_allowed
seen                    absent  not_allowed  silent       not_allowed  not_allowed  not_allowed
suggest                 own     not_allowed  shown        not_allowed  not_allowed  not_allowed
suggest                 other   not_allowed  shown        not_allowed  not_allowed  not_allowed
suggest                 absent  not_allowed  not_found    not_allowed  not_allowed  not_allowed
override                -       not_allowed  not_allowed  ack          not_allowed  not_allowed
crisis_notice           -       not_allowed  not_allowed  ack          not_allowed  not_allowed
withdraw_crisis_notice  absent  not_allowed  not_allowed  ack          not_allowed  not_allowed
";

/// What the staff may get at all: `yes`, or `no`, never.
const STAFF_GETS: &str = "
frame          agent  leader  editor  admin
welcome        yes    yes     yes     yes
queue          yes    yes     no      no
mine           yes    yes     yes     yes
offer          yes    no      no      no
offer_gone     yes    no      no      no
entry          yes    yes     no      no
note           yes    yes     no      no
handover       yes    yes     no      no
visitor        yes    yes     no      no
stage          yes    yes     no      no
team           yes    yes     yes     yes
desk           yes    yes     yes     yes
crisis_notice  yes    yes     yes     yes
problems       no     yes     yes     no
suggestions    yes    no      no      no
typing         yes    yes     no      no
seen           yes    yes     no      no
reset          yes    yes     no      no
ack            yes    yes     yes     yes
error          yes    yes     yes     yes
bye            yes    yes     yes     yes
";

/// Every frame of a visitor, and what comes of it: before `hello`, with no key, with the key of a conversation that Anna
/// has, and for another visitor's conversation, which no frame can name. `told`: the agent hears of it.
const VISITOR_SENDS: &str = "
frame           before       none         own          other
hello           welcome      not_allowed  not_allowed  untouched
say             not_allowed  ack          ack          untouched
ask_for_person  not_allowed  ack          ack          untouched
use_assistant   not_allowed  not_allowed  not_allowed  untouched
no_danger       not_allowed  not_allowed  not_allowed  untouched
leave_message   not_allowed  ack          not_allowed  untouched
typing          not_allowed  silent       told         untouched
seen            not_allowed  silent       told         untouched
rate            not_allowed  not_found    ack          untouched
end             not_allowed  not_allowed  ack          untouched
erase           not_allowed  ack          ack          untouched
";

const PNG: &str = "%PDF-1.7 en ritning";
const ABSENT: &str = "01890000-0000-7000-8000-000000000000";

/// A line of a table: what stands first in it, and for each further column its name and what stands there.
struct Line {
    names: Vec<&'static str>,
    cells: Vec<(&'static str, &'static str)>,
}

/// The lines of a table whose first `names` words say what a line is about.
fn lines(table: &'static str, names: usize) -> Vec<Line> {
    let mut lines =
        table.lines().filter(|line| !line.is_empty()).map(|line| line.split_whitespace().collect::<Vec<_>>());
    let head = lines.next().expect("a head");
    let read = lines.map(|line| {
        // A request has a method beside its address; the head has one word for both.
        let columns = &head[head.len() - (line.len() - names)..];
        let cells = columns.iter().copied().zip(line[names..].iter().copied()).collect();
        Line { names: line[..names].to_vec(), cells }
    });
    read.collect()
}

/// The desk at night, when messages are left, and everybody who may sign in.
struct House {
    desk: TestDesk,
    cookies: BTreeMap<&'static str, String>,
    erik: String,
    /// Another visitor, with a file, and Erik.
    other: Talk,
    ids: u32,
}

/// A conversation with an agent, and a file in it.
struct Talk {
    visitor: VisitorClient,
    conversation: String,
    file: String,
}

impl House {
    async fn open() -> Self {
        let desk = TestDesk::at(MONDAY_NIGHT, |settings| {
            settings.files.enabled = true;
            settings.files.per_conversation = 20;
            settings.routing.capacity = 50;
            let limits = &mut settings.limits;
            limits.visitor_burst = 1_000;
            limits.sockets_per_agent = 1_000;
            limits.sockets_per_address = 10_000;
            limits.new_conversations_per_address_per_hour = 10_000;
            limits.receipt_requests_per_address_per_hour = 10_000;
            settings.staff.sign_in_attempts_per_address = 10_000;
            settings.staff.sign_in_attempts_per_name = 10_000;
        })
        .await;
        for (name, role) in [("lena", Role::Leader), ("eva", Role::Editor), ("adam", Role::Admin)] {
            desk.add_staff(name, name, &[role]).await;
        }
        let mut cookies = BTreeMap::from([("nobody", String::new()), ("out", desk.sign_in("anna").await)]);
        let gone = [("origin", desk.origin()), ("cookie", cookies["out"].as_str())];
        assert_eq!(desk.http().ask("DELETE", "/api/session", &gone, "").await.status, 204);
        for (role, name) in [("agent", "anna"), ("leader", "lena"), ("editor", "eva"), ("admin", "adam")] {
            cookies.insert(role, desk.sign_in(name).await);
        }
        let erik = desk.sign_in("erik").await;
        // Who takes messages has been at the desk.
        for cookie in [&cookies["agent"], &erik] {
            staff(&desk, cookie, true).await;
        }
        let other = talk(&desk, &erik).await;
        Self { desk, cookies, erik, other, ids: 0 }
    }

    async fn talk_of_anna(&self) -> Talk {
        talk(&self.desk, &self.cookies["agent"]).await
    }

    /// Asks as somebody, and gives the status.
    async fn status(&mut self, who: &str, method: &str, path: &str, of: &str) -> u16 {
        self.ids += 1;
        let id = format!("cell-{}", self.ids);
        let origin = self.desk.origin().to_owned();
        let mut cookie = self.cookies[who].clone();
        let needs_talk = path.contains("receipt") || path.contains("files") || path.contains("{conversation}");
        let talk =
            if needs_talk && of == "own" && !path.ends_with("take") { Some(self.talk_of_anna().await) } else { None };
        let mine = talk.as_ref().unwrap_or(&self.other);
        let key = match of {
            "own" | "other" => mine.visitor.key().to_owned(),
            _ => String::new(),
        };
        let conversation = if of == "absent" { ABSENT } else { mine.conversation.as_str() };
        // With a key of one's own, another one's file.
        let (key, file) = match (path, of) {
            ("/files/{file}", "other") => (self.talk_of_anna().await.visitor.key().to_owned(), self.other.file.clone()),
            ("/files/{file}", "none") => (String::new(), self.other.file.clone()),
            (_, "absent") => (key, ABSENT.to_owned()),
            _ => (key, mine.file.clone()),
        };
        let mut body = String::new();
        let mut poll = String::new();
        match (method, path) {
            ("GET", "/ws/visitor" | "/ws/agent") => return upgrade(&self.desk, path, &cookie).await,
            ("POST", "/poll/visitor") => body = json!({"type": "hello"}).to_string(),
            (_, "/poll/visitor" | "/poll/visitor/send" | "/poll/visitor/next") => {
                if of == "own" {
                    let hello = json!({"type": "hello"}).to_string();
                    let opened = self.ask(&[("origin", &origin)], "POST", "/poll/visitor", &hello).await;
                    opened.json()["poll"].as_str().expect("a poll").clone_into(&mut poll);
                }
                // The batch that came and was not confirmed comes again at once.
                let sends = json!({"frames": [{"type": "typing", "on": true}]});
                body = if path.ends_with("next") { json!({"batch": 0}) } else { sends }.to_string();
            }
            ("POST", "/api/session") => {
                let name = if of == "own" { "erik" } else { "nobody" };
                body = json!({"name": name, "password": TestDesk::password()}).to_string();
            }
            ("DELETE", "/api/session") if !["nobody", "out"].contains(&who) => {
                let name =
                    BTreeMap::from([("agent", "anna"), ("leader", "lena"), ("editor", "eva"), ("admin", "adam")]);
                cookie = self.desk.sign_in(name[who]).await;
            }
            ("POST", "/api/receipt") if of != "none" => body = json!({"key": key}).to_string(),
            (_, "/api/receipt/read" | "/api/receipt/text" | "/api/receipt/pdf" | "/api/receipt/erase")
                if of != "none" =>
            {
                let mut code = "ABCD-EFGH-JKMN-PQRS".to_owned();
                if of == "own" {
                    let asked = json!({"key": key}).to_string();
                    let given = self.ask(&[("origin", &origin)], "POST", "/api/receipt", &asked).await;
                    given.json()["code"].as_str().expect("a code").clone_into(&mut code);
                }
                body = json!({"code": code}).to_string();
            }
            (
                _,
                "/api/receipt" | "/api/receipt/read" | "/api/receipt/text" | "/api/receipt/pdf" | "/api/receipt/erase",
            ) => {
                body = "{}".into();
            }
            ("POST", "/files" | "/api/conversations/{conversation}/files") => body = PNG.into(),
            ("POST", "/api/gaps/handle") => body = json!({"questions": [4_000_000], "page": "none"}).to_string(),
            ("POST", "/api/gaps/reopen" | "/api/gaps/put_aside" | "/api/gaps/bring_back") => {
                body = json!({"questions": [4_000_000]}).to_string();
            }
            ("POST", "/api/gaps/try") => body = json!({"question": "Vilka vänorter har Linköping?"}).to_string(),
            _ => {}
        }
        let left = if path.ends_with("take") && of == "own" { Some(message(&self.desk).await) } else { None };
        let conversation = left.as_ref().map_or(conversation, |(_, conversation)| conversation.as_str());
        let address = path
            .replace("{conversation}", conversation)
            .replace("{file}", &file)
            .replace("{version}", "none")
            .replace("{*path}", "none.js");
        let address = if path == "/api/pages" { "/api/pages?like=v%C3%A4nort".into() } else { address };
        let headers = [
            ("origin", origin.as_str()),
            ("cookie", &cookie),
            ("vagledare-key", &key),
            ("vagledare-id", &id),
            ("vagledare-name", "ritning.pdf"),
            ("vagledare-poll", &poll),
        ];
        let status = self.ask(&headers, method, &address, &body).await.status;
        if (method, path, who) == ("DELETE", "/api/session", "agent") {
            // One who has signed out comes back with a new socket.
            staff(&self.desk, &self.cookies["agent"], true).await;
        }
        // Room for the next ones.
        for mut visitor in talk.map(|it| it.visitor).into_iter().chain(left.map(|(visitor, _)| visitor)) {
            visitor.ask("end").await;
        }
        status
    }

    async fn ask(&self, headers: &[(&str, &str)], method: &str, path: &str, body: &str) -> Answer {
        self.desk.http().ask(method, path, headers, body).await
    }
}

/// A visitor who has left a message, and the conversation.
async fn message(desk: &TestDesk) -> (VisitorClient, String) {
    let mut visitor = desk.visitor().await;
    let contact = json!({"email": "kim@example.se"});
    visitor
        .send(json!({"type": "leave_message", "id": "m", "text": "Vilka vänorter har Linköping?", "contact": contact}))
        .await;
    visitor.acked("m").await;
    let conversation = visitor.again(0).await.welcome["conversation"].as_str().expect("an id").to_owned();
    (visitor, conversation)
}

/// A message that an agent has taken, and a file that the visitor sent then.
async fn talk(desk: &TestDesk, agent: &str) -> Talk {
    let (mut visitor, conversation) = message(desk).await;
    let headers = [("origin", desk.origin()), ("cookie", agent)];
    let taken = desk.http().ask("POST", &format!("/api/morning/{conversation}/take"), &headers, "").await;
    assert_eq!(taken.status, 200, "{taken:?}");
    visitor.stage("with_agent").await;
    let headers = [("origin", desk.origin()), ("vagledare-key", visitor.key()), ("vagledare-id", "f")];
    let sent = desk.http().ask("POST", "/files", &headers, PNG).await;
    assert_eq!(sent.status, 200, "{sent:?}");
    let entry = visitor.entry("a file", |it| !it["data"]["file"].is_null()).await;
    let file = entry["data"]["file"]["id"].as_str().expect("an id").to_owned();
    Talk { visitor, conversation, file }
}

/// A socket of the staff, before or after `hello`.
async fn staff(desk: &TestDesk, cookie: &str, says_hello: bool) -> Wire {
    let headers = [("origin", desk.origin()), ("cookie", cookie)];
    let mut wire = Wire::open(desk.address(), "/ws/agent", &headers).await.expect("a socket");
    if says_hello {
        wire.send(json!({"type": "hello"})).await;
        wire.get("welcome").await;
    }
    wire
}

async fn upgrade(desk: &TestDesk, path: &str, cookie: &str) -> u16 {
    match Wire::open(desk.address(), path, &[("origin", desk.origin()), ("cookie", cookie)]).await {
        Ok(_) => 101,
        Err(Error::Http(answer)) => answer.status().as_u16(),
        Err(error) => panic!("{error}"),
    }
}

/// What has come of a frame: sends it, then one that is always refused, and looks at what came before that refusal.
async fn outcome(wire: &mut Wire, frame: &Value) -> String {
    wire.send_raw(r#"{"type":"?"}"#).await;
    wire.until("the probe's refusal", |it| it["code"] == "unknown_type").await;
    let before = wire.heard().len();
    wire.send_raw(&frame.to_string()).await;
    wire.send_raw(r#"{"type":"?"}"#).await;
    wire.until("the probe's refusal", |it| it["code"] == "unknown_type").await;
    let come: Vec<Value> = wire.heard()[before..].iter().map(|it| serde_json::from_str(it).expect("JSON")).collect();
    let first = |kind: &str| come.iter().find(|it| it["type"] == kind);
    if let Some(error) = come.iter().find(|it| it["type"] == "error" && it["code"] != "unknown_type") {
        error["code"].as_str().expect("a code").to_owned()
    } else if first("welcome").is_some() {
        "welcome".into()
    } else if first("ack").is_some() {
        "ack".into()
    } else if ["entry", "stage", "suggestions"].into_iter().any(|kind| first(kind).is_some()) {
        "shown".into()
    } else {
        "silent".into()
    }
}

/// How many signs have come by now.
async fn signs(wire: &mut Wire) -> usize {
    outcome(wire, &json!({"type": "?"})).await;
    let is_sign = |it: &&String| it.contains(r#""type":"typing""#) || it.contains(r#""type":"seen""#);
    wire.heard().iter().filter(is_sign).count()
}

/// A frame of the staff about a conversation.
fn staff_frame(kind: &str, conversation: &str) -> Value {
    let until = "2026-03-03T10:00:00Z";
    let mut frame = match kind {
        "hello" => return json!({"type": "hello"}),
        "presence" => return json!({"type": "presence", "id": "x", "status": "away"}),
        "override" => return json!({"type": "override", "id": "x", "open": false, "until": until, "reason": "Prov"}),
        "crisis_notice" => return json!({"type": "crisis_notice", "id": "x", "sv": "Prov", "until": until}),
        "withdraw_crisis_notice" => return json!({"type": "withdraw_crisis_notice", "id": "x", "notice": 4_000_000}),
        "accept" | "decline" | "transfer" | "close" => json!({"id": "x"}),
        "say" | "note" => json!({"id": "x", "text": "Hej"}),
        "typing" => json!({"on": true}),
        "seen" => json!({"seq": 1}),
        "watch" | "unwatch" | "suggest" => json!({}),
        other => panic!("{other} needs a frame here"),
    };
    frame["type"] = json!(kind);
    frame["conversation"] = json!(conversation);
    frame
}

fn visitor_frame(kind: &str) -> Value {
    match kind {
        "hello" => json!({"type": "hello"}),
        "say" => json!({"type": "say", "id": "x", "text": "Hej"}),
        "leave_message" => json!({"type": kind, "id": "x", "text": "Hej", "contact": {"email": "kim@example.se"}}),
        "typing" => json!({"type": "typing", "on": true}),
        "seen" => json!({"type": "seen", "seq": 1}),
        "rate" => json!({"type": "rate", "id": "x", "score": 5}),
        "ask_for_person" | "use_assistant" | "no_danger" | "end" | "erase" => json!({"type": kind, "id": "x"}),
        other => panic!("{other} needs a frame here"),
    }
}

#[test]
fn every_address_and_every_frame_has_its_line() {
    let listed: BTreeSet<String> =
        lines(REQUESTS, 3).iter().map(|it| format!("{} {}", it.names[0], it.names[1])).collect();
    let there: BTreeSet<String> =
        vagledare::http::addresses().iter().map(|(method, path)| format!("{method} {path}")).collect();
    assert_eq!(listed, there);
    let kinds = |table, names| lines(table, names).iter().map(|it| it.names[0]).collect::<BTreeSet<_>>();
    let [visitors, staffs] = vagledare::http::frames().map(|kinds| kinds.iter().copied().collect::<BTreeSet<_>>());
    assert_eq!(kinds(VISITOR_SENDS, 1), visitors);
    assert_eq!(kinds(STAFF_SENDS, 2), staffs);
    assert_eq!(kinds(STAFF_GETS, 1), Side::Agent.gets().into_iter().collect::<BTreeSet<_>>());
}

#[tokio::test]
async fn every_request_is_answered_as_the_table_says() {
    let mut house = House::open().await;
    let mut wrong = Vec::new();
    for Line { names: line, cells } in lines(REQUESTS, 3) {
        for (who, says) in cells {
            let is = house.status(who, line[0], line[1], line[2]).await.to_string();
            if is != says {
                wrong.push(format!(
                    "{} {} of {} for {who}: {says} in the table, {is} in truth",
                    line[0], line[1], line[2]
                ));
            }
        }
    }
    assert_eq!(wrong, [""; 0], "{wrong:#?}");
}

#[tokio::test]
async fn every_frame_of_the_staff_does_what_the_table_says_and_nobody_gets_more() {
    let house = House::open().await;
    let (mut wrong, mut got) = (Vec::new(), BTreeMap::<&str, BTreeSet<String>>::new());
    for Line { names: line, cells } in lines(STAFF_SENDS, 2) {
        for (who, says) in cells {
            let role = if who == "before" { "agent" } else { who };
            let mut own = if line[1] == "own" { Some(house.talk_of_anna().await) } else { None };
            let fresh = if line[1] == "other" { Some(talk(&house.desk, &house.erik).await) } else { None };
            let (conversation, mut visitor) = match (own.take(), fresh) {
                (Some(talk), _) | (None, Some(talk)) => (talk.conversation, Some(talk.visitor)),
                (None, None) => (ABSENT.to_owned(), None),
            };
            let mut wire = staff(&house.desk, &house.cookies[role], who != "before").await;
            let before = if let Some(visitor) = &mut visitor { signs(visitor).await } else { 0 };
            let mut is = outcome(&mut wire, &staff_frame(line[0], &conversation)).await;
            if let Some(visitor) = &mut visitor {
                if signs(visitor).await > before {
                    is = if is == "silent" { "told".into() } else { format!("{is} and told") };
                }
                visitor.ask("end").await;
            }
            if is != says {
                wrong.push(format!("{} of {} by {who}: {says} in the table, {is} in truth", line[0], line[1]));
            }
            signs(&mut wire).await;
            got.entry(role).or_default().extend(wire.got().iter().cloned());
        }
    }
    for Line { names: line, cells } in lines(STAFF_GETS, 1) {
        for (role, says) in cells {
            if says == "no" && got[role].contains(line[0]) {
                wrong.push(format!("{} came to {role}", line[0]));
            }
        }
    }
    assert_eq!(wrong, [""; 0], "{wrong:#?}");
}

#[tokio::test]
async fn every_frame_of_a_visitor_does_what_the_table_says_and_touches_no_other_conversation() {
    let mut house = House::open().await;
    let mut erik = staff(&house.desk, &house.erik.clone(), true).await;
    erik.send(json!({"type": "watch", "conversation": house.other.conversation})).await;
    erik.stage("with_agent").await;
    let mut wrong = Vec::new();
    for Line { names: line, cells } in lines(VISITOR_SENDS, 1) {
        for (who, says) in cells {
            let frame = visitor_frame(line[0]);
            let is = match who {
                "before" => {
                    let headers = [("origin", house.desk.origin())];
                    let mut wire = Wire::open(house.desk.address(), "/ws/visitor", &headers).await.expect("a socket");
                    outcome(&mut wire, &frame).await
                }
                "none" => outcome(&mut *house.desk.visitor().await, &frame).await,
                "own" => {
                    let Talk { mut visitor, conversation, .. } = house.talk_of_anna().await;
                    let mut anna = staff(&house.desk, &house.cookies["agent"], true).await;
                    anna.send(json!({"type": "watch", "conversation": conversation})).await;
                    anna.stage("with_agent").await;
                    let before = signs(&mut anna).await;
                    let is = outcome(&mut visitor, &frame).await;
                    let told = signs(&mut anna).await > before;
                    visitor.ask("end").await;
                    if told && is == "silent" { "told".into() } else { is }
                }
                // Nothing of all that so far, and nothing of one more who is with nobody.
                _ => {
                    let before = erik.heard().len();
                    outcome(&mut *house.desk.visitor().await, &frame).await;
                    signs(&mut erik).await;
                    let other = &house.other.conversation;
                    let touched = erik.heard()[before..].iter().any(|it| it.contains(other.as_str()));
                    let log = house.other.visitor.again(0).await.welcome["stage"]["kind"].clone();
                    if touched || log != "with_agent" { "touched".into() } else { "untouched".into() }
                }
            };
            if is != says {
                wrong.push(format!("{} with {who}: {says} in the table, {is} in truth", line[0]));
            }
        }
    }
    signs(&mut house.other.visitor).await;
    assert_eq!(wrong, [""; 0], "{wrong:#?}");
}

#[tokio::test]
async fn what_waits_is_shown_to_those_who_read_and_to_nobody_else() {
    let desk = TestDesk::open().await;
    for (name, role) in [("lena", Role::Leader), ("eva", Role::Editor), ("adam", Role::Admin)] {
        desk.add_staff(name, name, &[role]).await;
    }
    let mut erik = AgentClient::available(&desk, "erik").await;
    let mut sockets = Vec::new();
    for name in ["anna", "lena", "eva", "adam"] {
        sockets.push(staff(&desk, &desk.sign_in(name).await, true).await);
    }
    let mut visitor = desk.visitor().await;
    visitor.say("Min hemliga första rad").await;
    desk.pass(chrono::Duration::seconds(1));
    erik.until("who waits", |it| it["type"] == "queue" && it["items"][0]["first_line"] == "Min hemliga första rad")
        .await;
    let mut late = Vec::new();
    for name in ["anna", "lena", "eva", "adam"] {
        late.push(staff(&desk, &desk.sign_in(name).await, true).await);
    }
    for wire in sockets.iter_mut().chain(&mut late) {
        signs(wire).await;
    }
    let reads = |wire: &Wire| wire.heard().iter().any(|it| it.contains("hemliga"));
    assert_eq!(sockets.iter().map(reads).collect::<Vec<_>>(), [true, true, false, false], "who was there before");
    assert_eq!(late.iter().map(reads).collect::<Vec<_>>(), [true, true, false, false], "who comes later");
}
