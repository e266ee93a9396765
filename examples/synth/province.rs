//! A synthetic province: households that could live in the Mekong delta, and do not.
//!
//! Names are drawn from lists of our own, weighted as they sound there. Personal ids begin with the impossible prefix 000
//! and phones with 0000. The same seed gives the same province.

/// Family names, with how many of a thousand bear them.
const FAMILIES: &[(&str, u32)] = &[
    ("Nguyễn", 310),
    ("Trần", 110),
    ("Lê", 95),
    ("Phạm", 70),
    ("Huỳnh", 62),
    ("Võ", 52),
    ("Phan", 45),
    ("Trương", 24),
    ("Bùi", 21),
    ("Đặng", 21),
    ("Đỗ", 16),
    ("Ngô", 14),
    ("Hồ", 14),
    ("Dương", 13),
    ("Đinh", 10),
    ("Lâm", 10),
    ("Cao", 9),
    ("Mai", 9),
    ("Đoàn", 9),
    ("Thái", 8),
    ("Châu", 7),
    ("Lý", 7),
    ("Kiều", 6),
    ("Tạ", 6),
    ("Lưu", 6),
    ("Hà", 6),
    ("Tô", 5),
    ("Từ", 5),
    ("Quách", 4),
    ("Ung", 3),
    ("Mạc", 3),
    ("Trịnh", 3),
    ("Lương", 3),
    ("Tăng", 3),
    ("Vương", 3),
    ("Thạch", 2),
    ("Kim", 2),
    ("Danh", 2),
    ("Sơn", 1),
    ("Cù", 1),
    ("Tiêu", 1),
    ("Ông", 1),
];
const MIDDLES_OF_MEN: &[(&str, u32)] = &[
    ("Văn", 330),
    ("Thanh", 60),
    ("Hữu", 55),
    ("Minh", 55),
    ("Quốc", 50),
    ("Hoàng", 50),
    ("Tấn", 40),
    ("Ngọc", 35),
    ("Đức", 30),
    ("Công", 25),
    ("Thành", 25),
    ("Trung", 20),
    ("Phước", 18),
    ("Phú", 16),
    ("Chí", 16),
    ("Nhựt", 16),
    ("Duy", 16),
    ("Gia", 12),
    ("Bá", 10),
    ("Trọng", 10),
    ("Anh", 10),
    ("Thế", 8),
    ("Xuân", 8),
    ("Hồng", 6),
    ("Văn Minh", 4),
    ("Thanh Hoàng", 4),
    ("", 20),
];
const MIDDLES_OF_WOMEN: &[(&str, u32)] = &[
    ("Thị", 380),
    ("Thị Ngọc", 40),
    ("Thị Mỹ", 35),
    ("Thị Kim", 35),
    ("Thị Thu", 30),
    ("Thị Bích", 25),
    ("Thị Hồng", 25),
    ("Thị Thanh", 20),
    ("Ngọc", 50),
    ("Kim", 45),
    ("Thu", 30),
    ("Mỹ", 30),
    ("Bích", 25),
    ("Thanh", 25),
    ("Huỳnh", 15),
    ("Cẩm", 20),
    ("Tuyết", 15),
    ("Hồng", 20),
    ("Phương", 20),
    ("Diễm", 15),
    ("Yến", 15),
    ("Trúc", 12),
    ("Ánh", 10),
    ("Như", 10),
    ("", 20),
];
const MEN: &[&str] = &[
    "An",
    "Ân",
    "Ẩn",
    "Bảo",
    "Bé",
    "Bình",
    "Bửu",
    "Cảnh",
    "Châu",
    "Chánh",
    "Chiến",
    "Chín",
    "Chương",
    "Công",
    "Cường",
    "Danh",
    "Dũng",
    "Duy",
    "Đạt",
    "Đệ",
    "Điền",
    "Đông",
    "Đức",
    "Giàu",
    "Giang",
    "Hải",
    "Hậu",
    "Hiền",
    "Hiệp",
    "Hiếu",
    "Hòa",
    "Hoàng",
    "Hội",
    "Hồng",
    "Hùng",
    "Huy",
    "Hưng",
    "Hữu",
    "Kha",
    "Khải",
    "Khang",
    "Khánh",
    "Khoa",
    "Khôi",
    "Kiệt",
    "Kỷ",
    "Lâm",
    "Lành",
    "Liêm",
    "Linh",
    "Lộc",
    "Lợi",
    "Long",
    "Luân",
    "Lực",
    "Mạnh",
    "Minh",
    "Mười",
    "Nam",
    "Năm",
    "Nghĩa",
    "Nghiệp",
    "Nguyên",
    "Nhân",
    "Nhật",
    "Nhựt",
    "Phát",
    "Phong",
    "Phú",
    "Phúc",
    "Phước",
    "Phương",
    "Quang",
    "Quân",
    "Quý",
    "Quí",
    "Quốc",
    "Quyền",
    "Sang",
    "Sáng",
    "Sáu",
    "Sơn",
    "Tài",
    "Tám",
    "Tâm",
    "Tân",
    "Tấn",
    "Thái",
    "Thắng",
    "Thanh",
    "Thành",
    "Thạnh",
    "Thảo",
    "Thiện",
    "Thịnh",
    "Thọ",
    "Thông",
    "Thuận",
    "Thương",
    "Tiến",
    "Tín",
    "Tình",
    "Toàn",
    "Trí",
    "Triều",
    "Trung",
    "Trường",
    "Tú",
    "Tuấn",
    "Tùng",
    "Tư",
    "Út",
    "Việt",
    "Vinh",
    "Vũ",
    "Vương",
    "Xuân",
    "Ba",
    "Hai",
    "Bảy",
    "Đậm",
    "Khởi",
    "Lập",
    "Nhàn",
    "Ngoan",
    "Dư",
    "Đủ",
    "Rớt",
    "Lượm",
    "Mẫn",
];
const WOMEN: &[&str] = &[
    "An",
    "Anh",
    "Ánh",
    "Ẩn",
    "Ba",
    "Bé",
    "Bích",
    "Bình",
    "Bông",
    "Châu",
    "Chi",
    "Chín",
    "Cúc",
    "Diễm",
    "Diệu",
    "Dung",
    "Duyên",
    "Đào",
    "Điệp",
    "Đông",
    "Giang",
    "Hà",
    "Hai",
    "Hân",
    "Hằng",
    "Hạnh",
    "Hậu",
    "Hiền",
    "Hiếu",
    "Hoa",
    "Hòa",
    "Hoàng",
    "Hồng",
    "Huệ",
    "Hương",
    "Hường",
    "Huyền",
    "Khanh",
    "Kiều",
    "Lài",
    "Lan",
    "Lành",
    "Lệ",
    "Liên",
    "Liễu",
    "Linh",
    "Loan",
    "Lụa",
    "Ly",
    "Lý",
    "Mai",
    "Mận",
    "Mi",
    "Mỹ",
    "My",
    "Mười",
    "Na",
    "Nga",
    "Ngà",
    "Ngân",
    "Nghi",
    "Ngọc",
    "Nguyên",
    "Nguyệt",
    "Nhàn",
    "Nhi",
    "Như",
    "Nhung",
    "Nở",
    "Nương",
    "Oanh",
    "Phấn",
    "Phượng",
    "Phương",
    "Quế",
    "Quyên",
    "Sáu",
    "Sen",
    "Sương",
    "Tám",
    "Tâm",
    "Thắm",
    "Thanh",
    "Thảo",
    "Thi",
    "Thì",
    "Thoa",
    "Thơ",
    "Thơm",
    "Thu",
    "Thúy",
    "Thủy",
    "Thùy",
    "Thư",
    "Thương",
    "Tiên",
    "Tiền",
    "Trâm",
    "Trang",
    "Trinh",
    "Trúc",
    "Tư",
    "Tươi",
    "Tuyền",
    "Tuyết",
    "Út",
    "Uyên",
    "Vân",
    "Vi",
    "Xuân",
    "Xuyến",
    "Ý",
    "Yên",
    "Yến",
    "Bảy",
    "Năm",
    "Đẹp",
    "Hết",
    "Lượm",
    "Điểm",
];
const NICKNAMES: &[&str] = &[
    "Lúa", "Cò", "Đen", "Mập", "Ốm", "Ruộng", "Ghe", "Lớn", "Nhỏ", "Rẫy", "Bún", "Vịt", "Xuồng", "Gánh",
    "Thợ",
];
const HAMLETS: [&[&str]; 2] = [
    &[
        "Quới", "Long", "Thới", "Hòa", "Phú", "Bình", "Mỹ", "Tân", "An", "Thạnh", "Hưng", "Vĩnh", "Phước",
        "Lợi", "Đông", "Tây", "Trung", "Ninh", "Nhơn", "Thuận",
    ],
    &[
        "An", "Thới", "Hòa", "Quới", "Phú", "Thạnh", "Bình", "Lợi", "Hưng", "Đức", "Thuận", "Khánh", "Trị",
        "Thành", "Mỹ", "Tân", "Phước", "Long", "Nghĩa", "Hậu",
    ],
];
const STREETS: &[&str] = &[
    "bờ kinh Chợ Gạo",
    "kinh Mười Bốn",
    "kinh Bảy Thước",
    "hẻm sau trường",
    "lộ dal liên tổ",
    "đường huyện 25",
    "bờ rạch Cái Sâu",
    "cầu Ông Thiêm",
    "xóm Lò Gạch",
    "bờ đê sông Ba Rài",
    "lộ Thầy Cai",
    "ngã ba Cây Trâm",
];
/// How many groups a hamlet has, and how many hamlets a commune.
pub const GROUPS: u32 = 10;
pub const HAMLETS_OF_A_COMMUNE: u32 = 10;
/// How many households a group has.
pub const HOUSEHOLDS: u32 = 30;
/// How many persons a household has on average: three, four or five.
const PERSONS: [u32; 3] = [3, 4, 5];

