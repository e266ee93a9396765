//! The roll of a meeting, called by exception: `*` marks everybody who has no mark yet as present, then `26V` says that
//! household 26 was absent. The whole roll is recorded by one act.

mod keep;
mod lines;
mod view;

use uuid::Uuid;

pub use keep::{kept, refused, resume, saved, throw_away};
pub use lines::{Line, Lines};
pub use view::paint;

use crate::domain::{Attendances, MeetingId, RollMark};
use crate::phrases::{self, fill};
use crate::protocol::{Draft, MeetingRow, MeetingView, Query};
use crate::text::number;
use crate::text::typing::Typing;
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

/// Where the cursor stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// On a household.
    Lines,
    /// In the head count.
    Headcount,
}

/// How many attended, as it was counted.
#[derive(Debug, Default)]
pub struct Headcount {
    /// What is typed.
    pub edit: LineEdit,
    /// What stands in the register, as far as this screen knows.
    known: String,
    /// What somebody else recorded meanwhile, where that is something else.
    theirs: Option<String>,
}

impl Headcount {
    /// What stands in the register now. What nobody typed here follows it.
    fn follow(&mut self, now: String) {
        if self.edit.text() == self.known {
            self.edit = LineEdit::with(&now);
        } else if now != self.known && now != self.edit.text() {
            self.theirs = Some(now.clone());
        }
        self.known = now;
    }

    fn read(&self) -> Result<Option<Attendances>, number::NumberFault> {
        match self.edit.text().trim() {
            "" => Ok(None),
            typed => number::parse_count(typed).map(|count| Some(Attendances(count))),
        }
    }
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
    pub lines: Lines,
    /// How many attended, where they were counted.
    pub headcount: Headcount,
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
    /// What may be a slip in it was said: the next F10 means it.
    looked_at: bool,
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
            lines: Lines::default(),
            headcount: Headcount::default(),
            number: String::new(),
            search: None,
            focus: Focus::Lines,
            window: Window::default(),
            keeping: Keeping::default(),
            base: 0,
            looked_at: false,
            saving: None,
            draft: None,
        }
    }

    fn changed(&mut self) {
        self.keeping.typed();
        (self.saving, self.looked_at) = (None, false);
    }

    fn mark(&mut self, places: &[usize], mark: Option<RollMark>) {
        self.lines.mark(places, mark);
        self.changed();
    }

    fn refit(&mut self, size: (u16, u16)) {
        let selected = self.window.selected;
        self.window = Window::new(self.lines.len(), view::lines_for(size));
        self.window.select(selected);
        if view::is_low(size.1) {
            // There is no room for the head count.
            self.focus = Focus::Lines;
        }
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
    let counted = view.meeting.headcount.map(|count| count.to_string()).unwrap_or_default();
    roll.headcount.follow(counted);
    roll.lines.follow(view.roll);
    roll.base = view.rev;
    roll.row = Some(view.row);
    if let Some(draft) = roll.draft.take() {
        roll.fill(&draft);
    }
    roll.refit(size);
    let (disputed, count) = (roll.lines.disputed().len(), roll.headcount.theirs.clone());
    if roll.lines.is_empty() {
        model.complain(words.nobody);
    } else if disputed > 0 {
        model.complain(fill(words.others_marked, &[&disputed.to_string()]));
    } else if let Some(count) = count {
        model.complain(fill(words.others_counted, &[&count]));
    }
}

/// The size of the terminal changed.
pub fn resized(roll: &mut Roll, size: (u16, u16)) {
    roll.refit(size);
}

/// A key that is not in the table.
pub fn key(model: &mut Model, key: &Key) -> Vec<Effect> {
    let (composer, size) = (model.composer(), model.size);
    // Before the households are there a mark would have nobody, and the draft would be written over.
    let Some(id) = screen(model).filter(|roll| roll.row.is_some()).map(|roll| roll.id) else {
        return Vec::new();
    };
    if model.is_being_saved(id) {
        return Vec::new();
    }
    let Some(roll) = screen(model) else { return Vec::new() };
    if let Some(search) = &mut roll.search {
        search.handle(key, composer);
        return Vec::new();
    }
    match (roll.focus, key) {
        (Focus::Headcount, key) => count(roll, key),
        (Focus::Lines, Key::Char(letter)) => in_lines(model, *letter),
        (Focus::Lines, Key::Left) => {
            let at = roll.window.selected.checked_sub(view::column_height(size));
            go_to(roll, at);
        }
        (Focus::Lines, Key::Right) => {
            let at = roll.window.selected + view::column_height(size);
            go_to(roll, Some(at).filter(|at| *at < roll.lines.len()));
        }
        (Focus::Lines, Key::Backspace | Key::Delete) => rub_out(roll),
        (Focus::Lines, Key::Ctrl('z')) => {
            roll.lines.step_back();
            roll.changed();
        }
        _ => {}
    }
    keep::keep(model)
}

