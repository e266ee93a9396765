//! Who is at the other end of the line: the kernel says the user's number, `/etc/passwd` the login.

use std::os::unix::net::UnixStream;

use rustix::net::sockopt::socket_peercred;

/// The other end of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Peer {
    /// The user's number.
    pub(super) uid: u32,
    /// The user's login on this system.
    pub(super) login: String,
}

impl Peer {
    /// The user's number, as the kernel says.
    pub(super) fn uid_of(line: &UnixStream) -> std::io::Result<u32> {
        Ok(socket_peercred(line)?.uid.as_raw())
    }

    /// Asks the kernel.
    pub(super) fn of(line: &UnixStream) -> std::io::Result<Peer> {
        let uid = Peer::uid_of(line)?;
        let passwd = std::fs::read("/etc/passwd").unwrap_or_default();
        let login = login_in(&String::from_utf8_lossy(&passwd), uid).unwrap_or_else(|| format!("uid{uid}"));
        Ok(Peer { uid, login })
    }
}

/// The login of a user in a passwd file. The file is parsed here because the C library's own look-up is unsafe;
/// users known only to a directory server go by `uid<N>`.
fn login_in(passwd: &str, uid: u32) -> Option<String> {
    let login_if_same = |line: &str| {
        let mut fields = line.split(':');
        let login = fields.next().filter(|login| !login.is_empty())?;
        let same = fields.nth(1)?.parse() == Ok(uid);
        same.then(|| login.to_owned())
    };
    passwd.lines().find_map(login_if_same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_comes_from_the_passwd_file() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\n\n# a note\nbroken:x\n:x:7::\n\
                      trinh:x:1000:1000:Trinh,,,:/home/trinh:/bin/bash\nalias:x:1000:1000::/:/bin/sh\n";
        let cases = [(0, Some("root")), (1000, Some("trinh")), (7, None), (1001, None)];
        for (uid, login) in cases {
            assert_eq!(login_in(passwd, uid).as_deref(), login, "{uid}");
        }
    }

    #[test]
    fn both_ends_of_a_pair_are_us() {
        let (line, _other) = UnixStream::pair().unwrap();
        let peer = Peer::of(&line).unwrap();
        assert_eq!(peer.uid, rustix::process::geteuid().as_raw());
    }
}
