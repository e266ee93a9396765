//! Joining rows of files into records.

use std::collections::{BTreeMap, HashMap};

use super::Context;
use super::import::{Counter, Joined, Known, ORDER, Place, plain_levy, problem, source, unknown};
use crate::domain::*;
use crate::protocol::{
    ImportGift, ImportGiver, ImportHolding, ImportProblem, ImportReport, ImportRow, Refusal, RowBody,
};
use crate::registry::view::View;

/// The table, key and kind of the record a row makes or adds to; none for rows without a record of their own.
pub(super) fn own_key(body: &RowBody) -> Option<(&'static str, &str, Kind)> {
    Some(match body {
        RowBody::Unit { key, .. } => ("units", key, Kind::Unit),
        RowBody::Group { key, .. } => ("groups", key, Kind::Group),
        RowBody::Household { key, .. } => ("households", key, Kind::Household),
        RowBody::Person { key, .. } => ("persons", key, Kind::Person),
        RowBody::BoardSeat { group, .. } => ("group_boards", group, Kind::Committee),
        RowBody::Seat { committee, .. } => ("committees", committee, Kind::Committee),
        RowBody::Model { key, .. } => ("models", key, Kind::MovementModel),
        RowBody::Project { key, .. } => ("projects", key, Kind::Project),
        RowBody::Contribution { key, .. } => ("contributions", key, Kind::Contribution),
        RowBody::Meeting { key, .. } => ("meetings", key, Kind::Meeting),
        RowBody::Alias { .. } | RowBody::Participant { .. } => return None,
    })
}

/// Joins rows, in the order of the tables.
pub(super) struct Joiner<'a> {
    book: &'a str,
    pub(super) keys: HashMap<(&'static str, String), Known>,
    pub(super) view: &'a View<'a>,
    context: &'a Context<'a>,
    /// Records by the key of their row; a BTreeMap so that the same files give the same journal.
    records: BTreeMap<(usize, u32, RecordKey), AnyRecord>,
    places: HashMap<RecordKey, (usize, u32, RecordKey)>,
    problems: Vec<ImportProblem>,
    counter: Counter,
    next_household: u32,
    next_project: u32,
    next_contribution: u32,
    next_receipt: HashMap<i32, u32>,
    pub(super) next_book_number: HashMap<GroupId, u16>,
    pub(super) households_by_group: HashMap<GroupId, Vec<HouseholdId>>,
    pub(super) groups_by_hamlet: HashMap<UnitId, Vec<GroupId>>,
}

impl<'a> Joiner<'a> {
    /// Ready to join.
    pub fn new(
        book: &'a str,
        keys: HashMap<(&'static str, String), Known>,
        view: &'a View<'a>,
        context: &'a Context<'a>,
    ) -> Result<Joiner<'a>, Refusal> {
        let mut next_receipt = HashMap::new();
        for year in 2000..=context.today.year() {
            next_receipt.insert(year, view.next_receipt(year)?);
        }
        Ok(Joiner {
            book,
            keys,
            view,
            context,
            records: BTreeMap::new(),
            places: HashMap::new(),
            problems: Vec::new(),
            counter: Counter::default(),
            next_household: view.next_number(Kind::Household)?,
            next_project: view.next_number(Kind::Project)?,
            next_contribution: view.next_number(Kind::Contribution)?,
            next_receipt,
            next_book_number: HashMap::new(),
            households_by_group: HashMap::new(),
            groups_by_hamlet: HashMap::new(),
        })
    }

    /// Joins a row.
    ///
    /// # Errors
    /// When the register cannot be read; what is wrong with the row stands in the report.
    pub fn join(&mut self, row: &ImportRow) -> Result<(), Refusal> {
        let table = row.body.table();
        let known =
            own_key(&row.body).and_then(|(table, key, _)| self.keys.get(&(table, key.to_owned())).copied());
        let before = known.is_some_and(|known| known.before);
        if before {
            self.counter.count(table, true);
            return Ok(());
        }
        self.look_around(&row.body)?;
        let place = Place { table, line: row.line };
        if let Err(faults) = self.join_body(place, known.map(|known| known.key), &row.body) {
            self.problems.push(problem(place, faults));
        }
        Ok(())
    }

