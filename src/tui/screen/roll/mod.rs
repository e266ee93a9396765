//! The roll of a meeting, called by exception: `*` marks everybody who has no mark yet as present, then `26V` says that
//! household 26 was absent. The whole roll is recorded by one act.

mod keep;
mod view;

use uuid::Uuid;

pub use keep::{kept, resume, saved, throw_away};
pub use view::paint;

use crate::domain::{Attendances, MeetingId, RollCount, RollMark};
use crate::phrases::{self, fill};
use crate::protocol::{Draft, HouseholdRef, MeetingRow, MeetingView, Query, RollRow};
use crate::text::typing::Typing;
use crate::text::{keys, number};
use crate::tui::input::Key;
use crate::tui::keeping::Keeping;
use crate::tui::keymap::Action;
use crate::tui::model::Model;
use crate::tui::msg::{Ask, Effect};
use crate::tui::screen::{Screen, confirm};
use crate::tui::widget::line_edit::LineEdit;
use crate::tui::widget::list::Window;

/// The most digits of a number in a group's book.
const DIGITS: usize = 5;
/// How many steps back a roll remembers.
const STEPS_BACK: usize = 50;

/// A household of the roll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The household.
    pub household: HouseholdRef,
    /// Its mark; none where it was not called yet.
    pub mark: Option<RollMark>,
    /// Its mark in the register, as far as this screen knows.
    known: Option<RollMark>,
    /// What somebody else marked meanwhile, where that is something else.
    pub theirs: Option<RollMark>,
    /// How many rolls on end it missed before.
    pub missed: u16,
}

impl Line {
    fn new(row: RollRow) -> Line {
        let RollRow { household, mark, missed } = row;
        Line { household, mark, known: mark, theirs: None, missed }
    }

    /// The line as the register has it now, with what was marked here. What nobody marked here follows the register.
    fn beside(&self, row: RollRow) -> Line {
        let now = row.mark;
        if self.mark == self.known {
            return Line::new(row);
        }
        let is_other = now != self.known && now != self.mark;
        let theirs = if is_other { now } else { self.theirs.filter(|_| now != self.mark) };
        Line { mark: self.mark, theirs, ..Line::new(row) }
    }
}

/// Where the cursor stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// On a household.
    Lines,
    /// In the head count.
    Headcount,
}

/// A roll.
pub struct Roll {
    /// This instance, for its draft.
    pub id: Uuid,
    /// The meeting.
    pub meeting: MeetingId,
    /// What the meeting is called, once it has arrived.
    pub row: Option<MeetingRow>,
    /// The households in the order of the book.
    pub lines: Vec<Line>,
    /// How many attended, where they were counted.
    pub headcount: LineEdit,
    /// The number of a household that is being typed.
    pub number: String,
    /// A name that is looked for.
    pub search: Option<LineEdit>,
    /// Where the cursor stands.
    pub focus: Focus,
    /// Which household.
    pub window: Window,
    /// How far it is kept.
    pub keeping: Keeping,
    /// The revision of the meeting that it was called on.
    base: u64,
    /// The marks before each of the last steps.
    before: Vec<Vec<Option<RollMark>>>,
    saving: Option<Uuid>,
    /// What a draft kept, until the households are there.
    draft: Option<Box<Draft>>,
}

impl Roll {
    fn new(id: Uuid, meeting: MeetingId) -> Roll {
        Roll {
            id,
            meeting,
            row: None,
            lines: Vec::new(),
            headcount: LineEdit::default(),
            number: String::new(),
            search: None,
            focus: Focus::Lines,
            window: Window::default(),
            keeping: Keeping::default(),
            base: 0,
            before: Vec::new(),
            saving: None,
            draft: None,
        }
    }

    /// What the marks come to.
    pub fn count(&self) -> RollCount {
        RollCount::of(self.lines.iter().filter_map(|line| line.mark))
    }

    /// How many were not called yet.
    pub fn uncalled(&self) -> usize {
        self.lines.iter().filter(|line| line.mark.is_none()).count()
    }

