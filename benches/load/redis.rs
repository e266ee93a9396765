//! redis-server that syncs before it answers, and clients that speak its protocol by hand.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::crowd::{CLIENTS, Client};
use crate::dice::Dice;

const PROGRAM: &str = "redis-server";
const START_WITHIN: Duration = Duration::from_secs(10);

/// A server of our own, which goes with its folder.
pub struct Redis {
    server: Child,
    folder: TempDir,
    pub clients: Vec<Talker>,
}

impl Redis {
    /// None where there is no such program.
    pub fn start(above: &Path, keys: usize, value_bytes: usize) -> Option<Redis> {
        let folder = tempfile::tempdir_in(above).unwrap();
        let mut command = Command::new(PROGRAM);
        command.arg("--dir").arg(folder.path()).arg("--unixsocket").arg(socket(&folder));
        command.args(["--port", "0", "--save", "", "--daemonize", "no", "--loglevel", "warning"]);
        command.args(["--appendonly", "yes", "--appendfsync", "always"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let server = match command.spawn() {
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            server => server.unwrap(),
        };
        let mut redis = Redis { server, folder, clients: Vec::new() };
        let mut first = redis.connect(0, keys, value_bytes);
        let names: Vec<String> = (0..keys).map(key).collect();
        let pairs = names.iter().flat_map(|name| [name.as_bytes(), &first.value]);
        let set: Vec<&[u8]> = std::iter::once(&b"MSET"[..]).chain(pairs).collect();
        ask(&mut first.line, &set);
        redis.clients = (0..CLIENTS).map(|number| redis.connect(number, keys, value_bytes)).collect();
        Some(redis)
    }

    fn connect(&mut self, number: usize, keys: usize, value_bytes: usize) -> Talker {
        let until = Instant::now() + START_WITHIN;
        loop {
            if let Ok(line) = UnixStream::connect(socket(&self.folder)) {
                let (line, value) = (BufReader::new(line), vec![b'x'; value_bytes]);
                return Talker { line, dice: Dice::of(number), keys, value };
            }
            assert!(Instant::now() < until, "{PROGRAM} does not answer");
            assert!(self.server.try_wait().unwrap().is_none(), "{PROGRAM} ended by itself");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.server.kill().unwrap_or_default();
        self.server.wait().map(drop).unwrap_or_default();
    }
}

fn socket(folder: &TempDir) -> PathBuf {
    folder.path().join("socket")
}

fn key(number: usize) -> String {
    format!("household:{number}")
}

/// One who gets and sets.
pub struct Talker {
    line: BufReader<UnixStream>,
    dice: Dice,
    keys: usize,
    value: Vec<u8>,
}

impl Talker {
    fn any_key(&mut self) -> String {
        key(self.dice.next() as usize % self.keys)
    }
}

impl Client for Talker {
    fn look_up(&mut self) {
        let key = self.any_key();
        let got = ask(&mut self.line, &[b"GET", key.as_bytes()]);
        assert_eq!(got, self.value.len());
    }

    fn save(&mut self) {
        let key = self.any_key();
        ask(&mut self.line, &[b"SET", key.as_bytes(), &self.value]);
    }
}

/// Says one command and reads its answer: how many bytes of value came with it.
fn ask(line: &mut BufReader<UnixStream>, words: &[&[u8]]) -> usize {
    let mut command = format!("*{}\r\n", words.len()).into_bytes();
    for word in words {
        command.extend(format!("${}\r\n", word.len()).bytes());
        command.extend_from_slice(word);
        command.extend(b"\r\n");
    }
    line.get_mut().write_all(&command).unwrap();
    let mut answer = String::new();
    line.read_line(&mut answer).unwrap();
    match answer.trim_end().split_at(1) {
        ("+", _) => 0,
        ("$", length) => {
            let length = length.parse().unwrap();
            line.read_exact(&mut vec![0; length + 2]).unwrap();
            length
        }
        _ => panic!("{PROGRAM}: {answer}"),
    }
}
