//! The register of requests, from the desk to the answer.

use std::os::unix::fs::PermissionsExt;

use super::{NAME, PERSONAL_ID, Told, said};

#[test]
fn a_request_is_recorded_answered_and_completed() {
    let told = Told::new();
    let (person, other) = (told.person.0.to_string(), told.other.0.to_string());
    let page = told.home.path().join("trang.html").display().to_string();
    let add = |kind, about| ["request", "add", kind, "--by", NAME, "--person", about, "--on", "2026-01-05"];
    // What is said, on which exit code.
    let steps: [(Option<&str>, &[&str], i32, &str); 17] = [
        (None, &["request", "list"], 0, "Không có yêu cầu nào"),
        (Some("xem"), &add("access", &person), 1, "quyền"),
        (
            Some("ghi"),
            &add("access", &person),
            0,
            "Y-00001: trả lời chậm nhất 07/01/2026, xong chậm nhất 15/01/2026",
        ),
        (Some("ghi"), &add("restrict", &other), 0, "xong chậm nhất 20/01/2026"),
        (Some("ghi"), &["request", "add", "sell", "--by", NAME], 2, "access"),
        (Some("ghi"), &["request", "add", "access", "--by", " "], 1, "Người yêu cầu"),
        (Some("xem"), &["request", "list"], 1, "quyền"),
        (Some("ghi"), &["request", "list"], 0, "QUÁ HẠN trả lời chậm nhất 07/01/2026"),
        (None, &["status"], 0, "Yêu cầu quá hạn    2"),
        (Some("ghi"), &["request", "answer", "1", "--on", "2026-01-04"], 1, "Đã trả lời ngày"),
        (Some("ghi"), &["request", "answer", "1", "--on", "2026-01-06"], 0, "xong chậm nhất 15/01/2026"),
        (Some("ghi"), &["request", "answer", "9"], 1, "Y-9"),
        (Some("ghi"), &["request", "answer", "H-00001"], 1, "request list"),
        (None, &["person", "export", &person, "--request", "2"], 1, "của người khác"),
        (
            None,
            &["person", "export", &person, "--format", "html", "-o", &page, "--request", "Y-00001"],
            0,
            "Y-00001 đã xong",
        ),
        (None, &["request", "complete", "1"], 1, "đã xong từ"),
        (None, &["request", "complete", "2", "--refused", "sổ phải giữ theo luật"], 0, "Y-00002 đã xong"),
    ];
    for (login, line, code, words) in steps {
        let output = told.run(login, line);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(code), "{login:?} {line:?}: {said}");
        assert!(said.contains(words), "{login:?} {line:?}: {said}");
    }
    let all = said(&told.run(None, &["request", "list", "--all"]));
    assert!(
        all.contains("từ chối") && all.contains("sổ phải giữ theo luật") && !all.contains("QUÁ HẠN"),
        "{all}"
    );
    let html = std::fs::read_to_string(&page).unwrap();
    assert!(
        html.starts_with("<!doctype html>") && html.contains(PERSONAL_ID) && html.contains(NAME),
        "{html}"
    );
    assert_eq!(std::fs::metadata(&page).unwrap().permissions().mode() & 0o777, 0o600);
    let log = said(&told.run(None, &["log", "--access"]));
    assert!(log.contains("theo yêu cầu Y-00001"), "{log}");
}