    /// The records, and what is to be said so far.
    pub fn finish(self) -> (Vec<Joined>, ImportReport) {
        let report =
            ImportReport { counts: self.counter.into_counts(), problems: self.problems, written: false };
        let table = |rank: usize| ORDER[rank];
        let joined = self.records.into_iter();
        (
            joined.map(|((rank, line, _), record)| (Place { table: table(rank), line }, record)).collect(),
            report,
        )
    }

    fn join_body(&mut self, place: Place, own: Option<RecordKey>, body: &RowBody) -> Result<(), Vec<Fault>> {
        let own = own.map(|key| key.id).unwrap_or_default();
        match body {
            RowBody::Unit { .. } => self.unit(place, UnitId(own), body),
            RowBody::Alias { unit, name, seen_in } => self.alias(place, unit, name, seen_in.as_deref()),
            RowBody::Group { .. } => self.group(place, GroupId(own), body),
            RowBody::Household { .. } => self.household(place, HouseholdId(own), body),
            RowBody::Person { .. } => self.person(place, PersonId(own), body),
            RowBody::Model { .. } => self.model(place, ModelId(own), body),
            RowBody::Participant { model, person } => self.participant(place, model, person),
            RowBody::BoardSeat { .. } | RowBody::Seat { .. } => self.seat(place, CommitteeId(own), body),
            RowBody::Project { .. } => self.project(place, ProjectId(own), body),
            RowBody::Contribution { .. } => self.contribution(place, ContributionId(own), body),
            RowBody::Meeting { .. } => self.meeting(place, MeetingId(own), body),
        }
    }

    fn put(&mut self, place: Place, record: impl Into<AnyRecord>) {
        let record = record.into();
        let key = record.key();
        let rank = ORDER.iter().position(|table| *table == place.table).unwrap_or(0);
        let at = *self.places.entry(key).or_insert((rank, place.line, key));
        self.records.insert(at, record);
    }

    fn made<R: Record>(&self, key: RecordKey) -> Option<R> {
        self.records.get(self.places.get(&key)?).cloned().and_then(R::from_any)
    }

    fn find(&self, table: &'static str, key: &str, field: Field) -> Result<Known, Vec<Fault>> {
        self.keys.get(&(table, key.to_owned())).copied().ok_or_else(|| vec![unknown(field)])
    }

    fn find_optional(
        &self,
        table: &'static str,
        key: Option<&str>,
        field: Field,
    ) -> Result<Option<Known>, Vec<Fault>> {
        key.map(|key| self.find(table, key, field)).transpose()
    }

    fn source(&self, table: &str, key: &str) -> Option<Source> {
        Some(source(self.book, table, key))
    }

    fn unit(&mut self, place: Place, id: UnitId, body: &RowBody) -> Result<(), Vec<Fault>> {
        let RowBody::Unit { key, kind, code, name, parents, valid, basis } = body else { return Ok(()) };
        let mut above = Vec::new();
        for (parent, since) in parents {
            above.push((UnitId(self.find("units", parent, Field::Parent)?.key.id), *since));
        }
        let mut versions = Vec::new();
        let version = |parent, valid| UnitVersion {
            name: name.clone(),
            code: code.clone(),
            parent,
            valid,
            basis: basis.clone(),
        };
        for (at, (parent, since)) in above.iter().enumerate() {
            let from = since.or(valid.from());
            let to = above.get(at + 1).and_then(|(_, next)| *next).map(Date::yesterday).or(valid.to());
            let period =
                Validity::between(from, to).ok_or(vec![Fault::new(Field::To, Why::EndsBeforeBegins)])?;
            versions.push(version(Some(*parent), period));
        }
        if versions.is_empty() {
            versions.push(version(None, *valid));
        }
        let source = self.source("units", key);
        self.put(place, Unit { id, kind: *kind, versions, aliases: Vec::new(), source });
        self.counter.count("units", false);
        Ok(())
    }

    fn alias(
        &mut self,
        place: Place,
        unit: &str,
        name: &str,
        seen_in: Option<&str>,
    ) -> Result<(), Vec<Fault>> {
        let known = self.find("units", unit, Field::Alias)?;
        self.counter.count("aliases", known.before);
        if let Some(mut record) = self.made::<Unit>(known.key) {
            record.aliases.push(UnitAlias { name: name.to_owned(), seen_in: seen_in.map(str::to_owned) });
            self.put(place, record);
        }
        Ok(())
    }

