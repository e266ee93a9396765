//! The words of `ndtq doctor`.

use super::{Lang, book};

book! {
    /// What it says.
    Doctor {
        good: "tốt", "good";
        look: "XEM", "LOOK";
        home: "thư mục sổ {}: của bạn, người khác không vào được",
            "home folder {}: yours, and closed to others";
        no_home: "chưa có sổ ở {}; chạy ndtq là tạo sổ mới", "there is no register in {} yet; ndtq makes one";
        home_of_other: "thư mục sổ {} là của uid {}, bạn là uid {}: nối qua socket của hệ thống, hoặc chạy bằng tài khoản ấy",
            "home folder {} belongs to uid {}, and you are uid {}: come by the system's socket, or run as that user";
        home_open: "thư mục sổ {} người khác vào được (quyền {}): hãy chạy chmod 700 {}",
            "home folder {} is open to others (mode {}): run chmod 700 {}";
        files: "{} tệp và thư mục trong sổ: đúng quyền", "{} files and folders in it: closed to others";
        files_open: "{} tệp trong sổ để người khác đọc được hoặc của người khác, như {}: hãy chạy chmod -R go= {}",
            "{} files in it are open to others or somebody else's, such as {}: run chmod -R go= {}";
        socket: "socket {}: có dịch vụ nghe", "socket {}: a service listens";
        no_socket: "socket {}: không có dịch vụ; chạy ndtq là nó tự mở", "socket {}: no service runs; ndtq starts one";
        no_system_service: "socket {}: không có dịch vụ; người quản trị máy hãy mở dịch vụ của hệ thống",
            "socket {}: no service runs; the administrator of the machine should start the system's";
        unreached: "dịch vụ: {}", "service: {}";
        version: "phiên bản: {}, dịch vụ cũng vậy", "version: {}, and so is the service";
        other_version: "phiên bản: {}, mà dịch vụ là {}: hãy chạy ndtq stop để nó mở lại bản mới",
            "version: {}, and the service is {}: run ndtq stop, and the new one is started";
        own_version: "phiên bản: {}", "version: {}";
        me: "bạn là {} ({}), {}", "you are {} ({}), {}";
        uid: "tài khoản hệ thống: uid {}", "user of the system: uid {}";
        disk: "ổ đĩa: còn {} MB", "disk: {} MB free";
        little_disk: "ổ đĩa: chỉ còn {} MB, nên dọn cho được {} MB", "disk: only {} MB free, make it {} MB";
        no_disk: "ổ đĩa: hệ thống không cho biết còn bao nhiêu", "disk: the system does not say how much is free";
        locale: "bảng mã: UTF-8 ({})", "letters: UTF-8 ({})";
        no_locale: "bảng mã: {} không phải UTF-8; nếu chữ Việt bị vỡ, hãy đặt LANG=C.UTF-8 và chọn UTF-8 trong PuTTY",
            "letters: {} is not UTF-8; when Vietnamese letters break, set LANG=C.UTF-8, and UTF-8 in PuTTY";
        not_set: "(chưa đặt)", "(not set)";
        something: "{} điều phải xem.", "{} things to look at.";

        // --terminal
        no_terminal: "Không thử được bàn phím ở đây ({}); hãy chạy trong cửa sổ dòng lệnh, hoặc ssh -t.",
            "Keys cannot be tried here ({}); run it in a terminal, or with ssh -t.";
        size: "Cửa sổ: {} cột, {} dòng; TERM={}; LANG={}", "Window: {} columns, {} rows; TERM={}; LANG={}";
        small: "Hơi nhỏ: sổ vẽ cho 80 cột, 24 dòng.", "A little small: the screens are drawn for 80 columns, 24 rows.";
        letters: "Chữ: ă â đ ê ô ơ ư ế ề ể ễ ệ ắ ặ ấ ậ ố ộ ớ ợ ứ ự ỳ ỵ Ă Â Đ Ê Ô Ơ Ư",
            "Letters: ă â đ ê ô ơ ư ế ề ể ễ ệ ắ ặ ấ ậ ố ộ ớ ợ ứ ự ỳ ỵ Ă Â Đ Ê Ô Ơ Ư";
        box_lines: "Đường kẻ: ─│┌┐└┘├┤┬┴┼   không liền thì đặt NDTQ_ASCII=1",
            "Lines: ─│┌┐└┘├┤┬┴┼   when they are broken set NDTQ_ASCII=1";
        width: "Hai dấu | dưới đây phải thẳng hàng:", "The two bars below must stand in line:";
        try_keys: "Bấm thử: F1..F12, mũi tên, phím số, Enter, Backspace, Esc; gõ chữ, dán câu.",
            "Press: F1..F12, arrows, keypad, Enter, Backspace, Esc; type, paste a sentence.";
        how_to_end: "q hoặc Ctrl-C là thoát.", "q or Ctrl-C ends it.";
        nothing: "(không hiểu)", "(not understood)";
        pasted: "dán {} ký tự", "pasted {} characters";
        letter: "chữ {}", "letter {}";
        esc_after: "Esc (chờ {} ms mới biết)", "Esc (known after {} ms)";
        seen: "Đã thấy: {}", "Seen: {}";
        unseen: "Chưa thấy: {}", "Not seen: {}";
    }
}

/// The words.
pub fn doctor(lang: Lang) -> &'static Doctor {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}
