//! What comes in, and what goes out: the model is changed by messages alone, and acts by effects alone.

use uuid::Uuid;

use super::events::Outside;
use super::filing::{FileOp, FileReport};
use super::input::Key;
use super::screen::list::ListKind;
use crate::domain::HouseholdId;
use crate::protocol::{Answer, Event, Refusal, Request};

/// What comes in.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A key.
    Key(Key),
    /// The terminal's new size.
    Resize(u16, u16),
    /// The answer to a request.
    Reply {
        /// Its tag.
        tag: u64,
        /// What came of it.
        result: Result<Answer, Refusal>,
    },
    /// Something was done with files.
    File(FileReport),
    /// Something happened elsewhere.
    Event(Event),
    /// The line to the service broke; why.
    Lost(String),
    /// The line is back.
    Back,
    /// The service is held down.
    Held,
    /// The service lets this user in no more.
    Refused(crate::protocol::Refusal),
    /// A service of another version is there; its version.
    OtherVersion(String),
    /// The service does not let this member of staff in any more.
    TurnedAway(Refusal),
    /// A service reads its journal; so many parts of a hundred are done.
    Opening(u8),
    /// Nobody touched a key for five minutes.
    Idle,
    /// Numbers have been shown for long enough.
    Mask,
    /// The program has to end: the session is over.
    End,
    /// The terminal is gone: end without a word to it.
    TerminalLost,
    /// Draw anew: the program was in the background.
    Redraw,
}

impl From<Outside> for Msg {
    fn from(outside: Outside) -> Msg {
        match outside {
            Outside::Key(key) => Msg::Key(key),
            Outside::Resize(columns, rows) => Msg::Resize(columns, rows),
            Outside::Hangup | Outside::Terminate => Msg::End,
            Outside::Lost => Msg::TerminalLost,
            Outside::Wake => Msg::Redraw,
        }
    }
}

/// What goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A request to the service.
    Send {
        /// The tag its answer will carry.
        tag: u64,
        /// The request.
        request: Request,
    },
    /// Something to be done with files, whose report comes as a message.
    File(FileOp),
    /// Paint every cell again.
    Repaint,
    /// The language was changed: keep it for the next time.
    KeepLanguage,
    /// End the program.
    Quit,
}

/// What an answer is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Who and where.
    Home,
    /// The unfinished forms.
    Drafts,
    /// The look-up.
    Find,
    /// The preview of the selected row.
    Preview,
    /// A card.
    Card(HouseholdId),
    /// The numbers of a card in clear.
    Unmask(HouseholdId),
    /// The rows of a list.
    List(ListKind),
    /// A record to be edited in a form.
    Record(super::form::EditOf),
    /// How the record of a form stands.
    Present(Uuid),
    /// What a form saves.
    Save(Uuid),
    /// The choices of a form's field.
    Choices(Uuid),
    /// What would follow from a form.
    Foresee(Uuid),
    /// A form's text was kept.
    Kept(Uuid),
    /// A change taken back.
    Undo,
    /// An act without a form.
    Act,
    /// The households of a collection sheet.
    Households(Uuid),
    /// The households of a roll.
    Roll(Uuid),
    /// A page of records for a sheet.
    Sheet,
    /// A page of units, whose books a file may belong to.
    Books,
    /// A step of an import.
    BringIn(Uuid),
    /// Nothing waits for the answer.
    Nobody,
}