    fn group(&mut self, place: Place, id: GroupId, body: &RowBody) -> Result<(), Vec<Fault>> {
        let RowBody::Group { key, hamlet, number, name, grades } = body else { return Ok(()) };
        let hamlet = UnitId(self.find("units", hamlet, Field::Hamlet)?.key.id);
        let grade =
            |(year, grade): &(i16, GroupGrade)| YearGrade { year: *year, grade: *grade, decision: None };
        let group = Group {
            id,
            number: *number,
            hamlets: vec![Dated { value: hamlet, valid: Validity::ALWAYS }],
            name: name.clone(),
            founded: None,
            meeting_day: None,
            grades: grades.iter().map(grade).collect(),
            source: self.source("groups", key),
        };
        self.groups_by_hamlet.entry(hamlet).or_default().push(id);
        self.put(place, group);
        self.counter.count("groups", false);
        Ok(())
    }

    fn household(&mut self, place: Place, id: HouseholdId, body: &RowBody) -> Result<(), Vec<Fault>> {
        let RowBody::Household {
            key,
            group,
            head,
            representative,
            poverty,
            cultural,
            policy,
            address,
            phones,
        } = body
        else {
            return Ok(());
        };
        let group = GroupId(self.find("groups", group, Field::Group)?.key.id);
        let head = self.find("persons", head, Field::Head)?;
        // Whoever is in the register lives in a household already: that is a change of life, not a row.
        if head.before {
            return Err(vec![Fault::new(Field::Head, Why::Elsewhere)]);
        }
        let head = PersonId(head.key.id);
        let representative = PersonId(self.find("persons", representative, Field::Representative)?.key.id);
        let always = |value| vec![Dated { value, valid: Validity::ALWAYS }];
        let book_number = self.next_book_number.entry(group).or_insert(1);
        let placement = Placement { group, book_number: *book_number, valid: Validity::ALWAYS };
        *book_number += 1;
        let status = |(year, status): &(i16, PovertyStatus)| PovertyYear {
            year: *year,
            status: *status,
            decision: None,
        };
        let awarded = |(year, awarded): &(i16, bool)| CulturalYear { year: *year, awarded: *awarded };
        let category = |category: &String| PolicyStatus {
            category: category.clone(),
            decision: None,
            valid: Validity::ALWAYS,
        };
        let household = Household {
            id,
            number: self.next_household,
            placements: vec![placement],
            address: address.clone(),
            heads: always(head),
            representatives: if representative == head { Vec::new() } else { always(representative) },
            phones: phones.clone(),
            nickname: None,
            poverty: poverty.iter().map(status).collect(),
            cultural: cultural.iter().map(awarded).collect(),
            policy: policy.iter().map(category).collect(),
            verified: None,
            ended: None,
            source: self.source("households", key),
        };
        self.next_household += 1;
        self.households_by_group.entry(group).or_default().push(id);
        self.put(place, household);
        self.counter.count("households", false);
        Ok(())
    }

    fn person(&mut self, place: Place, id: PersonId, body: &RowBody) -> Result<(), Vec<Fault>> {
        let RowBody::Person { key, household, full_name, sex, birth, personal_id, relation, residence } =
            body
        else {
            return Ok(());
        };
        let household = HouseholdId(self.find("households", household, Field::Household)?.key.id);
        let heads = self.made::<Household>(household.key()).map(|record| record.heads).unwrap_or_default();
        let is_head = heads.iter().any(|head| head.value == id);
        if is_head != (*relation == RelationToHead::Head) {
            return Err(vec![Fault::new(Field::Relation, Why::Elsewhere)]);
        }
        let person = Person {
            id,
            full_name: full_name.clone(),
            nickname: None,
            sex: *sex,
            birth: *birth,
            personal_id: personal_id.clone(),
            old_id: None,
            occupation: None,
            residences: vec![Dated { value: *residence, valid: Validity::ALWAYS }],
            moved_place: None,
            associations: Vec::new(),
            death: None,
            memberships: vec![Membership { household, relation: *relation, valid: Validity::ALWAYS }],
            source: self.source("persons", key),
        };
        self.put(place, person);
        self.counter.count("persons", false);
        Ok(())
    }

