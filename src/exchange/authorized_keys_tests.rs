//! What happens to a file that others write too: their bytes are theirs.

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use proptest::prelude::*;

use super::*;
use crate::domain::{StaffRole, Validity};

const FIRST: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKhaFoiHR1Z8Ls+0Q+UKU9qK/Kd/CLssvmAqKvnE3LGX";
const OTHER: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH";

fn key(text: &str) -> PublicKey {
    PublicKey::parse(text.as_bytes()).unwrap()
}

fn staff(login: &str, id: u128) -> Staff {
    Staff {
        id: StaffId(Uuid::from_u128(id)),
        login: login.into(),
        name: login.into(),
        role: StaffRole::Recorder,
        scope: vec![],
        valid: Validity::ALWAYS,
    }
}

fn session(login: &str, id: u128) -> ForcedSession {
    ForcedSession::of(Path::new("/usr/bin/ndtq"), Path::new("/srv/ndtq"), &staff(login, id)).unwrap()
}

/// A file of these bytes, in a folder of its own.
fn file(text: &[u8]) -> (tempfile::TempDir, AuthorizedKeys) {
    let folder = tempfile::tempdir().unwrap();
    let keys = AuthorizedKeys::at(folder.path().join("authorized_keys"));
    std::fs::write(keys.path(), text).unwrap();
    (folder, keys)
}

fn text_of(keys: &AuthorizedKeys) -> Vec<u8> {
    std::fs::read(keys.path()).unwrap()
}

#[test]
fn a_line_leads_to_the_register_and_nowhere_else() {
    assert_eq!(
        session("trinh", 7).line(&key(FIRST)),
        format!(
            "command=\"/usr/bin/ndtq --home /srv/ndtq ssh-session trinh\",restrict,pty {FIRST} \
             ndtq:00000000-0000-0000-0000-000000000007"
        )
    );
}

#[test]
fn what_would_have_to_be_quoted_is_refused() {
    let good = ["/usr/bin/ndtq", "/srv/sổ-ấp/ndtq_2.0", "/home/u@xa/a+b:c=d,e%f"];
    let bad: [&[u8]; 14] = [
        b"ndtq", b"./ndtq", b"/a b", b"/a\"b", b"/a\\b", b"/a'b", b"/a\nb", b"/a\x1bb", b"/a$b", b"/a`b",
        b"/a;b", b"/a&b", b"/a*b", b"/a\xffb",
    ];
    let of =
        |program: &Path, home: &Path, login: &str| ForcedSession::of(program, home, &staff(login, 7)).is_ok();
    let fine = Path::new("/fine");
    for path in good {
        assert!(of(Path::new(path), fine, "an") && of(fine, Path::new(path), "an"), "{path}");
    }
    for path in bad.map(|path| Path::new(std::ffi::OsStr::from_bytes(path))) {
        assert!(!of(path, fine, "an") && !of(fine, path, "an"), "{}", path.display());
    }
    for login in ["", "An", "an\"", "an --as", "an\n", "--as", "an;sh"] {
        assert!(!of(fine, fine, login), "{login:?}");
    }
}

#[test]
fn folder_and_file_are_made_closed_to_others() {
    let above = tempfile::tempdir().unwrap();
    let keys = AuthorizedKeys::at(above.path().join(".ssh/authorized_keys"));
    assert_eq!(keys.owners().unwrap(), []);
    assert_eq!(keys.remove(StaffId(Uuid::from_u128(7))).unwrap(), 0);
    assert!(!above.path().join(".ssh").exists(), "looking makes nothing");
    keys.add(&session("trinh", 7), &key(FIRST)).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&above.path().join(".ssh")), mode(keys.path())), (0o700, 0o600));
    let mut names: Vec<_> = std::fs::read_dir(above.path().join(".ssh")).unwrap().flatten().collect();
    names.sort_by_key(std::fs::DirEntry::file_name);
    let names: Vec<_> = names.iter().map(|entry| entry.file_name().into_string().unwrap()).collect();
    assert_eq!(names, ["authorized_keys", "authorized_keys.ndtq-lock"]);
}

