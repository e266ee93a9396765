//! Those who record while the service is killed under them, and the list of what they were told is recorded.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use ndtq::client::{CallError, Session};
use ndtq::domain::{
    AnyRecord, GroupId, NewPerson, PartialDate, RecordKey, RelationToHead, ResidenceKind, Unit, UnitId,
};
use ndtq::protocol::{Answer, Command, NewHousehold, Query, Refusal, Saved, SetUp};
use ndtq::store::{Stored, encode_any};
use uuid::Uuid;

use crate::support::{Home, LONG, add_unit, saved};

/// One act in so many adds a household with its head: two records or none.
const HOUSEHOLDS: u128 = 16;
/// One act in so many edits the unit that all edit.
const EDITS: u128 = 3;
/// The unit that all edit.
const SHARED: u128 = 0xC0;

/// What a client was told, written down outside the home.
pub struct Told {
    path: PathBuf,
    file: Mutex<File>,
}

/// A record that an acknowledged act left as `digest` says.
#[derive(Clone, Debug)]
pub struct Acknowledged {
    pub request: Uuid,
    pub seq: u64,
    pub key: RecordKey,
    pub digest: String,
}

impl Told {
    pub fn at(folder: &Path) -> Told {
        let path = folder.join("told");
        let file = OpenOptions::new().create(true).append(true).open(&path).unwrap();
        Told { path, file: Mutex::new(file) }
    }

    fn line(&self, line: String) {
        self.file.lock().unwrap().write_all((line + "\n").as_bytes()).unwrap();
    }

    /// That an act is recorded.
    fn recorded(&self, request: Uuid, saved: &Saved, key: RecordKey, rev: u64, record: AnyRecord) {
        let digest = digest(&encode_any(&Stored { rev, record }).unwrap());
        let (kind, id) = (key.kind as u8, key.id);
        self.line(format!("recorded {request} {} {kind} {id} {digest}", saved.seq));
    }

    /// That an act is not.
    fn refused(&self, request: Uuid) {
        self.line(format!("refused {request}"));
    }

    /// All that was recorded, and all that was refused.
    pub fn read(&self) -> (Vec<Acknowledged>, Vec<Uuid>) {
        let (mut recorded, mut refused) = (Vec::new(), Vec::new());
        for line in std::fs::read_to_string(&self.path).unwrap().lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let request = words[1].parse().unwrap();
            if words[0] == "refused" {
                refused.push(request);
                continue;
            }
            let kind = ndtq::domain::Kind::from_u8(words[3].parse().unwrap()).unwrap();
            let key = RecordKey { kind, id: words[4].parse().unwrap() };
            let (seq, digest) = (words[2].parse().unwrap(), words[5].to_owned());
            recorded.push(Acknowledged { request, seq, key, digest });
        }
        (recorded, refused)
    }
}

pub fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

/// One who records.
pub struct Writer<'a> {
    home: &'a Home,
    told: &'a Told,
    number: u128,
    acts: u128,
    session: Option<Session>,
    group: GroupId,
}

impl<'a> Writer<'a> {
    /// The first of them, who sets the home up and adds the unit that all edit.
    pub fn first(home: &'a Home, told: &'a Told) -> Writer<'a> {
        let group = GroupId(Uuid::nil());
        let mut writer = Writer { home, told, number: 1, acts: 0, session: None, group };
        let set_up = SetUp { commune: "Long Bình".into(), hamlet: "Quới An".into(), group_number: 5 };
        let answer = writer.act(Uuid::from_u128(1), &Command::SetUp(set_up)).unwrap();
        writer.group = GroupId(saved(answer).keys[0].id);
        writer.act(Uuid::from_u128(2), &add_unit(SHARED)).unwrap();
        writer
    }

    /// Another one.
    pub fn beside(&self, number: u128) -> Writer<'a> {
        Writer { number, session: None, ..*self }
    }

    /// Has one act recorded, or is refused because another was faster.
    pub fn record_one(&mut self) {
        self.acts += 1;
        let number = self.number << 64 | self.acts;
        let request = Uuid::from_u128(0xAC << 112 | number);
        if self.acts % HOUSEHOLDS == 1 {
            self.add_household(request);
        } else if self.acts.is_multiple_of(EDITS) {
            self.edit_shared(request);
        } else {
            self.add_unit(request, number);
        }
    }

    fn add_unit(&mut self, request: Uuid, number: u128) {
        let command = add_unit(number);
        let saved = saved(self.act(request, &command).unwrap());
        let Command::Save { record, .. } = command else { return };
        self.told.recorded(request, &saved, record.key(), 1, *record);
    }

    fn add_household(&mut self, request: Uuid) {
        let head = NewPerson {
            full_name: format!("Nguyễn Văn {}", self.acts),
            nickname: None,
            sex: None,
            birth: Some(PartialDate::Year(1979)),
            personal_id: None,
            old_id: None,
            occupation: None,
            relation: RelationToHead::Head,
            residence: ResidenceKind::Permanent,
        };
        let new = NewHousehold {
            group: self.group,
            book_number: None,
            address: "bờ kinh Chợ Gạo".into(),
            phones: Vec::new(),
            nickname: None,
            head,
            since: None,
        };
        let saved = saved(self.act(request, &Command::AddHousehold(new)).unwrap());
        for key in &saved.keys {
            let (rev, record) = self.record(*key);
            self.told.recorded(request, &saved, *key, rev, record);
        }
    }

    /// With the revision it read: of several who did, one succeeds.
    fn edit_shared(&mut self, request: Uuid) {
        let key = UnitId(Uuid::from_u128(SHARED)).key();
        let (rev, AnyRecord::Unit(unit)) = self.record(key) else { return };
        let mut versions = unit.versions;
        versions[0].name = format!("Tỉnh chung {} {}", self.number, self.acts);
        let record = AnyRecord::from(Unit { versions, ..unit });
        let command = Command::Save { record: Box::new(record.clone()), base: Some(rev) };
        match self.act(request, &command) {
            Ok(answer) => self.told.recorded(request, &saved(answer), key, rev + 1, record),
            Err(Refusal::Conflict { .. }) => self.told.refused(request),
            Err(other) => panic!("{other:?}"),
        }
    }

    fn record(&mut self, key: RecordKey) -> (u64, AnyRecord) {
        match self.patiently(|session| session.ask(Query::Record(key))).unwrap() {
            Answer::Record { rev, record } => (rev, *record),
            other => panic!("{other:?}"),
        }
    }

    /// Asks for the act until there is an answer, always under the same key.
    pub fn act(&mut self, request: Uuid, command: &Command) -> Result<Answer, Refusal> {
        self.patiently(|session| session.act(request, command.clone()))
    }

    /// Comes back as a person does who opens the program again when it has given up.
    fn patiently(
        &mut self,
        mut say: impl FnMut(&mut Session) -> Result<Answer, CallError>,
    ) -> Result<Answer, Refusal> {
        let deadline = Instant::now() + LONG;
        loop {
            let lost = match self.session.as_mut().map(&mut say) {
                Some(Ok(answer)) => return Ok(answer),
                Some(Err(CallError::Refused(Refusal::Stopping))) => "it is stopping".to_owned(),
                Some(Err(CallError::Refused(refusal))) => return Err(refusal),
                Some(Err(error)) => error.to_string(),
                None => "no session yet".to_owned(),
            };
            assert!(Instant::now() < deadline, "no way back to the service: {lost}");
            self.session = Session::connect(&self.home.options()).ok();
        }
    }
}
