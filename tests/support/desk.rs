//! A desk: the model of the screens wired straight to a register in the same process.
//!
//! Keys go in as a clerk types them, text of the screen comes out. Nothing sleeps and nothing is asked twice.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use ndtq::domain::{ScopeUnit, Staff, StaffId, StaffRole, Validity};
use ndtq::exchange::{Boxes, Files, practice_commune};
use ndtq::phrases::Lang;
use ndtq::protocol::{Answer, Command, Draft, DraftOp, ImportStep, Query, Refusal, Request};
use ndtq::registry::{Actor, Clock, Registry, Sure};
use ndtq::tui::input::{Decoder, Key};
use ndtq::tui::model::Model;
use ndtq::tui::msg::{Effect, Msg};
use ndtq::tui::theme::{Glyphs, Theme};
use ndtq::tui::{filing, update, view};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use uuid::Uuid;

/// A clock that stands at noon of 14/11/2023 in Viet Nam.
pub struct Noon;

impl Clock for Noon {
    fn now_ms(&self) -> i64 {
        NOON
    }
}

/// Noon of 14/11/2023 in Viet Nam.
pub const NOON: i64 = 1_699_938_000_000;

static DESKS: AtomicU32 = AtomicU32::new(0);

/// A desk.
pub struct Desk {
    pub model: Model,
    pub registry: Arc<Registry>,
    pub actor: Actor,
    pub drafts: Vec<Draft>,
    pub lang_kept: u32,
    /// Where its files are; nobody's unless a test says so.
    pub files: Files,
    dir: Option<tempfile::TempDir>,
}

impl Desk {
    /// On an empty home.
    pub fn empty(size: (u16, u16), lang: Lang) -> Desk {
        let dir = tempfile::tempdir().unwrap();
        let registry = Arc::new(Registry::open(dir.path(), Arc::new(Noon)).unwrap().0);
        let actor = registry.enter("trinh").unwrap();
        let mut desk = Desk::at(registry, actor, size, lang);
        desk.dir = Some(dir);
        desk
    }

    /// On the practice commune.
    pub fn practice(size: (u16, u16), lang: Lang) -> Desk {
        let dir = tempfile::tempdir().unwrap();
        copy(practice_home(), dir.path());
        let registry = Arc::new(Registry::open(dir.path(), Arc::new(Noon)).unwrap().0);
        let actor = registry.enter("trinh").unwrap();
        let mut desk = Desk::at(registry, actor, size, lang);
        desk.dir = Some(dir);
        desk
    }

    /// Another screen at the same register, which is stopped and opened again under another clock.
    pub fn under(self, clock: Arc<dyn Clock>) -> Desk {
        let Desk { model, registry, actor, dir, .. } = self;
        registry.close();
        drop(registry);
        let dir = dir.unwrap();
        let registry = Arc::new(Registry::open(dir.path(), clock).unwrap().0);
        let mut desk = Desk::at(registry, actor, model.size, model.lang);
        desk.dir = Some(dir);
        desk
    }

    /// Another screen at the same register.
    pub fn beside(&self) -> Desk {
        Desk::at(self.registry.clone(), self.actor.clone(), self.model.size, self.model.lang)
    }

    /// The screen of a colleague, who may do what the role says.
    pub fn colleague(&self, login: &str, role: StaffRole) -> Desk {
        self.colleague_in(login, role, Vec::new())
    }

    /// The screen of a colleague who looks after one hamlet.
    pub fn colleague_of_hamlet(&self, login: &str, role: StaffRole, hamlet: &str) -> Desk {
        let answer = self.registry.ask(&self.actor, &Query::Units).unwrap();
        let Answer::Units(units) = answer else { panic!("{answer:?}") };
        let hamlet = units.hamlets.iter().find(|one| one.name == hamlet).unwrap().id;
        self.colleague_in(login, role, vec![ScopeUnit::Unit(hamlet)])
    }

