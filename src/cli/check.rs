//! `ndtq check`: whether all that is recorded holds together, and how to go on when it does not.

use clap::Args;

use super::link::{Link, answered, unreached};
use super::out::{Exit, Failure, Out, Outcome};
use super::settings::Settings;
use super::{CheckOrder, Doors, Trouble};
use crate::client::{ConnectError, Options, Session};
use crate::phrases::{self, Lang, fill, phrases};
use crate::protocol::{CheckView, Finding, Query};
use crate::text::number::group_thousands;

/// Check journal, snapshots, store and rules; changes nothing, also while people work
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
        if self.json {
            out.data(&serde_json::to_string(&found).map_err(|_| Failure::other_build(settings.lang))?)?;
        } else {
            out.lines(in_words(&found, settings.lang))?;
        }
        let is_good = found.findings.is_empty();
        let bad = fill(phrases(settings.lang).cli.check_bad, &[&count(&found)]);
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

fn in_words(found: &CheckView, lang: Lang) -> Vec<String> {
    let words = phrases(lang).cli;
    if found.findings.is_empty() {
        let figure = |figure: u64| group_thousands(i64::try_from(figure).unwrap_or(i64::MAX));
        let figures = [found.seq, found.records, found.segments.into(), found.snapshots.into()].map(figure);
        return vec![fill(words.check_good, &figures.each_ref().map(String::as_str))];
    }
    let mut lines: Vec<String> =
        found.findings.iter().map(|finding| phrases::finding(lang, finding)).collect();
    if found.more > 0 {
        lines.push(fill(words.check_more, &[&found.more.to_string()]));
    }
    lines.push(String::new());
    lines.extend(ways_out(found).into_iter().map(|way| way(words).to_owned()));
    lines
}

type Way = fn(&phrases::cli::Cli) -> &'static str;

/// How to go on, for the kinds of findings there are.
fn ways_out(found: &CheckView) -> Vec<Way> {
    let any = |is: fn(&Finding) -> bool| found.findings.iter().any(is);
    let cases: [(bool, Way); 3] = [
        (
            any(|finding| {
                matches!(
                    finding,
                    Finding::Journal(_)
                        | Finding::LostEnd { .. }
                        | Finding::Digest { .. }
                        | Finding::Erasure { .. }
                )
            }),
            |words| words.check_journal,
        ),
        (any(|finding| finding.mends_itself() || matches!(finding, Finding::NoView(_))), |words| {
            words.check_mends
        }),
        (
            any(|finding| {
                matches!(finding, Finding::Rule { .. } | Finding::Dangling { .. } | Finding::Record { .. })
            }),
            |words| words.check_rules,
        ),
    ];
    cases.into_iter().filter(|(there, _)| *there).map(|(_, way)| way).collect()
}
