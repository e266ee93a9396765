//! What the registry promises, in acts and answers.

mod access;
mod batch;
mod care;
mod collect;
mod import_later;
mod look_up;
mod meeting;
mod privacy;
mod scope;
mod staff;
mod transfer;

use std::path::Path;

use super::*;
use crate::domain::*;
use crate::protocol::*;

/// A clock that stands at noon of 14/11/2023 in Viet Nam.
pub(super) struct Noon;

impl Clock for Noon {
    fn now_ms(&self) -> i64 {
        1_699_938_000_000
    }
}

pub(super) struct House {
    pub(super) registry: Registry,
    pub(super) actor: Actor,
    group: GroupId,
    requests: std::cell::Cell<u128>,
    _dir: tempfile::TempDir,
}

fn day(text: &str) -> Date {
    Date::from(text.parse::<chrono::NaiveDate>().unwrap())
}

fn someone(name: &str, relation: RelationToHead, year: i16) -> NewPerson {
    NewPerson {
        full_name: name.into(),
        nickname: None,
        sex: None,
        birth: Some(PartialDate::Year(year)),
        personal_id: None,
        old_id: None,
        occupation: None,
        relation,
        residence: ResidenceKind::Permanent,
    }
}

fn open(home: &Path) -> Registry {
    Registry::open(home, Arc::new(Noon)).unwrap().0
}

impl House {
    pub(super) fn new() -> House {
        let dir = tempfile::tempdir().unwrap();
        let registry = open(dir.path());
        let actor = registry.enter("trinh").unwrap();
        let set_up = SetUp { commune: "Long Bình".into(), hamlet: "Quới An".into(), group_number: 5 };
        let house = House {
            registry,
            actor,
            group: GroupId(Uuid::nil()),
            requests: std::cell::Cell::new(1),
            _dir: dir,
        };
        let saved = house.act(Command::SetUp(set_up));
        House { group: GroupId(saved.keys[0].id), ..house }
    }

    pub(super) fn request(&self) -> Uuid {
        self.requests.set(self.requests.get() + 1);
        Uuid::from_u128(self.requests.get())
    }

    fn act_as(&self, actor: &Actor, command: Command) -> Result<Saved, Refusal> {
        match self.registry.act(actor, self.request(), command)? {
            Answer::Saved(saved) => Ok(saved),
            other => panic!("{other:?}"),
        }
    }

    fn try_act(&self, command: Command) -> Result<Saved, Refusal> {
        self.act_as(&self.actor, command)
    }

    /// A new member of staff.
    pub(super) fn staff(&self, login: &str, role: StaffRole, scope: Vec<ScopeUnit>) -> Actor {
        let id = StaffId(self.request());
        let name = format!("Chị {login}");
        let staff = Staff { id, login: login.into(), name, role, scope, valid: Validity::ALWAYS };
        self.act(Command::Save { record: Box::new(staff.into()), base: None });
        self.registry.enter(login).unwrap()
    }

    pub(super) fn act(&self, command: Command) -> Saved {
        self.try_act(command).unwrap()
    }

    pub(super) fn household(&self, head: &str, book_number: Option<u16>) -> HouseholdId {
        let new = NewHousehold {
            group: self.group,
            book_number,
            address: "Số 154, bờ kinh Chợ Gạo".into(),
            phones: vec![],
            nickname: None,
            head: someone(head, RelationToHead::Head, 1979),
            since: Some(day("2015-01-01")),
        };
        HouseholdId(self.act(Command::AddHousehold(new)).keys[0].id)
    }

    fn member(&self, household: HouseholdId, name: &str, relation: RelationToHead) -> PersonId {
        let person = someone(name, relation, 1990);
        let command = Command::AddPerson { household, person, since: Some(day("2015-01-01")) };
        PersonId(self.act(command).keys[0].id)
    }

    fn project(&self) -> ProjectId {
        let id = ProjectId(self.request());
        let Answer::Units(units) = self.ask(Query::Units) else { panic!() };
        let project = project_of(id, units.hamlets[0].id, "Đường đèn Tổ 05");
        let project = Project { group: Some(self.group), ..project };
        self.act(Command::Save { record: Box::new(project.into()), base: None });
        id
    }

    fn ask(&self, query: Query) -> Answer {
        self.registry.ask(&self.actor, &query).unwrap()
    }

