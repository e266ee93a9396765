//! A public key that somebody sends in: read whole, checked to the last byte, and written anew by us.
//!
//! A line of `authorized_keys` is a programme for sshd. Of a file from outside only the type and the key itself go on;
//! options, comments and anything that cannot be accounted for do not.

use std::io::{self, Read};
use std::path::Path;

use super::base64;

/// The largest file: four times a key of 16,384 bits.
const MOST_BYTES: u64 = 16 * 1024;
/// The shortest RSA modulus, in bits.
const LEAST_RSA_BITS: usize = 2_048;
/// The longest that OpenSSH takes.
const MOST_RSA_BITS: usize = 16_384;

/// What a key may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Ed25519,
    /// With the name of its curve and the length of a point on it.
    Ecdsa(&'static str, usize),
    Rsa,
}

/// A type of key that is taken.
#[derive(Debug, PartialEq, Eq)]
struct KeyType {
    name: &'static str,
    shape: Shape,
    /// Kept on a security key, which names the application it is for.
    on_token: bool,
}

const fn soft(name: &'static str, shape: Shape) -> KeyType {
    KeyType { name, shape, on_token: false }
}

const TYPES: [KeyType; 7] = [
    soft("ssh-ed25519", Shape::Ed25519),
    KeyType { name: "sk-ssh-ed25519@openssh.com", shape: Shape::Ed25519, on_token: true },
    soft("ecdsa-sha2-nistp256", Shape::Ecdsa("nistp256", 65)),
    soft("ecdsa-sha2-nistp384", Shape::Ecdsa("nistp384", 97)),
    soft("ecdsa-sha2-nistp521", Shape::Ecdsa("nistp521", 133)),
    KeyType {
        name: "sk-ecdsa-sha2-nistp256@openssh.com",
        shape: Shape::Ecdsa("nistp256", 65),
        on_token: true,
    },
    soft("ssh-rsa", Shape::Rsa),
];

fn type_of(name: &str) -> Option<&'static KeyType> {
    TYPES.iter().find(|known| known.name == name)
}

/// A public key that was read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    kind: &'static str,
    blob: Vec<u8>,
}

/// Why a file is no public key that is taken.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// Nothing in it.
    #[error("it is empty")]
    Empty,
    /// Larger than any key.
    #[error("it is larger than 16 KiB")]
    TooLarge,
    /// Not UTF-8, or with control characters.
    #[error("it holds characters that no key file has")]
    NotText,
    /// More than one line.
    #[error("it has more than one line")]
    SeveralLines,
    /// The line ends after the type.
    #[error("there is no key behind the type")]
    NoKey,
    /// Something stands before the type.
    #[error("options stand before the key")]
    Options,
    /// The secret half.
    #[error("it is the private key")]
    Private,
    /// A certificate.
    #[error("it is a certificate")]
    Certificate,
    /// DSA, which OpenSSH has given up.
    #[error("it is a DSA key")]
    Dsa,
    /// A type that is not taken.
    #[error("keys of the type {0} are not taken")]
    UnknownType(String),
    /// The key is not base64.
    #[error("the key is not written in base64")]
    NotBase64,
    /// The key says another type than the line.
    #[error("the line says {outside}, the key in it is {inside}")]
    OtherType {
        /// On the line.
        outside: String,
        /// In the key.
        inside: String,
    },
    /// A part is missing, or has the wrong length.
    #[error("the key is damaged or was cut off")]
    Damaged,
    /// More bytes than a key has.
    #[error("more stands behind the key")]
    TrailingBytes,
    /// An RSA key of so many bits.
    #[error("an RSA key of {0} bits is too short")]
    ShortRsa(usize),
    /// An SSH2 file without its end.
    #[error("the SSH2 file lacks its end")]
    NoEnd,
}

impl PublicKey {
    /// Reads a key file.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn read(path: &Path) -> Result<PublicKey, KeyFault> {
        let mut bytes = Vec::new();
        std::fs::File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
        PublicKey::parse(&bytes)
    }

    /// Reads the content of a key file.
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn parse(bytes: &[u8]) -> Result<PublicKey, KeyFault> {
        if bytes.len() as u64 > MOST_BYTES {
            return Err(KeyFault::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| KeyFault::NotText)?;
        // Editors of Windows put a mark before the text, and a return before each end of line.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err(KeyFault::NotText);
        }
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        let first = *lines.first().ok_or(KeyFault::Empty)?;
        if is_private(first) {
            return Err(KeyFault::Private);
        }
        if first == "---- BEGIN SSH2 PUBLIC KEY ----" {
            return of_ssh2(&lines[1..]);
        }
        if lines.len() > 1 {
            return Err(KeyFault::SeveralLines);
        }
        of_line(first)
    }

    /// As a line of `authorized_keys` has it: the type and the key, nothing else.
    pub fn text(&self) -> String {
        format!("{} {}", self.kind, base64::encode(&self.blob))
    }

    /// The key itself, its type in it.
    pub(super) fn blob(&self) -> &[u8] {
        &self.blob
    }
}

fn is_private(line: &str) -> bool {
    let dashed = line.starts_with("----") && line.contains("PRIVATE KEY");
    dashed || line.starts_with("PuTTY-User-Key-File") || line.starts_with("SSH PRIVATE KEY FILE")
}

