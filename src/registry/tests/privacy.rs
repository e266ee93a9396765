//! What the law gives a person: a file of all that is held on them, an erasure, and an answer in time.

use std::io::Read;

use super::care::{backup_of, checked, restored};
use super::scope::Commune;
use super::*;

const NAME: &str = "Lê Thị Sáu";
const ID: &str = "000154000917";
const OLD_NAME: &str = "Lê Thị Sáo";

/// A household with a member whose name stands in many places, and a namesake elsewhere.
struct Told {
    house: House,
    household: HouseholdId,
    sau: PersonId,
    gift: ContributionId,
    elsewhere: NoteId,
}

fn save(house: &House, record: impl Into<AnyRecord>) -> Saved {
    house.act(Command::Save { record: Box::new(record.into()), base: None })
}

fn note_on(house: &House, about: NoteAbout, text: &str) -> NoteId {
    let id = NoteId(house.request());
    let (follow_up, done, on, by) = (None, None, day("2023-11-14"), String::new());
    save(house, Note { id, about, text: text.into(), follow_up, done, on, by });
    id
}

fn request_of(house: &House, person: Option<PersonId>, asked_on: &str) -> DataRequest {
    DataRequest {
        id: DataRequestId(house.request()),
        number: 0,
        kind: RequestKind::Erase,
        person,
        asked_by: NAME.into(),
        asked_on: day(asked_on),
        answered_on: None,
        ended: None,
        note: Some("đơn số 12".into()),
        by: String::new(),
    }
}

fn told() -> Told {
    let house = House::new();
    let household = house.household("Trần Văn Út", Some(26));
    let mut person = someone(OLD_NAME, RelationToHead::Mother, 1954);
    person.personal_id = PersonalId::parse(ID).ok();
    let saved = house.act(Command::AddPerson { household, person, since: Some(day("2016-01-01")) });
    let sau = PersonId(saved.keys[0].id);
    let edited = house.registry.view().get::<Person>(sau.0).unwrap().unwrap();
    let named = Person { full_name: NAME.into(), occupation: Some("bán bánh".into()), ..edited.record };
    house.act(Command::Save { record: Box::new(named.into()), base: Some(edited.rev) });
    let project = house.project();
    let payer = GiftEntry::Money {
        amount: Vnd(500_000),
        collector: Some("Trần Thị Ba".into()),
        payer: Some(NAME.into()),
        on_behalf: None,
    };
    let Command::Contribute(mut entry) = house.gift(household, project, payer, None) else { panic!() };
    entry.from = Contributor::Household { household, given_by: Some(sau) };
    let gift = house.act(Command::Contribute(entry));
    let gift = ContributionId(gift.keys[0].id);
    let namesake = house.household("Nguyễn Văn Bông", Some(27));
    note_on(&house, NoteAbout::Person(sau), "đau chân, đến nhà thu");
    note_on(&house, NoteAbout::Household(household), &format!("bà {NAME} ({ID}) hẹn cuối tháng"));
    let elsewhere = note_on(&house, NoteAbout::Household(namesake), &format!("hỏi lại {NAME}"));
    save(&house, request_of(&house, Some(sau), "2023-11-08"));
    Told { house, household, sau, gift, elsewhere }
}

fn holds(dir: &Path, what: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holds(&path, what));
            continue;
        }
        let mut bytes = std::fs::read(&path).unwrap();
        let mut unpacked = Vec::new();
        let _ = flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked);
        bytes.extend(unpacked);
        if bytes.windows(what.len()).any(|part| part == what.as_bytes()) {
            found.push(path);
        }
    }
    found
}

fn plan(told: &Told, also: Vec<RecordKey>) -> ErasurePlan {
    match told.house.ask(Query::ErasurePlan { person: told.sau, also }) {
        Answer::ErasurePlan(plan) => *plan,
        other => panic!("{other:?}"),
    }
}

fn erase(told: &Told, also: Vec<RecordKey>, reason: &str) -> Result<Saved, Refusal> {
    told.house.try_act(Command::ErasePerson { person: told.sau, also, reason: reason.into() })
}

