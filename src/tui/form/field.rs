//! A field of a form: what it takes, and what is in it.

use crate::domain::{Choice, Fault, Field, Kind};
use crate::phrases::{Lang, Words, field};
use crate::text::keys;
use crate::text::typing::Typing;
use crate::tui::input::Key;
use crate::tui::widget::line_edit::LineEdit;
use crate::tui::widget::live::{self, Shape};

/// What a field takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A line of text.
    Line,
    /// A day.
    Day,
    /// A date of which only a part may be known.
    Partial,
    /// Money.
    Money,
    /// A number with two decimals: area, days, metres.
    Number,
    /// A whole number.
    Count,
    /// Digits of an id or a phone.
    Digits,
    /// One of a closed list: key and label.
    Choice(Vec<(String, String)>),
    /// A record, found by typing.
    Record(Kind),
}

/// A field on the screen.
#[derive(Clone, Debug)]
pub struct FieldState {
    /// Which field.
    pub field: Field,
    /// Its row, for fields that come more than once.
    pub row: Option<u16>,
    /// Its label.
    pub label: String,
    /// What it takes.
    pub input: Input,
    /// What is typed.
    pub edit: LineEdit,
    /// The key of the choice, or the id of the record.
    pub chosen: Option<String>,
    /// What is wrong with it.
    pub fault: Option<String>,
    /// It only shows something.
    pub fixed: bool,
    /// Nobody has touched it: a digit goes in the place of the sum or day that it began with.
    pub is_fresh: bool,
    /// It begins with what stood there in the last form of its kind.
    pub is_as_above: bool,
    /// What stands in the register, where that was changed meanwhile.
    pub present: Option<String>,
}

impl FieldState {
    /// An empty field.
    pub fn new(lang: Lang, of: Field, input: Input) -> FieldState {
        FieldState {
            field: of,
            row: None,
            label: field(lang, of).to_owned(),
            input,
            edit: LineEdit::default(),
            chosen: None,
            fault: None,
            fixed: false,
            is_fresh: true,
            is_as_above: false,
            present: None,
        }
    }

    /// A field that takes one of a closed list of values.
    pub fn choice<T: Choice + Words>(lang: Lang, of: Field, first: Option<T>) -> FieldState {
        let items = T::ALL.iter().map(|value| (value.key().to_owned(), value.word(lang).to_owned()));
        let mut state = FieldState::new(lang, of, Input::Choice(items.collect()));
        if let Some(value) = first {
            state.choose(value.key());
        }
        state
    }

    /// A field that takes one of a closed list, or nothing.
    pub fn optional_choice<T: Choice + Words>(lang: Lang, of: Field, first: Option<T>) -> FieldState {
        let mut state = FieldState::choice(lang, of, first);
        if let Input::Choice(items) = &mut state.input {
            items.insert(0, (String::new(), "-".to_owned()));
        }
        if first.is_none() {
            state.choose("");
        }
        state
    }

    /// With a text in it.
    pub fn with(mut self, text: impl AsRef<str>) -> FieldState {
        self.edit = LineEdit::with(text.as_ref());
        self
    }

    /// With a record chosen.
    pub fn with_record(mut self, id: impl ToString, label: &str) -> FieldState {
        self.chosen = Some(id.to_string());
        self.edit = LineEdit::with(label);
        self
    }

    /// In a row of a list.
    pub fn in_row(mut self, row: usize, label: impl Into<String>) -> FieldState {
        self.row = u16::try_from(row).ok();
        self.label = label.into();
        self
    }

    /// Only to be looked at.
    pub fn fixed(mut self) -> FieldState {
        self.fixed = true;
        self
    }

    /// Whether the cursor can stand in it.
    pub fn is_open(&self) -> bool {
        !self.fixed
    }

    /// Its name in drafts.
    pub fn name(&self) -> String {
        match self.row {
            Some(row) => format!("{}.{row}", self.field.key()),
            None => self.field.key().to_owned(),
        }
    }

