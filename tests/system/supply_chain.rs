//! The supply chain of the checks: what the workflows run is pinned, and what they find is kept.

use std::{collections::BTreeSet, fs, path::Path};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The workflows, with their names.
fn workflows() -> Vec<(String, String)> {
    let folder = ".github/workflows";
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder)).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text"));
    names.map(|name| (name.clone(), read(&format!("{folder}/{name}")))).collect()
}

#[test]
fn actions_are_pinned_by_commit() {
    let mut seen = BTreeSet::new();
    for (name, workflow) in workflows() {
        for used in workflow.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: ")) {
            let (action, version) =
                used.split_once(" # v").unwrap_or_else(|| panic!("{name} names no version: {used}"));
            let (repository, commit) = action.split_once('@').unwrap_or_else(|| panic!("{name}: {used}"));
            let is_commit = commit.len() == 40 && commit.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            assert!(is_commit, "{name}: {used}");
            assert_eq!(version.split('.').count(), 3, "{name}: {used}");
            seen.insert((repository.to_owned(), commit.to_owned()));
        }
        assert!(workflow.contains("permissions:\n  contents: read\n"), "{name} may do more than read");
    }
    let repositories: BTreeSet<_> = seen.iter().map(|(repository, _)| repository).collect();
    assert_eq!(repositories.len(), seen.len(), "workflows use two commits of one action: {seen:?}");
    assert!(seen.len() > 2, "{seen:?}");
}

/// The packages of a list, with the hashes of each.
fn packages(list: &str) -> Vec<(&str, usize)> {
    let mut packages: Vec<(&str, usize)> = Vec::new();
    for line in list.lines().map(str::trim) {
        if line.starts_with("--hash=sha256:") {
            packages.last_mut().expect("a package").1 += 1;
        } else if !line.is_empty() && !line.starts_with('#') {
            packages.push((line.split([' ', ';']).next().unwrap_or_default(), 0));
        }
    }
    packages
}

#[test]
fn python_tools_have_hashes() {
    for list in ["requirements", "emulated"] {
        let (wanted, pinned) = (read(&format!("infra/{list}.in")), read(&format!("infra/{list}.txt")));
        let pinned = packages(&pinned);
        assert!(pinned.len() > 20, "{list}: {}", pinned.len());
        for (package, hashes) in &pinned {
            assert!(package.contains("==") && *hashes > 0, "{list}: {package} has no version or no hash");
        }
        for (tool, _) in packages(&wanted) {
            let (name, version) = tool.split_once("==").expect("a version");
            let name = name.split('[').next().unwrap_or_default();
            let found = pinned.iter().find(|(package, _)| {
                package
                    .split_once("==")
                    .is_some_and(|(found, of)| found.split('[').next() == Some(name) && of == version)
            });
            assert!(found.is_some(), "{list}.txt lacks {name} {version}: write it again");
        }
    }
}

#[test]
fn bill_of_materials_is_kept() {
    for name in ["ci.yml", "deploy-emulated.yml"] {
        let workflow = read(&format!(".github/workflows/{name}"));
        let kept = workflow.split("- uses: actions/upload-artifact@").nth(1).expect("an artifact");
        for needed in ["path: target/sbom.cdx.json\n", "if-no-files-found: error\n"] {
            assert!(kept.contains(needed), "{name} lacks {needed}");
        }
    }
}

#[test]
fn release_and_schedule_need_the_lists_of_vulnerabilities() {
    for (name, workflow) in workflows() {
        let is_scheduled = workflow.contains("\n  schedule:\n") || workflow.contains("\n    tags: ");
        let requires = workflow.contains("--only deny --only npm") && workflow.contains(" --require-advisories\n");
        assert_eq!(requires, is_scheduled, "{name}");
    }
}
