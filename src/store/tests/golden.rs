//! The bytes that stand on disks for ever. A test here that fails means that old homes can no longer be read.

use super::*;
use crate::domain::{
    Attendances, DataRequest, DataRequestId, Date, GroupId, HouseholdId, Kind, Meeting, MeetingId,
    MeetingKind, MeetingOf, ModelId, PersonId, RequestEnd, RequestKind, RequestOutcome, RollLine, RollMark,
    Source, Transfer, TransferAnswer, TransferId, TransferOutcome, Vote,
};

/// The note of [`stored`] in its envelope.
const ENVELOPE: &str = concat!(
    "01080001b695c1fd0310000000000000000000000000000012340010000000000000000000000000000000070a48c6b0",
    "2063e1bb916e6701fca88c160000fc2c8c1600057472696e68",
);
/// The request of [`request`] in its envelope.
const REQUEST: &str = concat!(
    "010e0001c867645302100000000000000000000000000000123403030110000000000000000000000000000000050e4c",
    "c3aa205468e1bb8b2053c3a175fcc894160001fcce94160001fcd0941600010b7472c3b96e672074c3aa6e0108c491c6",
    "a16e203132057472696e68",
);
/// The sending of [`transfer`] in its envelope.
const TRANSFER: &str = concat!(
    "010f0001f9fe914102100000000000000000000000000000001210000000000000000000000000000000131000000000",
    "0000000000000000000000141000000000000000000000000000000015fc248c16000105c491c6a16e0002616efc268c",
    "160001fc2c8c16000462696e68010e6368c6b0612076e1bb8120e1bb9f",
);
/// The meeting of [`meeting`] in its envelope.
const MEETING: &str = concat!(
    "01140001918b8ba802100000000000000000000000000000002201001000000000000000000000000000000023fc048c",
    "1600010e6e68c3a020c3b46e672053c3a17501115068616e205468e1bb8b20517579c3aa6e00010fc491c6b0e1bb9d6e",
    "6720c491c3a86e0001054242203037011000000000000000000000000000000024012d05100000000000000000000000",
    "000000002500100000000000000000000000000000002601100000000000000000000000000000002702100000000000",
    "00000000000000000000280310000000000000000000000000000000290401056de1bba96328020101123530302e3030",
    "30206de1bb97692068e1bb9900010473e1bb9506542d30303031",
);
/// The change of [`small_change`] as it stands in a frame, behind the random bytes.
const CHANGE: &str = concat!(
    "000102fd04d0ca9f170300001000000000000000000000000000000009057472696e6810000000000000000200000000",
    "000000001d0000010810000000000000000000000000000012340201020102010303040500fd09be093221ef11d9fd35",
    "6cf1b89f1e6da1fd434afdbb2e89f2e3fd68b71d81de36634e05",
);

fn stored() -> Stored<Note> {
    Stored { rev: 3, record: note(0x1234, "Hư cống") }
}

#[test]
fn an_envelope_keeps_its_bytes() {
    let bytes = encode_record(&stored()).unwrap();
    assert_eq!(hex(&bytes), ENVELOPE);
    let any = Stored { rev: 3, record: AnyRecord::from(stored().record) };
    assert_eq!(hex(&encode_any(&any).unwrap()), ENVELOPE);
    let key = stored().record.id.key();
    assert_eq!(decode_record::<Note>(key, &bytes).unwrap(), stored());
    assert_eq!(decode_any(key, &bytes).unwrap(), any);
}

fn request() -> Stored<DataRequest> {
    let day = |day| Date::ymd(2026, 11, day).unwrap();
    let record = DataRequest {
        id: DataRequestId(Uuid::from_u128(0x1234)),
        number: 3,
        kind: RequestKind::Restrict,
        person: Some(PersonId(Uuid::from_u128(5))),
        asked_by: "Lê Thị Sáu".into(),
        asked_on: day(20),
        answered_on: Some(day(23)),
        ended: Some(RequestEnd { on: day(24), outcome: RequestOutcome::Refused("trùng tên".into()) }),
        note: Some("đơn 12".into()),
        by: "trinh".into(),
    };
    Stored { rev: 2, record }
}

#[test]
fn a_request_keeps_its_bytes() {
    let bytes = encode_record(&request()).unwrap();
    assert_eq!(hex(&bytes), REQUEST);
    assert_eq!(decode_record::<DataRequest>(request().record.id.key(), &bytes).unwrap(), request());
}

fn transfer() -> Transfer {
    let day = |day| Date::ymd(2023, 11, day).unwrap();
    Transfer {
        id: TransferId(Uuid::from_u128(0x12)),
        household: HouseholdId(Uuid::from_u128(0x13)),
        from: GroupId(Uuid::from_u128(0x14)),
        to: GroupId(Uuid::from_u128(0x15)),
        on: day(10),
        basis: Some("đơn".into()),
        told_by: None,
        asked_by: "an".into(),
        asked_on: day(11),
        answer: Some(TransferAnswer {
            on: day(14),
            by: "binh".into(),
            outcome: TransferOutcome::Declined("chưa về ở".into()),
        }),
    }
}

#[test]
fn a_sending_keeps_its_bytes() {
    let stored = Stored { rev: 2, record: transfer() };
    let bytes = encode_record(&stored).unwrap();
    assert_eq!(hex(&bytes), TRANSFER);
    assert_eq!(decode_record::<Transfer>(stored.record.id.key(), &bytes).unwrap(), stored);
}

