//! Drafts on disk: whose they are, who is offered them, and what happens to a damaged one.

use super::*;
use crate::domain::{Kind, RecordKey};

fn asker(session: u64, login: &str) -> Asker<'_> {
    Asker { session, login, admin: login == "admin", is_member: &|login| login != "gone" }
}

fn draft(text: &str) -> Draft {
    Draft {
        id: Uuid::from_u128(1),
        form: "household".into(),
        title: "Hộ mới".into(),
        about: Some(RecordKey { kind: Kind::Group, id: Uuid::from_u128(9) }),
        base: Some(3),
        fields: vec![DraftField { name: "address".into(), text: text.into() }],
        login: "somebody else".into(),
        at: 5,
    }
}

fn listed(drafts: &Drafts, asker: &Asker<'_>) -> Vec<Draft> {
    match drafts.act(DraftOp::List, asker).unwrap() {
        Answer::Drafts(drafts) => drafts,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_draft_is_offered_to_its_own_login_once_its_session_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let drafts = Drafts::open(folder.path()).unwrap();
    let (first, second, other) = (asker(1, "trinh"), asker(2, "trinh"), asker(3, "an"));
    for text in ["ấp", "ấp Quới An"] {
        drafts.act(DraftOp::Put(Box::new(draft(text))), &first).unwrap();
    }
    assert!(listed(&drafts, &second).is_empty());
    let id = Uuid::from_u128(1);
    assert_eq!(drafts.act(DraftOp::Take(id), &second), Err(Refusal::NotAllowed));

    drafts.free(1);
    let offered = listed(&drafts, &second);
    assert_eq!(offered, vec![Draft { login: "trinh".into(), ..draft("ấp Quới An") }]);
    assert!(listed(&drafts, &other).is_empty());
    for op in [DraftOp::Put(Box::new(draft("x"))), DraftOp::Take(id), DraftOp::Drop(id)] {
        assert_eq!(drafts.act(op, &other), Err(Refusal::NotAllowed));
    }

    assert_eq!(drafts.act(DraftOp::Take(id), &second).unwrap(), Answer::Drafts(offered));
    assert!(listed(&drafts, &first).is_empty());
    drafts.act(DraftOp::Drop(id), &second).unwrap();
    drafts.free(2);
    assert!(listed(&drafts, &first).is_empty());
    assert_eq!(drafts.act(DraftOp::Drop(id), &second), Ok(Answer::Done));
    assert_eq!(drafts.act(DraftOp::Take(id), &second), Err(Refusal::NotFound));
}

#[test]
fn a_draft_of_somebody_removed_from_staff_goes_to_an_administrator() {
    let folder = tempfile::tempdir().unwrap();
    let drafts = Drafts::open(folder.path()).unwrap();
    let id = |number| Uuid::from_u128(number);
    for (number, writer) in [(1, "gone"), (2, "trinh")] {
        let op = DraftOp::Put(Box::new(Draft { id: id(number), ..draft(writer) }));
        drafts.act(op, &asker(1, writer)).unwrap();
    }
    drafts.free(1);
    let offered = |login| listed(&drafts, &asker(2, login)).into_iter().map(|draft| draft.login).collect();
    let cases: [(&str, &[&str]); 4] =
        [("admin", &["gone"]), ("trinh", &["trinh"]), ("an", &[]), ("gone", &["gone"])];
    for (login, want) in cases {
        let logins: Vec<String> = offered(login);
        assert_eq!(logins, want, "{login}");
    }
    let admin = asker(3, "admin");
    assert_eq!(drafts.act(DraftOp::Take(id(2)), &admin), Err(Refusal::NotAllowed));
    assert!(drafts.act(DraftOp::Take(id(1)), &admin).is_ok());
    // Typed on by an administrator it is theirs.
    drafts.act(DraftOp::Put(Box::new(Draft { id: id(1), ..draft("typed on") })), &admin).unwrap();
    drafts.free(3);
    assert!(listed(&drafts, &asker(4, "gone")).is_empty());
    assert_eq!(listed(&drafts, &asker(4, "admin"))[0].fields[0].text, "typed on");
}

#[test]
fn a_draft_is_a_text_file_that_explains_itself() {
    let folder = tempfile::tempdir().unwrap();
    let drafts = Drafts::open(folder.path()).unwrap();
    drafts.act(DraftOp::Put(Box::new(draft("Quới An"))), &asker(1, "trinh")).unwrap();
    let path = folder.path().join("00000000-0000-0000-0000-000000000001.json");
    let text = std::fs::read_to_string(&path).unwrap();
    for part in
        ["\"form\": \"household\"", "\"login\": \"trinh\"", "\"text\": \"Quới An\"", "\"kind\": \"group\""]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_damaged_draft_is_offered_with_what_can_be_read_and_never_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("{}.json", Uuid::from_u128(1)));
    let kept = |number| std::fs::read_to_string(path.with_extension(format!("kept{number}"))).unwrap();
    let later_build =
        r#"{"form":{"v":2},"login":"trinh","fields":[{"name":"address","text":"Quới An"},{"text":7},3]}"#;
    std::fs::write(&path, later_build).unwrap();
    std::fs::write(folder.path().join("x.9.tmp"), "cut short").unwrap();
    let drafts = Drafts::open(folder.path()).unwrap();
    let trinh = asker(1, "trinh");
    let offered = listed(&drafts, &trinh);
    let texts: Vec<&str> = offered[0].fields.iter().map(|field| field.text.as_str()).collect();
    assert_eq!(texts, ["Quới An", "7"]);
    drafts.act(DraftOp::Put(Box::new(draft("typed on"))), &trinh).unwrap();
    assert_eq!(kept(1), later_build);
    drafts.free(1);
    assert_eq!(listed(&drafts, &trinh)[0].fields[0].text, "typed on");

    std::fs::write(&path, "{\"form\": \"househ").unwrap();
    assert!(listed(&drafts, &trinh).is_empty());
    let admin = asker(2, "admin");
    assert_eq!(listed(&drafts, &admin)[0].fields[0].text, "{\"form\": \"househ");
    drafts.act(DraftOp::Drop(Uuid::from_u128(1)), &admin).unwrap();
    assert_eq!(kept(2), "{\"form\": \"househ");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn drafts_go_to_a_successor_once_and_for_all() {
    let folder = tempfile::tempdir().unwrap();
    let drafts = Drafts::open(folder.path()).unwrap();
    let id = |number| Uuid::from_u128(number);
    let put = |number, asker: &Asker<'_>| {
        drafts.act(DraftOp::Put(Box::new(Draft { id: id(number), ..draft("ấp Quới An") })), asker)
    };
    let (hai, trinh, an) = (asker(1, "hai"), asker(2, "trinh"), asker(3, "an"));
    for (number, asker) in [(1, &hai), (2, &hai), (3, &trinh), (4, &an)] {
        put(number, asker).unwrap();
    }
    // One that cannot be read whole goes along, and is kept as it was too.
    std::fs::write(folder.path().join(format!("{}.json", id(5))), "{\"login\":\"hai\",\"fields\":[]}")
        .unwrap();
    assert_eq!(drafts.hand_over("hai", "trinh", 9).unwrap(), 3);
    assert_eq!(drafts.hand_over("hai", "trinh", 9).unwrap(), 0);
    drafts.free(2);
    let mut ids: Vec<Uuid> = listed(&drafts, &trinh).into_iter().map(|draft| draft.id).collect();
    ids.sort();
    assert_eq!(ids, [id(1), id(2), id(3), id(5)], "also those that a session of hai has open");
    assert_eq!(put(1, &hai), Err(Refusal::NotAllowed), "a screen that is about to end writes no more");
    assert!(put(1, &trinh).is_ok());
    let left = |ending: &str| {
        files(folder.path()).filter(|path| path.extension().is_some_and(|found| found == ending)).count()
    };
    assert_eq!((left("kept1"), left("tmp"), left("json")), (1, 0, 5));
    drafts.free(3);
    assert_eq!(listed(&drafts, &an).len(), 1);
}

