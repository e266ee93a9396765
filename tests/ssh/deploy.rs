//! docs/deploy.md does what it says: its commands are run, or stand here with the reason why not; the files beside it
//! are taken by the programs they are for.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::server::{NDTQ, STAFF, Said, Server, find_program, not_tried};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Run, in a sandbox, by `sh -e`.
    Run,
    /// Run, and the keys that were written up to it are let in: the later commands come in by them.
    LetIn,
    /// Not run, and why.
    Not(&'static str),
}

use How::{LetIn, Not, Run};

const ACCOUNTS: How = Not("changes the accounts of the machine");
const SYSTEM: How = Not("changes the services of the machine; the unit is checked by systemd-analyze below");
const PROGRAMS: How = Not("replaces programs and settings of the machine");

/// How each command begins, in the order of the page.
const COMMANDS: [(&str, How); 35] = [
    ("install -m 0755 ndtq /usr/local/bin/ndtq", PROGRAMS),
    ("useradd ", ACCOUNTS),
    ("usermod --lock ", ACCOUNTS),
    ("install -d -m 0700 -o ndtq ", ACCOUNTS),
    ("ndtq --home /var/lib/ndtq status", Run),
    ("ndtq --home /var/lib/ndtq staff add trinh ", Run),
    ("ndtq --home /var/lib/ndtq staff add sao ", Run),
    ("ndtq --home /var/lib/ndtq staff list", LetIn),
    ("install -m 0644 docs/deploy/sshd-ndtq.conf ", PROGRAMS),
    ("sshd -t", Not("reads the settings of the machine; ours are read by sshd below")),
    ("systemctl reload ssh", SYSTEM),
    ("ssh xa find ", Run),
    ("ssh xa show ", Run),
    ("ssh xa log ", Run),
    ("ssh xa export ", Run),
    ("ssh xa inbox put ", Run),
    ("ssh xa inbox list", Run),
    ("ssh xa outbox list", Run),
    ("ssh xa help", Run),
    ("ssh xa-quan import - --dry-run ", Run),
    ("ssh xa-quan import - < ", Run),
    ("groupadd ", ACCOUNTS),
    ("usermod --append ", ACCOUNTS),
    ("install -D -m 0644 docs/deploy/group.conf ", PROGRAMS),
    ("install -m 0644 docs/deploy/ndtq.service ", PROGRAMS),
    ("systemctl daemon-reload", SYSTEM),
    ("systemctl enable ", SYSTEM),
    ("systemctl status ", SYSTEM),
    ("ssh xa-sao backup - ", Run),
    ("gzip --test ", Run),
    ("ndtq --home /tmp/thu restore ", Run),
    ("ndtq --home /tmp/thu status", Run),
    ("ndtq --home /tmp/thu stop", Run),
    ("rm -r /tmp/thu", Run),
    ("ndtq --home /var/lib/ndtq backup ", Run),
];
/// What comes after those, of the upgrade.
const UPGRADE: [(&str, How); 3] = [
    ("install -m 0755 ndtq /usr/local/bin/ndtq.new ", PROGRAMS),
    ("systemctl restart ndtq", SYSTEM),
    ("ndtq --home /var/lib/ndtq check", Run),
];

/// The commands in the `sh` blocks of the page.
fn commands() -> Vec<String> {
    let page = std::fs::read_to_string("docs/deploy.md").unwrap();
    let mut commands = Vec::new();
    for block in page.split("```sh\n").skip(1) {
        let block = block.split("```").next().unwrap().replace("\\\n", " ");
        commands.extend(block.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned));
    }
    commands
}

fn table() -> Vec<(&'static str, How)> {
    COMMANDS.iter().chain(&UPGRADE).copied().collect()
}

#[test]
fn every_command_of_the_page_is_run_or_has_a_reason() {
    let (commands, table) = (commands(), table());
    for (command, (begins, _)) in commands.iter().zip(&table) {
        assert!(command.starts_with(begins), "«{command}» stands where «{begins}...» was expected");
    }
    assert_eq!(commands.len(), table.len(), "{:?}", commands.get(table.len()..));
}

/// A clerk's own folder with an ssh that knows the hosts of the page, and the folders of the page in a sandbox.
struct Sandbox {
    server: Server,
    clerk: PathBuf,
}