    /// Whether a fault is of this field.
    pub fn is_of(&self, fault: &Fault) -> bool {
        self.field == fault.field && (self.row == fault.row || (fault.row.is_none() && self.row.is_none()))
    }

    /// Chooses by key.
    pub fn choose(&mut self, key: &str) {
        if let Input::Choice(items) = &self.input
            && let Some((key, label)) = items.iter().find(|(other, _)| other == key)
        {
            self.chosen = Some(key.clone());
            self.edit = LineEdit::with(label);
        }
    }

    /// Puts back what a draft kept.
    pub fn restore(&mut self, text: &str, chosen: Option<&str>) {
        self.edit = LineEdit::with(text);
        self.chosen = chosen.map(str::to_owned);
        self.is_as_above = false;
    }

    /// Whether it is for numbers: keys are what they say there.
    pub fn is_number(&self) -> bool {
        match self.input {
            Input::Day | Input::Partial | Input::Money | Input::Number | Input::Count | Input::Digits => true,
            Input::Line | Input::Choice(_) | Input::Record(_) => false,
        }
    }

    /// A key in the field, for who types so. Whether something changed.
    pub fn handle(&mut self, key: &Key, typing: Typing) -> bool {
        self.is_as_above = false;
        if let Input::Choice(items) = &self.input {
            let next = next_choice(items, self.chosen.as_deref(), key);
            return match next {
                Some(next) => {
                    self.choose(&next);
                    true
                }
                None => false,
            };
        }
        let before = self.edit.text().to_owned();
        let begins = matches!(key, Key::Char(letter) if letter.is_ascii_digit());
        if std::mem::take(&mut self.is_fresh) && begins && matches!(self.input, Input::Money | Input::Day) {
            self.edit.set("");
        }
        match self.input {
            Input::Money => live::handle(&mut self.edit, key, Shape::Thousands),
            Input::Day => live::handle(&mut self.edit, key, Shape::Day),
            _ if self.is_number() => drop(self.edit.handle(key, Typing::OFF)),
            _ => drop(self.edit.handle(key, typing)),
        }
        let changed = self.edit.text() != before;
        if changed && matches!(self.input, Input::Record(_)) {
            self.chosen = None;
        }
        changed
    }
}

/// The choice after a key: arrows and space go round, a letter goes to the next label that begins with it.
fn next_choice(items: &[(String, String)], chosen: Option<&str>, key: &Key) -> Option<String> {
    let count = items.len();
    let at = items.iter().position(|(key, _)| Some(key.as_str()) == chosen);
    let step = |by: usize| at.map_or(0, |at| (at + by) % count.max(1));
    let next = match key {
        Key::Right | Key::Char(' ') => step(1),
        Key::Left => step(count.saturating_sub(1)),
        Key::Char(letter) => {
            let letter = keys::fold(&letter.to_string());
            let from = at.map_or(0, |at| at + 1);
            let ring = (0..count).map(|step| (from + step) % count);
            let fits = |at: &usize| keys::fold(&items[*at].1).starts_with(&letter);
            ring.into_iter().find(fits)?
        }
        _ => return None,
    };
    items.get(next).map(|(key, _)| key.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::RelationToHead;

    #[test]
    fn choices_go_round_and_follow_letters() {
        let mut field = FieldState::choice(Lang::Vi, Field::Relation, Some(RelationToHead::Child));
        let cases = [
            (Key::Char('v'), "wife"),
            (Key::Char('c'), "husband"),
            (Key::Char('c'), "child"),
            (Key::Char('c'), "father"),
            (Key::Left, "child"),
            (Key::Right, "father"),
            (Key::Char('9'), "father"),
        ];
        for (key, want) in cases {
            field.handle(&key, Typing::OFF);
            assert_eq!(field.chosen.as_deref(), Some(want), "{key:?}");
        }
    }
}
