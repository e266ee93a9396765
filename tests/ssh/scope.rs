//! Two staff of different hamlets, each with a key of their own, at one register.

use serde_json::Value;

use crate::home::LONG;
use crate::server::{Said, Server};

fn done(said: Said) -> String {
    assert_eq!(said.code, 0, "{}", said.notes);
    said.lines
}

/// Trinh looks after Quới An, Hai after Long Thới; both see nothing of the other.
fn start(test: &str) -> Option<Server> {
    let server = Server::start(test)?;
    for (login, place) in [("trinh", "Quới An"), ("hai", "Long Thới"), ("xem", "Quới An")] {
        let said = server.home.run(&["staff", "edit", login, "--scope", place]);
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }
    Some(server)
}

fn gift(number: u32, household: &str) -> String {
    format!(
        "contribution_id\tproject_id\thousehold_or_sponsor\tkind\tqty\tunit\tvalued_vnd\tdate\n\
         SSH-{number}\tJ-01\t{household}\tmoney\t500000\tvnd\t500000\t2023-04-19\n"
    )
}

#[test]
fn each_finds_shows_exports_and_imports_their_own() {
    let Some(server) = start("staff of two hamlets over ssh") else { return };
    let desk = |login: &'static str, own: &'static str, other: &'static str, places: [&'static str; 2]| {
        let server = &server;
        move || {
            let [here, there] = places;
            let found = |words: &[&str]| -> Vec<Value> {
                let said = server.ask(login, &[&["find"], words, &["--json", "--limit", "200"]].concat());
                serde_json::from_str(if said.lines.is_empty() { "[]" } else { &said.lines }).unwrap()
            };
            let hamlets: Vec<Value> =
                found(&["nguyen"]).into_iter().map(|row| row["hamlet"].clone()).collect();
            assert!(!hamlets.is_empty() && hamlets.iter().all(|hamlet| hamlet == here), "{hamlets:?}");
            assert_eq!((found(&[own]).len(), found(&[other]).len()), (1, 0));
            assert!(done(server.ask(login, &["show", own])).contains(here));
            for asked in [["show", other], ["log", other]] {
                let said = server.ask(login, &asked);
                assert_eq!((said.code, said.lines.as_str()), (1, ""), "{asked:?}");
                assert!(said.notes.contains(there) && said.notes.contains("ngoài địa bàn"), "{}", said.notes);
            }
            let sheet = done(server.ask(login, &["export", "households", "--format", "csv"]));
            let status: Value =
                serde_json::from_str(&done(server.ask(login, &["status", "--json"]))).unwrap();
            assert_eq!(status["hamlets"], 1);
            let ended = sheet.lines().skip(1).filter(|line| !line.ends_with(',')).count();
            let listed = sheet.lines().count() - 1 - ended;
            assert_eq!(status["households"], listed);
            assert!(sheet.contains(own) && !sheet.contains(other) && !sheet.contains(there));
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(desk("trinh", "H-02054", "H-00001", ["Quới An", "Long Thới"]));
        scope.spawn(desk("hai", "H-00001", "H-02054", ["Long Thới", "Quới An"]));
    });
    let before = server.seq();
    let import = |login, text: String| {
        server.give(login, &["import", "-", "--kind", "contributions"], text.as_bytes())
    };
    let refused = import("trinh", gift(1, "H-00001"));
    assert_eq!((refused.code, server.seq()), (1, before), "{}", refused.lines);
    let taken = import("trinh", gift(2, "H-02054"));
    assert_eq!((taken.code, server.seq()), (0, before + 1), "{}", taken.notes);
    let log = done(server.ask("trinh", &["log", "--limit", "1"]));
    assert!(log.contains("  trinh  "), "{log}");
    assert!(!done(server.ask("hai", &["log", "--limit", "1"])).contains("  trinh  "));
}

#[test]
fn a_viewer_who_guesses_digits_is_stopped_and_written_down() {
    let Some(mut server) = start("guessing digits over ssh") else { return };
    server.stay_connected("xem");
    // Eleven of twelve digits, one guess after the other: nothing is found by a part of them.
    let mut stopped = 0;
    for tail in 0..40 {
        let said = server.ask("xem", &["find", &format!("0000740{tail:04}")]);
        assert_eq!((said.code, said.lines.as_str()), (1, ""), "{tail}");
        stopped += u32::from(said.notes.contains("Tra theo số nhiều quá"));
    }
    assert!(stopped >= 10, "{stopped}");
    let refusals = server.refusals_of("xem");
    assert!(refusals.iter().any(|why| why == "Find"), "{refusals:?}");
    assert!(!refusals.iter().any(|why| why.contains("0000")), "no digits are kept: {refusals:?}");
}

#[test]
fn screens_of_somebody_suspended_end_at_once_with_a_sentence() {
    let Some(server) = Server::with_terminals("screens of somebody suspended") else { return };
    let mut screens = server.screens("hai");
    screens.wait_text("TRA CỨU");
    let said = server.home.run(&["staff", "suspend", "hai", "--successor", "trinh"]);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    screens.wait_text("Tài khoản hai vừa được ngưng");
    assert_eq!(screens.wait_exit(LONG).code(), Some(1));
    let said = server.ask("hai", &["find", "an"]);
    assert_eq!(said.code, 1);
    assert!(said.notes.contains("không có (hay không còn) trong danh sách cán bộ"), "{}", said.notes);
}
