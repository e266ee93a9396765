//! The grammar: what is taken, and what is refused as wrong usage.

use super::*;
use clap::CommandFactory;

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(std::iter::once("ndtq").chain(line.split_whitespace()))
}

#[test]
fn the_grammar_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn these_lines_are_taken() {
    let lines = [
        "",
        "--home /tmp/x --lang en --as trinh",
        "find nguyen van an",
        "find --json --limit 5 qưới an",
        "find an --home /tmp/x",
        "show H-02054 --json",
        "log",
        "log H-02054 --json",
        "log --limit 5 --from 3 --to 9",
        "undo",
        "undo 12 --yes --json",
        "status --json",
        "serve",
        "serve --detached --practice --home /tmp/x --socket /run/s",
        "stop",
        "stop --hold",
        "stop --release",
        "staff list --json",
        "staff reach --json",
        "staff add an --name An --role recorder",
        "staff add an --name An --role viewer --scope Quới_An/5 --scope Bình_Long --until 31/12/2027 \
         --key an.pub --install --authorized-keys /srv/keys",
        "staff add --from sheet.csv --install",
        "staff edit an --role admin --everywhere --no-end",
        "staff edit an --key an.pub --install --replace-keys",
        "staff remove an",
        "staff suspend an --successor hai",
        "demo",
        "demo --reset",
        "who --json",
        "tell --at 11:30 Dịch vụ khởi động lại",
        "tell --clear",
        "read-only on --reason gộp",
        "read-only off",
        "read-only status --json",
        "rescue trinh --yes",
        "status --check --json",
        "doctor --terminal",
        "export households --format csv -o ho.csv",
        "export all --format jsonl",
        "import folder --dry-run",
        "record contribution --household H-1 --project J-1 --money 500k",
        "record contribution --household H-1 --project J-1 --land 40m2 --value 4tr --date 17/06/2022",
        "record contribution --household H-1 --project J-1 --labour 2,5 --value 750k --rule 300k/công",
        "record contribution --household H-1 --project J-1 --goods cát --quantity 2 --measure m3 --value 1tr",
        "record contribution --household H-1 --project J-1 --money 500k --payer An --collector Quyên \
         --on-behalf H-2 --given-by 0190f3a2-7b1c-7d2e-8f00-000000000000 \
         --request 0190f3a2-7b1c-7d2e-8f00-000000000000 --json",
    ];
    for line in lines {
        assert!(parse(line).is_ok(), "{line}: {:?}", parse(line).err());
    }
}

#[test]
fn a_forced_session_is_for_the_login_it_names() {
    let cli = parse("--home /x ssh-session trinh").unwrap();
    assert_eq!(cli.globals.login, None);
    assert!(matches!(cli.command, Some(Command::SshSession(_))));
    assert!(environment(cli.command.as_ref()).home.is_none());
}

#[test]
fn these_lines_are_wrong_usage() {
    let lines = [
        "nothing",
        "find",
        "find an --limit 0",
        "find an --limit many",
        "show",
        "log --limit 0",
        "undo H-1",
        "--lang fr",
        "stop --hold --release",
        "tell",
        "tell --clear xong",
        "tell --at 11:30",
        "read-only",
        "rescue",
        "export dogs --format csv",
        "export households",
        "export households --format xlsx",
        "import",
        "staff",
        "staff add",
        "staff add an --name An",
        "staff add an --name An --role root",
        "staff add an --name An --role viewer --install",
        "staff add an --name An --role viewer --key k --authorized-keys f",
        "staff add an --from sheet.csv",
        "staff add --from sheet.csv --role viewer",
        "staff edit an",
        "staff edit an --scope x --everywhere",
        "staff edit an --until 2027 --no-end",
        "staff edit an --key k --replace-keys",
        "staff remove",
        "staff suspend",
        "record",
        "record contribution --household H-1 --project J-1",
        "record contribution --project J-1 --money 500k",
        "record contribution --household H-1 --money 500k",
        "record contribution --household H-1 --project J-1 --money 500k --labour 2 --value 1tr",
        "record contribution --household H-1 --project J-1 --goods cát --value 1tr",
        "record contribution --household H-1 --project J-1 --land 40 --value 1tr --payer An",
        "record contribution --household H-1 --project J-1 --money 500k --quantity 5",
        "record contribution --household H-1 --project J-1 --money 500k --value 500k",
        "record contribution --household H-1 --project J-1 --money 500k --request x",
    ];
    for line in lines {
        let error = parse(line).expect_err(line);
        assert_eq!(error.exit_code(), Exit::Usage as i32, "{line}");
        assert!(error.use_stderr(), "{line}");
    }
}

#[test]
fn help_is_no_fault() {
    for line in ["--help", "--version", "record contribution --help"] {
        assert!(!parse(line).expect_err(line).use_stderr(), "{line}");
    }
}

#[test]
fn failures_become_exit_codes() {
    let mut out = Out::to(Box::new(std::io::sink()), Box::new(std::io::sink()), Lang::Vi);
    let cases = [
        (Ok(()), Exit::Done),
        (Err(Failure::PipeClosed), Exit::Done),
        (Err(Failure::refused("x")), Exit::Refused),
        (Err(Failure::usage("x")), Exit::Usage),
        (Err(Failure::Told(Exit::Attention, "x".into())), Exit::Attention),
    ];
    for (outcome, want) in cases {
        assert_eq!(exit_of(outcome, &mut out), want);
    }
}
