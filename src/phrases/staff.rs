//! The words of `ndtq staff`.

super::book! {
    /// What is said of members of staff.
    Staff {
        // Places.
        everywhere: "cả sổ", "everything";
        sees_nothing: "không xem gì, chỉ sao lưu", "nothing; makes backups";
        keys: "Khóa", "Keys";
        no_end: "không hẹn", "no end";
        over: "đã ngưng {}", "ended {}";
        scope_unknown: "{}: không biết đơn vị này; có: {}", "{}: there is no such unit; there are: {}";
        scope_several: "{}: có nhiều nơi cùng tên; hãy ghi mã: {}", "{}: several places have that name; write the id: {}";
        scope_no_group: "{}: {} không có tổ này; có tổ: {}", "{}: {} has no such group; it has: {}";
        scope_no_place: "{}: mã này không phải của đơn vị hay tổ", "{}: this id is no unit's and no group's";
        none: "chưa có gì", "none yet";

        // Values.
        no_such_login: "Không có cán bộ {}; có: {}", "There is no member of staff {}; there are: {}";
        login_taken: "Tên đăng nhập {} đã có rồi: {}; hãy đặt tên khác.", "The login {} is taken: {}; choose another one.";
        login_ended: "{} là tài khoản đã ngưng của {}; người ấy trở lại thì chạy: ndtq staff edit {} --no-end. Người khác thì đặt tên khác.",
            "{} is the ended account of {}; if they are back, run: ndtq staff edit {} --no-end. For somebody else choose another login.";
        until_past: "Ngày {} đã qua; hãy xem lại.", "{} is past; look at it again.";
        until_past_edit: "Ngày {} đã qua; muốn ngưng ngay thì chạy: ndtq staff remove {}", "{} is past; to end the account now run: ndtq staff remove {}";
        role_unknown: "Không có quyền \"{}\"; có: {}", "There is no role \"{}\"; there are: {}";
        key_of: "{}: {}", "{}: {}";
        key_twice: "khóa này trùng với dòng {}", "this key stands in line {} too";
        login_twice: "tên đăng nhập {} trùng với dòng {}", "the login {} stands in line {} too";
        in_line: "{}, dòng {}: {}", "{}, line {}: {}";
        sheet_faults: "{} chỗ chưa đúng; chưa thêm ai. Hãy sửa tệp rồi làm lại.",
            "{} things are wrong; nobody was added. Mend the file, then try again.";
        sheet_empty: "{} không có dòng nào.", "{} has no rows.";
        sheet_cut: "Đã thêm {} trong {} người, dừng ở dòng {}: {} Xem ai đã thêm: ndtq staff list; bỏ các dòng ấy khỏi tệp rồi làm lại.",
            "{} of {} were added, it stopped at line {}: {} See who was added: ndtq staff list; take those rows out of the file, then try again.";
        cannot_read: "Không đọc được {}: {}", "{} cannot be read: {}";

        // What was done.
        added: "Đã thêm {} ({}): {}, {}. Lần ghi #{}.", "Added {} ({}): {}, {}. Act #{}.";
        added_all: "Đã thêm {} người.", "{} were added.";
        edited: "Đã sửa {} ({}): {}, {}. Lần ghi #{}.", "{} ({}) was changed: {}, {}. Act #{}.";
        unchanged: "{} đã đúng như vậy rồi.", "{} is like that already.";
        removed: "Đã ngưng tài khoản {} ({}); tên trong các việc đã ghi vẫn còn. Lấy lại: ndtq undo {}",
            "The account {} ({}) has ended; the name stays on what was recorded. To take that back: ndtq undo {}";
        ended_already: "Tài khoản {} đã ngưng từ trước.", "The account {} had ended already.";
        suspended: "Đã ngưng tài khoản {} ({}). Lấy lại: ndtq undo {}", "The account {} ({}) is suspended. To take that back: ndtq undo {}";
        passed_on: "{} việc hẹn và các mẫu gõ dở chuyển cho {}.", "{} follow-ups and the unfinished forms go to {}.";
        no_successor: "Việc hẹn và mẫu gõ dở chưa có người nhận; khi có thì chạy: ndtq staff suspend {} --successor TÊN",
            "Nobody takes over the follow-ups and unfinished forms yet; later run: ndtq staff suspend {} --successor LOGIN";
        left_behind: "{} việc hẹn của {} chưa có người nhận; chuyển bằng: ndtq staff suspend {} --successor TÊN",
            "{} follow-ups of {} have nobody yet; hand them over with: ndtq staff suspend {} --successor LOGIN";
        keys_stay: "{} khóa vẫn còn trong {}, nhưng không vào sổ được nữa; muốn lấy hẳn ra: ndtq staff remove {}",
            "{} keys stay in {} and open nothing any more; to take them out: ndtq staff remove {}";
        keys_out: "Đã lấy {} khóa ra khỏi {}.", "{} keys were taken out of {}.";
        key_in: "Đã ghi khóa của {} vào {}.", "The key of {} stands in {}.";
        key_printed: "Ghi dòng trên vào ~/.ssh/authorized_keys của tài khoản chạy sổ, hoặc chạy lại với --install.",
            "Put the line into ~/.ssh/authorized_keys of the account that the register runs as, or use --install.";
        no_key: "Chưa có khóa ssh; thêm bằng: ndtq staff edit {} --key TỆP.pub --install",
            "There is no ssh key yet; add one with: ndtq staff edit {} --key FILE.pub --install";
        ended_has_key: "Tài khoản {} đã ngưng nên khóa chưa vào sổ được; mở lại: ndtq staff edit {} --no-end",
            "The account {} has ended, so its key opens nothing; open it again: ndtq staff edit {} --no-end";
        done_but_keys: "{} đã ghi vào sổ, nhưng chưa sửa được tệp khóa: {}", "{} stands in the register, but the keys were not changed: {}";

        // Where keys go.
        other_user: "Thư mục sổ {} không phải của tài khoản đang chạy lệnh này; hãy chạy bằng tài khoản ấy, hoặc chỉ rõ tệp: --authorized-keys TỆP",
            "The home folder {} is not this account's; run this as its owner, or name the file: --authorized-keys FILE";
        no_home: "Không biết thư mục cá nhân ở đâu; hãy chỉ rõ tệp: --authorized-keys TỆP",
            "There is no personal folder; name the file: --authorized-keys FILE";
    }
}
