//! The words of the line mode.

use super::{Lang, book};

book! {
    /// Words of the line mode.
    Plain {
        welcome: "ndtq, từng dòng. Gõ tên, tổ, ấp, số rồi Enter. Gõ số thứ tự để nghe thẻ hộ, + để nghe tiếp, Enter trống để thôi.",
            "ndtq, line by line. Type a name, group, hamlet or number, then Enter. The number of a row reads its card, + reads on, an empty line ends.";
        prompt: "Tìm:", "Find:";
        found: "{} người.", "{} people.";
        more: "Còn nữa: gõ + để nghe tiếp.", "There are more: + reads on.";
        all: "Hết.", "That is all.";
        of_head: "{} của {}", "{} of {}";
        place: "hộ {} tổ {} {}", "household {}, group {}, {}";
        bye: "Đã thôi.", "Ended.";
    }
}

/// The words in a language.
pub fn plain(lang: Lang) -> &'static Plain {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}
