//! The line to the register, with its refusals as exit codes and sentences.

use uuid::Uuid;

use super::out::{Exit, Failure};
use crate::client::{self, CallError, ConnectError, Session};
use crate::domain::{Date, Kind, RecordKey, Reference};
use crate::phrases::{self, Lang, Words, fill, phrases, refusal};
use crate::protocol::{Answer, Command, HomeView, Query, Refusal, Request};

/// Takes the value out of the answer that was expected.
macro_rules! answered {
    ($answer:expr, $variant:ident, $lang:expr) => {
        match $answer {
            $crate::protocol::Answer::$variant(value) => Ok(value),
            _ => Err($crate::cli::Failure::other_build($lang)),
        }
    };
}
pub(super) use answered;

/// A line to the register.
pub struct Link {
    session: Session,
    lang: Lang,
}

impl Link {
    /// Connects, starting the service where that is allowed.
    ///
    /// # Errors
    /// Why it cannot be reached.
    pub fn open(options: &client::Options, lang: Lang) -> Result<Link, Failure> {
        match Session::connect(options) {
            Ok(session) => Ok(Link::of(session, lang)),
            Err(error) => Err(unreached(&error, lang)),
        }
    }

    /// A line that is there already.
    pub fn of(session: Session, lang: Lang) -> Link {
        Link { session, lang }
    }

    /// Asks.
    ///
    /// # Errors
    /// What was refused, or that the line broke.
    pub fn ask(&mut self, query: Query) -> Result<Answer, Failure> {
        self.session.ask(query).map_err(|error| told(error, self.lang))
    }

    /// Asks, where a refusal is not the end of it.
    ///
    /// # Errors
    /// That the line broke.
    pub fn ask_whether(&mut self, query: Query) -> Result<Result<Answer, Refusal>, Failure> {
        match self.session.ask(query) {
            Ok(answer) => Ok(Ok(answer)),
            Err(CallError::Refused(refusal)) => Ok(Err(refusal)),
            Err(lost) => Err(told(lost, self.lang)),
        }
    }

    /// Does an act; a repeat under the same request is answered from the first.
    ///
    /// # Errors
    /// What was refused, or that the line broke.
    pub fn act(&mut self, request: Uuid, command: Command) -> Result<Answer, Failure> {
        self.session.act(request, command).map_err(|error| told(error, self.lang))
    }

    /// Asks something of the service itself.
    ///
    /// # Errors
    /// What was refused, or that the line broke.
    pub fn steer(&mut self, request: &Request) -> Result<(), Failure> {
        self.session.steer(request).map(drop).map_err(|error| told(error, self.lang))
    }

    /// Who and where.
    ///
    /// # Errors
    /// What was refused, or that the line broke.
    pub fn home(&mut self) -> Result<HomeView, Failure> {
        Ok(*answered!(self.ask(Query::Home)?, Home, self.lang)?)
    }

    /// Today, where the home is.
    ///
    /// # Errors
    /// What was refused, or that the line broke.
    pub fn today(&mut self) -> Result<Date, Failure> {
        Ok(self.home()?.today)
    }

    /// What an id or a short number means.
    ///
    /// # Errors
    /// A text that is no id is a usage error; one that names nothing is not found.
    pub fn resolve(&mut self, text: &str) -> Result<RecordKey, Failure> {
        let words = phrases(self.lang).cli;
        let reference: Reference = text.parse().map_err(|_| Failure::usage(fill(words.bad_id, &[text])))?;
        match self.session.ask(Query::Resolve(reference)) {
            Ok(Answer::Resolved(key)) => Ok(key),
            Ok(_) => Err(Failure::other_build(self.lang)),
            Err(CallError::Refused(Refusal::NotFound)) => Err(Failure::refused(fill(words.no_such, &[text]))),
            Err(error) => Err(told(error, self.lang)),
        }
    }

    /// What an id or a short number means, when it must be of one kind.
    ///
    /// # Errors
    /// As [`Link::resolve`], and when it is of another kind.
    pub fn resolve_as(&mut self, option: &str, kind: Kind, text: &str) -> Result<Uuid, Failure> {
        let key = self.resolve(text)?;
        if key.kind == kind {
            return Ok(key.id);
        }
        let example = match kind {
            Kind::Household => "H-02054",
            Kind::Project => "J-01",
            _ => "0190f3a2-7b1c-7d2e-8f00-000000000000",
        };
        let words = phrases(self.lang).cli;
        Err(Failure::usage(fill(words.wants, &[option, kind.word(self.lang), example])))
    }
}

/// A key of a request of one's own.
///
/// # Errors
/// When the system has no randomness to give.
pub fn new_request(lang: Lang) -> Result<Uuid, Failure> {
    new_id(lang)
}

fn random_bytes(lang: Lang) -> Result<[u8; 10], Failure> {
    let mut bytes = [0; 10];
    let filled = getrandom::fill(&mut bytes);
    filled.map_err(|error| Failure::refused(fill(phrases(lang).cli.line_lost, &[&error.to_string()])))?;
    Ok(bytes)
}

/// An identity for a new record: UUID v7, like those that the register makes.
///
/// # Errors
/// When the system has no randomness to give.
pub fn new_id(lang: Lang) -> Result<Uuid, Failure> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let millis = u64::try_from(since.as_millis()).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random_bytes(lang)?).into_uuid())
}

pub(super) fn unreached(error: &ConnectError, lang: Lang) -> Failure {
    let why = fill(phrases(lang).cli.cannot_connect, &[&phrases::unreached(lang, error)]);
    // A service that was started and does not answer has something to tell its administrator.
    let exit = if matches!(error, ConnectError::NoAnswer { .. }) { Exit::Attention } else { Exit::Refused };
    Failure::Told(exit, why)
}

/// A refusal as the end of a sub-command.
pub(super) fn refused(why: &Refusal, lang: Lang) -> Failure {
    Failure::Told(exit_of(why), refusal(lang, why))
}

pub(super) fn told(error: CallError, lang: Lang) -> Failure {
    match error {
        CallError::Refused(why) => refused(&why, lang),
        lost => Failure::refused(fill(phrases(lang).cli.line_lost, &[&lost.to_string()])),
    }
}

/// A disk that takes nothing and a register in need are for the administrator, not for whoever asked.
fn exit_of(refusal: &Refusal) -> Exit {
    match refusal {
        Refusal::CannotWrite(_) | Refusal::NeedsAttention(_) | Refusal::NoRoom(_) | Refusal::ReadOnly(_) => {
            Exit::Attention
        }
        _ => Exit::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_have_their_exit_codes() {
        let cases = [
            (Refusal::NotFound, Exit::Refused),
            (Refusal::Faults(vec![]), Exit::Refused),
            (Refusal::CannotWrite("no space left".into()), Exit::Attention),
            (Refusal::NeedsAttention("journal".into()), Exit::Attention),
        ];
        for (refusal, want) in cases {
            assert_eq!(exit_of(&refusal), want, "{refusal:?}");
        }
    }
}
