//! What the screens say where several staff work at once: two edits of one entry, numbers shown for a reason,
//! households that went elsewhere, staff, and who saw what.

use super::{Lang, book, fill, refusal};
use crate::protocol::Refusal;

book! {
    /// Words of working together.
    Together {
        conflict_title: "HAI NGƯỜI CÙNG SỬA", "TWO EDITS";
        conflict_field: "Ô", "Field";
        conflict_base: "Khi bạn mở", "When you began";
        conflict_theirs: "Nay trong sổ", "In the register";
        conflict_mine: "Của bạn", "Yours";
        conflict_takes: "Sẽ ghi", "To be saved";
        both_keep: "Cả hai đã đổi: ghi theo bạn (phím cách đổi bên)", "Both changed it: yours is saved (Space swaps)";
        both_take: "Cả hai đã đổi: để như trong sổ (phím cách đổi bên)",
            "Both changed it: it stays as in the register (Space swaps)";
        only_theirs: "Chỉ người kia đổi: tự lấy của họ", "Only they changed it: theirs is taken by itself";
        only_mine: "Chỉ bạn đổi: tự giữ của bạn", "Only you changed it: yours is kept by itself";
        merged_by_itself: "Ô này chỉ một bên đổi nên đã gộp sẵn; muốn khác thì F2 sửa trong mẫu",
            "Only one side changed this field, so it is merged already; F2 edits it in the form";
        conflict_keys: "Phím cách đổi bên   F2 sửa ô này   F10 ghi   Esc về mẫu, chưa ghi",
            "Space swap   F2 edit this field   F10 save   Esc to the form, nothing saved";
        conflict_keys_short: "Cách đổi bên   F10 ghi   Esc về mẫu", "Space swap   F10 save   Esc form";
        back_to_form: "Chưa ghi gì; mẫu còn nguyên như bạn gõ. F10 lưu thì lại hỏi từng ô.",
            "Nothing was saved; the form is as you typed it. F10 asks field by field again.";
        merged_in_form: "Mẫu đã gộp như vừa chọn, chưa ghi; sửa xong thì F10.",
            "The form is merged as chosen and not saved yet; edit it, then F10.";
        a_swap: "Đổi bên", "Swap sides";
        a_take_theirs: "Lấy như trong sổ", "Take what is in the register";
        a_keep_mine: "Giữ của bạn", "Keep yours";
        a_unmask: "Hiện số, có lý do", "Show numbers, with a reason";
        unmask_title: "HIỆN SỐ", "SHOW NUMBERS";
        unmask_why: "Lý do", "Reason";
        unmask_written: "Ai xem, xem hộ nào, lúc nào, vì sao đều được ghi lại. Số hiện 60 giây trên thẻ này.",
            "Who, which household, when and why is written down. The numbers stand for 60 seconds on this card.";
        unmask_keys: "Enter hiện số   Lên/Xuống chọn lý do   Esc thôi", "Enter show   Up/Down choose a reason   Esc leave it";
        reason_papers: "đối chiếu giấy tờ", "checking against papers";
        reason_member: "người trong hộ hỏi", "a member of the household asks";
        reason_call: "gọi điện cho hộ", "calling the household";
        reason_superior: "cấp trên yêu cầu xác minh", "verification asked for from above";
        numbers_keys: "Số đang hiện, 60 giây thì che   Ctrl-R che ngay   Esc về", "Numbers are shown for 60 seconds   Ctrl-R hide now   Esc back";
        just_changed: "{} vừa sửa mục này; cứ gõ tiếp, khi lưu sẽ so từng ô", "{} has just changed this entry; go on, saving compares field by field";
        masked_again: "Đã che số lại", "The numbers are masked again";
        account_ended: "Tài khoản {} vừa được ngưng nên màn hình đóng lại. Những gì đã ghi vẫn còn, chữ đang gõ dở vẫn giữ; cần gì hãy hỏi người quản trị của sổ.",
            "The account {} has just ended, so the screen closed. What was recorded stays, and what was being typed is kept; ask the administrator of the register.";
        left: "Hộ này đã chuyển sang tổ ngoài địa bàn của bạn", "This household went to a group outside your area";
        left_form: "Hộ này đã chuyển sang tổ ngoài địa bàn của bạn; chữ đã gõ còn giữ ở F9 Mẫu gõ dở",
            "This household went to a group outside your area; what was typed waits in F9, Unfinished forms";
        a_staff: "Cán bộ", "Staff";
        a_access: "Nhật ký truy cập", "Access log";
        a_end_account: "Ngưng tài khoản", "End the account";
        staff_title: "Cán bộ", "Staff";
        access_title: "Nhật ký truy cập", "Access log";
        access_about: "Về ai, hộ nào", "About";
        add_staff: "Thêm cán bộ", "Add staff";
        edit_staff: "Sửa cán bộ", "Edit staff";
        staff_keys: "Enter/F2 sửa   F4 thêm   F8 ngưng tài khoản   gõ chữ để lọc   Esc về",
            "Enter/F2 edit   F4 add   F8 end the account   type to filter   Esc back";
        scope_unit: "Ấp, xã", "Hamlet, commune";
        scope_group: "Tổ", "Group";
        scope_empty: "(để trống các ô dưới: cả sổ)", "(all empty below: everything)";
        login: "Tên vào sổ", "Login";
        ended: "ngưng", "ended";
        ended_already: "Tài khoản {} đã ngưng rồi; F2 đổi ngày để mở lại", "The account {} has ended already; F2 changes the day to open it again";
        end_question: "Ngưng tài khoản {} ({})? Màn hình người ấy đang mở sẽ đóng ngay và không vào sổ được nữa. Tên trong các việc đã ghi, việc hẹn và chữ đang gõ dở vẫn giữ.",
            "End the account {} ({})? Screens they have open close at once, and they are let in no more. Their name on what was recorded, follow-ups and unfinished forms stay.";
        hamlets: "{} ấp", "{} hamlets";
        groups: "{} tổ", "{} groups";
        places: "{} nơi", "{} places";
    }
}

/// Why the screens of somebody who was let in end all of a sudden.
pub fn let_go(lang: Lang, why: &Refusal) -> String {
    match why {
        Refusal::Stranger(login) => fill(together(lang).account_ended, &[login]),
        other => refusal(lang, other),
    }
}

/// The words in a language.
pub fn together(lang: Lang) -> &'static Together {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}
