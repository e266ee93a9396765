//! Clerks: they type a name, look at a household, and record something about it.

use ndtq::client::Session;
use ndtq::domain::{Contributor, HouseholdId, Note, NoteAbout, NoteId, Vnd};
use ndtq::protocol::{Answer, Command, Contribute, GiftEntry, Query, Saved};
use uuid::Uuid;

use crate::crowd::{Client, LOOK_UPS};
use crate::dice::Dice;
use crate::home::Commune;

/// As many rows as the screen asks for.
const ROWS: u16 = 20;
/// Of the look-ups before a save the last two are the preview and the card of the household that was found.
const KEYS: usize = LOOK_UPS - 2;

/// One clerk at a line of their own.
pub struct Clerk<'c> {
    session: Session,
    commune: &'c Commune,
    dice: Dice,
    step: usize,
    name: &'c str,
    household: HouseholdId,
    /// The saves that were acknowledged: under which key, and as which change.
    pub saves: Vec<(Uuid, u64)>,
}

impl<'c> Clerk<'c> {
    pub fn new(session: Session, number: usize, commune: &'c Commune) -> Clerk<'c> {
        let mut dice = Dice::of(number);
        let (name, household) = (dice.one_of(&commune.names), *dice.one_of(&commune.households));
        Clerk { session, commune, dice, step: 0, name, household, saves: Vec::new() }
    }

    fn find(&mut self, letters: usize) {
        let words: String = self.name.chars().take(letters).collect();
        let query = Query::Find { words: words.clone(), limit: ROWS };
        let Answer::Found(found) = self.session.ask(query).unwrap() else { panic!("no look-up") };
        let hit = found.hits.first().unwrap_or_else(|| panic!("nobody is found under {words:?}"));
        self.household = hit.household;
    }

    /// Adds a note about any household, without looking for it.
    pub fn note_anywhere(&mut self) {
        let household = *self.dice.one_of(&self.commune.households);
        self.note(household);
    }

    fn note(&mut self, household: HouseholdId) {
        let command = note(self.dice.id(), household, self.commune);
        self.act(command);
    }

    fn contribute(&mut self) {
        let gift = GiftEntry::Money { amount: Vnd(500_000), collector: None, payer: None, on_behalf: None };
        let entry = Contribute {
            from: Contributor::Household { household: self.household, given_by: None },
            project: Some(*self.dice.one_of(&self.commune.projects)),
            model: None,
            gift,
            valued: None,
            rule: None,
            on: self.commune.today,
            witnesses: Vec::new(),
            evidence: Vec::new(),
        };
        self.act(Command::Contribute(Box::new(entry)));
    }

    fn act(&mut self, command: Command) {
        let request = self.dice.id();
        let Saved { seq, .. } = match self.session.act(request, command).unwrap() {
            Answer::Saved(saved) => saved,
            other => panic!("{other:?}"),
        };
        self.saves.push((request, seq));
    }
}

impl Client for Clerk<'_> {
    fn look_up(&mut self) {
        self.step += 1;
        let query = match self.step {
            step if step <= KEYS => return self.find(step),
            step if step == KEYS + 1 => Query::Preview(self.household),
            _ => Query::Card(self.household),
        };
        match self.session.ask(query).unwrap() {
            Answer::Preview(Some(_)) | Answer::Card(_) => {}
            other => panic!("{other:?}"),
        }
    }

    fn save(&mut self) {
        // A payment and a note, in turn.
        if self.saves.len().is_multiple_of(2) {
            self.contribute()
        } else {
            self.note(self.household)
        }
        self.step = 0;
        self.name = self.dice.one_of::<String>(&self.commune.names);
    }
}

/// A note of the length of a usual one.
pub fn note(id: Uuid, household: HouseholdId, commune: &Commune) -> Command {
    let note = Note {
        id: NoteId(id),
        about: NoteAbout::Household(household),
        text: "Đã nộp 500.000 đ tiền làm đường đèn tổ 05, còn 200.000 đ hẹn cuối tháng".into(),
        follow_up: None,
        done: None,
        on: commune.today,
        by: String::new(),
    };
    Command::Save { record: Box::new(note.into()), base: None }
}