    fn card(&self, household: HouseholdId) -> Card {
        match self.ask(Query::Card(household)) {
            Answer::Card(card) => *card,
            other => panic!("{other:?}"),
        }
    }

    fn group_view(&self, on: &str) -> GroupView {
        match self.ask(Query::Group { group: self.group, on: Some(day(on)) }) {
            Answer::Group(group) => *group,
            other => panic!("{other:?}"),
        }
    }

    fn counts(&self) -> Counts {
        match self.ask(Query::Status) {
            Answer::Status(status) => status.counts,
            other => panic!("{other:?}"),
        }
    }

    fn life(&self, household: HouseholdId, on: &str, event: LifeEvent) -> LifeAct {
        LifeAct {
            household,
            event,
            on: day(on),
            basis: None,
            told_by: None,
            new_head: None,
            new_representative: None,
            relations: vec![],
        }
    }

    fn lives(&self, act: LifeAct) -> Saved {
        self.act(Command::Life(Box::new(act)))
    }

    fn give(
        &self,
        household: HouseholdId,
        project: ProjectId,
        gift: GiftEntry,
        valued: Option<i64>,
    ) -> Saved {
        self.act(self.gift(household, project, gift, valued))
    }

    fn gift(
        &self,
        household: HouseholdId,
        project: ProjectId,
        gift: GiftEntry,
        valued: Option<i64>,
    ) -> Command {
        Command::Contribute(Box::new(Contribute {
            from: Contributor::Household { household, given_by: None },
            project: Some(project),
            model: None,
            gift,
            valued: valued.map(Vnd),
            rule: None,
            on: day("2023-11-14"),
            witnesses: vec![],
            evidence: vec![],
        }))
    }

    fn names(&self, words: &str) -> Vec<String> {
        match self.ask(Query::Find { words: words.into(), limit: 20 }) {
            Answer::Found(found) => found.hits.into_iter().map(|hit| hit.name).collect(),
            other => panic!("{other:?}"),
        }
    }
}

/// Records a meeting of a group.
fn meeting_of(house: &House, group: GroupId, on: &str, topic: &str) -> MeetingId {
    let id = MeetingId(house.request());
    let meeting = Meeting {
        id,
        kind: MeetingKind::Regular,
        of: MeetingOf::Group(group),
        on: day(on),
        place: None,
        chair: None,
        secretary: None,
        topic: Some(topic.into()),
        occasion: None,
        minutes_no: None,
        model: None,
        headcount: None,
        roll: vec![],
        votes: vec![],
        decision: None,
        petition: None,
        source: None,
    };
    house.act(Command::Save { record: Box::new(meeting.into()), base: None });
    id
}

fn project_of(id: ProjectId, unit: UnitId, name: &str) -> Project {
    Project {
        id,
        number: 0,
        kind: ProjectKind::LightingRoad,
        name: name.into(),
        unit,
        group: None,
        model: None,
        route: None,
        length: None,
        width: None,
        lamps: Some(28),
        cameras: None,
        budget: None,
        funding: vec![],
        started: None,
        finished: None,
        handover: None,
        custodian: None,
        levy: None,
        source: None,
    }
}

fn money(amount: i64, on_behalf: Option<HouseholdId>) -> GiftEntry {
    GiftEntry::Money { amount: Vnd(amount), collector: None, payer: None, on_behalf }
}

fn faults(result: Result<Saved, Refusal>) -> Vec<(Field, Why)> {
    match result {
        Err(Refusal::Faults(faults)) => faults.into_iter().map(|fault| (fault.field, fault.why)).collect(),
        other => panic!("{other:?}"),
    }
}

fn living(card: &Card) -> Vec<(&str, RelationToHead)> {
    let here = card.members.iter().filter(|member| member.gone.is_none());
    here.map(|member| (member.name.as_str(), member.relation)).collect()
}

#[test]
fn the_first_to_come_is_admin_and_a_stranger_is_told_so() {
    let house = House::new();
    assert_eq!(house.actor.role, StaffRole::Admin);
    assert!(matches!(house.registry.enter("hai"), Err(Refusal::Stranger(login)) if login == "hai"));
}

