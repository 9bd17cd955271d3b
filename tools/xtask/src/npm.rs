//! The packages of web applications: their licences and known vulnerabilities, from every `package-lock.json` in the repository.
//!
//! The licences are those that `deny.toml` allows for crates, and [`MORE`].

use std::path::Path;

use serde_json::Value;
use xshell::cmd;

use crate::{
    Failure,
    ci::Advisories,
    workspace::{Workspace, step},
};

/// Further licences that ask for no more than attribution.
const MORE: [&str; 4] = ["0BSD", "BSD-2-Clause", "CC0-1.0", "Unlicense"];
/// Further licences of the tools that build and check an application, which are not passed on with it.
const OF_TOOLS: [&str; 4] = ["BlueOak-1.0.0", "MIT-0", "MPL-2.0", "Python-2.0"];

pub(crate) fn run(workspace: &Workspace, advisories: Advisories) -> Result<(), Failure> {
    let sh = &workspace.sh;
    step("licences of packages");
    let files = cmd!(sh, "git ls-files -- package-lock.json **/package-lock.json").quiet().read()?;
    let files: Vec<_> = files.lines().collect();
    if files.is_empty() {
        println!("no package-lock.json");
        return Ok(());
    }
    let allowed = allowed(&sh.read_file("deny.toml")?)?;
    for file in &files {
        let checked = check_licences(&sh.read_file(file)?, &allowed).map_err(|error| format!("{file}: {error}"))?;
        println!("{file}: {checked} packages");
    }
    step("known vulnerabilities of packages");
    for file in files {
        let _folder = sh.push_dir(Path::new(file).parent().unwrap_or(Path::new("")));
        let audit = cmd!(sh, "npm audit --json --package-lock-only").ignore_status().ignore_stderr();
        match vulnerable(&audit.read()?) {
            Some(names) if names.is_empty() => println!("{file}: none"),
            Some(names) => return Err(format!("{file} has vulnerable packages: {}", names.join(", ")).into()),
            None => advisories
                .unreachable(&format!("{file} is NOT CHECKED for vulnerabilities: npm's list cannot be reached"))?,
        }
    }
    Ok(())
}

/// The vulnerable packages in a report of `npm audit`. `None` if there is no report, only an error.
fn vulnerable(report: &str) -> Option<Vec<String>> {
    let report: Value = serde_json::from_str(report).ok()?;
    Some(report["vulnerabilities"].as_object()?.keys().cloned().collect())
}

/// The licences in `deny.toml`'s `allow`, and [`MORE`].
fn allowed(deny: &str) -> Result<Vec<String>, Failure> {
    let (_, licences) = deny.split_once("\n[licenses]\n").ok_or("deny.toml has no [licenses]")?;
    let (_, list) = licences.split_once("allow = [").ok_or("deny.toml allows no licence")?;
    let (list, _) = list.split_once(']').ok_or("deny.toml: `allow` does not end")?;
    let names = list.split(',').map(|name| name.trim().trim_matches('"')).filter(|name| !name.is_empty());
    Ok(names.chain(MORE).map(str::to_owned).collect())
}

/// Checks the licence of each package in a lock file; returns how many packages there are.
fn check_licences(lock: &str, allowed: &[String]) -> Result<usize, Failure> {
    let lock: Value = serde_json::from_str(lock)?;
    if lock["lockfileVersion"].as_u64().is_none_or(|version| version < 2) {
        return Err("an unknown version of lock file; use npm 7 or later".into());
    }
    let packages = lock["packages"].as_object().ok_or("no packages")?;
    let of_tools: Vec<String> = allowed.iter().cloned().chain(OF_TOOLS.map(str::to_owned)).collect();
    let mut checked = 0;
    for (path, package) in packages.iter().filter(|(path, package)| !path.is_empty() && package["link"] != true) {
        let licence = package["license"].as_str().ok_or_else(|| format!("{path} states no licence"))?;
        let allowed = if package["dev"] == true { &of_tools } else { allowed };
        if !is_allowed(licence, allowed) {
            return Err(format!("{path} has the licence {licence}, which deny.toml does not allow").into());
        }
        checked += 1;
    }
    Ok(checked)
}