    fn model(&mut self, place: Place, id: ModelId, body: &RowBody) -> Result<(), Vec<Fault>> {
        let RowBody::Model { key, movement, started, name, unit, group, years } = body else { return Ok(()) };
        let unit = self.find_optional("units", unit.as_deref(), Field::Hamlet)?;
        let group = self.find_optional("groups", group.as_deref(), Field::Group)?;
        let year = |(year, status): &(i16, ModelStatus)| ModelYear { year: *year, status: *status };
        let model = MovementModel {
            id,
            movement: *movement,
            name: name.clone(),
            started: *started,
            unit: unit.map(|unit| UnitId(unit.key.id)),
            group: group.map(|group| GroupId(group.key.id)),
            years: years.iter().map(year).collect(),
            participants: Vec::new(),
            source: self.source("models", key),
        };
        self.put(place, model);
        self.counter.count("models", false);
        Ok(())
    }

    /// A meeting with its head count. A unit that is a group's name is not asked for: files name hamlets and cells.
    fn meeting(&mut self, place: Place, id: MeetingId, body: &RowBody) -> Result<(), Vec<Fault>> {
        let RowBody::Meeting { key, kind, unit, on, headcount, occasion } = body else { return Ok(()) };
        let unit = UnitId(self.find("units", unit, Field::Hamlet)?.key.id);
        let meeting = Meeting {
            id,
            kind: *kind,
            of: MeetingOf::Unit(unit),
            on: *on,
            place: None,
            chair: None,
            secretary: None,
            topic: None,
            occasion: occasion.clone(),
            minutes_no: None,
            model: None,
            headcount: *headcount,
            roll: Vec::new(),
            votes: Vec::new(),
            decision: None,
            petition: None,
            source: self.source("meetings", key),
        };
        self.put(place, meeting);
        self.counter.count("meetings", false);
        Ok(())
    }

    fn participant(&mut self, place: Place, model: &str, person: &str) -> Result<(), Vec<Fault>> {
        let model = self.find("models", model, Field::Model)?;
        let person = PersonId(self.find("persons", person, Field::Person)?.key.id);
        self.counter.count("model_participants", model.before);
        if let Some(mut record) = self.made::<MovementModel>(model.key) {
            let valid = Date::ymd(i32::from(record.started), 1, 1).map_or(Validity::ALWAYS, Validity::since);
            record.participants.push(Dated { value: person, valid });
            self.put(place, record);
        }
        Ok(())
    }

    fn seat(&mut self, place: Place, id: CommitteeId, body: &RowBody) -> Result<(), Vec<Fault>> {
        let (kind, of, key, seat) = match body {
            RowBody::BoardSeat { group, role, person, from } => {
                let of = CommitteeOf::Group(GroupId(self.find("groups", group, Field::Group)?.key.id));
                let held = ImportHolding::Held(person.clone(), HeldBasis::Elected);
                (CommitteeKind::GroupBoard, of, group, self.seat_of(*role, &held, *from)?)
            }
            RowBody::Seat { committee, kind, group, model, holding, from } => {
                let model = self.find_optional("models", model.as_deref(), Field::Model)?;
                let group = self.find_optional("groups", group.as_deref(), Field::Group)?;
                let of = match (model, group) {
                    (Some(model), _) => CommitteeOf::Model(ModelId(model.key.id)),
                    (None, Some(group)) => CommitteeOf::Group(GroupId(group.key.id)),
                    (None, None) => return Err(vec![Fault::new(Field::Of, Why::Missing)]),
                };
                let role = match holding {
                    ImportHolding::ExOfficio(role) => *role,
                    ImportHolding::Held(..) => GroupRole::Member,
                };
                (*kind, of, committee, self.seat_of(role, holding, *from)?)
            }
            _ => return Ok(()),
        };
        let source = self.source(place.table, key);
        let made = self.made::<Committee>(id.key());
        let mut committee = made.unwrap_or(Committee { id, kind, of, name: None, seats: Vec::new(), source });
        committee.seats.push(seat);
        self.put(place, committee);
        self.counter.count(place.table, false);
        Ok(())
    }

    fn seat_of(
        &self,
        role: GroupRole,
        holding: &ImportHolding,
        from: Option<Date>,
    ) -> Result<Seat, Vec<Fault>> {
        let holding = match holding {
            ImportHolding::ExOfficio(role) => Holding::ExOfficio(*role),
            ImportHolding::Held(person, basis) => {
                let person = PersonId(self.find("persons", person, Field::Holder)?.key.id);
                Holding::Held { holder: Holder::Person(person), basis: *basis }
            }
        };
        Ok(Seat { role, holding, decision: None, valid: from.map_or(Validity::ALWAYS, Validity::since) })
    }

