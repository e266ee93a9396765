//! `ndtq status`: how many there are, and how the service is.

use std::path::Path;

use clap::Args;
use serde_json::{Map, Value};

use super::health;
use super::link::{Link, answered};
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::page::in_columns;
use crate::phrases::{self, Lang, phrases};
use crate::protocol::{Counts, Query, StatusView};
use crate::text::number::group_thousands;

/// Figures of the register and of its service
#[derive(Debug, Args)]
pub struct Status {
    /// One flat object
    #[arg(long)]
    json: bool,
    /// One line, and exit code 3 when somebody has to look: backup, check, disk, refusals
    #[arg(long)]
    check: bool,
}

impl Status {
    /// Asks and prints.
    ///
    /// # Errors
    /// When the register cannot be asked.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        if self.check {
            return match ask(settings) {
                Ok(status) => health::say(&status, self.json, settings.lang, out),
                Err(why) => health::unreachable(why, self.json, settings.lang, out),
            };
        }
        let status = ask(settings)?;
        if self.json {
            return out.data(&as_json(&status, settings.lang)?);
        }
        out.lines(as_lines(&status, settings.home()?, settings.lang))
    }
}

fn ask(settings: &Settings) -> Result<StatusView, Failure> {
    let mut link = Link::open(&settings.options()?, settings.lang)?;
    Ok(*answered!(link.ask(Query::Status)?, Status, settings.lang)?)
}

/// The counts stand beside the rest, not below it: scripts read `.households`.
fn as_json(status: &StatusView, lang: Lang) -> Result<String, Failure> {
    let object = |value: Result<Value, serde_json::Error>| match value {
        Ok(Value::Object(map)) => Ok(map),
        _ => Err(Failure::other_build(lang)),
    };
    let mut flat: Map<String, Value> = object(serde_json::to_value(status))?;
    flat.remove("counts");
    flat.extend(object(serde_json::to_value(status.counts))?);
    Ok(Value::Object(flat).to_string())
}

/// How many there are, a row each.
pub(super) fn counts_rows(counts: &Counts, lang: Lang) -> Vec<Vec<String>> {
    let words = phrases(lang).cli;
    let figures = [
        (words.hamlets, i64::from(counts.hamlets)),
        (words.groups, i64::from(counts.groups)),
        (words.all_households, i64::from(counts.households)),
        (words.persons, i64::from(counts.persons)),
        (words.projects, i64::from(counts.projects)),
        (words.contributions, i64::from(counts.contributions)),
        (words.contributions_valued, counts.contributions_valued_vnd.0),
    ];
    figures.map(figure_row).to_vec()
}

fn figure_row((label, value): (&str, i64)) -> Vec<String> {
    vec![label.to_owned(), group_thousands(value)]
}

fn as_lines(status: &StatusView, home: &Path, lang: Lang) -> Vec<String> {
    let words = phrases(lang).cli;
    let figures = [
        (words.changes, i64::try_from(status.seq).unwrap_or(i64::MAX)),
        (words.sessions, i64::from(status.sessions)),
        (words.uptime, i64::try_from(status.uptime_s).unwrap_or(i64::MAX)),
    ];
    let mut rows = counts_rows(&status.counts, lang);
    rows.extend(figures.map(figure_row));
    rows.push(vec![words.process.to_owned(), status.pid.to_string()]);
    // Who mistypes --home makes an empty register there, and would think that all is lost.
    rows.push(vec![words.home_folder.to_owned(), home.display().to_string()]);
    rows.push(vec![words.version.to_owned(), status.version.clone()]);
    rows.extend(health::rows(status, lang));
    if let Some(trouble) = status.clock {
        rows.push(vec![phrases::clock_words(lang).label.to_owned(), phrases::clock(lang, trouble)]);
    }
    if status.requests_overdue > 0 {
        let label = phrases::privacy(lang).overdue_count;
        rows.push(figure_row((label, i64::from(status.requests_overdue))));
    }
    let mut lines = in_columns(&rows);
    lines.extend(status.read_only.as_ref().map(|why| phrases::read_only(lang, why)));
    lines
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::{Date, Vnd};
    use crate::protocol::{CareMarks, ClockTrouble, Moment};

    pub fn status() -> StatusView {
        StatusView {
            counts: Counts {
                hamlets: 8,
                groups: 80,
                households: 2_449,
                persons: 9_801,
                projects: 14,
                contributions: 456,
                contributions_valued_vnd: Vnd(1_060_120_000),
            },
            seq: 12,
            pid: 4_321,
            uptime_s: 7,
            sessions: 1,
            version: "0.1.0".into(),
            chain: "00".into(),
            read_only: None,
            clock: None,
            at: 0,
            care: CareMarks::default(),
            free_bytes: None,
            journal_bytes: 0,
            refused: None,
            practice: false,
            requests_overdue: 0,
        }
    }

    #[test]
    fn json_is_flat() {
        let json: Value = serde_json::from_str(&as_json(&status(), Lang::Vi).unwrap()).unwrap();
        let wanted = [
            ("hamlets", 8),
            ("groups", 80),
            ("households", 2_449),
            ("persons", 9_801),
            ("projects", 14),
            ("contributions", 456),
            ("contributions_valued_vnd", 1_060_120_000),
            ("seq", 12),
            ("pid", 4_321),
            ("uptime_s", 7),
        ];
        for (key, value) in wanted {
            assert_eq!(json[key], value, "{key}");
        }
        assert!(json.get("counts").is_none());
    }

    #[test]
    fn a_wrong_clock_is_said() {
        let now = Moment { day: Date::ymd(1970, 1, 1).unwrap(), minute: 425 };
        let status = StatusView { clock: Some(ClockTrouble::Unset { now }), ..status() };
        let lines = as_lines(&status, Path::new("/so"), Lang::Vi);
        assert!(
            lines.iter().any(|line| line.contains("Giờ máy 01/01/1970 07:05 chưa được chỉnh")),
            "{lines:?}"
        );
        let json: Value = serde_json::from_str(&as_json(&status, Lang::Vi).unwrap()).unwrap();
        assert_eq!(json["clock"]["unset"]["now"]["day"], "1970-01-01");
    }

    #[test]
    fn lines_have_grouped_figures() {
        assert!(
            as_lines(&status(), Path::new("/so"), Lang::Vi)
                .iter()
                .any(|line| line.ends_with("1.060.120.000"))
        );
    }
}
