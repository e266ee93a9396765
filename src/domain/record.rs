//! All record types under one roof, for what treats them alike: saving, history, export.

use serde::{Deserialize, Serialize};

use super::{
    Committee, Contribution, DataRequest, Date, Due, Fault, Group, Home, Household, Kind, LifeChange,
    Meeting, MovementModel, Note, Person, Project, RecordKey, ShortNumber, Staff, Transfer, Unit,
};

/// A record type: which kind it is, and the version of its frozen form.
pub trait Record: Serialize + for<'de> Deserialize<'de> + Clone + Into<AnyRecord> {
    /// Its kind.
    const KIND: Kind;
    /// The version of the struct as it is encoded. A change of the struct after tag v0.1 is a new version.
    const VERSION: u16 = 1;

    /// Its identity.
    fn key(&self) -> RecordKey;
    /// Takes it out of an [`AnyRecord`], when it is one.
    fn from_any(any: AnyRecord) -> Option<Self>;
}

macro_rules! records {
    ($($name:ident { $id:expr }),* $(,)?) => {
        /// A record of any kind.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "each variant is the record of that name")]
        #[serde(rename_all = "snake_case")]
        pub enum AnyRecord { $($name($name),)* }

        impl AnyRecord {
            /// Its kind and identity.
            pub fn key(&self) -> RecordKey {
                match self { $(AnyRecord::$name(record) => record.key(),)* }
            }
        }

        $(
            impl From<$name> for AnyRecord {
                fn from(record: $name) -> AnyRecord { AnyRecord::$name(record) }
            }

            impl Record for $name {
                const KIND: Kind = Kind::$name;

                fn key(&self) -> RecordKey {
                    let id: fn(&$name) -> uuid::Uuid = $id;
                    RecordKey { kind: Kind::$name, id: id(self) }
                }

                fn from_any(any: AnyRecord) -> Option<$name> {
                    match any { AnyRecord::$name(record) => Some(record), _ => None }
                }
            }
        )*
    };
}

records! {
    Unit { |r| r.id.0 },
    Group { |r| r.id.0 },
    Household { |r| r.id.0 },
    Person { |r| r.id.0 },
    Committee { |r| r.id.0 },
    Project { |r| r.id.0 },
    Contribution { |r| r.id.0 },
    Note { |r| r.id.0 },
    MovementModel { |r| r.id.0 },
    Staff { |r| r.id.0 },
    Due { |r| r.id.0 },
    LifeChange { |r| r.id.0 },
    // There is one home in a home.
    Home { |_| uuid::Uuid::nil() },
    DataRequest { |r| r.id.0 },
    Transfer { |r| r.id.0 },
    Meeting { |r| r.id.0 },
}

impl AnyRecord {
    /// Its short number, where it has one.
    pub fn short_number(&self) -> Option<ShortNumber> {
        let number = match self {
            AnyRecord::Household(household) => household.number,
            AnyRecord::Project(project) => project.number,
            AnyRecord::Contribution(contribution) => contribution.number,
            AnyRecord::DataRequest(request) => request.number,
            _ => return None,
        };
        Some(ShortNumber { kind: self.key().kind, number })
    }

    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self, today: Date) -> Result<(), Vec<Fault>> {
        match self {
            AnyRecord::Unit(unit) => unit.check(),
            AnyRecord::Group(group) => group.check(),
            AnyRecord::Household(household) => household.check(),
            AnyRecord::Person(person) => person.check(today),
            AnyRecord::Committee(committee) => committee.check(),
            AnyRecord::Project(project) => project.check(),
            AnyRecord::Contribution(contribution) => contribution.check(today),
            AnyRecord::Note(note) => note.check(),
            AnyRecord::MovementModel(model) => model.check(),
            AnyRecord::Staff(staff) => staff.check(),
            AnyRecord::Due(due) => due.check(),
            AnyRecord::LifeChange(change) => change.check(today),
            AnyRecord::Home(_) => Ok(()),
            AnyRecord::DataRequest(request) => request.check(today),
            AnyRecord::Transfer(transfer) => transfer.check(),
            AnyRecord::Meeting(meeting) => meeting.check(today),
        }
    }
}
