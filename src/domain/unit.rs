//! Administrative units over time. Names and codes are not identity: code 28687, Long Bình, is one commune until
//! 30/06/2025 and another, larger one from 01/07/2025 (resolution 1663/NQ-UBTVQH15).

use serde::{Deserialize, Serialize};

use super::{Date, Fault, Faults, Field, LINE, NAME, Source, UnitId, UnitKind, Validity, Why};

/// A province, commune, ward, hamlet, quarter, party cell or institution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Identity.
    pub id: UnitId,
    /// What it is.
    pub kind: UnitKind,
    /// Name, code and place in the order of units, over time; at least one.
    pub versions: Vec<UnitVersion>,
    /// Other spellings that mean this unit; never a second unit.
    pub aliases: Vec<UnitAlias>,
    /// Where it was imported from.
    pub source: Option<Source>,
}

/// What a unit was called and belonged to in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitVersion {
    /// The name, without the word for the kind.
    pub name: String,
    /// The code of the statistics office, where it has one.
    pub code: Option<String>,
    /// The unit above.
    pub parent: Option<UnitId>,
    /// When it was so.
    pub valid: Validity,
    /// The resolution or decision behind it.
    pub basis: Option<String>,
}

/// Another spelling of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitAlias {
    /// The spelling.
    pub name: String,
    /// Where it was seen.
    pub seen_in: Option<String>,
}

impl Unit {
    /// The version that holds on a day; outside all of them the nearest: an old list still has to show a name.
    pub fn on(&self, day: Date) -> Option<&UnitVersion> {
        self.versions.iter().find(|v| v.valid.contains(day)).or_else(|| self.versions.last())
    }

    /// Its name on a day.
    pub fn name_on(&self, day: Date) -> &str {
        self.on(day).map_or("", |version| &version.name)
    }

    /// Whether it exists on a day.
    pub fn exists_on(&self, day: Date) -> bool {
        self.versions.iter().any(|v| v.valid.contains(day))
    }

    /// Every name it has had or is also written as.
    pub fn all_names(&self) -> impl Iterator<Item = &str> {
        let names = self.versions.iter().map(|v| v.name.as_str());
        names.chain(self.aliases.iter().map(|a| a.name.as_str()))
    }

    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        faults.require(!self.versions.is_empty(), Field::Name, Why::Missing);
        for (row, version) in self.versions.iter().enumerate() {
            faults.text(&version.name, Field::Name, NAME);
            faults.optional_text(version.code.as_deref().unwrap_or(""), Field::Code, 16);
            faults.optional_text(version.basis.as_deref().unwrap_or(""), Field::Basis, LINE);
            if self.versions[..row].iter().any(|earlier| earlier.valid.overlaps(version.valid)) {
                faults.add_row(Field::From, row, Why::Overlap);
            }
        }
        for alias in &self.aliases {
            faults.text(&alias.name, Field::Alias, NAME);
        }
        faults.check()
    }
}