    /// The head count, when it is empty or a number.
    fn counted(&self) -> Result<Option<Attendances>, number::NumberFault> {
        match self.headcount.text().trim() {
            "" => Ok(None),
            typed => number::parse_count(typed).map(|count| Some(Attendances(count))),
        }
    }

    fn row_of(&self, book: u16) -> Option<usize> {
        self.lines.iter().position(|line| line.household.book_number == book)
    }

    fn remember(&mut self) {
        if self.before.len() == STEPS_BACK {
            self.before.remove(0);
        }
        self.before.push(self.lines.iter().map(|line| line.mark).collect());
        self.changed();
    }

    fn changed(&mut self) {
        self.keeping.typed();
        self.saving = None;
    }

    fn set(&mut self, at: usize, mark: Option<RollMark>) {
        if let Some(line) = self.lines.get_mut(at) {
            (line.mark, line.theirs) = (mark, None);
        }
    }

    fn step_back(&mut self) {
        let Some(marks) = self.before.pop() else { return };
        for (line, mark) in self.lines.iter_mut().zip(marks) {
            line.mark = mark;
        }
        self.changed();
    }

    fn refit(&mut self, size: (u16, u16)) {
        let selected = self.window.selected;
        self.window = Window::new(self.lines.len(), view::lines_for(size));
        self.window.select(selected);
    }

    /// The next household after the chosen one whose head is called so.
    fn find(&mut self, text: &str) -> bool {
        let wanted = keys::loose(text);
        let count = self.lines.len();
        let from = self.window.selected + 1;
        let is_called = |at: &usize| keys::loose(&self.lines[*at].household.head).contains(&wanted);
        let found = (0..count).map(|step| (from + step) % count.max(1)).find(is_called);
        if let Some(at) = found {
            self.window.select(at);
        }
        found.is_some()
    }
}

/// What a letter marks: the letters of the paper roll.
fn mark_of(letter: char) -> Option<RollMark> {
    Some(match letter.to_ascii_lowercase() {
        'c' | ' ' => RollMark::Present,
        'm' => RollMark::Late,
        't' => RollMark::Proxy,
        'p' => RollMark::Excused,
        'v' => RollMark::Absent,
        _ => return None,
    })
}

fn screen(model: &mut Model) -> Option<&mut Roll> {
    match model.top() {
        Screen::Roll(roll) => Some(&mut **roll),
        _ => None,
    }
}

/// The roll of an identity, wherever it is in the stack.
fn find(model: &mut Model, id: Uuid) -> Option<&mut Roll> {
    model.stack.iter_mut().find_map(|screen| match screen {
        Screen::Roll(roll) if roll.id == id => Some(&mut **roll),
        _ => None,
    })
}

/// Opens the roll of a meeting.
pub fn open(model: &mut Model, meeting: MeetingId) -> Vec<Effect> {
    if !model.may_write() {
        model.complain(phrases::screens(model.lang).only_viewing);
        return Vec::new();
    }
    let roll = Roll::new(model.new_id(), meeting);
    put(model, roll)
}

fn put(model: &mut Model, roll: Roll) -> Vec<Effect> {
    let (id, query) = (roll.id, Query::Meeting(roll.meeting));
    model.stack.push(Screen::Roll(Box::new(roll)));
    vec![model.ask(Ask::Roll(id), query)]
}

/// Asks again how everything stands, for the roll on top.
pub fn ask_again(model: &mut Model) -> Option<(Ask, Query)> {
    screen(model).map(|roll| (Ask::Roll(roll.id), Query::Meeting(roll.meeting)))
}