impl Sandbox {
    fn new(server: Server) -> Sandbox {
        let clerk = server.folder().join("clerk");
        for folder in ["clerk/bin", "backup", "backups/ndtq"] {
            std::fs::create_dir_all(server.folder().join(folder)).unwrap();
        }
        let sandbox = Sandbox { server, clerk };
        let logins = STAFF.iter().map(|(login, _)| (format!("xa-{login}"), *login));
        let mut config = String::new();
        for (host, login) in logins.chain([("xa".to_owned(), "trinh")]) {
            let options = sandbox.server.client_options(login);
            let lines: Vec<String> =
                options.iter().filter(|o| o.contains('=')).map(|o| o.replacen('=', " ", 1)).collect();
            config.push_str(&format!("Host {host}\nHostName 127.0.0.1\n{}\n", lines.join("\n")));
        }
        std::fs::write(sandbox.clerk.join("config"), config).unwrap();
        let ssh = find_program("ssh").unwrap();
        sandbox
            .script("ssh", &format!("exec {} -F {}/config \"$@\"", ssh.display(), sandbox.clerk.display()));
        sandbox.script("ndtq", &format!("exec {NDTQ} \"$@\""));
        let gifts = "contribution_id\tproject_id\thousehold_or_sponsor\tkind\tqty\tunit\tvalued_vnd\tdate\n\
                     SSH-1\tJ-01\tH-00001\tmoney\t500000\tvnd\t500000\t2023-04-19\n";
        for name in ["trinh.pub", "sao.pub"] {
            std::fs::copy(sandbox.server.folder().join(name), sandbox.clerk.join(name)).unwrap();
        }
        for name in ["contributions.tsv", "danh-sach.tsv"] {
            std::fs::write(sandbox.clerk.join(name), gifts).unwrap();
        }
        sandbox
    }

