//! `ndtq who`: who is at the register now.

use clap::Args;
use serde_json::{Value, json};

use super::link::{Link, answered};
use super::log::iso;
use super::out::{Out, Outcome};
use super::settings::Settings;
use crate::domain::{AnyRecord, RecordKey};
use crate::page::in_columns;
use crate::phrases::{Lang, Words, fill, keeping, moment};
use crate::protocol::{Answer, Moment, Presence, Query};

/// Who is there now, and since when
///
/// An administrator also sees what is open.
#[derive(Debug, Args)]
pub struct Who {
    /// One array, one object a session
    #[arg(long)]
    json: bool,
}

impl Who {
    /// Asks and prints.
    ///
    /// # Errors
    /// When the register cannot be asked.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let mut link = Link::open(&settings.options()?, lang)?;
        let offset = link.home()?.offset_minutes;
        let there = answered!(link.ask(Query::Who)?, Who, lang)?;
        if self.json {
            let there: Vec<Value> = there.iter().map(|one| as_json(one, offset)).collect();
            return out.data(&Value::from(there).to_string());
        }
        if there.is_empty() {
            out.note(keeping(lang).nobody_there);
        }
        let rows: Vec<Vec<String>> = there
            .iter()
            .map(|one| {
                let open = one.open.map(|key| named(key, &mut link, lang)).unwrap_or_default();
                as_row(one, &open, offset, lang)
            })
            .collect();
        out.lines(in_columns(&rows))
    }
}

fn as_row(one: &Presence, open: &str, offset: i16, lang: Lang) -> Vec<String> {
    let words = keeping(lang);
    let kind = if one.screens { words.screens } else { words.a_command };
    let since = moment(Moment::of(one.since, offset));
    let open = if open.is_empty() { String::new() } else { fill(words.has_open, &[open]) };
    vec![one.login.clone(), one.name.clone(), since, kind.to_owned(), open]
}

fn as_json(one: &Presence, offset: i16) -> Value {
    let Presence { login, name, since, screens, open } = one;
    json!({ "login": login, "name": name, "since": iso(*since, offset), "screens": screens, "open": open })
}

/// A record as a person says it: its short number where it has one.
fn named(key: RecordKey, link: &mut Link, lang: Lang) -> String {
    let kind = key.kind.word(lang);
    let number = match link.ask(Query::Record(key)) {
        Ok(Answer::Record { record, .. }) => match *record {
            AnyRecord::Household(household) => Some(format!("H-{:05}", household.number)),
            AnyRecord::Project(project) => Some(format!("J-{:02}", project.number)),
            AnyRecord::Contribution(contribution) => Some(format!("D-{:05}", contribution.number)),
            _ => None,
        },
        _ => None,
    };
    number.map_or_else(|| kind.to_owned(), |number| format!("{kind} {number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_a_row_and_an_object() {
        let one = Presence {
            login: "trinh".into(),
            name: "Trinh".into(),
            since: 1_795_486_447_000,
            screens: true,
            open: None,
        };
        let row = as_row(&one, "hộ H-02054", 420, Lang::Vi);
        assert_eq!(row, ["trinh", "Trinh", "24/11/2026 09:14", "màn hình", "đang mở hộ H-02054"]);
        let json = as_json(&one, 420);
        assert_eq!((&json["since"], &json["open"]), (&json!("2026-11-24T09:14:07+07:00"), &Value::Null));
    }
}
