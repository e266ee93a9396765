//! Changes of life (biến động): acts with a date, never edits. What each changes is worked out by the registry.

use serde::{Deserialize, Serialize};

use super::{
    Date, Fault, Faults, Field, GroupId, HouseholdId, LINE, LifeChangeId, NAME, PartialDate, PersonId,
    RelationToHead, ResidenceKind, Sex, Why,
};

/// One change of life as a person reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeAct {
    /// The household whose card it was started from.
    pub household: HouseholdId,
    /// What happened.
    pub event: LifeEvent,
    /// The day it holds from.
    pub on: Date,
    /// The paper it rests on (theo giấy tờ).
    pub basis: Option<String>,
    /// Who reported it (người báo).
    pub told_by: Option<String>,
    /// The new head, where the head leaves.
    pub new_head: Option<PersonId>,
    /// The new representative, where the representative leaves.
    pub new_representative: Option<PersonId>,
    /// Relations to the new head, row by row; a member not named keeps the suggested one.
    pub relations: Vec<(PersonId, RelationToHead)>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LifeEvent {
    /// A child was born into the household.
    Birth(NewPerson),
    /// Somebody not yet in the register moved in.
    MoveIn {
        /// Who.
        person: NewPerson,
        /// From where.
        from: Option<String>,
    },
    /// Somebody of the register moved in: from another household, or back from elsewhere.
    MoveHere {
        /// Who.
        person: PersonId,
        /// Their relation to the head here.
        relation: RelationToHead,
    },
    /// A member died.
    Death(PersonId),
    /// Members moved away; the whole household when all did.
    MoveOut {
        /// Who.
        persons: Vec<PersonId>,
        /// To where.
        to: Option<String>,
    },
    /// The household changed to another group.
    ChangeGroup {
        /// Which.
        group: GroupId,
        /// Its number in that group's book; the next free one when not given.
        book_number: Option<u16>,
    },
    /// Some members became a household of their own.
    Split {
        /// The head of the new household.
        head: PersonId,
        /// The others, with their relation to the new head.
        members: Vec<(PersonId, RelationToHead)>,
        /// The group of the new household.
        group: GroupId,
        /// Its number in that group's book; the next free one when not given.
        book_number: Option<u16>,
        /// Its address.
        address: String,
    },
    /// All members joined another household.
    Join {
        /// Which.
        into: HouseholdId,
        /// Their relation to its head.
        members: Vec<(PersonId, RelationToHead)>,
    },
    /// A new head, while the old one stays.
    ChangeHead(PersonId),
    /// A new representative.
    ChangeRepresentative(PersonId),
}

/// A person as a form describes one who is not in the register yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPerson {
    /// Family, middle and given name.
    pub full_name: String,
    /// What people call them.
    pub nickname: Option<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth.
    pub birth: Option<PartialDate>,
    /// Personal id.
    pub personal_id: Option<super::PersonalId>,
    /// Old id.
    pub old_id: Option<super::OldId>,
    /// Occupation.
    pub occupation: Option<String>,
    /// Relation to the head.
    pub relation: RelationToHead,
    /// Residence.
    pub residence: ResidenceKind,
}

/// The kinds of change of life, for menus, counts and the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "each is the event of that name")]
#[serde(rename_all = "snake_case")]
pub enum LifeKind {
    Birth,
    MoveIn,
    MoveHere,
    Death,
    MoveOut,
    ChangeGroup,
    Split,
    Join,
    ChangeHead,
    ChangeRepresentative,
}

impl LifeKind {
    /// Every kind, in the order the menu shows them.
    pub const ALL: [LifeKind; 10] = [
        LifeKind::Birth,
        LifeKind::Death,
        LifeKind::MoveIn,
        LifeKind::MoveHere,
        LifeKind::MoveOut,
        LifeKind::Split,
        LifeKind::Join,
        LifeKind::ChangeGroup,
        LifeKind::ChangeHead,
        LifeKind::ChangeRepresentative,
    ];

    /// Its key in drafts and JSON.
    pub fn key(self) -> &'static str {
        match self {
            LifeKind::Birth => "birth",
            LifeKind::MoveIn => "move_in",
            LifeKind::MoveHere => "move_here",
            LifeKind::Death => "death",
            LifeKind::MoveOut => "move_out",
            LifeKind::ChangeGroup => "change_group",
            LifeKind::Split => "split",
            LifeKind::Join => "join",
            LifeKind::ChangeHead => "change_head",
            LifeKind::ChangeRepresentative => "change_representative",
        }
    }
}

impl LifeAct {
    /// The act without the ids of who is new: what follows from it does not depend on them, and whoever only asks must
    /// not learn whose they are.
    #[must_use]
    pub fn without_ids(&self) -> LifeAct {
        let mut act = self.clone();
        if let LifeEvent::Birth(person) | LifeEvent::MoveIn { person, .. } = &mut act.event {
            (person.personal_id, person.old_id) = (None, None);
        }
        act
    }
}

impl LifeEvent {
    /// Its kind.
    pub fn kind(&self) -> LifeKind {
        match self {
            LifeEvent::Birth(_) => LifeKind::Birth,
            LifeEvent::MoveIn { .. } => LifeKind::MoveIn,
            LifeEvent::MoveHere { .. } => LifeKind::MoveHere,
            LifeEvent::Death(_) => LifeKind::Death,
            LifeEvent::MoveOut { .. } => LifeKind::MoveOut,
            LifeEvent::ChangeGroup { .. } => LifeKind::ChangeGroup,
            LifeEvent::Split { .. } => LifeKind::Split,
            LifeEvent::Join { .. } => LifeKind::Join,
            LifeEvent::ChangeHead(_) => LifeKind::ChangeHead,
            LifeEvent::ChangeRepresentative(_) => LifeKind::ChangeRepresentative,
        }
    }
}

