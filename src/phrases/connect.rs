//! Why the register cannot be reached, and what to do.

use super::{Lang, book, fill, refusal};
use crate::client::ConnectError;
use crate::protocol::hello::HelloError;

book! {
    /// Broken lines in words.
    Connect {
        cannot_start: "không chạy được dịch vụ {}: {}", "the service {} cannot be started: {}";
        not_running: "chưa có dịch vụ nào chạy ở {}; hãy chạy: ndtq serve",
            "no service answers at {}; start it with: ndtq serve";
        held: "sổ {} đang tạm đóng (để nâng cấp hay phục hồi); mở lại bằng: ndtq stop --release",
            "the register {} is held (an upgrade or a restore); let it go with: ndtq stop --release";
        no_answer: "dịch vụ của {} không trả lời; người quản trị hãy chạy: ndtq check",
            "the service of {} does not answer; the administrator should run: ndtq check";
        cannot_open: "dịch vụ của {} không mở được sổ; người quản trị hãy chạy: ndtq check. Nhật ký dịch vụ: {}",
            "the service of {} cannot open the register; the administrator should run: ndtq check. Its log: {}";
        wrong_owner: "ở {} có người khác trả lời (uid {}), không phải chủ sổ (uid {})",
            "somebody else answers at {} (uid {}), not the owner of the register (uid {})";
        other_home: "ở {} giờ là một sổ khác; hãy mở lại ndtq", "another register answers at {} now; open ndtq again";
        other_version: "dịch vụ đang chạy bản khác ({}); hãy mở lại ndtq",
            "the service is another version ({}); open ndtq again";
        broken: "mất nối: {}", "the line broke: {}";
        unreachable: "không tới được {}: {}", "{} cannot be reached: {}";
    }
}

/// Why the register cannot be reached, in words.
pub fn unreached(lang: Lang, error: &ConnectError) -> String {
    let words = match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    };
    let path = |path: &std::path::Path| path.display().to_string();
    match error {
        ConnectError::Place(why) => super::place(lang, why),
        ConnectError::CannotStart { program, error } => {
            fill(words.cannot_start, &[&path(program), &super::system(lang, error)])
        }
        ConnectError::NotRunning(socket) => fill(words.not_running, &[&path(socket)]),
        ConnectError::Held(home) => fill(words.held, &[&path(home)]),
        ConnectError::NoAnswer { home, last_words: None } => fill(words.no_answer, &[&path(home)]),
        ConnectError::NoAnswer { home, last_words: Some(said) } => {
            fill(words.cannot_open, &[&path(home), said])
        }
        ConnectError::WrongOwner { socket, found, owner } => {
            fill(words.wrong_owner, &[&path(socket), &found.to_string(), &owner.to_string()])
        }
        ConnectError::OtherHome(socket) => fill(words.other_home, &[&path(socket)]),
        ConnectError::Hello(HelloError::OtherVersion(build)) => fill(words.other_version, &[build]),
        ConnectError::Hello(why) => fill(words.broken, &[&why.to_string()]),
        ConnectError::Refused(why) => refusal(lang, why),
        ConnectError::Broken(why) => fill(words.broken, &[&why.to_string()]),
        ConnectError::Unreachable { socket, error } => {
            fill(words.unreachable, &[&path(socket), &super::system(lang, error)])
        }
    }
}
