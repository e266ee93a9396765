//! Permission, asked for every command and every query: by role here, by scope for what they name, and once more for
//! every record a command is about to change.
//!
//! The two tables have no catch-all: a new command or query does not compile without its line.

mod edits;

use std::collections::HashSet;
use std::sync::Arc;

use super::places::Places;
use super::scope::{Place, Scope};
use super::standing::Standing;
use super::view::View;
use crate::domain::{
    AnyRecord, Contributor, Date, GroupId, HouseholdId, Kind, RecordKey, ScopeUnit, Staff, StaffId,
    StaffRole, Transfer, TransferId,
};
use crate::protocol::{Act, Change, CollectionRow, Command, DraftOp, GiftEntry, Query, Refusal, Request};
use edits::{Nature, held, made};
pub(super) use edits::{edits, imported};

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Identity.
    pub staff: StaffId,
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// What they may do.
    pub role: StaffRole,
    /// Where they may do it.
    pub scope: Arc<Scope>,
    /// The groups of what their scope names first, where it names several: in the look-up these come first.
    pub(super) own: Option<Arc<HashSet<GroupId>>>,
    /// As of when all of this is known.
    pub(super) standing: Standing,
}

impl Actor {
    /// A member of staff, read when the standing was this.
    pub(super) fn of(staff: Staff, view: &View<'_>, standing: Standing) -> Result<Actor, Refusal> {
        let scope = Arc::new(Scope::of(&staff.scope, view, standing.today())?);
        let own = match staff.scope.as_slice() {
            [first, _, ..] => Scope::of(&[*first], view, standing.today())?.groups().cloned().map(Arc::new),
            _ => None,
        };
        let Staff { id, login, name, role, .. } = staff;
        Ok(Actor { staff: id, login, name, role, scope, own, standing })
    }

    /// The program itself, where no member of staff stands behind an act.
    pub(super) fn program() -> Actor {
        let name = "ndtq".to_owned();
        Actor {
            staff: StaffId(uuid::Uuid::nil()),
            login: name.clone(),
            name,
            role: StaffRole::Admin,
            scope: Arc::new(Scope::Everywhere),
            own: None,
            standing: Standing::none(),
        }
    }
}

/// What somebody must be able to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// Whoever is let in.
    Present,
    /// Reads cards, lists and figures.
    Read,
    /// Takes records out of the house, or sees digits that are masked.
    Take,
    /// Records what happens.
    Record,
    /// Looks after staff, units and the register itself.
    Administer,
    /// Looks after all of the home, whatever their scope: what it concerns knows no units.
    Keep,
    /// Makes backups.
    BackUp,
}

impl Right {
    pub(super) fn is_of(self, actor: &Actor) -> bool {
        let everywhere = actor.scope.is_everywhere();
        match (self, actor.role) {
            (Right::Keep, StaffRole::Admin) => everywhere,
            (Right::BackUp, StaffRole::Admin | StaffRole::Backup) => everywhere,
            (Right::Present, _) | (_, StaffRole::Admin) => true,
            (Right::Read | Right::Take | Right::Record, StaffRole::Recorder) => true,
            (Right::Read, StaffRole::Viewer) => true,
            _ => false,
        }
    }
}

/// What a command takes.
pub(super) fn right_to_act(command: &Command) -> Right {
    match command {
        Command::SetUp(_) | Command::Erase(_) | Command::ErasePerson { .. } => Right::Keep,
        Command::Suspend { .. } => Right::Administer,
        Command::Save { record, .. } => right_to_save(record),
        Command::AddHousehold(_)
        | Command::AddPerson { .. }
        | Command::Life(_)
        | Command::ChangeSeat { .. }
        | Command::SetLevy { .. }
        | Command::Contribute(_)
        | Command::Collect(_)
        | Command::CallRoll(_)
        | Command::Void { .. }
        | Command::Verify(_)
        | Command::Undo { .. }
        | Command::AcceptTransfer { .. }
        | Command::DeclineTransfer { .. }
        | Command::Import(_) => Right::Record,
    }
}

