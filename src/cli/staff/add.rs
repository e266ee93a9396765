//! `ndtq staff add`: one member of staff, or all rows of a sheet.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};

use super::super::link::new_id;
use super::super::out::{Failure, Out, Outcome};
use super::keys::{self, Destination, Keyring};
use super::scope::scope_of;
use super::{Room, role_named, role_of, words_of};
use crate::domain::{Choice, ScopeUnit, Staff as Member, StaffId, StaffRole, Validity};
use crate::exchange::{ForcedSession, PublicKey, StaffLine, read_staff_sheet};
use crate::phrases::{self, Lang, Words, fill};
use crate::protocol::UnitsView;
use crate::text::clean;

/// Add one, or all rows of a sheet
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("whom").required(true).args(["member", "from"]))]
#[command(group = ArgGroup::new("keys").args(["key", "from"]))]
pub(super) struct Add {
    /// The login: small letters, digits, - and _
    #[arg(value_name = "LOGIN", requires_all = ["name", "role"])]
    member: Option<String>,
    /// Their name
    #[arg(long, value_name = "NAME", conflicts_with = "from")]
    name: Option<String>,
    /// admin, recorder, viewer or backup
    #[arg(long, value_name = "ROLE", value_parser = role_named, conflicts_with = "from")]
    role: Option<StaffRole>,
    /// What they look after: "Quới An", "Quới An/5" or an id; may be repeated. Without it: everything
    #[arg(long, value_name = "PLACE", conflicts_with = "from")]
    scope: Vec<String>,
    /// The last day of the account
    #[arg(long, value_name = "DATE", conflicts_with = "from")]
    until: Option<String>,
    /// Their public ssh key, as ssh-keygen or PuTTYgen saves it
    #[arg(long, value_name = "FILE", conflicts_with = "from")]
    key: Option<PathBuf>,
    /// A sheet as CSV with the columns login, name, role, scope, until, key
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Write keys into authorized_keys of this account instead of printing their lines
    #[arg(long, requires = "keys")]
    install: bool,
    /// Another file than ~/.ssh/authorized_keys
    #[arg(long, value_name = "FILE", requires = "install")]
    authorized_keys: Option<PathBuf>,
}

/// Somebody who is about to be added.
struct New {
    /// Their line in the sheet.
    line: u64,
    staff: Member,
    key: Option<(PublicKey, ForcedSession)>,
}

impl Add {
    pub(super) fn run(self, mut room: Room<'_>, out: &mut Out) -> Outcome {
        let destination = if self.install {
            Destination::Add(Keyring::named(self.authorized_keys.as_deref(), &room)?)
        } else {
            Destination::Print
        };
        if let Some(sheet) = &self.from {
            return add_sheet(sheet, &destination, &mut room, out);
        }
        let entry = StaffLine {
            line: 0,
            login: self.member.unwrap_or_default(),
            name: clean::line(&self.name.unwrap_or_default()),
            role: self.role.map(|role| role.key().to_owned()).unwrap_or_default(),
            scope: self.scope,
            until: self.until,
            key: self.key.map(|path| path.display().to_string()),
        };
        let units = room.units()?;
        let new = read(&entry, Path::new(""), &units, &destination, &mut room)
            .map_err(|faults| Failure::refused(faults.join("\n")))?;
        add(&new, &destination, &mut room, out)?;
        match new.key {
            Some(_) => keys::told_of_print(&destination, &room, out),
            None if new.staff.role != StaffRole::Backup => {
                out.note(&fill(room.words().no_key, &[&new.staff.login]));
                Ok(())
            }
            None => Ok(()),
        }
    }
}

/// All faults of all rows first; only when there are none is anybody added.
fn add_sheet(path: &Path, destination: &Destination, room: &mut Room<'_>, out: &mut Out) -> Outcome {
    let (words, named) = (room.words(), path.display().to_string());
    let sheet = read_staff_sheet(path).map_err(|error| {
        Failure::refused(fill(words.cannot_read, &[&named, &phrases::system(room.lang, &error)]))
    })?;
    let mut faults: Vec<(u64, String)> =
        sheet.problems.iter().map(|(line, fault)| (*line, phrases::fault(room.lang, fault))).collect();
    let units = room.units()?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut all: Vec<New> = Vec::new();
    for row in &sheet.rows {
        faults.extend(login_twice(row, &sheet.rows, room).map(|why| (row.line, why)));
        match read(row, folder, &units, destination, room) {
            Ok(new) => {
                faults.extend(key_twice(&new, &all, room).map(|why| (row.line, why)));
                all.push(new);
            }
            Err(found) => faults.extend(found.into_iter().map(|why| (row.line, why))),
        }
    }
    if !faults.is_empty() {
        faults.sort_by_key(|(line, _)| *line);
        for (line, why) in &faults {
            out.note(&fill(words.in_line, &[&named, &line.to_string(), why]));
        }
        return Err(Failure::refused(fill(words.sheet_faults, &[&faults.len().to_string()])));
    }
    if all.is_empty() {
        return Err(Failure::refused(fill(words.sheet_empty, &[&named])));
    }
    add_all(&all, destination, room, out)
}

fn add_all(all: &[New], destination: &Destination, room: &mut Room<'_>, out: &mut Out) -> Outcome {
    let words = room.words();
    for new in all {
        add(new, destination, room, out).map_err(|failure| cut(failure, new, all, room))?;
    }
    out.note(&fill(words.added_all, &[&all.len().to_string()]));
    if all.iter().any(|new| new.key.is_some()) {
        keys::told_of_print(destination, room, out)?;
    }
    Ok(())
}