/// The households arrived, or how they stand now; what was marked stays with its household.
pub fn arrived(model: &mut Model, id: Uuid, view: MeetingView) {
    let (size, words) = (model.size, phrases::meeting(model.lang));
    let Some(roll) = find(model, id) else { return };
    if roll.row.is_none() {
        let counted = view.meeting.headcount.map(|count| count.to_string());
        roll.headcount = LineEdit::with(&counted.unwrap_or_default());
    }
    let old = std::mem::take(&mut roll.lines);
    let known = |row: &RollRow| old.iter().find(|line| line.household.id == row.household.id);
    roll.lines = view
        .roll
        .into_iter()
        .map(|row| match known(&row) {
            Some(line) => line.beside(row),
            None => Line::new(row),
        })
        .collect();
    roll.base = view.rev;
    roll.row = Some(view.row);
    if roll.lines.len() != old.len() {
        roll.before.clear();
    }
    if let Some(draft) = roll.draft.take() {
        roll.fill(&draft);
    }
    roll.refit(size);
    let others = roll.lines.iter().filter(|line| line.theirs.is_some()).count();
    if roll.lines.is_empty() {
        model.complain(words.nobody);
    } else if others > 0 {
        model.complain(fill(words.others_marked, &[&others.to_string()]));
    }
}

/// The size of the terminal changed.
pub fn resized(roll: &mut Roll, size: (u16, u16)) {
    roll.refit(size);
}

/// A key that is not in the table.
pub fn key(model: &mut Model, key: &Key) -> Vec<Effect> {
    let composer = model.composer();
    let Some(roll) = screen(model) else { return Vec::new() };
    if let Some(search) = &mut roll.search {
        search.handle(key, composer);
        return Vec::new();
    }
    match (roll.focus, key) {
        (Focus::Headcount, key) => {
            let before = roll.headcount.text().to_owned();
            roll.headcount.handle(key, Typing::OFF);
            if roll.headcount.text() != before {
                roll.changed();
            }
        }
        (Focus::Lines, Key::Char(letter)) => in_lines(model, *letter),
        (Focus::Lines, Key::Left | Key::Right) => to_column(model, *key == Key::Left),
        (Focus::Lines, Key::Backspace | Key::Delete) => rub_out(roll),
        (Focus::Lines, Key::Ctrl('z')) => roll.step_back(),
        _ => {}
    }
    keep::keep(model)
}

fn in_lines(model: &mut Model, letter: char) {
    let words = phrases::meeting(model.lang);
    let Some(roll) = screen(model) else { return };
    match letter {
        '0'..='9' => type_digit(roll, letter),
        '*' => mark_the_rest(roll),
        '/' => roll.search = Some(LineEdit::default()),
        letter => {
            let Some(mark) = mark_of(letter) else { return };
            let typed = std::mem::take(&mut roll.number);
            let at = match typed.as_str() {
                "" => Some(roll.window.selected),
                typed => typed.parse().ok().and_then(|book| roll.row_of(book)),
            };
            let Some(at) = at else { return model.complain(fill(words.no_such_household, &[&typed])) };
            roll.remember();
            roll.set(at, Some(mark));
            roll.window.select(at);
            // Who calls name by name goes on to the next one; who goes by numbers stays to see what was marked.
            if typed.is_empty() {
                roll.window.down();
            }
        }
    }
}

/// A digit of a household's number: the cursor follows what is typed.
fn type_digit(roll: &mut Roll, digit: char) {
    if roll.number.len() < DIGITS {
        roll.number.push(digit);
    }
    if let Some(at) = roll.number.parse().ok().and_then(|book| roll.row_of(book)) {
        roll.window.select(at);
    }
}

/// `*`: everybody who was not called yet was there.
fn mark_the_rest(roll: &mut Roll) {
    roll.remember();
    for line in roll.lines.iter_mut().filter(|line| line.mark.is_none()) {
        line.mark = Some(RollMark::Present);
    }
}

fn rub_out(roll: &mut Roll) {
    if roll.number.pop().is_none() {
        roll.remember();
        roll.set(roll.window.selected, None);
    }
}

