//! Choices: the closed lists a field takes its value from. Words are in `phrases`; keys are for files and drafts.

use serde::{Deserialize, Serialize};

/// A closed list of values, each with a key that never changes.
pub trait Choice: Copy + PartialEq + Sized + 'static {
    /// Every value, in the order a form offers them.
    const ALL: &'static [Self];

    /// The key of a value in files, drafts and JSON.
    fn key(self) -> &'static str;

    /// The value of that key.
    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.key() == key)
    }
}

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $value:ident = $key:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $key)] $value,)* }

        impl Choice for $name {
            const ALL: &'static [Self] = &[$($name::$value,)*];
            fn key(self) -> &'static str {
                match self { $($name::$value => $key,)* }
            }
        }
    )*};
}

choices! {
    /// Sex, as the personal id encodes it.
    Sex {
        /// nam
        Male = "male",
        /// nữ
        Female = "female",
    }
    /// Kinds of administrative unit. Districts ended on 01/07/2025 and are kept for history.
    UnitKind {
        /// tỉnh
        Province = "province",
        /// huyện
        District = "district",
        /// xã
        Commune = "commune",
        /// phường
        Ward = "ward",
        /// ấp
        Hamlet = "hamlet",
        /// khóm, khu phố
        Quarter = "quarter",
        /// chi bộ
        PartyCell = "party_cell",
        /// trường, trạm, cơ quan
        Institution = "institution",
    }
    /// A group's grade of a year.
    GroupGrade {
        /// mạnh
        Strong = "strong",
        /// khá
        Good = "good",
        /// trung bình
        Average = "average",
        /// yếu
        Weak = "weak",
    }
    /// Roles on a group's board, which ex officio seats follow.
    GroupRole {
        /// tổ trưởng
        Leader = "leader",
        /// tổ phó
        Deputy = "deputy",
        /// thư ký
        Secretary = "secretary",
        /// thành viên
        Member = "member",
    }
    /// Poverty status of a household in a year.
    PovertyStatus {
        /// hộ nghèo
        Poor = "poor",
        /// hộ cận nghèo
        NearPoor = "near_poor",
        /// mới thoát nghèo
        Escaped = "escaped",
        /// tái nghèo
        Relapsed = "relapsed",
    }
    /// Residence of a person.
    ResidenceKind {
        /// thường trú
        Permanent = "permanent",
        /// tạm trú
        Temporary = "temporary",
        /// tạm vắng
        Absent = "absent",
        /// đã chuyển đi
        Moved = "moved",
    }
    /// Mass organisations.
    Association {
        /// Hội Nông dân
        Farmers = "farmers",
        /// Hội Liên hiệp Phụ nữ
        Women = "women",
        /// Đoàn TNCS Hồ Chí Minh
        Youth = "youth",
        /// Hội Cựu chiến binh
        Veterans = "veterans",
        /// Hội Người cao tuổi
        Elderly = "elderly",
    }
    /// Relation of a member to the head of household.
    RelationToHead {
        /// chủ hộ
        Head = "head",
        /// vợ
        Wife = "wife",
        /// chồng
        Husband = "husband",
        /// con
        Child = "child",
        /// cha
        Father = "father",
        /// mẹ
        Mother = "mother",
        /// cháu
        Grandchild = "grandchild",
        /// ông, bà
        Grandparent = "grandparent",
        /// anh, chị, em
        Sibling = "sibling",
        /// con dâu, con rể
        ChildInLaw = "child_in_law",
        /// người thân khác
        OtherKin = "other_kin",
        /// ở nhờ, ở thuê
        NotKin = "not_kin",
    }
    /// Kinds of committee.
    CommitteeKind {
        /// Ban quản lý tổ
        GroupBoard = "group_board",
        /// Tổ điều hành mô hình
        ModelExecutive = "model_executive",
        /// Tổ thực hiện chủ đề
        ThemeTeam = "theme_team",
        /// Ban công tác Mặt trận
        HamletFrontBoard = "hamlet_front_board",
        /// Tổ bảo vệ an ninh, trật tự
        SecurityTeam = "security_team",
        /// Tổ hòa giải
        ConciliationTeam = "conciliation_team",
        /// Tổ công nghệ số cộng đồng
        DigitalTeam = "digital_team",
        /// Ban giám sát đầu tư của cộng đồng
        SupervisionBoard = "supervision_board",
        /// Ban quản lý công trình
        ProjectBoard = "project_board",
    }
    /// What a seat that somebody holds rests on.
    HeldBasis {
        /// bầu
        Elected = "elected",
        /// phân công
        Appointed = "appointed",
        /// Hội Nông dân cử
        Farmers = "farmers",
        /// Hội Liên hiệp Phụ nữ cử
        Women = "women",
        /// Đoàn TNCS cử
        Youth = "youth",
        /// Hội Cựu chiến binh cử
        Veterans = "veterans",
        /// Hội Người cao tuổi cử
        Elderly = "elderly",
    }
    /// Kinds of works.
    ProjectKind {
        /// đường giao thông nông thôn
        RuralRoad = "rural_road",
        /// tuyến đường ánh sáng
        LightingRoad = "lighting_road",
        /// tuyến đường camera
        CameraRoad = "camera_road",
        /// tuyến đường hoa
        FlowerRoad = "flower_road",
        /// cầu
        Bridge = "bridge",
        /// cống
        Culvert = "culvert",
        /// nhà đại đoàn kết
        SolidarityHouse = "solidarity_house",
        /// khác
        Other = "other",
    }
    /// Where the money of a project comes from.
    FundingSource {
        /// Nhà nước
        State = "state",
        /// Nhân dân
        People = "people",
        /// Hảo tâm
        Sponsor = "sponsor",
    }
    /// What a levy is counted by.
    LevyBasis {
        /// mỗi hộ
        Household = "household",
        /// mỗi khẩu
        Person = "person",
        /// mỗi mét mặt tiền
        Metre = "metre",
    }
    /// Kinds of evidence of a gift.
    EvidenceKind {
        /// biên bản hiến đất
        DonationRecord = "donation_record",
        /// đơn tự nguyện
        VoluntaryLetter = "voluntary_letter",
        /// khác
        Other = "other",
    }
    /// Movements that models belong to.
    Movement {
        /// Dân vận khéo
        DanVanKheo = "dan_van_kheo",
        /// Học tập và làm theo Bác
        BacHo = "bac_ho",
        /// khác
        Other = "other",
    }
    /// How a model stood in a year.
    ModelStatus {
        /// đang thực hiện
        Active = "active",
        /// hoàn thành
        Finished = "finished",
        /// ngừng
        Stopped = "stopped",
    }
    /// What a member of staff may do.
    StaffRole {
        /// quản trị
        Admin = "admin",
        /// ghi sổ
        Recorder = "recorder",
        /// chỉ xem
        Viewer = "viewer",
        /// chỉ sao lưu: makes backups and sees nothing
        Backup = "backup",
    }
    /// Forms of contribution.
    Giving {
        /// tiền
        Money = "money",
        /// đất
        Land = "land",
        /// ngày công
        Labour = "labour",
        /// hiện vật
        Goods = "goods",
    }
    /// Kinds of meeting.
    MeetingKind {
        /// sinh hoạt lệ kỳ
        Regular = "regular",
        /// họp bàn, biểu quyết
        Decision = "decision",
        /// tuyên truyền
        Propaganda = "propaganda",
        /// sinh hoạt chính trị
        Political = "political",
        /// sinh hoạt chuyên đề ở chi bộ
        ThematicCell = "thematic_cell",
        /// tập huấn
        Training = "training",
        /// ra mắt mô hình
        Launch = "launch",
        /// khác
        Other = "other",
    }
    /// What a household is marked when the roll is called.
    RollMark {
        /// có mặt
        Present = "present",
        /// đến muộn
        Late = "late",
        /// có người thay
        Proxy = "proxy",
        /// vắng có phép
        Excused = "excused",
        /// vắng
        Absent = "absent",
    }
    /// What somebody asks for about their personal data (Law 91/2025/QH15).
    RequestKind {
        /// xem, được cung cấp
        Access = "access",
        /// chỉnh sửa
        Correct = "correct",
        /// gỡ bỏ
        Erase = "erase",
        /// hạn chế xử lý
        Restrict = "restrict",
        /// phản đối xử lý
        Object = "object",
        /// rút lại sự đồng ý
        Withdraw = "withdraw",
    }
}

