//! Groups of savers, planned by hand: what one of them is told may rest on what another is about to write.

use super::super::tests::House;
use super::*;
use crate::domain::StaffRole;

/// The tickets as one group, planned and not written.
fn group_of(house: &House, tickets: &[Arc<Ticket>]) -> Group {
    let mut group = Group::default();
    house.registry.plan(tickets, &mut group);
    group
}

fn outcome(ticket: &Ticket) -> Option<Result<Answer, Refusal>> {
    ticket.outcome.lock().unwrap().clone()
}

#[test]
fn who_changes_nothing_beside_what_others_write_is_told_when_that_is_written() {
    let house = House::new();
    let household = house.household("Trần Văn Út", None);
    let verify = || Ticket::of(Sure::Yes, &house.actor, house.request(), Command::Verify(household));
    let no_room = Err(Refusal::NoRoom(3));
    for written in [no_room, Ok(())] {
        let (first, again) = (verify(), verify());
        let group = group_of(&house, &[Arc::clone(&first), Arc::clone(&again)]);
        assert_eq!(group.prepared.len(), 1);
        assert!(!again.is_settled(), "nothing is verified yet");
        house.registry.tell(group, &written);
        for ticket in [first, again] {
            assert_eq!(outcome(&ticket).unwrap().map(drop), written);
        }
    }
}

#[test]
fn who_changes_nothing_beside_nobody_is_told_at_once() {
    let house = House::new();
    let household = house.household("Trần Văn Út", None);
    house.act(Command::Verify(household));
    let again = Ticket::of(Sure::Yes, &house.actor, house.request(), Command::Verify(household));
    group_of(&house, &[Arc::clone(&again)]);
    assert!(matches!(outcome(&again), Some(Ok(Answer::Saved(_)))));
}

#[test]
fn whoever_is_removed_while_they_wait_saves_nothing() {
    let house = House::new();
    let household = house.household("Trần Văn Út", None);
    let clerk = house.staff("an", StaffRole::Recorder, vec![]);
    let removes = Command::Suspend { staff: clerk.staff, base: 1, successor: None };
    let theirs = || Ticket::of(Sure::Yes, &clerk, house.request(), Command::Verify(household));
    let stranger = || Some(Err(Refusal::Stranger("an".into())));

    let (removal, late) = (Ticket::of(Sure::Yes, &house.actor, house.request(), removes.clone()), theirs());
    let group = group_of(&house, &[removal, Arc::clone(&late)]);
    assert_eq!(group.prepared.len(), 1);
    house.registry.tell(group, &Ok(()));
    assert_eq!(outcome(&late), stranger(), "in the same group");

    house.act(removes);
    let later = theirs();
    group_of(&house, &[Arc::clone(&later)]);
    assert_eq!(outcome(&later), stranger(), "in the group before");
}