fn right_to_save(record: &AnyRecord) -> Right {
    match record {
        AnyRecord::Unit(_) | AnyRecord::Staff(_) | AnyRecord::LifeChange(_) | AnyRecord::Transfer(_) => {
            Right::Administer
        }
        AnyRecord::Home(_) => Right::Keep,
        AnyRecord::Group(_)
        | AnyRecord::Household(_)
        | AnyRecord::Person(_)
        | AnyRecord::Committee(_)
        | AnyRecord::Project(_)
        | AnyRecord::Contribution(_)
        | AnyRecord::Note(_)
        | AnyRecord::MovementModel(_)
        | AnyRecord::Due(_)
        | AnyRecord::DataRequest(_)
        | AnyRecord::Meeting(_) => Right::Record,
    }
}

/// What a query takes.
pub(super) fn right_to_ask(query: &Query) -> Right {
    match query {
        Query::Status | Query::Refused { .. } => Right::Present,
        Query::Home
        | Query::Who
        | Query::Find { .. }
        | Query::Preview(_)
        | Query::Card(_)
        | Query::Resolve(_)
        | Query::Units
        | Query::Group { .. }
        | Query::Projects
        | Query::ProjectsAsking(_)
        | Query::Project(_)
        | Query::Sheet { .. }
        | Query::Models
        | Query::Model { .. }
        | Query::Meetings
        | Query::Meeting(_)
        | Query::PersonHouseholds(_)
        | Query::Choices { .. }
        | Query::LastActs { .. }
        | Query::FollowUps
        | Query::Log { .. }
        | Query::Undoable
        | Query::Transfers
        | Query::Departed(_) => Right::Read,
        Query::Record(key) => right_to_read(key.kind),
        Query::Staff => Right::Administer,
        Query::History(key) => right_to_history(key.kind),
        Query::Export { .. } | Query::Unmask { .. } | Query::PersonFile { .. } => Right::Take,
        // It works the act out, with all that it would say.
        Query::Foresee(_) | Query::DataRequests { .. } => Right::Record,
        Query::Check { .. } | Query::AccessLog { .. } | Query::ErasurePlan { .. } => Right::Keep,
        Query::BackupPlan | Query::BackupPart { .. } => Right::BackUp,
    }
}

/// A record as it is kept has its digits in clear.
fn right_to_read(kind: Kind) -> Right {
    match kind {
        Kind::Person | Kind::Household => Right::Take,
        Kind::DataRequest => Right::Record,
        Kind::Staff => Right::Administer,
        _ => Right::Read,
    }
}

/// Who asked about their data is for those who answer them.
fn right_to_history(kind: Kind) -> Right {
    if kind == Kind::DataRequest { Right::Record } else { Right::Read }
}

/// The record a query is about; none where the answer is cut to scope instead.
pub(super) fn subject_of(query: &Query) -> Option<RecordKey> {
    match query {
        Query::Preview(household) | Query::Card(household) => Some(household.key()),
        Query::Unmask { household, .. } => Some(household.key()),
        Query::Record(key) | Query::History(key) => Some(*key),
        Query::Group { group, .. } => Some(group.key()),
        Query::Project(project) => Some(project.key()),
        Query::Sheet { group, .. } | Query::ProjectsAsking(group) => Some(group.key()),
        Query::Model { model, .. } => Some(model.key()),
        Query::Meeting(meeting) => Some(meeting.key()),
        Query::PersonHouseholds(person)
        | Query::PersonFile { person, .. }
        | Query::ErasurePlan { person, .. } => Some(person.key()),
        Query::Foresee(act) => Some(act.household.key()),
        Query::Home
        | Query::Who
        | Query::Find { .. }
        | Query::Resolve(_)
        | Query::Units
        | Query::Projects
        | Query::Models
        | Query::Meetings
        | Query::Choices { .. }
        | Query::LastActs { .. }
        | Query::FollowUps
        | Query::Status
        | Query::Export { .. }
        | Query::Check { .. }
        | Query::BackupPlan
        | Query::BackupPart { .. }
        | Query::Log { .. }
        | Query::Undoable
        | Query::Staff
        | Query::Refused { .. }
        | Query::AccessLog { .. }
        | Query::DataRequests { .. }
        | Query::Transfers
        // Whoever asks for one that went looks after where it was, not where it is.
        | Query::Departed(_) => None,
    }
}