#[test]
fn a_key_has_one_owner() {
    let ours = format!("{}\n", session("trinh", 7).line(&key(FIRST)));
    let cases = [
        (ours.clone(), Some(KeyOwner::Staff(StaffId(Uuid::from_u128(7))))),
        (ours.replace('\n', "\r\n"), Some(KeyOwner::Staff(StaffId(Uuid::from_u128(7))))),
        (format!("{FIRST}\n"), Some(KeyOwner::Line(1))),
        (format!("# keys\n\n  {FIRST} an@may"), Some(KeyOwner::Line(3))),
        (format!("\t{}\n", FIRST.replace(' ', "\t ")), Some(KeyOwner::Line(1))),
        (format!("{OTHER}\ncommand=\"echo \\\"a b\\\" c\",no-pty {FIRST} x\n"), Some(KeyOwner::Line(2))),
        (format!("environment=\"A=b c\",from=\"10.0.0.1\" \t{FIRST}\r\n"), Some(KeyOwner::Line(1))),
        (format!("cert-authority {FIRST}\n"), Some(KeyOwner::Line(1))),
        (format!("command=\"ndtq\",restrict,pty {FIRST} ndtq:{}\n", Uuid::nil()), Some(KeyOwner::Line(1))),
        (format!("#{FIRST}\n"), None),
        (format!("command=\"{FIRST}\" {OTHER}\n"), None),
        (format!("{OTHER} {FIRST}\n"), None),
        (format!("command=\"never closed {FIRST}\n"), None),
    ];
    for (text, owner) in cases {
        let (_folder, keys) = file(text.as_bytes());
        assert_eq!(keys.owner_of(&key(FIRST)).unwrap(), owner, "{text:?}");
        let added = keys.add(&session("an", 8), &key(FIRST));
        match owner {
            None => assert!(added.is_ok(), "{text:?}"),
            Some(owner) => {
                assert!(matches!(added, Err(KeysError::Taken(named)) if named == owner), "{text:?}");
                assert_eq!(text_of(&keys), text.as_bytes());
            }
        }
    }
}

#[test]
fn only_whole_lines_of_ours_are_taken_out() {
    let id = Uuid::from_u128(7);
    let ours = session("trinh", 7).line(&key(FIRST));
    let strangers = [
        format!("{FIRST} ndtq:{id}"),
        format!("command=\"/bin/sh\",restrict,pty {FIRST} ndtq:{id}"),
        format!("command=\"ndtq --home /srv/ndtq ssh-session trinh\",restrict,pty {FIRST} ndtq:{id}"),
        ours.replace("restrict,pty", "restrict"),
        ours.replace("restrict,pty", "pty,restrict,pty"),
        ours.replace("ndtq:0", "ndtq: 0"),
        format!("{ours} and more"),
        format!(" {ours}"),
        format!("# {ours}"),
        ours.replace(&id.to_string(), &id.simple().to_string()),
        ours.replace("trinh", "Trinh"),
        session("hai", 8).line(&key(FIRST)),
    ];
    let text = strangers.join("\n") + "\n";
    let (_folder, keys) = file(text.as_bytes());
    assert_eq!(keys.remove(StaffId(id)).unwrap(), 0);
    assert_eq!(text_of(&keys), text.as_bytes());
    let (_folder, keys) = file(format!("{ours}\r\n{text}{ours}").as_bytes());
    assert_eq!(keys.remove(StaffId(id)).unwrap(), 2);
    assert_eq!(text_of(&keys), text.as_bytes());
}

