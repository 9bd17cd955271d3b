//! Folders and files that only their owner can read.

use std::{
    fs::{self, OpenOptions},
    io,
    path::Path,
};

/// Creates a folder that only its owner can enter. A folder that exists becomes private too if it is empty or has the
/// file `mark`, which only we write. Any other folder stays as it is: it may be shared on purpose, like `/tmp`.
pub fn create_private_directory(path: &Path, mark: &str) -> io::Result<()> {
    let is_ours = !path.try_exists()? || path.join(mark).try_exists()? || fs::read_dir(path)?.next().is_none();
    if is_ours { create_own_directory(path) } else { Ok(()) }
}

/// Creates a folder that is only ours, and that only its owner can enter.
pub fn create_own_directory(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)?;
    set_mode(path, 0o700)
}

/// Creates an empty file that only its owner can read. A file that exists keeps its contents and becomes private.
pub fn make_file_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    set_mode(path, 0o600)
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("there").permissions().mode() & 0o777
    }

    fn open_to_all(path: &Path) {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("set");
    }

    #[test]
    fn new_empty_and_own_directories_become_private() {
        let directory = tempfile::tempdir().expect("a directory");
        let new = directory.path().join("a/b");
        create_private_directory(&new, "credentials.json").expect("created");
        assert_eq!(mode(&new), 0o700);
        open_to_all(&new);
        create_private_directory(&new, "credentials.json").expect("empty");
        assert_eq!(mode(&new), 0o700);
        fs::write(new.join("credentials.json"), "{}").expect("written");
        open_to_all(&new);
        create_private_directory(&new, "credentials.json").expect("ours");
        assert_eq!(mode(&new), 0o700);
    }

    #[test]
    fn shared_directory_keeps_its_mode() {
        let directory = tempfile::tempdir().expect("a directory");
        fs::write(directory.path().join("of-another-program"), "").expect("written");
        open_to_all(directory.path());
        create_private_directory(directory.path(), "credentials.json").expect("there");
        assert_eq!(mode(directory.path()), 0o755);
    }

    #[test]
    fn file_becomes_private_and_keeps_its_contents() {
        let directory = tempfile::tempdir().expect("a directory");
        let (new, old) = (directory.path().join("new"), directory.path().join("old"));
        fs::write(&old, "kept").expect("written");
        fs::set_permissions(&old, fs::Permissions::from_mode(0o644)).expect("set");
        for path in [&new, &old] {
            make_file_private(path).expect("private");
            assert_eq!(mode(path), 0o600);
        }
        assert_eq!(fs::read_to_string(&old).expect("read"), "kept");
    }
}
