//! What is installed beside the program fits it: the units are as closed as each other and the copy's command line works, the
//! proxy lets through what the server takes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use vagledare::config::Settings;

use crate::support::Program;

fn packaged(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/packaging").join(name);
    std::fs::read_to_string(path).expect("it is packaged")
}

/// The lines of a unit's section, with those that go on after a backslash joined.
fn section(unit: &str, name: &str) -> Vec<(String, String)> {
    let joined = unit.replace("\\\n", " ");
    let of = joined.lines().skip_while(|line| *line != format!("[{name}]")).skip(1);
    let lines = of.take_while(|line| !line.starts_with('[')).filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('=')).map(|(key, value)| (key.into(), value.trim().into())).collect()
}

/// What a unit may do and need not say the same of: what it is for, and when.
const OF_ITS_OWN: [&str; 13] = [
    "Type",
    "ExecStart",
    "ExecStartPre",
    "Restart",
    "RestartSec",
    "TimeoutStopSec",
    "LimitNOFILE",
    "StateDirectory",
    "WorkingDirectory",
    // The copy is closed further: no network at all, and one folder of the data.
    "PrivateNetwork",
    "ReadWritePaths",
    "RestrictAddressFamilies",
    "Environment",
];

#[test]
fn the_copy_is_as_closed_in_as_the_server() {
    let closed = |unit: &str| -> BTreeSet<(String, String)> {
        section(&packaged(unit), "Service").into_iter().filter(|(key, _)| !OF_ITS_OWN.contains(&key.as_str())).collect()
    };
    let (server, copy) = (closed("vagledare.service"), closed("vagledare-backup.service"));
    assert!(server.len() > 20, "{server:?}");
    assert_eq!(server, copy);
    let copy = section(&packaged("vagledare-backup.service"), "Service");
    let value = |name: &str| copy.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    assert_eq!(value("PrivateNetwork"), Some("yes"));
    assert_eq!(value("RestrictAddressFamilies"), Some("AF_UNIX"));
}

/// The unit's own line, as systemd hands it to the shell, for a program and a folder of the test.
fn command_line(unit: &str, folder: &Path) -> Vec<String> {
    let service = section(unit, "Service");
    let (_, line) = service.iter().find(|(key, _)| key == "ExecStart").expect("a command");
    let (shell, script) = line.split_once(" -c '").expect("a shell's line");
    let script = script.strip_suffix('\'').expect("its end").replace("$$", "$").replace("%%", "%");
    let program = env!("CARGO_BIN_EXE_vagledare");
    let script = script.replace("/usr/local/bin/vagledare", program);
    let script = script.replace("/etc/vagledare/vagledare.toml", &folder.join("vagledare.toml").display().to_string());
    vec![shell.to_owned(), "-c".to_owned(), script]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_units_command_line_copies_a_running_servers_database_each_day_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = Program::start(folder.path(), |_| {});
    // As it is installed: the configuration names the data, and systemd has made the folder for the copies.
    let config = packaged("vagledare.toml").replace("/var/lib/vagledare", &folder.path().display().to_string());
    std::fs::write(folder.path().join("vagledare.toml"), config).expect("a configuration");
    std::fs::create_dir(folder.path().join("backup")).expect("a folder");
    let line = command_line(&packaged("vagledare-backup.service"), folder.path());
    let copies = || -> Vec<PathBuf> {
        std::fs::read_dir(folder.path().join("backup")).expect("read").map(|it| it.expect("a file").path()).collect()
    };
    // What an attempt that was cut off has left is in nobody's way, and the copy of a week ago makes room.
    std::fs::write(folder.path().join("backup/new.sqlite"), "half").expect("written");
    for _ in 0..2 {
        let ran = Command::new(&line[0]).args(&line[1..]).current_dir(folder.path()).output().expect("a shell");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let [copy] = &copies()[..] else { panic!("{:?}", copies()) };
        let day = copy.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(["1", "2", "3", "4", "5", "6", "7"].iter().any(|it| day == format!("{it}.sqlite")), "{day}");
        let db = rusqlite::Connection::open(copy).expect("a database");
        let whole: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("checked");
        assert_eq!(whole, "ok");
    }
    drop(program);
    std::fs::remove_file(folder.path().join("vagledare.sqlite")).expect("gone");
    let ran = Command::new(&line[0]).args(&line[1..]).current_dir(folder.path()).output().expect("a shell");
    assert!(!ran.status.success(), "a copy that fails is seen");
    assert_eq!(copies().len(), 1, "and the one that there was is still there");
}

#[test]
fn the_proxy_lets_the_largest_file_through() {
    let nginx = packaged("nginx.conf");
    let said = nginx.lines().find_map(|line| line.trim().strip_prefix("client_max_body_size ")?.strip_suffix("m;"));
    let megabytes: usize = said.expect("the proxy's own limit is a megabyte").parse().expect("a number");
    let taken = Settings::load(None, []).expect("the defaults hold").files.max_bytes;
    assert!((taken..taken * 2).contains(&(megabytes * 1_048_576)), "{megabytes} MB for {taken} bytes");
}