    fn project(&mut self, place: Place, id: ProjectId, body: &RowBody) -> Result<(), Vec<Fault>> {
        let RowBody::Project { key, kind, name, unit, group, model, length, width, lamps, cameras, .. } =
            body
        else {
            return Ok(());
        };
        let RowBody::Project { started, finished, levy, .. } = body else { return Ok(()) };
        let unit = UnitId(self.find("units", unit, Field::Hamlet)?.key.id);
        let group = self.find_optional("groups", group.as_deref(), Field::Group)?;
        let model = self.find_optional("models", model.as_deref(), Field::Model)?;
        let project = Project {
            id,
            number: self.next_project,
            kind: *kind,
            name: name.clone(),
            unit,
            group: group.map(|group| GroupId(group.key.id)),
            model: model.map(|model| ModelId(model.key.id)),
            route: None,
            length: *length,
            width: *width,
            lamps: *lamps,
            cameras: *cameras,
            budget: None,
            funding: Vec::new(),
            started: *started,
            finished: *finished,
            handover: None,
            custodian: None,
            levy: levy.map(plain_levy),
            source: self.source("projects", key),
        };
        self.next_project += 1;
        if let Some(amount) = levy {
            self.dues(place, &project, *amount)?;
        }
        self.put(place, project);
        self.counter.count("projects", false);
        Ok(())
    }

    /// A due for every household of the project's group, or of its hamlet.
    fn dues(&mut self, place: Place, project: &Project, amount: Vnd) -> Result<(), Vec<Fault>> {
        let groups = match project.group {
            Some(group) => vec![group],
            None => self.groups_by_hamlet.get(&project.unit).cloned().unwrap_or_default(),
        };
        let of = |group: &GroupId| self.households_by_group.get(group).cloned().unwrap_or_default();
        let households: Vec<HouseholdId> = groups.iter().flat_map(of).collect();
        for household in households {
            let id = (self.context.new_id)().map_err(|_| vec![Fault::new(Field::Levy, Why::NotFound)])?;
            let due =
                Due { id: DueId(id), project: project.id, household, amount, relief: None, promised: None };
            self.put(place, due);
        }
        Ok(())
    }

    fn contribution(&mut self, place: Place, id: ContributionId, body: &RowBody) -> Result<(), Vec<Fault>> {
        let RowBody::Contribution { key, project, model, from, gift, valued, on } = body else {
            return Ok(());
        };
        let project = self.find_optional("projects", project.as_deref(), Field::Project)?;
        let model = self.find_optional("models", model.as_deref(), Field::Model)?;
        let from = match from {
            ImportGiver::Household(key) => {
                let household = HouseholdId(self.find("households", key, Field::Household)?.key.id);
                Contributor::Household { household, given_by: None }
            }
            ImportGiver::Sponsor(name) => Contributor::Sponsor(name.clone()),
        };
        let contribution = Contribution {
            id,
            number: self.next_contribution,
            from,
            project: project.map(|project| ProjectId(project.key.id)),
            model: model.map(|model| ModelId(model.key.id)),
            gift: self.gift(gift, *on),
            valued: *valued,
            rule: None,
            on: *on,
            witnesses: Vec::new(),
            evidence: Vec::new(),
            voided: None,
            source: self.source("contributions", key),
        };
        self.next_contribution += 1;
        self.put(place, contribution);
        self.counter.count("contributions", false);
        Ok(())
    }

    fn gift(&mut self, gift: &ImportGift, on: Date) -> Gift {
        match gift {
            ImportGift::Money(amount) => {
                let next = self.next_receipt.entry(on.year()).or_insert(1);
                let number = *next;
                *next += 1;
                Gift::Money(vec![Receipt {
                    number,
                    on,
                    amount: *amount,
                    collector: None,
                    payer: None,
                    on_behalf: None,
                    voided: None,
                }])
            }
            ImportGift::Land(area) => {
                Gift::Land { area: *area, typed: None, parcel: None, certificate_updated: false }
            }
            ImportGift::Labour(half_days) => Gift::Labour(*half_days),
            ImportGift::Goods(what, quantity, measure) => {
                Gift::Goods { what: what.clone(), quantity: *quantity, measure: measure.clone() }
            }
        }
    }
}
