//! Promise 10: however many sign in at once, hashing takes the memory of as many hashes as run at once, and gives it back.

use std::time::Duration;

use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::support::{Http, Program};

const AT_ONCE: usize = 50;
/// Two hashes of 19 MiB, and what fifty connections take.
const MORE_KIB: u64 = 45 * 1024;
/// What stays of fifty connections, threads and pages of the program that were not used before.
const STAYS_KIB: u64 = 12 * 1024;

fn status_kib(program: &Program, field: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.id())).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix(field)).expect("the figure");
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Does something and gives what the process had before, at most, and at the end of ten seconds at the latest, in KiB.
async fn memory_of(program: &Program, what: &str, work: impl Future<Output = ()>) {
    let before = status_kib(program, "VmRSS");
    // The high-water mark begins anew.
    std::fs::write(format!("/proc/{}/clear_refs", program.id()), "5").expect("the process is ours");
    work.await;
    let peak = status_kib(program, "VmHWM");
    let mut after = status_kib(program, "VmRSS");
    for _ in 0..100 {
        if after <= before + STAYS_KIB {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        after = status_kib(program, "VmRSS");
    }
    println!("{what}: {before} KiB before, {peak} KiB at most, {after} KiB afterwards");
    assert!(peak <= before + MORE_KIB, "{what}: {before} KiB rose to {peak} KiB");
    assert!(after <= before + STAYS_KIB, "{what}: {before} KiB were still {after} KiB after ten seconds");
}

async fn sign_in(address: std::net::SocketAddr, name: String, password: String) -> u16 {
    let origin = format!("http://{address}");
    let body = json!({"name": name, "password": password}).to_string();
    let headers = [("origin", origin.as_str()), ("content-type", "application/json")];
    Http(address).ask("POST", "/api/session", &headers, &body).await.status
}

async fn all_sign_in(program: &Program, name: fn(usize) -> String, password: &str, expected: u16) {
    let address = program.address;
    let asked: JoinSet<u16> = (0..AT_ONCE).map(|number| sign_in(address, name(number), password.to_owned())).collect();
    assert_eq!(asked.join_all().await, [expected; AT_ONCE]);
}

/// Sends the request, and is gone before the answer.
async fn hang_up(address: std::net::SocketAddr) {
    let body = json!({"name": "anna", "password": "jag hinner inte vänta"}).to_string();
    let mut stream = TcpStream::connect(address).await.expect("the server listens");
    let head = format!("POST /api/session HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n");
    let request = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).await.expect("the request is taken");
    tokio::time::sleep(Duration::from_millis(20)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_sign_ins_at_once_take_the_memory_of_two_and_give_it_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = Program::start(folder.path(), |command| {
        command
            .env("VAGLEDARE__STAFF__SIGN_IN_ATTEMPTS_PER_NAME", "10000")
            .env("VAGLEDARE__STAFF__SIGN_IN_ATTEMPTS_PER_NAME_ELSEWHERE", "10000")
            .env("VAGLEDARE__STAFF__SIGN_IN_ATTEMPTS_PER_ADDRESS", "10000");
    });
    program.add_staff("anna", "agent");
    let wrong = "fel lösenord, och långt";
    memory_of(&program, "wrong passwords", all_sign_in(&program, |_| "anna".into(), wrong, 401)).await;
    memory_of(&program, "names of nobody", all_sign_in(&program, |number| format!("ingen{number}"), wrong, 401)).await;
    let right = Program::password();
    memory_of(&program, "right passwords", all_sign_in(&program, |_| "Anna".into(), right, 200)).await;
    let hanging_up = async {
        let all: JoinSet<()> = (0..AT_ONCE).map(|_| hang_up(program.address)).collect();
        all.join_all().await;
        // Whatever was left behind is done when somebody gets a turn.
        assert_eq!(sign_in(program.address, "anna".into(), right.into()).await, 200);
    };
    memory_of(&program, "those who hang up", hanging_up).await;
}
