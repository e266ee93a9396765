//! One table of keys: it drives dispatch, the bottom line, the help page and the palette, so they cannot disagree.

use super::input::Key;
use crate::phrases::{Lang, meeting, papers, screens, together, tour, typing};

/// What a key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is explained by its phrase")]
pub enum Action {
    Help,
    Edit,
    Find,
    Add,
    AddNext,
    Give,
    Life,
    Void,
    Menu,
    Save,
    Back,
    Palette,
    Acts,
    Blank,
    Language,
    Quit,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Open,
    NextPanel,
    PreviousPanel,
    Zoom,
    NextField,
    PreviousField,
    Units,
    Projects,
    Models,
    Meetings,
    Roll,
    Drafts,
    FollowUps,
    History,
    Verify,
    Done,
    Levy,
    ChangeSeat,
    Undo,
    Heard,
    Swap,
    TakeTheirs,
    KeepMine,
    Unmask,
    Staff,
    Access,
    EndAccount,
    Transfers,
    Decline,
    Print,
    Inbox,
    DropFile,
    BringIn,
    Typing,
    Placement,
    Same,
    Recent,
    EndTour,
}

/// Where a key has its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everywhere.
    Global,
    /// The look-up.
    LookUp,
    /// The household card.
    Card,
    /// A list of any kind.
    List,
    /// The list of last acts.
    Acts,
    /// A group's page.
    Group,
    /// A project's page.
    Project,
    /// The follow-ups.
    FollowUps,
    /// The list of staff.
    Staff,
    /// Households between groups.
    Transfers,
    /// The files that wait in the inbox.
    Inbox,
    /// A file of the inbox, looked at.
    BringIn,
    /// A form.
    Form,
    /// A form that adds something: another one may follow.
    Adding,
    /// Two edits of one entry.
    Conflict,
    /// A question with yes and no.
    Confirm,
    /// The question why numbers shall be shown.
    Reason,
    /// The meetings.
    Meetings,
    /// One meeting.
    Meeting,
    /// A collection sheet.
    Sheet,
    /// The roll of a meeting: a sheet, with marks in place of amounts.
    Roll,
    /// The help page.
    Help,
}

/// A line of the table.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Where.
    pub scope: Scope,
    /// Which key; none for what only the palette and the menu reach.
    pub key: Option<Key>,
    /// What it means.
    pub action: Action,
}

const fn on(scope: Scope, key: Key, action: Action) -> Binding {
    Binding { scope, key: Some(key), action }
}

const fn by_name(scope: Scope, action: Action) -> Binding {
    Binding { scope, key: None, action }
}

