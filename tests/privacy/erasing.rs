//! An erasure as an administrator does it, and what a grep over the whole home finds afterwards.

use std::io::Read;
use std::path::{Path, PathBuf};

use ndtq::client::Session;
use ndtq::domain::{Kind, RecordKey};
use ndtq::protocol::{Draft, DraftField, DraftOp};
use serde_json::Value;
use uuid::Uuid;

use super::{NAME, OLD_ID, PERSONAL_ID, Told, said};
use crate::home::Home;

/// Every file below a folder that has a text, as it is or unpacked.
fn holding(dir: &Path, what: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        if kind.is_dir() {
            found.extend(holding(&path, what));
        } else if kind.is_file() && has(&std::fs::read(&path).unwrap(), what) {
            found.push(path);
        }
    }
    found
}

fn has(bytes: &[u8], what: &str) -> bool {
    // A snapshot has a header before what is packed.
    let unpacked = [0, 114].into_iter().filter_map(|start| bytes.get(start..)).map(|packed| {
        let mut unpacked = Vec::new();
        let _ = flate2::read::MultiGzDecoder::new(packed).read_to_end(&mut unpacked);
        unpacked
    });
    let finds = |bytes: &[u8]| bytes.windows(what.len()).any(|part| part == what.as_bytes());
    finds(bytes) || unpacked.collect::<Vec<_>>().iter().any(|bytes| finds(bytes))
}

fn json(told: &Told, line: &[&str]) -> Value {
    let output = told.run(None, line);
    assert!(output.status.success(), "{line:?}: {}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn an_administrator_erases_a_person() {
    let told = Told::new();
    let home = told.home.path().to_owned();
    let person = told.person.0.to_string();
    let backup = tempfile::tempdir().unwrap();
    let backup_file = backup.path().join("so.ndtq").display().to_string();
    assert!(told.run(None, &["backup", &backup_file]).status.success());
    let request = ["request", "add", "erase", "--by", NAME, "--person", &person, "--note", "đơn số 12"];
    assert!(told.run(Some("ghi"), &request).status.success());
    let before = json(&told, &["status", "--json"]);
    for secret in [NAME, PERSONAL_ID, OLD_ID] {
        assert!(!holding(&home, secret).is_empty(), "{secret} is to be found before it is erased");
    }

    let erase = ["person", "erase", &person, "--reason", "theo đơn số 12", "--request", "1"];
    let asked = told.run(None, &erase);
    assert_eq!(asked.status.code(), Some(1), "nobody said yes: {}", said(&asked));
    assert!(said(&asked).contains(NAME) && !holding(&home, NAME).is_empty());
    for login in ["ghi", "xem"] {
        assert_eq!(
            told.run(Some(login), &[&erase[..], &["--yes"]].concat()).status.code(),
            Some(1),
            "{login}"
        );
    }
    let named = ["person", "erase", &person, "--reason", "đơn của Lê Thị Sáu", "--yes"];
    assert!(said(&told.run(None, &named)).contains("không nêu tên"));
    let done = told.run(None, &[&erase[..], &["--yes"]].concat());
    assert!(done.status.success(), "{}", said(&done));
    assert!(said(&done).contains("erased.txt") && said(&done).contains("Y-00001"), "{}", said(&done));

    nothing_is_left(&told, &home, &before);
    nothing_comes_back(&told, &home, &backup_file);
}

fn nothing_is_left(told: &Told, home: &Path, before: &Value) {
    for secret in [NAME, "LÊ THỊ SÁU", PERSONAL_ID, OLD_ID] {
        assert_eq!(holding(home, secret), Vec::<PathBuf>::new(), "{secret}");
    }
    assert!(!holding(home, "Nguyễn Văn Bông").is_empty(), "who witnessed beside her stays");
    assert!(!holding(home, "Đỗ Văn Khác").is_empty(), "what is typed about somebody else stays");
    let after = json(told, &["status", "--json"]);
    for figure in ["households", "persons", "contributions", "contributions_valued_vnd"] {
        assert_eq!(before[figure], after[figure], "{figure}");
    }
    let person = told.person.0.to_string();
    let other = told.other.0.to_string();
    for line in [
        &["show", "H-00001"][..],
        &["show", "H-00001", "--json"],
        &["log", "H-00001"],
        &["log", &person, "--json"],
        &["export", "all", "--format", "jsonl"],
        &["person", "export", &person],
        &["request", "list", "--all"],
        &["find", "tran van ut"],
    ] {
        let output = told.run(None, line);
        assert!(output.status.success(), "{line:?}: {}", said(&output));
        assert!(said(&output).contains("(đã ẩn danh)"), "{line:?}: {}", said(&output));
    }
    assert!(
        !said(&told.run(None, &["person", "export", &other])).contains("ẩn danh"),
        "a file has no others"
    );
    let requests = json(told, &["request", "list", "--all", "--json"]);
    let request = &requests[0]["request"];
    assert_eq!((request["kind"].as_str(), request["note"].as_str()), (Some("erase"), Some("theo đơn số 12")));
    assert_eq!(request["ended"]["outcome"], "done");
    assert!(told.run(None, &["check", "--deep"]).status.success());
    let again = told.run(None, &["person", "erase", &person, "--reason", "theo đơn", "--yes"]);
    assert_eq!(again.status.code(), Some(1), "{}", said(&again));
}

fn nothing_comes_back(told: &Told, home: &Path, backup: &str) {
    // A form that was open all the while goes on typing into the service.
    let mut session = Session::connect(&told.home.as_login("ghi")).unwrap();
    let about = RecordKey { kind: Kind::Person, id: told.person.0 };
    let field = DraftField { name: "full_name".into(), text: NAME.into() };
    let draft = Draft {
        id: Uuid::from_u128(1),
        form: "person".into(),
        title: NAME.into(),
        about: Some(about),
        base: Some(1),
        fields: vec![field],
        login: String::new(),
        at: 2,
    };
    session.draft(DraftOp::Put(Box::new(draft))).unwrap();
    assert_eq!(holding(home, NAME), Vec::<PathBuf>::new());

    // A backup from before the erasure, restored with the list of what was erased.
    let other = Home::new();
    let list = home.join("data/erased.txt").display().to_string();
    let restored = other.run(&["restore", backup, "--erased", &list]);
    assert!(restored.status.success(), "{}", said(&restored));
    for secret in [NAME, PERSONAL_ID, OLD_ID] {
        assert_eq!(holding(other.path(), secret), Vec::<PathBuf>::new(), "{secret}");
    }
    assert!(!holding(other.path(), "Nguyễn Văn Bông").is_empty());
}
