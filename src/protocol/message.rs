//! What client and service say to each other after the hello.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Answer, BackupMark, Command, CutOff, Draft, Query, ReadOnly, ScopeName, Told};
use crate::domain::{Date, Fault, RecordKey, Warning};
use crate::text::typing::Typing;

/// From a client: a request with the client's own tag, which comes back on the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToService {
    /// Counted by the client; a later look-up with a higher tag makes an earlier one stale.
    pub tag: u64,
    /// The request.
    pub body: Request,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Who speaks. `login` is honoured only when the peer is the service's own user.
    Enter {
        /// The login asked for with `--as`.
        login: Option<String>,
        /// Whether this session wants to hear of changes.
        watch: bool,
    },
    /// An act, with the key under which it may be repeated after a broken line.
    Act {
        /// The idempotency key.
        request: Uuid,
        /// The act.
        command: Box<Command>,
    },
    /// The same, by somebody who has not looked at it twice: refused where something may be a slip
    /// ([`Refusal::LookAgain`]). What they mean all the same they send as an act.
    Propose {
        /// The idempotency key.
        request: Uuid,
        /// The act.
        command: Box<Command>,
    },
    /// A question.
    Ask(Box<Query>),
    /// What is being typed.
    Draft(DraftOp),
    /// Ends the service; with `hold`, nobody starts it again until it is released.
    Stop {
        /// Keep it down.
        hold: bool,
    },
    /// Tells something to every screen, and for a while to those that come later.
    Tell {
        /// The message.
        text: String,
        /// The time of day it is about, in minutes: newcomers are told until then, instead of for an hour.
        until: Option<u16>,
    },
    /// Takes the last message back.
    Hush,
    /// From now on nothing is saved; or things are saved again.
    SetReading {
        /// Why nothing is to be saved; none ends it.
        reason: Option<String>,
    },
    /// The record that is open on this screen; none when none is.
    Looking {
        /// Which.
        at: Option<RecordKey>,
    },
    /// From now on who asks types Vietnamese so, wherever they sit.
    Types(Typing),
    /// A backup was made; the time is the service's own.
    BackupDone(BackupMark),
    /// Makes somebody an administrator. Only for the service's own user, who needs no login for it.
    Rescue {
        /// Whom.
        login: String,
        /// Also when there are administrators.
        even_so: bool,
    },
}

impl Request {
    /// What it is called in a log.
    pub fn name(&self) -> String {
        super::name::of(self)
    }

    /// Whether nobody looks at the answer any more once `later` is asked: a look-up of the same kind. The service
    /// may pass over such a request, and its client waits for no answer.
    pub fn is_overtaken_by(&self, later: &Request) -> bool {
        let (Request::Ask(query), Request::Ask(later)) = (self, later) else { return false };
        matches!(
            (&**query, &**later),
            (Query::Find { .. }, Query::Find { .. }) | (Query::Preview(_), Query::Preview(_))
        )
    }
}

/// What a client does with drafts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DraftOp {
    /// Keep this text; it replaces the earlier text of the same form instance.
    Put(Box<Draft>),
    /// List mine that no living screen has open.
    List,
    /// Take one over, so that it is offered to nobody else while this session lives.
    Take(Uuid),
    /// The form was saved or thrown away.
    Drop(Uuid),
}

/// From the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToClient {
    /// The answer to a request.
    Reply {
        /// The request's tag.
        tag: u64,
        /// What came of it.
        result: Result<Answer, Refusal>,
    },
    /// Something happened.
    Event(Event),
}