/// The table. Within a scope an earlier line wins; a scope's own lines win over global ones.
pub const TABLE: &[Binding] = &[
    on(Scope::Global, Key::F(1), Action::Help),
    on(Scope::Global, Key::F(3), Action::Find),
    on(Scope::Global, Key::F(9), Action::Menu),
    on(Scope::Global, Key::F(12), Action::Typing),
    on(Scope::Global, Key::Esc, Action::Back),
    on(Scope::Global, Key::Ctrl('p'), Action::Palette),
    on(Scope::Global, Key::Ctrl('z'), Action::Acts),
    on(Scope::Global, Key::Ctrl('o'), Action::Blank),
    on(Scope::Global, Key::Ctrl('l'), Action::Language),
    on(Scope::Global, Key::Ctrl('q'), Action::Quit),
    on(Scope::Global, Key::Ctrl('t'), Action::Heard),
    by_name(Scope::Global, Action::Placement),
    by_name(Scope::Global, Action::Units),
    by_name(Scope::Global, Action::Projects),
    by_name(Scope::Global, Action::Models),
    by_name(Scope::Global, Action::Meetings),
    by_name(Scope::Global, Action::EndTour),
    by_name(Scope::Global, Action::Recent),
    by_name(Scope::Global, Action::Drafts),
    by_name(Scope::Global, Action::FollowUps),
    by_name(Scope::Global, Action::Staff),
    by_name(Scope::Global, Action::Access),
    by_name(Scope::Global, Action::Transfers),
    by_name(Scope::Global, Action::Inbox),
    on(Scope::LookUp, Key::Enter, Action::Open),
    on(Scope::LookUp, Key::Up, Action::Up),
    on(Scope::LookUp, Key::Down, Action::Down),
    on(Scope::LookUp, Key::PageUp, Action::PageUp),
    on(Scope::LookUp, Key::PageDown, Action::PageDown),
    on(Scope::LookUp, Key::F(4), Action::Add),
    on(Scope::LookUp, Key::F(5), Action::Give),
    on(Scope::LookUp, Key::F(6), Action::Life),
    on(Scope::Card, Key::F(2), Action::Edit),
    on(Scope::Card, Key::F(4), Action::Add),
    on(Scope::Card, Key::F(5), Action::Give),
    on(Scope::Card, Key::F(6), Action::Life),
    on(Scope::Card, Key::F(7), Action::Print),
    on(Scope::Card, Key::F(8), Action::Void),
    on(Scope::Card, Key::Enter, Action::Open),
    on(Scope::Card, Key::Tab, Action::NextPanel),
    on(Scope::Card, Key::BackTab, Action::PreviousPanel),
    on(Scope::Card, Key::Char('+'), Action::Zoom),
    on(Scope::Card, Key::Up, Action::Up),
    on(Scope::Card, Key::Down, Action::Down),
    on(Scope::Card, Key::PageUp, Action::PageUp),
    on(Scope::Card, Key::PageDown, Action::PageDown),
    on(Scope::Card, Key::Ctrl('r'), Action::Unmask),
    by_name(Scope::Card, Action::History),
    by_name(Scope::Card, Action::Verify),
    on(Scope::List, Key::Enter, Action::Open),
    on(Scope::List, Key::Up, Action::Up),
    on(Scope::List, Key::Down, Action::Down),
    on(Scope::List, Key::PageUp, Action::PageUp),
    on(Scope::List, Key::PageDown, Action::PageDown),
    on(Scope::List, Key::Home, Action::First),
    on(Scope::List, Key::End, Action::Last),
    on(Scope::Acts, Key::F(8), Action::Undo),
    on(Scope::FollowUps, Key::F(8), Action::Done),
    on(Scope::Staff, Key::F(2), Action::Edit),
    on(Scope::Staff, Key::F(4), Action::Add),
    on(Scope::Staff, Key::F(8), Action::EndAccount),
    on(Scope::Transfers, Key::F(8), Action::Decline),
    on(Scope::Inbox, Key::F(8), Action::DropFile),
    on(Scope::BringIn, Key::F(8), Action::DropFile),
    on(Scope::BringIn, Key::F(10), Action::BringIn),
    on(Scope::BringIn, Key::Ctrl('s'), Action::BringIn),
    on(Scope::Group, Key::F(2), Action::Edit),
    on(Scope::Group, Key::F(4), Action::Add),
    on(Scope::Group, Key::F(5), Action::Give),
    on(Scope::Group, Key::F(7), Action::Print),
    by_name(Scope::Group, Action::ChangeSeat),
    on(Scope::Meetings, Key::F(4), Action::Add),
    on(Scope::Meeting, Key::F(2), Action::Edit),
    on(Scope::Meeting, Key::F(5), Action::Give),
    by_name(Scope::Meeting, Action::Roll),
    on(Scope::Project, Key::F(2), Action::Edit),
    on(Scope::Project, Key::F(5), Action::Give),
    on(Scope::Project, Key::F(7), Action::Print),
    by_name(Scope::Project, Action::Levy),
    on(Scope::Adding, Key::F(4), Action::AddNext),
    on(Scope::Form, Key::Char('"'), Action::Same),
    on(Scope::Form, Key::F(10), Action::Save),
    on(Scope::Form, Key::Ctrl('s'), Action::Save),
    on(Scope::Form, Key::F(8), Action::Void),
    on(Scope::Form, Key::Tab, Action::NextField),
    on(Scope::Form, Key::Enter, Action::NextField),
    on(Scope::Form, Key::BackTab, Action::PreviousField),
    on(Scope::Form, Key::Up, Action::PreviousField),
    on(Scope::Form, Key::Down, Action::NextField),
    on(Scope::Conflict, Key::F(10), Action::Save),
    on(Scope::Conflict, Key::Ctrl('s'), Action::Save),
    on(Scope::Conflict, Key::F(2), Action::Edit),
    on(Scope::Conflict, Key::Char('e'), Action::Edit),
    on(Scope::Conflict, Key::Char(' '), Action::Swap),
    on(Scope::Conflict, Key::Left, Action::TakeTheirs),
    on(Scope::Conflict, Key::Right, Action::KeepMine),
    on(Scope::Conflict, Key::Up, Action::Up),
    on(Scope::Conflict, Key::Down, Action::Down),
    on(Scope::Sheet, Key::F(10), Action::Save),
    on(Scope::Sheet, Key::Ctrl('s'), Action::Save),
    on(Scope::Sheet, Key::F(8), Action::Void),
    on(Scope::Sheet, Key::Enter, Action::Open),
    on(Scope::Sheet, Key::Tab, Action::NextField),
    on(Scope::Sheet, Key::BackTab, Action::PreviousField),
    on(Scope::Sheet, Key::Up, Action::Up),
    on(Scope::Sheet, Key::Down, Action::Down),
    on(Scope::Sheet, Key::Home, Action::First),
    on(Scope::Sheet, Key::End, Action::Last),
    on(Scope::Sheet, Key::PageUp, Action::PageUp),
    on(Scope::Sheet, Key::PageDown, Action::PageDown),
    on(Scope::Reason, Key::Enter, Action::Unmask),
    on(Scope::Reason, Key::Up, Action::Up),
    on(Scope::Reason, Key::Down, Action::Down),
    on(Scope::Help, Key::Up, Action::Up),
    on(Scope::Help, Key::Down, Action::Down),
    on(Scope::Help, Key::PageUp, Action::PageUp),
    on(Scope::Help, Key::PageDown, Action::PageDown),
];

