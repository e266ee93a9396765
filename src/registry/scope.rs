//! Where a member of staff looks and acts: their units and groups, as they are today.
//!
//! A unit in scope carries over to its successors (the new Long Bình for the old): where a unit has ended, those that
//! its parts belong to today stand in for it. The tree is resolved once for each version of units, groups and staff,
//! and each day.

use std::collections::HashSet;

use super::view::View;
use crate::domain::{Date, Group, GroupId, ScopeUnit, Unit, UnitId, UnitKind};
use crate::protocol::Refusal;

/// Where somebody looks and acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of the home.
    Everywhere,
    /// Some units and groups with all below them.
    Within(Area),
}

/// Units and groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Area {
    groups: HashSet<GroupId>,
    units: HashSet<UnitId>,
    /// What stands above them, up to the commune and its province: its name and what it runs are seen, not changed.
    above: HashSet<UnitId>,
}

/// What a record belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// A group.
    Group(GroupId),
    /// A unit.
    Unit(UnitId),
    /// All of the home: seen by all, changed by whoever is everywhere.
    Home,
    /// Nobody's but an administrator's.
    Closed,
}

impl Scope {
    /// The scope of a member of staff on a day; nothing named means everywhere.
    pub(super) fn of(named: &[ScopeUnit], view: &View<'_>, today: Date) -> Result<Scope, Refusal> {
        if named.is_empty() {
            return Ok(Scope::Everywhere);
        }
        let tree = Tree::read(view)?;
        let mut area = Area::default();
        for unit in named {
            match unit {
                ScopeUnit::Group(group) => tree.add_group(*group, today, &mut area),
                ScopeUnit::Unit(unit) => tree.add_unit(*unit, today, &mut area),
            }
        }
        Ok(Scope::Within(area))
    }

    /// Whether all of the home is in it.
    pub fn is_everywhere(&self) -> bool {
        *self == Scope::Everywhere
    }

    /// Its groups; `None` for all.
    pub(super) fn groups(&self) -> Option<&HashSet<GroupId>> {
        match self {
            Scope::Everywhere => None,
            Scope::Within(area) => Some(&area.groups),
        }
    }

    /// Whether what belongs there may be changed.
    pub(super) fn holds(&self, place: Place) -> bool {
        let Scope::Within(area) = self else { return true };
        match place {
            Place::Group(group) => area.groups.contains(&group),
            Place::Unit(unit) => area.units.contains(&unit),
            Place::Home | Place::Closed => false,
        }
    }

    /// Whether what belongs there may be seen.
    pub(super) fn sees(&self, place: Place) -> bool {
        let Scope::Within(area) = self else { return true };
        match place {
            Place::Unit(unit) => area.units.contains(&unit) || area.above.contains(&unit),
            Place::Home => true,
            Place::Group(_) | Place::Closed => self.holds(place),
        }
    }
}

/// All units and groups of a home.
struct Tree {
    units: Vec<Unit>,
    groups: Vec<Group>,
}

impl Tree {
    fn read(view: &View<'_>) -> Result<Tree, Refusal> {
        let units = view.every::<Unit>()?.into_iter().map(|stored| stored.record).collect();
        let groups = view.every::<Group>()?.into_iter().map(|stored| stored.record).collect();
        Ok(Tree { units, groups })
    }

    fn unit(&self, id: UnitId) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    fn add_unit(&self, id: UnitId, today: Date, area: &mut Area) {
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            if !area.units.insert(id) {
                continue;
            }
            self.add_above(id, today, area);
            waiting.extend(self.successors(id, today));
            waiting.extend(self.units.iter().filter(|unit| parent(unit, today) == Some(id)).map(|u| u.id));
            let here = self.groups.iter().filter(|group| group.hamlet_on(today) == Some(id));
            area.groups.extend(here.map(|group| group.id));
        }
    }

    fn add_group(&self, id: GroupId, today: Date, area: &mut Area) {
        area.groups.insert(id);
        let hamlet = self.groups.iter().find(|group| group.id == id).and_then(|group| group.hamlet_on(today));
        if let Some(hamlet) = hamlet {
            area.above.insert(hamlet);
            self.add_above(hamlet, today, area);
        }
    }

    fn add_above(&self, id: UnitId, today: Date, area: &mut Area) {
        let mut next = self.unit(id).and_then(|unit| parent(unit, today));
        while let Some(above) = next.filter(|above| area.above.insert(*above)) {
            next = self.unit(above).and_then(|unit| parent(unit, today));
        }
    }

    /// For a unit that has ended: what its parts belong to today, of its own kind (a commune's are communes and
    /// wards, never a hamlet).
    fn successors(&self, id: UnitId, today: Date) -> Vec<UnitId> {
        let Some(ended) = self.unit(id).filter(|unit| !unit.exists_on(today)) else { return Vec::new() };
        let was_part = |unit: &&Unit| unit.versions.iter().any(|version| version.parent == Some(id));
        let of_units = self.units.iter().filter(was_part).filter_map(|unit| parent(unit, today));
        let was_here = |group: &&Group| group.hamlets.iter().any(|hamlet| hamlet.value == id);
        let of_groups = self.groups.iter().filter(was_here).filter_map(|group| group.hamlet_on(today));
        let stands_in = |other: &UnitId| {
            self.unit(*other).is_some_and(|unit| rank(unit.kind) == rank(ended.kind) && unit.exists_on(today))
        };
        of_units.chain(of_groups).filter(stands_in).collect()
    }
}

fn parent(unit: &Unit, today: Date) -> Option<UnitId> {
    unit.on(today).and_then(|version| version.parent)
}

/// Units of one rank may stand in for each other.
fn rank(kind: UnitKind) -> u8 {
    match kind {
        UnitKind::Province => 0,
        UnitKind::District => 1,
        UnitKind::Commune | UnitKind::Ward => 2,
        UnitKind::Hamlet | UnitKind::Quarter => 3,
        UnitKind::PartyCell | UnitKind::Institution => 4,
    }
}
