//! `ndtq show`: one household with all that is kept of it; projects, groups and contributions too.

use clap::Args;
use serde::Serialize;
use uuid::Uuid;

use super::link::{Link, answered, refused};
use super::out::{Failure, Out, Outcome};
use super::settings::Settings;
use crate::domain::{AnyRecord, Contribution, GroupId, HouseholdId, Kind, PersonId, ProjectId, RecordKey};
use crate::page::card;
use crate::phrases::{Lang, phrases};
use crate::protocol::{
    Answer, Card, DepartedRow, DepartedView, GiftLine, Given, ProjectView, Query, Refusal, Unmasked,
};

/// Show a household, or a project, a group, a contribution
#[derive(Debug, Args)]
pub struct Show {
    /// H-02054, J-01, D-00012 or a UUID; for a person, their household is shown
    id: String,
    /// Ids and phones of a household in clear, for this reason; it is written down with your name
    #[arg(long, value_name = "REASON")]
    unmask: Option<String>,
    /// One object with everything
    #[arg(long)]
    json: bool,
}

impl Show {
    /// Resolves the id, asks and prints.
    ///
    /// # Errors
    /// When the id is none, names nothing, or names what cannot be shown.
    pub fn run(self, settings: &Settings, out: &mut Out) -> Outcome {
        let lang = settings.lang;
        let mut link = Link::open(&settings.options()?, lang)?;
        let key = link.resolve(&self.id)?;
        match key.kind {
            Kind::Household => self.household(HouseholdId(key.id), &mut link, lang, out),
            Kind::Person => {
                let household = household_of_person(key.id, &mut link, lang)?;
                self.household(household, &mut link, lang, out)
            }
            Kind::Project => {
                let view = project(key.id, &mut link, lang)?;
                self.print(&view, card::of_project(&view, lang), lang, out)
            }
            Kind::Group => {
                let query = Query::Group { group: GroupId(key.id), on: None };
                let view = answered!(link.ask(query)?, Group, lang)?;
                self.print(&view, card::of_group(&view, lang), lang, out)
            }
            Kind::Contribution => {
                let contribution = contribution(key, &mut link, lang)?;
                let lines = lines_of(&contribution, &mut link, lang)?;
                let shown = lines.iter().map(|line| card::gift_line(line, lang)).collect();
                self.print(&contribution, shown, lang, out)
            }
            _ => Err(Failure::refused(phrases(lang).cli.not_shown)),
        }
    }

    fn household(&self, id: HouseholdId, link: &mut Link, lang: Lang, out: &mut Out) -> Outcome {
        let card = match link.ask_whether(Query::Card(id))? {
            Err(Refusal::OutOfScope(_)) if self.unmask.is_none() => {
                return self.departed(id, link, lang, out);
            }
            answer => answer.map_err(|why| refused(&why, lang))?,
        };
        let view = answered!(card, Card, lang)?;
        let Some(reason) = &self.unmask else {
            return self.print(&view, card::of_household(&view, lang), lang, out);
        };
        let query = Query::Unmask { household: id, reason: reason.clone() };
        let unmasked = answered!(link.ask(query)?, Unmasked, lang)?;
        let mut lines = card::of_household(&view, lang);
        lines.extend(card::of_unmasked(&view, &unmasked, lang));
        self.print(&InClear { card: &view, unmasked: &unmasked }, lines, lang, out)
    }

    /// One that went to others leaves a smaller card behind.
    fn departed(&self, id: HouseholdId, link: &mut Link, lang: Lang, out: &mut Out) -> Outcome {
        let view = answered!(link.ask(Query::Departed(id))?, Departed, lang)?;
        let DepartedView { row, contributions, given } = &*view;
        let json = Departed { departed: true, row, contributions, given };
        self.print(&json, card::of_departed(&view, lang), lang, out)
    }

    fn print<T: Serialize>(&self, value: &T, lines: Vec<String>, lang: Lang, out: &mut Out) -> Outcome {
        if !self.json {
            return out.lines(lines);
        }
        let json = serde_json::to_string(value).map_err(|_| Failure::other_build(lang))?;
        out.data(&json)
    }
}

/// A household that went, as one flat object.
#[derive(Serialize)]
struct Departed<'a> {
    departed: bool,
    #[serde(flatten)]
    row: &'a DepartedRow,
    contributions: &'a [GiftLine],
    given: &'a Given,
}

/// A card with its digits.
#[derive(Serialize)]
struct InClear<'a> {
    #[serde(flatten)]
    card: &'a Card,
    unmasked: &'a Unmasked,
}

fn household(id: HouseholdId, link: &mut Link, lang: Lang) -> Result<Box<Card>, Failure> {
    answered!(link.ask(Query::Card(id))?, Card, lang)
}

fn household_of_person(id: Uuid, link: &mut Link, lang: Lang) -> Result<HouseholdId, Failure> {
    let households = answered!(link.ask(Query::PersonHouseholds(PersonId(id)))?, PersonHouseholds, lang)?;
    let newest = households.first().map(|household| household.id);
    newest.ok_or_else(|| Failure::refused(phrases(lang).cli.no_household))
}

fn project(id: Uuid, link: &mut Link, lang: Lang) -> Result<Box<ProjectView>, Failure> {
    answered!(link.ask(Query::Project(ProjectId(id)))?, Project, lang)
}

fn contribution(key: RecordKey, link: &mut Link, lang: Lang) -> Result<Contribution, Failure> {
    match link.ask(Query::Record(key))? {
        Answer::Record { record, .. } => match *record {
            AnyRecord::Contribution(contribution) => Ok(contribution),
            _ => Err(Failure::other_build(lang)),
        },
        _ => Err(Failure::other_build(lang)),
    }
}

/// The lines of a contribution with the names in them: from the card of its household, or from its project.
fn lines_of(contribution: &Contribution, link: &mut Link, lang: Lang) -> Result<Vec<GiftLine>, Failure> {
    let all = match (contribution.household(), contribution.project) {
        (Some(id), _) => household(id, link, lang)?.contributions,
        (None, Some(id)) => project(id.0, link, lang)?.contributions,
        (None, None) => Vec::new(),
    };
    Ok(all.into_iter().filter(|line| line.id == contribution.id).collect())
}
