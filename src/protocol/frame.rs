//! Messages on the socket: a length in four bytes, then bincode. A bad frame ends that session alone.

use std::io::{self, Read, Write};

use serde::{Serialize, de::DeserializeOwned};

/// The largest message, in bytes.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;

/// Why a message could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The line broke, or its end was reached.
    #[error("the line is broken: {0}")]
    Io(#[from] io::Error),
    /// The other side has ended in an orderly way, between two messages.
    #[error("the other side has hung up")]
    Closed,
    /// Longer than [`MOST_BYTES`].
    #[error("a message of {0} bytes is over the bound")]
    TooLong(usize),
    /// Not a message of this protocol.
    #[error("a message cannot be read: {0}")]
    Unreadable(String),
}

/// A message as bytes, its length in front.
///
/// # Errors
/// [`FrameError::TooLong`].
pub fn to_bytes<T: Serialize>(message: &T) -> Result<Vec<u8>, FrameError> {
    let mut bytes = vec![0; 4];
    bincode::serde::encode_into_std_write(message, &mut bytes, bincode::config::standard())
        .map_err(|error| FrameError::Unreadable(error.to_string()))?;
    let length = bytes.len() - 4;
    if length > MOST_BYTES {
        return Err(FrameError::TooLong(length));
    }
    let prefix = u32::try_from(length).map_err(|_| FrameError::TooLong(length))?.to_be_bytes();
    bytes[..4].copy_from_slice(&prefix);
    Ok(bytes)
}

/// Writes a message with one call.
///
/// # Errors
/// When it is too long, or the line is broken.
pub fn write<T: Serialize>(to: &mut impl Write, message: &T) -> Result<(), FrameError> {
    to.write_all(&to_bytes(message)?)?;
    Ok(())
}

/// Reads a message.
///
/// # Errors
/// When the line ends or breaks, or what comes is no message.
pub fn read<T: DeserializeOwned>(from: &mut impl Read) -> Result<T, FrameError> {
    let mut prefix = [0; 4];
    match first_of(from, &mut prefix)? {
        0 => return Err(FrameError::Closed),
        got => from.read_exact(&mut prefix[got..])?,
    }
    let length = u32::from_be_bytes(prefix) as usize;
    if length > MOST_BYTES {
        return Err(FrameError::TooLong(length));
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    decode(&bytes)
}

/// As much as comes at once. A signal breaks no line: the system interrupts whoever waits with a time limit, whatever the
/// signal's handler says (signal(7)).
fn first_of(from: &mut impl Read, bytes: &mut [u8]) -> io::Result<usize> {
    loop {
        match from.read(bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FrameError> {
    let config = bincode::config::standard().with_limit::<MOST_BYTES>();
    let (message, used) = bincode::serde::decode_from_slice(bytes, config)
        .map_err(|error| FrameError::Unreadable(error.to_string()))?;
    if used != bytes.len() {
        return Err(FrameError::Unreadable(format!("{} bytes are left over", bytes.len() - used)));
    }
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Date, Kind, PartialDate, ShortNumber};
    use crate::protocol::{Query, Request, ToService};

    #[test]
    fn messages_come_back_as_they_went() {
        let query = Query::Find { words: "nguyễn".into(), limit: 20 };
        let sent = ToService { tag: 7, body: Request::Ask(Box::new(query)) };
        let mut line = Vec::new();
        write(&mut line, &sent).unwrap();
        let mut from = line.as_slice();
        assert_eq!(read::<ToService>(&mut from).unwrap(), sent);
        assert!(matches!(read::<ToService>(&mut from), Err(FrameError::Closed)));
    }

    /// A line on which a signal comes before each byte.
    struct Interrupted<'a>(&'a [u8], bool);

    impl Read for Interrupted<'_> {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let one = bytes.len().min(1);
            self.0.read(&mut bytes[..one])
        }
    }

    #[test]
    fn a_signal_breaks_no_line() {
        let bytes = to_bytes(&Query::Home).unwrap();
        let mut line = Interrupted(&bytes, false);
        assert_eq!(read::<Query>(&mut line).unwrap(), Query::Home);
        assert!(matches!(read::<Query>(&mut line), Err(FrameError::Closed)));
    }

    #[test]
    fn what_json_has_as_text_keeps_its_bytes_here() {
        let day = PartialDate::Day(Date::ymd(2008, 5, 3).unwrap());
        let dates: [(PartialDate, &[u8]); 3] = [
            (PartialDate::Year(1954), &[0, 251, 68, 15]),
            (PartialDate::Month(1982, 12), &[1, 251, 124, 15, 12]),
            (day, &[2, 252, 218, 95, 22, 0]),
        ];
        for (date, bytes) in dates {
            assert_eq!(to_bytes(&date).unwrap()[4..], *bytes, "{date:?}");
            assert_eq!(decode::<PartialDate>(bytes).unwrap(), date);
        }
        let number = ShortNumber { kind: Kind::Household, number: 26 };
        assert_eq!(to_bytes(&number).unwrap()[4..], [2, 26]);
        assert_eq!(decode::<ShortNumber>(&[2, 26]).unwrap(), number);
    }

    #[test]
    fn what_is_no_message_is_refused() {
        let cases: [(&str, Vec<u8>); 4] = [
            ("too long", u32::MAX.to_be_bytes().to_vec()),
            ("cut", vec![0, 0, 0, 9, 1]),
            ("left over", [vec![0, 0, 0, 3], vec![1, 1, 1]].concat()),
            ("unknown variant", [vec![0, 0, 0, 2], vec![0, 200]].concat()),
        ];
        for (what, bytes) in cases {
            assert!(read::<Query>(&mut bytes.as_slice()).is_err(), "{what}");
        }
    }
}
