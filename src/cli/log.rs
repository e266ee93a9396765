//! `ndtq log`: who changed what, when, what it was and what it became; with `--access` who saw what.

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use super::access;
use super::link::{Link, answered};
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::domain::Date;
use crate::phrases::{self, Lang, fill, phrases};
use crate::protocol::{ActRow, Difference, Moment, Query};

/// The most differences of one act that are listed without an id: a levy on a hamlet has hundreds.
const MOST_LINES: usize = 12;

/// Show the last acts, or the history of one record, with what each changed
#[derive(Debug, Args)]
pub struct Log {
    /// H-02054, J-01, D-00012 or a UUID; without it the last acts are shown
    id: Option<String>,
    /// The most acts
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=500))]
    limit: u16,
    /// Only from this act on
    #[arg(long, value_name = "SEQ")]
    from: Option<u64>,
    /// Only up to this act
    #[arg(long, value_name = "SEQ")]
    to: Option<u64>,
    /// Who opened, unmasked and took out what, and what was refused, instead of acts
    #[arg(long, conflicts_with_all = ["id", "from", "to"])]
    access: bool,
    /// With --access: of this login alone
    #[arg(long, value_name = "LOGIN", requires = "access")]
    by: Option<String>,
    /// With --access: from this day on, as 2026-11-24
    #[arg(long, value_name = "DATE", requires = "access")]
    since: Option<chrono::NaiveDate>,
    /// One array of acts
    #[arg(long)]
    json: bool,
}

impl Log {
    /// Asks and prints.
    ///
    /// # Errors
    /// When the id is none or names nothing, or the register cannot be asked.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let mut link = Link::open(&settings.options()?, lang)?;
        let home = link.home()?;
        let offset = home.offset_minutes;
        if self.access {
            let (login, from) = (self.by.clone(), self.since.map(Date::from));
            let query = Query::AccessLog { limit: self.limit, login, from };
            let rows = answered!(link.ask(query)?, Access, lang)?;
            return access::print(&rows, offset, self.json, lang, out);
        }
        let acts = self.acts(&mut link, lang)?;
        if self.json {
            let all: Vec<Value> = acts.iter().map(|act| as_json(act, offset, lang)).collect();
            return out.data(&Value::Array(all).to_string());
        }
        let most = if self.id.is_some() { usize::MAX } else { MOST_LINES };
        acts.iter().try_for_each(|act| out.lines(as_lines(act, offset, most, lang)))?;
        if home.read_only && Self::has_gaps(&mut link, lang)? {
            out.note(phrases(lang).cli.log_gaps);
        }
        Ok(())
    }

    fn has_gaps(link: &mut Link, lang: Lang) -> Result<bool, Failure> {
        let status = answered!(link.ask(Query::Status)?, Status, lang)?;
        Ok(status.read_only.is_some_and(|why| why.is_damage()))
    }

    fn acts(&self, link: &mut Link, lang: Lang) -> Result<Vec<ActRow>, Failure> {
        let Some(id) = &self.id else {
            let query = Query::Log { from: self.from, to: self.to, limit: self.limit };
            return answered!(link.ask(query)?, Acts, lang);
        };
        let key = link.resolve(id)?;
        let mut acts = answered!(link.ask(Query::History(key))?, Acts, lang)?;
        acts.retain(|act| {
            self.from.is_none_or(|from| from <= act.seq) && self.to.is_none_or(|to| act.seq <= to)
        });
        acts.truncate(usize::from(self.limit));
        Ok(acts)
    }
}

/// An act in one line, and below it what it changed.
pub fn as_lines(act: &ActRow, offset: i16, most: usize, lang: Lang) -> Vec<String> {
    let words = phrases(lang).cli;
    let mut lines = vec![head(act, offset, lang)];
    let shown = act.differences.iter().take(most);
    lines.extend(shown.map(|one| format!("  {}", phrases::difference(lang, one))));
    let left = act.differences.len().saturating_sub(most) + usize::try_from(act.more).unwrap_or(usize::MAX);
    if left > 0 {
        lines.push(format!("  {}", fill(words.more_differences, &[&left.to_string()])));
    }
    lines
}

