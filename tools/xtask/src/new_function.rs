//! Creates the files of a new function. The guide is docs/adding-a-function.md.

use clap::Args;
use xshell::cmd;

use crate::{Failure, deployed::resource_name, workspace::Workspace};

/// A file of the new crate, and its template.
const FILES: [(&str, &str); 3] = [
    ("Cargo.toml", include_str!("../templates/Cargo.toml.txt")),
    ("src/lib.rs", include_str!("../templates/src/lib.rs.txt")),
    ("src/main.rs", include_str!("../templates/src/main.rs.txt")),
];
const RESOURCES: &str = include_str!("../templates/template.yaml.txt");
/// The first line of the workspace's own crates in Cargo.toml.
const DEPENDENCIES: &str = "[workspace.dependencies]\n";
/// The first line of the routes that `cargo lambda watch` serves, in Cargo.toml.
const WATCHED_ROUTES: &str = "[workspace.metadata.lambda.watch.router]\n";

/// The options of `cargo xtask new-function`.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The function's name: lower-case words, joined by hyphens
    name: String,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<(), Failure> {
    let (sh, name) = (&workspace.sh, options.name.as_str());
    if !is_name(name) {
        return Err(format!("{name:?} is not a name: use lower-case words, joined by hyphens").into());
    }
    let folder = format!("functions/{name}");
    if sh.path_exists(&folder) {
        return Err(format!("{folder} exists already").into());
    }
    for (file, template) in FILES {
        sh.write_file(format!("{folder}/{file}"), filled(template, name))?;
    }
    // The length and the order of lines depend on the name.
    cmd!(sh, "rustfmt --edition 2024 {folder}/src/lib.rs {folder}/src/main.rs").run()?;
    let manifest = sh.read_file("Cargo.toml")?;
    let manifest = with_entry(&manifest, WATCHED_ROUTES, &format!("\"/{name}\" = \"{name}\"\n"))?;
    let manifest = with_entry(&manifest, DEPENDENCIES, &format!("{name} = {{ path = \"{folder}\" }}\n"))?;
    sh.write_file("Cargo.toml", manifest)?;
    println!("{folder} is there, with one route. What template.yaml needs for it:\n\n{}", filled(RESOURCES, name));
    println!("docs/adding-a-function.md says what comes next.");
    Ok(())
}

/// A manifest with an entry at the start of a section.
fn with_entry(manifest: &str, section: &str, entry: &str) -> Result<String, Failure> {
    let (before, after) =
        manifest.split_once(section).ok_or_else(|| format!("Cargo.toml has no {}", section.trim_end()))?;
    Ok(format!("{before}{section}{entry}{after}"))
}

fn filled(template: &str, name: &str) -> String {
    template
        .replace("{{name}}", name)
        .replace("{{module}}", &name.replace('-', "_"))
        .replace("{{type}}", &resource_name(name))
}

fn is_name(text: &str) -> bool {
    text.split('-').all(|word| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn names_are_lower_case_words_joined_by_hyphens() {
        for name in ["dashboard", "voice-webhook", "a1-b2"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "-", "a-", "-a", "Voice", "a_b", "1a", "a/b", "../a", "a b"] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn new_function_has_a_crate_and_a_workspace_entry_and_replaces_nothing() {
        let root = tempfile::tempdir().expect("a directory");
        let manifest = format!("[workspace]\n\n{WATCHED_ROUTES}\n{DEPENDENCIES}other = \"1\"\n");
        fs::write(root.path().join("Cargo.toml"), manifest).expect("written");
        let workspace = Workspace::at(root.path().to_owned()).expect("a workspace");
        let options = Options { name: "call-export".to_owned() };
        run(&workspace, &options).expect("created");
        let read = |file: &str| fs::read_to_string(root.path().join(file)).expect("a file");
        assert!(read("functions/call-export/src/lib.rs").contains("pub struct CallExport"));
        assert!(
            read("functions/call-export/src/main.rs")
                .contains("use call_export::{CallExport, Settings, router};\nuse lambda")
        );
        assert!(read("Cargo.toml").contains("router]\n\"/call-export\" = \"call-export\"\n"));
        assert!(read("Cargo.toml").contains("\ncall-export = { path = \"functions/call-export\" }\nother"));
        for (file, _) in FILES {
            assert!(!read(&format!("functions/call-export/{file}")).contains("{{"), "{file}");
        }
        assert!(run(&workspace, &options).is_err(), "it exists already");
    }
}
