//! Import and export: files of other programs to and from plain data.