#[test]
fn a_new_key_comes_beside_the_others_or_in_their_place() {
    let (_folder, keys) = file(b"# by hand");
    let (trinh, an) = (session("trinh", 7), session("an", 8));
    keys.add(&trinh, &key(FIRST)).unwrap();
    assert!(matches!(keys.replace(&an, &key(FIRST)), Err(KeysError::Taken(KeyOwner::Staff(_)))));
    keys.add(&trinh, &key(OTHER)).unwrap();
    assert_eq!(keys.owners().unwrap().len(), 2);
    keys.replace(&trinh, &key(OTHER)).unwrap();
    assert_eq!(text_of(&keys), format!("# by hand\n{}\n", trinh.line(&key(OTHER))).as_bytes());
}

#[test]
fn a_link_or_a_folder_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("elsewhere");
    std::fs::write(&target, "# shared\n").unwrap();
    let keys = AuthorizedKeys::at(folder.path().join("authorized_keys"));
    symlink(&target, keys.path()).unwrap();
    assert!(matches!(keys.add(&session("an", 8), &key(FIRST)), Err(KeysError::Link(_))));
    assert!(matches!(keys.remove(StaffId(Uuid::nil())), Err(KeysError::Link(_))));
    assert_eq!(std::fs::read(&target).unwrap(), b"# shared\n");
    std::fs::remove_file(keys.path()).unwrap();
    std::fs::create_dir(keys.path()).unwrap();
    assert!(matches!(keys.add(&session("an", 8), &key(FIRST)), Err(KeysError::NotAFile(_))));
}

#[test]
fn what_a_power_cut_left_is_not_in_the_way() {
    let (_folder, keys) = file(b"");
    std::fs::write(keys.beside(".ndtq-new"), "half of it").unwrap();
    keys.add(&session("an", 8), &key(FIRST)).unwrap();
    assert!(!keys.beside(".ndtq-new").exists());
}

#[test]
fn several_at_once_lose_no_key() {
    let (_folder, keys) = file(b"# by hand\n");
    std::thread::scope(|scope| {
        for number in 0..8_u8 {
            let keys = &keys;
            scope.spawn(move || {
                let blob = [&[0, 0, 0, 11][..], b"ssh-ed25519", &[0, 0, 0, 32], &[number; 32]].concat();
                let text = format!("ssh-ed25519 {}", base64::encode(&blob));
                keys.add(&session("an", u128::from(number)), &key(&text)).unwrap();
            });
        }
    });
    assert_eq!(keys.owners().unwrap().len(), 8);
    assert!(text_of(&keys).starts_with(b"# by hand\n"));
}

/// A line as it may stand in such a file, its end included.
fn any_line() -> impl Strategy<Value = Vec<u8>> {
    let ours = session("hai", 9).line(&key(OTHER)).into_bytes();
    let body = prop_oneof![
        prop::collection::vec(any::<u8>().prop_filter("no end", |byte| *byte != b'\n'), 0..40),
        "[ -~]{0,60}".prop_map(String::into_bytes),
        Just(b"command=\"/bin/sh -c \\\"a b\\\"\" ssh-rsa AAAA ndtq:x".to_vec()),
        Just(b"# ndtq:00000000-0000-0000-0000-000000000007".to_vec()),
        Just(ours),
    ];
    let end = prop_oneof![Just(&b"\n"[..]), Just(&b"\r\n"[..])];
    (body, end).prop_map(|(body, end)| [&body[..], end].concat())
}

proptest! {
    #[test]
    fn all_other_lines_survive_to_the_byte(lines in prop::collection::vec(any_line(), 0..12), cut: bool) {
        let mut text = lines.concat();
        if cut {
            text.pop();
        }
        let (_folder, keys) = file(&text);
        let trinh = session("trinh", 7);
        keys.add(&trinh, &key(FIRST)).unwrap();
        let whole = if text.is_empty() || text.ends_with(b"\n") { text.clone() } else { [&text[..], b"\n"].concat() };
        let line = format!("{}\n", trinh.line(&key(FIRST)));
        prop_assert_eq!(text_of(&keys), [&whole[..], line.as_bytes()].concat());
        prop_assert_eq!(keys.remove(trinh.staff).unwrap(), 1);
        prop_assert_eq!(text_of(&keys), whole);
    }
}
