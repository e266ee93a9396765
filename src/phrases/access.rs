//! What somebody saw, in words.

use super::Lang;
use crate::protocol::AccessKind;

/// What somebody did, as the access log says it.
pub fn access(lang: Lang, what: AccessKind) -> &'static str {
    let (vi, en) = match what {
        AccessKind::Opened => ("mở thẻ", "opened the card"),
        AccessKind::Edited => ("mở để sửa", "opened for editing"),
        AccessKind::Unmasked => ("xem số đầy đủ", "saw the full numbers"),
        AccessKind::Exported => ("xuất dữ liệu (số được che)", "exported (masked)"),
        AccessKind::ExportedInClear => ("xuất dữ liệu có số đầy đủ", "exported in clear"),
        AccessKind::LookedUpDigits => ("tra theo số", "looked up by digits"),
        AccessKind::Refused => ("bị từ chối", "was refused"),
        AccessKind::ErasedPerson => ("ẩn danh một người", "erased the data of one person"),
        AccessKind::Full => ("nhật ký xem tháng này đã đầy", "the access log of this month is full"),
        AccessKind::GavePerson => ("xuất dữ liệu của một người", "gave out all of one person"),
    };
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}
