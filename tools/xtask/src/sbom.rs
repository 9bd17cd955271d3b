//! The software bill of materials of what is deployed: a `CycloneDX` 1.6 document of each crate that a function links.
//!
//! The crates and their licences come from `cargo tree`, which resolves features for the functions alone; the hashes come from
//! Cargo.lock. The document is validated against the official schema, which `cyclonedx-python-lib` brings.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use serde_json::{Value, json};
use xshell::cmd;

use crate::{
    Failure,
    workspace::{Workspace, step},
};

const DOCUMENT: &str = "target/sbom.cdx.json";
/// What the functions run on, unless a parameter says otherwise.
const TARGET: &str = "aarch64-unknown-linux-gnu";
/// First shows that the validator rejects a document that is not valid.
const VALIDATE: &str = "\
import json, sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
validator = JsonStrictValidator(SchemaVersion.V1_6)
text = open(sys.argv[1]).read()
broken = json.loads(text)
broken['components'][0]['type'] = 'not-a-type'
if validator.validate_str(json.dumps(broken)) is None:
    sys.exit('the validator accepts a document that is not valid')
problem = validator.validate_str(text)
if problem is not None:
    sys.exit(f'{sys.argv[1]}: {problem}')
";

/// A crate from the registry, as `cargo tree` names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Linked {
    name: String,
    version: String,
    licence: String,
}

pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    workspace.use_python_tools()?;
    let sh = &workspace.sh;
    step("software bill of materials");
    let mut linked = BTreeMap::<Linked, BTreeSet<String>>::new();
    for function in workspace.functions()? {
        let format = "{p}|{l}";
        let tree = cmd!(
            sh,
            "cargo tree --locked -p {function} -e normal,no-proc-macro --target {TARGET} --prefix none -f {format}"
        );
        for line in tree.quiet().read()?.lines() {
            if let Some(found) = linked_crate(line)? {
                linked.entry(found).or_default().insert(function.clone());
            }
        }
    }
    let document = document(&linked, &checksums(&sh.read_file("Cargo.lock")?))?;
    sh.write_file(DOCUMENT, serde_json::to_string_pretty(&document)? + "\n")?;
    cmd!(sh, "python -c {VALIDATE} {DOCUMENT}").quiet().run()?;
    println!("{DOCUMENT}: {} crates", linked.len());
    Ok(())
}

/// A line such as `serde v1.0.228|MIT OR Apache-2.0`. `None` for a crate of this repository, which has its path.
fn linked_crate(line: &str) -> Result<Option<Linked>, Failure> {
    let unexpected = || format!("cargo tree: an unexpected line: {line}");
    let (package, licence) = line.split_once('|').ok_or_else(unexpected)?;
    // `(*)` marks a crate whose dependencies were listed before.
    let (package, licence) = (package.trim_end_matches(" (*)"), licence.trim_end_matches(" (*)"));
    if package.ends_with(')') {
        return Ok(None);
    }
    let (name, version) = package.split_once(" v").ok_or_else(unexpected)?;
    if licence.is_empty() {
        return Err(format!("{package} states no licence").into());
    }
    // Old manifests write `MIT/Apache-2.0`.
    let licence = licence.replace('/', " OR ");
    Ok(Some(Linked { name: name.to_owned(), version: version.to_owned(), licence }))
}

/// The SHA-256 of each crate from the registry, by `name version`.
fn checksums(lock: &str) -> BTreeMap<String, String> {
    let mut checksums = BTreeMap::new();
    for package in lock.split("[[package]]").skip(1) {
        let field = |name: &str| {
            let line = package.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""));
            line.map(|value| value.trim_end_matches('"'))
        };
        if let (Some(name), Some(version), Some(checksum)) = (field("name"), field("version"), field("checksum")) {
            checksums.insert(format!("{name} {version}"), checksum.to_owned());
        }
    }
    checksums
}

fn document(
    linked: &BTreeMap<Linked, BTreeSet<String>>,
    checksums: &BTreeMap<String, String>,
) -> Result<Value, Failure> {
    let mut components = Vec::new();
    let mut needed = BTreeMap::<&str, Vec<String>>::new();
    for (Linked { name, version, licence }, functions) in linked {
        let checksum = checksums
            .get(&format!("{name} {version}"))
            .ok_or_else(|| format!("Cargo.lock has no checksum of {name} {version}"))?;
        let mut purl = String::from("pkg:cargo/");
        write!(purl, "{name}@{}", version.replace('+', "%2B"))?;
        components.push(json!({
            "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
            "licenses": [{"expression": licence}],
            "hashes": [{"alg": "SHA-256", "content": checksum}],
        }));
        for function in functions {
            needed.entry(function).or_default().push(purl.clone());
        }
    }
    let functions: Vec<_> = needed
        .keys()
        .map(|name| json!({"type": "application", "bom-ref": name, "name": name, "version": env!("CARGO_PKG_VERSION")}))
        .collect();
    let dependencies: Vec<_> = needed.iter().map(|(name, on)| json!({"ref": name, "dependsOn": on})).collect();
    Ok(json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": {
            "type": "application", "bom-ref": "front-desk", "name": "front-desk", "version": env!("CARGO_PKG_VERSION"),
            "components": functions,
        }},
        "components": components,
        "dependencies": dependencies,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(line: &str) -> Option<Linked> {
        linked_crate(line).expect("a line of cargo tree")
    }

    #[test]
    fn crate_of_the_registry_has_a_name_a_version_and_a_licence() {
        let serde = linked("serde v1.0.228|MIT OR Apache-2.0 (*)").expect("linked");
        assert_eq!((&*serde.name, &*serde.version, &*serde.licence), ("serde", "1.0.228", "MIT OR Apache-2.0"));
        assert_eq!(linked("itoa v1.0.15|MIT/Apache-2.0").expect("linked").licence, "MIT OR Apache-2.0");
        assert_eq!(linked("domain v0.1.0 (/somewhere/shared/domain)|"), None);
        assert_eq!(linked("domain v0.1.0 (/somewhere/shared/domain) (*)|"), None);
        assert!(linked_crate("serde v1.0.228|").is_err(), "a crate without a licence");
        assert!(linked_crate("serde").is_err());
    }

    #[test]
    fn component_has_the_checksum_of_the_lock_file() {
        let lock = "version = 4\n\n[[package]]\nname = \"serde\"\nversion = \"1.0.228\"\nsource = \"registry\"\nchecksum = \"9a8e\"\n";
        let serde = linked("serde v1.0.228|MIT").expect("linked");
        let by = BTreeMap::from([(serde, BTreeSet::from(["voice-webhook".to_owned()]))]);
        let document = document(&by, &checksums(lock)).expect("complete");
        assert_eq!(document["components"][0]["hashes"], json!([{"alg": "SHA-256", "content": "9a8e"}]));
        assert_eq!(
            document["dependencies"],
            json!([{"ref": "voice-webhook", "dependsOn": ["pkg:cargo/serde@1.0.228"]}])
        );
        assert!(super::document(&by, &BTreeMap::new()).is_err(), "a crate that the lock file does not have");
    }
}