#[test]
fn a_household_is_saved_found_and_there_after_opening_again() {
    let house = House::new();
    let id = house.household("Trần Văn Út", Some(26));
    assert_eq!(house.names("ut to 5"), ["Trần Văn Út"]);
    let before = house.card(id);
    house.registry.close();
    let House { registry, actor, _dir, .. } = house;
    drop(registry);
    let registry = open(_dir.path());
    let Answer::Card(after) = registry.ask(&actor, &Query::Card(id)).unwrap() else { panic!() };
    assert_eq!(before, *after);
}

#[test]
fn all_faults_come_at_once_and_nothing_is_written() {
    let house = House::new();
    house.household("Trần Văn Út", Some(26));
    let before = house.counts();
    let new = NewHousehold {
        group: house.group,
        book_number: Some(26),
        address: String::new(),
        phones: vec![],
        nickname: None,
        head: someone("  ", RelationToHead::Head, 2090),
        since: Some(day("2030-01-01")),
    };
    let found = faults(house.try_act(Command::AddHousehold(new)));
    assert_eq!(
        found,
        [
            (Field::BookNumber, Why::Taken("05/26 Trần Văn Út".into())),
            (Field::From, Why::InFuture),
            (Field::FullName, Why::Missing),
            (Field::Birth, Why::InFuture),
        ]
    );
    assert_eq!(house.counts(), before);
}

#[test]
fn a_request_repeated_is_answered_alike_and_done_once() {
    let house = House::new();
    let household = house.household("Trần Văn Út", None);
    let project = house.project();
    let command = house.gift(household, project, money(500_000, None), None);
    let request = house.request();
    let first = house.registry.act(&house.actor, request, command.clone()).unwrap();
    let again = house.registry.act(&house.actor, request, command).unwrap();
    let seq = |answer: &Answer| match answer {
        Answer::Saved(saved) => (saved.seq, saved.number, saved.receipt),
        other => panic!("{other:?}"),
    };
    assert_eq!(seq(&first), seq(&again));
    assert_eq!(house.counts().contributions_valued_vnd, Vnd(500_000));
}

#[test]
fn a_person_who_moves_splits_off_and_moves_back_keeps_id_history_and_totals() {
    let house = House::new();
    let project = house.project();
    let first = house.household("Trần Văn Út", Some(26));
    let wife = house.member(first, "Nguyễn Thị Nga", RelationToHead::Wife);
    let son = house.member(first, "Trần Văn Lúa", RelationToHead::Child);
    let second = house.household("Lê Văn Năm", Some(27));
    let mut gift = house.gift(first, project, GiftEntry::Labour(HalfDays(5)), Some(750_000));
    if let Command::Contribute(entry) = &mut gift {
        entry.from = Contributor::Household { household: first, given_by: Some(son) };
    }
    house.act(gift);
    let before = house.counts();

    house.lives(house.life(
        second,
        "2023-02-01",
        LifeEvent::MoveHere { person: son, relation: RelationToHead::ChildInLaw },
    ));
    assert_eq!(living(&house.card(second)).len(), 2);
    let split = LifeEvent::Split {
        head: son,
        members: vec![],
        group: house.group,
        book_number: None,
        address: "Số 7".into(),
    };
    let saved = house.lives(house.life(second, "2023-05-01", split));
    let third = saved
        .keys
        .iter()
        .find(|key| key.kind == Kind::Household && key.id != second.0 && key.id != first.0)
        .map(|key| HouseholdId(key.id))
        .unwrap();
    let alone = house.card(third);
    assert_eq!(living(&alone), [("Trần Văn Lúa", RelationToHead::Head)]);
    assert_eq!(alone.book_number, 28, "the next free number of the book");
    assert!(alone.contributions.iter().any(|line| line.elsewhere), "his gift shows where he lives now");

    house.lives(house.life(
        first,
        "2023-10-01",
        LifeEvent::MoveHere { person: son, relation: RelationToHead::Child },
    ));
    let back = house.card(first);
    let names: Vec<&str> = living(&back).iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["Trần Văn Út", "Nguyễn Thị Nga", "Trần Văn Lúa"]);
    assert!(back.members.iter().any(|member| member.id == son), "the same person");
    assert!(house.card(third).ended.is_some(), "nobody is left there");
    assert_eq!(back.given.labour, HalfDays(5), "the gift stayed with the household of its date");

    let after = house.counts();
    assert_eq!(
        (before.persons, before.contributions_valued_vnd),
        (after.persons, after.contributions_valued_vnd)
    );
    assert_eq!(after.households, before.households, "one more came and went");
    let Answer::PersonHouseholds(list) = house.ask(Query::PersonHouseholds(son)) else { panic!() };
    let books: Vec<u16> = list.iter().map(|household| household.book_number).collect();
    assert_eq!(books, [26, 28, 27]);
    let _ = wife;
}

