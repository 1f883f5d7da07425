use std::time::Duration;

use crate::store::{
    append, beside, conversations, crisis, disposal, files, gaps, open, places, receipts, staff, trust,
};

#[test]
fn every_statement_fits_the_tables() {
    let dir = tempfile::tempdir().expect("a directory");
    let (db, _hold) = open::writer(&dir.path().join("store"), Duration::ZERO, true).expect("a new store");
    let statements = [
        append::FIND,
        append::BEGIN,
        append::GO_ON,
        append::MOVE,
        append::ENTRY,
        append::CONTENT,
        append::ASIDE,
        append::HELD,
        append::BY_REPLY,
        append::AWAIT,
        append::AWAIT_NO_MORE,
        beside::NUMBER,
        beside::ASIDE_BEFORE,
        beside::RATE,
        beside::IS_ANSWER,
        beside::IS_ANSWER,
        beside::HELPED,
        beside::ALL_HELPED,
        beside::SCORE,
        beside::KEEP_PAGE,
        beside::PAGE,
        conversations::BY_ID,
        conversations::BY_KEY,
        conversations::AT_DESK,
        conversations::MORNING,
        conversations::SILENT,
        conversations::LOG,
        conversations::LOG_ROWS,
        conversations::LOG_ROW,
        conversations::UNREAD,
        conversations::LAST_SAID,
        conversations::ASIDES,
        conversations::NOTE_ROWS,
        conversations::NOTE_ROW,
        conversations::HANDED_OVER,
        conversations::FIRST_TEXT,
        conversations::TEXT_BEFORE,
        conversations::DANGER_TOLD,
        conversations::QUESTION,
        conversations::UNANSWERED,
        conversations::NOT_OWED,
        conversations::CLIENTS,
        crisis::PUT_UP,
        crisis::PUT_UP_AS,
        crisis::WITHDRAW,
        crisis::LAST,
        disposal::ERASED,
        disposal::DUE,
        disposal::COUNT_DUE,
        disposal::PROTOCOL,
        disposal::READ_PROTOCOL,
        files::FILE_BEFORE,
        files::FILES,
        files::KEEP_FILE,
        files::FILE,
        files::DROP_FILE,
        gaps::QUESTIONS,
        gaps::HANDLE,
        gaps::REOPEN,
        gaps::PUT_ASIDE,
        gaps::BRING_BACK,
        places::KNOWS,
        places::SEEN,
        places::FORGET,
        receipts::GIVE,
        receipts::BY_RECEIPT,
        trust::TRUST,
        trust::KEEP_TRUST,
        trust::NEWEST,
        staff::BEGIN_NO_LATER,
        staff::BY_ID,
        staff::NAMES,
        staff::LIST,
        staff::ADD,
        staff::DISABLE,
        staff::ENABLE,
        staff::SET_ROLES,
        staff::SET_PASSWORD,
        staff::RENEW_PASSWORD,
        staff::REMOVE_DEMO,
        staff::BEGIN_SESSION,
        staff::SESSION,
        staff::TOUCH,
        staff::END_SESSION,
        staff::END_SESSIONS_OF,
        staff::END_EXPIRED,
    ];
    for sql in statements.into_iter().chain(disposal::ERASE).chain(disposal::DELETE) {
        if let Err(error) = db.prepare(sql) {
            panic!("{error}: {sql}");
        }
    }
}

#[test]
fn no_statement_of_every_day_reads_a_whole_table() {
    let dir = tempfile::tempdir().expect("a directory");
    let (db, _hold) = open::writer(&dir.path().join("store"), Duration::ZERO, true).expect("a new store");
    let every_day = [
        append::FIND,
        append::HELD,
        append::BY_REPLY,
        append::AWAIT,
        append::AWAIT_NO_MORE,
        conversations::BY_KEY,
        conversations::AT_DESK,
        conversations::MORNING,
        conversations::SILENT,
        conversations::LOG,
        conversations::LOG_ROWS,
        conversations::LOG_ROW,
        conversations::UNREAD,
        conversations::NOTE_ROWS,
        conversations::NOTE_ROW,
        conversations::HANDED_OVER,
        conversations::ASIDES,
        conversations::CLIENTS,
        conversations::UNANSWERED,
        conversations::LAST_SAID,
        conversations::FIRST_TEXT,
        conversations::TEXT_BEFORE,
        conversations::DANGER_TOLD,
        conversations::QUESTION,
        disposal::DUE,
        beside::IS_ANSWER,
        beside::HELPED,
        beside::ALL_HELPED,
        beside::SCORE,
        beside::SCORE,
        files::FILE_BEFORE,
        files::FILES,
        files::FILE,
        files::DROP_FILE,
        gaps::QUESTIONS,
        receipts::GIVE,
        receipts::BY_RECEIPT,
    ];
    for sql in every_day.into_iter().chain(disposal::ERASE).chain(disposal::DELETE) {
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a plan");
        let count = statement.parameter_count();
        let nothing = rusqlite::params_from_iter(std::iter::repeat_n(rusqlite::types::Null, count));
        let plan = statement.query_map(nothing, |row| row.get::<_, String>(3)).expect("a plan");
        for step in plan.map(|step| step.expect("a step")) {
            // A log on the way back is as long as the conversation.
            let short = step.contains("INDEX entry_awaits_reply")
                || ["SCAN back", "SCAN CONSTANT ROW"].contains(&step.as_str());
            assert!(!step.starts_with("SCAN") || short, "{step}: {sql}");
        }
    }
}
