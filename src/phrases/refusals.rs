//! Why something was not done, and what to do. Nothing was written in any of these cases.

use super::{Lang, Words, book, fault, fill};
use crate::protocol::Refusal;

book! {
    /// Refusals in words.
    Refusals {
        conflict: "{} vừa sửa {} này; hãy mở lại rồi sửa tiếp. Chưa ghi gì.",
            "{} has just changed this {}; open it again and go on from there. Nothing was recorded.";
        not_allowed: "Việc này cần quyền khác; hãy nhờ người quản trị của sổ.",
            "You may not do this; ask the administrator of the register.";
        stranger: "Tài khoản {} chưa có tên trong danh sách cán bộ của sổ; hãy nhờ người quản trị thêm vào.",
            "The account {} is not on the staff list of this register; ask its administrator to add it.";
        not_found: "Không có trong sổ.", "It is not in the register.";
        changed_since: "Không hoàn tác được: sau đó (lần ghi {}) mục này đã sửa thêm; hãy hoàn tác lần sau trước.",
            "It cannot be undone: a later change ({}) touched the same record; undo that one first.";
        undone_already: "Lần ghi này đã hoàn tác rồi.", "This change was undone already.";
        cannot_write: "Chưa ghi được, ổ đĩa không nhận: {}. Chữ đã gõ vẫn còn; hãy dọn chỗ trống rồi lưu lại.",
            "Not recorded, the disk does not take it: {}. What was typed is kept; make room and save again.";
        needs_attention: "Sổ cần người quản trị xem: {}", "The register needs attention: {}";
        too_much: "Nhiều quá cho một lần; hãy chia nhỏ ra.", "Too much at once; divide it.";
        incomplete: "Máy chủ vừa khởi động lại giữa chừng: nhập lại từ đầu (chưa ghi gì)",
            "The service was started again meanwhile: import again (nothing was written)";
        no_room: "Ổ đĩa gần đầy (còn {} MB): chưa ghi được. Chữ đã gõ vẫn còn; hãy dọn chỗ trống rồi lưu lại.",
            "The disk is nearly full ({} MB are free): not recorded. What was typed is kept; make room and save again.";
        read_only: "Sổ đang chỉ đọc, chưa ghi được: {}", "The register can only be read, nothing was recorded: {}";
        plan_is_old: "Dịch vụ vừa khởi động lại giữa chừng: hãy sao lưu lại từ đầu.",
            "The service was started again meanwhile: begin the backup again.";
        stopping: "Dịch vụ đang dừng; hãy đợi một lát rồi làm lại.",
            "The service is stopping; wait a moment and try again.";
    }
}

/// A refusal in words; for faults one line each.
pub fn refusal(lang: Lang, refusal: &Refusal) -> String {
    let words = match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    };
    match refusal {
        Refusal::Faults(faults) => {
            faults.iter().map(|one| fault(lang, one)).collect::<Vec<String>>().join("\n")
        }
        Refusal::Conflict { key, login } => fill(words.conflict, &[login, key.kind.word(lang)]),
        Refusal::NotAllowed => words.not_allowed.to_owned(),
        Refusal::Stranger(login) => fill(words.stranger, &[login]),
        Refusal::NotFound => words.not_found.to_owned(),
        Refusal::ChangedSince { seq } => fill(words.changed_since, &[&seq.to_string()]),
        Refusal::UndoneAlready => words.undone_already.to_owned(),
        Refusal::CannotWrite(why) => fill(words.cannot_write, &[why]),
        Refusal::NeedsAttention(what) => fill(words.needs_attention, &[what]),
        Refusal::TooMuch => words.too_much.to_owned(),
        Refusal::Incomplete => words.incomplete.to_owned(),
        Refusal::Stopping => words.stopping.to_owned(),
        Refusal::NoRoom(free) => fill(words.no_room, &[&free.to_string()]),
        Refusal::ReadOnly(why) => fill(words.read_only, &[&super::read_only(lang, why)]),
        Refusal::PlanIsOld => words.plan_is_old.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fault, Field, Kind, RecordKey, Why};

    #[test]
    fn refusals_say_who_and_what() {
        let key = RecordKey { kind: Kind::Household, id: uuid::Uuid::nil() };
        let conflict = Refusal::Conflict { key, login: "hai".into() };
        assert_eq!(refusal(Lang::Vi, &conflict), "hai vừa sửa hộ này; hãy mở lại rồi sửa tiếp. Chưa ghi gì.");
        let faults = Refusal::Faults(vec![
            Fault::new(Field::Money, Why::Missing),
            Fault::new(Field::On, Why::InFuture),
        ]);
        assert_eq!(refusal(Lang::Vi, &faults).lines().count(), 2);
    }
}