fn to_column(model: &mut Model, left: bool) {
    let size = model.size;
    let Some(roll) = screen(model) else { return };
    let by = view::column_height(size);
    let at = roll.window.selected;
    let to = if left { at.checked_sub(by) } else { Some(at + by).filter(|to| *to < roll.lines.len()) };
    if let Some(to) = to {
        roll.window.select(to);
    }
}

/// What a key of the table does here; `None` when it is not for this screen.
pub fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let roll = screen(model)?;
    if roll.search.is_some() {
        match action {
            Action::Open => look_for(model),
            Action::Back => roll.search = None,
            Action::Help | Action::Find | Action::Blank | Action::Language | Action::Typing => return None,
            _ => {}
        }
        return Some(Vec::new());
    }
    let is_typed = !roll.number.is_empty();
    match action {
        Action::NextField | Action::PreviousField => {
            roll.focus = if roll.focus == Focus::Lines { Focus::Headcount } else { Focus::Lines };
        }
        Action::Up | Action::Down | Action::Open if roll.focus == Focus::Headcount => {
            roll.focus = Focus::Lines
        }
        Action::Back if is_typed => {}
        // The cursor is on the number that was typed; Enter takes it there and stays.
        Action::Open if is_typed => {}
        Action::Up => drop(roll.window.up()),
        Action::Down | Action::Open => drop(roll.window.down()),
        Action::PageUp => drop(roll.window.page_up()),
        Action::PageDown => drop(roll.window.page_down()),
        Action::First => drop(roll.window.home()),
        Action::Last => drop(roll.window.end()),
        Action::Save => return Some(keep::save(model)),
        Action::Void => {
            let words = phrases::screens(model.lang);
            let question = format!("{} {}?", words.throw_away_question, phrases::meeting(model.lang).roll);
            return Some(confirm::ask(model, question, confirm::Then::ThrowAway));
        }
        Action::Back => return Some(keep::leave(model)),
        _ => return None,
    }
    if let Some(roll) = screen(model) {
        roll.number.clear();
    }
    Some(Vec::new())
}

fn look_for(model: &mut Model) {
    let words = phrases::meeting(model.lang);
    let Some(roll) = screen(model) else { return };
    let Some(search) = roll.search.take() else { return };
    let text = search.text().trim().to_owned();
    if !text.is_empty() && !roll.find(&text) {
        model.complain(fill(words.no_such_household, &[&text]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{HouseholdId, Kind, ShortNumber};
    use RollMark::{Absent, Excused, Present};

    fn row(mark: Option<RollMark>) -> RollRow {
        let household = HouseholdRef {
            id: HouseholdId(Uuid::nil()),
            number: ShortNumber { kind: Kind::Household, number: 26 },
            group: 5,
            book_number: 26,
            head: "Trần Văn Út".into(),
            hamlet: "Quới An".into(),
        };
        RollRow { household, mark, missed: 0 }
    }

    #[test]
    fn what_two_mark_at_once_is_shown_and_not_lost() {
        // In the register when it was opened, marked here, in the register now; what stands here then, what is shown of
        // the other.
        let cases = [
            (None, None, Some(Absent), Some(Absent), None),
            (None, Some(Present), None, Some(Present), None),
            (None, Some(Present), Some(Present), Some(Present), None),
            (None, Some(Present), Some(Absent), Some(Present), Some(Absent)),
            (Some(Present), Some(Present), Some(Excused), Some(Excused), None),
            (Some(Present), Some(Absent), Some(Excused), Some(Absent), Some(Excused)),
            (Some(Present), None, Some(Excused), None, Some(Excused)),
        ];
        for (before, mine, now, want, theirs) in cases {
            let line = Line { mark: mine, ..Line::new(row(before)) };
            let line = line.beside(row(now));
            assert_eq!((line.mark, line.theirs), (want, theirs), "{before:?} {mine:?} {now:?}");
            let again = line.beside(row(now));
            assert_eq!(
                (again.mark, again.theirs),
                (want, theirs),
                "asked again: {before:?} {mine:?} {now:?}"
            );
        }
    }
}
