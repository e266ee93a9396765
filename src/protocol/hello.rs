//! The first bytes each way, frozen for ever and not bincode: any two builds can tell each other who they are.
//!
//! `magic[8] lowest u16 highest u16 home[16] build_len u8 build[..]`, integers big endian.

use std::io::{self, Read, Write};

use uuid::Uuid;

/// What a hello begins with.
pub const MAGIC: [u8; 8] = *b"NDTQHLO1";
/// The protocol this build speaks.
pub const PROTOCOL: u16 = 6;

/// A hello.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// The lowest protocol spoken.
    pub lowest: u16,
    /// The highest protocol spoken.
    pub highest: u16,
    /// The home; nil from a client that does not know it yet.
    pub home: Uuid,
    /// The version of the program.
    pub build: String,
}

/// Why the two cannot talk.
#[derive(Debug, thiserror::Error)]
pub enum HelloError {
    /// The line ended or broke before the hello.
    #[error("the line ended before the hello: {0}")]
    Io(#[from] io::Error),
    /// Something else answers there.
    #[error("what answers there is not ndtq")]
    NotNdtq,
    /// No protocol in common.
    #[error("the other side is version {0}, which speaks another protocol; open ndtq again")]
    OtherVersion(String),
}

impl Hello {
    /// This build's hello.
    pub fn of(home: Uuid) -> Hello {
        Hello { lowest: PROTOCOL, highest: PROTOCOL, home, build: env!("CARGO_PKG_VERSION").to_owned() }
    }

    /// Writes it with one call.
    ///
    /// # Errors
    /// When the line is broken.
    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let build = &self.build.as_bytes()[..self.build.len().min(255)];
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.lowest.to_be_bytes());
        bytes.extend(self.highest.to_be_bytes());
        bytes.extend(self.home.as_bytes());
        bytes.push(u8::try_from(build.len()).unwrap_or(0));
        bytes.extend(build);
        to.write_all(&bytes)
    }

    /// Reads one.
    ///
    /// # Errors
    /// When the line ends first, or what comes is no hello.
    pub fn read(from: &mut impl Read) -> Result<Hello, HelloError> {
        let mut head = [0; 29];
        from.read_exact(&mut head)?;
        if head[..8] != MAGIC {
            return Err(HelloError::NotNdtq);
        }
        let mut home = [0; 16];
        home.copy_from_slice(&head[12..28]);
        let mut build = vec![0; usize::from(head[28])];
        from.read_exact(&mut build)?;
        Ok(Hello {
            lowest: u16::from_be_bytes([head[8], head[9]]),
            highest: u16::from_be_bytes([head[10], head[11]]),
            home: Uuid::from_bytes(home),
            build: String::from_utf8_lossy(&build).into_owned(),
        })
    }

    /// The highest protocol both speak.
    ///
    /// # Errors
    /// [`HelloError::OtherVersion`] when there is none.
    pub fn common(&self, other: &Hello) -> Result<u16, HelloError> {
        let highest = self.highest.min(other.highest);
        if highest < self.lowest.max(other.lowest) {
            return Err(HelloError::OtherVersion(other.build.clone()));
        }
        Ok(highest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hello_has_these_bytes_for_ever() {
        let hello = Hello { lowest: 1, highest: 2, home: Uuid::from_u128(0xAB), build: "0.1".into() };
        let mut bytes = Vec::new();
        hello.write(&mut bytes).unwrap();
        let golden = b"NDTQHLO1\x00\x01\x00\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xab\x030.1";
        assert_eq!(bytes, golden);
        assert_eq!(Hello::read(&mut bytes.as_slice()).unwrap(), hello);
    }

    #[test]
    fn builds_agree_on_the_highest_common_protocol() {
        let speaks = |lowest, highest| Hello { lowest, highest, ..Hello::of(Uuid::nil()) };
        assert_eq!(speaks(1, 3).common(&speaks(2, 5)).unwrap(), 3);
        assert!(speaks(1, 1).common(&speaks(2, 2)).is_err());
        assert!(matches!(
            Hello::read(&mut &b"SSH-2.0-OpenSSH_9.2 and more bytes"[..]),
            Err(HelloError::NotNdtq)
        ));
    }
}