/// A key in the head count. Whoever types there has chosen.
fn count(roll: &mut Roll, key: &Key) {
    let before = roll.headcount.edit.text().to_owned();
    roll.headcount.edit.handle(key, Typing::OFF);
    if roll.headcount.edit.text() != before {
        roll.headcount.theirs = None;
        roll.changed();
    }
}

/// To another household. A number that was begun was for one.
fn go_to(roll: &mut Roll, at: Option<usize>) {
    roll.number.clear();
    if let Some(at) = at {
        roll.window.select(at);
    }
}

fn in_lines(model: &mut Model, letter: char) {
    let Some(roll) = screen(model) else { return };
    match letter {
        '0'..='9' => type_digit(roll, letter),
        // Everybody who was not called yet was there.
        '*' => {
            roll.number.clear();
            let rest = roll.lines.uncalled();
            roll.mark(&rest, Some(RollMark::Present));
        }
        '/' => {
            roll.number.clear();
            roll.search = Some(LineEdit::default());
        }
        letter => {
            if let Some(mark) = mark_of(letter) {
                mark_one(model, mark);
            }
        }
    }
}

/// Marks the household whose number was typed, else the chosen one.
fn mark_one(model: &mut Model, mark: RollMark) {
    let words = phrases::meeting(model.lang);
    let Some(roll) = screen(model) else { return };
    let typed = std::mem::take(&mut roll.number);
    let places = match typed.as_str() {
        "" => vec![roll.window.selected],
        typed => typed.parse().map(|book| roll.lines.of_number(book)).unwrap_or_default(),
    };
    match places.as_slice() {
        [] => model.complain(fill(words.no_such_household, &[&typed])),
        [at] => {
            roll.mark(&[*at], Some(mark));
            roll.window.select(*at);
            // Who calls name by name goes on to the next one; who goes by numbers stays to see what was marked.
            if typed.is_empty() {
                roll.window.down();
            }
        }
        [first, ..] => {
            roll.window.select(*first);
            model.complain(fill(words.two_of_number, &[&typed]));
        }
    }
}

/// A digit of a household's number: the cursor follows what is typed.
fn type_digit(roll: &mut Roll, digit: char) {
    if roll.number.len() < DIGITS {
        roll.number.push(digit);
    }
    let places = roll.number.parse().map(|book| roll.lines.of_number(book)).unwrap_or_default();
    if let Some(at) = places.first() {
        roll.window.select(*at);
    }
}

fn rub_out(roll: &mut Roll) {
    if roll.number.pop().is_none() {
        roll.mark(&[roll.window.selected], None);
    }
}

/// What a key of the table does here; `None` when it is not for this screen.
pub fn act(model: &mut Model, action: Action) -> Option<Vec<Effect>> {
    let height = model.size.1;
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
    match action {
        Action::NextField | Action::PreviousField if !view::is_low(height) => {
            roll.focus = if roll.focus == Focus::Lines { Focus::Headcount } else { Focus::Lines };
        }
        Action::Up | Action::Down | Action::Open if roll.focus == Focus::Headcount => {
            roll.focus = Focus::Lines
        }
        // The cursor is on the number that was typed; Enter takes it there and stays, Esc lets go of it.
        Action::Back | Action::Open if !roll.number.is_empty() => {}
        Action::Save => return Some(keep::save(model)),
        Action::Void => {
            let words = phrases::screens(model.lang);
            let question = format!("{} {}?", words.throw_away_question, phrases::meeting(model.lang).roll);
            return Some(confirm::ask(model, question, confirm::Then::ThrowAway));
        }
        Action::Back => return Some(keep::leave(model)),
        action => move_by(roll, action)?,
    }
    if let Some(roll) = screen(model) {
        roll.number.clear();
    }
    Some(Vec::new())
}

fn move_by(roll: &mut Roll, action: Action) -> Option<()> {
    match action {
        Action::Up => roll.window.up(),
        Action::Down | Action::Open => roll.window.down(),
        Action::PageUp => roll.window.page_up(),
        Action::PageDown => roll.window.page_down(),
        Action::First => roll.window.home(),
        Action::Last => roll.window.end(),
        Action::NextField | Action::PreviousField => false,
        _ => return None,
    };
    Some(())
}

fn look_for(model: &mut Model) {
    let words = phrases::meeting(model.lang);
    let Some(roll) = screen(model) else { return };
    let Some(search) = roll.search.take() else { return };
    let text = search.text().trim().to_owned();
    match roll.lines.find(&text, roll.window.selected) {
        _ if text.is_empty() => {}
        Some(at) => drop(roll.window.select(at)),
        None => model.complain(fill(words.no_such_household, &[&text])),
    }
}
