//! One session: a thread that reads and does what is asked, in order, and one that writes.

use std::any::Any;
use std::io;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use uuid::Uuid;

use super::drafts::Asker;
use super::hub::{End, Hub, message_of};
use super::inbox::{Inbox, is_late};
use super::outbox::Outbox;
use super::peer::Peer;
use super::seat::Seat;
use crate::domain::{StaffId, StaffRole};
use crate::protocol::frame::{self, FrameError};
use crate::protocol::hello::{Hello, HelloError};
use crate::protocol::{Act, Answer, Command, CutOff, DraftOp, Event, Refusal, Request, ToClient};
use crate::registry::{Actor, Sure};

/// How long somebody who connects may take to say who they are.
const ENTER_WITHIN: Duration = Duration::from_secs(10);
/// How long a client may take nothing of what is written to it.
const WRITE_WITHIN: Duration = Duration::from_secs(5);
/// How long a request may take from its first byte to its last. Between two requests a client may be silent for ever.
const REQUEST_WITHIN: Duration = Duration::from_secs(10);

/// A session as its own thread knows it.
pub(super) struct Session {
    hub: Arc<Hub>,
    id: u64,
    line: Arc<UnixStream>,
    outbox: Arc<Outbox>,
    writer: Option<JoinHandle<io::Result<()>>>,
    seat: Option<Seat>,
    /// The service's own user, who could end it anyway, speaking under their own login.
    owner: bool,
    /// Whoever sat there is no member of staff any more.
    removed: bool,
    /// It asked for the end of the service, and learns of that by the end of its line.
    sees_the_end: bool,
}

