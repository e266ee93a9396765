//! Who may do what right now: read anew whenever it may have changed, so that removing somebody ends what they have
//! open at once.

use std::collections::HashSet;
use std::sync::atomic::Ordering;

use super::places::Places;
use super::scope::{Place, Scope};
use super::view::View;
use super::{Actor, Registry, permit};
use crate::domain::{AnyRecord, Date, Household, Kind, RecordKey, Staff};
use crate::protocol::{Command, Event, Refusal};
use crate::store::decode_any;

/// The version of staff, units and groups, and the day: an actor read at one standing is good until it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    scopes: u64,
    today: Date,
}

/// Where the records of an event belong, for whoever asks whether it concerns a scope.
#[derive(Debug)]
pub struct Concerns {
    event: Event,
    keys: Vec<(RecordKey, Vec<Place>)>,
    /// Where households belonged before, where that is elsewhere.
    left: Vec<(RecordKey, Place)>,
}

impl Standing {
    /// That of whoever was never read: it is no register's.
    pub(super) fn none() -> Standing {
        Standing { scopes: u64::MAX, today: Date::of_instant(0, 0) }
    }

    /// Its day.
    pub(super) fn today(&self) -> Date {
        self.today
    }
}

impl Registry {
    /// The standing now.
    pub fn standing(&self) -> Standing {
        Standing { scopes: self.scopes.load(Ordering::Acquire), today: self.today() }
    }

    /// A member of staff as they stand now; what was known of them before is good until the standing changes.
    ///
    /// # Errors
    /// [`Refusal::Stranger`] when they are none any more.
    pub fn actor_now(&self, actor: &Actor) -> Result<Actor, Refusal> {
        if actor.standing == self.standing() {
            return Ok(actor.clone());
        }
        self.actor_in(&self.view(), actor)
    }

    fn actor_in(&self, view: &View<'_>, actor: &Actor) -> Result<Actor, Refusal> {
        let standing = self.standing();
        let stored = view.get::<Staff>(actor.staff.0)?;
        let staff = stored.map(|stored| stored.record).filter(|staff| staff.login == actor.login);
        let staff = staff.filter(|staff| staff.is_member_on(standing.today));
        Actor::of(staff.ok_or_else(|| Refusal::Stranger(actor.login.clone()))?, view, standing)
    }

    /// Who asked for a command, as they stand when it is carried out: somebody may have been removed, or sent elsewhere,
    /// since it was asked for. Gives back whoever is not who they were.
    pub(super) fn still_may(
        &self,
        actor: &Actor,
        command: &Command,
        view: &View<'_>,
    ) -> Result<Option<Actor>, Refusal> {
        if actor.standing == self.standing() && !view.stages_scopes() {
            return Ok(None);
        }
        let actor = self.actor_in(view, actor)?;
        permit::act(&actor, command, view, self.today())?;
        Ok(Some(actor))
    }

    /// The same for what only those do who look after all of the home.
    pub(super) fn still_keeps(&self, actor: &Actor) -> Result<Actor, Refusal> {
        let actor = self.actor_now(actor)?;
        if permit::Right::Keep.is_of(&actor) { Ok(actor) } else { Err(Refusal::NotAllowed) }
    }

    /// Raises the standing when units, groups or staff changed.
    pub(super) fn scopes_follow(&self, edits: &[(Option<AnyRecord>, Option<AnyRecord>)]) {
        let mut records = edits.iter().flat_map(|(before, after)| before.iter().chain(after));
        if records.any(|record| bears_on_scopes(record.key().kind)) {
            self.scopes.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Whom an event concerns, asked once for all who watch.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn concerns(&self, event: &Event) -> Result<Concerns, Refusal> {
        let mut concerns = Concerns { event: event.clone(), keys: Vec::new(), left: Vec::new() };
        let Event::Changed { seq, keys, .. } = event else { return Ok(concerns) };
        let view = self.view();
        let places = Places::of(&view, self.today());
        for key in keys {
            concerns.keys.push((*key, places.all_of(*key)?));
        }
        // Only a move takes a household out of a scope; what else is about it went with it.
        let moved = keys.iter().any(|key| key.kind == Kind::Household);
        let change = if moved { view.change(*seq)? } else { None };
        for edit in change.iter().flat_map(|change| &change.edits) {
            let (Some(key), Some(before)) = (edit.key(), &edit.before) else { continue };
            if key.kind == Kind::Household
                && let Ok(AnyRecord::Household(household)) = decode_any(key, before).map(|old| old.record)
            {
                concerns.left.push((key, place_before(&household)));
            }
        }
        Ok(concerns)
    }
}

/// Whether a record of a kind has a say in who may do what.
pub(super) fn bears_on_scopes(kind: Kind) -> bool {
    matches!(kind, Kind::Staff | Kind::Unit | Kind::Group)
}

/// Before its last move a household was where its open placement was.
fn place_before(household: &Household) -> Place {
    household.placements.last().map_or(Place::Closed, |place| Place::Group(place.group))
}

impl Concerns {
    /// What somebody with this scope hears of it: the records in it, and households that have just left it.
    pub fn for_scope(&self, scope: &Scope) -> Vec<Event> {
        if scope.is_everywhere() {
            return vec![self.event.clone()];
        }
        let Event::Changed { seq, login, .. } = &self.event else { return vec![self.event.clone()] };
        let seen = |places: &[Place]| places.iter().any(|place| scope.sees(*place));
        let keys: Vec<RecordKey> =
            self.keys.iter().filter(|(_, places)| seen(places)).map(|(key, _)| *key).collect();
        let here: HashSet<RecordKey> = keys.iter().copied().collect();
        let gone = self.left.iter().filter(|(key, place)| scope.sees(*place) && !here.contains(key));
        let mut events: Vec<Event> = gone.map(|(key, _)| Event::Left { key: *key }).collect();
        if !keys.is_empty() {
            events.push(Event::Changed { seq: *seq, login: login.clone(), keys });
        }
        events
    }
}