#[test]
fn a_plan_says_what_goes_what_stays_and_what_a_person_must_look_at() {
    let told = told();
    let plan = plan(&told, vec![]);
    let kinds = |list: &[Mention]| list.iter().map(|one| one.key.kind).collect::<Vec<Kind>>();
    assert_eq!(kinds(&plan.own), [Kind::Person, Kind::Note, Kind::DataRequest]);
    assert_eq!(kinds(&plan.mentions), [Kind::Contribution, Kind::Note]);
    assert_eq!(plan.elsewhere.iter().map(|one| one.key).collect::<Vec<_>>(), [told.elsewhere.key()]);
    assert_eq!((plan.kept, plan.shared_household, plan.in_office, plan.reasons), (1, true, false, 0));
    assert_eq!((plan.name.as_str(), plan.is_done), (NAME, false));
}

#[test]
fn after_an_erasure_the_person_is_nowhere_and_every_figure_stands() {
    let told = told();
    let backup = backup_of(&told.house.registry, &told.house.actor);
    let counts = told.house.counts();
    assert_eq!(erase(&told, vec![], "."), Err(Refusal::NoReason));
    assert_eq!(erase(&told, vec![], &format!("đơn của {NAME}")), Err(Refusal::ReasonNames));
    assert_eq!(erase(&told, vec![], &format!("đơn của {OLD_NAME}")), Err(Refusal::ReasonNames));
    let also = vec![told.elsewhere.key()];
    let saved = erase(&told, also, "theo đơn số 12").unwrap();
    let Told { house: House { registry, actor, _dir: dir, .. }, household, sau, gift, .. } = told;
    drop(registry);
    let registry = open(dir.path());
    for what in [NAME, OLD_NAME, ID, "bán bánh", "đau chân"] {
        assert_eq!(holds(dir.path(), what), Vec::<std::path::PathBuf>::new(), "{what}");
    }
    assert!(!holds(dir.path(), "Trần Thị Ba").is_empty(), "the collector of the same payment is kept");
    assert_eq!(checked(&registry, &actor, true).findings, []);
    let ask = |query| registry.ask(&actor, &query).unwrap();
    let Answer::Home(home) = ask(Query::Home) else { panic!() };
    assert_eq!(home.counts, counts);
    let Answer::Card(card) = ask(Query::Card(household)) else { panic!() };
    assert!(card.members.iter().any(|member| member.id == sau && member.name == ERASED), "{card:?}");
    assert_eq!(card.given.money, Vnd(500_000));
    let stored = registry.view().get::<Contribution>(gift.0).unwrap().unwrap().record;
    let Gift::Money(receipts) = &stored.gift else { panic!() };
    assert_eq!(receipts[0].payer.as_deref(), Some(ERASED));
    assert_eq!(stored.given_by(), Some(sau), "who stood for it is a number now");
    let Answer::Found(found) = ask(Query::Find { words: "an danh".into(), limit: 10 }) else { panic!() };
    assert_eq!(found.persons, 0);
    // Whoever had the form open does not bring them back, and nobody erases twice.
    let form = registry.view().get::<Person>(sau.0).unwrap().unwrap();
    let back = Person { full_name: NAME.into(), ..form.record };
    let back = Command::Save { record: Box::new(back.into()), base: Some(form.rev) };
    assert_eq!(registry.act(&actor, Uuid::from_u128(900), back), Err(Refusal::Erased));
    let twice = Command::ErasePerson { person: sau, also: vec![], reason: "theo đơn số 12".into() };
    assert_eq!(registry.act(&actor, Uuid::from_u128(901), twice), Err(Refusal::Erased));
    assert!(ask(Query::History(household.key())) != Answer::Done && saved.seq == registry.store.head().seq);

    // A backup from before knows her still; the list makes it forget, the texts of others too.
    let again = tempfile::tempdir().unwrap();
    let list = dir.path().join("data/erased.txt");
    let restored = restored(again.path(), &backup, Some(&list)).unwrap();
    assert_eq!(restored.erased_again, 6);
    for what in [NAME, OLD_NAME, ID, "bán bánh", "đau chân"] {
        assert_eq!(holds(again.path(), what), Vec::<std::path::PathBuf>::new(), "{what}");
    }
    assert!(!holds(again.path(), "Trần Thị Ba").is_empty());
}