/// `type base64 [comment]`.
fn of_line(line: &str) -> Result<PublicKey, KeyFault> {
    let mut words = line.split(' ').filter(|word| !word.is_empty());
    let name = words.next().ok_or(KeyFault::Empty)?;
    if type_of(name).is_none() {
        return Err(refused_type(name, words));
    }
    let key = words.next().ok_or(KeyFault::NoKey)?;
    let blob = base64::decode(key.as_bytes()).ok_or(KeyFault::NotBase64)?;
    checked(blob, Some(name))
}

/// Why a line that begins with no type that is taken is refused.
fn refused_type<'t>(name: &str, mut rest: impl Iterator<Item = &'t str>) -> KeyFault {
    if name.contains("-cert-v") {
        return KeyFault::Certificate;
    }
    if name == "ssh-dss" {
        return KeyFault::Dsa;
    }
    if rest.any(|word| type_of(word).is_some() || word.contains("-cert-v") || word == "ssh-dss") {
        return KeyFault::Options;
    }
    KeyFault::UnknownType(name.chars().take(40).collect())
}

/// The file that PuTTYgen saves (RFC 4716): headers, of which one may go on over several lines, then the key.
fn of_ssh2(lines: &[&str]) -> Result<PublicKey, KeyFault> {
    let end = lines.iter().position(|line| *line == "---- END SSH2 PUBLIC KEY ----");
    let end = end.ok_or(KeyFault::NoEnd)?;
    if end + 1 != lines.len() {
        return Err(KeyFault::SeveralLines);
    }
    let mut key = String::new();
    let mut in_header = false;
    for line in &lines[..end] {
        // No letter of base64 is a colon.
        let header = in_header || (key.is_empty() && line.contains(':'));
        in_header = header && line.ends_with('\\');
        if !header {
            key.push_str(line.trim());
        }
    }
    if key.is_empty() {
        return Err(KeyFault::NoKey);
    }
    checked(base64::decode(key.as_bytes()).ok_or(KeyFault::NotBase64)?, None)
}

/// A key whose parts all are as they must be.
fn checked(blob: Vec<u8>, outside: Option<&str>) -> Result<PublicKey, KeyFault> {
    let mut parts = Parts(&blob);
    let inside = std::str::from_utf8(parts.next()?).map_err(|_| KeyFault::Damaged)?;
    if let Some(outside) = outside.filter(|outside| *outside != inside) {
        let inside = inside.chars().filter(|c| !c.is_control()).take(40).collect();
        return Err(KeyFault::OtherType { outside: outside.to_owned(), inside });
    }
    let known = type_of(inside).ok_or_else(|| refused_type(inside, std::iter::empty()))?;
    match known.shape {
        Shape::Ed25519 => require(parts.next()?.len() == 32)?,
        Shape::Ecdsa(curve, length) => {
            require(parts.next()? == curve.as_bytes())?;
            let point = parts.next()?;
            // Uncompressed, the only form OpenSSH takes.
            require(point.len() == length && point.first() == Some(&4))?;
        }
        Shape::Rsa => check_rsa(&mut parts)?,
    }
    if known.on_token {
        let application = parts.next()?;
        require(!application.is_empty() && application.iter().all(u8::is_ascii_graphic))?;
    }
    if !parts.0.is_empty() {
        return Err(KeyFault::TrailingBytes);
    }
    Ok(PublicKey { kind: known.name, blob })
}

fn check_rsa(parts: &mut Parts<'_>) -> Result<(), KeyFault> {
    let exponent = positive(parts.next()?)?;
    require(exponent.len() <= 8 && exponent.last().is_some_and(|last| last & 1 == 1) && exponent != [1])?;
    let modulus = positive(parts.next()?)?;
    let unused = modulus.first().map_or(0, |first| first.leading_zeros() as usize);
    let bits = modulus.len() * 8 - unused;
    if bits < LEAST_RSA_BITS {
        return Err(KeyFault::ShortRsa(bits));
    }
    require(bits <= MOST_RSA_BITS && modulus.last().is_some_and(|last| last & 1 == 1))
}

/// The bytes of a whole number above 0 in its one spelling (RFC 4251): no zero before it but to keep it positive.
fn positive(number: &[u8]) -> Result<&[u8], KeyFault> {
    match number {
        [0, rest @ ..] if rest.first().is_some_and(|next| next & 0x80 != 0) => Ok(rest),
        [first, ..] if (1..0x80).contains(first) => Ok(number),
        _ => Err(KeyFault::Damaged),
    }
}

fn require(holds: bool) -> Result<(), KeyFault> {
    if holds { Ok(()) } else { Err(KeyFault::Damaged) }
}

/// What is left of a key: parts, each with its length before it.
struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    fn next(&mut self) -> Result<&'a [u8], KeyFault> {
        let (length, rest) = self.0.split_first_chunk::<4>().ok_or(KeyFault::Damaged)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| KeyFault::Damaged)?;
        let (part, rest) = rest.split_at_checked(length).ok_or(KeyFault::Damaged)?;
        self.0 = rest;
        Ok(part)
    }
}

#[cfg(test)]
#[path = "ssh_key_tests.rs"]
mod tests;
