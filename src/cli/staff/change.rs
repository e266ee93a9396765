//! `ndtq staff edit`, `remove` and `suspend`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::super::link::answered;
use super::super::out::{Failure, Out, Outcome};
use super::add::read_scope;
use super::keys::{self, Destination, Keyring};
use super::{Room, role_named, words_of};
use crate::domain::{Staff as Member, StaffRole, Validity};
use crate::phrases::{Words, fill};
use crate::protocol::{Command, Query, StaffRow};
use crate::text::clean;

/// Change what somebody may do, where, until when, or add a key
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("change").required(true).multiple(true)
    .args(["name", "role", "scope", "everywhere", "until", "no_end", "key"]))]
pub(super) struct Edit {
    /// Whom
    #[arg(value_name = "LOGIN")]
    member: String,
    /// Their name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// admin, recorder, viewer or backup
    #[arg(long, value_name = "ROLE", value_parser = role_named)]
    role: Option<StaffRole>,
    /// What they look after instead: "Quới An", "Quới An/5" or an id; may be repeated
    #[arg(long, value_name = "PLACE", conflicts_with = "everywhere")]
    scope: Vec<String>,
    /// They look after everything
    #[arg(long)]
    everywhere: bool,
    /// The last day of the account; opens one that has ended
    #[arg(long, value_name = "DATE", conflicts_with = "no_end")]
    until: Option<String>,
    /// The account has no end; opens one that has ended
    #[arg(long)]
    no_end: bool,
    /// Another public ssh key
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Write the key into authorized_keys of this account instead of printing its line
    #[arg(long, requires = "key")]
    install: bool,
    /// The key takes the place of their others: one was lost
    #[arg(long, requires = "install")]
    replace_keys: bool,
    /// Another file than ~/.ssh/authorized_keys
    #[arg(long, value_name = "FILE", requires = "install")]
    authorized_keys: Option<PathBuf>,
}

/// End an account; what they recorded keeps their name
#[derive(Debug, Args)]
pub(super) struct Remove {
    /// Whose
    #[arg(value_name = "LOGIN")]
    member: String,
    /// Take keys out of this file, not ~/.ssh/authorized_keys
    #[arg(long, value_name = "FILE")]
    authorized_keys: Option<PathBuf>,
}

/// End an account and hand over what they were at
#[derive(Debug, Args)]
pub(super) struct Suspend {
    /// Whose
    #[arg(value_name = "LOGIN")]
    member: String,
    /// Who answers for their follow-ups and goes on with their unfinished forms
    #[arg(long, value_name = "LOGIN")]
    successor: Option<String>,
}

impl Edit {
    pub(super) fn run(self, mut room: Room<'_>, out: &mut Out) -> Outcome {
        let row = room.row(&self.member)?.clone();
        let destination = self.destination(&room)?;
        let staff = self.changed(&row, &mut room).map_err(|faults| Failure::refused(faults.join("\n")))?;
        let key = self.key.as_deref().map(|path| keys::read(path, &room)).transpose();
        let key = key.map_err(Failure::refused)?;
        let session = key.as_ref().map(|_| keys::session_of(&staff, &room)).transpose();
        let session = session.map_err(Failure::refused)?;
        if let Some(why) = key.as_ref().and_then(|key| destination.refuses(key, staff.id, &room)) {
            return Err(Failure::refused(why));
        }
        if staff != row.record || key.is_none() {
            self.save(&row, &staff, &mut room, out)?;
        }
        let Some((key, session)) = key.zip(session) else { return Ok(()) };
        let put = destination.put(&key, &session, &staff, &room, out);
        put.map_err(|error| error.after(&staff.login, &room))?;
        if !staff.is_member_on(room.today) {
            out.note(&fill(room.words().ended_has_key, &[&staff.login, &staff.login]));
        }
        keys::told_of_print(&destination, &room, out)
    }

    fn destination(&self, room: &Room<'_>) -> Result<Destination, Failure> {
        if !self.install {
            return Ok(Destination::Print);
        }
        let ring = Keyring::named(self.authorized_keys.as_deref(), room)?;
        Ok(if self.replace_keys { Destination::Replace(ring) } else { Destination::Add(ring) })
    }

