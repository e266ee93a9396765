//! The collection sheet: many households in one act.

use super::*;

/// A row with these gifts and nothing else.
fn row(household: HouseholdId, gifts: Vec<GiftEntry>) -> CollectionRow {
    CollectionRow { household, gifts, relief: None, promised: None, due_rev: None, note: None }
}

struct Street {
    house: House,
    project: ProjectId,
    group: GroupId,
    /// Households 21, 22, 23, each asked for 500,000.
    homes: [HouseholdId; 3],
}

impl Street {
    fn new() -> Street {
        let house = House::new();
        let names = [("Nguyễn Văn Sáu", 21), ("Cao Bích Bé", 22), ("Đặng Quốc Giàu", 23)];
        let homes = names.map(|(name, number)| house.household(name, Some(number)));
        let project = house.project();
        let levy = Levy { basis: LevyBasis::Household, amount: Vnd(500_000), decided_at: None, due: None };
        house.act(Command::SetLevy { project, base: 1, levy, relief: vec![] });
        let group = house.card(homes[0]).group;
        Street { house, project, group, homes }
    }

    fn sheet(&self) -> SheetView {
        match self.house.ask(Query::Sheet { project: self.project, group: self.group }) {
            Answer::Sheet(sheet) => *sheet,
            other => panic!("{other:?}"),
        }
    }

    /// What is left of each due.
    fn left(&self) -> Vec<i64> {
        self.sheet().rows.iter().map(|row| row.due.as_ref().unwrap().left.0).collect()
    }

    fn collect(&self, rows: Vec<CollectionRow>) -> Result<Saved, Refusal> {
        let collector = Some("Phan Thị  Quyên ".to_owned());
        let sheet = Collection { project: self.project, on: day("2023-11-14"), collector, rows };
        self.house.try_act(Command::Collect(Box::new(sheet)))
    }
}

#[test]
fn a_sheet_is_one_act_and_taken_back_as_one() {
    let street = Street::new();
    let [a, b, c] = street.homes;
    street.house.give(b, street.project, money(200_000, None), None);
    assert_eq!(street.left(), [500_000, 300_000, 500_000]);

    let rows = vec![
        row(a, vec![money(500_000, None)]),
        row(b, vec![money(100_000, None)]),
        row(c, vec![GiftEntry::Labour(HalfDays(3)), money(500_000, None)]),
    ];
    let saved = street.collect(rows.clone()).unwrap();
    assert_eq!(
        (saved.act, saved.receipt),
        (Act::Collect as u16, Some(2)),
        "the first of the receipts 2 to 4"
    );
    assert_eq!(street.left(), [0, 200_000, 0]);
    let sheet = street.sheet();
    assert_eq!(sheet.next_receipt, 5);
    assert_eq!(sheet.rows[1].given.money, Vnd(300_000), "an instalment is added, the earlier one stays");
    assert_eq!(sheet.rows[2].given.labour, HalfDays(3));
    let receipts: Vec<Option<u32>> =
        street.house.card(c).contributions.iter().map(|gift| gift.receipt).collect();
    assert!(receipts.contains(&Some(4)), "{receipts:?}");

    street.house.act(Command::Undo { seq: saved.seq });
    assert_eq!(street.left(), [500_000, 300_000, 500_000]);
    assert_eq!(street.sheet().next_receipt, 2);

    // Not while a later receipt stands: the numbers of a year have no gaps.
    let again = street.collect(rows).unwrap();
    street.house.give(a, street.project, money(50_000, None), None);
    let refused = street.house.try_act(Command::Undo { seq: again.seq });
    assert!(matches!(refused, Err(Refusal::ChangedSince(_) | Refusal::LaterReceipt { .. })), "{refused:?}");
}

#[test]
fn one_household_gives_for_another_within_what_is_left() {
    let street = Street::new();
    let [a, b, c] = street.homes;
    let for_b = |amount| row(c, vec![money(500_000, None), money(amount, Some(b))]);
    let refused = street.collect(vec![row(a, vec![money(500_000, None)]), for_b(600_000)]);
    let fault = Fault { field: Field::Money, row: Some(1), why: Why::MoreThanLeft(500_000) };
    assert_eq!(refused, Err(Refusal::Faults(vec![fault])));
    let refused = street.collect(vec![row(b, vec![money(200_000, None)]), for_b(400_000)]);
    let fault = Fault { field: Field::Money, row: Some(1), why: Why::MoreThanLeft(300_000) };
    assert_eq!(refused, Err(Refusal::Faults(vec![fault])), "what stands in the same sheet counts");
    assert_eq!(street.left(), [500_000; 3], "and nothing is recorded");
    street.collect(vec![row(b, vec![money(200_000, None)]), for_b(300_000)]).unwrap();
    assert_eq!(street.left(), [500_000, 0, 0]);
}