/// Whether an SPDX expression allows a choice of allowed licences. Knows `AND`, `OR` and parentheses around the whole or around
/// a part without further parentheses.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.trim();
    if let Some((before, rest)) = expression.split_once('(') {
        let Some((inner, after)) = rest.split_once(')') else { return false };
        // The part becomes one name that is allowed or not.
        let inner = if is_allowed(inner, allowed) { MORE[0] } else { "not-allowed" };
        return is_allowed(&format!("{before}{inner}{after}"), allowed);
    }
    let every = |part: &str| part.split(" AND ").all(|name| allowed.iter().any(|allowed| allowed == name.trim()));
    expression.split(" OR ").any(every)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DENY: &str = include_str!("../../../deny.toml");

    fn lock(packages: &str) -> String {
        format!(r#"{{"lockfileVersion": 3, "packages": {{"": {{"name": "dashboard"}}, {packages}}}}}"#)
    }

    #[test]
    fn lock_file_with_allowed_licences_passes() {
        let packages = r#""node_modules/react": {"version": "19.2.0", "license": "MIT"},
            "node_modules/tslib": {"version": "2.8.1", "license": "0BSD"},
            "node_modules/own": {"link": true, "resolved": "packages/own"}"#;
        assert_eq!(check_licences(&lock(packages), &allowed(DENY).expect("a list")).expect("allowed"), 2);
    }

    #[test]
    fn tool_may_have_a_licence_that_a_served_package_may_not() {
        let allowed = allowed(DENY).expect("a list");
        let package = |dev: bool| lock(&format!(r#""node_modules/axe-core": {{"license": "MPL-2.0", "dev": {dev}}}"#));
        assert_eq!(check_licences(&package(true), &allowed).expect("a tool"), 1);
        assert!(check_licences(&package(false), &allowed).is_err());
        assert!(
            check_licences(&lock(r#""node_modules/a": {"license": "GPL-3.0-only", "dev": true}"#), &allowed).is_err()
        );
    }

    #[test]
    fn report_names_the_vulnerable_packages_and_an_error_is_no_report() {
        let report = r#"{"auditReportVersion": 2, "vulnerabilities": {"lodash": {"severity": "high"}}}"#;
        assert_eq!(vulnerable(report), Some(vec!["lodash".to_owned()]));
        assert_eq!(vulnerable(r#"{"auditReportVersion": 2, "vulnerabilities": {}}"#), Some(Vec::new()));
        let error =
            r#"{"message": "405 Method Not Allowed - POST /-/npm/v1/security/advisories/bulk", "statusCode": 405}"#;
        assert_eq!((vulnerable(error), vulnerable("")), (None, None));
    }

    #[test]
    fn package_with_another_licence_or_none_is_named() {
        let allowed = allowed(DENY).expect("a list");
        for (package, problem) in [
            (r#"{"license": "GPL-3.0-only"}"#, "has the licence GPL-3.0-only"),
            (r#"{"license": "MIT AND GPL-3.0-only"}"#, "has the licence MIT AND"),
            (r#"{"version": "1.0.0"}"#, "states no licence"),
        ] {
            let error =
                check_licences(&lock(&format!(r#""node_modules/bad": {package}"#)), &allowed).expect_err(problem);
            assert!(error.to_string().contains(&format!("node_modules/bad {problem}")), "{error}");
        }
        assert!(check_licences(r#"{"lockfileVersion": 1, "dependencies": {}}"#, &allowed).is_err());
        assert!(check_licences("{}", &allowed).is_err());
    }

    #[test]
    fn expression_is_allowed_if_one_choice_is_allowed_in_full() {
        let allowed = allowed(DENY).expect("a list");
        for (expression, expected) in [
            ("MIT", true),
            ("(MIT OR GPL-3.0-only)", true),
            ("GPL-3.0-only OR (MIT AND Apache-2.0)", true),
            ("MIT AND (GPL-3.0-only OR ISC)", true),
            ("MIT AND (GPL-3.0-only OR AGPL-3.0-only)", false),
            ("GPL-3.0-only", false),
            ("(MIT", false),
            ("", false),
            ("mit-like", false),
        ] {
            assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
        }
    }
}
