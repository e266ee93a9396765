//! The words of the command line.

super::book! {
    /// What the command line says.
    Cli {
        // Lines that begin an answer on stderr.
        practice: "LUYỆN TẬP", "PRACTICE";
        warning: "Lưu ý: {}", "Note: {}";
        bad_config: "Không đọc được {}: {}. Dùng các thiết lập sẵn có.", "{} cannot be read: {}. Going on without it.";
        no_folder_of_own: "Không biết thư mục cá nhân ở đâu; hãy ghi --home THƯ_MỤC.",
            "There is no personal folder; name one with --home DIR.";
        cannot_connect: "Không mở được sổ: {}", "The register cannot be reached: {}";
        line_lost: "Mất nối với dịch vụ: {}. Hãy làm lại.", "The connection was lost: {}. Try again.";
        other_build: "Dịch vụ trả lời khác lạ; có thể là bản khác. Hãy chạy: ndtq stop, rồi làm lại.",
            "The service gave a strange answer; it may be another version. Run: ndtq stop, then try again.";
        cannot_write_out: "Không ghi ra được: {}", "The output cannot be written: {}";
        cannot_write_file: "Không ghi được tệp {}: {}", "The file {} cannot be written: {}";

        // find and show
        found_none: "Không tìm thấy: {}", "Nothing found: {}";
        more: "Còn {} người nữa; thêm chữ để tìm hẹp lại, hoặc --limit.",
            "{} more persons; add words to narrow it, or use --limit.";
        bad_id: "\"{}\" không phải mã; hãy ghi như H-02054, J-01, D-00012 hoặc UUID.",
            "\"{}\" is no id; write it like H-02054, J-01, D-00012 or a UUID.";
        not_shown: "Mục này chưa xem được ở đây; xem được hộ, người, tổ, công trình, đóng góp.",
            "This cannot be shown here; households, persons, groups, projects and contributions can.";
        no_such: "Không có {} trong sổ.", "There is no {} in the register.";
        no_household: "Người này chưa thuộc hộ nào.", "This person belongs to no household.";
        house: "HỘ {}  {}", "HOUSEHOLD {}  {}";
        place: "Ấp {} > Tổ {}, hộ {}", "{} hamlet > group {}, household {}";
        group_title: "TỔ {}  Ấp {}", "GROUP {}  {} hamlet";
        died: "đã mất", "died";
        died_in: "mất {}", "died {}";
        left: "đã đi", "left";
        left_on: "đi {}", "left {}";
        ended: "Hộ này không còn từ {}", "Household over since {}";
        members: "Nhân khẩu", "Members";
        living: "{} đang ở", "{} living there";
        seats: "Chức việc", "Seats";
        gifts: "Đóng góp", "Contributions";
        dues: "Mức đã thống nhất", "Agreed amounts";
        notes: "Ghi chú và hẹn", "Notes and follow-ups";
        life: "Biến động", "Changes";
        households: "Các hộ", "Households";
        money: "tiền {}", "money {}";
        land: "đất {} m²", "land {} m²";
        labour: "công {}", "labour {} days";
        goods: "hiện vật {} lần", "goods {} times";
        valued: "quy ra {}", "valued {}";
        received: "đã thu {}", "received {}";
        remaining: "còn lại {}", "left {}";
        asked: "mức {}", "agreed {}";
        receipt: "phiếu {}", "receipt {}";
        voided: "đã hủy: {}", "voided: {}";
        follow_up: "hẹn {}", "follow up {}";
        from: "từ {}", "from {}";

        // check, backup, restore
        opening: "Đang dựng lại kho từ nhật ký: {} %", "Making the store anew from the journal: {} %";
        check_good: "Sổ tốt: đã xem đến lần ghi {}, {} mục, {} tệp nhật ký, {} ảnh chụp.",
            "All is well: looked at up to change {}, {} records, {} journal files, {} snapshots.";
        check_bad: "Có {} điều phải xem:", "{} findings:";
        check_more: "và {} điều nữa", "and {} more";
        check_mends: "Khởi động lại dịch vụ (ndtq stop, rồi mở lại) là kho tự dựng lại từ nhật ký; không mất gì.",
            "Start the service again (ndtq stop, then open it): the store is made anew from the journal; nothing is lost.";
        check_journal: "Chép cả thư mục của sổ ra nơi khác trước. Rồi lấy lại tệp hỏng từ bản sao lưu: ndtq restore BẢN --home THƯ_MỤC_MỚI, chép tệp cùng tên trong data/journal về đây. Không có thì dùng luôn sổ phục hồi ấy; ndtq log cho biết các lần ghi sau bản sao lưu.",
            "First copy the whole home to another place. Then take the damaged file from a backup: ndtq restore BACKUP --home NEW_FOLDER, and copy the file of the same name from its data/journal to here. Otherwise go on with the restored register; ndtq log shows the changes made since the backup.";
        check_rules: "Mở mục ấy ra sửa lại cho đúng, hoặc báo người làm chương trình.",
            "Open these records and put them right, or tell the makers of the program.";
        in_use: "Sổ đang có dịch vụ giữ; hãy làm lại.", "A service has the register; try again.";
        no_register: "Không có sổ ở {}.", "There is no register in {}.";
        backed_up: "Đã sao lưu đến lần ghi {} vào {} ({} MB).", "Backed up to change {} into {} ({} MB).";
        backup_to_terminal: "Bản sao lưu không in ra màn hình; hãy ghi tên tệp, hoặc nối ống: ndtq backup - | age ...",
            "A backup is not for a terminal; name a file, or pipe it: ndtq backup - | age ...";
        restored: "Đã phục hồi đến lần ghi {} ({}), đọc lại và kiểm tra từng lần ghi:",
            "Restored up to change {} ({}), every change replayed and checked:";
        erased_again: "{} mục đã gỡ dữ liệu cá nhân từ trước được gỡ lại.",
            "Personal data erased before was erased again in {} records.";

        // log and undo
        more_differences: "... và {} chỗ nữa", "... and {} more";
        undoes: "hoàn tác #{}", "takes back #{}";
        undone_by: "đã hoàn tác bởi #{}", "taken back by #{}";
        undo_what: "Việc sẽ hoàn tác:", "To be taken back:";
        undo_question: "Hoàn tác việc này? (c = có, Enter = không)", "Take it back? (y = yes, Enter = no)";
        undo_left: "Chưa hoàn tác gì.", "Nothing was taken back.";
        undo_needs_yes: "Không có bàn phím để hỏi lại; muốn hoàn tác việc này thì chạy: ndtq undo {} --yes",
            "There is no terminal to ask on; to take it back run: ndtq undo {} --yes";
        nothing_to_undo: "Bạn chưa ghi việc nào còn hoàn tác được; xem: ndtq log, rồi chọn: ndtq undo SỐ",
            "No act of yours can be taken back; see: ndtq log, then choose: ndtq undo SEQ";
        no_such_act: "Không có việc #{} trong sổ; xem: ndtq log", "There is no act #{}; see: ndtq log";
        undone: "Đã hoàn tác #{}; việc hoàn tác là #{}.", "#{} was taken back; that is #{}.";

        // status
        hamlets: "Ấp", "Hamlets";
        groups: "Tổ", "Groups";
        all_households: "Hộ", "Households";
        persons: "Nhân khẩu", "Persons";
        projects: "Công trình", "Projects";
        contributions: "Lượt đóng góp", "Contributions";
        contributions_valued: "Quy ra tiền (đ)", "Valued at (đ)";
        changes: "Lần ghi", "Changes";
        sessions: "Màn hình đang nối", "Screens connected";
        process: "Tiến trình", "Process";
        uptime: "Đã chạy (giây)", "Running for (s)";
        version: "Phiên bản", "Version";

        // serve and stop
        stopped: "Dịch vụ đã dừng.", "The service has stopped.";
        held: "Dịch vụ đã dừng và không ai mở lại được cho đến khi chạy: ndtq stop --release (hoặc ndtq serve).",
            "The service has stopped, and nobody can start it until: ndtq stop --release (or ndtq serve).";
        released: "Đã cho mở lại.", "It may be started again.";
        not_running: "Dịch vụ không chạy.", "No service is running.";

        // demo
        filling: "Đang nạp xã luyện tập...", "Loading the practice commune...";
        not_practice: "{} không phải thư mục luyện tập; không đụng vào. Hãy chọn thư mục khác cho --home.",
            "{} is no practice folder and was left alone. Name another folder with --home.";
        practice_ready: "Xã luyện tập đã sẵn ở {}", "The practice commune is ready in {}";
        cannot_reset: "Không làm mới được {}: {}", "{} cannot be reset: {}";

        // import
        cannot_read: "Không đọc được {}: {}", "{} cannot be read: {}";
        no_tables: "{} không có bảng nào đọc được; cần các tệp như units.tsv, households.tsv, persons.tsv.",
            "{} holds no table that can be read; it needs files such as units.tsv, households.tsv, persons.tsv.";
        file_too_large: "{} lớn quá; hãy chia ra nhiều tệp nhỏ.", "{} is too large; divide it.";
        ignored_file: "Bỏ qua tệp {}.tsv: không biết bảng này.", "{}.tsv is ignored: no such table is known.";
        ignored_column: "Bỏ qua cột {} của {}.tsv: không biết cột này.",
            "Column {} of {}.tsv is ignored: no such column is known.";
        problems: "{} dòng có lỗi; chưa ghi gì. Hãy sửa tệp rồi nhập lại.",
            "{} rows have problems; nothing was recorded. Mend the files and import again.";
        counted: "{}: {} mới, {} đã có", "{}: {} new, {} known";
        left_for_later: "{}: {} dòng để lại sau (bản này chưa có mục đó)",
            "{}: {} rows left for later (this version does not keep them yet)";
        imported: "Đã ghi.", "Recorded.";
        nothing_new: "Không có gì mới.", "Nothing new.";
        dry_run: "Chỉ kiểm tra, chưa ghi gì.", "Only checked; nothing was recorded.";

        // export
        all_needs_jsonl: "\"all\" chỉ xuất được dạng jsonl; bảng csv thì xuất từng loại.",
            "\"all\" can only be exported as jsonl; csv has one kind in a file.";
        exported: "Đã xuất {} dòng ra {}", "{} rows written to {}";

        // record
        recorded: "Đã ghi {}", "Recorded {}";
        recorded_receipt: "Đã ghi {}, phiếu thu {}", "Recorded {}, receipt {}";
        wants: "{}: cần mã của {}, ví dụ {}", "{}: wants the id of a {}, such as {}";
    }
}
