//! Promise 10 over HTTP: whoever keeps the server waiting is let go in time, holds nobody up, and is told so. What goes on
//! coming may take as long as it does.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use vagledare::clock::Clock;
use vagledare::config::Settings;

use crate::support::{AgentClient, Http, MONDAY_NINE, PATIENCE, Program, TestDesk, VisitorClient, routes};

/// What a request may take at these desks.
const IN_TIME: Duration = Duration::from_secs(1);
/// On a machine that has other things to do, it is not over to the second.
const SURELY: Duration = Duration::from_secs(8);

/// A desk where everything has to come within a second.
async fn desk(change: impl FnOnce(&mut Settings)) -> TestDesk {
    TestDesk::at(MONDAY_NINE, |settings| {
        settings.limits.http_timeout_s = 1;
        settings.limits.handshake_s = 1;
        change(settings);
    })
    .await
}

/// A connection on which something has been written.
async fn begun(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    stream.write_all(text.as_bytes()).await.expect("it is taken");
    stream
}

/// What comes until the server closes; a reset is an end as well.
async fn until_the_end(stream: &mut TcpStream) -> String {
    let mut came = Vec::new();
    let read = async { while matches!(stream.read_buf(&mut came).await, Ok(1..)) {} };
    tokio::time::timeout(SURELY, read).await.expect("the server closes in time");
    String::from_utf8_lossy(&came).into_owned()
}

/// Writes a piece again and again until the server closes, and gives what it said.
async fn drips(stream: TcpStream, piece: &str, every: Duration) -> String {
    let (mut read, mut write) = stream.into_split();
    let mut came = Vec::new();
    let reads = async { while matches!(read.read_buf(&mut came).await, Ok(1..)) {} };
    let writes = async {
        loop {
            tokio::time::sleep(every).await;
            let _ = write.write_all(piece.as_bytes()).await;
        }
    };
    let ended = async {
        tokio::select! { () = reads => {}, () = writes => {} }
    };
    tokio::time::timeout(SURELY, ended).await.expect("the server closes in time");
    String::from_utf8_lossy(&came).into_owned()
}

fn head(desk: &TestDesk, method: &str, path: &str, more: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nhost: {}\r\norigin: {}\r\n{more}\r\n", desk.address(), desk.origin())
}

/// Whether an answer says that it took too long, and that the connection ends.
fn is_too_slow(answer: &str) -> bool {
    answer.starts_with("HTTP/1.1 408 ")
        && answer.contains("connection: close")
        && answer.contains("\"code\":\"too_slow\"")
        && answer.contains("cache-control: no-store")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_never_comes_ends_in_time_wherever_it_is_sent() {
    let desk = desk(|settings| settings.files.enabled = true).await;
    let mut all = JoinSet::new();
    for route in routes() {
        for length in ["content-length: 100\r\n", "transfer-encoding: chunked\r\n"] {
            let (address, head) = (desk.address(), head(&desk, "POST", &route, length));
            let route = route.clone();
            all.spawn(async move { (route, until_the_end(&mut begun(address, &head).await).await) });
        }
    }
    let answers = all.join_all().await;
    assert!(answers.iter().all(|(_, answer)| answer.starts_with("HTTP/1.1 ")), "each is told: {answers:?}");
    let slow: Vec<&str> = answers.iter().filter(|(_, it)| is_too_slow(it)).map(|(route, _)| &**route).collect();
    for reads in ["/api/session", "/api/receipt", "/api/receipt/pdf", "/poll/visitor", "/api/gaps/handle"] {
        assert_eq!(slow.iter().filter(|it| **it == reads).count(), 2, "{reads} in {slow:?}");
    }
}

#[tokio::test]
async fn a_body_without_end_and_a_head_without_end_buy_no_time() {
    let desk = desk(|_| {}).await;
    let every = Duration::from_millis(100);
    let chunked = head(&desk, "POST", "/api/receipt/read", "transfer-encoding: chunked\r\n");
    let body = drips(begun(desk.address(), &chunked).await, "1\r\n \r\n", every);
    let head = drips(begun(desk.address(), "GET / HTTP/1.1\r\n").await, "x-more: 1\r\n", every);
    let (body, head) = tokio::join!(body, head);
    assert!(is_too_slow(&body), "{body}");
    assert!(!head.contains("200 OK"), "{head}");
}

#[tokio::test]
async fn who_asks_nothing_more_is_let_go() {
    let desk = desk(|_| {}).await;
    let asked = begun(desk.address(), &head(&desk, "GET", "/healthz", "")).await;
    let silent = begun(desk.address(), "").await;
    for mut stream in [asked, silent] {
        until_the_end(&mut stream).await;
    }
}

#[tokio::test]
async fn an_answer_that_nobody_reads_is_given_up() {
    let desk = desk(|_| {}).await;
    let one = desk.http().ask("GET", "/asyncapi.json", &[], "").await.body.len();
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(64 * 1024).expect("a small buffer");
    let mut stream = socket.connect(desk.address()).await.expect("the server listens");
    // Much more than the system keeps between the two: 4 MB at most, and what the reader's own buffer holds.
    let times = 16_000_000 / one;
    stream.write_all(head(&desk, "GET", "/asyncapi.json", "").repeat(times).as_bytes()).await.expect("it is taken");
    tokio::time::sleep(IN_TIME * 4).await;
    let came = until_the_end(&mut stream).await.len();
    assert!(came > 0 && came < times * one / 2, "{came} of {} bytes", times * one);
}

#[tokio::test]
async fn a_poll_is_answered_in_time_and_goes_on() {
    let desk = desk(|_| {}).await;
    let mut visitor = crate::support::PollClient::new(&desk).await;
    let began = Clock::system().stopwatch();
    let nothing = visitor.next().await;
    assert_eq!((nothing.status, &nothing.json()["frames"]), (200, &json!([])));
    assert!(began.elapsed() < SURELY);
    visitor.say("Hej").await;
}

/// An upload of so many bytes by a visitor whose agent waits for it; all but the body is sent.
async fn upload(desk: &TestDesk, bytes: usize) -> (VisitorClient, AgentClient, TcpStream) {
    let mut agent = AgentClient::available(desk, "anna").await;
    let mut visitor = desk.visitor().await;
    visitor.say("Hej, jag har en ritning").await;
    agent.take_offer().await;
    visitor.stage("with_agent").await;
    let key = visitor.key();
    let more =
        format!("vagledare-key: {key}\r\nvagledare-id: a\r\nvagledare-name: a.pdf\r\ncontent-length: {bytes}\r\n");
    let stream = begun(desk.address(), &head(desk, "POST", "/files", &more)).await;
    (visitor, agent, stream)
}

#[tokio::test]
async fn a_file_takes_as_long_as_it_goes_on_coming() {
    let desk = desk(|settings| settings.files.enabled = true).await;
    let (mut visitor, _agent, mut stream) = upload(&desk, 20 * 1_000).await;
    let began = Clock::system().stopwatch();
    stream.write_all(b"%PDF-").await.expect("it is taken");
    for piece in 0..20 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        stream.write_all(&vec![b' '; if piece == 0 { 995 } else { 1_000 }]).await.expect("it is taken");
    }
    assert!(began.elapsed() > IN_TIME * 3, "longer than anything else may take");
    let file = visitor.entry("the file", |entry| !entry["data"]["file"].is_null()).await;
    assert_eq!(file["data"]["file"]["bytes"], 20_000);
}

