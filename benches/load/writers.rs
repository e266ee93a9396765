//! Writers that do nothing but save, beside as many threads with a file under one lock, written and synced each time.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use ndtq::exchange::practice_commune;
use ndtq::protocol::{Command, ImportStep};
use ndtq::registry::{Actor, Registry, SystemClock};
use tempfile::TempDir;
use uuid::Uuid;

use crate::clerks::{Clerk, note};
use crate::crowd::{CLIENTS, at_once, is_stopped};
use crate::dice::Dice;
use crate::home::{Commune, LOGIN};
use crate::times::{Times, ratio};

const ROUNDS: usize = 5;
const OF_A_ROUND: Duration = Duration::from_secs(2);
const BETWEEN: Duration = Duration::from_secs(3);
/// Long enough that sled, which follows a storm of saves when it is over, has to keep up with them.
const LONG: Duration = Duration::from_secs(20);

/// The register in this process.
pub struct InProcess {
    registry: Registry,
    actor: Actor,
    home: TempDir,
}

impl InProcess {
    pub fn in_folder(folder: &Path) -> InProcess {
        let home = tempfile::tempdir_in(folder).unwrap();
        let (registry, _) = Registry::open(home.path(), Arc::new(SystemClock)).unwrap();
        let actor = registry.enter(LOGIN).unwrap();
        let (rows, batch) = (practice_commune().rows, Uuid::from_u128(7));
        let count = u32::try_from(rows.len()).unwrap();
        let finish = ImportStep::Finish { batch, rows: count, book: "so".into(), dry_run: false };
        for (number, step) in (1..).zip([ImportStep::Rows { batch, before: 0, rows }, finish]) {
            registry.act(&actor, Uuid::from_u128(number), Command::Import(step)).unwrap();
        }
        // As a session has it: read anew once units and groups have come.
        let actor = registry.actor_now(&actor).unwrap();
        InProcess { registry, actor, home }
    }

    pub fn commune(&self) -> Commune {
        Commune::of(&mut |query| self.registry.ask(&self.actor, &query).unwrap())
    }

    fn journal_bytes(&self) -> usize {
        let journal = std::fs::read_dir(self.home.path().join("data/journal")).unwrap();
        journal.map(|entry| entry.unwrap().metadata().unwrap().len() as usize).sum()
    }
}

/// One who saves in this process.
struct Writer<'r> {
    place: &'r InProcess,
    commune: &'r Commune,
    dice: Dice,
}

impl<'r> Writer<'r> {
    fn new(place: &'r InProcess, commune: &'r Commune, number: usize) -> Writer<'r> {
        Writer { place, commune, dice: Dice::of(number) }
    }

    fn save(&mut self) {
        let household = *self.dice.one_of(&self.commune.households);
        let command = note(self.dice.id(), household, self.commune);
        self.place.registry.act(&self.place.actor, self.dice.id(), command).unwrap();
    }
}

/// A file under a lock.
struct Locked(Mutex<File>);

impl Locked {
    fn in_folder(folder: &Path) -> Locked {
        let path = folder.join("bare");
        Locked(Mutex::new(OpenOptions::new().create(true).append(true).open(path).unwrap()))
    }

    fn append(&self, bytes: &[u8]) {
        let mut file = self.0.lock().unwrap();
        file.write_all(bytes).unwrap();
        file.sync_data().unwrap();
    }
}

/// What one way of saving came to.
#[derive(Default)]
struct Way {
    rates: Vec<f64>,
    times: Times,
}

impl Way {
    /// All save until the round is over.
    fn round<C: Send>(&mut self, savers: &mut [C], time: Duration, save: impl Fn(&mut C) + Sync) {
        let began = Instant::now();
        let each = at_once(savers, |_, saver| {
            let mut times = Times::default();
            while !is_stopped() && began.elapsed() < time {
                times.of(|| save(saver));
            }
            times
        });
        let seconds = began.elapsed().as_secs_f64();
        self.rates.push(each.iter().map(Times::count).sum::<usize>() as f64 / seconds);
        each.into_iter().for_each(|times| self.times.take(times));
    }

    fn rate(&self) -> f64 {
        let mut rates = self.rates.clone();
        rates.sort_by(f64::total_cmp);
        rates[rates.len() / 2]
    }

    fn say(&self, what: &str, locked: &Way) {
        let (rate, beside) = (self.rate(), self.rate() / locked.rate());
        let slow = ratio(self.times.at(99), locked.times.at(99));
        println!("  {what:<38} {rate:7.0} a second ({beside:5.2} x)   {}   p99 {slow:.2} x", self.times);
    }
}

/// Measures the three in turn, in small rounds, so that a machine that is busy for a while slows all of them.
pub fn measure(place: &InProcess, commune: &Commune, clerks: &mut [Clerk<'_>], folder: &Path) {
    const FIRST: usize = 200;
    let before = place.journal_bytes();
    let mut one = Writer::new(place, commune, CLIENTS);
    (0..FIRST).for_each(|_| one.save());
    let bytes = vec![0xA5; (place.journal_bytes() - before) / FIRST];
    let file_home = tempfile::tempdir_in(folder).unwrap();
    let file = Locked::in_folder(file_home.path());
    let mut alone = Times::default();
    (0..FIRST).for_each(|_| alone.of(|| file.append(&bytes)));
    println!("one write of {} bytes and fdatasync, alone: {alone}", bytes.len());
    let mut writers: Vec<_> = (0..CLIENTS).map(|number| Writer::new(place, commune, number)).collect();
    let (mut ours, mut served, mut locked) = (Way::default(), Way::default(), Way::default());
    for _ in 0..ROUNDS {
        // sled follows what was saved; nobody is to work beside the others' rounds.
        thread::sleep(BETWEEN);
        locked.round(&mut [(); CLIENTS], OF_A_ROUND, |()| file.append(&bytes));
        ours.round(&mut writers, OF_A_ROUND, Writer::save);
        thread::sleep(BETWEEN);
        served.round(clerks, OF_A_ROUND, Clerk::note_anywhere);
    }
    println!("{CLIENTS} writers, {ROUNDS} rounds of {} s, rate of the middle round:", OF_A_ROUND.as_secs());
    locked.say("one lock, a write and fdatasync each", &locked);
    ours.say("in process", &locked);
    served.say("through the socket", &locked);
    let mut long = Way::default();
    long.round(&mut writers, LONG, Writer::save);
    println!("one round of {} s:", LONG.as_secs());
    long.say("in process", &locked);
}
