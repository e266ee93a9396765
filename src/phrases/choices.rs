//! The words for the values of every choice, for acts and for changes of life.

use super::Lang;
use crate::domain::*;
use crate::protocol::{Act, Matched};

/// A value that has a word.
pub trait Words: Copy {
    /// Its word in a language.
    fn word(self, lang: Lang) -> &'static str;
}

macro_rules! words {
    ($($type:ident { $($value:ident: $vi:literal, $en:literal;)* })*) => {
        $(impl Words for $type {
            fn word(self, lang: Lang) -> &'static str {
                match self { $($type::$value => lang.pick(($vi, $en)),)* }
            }
        })*

        #[cfg(test)]
        pub(super) fn pairs() -> Vec<(&'static str, &'static str)> {
            vec![$($(($vi, $en),)*)*]
        }
    };
}

/// The word for an act by its number; one that a later build wrote is said to be one.
pub fn act(lang: Lang, number: u16) -> &'static str {
    match Act::from_u16(number) {
        Some(act) => act.word(lang),
        None => lang.pick(("việc khác", "another act")),
    }
}

/// The word for a relation, exact where the sex tells more than the relation.
pub fn relation(lang: Lang, relation: RelationToHead, sex: Option<Sex>) -> &'static str {
    match (relation, sex) {
        (RelationToHead::Grandparent, Some(Sex::Male)) => lang.pick(("ông", "grandfather")),
        (RelationToHead::Grandparent, Some(Sex::Female)) => lang.pick(("bà", "grandmother")),
        (RelationToHead::ChildInLaw, Some(Sex::Male)) => lang.pick(("con rể", "son-in-law")),
        (RelationToHead::ChildInLaw, Some(Sex::Female)) => lang.pick(("con dâu", "daughter-in-law")),
        _ => relation.word(lang),
    }
}

