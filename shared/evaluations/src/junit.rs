//! An evaluation as `JUnit` XML, which build servers read.

use quick_xml::{
    Writer,
    events::{BytesEnd, BytesStart, BytesText, Event},
};

use crate::report::{EvaluationReport, ScenarioRun};

/// The XML document. A run is a test case, and a topic is its class.
pub fn junit_xml(report: &EvaluationReport) -> Result<String, std::io::Error> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    let mut suite = BytesStart::new("testsuite");
    suite.push_attribute(("name", "scenarios"));
    suite.push_attribute(("tests", report.runs.len().to_string().as_str()));
    let failures = report.runs.iter().filter(|run| !run.passed()).count();
    suite.push_attribute(("failures", failures.to_string().as_str()));
    writer.write_event(Event::Start(suite))?;
    for run in &report.runs {
        test_case(&mut writer, run)?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuite")))?;
    Ok(String::from_utf8_lossy(&writer.into_inner()).into_owned())
}

fn test_case(writer: &mut Writer<Vec<u8>>, run: &ScenarioRun) -> Result<(), std::io::Error> {
    let mut case = BytesStart::new("testcase");
    case.push_attribute(("classname", run.topic.as_str()));
    case.push_attribute(("name", run.title().as_str()));
    if run.passed() {
        return writer.write_event(Event::Empty(case));
    }
    writer.write_event(Event::Start(case))?;
    let mut failure = BytesStart::new("failure");
    failure.push_attribute(("message", printable(&run.findings.join("; ")).as_str()));
    writer.write_event(Event::Start(failure))?;
    writer.write_event(Event::Text(BytesText::new(&printable(&run.transcript.join("\n")))))?;
    writer.write_event(Event::End(BytesEnd::new("failure")))?;
    writer.write_event(Event::End(BytesEnd::new("testcase")))
}

/// XML has no control characters but white space.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
