//! A backup and the way back, with the real program: what an administrator does on the day after a crash.

use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::support::{Program, VisitorClient};

fn start(data: &Path) -> Program {
    Program::start(data, |command| {
        command.env("VAGLEDARE__KNOWLEDGE__DIR", Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge"));
    })
}

/// Runs a command on the data; gives what it says and whether all was well.
fn run(command: &str, file: &Path, data: &Path) -> (bool, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_vagledare"));
    let output = program.arg(command).arg(file).arg("--data").arg(data).output().expect("the program runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).expect("text"))
}

async fn texts_of(program: &Program, key: &str) -> Vec<String> {
    let hello = json!({"type": "hello", "key": key, "last_seq": 0});
    let mut visitor = VisitorClient::hello(program.address, &program.origin(), hello).await;
    let last = visitor.welcome["seq"].as_u64().expect("a number");
    let frame = visitor.until("the last entry", |it| it["type"] == "entry" && it["seq"] == last).await;
    let entries = visitor.kept().chain([&frame]).filter(|it| it["author"]["kind"] == "visitor");
    entries.map(|it| it["text"].as_str().expect("a text").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_is_there_again_after_a_backup_a_crash_and_a_restore() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy.sqlite"));
    let database = data.join("vagledare.sqlite");
    let mut program = start(&data);
    let mut visitor = VisitorClient::new(program.address, &program.origin()).await;
    visitor.say("Före kopian").await;
    let key = visitor.key().to_owned();
    let (copied, said) = run("backup", &copy, &data);
    assert!(copied && said.contains("was checked"), "{said}");
    visitor.say("Efter kopian").await;
    let (refused, said) = run("restore", &copy, &data);
    assert!(!refused && said.contains("another process uses") && said.contains("stop it first"), "{said}");
    program.kill();
    assert!(std::fs::metadata(data.join("vagledare.sqlite-wal")).expect("a log").len() > 0, "a crash leaves its log");
    // The disk has kept half of the file.
    let file = std::fs::OpenOptions::new().write(true).open(&database).expect("the file");
    file.set_len(file.metadata().expect("a length").len() / 2).expect("cut");

    let (restored, said) = run("restore", &copy, &data);
    assert!(restored && said.contains("1 conversations, the newest entry is from 2"), "{said}");
    assert!(said.contains("vagledare.sqlite.before-"), "{said}");
    let program = start(&data);
    assert_eq!(texts_of(&program, &key).await, ["Före kopian"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_does_not_start_on_what_is_not_whole_and_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy.sqlite"));
    let mut program = start(&data);
    let mut visitor = VisitorClient::new(program.address, &program.origin()).await;
    visitor.say("Före kopian").await;
    let key = visitor.key().to_owned();
    assert!(run("backup", &copy, &data).0);
    program.kill();
    let serve = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vagledare"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data);
        let output = command.output().expect("the program runs");
        assert!(!output.status.success());
        String::from_utf8(output.stderr).expect("text")
    };
    // The copy put in place by hand, beside the log of the crash.
    std::fs::copy(&copy, data.join("vagledare.sqlite")).expect("put there");
    let said = serve();
    assert!(said.contains("vagledare.sqlite-wal is not the log of") && said.contains("vagledare restore"), "{said}");
    assert!(run("restore", &copy, &data).0);
    drop(start(&data));
    // A kill leaves a log that holds little; the file has lost its end.
    let file = std::fs::OpenOptions::new().write(true).open(data.join("vagledare.sqlite")).expect("the file");
    file.set_len(file.metadata().expect("a length").len() - 4_096).expect("cut");
    let said = serve();
    assert!(said.contains("has lost its end") && said.contains("vagledare restore FILE"), "{said}");
    let (copied, said) = run("backup", &folder.path().join("late.sqlite"), &data);
    assert!(!copied && said.contains("has lost its end"), "{said}");
    let (_, said) = run("restore", &copy, &data);
    assert!(said.contains("1 conversations"), "{said}");
    assert_eq!(texts_of(&start(&data), &key).await, ["Före kopian"]);
}
