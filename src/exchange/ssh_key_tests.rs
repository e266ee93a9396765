//! Key files as people send them, good and bad. Made by ssh-keygen once; the private halves were thrown away.

use super::*;

const ED25519: &str = "AAAAC3NzaC1lZDI1NTE5AAAAIKhaFoiHR1Z8Ls+0Q+UKU9qK/Kd/CLssvmAqKvnE3LGX";
const P256: &str = "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBG0uykkbqgziAyDWsc\
    AK/1GzZorxFJ89LhCQigRdIKlhZyUjr5eiOeyFyEqvMfOu0ziznrGW6cIjOaihyJM9gYE=";
const P384: &str = "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBCNE8EE0pyT+Iaf/bP\
    dV2PXmpDE8FV1SNWVy5Kuccc1cJNwqyKDLGa40SPnl96G8QSRFUCfxm6Z+XAe1GpZtFy3J\
    rvJu8Crfg2fhpY/b885Uiyenf3DvTS4QR73X+dpUyg==";
const P521: &str = "AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAGpAFvTkNig5MvHgy\
    kkNAuv3PQKl+bNLU3f8qvQIwOI3Vgw9gjOOwdKZSXCIn5622Dp1SvvNlNIf3pD9ha9wMQK\
    fAHeZid32t6gqvcHuj3njlI0jXsfCs542DaCmG7f5872M4VO7l3owfoJ2H+6/E2p5RGB/s\
    pzdV5nikVFfJrxulWXhg==";
const RSA_2048: &str = "AAAAB3NzaC1yc2EAAAADAQABAAABAQC4QWDCfJLB6EpemqNjG8aDGlpOi+CZIlNSilTAKK\
    BaNfLukpha+AKrja9hVbskpkTgvGKtjngcoqG2MYbaRkYHLl29S592kH6mCCXVvIomXcHy\
    JaKrm8TUrUdBsNP3aRMphrygLVaLc5rfGlvlfkIM79SlnDvT/N6tq7joJZCdFOBBoNgkcy\
    G1Ypx9PR5h59pdp9s/7NQbc3Zh/++YegItEu35exNsYTEam/mAC8gLkNik3qiLcNCnB2I1\
    c99gxMihjMdalpLXm0MbGBlKBzi7g/kiEUrsdmJ9J1C7zyuWzVV1Vhq1FCzzGdEYuxd55c\
    nAHvnG1+viSafDUONookOH";
const RSA_1024: &str = "AAAAB3NzaC1yc2EAAAADAQABAAAAgQCgQk7OO08q2Yhhb5jRk9Uhayo5y2r3biNjJ9BqjI\
    iUE5hHF8jvbKd3O6Db0qzEA3iwnrpwRx6Ht/DrbDmJaa2HG577WSqIBV/BxKG1HHehToPJ\
    LWns0FuJYiGu9jwxvIzcKpOMA+eqy4k4EvIOksufDJWhQ7OkqG2w3qUqzxJCRQ==";

fn blob(parts: &[&[u8]]) -> Vec<u8> {
    let length = |part: &[u8]| u32::try_from(part.len()).unwrap().to_be_bytes();
    parts.iter().flat_map(|part| [&length(part)[..], part].concat()).collect()
}

fn line(kind: &str, parts: &[&[u8]]) -> String {
    format!("{kind} {}", base64::encode(&blob(parts)))
}

fn taken(text: &str) -> String {
    PublicKey::parse(text.as_bytes()).unwrap_or_else(|why| panic!("{why}: {text}")).text()
}

/// Which fault a file has, without its values.
fn fault(bytes: impl AsRef<[u8]>) -> String {
    let why = PublicKey::parse(bytes.as_ref()).expect_err("it was taken");
    let said = format!("{why:?}");
    said.split(['(', ' ']).next().unwrap_or_default().to_owned()
}

fn point(length: usize) -> Vec<u8> {
    [&[4_u8][..], &vec![7; length - 1]].concat()
}

