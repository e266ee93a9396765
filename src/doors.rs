//! The rooms that the command line opens without knowing them, and their errors as its troubles.

use std::io::{self, Read};
use std::path::Path;

use ndtq::cli::{
    CheckOrder, Doors, Exit, Failure, Outcome, RestoreOrder, Restored, ScreensOrder, ServeOrder, Trouble,
};
use ndtq::client::ConnectError;
use ndtq::exchange::{BackupError, Files};
use ndtq::phrases::{self, Lang};
use ndtq::protocol::CheckView;
use ndtq::registry::{OpenError, RestoreError};
use ndtq::service::{self, OfflineError, RestoreOptions, ServeError, ServeOptions};
use ndtq::store::{JournalError, StoreError, ViewError};
use ndtq::tui;

pub const DOORS: Doors = Doors { serve, check, restore, screens, terminal };

fn serve(order: &ServeOrder) -> Result<(), Trouble> {
    let options = ServeOptions {
        home: order.home.clone(),
        socket: order.socket.clone(),
        detached: order.detached,
        practice: order.practice,
    };
    service::serve(&options).map_err(|error| match error {
        ServeError::Place(error) => Trouble::Place(error),
        ServeError::Running(home) => Trouble::Running(home),
        ServeError::SocketTaken(path) => Trouble::SocketTaken(path),
        ServeError::Socket { path, error } => Trouble::Socket(path, error),
        ServeError::Register(error) => of_opening(*error, &order.home),
        ServeError::Broken | ServeError::OpensAgain => Trouble::Broken,
        ServeError::System(error) => Trouble::CannotWrite(order.home.clone(), error),
    })
}

fn check(order: &CheckOrder) -> Result<Option<CheckView>, Trouble> {
    service::check(&order.home, order.deep).map_err(|error| of_offline(error, &order.home, None))
}

fn restore(order: &RestoreOrder, backup: &mut dyn Read) -> Result<Restored, Trouble> {
    let options = RestoreOptions { home: order.home.clone(), erased: order.erased.clone() };
    let restored = service::restore(&options, backup);
    let restored = restored.map_err(|error| of_offline(error, &order.home, order.erased.as_deref()))?;
    let (title, counts, erased_again) = (restored.title, restored.counts, restored.erased_again);
    Ok(Restored { title, counts, erased_again })
}

fn of_offline(error: OfflineError, home: &Path, erased: Option<&Path>) -> Trouble {
    match error {
        OfflineError::Place(error) => Trouble::Place(error),
        OfflineError::InUse(home) => Trouble::InUse(home),
        OfflineError::System(error) => Trouble::CannotWrite(home.to_owned(), error),
        OfflineError::Restore(error) => of_restoring(error, home, erased),
        OfflineError::Check(error) => of_store(error, home),
    }
}

fn of_restoring(error: RestoreError, home: &Path, erased: Option<&Path>) -> Trouble {
    match error {
        RestoreError::NotEmpty(home) => Trouble::NotEmpty(home),
        RestoreError::Backup(BackupError::Io(error)) => Trouble::CannotWrite(home.to_owned(), error),
        RestoreError::Backup(BackupError::NoBackup) => Trouble::NoBackup,
        RestoreError::Backup(BackupError::Foreign(name)) => Trouble::Foreign(name),
        RestoreError::Backup(BackupError::Damaged(_))
        | RestoreError::Store(StoreError::Journal(JournalError::Damaged(_))) => Trouble::Damaged,
        RestoreError::Store(error) => of_store(error, home),
        RestoreError::Open(error) => of_opening(error, home),
        RestoreError::Unsound(found) => Trouble::Unsound(found),
        RestoreError::File { path, source } if erased == Some(&*path) => Trouble::CannotRead(path, source),
        RestoreError::File { path, source } => Trouble::CannotWrite(path, source),
        RestoreError::Erasing(why) => Trouble::Erasing(why),
    }
}

fn of_opening(error: OpenError, home: &Path) -> Trouble {
    match error {
        OpenError::Store(error) => of_store(error, home),
        other @ OpenError::Records { .. } => Trouble::Other(other.to_string()),
    }
}

fn of_store(error: StoreError, home: &Path) -> Trouble {
    let at_home = |error: io::Error| Trouble::CannotWrite(home.to_owned(), error);
    match error {
        StoreError::Journal(JournalError::Read { path, source }) => Trouble::CannotRead(path, source),
        StoreError::Journal(JournalError::Write(error) | JournalError::SyncFailed(error)) => at_home(error),
        StoreError::Journal(JournalError::NewerFormat { segment, .. }) => Trouble::Newer(segment),
        StoreError::Journal(JournalError::OtherHome { segment, .. }) => Trouble::OtherHome(segment),
        StoreError::View(ViewError::Io(error)) => at_home(error),
        StoreError::File { path, source } => Trouble::CannotWrite(path, source),
        StoreError::JournalMissing { journal, .. } => Trouble::NoJournal(journal),
        StoreError::OtherEnd { named, found } => Trouble::OtherEnd(named, found),
        other => Trouble::Other(other.to_string()),
    }
}

fn screens(order: &ScreensOrder) -> Outcome {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let forced = matches!(order.files, Files::Boxes(_));
    let start = tui::Start {
        // Over ssh the home is everybody's: one person's language is not another's.
        config: (!forced).then(|| order.options.home.join("config.toml")),
        files: order.files.clone(),
        options: order.options.clone(),
        lang: order.lang,
        tour: order.tour,
        no_color: set("NO_COLOR"),
        ascii: !forced && set("NDTQ_ASCII"),
        term: std::env::var("TERM").unwrap_or_default(),
    };
    tui::run(start).map_err(|error| {
        let why = match &error {
            tui::ScreenError::Connect(why) => phrases::unreached(order.lang, why),
            tui::ScreenError::LetGo(why) => phrases::let_go(order.lang, why),
            tui::ScreenError::Terminal(_) => error.to_string(),
        };
        let attention = matches!(error, tui::ScreenError::Connect(ConnectError::NoAnswer { .. }));
        Failure::Told(if attention { Exit::Attention } else { Exit::Refused }, why)
    })
}

fn terminal(lang: Lang) -> Outcome {
    tui::probe::run(lang).map_err(|error| {
        Failure::Told(Exit::Refused, phrases::fill(phrases::doctor(lang).no_terminal, &[&error.to_string()]))
    })
}
