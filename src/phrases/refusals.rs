//! Why something was not done, and what to do. Nothing was written in any of these cases.

use super::{Lang, Words, act, book, fault, fill, moment};
use crate::protocol::Refusal;

book! {
    /// Refusals in words.
    Refusals {
        conflict: "{} đã sửa {} này lúc {}; chưa ghi gì. Xem từng ô rồi lưu lại.",
            "{} changed this {} on {}; nothing was recorded. Look at each field, then save again.";
        not_allowed: "Việc này cần quyền khác; hãy nhờ người quản trị của sổ.",
            "You may not do this; ask the administrator of the register.";
        stranger: "Tài khoản {} không có (hay không còn) trong danh sách cán bộ của sổ; hãy nhờ người quản trị thêm tài khoản \"{}\" (ndtq staff add).",
            "The account {} is not, or no longer, on the staff list of this register; ask its administrator to add the account \"{}\" (ndtq staff add).";
        not_found: "Không có trong sổ.", "It is not in the register.";
        changed_since: "Không hoàn tác được: #{} của {} lúc {} ({}) đã đổi {} {}; hãy hoàn tác việc đó trước.",
            "It cannot be taken back: #{} by {} on {} ({}) changed the {} {}; take that back first.";
        not_yours: "Việc #{} là của {}; chỉ {} hay người quản trị hoàn tác được.",
            "#{} was done by {}; only {} or an administrator can take it back.";
        never_undone: "#{} ({}) không hoàn tác được; chỗ nào sai thì sửa lại ở mục đó.",
            "#{} ({}) is not taken back; what is wrong in it is put right by editing.";
        later_receipt: "Sau phiếu thu {} năm {} đã có phiếu khác, số phiếu không được trống; hãy hủy phiếu này trên thẻ hộ (F8).",
            "Receipt {} of {} is no longer the last, and numbers have no gaps; void it on the household card (F8).";
        last_admin: "Sổ phải luôn có ít nhất một người quản trị cả sổ, không hẹn ngày hết hạn; hãy thêm người quản trị khác trước: ndtq staff add TÊN --name HỌ_TÊN --role admin",
            "The register always needs an administrator of all of it whose account has no end; add another one first: ndtq staff add LOGIN --name NAME --role admin";
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
        out_of_scope: "Thuộc {}, ngoài địa bàn bạn phụ trách; hãy nhờ cán bộ phụ trách nơi đó hay người quản trị.",
            "It belongs to {}, outside your area; ask whoever looks after it, or the administrator.";
        out_of_all: "Ngoài địa bàn bạn phụ trách; hãy nhờ người quản trị của sổ.",
            "It is outside your area; ask the administrator of the register.";
        no_reason: "Cần ghi lý do xem số đầy đủ (việc này được ghi lại).",
            "Say why the full numbers are needed (this is written down).";
        too_many_digits: "Tra theo số nhiều quá; tra theo tên, hay đợi {} phút nữa.",
            "Too many look-ups by digits; look up by name, or wait {} minutes.";
        too_many: "Sổ đang có {} màn hình và lệnh cùng lúc, không nhận thêm; hãy đóng bớt rồi mở lại.",
            "There are {} sessions already and no more are let in; close some, then try again.";
        too_many_of_one: "Tài khoản {} đang mở {} màn hình và lệnh cùng lúc, không nhận thêm; hãy đóng bớt rồi mở lại.",
            "The account {} has {} sessions already and no more are let in; close some, then try again.";
        admins_there: "Sổ vẫn có người quản trị: {}. Họ thêm được bằng: ndtq staff. Nếu không ai trong số đó làm được, chạy lại với --yes.",
            "The register has administrators: {}. They can do it with: ndtq staff. When none of them can, run it again with --yes.";
        no_login: "\"{}\" không phải tên tài khoản: bắt đầu bằng chữ thường không dấu, rồi chữ thường, số, - hay _, nhiều nhất 32 ký tự.",
            "\"{}\" is no login: it begins with a small letter a to z, then small letters, digits, - or _, at most 32 in all.";
        erased: "Dữ liệu của người này đã được ẩn danh, không ghi lại vào mục này được nữa.",
            "The data of this person was erased, and is not entered into this record again.";
        reason_names: "Lý do được giữ lại nhiều năm: hãy ghi mà không nêu tên hay số của người ấy, ví dụ \"theo đơn số 12\".",
            "A reason is kept for years: say it without the person's name or numbers, such as \"letter no. 12\".";
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
        Refusal::LookAgain(warnings) => {
            warnings.iter().map(|one| super::warning(lang, one)).collect::<Vec<String>>().join("; ")
        }
        Refusal::Conflict { key, login, when } => {
            fill(words.conflict, &[login, key.kind.word(lang), &moment(*when)])
        }
        Refusal::NotAllowed => words.not_allowed.to_owned(),
        Refusal::Stranger(login) => fill(words.stranger, &[login, login]),
        Refusal::NotFound => words.not_found.to_owned(),
        Refusal::ChangedSince(later) => {
            let (seq, when) = (later.seq.to_string(), moment(later.when));
            let (act, kind) = (act(lang, later.act), later.key.kind.word(lang));
            fill(words.changed_since, &[&seq, &later.login, &when, act, kind, &later.name])
        }
        Refusal::NotYours { seq, login } => fill(words.not_yours, &[&seq.to_string(), login, login]),
        Refusal::NeverUndone { seq, act: number } => {
            fill(words.never_undone, &[&seq.to_string(), act(lang, *number)])
        }
        Refusal::LaterReceipt { number, year } => {
            fill(words.later_receipt, &[&format!("{number:04}"), &year.to_string()])
        }
        Refusal::LastAdmin => words.last_admin.to_owned(),
        Refusal::UndoneAlready => words.undone_already.to_owned(),
        Refusal::CannotWrite(why) => fill(words.cannot_write, &[&super::system_text(lang, why)]),
        Refusal::NeedsAttention(what) => fill(words.needs_attention, &[what]),
        Refusal::TooMuch => words.too_much.to_owned(),
        Refusal::Incomplete => words.incomplete.to_owned(),
        Refusal::Stopping => words.stopping.to_owned(),
        Refusal::NoRoom(free) => fill(words.no_room, &[&free.to_string()]),
        Refusal::ReadOnly(why) => fill(words.read_only, &[&super::read_only(lang, why)]),
        Refusal::PlanIsOld => words.plan_is_old.to_owned(),
        Refusal::OutOfScope(None) => words.out_of_all.to_owned(),
        Refusal::OutOfScope(Some(place)) => fill(words.out_of_scope, &[&super::scope_name(lang, place)]),
        Refusal::NoReason => words.no_reason.to_owned(),
        Refusal::Erased => words.erased.to_owned(),
        Refusal::ReasonNames => words.reason_names.to_owned(),
        Refusal::TooManyDigits(minutes) => fill(words.too_many_digits, &[&minutes.to_string()]),
        Refusal::TooManySessions { login: None, most } => fill(words.too_many, &[&most.to_string()]),
        Refusal::TooManySessions { login: Some(login), most } => {
            fill(words.too_many_of_one, &[login, &most.to_string()])
        }
        Refusal::AdminsThere(admins) => fill(words.admins_there, &[&admins.join(", ")]),
        Refusal::NoLogin(text) => fill(words.no_login, &[text]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Fault, Field, Kind, RecordKey, Why};
    use crate::protocol::{Act, Later, Moment};

    #[test]
    fn refusals_say_who_and_what() {
        let key = RecordKey { kind: Kind::Household, id: uuid::Uuid::nil() };
        let when = Moment::of(1_795_486_447_000, 420);
        let conflict = Refusal::Conflict { key, login: "hai".into(), when };
        let later = Later {
            seq: 1_240,
            login: "trinh".into(),
            when,
            act: Act::EditHousehold as u16,
            key,
            name: "05/26 Trần Văn Út".into(),
        };
        let cases = [
            (conflict, "hai đã sửa hộ này lúc 24/11/2026 09:14; chưa ghi gì. Xem từng ô rồi lưu lại."),
            (
                Refusal::ChangedSince(Box::new(later)),
                "Không hoàn tác được: #1240 của trinh lúc 24/11/2026 09:14 (sửa hộ) đã đổi hộ 05/26 Trần Văn Út; \
                 hãy hoàn tác việc đó trước.",
            ),
            (
                Refusal::NotYours { seq: 7, login: "an".into() },
                "Việc #7 là của an; chỉ an hay người quản trị hoàn tác được.",
            ),
        ];
        for (why, want) in cases {
            assert_eq!(refusal(Lang::Vi, &why), want);
        }
        let faults = Refusal::Faults(vec![
            Fault::new(Field::Money, Why::Missing),
            Fault::new(Field::On, Why::InFuture),
        ]);
        assert_eq!(refusal(Lang::Vi, &faults).lines().count(), 2);
    }
}
