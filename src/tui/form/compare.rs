//! A form against the record as it stands now, field by field: what stood when it was begun, what stands now, what is
//! typed. What one side alone changed merges by itself; where both did, whoever looks decides.

use super::field::FieldState;
use crate::phrases::fill;
use crate::phrases::screens::Screens;

/// Whose value a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What is typed in the form.
    Mine,
    /// What stands in the register.
    Theirs,
}

impl Side {
    /// The other one.
    pub fn other(self) -> Side {
        match self {
            Side::Mine => Side::Theirs,
            Side::Theirs => Side::Mine,
        }
    }
}

/// Who changed a field since the form was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Nobody, or both to the same.
    Alike,
    /// Whoever fills in the form.
    Mine,
    /// Somebody else.
    Theirs,
    /// Both, each to something else.
    Both,
}

/// A field three ways.
#[derive(Clone, Debug)]
pub struct Compared {
    base: Option<FieldState>,
    theirs: Option<FieldState>,
    mine: Option<FieldState>,
    /// Who changed it.
    pub changed: Changed,
    /// Whose value it takes.
    pub takes: Side,
}

/// Compares the fields of a form with those of its record then and now, in the order of the form.
pub fn compare(mine: &[FieldState], base: &[FieldState], theirs: Vec<FieldState>) -> Vec<Compared> {
    let named = |list: &[FieldState], name: &str| list.iter().find(|field| field.name() == name).cloned();
    let known: Vec<String> = theirs.iter().map(FieldState::name).collect();
    let own = mine.iter().filter(|field| !known.contains(&field.name()));
    let own: Vec<Compared> =
        own.map(|field| Compared::of(named(base, &field.name()), None, Some(field.clone()))).collect();
    let mut compared: Vec<Compared> = theirs
        .into_iter()
        .map(|field| {
            let name = field.name();
            Compared::of(named(base, &name), Some(field), named(mine, &name))
        })
        .collect();
    // A field that the record does not have any more keeps what was typed in it.
    compared.extend(own.into_iter().filter(|field| field.takes == Side::Mine));
    compared
}

fn value(field: Option<&FieldState>) -> Option<(Option<&str>, &str)> {
    field.map(|field| (field.chosen.as_deref(), field.edit.text()))
}

fn text(field: Option<&FieldState>) -> &str {
    field.map(|field| field.edit.text()).filter(|text| !text.is_empty()).unwrap_or("-")
}

impl Compared {
    fn of(base: Option<FieldState>, theirs: Option<FieldState>, mine: Option<FieldState>) -> Compared {
        let is_mine =
            mine.as_ref().is_some_and(|mine| !mine.fixed && value(Some(mine)) != value(base.as_ref()));
        let is_theirs = value(theirs.as_ref()) != value(base.as_ref());
        let changed = match (is_mine, is_theirs) {
            (false, false) => Changed::Alike,
            (true, false) => Changed::Mine,
            (false, true) => Changed::Theirs,
            (true, true) if value(mine.as_ref()) == value(theirs.as_ref()) => Changed::Alike,
            (true, true) => Changed::Both,
        };
        let takes = if is_mine { Side::Mine } else { Side::Theirs };
        Compared { base, theirs, mine, changed, takes }
    }

    /// Whether there is something to see.
    pub fn differs(&self) -> bool {
        self.changed != Changed::Alike
    }

    /// Takes the other side, where both changed it. Whether it did.
    pub fn swap(&mut self) -> bool {
        self.take(self.takes.other())
    }

    /// Takes a side, where both changed it. Whether it could.
    pub fn take(&mut self, side: Side) -> bool {
        let is_open = self.changed == Changed::Both;
        if is_open {
            self.takes = side;
        }
        is_open
    }

    /// Its name in the form.
    pub fn name(&self) -> String {
        self.any().map(FieldState::name).unwrap_or_default()
    }

    /// Its label.
    pub fn label(&self) -> &str {
        self.any().map_or("", |field| &field.label)
    }

    fn any(&self) -> Option<&FieldState> {
        self.theirs.as_ref().or(self.mine.as_ref())
    }

    /// What stood when the form was begun.
    pub fn base(&self) -> &str {
        text(self.base.as_ref())
    }

    /// What a side has.
    pub fn of_side(&self, side: Side) -> &str {
        match side {
            Side::Mine => text(self.mine.as_ref()),
            Side::Theirs => text(self.theirs.as_ref()),
        }
    }

    /// The field as the form goes on with it. Below it stands what the other side has.
    pub fn merged(self, words: &Screens) -> Option<FieldState> {
        let (now, was) = (text(self.theirs.as_ref()).to_owned(), text(self.base.as_ref()).to_owned());
        let present = match (self.changed, self.takes) {
            (Changed::Both, Side::Mine) => Some(fill(words.now_in_register, &[&now])),
            (Changed::Both | Changed::Theirs, _) => Some(fill(words.was_in_register, &[&was])),
            _ => None,
        };
        let field = match self.takes {
            Side::Mine => self.mine,
            Side::Theirs => self.theirs,
        };
        field.map(|field| FieldState { present, ..field })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Field;
    use crate::phrases::{Lang, screens};
    use crate::tui::form::field::Input;

    fn field(text: &str) -> FieldState {
        FieldState::new(Lang::Vi, Field::Address, Input::Line).with(text)
    }

    #[test]
    fn one_side_merges_by_itself_and_two_are_asked_about() {
        use Changed::{Alike, Both, Mine, Theirs};
        // When begun, now, typed; who changed it, what is taken, and what after a swap.
        let cases = [
            ("a", "a", "a", Alike, "a", "a"),
            ("a", "b", "b", Alike, "b", "b"),
            ("a", "a", "b", Mine, "b", "b"),
            ("a", "b", "a", Theirs, "b", "b"),
            ("a", "b", "c", Both, "c", "b"),
            ("a", "", "c", Both, "c", ""),
            ("a", "b", "", Both, "", "b"),
        ];
        for (base, theirs, mine, changed, takes, swapped) in cases {
            let case = format!("{base} {theirs} {mine}");
            let mut rows = compare(&[field(mine)], &[field(base)], vec![field(theirs)]);
            assert_eq!((rows.len(), rows[0].changed), (1, changed), "{case}");
            let merged =
                |row: &Compared| row.clone().merged(screens(Lang::Vi)).unwrap().edit.text().to_owned();
            assert_eq!(merged(&rows[0]), takes, "{case}");
            assert_eq!(rows[0].swap(), changed == Both, "{case}");
            assert_eq!(merged(&rows[0]), swapped, "{case}");
        }
    }

    #[test]
    fn a_field_that_the_record_lost_keeps_what_was_typed() {
        let typed = compare(&[field("b")], &[field("a")], Vec::new());
        assert_eq!(typed.len(), 1);
        assert_eq!(typed[0].clone().merged(screens(Lang::Vi)).unwrap().edit.text(), "b");
        assert!(compare(&[field("a")], &[field("a")], Vec::new()).is_empty());
    }
}
