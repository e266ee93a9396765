//! An OpenSSH server of our own on a loopback port, the keys of some staff, and a home with the practice commune.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use ndtq::client::Session;
use ndtq::domain::{Staff, StaffId, StaffRole, Validity};
use ndtq::protocol::Command as Act;
use rustix::process::{Signal, kill_process};
use rustix::pty::{OpenptFlags, ioctl_tiocgptpeer, openpt, unlockpt};
use tempfile::TempDir;
use uuid::Uuid;

use crate::home::{Home, LONG, key, process_id, until};
use crate::pty::Pty;

pub const NDTQ: &str = env!("CARGO_BIN_EXE_ndtq");

/// The staff of every server here, with what they may do.
pub const STAFF: [(&str, StaffRole); 5] = [
    ("trinh", StaffRole::Recorder),
    ("hai", StaffRole::Recorder),
    ("quan", StaffRole::Admin),
    ("xem", StaffRole::Viewer),
    ("sao", StaffRole::Backup),
];

/// The programs of OpenSSH.
pub struct Tools {
    sshd: PathBuf,
    pub ssh: PathBuf,
}

/// Finds a program as a shell would, and where daemons are.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let daemons = ["/usr/sbin", "/usr/local/sbin", "/sbin", "/usr/lib/openssh"].map(PathBuf::from);
    let folders = std::env::split_paths(&path).chain(daemons);
    folders.map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// Says that a program is missing.
pub fn not_tried(what: &str, missing: &str, package: &str) {
    untried(what, &format!("{missing} is missing. Install it: apt-get install {package}"));
}

/// Says on the error stream that something was not tried; a failure where everything has to be tried. libtest keeps
/// what `eprintln!` says of a passing test to itself, so it goes to the stream directly.
fn untried(what: &str, why: &str) {
    let said = format!("\n*** NOT TRIED: {what}: {why}\n\n");
    std::io::stderr().write_all(said.as_bytes()).unwrap();
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{said}");
}

/// The tools, or nothing with a loud word.
pub fn tools(test: &str) -> Option<Tools> {
    let need = |name: &str, package: &str| {
        let found = find_program(name);
        if found.is_none() {
            not_tried(test, name, package);
        }
        found
    };
    let sshd = need("sshd", "openssh-server")?;
    for name in ["ssh-keygen", "scp", "sftp"] {
        need(name, "openssh-client")?;
    }
    Some(Tools { sshd, ssh: need("ssh", "openssh-client")? })
}

/// A server, its home, and a folder that nothing may be written into.
pub struct Server {
    tools: Tools,
    daemon: Option<Child>,
    /// Clients that stay connected, and let others of the same login through.
    staying: Vec<(String, Child)>,
    folder: TempDir,
    pub home: Home,
    pub port: u16,
    user: String,
}

/// How a client ended.
pub struct Said {
    pub code: i32,
    pub lines: String,
    pub notes: String,
}