    fn script(&self, name: &str, text: &str) {
        let path = self.clerk.join("bin").join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn run(&self, command: &str) -> Said {
        let folder = self.server.folder().display().to_string();
        let command = command
            .replace("/var/lib/ndtq", &self.server.home.path().display().to_string())
            .replace("/mnt/backup", &format!("{folder}/backup"))
            .replace("/var/backups", &format!("{folder}/backups"))
            .replace("/tmp/thu", &format!("{folder}/thu"));
        let mut shell = Command::new("sh");
        shell.args(["-ec", &command]).current_dir(&self.clerk).env("HOME", &self.clerk).stdin(Stdio::null());
        for name in ["NDTQ_HOME", "NDTQ_SOCKET", "NDTQ_LANG", "SSH_AUTH_SOCK"] {
            shell.env_remove(name);
        }
        let path = std::env::var("PATH").unwrap_or_default();
        shell.env("PATH", format!("{}:{path}", self.clerk.join("bin").display()));
        Said::by(shell)
    }
}

#[test]
fn the_commands_of_the_page_work() {
    let Some(server) = Server::start_without("the commands of docs/deploy.md", &["trinh", "sao"]) else {
        return;
    };
    let sandbox = Sandbox::new(server);
    for (command, (_, how)) in commands().iter().zip(table()) {
        match how {
            Run => {
                let said = sandbox.run(command);
                assert_eq!(said.code, 0, "{command}\n{}{}", said.lines, said.notes);
            }
            LetIn => {
                let said = sandbox.run(command);
                assert!(
                    said.lines.contains("Nguyễn Thị Trinh") && said.code == 0,
                    "{}{}",
                    said.lines,
                    said.notes
                );
                let written = sandbox.clerk.join(".ssh/authorized_keys");
                sandbox.server.let_in(&written, &["trinh", "sao"]);
            }
            Not(reason) => assert!(!reason.is_empty()),
        }
    }
    let sheet = std::fs::read_to_string(sandbox.clerk.join("ho.csv")).unwrap();
    assert_eq!(sheet.lines().count(), 2_450);
    windows_lines_work(&sandbox);
}

/// What the two shortcuts ask of ssh, with the names that Windows would put in.
fn windows_lines_work(sandbox: &Sandbox) {
    let line = |file: &str, begins: &str| {
        let text = windows_file(file);
        let line = text.lines().find(|line| line.contains(begins)).unwrap().to_owned();
        let ssh = &line[line.find("ssh %HOST%").unwrap()..];
        ssh.split("') do").next().unwrap().replace("%HOST%", "xa")
    };
    let put = line("gui-len.cmd", "inbox put")
        .replace("%~nx1", "Tổ 05 (mới) & cũ.tsv")
        .replace("%~1", "danh-sach.tsv");
    assert_eq!(sandbox.run(&put).code, 0, "{put}");
    assert!(sandbox.run("ssh xa inbox list").lines.contains("to-05-moi-cu.tsv"));
    let (home, folder) = (sandbox.server.home.path(), sandbox.clerk.display().to_string());
    std::fs::create_dir_all(home.join("outbox/trinh")).unwrap();
    std::fs::write(home.join("outbox/trinh/ho-2026.csv"), "a,b\r\n").unwrap();
    let listed = sandbox.run(&line("tai-ve.cmd", "outbox list"));
    assert_eq!(listed.lines.split_whitespace().next(), Some("ho-2026.csv"), "{}", listed.notes);
    let get = line("tai-ve.cmd", "outbox get")
        .replace("%FILE%", "ho-2026.csv")
        .replace("%FOLDER%\\", &format!("{folder}/"));
    assert_eq!(sandbox.run(&get).code, 0, "{get}");
    assert_eq!(std::fs::read(sandbox.clerk.join("ho-2026.csv")).unwrap(), b"a,b\r\n");
}

fn windows_file(name: &str) -> String {
    let text = std::fs::read_to_string(Path::new("docs/deploy").join(name)).unwrap();
    assert!(text.lines().count() > 5 && text.matches('\n').count() == text.matches("\r\n").count(), "{name}");
    text.replace('\r', "")
}

#[test]
fn files_for_windows_have_its_line_ends_and_putty_is_set_right() {
    for name in ["tai-ve.cmd", "gui-len.cmd"] {
        assert!(windows_file(name).starts_with("@echo off\n"), "{name}");
    }
    let session = windows_file("ndtq.reg");
    assert!(session.is_ascii(), "Windows reads a file of other letters by its own code page");
    assert!(session.starts_with("Windows Registry Editor Version 5.00\n\n[HKEY_CURRENT_USER\\"));
    let settings = [
        "\"LineCodePage\"=\"UTF-8\"",
        "\"PingIntervalSecs\"=dword:0000001e",
        "\"NoApplicationKeys\"=dword:00000001",
        "\"BackspaceIsDelete\"=dword:00000001",
    ];
    for setting in settings {
        assert!(session.contains(setting), "{setting}");
    }
}

#[test]
fn the_settings_for_sshd_are_taken_by_it() {
    let Some(server) = Server::start("docs/deploy/sshd-ndtq.conf") else { return };
    let ours = std::fs::read_to_string("docs/deploy/sshd-ndtq.conf").unwrap();
    let config = server.folder().join("machine_config");
    let host_key = server.folder().join("host_key").display().to_string();
    // As a machine that is open otherwise includes it: first.
    std::fs::write(&config, format!("{ours}\nHostKey {host_key}\nPermitTunnel yes\nX11Forwarding yes\n"))
        .unwrap();
    let shown = |user: &str| {
        let mut sshd = Command::new(find_program("sshd").unwrap());
        let of = format!("user={user},host=h,addr=127.0.0.1");
        sshd.args(["-T", "-C", &of, "-f"]).arg(&config).stdin(Stdio::null());
        let said = Said::by(sshd);
        assert_eq!(said.code, 0, "{}", said.notes);
        said.lines
    };
    let settings =
        ["permittunnel no", "x11forwarding no", "allowtcpforwarding no", "permituserenvironment no"];
    for setting in settings.iter().chain(&["passwordauthentication no", "clientaliveinterval 30"]) {
        assert!(shown("ndtq").contains(setting), "{setting}:\n{}", shown("ndtq"));
    }
    assert!(shown("root").contains("permittunnel yes"), "others are left as they are");
}

#[test]
fn the_unit_is_sound_and_closed() {
    let Some(analyze) = find_program("systemd-analyze") else {
        return not_tried("docs/deploy/ndtq.service", "systemd-analyze", "systemd");
    };
    let folder = tempfile::tempdir().unwrap();
    let unit = folder.path().join("ndtq.service");
    let text = std::fs::read_to_string("docs/deploy/ndtq.service").unwrap();
    std::fs::write(&unit, text.replace("/usr/local/bin/ndtq", NDTQ)).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(&analyze);
        command.args(arguments).arg(&unit).stdin(Stdio::null());
        Said::by(command)
    };
    let check = |which: &str| {
        let said = run(&["verify", "--man=no"]);
        assert!(said.code == 0 && said.notes.trim().is_empty(), "{which}: {}{}", said.lines, said.notes);
        let said = run(&["security", "--offline=yes", "--threshold=10", "--no-pager"]);
        assert_eq!(said.code, 0, "{which}: {}{}", said.lines, said.notes);
    };
    check("the unit");
    let drop_in = folder.path().join("ndtq.service.d");
    std::fs::create_dir(&drop_in).unwrap();
    let text = std::fs::read_to_string("docs/deploy/group.conf").unwrap();
    std::fs::write(drop_in.join("group.conf"), text.replace("/usr/local/bin/ndtq", NDTQ)).unwrap();
    check("the unit for a group");
}
