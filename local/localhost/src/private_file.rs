//! Files that only their owner can read, written atomically.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

/// Writes a temporary file, then renames it to `path`.
pub fn write_private(path: &Path, contents: &[u8]) -> io::Result<()> {
    write(path, contents, true)
}

/// As [`write_private`], without waiting for the disk: the file survives the end of the process, and perhaps not that of the machine.
pub fn write_private_unflushed(path: &Path, contents: &[u8]) -> io::Result<()> {
    write(path, contents, false)
}

fn write(path: &Path, contents: &[u8], flushed: bool) -> io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // A file that was left behind keeps its mode when it is opened, so it is not used again.
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = options.open(&unfinished)?;
    file.write_all(contents)?;
    if flushed {
        file.sync_all()?;
    }
    fs::rename(unfinished, path)
}