/// A small generator: the same seed gives the same numbers.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// A number below another.
    pub fn below(&mut self, bound: u32) -> u32 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        (((mixed >> 32) * u64::from(bound)) >> 32) as u32
    }

    /// One of a list.
    pub fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u32) as usize]
    }

    fn weighted<'a>(&mut self, list: &[(&'a str, u32)]) -> &'a str {
        let mut at = self.below(list.iter().map(|(_, weight)| weight).sum());
        for (text, weight) in list {
            if at < *weight {
                return text;
            }
            at -= weight;
        }
        ""
    }

    /// One of a list, the first far more often than the last.
    fn early<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let bound = list.len() as u32;
        let at = self.below(bound).min(self.below(bound)) as usize;
        // Spread, so that the alphabet does not decide who is many.
        list[at * 37 % list.len()]
    }
}

/// A hamlet.
#[derive(Clone, Debug)]
pub struct Hamlet {
    pub name: String,
    /// Another spelling.
    pub alias: Option<String>,
}

/// A person.
#[derive(Clone, Debug)]
pub struct Person {
    pub name: String,
    pub nickname: Option<String>,
    pub is_woman: bool,
    pub birth_year: i16,
    pub personal_id: String,
    /// `chủ hộ`, `vợ`, `chồng`, `con`, `cha`, `mẹ`.
    pub relation: &'static str,
}

