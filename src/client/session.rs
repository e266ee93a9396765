//! A session that asks and waits, for the command line.

use std::time::{Duration, Instant};

use uuid::Uuid;

use super::line::{Entering, Line};
use super::reach::reach;
use super::{CallError, ConnectError, Options};
use crate::protocol::frame::{self, FrameError};
use crate::protocol::place::Place;
use crate::protocol::{Answer, Command, DraftOp, Event, Query, Refusal, Request, ToClient, ToService};

/// How long to try to come back.
const COME_BACK_WITHIN: Duration = Duration::from_secs(10);
/// Between two tries to come back.
const PAUSE: Duration = Duration::from_millis(100);
/// A request at which the line broke this often is what breaks it.
const MOST_BREAKS: u32 = 3;
/// How long a service that is ending may take.
const END_WITHIN: Duration = Duration::from_secs(30);

/// A session. It comes back by itself when the line breaks, and repeats what was not answered.
pub struct Session {
    options: Options,
    place: Place,
    line: Option<Line>,
    home: Uuid,
    tag: u64,
    /// The service said that it was stopped: others may start one, this session does not.
    told_to_stop: bool,
}

impl Session {
    /// Connects, starting the service when none runs and that is allowed.
    ///
    /// # Errors
    /// Why there is no line.
    pub fn connect(options: &Options) -> Result<Session, ConnectError> {
        let place = Place::of(&options.home, options.socket.as_deref())?;
        let line = reach(&place, options, Entering::Asking, options.may_start)?;
        let home = line.home;
        Ok(Session { options: options.clone(), place, line: Some(line), home, tag: 0, told_to_stop: false })
    }

    /// The register's identity.
    pub fn home_id(&self) -> Uuid {
        self.home
    }

    /// Asks.
    ///
    /// # Errors
    /// Why there is no answer.
    pub fn ask(&mut self, query: Query) -> Result<Answer, CallError> {
        self.call(&Request::Ask(Box::new(query)))
    }

    /// Has an act recorded; it is durable when this returns. When the line breaks it is repeated under the same
    /// key, so it is recorded once.
    ///
    /// # Errors
    /// Why it was not recorded, or that this is not known.
    pub fn act(&mut self, request: Uuid, command: Command) -> Result<Answer, CallError> {
        self.call(&Request::Act { request, command: Box::new(command) })
    }

    /// Keeps, lists, takes or drops drafts.
    ///
    /// # Errors
    /// Why that was not done.
    pub fn draft(&mut self, op: DraftOp) -> Result<Answer, CallError> {
        self.call(&Request::Draft(op))
    }

    /// Asks something of the service itself: to tell something, to save nothing for a while, to note a backup.
    ///
    /// # Errors
    /// Why that was not done.
    pub fn steer(&mut self, request: &Request) -> Result<Answer, CallError> {
        self.call(request)
    }

    /// Ends the service and waits until it is gone and its lock is free.
    ///
    /// # Errors
    /// Why it goes on.
    pub fn stop(&mut self, hold: bool) -> Result<(), CallError> {
        let answer = self.exchange(&Request::Stop { hold })?;
        answer.map_err(CallError::Refused)?;
        let Some(mut line) = self.line.take() else { return Ok(()) };
        let until_gone = line.writer.set_read_timeout(Some(END_WITHIN)).map_err(FrameError::Io);
        let outcome = until_gone.and_then(|()| read_to_the_end(&mut line));
        match outcome {
            Err(FrameError::Io(error)) if error.kind() == std::io::ErrorKind::WouldBlock => {
                let home = self.place.home.clone();
                Err(ConnectError::NoAnswer { home, last_words: None }.into())
            }
            _ => Ok(()),
        }
    }

    fn call(&mut self, request: &Request) -> Result<Answer, CallError> {
        let until = Instant::now() + COME_BACK_WITHIN;
        let mut breaks = 0;
        loop {
            let lost = match self.exchange(request) {
                Ok(result) => return result.map_err(CallError::Refused),
                Err(CallError::Lost(lost)) => lost,
                Err(error) => return Err(error),
            };
            breaks += u32::from(matches!(lost, ConnectError::Broken(_)));
            if !may_pass(&lost) || breaks >= MOST_BREAKS || Instant::now() >= until {
                return Err(lost.into());
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Says it once, on a new line when the last one broke.
    fn exchange(&mut self, request: &Request) -> Result<Result<Answer, Refusal>, CallError> {
        self.tag += 1;
        let message = ToService { tag: self.tag, body: request.clone() };
        let bytes = frame::to_bytes(&message).map_err(CallError::TooLong)?;
        let mut line = match self.line.take() {
            Some(line) => line,
            None => self.come_back()?,
        };
        let result = self.say(&mut line, &bytes).map_err(ConnectError::Broken)?;
        self.line = Some(line);
        Ok(result)
    }

    fn say(&mut self, line: &mut Line, bytes: &[u8]) -> Result<Result<Answer, Refusal>, FrameError> {
        use std::io::Write;
        line.writer.write_all(bytes)?;
        loop {
            match frame::read(&mut line.reader)? {
                ToClient::Reply { tag, result } if tag == self.tag => return Ok(result),
                ToClient::Event(Event::Stopping { .. }) => self.told_to_stop = true,
                _ => {}
            }
        }
    }

    fn come_back(&mut self) -> Result<Line, ConnectError> {
        let may_start = self.options.may_start && !self.told_to_stop;
        let line = reach(&self.place, &self.options, Entering::Asking, may_start)?;
        if line.home != self.home {
            return Err(ConnectError::OtherHome(self.place.socket.clone()));
        }
        self.told_to_stop = false;
        Ok(line)
    }
}

/// Whether it may be otherwise in a moment.
fn may_pass(lost: &ConnectError) -> bool {
    matches!(lost, ConnectError::Broken(_) | ConnectError::NotRunning(_) | ConnectError::NoAnswer { .. })
}

fn read_to_the_end(line: &mut Line) -> Result<(), FrameError> {
    loop {
        frame::read::<ToClient>(&mut line.reader)?;
    }
}
