//! Text that the service keeps while it is typed: of forms, sheets and rolls alike.

use uuid::Uuid;

use super::model::Model;
use super::msg::{Ask, Effect};
use crate::phrases::screens;
use crate::protocol::{Draft, DraftOp, Request};

/// How far what is typed on a screen is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// Somebody typed something.
    pub touched: bool,
    unkept: bool,
    is_busy: bool,
}

impl Keeping {
    /// Something was typed.
    pub fn typed(&mut self) {
        (self.touched, self.unkept) = (true, true);
    }

    /// Whether the text is to be sent now: there is something new, and the service is not busy with the text before.
    pub fn begins(&mut self) -> bool {
        let begins = self.unkept && !self.is_busy;
        if begins {
            (self.is_busy, self.unkept) = (true, false);
        }
        begins
    }

    /// The service kept what it was sent. Whether there is more to send.
    pub fn ended(&mut self) -> bool {
        self.is_busy = false;
        self.begins()
    }
}

/// Who types, and when: for a draft.
pub fn who_and_when(model: &Model) -> (String, i64) {
    (model.home.as_ref().map(|home| home.login.clone()).unwrap_or_default(), model.now_ms)
}

/// Leaves the visible screen. What was typed on it waits among the unfinished forms.
pub fn set_aside(model: &mut Model, draft: Option<Draft>) -> Vec<Effect> {
    model.stack.pop();
    let mut effects = Vec::new();
    if let Some(draft) = draft {
        model.drafts.retain(|other| other.id != draft.id);
        model.drafts.insert(0, draft.clone());
        model.say(screens(model.lang).kept_for_later);
        effects.push(model.keep(draft));
    }
    effects.extend(super::update::refresh(model));
    effects
}

/// Leaves the visible sheet or roll: what a draft kept of it and nobody has read yet (`unread`) goes on waiting, or else what
/// was typed since.
pub fn leave(model: &mut Model, unread: Option<Box<Draft>>, typed: Option<Draft>) -> Vec<Effect> {
    let draft = unread.map(|draft| *draft).or(typed);
    set_aside(model, draft)
}

/// What stood behind a screen never came, and the screen is gone: what a draft kept of it waits where it did.
pub fn waits_again(model: &mut Model, draft: Option<Box<Draft>>) {
    if let Some(draft) = draft {
        model.drafts.insert(0, *draft);
    }
}

/// Throws the visible screen away, and what was kept of it.
pub fn throw_away(model: &mut Model, id: Uuid) -> Vec<Effect> {
    model.stack.pop();
    model.say(screens(model.lang).thrown_away);
    model.drafts.retain(|draft| draft.id != id);
    let mut effects = vec![drop_draft(model, id)];
    effects.extend(super::update::refresh(model));
    effects
}

/// Lets go of what was kept: it was saved, or is not wanted.
pub fn drop_draft(model: &mut Model, id: Uuid) -> Effect {
    model.send(Ask::Nobody, Request::Draft(DraftOp::Drop(id)))
}

/// Goes on with an unfinished form: it is no longer among those that wait.
pub fn take_up(model: &mut Model, id: Uuid) -> Effect {
    model.drafts.retain(|other| other.id != id);
    model.send(Ask::Nobody, Request::Draft(DraftOp::Take(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_is_under_way_at_a_time_and_the_last_one_is_sent() {
        let mut keeping = Keeping::default();
        assert!(!keeping.begins() && !keeping.touched);
        keeping.typed();
        assert!(keeping.begins());
        keeping.typed();
        assert!(!keeping.begins(), "the service is busy");
        assert!(keeping.ended(), "what came meanwhile");
        assert!(!keeping.ended());
        assert!(keeping.touched);
    }
}
