//! `ndtq staff`: who may use the register, where, until when, and with which ssh keys. For administrators.

mod add;
mod change;
mod keys;
mod list;
mod scope;

use clap::{Args, Subcommand};

use super::link::{Link, answered, new_request};
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::domain::{AnyRecord, Choice, Date, Staff as Member, StaffId, StaffRole};
use crate::phrases::{self, Lang, Words, fill, phrases};
use crate::protocol::{Command, Query, Saved, StaffRow, UnitsView};
use crate::text::date::{parse_day, show_day};
use crate::text::keys::fold;

/// Members of staff: accounts, roles, scopes, ssh keys (administrators)
#[derive(Debug, Args)]
pub struct Staff {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    List(list::List),
    Reach(list::Reach),
    Add(Box<add::Add>),
    Edit(Box<change::Edit>),
    Remove(change::Remove),
    Suspend(change::Suspend),
}

impl Staff {
    /// Does what is asked.
    ///
    /// # Errors
    /// When a value is not right, or the register refuses.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let room = Room::open(settings)?;
        match self.what {
            What::List(list) => list.run(&room, out),
            What::Reach(reach) => reach.run(&room, out),
            What::Add(add) => add.run(room, out),
            What::Edit(edit) => edit.run(room, out),
            What::Remove(remove) => remove.run(room, out),
            What::Suspend(suspend) => suspend.run(room, out),
        }
    }
}

/// A line to the register, and who there is.
struct Room<'s> {
    settings: &'s Settings,
    lang: Lang,
    link: Link,
    rows: Vec<StaffRow>,
    today: Date,
}

impl<'s> Room<'s> {
    fn open(settings: &'s Settings) -> Result<Room<'s>, Failure> {
        let lang = settings.lang;
        let mut link = Link::open(&settings.options()?, lang)?;
        let rows = answered!(link.ask(Query::Staff)?, Staff, lang)?;
        let today = link.today()?;
        Ok(Room { settings, lang, link, rows, today })
    }

    fn words(&self) -> &'static phrases::staff::Staff {
        phrases(self.lang).staff
    }

    fn units(&mut self) -> Result<UnitsView, Failure> {
        answered!(self.link.ask(Query::Units)?, Units, self.lang)
    }

    /// The member of staff of a login.
    fn row(&self, login: &str) -> Result<&StaffRow, Failure> {
        let logins = || self.rows.iter().map(|row| row.record.login.as_str()).collect::<Vec<&str>>();
        let none = || Failure::refused(fill(self.words().no_such_login, &[login, &logins().join(", ")]));
        self.rows.iter().find(|row| row.record.login == login).ok_or_else(none)
    }

    /// A member of staff as sentences name one: login and name.
    fn called(&self, staff: StaffId) -> String {
        let row = self.rows.iter().find(|row| row.record.id == staff);
        row.map_or_else(|| staff.0.to_string(), |row| format!("{} ({})", row.record.login, row.record.name))
    }

    fn save(&mut self, staff: &Member, base: Option<u64>) -> Result<Saved, Failure> {
        let record = Box::new(AnyRecord::Staff(staff.clone()));
        self.act(Command::Save { record, base })
    }

    /// What a member of staff looks after, as the register has it after a save.
    fn places_of(&mut self, staff: StaffId) -> Result<String, Failure> {
        self.rows = answered!(self.link.ask(Query::Staff)?, Staff, self.lang)?;
        let row = self.rows.iter().find(|row| row.record.id == staff);
        Ok(row.map(|row| phrases::scope_names(self.lang, &row.scope)).unwrap_or_default())
    }

    fn act(&mut self, command: Command) -> Result<Saved, Failure> {
        let request = new_request(self.lang)?;
        answered!(self.link.act(request, command)?, Saved, self.lang)
    }

    /// The last day of an account, from what was typed. One that is past would be a removal by the back door.
    fn last_day(&self, text: &str, past: impl Fn(&str) -> String) -> Result<Date, String> {
        let fault =
            |why| phrases::fault(self.lang, &crate::domain::Fault::new(crate::domain::Field::To, why));
        let day = parse_day(text, self.today.naive()).map_err(|_| fault(crate::domain::Why::NotADate))?;
        let day = Date::from(day);
        if day < self.today {
            return Err(past(&show_day(day.naive())));
        }
        Ok(day)
    }
}

/// Why something failed, to stand among other faults.
fn words_of(failure: Failure) -> String {
    match failure {
        Failure::Told(_, why) => why,
        Failure::PipeClosed => String::new(),
    }
}

/// A role by its key, or by the word that the screens use.
fn role_of(text: &str) -> Option<StaffRole> {
    let said = |role: &StaffRole, lang| fold(role.word(lang)) == fold(text);
    let by_word = || StaffRole::ALL.iter().copied().find(|role| said(role, Lang::Vi) || said(role, Lang::En));
    StaffRole::from_key(text).or_else(by_word)
}

/// For the grammar.
fn role_named(text: &str) -> Result<StaffRole, String> {
    let keys = StaffRole::ALL.iter().map(|role| role.key()).collect::<Vec<&str>>().join(", ");
    role_of(text).ok_or(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_named_by_key_or_in_words() {
        let cases = [
            ("admin", Some(StaffRole::Admin)),
            ("quản trị", Some(StaffRole::Admin)),
            ("Ghi so", Some(StaffRole::Recorder)),
            ("Chỉ xem", Some(StaffRole::Viewer)),
            ("backup", Some(StaffRole::Backup)),
            ("root", None),
            ("", None),
        ];
        for (text, want) in cases {
            assert_eq!(role_of(text), want, "{text}");
        }
        assert_eq!(role_named("root"), Err("admin, recorder, viewer, backup".into()));
    }
}
