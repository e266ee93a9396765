//! Where the home is and in which language to speak: from the command line, the environment, the config file, in
//! that order.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::Globals;
use super::out::Failure;
use crate::client::{self, OnOpening};
use crate::phrases::{Lang, fill, phrases};

/// What the environment says.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// NDTQ_HOME.
    pub home: Option<PathBuf>,
    /// NDTQ_SOCKET.
    pub socket: Option<PathBuf>,
    /// NDTQ_LANG.
    pub lang: Option<String>,
    /// TERM says that no screen can be painted.
    pub is_dumb: bool,
    /// Where programs keep their data.
    pub data: Option<PathBuf>,
    /// Where programs keep what may be lost.
    pub state: Option<PathBuf>,
}

impl Environment {
    /// Of this process.
    pub fn of_process() -> Environment {
        let set = |name: &str| std::env::var_os(name).filter(|value: &OsString| !value.is_empty());
        let base = etcetera::choose_base_strategy().ok();
        Environment {
            home: set("NDTQ_HOME").map(PathBuf::from),
            socket: set("NDTQ_SOCKET").map(PathBuf::from),
            is_dumb: set("TERM").is_some_and(|term| term == "dumb"),
            lang: set("NDTQ_LANG").map(|value| value.to_string_lossy().into_owned()),
            data: base.as_ref().map(BaseStrategy::data_dir),
            state: base.as_ref().and_then(BaseStrategy::state_dir),
        }
    }
}

/// The settings that hold for every sub-command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The home folder; `None` when none was named and there is no personal folder.
    pub home: Option<PathBuf>,
    /// The home of `ndtq demo`: only the command line moves it, so that NDTQ_HOME of a real register does not.
    pub practice_home: Option<PathBuf>,
    /// A socket outside the home.
    pub socket: Option<PathBuf>,
    /// The socket that the command line names.
    pub practice_socket: Option<PathBuf>,
    /// The language.
    pub lang: Lang,
    /// The login asked for.
    pub login: Option<String>,
    /// Line by line, without the screens.
    pub plain: bool,
    /// The config file that cannot be read, and why.
    pub complaint: Option<(String, String)>,
}

impl Settings {
    /// From the command line, the environment and the config file of the home.
    pub fn of(globals: &Globals, environment: &Environment) -> Settings {
        let named = globals.home.clone().or_else(|| environment.home.clone());
        let home = named.or_else(|| environment.data.as_ref().map(|data| data.join("ndtq")));
        // Sentences name it, and are followed from other folders.
        let home = home.map(|home| std::path::absolute(&home).unwrap_or(home));
        let in_state = || environment.state.as_ref().map(|state| state.join("ndtq").join("demo"));
        let config = home.as_deref().map(Config::read).unwrap_or_default();
        let spoken = environment.lang.as_deref().and_then(|lang| lang.parse().ok());
        Settings {
            home,
            practice_home: globals.home.clone().or_else(in_state),
            socket: globals.socket.clone().or_else(|| environment.socket.clone()),
            practice_socket: globals.socket.clone(),
            lang: globals.lang.or(spoken).or(config.lang).unwrap_or(Lang::Vi),
            login: globals.login.clone(),
            plain: globals.plain || environment.is_dumb,
            complaint: config.complaint,
        }
    }

    /// The home folder.
    ///
    /// # Errors
    /// When none was named and there is no personal folder.
    pub fn home(&self) -> Result<&Path, Failure> {
        let nowhere = || Failure::usage(phrases(self.lang).cli.no_folder_of_own);
        self.home.as_deref().ok_or_else(nowhere)
    }

    /// How to reach the register. A socket that was named is the system's: no client starts its service.
    ///
    /// # Errors
    /// When there is no home folder.
    pub fn options(&self) -> Result<client::Options, Failure> {
        Ok(client::Options {
            home: self.home()?.to_owned(),
            socket: self.socket.clone(),
            login: self.login.clone(),
            program: program(),
            may_start: self.socket.is_none(),
            practice: false,
            opening: opening_line(self.lang),
        })
    }

    /// These settings with the practice home in the place of the home.
    #[must_use]
    pub fn for_practice(&self) -> Settings {
        let (home, socket) = (self.practice_home.clone(), self.practice_socket.clone());
        Settings { home, socket, ..self.clone() }
    }

    /// The note about the config file, where there is something to note.
    pub fn complaint(&self) -> Option<String> {
        let (path, why) = self.complaint.as_ref()?;
        Some(fill(phrases(self.lang).cli.bad_config, &[path, why]))
    }
}

