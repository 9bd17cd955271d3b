//! Reads and writes the files of scenarios and recordings.

use std::{
    io,
    path::{Path, PathBuf},
};

use evaluations::{
    recording::ModelRecording,
    scenario::{Scenario, ScenarioError, ScenarioFile, check_names},
};
use serde::de::DeserializeOwned;

use super::RunModel;

/// The folder of the recordings, in the folder of the scenarios.
const RECORDED: &str = "recorded";

/// Why scenarios cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A file is not valid. The error names line and field.
    #[error("{path}: {source}")]
    Invalid {
        /// The file.
        path: String,
        /// Why.
        source: Box<serde_saphyr::Error>,
    },
    /// The scenarios do not fit together.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// A recording belongs to no scenario.
    #[error("{0}: no scenario has this name")]
    Orphan(String),
    /// A recording cannot be written as YAML.
    #[error("a recording cannot be written")]
    Write(#[from] serde_saphyr::ser_error::Error),
}

/// A scenario with its topic and its recording.
#[derive(Debug, Clone)]
pub struct SuiteScenario {
    topic: String,
    scenario: Scenario,
    recording: Option<ModelRecording>,
}

impl SuiteScenario {
    /// The name of its file.
    #[must_use]
    pub fn topic(&self) -> &str {
        &self.topic
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// What can answer without a network.
    #[must_use]
    pub fn offline_models(&self) -> Vec<RunModel> {
        let stand_in = self.scenario.stand_in().then_some(RunModel::StandIn);
        let recorded = self.recording.as_ref().map(|_| RunModel::Recorded);
        stand_in.into_iter().chain(recorded).collect()
    }

    /// Its recording, if there is one.
    #[must_use]
    pub fn recording(&self) -> Option<&ModelRecording> {
        self.recording.as_ref()
    }
}

/// The scenarios of a folder.
#[derive(Debug, Clone)]
pub struct Suite {
    folder: PathBuf,
    scenarios: Vec<SuiteScenario>,
}

impl Suite {
    /// Reads all scenarios of a folder and their recordings.
    pub fn read(folder: &Path) -> Result<Self, SuiteError> {
        let mut scenarios = Vec::new();
        for path in yaml_files(folder)? {
            let file: ScenarioFile = read_yaml(&path)?;
            let topic = stem(&path);
            scenarios.extend(file.into_scenarios().into_iter().map(|scenario| (topic.clone(), scenario)));
        }
        check_names(scenarios.iter().map(|(_, scenario)| scenario))?;
        let recorded = folder.join(RECORDED);
        let files = if recorded.is_dir() { yaml_files(&recorded)? } else { Vec::new() };
        let known = |path: &&PathBuf| scenarios.iter().any(|(_, scenario)| scenario.name() == stem(path));
        if let Some(orphan) = files.iter().find(|path| !known(path)) {
            return Err(SuiteError::Orphan(orphan.display().to_string()));
        }
        let with_recording = |(topic, scenario): (String, Scenario)| {
            let file = files.iter().find(|path| stem(path) == scenario.name());
            let recording = file.map(|path| read_yaml(path)).transpose()?;
            Ok(SuiteScenario { topic, scenario, recording })
        };
        let scenarios = scenarios.into_iter().map(with_recording).collect::<Result<_, SuiteError>>()?;
        Ok(Self { folder: folder.to_owned(), scenarios })
    }

    /// The scenarios, by topic and in the order of their file.
    #[must_use]
    pub fn scenarios(&self) -> &[SuiteScenario] {
        &self.scenarios
    }

    /// Writes the recording of a scenario.
    pub fn write(&self, scenario: &str, recording: &ModelRecording) -> Result<(), SuiteError> {
        let folder = self.folder.join(RECORDED);
        let path = folder.join(format!("{scenario}.yaml"));
        let text = serde_saphyr::to_string(recording)?;
        let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, text));
        written.map_err(|source| SuiteError::File { path: path.display().to_string(), source })
    }
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn yaml_files(folder: &Path) -> Result<Vec<PathBuf>, SuiteError> {
    let failed = |source| SuiteError::File { path: folder.display().to_string(), source };
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut files: Vec<PathBuf> = entries.map_err(failed)?.into_iter().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    Ok(files)
}

fn read_yaml<T: DeserializeOwned>(path: &Path) -> Result<T, SuiteError> {
    let shown = || path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|source| SuiteError::File { path: shown(), source })?;
    serde_saphyr::from_str(&text).map_err(|source| SuiteError::Invalid { path: shown(), source: Box::new(source) })
}
