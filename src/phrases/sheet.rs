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
        thousands: "nghìn", "thous.";
        counted: "Tiền đếm được", "Cash counted";
        fits: "khớp", "it fits";
        no_sum: "chưa phải số tiền", "no sum of money";
        all_alike: "Gõ lại xong: các ô đã gõ lại đều khớp", "Typed again: all cells that were typed twice are alike";
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
        h_amount: "200k, 1,5tr, 2.000.000; gõ là đè lên số có sẵn", "200k, 1,5tr, 2.000.000; what is there is typed over";
        h_for_another: "500k/9: hộ này nộp, phần dư thay cho hộ 9", "500k/9: this household pays, the rest is for household 9";
        h_fill: "điền đủ phần còn lại, sang hộ kế", "all that is left, and on to the next one";
        h_relief: "miễn, giảm: 0 hộ nghèo là miễn; 200k mất mùa là còn thu 200.000", "let off: 0 poor waives; 200k bad harvest still asks 200,000";
        h_note: "ghi chú; gõ một ngày thì là ngày hẹn nộp", "a note; a date is the day agreed";
        h_jump: "tới hộ theo số hay tên", "to a household by number or name";
        h_ditto: "như hộ ở dòng trên", "as in the row above";
        h_verify: "gõ lại lần hai để soát, hay thôi", "type it a second time, or stop";
        h_tab: "tiền đếm được, hình thức, ngày, người thu", "cash counted, kind, day, collector";
        h_leave: "để đó làm sau (F9 Mẫu gõ dở); F8 bỏ bảng", "keep it for later (F9 Unfinished forms); F8 throws it away";
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
