//! 64 clients at once: what looking up and saving costs them, beside redis-server, and how often 64 writers save,
//! beside one locked sync each.
//!
//! `cargo bench --bench load`; the folder is the system's temporary one, or `NDTQ_BENCH_DIR`, and must be on a disk.
//! `NDTQ_LOAD_SECONDS` shortens the minute. docs/benchmarks.md says what the figures mean.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a measurement that cannot go on says so")]

mod clerks;
mod crowd;
mod dice;
mod home;
mod redis;
mod times;
mod writers;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clerks::Clerk;
use crowd::{CLIENTS, Done, LOOK_UPS};
use home::{Commune, Served, status};
use redis::Redis;
use times::{Times, ratio};
use writers::InProcess;

const SECONDS: u64 = 60;
/// Between two acts of a client: faster than anybody types for a minute on end.
const PAUSE: Duration = Duration::from_millis(100);

fn main() {
    // `cargo test --all-targets` starts it too, and wants no measurement.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    crowd::heed_signals();
    let folder = std::env::var_os("NDTQ_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    assert!(!is_memory(&folder), "{} is no disk; name a folder on one: NDTQ_BENCH_DIR", folder.display());
    let time = Duration::from_secs(seconds());
    say_machine();
    let served = Served::in_folder(&folder);
    let mut session = served.connect();
    let commune = Commune::of(&mut |query| session.ask(query).unwrap());
    let before = status(&mut session).seq;
    let clerk = |number| Clerk::new(served.connect(), number, &commune);
    let mut clerks: Vec<_> = (0..CLIENTS).map(clerk).collect();
    let mut redis = Redis::start(&folder, commune.households.len(), commune.household_bytes);
    if redis.is_none() {
        eprintln!(
            "NO redis-server HERE, SO NOTHING STANDS BESIDE THE FIGURES. Debian: apt install redis-server"
        );
    }
    println!("{CLIENTS} clients, a save after {LOOK_UPS} look-ups, {PAUSE:?} between two acts:");
    beside(&mut clerks, redis.as_mut(), time, PAUSE);
    println!("the same without a pause:");
    beside(&mut clerks, redis.as_mut(), time / 6, Duration::ZERO);
    drop(redis);
    let place = InProcess::in_folder(&folder);
    writers::measure(&place, &place.commune(), &mut clerks, &folder);
    let saves: Vec<_> = clerks.iter().flat_map(|clerk| clerk.saves.iter().copied()).collect();
    drop((session, clerks));
    served.check(&saves, before);
    println!("load of the machine (1, 5, 15 minutes): {}", line_of("/proc/loadavg"));
}

/// The register, and redis-server half of the time before it and half after it.
fn beside(clerks: &mut [Clerk<'_>], mut redis: Option<&mut Redis>, time: Duration, pause: Duration) {
    let around =
        |redis: Option<&mut Redis>| redis.map(|redis| crowd::run(&mut redis.clients, time / 2, pause));
    let first = around(redis.as_deref_mut());
    let ours = crowd::run(clerks, time, pause);
    let theirs = first.zip(around(redis)).map(|(first, last)| first.and(last));
    say("ndtq", &ours);
    let Some(theirs) = theirs else { return };
    say("redis-server", &theirs);
    let times = |of: fn(&Done) -> &Times| [50, 99].map(|at| ratio(of(&ours).at(at), of(&theirs).at(at)));
    let ([find, finds], [save, saves]) = (times(|done| &done.look_ups), times(|done| &done.saves));
    println!("  ndtq / redis: look-up p50 {find:.2} p99 {finds:.2}   save p50 {save:.2} p99 {saves:.2}");
}

fn say(who: &str, done: &Done) {
    println!("  {who:<13} look-ups {}", done.look_ups);
    println!("  {:<13} saves    {}", "", done.saves);
    println!("  {:<13} {:.0} acts a second", "", done.acts() as f64 / done.seconds);
}

fn seconds() -> u64 {
    std::env::var("NDTQ_LOAD_SECONDS").map_or(SECONDS, |seconds| seconds.parse().unwrap())
}

fn is_memory(folder: &Path) -> bool {
    const TMPFS: i64 = 0x0102_1994;
    rustix::fs::statfs(folder).unwrap().f_type == TMPFS
}

fn say_machine() {
    let cores = std::thread::available_parallelism().unwrap();
    println!(
        "{cores} cores, Linux {}, load {}",
        line_of("/proc/sys/kernel/osrelease"),
        line_of("/proc/loadavg")
    );
}

fn line_of(file: &str) -> String {
    fs::read_to_string(file).unwrap_or_default().trim().to_owned()
}
