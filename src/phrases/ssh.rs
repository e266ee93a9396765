//! The words of sessions over ssh.

super::book! {
    /// What a forced session says.
    Ssh {
        no_login: "ssh-session cần một tên đăng nhập gồm chữ thường, số, _ và - (bắt đầu bằng chữ, tối đa 32): {}",
            "ssh-session wants a login of small letters, digits, _ and - (a letter first, at most 32): {}";
        no_as: "ssh-session {} đã nói ai vào sổ; hãy bỏ --as.", "ssh-session {} says already who comes in; leave --as out.";
        no_terminal: "Không có lệnh, cũng không có màn hình. Mở sổ: ssh -t MÁY_CHỦ. Hoặc ghi lệnh, như: ssh MÁY_CHỦ find nguyen van an",
            "There is neither a command nor a terminal. Open the register: ssh -t HOST. Or give a command, such as: ssh HOST find nguyen van an";
        not_taken: "Qua ssh không dùng được: {}", "Not taken over ssh: {}";
        wrong: "Lệnh chưa đúng: {}", "The command is not right: {}";
        missing: "Lệnh còn thiếu: {}", "The command lacks: {}";
        open_quote: "Lệnh có dấu nháy chưa đóng, hoặc \\ ở cuối: {}", "The command has a quote that is not closed, or a \\ at its end: {}";
        not_text: "Lệnh không phải chữ UTF-8: {}", "The command is not UTF-8 text: {}";
        too_long: "Lệnh dài quá: {}", "The command is too long: {}";
        taken: "Dùng được: {}. Cách ghi: ssh MÁY_CHỦ help", "These are: {}. How: ssh HOST help";

        // boxes
        out_empty: "Hộp ra chưa có tệp nào.", "The outbox holds no file.";
        in_empty: "Hộp vào chưa có tệp nào.", "The inbox holds no file.";
        bytes: "{} byte", "{} bytes";
        put: "Đã nhận {} ({} byte); tệp đang chờ trong hộp vào.", "Received {} ({} bytes); it waits in the inbox.";
        cleared: "Đã bỏ {} tệp.", "{} files were taken out.";
        get_to_terminal: "Tệp không in ra màn hình; hãy ghi vào tệp: ssh MÁY_CHỦ outbox get > TỆP",
            "A file is not for a terminal; write it into one: ssh HOST outbox get > FILE";
        put_from_terminal: "Tệp không gõ từ bàn phím được; hãy đưa vào: ssh MÁY_CHỦ inbox put TÊN < TỆP",
            "A file is not typed in; give one: ssh HOST inbox put NAME < FILE";
        no_name: "\"{}\" không phải tên tệp; chỉ ghi tên, không ghi thư mục, như: to-05.tsv",
            "\"{}\" is no name of a file; give a name without folders, such as: to-05.tsv";
        not_there: "Không có tệp {}; xem các tệp đang chờ bằng lệnh list.", "There is no file {}; see what waits with: list";
        file_too_large: "Tệp quá 64 MB, chưa nhận; hãy chia nhỏ ra.", "The file is over 64 MB and was not taken; divide it.";
        no_room: "Ổ đĩa của máy chủ gần đầy, chưa nhận tệp; hãy báo người quản trị.",
            "The disk of the server is nearly full, and the file was not taken; tell the administrator.";
        box_broken: "Không dùng được hộp tệp: {}. Hãy báo người quản trị.", "The box cannot be used: {}. Tell the administrator.";
    }
}