/// A household.
#[derive(Clone, Debug)]
pub struct Household {
    pub number: u32,
    /// Which hamlet of the province, from 0.
    pub hamlet: u32,
    /// The group's number in its hamlet, from 1.
    pub group: u16,
    pub book_number: u16,
    pub address: String,
    pub phone: Option<String>,
    pub is_poor: bool,
    pub has_policy: bool,
    pub persons: Vec<Person>,
}

/// Makes households one after the other.
pub struct Province {
    dice: Dice,
    made: u32,
    count: u32,
    /// How many ids each century, sex and year has.
    serials: std::collections::HashMap<(u32, i16), u32>,
}

/// A hamlet of the province by its place.
pub fn hamlet(at: u32) -> Hamlet {
    let [first, second] = HAMLETS;
    let (begin, end) = (
        first[at as usize % first.len()],
        second[(at as usize / first.len() * 7 + at as usize) % second.len()],
    );
    let (begin, end) = if begin == end { (begin, "Điền") } else { (begin, end) };
    let name = format!("{begin} {end}");
    let respelt = name.replace("Hòa", "Hoà").replace("Quới", "Qưới");
    Hamlet { alias: (respelt != name).then_some(respelt), name }
}

/// How many hamlets so many households fill.
pub fn hamlets_of(households: u32) -> u32 {
    households.div_ceil(GROUPS * HOUSEHOLDS)
}