/// `#1234  24/11/2026 09:14  trinh  Ghi đóng góp  05/26 Nguyễn Văn An (H-02054)  500.000 đ`
fn head(act: &ActRow, offset: i16, lang: Lang) -> String {
    let words = phrases(lang).cli;
    let number = act.number.map(|number| format!("({number})"));
    let about =
        [Some(act.subject.replace('\n', " ")), number].into_iter().flatten().filter(|part| !part.is_empty());
    let mut parts = vec![
        format!("#{}", act.seq),
        phrases::moment(Moment::of(act.at, offset)),
        act.login.clone(),
        phrases::upper_first(phrases::act(lang, act.act)),
        about.collect::<Vec<String>>().join(" "),
    ];
    parts.extend(act.money.map(|money| format!("{money} đ")));
    parts.extend(act.undoes.map(|seq| fill(words.undoes, &[&seq.to_string()])));
    parts.extend(act.undone_by.map(|seq| fill(words.undone_by, &[&seq.to_string()])));
    parts.retain(|part| !part.is_empty());
    parts.join("  ")
}

/// An act for programs. The field names are a contract; words are in the language asked for.
pub fn as_json(act: &ActRow, offset: i16, lang: Lang) -> Value {
    json!({
        "seq": act.seq,
        "at": iso(act.at, offset),
        "login": act.login,
        "act": act.act,
        "act_name": phrases::act(lang, act.act),
        "subject": act.subject,
        "number": act.number,
        "household": act.household,
        "money": act.money,
        "undoes": act.undoes,
        "undone_by": act.undone_by,
        "more": act.more,
        "differences": act.differences.iter().map(|one| Changed::of(one, lang)).collect::<Vec<Changed>>(),
    })
}

/// A difference for programs.
#[derive(Debug, Serialize)]
struct Changed {
    of: Option<String>,
    field: &'static str,
    item: Option<String>,
    before: Option<String>,
    after: Option<String>,
    text: String,
}

impl Changed {
    fn of(one: &Difference, lang: Lang) -> Changed {
        let said = |value: &Option<Vec<_>>| value.as_ref().map(|value| phrases::parts(lang, value));
        Changed {
            of: one.of.clone(),
            field: one.field.key(),
            item: Some(phrases::joined(lang, &one.item, " ")).filter(|item| !item.is_empty()),
            before: said(&one.before),
            after: said(&one.after),
            text: phrases::difference(lang, one),
        }
    }
}

/// `2026-11-24T09:14:07+07:00`, where the home is.
pub fn iso(at: i64, offset: i16) -> String {
    let seconds = at.div_euclid(1000).saturating_add(i64::from(offset) * 60).rem_euclid(86_400);
    let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
    let sign = if offset < 0 { '-' } else { '+' };
    let (day, hour) = (Date::of_instant(at, offset), seconds / 3600);
    format!("{day}T{hour:02}:{:02}:{:02}{sign}{hours:02}:{minutes:02}", seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Field, Kind, ShortNumber, Vnd};
    use crate::protocol::{Act, Shown};

    fn row() -> ActRow {
        ActRow {
            seq: 1_234,
            at: 1_795_486_447_000,
            login: "trinh".into(),
            act: Act::RecordContribution as u16,
            subject: "05/26 Nguyễn Văn An".into(),
            number: Some(ShortNumber { kind: Kind::Household, number: 2054 }),
            household: None,
            money: Some(Vnd(500_000)),
            undone_by: Some(1_240),
            undoes: None,
            more: 3,
            differences: vec![Difference {
                of: None,
                field: Field::FullName,
                item: vec![],
                before: Some(vec![Shown::from("Nguyễn Văn An")]),
                after: Some(vec![Shown::from("Nguyễn Văn Ân")]),
                made: false,
            }],
        }
    }

    #[test]
    fn an_act_is_a_line_and_its_differences() {
        let (vi, more) = (as_lines(&row(), 420, 12, Lang::Vi), "  ... và 3 chỗ nữa");
        let want = [
            "#1234  24/11/2026 09:14  trinh  Ghi đóng góp  05/26 Nguyễn Văn An (H-02054)  500.000 đ  \
             đã hoàn tác bởi #1240",
            "  Họ và tên: Nguyễn Văn An -> Nguyễn Văn Ân",
            more,
        ];
        assert_eq!(vi, want);
        assert_eq!(as_lines(&row(), 420, 0, Lang::En)[1], "  ... and 4 more");
        let json = as_json(&row(), 420, Lang::Vi);
        assert_eq!(
            (json["at"].as_str(), json["number"].as_str()),
            (Some("2026-11-24T09:14:07+07:00"), Some("H-02054"))
        );
        assert_eq!(json["differences"][0]["field"], "full_name");
    }
}