impl Said {
    /// Runs a client to its end, with nothing more on its standard input. One that does not end is killed: what should
    /// have been refused is going on then, and the test fails by its exit code.
    pub fn by(mut client: Command) -> Said {
        Said::ended(client.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
    }

    fn ended(client: Child) -> Said {
        let pid = process_id(client.id());
        let (done, waits) = std::sync::mpsc::channel::<()>();
        let watch = std::thread::spawn(move || {
            if waits.recv_timeout(LONG).is_err_and(|why| why == RecvTimeoutError::Timeout) {
                kill_process(pid, Signal::KILL).unwrap_or_default();
            }
        });
        let output = client.wait_with_output().unwrap();
        drop(done);
        watch.join().unwrap();
        Said::of(output)
    }

    fn of(output: Output) -> Said {
        Said {
            code: output.status.code().unwrap_or(-1),
            lines: String::from_utf8_lossy(&output.stdout).into_owned(),
            notes: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Server {
    /// A server with the practice commune, or nothing where there is no OpenSSH.
    pub fn start(test: &str) -> Option<Server> {
        Server::start_without(test, &[])
    }

    /// The same, where some staff have keys and are not on the list yet.
    pub fn start_without(test: &str, missing: &[&str]) -> Option<Server> {
        let tools = tools(test)?;
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new();
        copy(practice().path(), home.path());
        let user = user_name();
        let mut server = Server { tools, daemon: None, staying: Vec::new(), folder, home, port: 0, user };
        std::fs::create_dir(server.trap()).unwrap();
        server.add_staff(missing);
        server.make_keys();
        server.listen();
        Some(server)
    }

    /// A server whose sessions get terminals. One that does not run as root cannot give them away, and need not where the
    /// system makes them for the group tty.
    pub fn with_terminals(test: &str) -> Option<Server> {
        let groups = std::fs::read_to_string("/etc/group").unwrap_or_default();
        let tty = groups.lines().find_map(|line| line.strip_prefix("tty:")?.split(':').nth(1)?.parse().ok());
        if !rustix::process::geteuid().is_root() && terminal_group() != tty {
            untried(test, "run it as root, or mount /dev/pts with gid= of the group tty");
            return None;
        }
        Server::start(test)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A folder in which nothing may appear.
    pub fn trap(&self) -> PathBuf {
        self.folder().join("trap")
    }

    fn add_staff(&self, missing: &[&str]) {
        let mut session = Session::connect(&self.home.options()).unwrap();
        for (number, (login, role)) in (100..).zip(STAFF).filter(|(_, (login, _))| !missing.contains(login)) {
            let id = StaffId(Uuid::from_u128(number));
            let (name, scope, valid) = (login.to_owned(), Vec::new(), Validity::ALWAYS);
            let staff = Staff { id, login: login.to_owned(), name, role, scope, valid };
            session.act(key(number), Act::Save { record: Box::new(staff.into()), base: None }).unwrap();
        }
    }

    /// A key for every member of staff, and one for a login that is none.
    fn make_keys(&self) {
        let logins = STAFF.iter().map(|(login, _)| *login).chain(["la"]);
        let mut authorized = String::new();
        for login in logins.clone() {
            self.keygen(login);
            let key = std::fs::read_to_string(self.folder().join(format!("{login}.pub"))).unwrap();
            let home = self.home.path().display();
            authorized.push_str(&format!(
                "command=\"{NDTQ} --home {home} ssh-session {login}\",restrict,pty {key}"
            ));
        }
        std::fs::write(self.folder().join("authorized_keys"), authorized).unwrap();
        self.keygen("host_key");
    }

    /// Lets the keys in that `ndtq staff` wrote into a file, in the place of those of the same staff.
    pub fn let_in(&self, written: &Path, logins: &[&str]) {
        let path = self.folder().join("authorized_keys");
        let old = std::fs::read_to_string(&path).unwrap();
        let theirs =
            |line: &&str| logins.iter().any(|login| line.contains(&format!("ssh-session {login}\"")));
        let others: Vec<&str> = old.lines().filter(|line| !theirs(line)).collect();
        assert_eq!(others.len() + logins.len(), old.lines().count());
        let new = std::fs::read_to_string(written).unwrap();
        assert_eq!(new.lines().filter(theirs).count(), logins.len(), "{new}");
        std::fs::write(path, format!("{}\n{new}", others.join("\n"))).unwrap();
    }

    fn keygen(&self, name: &str) {
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"])
            .arg(self.folder().join(name))
            .stdin(Stdio::null())
            .status();
        assert!(made.unwrap().success());
    }

    /// More open than anybody would run it: what has to be stopped is stopped by the line in authorized_keys, or by us.
    /// Not so a tunnel: `restrict` does not forbid it, and a server that says `PermitTunnel yes` gives one to every key.
    fn config(&self) -> String {
        let folder = self.folder().display();
        format!(
            "ListenAddress 127.0.0.1\nPort {}\nHostKey {folder}/host_key\nPidFile none\n\
             AuthorizedKeysFile {folder}/authorized_keys\nStrictModes no\nUsePAM no\nUseDNS no\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin forced-commands-only\n\
             AcceptEnv LANG LC_* NDTQ_* XDG_* TERM NO_COLOR SSH_ORIGINAL_COMMAND\n\
             AllowTcpForwarding yes\nAllowAgentForwarding yes\nX11Forwarding yes\n\
             GatewayPorts yes\nSubsystem sftp internal-sftp\nMaxStartups 100\nPrintMotd no\nLogLevel DEBUG1\n",
            self.port
        )
    }

    /// Takes a free port; another program may take it first, so that is tried again.
    fn listen(&mut self) {
        // sshd of a distribution locks itself in here before anybody is known; only root needs it.
        if rustix::process::geteuid().is_root() {
            std::fs::create_dir_all("/run/sshd").unwrap();
        }
        for _ in 0..5 {
            self.port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let config = self.folder().join("sshd_config");
            std::fs::write(&config, self.config()).unwrap();
            let mut daemon = Command::new(&self.tools.sshd);
            daemon.arg("-D").arg("-f").arg(&config).arg("-E").arg(self.folder().join("sshd.log"));
            self.daemon = Some(daemon.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap());
            if self.answers() {
                let key = std::fs::read_to_string(self.folder().join("host_key.pub")).unwrap();
                let known = format!("[127.0.0.1]:{} {key}", self.port);
                std::fs::write(self.folder().join("known_hosts"), known).unwrap();
                return;
            }
        }
        panic!("sshd does not listen:\n{}", self.log());
    }

    fn answers(&mut self) -> bool {
        let until = Instant::now() + LONG;
        while Instant::now() < until {
            if self.daemon.as_mut().unwrap().try_wait().unwrap().is_some() {
                return false;
            }
            if let Ok(mut line) = std::net::TcpStream::connect(("127.0.0.1", self.port)) {
                line.set_read_timeout(Some(LONG)).unwrap();
                let mut first = [0; 4];
                return line.read_exact(&mut first).is_ok() && &first == b"SSH-";
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }

    /// What the server has to say.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder().join("sshd.log")).unwrap_or_default()
    }

    /// The options of a client that holds the key of a login.
    pub fn client_options(&self, login: &str) -> Vec<String> {
        let file = |name: &str| self.folder().join(name).display().to_string();
        let options = [
            format!("IdentityFile={}", file(login)),
            format!("UserKnownHostsFile={}", file("known_hosts")),
            format!("Port={}", self.port),
            format!("User={}", self.user),
        ];
        let fixed = [
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "BatchMode=yes",
            "StrictHostKeyChecking=yes",
            "GlobalKnownHostsFile=/dev/null",
            "ConnectTimeout=20",
        ];
        let all = options.into_iter().chain(fixed.map(str::to_owned));
        let config = ["-F".to_owned(), "none".to_owned()];
        config.into_iter().chain(all.flat_map(|option| ["-o".to_owned(), option])).collect()
    }

    /// A client with more options and what comes after the host.
    pub fn ssh(&self, login: &str, options: &[&str], asked: &[&str]) -> Command {
        let mut ssh = Command::new(&self.tools.ssh);
        // What follows `--` is no option of the client itself.
        ssh.args(self.client_options(login)).args(options).args(["--", "127.0.0.1"]).args(asked);
        ssh.env_remove("SSH_AUTH_SOCK").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        ssh
    }

    /// Keeps a connection of a login open: what it asks then costs no more keys and hellos, which take most of the time
    /// of many commands. Each is a session of its own all the same.
    pub fn stay_connected(&mut self, login: &str) {
        let path = self.staying_at(login);
        let mut client = self.ssh(login, &["-M", "-S", &path, "-N"], &[]);
        self.staying.push((login.to_owned(), client.stderr(Stdio::null()).spawn().unwrap()));
        until("a connection that stays", || Path::new(&path).exists().then_some(()));
    }

    fn staying_at(&self, login: &str) -> String {
        self.folder().join(format!("stay-{login}")).display().to_string()
    }

    fn quick(&self, login: &str, asked: &[&str]) -> Command {
        let path = self.staying_at(login);
        match self.staying.iter().any(|(of, _)| of == login) {
            true => self.ssh(login, &["-S", &path], asked),
            false => self.ssh(login, &[], asked),
        }
    }

    /// Asks as a member of staff.
    pub fn ask(&self, login: &str, asked: &[&str]) -> Said {
        Said::by(self.quick(login, asked))
    }

    /// Asks, with something on the standard input.
    pub fn give(&self, login: &str, asked: &[&str], input: &[u8]) -> Said {
        let mut child = self.quick(login, asked).stdin(Stdio::piped()).spawn().unwrap();
        // Who is refused reads nothing.
        let _ = child.stdin.take().unwrap().write_all(input);
        Said::ended(child)
    }

    /// Opens the screens on a terminal of 24 rows and 80 columns.
    pub fn screens(&self, login: &str) -> Pty {
        let options = self.client_options(login);
        let options = options.iter().map(String::as_str).chain(["-tt", "127.0.0.1"]);
        Pty::spawn(&self.tools.ssh, &options.collect::<Vec<&str>>(), &[], 24, 80)
    }

    /// What the access log has of somebody that was refused.
    pub fn refusals_of(&self, login: &str) -> Vec<String> {
        let said = self.home.run(&["log", "--access", "--by", login, "--limit", "500", "--json"]);
        let rows: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
        let refused = rows.as_array().unwrap().iter().filter(|row| row["what"] == "refused");
        refused.map(|row| row["why"].as_str().unwrap().to_owned()).collect()
    }

    /// How many changes are recorded.
    pub fn seq(&self) -> u64 {
        let status = self.home.run(&["status", "--json"]);
        let status: serde_json::Value = serde_json::from_slice(&status.stdout).unwrap();
        status["seq"].as_u64().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let staying = self.staying.drain(..).map(|(_, client)| client);
        for mut process in staying.chain(self.daemon.take()) {
            process.kill().unwrap_or_default();
            process.wait().map(drop).unwrap_or_default();
        }
    }
}

/// Whose group a new terminal has.
fn terminal_group() -> Option<u32> {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
    let line = openpt(flags).ok()?;
    unlockpt(&line).ok()?;
    let terminal = ioctl_tiocgptpeer(&line, flags).ok()?;
    Some(rustix::fs::fstat(&terminal).ok()?.st_gid)
}

/// The login of whoever runs the tests: the account that all staff share here.
pub fn user_name() -> String {
    let said = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(said.stdout).unwrap().trim().to_owned()
}

/// A home with the practice commune, stopped; made once and copied.
fn practice() -> &'static Home {
    static HOME: OnceLock<Home> = OnceLock::new();
    HOME.get_or_init(|| {
        let home = Home::new();
        for arguments in [["demo", "--prepare"].as_slice(), &["stop"]] {
            let said = home.run(arguments);
            assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        }
        home
    })
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    std::fs::set_permissions(to, std::fs::Permissions::from_mode(0o700)).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        let target = to.join(entry.file_name());
        if kind.is_dir() {
            copy(&entry.path(), &target);
        } else if kind.is_file() {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
