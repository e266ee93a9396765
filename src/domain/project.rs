//! Projects (công trình), the levy on them and what each household was asked for.

use serde::{Deserialize, Serialize};

use super::{
    Date, DueId, Fault, Faults, Field, FundingSource, GroupId, HouseholdId, LINE, LevyBasis, Metres, ModelId,
    NAME, PartialDate, ProjectId, ProjectKind, Source, UnitId, Vnd, Why,
};

/// Works that people contribute to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Identity.
    pub id: ProjectId,
    /// The short number in this home, `J-01`; given by the registry.
    pub number: u32,
    /// What it is.
    pub kind: ProjectKind,
    /// Its name.
    pub name: String,
    /// The unit it lies in.
    pub unit: UnitId,
    /// The group it is of, when it is of one.
    pub group: Option<GroupId>,
    /// The movement model it belongs to.
    pub model: Option<ModelId>,
    /// From where to where.
    pub route: Option<String>,
    /// Length.
    pub length: Option<Metres>,
    /// Width.
    pub width: Option<Metres>,
    /// Lamps, for a lighting road.
    pub lamps: Option<u32>,
    /// Cameras, for a camera road.
    pub cameras: Option<u32>,
    /// Budget.
    pub budget: Option<Vnd>,
    /// Funding by source.
    pub funding: Vec<Funding>,
    /// Start of works.
    pub started: Option<PartialDate>,
    /// Finish of works.
    pub finished: Option<PartialDate>,
    /// Handover.
    pub handover: Option<PartialDate>,
    /// Who looks after it.
    pub custodian: Option<String>,
    /// What households agreed to give.
    pub levy: Option<Levy>,
    /// Where it was imported from.
    pub source: Option<Source>,
}

/// Money from one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funding {
    /// The source.
    pub source: FundingSource,
    /// How much.
    pub amount: Vnd,
}

/// What households agreed to give ("mức đã thống nhất"). The payments are agreed, so no word of debt is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Levy {
    /// What it is counted by.
    pub basis: LevyBasis,
    /// The amount for each.
    pub amount: Vnd,
    /// The meeting that decided, in words: "họp 25/10/2023, BB 07".
    pub decided_at: Option<String>,
    /// The day to have given it by.
    pub due: Option<Date>,
}

/// What one household was asked for in a levy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// Identity.
    pub id: DueId,
    /// The project.
    pub project: ProjectId,
    /// The household.
    pub household: HouseholdId,
    /// What the levy came to for it.
    pub amount: Vnd,
    /// What was let off, and why.
    pub relief: Option<Relief>,
    /// A day agreed with this household.
    pub promised: Option<Date>,
}

/// A waiver or reduction (Decree 24/1999: poor and policy households).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relief {
    /// What is still asked for: zero when waived.
    pub asked: Vnd,
    /// Why.
    pub reason: String,
}

impl Due {
    /// What is asked for after relief.
    pub fn asked(&self) -> Vnd {
        self.relief.as_ref().map_or(self.amount, |relief| relief.asked)
    }

    /// Whether nothing at all is asked for.
    pub fn is_waived(&self) -> bool {
        self.asked() == Vnd(0)
    }

    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        faults.require(self.amount.0 > 0, Field::Levy, Why::NotPositive);
        if let Some(relief) = &self.relief {
            let less = (0..self.amount.0).contains(&relief.asked.0);
            faults.require(less, Field::Reduced, Why::TooLarge);
            faults.text(&relief.reason, Field::Reason, LINE);
        }
        faults.check()
    }
}

impl Project {
    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        faults.text(&self.name, Field::Name, NAME);
        faults.optional_text(self.route.as_deref().unwrap_or(""), Field::Route, LINE);
        faults.optional_text(self.custodian.as_deref().unwrap_or(""), Field::Custodian, NAME);
        faults.require(
            self.lamps.is_none() || self.kind == ProjectKind::LightingRoad,
            Field::Lamps,
            Why::Elsewhere,
        );
        faults.require(
            self.cameras.is_none() || self.kind == ProjectKind::CameraRoad,
            Field::Cameras,
            Why::Elsewhere,
        );
        let earliest = |date: Option<PartialDate>| date.and_then(PartialDate::earliest);
        if let (Some(start), Some(finish)) = (self.started, earliest(self.finished)) {
            let begins = earliest(Some(start)).is_some_and(|day| day.year() < finish.year() || day <= finish);
            faults.require(begins || start.year() == finish.year(), Field::Finished, Why::EndsBeforeBegins);
        }
        if let Some(levy) = &self.levy {
            faults.require(levy.amount.0 > 0, Field::Levy, Why::NotPositive);
            faults.optional_text(levy.decided_at.as_deref().unwrap_or(""), Field::DecidedAt, LINE);
        }
        faults.check()
    }
}
