//! Staff from the command line: accounts, keys, and what passes on when somebody leaves. The real program and service.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

#[path = "support/home.rs"]
mod home;

use std::fs;
use std::path::PathBuf;

use home::Home;
use ndtq::client::{CallError, ConnectError, Session};
use ndtq::domain::{Choice, Note, NoteAbout, NoteId, ProjectId, StaffRole};
use ndtq::protocol::{Answer, Command, Draft, DraftField, DraftOp, Query, Refusal};
use serde_json::Value;
use uuid::Uuid;

const AN: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKhaFoiHR1Z8Ls+0Q+UKU9qK/Kd/CLssvmAqKvnE3LGX";
const HAI: &str = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBG0uykkbqgziAyDWscAK/1GzZorxFJ89LhCQigRdIKlhZyUjr5eiOeyFyEqvMfOu0ziznrGW6cIjOaihyJM9gYE=";
const RSA_1024: &str = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQCgQk7OO08q2Yhhb5jRk9Uhayo5y2r3biNjJ9BqjIiUE5hHF8jvbKd3O6Db0qzEA3iwnrpwRx6Ht/DrbDmJaa2HG577WSqIBV/BxKG1HHehToPJLWns0FuJYiGu9jwxvIzcKpOMA+eqy4k4EvIOksufDJWhQ7OkqG2w3qUqzxJCRQ==";

/// A register with a commune, and a personal folder whose keys are no real account's.
struct Office {
    home: Home,
    personal: tempfile::TempDir,
}

struct Said {
    code: i32,
    lines: String,
    notes: String,
}

impl Office {
    fn new() -> Office {
        let office = Office { home: Home::new(), personal: tempfile::tempdir().unwrap() };
        let folder = office.file("commune", None);
        fs::create_dir(&folder).unwrap();
        let units = "unit_id\tkind\tname\tparent\nU-1\txã\tLong Bình\t\nU-2\tấp\tQuới An\tU-1\nU-3\tấp\tKhánh Lộc\tU-1\n";
        fs::write(folder.join("units.tsv"), units).unwrap();
        let groups = "group_id\thamlet\tnumber\nG-1\tU-2\t5\nG-2\tU-2\t6\n";
        fs::write(folder.join("groups.tsv"), groups).unwrap();
        office.done(&["import", &folder.display().to_string()]);
        office
    }

    /// A file in the personal folder, with a text when one is given.
    fn file(&self, name: &str, text: Option<&str>) -> PathBuf {
        let path = self.personal.path().join(name);
        if let Some(text) = text {
            fs::write(&path, text).unwrap();
        }
        path
    }