/// The leader of the second way to a function key: then the key below it, 1 to 9, 0 for F10, and = for F12. Terminals take
/// F1, F10 and F11.
pub const LEADER: Key = Key::Ctrl('g');

/// The function key that a digit after the leader means.
pub fn after_leader(key: &Key) -> Option<Key> {
    match key {
        Key::Char('0') => Some(Key::F(10)),
        Key::Char('=') => Some(Key::F(12)),
        Key::Char(digit) => digit.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).map(Key::F),
        _ => None,
    }
}

/// What a key means in the scopes of a screen, the innermost first.
pub fn action(scopes: &[Scope], key: &Key) -> Option<Action> {
    let of = |scope: &Scope| TABLE.iter().find(|line| line.scope == *scope && line.key.as_ref() == Some(key));
    scopes.iter().chain(&[Scope::Global]).find_map(of).map(|line| line.action)
}

/// The lines of a screen: its own scopes first, then the global ones.
pub fn lines(scopes: &[Scope]) -> impl Iterator<Item = &'static Binding> + '_ {
    scopes
        .iter()
        .chain(&[Scope::Global])
        .flat_map(|scope| TABLE.iter().filter(move |line| line.scope == *scope))
}

/// How a key is written.
pub fn key_name(key: &Key) -> String {
    match key {
        Key::F(number) => format!("F{number}"),
        Key::Ctrl(letter) => format!("Ctrl-{}", letter.to_ascii_uppercase()),
        Key::Char(' ') => "Space".to_owned(),
        Key::Char(letter) => letter.to_string(),
        Key::BackTab => "Shift-Tab".to_owned(),
        Key::PageUp => "PgUp".to_owned(),
        Key::PageDown => "PgDn".to_owned(),
        other => format!("{other:?}"),
    }
}

/// The label of a function key on the bottom line: one meaning each in the whole program.
pub fn f_key_label(number: u8, lang: Lang) -> Option<&'static str> {
    let words = screens(lang);
    Some(match number {
        1 => words.f_help,
        2 => words.f_edit,
        3 => words.f_find,
        4 => words.f_add,
        5 => words.f_give,
        6 => words.f_life,
        7 => papers(lang).f_print,
        8 => words.f_void,
        9 => words.f_menu,
        10 => words.f_save,
        _ => return None,
    })
}