/// Why a session ended.
#[derive(Debug, thiserror::Error)]
enum Over {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Hello(#[from] HelloError),
    #[error("{0}")]
    Frame(#[from] FrameError),
    #[error("{}", CutOff::HalfRequest)]
    Half,
}

impl Session {
    /// Admits a line that was accepted and gives it its threads.
    pub(super) fn begin(hub: &Arc<Hub>, line: UnixStream) -> io::Result<()> {
        line.set_nonblocking(false)?;
        line.set_write_timeout(Some(WRITE_WITHIN))?;
        let (line, outbox) = (Arc::new(line), Arc::new(Outbox::default()));
        let uid = Peer::uid_of(&line)?;
        let id = hub.admit(&line, &outbox, uid);
        let id = id.ok_or_else(|| io::Error::other("there are too many sessions"))?;
        let session = Session {
            hub: Arc::clone(hub),
            id,
            line,
            outbox,
            writer: None,
            seat: None,
            owner: false,
            removed: false,
            sees_the_end: false,
        };
        let started = thread::Builder::new().name(format!("session {id}")).spawn(|| session.run());
        started.map(drop).inspect_err(|_| hub.leave(id))
    }

    fn run(mut self) {
        match catch_unwind(AssertUnwindSafe(|| self.greet_and_talk())) {
            Ok(Ok(()) | Err(Over::Frame(FrameError::Closed))) => {}
            Ok(Err(over)) => self.broke_off(&over),
            Err(panic) => {
                let words = words_of(panic.as_ref());
                self.hub
                    .log
                    .line(format_args!("session {} ended by a fault of the program: {words}", self.id));
            }
        }
        self.outbox.close();
        if let Some(Ok(Err(why))) = self.writer.take().map(JoinHandle::join) {
            self.hub
                .log
                .line(format_args!("session {} took nothing more of what was written: {why}", self.id));
        }
        if !self.sees_the_end {
            self.line.shutdown(Shutdown::Both).unwrap_or_default();
        }
        self.hub.leave(self.id);
    }

    fn broke_off(&self, over: &Over) {
        self.hub.log.line(format_args!("session {} ended: {over}", self.id));
        if let Over::Half = over
            && let Some(last_word) = message_of(Event::CutOff { why: CutOff::HalfRequest })
        {
            self.outbox.cut_with(last_word);
        }
    }

    fn greet_and_talk(&mut self) -> Result<(), Over> {
        let peer = Peer::of(&self.line)?;
        let ours = Hello::of(self.hub.registry.home_id());
        ours.write(&mut &*self.line)?;
        let line = Arc::clone(&self.line);
        let mut inbox = Inbox::of(&line, ENTER_WITHIN, REQUEST_WITHIN);
        ours.common(&Hello::read(&mut inbox)?)?;
        self.writer = Some(self.start_writer()?);
        self.talk(&mut inbox, &peer)
    }

    fn start_writer(&self) -> io::Result<JoinHandle<io::Result<()>>> {
        let (line, outbox) = (Arc::clone(&self.line), Arc::clone(&self.outbox));
        thread::Builder::new().name(format!("writer {}", self.id)).spawn(move || outbox.write_to(&line))
    }

    fn talk(&mut self, inbox: &mut Inbox<'_>, peer: &Peer) -> Result<(), Over> {
        loop {
            let message = inbox.next().map_err(|error| match &self.seat {
                Some(_) if is_late(&error) => Over::Half,
                _ => error.into(),
            })?;
            let enters = matches!(message.body, Request::Enter { .. });
            // What is not done here is asked for again, under the same key, of the next service.
            if self.hub.ending().is_some() {
                return Ok(());
            }
            let Some(result) = self.handle(message.body, peer) else { return Ok(()) };
            if !self.reply(message.tag, result)? || self.removed {
                return Ok(());
            }
            if enters && self.seat.is_some() {
                inbox.is_known();
                // After the answer: before it a client passes over what it is told.
                self.hub.welcome(self.id);
            }
        }
    }

    fn reply(&self, tag: u64, result: Result<Answer, Refusal>) -> Result<bool, FrameError> {
        let bytes = match frame::to_bytes(&ToClient::Reply { tag, result }) {
            Err(FrameError::TooLong(_)) => {
                frame::to_bytes(&ToClient::Reply { tag, result: Err(Refusal::TooMuch) })?
            }
            other => other?,
        };
        Ok(self.outbox.answer(bytes.into()))
    }

    /// Does what is asked; `None` when nothing is to be said because the service cannot go on.
    fn handle(&mut self, request: Request, peer: &Peer) -> Option<Result<Answer, Refusal>> {
        let result = match request {
            Request::Enter { login, watch } => self.enter(login, watch, peer),
            Request::Stop { hold } => self.stop(hold),
            Request::Rescue { login, even_so } => self.hub.rescue(&login, even_so, peer),
            request => match self.actor() {
                Ok(actor) => self.serve(&actor, request),
                Err(why) => Err(why),
            },
        };
        if !self.hub.registry.is_over() {
            return Some(result);
        }
        self.hub.end(End::Broken);
        // The act may stand in the journal: only the next service can say what became of it.
        result.is_ok().then_some(result)
    }

    /// Who sits here as of this moment.
    fn actor(&mut self) -> Result<Actor, Refusal> {
        let seat = self.seat.as_ref().ok_or(Refusal::NotAllowed)?;
        let actor = seat.now(&self.hub.registry);
        self.removed = matches!(actor, Err(Refusal::Stranger(_)));
        actor
    }

    fn serve(&self, actor: &Actor, request: Request) -> Result<Answer, Refusal> {
        let registry = &self.hub.registry;
        registry.permits(actor, &request)?;
        match request {
            Request::Act { request, command } => self.act(Sure::Yes, actor, request, *command),
            Request::Propose { request, command } => self.act(Sure::NotYet, actor, request, *command),
            Request::Ask(query) => {
                let mut answer = registry.ask(actor, &query)?;
                self.complete(&mut answer, actor);
                Ok(answer)
            }
            Request::Draft(op) => self.draft(actor, op),
            request => self.hub.steer(self.id, actor, request),
        }
    }

    fn draft(&self, actor: &Actor, op: DraftOp) -> Result<Answer, Refusal> {
        let registry = &self.hub.registry;
        // A form that was open when a person was erased must not bring them back.
        if let DraftOp::Put(draft) = &op
            && draft.about.is_some_and(|key| registry.is_erased(key))
        {
            return Ok(Answer::Done);
        }
        let admin = actor.role == StaffRole::Admin && actor.scope.is_everywhere();
        // A register that cannot be read hands nobody's drafts on.
        let is_member = |login: &str| registry.is_member(login).unwrap_or(true);
        let asker = Asker { session: self.id, login: &actor.login, admin, is_member: &is_member };
        self.hub.drafts.act(op, &asker)
    }

    /// Fills in what the register does not know, and keeps what the next one wants to.
    fn complete(&self, answer: &mut Answer, actor: &Actor) {
        match answer {
            Answer::Home(home) => home.typing = self.hub.habits.typing_of(&actor.login),
            Answer::Status(status) => self.hub.complete(status),
            Answer::PersonFile(file) => self.hub.complete_file(file),
            Answer::Who(there) => *there = self.hub.who(actor),
            Answer::Check(found) => {
                let noted = self.hub.care.checked(self.hub.registry.now().0, found);
                noted.unwrap_or_else(|why| self.hub.log.line(format_args!("the check is not noted: {why}")));
            }
            _ => {}
        }
    }

    /// The act stands in the journal already. What cannot be handed over stays where an administrator finds it, and
    /// the same act again goes on with it.
    fn hand_drafts_over(&self, from: StaffId, to: StaffId) {
        let (registry, drafts, log) = (&self.hub.registry, &self.hub.drafts, &self.hub.log);
        let (Ok(from), Ok(to)) = (registry.login_of(from), registry.login_of(to)) else { return };
        match drafts.hand_over(&from, &to, self.id) {
            Ok(0) => {}
            Ok(count) => log.line(format_args!("{count} unfinished forms of {from} were handed to {to}")),
            Err(why) => log.line(format_args!("not all unfinished forms of {from} were handed over: {why}")),
        }
    }

    fn act(&self, sure: Sure, actor: &Actor, request: Uuid, command: Command) -> Result<Answer, Refusal> {
        // Before the erasure: after it nobody knows any more whom the unfinished forms name. Done twice it changes
        // nothing.
        let erasing = self.hub.registry.erasing(actor, request, &command);
        if let Some(erasing) = &erasing {
            self.hub.drafts.forget(erasing)?;
        }
        let heir = heir_of(&command);
        let answer = self.hub.registry.act_when(sure, actor, request, command)?;
        // What was typed meanwhile names them again. From here on it is the next service that keeps forms.
        if let Some(erasing) = &erasing {
            self.hub.drafts.close();
            let forgotten = self.hub.drafts.forget(erasing);
            forgotten.unwrap_or_else(|why| {
                self.hub.log.line(format_args!("an unfinished form may still name who was erased: {why:?}"));
            });
        }
        // A key that was used for another act is answered from that one, and nobody was suspended.
        if let (Some((from, to)), Answer::Saved(saved)) = (heir, &answer)
            && saved.act == Act::SuspendStaff as u16
            && saved.keys.contains(&from.key())
        {
            self.hand_drafts_over(from, to);
        }
        Ok(answer)
    }

    /// Another login than one's own is for the service's own user, who holds the files anyway.
    fn enter(&mut self, login: Option<String>, watch: bool, peer: &Peer) -> Result<Answer, Refusal> {
        let our_user = peer.uid == rustix::process::geteuid().as_raw();
        let login = login.unwrap_or_else(|| peer.login.clone());
        self.owner = our_user && login == peer.login;
        if login != peer.login && !our_user {
            return Err(Refusal::NotAllowed);
        }
        let seat = Seat::take(&self.hub.registry, &login)?;
        self.hub.know(self.id, &seat, watch)?;
        self.seat = Some(seat);
        Ok(Answer::Done)
    }

    fn stop(&mut self, hold: bool) -> Result<Answer, Refusal> {
        let is_keeper = |actor: Actor| actor.role == StaffRole::Admin && actor.scope.is_everywhere();
        if !self.owner && !self.actor().is_ok_and(is_keeper) {
            return Err(Refusal::NotAllowed);
        }
        if hold {
            let held = std::fs::write(self.hub.place.hold(), "");
            held.map_err(|error| Refusal::CannotWrite(error.to_string()))?;
        }
        self.sees_the_end = true;
        self.hub.end(End::Asked { hold, by: Arc::clone(&self.line) });
        Ok(Answer::Done)
    }
}

/// Who goes on with whose unfinished forms after an act.
fn heir_of(command: &Command) -> Option<(StaffId, StaffId)> {
    match command {
        Command::Suspend { staff, successor: Some(successor), .. } => Some((*staff, *successor)),
        _ => None,
    }
}

fn words_of(panic: &(dyn Any + Send)) -> &str {
    let fixed = panic.downcast_ref::<&str>().copied();
    fixed.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no words")
}