#[test]
fn when_the_head_dies_somebody_must_become_head_and_relations_turn() {
    let house = House::new();
    let household = house.household("Trần Văn Út", None);
    let wife = house.member(household, "Nguyễn Thị Nga", RelationToHead::Wife);
    house.member(household, "Trần Thị Ngân", RelationToHead::Child);
    let head = house.card(household).members[0].id;
    let mut act = house.life(household, "2023-11-01", LifeEvent::Death(head));
    assert_eq!(faults(house.try_act(Command::Life(Box::new(act.clone())))), [(Field::Head, Why::Missing)]);
    let Answer::Foreseen { follows, .. } = house.ask(Query::Foresee(Box::new(act.clone()))) else { panic!() };
    assert_eq!(follows, [Consequence::NeedsHead]);

    act.new_head = Some(wife);
    let saved = house.lives(act);
    let card = house.card(household);
    assert_eq!(card.head, "Nguyễn Thị Nga");
    assert_eq!(
        living(&card),
        [("Nguyễn Thị Nga", RelationToHead::Head), ("Trần Thị Ngân", RelationToHead::Child)]
    );
    assert!(matches!(card.members[2].gone, Some(Gone::Died(_))));

    house.act(Command::Undo { seq: saved.seq });
    let card = house.card(household);
    assert_eq!((card.head.as_str(), living(&card).len()), ("Trần Văn Út", 3));
    assert!(card.life.is_empty());
}

#[test]
fn the_team_follows_a_change_of_leader_without_being_touched() {
    let house = House::new();
    let household = house.household("Phan Thị Quyên", None);
    let quyen = house.card(household).members[0].id;
    let nga = house.member(household, "Nguyễn Thị Nga", RelationToHead::Sibling);
    let seat =
        |role, holding| Seat { role, holding, decision: None, valid: Validity::since(day("2022-12-15")) };
    let held = |person| Holding::Held { holder: Holder::Person(person), basis: HeldBasis::Elected };
    let board = Committee {
        id: CommitteeId(house.request()),
        kind: CommitteeKind::GroupBoard,
        of: CommitteeOf::Group(house.group),
        name: None,
        seats: vec![seat(GroupRole::Leader, held(quyen))],
        source: None,
    };
    let model = MovementModel {
        id: ModelId(house.request()),
        movement: Movement::DanVanKheo,
        name: "Phát triển toàn diện".into(),
        started: 2023,
        unit: None,
        group: Some(house.group),
        years: vec![],
        participants: vec![],
        source: None,
    };
    let team = Committee {
        id: CommitteeId(house.request()),
        kind: CommitteeKind::ModelExecutive,
        of: CommitteeOf::Model(model.id),
        name: None,
        seats: vec![seat(GroupRole::Leader, Holding::ExOfficio(GroupRole::Leader))],
        source: None,
    };
    let (board_id, team_key) = (board.id, team.id.key());
    for record in [AnyRecord::from(model), board.into(), team.into()] {
        house.act(Command::Save { record: Box::new(record), base: None });
    }
    let record = |house: &House| match house.ask(Query::Record(team_key)) {
        Answer::Record { rev, record } => (rev, record),
        other => panic!("{other:?}"),
    };
    let untouched = record(&house);
    let change = Command::ChangeSeat {
        committee: board_id,
        role: GroupRole::Leader,
        holder: Holder::Person(nga),
        from: day("2023-06-01"),
        decision: Some("12/QĐ".into()),
    };
    house.act(change);
    let leader = |on: &str| house.group_view(on).teams[0].seats[0].name.clone();
    assert_eq!(leader("2023-05-31"), "Phan Thị Quyên");
    assert_eq!(leader("2023-06-01"), "Nguyễn Thị Nga");
    assert_eq!(record(&house), untouched);
    let seats = house.card(household).seats;
    assert!(seats.iter().any(|seat| seat.person == Some(nga)), "the card shows who leads");
}

