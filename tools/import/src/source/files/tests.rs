use super::*;

fn written(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("written");
    }
    folder
}

fn tables(files: &[(&str, &[u8])]) -> Tables {
    read_folder(written(files).path()).expect("read")
}

fn values(tables: &Tables, table: &str, column: &str) -> Vec<String> {
    tables[table].iter().map(|row| row.get(column).unwrap_or("-").to_owned()).collect()
}

#[test]
fn csv_and_json_of_one_row_are_the_same() {
    let files: [(&str, &[u8]); 4] = [
        ("a.csv", "\u{feff}id, name,empty\n7,\"Dana, \"\"D\"\" Smith\",\n".as_bytes()),
        ("b.json", br#"[{"id": 7, "name": "Dana, \"D\" Smith", "empty": null}]"#),
        ("c.ndjson", b"{\"id\": \"7\", \"name\": \"Dana, \\\"D\\\" Smith\"}\n"),
        ("notes.txt", b"not a table"),
    ];
    let folder = written(&files);
    let tables = read_folder(folder.path()).expect("read");
    assert_eq!(tables.keys().collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(tables["a"], tables["b"]);
    assert_eq!(tables["b"], tables["c"]);
    fs::write(folder.path().join("a.json"), "[]").expect("written");
    assert!(matches!(read_folder(folder.path()), Err(SourceError::Twice(table)) if table == "a"));
}

#[test]
fn every_delimiter_is_found_and_quoted_ones_and_ends_of_lines_are_text() {
    let plain = "id,name,note\n1,\"Smith; Dana\",\"a\nb|c\"\n2,Lee,\n";
    let expected = tables(&[("x.csv", plain.as_bytes())]);
    let others = [
        "id;name;note\n1;\"Smith; Dana\";\"a\nb|c\"\n2;Lee;\n",
        "id\tname\tnote\r\n1\tSmith; Dana\t\"a\nb|c\"\r\n2\tLee\t\r\n",
        "id|name|note\n1|Smith; Dana|\"a\nb|c\"\n2|Lee|\n",
        "sep=;\nid;name;note\n1;\"Smith; Dana\";\"a\nb|c\"\n2;Lee;\n",
    ];
    for text in others {
        assert_eq!(tables(&[("x.csv", text.as_bytes())]), expected, "{text}");
    }
    assert_eq!(tables(&[("x.tsv", others[1].as_bytes())]), expected);
}

#[test]
fn every_encoding_gives_the_same_text() {
    let text = "id,name\n1,José “Pepe” Peña\n";
    let utf16 = |unit: fn(u16) -> [u8; 2], mark: [u8; 2]| -> Vec<u8> {
        mark.into_iter().chain(text.encode_utf16().flat_map(unit)).collect()
    };
    let expected = tables(&[("x.csv", text.as_bytes())]);
    assert_eq!(tables(&[("x.csv", &utf16(u16::to_le_bytes, [0xff, 0xfe]))]), expected);
    assert_eq!(tables(&[("x.csv", &utf16(u16::to_be_bytes, [0xfe, 0xff]))]), expected);
    assert_eq!(tables(&[("x.csv", b"id,name\n1,Jos\xe9 \x93Pepe\x94 Pe\xf1a\n")]), expected);
}

#[test]
fn lists_of_rows_are_found_wherever_a_file_has_them() {
    let expected = ["1", "2"];
    for text in [
        r#"[{"id":1},{"id":2}]"#,
        "{\"id\":1}\n{\"id\":2}\n",
        r#"{"appointments":[{"id":1},{"id":2}]}"#,
        r#"{"count":2,"results":[{"id":1},{"id":2}]}"#,
        r#"{"data":{"rows":[{"id":1},{"id":2}]}}"#,
        r#"{"columns":["id"],"index":[0,1],"data":[[1],[2]]}"#,
        r#"{"fields":[{"name":"id"}],"rows":[["1"],["2"]]}"#,
    ] {
        assert_eq!(
            values(&tables(&[("appointments.json", text.as_bytes())]), "appointments", "id"),
            expected,
            "{text}"
        );
    }
    for text in [
        r#"{"appointments":[{"id":1},{"id":2}],"call_logs":[{"id":3}],"users":[]}"#,
        r#"{"tables":{"appointments":[{"id":1},{"id":2}],"call_logs":[{"id":3}]}}"#,
        r#"[{"type":"header","version":"5"},{"type":"database","name":"old"},{"type":"table","name":"appointments","data":[{"id":"1"},{"id":"2"}]},{"type":"table","name":"call_logs","data":[{"id":"3"}]}]"#,
        "{\"table\":\"appointments\",\"id\":1}\n{\"table\":\"call_logs\",\"row\":{\"id\":3}}\n{\"table\":\"appointments\",\"id\":2}\n",
    ] {
        let tables = tables(&[("dump.json", text.as_bytes())]);
        assert_eq!(
            (values(&tables, "appointments", "id"), values(&tables, "call_logs", "id")),
            (expected.map(str::to_owned).to_vec(), vec!["3".to_owned()]),
            "{text}"
        );
    }
    let folder = written(&[("appointments.json", b"{\"id\": [1, 2]")]);
    assert!(matches!(read_folder(folder.path()), Err(SourceError::Json(..))));
    assert!(tables(&[("appointments.json", b"[]")])["appointments"].is_empty());
}

#[test]
fn values_of_copy_have_their_ends_of_lines() {
    let copied = "id\ttranscript\tnote\n1\tAgent: Hello.\\nCaller: No heat.\t\\N\n2\tC:\\\\temp\\tx\ty\n";
    let tables = tables(&[("calls.tsv", copied.as_bytes())]);
    assert_eq!(values(&tables, "calls", "transcript"), ["Agent: Hello.\nCaller: No heat.", "C:\\temp\tx"]);
    assert_eq!(values(&tables, "calls", "note"), ["-", "y"]);
}
