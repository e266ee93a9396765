//! The words of what the screens print, export and bring in.

use super::{Lang, book, fill, phrases, system};
use crate::exchange::{BoxError, ReadError};

book! {
    /// Words of paper and of files.
    Papers {
        f_print: "In", "Print";
        a_print: "In, xuất ra tệp", "Print, write a file";
        printed: "In lúc {}, {}", "Printed {}, {}";
        practice_page: "SỔ LUYỆN TẬP: không có gì trên trang này là thật", "PRACTICE REGISTER: nothing on this page is real";
        masked_page: "Số định danh, điện thoại đã che. Có thông tin cá nhân: giữ kín, xong thì hủy.",
            "Ids and phones are masked. It holds personal data: keep it closed, then destroy it.";
        writing: "Đang ghi ra tệp...", "Writing the file...";
        in_outbox: "Đã để vào hộp ra: {}; lấy về: ssh MÁY outbox get {} > {}",
            "Put into the outbox: {}; fetch it: ssh HOST outbox get {} > {}";
        written_here: "Đã ghi ra {}", "Written to {}";
        cannot_write: "Chưa ghi được tệp ra: {}. Hãy mở ndtq từ một thư mục của bạn còn chỗ trống, rồi bấm F7 lại.",
            "The file cannot be written: {}. Start ndtq in a folder of your own that has room, then press F7 again.";
        no_levy: "Công trình này chưa đặt mức, nên chưa có danh sách thu để in (Ctrl-P, Đặt mức thống nhất).",
            "No amount is set for this project, so there is no list to print (Ctrl-P, Set the agreed amount).";
        a_inbox: "Tệp chờ nhập", "Files to bring in";
        inbox_title: "Tệp chờ nhập", "Files to bring in";
        waiting: "{} tệp chờ xem (F9)", "{} files to look at (F9)";
        inbox_keys: "Enter xem trước   F8 bỏ tệp   Esc về", "Enter look at it   F8 drop the file   Esc back";
        inbox_name: "Tệp", "File";
        inbox_size: "Dài (byte)", "Bytes";
        a_drop_file: "Bỏ tệp khỏi hộp vào", "Drop the file from the inbox";
        drop_question: "Bỏ tệp {} khỏi hộp vào? Sổ không đổi gì; muốn nhập lại thì phải gửi lại tệp.",
            "Drop {} from the inbox? The register stays as it is; to bring it in the file has to be sent again.";
        dropped: "Đã bỏ {} khỏi hộp vào", "{} was dropped from the inbox";
        look_title: "XEM TRƯỚC {}", "LOOK AT {}";
        look_keys: "F10 nhập vào sổ   F8 bỏ tệp   Lên/Xuống   gõ chữ để lọc   Esc về",
            "F10 bring it in   F8 drop the file   Up/Down   type to filter   Esc back";
        a_bring_in: "Nhập vào sổ", "Bring it into the register";
        reading: "Đang đọc tệp...", "Reading the file...";
        checking: "Đang kiểm tra {}/{} dòng...", "Checking {} of {} rows...";
        bringing: "Đang nhập {}/{} dòng; đóng màn hình này thì chưa ghi gì...",
            "Bringing in {} of {} rows; nothing is recorded when this is closed...";
        counted: "Bảng {}: {} mới, {} đã có trong sổ", "Table {}: {} new, {} in the register already";
        ignored: "Bỏ qua cột {}: không biết cột này", "Column {} is left out: it is not known";
        good: "Tệp dùng được. F10 nhập vào sổ; chưa ghi gì.", "The file is good. F10 brings it in; nothing is recorded yet.";
        nothing_new: "Mọi dòng đã có trong sổ; không có gì để nhập.", "All of it is in the register; there is nothing to bring in.";
        faulty: "{} dòng có lỗi, chưa ghi gì. Hãy sửa tệp rồi gửi lại.", "{} rows have problems, nothing was recorded. Mend the file and send it again.";
        first_rows: "Những dòng đầu:", "The first rows:";
        line: "dòng {}", "line {}";
        bring_in_question: "Nhập {} dòng mới của {} vào sổ? Nhập rồi thì không hoàn tác cả lượt được, chỗ nào sai phải sửa từng mục.",
            "Bring the {} new rows of {} into the register? An import is not taken back as a whole; what is wrong has to be put right entry by entry.";
        brought_in: "Đã ghi: {} dòng mới từ {}. Tệp vẫn còn trong hộp vào; F8 bỏ tệp.",
            "Recorded: {} new rows of {}. The file stays in the inbox; F8 drops it.";
        brought_in_behind: "Đã ghi: {} dòng mới từ tệp vừa nhập", "Recorded: {} new rows of the file just brought in";
        more_problems: "... và {} dòng nữa", "... and {} rows more";
        not_yet: "Đợi một lát: đang xem tệp.", "One moment: the file is being looked at.";
        which_book: "Sổ này gom từ nhiều sổ gốc ({}), ở đây chưa chọn được; hãy nhập bằng lệnh: ssh MÁY import - --book TÊN < TỆP",
            "This register was made from several books ({}), which cannot be chosen here; use: ssh HOST import - --book NAME < FILE";
        no_table: "Tệp này không phải bảng nhập được. Cần tệp TSV, chữ UTF-8, dòng đầu là tên cột (trong Excel: lưu dạng Unicode Text rồi đổi sang UTF-8).",
            "This file is no table that can be brought in. It has to be TSV in UTF-8 whose first line names the columns (from Excel: save as Unicode Text, then change it to UTF-8).";
        too_large: "Tệp lớn quá (tối đa 64 MB); hãy chia nhỏ ra rồi gửi lại.", "The file is too large (at most 64 MB); divide it and send it again.";
        unreadable: "Không đọc được tệp: {}. Hãy gửi lại tệp.", "The file cannot be read: {}. Send it again.";
    }
}

/// The words in a language.
pub fn papers(lang: Lang) -> &'static Papers {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}

/// Why a box, or a folder of one's own, did not do what it was asked.
pub fn box_error(lang: Lang, error: &BoxError) -> String {
    let words = phrases(lang).ssh;
    match error {
        BoxError::NoName(name) => fill(words.no_name, &[name]),
        BoxError::NotThere(name) => fill(words.not_there, &[&name.to_string()]),
        BoxError::TooLarge => words.file_too_large.to_owned(),
        BoxError::NoRoom => words.no_room.to_owned(),
        BoxError::NoLogin(login) => fill(words.no_login, &[login]),
        BoxError::Io(error) => fill(words.box_broken, &[&system(lang, error)]),
    }
}

/// Why a file that waits cannot be looked at.
pub fn unlooked(lang: Lang, error: &ReadError) -> String {
    let words = papers(lang);
    match error {
        ReadError::Unreadable { error, .. } => fill(words.unreadable, &[&system(lang, error)]),
        ReadError::TooLarge(_) => words.too_large.to_owned(),
        ReadError::WhichTable | ReadError::NoTables(_) => words.no_table.to_owned(),
    }
}
