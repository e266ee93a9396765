//! Contributions: money in receipts, land, labour and goods.

use serde::{Deserialize, Serialize};

use super::{
    AreaM2, ContributionId, Date, EvidenceKind, Fault, Faults, Field, Giving, HalfDays, HouseholdId, LINE,
    ModelId, NAME, PersonId, ProjectId, Source, Vnd, Why,
};

/// What a household or a sponsor gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// Identity.
    pub id: ContributionId,
    /// The short number in this home, `D-00012`; given by the registry.
    pub number: u32,
    /// From whom.
    pub from: Contributor,
    /// To which project.
    pub project: Option<ProjectId>,
    /// To which movement model, when not by way of the project.
    pub model: Option<ModelId>,
    /// What was given.
    pub gift: Gift,
    /// Its value in money. For money, the sum of its receipts.
    pub valued: Vnd,
    /// How the value was found, such as the price a meeting decided.
    pub rule: Option<String>,
    /// The day it was given; for money, the first receipt's.
    pub on: Date,
    /// Witnesses, by name.
    pub witnesses: Vec<String>,
    /// Papers behind it.
    pub evidence: Vec<Evidence>,
    /// Set when it was recorded by mistake; nothing is deleted.
    pub voided: Option<Voided>,
    /// Where it was imported from.
    pub source: Option<Source>,
}

/// Who gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contributor {
    /// A household. The gift stays with the household of its date.
    Household {
        /// The household.
        household: HouseholdId,
        /// The person who stood for it; it shows on every later household of theirs.
        given_by: Option<PersonId>,
    },
    /// A sponsor (mạnh thường quân), who is not a household.
    Sponsor(String),
}

/// What was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gift {
    /// Money, in one or more receipts.
    Money(Vec<Receipt>),
    /// Land given up.
    Land {
        /// How much.
        area: AreaM2,
        /// What was typed, such as "2,5 công".
        typed: Option<String>,
        /// Map sheet and parcel.
        parcel: Option<String>,
        /// Whether the land use certificate was updated since.
        certificate_updated: bool,
    },
    /// Labour.
    Labour(HalfDays),
    /// Goods: cement, sand, lamps, trees.
    Goods {
        /// What.
        what: String,
        /// How many, in hundredths of the measure.
        quantity: i64,
        /// The measure: bao, m³, cái.
        measure: String,
    },
}

/// A payment. Numbers run per year without gaps; a voided receipt keeps its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The number in its year.
    pub number: u32,
    /// The day.
    pub on: Date,
    /// How much.
    pub amount: Vnd,
    /// Who took it.
    pub collector: Option<String>,
    /// Who brought it, when not the household itself.
    pub payer: Option<String>,
    /// The household whose due it settles, when it is another's.
    pub on_behalf: Option<HouseholdId>,
    /// Set when it was made by mistake.
    pub voided: Option<Voided>,
}

/// When and why something was voided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voided {
    /// The day.
    pub on: Date,
    /// Why.
    pub reason: String,
}

/// A paper behind a contribution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// Its number, such as `03/BB`.
    pub number: String,
}

impl Gift {
    /// The form of giving.
    pub fn giving(&self) -> Giving {
        match self {
            Gift::Money(_) => Giving::Money,
            Gift::Land { .. } => Giving::Land,
            Gift::Labour(_) => Giving::Labour,
            Gift::Goods { .. } => Giving::Goods,
        }
    }

    /// The receipts that count.
    pub fn live_receipts(&self) -> impl Iterator<Item = &Receipt> {
        let all: &[Receipt] = match self {
            Gift::Money(receipts) => receipts,
            _ => &[],
        };
        all.iter().filter(|receipt| receipt.voided.is_none())
    }

    /// The money received.
    pub fn money(&self) -> Vnd {
        self.live_receipts().map(|receipt| receipt.amount).sum()
    }
}

impl Contribution {
    /// The household it is from.
    pub fn household(&self) -> Option<HouseholdId> {
        match self.from {
            Contributor::Household { household, .. } => Some(household),
            Contributor::Sponsor(_) => None,
        }
    }

    /// The person who stood for the household.
    pub fn given_by(&self) -> Option<PersonId> {
        match self.from {
            Contributor::Household { given_by, .. } => given_by,
            Contributor::Sponsor(_) => None,
        }
    }

    /// What it settles of one household's due.
    pub fn settles(&self, household: HouseholdId) -> Vnd {
        if self.voided.is_some() {
            return Vnd(0);
        }
        let own = self.household();
        let credited = |receipt: &&Receipt| receipt.on_behalf.or(own) == Some(household);
        self.gift.live_receipts().filter(credited).map(|receipt| receipt.amount).sum()
    }

    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self, today: Date) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        if let Contributor::Sponsor(name) = &self.from {
            faults.text(name, Field::Sponsor, NAME);
        }
        faults.require(self.on <= today, Field::On, Why::InFuture);
        faults.optional_text(self.rule.as_deref().unwrap_or(""), Field::Rule, LINE);
        faults.require(self.valued.0 >= 0, Field::Valued, Why::NotPositive);
        faults.require(self.project.is_some() || self.model.is_some(), Field::Project, Why::Missing);
        for evidence in &self.evidence {
            faults.text(&evidence.number, Field::Evidence, NAME);
        }
        for witness in &self.witnesses {
            faults.optional_text(witness, Field::Witnesses, NAME);
        }
        self.check_gift(today, &mut faults);
        faults.check()
    }

    fn check_gift(&self, today: Date, faults: &mut Faults) {
        match &self.gift {
            Gift::Money(receipts) => {
                faults.require(!receipts.is_empty(), Field::Money, Why::Missing);
                for (row, receipt) in receipts.iter().enumerate() {
                    if receipt.amount.0 <= 0 {
                        faults.add_row(Field::Money, row, Why::NotPositive);
                    }
                    if receipt.on > today {
                        faults.add_row(Field::On, row, Why::InFuture);
                    }
                }
            }
            Gift::Land { area, parcel, .. } => {
                faults.require(area.0 > 0, Field::Land, Why::NotPositive);
                faults.optional_text(parcel.as_deref().unwrap_or(""), Field::Parcel, NAME);
            }
            Gift::Labour(half_days) => faults.require(half_days.0 > 0, Field::Labour, Why::NotPositive),
            Gift::Goods { what, quantity, measure } => {
                faults.text(what, Field::Goods, NAME);
                faults.require(*quantity > 0, Field::Quantity, Why::NotPositive);
                faults.optional_text(measure, Field::Measure, NAME);
            }
        }
    }
}