/// How far a sheet was taken in when something stopped it: who is in the register is not to be added again.
fn cut(failure: Failure, at: &New, all: &[New], room: &Room<'_>) -> Failure {
    let Failure::Told(exit, why) = failure else { return failure };
    let is_in = |new: &&New| room.rows.iter().any(|row| row.record.id == new.staff.id);
    let (done, total) = (all.iter().filter(is_in).count().to_string(), all.len().to_string());
    Failure::Told(exit, fill(room.words().sheet_cut, &[&done, &total, &at.line.to_string(), &why]))
}

fn add(new: &New, destination: &Destination, room: &mut Room<'_>, out: &mut Out) -> Outcome {
    let saved = room.save(&new.staff, None)?;
    let places = room.places_of(new.staff.id)?;
    let staff = &new.staff;
    let role = staff.role.word(room.lang);
    let seq = saved.seq.to_string();
    out.note(&fill(room.words().added, &[&staff.login, &staff.name, role, &places, &seq]));
    let Some((key, session)) = &new.key else { return Ok(()) };
    let put = destination.put(key, session, staff, room, out);
    put.map_err(|error| error.after(&staff.login, room))
}

/// What a row says, or all that is wrong with it.
fn read(
    row: &StaffLine,
    folder: &Path,
    units: &UnitsView,
    destination: &Destination,
    room: &mut Room<'_>,
) -> Result<New, Vec<String>> {
    let mut faults = Vec::new();
    let mut keep = |why: String| faults.push(why);
    let role = role_of(&row.role);
    if role.is_none() {
        keep(fill(room.words().role_unknown, &[&row.role, &roles(room.lang)]));
    }
    let scope = read_scope(&row.scope, units, room, &mut keep);
    let past = |day: &str| fill(room.words().until_past, &[day]);
    let until = row.until.as_deref().map(|text| room.last_day(text, past)).transpose();
    let until = until.map_err(&mut keep).ok().flatten();
    let id = new_id(room.lang).map_err(|failure| vec![words_of(failure)])?;
    let staff = Member {
        id: StaffId(id),
        login: row.login.clone(),
        name: row.name.clone(),
        role: role.unwrap_or(StaffRole::Viewer),
        scope,
        valid: until.map_or(Validity::ALWAYS, |day| Validity::ALWAYS.ended_on(day)),
    };
    staff.check().unwrap_or_else(|found| found.iter().for_each(|one| keep(phrases::fault(room.lang, one))));
    taken(&staff.login, room).into_iter().for_each(&mut keep);
    let key = row.key.as_deref().map(|text| read_key(text, folder, &staff, destination, room)).transpose();
    match key {
        Ok(key) if faults.is_empty() => Ok(New { line: row.line, staff, key }),
        Ok(_) => Err(faults),
        Err(why) => {
            faults.push(why);
            Err(faults)
        }
    }
}

pub(super) fn read_scope(
    words: &[String],
    units: &UnitsView,
    room: &mut Room<'_>,
    mut keep: impl FnMut(String),
) -> Vec<ScopeUnit> {
    let mut scope = Vec::new();
    for word in words {
        match scope_of(word, units, &mut room.link, room.lang) {
            Ok(unit) => scope.push(unit),
            Err(why) => keep(why),
        }
    }
    scope
}

/// Whose a login is already. The register says so too; here it is said with all other faults, and with a way on.
fn taken(login: &str, room: &Room<'_>) -> Option<String> {
    let row = room.rows.iter().find(|row| row.record.login == login)?;
    let (words, name) = (room.words(), &row.record.name);
    Some(if row.active {
        fill(words.login_taken, &[login, name])
    } else {
        fill(words.login_ended, &[login, name, login])
    })
}

/// Every key begins with the length of its type, which base64 writes as AAAA.
fn is_key(text: &str) -> bool {
    text.contains(" AAAA")
}

/// A key in the cell itself, or the name of a file: as it stands there, seen from the folder of the sheet.
fn read_key(
    text: &str,
    folder: &Path,
    staff: &Member,
    destination: &Destination,
    room: &Room<'_>,
) -> Result<(PublicKey, ForcedSession), String> {
    let key = if is_key(text) {
        PublicKey::parse(text.as_bytes()).map_err(|fault| phrases::key_fault(room.lang, &fault))?
    } else {
        keys::read(&folder.join(text), room)?
    };
    if let Some(why) = destination.refuses(&key, staff.id, room) {
        return Err(why);
    }
    // A login that is none is told once, as that.
    let plain = Member { login: "x".into(), ..staff.clone() };
    let staff = if Member::is_login(&staff.login) { staff } else { &plain };
    Ok((key, keys::session_of(staff, room)?))
}

fn roles(lang: Lang) -> String {
    let named = |role: &StaffRole| format!("{} ({})", role.key(), role.word(lang));
    StaffRole::ALL.iter().map(named).collect::<Vec<String>>().join(", ")
}

/// The line that names a login first, when it is not this one.
fn login_twice(row: &StaffLine, rows: &[StaffLine], room: &Room<'_>) -> Option<String> {
    let first = rows.iter().find(|other| other.login == row.login)?;
    let again = first.line != row.line && !row.login.is_empty();
    again.then(|| fill(room.words().login_twice, &[&row.login, &first.line.to_string()]))
}

/// The line that has the same key, when an earlier one does.
fn key_twice(new: &New, earlier: &[New], room: &Room<'_>) -> Option<String> {
    let (key, _) = new.key.as_ref()?;
    let has_it = |other: &&New| other.key.as_ref().is_some_and(|(known, _)| known == key);
    let other = earlier.iter().find(has_it)?;
    Some(fill(room.words().key_twice, &[&other.line.to_string()]))
}
