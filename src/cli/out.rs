//! What comes out: lines on stdout, notes on stderr, and why a sub-command did not do what it was asked.

use std::io::{self, BufWriter, IsTerminal, Read, Write};

use crate::phrases::{Lang, fill, phrases, system};
use crate::text::clean;

/// The exit codes. They are a contract (docs/cli.md).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, and durable where something was recorded.
    Done = 0,
    /// Refused, or not found.
    Refused = 1,
    /// The command line was wrong.
    Usage = 2,
    /// The store needs attention.
    Attention = 3,
}

/// Why a sub-command did not do what it was asked.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    /// The exit code, and the reason for stderr.
    Told(Exit, String),
    /// Whoever read the output has gone: there is nobody to tell.
    PipeClosed,
}

/// How a sub-command ends.
pub type Outcome = Result<(), Failure>;

impl Failure {
    /// Refused or not found.
    pub fn refused(why: impl Into<String>) -> Failure {
        Failure::Told(Exit::Refused, why.into())
    }

    /// The command line was wrong.
    pub fn usage(why: impl Into<String>) -> Failure {
        Failure::Told(Exit::Usage, why.into())
    }

    /// The answer is none that this build expects.
    pub fn other_build(lang: Lang) -> Failure {
        Failure::refused(phrases(lang).cli.other_build)
    }
}

/// Where a sub-command writes.
pub struct Out {
    lines: Box<dyn Write>,
    notes: Box<dyn Write>,
    on_terminal: bool,
    lang: Lang,
}

impl Out {
    /// To the standard streams.
    pub fn standard(lang: Lang) -> Out {
        let stdout = io::stdout();
        let on_terminal = stdout.is_terminal();
        let lines = Box::new(BufWriter::new(stdout));
        Out { lines, notes: Box::new(io::stderr()), on_terminal, lang }
    }

    /// To other writers, for tests.
    #[cfg(test)]
    pub(super) fn to(lines: Box<dyn Write>, notes: Box<dyn Write>, lang: Lang) -> Out {
        Out { lines, notes, on_terminal: false, lang }
    }

    /// A line for people. It may end on a terminal by way of a pager, so it is always cleaned.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn line(&mut self, text: &str) -> Outcome {
        let written = writeln!(self.lines, "{}", clean::for_terminal(text));
        self.settle(written)
    }

    /// Lines for people.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn lines(&mut self, texts: impl IntoIterator<Item = String>) -> Outcome {
        texts.into_iter().try_for_each(|text| self.line(&text))
    }

    /// A line for programs: as it is, except on a terminal.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn data(&mut self, text: &str) -> Outcome {
        if self.on_terminal {
            return self.line(text);
        }
        let written = writeln!(self.lines, "{text}");
        self.settle(written)
    }

    /// A file as it is, for a pipe.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn copy(&mut self, from: &mut dyn Read) -> Outcome {
        let copied = io::copy(from, &mut self.lines);
        self.settle(copied.map(drop))
    }

    /// A note beside the answer, on stderr. A stderr that is gone is no reason to fail.
    pub fn note(&mut self, text: &str) {
        for line in text.lines() {
            writeln!(self.notes, "{}", clean::for_terminal(line)).unwrap_or_default();
        }
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn flush(&mut self) -> Outcome {
        let written = self.lines.flush();
        self.settle(written)
    }

    fn settle(&self, written: io::Result<()>) -> Outcome {
        written.map_err(|error| unwritten(&error, self.lang))
    }
}

fn unwritten(error: &io::Error, lang: Lang) -> Failure {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Failure::PipeClosed;
    }
    Failure::refused(fill(phrases(lang).cli.cannot_write_out, &[&system(lang, error)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_went_away_is_no_error_to_tell() {
        let mut out = Out::to(Box::new(Gone), Box::new(io::sink()), Lang::Vi);
        assert_eq!(out.line("Lê Thị Sáu"), Err(Failure::PipeClosed));
        let mut out = Out::to(Box::new(io::sink()), Box::new(Gone), Lang::Vi);
        out.note("still fine");
    }
}
