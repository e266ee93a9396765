//! The words of collection sheets.

use super::{Lang, book};

book! {
    /// Words of a sheet.
    Sheet {
        title: "BẢNG THU", "COLLECTION SHEET";
        form: "Bảng thu", "Collection sheet";
        open_for: "Bảng thu: {}", "Collection sheet: {}";
        one_gift: "Ghi một đóng góp", "Record one contribution";
        levy: "Mức {} đ, {}", "Agreed {} đ, {}";
        no_levy: "Chưa đặt mức", "No agreed amount";
        day: "Ngày thu", "Day";
        next_receipt: "Phiếu từ {}", "Receipts from {}";
        collector: "Người thu", "Collector";
        giving: "Hình thức", "Kind";
        goods: "Hiện vật, đơn vị", "Goods, measure";
        c_book: "Hộ", "No.";
        c_head: "Chủ hộ", "Head";
        c_asked: "Mức", "Agreed";
        c_received: "Đã thu", "So far";
        c_today: "THU HÔM NAY", "TODAY";
        c_left: "Còn lại", "Left";
        c_note: "Ghi chú", "Note";
        waived: "MIỄN", "WAIVED";
        paid: "đủ", "full";
        pays_for: "thay {}", "for {}";
        paid_by: "do {}", "by {}";
        promised: "hẹn {}", "due {}";
        lowered: "giảm", "less";
        rows: "dòng {}-{} trong {}", "rows {}-{} of {}";
        sum: "Cộng {} hộ", "Sum of {}";
        counted: "Tiền đếm được", "Cash counted";
        fits: "khớp", "it fits";
        differs: "LỆCH {}", "OFF BY {}";
        progress: "Đủ {}  một phần {}  chưa {}  miễn {}", "Full {}  in part {}  not yet {}  waived {}";
        unsaved: "Chưa lưu {} ô (nháp vẫn giữ)", "{} cells unsaved (kept as a draft)";
        nothing_yet: "Gõ số tiền vào ô; Tab sang ngày, người thu, tiền đếm được", "Type amounts; Tab to the day, the collector, the cash counted";
        verifying: "GÕ LẠI LẦN HAI: ô nào khác lần đầu có dấu !   V: thôi", "TYPE IT AGAIN: cells that differ are marked !   V: stop";
        keys: "Enter hộ kế  = đủ  M miễn, giảm  G ghi chú  / tới hộ  \" như trên  V gõ lại",
            "Enter next  = all left  M let off  G note  / go to  \" as above  V verify";
        prompt_keys: "Enter nhận   Esc thôi", "Enter take it   Esc leave it";
        ask_relief: "Còn thu bao nhiêu (0 = miễn), lý do:", "How much is still asked (0 = waived), why:";
        ask_note: "Ghi chú, hay ngày hẹn nộp:", "A note, or the day agreed:";
        ask_jump: "Tới hộ số, hay tên:", "Go to number, or name:";
        no_such_row: "Không có hộ nào như vậy trong bảng", "No such household in the sheet";
        not_asked: "Hộ này chưa có mức để miễn, giảm", "Nothing was agreed for this household";
        nobody_to_pay_for: "Không có hộ {} trong bảng", "There is no household {} in the sheet";
        nothing_over: "Số tiền chưa quá phần của hộ này, không có gì để thay hộ {}", "The amount is no more than this household's own part: nothing is left for {}";
        empty: "Chưa có ô nào để lưu", "There is nothing to save yet";
        counted_question: "Tiền đếm được lệch {} so với cộng trong bảng. Vẫn ghi?", "The cash counted is off by {}. Record it all the same?";
        not_alike: "{} ô gõ lại khác lần đầu; xem lại trước khi lưu", "{} cells were typed differently the second time; look at them first";
        saved: "Đã ghi {} hộ, {}", "Recorded {} households, {}";
        receipts: "phiếu {}", "receipts {}";
        pasted: "Đã dán {} ô", "{} cells pasted";
        not_pasted: "{} dòng không khớp hộ nào", "{} lines fit no household";
        no_households: "Tổ này chưa có hộ", "This group has no households yet";
    }
}

/// The words in a language.
pub fn sheet(lang: Lang) -> &'static Sheet {
    match lang {
        Lang::Vi => &VI,
        Lang::En => &EN,
    }
}
