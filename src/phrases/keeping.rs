//! The words of the commands for whoever keeps a register running: who, tell, read-only, status --check, rescue, doctor.

use super::{Lang, book};

book! {
    /// What they say.
    Keeping {
        // who
        nobody_there: "Không có ai.", "Nobody is there.";
        screens: "màn hình", "screens";
        a_command: "một lệnh", "a command";
        there_since: "{}  {}  từ {}  {}", "{}  {}  since {}  {}";
        has_open: "đang mở {}", "has {} open";

        // tell
        told: "Đã báo lên mọi màn hình: {}", "Told to every screen: {}";
        hushed: "Đã gỡ thông báo.", "The message was taken back.";
        nothing_to_tell: "Hãy ghi lời muốn báo, ví dụ: ndtq tell --at 11:30 \"Dịch vụ khởi động lại\"",
            "Say what to tell, such as: ndtq tell --at 11:30 \"The service restarts\"";
        too_long_to_tell: "Lời báo dài {} ký tự, chỉ nhận {}; hãy viết ngắn lại.",
            "The message has {} characters and may have {}; make it shorter.";
        bad_time: "\"{}\" không phải giờ; hãy ghi như 11:30.", "\"{}\" is no time of day; write it like 11:30.";

        // read-only
        reading_on: "Từ giờ sổ chỉ đọc: tra cứu, xem, xuất, sao lưu vẫn được, không lưu gì. Cho ghi lại: ndtq read-only off",
            "From now on nothing is saved; looking up, showing, exporting and backups go on. End it with: ndtq read-only off";
        reading_off: "Sổ ghi lại được rồi.", "Things can be saved again.";
        reading_not: "Sổ ghi được bình thường.", "Things can be saved.";

        // status --check
        good: "TỐT", "GOOD";
        attention: "CẦN XEM", "ATTENTION";
        backup_label: "sao lưu", "backup";
        check_label: "kiểm tra", "check";
        free_label: "trống", "free";
        journal_label: "nhật ký", "journal";
        refused_label: "bị từ chối", "refused";
        never: "chưa có", "never";
        today: "chưa đến 1 ngày trước", "less than a day ago";
        days_ago: "{} ngày trước", "{} days ago";
        not_read_back: "chưa đọc lại", "not read back";
        up_to: "đến lần ghi {}", "up to change {}";
        times: "{} lần từ hôm qua", "{} since yesterday";
        no_backup: "chưa sao lưu lần nào", "there is no backup yet";
        old_backup: "đã {} ngày chưa sao lưu", "the last backup is {} days old";
        no_check: "chưa kiểm tra lần nào", "it was never checked";
        old_check: "đã {} ngày chưa kiểm tra", "the last check is {} days old";
        findings: "lần kiểm tra cuối thấy {} điều, xem: ndtq check", "the last check found {} things, see: ndtq check";
        little_room: "ổ đĩa chỉ còn {} MB", "the disk has only {} MB free";
        many_refused: "{} lần bị từ chối từ hôm qua, xem: ndtq log --access", "{} refusals since yesterday, see: ndtq log --access";
        reading: "sổ đang chỉ đọc", "the register can only be read";
        clock: "giờ máy sai", "the clock is wrong";
        unreachable: "không hỏi được sổ", "the register cannot be asked";

        // backup
        unread_backup: "Bản sao lưu vừa ghi đọc lại không đúng ({}), nên không thay bản cũ; hãy xem lại ổ đĩa rồi làm lần nữa.",
            "The backup was written and does not read back ({}), so the older one stays; look at the disk, then try again.";
        not_noted: "Đã sao lưu, nhưng sổ chưa ghi nhớ được lần này: {}", "It was backed up; the register could not note it: {}";

        // rescue
        rescued: "{} nay là quản trị của sổ; việc này có trong nhật ký (ndtq log).",
            "{} is an administrator of the register now; the log has it (ndtq log).";
        not_the_owner: "Chỉ tài khoản mà dịch vụ đang chạy mới làm được việc này; ví dụ: sudo -u ndtq ndtq rescue {}",
            "Only the account that the service runs as may do this; for instance: sudo -u ndtq ndtq rescue {}";
    }
}

/// The words.
pub fn keeping(lang: Lang) -> &'static Keeping {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}
