//! The look-up at 20,000, 100,000 and 1,000,000 households of four persons: building, loading, memory, a change, and a mix of
//! queries beside a plain scan of folded text.
//!
//! `cargo bench --bench look_up`, and `-- 20000` for one size; `-- 20000 --texts FOLDER` only writes what `others.sh` asks
//! other programs. docs/benchmarks.md says what the figures mean.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement that cannot go on says so")]

mod plain;
#[allow(dead_code, reason = "the example that writes it needs more")]
#[path = "../../examples/synth/province.rs"]
mod province;
mod queries;
#[path = "../load/times.rs"]
mod times;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
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
    let arguments: Vec<String> = std::env::args().collect();
    // `cargo test --all-targets` starts it too, and wants no measurement.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    if let Some(at) = arguments.iter().position(|argument| argument == "--load") {
        return load(Path::new(&arguments[at + 1]));
    }
    let named: Vec<u32> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if named.is_empty() { SIZES.to_vec() } else { named };
    let texts =
        arguments.iter().position(|argument| argument == "--texts").map(|at| arguments[at + 1].clone());
    for households in sizes {
        match &texts {
            Some(folder) => write_texts(households, Path::new(folder)),
            None => measure(households),
        }
    }
}

fn measure(count: u32) {
    let mut look_up = LookUp::default();
    let (mut plain, mut reference) = (Plain::default(), Reference::default());
    let mut putting = Duration::ZERO;
    let mut sample = Vec::new();
    for household in Province::new(count, SEED) {
        let entry = entry(&household);
        let began = Instant::now();
        look_up.put(&entry);
        putting += began.elapsed();
        plain.put(&entry);
        reference.put(&entry);
        if household.number % (count / 2_000).max(1) == 0 {
            sample.push(household);
        }
    }
    let began = Instant::now();
    look_up.put_in_order();
    let ordering = began.elapsed();
    let building = putting + ordering;
    println!(
        "{count} households, {} persons: built in {:.2} s, of that putting in order {:.2} s",
        look_up.rows(),
        building.as_secs_f64(),
        ordering.as_secs_f64()
    );
    written_and_loaded(&look_up, building);
    let queries = queries::queries(&sample, QUERIES, SEED);
    looked_up(&look_up, &mut plain, &queries);
    agreement(&look_up, &reference, &queries);
    changed(&mut look_up, &sample);
}

/// Writes the index, and has another process read it: there nothing else takes memory.
fn written_and_loaded(look_up: &LookUp, building: Duration) {
    let file = tempfile::NamedTempFile::new().unwrap();
    let began = Instant::now();
    look_up.write(b"", b"", &mut std::fs::File::create(file.path()).unwrap()).unwrap();
    let writing = began.elapsed();
    // Or loading would wait for the disk to take what was written.
    std::fs::File::open(file.path()).unwrap().sync_all().unwrap();
    let mebibytes = file.path().metadata().unwrap().len() as f64 / f64::from(1 << 20);
    println!("  written in {:.2} s, {mebibytes:.0} MiB", writing.as_secs_f64());
    let program = std::env::current_exe().unwrap();
    let loaded = Command::new(program).args(["--bench", "--load"]).arg(file.path()).output().unwrap();
    let said = String::from_utf8(loaded.stdout).unwrap();
    let (seconds, memory) = said.trim().split_once(' ').unwrap();
    let seconds: f64 = seconds.parse().unwrap();
    let part = building.as_secs_f64() / seconds;
    println!("  loaded in {seconds:.3} s, {part:.0} times faster than built; takes {memory} MiB of memory");
}

/// Loads a file, and says how long that took and how much memory is taken for it afterwards.
fn load(file: &Path) {
    let before = resident();
    let began = Instant::now();
    let bytes = std::fs::read(file).unwrap();
    let (look_up, _) = LookUp::read(&bytes, |_| true).unwrap();
    drop(bytes);
    let took = began.elapsed().as_secs_f64();
    println!("{took} {}", (resident() - before) >> 20);
    drop(look_up);
}

/// The memory of this process, in bytes.
fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: u64 = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * u64::try_from(rustix::param::page_size()).unwrap()
}

/// One kind of query, or all: how long each way took.
#[derive(Default)]
struct Beside {
    index: Times,
    each_word: Times,
    longest_first: Times,
}

impl Beside {
    fn take(&mut self, other: &Beside) {
        self.index.take(other.index.clone());
        self.each_word.take(other.each_word.clone());
        self.longest_first.take(other.longest_first.clone());
    }

    fn say(&self, what: &str) {
        println!("  {what}\n    index               {}", self.index);
        for (way, times) in [("a pass a word", &self.each_word), ("longest word first", &self.longest_first)]
        {
            println!("    {way:<18}  {times}   p99 {:.1}", ratio(times.at(99), self.index.at(99)));
        }
    }
}

fn looked_up(look_up: &LookUp, plain: &mut Plain, queries: &[(&'static str, String)]) {
    let (mut typos, mut others) = (Beside::default(), Beside::default());
    let mut kinds: Vec<(&str, Beside)> = Vec::new();
    for (kind, typed) in queries {
        let times = Beside {
            index: fastest(|| look_up.find(typed, SHOWN, &Asking::ANYTHING)),
            each_word: fastest(|| plain.each_word(typed)),
            longest_first: fastest(|| plain.longest_first(typed)),
        };
        if *kind == "typo" { &mut typos } else { &mut others }.take(&times);
        match kinds.iter_mut().find(|(other, _)| other == kind) {
            Some((_, known)) => known.take(&times),
            None => kinds.push((kind, times)),
        }
    }
    let bytes = plain.bytes();
    let per_byte = |times: &Times| times.at(50).as_secs_f64() * 1e9 / bytes as f64;
    others.say("all but typos");
    let (each, longest) = (per_byte(&others.each_word), per_byte(&others.longest_first));
    println!("    {bytes} bytes of text: {each:.2} and {longest:.2} ns a byte at p50");
    typos.say("typos");
    println!("    typos take {:.1} times as long at p99", ratio(typos.index.at(99), others.index.at(99)));
    for (kind, times) in kinds {
        println!("    {kind:<18}  {}", times.index);
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

/// What others are asked: the same households as lines of text, and the same queries.
fn write_texts(count: u32, folder: &Path) {
    let (mut lines, mut sample) = (String::new(), Vec::new());
    for household in Province::new(count, SEED) {
        for person in &household.persons {
            let called = person.nickname.as_deref().unwrap_or_default();
            write!(lines, "{} {called} {} ", person.name, person.personal_id).unwrap();
        }
        let hamlet = province::hamlet(household.hamlet).name;
        let phone = household.phone.as_deref().unwrap_or_default();
        writeln!(lines, "{hamlet} to {} {} {phone}", household.group, household.address).unwrap();
        if household.number % (count / 2_000).max(1) == 0 {
            sample.push(household);
        }
    }
    std::fs::write(folder.join("lines.txt"), lines).unwrap();
    let queries = queries::queries(&sample, QUERIES, SEED).into_iter().map(|(_, typed)| typed);
    std::fs::write(folder.join("queries.txt"), queries.collect::<Vec<String>>().join("\n") + "\n").unwrap();
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
        turns: None,
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