/// The record of a change of life: the yearly report counts these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeChange {
    /// Identity.
    pub id: LifeChangeId,
    /// What happened.
    pub kind: LifeKind,
    /// The day.
    pub on: Date,
    /// The household it happened in.
    pub household: HouseholdId,
    /// The other household: the new one of a split, the one joined, the one moved from.
    pub other: Option<HouseholdId>,
    /// The group changed to.
    pub group: Option<GroupId>,
    /// Who it happened to.
    pub persons: Vec<PersonId>,
    /// Where from or to, in words.
    pub place: Option<String>,
    /// The paper it rests on.
    pub basis: Option<String>,
    /// Who reported it.
    pub told_by: Option<String>,
}

impl LifeChange {
    /// # Errors
    /// All that is wrong with it by itself.
    pub fn check(&self, today: Date) -> Result<(), Vec<Fault>> {
        let mut faults = Faults::default();
        faults.require(self.on <= today, Field::On, Why::InFuture);
        faults.optional_text(self.basis.as_deref().unwrap_or(""), Field::Basis, LINE);
        faults.optional_text(self.told_by.as_deref().unwrap_or(""), Field::ToldBy, NAME);
        faults.optional_text(self.place.as_deref().unwrap_or(""), Field::Place, LINE);
        faults.check()
    }
}

/// What follows from a change of life, shown before it is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consequence {
    /// The head leaves: somebody must become head. Names whoever is left.
    NeedsHead,
    /// The representative leaves; the head stands in unless another is named.
    NeedsRepresentative,
    /// The relation of a member becomes another: name, before, after.
    Relation(PersonId, String, RelationToHead, RelationToHead),
    /// A seat ends: whose, and of which committee.
    SeatEnds(String, String),
    /// An open due stays with the household: project, what is left in đồng.
    DueStays(String, i64),
    /// Nobody is left: the household ends, its history stays.
    HouseholdEnds,
    /// A new household comes to be, with this number in the book of this group.
    NewHousehold(u16, String),
    /// The household gets this number in the book of the new group.
    NewBookNumber(u16, String),
    /// The household waits until this group takes it in; until then nothing changes.
    Waits(String),
}

/// The likely relation of a member to a new head, from both relations to the old head.
///
/// Only a suggestion: the panel shows it row by row, and the clerk has the last word.
pub fn relation_to_new_head(
    new_head: RelationToHead,
    member: RelationToHead,
    member_sex: Option<Sex>,
) -> RelationToHead {
    use RelationToHead as R;
    let spouse = if member_sex == Some(Sex::Male) { R::Husband } else { R::Wife };
    let parent = if member_sex == Some(Sex::Male) { R::Father } else { R::Mother };
    match (new_head, member) {
        (R::Wife | R::Husband, R::Head) => spouse,
        (R::Wife | R::Husband, R::Child | R::Grandchild) => member,
        (R::Wife | R::Husband, R::ChildInLaw) => R::ChildInLaw,
        (R::Child, R::Head | R::Wife | R::Husband) => parent,
        (R::Child, R::Child) => R::Sibling,
        (R::Child, R::Father | R::Mother) => R::Grandparent,
        (R::Child, R::Grandchild) => R::Child,
        (R::Father | R::Mother, R::Head) => R::Child,
        (R::Father | R::Mother, R::Wife | R::Husband) => R::ChildInLaw,
        (R::Father | R::Mother, R::Father | R::Mother) => spouse,
        (R::Father | R::Mother, R::Child) => R::Grandchild,
        (R::Father | R::Mother, R::Sibling) => R::Child,
        (R::Sibling, R::Head | R::Sibling) => R::Sibling,
        (R::Sibling, R::Father | R::Mother) => member,
        (R::Sibling, R::Child) => R::Grandchild,
        (R::Grandchild, R::Head) => R::Grandparent,
        (R::Grandchild, R::Grandchild) => R::Sibling,
        (_, R::NotKin) => R::NotKin,
        _ => R::OtherKin,
    }
}

#[cfg(test)]
mod tests {
    use super::{RelationToHead as R, *};

    #[test]
    fn relations_turn_with_the_head() {
        let cases = [
            ("widow becomes head, son stays son", R::Wife, R::Child, Some(Sex::Male), R::Child),
            ("wife becomes head, old head is husband", R::Wife, R::Head, Some(Sex::Male), R::Husband),
            ("son becomes head, mother", R::Child, R::Wife, Some(Sex::Female), R::Mother),
            ("son becomes head, brother", R::Child, R::Child, None, R::Sibling),
            ("son becomes head, grandmother", R::Child, R::Mother, None, R::Grandparent),
            ("mother becomes head, old head is her child", R::Mother, R::Head, None, R::Child),
            ("lodger stays lodger", R::Wife, R::NotKin, None, R::NotKin),
        ];
        for (what, new_head, member, sex, want) in cases {
            assert_eq!(relation_to_new_head(new_head, member, sex), want, "{what}");
        }
    }
}