/// This program, to be started as the service.
fn program() -> PathBuf {
    std::env::current_exe().unwrap_or_else(|_| PathBuf::from("ndtq"))
}

/// `config.toml` in the home folder.
#[derive(Debug, Default)]
struct Config {
    lang: Option<Lang>,
    complaint: Option<(String, String)>,
}

impl Config {
    fn read(home: &Path) -> Config {
        let path = home.join("config.toml");
        let Ok(text) = std::fs::read_to_string(&path) else { return Config::default() };
        let lang_of = |table: &toml::Table| -> Result<Option<Lang>, String> {
            match table.get("lang") {
                None => Ok(None),
                Some(value) => {
                    let lang = value.as_str().unwrap_or_default().parse::<Lang>();
                    lang.map(Some).map_err(|error| error.to_string())
                }
            }
        };
        match text
            .parse::<toml::Table>()
            .map_err(|error| error.message().to_owned())
            .and_then(|t| lang_of(&t))
        {
            Ok(lang) => Config { lang, complaint: None },
            Err(error) => Config { lang: None, complaint: Some((path.display().to_string(), error)) },
        }
    }
}

/// Says on a terminal how far a service is that reads its journal; into a file or a pipe nothing.
fn opening_line(lang: Lang) -> OnOpening {
    if !io::stderr().is_terminal() {
        return OnOpening::default();
    }
    OnOpening::call(move |done, total| {
        let percent = done.saturating_mul(100).checked_div(total).unwrap_or(0).min(100);
        let line = fill(phrases(lang).cli.opening, &[&percent.to_string()]);
        // Nobody is there to be told that the terminal went away.
        write!(io::stderr(), "\r{line}{}", if percent == 100 { "\n" } else { "" }).unwrap_or_default();
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment() -> Environment {
        Environment {
            home: Some("/env/home".into()),
            socket: Some("/env/socket".into()),
            lang: Some("en".into()),
            data: Some("/data".into()),
            state: Some("/state".into()),
            is_dumb: false,
        }
    }

    #[test]
    fn the_command_line_comes_before_the_environment() {
        let globals = Globals { home: Some("/line".into()), lang: Some(Lang::Vi), ..Globals::default() };
        let settings = Settings::of(&globals, &environment());
        assert_eq!(settings.home.as_deref(), Some(Path::new("/line")));
        assert_eq!(settings.lang, Lang::Vi);
        let settings = Settings::of(&Globals::default(), &environment());
        assert_eq!(settings.home.as_deref(), Some(Path::new("/env/home")));
        assert_eq!(settings.lang, Lang::En);
        assert!(!settings.options().unwrap().may_start);
        let bare = Environment { data: Some("/data".into()), ..Environment::default() };
        let settings = Settings::of(&Globals::default(), &bare);
        assert_eq!(settings.home.as_deref(), Some(Path::new("/data/ndtq")));
        assert!(settings.options().unwrap().may_start);
    }

    #[test]
    fn practice_stays_away_from_the_home_of_the_environment() {
        let settings = Settings::of(&Globals::default(), &environment()).for_practice();
        assert_eq!(settings.home.as_deref(), Some(Path::new("/state/ndtq/demo")));
        assert_eq!(settings.socket, None);
        let globals = Globals { home: Some("/line".into()), ..Globals::default() };
        let settings = Settings::of(&globals, &environment()).for_practice();
        assert_eq!(settings.home.as_deref(), Some(Path::new("/line")));
    }

    #[test]
    fn the_config_file_speaks_last_and_a_broken_one_is_noted() {
        let home = tempfile::tempdir().unwrap();
        let environment = Environment { home: Some(home.path().into()), ..Environment::default() };
        let lang = |text: &str| {
            std::fs::write(home.path().join("config.toml"), text).unwrap();
            let settings = Settings::of(&Globals::default(), &environment);
            (settings.lang, settings.complaint().is_some())
        };
        assert_eq!(lang("lang = \"en\"\n"), (Lang::En, false));
        assert_eq!(lang("other = 1\n"), (Lang::Vi, false));
        assert_eq!(lang("lang = \"fr\"\n"), (Lang::Vi, true));
        assert_eq!(lang("lang =\n"), (Lang::Vi, true));
    }

    #[test]
    fn without_any_folder_the_command_line_must_name_one() {
        let settings = Settings::of(&Globals::default(), &Environment::default());
        assert!(matches!(settings.home(), Err(Failure::Told(super::super::Exit::Usage, _))));
    }
}