/// What an action is called in the menu, the palette and the help.
pub fn phrase(action: Action, lang: Lang) -> &'static str {
    let words = screens(lang);
    match action {
        Action::Help => words.a_help,
        Action::Edit => words.a_edit,
        Action::Find => words.a_find,
        Action::Add => words.a_add,
        Action::AddNext => words.a_next_record,
        Action::Give => words.a_give,
        Action::Life => words.a_life,
        Action::Void => words.a_void,
        Action::Menu => words.a_menu,
        Action::Save => words.a_save,
        Action::Back => words.a_back,
        Action::Palette => words.a_palette,
        Action::Acts => words.a_acts,
        Action::Blank => words.a_blank,
        Action::Language => words.a_language,
        Action::Quit => words.a_quit,
        Action::Up => words.a_up,
        Action::Down => words.a_down,
        Action::PageUp => words.a_page_up,
        Action::PageDown => words.a_page_down,
        Action::First => words.a_first,
        Action::Last => words.a_last,
        Action::Open => words.a_open,
        Action::NextPanel => words.a_next_panel,
        Action::PreviousPanel => words.a_previous_panel,
        Action::Zoom => words.a_zoom,
        Action::NextField => words.a_next_field,
        Action::PreviousField => words.a_previous_field,
        Action::Units => words.a_units,
        Action::Projects => words.a_projects,
        Action::Models => words.a_models,
        Action::Meetings => meeting(lang).open,
        Action::Roll => meeting(lang).roll,
        Action::Drafts => words.a_drafts,
        Action::FollowUps => words.a_follow_ups,
        Action::History => words.a_history,
        Action::Verify => words.a_verify,
        Action::Done => words.a_done,
        Action::Levy => words.a_levy,
        Action::ChangeSeat => words.a_change_seat,
        Action::Undo => words.a_undo,
        Action::Heard => words.a_heard,
        Action::Swap => together(lang).a_swap,
        Action::TakeTheirs => together(lang).a_take_theirs,
        Action::KeepMine => together(lang).a_keep_mine,
        Action::Unmask => together(lang).a_unmask,
        Action::Staff => together(lang).a_staff,
        Action::Access => together(lang).a_access,
        Action::EndAccount => together(lang).a_end_account,
        Action::Transfers => words.a_transfers,
        Action::Decline => words.a_decline,
        Action::Print => papers(lang).a_print,
        Action::Inbox => papers(lang).a_inbox,
        Action::DropFile => papers(lang).a_drop_file,
        Action::BringIn => papers(lang).a_bring_in,
        Action::Same => words.a_same,
        Action::Recent => words.a_recent,
        Action::EndTour => tour::tour(lang).leave,
        Action::Typing => typing(lang).a_typing,
        Action::Placement => typing(lang).a_placement,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_keys_have_one_meaning_in_the_whole_program() {
        for line in TABLE {
            let Some(Key::F(number)) = line.key else { continue };
            let allowed: &[Action] = match number {
                1 => &[Action::Help],
                2 => &[Action::Edit],
                3 => &[Action::Find],
                4 => &[Action::Add, Action::AddNext],
                5 => &[Action::Give],
                6 => &[Action::Life],
                // Voiding a record, taking back an act, throwing a form away, closing a follow-up, ending an account,
                // sending back a household, dropping a file: all "Hủy".
                8 => &[
                    Action::Void,
                    Action::Undo,
                    Action::Done,
                    Action::EndAccount,
                    Action::Decline,
                    Action::DropFile,
                ],
                7 => &[Action::Print],
                9 => &[Action::Menu],
                // A form, or a file, into the register.
                10 => &[Action::Save, Action::BringIn],
                12 => &[Action::Typing],
                _ => &[],
            };
            assert!(allowed.contains(&line.action), "F{number} is {:?}", line.action);
        }
    }

    #[test]
    fn no_scope_binds_a_key_twice() {
        for (at, line) in TABLE.iter().enumerate() {
            let again = TABLE[..at]
                .iter()
                .any(|other| other.key.is_some() && other.scope == line.scope && other.key == line.key);
            assert!(!again, "{:?} {:?}", line.scope, line.key);
        }
    }

    #[test]
    fn backspace_is_never_a_binding() {
        // 0x08 arrives as Ctrl-H on some terminals and is Backspace there.
        assert!(TABLE.iter().all(|line| line.key != Some(Key::Ctrl('h'))));
    }

    #[test]
    fn the_leader_reaches_every_function_key() {
        assert_eq!(after_leader(&Key::Char('1')), Some(Key::F(1)));
        assert_eq!(after_leader(&Key::Char('0')), Some(Key::F(10)));
        assert_eq!(after_leader(&Key::Char('=')), Some(Key::F(12)));
        assert_eq!(after_leader(&Key::Char('x')), None);
    }
}
