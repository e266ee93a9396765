//! Boxes: closed to others, bounded, and no way out of them.

use super::*;
use std::os::unix::fs::{MetadataExt, symlink};

struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { home: tempfile::tempdir().unwrap() }
    }

    fn open(&self, side: Side, now: SystemTime) -> Result<OpenBox, BoxError> {
        Boxes::of(self.home.path(), "trinh").unwrap().open(side, now)
    }

    fn outbox(&self) -> OpenBox {
        self.open(Side::Out, SystemTime::now()).unwrap()
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("outbox/trinh")
    }
}

fn name(text: &str) -> BoxName {
    BoxName::parse(text).unwrap()
}

fn names(open: &OpenBox) -> Vec<String> {
    open.list().unwrap().into_iter().map(|one| one.name.0).collect()
}

fn text_of(open: &OpenBox, file: &str) -> String {
    let mut text = String::new();
    open.read(&name(file)).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn names_are_made_plain_and_paths_are_none() {
    let long = "a".repeat(300);
    let cases = [
        ("to-05.xlsx", Some("to-05.xlsx")),
        ("Tổ 05 - Danh Sách.TSV", Some("to-05-danh-sach.tsv")),
        ("a\u{1b}[2Jb;$(x)|y&.csv", Some("a-2jb-x-y-.csv")),
        ("a..b", Some("a..b")),
        ("../x", None),
        ("/etc/passwd", None),
        ("..", None),
        (".", None),
        (".ssh", None),
        ("-o", None),
        ("a\\b", None),
        ("a\0b", None),
        ("", None),
        ("***", None),
    ];
    for (given, want) in cases {
        assert_eq!(BoxName::parse(given).ok().map(|name| name.0).as_deref(), want, "{given:?}");
    }
    assert_eq!(name(&format!("{long}.tsv")).0.len(), MOST_NAME_BYTES);
    assert!(name(&format!("{long}.tsv")).0.ends_with("a.tsv"));
}

#[test]
fn a_box_is_closed_to_others_and_replaces_a_file_as_a_whole() {
    let desk = Desk::new();
    let open = desk.outbox();
    open.put(&name("ho.csv"), &mut "a,b\n".as_bytes()).unwrap();
    let again = open.put(&name("ho.csv"), &mut "c\n".as_bytes()).unwrap();
    assert_eq!((again.bytes, text_of(&open, "ho.csv").as_str()), (2, "c\n"));
    let mode = |path: PathBuf| std::fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(desk.home.path().join("outbox")), 0o700);
    assert_eq!(mode(desk.folder()), 0o700);
    assert_eq!(mode(desk.folder().join("ho.csv")), 0o600);
    assert!(matches!(open.read(&name("khac.csv")), Err(BoxError::NotThere(_))));
    assert_eq!((open.clear().unwrap(), names(&open).len()), (1, 0));
}

#[test]
fn no_link_leads_out_of_a_box() {
    let desk = Desk::new();
    let outside = desk.home.path().join("secret");
    std::fs::write(&outside, "years of work").unwrap();
    let open = desk.outbox();
    symlink(&outside, desk.folder().join("x.csv")).unwrap();
    assert!(names(&open).is_empty());
    assert!(matches!(open.read(&name("x.csv")), Err(BoxError::NotThere(_))));
    open.put(&name("x.csv"), &mut "new".as_bytes()).unwrap();
    assert_eq!(std::fs::read_to_string(&outside).unwrap(), "years of work");
    assert_eq!(text_of(&open, "x.csv"), "new");
    let inbox = desk.home.path().join("inbox");
    symlink(desk.home.path(), &inbox).unwrap();
    assert!(matches!(desk.open(Side::In, SystemTime::now()), Err(BoxError::Io(_))));
}

#[test]
fn a_file_that_is_too_large_leaves_nothing_behind() {
    let desk = Desk::new();
    let open = desk.outbox();
    let mut endless = io::repeat(b'x');
    assert!(matches!(open.put(&name("x"), &mut endless), Err(BoxError::TooLarge)));
    assert_eq!(std::fs::read_dir(desk.folder()).unwrap().count(), 0);
}

#[test]
fn the_oldest_give_way() {
    let desk = Desk::new();
    let open = desk.outbox();
    for number in 0..=MOST_FILES {
        open.put(&name(&format!("f{number:02}")), &mut "x".as_bytes()).unwrap();
        let file = File::options().write(true).open(desk.folder().join(format!("f{number:02}"))).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(3_600 - number as u64)).unwrap();
    }
    let left = names(&open);
    assert_eq!((left.len(), left[0].as_str()), (MOST_FILES, "f50"));
    assert!(!left.contains(&"f00".to_owned()));
    let later = SystemTime::now() + KEPT_FOR + Duration::from_secs(1);
    assert!(names(&desk.open(Side::Out, later).unwrap()).is_empty());
}

#[test]
fn only_a_login_has_boxes() {
    let home = Path::new("/nowhere");
    for login in ["", "../an", "An", "a b", "a/b", "1a", "-a"] {
        assert!(matches!(Boxes::of(home, login), Err(BoxError::NoLogin(_))), "{login}");
    }
}