#[test]
fn a_household_that_was_theirs_alone_goes_with_them() {
    let house = House::new();
    let household = house.household("Nguyễn Văn Một Mình", Some(3));
    let key = house.card(household).members[0].id;
    let Answer::ErasurePlan(plan) = house.ask(Query::ErasurePlan { person: key, also: vec![] }) else {
        panic!()
    };
    assert!(!plan.shared_household && plan.in_office, "{plan:?}");
    house.act(Command::ErasePerson { person: key, also: vec![], reason: "theo đơn".into() });
    let House { registry, _dir: dir, .. } = house;
    drop(registry);
    drop(open(dir.path()));
    for what in ["Nguyễn Văn Một Mình", "Số 154, bờ kinh Chợ Gạo"] {
        assert_eq!(holds(dir.path(), what), Vec::<std::path::PathBuf>::new(), "{what}");
    }
}

#[test]
fn a_household_on_its_way_is_sent_without_a_name_and_one_of_theirs_alone_without_a_word() {
    let paper = "đơn viết tay";
    for (alone, left) in [(true, false), (false, true)] {
        let commune = Commune::new();
        let Commune { house, own, other, .. } = &commune;
        if !alone {
            let person = someone("Trần Văn Út", RelationToHead::Child, 1990);
            house.act(Command::AddPerson { household: own.household, person, since: None });
        }
        let clerk = commune.staff("an", StaffRole::Recorder, vec![ScopeUnit::Unit(own.hamlet)]);
        let name = house.registry.view().get::<Person>(own.head.0).unwrap().unwrap().record.full_name;
        let event = LifeEvent::ChangeGroup { group: other.group, book_number: None };
        let mut act = house.life(own.household, "2023-11-10", event);
        (act.basis, act.told_by) = (Some(format!("{paper} của {name}")), Some(name.clone()));
        house.registry.act(&clerk, house.request(), Command::Life(Box::new(act))).unwrap();
        let Answer::Transfers(view) = house.ask(Query::Transfers) else { panic!() };
        let (transfer, base) = (view.incoming[0].id, view.incoming[0].rev);
        let reason = format!("{name} còn ở đây");
        house.act(Command::DeclineTransfer { transfer, base, reason });
        let Answer::ErasurePlan(plan) = house.ask(Query::ErasurePlan { person: own.head, also: vec![] })
        else {
            panic!()
        };
        let has = |list: &[Mention]| list.iter().any(|one| one.key == transfer.key());
        assert_eq!((has(&plan.own), has(&plan.mentions)), (alone, !alone), "{plan:?}");
        house.act(Command::ErasePerson {
            person: own.head, also: vec![], reason: "theo đơn số 12".into()
        });
        let Commune { house: House { registry, actor, _dir: dir, .. }, .. } = commune;
        drop(registry);
        let registry = open(dir.path());
        assert_eq!(holds(dir.path(), &name), Vec::<std::path::PathBuf>::new(), "{alone}");
        assert_eq!(!holds(dir.path(), paper).is_empty(), left, "{alone}");
        assert_eq!(checked(&registry, &actor, true).findings, []);
    }
}

#[test]
fn a_file_has_all_that_is_held_on_a_person_and_nobody_elses_name() {
    let told = told();
    let house = &told.house;
    house.card(told.household);
    let query = |reason: &str| Query::PersonFile { person: told.sau, reason: reason.into() };
    assert_eq!(house.registry.ask(&house.actor, &query("")), Err(Refusal::NoReason));
    let Answer::PersonFile(file) = house.ask(query("người ấy yêu cầu")) else { panic!() };
    assert_eq!(file.person.personal_id.as_ref().map(PersonalId::digits), Some(ID));
    assert_eq!(file.households.len(), 1);
    assert_eq!(file.households[0].others, [RelationToHead::Head]);
    assert_eq!(file.contributions.len(), 1);
    let gift = &file.contributions[0];
    assert!(gift.given_by_them && gift.amount == "500.000 đ" && gift.receipt == Some(1), "{gift:?}");
    assert_eq!(file.notes[0].text, "đau chân, đến nhà thu");
    assert_eq!(file.requests.len(), 1);
    assert_eq!(file.history.len(), 2);
    let seen: Vec<AccessKind> = file.accesses.iter().map(|row| row.access.what).collect();
    assert_eq!(seen, [AccessKind::GavePerson, AccessKind::Opened]);
    let said = format!("{file:?}");
    for other in ["Trần Văn Út", "Trần Thị Ba", "Nguyễn Văn Bông"] {
        assert!(!said.contains(other), "{other}: {said}");
    }
}