#[test]
fn money_comes_in_instalments_and_for_another_household_too() {
    let house = House::new();
    let (own, other) =
        (house.household("Đặng Quốc Giàu", Some(23)), house.household("Đặng Thị Lành", Some(33)));
    let poor = house.household("Đoàn Kim Tuyết", Some(25));
    let project = house.project();
    let levy = Levy {
        basis: LevyBasis::Household,
        amount: Vnd(500_000),
        decided_at: Some("BB 07".into()),
        due: None,
    };
    let relief = Relief { asked: Vnd(0), reason: "nghèo".into() };
    house.act(Command::SetLevy { project, base: 1, levy, relief: vec![(poor, relief)] });

    let first = house.give(own, project, money(300_000, None), None);
    let second = house.give(own, project, money(200_000, None), None);
    assert_eq!((first.receipt, second.receipt), (Some(1), Some(2)));
    assert_eq!(first.keys[0], second.keys[0], "instalments are receipts of one contribution");
    assert_eq!(
        faults(house.try_act(house.gift(own, project, money(600_000, Some(other)), None))),
        [(Field::Money, Why::MoreThanLeft(500_000))]
    );
    house.give(own, project, money(500_000, Some(other)), None);

    let left = |household| house.card(household).dues[0].left;
    assert_eq!((left(own), left(other), left(poor)), (Vnd(0), Vnd(0), Vnd(0)));
    let payments = |household| house.card(household).dues[0].payments;
    assert_eq!((payments(own), payments(other)), (2, 1), "each payment counts where it settles");
    assert_eq!(house.card(own).given.money, Vnd(1_000_000), "the gift is the giver's");
    assert_eq!(house.card(other).given.money, Vnd(0));
    assert_eq!(house.card(poor).dues[0].reason.as_deref(), Some("nghèo"));

    let contribution = ContributionId(first.keys[0].id);
    house.act(Command::Void { contribution, receipt: Some(0), reason: "ghi nhầm".into() });
    assert_eq!(left(own), Vnd(300_000));
    let next = house.give(own, project, money(300_000, None), None);
    assert_eq!(next.receipt, Some(4), "a voided receipt keeps its number");
}

#[test]
fn an_undo_is_refused_when_something_later_rests_on_it() {
    let house = House::new();
    let project = house.project();
    let household = house.household("Trần Văn Út", None);
    let seq = house.card(household).rev;
    assert_eq!(seq, 1);
    let Answer::Acts(acts) = house.ask(Query::LastActs { limit: 1 }) else { panic!() };
    let added = acts[0].seq;
    let gift = house.give(household, project, money(500_000, None), None);
    assert!(
        matches!(house.try_act(Command::Undo { seq: added }), Err(Refusal::ChangedSince(later)) if later.seq == gift.seq && later.login == "trinh")
    );
    house.act(Command::Undo { seq: gift.seq });
    assert_eq!(house.counts().contributions, 0);
    assert!(matches!(house.try_act(Command::Undo { seq: gift.seq }), Err(Refusal::UndoneAlready)));
    house.act(Command::Undo { seq: added });
    assert_eq!(house.counts().households, 0);
    assert!(house.names("ut").is_empty());
}

#[test]
fn what_was_taken_back_is_no_hindrance_and_what_stands_is_named() {
    let house = House::new();
    let household = house.household("Trần Văn Út", Some(26));
    let edit = |address: &str| {
        let Answer::Record { rev, record } = house.ask(Query::Record(household.key())) else { panic!() };
        let AnyRecord::Household(mut edited) = *record else { panic!() };
        edited.address = address.into();
        house.act(Command::Save { record: Box::new(edited.into()), base: Some(rev) }).seq
    };
    let (one, two, three) = (edit("Số 1"), edit("Số 2"), edit("Số 3"));
    house.act(Command::Undo { seq: three });
    match house.try_act(Command::Undo { seq: one }) {
        Err(Refusal::ChangedSince(later)) => {
            assert_eq!((later.seq, later.name.as_str()), (two, "05/26 Trần Văn Út"));
            assert_eq!(later.when.minute, 12 * 60);
        }
        other => panic!("{other:?}"),
    }
    house.act(Command::Undo { seq: two });
    house.act(Command::Undo { seq: one });
    assert_eq!(house.card(household).address, "Số 154, bờ kinh Chợ Gạo");
    for seq in [one, two, three] {
        assert_eq!(house.try_act(Command::Undo { seq }), Err(Refusal::UndoneAlready));
    }
}

