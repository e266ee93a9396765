//! What is asked of the service itself: messages, reading alone, what is open where, a backup that was made, and the way
//! back for an administrator.

use super::hub::Hub;
use super::peer::Peer;
use crate::protocol::{Answer, BackupMark, Event, Refusal, Request};
use crate::registry::Actor;

impl Hub {
    /// Does what a member of staff asks and may.
    pub(super) fn steer(&self, session: u64, actor: &Actor, request: Request) -> Result<Answer, Refusal> {
        match request {
            Request::Tell { text, until } => self.tell(actor, &text, until)?,
            Request::Hush => self.hush(),
            Request::SetReading { reason } => self.set_reading(actor, reason.as_deref())?,
            Request::Looking { at } => self.looks_at(session, at),
            Request::Types(typing) => self.habits.keep(&actor.login, typing)?,
            Request::BackupDone(mark) => self.note_backup(mark)?,
            _ => return Err(Refusal::NotAllowed),
        }
        Ok(Answer::Done)
    }

    fn set_reading(&self, actor: &Actor, reason: Option<&str>) -> Result<(), Refusal> {
        self.registry.set_reading(actor, reason)?;
        let what = if reason.is_some() { "stopped all saving" } else { "lets things be saved again" };
        self.log.line(format_args!("{} {what}", actor.login));
        self.publish(Event::Reading(self.registry.read_only()));
        Ok(())
    }

    fn note_backup(&self, mark: BackupMark) -> Result<(), Refusal> {
        let mark = BackupMark { at: self.registry.now().0, ..mark };
        self.care.backed_up(mark).map_err(|error| Refusal::CannotWrite(error.to_string()))
    }

    /// Makes somebody an administrator, for the user who owns the files anyway.
    pub(super) fn rescue(&self, login: &str, even_so: bool, peer: &Peer) -> Result<Answer, Refusal> {
        if peer.uid != rustix::process::geteuid().as_raw() {
            return Err(Refusal::NotAllowed);
        }
        self.registry.rescue(login, even_so)?;
        let (uid, user) = (peer.uid, &peer.login);
        self.log
            .line(format_args!("{login} was made an administrator by user {uid} ({user}) with ndtq rescue"));
        Ok(Answer::Done)
    }
}