#[test]
fn overdue_requests_are_counted_for_administrators() {
    let house = House::new();
    let household = house.household("Trần Văn Út", Some(26));
    let person = house.card(household).members[0].id;
    let overdue = || match house.ask(Query::Home) {
        Answer::Home(home) => home.requests_overdue,
        other => panic!("{other:?}"),
    };
    // 14/11/2023 is a Tuesday.
    let rows = [("2023-11-13", 0), ("2023-11-10", 0), ("2023-11-09", 1)];
    for (asked_on, want) in rows {
        save(&house, request_of(&house, Some(person), asked_on));
        assert_eq!(overdue(), want, "{asked_on}");
    }
    let Answer::DataRequests(rows) = house.ask(Query::DataRequests { all: false }) else { panic!() };
    let numbers: Vec<u32> = rows.iter().map(|row| row.request.number).collect();
    assert_eq!(numbers, [3, 2, 1], "the most urgent first");
    let mut done = rows[0].request.clone();
    done.ended = Some(RequestEnd { on: day("2023-11-14"), outcome: RequestOutcome::Done });
    house.act(Command::Save { record: Box::new(done.into()), base: Some(rows[0].rev) });
    assert_eq!(overdue(), 0);
    let Answer::DataRequests(rows) = house.ask(Query::DataRequests { all: true }) else { panic!() };
    assert_eq!(rows.iter().map(|row| row.request.number).collect::<Vec<u32>>(), [2, 1, 3]);
    let stranger = request_of(&house, Some(PersonId(Uuid::from_u128(404))), "2023-11-13");
    let refused = house.try_act(Command::Save { record: Box::new(stranger.into()), base: None });
    assert_eq!(faults(refused), [(Field::Person, Why::NotFound)]);
}

#[test]
fn who_asked_is_for_those_who_answer() {
    let house = House::new();
    let household = house.household("Trần Văn Út", Some(26));
    let person = house.card(household).members[0].id;
    let key = save(&house, request_of(&house, Some(person), "2023-11-13")).keys[0];
    let roles = [("an", StaffRole::Recorder, true), ("binh", StaffRole::Viewer, false)];
    for (login, role, sees) in roles {
        let id = StaffId(house.request());
        let (name, scope, valid) = (login.to_owned(), vec![], Validity::ALWAYS);
        save(&house, Staff { id, login: login.into(), name, role, scope, valid });
        let actor = house.registry.enter(login).unwrap();
        let all = || Query::Log { from: None, to: None, limit: 100 };
        for query in [Query::History(key), Query::Record(key), all(), Query::LastActs { limit: 100 }] {
            let said = format!("{:?}", house.registry.ask(&actor, &query));
            // The list of acts calls it by its number.
            assert_eq!(said.contains(NAME) || said.contains("Y-00001"), sees, "{login}: {query:?}: {said}");
        }
    }
}

#[test]
fn nobody_is_erased_and_no_form_forgotten_while_nothing_is_to_be_saved() {
    let told = told();
    let (registry, actor) = (&told.house.registry, &told.house.actor);
    let reason = "theo đơn số 12";
    let command = Command::ErasePerson { person: told.sau, also: vec![], reason: reason.into() };
    let is_about_to = || registry.erasing(actor, told.house.request(), &command).is_some();
    assert!(is_about_to());
    registry.set_reading(actor, Some("chuyển máy")).unwrap();
    assert!(!is_about_to());
    let refused = erase(&told, vec![], reason);
    assert!(matches!(refused, Err(Refusal::ReadOnly(_))), "{refused:?}");
    assert!(!registry.is_erased(told.sau.key()));
    registry.set_reading(actor, None).unwrap();
    assert!(is_about_to());
}