words! {
    Sex {
        Male: "nam", "male";
        Female: "nữ", "female";
    }
    UnitKind {
        Province: "tỉnh", "province";
        District: "huyện", "district";
        Commune: "xã", "commune";
        Ward: "phường", "ward";
        Hamlet: "ấp", "hamlet";
        Quarter: "khóm, khu phố", "quarter";
        PartyCell: "chi bộ", "Party cell";
        Institution: "cơ quan, trường", "institution";
    }
    GroupGrade {
        Strong: "mạnh", "strong";
        Good: "khá", "good";
        Average: "trung bình", "average";
        Weak: "yếu", "weak";
    }
    GroupRole {
        Leader: "tổ trưởng", "leader";
        Deputy: "tổ phó", "deputy leader";
        Secretary: "thư ký", "secretary";
        Member: "thành viên", "member";
    }
    PovertyStatus {
        Poor: "nghèo", "poor";
        NearPoor: "cận nghèo", "near-poor";
        Escaped: "mới thoát nghèo", "newly escaped";
        Relapsed: "tái nghèo", "relapsed";
    }
    ResidenceKind {
        Permanent: "thường trú", "permanent";
        Temporary: "tạm trú", "temporary";
        Absent: "tạm vắng", "away";
        Moved: "đã chuyển đi", "moved out";
    }
    Association {
        Farmers: "Hội Nông dân", "Farmers' Association";
        Women: "Hội Liên hiệp Phụ nữ", "Women's Union";
        Youth: "Đoàn TNCS Hồ Chí Minh", "Youth Union";
        Veterans: "Hội Cựu chiến binh", "Veterans' Association";
        Elderly: "Hội Người cao tuổi", "Association of the Elderly";
    }
    RelationToHead {
        Head: "chủ hộ", "head";
        Wife: "vợ", "wife";
        Husband: "chồng", "husband";
        Child: "con", "child";
        Father: "cha", "father";
        Mother: "mẹ", "mother";
        Grandchild: "cháu", "grandchild";
        Grandparent: "ông, bà", "grandparent";
        Sibling: "anh, chị, em", "sibling";
        ChildInLaw: "dâu, rể", "child-in-law";
        OtherKin: "bà con khác", "other kin";
        NotKin: "ở nhờ, ở thuê", "not kin";
    }
    CommitteeKind {
        GroupBoard: "Ban quản lý tổ", "group board";
        ModelExecutive: "Tổ điều hành", "executive team";
        ThemeTeam: "Tổ thực hiện chủ đề", "theme team";
        HamletFrontBoard: "Ban công tác Mặt trận", "hamlet Front work board";
        SecurityTeam: "Tổ bảo vệ an ninh, trật tự", "security team";
        ConciliationTeam: "Tổ hòa giải", "conciliation team";
        DigitalTeam: "Tổ công nghệ số cộng đồng", "community digital team";
        SupervisionBoard: "Ban giám sát đầu tư của cộng đồng", "community supervision board";
        ProjectBoard: "Ban quản lý công trình", "project board";
    }
    HeldBasis {
        Elected: "bầu", "elected";
        Appointed: "phân công", "appointed";
        Farmers: "Hội Nông dân cử", "Farmers' Association";
        Women: "Hội Phụ nữ cử", "Women's Union";
        Youth: "Đoàn Thanh niên cử", "Youth Union";
        Veterans: "Hội Cựu chiến binh cử", "Veterans' Association";
        Elderly: "Hội Người cao tuổi cử", "Association of the Elderly";
    }
    ProjectKind {
        RuralRoad: "đường giao thông nông thôn", "rural road";
        LightingRoad: "tuyến đường ánh sáng", "lighting road";
        CameraRoad: "tuyến đường camera", "camera road";
        FlowerRoad: "tuyến đường hoa", "flower road";
        Bridge: "cầu", "bridge";
        Culvert: "cống", "culvert";
        SolidarityHouse: "nhà đại đoàn kết", "solidarity house";
        Other: "công trình khác", "other works";
    }
    FundingSource {
        State: "Nhà nước", "State";
        People: "Nhân dân", "People";
        Sponsor: "Hảo tâm", "Sponsors";
    }
    LevyBasis {
        Household: "mỗi hộ", "per household";
        Person: "mỗi khẩu", "per person";
        Metre: "mỗi mét mặt tiền", "per metre of front";
    }
    EvidenceKind {
        DonationRecord: "biên bản hiến đất", "land-donation record";
        VoluntaryLetter: "đơn tự nguyện hiến đất", "voluntary letter";
        Other: "giấy tờ khác", "another paper";
    }
    Movement {
        DanVanKheo: "Dân vận khéo", "skilful mass mobilisation";
        BacHo: "Học tập và làm theo Bác", "learning from Ho Chi Minh";
        Other: "phong trào khác", "another movement";
    }
    ModelStatus {
        Active: "đang thực hiện", "active";
        Finished: "hoàn thành", "finished";
        Stopped: "ngừng", "stopped";
    }
    StaffRole {
        Admin: "quản trị", "administrator";
        Recorder: "ghi sổ", "recorder";
        Viewer: "chỉ xem", "viewer";
        Backup: "chỉ sao lưu", "backups only";
    }
    RequestKind {
        Access: "xem dữ liệu", "access";
        Correct: "sửa cho đúng", "correction";
        Erase: "ẩn danh", "erasure";
        Restrict: "hạn chế sử dụng", "restriction";
        Object: "phản đối sử dụng", "objection";
        Withdraw: "rút lại đồng ý", "withdrawal of consent";
    }
    Giving {
        Money: "tiền", "money";
        Land: "đất", "land";
        Labour: "ngày công", "labour";
        Goods: "hiện vật", "goods";
    }
    Kind {
        Unit: "đơn vị", "unit";
        Group: "tổ", "group";
        Household: "hộ", "household";
        Person: "nhân khẩu", "person";
        Committee: "tổ điều hành", "team";
        Project: "công trình", "project";
        Contribution: "đóng góp", "contribution";
        Note: "ghi chú", "note";
        MovementModel: "mô hình", "model";
        Staff: "cán bộ", "member of staff";
        Due: "mức của hộ", "due";
        Home: "sổ", "register";
        LifeChange: "biến động", "change of life";
        DataRequest: "yêu cầu", "request";
        Transfer: "lần chuyển hộ", "transfer";
        Meeting: "cuộc họp", "meeting";
    }
    MeetingKind {
        Regular: "sinh hoạt lệ kỳ", "regular meeting";
        Decision: "họp bàn, biểu quyết", "meeting to decide";
        Propaganda: "tuyên truyền", "information meeting";
        Political: "sinh hoạt chính trị", "political activity";
        ThematicCell: "chuyên đề chi bộ", "thematic cell meeting";
        Training: "tập huấn", "training";
        Launch: "ra mắt mô hình", "launch of a model";
        Other: "khác", "other";
    }
    RollMark {
        Present: "có mặt", "present";
        Late: "đến muộn", "late";
        Proxy: "có người thay", "somebody in their place";
        Excused: "vắng có phép", "excused";
        Absent: "vắng", "absent";
    }
    LifeKind {
        Birth: "Sinh", "Birth";
        MoveIn: "Chuyển đến", "Move in";
        MoveHere: "Về hộ này", "Move to this household";
        Death: "Qua đời", "Death";
        MoveOut: "Chuyển đi", "Move out";
        ChangeGroup: "Chuyển tổ", "Move to another group";
        Split: "Tách hộ", "Split household";
        Join: "Nhập hộ", "Join household";
        ChangeHead: "Đổi chủ hộ", "Change head";
        ChangeRepresentative: "Đổi đại diện", "Change representative";
    }
    Matched {
        Head: "chủ hộ", "head";
        Member: "nhân khẩu", "member";
        Nickname: "tên thường gọi", "nickname";
        Hamlet: "ấp", "hamlet";
        Group: "tổ", "group";
        Address: "địa chỉ", "address";
        PersonalId: "số định danh", "personal id";
        Phone: "điện thoại", "phone";
        Number: "số hộ", "number";
        Initials: "chữ đầu của tên", "initials";
        Status: "diện", "status";
    }
    Act {
        OpenHome: "mở sổ", "open the register";
        SetUp: "lập sổ", "set up the register";
        Import: "nhập từ tệp", "import from files";
        Undo: "hoàn tác", "undo";
        Abandon: "bỏ việc dở dang", "abandon an unfinished act";
        Erase: "gỡ dữ liệu cá nhân", "erase personal data";
        Rescue: "trao lại quyền quản trị (bằng ndtq rescue)", "hand administration back (by ndtq rescue)";
        AddUnit: "thêm đơn vị", "add unit";
        EditUnit: "sửa đơn vị", "edit unit";
        AddGroup: "thêm tổ", "add group";
        EditGroup: "sửa tổ", "edit group";
        AddHousehold: "thêm hộ", "add household";
        EditHousehold: "sửa hộ", "edit household";
        AddPerson: "thêm nhân khẩu", "add person";
        EditPerson: "sửa nhân khẩu", "edit person";
        AddCommittee: "lập tổ điều hành", "form team";
        EditCommittee: "sửa tổ điều hành", "edit team";
        ChangeSeat: "thay người giữ chức vụ", "change holder of a seat";
        AddProject: "thêm công trình", "add project";
        EditProject: "sửa công trình", "edit project";
        SetLevy: "ghi mức thống nhất", "set agreed amount";
        Collect: "ghi bảng thu", "record a sheet";
        EditDue: "miễn, giảm, hẹn nộp", "waive, reduce or agree a day";
        RecordContribution: "ghi đóng góp", "record contribution";
        AddReceipt: "ghi phiếu thu", "add receipt";
        VoidContribution: "hủy đóng góp", "void contribution";
        EditContribution: "sửa đóng góp", "edit contribution";
        AddNote: "ghi chú", "add note";
        EditNote: "sửa ghi chú", "edit note";
        AddMeeting: "ghi cuộc họp", "add meeting";
        EditMeeting: "sửa cuộc họp", "edit meeting";
        CallRoll: "điểm danh", "call the roll";
        AddModel: "thêm mô hình", "add model";
        EditModel: "sửa mô hình", "edit model";
        AddStaff: "thêm cán bộ", "add member of staff";
        EditStaff: "sửa cán bộ", "edit member of staff";
        AddRequest: "ghi yêu cầu", "record request";
        EditRequest: "sửa yêu cầu", "edit request";
        Verify: "xác minh hộ", "verify household";
        SuspendStaff: "ngưng tài khoản cán bộ", "suspend member of staff";
        Birth: "ghi sinh", "record birth";
        MoveIn: "ghi chuyển đến", "record move in";
        MoveHere: "ghi về hộ", "record move to this household";
        Death: "ghi qua đời", "record death";
        MoveOut: "ghi chuyển đi", "record move out";
        ChangeGroup: "ghi chuyển tổ", "record move to another group";
        Split: "ghi tách hộ", "record split";
        Join: "ghi nhập hộ", "record join";
        ChangeHead: "đổi chủ hộ", "change head";
        ChangeRepresentative: "đổi đại diện", "change representative";
        SendToGroup: "gửi hộ sang tổ khác", "send a household to another group";
        AcceptTransfer: "nhận hộ chuyển đến", "take in a household";
        DeclineTransfer: "trả lại hộ chuyển đến", "send a household back";
        WithdrawTransfer: "rút lại hộ đã gửi", "take back a household that was sent";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_have_words_even_unknown_ones() {
        assert_eq!(act(Lang::Vi, Act::RecordContribution as u16), "ghi đóng góp");
        assert_eq!(act(Lang::En, 25), "record contribution");
        assert_eq!(act(Lang::Vi, 999), "việc khác");
    }

    #[test]
    fn sex_makes_a_relation_exact() {
        let word = |sex| relation(Lang::Vi, RelationToHead::ChildInLaw, sex);
        assert_eq!(word(Some(Sex::Female)), "con dâu");
        assert_eq!(word(None), "dâu, rể");
        assert_eq!(relation(Lang::Vi, RelationToHead::Wife, Some(Sex::Female)), "vợ");
    }
}