    /// The record as it shall be, or all that is wrong.
    fn changed(&self, row: &StaffRow, room: &mut Room<'_>) -> Result<Member, Vec<String>> {
        let mut staff = row.record.clone();
        let mut faults = Vec::new();
        if let Some(name) = &self.name {
            staff.name = clean::line(name);
        }
        staff.role = self.role.unwrap_or(staff.role);
        if self.everywhere {
            staff.scope = Vec::new();
        }
        if !self.scope.is_empty() {
            let units = room.units().map_err(|failure| vec![words_of(failure)])?;
            staff.scope = read_scope(&self.scope, &units, room, |why| faults.push(why));
        }
        let begun = staff.valid.from().filter(|from| *from <= room.today);
        if self.no_end {
            staff.valid = begun.map_or(Validity::ALWAYS, Validity::since);
        }
        if let Some(text) = &self.until {
            match room.last_day(text, |day| fill(room.words().until_past_edit, &[day, &self.member])) {
                Ok(day) => staff.valid = Validity::between(begun, Some(day)).unwrap_or(staff.valid),
                Err(why) => faults.push(why),
            }
        }
        if faults.is_empty() { Ok(staff) } else { Err(faults) }
    }

    fn save(&self, row: &StaffRow, staff: &Member, room: &mut Room<'_>, out: &mut Out) -> Outcome {
        let words = room.words();
        if *staff == row.record {
            out.note(&fill(words.unchanged, &[&staff.login]));
            return Ok(());
        }
        let seq = room.save(staff, Some(row.rev))?.seq.to_string();
        let (role, places) = (staff.role.word(room.lang), room.places_of(staff.id)?);
        out.note(&fill(words.edited, &[&staff.login, &staff.name, role, &places, &seq]));
        Ok(())
    }
}

impl Remove {
    pub(super) fn run(self, mut room: Room<'_>, out: &mut Out) -> Outcome {
        let row = room.row(&self.member)?.clone();
        let (login, name) = (&row.record.login, &row.record.name);
        let words = room.words();
        if row.active {
            let ended = row.record.clone().ended_before(room.today);
            let seq = room.save(&ended, Some(row.rev))?.seq.to_string();
            out.note(&fill(words.removed, &[login, name, &seq]));
            tell_of_follow_ups(login, &mut room, out)?;
        } else {
            out.note(&fill(words.ended_already, &[login]));
        }
        let ring = match &self.authorized_keys {
            // Somebody whose keys are kept elsewhere has none here, and that is no fault.
            None => Keyring::usual(&room).ok(),
            named => Some(Keyring::named(named.as_deref(), &room)?),
        };
        let Some(ring) = ring else { return Ok(()) };
        match ring.take_out(row.record.id, &room) {
            Ok(0) => Ok(()),
            Ok(count) => {
                let path = ring.file().path().display().to_string();
                out.note(&fill(words.keys_out, &[&count.to_string(), &path]));
                Ok(())
            }
            Err(why) => Err(Failure::refused(fill(words.done_but_keys, &[login, &why]))),
        }
    }
}

/// What somebody leaves behind waits for nobody unless it is handed over, and that can be done afterwards too.
fn tell_of_follow_ups(login: &str, room: &mut Room<'_>, out: &mut Out) -> Outcome {
    let notes = answered!(room.link.ask(Query::FollowUps)?, FollowUps, room.lang)?;
    let left = notes.iter().filter(|note| note.by == login).count();
    if left > 0 {
        out.note(&fill(room.words().left_behind, &[&left.to_string(), login, login]));
    }
    Ok(())
}

impl Suspend {
    pub(super) fn run(self, mut room: Room<'_>, out: &mut Out) -> Outcome {
        let row = room.row(&self.member)?.clone();
        let successor = self.successor.as_deref().map(|login| room.row(login)).transpose()?;
        let successor = successor.map(|row| row.record.clone());
        let (login, words) = (&row.record.login, room.words());
        let command = Command::Suspend {
            staff: row.record.id,
            base: row.rev,
            successor: successor.as_ref().map(|successor| successor.id),
        };
        let saved = room.act(command)?;
        if row.active {
            out.note(&fill(words.suspended, &[login, &row.record.name, &saved.seq.to_string()]));
        } else {
            out.note(&fill(words.ended_already, &[login]));
        }
        match &successor {
            Some(successor) => {
                let notes = saved.keys.iter().filter(|key| key.kind == crate::domain::Kind::Note).count();
                let to = room.called(successor.id);
                out.note(&fill(words.passed_on, &[&notes.to_string(), &to]));
            }
            None => out.note(&fill(words.no_successor, &[login])),
        }
        self.tell_of_keys(&row, &room, out);
        Ok(())
    }

    /// Keys stay, so that an undo gives all back; the register refuses whoever comes with them.
    fn tell_of_keys(&self, row: &StaffRow, room: &Room<'_>, out: &mut Out) {
        let Ok(ring) = Keyring::usual(room) else { return };
        let owners = ring.file().owners().unwrap_or_default();
        let count = owners.iter().filter(|owner| **owner == row.record.id).count();
        if count > 0 {
            let path = ring.file().path().display().to_string();
            out.note(&fill(room.words().keys_stay, &[&count.to_string(), &path, &row.record.login]));
        }
    }
}