#[test]
fn what_is_let_off_promised_and_noted_is_recorded_with_the_rest() {
    let street = Street::new();
    let [a, b, c] = street.homes;
    let rev = |at: usize| street.sheet().rows[at].due.as_ref().map(|due| due.rev);
    let relief = Some(Relief { asked: Vnd(0), reason: "hộ nghèo".into() });
    let rows = vec![
        CollectionRow { relief, due_rev: rev(0), ..row(a, vec![]) },
        CollectionRow { promised: Some(day("2023-12-10")), due_rev: rev(1), ..row(b, vec![]) },
        CollectionRow { note: Some(" vắng  nhà ".into()), ..row(c, vec![]) },
    ];
    street.collect(rows).unwrap();
    assert_eq!(street.left(), [0, 500_000, 500_000]);
    assert_eq!(street.sheet().rows[1].due.as_ref().unwrap().promised, Some(day("2023-12-10")));
    assert_eq!(street.house.card(c).notes[0].text, "vắng nhà");
    // Somebody else changed the due meanwhile: it is not written over.
    let old = CollectionRow { promised: Some(day("2023-12-20")), due_rev: Some(1), ..row(b, vec![]) };
    assert!(matches!(street.collect(vec![old]), Err(Refusal::Conflict { .. })));
}

#[test]
fn all_faults_of_a_sheet_come_at_once_each_with_its_row() {
    let street = Street::new();
    let [a, b, _] = street.homes;
    let relief = Some(Relief { asked: Vnd(700_000), reason: String::new() });
    let rows = vec![
        row(a, vec![money(0, None)]),
        CollectionRow { relief, due_rev: Some(1), ..row(b, vec![]) },
        row(a, vec![money(1_000, None)]),
        row(HouseholdId(Uuid::from_u128(7)), vec![money(1_000, None)]),
    ];
    let Err(Refusal::Faults(found)) = street.collect(rows) else { panic!() };
    let told: Vec<(Option<u16>, Field)> = found.iter().map(|fault| (fault.row, fault.field)).collect();
    let want = [
        (Some(2), Field::Household),
        (Some(0), Field::Money),
        (Some(1), Field::Reduced),
        (Some(1), Field::Reason),
        (Some(3), Field::Household),
    ];
    assert_eq!(told, want);
    assert!(matches!(street.collect(vec![]), Err(Refusal::Faults(_))));
    let tomorrow = Collection {
        project: street.project,
        on: day("2023-11-15"),
        collector: None,
        rows: vec![row(a, vec![money(1_000, None)])],
    };
    assert!(
        faults(street.house.try_act(Command::Collect(Box::new(tomorrow))))
            .contains(&(Field::On, Why::InFuture))
    );
    assert_eq!(street.left(), [500_000; 3]);
}

#[test]
fn what_may_be_a_slip_is_refused_until_it_is_meant() {
    let street = Street::new();
    let [a, b, c] = street.homes;
    for home in [a, b, c, a, b] {
        street.house.give(home, street.project, money(100_000, None), None);
    }
    let paying = |amount| {
        let (collector, rows) = (None, vec![row(c, vec![money(amount, None)])]);
        Command::Collect(Box::new(Collection {
            project: street.project,
            on: day("2023-11-14"),
            collector,
            rows,
        }))
    };
    let act =
        |sure, request, command| street.house.registry.act_when(sure, &street.house.actor, request, command);
    let request = street.house.request();
    let Err(Refusal::LookAgain(warnings)) = act(Sure::NotYet, request, paying(1_000_000)) else { panic!() };
    assert_eq!(warnings, [Warning::UnusualAmount("05/23 Đặng Quốc Giàu".into(), Vnd(100_000))]);
    // The same key, meant now: it was not used up by the refusal. One đồng less is nothing unusual.
    assert!(matches!(act(Sure::Yes, request, paying(1_000_000)), Ok(Answer::Saved(_))));
    assert!(matches!(act(Sure::NotYet, street.house.request(), paying(999_999)), Ok(Answer::Saved(_))));
}