#[test]
fn what_is_too_large_or_one_too_many_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let drafts = Drafts::open(folder.path()).unwrap();
    let (an, trinh) = (asker(1, "an"), asker(2, "trinh"));
    let put = |draft: Draft, asker: &Asker<'_>| drafts.act(DraftOp::Put(Box::new(draft)), asker);
    let long = "x".repeat(MOST_BYTES);
    let many = vec![DraftField { name: String::new(), text: String::new() }; MOST_BYTES / 8];
    for large in [
        draft(&long),
        Draft { title: long.clone(), ..draft("") },
        Draft { fields: vec![DraftField { name: long.clone(), text: String::new() }], ..draft("") },
        Draft { fields: many, ..draft("") },
    ] {
        assert_eq!(put(large, &an), Err(Refusal::TooMuch));
    }
    let numbered = |number: usize| Draft { id: Uuid::from_u128(number as u128), ..draft("x") };
    for number in 0..MOST_OF_A_LOGIN {
        put(numbered(number), &an).unwrap();
    }
    assert_eq!(put(numbered(MOST_OF_A_LOGIN), &an), Err(Refusal::TooMuch));
    put(numbered(7), &an).unwrap();
    put(numbered(MOST_OF_A_LOGIN), &trinh).unwrap();
    drafts.act(DraftOp::Drop(Uuid::from_u128(7)), &an).unwrap();
    put(numbered(MOST_OF_A_LOGIN + 1), &an).unwrap();
}

#[test]
fn once_they_are_closed_nothing_is_kept_and_what_is_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    let drafts = Drafts::open(folder.path()).unwrap();
    let an = asker(1, "an");
    drafts.act(DraftOp::Put(Box::new(draft("Số 154"))), &an).unwrap();
    drafts.close();
    let late = drafts.act(DraftOp::Put(Box::new(draft("Trần Văn Út"))), &an);
    assert_eq!(late, Err(Refusal::Stopping));
    drafts.free(1);
    assert_eq!(listed(&drafts, &an), vec![Draft { login: "an".into(), ..draft("Số 154") }]);
}