impl Province {
    /// A province of so many households.
    pub fn new(count: u32, seed: u64) -> Province {
        Province { dice: Dice::new(seed), made: 0, count, serials: Default::default() }
    }

    fn person(&mut self, relation: &'static str, is_woman: bool, birth_year: i16, family: &str) -> Person {
        let dice = &mut self.dice;
        let (middles, given) = if is_woman { (MIDDLES_OF_WOMEN, WOMEN) } else { (MIDDLES_OF_MEN, MEN) };
        let (middle, given) = (dice.weighted(middles), dice.early(given));
        let name =
            [family, middle, given].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let nickname = (dice.below(50) == 0).then(|| format!("{given} {}", dice.one_of(NICKNAMES)));
        let century = u32::from(is_woman) + if birth_year >= 2000 { 2 } else { 0 };
        let serial = self.serials.entry((century, birth_year)).or_default();
        *serial += 1;
        // All numbers of six digits come once before any comes twice.
        let scattered = u64::from(*serial) * 700_001 % 1_000_000;
        let personal_id = format!("000{century}{:02}{scattered:06}", birth_year.rem_euclid(100));
        Person { name, nickname, is_woman, birth_year, personal_id, relation }
    }
}

impl Iterator for Province {
    type Item = Household;

    fn next(&mut self) -> Option<Household> {
        if self.made == self.count {
            return None;
        }
        let at = self.made;
        self.made += 1;
        let (group, hamlet) = (at / HOUSEHOLDS % GROUPS, at / HOUSEHOLDS / GROUPS);
        let family = self.dice.weighted(FAMILIES);
        let is_woman = self.dice.below(4) == 0;
        let born = 1945 + self.dice.below(50) as i16;
        let mut persons = vec![self.person("chủ hộ", is_woman, born, family)];
        let others = self.dice.one_of(&PERSONS) - 1;
        for nth in 0..others {
            let elder = self.dice.below(8) == 0;
            let (relation, woman, year, own) = match nth {
                0 if is_woman => ("chồng", false, born - 2, false),
                0 => ("vợ", true, born + 2, false),
                _ if elder && self.dice.below(2) == 0 => ("mẹ", true, born - 24, false),
                _ if elder => ("cha", false, born - 25, true),
                _ => ("con", self.dice.below(2) == 0, (born + 22 + nth as i16 * 2).min(2023), true),
            };
            let other = self.dice.weighted(FAMILIES);
            persons.push(self.person(relation, woman, year, if own { family } else { other }));
        }
        let dice = &mut self.dice;
        let house = 1 + dice.below(400);
        let letter = *dice.one_of(&["", "", "", "A", "B"]);
        let address = format!("Số {house}{letter}, {}", dice.one_of(STREETS));
        let phone = (dice.below(3) > 0).then(|| format!("0000{:06}", dice.below(1_000_000)));
        Some(Household {
            number: at + 1,
            hamlet,
            group: group as u16 + 1,
            book_number: (at % HOUSEHOLDS) as u16 + 1,
            address,
            phone,
            is_poor: dice.below(25) == 0,
            has_policy: dice.below(30) == 0,
            persons,
        })
    }
}
