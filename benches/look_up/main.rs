//! The look-up at 20,000, 100,000 and 1,000,000 households of four persons: building, loading, memory, a change, and a mix of
//! queries beside a plain scan of folded text.
//!
//! `cargo bench --bench look_up`, and `-- 20000` for one size. docs/benchmarks.md says what the figures mean.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement that cannot go on says so")]

mod plain;
#[path = "../../examples/synth/province.rs"]
mod province;
#[path = "../load/times.rs"]
mod times;

use std::time::{Duration, Instant};

use ndtq::domain::{GroupId, HouseholdId, PersonId, UnitId};
use ndtq::search::reference::Reference;
use ndtq::search::{Asking, Entry, LookUp, Member, Places, Status, is_tagged};
use plain::Plain;
use province::{Household, Province};
use times::{Times, ratio};
use uuid::Uuid;

const SIZES: [u32; 3] = [20_000, 100_000, 1_000_000];
const SEED: u64 = 2_026;
const QUERIES: usize = 400;
/// Each query so many times; the fastest counts, for both sides.
const ROUNDS: usize = 3;
const SHOWN: usize = 20;

fn main() {
    // `cargo test --all-targets` starts it too, and wants no measurement.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let named: Vec<u32> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if named.is_empty() { SIZES.to_vec() } else { named };
    for households in sizes {
        measure(households);
    }
}

fn measure(count: u32) {
    let mut look_up = LookUp::default();
    let (mut plain, mut reference) = (Plain::default(), Reference::default());
    let mut building = Duration::ZERO;
    let mut sample = Vec::new();
    for household in Province::new(count, SEED) {
        let entry = entry(&household);
        let began = Instant::now();
        look_up.put(&entry);
        building += began.elapsed();
        plain.put(&entry);
        reference.put(&entry);
        if household.number % (count / 2_000).max(1) == 0 {
            sample.push(household);
        }
    }
    let began = Instant::now();
    look_up.put_in_order();
    building += began.elapsed();
    println!("{count} households: built in {:.2} s", building.as_secs_f64());
    let queries = province::queries(&sample, QUERIES, SEED);
    looked_up(&look_up, &plain, &queries);
    agreement(&look_up, &reference, &queries);
    changed(&mut look_up, &sample);
}

fn looked_up(look_up: &LookUp, plain: &Plain, queries: &[(&str, String)]) {
    let (mut ours, mut scans) = (Times::default(), Times::default());
    let mut kinds: Vec<(&str, Times, Times)> = Vec::new();
    for (kind, typed) in queries {
        let fast = fastest(|| look_up.find(typed, SHOWN, &Asking::ANYTHING));
        let slow = fastest(|| plain.find(typed));
        ours.take(fast.clone());
        scans.take(slow.clone());
        match kinds.iter_mut().find(|(other, ..)| other == kind) {
            Some((_, one, other)) => {
                one.take(fast);
                other.take(slow);
            }
            None => kinds.push((kind, fast, slow)),
        }
    }
    let bytes = plain.bytes();
    let per_byte = scans.at(50).as_secs_f64() * 1e9 / bytes as f64;
    println!("  index      {ours}");
    println!("  plain scan {scans}   ({bytes} bytes, {per_byte:.2} ns a byte at p50)");
    println!("  p99 {:.1} times faster", ratio(scans.at(99), ours.at(99)));
    for (kind, ours, scans) in kinds {
        println!("    {kind:>16} {ours}\n    {:>16} {scans}", "plain");
    }
}

fn fastest<T>(mut act: impl FnMut() -> T) -> Times {
    let mut times = Times::default();
    for _ in 0..ROUNDS {
        std::hint::black_box(times.of(&mut act));
    }
    times.fastest()
}

/// In how many queries the first twenty are those of the reference.
fn agreement(look_up: &LookUp, reference: &Reference, queries: &[(&str, String)]) {
    let (mut all, mut first) = (0, 0);
    let every = if queries.len() > 200 { queries.len() / 200 } else { 1 };
    let asked: Vec<&(&str, String)> = queries.iter().step_by(every).collect();
    for (_, typed) in &asked {
        let (want, _) = reference.find(typed, SHOWN, &Asking::ANYTHING);
        let found = look_up.find(typed, SHOWN, &Asking::ANYTHING);
        let same: Vec<bool> = want
            .iter()
            .zip(&found.rows)
            .map(|(want, row)| {
                row.household == want.household
                    && is_tagged(want.person.0, row.tag)
                    && row.score == want.score
            })
            .collect();
        let complete = want.len() == found.rows.len();
        if complete && same.iter().all(|same| *same) {
            all += 1;
        } else {
            println!("  differs: {typed:?}");
        }
        first += usize::from(want.is_empty() && found.rows.is_empty() || same.first() == Some(&true));
    }
    println!(
        "  first {SHOWN} as the reference in {all} of {0}, the first hit in {first} of {0}",
        asked.len()
    );
}

fn changed(look_up: &mut LookUp, sample: &[Household]) {
    let mut times = Times::default();
    for (at, household) in sample.iter().take(1_000).enumerate() {
        let mut entry = entry(household);
        entry.places.address = format!("Số {at}, xóm Mới");
        entry.members[0].name.push_str(" Hai");
        times.of(|| look_up.put(&entry));
    }
    println!("  a change   {times}");
}

fn id(kind: u32, number: u64) -> Uuid {
    // Scattered like the end of a real one, in the order of numbers like its begin.
    let scattered = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Uuid::from_u128(u128::from(kind) << 120 | u128::from(number) << 64 | u128::from(scattered))
}

fn entry(household: &Household) -> Entry {
    let hamlet = province::hamlet(household.hamlet);
    let group = u64::from(household.hamlet) * 100 + u64::from(household.group);
    let members = household.persons.iter().zip(0_u64..).map(|(person, nth)| Member {
        person: PersonId(id(1, u64::from(household.number) * 16 + nth)),
        name: person.name.clone(),
        nickname: person.nickname.clone(),
        birth_year: Some(person.birth_year),
        is_head: nth == 0,
        is_gone: false,
        is_at_home: true,
        ids: vec![person.personal_id.clone()],
    });
    let statuses = [(household.is_poor, Status::Poor), (household.has_policy, Status::Policy)];
    Entry {
        household: HouseholdId(id(2, u64::from(household.number))),
        number: household.number,
        members: members.collect(),
        places: Places {
            hamlet_id: Some(UnitId(id(3, u64::from(household.hamlet)))),
            hamlet: hamlet.name,
            hamlet_names: hamlet.alias.into_iter().collect(),
            group_id: Some(GroupId(id(4, group))),
            ended: false,
            group: household.group,
            book_number: household.book_number,
            address: household.address.clone(),
            nickname: None,
            phones: household.phone.iter().cloned().collect(),
            statuses: statuses.into_iter().filter(|(is, _)| *is).map(|(_, status)| status).collect(),
        },
    }
}