/// What a command is about, before it is worked out: what is wrong with an entry may name people.
enum About<'a> {
    /// A record that stands.
    Key(RecordKey),
    /// A record as it shall be.
    Record(&'a AnyRecord),
    /// A household on its way, for whoever answers for where it goes.
    Arriving(TransferId),
    /// The same, for whoever answers for either end.
    Moving(TransferId),
    /// Nothing in particular, or what [`edits`] will find.
    Nothing,
}

fn about(command: &Command) -> About<'_> {
    match command {
        Command::Save { record, .. } => About::Record(record),
        Command::AddHousehold(new) => About::Key(new.group.key()),
        Command::AddPerson { household, .. } | Command::Verify(household) => About::Key(household.key()),
        Command::Life(act) => About::Key(act.household.key()),
        Command::ChangeSeat { committee, .. } => About::Key(committee.key()),
        Command::Suspend { staff, .. } => About::Key(staff.key()),
        Command::SetLevy { project, .. } => About::Key(project.key()),
        Command::CallRoll(called) => About::Key(called.meeting.key()),
        Command::Void { contribution, .. } => About::Key(contribution.key()),
        Command::Contribute(entry) => match (&entry.from, entry.project, entry.model) {
            (Contributor::Household { household, .. }, _, _) => About::Key(household.key()),
            (Contributor::Sponsor(_), Some(project), _) => About::Key(project.key()),
            (Contributor::Sponsor(_), None, Some(model)) => About::Key(model.key()),
            (Contributor::Sponsor(_), None, None) => About::Nothing,
        },
        Command::ErasePerson { person, .. } => About::Key(person.key()),
        Command::AcceptTransfer { transfer, .. } => About::Arriving(*transfer),
        Command::DeclineTransfer { transfer, .. } => About::Moving(*transfer),
        // A sheet is about its households, which are asked for one by one.
        Command::SetUp(_)
        | Command::Erase(_)
        | Command::Undo { .. }
        | Command::Import(_)
        | Command::Collect(_) => About::Nothing,
    }
}

/// Whether the act is allowed, as far as the role and what it names say. What else it changes is asked by [`edits`],
/// once that is known.
pub(super) fn act(actor: &Actor, command: &Command, view: &View<'_>, today: Date) -> Result<(), Refusal> {
    if !right_to_act(command).is_of(actor) {
        return Err(Refusal::NotAllowed);
    }
    if actor.scope.is_everywhere() {
        return Ok(());
    }
    let places = Places::of(view, today);
    let stands = |key: RecordKey| match view.get_any(key)? {
        Some(stored) => held(actor, &stored.record, Nature::Plain, &places),
        None => Ok(()),
    };
    for household in households_in(command) {
        stands(household.key())?;
    }
    match about(command) {
        About::Nothing => Ok(()),
        // Whatever is said of it, it is judged by what stands.
        About::Record(record) if view.get_any(record.key())?.is_some() => stands(record.key()),
        About::Record(record) => made(actor, record, Nature::Plain, &places),
        About::Key(key) => stands(key),
        About::Arriving(id) => at_an_end(actor, id, |transfer| vec![transfer.to], &places, view),
        About::Moving(id) => at_an_end(actor, id, |transfer| vec![transfer.to, transfer.from], &places, view),
    }
}