impl GroupGrade {
    /// Reads a grade as the books write it.
    pub fn from_word(word: &str) -> Option<GroupGrade> {
        match crate::text::keys::fold(word).trim() {
            "manh" | "tot" => Some(GroupGrade::Strong),
            "kha" => Some(GroupGrade::Good),
            "trung binh" | "tb" => Some(GroupGrade::Average),
            "yeu" => Some(GroupGrade::Weak),
            _ => None,
        }
    }
}

impl HeldBasis {
    /// The association that sent the holder, when one did.
    pub fn association(self) -> Option<Association> {
        match self {
            HeldBasis::Farmers => Some(Association::Farmers),
            HeldBasis::Women => Some(Association::Women),
            HeldBasis::Youth => Some(Association::Youth),
            HeldBasis::Veterans => Some(Association::Veterans),
            HeldBasis::Elderly => Some(Association::Elderly),
            HeldBasis::Elected | HeldBasis::Appointed => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn unique<T: Choice>() -> bool {
        let keys: HashSet<&str> = T::ALL.iter().map(|v| v.key()).collect();
        keys.len() == T::ALL.len() && T::ALL.iter().all(|v| T::from_key(v.key()).is_some_and(|w| w == *v))
    }

    #[test]
    fn json_has_the_key_too() {
        assert_eq!(serde_json::to_string(&RelationToHead::ChildInLaw).unwrap(), "\"child_in_law\"");
    }

    #[test]
    fn keys_read_back() {
        assert!(unique::<UnitKind>() && unique::<RelationToHead>() && unique::<HeldBasis>());
        assert!(unique::<CommitteeKind>() && unique::<ProjectKind>() && unique::<Movement>());
    }
}