    /// The screen of a colleague who looks after these units and groups.
    pub fn colleague_in(&self, login: &str, role: StaffRole, scope: Vec<ScopeUnit>) -> Desk {
        let id = StaffId(Uuid::from_u128(login.bytes().fold(77, |sum, byte| sum * 256 + u128::from(byte))));
        let (name, valid) = (login.to_owned(), Validity::ALWAYS);
        let staff = Staff { id, login: login.to_owned(), name, role, scope, valid };
        let command = Command::Save { record: Box::new(staff.into()), base: None };
        self.registry.act(&self.actor, Uuid::from_u128(id.0.as_u128() + 1), command).unwrap();
        let actor = self.registry.enter(login).unwrap();
        Desk::at(self.registry.clone(), actor, self.model.size, self.model.lang)
    }

    /// The same screen as a forced session has it: its files are in boxes of a home.
    pub fn with_boxes(mut self, home: &Path) -> Desk {
        self.files = Files::Boxes(Boxes::of(home, &self.actor.login).unwrap());
        self.model.inbox = Some(Vec::new());
        let effects = update::begin(&mut self.model);
        self.carry_out(effects);
        self
    }

    fn at(registry: Arc<Registry>, actor: Actor, size: (u16, u16), lang: Lang) -> Desk {
        // Two desks at one register must not make the same keys: the second act would be taken for the first again.
        let mut next = 0x1000_u128 + (u128::from(DESKS.fetch_add(1, Ordering::Relaxed)) << 32);
        let ids = move || {
            next += 1;
            Uuid::from_u128(next << 64 | u128::from(std::process::id()))
        };
        let mut model = Model::new(lang, size, Box::new(ids));
        model.now_ms = NOON;
        let (drafts, files) = (Vec::new(), Files::Here);
        let mut desk = Desk { model, registry, actor, drafts, lang_kept: 0, files, dir: None };
        let effects = update::begin(&mut desk.model);
        desk.carry_out(effects);
        desk
    }

    /// Gives a message to the model, and carries out what it asks for until nothing is left.
    pub fn tell(&mut self, msg: Msg) {
        let effects = update::update(&mut self.model, msg);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut waiting: VecDeque<Effect> = effects.into();
        while let Some(effect) = waiting.pop_front() {
            match effect {
                Effect::Send { tag, request } => {
                    let result = self.serve(request);
                    waiting.extend(update::update(&mut self.model, Msg::Reply { tag, result }));
                }
                Effect::File(op) => {
                    let report = filing::perform(&self.files, op, self.model.lang);
                    waiting.extend(update::update(&mut self.model, Msg::File(report)));
                }
                Effect::KeepLanguage => self.lang_kept += 1,
                Effect::Repaint | Effect::Quit => {}
            }
        }
    }

    fn serve(&mut self, request: Request) -> Result<Answer, Refusal> {
        match request {
            Request::Ask(query) => self.registry.ask(&self.actor, &query),
            Request::Act { request, command } => self.registry.act(&self.actor, request, *command),
            Request::Propose { request, command } => {
                self.registry.act_when(Sure::NotYet, &self.actor, request, *command)
            }
            Request::Draft(DraftOp::Put(draft)) => {
                self.drafts.retain(|other| other.id != draft.id);
                self.drafts.push(*draft);
                Ok(Answer::Done)
            }
            Request::Draft(DraftOp::List) => Ok(Answer::Drafts(self.drafts.clone())),
            Request::Draft(DraftOp::Take(_)) => Ok(Answer::Done),
            Request::Draft(DraftOp::Drop(id)) => {
                self.drafts.retain(|draft| draft.id != id);
                Ok(Answer::Done)
            }
            Request::Looking { .. } => Ok(Answer::Done),
            _ => Err(Refusal::NotAllowed),
        }
    }

    /// Types keys: plain letters as they are, others in angle brackets: `<Enter>`, `<F5>`, `<C-z>`.
    pub fn keys(&mut self, script: &str) -> &mut Desk {
        for key in parse(script) {
            self.tell(Msg::Key(key));
        }
        self
    }