#[test]
fn a_recorder_takes_back_what_is_their_own_and_an_administrator_anything() {
    let house = House::new();
    let household = house.household("Trần Văn Út", None);
    let recorder = house.staff("an", StaffRole::Recorder, vec![]);
    let verify = |actor: &Actor| house.act_as(actor, Command::Verify(household)).unwrap().seq;
    let undo = |actor: &Actor, seq| house.act_as(actor, Command::Undo { seq });
    let last_own = |actor: &Actor| match house.registry.ask(actor, &Query::Undoable).unwrap() {
        Answer::Acts(acts) => acts.first().map(|act| act.seq),
        other => panic!("{other:?}"),
    };
    assert_eq!(last_own(&recorder), None);
    let theirs = verify(&house.actor);
    assert_eq!(undo(&recorder, theirs), Err(Refusal::NotYours { seq: theirs, login: "trinh".into() }));
    undo(&house.actor, theirs).unwrap();
    let own = verify(&recorder);
    assert_eq!(last_own(&recorder), Some(own));
    undo(&recorder, own).unwrap();
    assert_eq!(last_own(&recorder), None);
    let own = verify(&recorder);
    undo(&house.actor, own).unwrap();
    let opening = undo(&house.actor, 1);
    assert!(matches!(opening, Err(Refusal::NeverUndone { seq: 1, .. })), "{opening:?}");
}

#[test]
fn the_history_of_a_household_is_all_that_happened_to_it() {
    let house = House::new();
    let household = house.household("Trần Văn Út", Some(26));
    let wife = house.member(household, "Nguyễn Thị Nga", RelationToHead::Wife);
    let other = house.household("Lê Văn Năm", Some(27));
    let project = house.project();
    house.give(household, project, money(500_000, None), None);
    house.give(other, project, money(500_000, None), None);
    let levy = Levy { basis: LevyBasis::Household, amount: Vnd(600_000), decided_at: None, due: None };
    house.act(Command::SetLevy { project, base: 1, levy, relief: vec![] });
    let mut death = house.life(household, "2023-11-01", LifeEvent::Death(wife));
    death.told_by = Some("ông Tư".into());
    house.lives(death);
    let gift = house.give(household, project, money(100_000, None), None);
    house.act(Command::Undo { seq: gift.seq });

    let Answer::Acts(acts) = house.ask(Query::History(household.key())) else { panic!() };
    let said = |act: &ActRow| {
        let said =
            act.differences.iter().map(|one| crate::phrases::difference(crate::phrases::Lang::Vi, one));
        said.collect::<Vec<String>>()
    };
    let told: Vec<(Act, Vec<String>)> =
        acts.iter().rev().map(|act| (Act::from_u16(act.act).unwrap(), said(act))).collect();
    let receipt = "D-00001 Đường đèn Tổ 05, tiền: ";
    let want: [(Act, &[&str]); 7] = [
        (Act::AddHousehold, &["Mã: H-00001", "Tổ: 05 Quới An (số hộ 26, từ 01/01/2015)"]),
        (Act::AddPerson, &["Nhân khẩu: + Nguyễn Thị Nga (vợ)"]),
        (Act::RecordContribution, &["Đóng góp: + D-00001 Đường đèn Tổ 05 (500.000 đ)"]),
        (Act::SetLevy, &["Mức thống nhất: + Đường đèn Tổ 05 (600.000 đ)"]),
        (Act::Death, &["Nguyễn Thị Nga, đã mất: (chưa có) -> 01/11/2023", "Người báo: ông Tư"]),
        (Act::AddReceipt, &[]),
        (Act::Undo, &[]),
    ];
    assert_eq!(told.len(), want.len(), "{told:#?}");
    for ((act, said), (want_act, wanted)) in told.iter().zip(want) {
        assert_eq!(*act, want_act, "{told:#?}");
        for text in wanted {
            assert!(said.iter().any(|one| one == text), "«{text}» is not in {said:#?}");
        }
    }
    assert!(told[5].1.iter().any(|one| one.starts_with(receipt)), "{:#?}", told[5]);
    assert_eq!((acts[1].undone_by, acts[0].undoes), (Some(acts[0].seq), Some(acts[1].seq)));
}