#[tokio::test]
async fn a_file_that_stops_or_trickles_is_given_up_and_its_place_is_free() {
    let desk = desk(|settings| {
        settings.files.enabled = true;
        settings.files.at_once = 1;
    })
    .await;
    let (visitor, _agent, mut stops) = upload(&desk, 20_000).await;
    stops.write_all(&[b' '; 10_000]).await.expect("it is taken");
    assert!(is_too_slow(&until_the_end(&mut stops).await));
    let more = format!("vagledare-key: {}\r\nvagledare-id: b\r\ncontent-length: 20000\r\n", visitor.key());
    let trickles = begun(desk.address(), &head(&desk, "POST", "/files", &more)).await;
    assert!(is_too_slow(&drips(trickles, " ", Duration::from_millis(50)).await), "a place, and no time");
}

/// Starts the program with room for so few descriptors, and so long to wait for a request.
fn program(data: &Path, files: u32, timeout_s: u32) -> Program {
    Program::start(data, |command| {
        let (program, arguments) = (command.get_program().to_owned(), command.get_args().map(ToOwned::to_owned));
        let mut limited = Command::new("sh");
        limited.args(["-c", &format!("ulimit -n {files} && exec \"$0\" \"$@\"")]).arg(program).args(arguments);
        for (name, value) in command.get_envs() {
            limited.env(name, value.unwrap_or_default());
        }
        limited
            .env("VAGLEDARE__LIMITS__HTTP_TIMEOUT_S", timeout_s.to_string())
            .env("VAGLEDARE__KNOWLEDGE__DIR", Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge"));
        *command = limited;
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn six_hundred_who_send_nothing_shut_nobody_out_and_are_gone_in_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = program(folder.path(), 512, 5);
    let (address, origin) = (program.address, program.origin());
    let mut visitor = VisitorClient::new(address, &origin).await;
    visitor.say("Hej").await;
    let text = format!("POST /api/receipt HTTP/1.1\r\nhost: x\r\norigin: {origin}\r\ncontent-length: 9\r\n\r\n");
    let mut crowd = JoinSet::new();
    let (count, mut counted) = tokio::sync::watch::channel(0);
    let count = std::sync::Arc::new(count);
    for _ in 0..600 {
        let (text, count) = (text.clone(), std::sync::Arc::clone(&count));
        crowd.spawn(async move {
            let mut stream = begun(address, &text).await;
            count.send_modify(|count| *count += 1);
            let _ = stream.read_to_end(&mut Vec::new()).await;
        });
    }
    counted.wait_for(|count| *count == 600).await.expect("all are connected");
    // Newcomers are let in meanwhile, and who is in a conversation stays.
    for _ in 0..5 {
        let answer = tokio::time::timeout(PATIENCE, Http(address).ask("GET", "/readyz", &[], "")).await;
        assert_eq!(answer.expect("in time").status, 200);
    }
    assert_eq!(VisitorClient::new(address, &origin).await.say("Jag med").await, 2);
    visitor.say("Är ni kvar?").await;
    tokio::time::timeout(PATIENCE, crowd.join_all()).await.expect("they are gone");
    assert!(!program.log().contains("could not be taken"), "{}", program.log());
}
