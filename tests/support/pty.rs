//! A program on a real pseudo-terminal: what is typed into it, what it shows, how it ends.
//!
//! Nothing sleeps for a fixed time: a thread reads what the program writes into a terminal of our own, and whoever
//! waits is woken by it. (portable-pty cannot hang up: dropping its writer types a line end and Ctrl-D into the
//! program, and its reader keeps the line open for as long as it blocks.)

use std::io;
use std::num::NonZeroU16;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{Termios, Winsize, tcgetattr, tcsetwinsize};

/// How long a test waits for what must come: a loaded machine is slow, and only a failing test waits that long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program on a terminal.
pub struct Pty {
    child: Child,
    /// The other end of its terminal; gone after a hang-up.
    line: Option<Arc<OwnedFd>>,
    /// Dropping it stops the reader.
    stop: Option<OwnedFd>,
    reader: Option<JoinHandle<()>>,
    shared: Arc<Shared>,
}

struct Shared {
    seen: Mutex<Seen>,
    changed: Condvar,
    /// How many bytes a second the line carries; as many as there are when it is zero.
    pace: AtomicU32,
}

struct Seen {
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

impl Pty {
    /// Starts a program as the leader of a session of its own, with the terminal as its controlling one, as sshd does.
    /// It sees TERM and LANG of a usual client unless `env` says otherwise, and no NO_COLOR.
    pub fn spawn(
        program: impl AsRef<Path>,
        args: &[&str],
        env: &[(&str, &str)],
        rows: u16,
        cols: u16,
    ) -> Pty {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let line = openpt(flags).unwrap();
        grantpt(&line).unwrap();
        unlockpt(&line).unwrap();
        let terminal = ioctl_tiocgptpeer(&line, flags).unwrap();
        tcsetwinsize(&line, winsize(rows, cols)).unwrap();
        let program = program.as_ref();
        assert!(program.exists(), "{} is not built", program.display());
        // setsid(1) does what would need unsafe code here: a new session, and the terminal made its own.
        let child = Command::new("setsid")
            .arg("--ctty")
            .arg(program)
            .args(args)
            .env("TERM", "xterm-256color")
            .env("LANG", "vi_VN.UTF-8")
            .env_remove("NO_COLOR")
            .env_remove("LC_ALL")
            .envs(env.iter().copied())
            .stdin(Stdio::from(terminal.try_clone().unwrap()))
            .stdout(Stdio::from(terminal.try_clone().unwrap()))
            .stderr(Stdio::from(terminal))
            .spawn()
            .expect("setsid of util-linux starts the program");
        Pty::watch(child, line, rows, cols)
    }

    fn watch(child: Child, line: OwnedFd, rows: u16, cols: u16) -> Pty {
        let parser = vt100::Parser::new(cells(rows), cells(cols), 0);
        let seen = Mutex::new(Seen { parser, bytes: Vec::new() });
        let shared = Arc::new(Shared { seen, changed: Condvar::new(), pace: AtomicU32::new(0) });
        let line = Arc::new(line);
        let (stopped, stop) = rustix::pipe::pipe().unwrap();
        let reader = thread::spawn({
            let (line, shared) = (line.clone(), shared.clone());
            move || read_all(&line, &stopped, &shared)
        });
        Pty { child, line: Some(line), stop: Some(stop), reader: Some(reader), shared }
    }

    /// From now on the line carries no more than so many bytes a second. What the program writes beyond that waits, as it
    /// does on the way over a network.
    pub fn slow_down(&self, bytes_a_second: u32) {
        self.shared.pace.store(bytes_a_second, Ordering::Release);
    }

    /// Types. Everything of one call is written at once.
    pub fn send(&self, text: impl AsRef<[u8]>) {
        let mut bytes = text.as_ref();
        let line = self.line.as_ref().expect("the line was hung up");
        while !bytes.is_empty() {
            match rustix::io::write(line, bytes) {
                Ok(written) => bytes = &bytes[written..],
                Err(Errno::INTR) => {}
                Err(error) => panic!("cannot type: {error}"),
            }
        }
    }

    /// Waits until the screen is as it should be, and fails with what it is instead.
    #[track_caller]
    pub fn wait_for(&self, is_so: impl Fn(&vt100::Screen) -> bool, what: &str) {
        self.wait_until(|seen| is_so(seen.parser.screen()), what);
    }

    /// Waits until the program has written some bytes since a mark.
    #[track_caller]
    pub fn wait_bytes(&self, mark: usize, bytes: &[u8]) {
        let has = |seen: &Seen| seen.bytes[mark..].windows(bytes.len()).any(|window| window == bytes);
        self.wait_until(has, &format!("the bytes {:?}", String::from_utf8_lossy(bytes)));
    }

    #[track_caller]
    fn wait_until(&self, is_so: impl Fn(&Seen) -> bool, what: &str) {
        let until = Instant::now() + PATIENCE;
        let mut seen = self.seen();
        while !is_so(&seen) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let screen = seen.parser.screen().contents();
                drop(seen);
                panic!("waited for {what}; the screen is\n{screen}\n");
            }
            seen = self.shared.changed.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub fn wait_text(&self, text: &str) {
        self.wait_for(|screen| screen.contents().contains(text), &format!("«{text}»"));
    }

    /// The text on the screen.
    pub fn contents(&self) -> String {
        self.screen(vt100::Screen::contents)
    }

    /// Reads something from the screen.
    pub fn screen<T>(&self, read: impl FnOnce(&vt100::Screen) -> T) -> T {
        read(self.seen().parser.screen())
    }

