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
        cannot_write_file: "Không ghi được tệp {}: {}. Hãy dọn chỗ trống, hoặc chọn chỗ khác rồi làm lại.",
            "The file {} cannot be written: {}. Make room, or name another place, then try again.";

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
        leaving: "Đang chuyển sang Tổ {} từ {}, chờ nhận", "On its way to group {} from {}, waiting there";
        went: "Hộ {}: {}, đã chuyển đi", "Household {}: {}, went";
        given_here: "Đã góp khi còn ở đây", "Given while it was here";
        transfers_in: "Chờ nhận", "Waiting to be taken in";
        transfers_out: "Đang gửi", "Sent";
        departed: "Đã chuyển đi", "Went";
        no_transfers: "Không có hộ nào đang chuyển.", "No household is on its way.";
        no_transfer: "Không có hộ {} nào đang chờ; xem `ndtq transfers`.", "No household {} waits; see `ndtq transfers`.";
        transfer_way: "Tổ {} -> Tổ {} từ {}", "group {} -> group {} from {}";
        transfer_who: "{}, {} khẩu", "{}, {} members";
        transfer_asked: "{} gửi {}", "sent by {} on {}";
        transfer_declined: "{} trả lại {}: {}", "sent back by {} on {}: {}";
        transfer_done: "Đã ghi: {}, {} {}", "Recorded: {}, {} {}";
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
        in_clear: "Số đầy đủ (đã ghi lại việc xem)", "Numbers in clear (this was written down)";
        follow_up: "hẹn {}", "follow up {}";
        from: "từ {}", "from {}";

        // check, backup, restore
        opening: "Đang dựng lại kho từ nhật ký: {} %", "Making the store anew from the journal: {} %";
        check_good: "Sổ tốt: đã xem đến lần ghi {}, {} mục, {} tệp nhật ký, {} ảnh chụp.",
            "All is well: looked at up to change {}, {} records, {} journal files, {} snapshots.";
        check_bad: "Sổ có {} điều phải xem ({}).", "Findings: {} ({}).";
        check_more: "và {} điều nữa", "and {} more";
        check_mends: "Kho tự dựng lại từ nhật ký khi mở lại sổ, không mất gì: ndtq stop, rồi ndtq.",
            "The store is made anew from the journal, and nothing is lost, when you stop the service and start it again: ndtq stop, then ndtq.";
        check_hold: "1. Chạy ndtq stop --hold, rồi chép cả thư mục {} ra nơi khác.",
            "1. Run ndtq stop --hold, then copy the whole folder {} to another place.";
        check_restore: "2. Phục hồi bản sao lưu mới nhất vào một thư mục mới: ndtq restore BẢN --home THƯ_MỤC_MỚI",
            "2. Restore the newest backup into a new folder: ndtq restore BACKUP --home NEW_FOLDER";
        check_copy: "3. Từ THƯ_MỤC_MỚI/data/journal chép đè {} về {}/data/journal (chỉ tệp không nhỏ hơn tệp ở đây), rồi chạy lại ndtq check. Sổ tốt: ndtq stop --release.",
            "3. From NEW_FOLDER/data/journal copy {} over to {}/data/journal (only a file that is not smaller than the one here), then run ndtq check again. All is well: ndtq stop --release.";
        check_go_on: "4. Vẫn chưa tốt (bản sao lưu cũ hơn sổ): ndtq stop --release, xem lại sổ này (chỉ đọc) bằng ndtq log, ghi lại những việc còn thiếu vào sổ ở THƯ_MỤC_MỚI và dùng sổ ấy.",
            "4. Still not (the backup is older than the register): ndtq stop --release, read this register (it saves nothing) with ndtq log, record what is missing in the register in NEW_FOLDER, and go on with that one.";
        check_named_files: "các tệp nêu trên", "the named files";
        check_last_file: "tệp cùng tên với tệp cuối ở đây", "the file with the name of the last file here";
        check_whole_journal: "cả thư mục ấy", "the whole folder";
        check_rules: "Mở mục ấy ra sửa lại cho đúng, hoặc báo người làm chương trình.",
            "Open these records and put them right, or tell the makers of the program.";
        in_use: "Sổ {} đang có dịch vụ giữ; hãy chạy: ndtq stop --hold, rồi làm lại.",
            "A service has the register {}; run: ndtq stop --hold, then try again.";
        not_empty: "{} đã có sổ, không ghi đè lên. Hãy phục hồi vào thư mục chưa có sổ: --home THƯ_MỤC_MỚI.",
            "{} holds a register already, and nothing is written over it. Restore into a folder without one: --home NEW_FOLDER.";
        no_backup: "Tệp này không phải bản sao lưu của ndtq. Hãy lấy tệp do ndtq backup tạo ra; đã mã hóa thì giải mã trước.",
            "This file is no backup of ndtq. Take one that ndtq backup made; decrypt it first when it is encrypted.";
        backup_damaged: "Bản sao lưu bị hỏng hoặc bị cắt giữa chừng; chưa phục hồi gì. Hãy chép lại tệp ấy từ nơi cất, hoặc lấy bản khác.",
            "The backup is damaged or was cut off; nothing was restored. Copy the file again from where it is kept, or take another one.";
        backup_foreign: "Bản sao lưu có {}, không phải của sổ; chưa phục hồi gì. Hãy lấy bản khác.",
            "The backup holds {}, which no register has; nothing was restored. Take another one.";
        backup_other_end: "Bản sao lưu ghi là đến lần {} mà nhật ký trong đó dừng ở lần {}; chưa phục hồi gì. Hãy lấy bản khác.",
            "The backup says it goes to change {} and its journal ends with {}; nothing was restored. Take another one.";
        backup_unsound: "Đọc lại bản sao lưu thấy {} điều không đúng; chưa phục hồi gì. Hãy lấy bản khác.",
            "Replaying the backup found {} things wrong; nothing was restored. Take another one.";
        restore_from_terminal: "Bản sao lưu không gõ từ bàn phím được; hãy ghi tên tệp, hoặc nối ống: age -d ... | ndtq restore -",
            "A backup is not typed in; name a file, or pipe it: age -d ... | ndtq restore -";
        restored_next: "Mở sổ bằng: ndtq. Những gì ghi sau bản sao lưu không có ở đây; xem lần ghi cuối: ndtq log",
            "Open it with: ndtq. What was recorded after the backup is not in it; see the last changes: ndtq log";
        restored_and_held: "Sổ đang tạm đóng; mở lại bằng: ndtq stop --release. Những gì ghi sau bản sao lưu không có ở đây.",
            "The register is held; let it go with: ndtq stop --release. What was recorded after the backup is not in it.";
        cannot_write_home: "Không ghi được vào {}: {}. Chưa đổi gì; hãy dọn chỗ trống hoặc sửa quyền, rồi làm lại.",
            "{} cannot be written: {}. Nothing was changed; make room or mend the permissions, then try again.";
        cannot_erase_again: "Chưa gỡ lại được dữ liệu cá nhân đã gỡ trước đây, nên chưa phục hồi gì: {}",
            "What was erased before could not be erased again, so nothing was restored: {}";
        running_already: "Dịch vụ của {} đang chạy rồi; muốn chạy lại thì trước hết: ndtq stop",
            "A service is running for {} already; to run another one, first: ndtq stop";
        socket_taken: "{} đang có chương trình khác dùng, hoặc không phải socket; hãy ghi --socket khác, hoặc dời tệp ấy đi.",
            "{} is in use, or is no socket; name another one with --socket, or move it away.";
        no_socket: "Không tạo được socket {}: {}. Hãy sửa quyền của thư mục, hoặc ghi --socket khác.",
            "The socket {} cannot be made: {}. Mend the permissions of its folder, or name another one with --socket.";
        no_journal: "Thiếu nhật ký {}, mà kho thì còn: chưa mở gì, chưa đổi gì. Hãy đem thư mục journal về lại chỗ cũ, hoặc phục hồi vào thư mục mới: ndtq restore BẢN --home THƯ_MỤC_MỚI",
            "The journal {} is not there, and the store is: nothing was opened or changed. Put the folder back, or restore into a new home: ndtq restore BACKUP --home NEW_FOLDER";
        newer_format: "Tệp nhật ký {} do bản ndtq mới hơn ghi; hãy chạy bản mới ấy.",
            "The journal file {} was written by a later ndtq; start that one.";
        of_another_home: "Tệp nhật ký {} là của sổ khác; hãy dời nó ra khỏi data/journal rồi làm lại.",
            "The journal file {} belongs to another register; move it out of data/journal, then try again.";
        store_failed: "Kho bị lỗi giữa chừng, những gì đã báo \"Đã ghi\" vẫn còn; mở lại sổ là kho tự dựng lại.",
            "The store failed; all that was said to be recorded is safe, and the next start makes the store anew.";
        cannot_open: "Không mở được sổ: {}. Chép cả thư mục của sổ ra nơi khác, rồi chạy: ndtq check",
            "The register cannot be opened: {}. Copy the whole home to another place, then run: ndtq check";
        no_register: "Không có sổ ở {}.", "There is no register in {}.";
        backed_up: "Đã sao lưu đến lần ghi {} vào {} ({} MB).", "Backed up to change {} into {} ({} MB).";
        backup_of_damaged: "Chưa sao lưu: bản lấy lúc này không phục hồi được. Hãy giữ các bản cũ. Lý do: {}",
            "Not backed up: this backup could not be restored. Keep the older ones. Why: {}";
        backup_busy: "Đang có một lần sao lưu khác ghi vào {}; hãy đợi lần ấy xong, hoặc chọn tên khác.",
            "Another backup is writing {}; wait for it, or name another file.";
        backup_to_terminal: "Bản sao lưu không in ra màn hình; hãy ghi tên tệp, hoặc nối ống: ndtq backup - | age ...",
            "A backup is not for a terminal; name a file, or pipe it: ndtq backup - | age ...";
        restored: "Đã phục hồi đến lần ghi {} ({}), đọc lại và kiểm tra từng lần ghi:",
            "Restored up to change {} ({}), every change replayed and checked:";
        erased_again: "{} mục đã gỡ dữ liệu cá nhân từ trước được gỡ lại.",
            "Personal data erased before was erased again in {} records.";

        // log and undo
        log_gaps: "Sổ đang chỉ đọc: những lần ghi không đọc được thì không có ở trên; xem ndtq check.",
            "The register can only be read: changes that cannot be read are not listed; see ndtq check.";
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
        home_folder: "Thư mục của sổ", "Home folder";
        process: "Tiến trình", "Process";
        uptime: "Đã chạy (giây)", "Running for (s)";
        version: "Phiên bản", "Version";

        // serve and stop
        stopped: "Dịch vụ đã dừng; ai chạy ndtq thì nó chạy lại, màn hình đang mở tự nối lại.",
            "The service has stopped; whoever runs ndtq starts it again, and open screens come back.";
        held: "Dịch vụ đã dừng, không ai mở lại được cho đến khi chạy: ndtq stop --release",
            "The service has stopped, and nobody can start it until: ndtq stop --release";
        released: "Đã cho mở lại; chạy ndtq là mở.", "It may be started again: run ndtq.";
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
        which_table: "Không biết đây là bảng nào; hãy ghi --kind, một trong: {}. Chỉ nhận tệp TSV có dòng tên cột.",
            "It cannot be seen which table this is; say it with --kind, one of: {}. Only TSV files with a line of column names are read.";
        which_book: "Sổ này gom từ nhiều sổ gốc; hãy ghi --book, một trong: {}",
            "This register was made from several books; say which with --book, one of: {}";
        kind_of_folder: "--kind dùng cho một tệp; trong thư mục thì tên tệp đã nói là bảng nào.",
            "--kind is for a single file; in a folder the names of the files say it.";
        import_from_terminal: "Bảng không gõ từ bàn phím được; hãy đưa tệp vào: ndtq import - < persons.tsv",
            "A table is not typed in; give a file: ndtq import - < persons.tsv";
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