    /// Types keys faster than the service answers: all of them are there before its first answer.
    pub fn hurried(&mut self, script: &str) -> &mut Desk {
        let mut effects = Vec::new();
        for key in parse(script) {
            effects.extend(update::update(&mut self.model, Msg::Key(key)));
        }
        self.carry_out(effects);
        self
    }

    /// The screen as it is painted.
    pub fn buffer(&self) -> Buffer {
        self.buffer_in(&Theme::colours())
    }

    /// The same in another theme.
    pub fn buffer_in(&self, theme: &Theme) -> Buffer {
        let (columns, rows) = self.model.terminal;
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        view::paint(&self.model, &mut buffer, theme, &Glyphs::of(false, "xterm", ""));
        buffer
    }

    /// The screen as text, line by line, without blanks at the ends.
    pub fn screen(&self) -> String {
        let buffer = self.buffer();
        let mut lines = Vec::new();
        for y in 0..buffer.area.height {
            let line: String = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
            lines.push(line.trim_end().to_owned());
        }
        lines.join("\n")
    }

    /// Fails with the screen when it does not show a text.
    #[track_caller]
    pub fn shows(&self, text: &str) {
        let screen = self.screen();
        assert!(screen.contains(text), "«{text}» is not on the screen:\n{screen}");
    }

    /// Fails with the screen when it shows a text.
    #[track_caller]
    pub fn hides(&self, text: &str) {
        let screen = self.screen();
        assert!(!screen.contains(text), "«{text}» is on the screen:\n{screen}");
    }
}

/// A home with the practice commune, made once a test run and copied by each test.
fn practice_home() -> &'static Path {
    static HOME: OnceLock<tempfile::TempDir> = OnceLock::new();
    HOME.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("practice"), "").unwrap();
        let registry = Registry::open(dir.path(), Arc::new(Noon)).unwrap().0;
        let actor = registry.enter("trinh").unwrap();
        import_practice(&registry, &actor);
        registry.close();
        dir
    })
    .path()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Fills a register with the practice commune.
pub fn import_practice(registry: &Registry, actor: &Actor) {
    let reading = practice_commune();
    let batch = Uuid::from_u128(7);
    let rows = u32::try_from(reading.rows.len()).unwrap();
    let step = ImportStep::Rows { batch, before: 0, rows: reading.rows };
    registry.act(actor, Uuid::from_u128(8), Command::Import(step)).unwrap();
    let finish = ImportStep::Finish { batch, rows, book: reading.book, dry_run: false };
    match registry.act(actor, Uuid::from_u128(9), Command::Import(finish)).unwrap() {
        Answer::Imported(report) => assert!(report.written && report.problems.is_empty(), "{report:?}"),
        other => panic!("{other:?}"),
    }
}

/// Keys of a script.
pub fn parse(script: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = script;
    while !rest.is_empty() {
        if let Some((name, after)) = rest.strip_prefix('<').and_then(|tail| tail.split_once('>')) {
            keys.push(named(name));
            rest = after;
            continue;
        }
        let letter = rest.chars().next().unwrap();
        keys.extend(Decoder::default().feed(letter.to_string().as_bytes()));
        rest = &rest[letter.len_utf8()..];
    }
    keys
}

fn named(name: &str) -> Key {
    match name {
        "Enter" => Key::Enter,
        "Esc" => Key::Esc,
        "Tab" => Key::Tab,
        "S-Tab" => Key::BackTab,
        "Up" => Key::Up,
        "Down" => Key::Down,
        "Left" => Key::Left,
        "Right" => Key::Right,
        "Backspace" => Key::Backspace,
        "End" => Key::End,
        "PgDn" => Key::PageDown,
        "PgUp" => Key::PageUp,
        _ if name.starts_with('F') => Key::F(name[1..].parse().unwrap()),
        _ if name.starts_with("C-") => Key::Ctrl(name.chars().last().unwrap()),
        other => panic!("no key is called {other}"),
    }
}