fn meeting() -> Meeting {
    let line = |id, mark| RollLine { household: HouseholdId(Uuid::from_u128(id)), mark };
    let marks = [RollMark::Present, RollMark::Late, RollMark::Proxy, RollMark::Excused, RollMark::Absent];
    Meeting {
        id: MeetingId(Uuid::from_u128(0x22)),
        kind: MeetingKind::Decision,
        of: MeetingOf::Group(GroupId(Uuid::from_u128(0x23))),
        on: Date::ymd(2023, 10, 25).unwrap(),
        place: Some("nhà ông Sáu".into()),
        chair: Some("Phan Thị Quyên".into()),
        secretary: None,
        topic: Some("đường đèn".into()),
        occasion: None,
        minutes_no: Some("BB 07".into()),
        model: Some(ModelId(Uuid::from_u128(0x24))),
        headcount: Some(Attendances(45)),
        roll: (0x25..).zip(marks).map(|(id, mark)| line(id, mark)).collect(),
        votes: vec![Vote { on: "mức".into(), in_favour: 40, against: 2, other: 1 }],
        decision: Some("500.000 mỗi hộ".into()),
        petition: None,
        source: Some(Source { book: "sổ".into(), key: "T-0001".into() }),
    }
}

#[test]
fn a_meeting_keeps_its_bytes() {
    let stored = Stored { rev: 2, record: meeting() };
    let bytes = encode_record(&stored).unwrap();
    assert_eq!(hex(&bytes), MEETING);
    assert_eq!(decode_record::<Meeting>(stored.record.id.key(), &bytes).unwrap(), stored);
}

#[test]
fn a_change_keeps_its_bytes() {
    let bytes = encode_change(&small_change()).unwrap();
    assert_eq!(hex(&bytes), CHANGE);
    assert_eq!(decode_change(&bytes).unwrap(), small_change());
}

/// A change of one edit whose envelope bytes are made up.
fn small_change() -> Change {
    let edit = Edit {
        kind: Kind::Note as u8,
        id: Uuid::from_u128(0x1234),
        before_rev: 2,
        before: Some(vec![1, 2]),
        after: Some(vec![3, 4, 5]),
    };
    change(2, vec![edit], Digest { sum: [1, 2, 3, 4], count: 5 })
}

#[test]
fn bytes_that_are_no_record_are_told_apart() {
    let good = encode_record(&stored()).unwrap();
    let key = stored().record.id.key();
    let sealed = |version: u16, format: u8| {
        let mut bytes = good.clone();
        bytes[0] = format;
        bytes[2..4].copy_from_slice(&version.to_be_bytes());
        let mut under: Vec<u8> = vec![key.kind as u8];
        under.extend(key.id.as_bytes());
        under.extend(&bytes[..4]);
        under.extend(&bytes[8..]);
        bytes[4..8].copy_from_slice(&crc32c::crc32c(&under).to_be_bytes());
        bytes
    };
    let other = RecordKey { id: Uuid::from_u128(1), ..key };
    let person = RecordKey { kind: Kind::Person, ..key };
    type IsRight = fn(&CodecError) -> bool;
    let cases: [(&str, RecordKey, Vec<u8>, IsRight); 7] = [
        ("short", key, good[..7].to_vec(), |e| matches!(e, CodecError::TooShort(7))),
        ("cut", key, good[..20].to_vec(), |e| matches!(e, CodecError::Checksum { .. })),
        ("another's", other, good.clone(), |e| matches!(e, CodecError::Checksum { .. })),
        ("another kind's", person, good.clone(), |e| matches!(e, CodecError::Checksum { .. })),
        ("later version", key, sealed(2, 1), |e| {
            e.is_newer() && matches!(e, CodecError::NewerVersion { kind: Kind::Note, version: 2 })
        }),
        ("version 0", key, sealed(0, 1), |e| matches!(e, CodecError::NoSuchVersion(0))),
        ("later format", key, sealed(1, 2), |e| e.is_newer() && matches!(e, CodecError::NewerFormat(2))),
    ];
    for (what, key, bytes, is_right) in cases {
        let error = decode_any(key, &bytes).unwrap_err();
        assert!(is_right(&error), "{what}: {error}");
    }
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 0x10;
        let error = decode_any(key, &bytes).unwrap_err();
        assert!(matches!(error, CodecError::Checksum { .. }), "byte {at}: {error}");
    }
}

#[test]
fn bytes_that_are_no_change_are_refused() {
    let good = encode_change(&small_change()).unwrap();
    let mut newer = good.clone();
    newer[1] = 2;
    assert_eq!(decode_change(&newer), Err(CodecError::NewerChange(2)));
    assert_eq!(decode_change(&[0]), Err(CodecError::TooShort(1)));
    let longer = [good.as_slice(), &[0]].concat();
    assert!(matches!(decode_change(&longer), Err(CodecError::Unreadable(_))));
    for length in 2..good.len() {
        assert!(decode_change(&good[..length]).is_err(), "{length}");
    }
}

#[test]
fn a_head_reads_back() {
    let digest = Digest { sum: [1, 2, 3, u64::MAX], count: 4 };
    let head = Head { seq: 7, digest, newest_request: 1_699_938_000_000, ..Head::start(HOME, 2) };
    let bytes = head.to_bytes();
    assert_eq!(Head::from_bytes(&bytes), Some(head));
    assert_eq!(Head::from_bytes(&bytes[1..]), None);
    assert_eq!(Head::from_bytes(&[bytes.as_slice(), &[0]].concat()), None);
}