/// The households that are named beside what a command is about: whose due somebody else pays, and the rows of a sheet.
fn households_in(command: &Command) -> Vec<HouseholdId> {
    let on_behalf = |gift: &GiftEntry| match gift {
        GiftEntry::Money { on_behalf, .. } => *on_behalf,
        _ => None,
    };
    match command {
        Command::Contribute(entry) => on_behalf(&entry.gift).into_iter().collect(),
        Command::Collect(sheet) => {
            let of_row = |row: &CollectionRow| {
                let others = row.gifts.iter().filter_map(on_behalf);
                std::iter::once(row.household).chain(others).collect::<Vec<HouseholdId>>()
            };
            sheet.rows.iter().flat_map(of_row).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether somebody answers for one of these ends of a household's way.
fn at_an_end(
    actor: &Actor,
    id: TransferId,
    ends: fn(&Transfer) -> Vec<GroupId>,
    places: &Places<'_>,
    view: &View<'_>,
) -> Result<(), Refusal> {
    let Some(transfer) = view.get::<Transfer>(id.0)?.map(|stored| stored.record) else { return Ok(()) };
    let is_theirs = ends(&transfer).into_iter().any(|group| actor.scope.holds(Place::Group(group)));
    if is_theirs { Ok(()) } else { out_of_scope(places, Place::Group(transfer.to)) }
}

/// Whether the act may be taken back by this member of staff: their own, or anybody's by an administrator. Otherwise a
/// recorder could take back what only an administrator may do, such as a change of staff.
///
/// What is beyond somebody's scope is not named to them, not even as the reason why it cannot be taken back.
pub(super) fn undo(actor: &Actor, change: &Change, view: &View<'_>, today: Date) -> Result<(), Refusal> {
    touches_scope(actor, change, view, today)?;
    if actor.role == StaffRole::Admin {
        return Ok(());
    }
    // One's own acts too: an administrator who became a recorder would change staff by taking those back.
    if change.edits.iter().any(|edit| edit.kind == Kind::Staff as u8) {
        return Err(Refusal::NotAllowed);
    }
    if change.by.staff == actor.staff {
        return Ok(());
    }
    Err(Refusal::NotYours { seq: change.seq, login: change.by.login.clone() })
}

fn touches_scope(actor: &Actor, change: &Change, view: &View<'_>, today: Date) -> Result<(), Refusal> {
    if actor.scope.is_everywhere() {
        return Ok(());
    }
    let places = Places::of(view, today);
    let act = Act::from_u16(change.act);
    let follows = act.is_some_and(Act::is_change_of_life);
    // Whoever takes a household in, or sends it, answers for the way it is on, wherever it is now.
    let hands_over = matches!(act, Some(Act::AcceptTransfer | Act::DeclineTransfer | Act::WithdrawTransfer));
    for key in change.edits.iter().filter_map(|edit| edit.key()) {
        let Some(stored) = view.get_any(key)? else { continue };
        let is_consequence = (follows && key.kind == Kind::Committee)
            || (hands_over && matches!(key.kind, Kind::Household | Kind::LifeChange));
        if !is_consequence && key.kind != Kind::Staff && !places.sees(&actor.scope, &stored.record)? {
            return Err(Refusal::OutOfScope(None));
        }
    }
    Ok(())
}

/// Whether the question is allowed.
pub(super) fn ask(actor: &Actor, query: &Query, view: &View<'_>, today: Date) -> Result<(), Refusal> {
    if !right_to_ask(query).is_of(actor) {
        return Err(Refusal::NotAllowed);
    }
    let Some(key) = subject_of(query).filter(|_| !actor.scope.is_everywhere()) else { return Ok(()) };
    let Some(stored) = view.get_any(key)? else { return Ok(()) };
    // Somebody who moved away is still part of the card they are missed on; their own record and what became of them
    // are not.
    let is_whole = key.kind != Kind::Transfer
        && matches!(query, Query::Record(_) | Query::History(_) | Query::PersonFile { .. });
    let places = Places::of(view, today);
    let place = places.place(&stored.record)?;
    let is_seen =
        if is_whole { actor.scope.sees(place) } else { places.sees(&actor.scope, &stored.record)? };
    if is_seen { Ok(()) } else { out_of_scope(&places, place) }
}

/// Whether a record may be seen. One that is not there is for whoever answers to say.
pub(super) fn seen(actor: &Actor, key: RecordKey, view: &View<'_>, today: Date) -> Result<(), Refusal> {
    let Some(stored) = view.get_any(key)? else { return Ok(()) };
    let places = Places::of(view, today);
    if places.sees(&actor.scope, &stored.record)? {
        return Ok(());
    }
    out_of_scope(&places, places.place(&stored.record)?)
}

fn out_of_scope(places: &Places<'_>, place: Place) -> Result<(), Refusal> {
    Err(Refusal::OutOfScope(places.name(place)?))
}

/// Whether somebody looks nowhere beyond a scope: an administrator of some hamlets makes none of all.
pub(super) fn looks_within(staff: &Staff, scope: &Scope) -> bool {
    let within = |unit: &ScopeUnit| match unit {
        ScopeUnit::Unit(unit) => scope.holds(Place::Unit(*unit)),
        ScopeUnit::Group(group) => scope.holds(Place::Group(*group)),
    };
    scope.is_everywhere() || (!staff.scope.is_empty() && staff.scope.iter().all(within))
}

/// Whether what is asked of the service itself is allowed. Acts and questions have functions of their own; what comes
/// before a login, the service judges by the user of the system.
pub(super) fn steer(actor: &Actor, request: &Request) -> Result<(), Refusal> {
    let right = match request {
        Request::Tell { .. } | Request::Hush | Request::SetReading { .. } => Right::Keep,
        Request::BackupDone(_) => Right::BackUp,
        Request::Looking { .. } | Request::Types(_) => Right::Read,
        Request::Draft(DraftOp::Put(_)) => Right::Record,
        // Of those who may not record any more, what they had not finished is still theirs.
        Request::Draft(DraftOp::List | DraftOp::Take(_) | DraftOp::Drop(_)) => Right::Read,
        Request::Act { .. } | Request::Propose { .. } | Request::Ask(_) => Right::Present,
        Request::Enter { .. } | Request::Stop { .. } | Request::Rescue { .. } => {
            return Err(Refusal::NotAllowed);
        }
    };
    if right.is_of(actor) { Ok(()) } else { Err(Refusal::NotAllowed) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::BackupMark;
    use crate::text::typing::Typing;

    #[test]
    fn the_service_is_steered_by_administrators_and_told_of_backups_by_who_makes_them() {
        use StaffRole::{Admin, Backup, Recorder, Viewer};
        let mark = BackupMark { at: 0, seq: 1, bytes: 1, verified: true };
        let cases: [(Request, &[StaffRole]); 9] = [
            (Request::Tell { text: "x".into(), until: None }, &[Admin]),
            (Request::Hush, &[Admin]),
            (Request::SetReading { reason: None }, &[Admin]),
            (Request::BackupDone(mark), &[Admin, Backup]),
            (Request::Looking { at: None }, &[Admin, Recorder, Viewer]),
            (Request::Types(Typing::OFF), &[Admin, Recorder, Viewer]),
            (Request::Draft(DraftOp::List), &[Admin, Recorder, Viewer]),
            (Request::Rescue { login: "a".into(), even_so: true }, &[]),
            (Request::Stop { hold: false }, &[]),
        ];
        for (request, allowed) in cases {
            for role in [Admin, Recorder, Viewer, Backup] {
                let actor = Actor { role, ..Actor::program() };
                assert_eq!(steer(&actor, &request).is_ok(), allowed.contains(&role), "{role:?} {request:?}");
            }
        }
        // Of some units alone nobody steers what concerns all.
        let of_some = Actor {
            scope: Arc::new(Scope::Within(super::super::scope::Area::default())),
            ..Actor::program()
        };
        assert_eq!(steer(&of_some, &Request::Hush), Err(Refusal::NotAllowed));
    }
}