#[test]
fn keys_of_every_type_are_taken_and_lose_their_comment() {
    let token = "sk-ssh-ed25519@openssh.com";
    let token = line(token, &[token.as_bytes(), &[7; 32], b"ssh:"]);
    let other = "sk-ecdsa-sha2-nistp256@openssh.com";
    let other = line(other, &[other.as_bytes(), b"nistp256", &point(65), b"ssh:ndtq"]);
    let keys = [
        format!("ssh-ed25519 {ED25519}"),
        format!("ecdsa-sha2-nistp256 {P256}"),
        format!("ecdsa-sha2-nistp384 {P384}"),
        format!("ecdsa-sha2-nistp521 {P521}"),
        format!("ssh-rsa {RSA_2048}"),
        token,
        other,
    ];
    for key in keys {
        for (before, behind) in [
            ("", ""),
            ("", "\n"),
            ("", "\r\n"),
            ("\u{feff}", " trinh@may\r\n\r\n"),
            ("  ", " Chị Trinh, ấp Quới An\n"),
            ("\n", " a \"quoted\" \\ comment, restrict ssh-rsa"),
        ] {
            assert_eq!(taken(&format!("{before}{key}{behind}")), key);
        }
    }
}

#[test]
fn files_of_puttygen_are_taken() {
    let wrapped = ED25519.as_bytes().chunks(40).map(|part| std::str::from_utf8(part).unwrap());
    let body = wrapped.collect::<Vec<&str>>().join("\n");
    let headers = [
        "",
        "Comment: \"eddsa-key-20231114\"\n",
        "Comment: \"a long comment that \\\ngoes on \\\nover three lines\"\nSubject: trinh\n",
        "x-command: \"rm -rf /\"\n",
    ];
    for header in headers {
        let file =
            format!("---- BEGIN SSH2 PUBLIC KEY ----\n{header}{body}\n---- END SSH2 PUBLIC KEY ----\n");
        assert_eq!(taken(&file), format!("ssh-ed25519 {ED25519}"));
        assert_eq!(taken(&file.replace('\n', "\r\n")), format!("ssh-ed25519 {ED25519}"));
    }
}

