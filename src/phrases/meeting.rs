//! The words of meetings and of their rolls.

use super::{Lang, book};

book! {
    /// Words of meetings.
    Meeting {
        title: "Họp tổ", "Meetings";
        add: "Thêm cuộc họp", "Add meeting";
        edit: "Sửa cuộc họp", "Edit meeting";
        open: "Họp tổ", "Meetings";
        roll: "Điểm danh", "Roll call";
        roll_title: "ĐIỂM DANH", "ROLL CALL";
        call: "Điểm danh {} hộ", "Call the roll of {} households";
        call_again: "Sửa điểm danh", "Correct the roll";
        collect: "Thu tại cuộc họp", "Collect at this meeting";
        nothing_asked: "Không có công trình nào thu của tổ này", "No project asks anything of this group";
        c_of: "Của", "Of";
        c_topic: "Nội dung", "Topic";
        c_attended: "Lượt", "Att.";
        c_roll: "Hộ", "Househ.";
        c_mark: "Điểm danh", "Mark";
        place: "tại {}", "at {}";
        chair: "chủ trì {}", "chaired by {}";
        secretary: "thư ký {}", "minutes by {}";
        minutes: "biên bản {}", "minutes {}";
        vote: "Biểu quyết: đồng ý {}, không đồng ý {}, ý kiến khác {}: {}", "Vote: for {}, against {}, other {}: {}";
        decision: "Kết luận: {}", "Decision: {}";
        petition: "Kiến nghị: {}", "Petition: {}";
        attended: "{} lượt dự", "{} attended";
        represented: "Có mặt {}/{} hộ, cần ít nhất {}", "Represented {} of {}, needed {}";
        in_short: "Có {}/{}, cần {}, chưa gọi {}", "There {} of {}, needed {}, to call {}";
        by_mark: "có {}  muộn {}  đi thay {}  phép {}  vắng {}", "present {}  late {}  in place {}  excused {}  absent {}";
        uncalled: "chưa gọi {}", "not called {}";
        headcount: "Số lượt dự", "Head count";
        m_present: "có", "present";
        m_late: "muộn", "late";
        m_proxy: "đi thay", "in place";
        m_excused: "phép", "excused";
        m_absent: "vắng", "absent";
        lines: "hộ {}-{} trong {}", "households {}-{} of {}";
        missed: "Hộ này đã vắng {} cuộc liền trước đó", "This household missed the {} meetings before";
        missed_short: "vắng {} cuộc liền", "missed {} before";
        theirs: "Người khác vừa ghi: {}. Bấm lại chữ để chọn.", "Somebody else just marked: {}. Press a letter again to choose.";
        others_marked: "{} hộ vừa được người khác ghi khác đi (dấu !): xem lại rồi lưu", "{} households were just marked otherwise by somebody else (!): look at them, then save";
        others_counted: "Người khác vừa ghi số lượt dự là {}: xem lại, rồi F10 lần nữa", "Somebody else just recorded a head count of {}: look at it, then F10 again";
        two_of_number: "Số {} có hai hộ trong danh sách: đưa dấu > tới hộ rồi bấm chữ", "Two households have the number {}: move > to one and press the letter";
        unsaved: "Chưa lưu (nháp vẫn giữ); F10 ghi một lần cho cả tổ", "Not saved yet (kept as a draft); F10 records all of it at once";
        how: "* có hết, rồi số hộ với chữ: 26V là hộ 26 vắng", "* all present, then a number and a letter: 26V is household 26 absent";
        h_all: "hộ nào chưa gọi đều có mặt", "everybody who was not called yet is present";
        h_number: "số hộ rồi một chữ: hộ 26 vắng", "a number and a letter: household 26 is absent";
        h_letters: "vắng, có phép, đi thay, muộn, có mặt: hộ có dấu >, rồi sang hộ kế", "absent, excused, in place, late, present: the one with >, and on";
        h_search: "tới hộ theo tên chủ hộ", "to a household by the name of its head";
        h_columns: "sang cột", "to another column";
        h_rub: "bỏ dấu của hộ có >", "takes the mark of the one with > away";
        h_undo: "lùi một bước", "takes back the last step";
        h_tab: "số lượt dự", "the head count";
        h_missed: "-3 bên cạnh: đã vắng ba cuộc liền trước", "-3 beside a mark: missed the three meetings before";
        keys: "* có hết  C có  V vắng  P phép  T đi thay  M muộn  / tên  Tab lượt  F10 lưu",
            "* all  C here  V absent  P excused  T in place  M late  / name  Tab count  F10";
        prompt_keys: "Enter tìm   Esc thôi", "Enter find   Esc leave it";
        number: "Hộ số:", "Household:";
        look_for: "Tìm tên chủ hộ:", "Name of the head:";
        no_such_household: "Không có hộ {} trong danh sách", "There is no household {} in the roll";
        nobody: "Tổ này chưa có hộ vào ngày họp", "The group had no households on that day";
        not_called: "Còn {} hộ chưa gọi: {}", "{} households were not called: {}";
        roll_saved: "Đã ghi điểm danh: có mặt {}/{} hộ, cần ít nhất {}", "Roll recorded: {} of {} households represented, {} needed";
        meetings_keys: "Enter mở   F4 thêm cuộc họp   gõ chữ để lọc   Esc về", "Enter open   F4 add meeting   type to filter   Esc back";
        meeting_keys: "Enter điểm danh, mở hộ   F2 sửa   F5 thu tại cuộc họp   Esc về", "Enter roll, household   F2 edit   F5 collect here   Esc back";
    }
}

/// The words in a language.
pub fn meeting(lang: Lang) -> &'static Meeting {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}