/// Something happened that open screens want to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A change was recorded.
    Changed {
        /// Its place in the order.
        seq: u64,
        /// By whom.
        login: String,
        /// The records touched.
        keys: Vec<RecordKey>,
    },
    /// The service ends. Whoever hears this does not start another while it is held.
    Stopping {
        /// It stays down until released.
        hold: bool,
    },
    /// A household went to a group outside the scope of whoever hears this.
    Left {
        /// Which.
        key: RecordKey,
    },
    /// Somebody tells something to every screen.
    Told(Told),
    /// The last message was taken back.
    Hushed,
    /// From now on nothing is saved, and why; or things are saved again.
    Reading(Option<ReadOnly>),
    /// Others have the record open that is open here.
    Present {
        /// Which.
        key: RecordKey,
        /// Their names.
        others: Vec<String>,
    },
    /// The service hangs up on this client.
    CutOff {
        /// Why.
        why: CutOff,
    },
}

/// Why a request was not done. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// The entry has faults: all of them.
    Faults(Vec<Fault>),
    /// It was only proposed, and this may be a slip.
    LookAgain(Vec<Warning>),
    /// Somebody else changed the record meanwhile.
    Conflict {
        /// Which.
        key: RecordKey,
        /// By whom, last.
        login: String,
        /// When.
        when: Moment,
    },
    /// Not allowed.
    NotAllowed,
    /// The operating system's user is no member of staff; their login there.
    Stranger(String),
    /// No such record.
    NotFound,
    /// An undo is not possible: a later change touched the same record.
    ChangedSince(Box<Later>),
    /// The change was taken back already.
    UndoneAlready,
    /// The disk does not take it now; why, in the system's words.
    CannotWrite(String),
    /// The register needs attention; what, in words.
    NeedsAttention(String),
    /// Too much at once.
    TooMuch,
    /// Rows of an import were lost with a service that ended: begin it again.
    Incomplete,
    /// The service is ending.
    Stopping,
    /// The disk is nearly full; so many millions of bytes are free.
    NoRoom(u64),
    /// The register is open for reading alone.
    ReadOnly(ReadOnly),
    /// The service that made the plan of a backup is gone: begin it again.
    PlanIsOld,
    /// Only who did an act, or an administrator, takes it back; who did it.
    NotYours {
        /// The act.
        seq: u64,
        /// By whom.
        login: String,
    },
    /// Acts of this kind are not taken back.
    NeverUndone {
        /// The change.
        seq: u64,
        /// The act's number.
        act: u16,
    },
    /// A receipt that is not the last of its year keeps its number: it is voided, not taken back.
    LaterReceipt {
        /// The receipt.
        number: u32,
        /// Its year.
        year: i32,
    },
    /// It belongs to a group or unit that is not in the scope of who asks.
    OutOfScope(Option<ScopeName>),
    /// Digits are shown for a reason, and none was given.
    NoReason,
    /// Too many look-ups by digits; so many minutes from now they are answered again.
    TooManyDigits(u16),
    /// Nobody would be left who may look after the register.
    LastAdmin,
    /// Too many sessions; of one login, or of all together.
    TooManySessions {
        /// Whose, when it is of one.
        login: Option<String>,
        /// How many there may be.
        most: u32,
    },
    /// There are administrators who could do it; their logins.
    AdminsThere(Vec<String>),
    /// No login is written like this.
    NoLogin(String),
    /// The personal data of the person was erased, and is not entered again.
    Erased,
    /// A reason is kept for years, and names the person or their numbers.
    ReasonNames,
}

/// A day and a time of day where the home is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The day.
    pub day: Date,
    /// The minutes since midnight.
    pub minute: u16,
}

impl Moment {
    /// Of an instant.
    pub fn of(at_ms: i64, offset_minutes: i16) -> Moment {
        let minutes = at_ms.div_euclid(60_000).saturating_add(i64::from(offset_minutes));
        let minute = u16::try_from(minutes.rem_euclid(24 * 60)).unwrap_or(0);
        Moment { day: Date::of_instant(at_ms, offset_minutes), minute }
    }
}

/// The change that keeps an earlier one from being taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Later {
    /// Its place in the order.
    pub seq: u64,
    /// By whom.
    pub login: String,
    /// When.
    pub when: Moment,
    /// The act's number.
    pub act: u16,
    /// The record it touched.
    pub key: RecordKey,
    /// How that is called.
    pub name: String,
}
