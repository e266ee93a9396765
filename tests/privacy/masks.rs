//! Every sub-command, as a viewer, as a recorder and as an administrator: no digits, unless for a reason.

use std::process::Output;

use ndtq::client::Session;
use ndtq::protocol::{Answer, DraftOp};

use crate::home::until;

use super::{OLD_ID, PERSONAL_ID, PHONE, Told, said};

/// Sub-commands that ask nothing of the register, or hand all of it on to whoever keeps it; and `transfer`, which finds
/// what waits by the list that `transfers` prints, and says its number and its head.
const NOT_WALKED: [&str; 10] =
    ["serve", "stop", "demo", "backup", "restore", "help", "tell", "rescue", "ssh-session", "transfer"];

fn digits_in(output: &Output) -> Vec<&'static str> {
    // However they are grouped.
    let all: String = said(output).chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
    [PERSONAL_ID, OLD_ID, PHONE].into_iter().filter(|digits| all.contains(digits)).collect()
}

fn walked<'a>(person: &'a str, folder: &'a str) -> Vec<Vec<&'a str>> {
    let lines: [&[&str]; 45] = [
        &["find", "le thi sau"],
        &["find", "le thi sau", "--json"],
        &["find", "0917"],
        &["find", "quoi an", "--json"],
        &["show", "H-00001"],
        &["show", "H-00001", "--json"],
        &["show", person, "--json"],
        &["show", "J-01", "--json"],
        &["show", "D-00001", "--json"],
        &["log"],
        &["log", "--json"],
        &["log", "H-00001"],
        &["log", person, "--json"],
        &["log", "D-00001", "--json"],
        &["log", "--access"],
        &["log", "--access", "--json"],
        &["transfers"],
        &["transfers", "--json"],
        &["undo"],
        &["undo", "2"],
        &["undo", "3", "--json"],
        &["status"],
        &["status", "--json"],
        &["record", "contribution", "--household", "H-00001", "--project", "J-01", "--money", "5"],
        &["record", "contribution", "--household", "H-00001", "--project", "J-01", "--labour", "2.5"],
        &["import", folder],
        &["import", folder, "--dry-run"],
        &["export", "households", "--format", "csv"],
        &["export", "persons", "--format", "csv"],
        &["export", "persons", "--format", "jsonl"],
        &["export", "all", "--format", "jsonl"],
        &["check"],
        &["check", "--json"],
        &["person", "export", "H-00001"],
        &["person", "erase", person, "--reason", "theo đơn số 12"],
        &["person", "erase", person, "--reason", "theo đơn số 12", "--json"],
        &["request", "list", "--all"],
        &["request", "list", "--json"],
        &["staff", "list", "--json"],
        &["staff", "reach"],
        &["who", "--json"],
        &["read-only", "status", "--json"],
        &["doctor"],
        &["status", "--check"],
        &["status", "--check", "--json"],
    ];
    lines.into_iter().map(<[&str]>::to_vec).collect()
}

/// A table in which the id stands once more, and a row that cannot be read.
fn folder_to_import(told: &Told) -> String {
    let folder = told.home.path().join("nhap");
    std::fs::create_dir(&folder).unwrap();
    let columns =
        "person_id\thousehold_id\tfull_name\tsex\tbirth_year\tpersonal_id_SYNTHETIC\trelation\tresidence";
    let rows = format!("P-1\tH-1\tAi Đó\tM\t1990\t{PERSONAL_ID}\thead\tpermanent\nP-2\tH-1\tAi Đó\tX\n");
    std::fs::write(folder.join("persons.tsv"), format!("{columns}\n{rows}")).unwrap();
    folder.display().to_string()
}

#[test]
fn no_sub_command_tells_digits_but_for_a_reason() {
    let told = Told::new();
    let (person, folder) = (told.person.0.to_string(), folder_to_import(&told));
    let lines = walked(&person, &folder);
    for name in sub_commands(&told) {
        let seen = lines.iter().any(|line| line[0] == name) || NOT_WALKED.contains(&name.as_str());
        assert!(seen, "{name}: walk it here, or say why it is not");
    }
    let mut answered = 0;
    for login in [Some("xem"), Some("ghi"), None] {
        for line in &lines {
            let output = told.run(login, line);
            assert_eq!(digits_in(&output), Vec::<&str>::new(), "{login:?} {line:?}: {}", said(&output));
            answered += u32::from(output.status.success());
        }
    }
    // Refusals alone would say nothing either.
    assert!(answered > 50, "{answered}");
    let log = std::fs::read_to_string(told.home.path().join("log/service.log")).unwrap();
    for digits in [PERSONAL_ID, OLD_ID, PHONE] {
        assert!(!log.contains(digits), "{log}");
    }
}

fn sub_commands(told: &Told) -> Vec<String> {
    let help = said(&told.run(None, &["--help"]));
    let (_, after) = help.split_once("Commands:\n").unwrap();
    let names = after.lines().take_while(|line| !line.trim().is_empty());
    let names: Vec<String> =
        names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    assert!(names.len() > 12, "{help}");
    names
}

#[test]
fn who_gives_a_reason_sees_them_and_the_reason_has_none_itself() {
    let told = Told::new();
    let person = told.person.0.to_string();
    let reason = format!("đối chiếu CCCD {PERSONAL_ID}, gọi {PHONE}");
    let lines: [(&[&str], usize); 4] = [
        (&["show", "H-00001", "--unmask", &reason], 3),
        (&["export", "persons", "--format", "jsonl", "--unmask", &reason], 2),
        (&["person", "export", &person, "--reason", &reason], 3),
        (&["person", "export", &person, "--reason", &reason, "--format", "html"], 3),
    ];
    for (line, count) in lines {
        let refused = told.run(Some("xem"), line);
        assert_eq!((refused.status.code(), digits_in(&refused)), (Some(1), vec![]), "{line:?}");
        let shown = told.run(Some("ghi"), line);
        assert_eq!(
            (shown.status.code(), digits_in(&shown).len()),
            (Some(0), count),
            "{line:?}: {}",
            said(&shown)
        );
    }
    for entry in std::fs::read_dir(told.home.path().join("access")).unwrap() {
        let log = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(
            log.contains("đối chiếu CCCD ***") && !log.contains(PERSONAL_ID) && !log.contains(PHONE),
            "{log}"
        );
    }
}

#[test]
fn an_unfinished_form_is_offered_to_nobody_else() {
    let told = Told::new();
    let offered = |login: &str| {
        let mut session = Session::connect(&told.home.as_login(login)).unwrap();
        match session.draft(DraftOp::List).unwrap() {
            Answer::Drafts(drafts) => drafts.len(),
            other => panic!("{other:?}"),
        }
    };
    // Once the session that typed them is gone they are offered to whoever typed them.
    until("the forms", || (offered("ghi") == 3).then_some(()));
    assert_eq!(offered("xem"), 0);
}
