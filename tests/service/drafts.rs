//! What is being typed outlives whatever breaks.

use ndtq::client::{CallError, Session};
use ndtq::protocol::{Answer, DraftOp, Refusal, Request};
use uuid::Uuid;

use crate::home::{Home, add_staff, draft, drafts, open_link, remove_staff, status, until};

#[test]
fn drafts_outlive_the_service_and_are_their_writers_alone() {
    let home = Home::new();
    let mut writer = Session::connect(&home.options()).unwrap();
    let mut second = Session::connect(&home.options()).unwrap();
    writer.draft(DraftOp::Put(Box::new(draft(1, "hộ bà Tư")))).unwrap();
    assert!(drafts(&mut second).is_empty());
    home.kill_service(status(&mut second).pid);
    // The writer's terminal went down with the service.
    drop(writer);
    assert_eq!(drafts(&mut second), ["hộ bà Tư"]);
    assert!(matches!(second.draft(DraftOp::Take(Uuid::from_u128(1))), Ok(Answer::Drafts(_))));
    assert!(drafts(&mut second).is_empty());

    add_staff(&mut second, "trinh");
    let mut other = Session::connect(&home.as_login("trinh")).unwrap();
    drop(second);
    let mut again = Session::connect(&home.options()).unwrap();
    until("the draft", || (drafts(&mut again) == ["hộ bà Tư"]).then_some(()));
    assert!(drafts(&mut other).is_empty());
    let taken = other.draft(DraftOp::Take(Uuid::from_u128(1)));
    assert!(matches!(taken, Err(CallError::Refused(Refusal::NotAllowed))));
    again.draft(DraftOp::Drop(Uuid::from_u128(1))).unwrap();
    assert_eq!(std::fs::read_dir(home.path().join("drafts")).unwrap().count(), 0);
}

#[test]
fn drafts_of_who_was_removed_from_staff_go_to_the_administrator() {
    let home = Home::new();
    let mut admin = Session::connect(&home.options()).unwrap();
    add_staff(&mut admin, "trinh");
    let mut writer = Session::connect(&home.as_login("trinh")).unwrap();
    writer.draft(DraftOp::Put(Box::new(draft(1, "hộ bà Tư")))).unwrap();
    drop(writer);
    let mut again = Session::connect(&home.as_login("trinh")).unwrap();
    until("the draft", || (drafts(&mut again) == ["hộ bà Tư"]).then_some(()));
    drop(again);
    assert!(drafts(&mut admin).is_empty());
    remove_staff(&mut admin, "trinh");
    assert_eq!(drafts(&mut admin), ["hộ bà Tư"]);
    assert!(matches!(admin.draft(DraftOp::Take(Uuid::from_u128(1))), Ok(Answer::Drafts(_))));
}

#[test]
fn what_was_sent_before_a_link_is_dropped_arrives() {
    let home = Home::new();
    let mut session = Session::connect(&home.options()).unwrap();
    let (link, _events) = open_link(&home.options());
    link.send(1, Request::Draft(DraftOp::Put(Box::new(draft(5, "phím cuối")))));
    drop(link);
    until("the draft", || (drafts(&mut session) == ["phím cuối"]).then_some(()));
}