#[test]
fn an_edit_of_an_old_revision_is_a_conflict() {
    let house = House::new();
    let household = house.household("Trần Văn Út", None);
    let Answer::Record { rev, record } = house.ask(Query::Record(household.key())) else { panic!() };
    let AnyRecord::Household(mut edited) = *record else { panic!() };
    edited.address = "Số 155".into();
    let save = |rev| Command::Save { record: Box::new(edited.clone().into()), base: Some(rev) };
    house.act(save(rev));
    assert!(matches!(house.try_act(save(rev)), Err(Refusal::Conflict { login, .. }) if login == "trinh"));
    assert_eq!(house.card(household).address, "Số 155");
}

#[test]
fn what_only_acts_change_cannot_be_edited() {
    let house = House::new();
    let household = house.household("Trần Văn Út", None);
    let Answer::Record { rev, record } = house.ask(Query::Record(household.key())) else { panic!() };
    let AnyRecord::Household(mut edited) = *record else { panic!() };
    edited.placements[0].book_number = 99;
    let save = Command::Save { record: Box::new(edited.into()), base: Some(rev) };
    assert_eq!(faults(house.try_act(save)), [(Field::Whole, Why::Elsewhere)]);
}

#[test]
fn many_savers_at_once_lose_nothing_and_get_numbers_without_gaps() {
    let house = House::new();
    let project = house.project();
    let households: Vec<HouseholdId> = (1..=32).map(|n| house.household("Trần Văn Út", Some(n))).collect();
    let (registry, actor) = (&house.registry, &house.actor);
    let mut receipts: Vec<u32> = std::thread::scope(|scope| {
        let savers: Vec<_> = households
            .iter()
            .enumerate()
            .map(|(at, household)| {
                let commands: Vec<Command> =
                    (0..10).map(|_| house.gift(*household, project, money(1_000, None), None)).collect();
                scope.spawn(move || {
                    let base = 1_000_000 * (at as u128 + 1);
                    let save = |(n, command)| {
                        let request = Uuid::from_u128(base + n as u128);
                        match registry.act(actor, request, command).unwrap() {
                            Answer::Saved(saved) => saved.receipt.unwrap(),
                            other => panic!("{other:?}"),
                        }
                    };
                    commands.into_iter().enumerate().map(save).collect::<Vec<u32>>()
                })
            })
            .collect();
        savers.into_iter().flat_map(|saver| saver.join().unwrap()).collect()
    });
    receipts.sort_unstable();
    assert_eq!(receipts, (1..=320).collect::<Vec<u32>>());
    assert_eq!(house.counts().contributions_valued_vnd, Vnd(320_000));
}

#[test]
fn a_viewer_sees_and_does_not_write() {
    let house = House::new();
    let household = house.household("Trần Văn Út", None);
    let viewer = Actor { role: StaffRole::Viewer, ..house.actor.clone() };
    assert!(house.registry.ask(&viewer, &Query::Card(household)).is_ok());
    let log = Query::Log { from: None, to: None, limit: 5 };
    for query in [Query::History(household.key()), log] {
        assert!(matches!(house.registry.ask(&viewer, &query), Ok(Answer::Acts(acts)) if !acts.is_empty()));
    }
    let verify = house.registry.act(&viewer, house.request(), Command::Verify(household));
    assert_eq!(verify, Err(Refusal::NotAllowed));
    assert_eq!(house.registry.ask(&viewer, &Query::Record(household.key())), Err(Refusal::NotAllowed));
}

#[test]
fn a_note_says_who_wrote_it_whatever_the_screen_says() {
    let house = House::new();
    let household = house.household("Trần Văn Út", None);
    let note = Note {
        id: NoteId(house.request()),
        about: NoteAbout::Household(household),
        text: "trả lời việc chỉnh giấy đất".into(),
        follow_up: Some(day("2023-11-14")),
        done: None,
        on: day("2023-11-14"),
        by: "hai".into(),
    };
    house.act(Command::Save { record: Box::new(note.into()), base: None });
    assert_eq!(house.card(household).notes[0].by, "trinh");
    let Answer::Home(home) = house.ask(Query::Home) else { panic!() };
    assert_eq!(home.follow_ups, 1);
}
