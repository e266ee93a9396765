//! Permission, asked for every command and every query. By role for now; scope by units comes with the staff work.

use crate::domain::{StaffId, StaffRole};
use crate::protocol::{Change, Command, Query, Refusal, Request};

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
}

impl Actor {
    /// The program itself, where no member of staff stands behind an act.
    pub(super) fn program() -> Actor {
        let name = "ndtq".to_owned();
        Actor { staff: StaffId(uuid::Uuid::nil()), login: name.clone(), name, role: StaffRole::Admin }
    }
}

/// Whether the act is allowed.
pub(super) fn act(actor: &Actor, command: &Command) -> Result<(), Refusal> {
    use crate::domain::{AnyRecord, Kind};
    let allowed = match (actor.role, command) {
        (StaffRole::Admin, _) => true,
        (StaffRole::Viewer | StaffRole::Backup, _) => false,
        (StaffRole::Recorder, Command::SetUp(_) | Command::Import(_) | Command::Erase(_)) => false,
        (StaffRole::Recorder, Command::Save { record, .. }) => {
            !matches!(record.key().kind, Kind::Unit | Kind::Staff | Kind::Home)
                && !matches!(**record, AnyRecord::LifeChange(_))
        }
        (StaffRole::Recorder, _) => true,
    };
    if allowed { Ok(()) } else { Err(Refusal::NotAllowed) }
}

/// Whether the act may be taken back by this member of staff: their own, or anybody's by an administrator. Otherwise a
/// recorder could take back what only an administrator may do, such as a change of staff.
pub(super) fn undo(actor: &Actor, change: &Change) -> Result<(), Refusal> {
    if actor.role == StaffRole::Admin || change.by.staff == actor.staff {
        return Ok(());
    }
    Err(Refusal::NotYours { seq: change.seq, login: change.by.login.clone() })
}

/// Whether the question is allowed. An export takes all records out of the house, so a viewer has none.
pub(super) fn ask(actor: &Actor, query: &Query) -> Result<(), Refusal> {
    match (actor.role, query) {
        (StaffRole::Admin, _) => Ok(()),
        // What the program needs to make one: whether the register is whole, and its files.
        (StaffRole::Backup, Query::Status | Query::BackupPlan | Query::BackupPart { .. }) => Ok(()),
        (StaffRole::Backup, _) => Err(Refusal::NotAllowed),
        (_, Query::Check { .. } | Query::BackupPlan | Query::BackupPart { .. }) => Err(Refusal::NotAllowed),
        (StaffRole::Viewer, Query::Export { .. } | Query::Record(_)) => Err(Refusal::NotAllowed),
        _ => Ok(()),
    }
}

/// Whether what is asked of the service itself is allowed. Acts and questions have functions of their own; what comes
/// before a login, the service judges by the user of the system.
pub(super) fn steer(actor: &Actor, request: &Request) -> Result<(), Refusal> {
    let allowed = match request {
        Request::Tell { .. } | Request::Hush | Request::SetReading { .. } => actor.role == StaffRole::Admin,
        Request::BackupDone(_) => matches!(actor.role, StaffRole::Admin | StaffRole::Backup),
        Request::Looking { .. } => actor.role != StaffRole::Backup,
        Request::Act { .. } | Request::Ask(_) | Request::Draft(_) => true,
        Request::Enter { .. } | Request::Stop { .. } | Request::Rescue { .. } => false,
    };
    if allowed { Ok(()) } else { Err(Refusal::NotAllowed) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::BackupMark;

    #[test]
    fn the_service_is_steered_by_administrators_and_told_of_backups_by_who_makes_them() {
        use StaffRole::{Admin, Backup, Recorder, Viewer};
        let mark = BackupMark { at: 0, seq: 1, bytes: 1, verified: true };
        let cases: [(Request, &[StaffRole]); 7] = [
            (Request::Tell { text: "x".into(), until: None }, &[Admin]),
            (Request::Hush, &[Admin]),
            (Request::SetReading { reason: None }, &[Admin]),
            (Request::BackupDone(mark), &[Admin, Backup]),
            (Request::Looking { at: None }, &[Admin, Recorder, Viewer]),
            (Request::Rescue { login: "a".into(), even_so: true }, &[]),
            (Request::Stop { hold: false }, &[]),
        ];
        for (request, allowed) in cases {
            for role in [Admin, Recorder, Viewer, Backup] {
                let actor = Actor { role, ..Actor::program() };
                assert_eq!(steer(&actor, &request).is_ok(), allowed.contains(&role), "{role:?} {request:?}");
                assert_eq!(ask(&actor, &Query::Who).is_ok(), role != Backup, "{role:?}");
            }
        }
    }
}