    fn key_file(&self, text: &str) -> String {
        self.file("key.pub", Some(text)).display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let mut process = self.home.process(arguments);
        process.env("HOME", self.personal.path()).env("NDTQ_LANG", "en").env_remove("NDTQ_SOCKET");
        let output = process.output().unwrap();
        Said {
            code: output.status.code().unwrap_or(-1),
            lines: String::from_utf8(output.stdout).unwrap(),
            notes: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn done(&self, arguments: &[&str]) -> Said {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.notes);
        said
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!((said.code, said.lines.as_str()), (1, ""), "{arguments:?}: {}", said.notes);
        said.notes
    }

    fn staff(&self) -> Vec<Value> {
        serde_json::from_str(&self.done(&["staff", "list", "--json"]).lines).unwrap()
    }

    fn one(&self, login: &str) -> Value {
        self.staff().into_iter().find(|one| one["login"] == login).unwrap()
    }

    fn installed(&self) -> String {
        fs::read_to_string(self.personal.path().join(".ssh/authorized_keys")).unwrap_or_default()
    }

    fn add(&self, login: &str, role: StaffRole) {
        self.done(&["staff", "add", login, "--name", login, "--role", role.key()]);
    }

    fn session(&self, login: &str) -> Session {
        Session::connect(&self.home.as_login(login)).unwrap()
    }
}

#[test]
fn somebody_is_added_edited_and_removed() {
    let office = Office::new();
    let add = ["staff", "add", "an", "--name", "Lê  Thị An", "--role", "recorder", "--until", "31/12/2099"];
    let places = ["--scope", "ấp khanh loc", "--scope", "Quới An/5"];
    let said = office.done(&[&add[..], &places].concat());
    assert!(said.lines.is_empty() && said.notes.contains("Added an (Lê Thị An): recorder"), "{}", said.notes);
    let an = office.one("an");
    for (field, value) in [("name", "Lê Thị An"), ("role", "recorder"), ("until", "2099-12-31")] {
        assert_eq!(an[field], value);
    }
    let names: Vec<&Value> = an["scope"].as_array().unwrap().iter().map(|place| &place["name"]).collect();
    assert_eq!(names, ["Khánh Lộc hamlet", "group 05, Quới An hamlet"]);
    let reach: Value = serde_json::from_str(&office.done(&["staff", "reach", "--json"]).lines).unwrap();
    assert_eq!(reach[0]["places"][1], "group 05, Quới An hamlet");
    assert_eq!((&reach[0]["everything"], &reach[1]["everything"]), (&false.into(), &true.into()));

    office.done(&["staff", "edit", "an", "--everywhere", "--no-end", "--role", "viewer"]);
    let an = office.one("an");
    assert_eq!(
        (&an["scope"], &an["until"], &an["role"]),
        (&Value::Array(vec![]), &Value::Null, &"viewer".into())
    );
    assert!(office.done(&["staff", "edit", "an", "--role", "viewer"]).notes.contains("like that already"));

    office.done(&["staff", "remove", "an"]);
    assert_eq!(office.one("an")["active"], false);
    assert_eq!(office.run(&["--as", "an", "status"]).code, 1);
    let again = office.refused(&["staff", "add", "an", "--name", "An", "--role", "viewer"]);
    assert!(again.contains("ndtq staff edit an --no-end"), "{again}");
    office.done(&["staff", "edit", "an", "--no-end"]);
    office.done(&["--as", "an", "status"]);
}

#[test]
fn what_is_wrong_is_told_at_once_and_nothing_is_written() {
    let office = Office::new();
    office.add("hai", StaffRole::Recorder);
    let key = office.key_file(&format!("command=\"sh\" {AN}"));
    let wrong = ["--scope", "Mỹ Hòa", "--scope", "Quới An/9", "--until", "1/1/2020", "--key", &key];
    let told =
        office.refused(&[&["staff", "add", "An", "--name", " ", "--role", "viewer"][..], &wrong].concat());
    let wanted = [
        "no such unit; there are:",
        "no such group; it has: 05, 06",
        "is past",
        "Login: ",
        "Full name: ",
        "Options",
    ];
    for part in wanted {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_eq!(office.staff().len(), 2);
    let admin = office.staff().into_iter().find(|one| one["role"] == "admin").unwrap();
    let admin = admin["login"].as_str().unwrap();
    let last: [&[&str]; 4] = [
        &["staff", "remove", admin],
        &["staff", "suspend", admin, "--successor", "hai"],
        &["staff", "edit", admin, "--role", "recorder"],
        &["staff", "edit", admin, "--until", "31/12/2099"],
    ];
    for act in last {
        assert!(office.refused(act).contains("always needs an administrator"), "{act:?}");
    }
    for act in [&["staff", "list"][..], &["staff", "reach"], &["staff", "remove", admin]] {
        let told = office.refused(&[&["--as", "hai"], act].concat());
        assert!(told.contains("may not"), "{told}");
    }
    for act in [&["staff", "remove", "nobody"][..], &["staff", "suspend", "hai", "--successor", "nobody"]] {
        assert!(office.refused(act).contains("no member of staff nobody"));
    }
}

#[test]
fn keys_are_printed_or_installed_and_leave_with_their_owner() {
    let office = Office::new();
    let key = office.key_file(&format!("{AN} an@máy\r\n"));
    let add = ["staff", "add", "an", "--name", "An", "--role", "recorder", "--key", &key];
    let line = office.done(&add).lines;
    let id = office.one("an")["id"].as_str().unwrap().to_owned();
    let program = fs::canonicalize(env!("CARGO_BIN_EXE_ndtq")).unwrap();
    let want = format!(
        "command=\"{} --home {} ssh-session an\",restrict,pty {AN} ndtq:{id}\n",
        program.display(),
        office.home.path().display()
    );
    assert_eq!(line, want);
    assert_eq!(office.installed(), "");

    fs::create_dir(office.personal.path().join(".ssh")).unwrap();
    let by_hand = "# by hand\r\nssh-rsa AAAA of the office";
    fs::write(office.personal.path().join(".ssh/authorized_keys"), by_hand).unwrap();
    let edit = ["staff", "edit", "an", "--key", &key, "--install"];
    assert!(office.done(&edit).lines.is_empty());
    assert_eq!(office.installed(), format!("{by_hand}\n{want}"));
    assert_eq!(office.one("an")["keys"], 1);
    assert!(office.refused(&edit).contains("an (An)'s already"));
    let other = ["staff", "add", "hai", "--name", "Hai", "--role", "viewer", "--key", &key, "--install"];
    assert!(office.refused(&other).contains("an (An)'s already"));
    assert_eq!(office.staff().len(), 2, "nobody is added whose key is not right");

    let key = office.key_file(HAI);
    office.done(&["staff", "edit", "an", "--key", &key, "--install", "--replace-keys"]);
    assert_eq!(office.installed(), format!("{by_hand}\n{}", want.replace(AN, HAI)));
    assert!(office.done(&["staff", "suspend", "an"]).notes.contains("1 keys stay in"));
    assert!(office.done(&["staff", "remove", "an"]).notes.contains("1 keys were taken out"));
    assert_eq!(office.installed(), format!("{by_hand}\n"));

    let named = office.file("keys", None).display().to_string();
    office.done(&[
        "staff",
        "edit",
        "an",
        "--no-end",
        "--key",
        &key,
        "--install",
        "--authorized-keys",
        &named,
    ]);
    assert_eq!(fs::read_to_string(&named).unwrap().lines().count(), 1);
    office.done(&["staff", "remove", "an", "--authorized-keys", &named]);
    assert_eq!(fs::read_to_string(&named).unwrap(), "");
}

#[test]
fn a_sheet_is_taken_whole_or_not_at_all() {
    let office = Office::new();
    office.add("hai", StaffRole::Viewer);
    office.key_file(AN);
    let sheet =
        |rows: &str| office.file("sheet.csv", Some(&format!("login,name,role,scope,until,key\n{rows}")));
    let bad = sheet(&format!(
        "an,An,recorder,Quới An/5; Khánh Lộc,31/12/2099,key.pub\n\
         hai,Hai,viewer,,,\n\
         Ba,,cook,Mỹ Hòa,2020,{RSA_1024}\n\
         an,An,viewer,,,{AN}\n\
         tu,Tư\n"
    ));
    let path = bad.display().to_string();
    let told = office.refused(&["staff", "add", "--from", &path, "--install"]);
    let wanted = [
        "line 3: The login hai is taken",
        "line 4: There is no role \"cook\"",
        "line 4: Mỹ Hòa: there is no such unit",
        "line 4: To: is not a date",
        "line 4: Login: ",
        "line 4: Full name: ",
        "line 4: An RSA key of 1024 bits",
        "line 5: the login an stands in line 2 too",
        "line 5: this key stands in line 2 too",
        "line 6: the row has fewer cells",
        "nobody was added",
    ];
    for part in wanted {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_eq!((office.staff().len(), office.installed().as_str()), (2, ""));

    let good = sheet(&format!(
        "an,An,recorder,Quới An/5; Khánh Lộc,31/12/2099,key.pub\nba,Ba,ghi sổ,,,{HAI}\ntu,Tư,chỉ xem,Quới An,,\n"
    ));
    let before = office.acts();
    office.done(&["staff", "add", "--from", &good.display().to_string(), "--install"]);
    assert_eq!(office.acts(), before + 3, "one act a row");
    assert_eq!((office.staff().len(), office.installed().lines().count()), (5, 2));
    assert_eq!(office.one("an")["scope"].as_array().unwrap().len(), 2);
}

impl Office {
    fn acts(&self) -> u64 {
        let status: Value = serde_json::from_str(&self.done(&["status", "--json"]).lines).unwrap();
        status["seq"].as_u64().unwrap()
    }

    /// Somebody's follow-ups, by what they say.
    fn follow_ups(&self, login: &str) -> Vec<String> {
        let mut session = Session::connect(&self.home.options()).unwrap();
        match session.ask(Query::FollowUps).unwrap() {
            Answer::FollowUps(notes) => {
                notes.into_iter().filter(|note| note.by == login).map(|note| note.text).collect()
            }
            other => panic!("{other:?}"),
        }
    }
}

fn forms(session: &mut Session) -> Vec<String> {
    match session.draft(DraftOp::List).unwrap() {
        Answer::Drafts(drafts) => drafts.into_iter().map(|draft| draft.title).collect(),
        other => panic!("{other:?}"),
    }
}

fn form(number: u128) -> DraftOp {
    DraftOp::Put(Box::new(Draft {
        id: Uuid::from_u128(number),
        form: "household".into(),
        title: format!("mẫu {number}"),
        about: None,
        base: None,
        fields: vec![DraftField { name: "address".into(), text: "ấp".into() }],
        login: String::new(),
        at: 0,
    }))
}

#[test]
fn what_somebody_was_at_passes_to_their_successor() {
    let office = Office::new();
    for login in ["hai", "an"] {
        office.add(login, StaffRole::Recorder);
    }
    let mut hai = office.session("hai");
    let project = project(&mut Session::connect(&office.home.options()).unwrap());
    let Answer::Home(view) = hai.ask(Query::Home).unwrap() else { panic!() };
    let note = Note {
        id: NoteId(Uuid::from_u128(5)),
        about: NoteAbout::Project(project),
        text: "gặp lại bà Tư".into(),
        follow_up: Some(view.today),
        done: None,
        on: view.today,
        by: String::new(),
    };
    hai.act(Uuid::from_u128(1), Command::Save { record: Box::new(note.into()), base: None }).unwrap();
    hai.draft(form(1)).unwrap();
    drop(hai);
    let mut still_open = office.session("hai");
    still_open.draft(form(2)).unwrap();
    let mut an = office.session("an");
    an.draft(form(3)).unwrap();
    assert!(forms(&mut an).is_empty());

    let said = office.done(&["staff", "suspend", "hai", "--successor", "an"]);
    assert!(said.notes.contains("1 follow-ups and the unfinished forms go to an (an)"), "{}", said.notes);
    assert_eq!((office.follow_ups("hai").len(), office.follow_ups("an").len()), (0, 1));
    let mut offered = forms(&mut an);
    offered.sort();
    assert_eq!(offered, ["mẫu 1", "mẫu 2"]);
    let late = still_open.draft(form(2));
    // A session that is let go may hear of it before it asks: then it is the line that ends.
    let refused = matches!(late, Err(CallError::Refused(Refusal::NotAllowed | Refusal::Stranger(_))));
    let let_go = matches!(late, Err(CallError::Lost(ConnectError::Refused(Refusal::Stranger(_)))));
    assert!(refused || let_go, "{late:?}");
    office.done(&["staff", "suspend", "hai", "--successor", "an"]);
    assert_eq!(forms(&mut an).len(), 2, "once more it changes nothing");
    office.done(&["undo", "--yes"]);
    assert!(office.done(&["staff", "remove", "hai"]).notes.contains("1 follow-ups of hai have nobody yet"));
    office.done(&["undo", "--yes"]);
    assert_eq!((office.follow_ups("hai").len(), office.one("hai")["active"].clone()), (1, true.into()));
}

fn project(admin: &mut Session) -> ProjectId {
    use ndtq::domain::{Project, ProjectKind};
    let Answer::Units(units) = admin.ask(Query::Units).unwrap() else { panic!() };
    let id = ProjectId(Uuid::from_u128(9));
    let project = Project {
        id,
        number: 0,
        kind: ProjectKind::Bridge,
        name: "Cầu Kinh".into(),
        unit: units.hamlets[0].id,
        group: None,
        model: None,
        route: None,
        length: None,
        width: None,
        lamps: None,
        cameras: None,
        budget: None,
        funding: vec![],
        started: None,
        finished: None,
        handover: None,
        custodian: None,
        levy: None,
        source: None,
    };
    admin.act(Uuid::from_u128(2), Command::Save { record: Box::new(project.into()), base: None }).unwrap();
    id
}
