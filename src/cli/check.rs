//! `ndtq check`: whether all that is recorded holds together, and how to go on when it does not.

use std::path::Path;

use clap::Args;

use super::link::{Link, answered, unreached};
use super::out::{Exit, Failure, Out, Outcome};
use super::settings::Settings;
use super::{CheckOrder, Doors, Trouble};
use crate::client::{ConnectError, Options, Session};
use crate::phrases::{self, Lang, fill, phrases};
use crate::protocol::{CheckView, Finding, Query};
use crate::text::number::group_thousands;

/// More findings than this are only counted; `--json` has the first 200.
const MOST_LINES: usize = 20;

/// Check journal, snapshots, store and rules; changes nothing, also while people work
///
/// Exits with 3 when there is something to be looked at, and says how to go on.
#[derive(Debug, Args)]
pub struct Check {
    /// Replay every change from the first one, and read every compressed file
    #[arg(long)]
    deep: bool,
    /// One object
    #[arg(long)]
    json: bool,
}

impl Check {
    /// Asks the service when one runs, and looks itself when none does.
    ///
    /// # Errors
    /// With [`Exit::Attention`] when there are findings.
    pub fn run(self, settings: &Settings, doors: &Doors, out: &mut Out) -> Outcome {
        let found = self.look(settings, doors)?;
        let home = settings.home()?;
        if self.json {
            out.data(&serde_json::to_string(&found).map_err(|_| Failure::other_build(settings.lang))?)?;
        } else {
            out.lines(in_words(&found, home, settings.lang))?;
        }
        let is_good = found.findings.is_empty();
        let bad = fill(phrases(settings.lang).cli.check_bad, &[&count(&found), &home.display().to_string()]);
        if is_good { Ok(()) } else { Err(Failure::Told(Exit::Attention, bad)) }
    }

    fn look(&self, settings: &Settings, doors: &Doors) -> Result<CheckView, Failure> {
        let lang = settings.lang;
        let options = Options { may_start: false, ..settings.options()? };
        match Session::connect(&options) {
            Ok(session) => {
                let mut link = Link::of(session, lang);
                Ok(*answered!(link.ask(Query::Check { deep: self.deep })?, Check, lang)?)
            }
            Err(ConnectError::NotRunning(_) | ConnectError::Held(_)) => {
                let home = settings.home()?.to_owned();
                if !home.join("data").is_dir() {
                    let none = fill(phrases(lang).cli.no_register, &[&home.display().to_string()]);
                    return Err(Failure::refused(none));
                }
                let order = CheckOrder { home: home.clone(), deep: self.deep };
                let found = (doors.check)(&order).map_err(|trouble| trouble.told(lang))?;
                found.ok_or_else(|| Trouble::InUse(home).told(lang))
            }
            Err(error) => Err(unreached(&error, lang)),
        }
    }
}

fn count(found: &CheckView) -> String {
    let count = i64::try_from(found.findings.len() as u64 + found.more).unwrap_or(i64::MAX);
    group_thousands(count)
}

fn in_words(found: &CheckView, home: &Path, lang: Lang) -> Vec<String> {
    let words = phrases(lang).cli;
    if found.findings.is_empty() {
        let figure = |figure: u64| group_thousands(i64::try_from(figure).unwrap_or(i64::MAX));
        let figures = [found.seq, found.records, found.segments.into(), found.snapshots.into()].map(figure);
        return vec![fill(words.check_good, &figures.each_ref().map(String::as_str))];
    }
    let told = found.findings.iter().take(MOST_LINES);
    let mut lines: Vec<String> = told.map(|finding| phrases::finding(lang, finding)).collect();
    let more = found.more + found.findings.len().saturating_sub(MOST_LINES) as u64;
    if more > 0 {
        lines.push(fill(words.check_more, &[&more.to_string()]));
    }
    lines.push(String::new());
    lines.extend(ways_out(found, home, lang));
    lines
}

/// How to go on. What has to be done to the journal comes before all else: a store that is made anew from a journal
/// with a hole would have the hole too.
fn ways_out(found: &CheckView, home: &Path, lang: Lang) -> Vec<String> {
    let words = phrases(lang).cli;
    let home = home.display().to_string();
    let any = |is: fn(&Finding) -> bool| found.findings.iter().any(is);
    let damaged = any(|finding| {
        matches!(
            finding,
            Finding::Journal(_)
                | Finding::LostEnd { .. }
                | Finding::NoJournal
                | Finding::Digest { .. }
                | Finding::Erasure { .. }
        )
    });
    let broken_rules = any(|finding| {
        matches!(finding, Finding::Rule { .. } | Finding::Dangling { .. } | Finding::Record { .. })
    });
    let mut ways = Vec::new();
    if damaged {
        let what = if any(|finding| *finding == Finding::NoJournal) {
            words.check_whole_journal.to_owned()
        } else if any(|finding| matches!(finding, Finding::Journal(_))) {
            words.check_named_files.to_owned()
        } else {
            words.check_last_file.to_owned()
        };
        ways.push(fill(words.check_hold, &[&home]));
        ways.push(words.check_restore.to_owned());
        ways.push(fill(words.check_copy, &[&what, &home]));
        ways.push(words.check_go_on.to_owned());
    } else if any(|finding| finding.mends_itself() || matches!(finding, Finding::NoView(_))) {
        ways.push(words.check_mends.to_owned());
    }
    if broken_rules {
        ways.push(words.check_rules.to_owned());
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Kind, RecordKey};
    use crate::protocol::{Damage, Differs, Flawed};

    #[test]
    fn every_finding_has_its_way_out() {
        let key = RecordKey { kind: Kind::Person, id: uuid::Uuid::nil() };
        let segment = "00000000000000000001.seg".to_owned();
        let damage = Damage { what: Flawed::Unreadable, segment, offset: 84, first: 3, last: 3 };
        let view = Finding::View { key, how: Differs::Extra };
        let cases = [
            (vec![view.clone()], "start it again: ndtq stop", "--hold"),
            (vec![Finding::Journal(damage), view.clone()], "the named files", "start it again: ndtq stop"),
            (
                vec![Finding::LostEnd { known: 5, journal: 4 }, view],
                "the last file",
                "start it again: ndtq stop",
            ),
            (vec![Finding::NoJournal], "the whole folder", "the last file"),
            (vec![Finding::Record { key, why: "x".into() }], "makers", "--hold"),
        ];
        for (findings, there, not_there) in cases {
            let found = CheckView { findings, ..CheckView::default() };
            let text = in_words(&found, Path::new("/so"), Lang::En).join("\n");
            assert!(text.contains(there) && !text.contains(not_there), "{text}");
        }
        let many = vec![Finding::Snapshot { seq: 1 }; 30];
        let lines = in_words(
            &CheckView { findings: many, more: 5, ..CheckView::default() },
            Path::new("/so"),
            Lang::En,
        );
        assert!(lines.contains(&"and 15 more".to_owned()), "{lines:?}");
    }
}
