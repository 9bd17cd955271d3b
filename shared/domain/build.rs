//! Finds the languages: every folder of `languages/`, and of `test-languages/` with the feature of that name. Writes a table of
//! their files and a constant for each language, so that a language is added without a line of code.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

/// The language in which a call begins unless a company chooses, and that of a company's people.
const FIRST: &str = "english";
/// The files of a language. `languages/README.md` describes them.
const FILES: [&str; 8] = [
    "agreement.txt",
    "callers.json",
    "guard.txt",
    "patterns.txt",
    "sentences.json",
    "settings.json",
    "triage.txt",
    "words.txt",
];
/// What a language may do without.
const OPTIONAL: [&str; 4] = ["agreement.txt", "callers.json", "guard.txt", "patterns.txt"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo names no folder")?);
    println!("cargo:rerun-if-changed=build.rs");
    let mut found = folders(&root.join("languages"))?;
    found.sort_by_key(|folder| name_of(folder) != FIRST);
    let released = found.len();
    // Found by the same code, after all others: their places in the table do not depend on it.
    if env::var_os("CARGO_FEATURE_TEST_LANGUAGES").is_some() {
        found.extend(folders(&root.join("test-languages"))?);
    }
    fs::write(
        PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo names no OUT_DIR")?).join("languages.rs"),
        table(&found, released)?,
    )?;
    Ok(())
}

/// The folders of a folder, by name.
fn folders(parent: &Path) -> io::Result<Vec<PathBuf>> {
    println!("cargo:rerun-if-changed={}", parent.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

fn name_of(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn table(found: &[PathBuf], released: usize) -> Result<String, Box<dyn Error>> {
    let (mut folders, mut constants, mut all) = (String::new(), String::new(), String::new());
    for (nth, folder) in found.iter().enumerate() {
        let name = name_of(folder);
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(
                format!("{}: a language's folder has its English name in small letters", folder.display()).into()
            );
        }
        // A file that is missing would let every build begin anew. The folder changes when it comes.
        println!("cargo:rerun-if-changed={}", folder.display());
        writeln!(folders, "    LanguageFolder {{ name: {name:?}, files: [")?;
        for file in FILES {
            let path = folder.join(file);
            if path.is_file() {
                println!("cargo:rerun-if-changed={}", path.display());
                writeln!(folders, "        include_str!({:?}),", path.display().to_string())?;
            } else if OPTIONAL.contains(&file) {
                writeln!(folders, "        \"\",")?;
            } else {
                return Err(format!("{} is missing", path.display()).into());
            }
        }
        writeln!(folders, "    ] }},")?;
        let (upper, initial) = (name.to_uppercase(), &name[..1]);
        writeln!(
            constants,
            "    /// {}{}.\n    pub const {upper}: Self = Self({nth});",
            initial.to_uppercase(),
            &name[1..]
        )?;
        write!(all, "Self({nth}), ")?;
    }
    let (count, released_names) =
        (found.len(), found[..released].iter().map(|folder| name_of(folder)).collect::<Vec<_>>());
    let names: Vec<String> = found.iter().map(|folder| name_of(folder)).collect();
    Ok(format!(
        "const FOLDERS: [LanguageFolder; {count}] = [\n{folders}];\n\
         const NAMES: &[&str] = &{names:?};\n\
         /// The languages of a release: those of tests are not among them.\n\
         #[cfg(feature = \"schema\")]\n\
         const RELEASED: &[&str] = &{released_names:?};\n\
         impl Language {{\n{constants}    /// Every language, the first one first.\n    pub const ALL: [Self; {count}] = [{all}];\n}}\n"
    ))
}
