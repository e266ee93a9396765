//! What the system says: the usual reasons of a disk and of a home folder, in words.

use std::io::{Error, ErrorKind};

use super::{Lang, book, fill};
use crate::protocol::place::{MOST_SOCKET_BYTES, PlaceError};

book! {
    /// What the system says.
    System {
        no_space: "hết chỗ trống", "no room is left";
        read_only_disk: "ổ đĩa chỉ cho đọc", "the disk can only be read";
        not_allowed: "tài khoản này không được phép", "this account may not do that";
        not_there: "không có tệp hay thư mục ấy", "there is no such file or folder";
        is_folder: "đó là một thư mục", "it is a folder";
        no_folder: "đó không phải thư mục", "it is no folder";
        path_too_long: "đường dẫn socket dài {} byte, hệ thống chỉ nhận {}: {}. Hãy chọn thư mục sổ có đường dẫn ngắn hơn, hoặc ghi --socket.",
            "the path of the socket has {} bytes and the system takes {}: {}. Choose a home folder with a shorter path, or name a socket with --socket.";
        unusable: "không dùng được thư mục sổ {}: {}", "the home folder {} cannot be used: {}";
        not_ours: "thư mục sổ {} là của người dùng khác (uid {}); hãy chạy ndtq bằng người ấy, hoặc chọn thư mục khác với --home.",
            "the home folder {} belongs to another user (uid {}); run ndtq as that user, or name another folder with --home.";
        open_to_all: "thư mục {} ai cũng ghi vào được, không để sổ ở đó; hãy chọn một thư mục riêng với --home.",
            "everybody may write into {}, which is no place for a register; name a folder of its own with --home.";
    }
}

fn words(lang: Lang) -> &'static System {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}

/// What the system says, in words where it is one of the usual reasons.
pub fn system(lang: Lang, error: &Error) -> String {
    let words = words(lang);
    let usual = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => words.no_space,
        ErrorKind::ReadOnlyFilesystem => words.read_only_disk,
        ErrorKind::PermissionDenied => words.not_allowed,
        ErrorKind::NotFound => words.not_there,
        ErrorKind::IsADirectory => words.is_folder,
        ErrorKind::NotADirectory => words.no_folder,
        _ => return error.to_string(),
    };
    usual.to_owned()
}

/// The same for a reason that came as text, as the system writes it, "No space left on device (os error 28)", or the
/// store, "Os { code: 28, ... }".
pub fn system_text(lang: Lang, text: &str) -> String {
    let between = |before: &str, after: char| {
        text.rsplit_once(before).and_then(|(_, rest)| rest.split_once(after)?.0.parse().ok())
    };
    let code = between("(os error ", ')').or_else(|| between("Os { code: ", ','));
    code.map_or_else(|| text.to_owned(), |code| system(lang, &Error::from_raw_os_error(code)))
}

/// Why a home folder cannot be used.
pub fn place(lang: Lang, error: &PlaceError) -> String {
    let words = words(lang);
    match error {
        PlaceError::TooLong { path, bytes } => {
            let (bytes, most) = (bytes.to_string(), MOST_SOCKET_BYTES.to_string());
            fill(words.path_too_long, &[&bytes, &most, &path.display().to_string()])
        }
        PlaceError::Unusable { home, error } => {
            fill(words.unusable, &[&home.display().to_string(), &system(lang, error)])
        }
        PlaceError::NotOurs { home, owner } => {
            fill(words.not_ours, &[&home.display().to_string(), &owner.to_string()])
        }
        PlaceError::OpenToAll(home) => fill(words.open_to_all, &[&home.display().to_string()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_reasons_are_said_in_words() {
        let cases = [
            ("No space left on device (os error 28)", "hết chỗ trống"),
            ("Os { code: 28, kind: StorageFull, message: \"\" }", "hết chỗ trống"),
            ("x: Permission denied (os error 13); more", "tài khoản này không được phép"),
            ("something else", "something else"),
            ("(os error x)", "(os error x)"),
        ];
        for (text, want) in cases {
            assert_eq!(system_text(Lang::Vi, text), want);
        }
    }
}