#[test]
fn everything_else_is_refused_for_what_it_is() {
    let key = format!("ssh-ed25519 {ED25519}");
    let begin = "---- BEGIN SSH2 PUBLIC KEY ----";
    let end = "---- END SSH2 PUBLIC KEY ----";
    let cert = "ssh-ed25519-cert-v01@openssh.com";
    let cases = [
        ("", "Empty"),
        (" \r\n\n", "Empty"),
        ("ssh-ed25519", "NoKey"),
        (&*format!("{key}\n{key}\n"), "SeveralLines"),
        (&*format!("{key}\ncommand=\"sh\" {key}\n"), "SeveralLines"),
        (&*format!("# trinh\n{key}\n"), "SeveralLines"),
        (&*format!("command=\"/bin/sh\" {key}"), "Options"),
        (&*format!("command=\"echo \\\"hi\\\" there\",pty {key}"), "Options"),
        (&*format!("restrict,pty {key}"), "Options"),
        (&*format!("cert-authority {cert} {ED25519}"), "Options"),
        (&*format!("no-pty ssh-dss {ED25519}"), "Options"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----", "Private"),
        ("-----BEGIN RSA PRIVATE KEY-----\n", "Private"),
        ("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n", "Private"),
        ("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", "Private"),
        (&*format!("{cert} {ED25519}"), "Certificate"),
        (&*line("ssh-ed25519", &[cert.as_bytes()]), "OtherType"),
        (&*format!("{begin}\n{}\n{end}", base64::encode(&blob(&[cert.as_bytes()]))), "Certificate"),
        ("ssh-dss AAAAB3NzaC1kc3MAAACBAP", "Dsa"),
        (&*format!("ssh-foo {ED25519}"), "UnknownType"),
        (&*format!("SSH-ED25519 {ED25519}"), "UnknownType"),
        ("-----BEGIN PUBLIC KEY-----", "UnknownType"),
        (&*format!("ssh-ed25519 {}", &ED25519[..ED25519.len() - 1]), "NotBase64"),
        (&*format!("ssh-ed25519 {ED25519}="), "NotBase64"),
        ("ssh-ed25519 restrict", "Damaged"),
        ("ssh-ed25519 \"AAAA\"", "NotBase64"),
        (&*format!("ssh-ed25519 {RSA_2048}"), "OtherType"),
        (&*format!("ssh-rsa {ED25519}"), "OtherType"),
        (&*format!("ecdsa-sha2-nistp384 {P256}"), "OtherType"),
        (&*format!("ssh-rsa {RSA_1024}"), "ShortRsa"),
        (&*format!("{key}\0"), "NotText"),
        (&*format!("{key} trinh\u{1b}[2J"), "NotText"),
        (&*format!("{key}\rssh-rsa {RSA_2048}"), "NotText"),
        (&*format!("ssh-ed25519\t{ED25519}"), "NotText"),
        (&*format!("{key} \u{85}{key}"), "NotText"),
        (&*format!("{begin}\n{ED25519}\n"), "NoEnd"),
        (&*format!("{begin}\nComment: x\n{end}"), "NoKey"),
        (&*format!("{begin}\nComment: x\\\n{ED25519}\n{end}"), "NoKey"),
        (&*format!("{begin}\n{ED25519}\nComment: late\n{end}"), "NotBase64"),
        (&*format!("{begin}\n{ED25519}\n{end}\n{key}"), "SeveralLines"),
        (&*format!("{begin}\n{RSA_1024}\n{end}"), "ShortRsa"),
    ];
    for (text, want) in cases {
        assert_eq!(fault(text), want, "{text:?}");
    }
    assert_eq!(fault(b"ssh-ed25519 \xff"), "NotText");
    let utf16: Vec<u8> = key.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(fault(utf16), "NotText");
    assert_eq!(fault(format!("{key} {}", "x".repeat(16 * 1024))), "TooLarge");
}

#[test]
fn keys_are_checked_to_the_last_byte() {
    let ed: &[u8] = b"ssh-ed25519";
    let sk: &[u8] = b"sk-ssh-ed25519@openssh.com";
    let ec: &[u8] = b"ecdsa-sha2-nistp256";
    let rsa: &[u8] = b"ssh-rsa";
    let (p256, p384) = (point(65), point(97));
    let compressed = [&[2_u8][..], &[7; 32]].concat();
    let modulus = |bytes: usize, first: u8| [&[first][..], &vec![0xaa; bytes - 2], &[0xab]].concat();
    let (good, even) = (modulus(256, 0x7f), [&[0x7f_u8][..], &[0xaa; 256]].concat());
    let padded = [&[0_u8][..], &good].concat();
    let long = modulus(2_049, 0x7f);
    let e: &[u8] = &[1, 0, 1];
    let cases: [(&[&[u8]], &str); 20] = [
        (&[ed], "Damaged"),
        (&[ed, &[7; 31]], "Damaged"),
        (&[ed, &[7; 33]], "Damaged"),
        (&[ed, &[7; 32], b""], "TrailingBytes"),
        (&[sk, &[7; 32]], "Damaged"),
        (&[sk, &[7; 32], b""], "Damaged"),
        (&[sk, &[7; 32], b"ssh: \n"], "Damaged"),
        (&[sk, &[7; 32], b"ssh:", b"x"], "TrailingBytes"),
        (&[ec, b"nistp384", &p384], "Damaged"),
        (&[ec, b"nistp256", &p384], "Damaged"),
        (&[ec, b"nistp256", &compressed], "Damaged"),
        (&[ec, b"nistp256", &p256, b""], "TrailingBytes"),
        (&[rsa, e], "Damaged"),
        (&[rsa, &[1], &good], "Damaged"),
        (&[rsa, &[2], &good], "Damaged"),
        (&[rsa, &[0, 1], &good], "Damaged"),
        (&[rsa, e, &even], "Damaged"),
        (&[rsa, e, &padded], "Damaged"),
        (&[rsa, e, &long], "Damaged"),
        (&[rsa, e, &good[1..]], "Damaged"),
    ];
    for (parts, want) in cases {
        let name = std::str::from_utf8(parts[0]).unwrap();
        assert_eq!(fault(line(name, parts)), want, "{name} {}", parts.len());
    }
    let bits = PublicKey::parse(line("ssh-rsa", &[rsa, e, &good]).as_bytes()).unwrap_err();
    assert!(matches!(bits, KeyFault::ShortRsa(2_047)), "{bits}");
    let mut cut = blob(&[ed, &[7; 32]]);
    cut.pop();
    assert_eq!(fault(format!("ssh-ed25519 {}", base64::encode(&cut))), "Damaged");
    cut.extend([7, 7]);
    assert_eq!(fault(format!("ssh-ed25519 {}", base64::encode(&cut))), "TrailingBytes");
    let huge = [&u32::MAX.to_be_bytes()[..], b"ssh"].concat();
    assert_eq!(fault(format!("ssh-ed25519 {}", base64::encode(&huge))), "Damaged");
}