    /// How many bytes the program has written: a mark for [`Pty::bytes_since`].
    pub fn mark(&self) -> usize {
        self.seen().bytes.len()
    }

    /// What the program has written since a mark.
    pub fn bytes_since(&self, mark: usize) -> Vec<u8> {
        self.seen().bytes[mark..].to_vec()
    }

    /// The questions that the program has asked its terminal. There is nobody who answers them.
    pub fn queries(&self) -> Vec<String> {
        queries(&self.seen().bytes)
    }

    /// How the terminal is set: raw or not.
    pub fn modes(&self) -> Termios {
        tcgetattr(self.line.as_ref().expect("the line was hung up")).unwrap()
    }

    /// Gives the terminal another size; the program gets SIGWINCH.
    pub fn resize(&self, rows: u16, cols: u16) {
        self.seen().parser.set_size(cells(rows), cells(cols));
        tcsetwinsize(self.line.as_ref().expect("the line was hung up"), winsize(rows, cols)).unwrap();
    }

    /// The line goes, as when a connection breaks: the program gets SIGHUP, and reads and writes nothing more.
    pub fn hang_up(&mut self) {
        self.stop_reading();
        self.line = None;
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.process(), signal).unwrap();
    }

    /// Kills the program, which cannot prevent it.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
    }

    /// The number of the program's process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the program has ended, and fails when it has not by then.
    #[track_caller]
    pub fn wait_exit(&mut self, within: Duration) -> ExitStatus {
        let until = Instant::now() + within;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                self.wait_last_bytes();
                return status;
            }
            assert!(
                Instant::now() < until,
                "it still runs after {within:?}; the screen is\n{}",
                self.contents()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The reader ends by itself when the last bytes of a program that has ended are read.
    fn wait_last_bytes(&mut self) {
        if let Some(reader) = self.reader.take_if(|_| self.line.is_some()) {
            reader.join().unwrap();
        }
    }

    fn stop_reading(&mut self) {
        self.stop = None;
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
    }

    fn process(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.seen.lock().unwrap()
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        self.stop_reading();
    }
}

/// An example program, which `cargo test` builds beside the tests.
pub fn example(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let built = test.parent().and_then(Path::parent).unwrap();
    built.join("examples").join(name)
}

/// How often a second a slow line hands on what came.
const STEPS_A_SECOND: u32 = 100;

fn read_all(line: &OwnedFd, stopped: &OwnedFd, shared: &Shared) {
    let mut bytes = [0; 8192];
    loop {
        let mut fds = [PollFd::new(line, PollFlags::IN), PollFd::new(stopped, PollFlags::IN)];
        match poll(&mut fds, None) {
            Err(Errno::INTR) => continue,
            result => result.unwrap(),
        };
        if !fds[1].revents().is_empty() {
            return;
        }
        // EIO is the end: nobody has the terminal open any more.
        let pace = shared.pace.load(Ordering::Acquire);
        let most = if pace == 0 { bytes.len() } else { (pace / STEPS_A_SECOND).max(1) as usize };
        let Ok(read @ 1..) = rustix::io::read(line, &mut bytes[..most.min(8192)]) else { return };
        if pace > 0 {
            thread::sleep(Duration::from_secs(1) * u32::try_from(read).unwrap() / pace);
        }
        let mut seen = shared.seen.lock().unwrap();
        seen.parser.process(&bytes[..read]);
        seen.bytes.extend_from_slice(&bytes[..read]);
        drop(seen);
        shared.changed.notify_all();
    }
}

fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a terminal has cells")
}

fn winsize(rows: u16, cols: u16) -> Winsize {
    Winsize { ws_row: rows, ws_col: cols, ws_xpixel: 0, ws_ypixel: 0 }
}

/// Sequences that make a terminal answer.
pub fn queries(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for piece in bytes.split(|byte| *byte == 0x1b).skip(1) {
        let end = match piece.first() {
            Some(b'[') => piece.iter().skip(1).position(|byte| (0x40..=0x7e).contains(byte)).map(|at| at + 2),
            Some(b']' | b'P') => piece.iter().position(|byte| *byte == 0x07).or(Some(piece.len())),
            _ => Some(1),
        };
        let sequence = &piece[..end.unwrap_or(piece.len()).min(piece.len())];
        let is_query = match sequence {
            // Cursor, state, attributes, version, window, keyboard; is a mode set; a colour; a capability; identify.
            [b'[', .., b'n' | b'c'] | [b'[', b'>', .., b'q'] | [b'[', .., b't'] | [b'[', b'?', b'u'] => true,
            [b'[', .., b'$', b'p'] => true,
            [b']', rest @ ..] => rest.contains(&b'?'),
            [b'P', rest @ ..] => rest.starts_with(b"+q") || rest.starts_with(b"$q"),
            [b'Z'] => true,
            _ => false,
        };
        if is_query {
            found.push(format!("ESC {}", String::from_utf8_lossy(sequence)));
        }
    }
    found
}

/// How often each thread of a process went to sleep by itself: one that sleeps all the while adds nothing.
pub fn sleeps(pid: u32) -> io::Result<Vec<(String, u64)>> {
    let mut threads = Vec::new();
    for entry in std::fs::read_dir(format!("/proc/{pid}/task"))? {
        let entry = entry?;
        let status = std::fs::read_to_string(entry.path().join("status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        let count = line.and_then(|number| number.trim().parse().ok()).unwrap_or(0);
        threads.push((entry.file_name().to_string_lossy().into_owned(), count));
    }
    threads.sort();
    Ok(threads)
}
