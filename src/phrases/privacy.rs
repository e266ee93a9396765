//! The words for what the law gives a person: the file of all that is held on them, erasure, the register of requests.

super::book! {
    /// Privacy in words.
    Privacy {
        // The file.
        title: "DỮ LIỆU VỀ {}", "WHAT IS HELD ON {}";
        made: "Lập lúc {} từ sổ Tổ Nhân dân tự quản{}, theo Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15.",
            "Put together on {} from the register of self-managed groups{}, under Law 91/2025/QH15 on personal data.";
        households: "Các hộ đã ở", "Households over time";
        others: "cùng ở: {}", "living there too: {}";
        gifts: "Đóng góp của người này và của hộ trong thời gian ở", "Given by them, and by their household in their time";
        given_by: "người này đứng tên", "they stood for it";
        dues: "Mức đã thống nhất của hộ", "Agreed amounts of the household";
        of_asked: "đã góp {} trong {}", "{} of {} received";
        seats: "Chức việc", "Seats";
        notes: "Ghi chú", "Notes";
        models: "Tham gia mô hình", "Models they take part in";
        life: "Biến động", "Changes of life";
        requests: "Yêu cầu về dữ liệu", "Requests about their data";
        drafts: "Biểu đang gõ dở có nêu người này (chỉ nêu mã)", "Unfinished forms that name them (ids only)";
        accesses: "Ai đã xem", "Who saw it";
        history: "Ai đã ghi, sửa gì", "Who recorded and changed what";
        nothing: "(không có)", "(none)";
        asked_for: "người có dữ liệu yêu cầu", "the person asked for it";
        by_request: "theo yêu cầu {}", "request {}";

        // The person wanted.
        whom: "\"{}\" là một hộ; hãy ghi mã của người cần tìm:", "\"{}\" is a household; name the person:";
        wants_person: "\"{}\" không phải mã của một người. Tìm mã bằng: ndtq find TÊN --json, hay ghi số hộ (H-02054) để xem mã từng người.",
            "\"{}\" is no person. Find the id with: ndtq find NAME --json, or name the household (H-02054) to see everybody's.";

        // Erasing.
        erase_title: "Ẩn danh {} ({}):", "To be made anonymous: {} ({}):";
        erase_already: "Người này đã được ẩn danh từ trước.", "The data of this person was erased already.";
        erase_own: "Gỡ hết dữ liệu cá nhân trong {} mục, cả trong nhật ký và những lần sửa trước:",
            "{} records lose all personal data, in the journal and in every earlier state too:";
        erase_mentions: "Gỡ tên và số của người này trong {} mục chung quanh:",
            "{} records around them lose their name and numbers:";
        erase_kept: "Giữ nguyên: {} khoản góp, mức đã thống nhất, chức việc; số liệu các năm không đổi.",
            "Stay as they are: {} contributions, agreed amounts and seats; the figures of all years.";
        erase_shared: "Giữ nguyên: địa chỉ và điện thoại của hộ, vì là của cả người khác. Số riêng của người này thì sửa ở thẻ hộ trước.",
            "Stay: the household's address and phones, which are others' too. A phone of theirs alone is taken out on the card first.";
        erase_office: "Người này đang là chủ hộ hoặc giữ chức việc; tên sẽ mất trên các danh sách. Nên đổi chủ hộ, chức việc trước.",
            "They are the head of a household or hold a seat; lists will lack the name. Better change that first.";
        erase_elsewhere: "Nơi khác còn {} mục có tên trùng, có thể là người khác nên chưa đụng tới. Đúng là người này thì thêm: --also MÃ",
            "{} records elsewhere have that name. It may be somebody else, so they stay; if it is them, add: --also ID";
        erase_reasons: "Nhật ký truy cập có {} lý do nêu tên người này; nhật ký ấy giữ nguyên đến hết hạn 24 tháng.",
            "{} reasons in the access log name them; that log is kept as it is until its 24 months are over.";
        erase_question: "Việc này không lấy lại được. Ẩn danh người này? (c = có, Enter = không)",
            "This cannot be taken back. Make them anonymous? (y = yes, Enter = no)";
        erase_left: "Chưa làm gì.", "Nothing was done.";
        erase_needs_yes: "Không có bàn phím để hỏi lại; đã xem kỹ danh sách trên thì chạy lại với --yes.",
            "There is no terminal to ask on; when the list above is right, run it again with --yes.";
        erased: "Đã ẩn danh (lần ghi {}). Sổ vừa được mở lại để gỡ ở mọi nơi.",
            "Done (change {}). The register was opened again to take it out everywhere.";
        erase_then: "Còn phải làm: các bản sao lưu cũ vẫn còn dữ liệu; hủy theo lịch, và khi phục hồi bản cũ thì thêm --erased {}. Hủy cả tệp đã xuất, bảng giấy và thư mục đã nhập có người này; nhắc người đang mở biểu của hộ này đóng lại.",
            "Still to do: older backups have the data; do away with them in time, and restore one with --erased {}. Do away with exported files, sheets of paper and imported folders that have it too, and have open forms of this household closed.";

        // Requests.
        request_wants: "\"{}\" không phải số của một yêu cầu; xem: ndtq request list --all",
            "\"{}\" is no request; see: ndtq request list --all";
        request_ended: "Yêu cầu {} đã xong từ {}.", "Request {} ended on {}.";
        request_of_other: "Yêu cầu {} là của người khác.", "Request {} is about somebody else.";
        request_added: "Đã ghi yêu cầu {}: trả lời chậm nhất {}, xong chậm nhất {}.",
            "Recorded request {}: answer by {}, complete by {}.";
        request_answered: "Đã ghi: yêu cầu {} đã trả lời; xong chậm nhất {}.", "Request {} was answered; complete by {}.";
        request_completed: "Đã ghi: yêu cầu {} đã xong.", "Request {} is completed.";
        request_none: "Không có yêu cầu nào đang chờ.", "No request is waiting.";
        request_answer_by: "trả lời chậm nhất {}", "answer by {}";
        request_complete_by: "xong chậm nhất {}", "complete by {}";
        request_done: "xong {}", "done {}";
        request_refused: "từ chối {}: {}", "refused {}: {}";
        overdue: "QUÁ HẠN", "OVERDUE";
        overdue_count: "Yêu cầu quá hạn", "Requests overdue";
        by_whom: "{} yêu cầu", "asked by {}";
        about: "về {}", "about {}";
    }
}

/// The words of a language.
pub fn privacy(lang: super::Lang) -> &'static Privacy {
    match lang {
        super::Lang::Vi => &VI,
        super::Lang::En => &EN,
    }
}
