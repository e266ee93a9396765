//! The words of the tutorial. Each step fits two lines of 80 columns with what goes before it.

use super::{Lang, book};

book! {
    /// Words of the tutorial.
    Tour {
        place: "TẬP {}/{}", "STEP {}/{}";
        well_done: "Đúng rồi.", "Well done.";
        leave: "Thôi tập", "Leave the tutorial";
        look_up: "Tìm người: gõ  nguyen van an  (không cần dấu, chữ nào trước cũng được).", "Find somebody: type  nguyen van an  (no accents needed, words in any order).";
        open: "Lên/Xuống chọn dòng, rồi Enter mở thẻ hộ.", "Up and Down choose a row, Enter opens the household card.";
        panels: "Đây là thẻ hộ. Bấm Tab vài lần: nhân khẩu, đóng góp, mức thống nhất.", "This is the card. Press Tab a few times: members, gifts, agreed amounts.";
        add: "Thêm nhân khẩu: F4 rồi Enter. (Không có F4? Ctrl-G rồi 4.)", "Add a person: F4, then Enter. (No F4? Ctrl-G, then 4.)";
        type_name: "Gõ tên kiểu Telex:  lee thij hoa  ra Lê Thị Hoa. F12 đổi kiểu gõ.", "Type a name in Telex:  lee thij hoa  makes Lê Thị Hoa. F12 changes the way.";
        save: "Tab qua từng ô; ở Ngày sinh gõ 1990. Rồi F10 lưu (hay Ctrl-S).", "Tab goes from field to field; type 1990 for Born. Then F10 saves (or Ctrl-S).";
        give: "Ghi đóng góp: F5, Tab tới ô Tiền, gõ 200k (đè lên số có sẵn), F10.", "Record a gift: F5, Tab to Money, type 200k over what is there, F10.";
        undo: "Ghi nhầm thì hoàn tác: Ctrl-Z, F8 rồi C. Không có gì mất hẳn.", "A mistake is taken back: Ctrl-Z, F8, then Y. Nothing is ever lost.";
        number: "F3 về tra cứu. Gõ  5/3 quoi an : hộ 3 trong sổ tổ 05 ấp Quới An.", "F3 goes back to the look-up. Type  5/3 quoi an : household 3 of group 05.";
        meeting: "Họp tổ: F9, gõ hop, Enter; rồi F4 thêm cuộc họp.", "A meeting: F9, type meet, Enter; then F4 adds one.";
        roll: "Tổ: gõ  05 quoi an , Enter lấy dòng đầu. Rồi F10: máy mở điểm danh.", "Group: type  05 quoi an , Enter takes the first row. Then F10: the roll opens.";
        call: "Gõ * là có hết. Hộ 3 vắng thì gõ 3v, hộ 4 có phép thì 4p. F10 ghi một lần.", "Type * for everybody. Household 3 absent: 3v; 4 excused: 4p. F10 records it.";
        sheet: "Thu tiền tại cuộc họp: F5, Enter. Gõ = là đủ phần còn lại của hộ. F10 ghi.", "Collect at the meeting: F5, Enter. = is all that is left. F10 records it.";
        help: "F1: phím của màn hình đang mở. Ctrl-P: mọi lệnh, gõ vài chữ để tìm.", "F1: the keys of this screen. Ctrl-P: all actions, type letters to find one.";
        end: "Xong! Esc từng bước về tra cứu; cứ thử tiếp, đây là sổ luyện tập. Ctrl-Q thoát.", "Done! Esc goes back step by step; try on, this is for practice. Ctrl-Q leaves.";
    }
}

/// The words in a language.
pub fn tour(lang: Lang) -> &'static Tour {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}
